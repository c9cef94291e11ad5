"""HTML that is not to be trusted, through allow-lists: one for posts, a stricter one for comments.

What is allowed for posts is only read by the converter, which writes Markdown; comments are shown as they
leave here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

import nh3
from archive.core.addresses import LINK_SCHEMES

_INLINE = set(
    "a abbr acronym b bdi bdo big br cite code del dfn em font i img ins kbd mark q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
_BLOCK = set(
    "address article aside blockquote caption center dd details div dl dt figcaption figure footer h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "col colgroup area map".split()
)
#: Read only to make a link of them.
_PLAYERS = {"iframe", "object", "embed", "video", "audio", "source", "param"}
#: What `importer.markup.omitted` has not named before.
_DROPPED = set("script style textarea select title noscript template svg noframes canvas datalist".split())
#: Where highlighters note the language.
_CODE = {"lang", "data-lang", "data-language", "data-enlighter-language"}

_ATTRIBUTES = {
    "*": {"class", "dir", "align", "id", "style"},
    "a": {"href", "name", "title"},
    "img": {
        "src", "alt", "title", "width", "height", "data-original-width", "data-original-height", "data-src",
        "data-lazy-src",
    },
    "area": {"href", "alt", "title"},
    "abbr": {"title"},
    "acronym": {"title"},
    "pre": _CODE,
    "code": _CODE,
    "span": {"title"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "div": {"title"},
    **{tag: {"src", "data", "value", "name", "title", "poster"} for tag in _PLAYERS},
}
_POST = nh3.Cleaner(
    tags=_INLINE | _BLOCK | _PLAYERS,
    clean_content_tags=_DROPPED,
    attributes=_ATTRIBUTES,
    url_schemes=set(LINK_SCHEMES),
    link_rel=None,
    filter_style_properties={
        "float",
        "list-style",
        "list-style-type",
        "font-style",
        "font-weight",
        "text-align",
        "text-decoration",
        "text-decoration-line",
    },
)
_FLAT = nh3.Cleaner(
    tags={"p", "br", "a", "img"},
    clean_content_tags=_DROPPED,
    attributes={"a": {"href"}, "img": {"src", "alt"}},
    url_schemes=set(LINK_SCHEMES),
    link_rel=None,
)


_COMMENT: dict[str, Any] = {
    "tags": {"a", "b", "blockquote", "br", "code", "em", "i", "li", "ol", "p", "pre", "strong", "ul"},
    "clean_content_tags": _DROPPED | {"iframe", "object", "video", "audio"},
    "attributes": {"a": {"href"}},
    "url_schemes": {"http", "https", "mailto"},
    "link_rel": "nofollow ugc noopener",
}


@lru_cache(maxsize=1)
def _comments(base: str) -> nh3.Cleaner:
    """For the comments of the post at `base`: relative links lead where they led from there, none within its page."""

    def full(href: str) -> str | None:
        try:
            return None if href.startswith("#") else urljoin(base, href)
        except ValueError:
            return None

    return nh3.Cleaner(**_COMMENT, url_relative=full if re.match(r"https?://\w", base) else "deny")


_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
#: Elements without an end, which lxml's parser does not know and would put the rest of the text into.
_UNKNOWN_VOID = re.compile(r'<(embed|source|wbr)(?: [\w-]+="[^"]*")*>')
#: What led nowhere, or where no link may lead.
_NO_LINK = re.compile(r'<a(?: (?!href=)[\w-]+="[^"]*")*>((?:(?!</?a\b).)*+)</a>', re.DOTALL)
_NO_TAG = re.compile(r"<(?=[a-zA-Z][^\s<>/]*+<)")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = {"br", "hr", "img", "wbr", "embed", "source", "param", "col", "area"}
_DEEPEST = 60


def controls_removed(text: str) -> str:
    """`text` without characters that neither XML nor HTML allows."""
    return _CONTROLS.sub("", text)


def no_tags_escaped(text: str) -> str:
    """`text` in which ``<`` opens no tag that another ``<`` follows before it has a name: comparisons in prose, of
    which browsers make one tag up to the end of the next, words and all."""
    return _NO_TAG.sub("&lt;", text)


def post_html(raw: str) -> str:
    """The body of a post with nothing in it but what the converter knows; absurdly deep nesting is
    flattened."""
    cleaned = _UNKNOWN_VOID.sub(r"\g<0></\1>", controls_removed(_POST.clean(no_tags_escaped(controls_removed(raw)))))
    return cleaned if _depth(cleaned) <= _DEEPEST else controls_removed(_FLAT.clean(cleaned))


def comment_html(raw: str, base: str = "") -> str:
    """The text of a comment as a fragment that is safe to show: paragraphs, emphasis, lists, quotations,
    links."""
    cleaned = controls_removed(_comments(base).clean(no_tags_escaped(controls_removed(raw))))
    return " ".join(_NO_LINK.sub(r"\1", cleaned).split(" ")).strip()


def safe_link(address: str) -> str:
    """`address` if it is an http or https address, else nothing."""
    address = controls_removed(address).strip()
    return address if re.match(r"https?://[^\s<>\"'`\\]+$", address, re.I) else ""


def _depth(cleaned: str) -> int:
    depth = deepest = 0
    for end, tag in _TAG.findall(cleaned):
        if tag in _VOID:
            continue
        depth += -1 if end else 1
        deepest = max(deepest, depth)
    return deepest
