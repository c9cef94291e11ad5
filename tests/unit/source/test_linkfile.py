"""The file of links: what is read is what was written, and what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from archive.model.outlinks import OutboundLink
from archive.source import linkfile
from hypothesis import example, given, settings
from hypothesis import strategies as st

DAYS = st.dates().map(lambda day: day.isoformat()) | st.just("")
ADDRESSES = st.from_regex(
    r"https?://[a-zA-Z0-9.-]{1,20}[a-z](:[0-9]{1,4})?(/[\w%~!$&'()*+,;=:@?.-]{0,12}){0,3}", fullmatch=True
)
WORDS = st.text(st.characters(categories=["L", "N", "P", "S"]) | st.just(" "), max_size=20)
ADDRESSES |= st.integers(990, 3000).map(lambda length: f"https://long.example/{'a' * length}")
LINKS = st.builds(
    OutboundLink,
    address=ADDRESSES,
    used=st.lists(st.from_regex(r"posts/[\w #:'\"-]{1,12}\.md", fullmatch=True), max_size=3).map(tuple),
    status=st.sampled_from(["", "200", "404", "timeout", "soft 404", "tls"]),
    checked=DAYS, since=DAYS, sought=DAYS, saved=DAYS,
    copy=ADDRESSES | st.just(""), instead=ADDRESSES | st.just(""), moved=ADDRESSES | st.just(""),
    verdict=st.sampled_from(["", "live", "dead"]), check=st.booleans(),
    note=WORDS.map(lambda text: " ".join(text.split())),
)  # fmt: skip


def read(folder: Path, text: str) -> linkfile.LinkFile:
    (folder / linkfile.NAME).write_text(text, encoding="utf-8")
    return linkfile.read(folder)


@settings(deadline=None)
@example(links=[OutboundLink("https://a.example/", ("posts/a: b #c.md", "- d.md"))])
@example(links=[OutboundLink("https://a.example/", ("posts/  .md", "posts/a\tb\n.md", " e.md", "yes"))])
@given(links=st.lists(LINKS, max_size=4, unique_by=lambda link: link.address))
def test_what_is_written_is_read_back_in_order(links: list[OutboundLink]) -> None:
    with TemporaryDirectory() as folder:
        found = read(Path(folder), linkfile.text(links))
    assert found.problems == ()
    assert found.links.links == tuple(sorted(links, key=lambda link: link.address))


def test_each_link_is_a_block_of_its_own_with_a_line_for_each_thing_said() -> None:
    link = OutboundLink("https://a.example/", ("posts/a.md", "posts/b.md"), "404", note="gone: since the merger")
    assert linkfile.text([OutboundLink("https://b.example/"), link]).split("\n", 2)[2] == (
        "\nhttps://a.example/:\n  used:\n    - posts/a.md\n    - posts/b.md\n  status: 404\n"
        '  note: "gone: since the merger"\n\nhttps://b.example/:\n'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://a.example/:\n  copy: nowhere\n", "2: `https://a.example/`: `copy` is `nowhere`: write a whole"),
        ("https://a.example/:\n  status: gone\n", "2: `https://a.example/`: `status` is `gone`: write a code of three"),
        ("https://a.example/:\n  checked: yesterday\n", "2: `https://a.example/`: `checked` is `yesterday`: write a"),
        ("https://a.example/:\n  verdict: maybe\n", "2: `https://a.example/`: `verdict` is `maybe`: write `live`"),
        ("https://a.example/:\n  used: a.md\n", "2: `https://a.example/`: `used` is no list of files"),
        ("https://a.example/:\n  instaed: https://b.example/\n", "did you mean `instead`?"),
        ("https://a.example/#part:\n  status: 200\n", "1: an address is `https://a.example/#part`: leave out"),
        ("https://a.example/:\nhttps://a.example/:\n", "2: `https://a.example/` stands here twice"),
        ("https://a.example/: 404\n", "1: `https://a.example/` holds no fields"),
        ("<<<<<<< HEAD\nhttps://a.example/:\n  status: 200\n=======\n", "links.yaml:"),
        ("- https://a.example/\n", "1: the file is not a list of names"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    problems = [str(problem) for problem in read(tmp_path, text).problems]
    assert any(said in problem for problem in problems), problems


def test_a_wrong_field_costs_neither_the_others_nor_another_link(tmp_path: Path) -> None:
    found = read(tmp_path, "https://a.example/:\n  status: 404\n  copy: x\nnowhere:\nhttps://b.example/:\n").links
    assert {name: link.status for name, link in found.by_address.items()} == {
        "https://a.example/": "404", "https://b.example/": "",
    }  # fmt: skip


def test_comments_that_would_not_be_written_again_are_found(tmp_path: Path) -> None:
    text = linkfile.text([OutboundLink("https://a.example/#".rstrip("#"), status="200")])
    read(tmp_path, text.replace("  status", "  # mine\n  status"))
    assert linkfile.lost_comments(tmp_path) == [5]
    read(tmp_path, text)
    assert linkfile.lost_comments(tmp_path) == []
