"""The HTML of a text, cut from the page that Sphinx makes of it, in the form that listings and feeds share."""

from __future__ import annotations

import html
import posixpath
import re
from functools import lru_cache

from .rooted import SITE_SCHEME

#: An address, but for those of names, of which a text may have many, and which begin at the site's root already.
_ADDRESS = re.compile(rf'(<(?!a href="{SITE_SCHEME})[a-z][^<>]*?\s(?:href|src)=")([^"]*)(")', re.IGNORECASE)
_PERMALINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>', re.DOTALL)
_ID = re.compile(r'(<[a-z][^<>]*?)\sid="[^"]*"')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b[^>]*>.*?</p>", re.DOTALL)
#: What stands for a picture that is not on the page, or beneath one.
_STANDS_IN = re.compile(r'class="[^"]*\b(?:missing-image|picture-caption)\b')
_TAG = re.compile(r"<[^>]*>")
_MARKUP = re.compile(r"<!--.*?-->|<(/?)([a-z][a-z0-9-]*)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL | re.I)
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
#: Elements that have no end: https://html.spec.whatwg.org/multipage/syntax.html#void-elements
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: What ``<!-- more -->`` in a post leaves in the page.
MORE = "<!-- more -->"


def stored(text: str, path: str) -> str:
    """Make the HTML of the page at `path` fit for any other place: addresses from the root, no ids."""
    folder = posixpath.dirname(path)

    def from_root(match: re.Match[str]) -> str:
        before, address, after = match.groups()
        target = f"{SITE_SCHEME}{path}{address}" if address[:1] in ("", "#") else _from_root(folder, address)
        return f"{before}{target}{after}"

    rooted = _ADDRESS.sub(from_root, _PERMALINK.sub("", text))
    return _ID.sub(r"\1", rooted) if 'id="' in rooted else rooted


@lru_cache(maxsize=65_536)
def _from_root(folder: str, address: str) -> str:
    if _ELSEWHERE.match(address):
        return address
    target, hash_, fragment = address.partition("#")
    return f"{SITE_SCHEME}{posixpath.normpath(posixpath.join(folder, target))}{hash_}{fragment}"


def excerpt(text: str, description: str, paragraph: str) -> str:
    """What stands for a post in a listing: its text up to ``<!-- more -->``, else the description, else a paragraph.

    `paragraph` is the first one, empty if there is none: then that of an author's own HTML is looked for.
    """
    before, mark, _ = text.partition(MORE)
    if mark:
        return _closed(before.strip())
    if description:
        return f"<p>{html.escape(description, quote=False)}</p>"
    if paragraph:
        return paragraph
    return next((found[0] for found in _PARAGRAPH.finditer(text) if not _STANDS_IN.search(found[0])), "")


def _closed(text: str) -> str:
    """End what is still open where some HTML was cut, such as the list in which the mark stood."""
    unended: list[str] = []
    for tag in _MARKUP.finditer(text):
        name = (tag[2] or "").lower()
        if not tag[1] and name and name not in _VOID and not tag[0].endswith("/>"):
            unended.append(name)
        elif tag[1] and name in unended:
            # An end tag ends all that was begun within; HTML lets authors leave out some ends.
            del unended[len(unended) - 1 - unended[::-1].index(name) :]
    return text + "".join(f"</{name}>" for name in reversed(unended))


def below(html: str, level: int) -> str:
    """The HTML of a text whose headings, which are of level 2 and more, stand under one of `level`."""
    if level < 2 or "<h" not in html:
        return html
    return _HEADING.sub(lambda match: f"{match[1]}{min(6, int(match[2]) + level - 1)}", html)


def plain(fragment: str, limit: int = 0) -> str:
    """The words of some HTML; with `limit`, cut between words to at most so many characters."""
    text = " ".join(html.unescape(_TAG.sub(" ", fragment)).split())
    text = re.sub(r" ([,.;:!?)’”])", r"\1", text)
    if limit and len(text) > limit:
        text = text[: limit - 1].rpartition(" ")[0].rstrip(",;:") + "…"
    return text
