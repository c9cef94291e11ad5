"""Addresses of the source, taken apart: none raises, whatever it is given."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from archive.core.addresses import LINK_SCHEMES

#: Parameters of a query that tell the post; all others only how it is shown or where its reader came from.
_TELLING = re.compile(r"(?:^|&)((?:p|page_id|attachment_id)=\d+)(?=&|$)")

#: Schemes of links that readers can follow, beside the web's own.
BEYOND_WEB = LINK_SCHEMES - {"http", "https"}


def path_of(address: str) -> str:
    """The path of an address, unquoted, from the root: ``/2012/10/old.html``; empty where it has none."""
    try:
        path = unquote(urlsplit(address.strip()).path)
    except ValueError:
        return ""
    return path if path.startswith("/") and not re.search(r"[\x00-\x20\x7f\\]|/\.\.?(/|$)", path) else ""


def parts_of(address: str) -> list[str]:
    """The parts of an address's path, unquoted, whatever they hold."""
    try:
        return [part for part in unquote(urlsplit(address.strip()).path).split("/") if part not in ("", ".")]
    except ValueError:
        return []


def last_part(address: str) -> str:
    """The last of `parts_of`; empty where there is none."""
    return next(reversed(parts_of(address)), "")


def query_of(address: str) -> str:
    """The query of an address, without its question mark."""
    try:
        return urlsplit(address.strip()).query
    except ValueError:
        return ""


def host_of(address: str) -> str:
    """The host of an address in lower case, without ``www.`` and the port; empty where it has none."""
    try:
        host = urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def redirect_of(address: str) -> str:
    """Path and query of an address as the field ``redirect`` takes them: ``/2012/10/old.html``, ``/?p=5``.

    Of a query only that stays which tells the post; empty where the address has no path.
    """
    path, query = path_of(address), _TELLING.search(query_of(address))
    if not path:
        return ""
    return path.replace("%", "%25").replace("?", "%3F") + (f"?{query[1]}" if query else "")
