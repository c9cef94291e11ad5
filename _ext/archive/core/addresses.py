"""Which addresses are links that a reader can follow, and what each kind of address is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

#: Those that the HTML standard lets sites handle, and so no site can do harm with, and those of the web itself:
#: https://html.spec.whatwg.org/multipage/system-state.html#safelisted-scheme
SCHEMES = frozenset(
    "bitcoin ftp ftps geo http https im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sftp sip sips sms smsto"
    " ssh tel urn webcal wtai xmpp".split()
)
#: Those by which a text could run a program, show a page of its own making as the site's, or name the author's files.
REFUSED = frozenset("javascript vbscript data file blob filesystem".split())
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
#: What browsers take out of an address before they look at it: https://url.spec.whatwg.org/#concept-basic-url-parser
_PASSED_OVER = re.compile(r"\A[\x00-\x20]+|[\t\n\r]")


def scheme(address: str) -> str:
    """The scheme of an address, in small letters; that of one such as ``//host/`` is the page's own: ``//``."""
    address = _PASSED_OVER.sub("", address)
    if address.startswith("//"):
        return "//"
    found = _SCHEME.match(address)
    return found[1].lower() if found else ""


def is_link(address: str, more: Iterable[str] = ()) -> bool:
    """Whether an address leads out of the site, to where readers can follow; `more` are schemes of the settings."""
    found = scheme(address)
    return found == "//" or found in SCHEMES or found in {one.lower() for one in more}


def is_far(address: str) -> bool:
    """Whether a picture or the like at this address is on another host."""
    return scheme(address) in ("//", "http", "https", "ftp", "ftps")


def host(address: str) -> str:
    """The host of an address as readers know it: without ``www.``; the address itself where it names none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.") or address
    except ValueError:
        return address


def refusal(address: str) -> str:
    """What to say of a link to an address that has a scheme, but is none that readers can follow."""
    name = scheme(address)
    shown = f"`{address}`" if len(address) < 60 else f"`{address[:57]}…`"
    if name in REFUSED:
        return f"{shown} is no link, since a page may not lead to `{name}:`: take the link out"
    near = f"if it is a web address, write `https://` before it; `{name}:` is none of the schemes that links may have"
    return f"{shown} is no link that readers can follow: {near}"
