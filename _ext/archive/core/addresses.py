"""Addresses: which schemes links may have, where documents are served, addresses within stored HTML, and the paths at
which the build makes pages and files of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote, urlsplit

#: Schemes of links: those that the HTML standard lets sites handle, and so no site can do harm with, and those of the
#: web itself:
#: https://html.spec.whatwg.org/multipage/system-state.html#safelisted-scheme
LINK_SCHEMES = frozenset(
    "bitcoin ftp ftps geo http https im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sftp sip sips sms smsto"
    " ssh tel urn webcal wtai xmpp".split()
)
#: Schemes by which a text could run a program, show a page of its own making as the site's, or name the author's files.
REFUSED_SCHEMES = frozenset("javascript vbscript data file blob filesystem".split())
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
#: What browsers take out of an address before they look at it: https://url.spec.whatwg.org/#concept-basic-url-parser
_PASSED_OVER = re.compile(r"\A[\x00-\x20]+|[\t\n\r]")


def scheme(address: str) -> str:
    """The scheme of an address, in small letters; that of one such as ``//host/`` is the page's own: ``//``."""
    address = _PASSED_OVER.sub("", address)
    if address.startswith("//"):
        return "//"
    match = _SCHEME.match(address)
    return match[1].lower() if match else ""


def is_link(address: str, more_schemes: Iterable[str] = ()) -> bool:
    """Whether an address leads out of the site, to where readers can follow; `more_schemes` are added by settings."""
    name = scheme(address)
    return name == "//" or name in LINK_SCHEMES or name in {each.lower() for each in more_schemes}


def is_remote(address: str) -> bool:
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
    if name in REFUSED_SCHEMES:
        return f"{shown} is no link, since a page may not lead to `{name}:`: take the link out"
    advice = f"if it is a web address, write `https://` before it; `{name}:` is none of the schemes that links may have"
    return f"{shown} is no link that readers can follow: {advice}"


#: The folder of the posts; their addresses leave it out.
POSTS = "posts/"
#: The folder of standing pages that an import brought.
PAGES = "p/"


def permalink(docname: str) -> str:
    """Give the path from the site's root, unquoted: ``posts/2012/10/a`` stands at ``2012/10/a.html``."""
    return f"{docname.removeprefix(POSTS)}.html"


@lru_cache(maxsize=65_536)
def quoted_permalink(docname: str) -> str:
    """The permalink as it stands in an address; thousands of pages lead to the same few."""
    return quote(permalink(docname))


@lru_cache(maxsize=65_536)
def quoted_path(path: str) -> str:
    """Any path as it stands in an address."""
    return quote(path)


def relative_root(pagename: str) -> str:
    """The relative address of the site's root from a page: ``../../`` or ``./``."""
    return "../" * permalink(pagename).count("/") or "./"


def sidebar_page(name: str) -> str:
    """The page of the sidebar to which a standing page belongs: the index of its folder, if it is in one, or itself."""
    first = name.partition("/")[0]
    return f"{first}/index" if "/" in name else name


def path_key(path: str) -> str:
    """A key that is the same for all paths that a file system which ignores case could not tell apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def post_name(text: str) -> str:
    """The name of the post that a path means, however it is written: ``2012/10/a`` for ``/2012/10/a.html``."""
    return text.strip().lstrip("/").removeprefix(POSTS).removesuffix(".md").removesuffix(".html")


def find_post(text: str, known: Container[str], by_name: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The documents of the posts that a path, or the last part of one, names: several where that is ambiguous.

    `known` are the documents of all posts, `by_name` those of each last part of a path.
    """
    name = post_name(text)
    if POSTS + name in known:
        return (POSTS + name,)
    return () if "/" in name else by_name.get(name, ())


#: In stored HTML, a link or image address inside the site begins with this, followed by the path from
#: the site's root: ``href="site:2012/10/steady-on-maggie.html"``. Whoever shows the HTML puts the
#: address of the root in its place (see `rebase`).
SITE_SCHEME = "site:"
#: The beginning of an attribute that holds several addresses, as the archive writes it, and the whole of it.
_SRCSET_START = f' srcset="{SITE_SCHEME}'
_SRCSET = re.compile(rf'{_SRCSET_START}[^"]*"')


def rebase_address(address: str, root: str) -> str:
    """One address of stored HTML, with `root` in the place of `SITE_SCHEME`; another address is as it was."""
    return root + address.removeprefix(SITE_SCHEME) if address.startswith(SITE_SCHEME) else address


def rebase(html: str, root: str) -> str:
    """Stored HTML with `root` (``../../``, or the site's address) where its addresses say `SITE_SCHEME`."""
    if _SRCSET_START in html:
        html = _SRCSET.sub(lambda srcset: srcset[0].replace(f" {SITE_SCHEME}", f" {root}"), html)
    return html.replace(f'="{SITE_SCHEME}', f'="{root}')


#: Pages at the root that the build makes, by their names.
RESERVED_PAGES = ("search", "genindex", "404", "threads", "figures", "subscribe")
#: Folders in which no post may stand. Of old addresses some may, as long as no page is made there: see `is_generated`.
RESERVED_FOLDERS = frozenset("_static _images blog cite feeds headers names on pagefind redirects threads".split())

#: Files at the root that the build makes, beside pages, and those whose names begin with `_` or a dot.
_ROOT_FILES = r"objects\.inv|addresses\.txt|robots\.txt|(sitemap[^/]*|atom|rss)\.xml"
_ROOT_FILE = re.compile(rf"({'|'.join(RESERVED_PAGES)})\.html|_headers|_redirects|{_ROOT_FILES}")
_LISTING_PAGE = r"(/page-[0-9]+)?\.html"
#: Paths of all that the build makes, beside posts and standing pages.
_GENERATED = re.compile(
    rf"({'|'.join(RESERVED_PAGES)})\.html"
    # Anything may be called as a name, a thread or a term is.
    r"|(_[^/]*|cite|feeds|headers|names|pagefind|redirects|threads)/.*"
    r"|blog/((category|tag|author)(\.html|/.*)|(index|archive|page-[0-9]+)\.html|.*\.(xml|json))"
    rf"|blog/[0-9]{{1,4}}(/[0-9]{{2}})?{_LISTING_PAGE}"
    rf"|on/(index\.html|[0-9]{{2}}-[0-9]{{2}}{_LISTING_PAGE})"
    rf"|_[^/]*|\.[^/]*|{_ROOT_FILES}"
)

#: Where a blog that stood at ``/blog/`` had its lists, such as ``blog/page/2/index.html``: the build makes none so.
_OLD_LISTING = re.compile(r"blog/([^/]+(?<!\.html)(?<!\.xml)(?<!\.json)/)+index\.html")


def is_generated(path: str) -> bool:
    """Whether the build makes a page or file at `path`, or at one of the folders in which it lies.

    `path` counts from the site's root, unquoted, as `permalink` gives it; its case does not matter.
    """
    key = path_key(path)
    if _OLD_LISTING.fullmatch(key):
        return False
    return bool(_GENERATED.fullmatch(key)) or any(_GENERATED.fullmatch(folder) for folder in folders(key))


def is_root_file(path: str) -> bool:
    """Whether the build makes a file at `path`, in the root, so that no folder can stand there."""
    return bool(_ROOT_FILE.fullmatch(path_key(path)))


def folders(path: str) -> Iterator[str]:
    """The folders in which `path` lies, the innermost first: ``a/b`` and ``a`` of ``a/b/c.html``."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
