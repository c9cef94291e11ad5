"""The HTML of texts: made fit to be shown on other pages, excerpts of it, and its words as plain text; and digests, by
which a build tells what changed."""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import lru_cache
from html import escape, unescape

from .addresses import SITE_SCHEME

#: An address in a tag; not one of links to names, which are many, and begin at the site's root already.
_ADDRESS = re.compile(rf'(<(?!a href="{SITE_SCHEME}|use\b)[a-z][^<>]*?\s(?:href|src)=")([^"]*)(")', re.IGNORECASE)
_HEADER_LINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>', re.DOTALL)
_ID = re.compile(r'(<[a-z][^<>]*?)\sid="[^"]*"')
#: References to ids: attributes of forms and for assistive technology, whose values are in the second group, and those
#: within drawings (SVG), in the third and fourth.
_ID_REFERENCE = re.compile(
    r'(\s(?:for|form|headers|list|popovertarget|aria-(?:activedescendant|controls|describedby|details|errormessage|flowto'
    r'|labelledby|owns))=")([^"]*)"|<use\b[^<>]*?\shref="#([^"]*)"|url\(#([^)]*)\)', re.IGNORECASE
)  # fmt: skip
_RADIO_NAME = re.compile(r'(<input\b(?=[^<>]*\stype="radio")[^<>]*?\sname=")')
#: Stands for ``id="`` while ids are taken out, so that this one stays.
_KEPT = ' data-kept-id="'
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
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
    """The HTML `text` of the page at `path`, fit to be shown on any other: addresses begin at the root, ids are gone.

    Ids that something in the text refers to, as a label to its box, stay and begin with the page's name: else several
    texts on one page would have the same.
    """
    folder = posixpath.dirname(path)

    def from_root(match: re.Match[str]) -> str:
        before, address, after = match.groups()
        target = f"{SITE_SCHEME}{path}{address}" if address[:1] in ("", "#") else _from_root(folder, address)
        return f"{before}{target}{after}"

    html = _ADDRESS.sub(from_root, _HEADER_LINK.sub("", text))
    if 'id="' not in html:
        return html
    if _ID_REFERENCE.search(html):
        html = _with_prefixed_ids(html, re.sub(r"\W+", "-", path.removesuffix(".html")))
    return _ID.sub(r"\1", html).replace(_KEPT, ' id="')


def _with_prefixed_ids(html: str, prefix: str) -> str:
    """The HTML with `prefix` before all ids that something in it refers to, and before the names of its radio buttons.

    The ids begin with `_KEPT`. References to what is not there are taken out, but for those of drawings.
    """
    present = set(re.findall(r'\sid="([^"]+)"', html))
    referred: set[str] = set()
    for match in _ID_REFERENCE.finditer(html):
        referred.update((match[2] or match[3] or match[4] or "").split())
    referred &= present

    def prefixed(match: re.Match[str]) -> str:
        if match[2] is None:
            name = match[3] or match[4] or ""
            return match[0].replace(f"#{name}", f"#{prefix}--{name}") if name in referred else match[0]
        names = [f"{prefix}--{name}" for name in match[2].split() if name in referred]
        return f"{match[1]}{' '.join(names)}\"" if names else ""

    html = _ID_REFERENCE.sub(prefixed, html)
    for name in referred:
        html = html.replace(f' id="{name}"', f'{_KEPT}{prefix}--{name}"')
    return _RADIO_NAME.sub(rf"\g<1>{prefix}--", html)


@lru_cache(maxsize=65_536)
def _from_root(folder: str, address: str) -> str:
    """An address on a page of `folder`, as one from the root; one of another site as it is."""
    if _ABSOLUTE.match(address):
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
    paragraphs = (match[0] for match in _PARAGRAPH.finditer(text))
    return next((html for html in paragraphs if not _STANDS_IN.search(html)), "")


def without_missing_pictures(text: str) -> str:
    """The HTML of a text without the frames for missing pictures, of which feeds and excerpts say nothing."""
    if 'class="pic-missing' not in text:
        return text
    return _EMPTY_GRID.sub("", _MISSING.sub("", text))


def _closed(text: str) -> str:
    """HTML that was cut, with the end tags of the elements that are open there, such as a list."""
    open_elements: list[str] = []
    for tag in _MARKUP.finditer(text):
        name = (tag[2] or "").lower()
        if not tag[1] and name and name not in _VOID and not tag[0].endswith("/>"):
            open_elements.append(name)
        elif tag[1] and name in open_elements:
            # An end tag ends all that was begun within; HTML lets authors leave out some ends.
            del open_elements[len(open_elements) - 1 - open_elements[::-1].index(name) :]
    return text + "".join(f"</{name}>" for name in reversed(open_elements))


def lower_headings(html: str, level: int) -> str:
    """The HTML of a text with its headings, which begin at level 2, moved down to stand under one of `level`."""
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
