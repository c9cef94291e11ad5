"""Which addresses are links."""

import pytest
from archive.core import addresses


@pytest.mark.parametrize(
    "address",
    ["tel:+44-1", "SMS:1", "magnet:?xt=x", "mailto:a@b.example", "HTTP://a.example", "//a.example", "ftp://a.example",
     "xmpp:a@b.example", "geo:1,2", "wiki:Page", "WIKI:Page"],
)  # fmt: skip
def test_links_of_any_kind_and_case(address: str) -> None:
    assert addresses.is_link(address, ["Wiki"])


@pytest.mark.parametrize("address", ["a.md", "/a", "#a", "", "a b:c", "javascript:x", "foo:x", "C:/x", "data:,x"])
def test_what_is_none(address: str) -> None:
    assert not addresses.is_link(address)


@pytest.mark.parametrize("scheme", ["javascript", "vbscript", "data", "file"])
def test_what_can_do_harm_is_said_to_be_forbidden(scheme: str) -> None:
    assert addresses.refusal(f"{scheme.upper()}:x").endswith(f"a page may not lead to `{scheme}:`: take the link out")


@pytest.mark.parametrize(
    ("address", "host"),
    [("https://www.a.example/2012/10/?m=1", "a.example"), ("http://A.example:8080", "a.example"),
     ("mailto:x", "mailto:x"), ("https://[broken/", "https://[broken/")],
)  # fmt: skip
def test_a_host_as_readers_know_it(address: str, host: str) -> None:
    assert addresses.host(address) == host
