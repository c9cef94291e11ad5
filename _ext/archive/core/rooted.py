"""Addresses inside the site in HTML that is stored: from the root, which whoever shows the HTML puts before them."""

from __future__ import annotations

#: In stored HTML, a link or image address inside the site begins with this, followed by the path from
#: the site's root: ``href="site:2012/10/steady-on-maggie.html"``. Whoever shows the HTML puts the
#: address of the root in its place (see `rebase`).
SITE_SCHEME = "site:"


def whole(address: str, root: str) -> str:
    """Put `root` where an address says `SITE_SCHEME`; another is as it was."""
    return root + address.removeprefix(SITE_SCHEME) if address.startswith(SITE_SCHEME) else address


def rebase(html: str, root: str) -> str:
    """Put `root` (``../../``, or the site's address) where links in stored HTML say `SITE_SCHEME`."""
    return html.replace(f'="{SITE_SCHEME}', f'="{root}')
