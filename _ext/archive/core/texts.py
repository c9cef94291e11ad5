"""Texts: their HTML, cut from the pages that Sphinx makes of them, in the form that listings and feeds share; the words
of it; and digests, by which it is told whether any changed."""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import lru_cache
from html import escape, unescape

from .addresses import SITE_SCHEME

#: An address, but for those of names, of which a text may have many, and which begin at the site's root already.
_ADDRESS = re.compile(rf'(<(?!a href="{SITE_SCHEME}|use\b)[a-z][^<>]*?\s(?:href|src)=")([^"]*)(")', re.IGNORECASE)
_PERMALINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>', re.DOTALL)
_ID = re.compile(r'(<[a-z][^<>]*?)\sid="[^"]*"')
#: What names ids of other elements: attributes of forms and for listeners, and references within drawings.
_BELONGING = re.compile(
    r'(\s(?:for|form|headers|list|popovertarget|aria-(?:activedescendant|controls|describedby|details|errormessage|flowto'
    r'|labelledby|owns))=")([^"]*)"|<use\b[^<>]*?\shref="#([^"]*)"|url\(#([^)]*)\)', re.IGNORECASE
)  # fmt: skip
_RADIO = re.compile(r'(<input\b(?=[^<>]*\stype="radio")[^<>]*?\sname=")')
#: Stands for the beginning of an id that stays.
_KEPT = ' data-kept-id="'
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b[^>]*>.*?</p>", re.DOTALL)
#: What stands for a picture that is not on the page, or beneath one.
_STANDS_IN = re.compile(r'class="[^"]*\b(?:missing-image|picture-caption)\b')
#: A frame for a picture that is not there, with its caption and what would else be left empty.
_MISSING = re.compile(
    r'<figure class="pic-absent\b.*?</figure>\s*|<p>\s*<a class="pic-missing\b[^>]*>.*?</a>\s*</p>\s*'
    r'|<a class="pic-missing\b.*?</a>', re.DOTALL
)  # fmt: skip
_EMPTY_GRID = re.compile(r'<div class="pic-grid[^>]*>\s*</div>\s*')
_MARKUP = re.compile(r"<!--.*?-->|<(/?)([a-z][a-z0-9-]*)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL | re.I)
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
#: Elements that have no end: https://html.spec.whatwg.org/multipage/syntax.html#void-elements
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: What ``<!-- more -->`` in a post leaves in the page.
MORE = "<!-- more -->"


def stored_html(text: str, path: str) -> str:
    """Make the HTML of the page at `path` fit for any other place: addresses from the root, and no ids.

    Ids to which something in the text belongs, as a label to its box, stay and begin with the page's name: else
    several texts on one page would have the same.
    """
    folder = posixpath.dirname(path)

    def from_root(match: re.Match[str]) -> str:
        before, address, after = match.groups()
        target = f"{SITE_SCHEME}{path}{address}" if address[:1] in ("", "#") else _from_root(folder, address)
        return f"{before}{target}{after}"

    rooted = _ADDRESS.sub(from_root, _PERMALINK.sub("", text))
    if 'id="' not in rooted:
        return rooted
    if _BELONGING.search(rooted):
        rooted = _with_own_ids(rooted, re.sub(r"\W+", "-", path.removesuffix(".html")))
    return _ID.sub(r"\1", rooted).replace(_KEPT, ' id="')


def _with_own_ids(text: str, name: str) -> str:
    """Let `name` go before all ids that something in a text belongs to, and before the names of its radio buttons."""
    present = set(re.findall(r'\sid="([^"]+)"', text))
    named = ((match[2] or match[3] or match[4] or "").split() for match in _BELONGING.finditer(text))
    wanted = present.intersection(one for names in named for one in names)

    def belonging(match: re.Match[str]) -> str:
        if match[2] is None:
            found = match[3] or match[4] or ""
            return match[0].replace(f"#{found}", f"#{name}--{found}") if found in wanted else match[0]
        kept = [f"{name}--{one}" for one in match[2].split() if one in wanted]
        return f"{match[1]}{' '.join(kept)}\"" if kept else ""

    text = _BELONGING.sub(belonging, text)
    for one in wanted:
        text = text.replace(f' id="{one}"', f'{_KEPT}{name}--{one}"')
    return _RADIO.sub(rf"\g<1>{name}--", text)


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
        return _closed(without_missing_pictures(before).strip())
    if description:
        return f"<p>{escape(description, quote=False)}</p>"
    if paragraph:
        return paragraph
    return next((found[0] for found in _PARAGRAPH.finditer(text) if not _STANDS_IN.search(found[0])), "")


def without_missing_pictures(text: str) -> str:
    """The HTML of a text without the frames for pictures that are not there: they say nothing where it is not whole."""
    if 'class="pic-missing' not in text:
        return text
    return _EMPTY_GRID.sub("", _MISSING.sub("", text))


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


def lower_headings(html: str, level: int) -> str:
    """The HTML of a text whose headings, which are of level 2 and more, stand under one of `level`."""
    if level < 2 or "<h" not in html:
        return html
    return _HEADING.sub(lambda match: f"{match[1]}{min(6, int(match[2]) + level - 1)}", html)


#: What XML 1.0 forbids or discourages in text: control characters, lone surrogates, non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = re.compile(r'<(script|style)\b.*?</\1\s*>|<a class="headerlink".*?</a>|<!--.*?-->', re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|div|dl|dt|fig\w+|h[1-6r]|img|li|ol|p|pre|section"
    r"|table|tbody|td|tfoot|th|thead|tr|ul)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]+>")
#: What the site says of a link among the words of a text.
_LINK_NOTE = re.compile(r'<span class="link-note"[^>]*>[^<]*</span>')


def xml_safe(text: str) -> str:
    """`text` without the characters that XML 1.0 forbids or discourages: https://www.w3.org/TR/xml/#charsets"""
    return _FORBIDDEN.sub("", text)


def plain_text(html: str) -> str:
    """The text of well-formed HTML, on one line."""
    text = _TAG.sub("", _BREAK.sub(" ", _UNSEEN.sub("", html)))
    return " ".join(unescape(text).split())


def summary(fragment: str, limit: int = 0) -> str:
    """The words of an excerpt, for descriptions; with `limit`, cut between words to at most so many characters.

    What the site says of links is left out.
    """
    text = plain_text(_LINK_NOTE.sub("", fragment) if 'class="link-note"' in fragment else fragment)
    if limit and len(text) > limit:
        text = text[: limit - 1].rpartition(" ")[0].rstrip(",;:") + "…"
    return text


def digest(*parts: str) -> str:
    """Short digest of texts: 32 hexadecimal digits of BLAKE2b, the same on every machine."""
    # A build makes some 100,000: one text at a time is twice as fast as its parts one by one.
    return hashlib.blake2b("\0".join((*parts, "")).encode(), digest_size=16).hexdigest()
