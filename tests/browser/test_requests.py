"""What pages ask for: nothing of other hosts, nothing that is not there; and they complain of nothing."""

from __future__ import annotations

import pytest

from browser.conftest import Opener
from browser.sites import KINDS, BuiltSite
from browser.waiting import until
from browser.watch import Watch


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_its_own_host_alone(kind: str, site: BuiltSite, open_page: Opener, watch: Watch) -> None:
    page = open_page(kind, site, width=390)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        # To the end, for what is loaded only when it is seen.
        page.mouse.wheel(0, 100_000)
        until(page, "[...document.images].every(image => image.complete)")
    assert any(address.endswith(".css") or ".css?" in address for address in watch.asked), "no style sheet"
    assert {address[: len(site.url)] for address in watch.asked if address.startswith("http")} == {site.url}
    assert not watch.faults, "\n".join(watch.faults)
