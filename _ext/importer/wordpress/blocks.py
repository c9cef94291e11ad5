"""Blocks (https://developer.wordpress.org/block-editor/reference-guides/core-blocks/): their comments parsed, and
what a block keeps in its comment instead of in its HTML put where the page showed it.

Most blocks are their HTML. Some exist in their comment alone: of those that hold an address or a text, that is
shown; those that WordPress filled in from the rest of the blog (lists of posts, menus, forms) are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from importer.decoding import parsed_json
from importer.markup.omitted import addresses, formula, omission, words

HAS_BLOCKS = re.compile(r"<!--\s+wp:[a-z]")
_DELIMITER = re.compile(r"<!--\s+(/?)wp:([a-z][\w-]*(?:/[a-z][\w-]*)?)(?=[\s/-])")
_DEEPEST = 60
_FIRST_PRE = re.compile(r"<pre\b(?![^<>]*\blanguage-)", re.I)
_CLASS = re.compile(r"class\s*=\s*\"", re.I)
#: Blocks that show what is elsewhere in the blog, with all that is in them.
_FILLED = set(
    "archives avatar breadcrumbs calendar categories comment-template comments comments-query-loop comments-title "
    "latest-comments latest-posts legacy-widget loginout navigation-overlay-close page-list page-list-item pattern "
    "post-author post-author-biography post-author-name post-comment post-comments post-comments-count "
    "post-comments-form post-comments-link post-content post-date post-excerpt post-featured-image "
    "post-navigation-link post-template post-terms post-time-to-read post-title query query-loop query-no-results "
    "query-pagination query-title query-total read-more search site-logo site-tagline site-title table-of-contents "
    "tag-cloud template-part term-count term-description term-name term-template terms-query widget-area "
    "widget-group".split()
)
#: Blocks of which WordPress shows what their comment says, whatever is in them.
_REPLACED = set("block footnotes home-link navigation navigation-link playlist-track rss social-link".split())
_ADDRESSES = ("url", "href", "src", "link", "feedURL", "embedUrl", "videoUrl", "mediaUrl", "file")
_TEXTS = ("code", "content", "text", "html", "label", "title", "caption", "description", "source")


@dataclass(slots=True)
class _Open:
    """A block that has begun: what its comment holds, and its HTML so far."""

    name: str
    attributes: dict[str, Any]
    parts: list[str] = field(default_factory=list)


def render(raw: str, footnotes: str = "") -> str:
    """`raw` with its blocks as HTML; `footnotes` is the list of them. Takes linear time."""
    stack = [_Open("", {})]
    done, too_deep = 0, 0
    for found in _DELIMITER.finditer(raw):
        if found.start() < done:
            continue
        if (end := raw.find("-->", found.end())) < 0:
            break
        stack[-1].parts.append(raw[done : found.start()])
        done = end + 3
        name, written = found[2].removeprefix("core/"), raw[found.end() : end].strip()
        if found[1]:
            if too_deep:
                too_deep -= 1
            elif any(one.name == name for one in stack[1:]):
                while _close(stack, footnotes) != name:
                    pass
        elif written.endswith("/"):
            stack[-1].parts.append(_one(_Open(name, _attributes(written[:-1])), footnotes))
        elif len(stack) > _DEEPEST:
            too_deep += 1
        else:
            stack.append(_Open(name, _attributes(written)))
    stack[-1].parts.append(raw[done:])
    while len(stack) > 1:
        _close(stack, footnotes)
    return "".join(stack[0].parts)


def _attributes(written: str) -> dict[str, Any]:
    try:
        found = parsed_json(written) if written.strip() else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _close(stack: list[_Open], footnotes: str) -> str:
    block = stack.pop()
    stack[-1].parts.append(_one(block, footnotes))
    return block.name


def _one(block: _Open, footnotes: str) -> str:
    """The HTML of one block, which has all that is in it."""
    inner = "".join(block.parts)
    if block.name == "footnotes":
        return footnotes + _replaced(block, inner)
    if block.name in _FILLED:
        said = (words(inner), _text(block, "label"))
        found = (*addresses(inner), _web(block))
        return omission(f"block that WordPress filled in ({block.name})", " ".join(said), *filter(None, found))
    handler = _HANDLERS.get(block.name)
    if handler:
        made = handler(block, inner)
        return made if inner in made else made + _replaced(block, inner)
    if "<pre" in inner:
        return _code(block, inner)
    return inner if inner.strip() else _held(block)


def _replaced(block: _Open, inner: str) -> str:
    """What stands in a block of which WordPress showed something else in its place."""
    if block.name not in _REPLACED or not (words(inner) or addresses(inner)):
        return ""
    kind = f"text within a block that WordPress shows otherwise ({block.name})"
    return omission(kind, words(inner), *addresses(inner))


def _text(block: _Open, *names: str) -> str:
    """The first of these attributes that is a text which says something."""
    found = (block.attributes.get(name) for name in names)
    return next((value.strip() for value in found if isinstance(value, str) and value.strip()), "")


def _web(block: _Open) -> str:
    address = _text(block, *_ADDRESSES)
    return address if re.match(r"(?:https?:)?//", address) else ""


def _held(block: _Open) -> str:
    """A block without HTML: the address and the text of its comment, if it has any."""
    address, text = _web(block), _text(block, *_TEXTS)
    if "/" not in block.name and not address:
        return ""
    if text and _text(block, "code") == text:
        return _pre(text, _text(block, "language", "lang"))
    shown = text if re.search(r"<[a-z]", text) else escape(text, quote=False)
    if address and text:
        return f'<p><a href="{escape(address)}">{shown}</a></p>'
    if address:
        return f'\n<p><iframe src="{escape(address)}"></iframe></p>\n'
    return f"<p>{shown}</p>" if text else omission(f"block of a plugin without text ({block.name})")


def _pre(text: str, language: str) -> str:
    classed = f' class="language-{escape(language)}"' if language else ""
    return f"<pre{classed}>{escape(text, quote=False)}</pre>"


def _code(block: _Open, inner: str) -> str:
    """Blocks of code keep the language in their comment, and some the code itself."""
    language, code = _text(block, "language", "lang", "codeLanguage"), _text(block, "code")
    if code and "/" in block.name:
        return _pre(code, language)
    if not language or not re.fullmatch(r"[\w#+.-]+", language):
        return inner
    start = _FIRST_PRE.search(inner)
    if not start:
        return inner
    end = inner.find(">", start.end())
    head = inner[start.start() : end]
    made = _CLASS.sub(f'class="language-{language} ', head, count=1)
    made = made if made != head else f'<pre class="language-{language}"{head[4:]}'
    return inner[: start.start()] + made + inner[end:]


def _reference(block: _Open, inner: str) -> str:
    """A synced pattern or a menu: `importer.convert` puts in what the entry of that number holds."""
    number = str(block.attributes.get("ref") or "")
    if not number.isdecimal():
        return _menu(block, inner)
    return f'\n<div class="imported-block" title="{number}"></div>\n'


def _menu(block: _Open, inner: str) -> str:
    return f"<ul>{inner}</ul>" if "<li" in inner else inner or omission("block that WordPress filled in (navigation)")


def _entry(block: _Open, inner: str) -> str:
    """An item of a menu or of a row of profiles: its comment has the address and the label."""
    address = _text(block, "url") or ("/" if block.name == "home-link" else "")
    label = _text(block, "label") or _text(block, "service").replace("-", " ").title()
    if block.name == "home-link" and not label:  # WordPress named it in the language of the blog
        return f"<li>{omission('block that WordPress filled in (home-link)', '', address)}</li>"
    label = label or address
    if not label:
        return inner
    named = label if re.search(r"<[a-z]", label) else escape(unescape(label), quote=False)
    link = f'<a href="{escape(address)}">{named}</a>' if address else named
    within = f"<ul>{inner}</ul>" if "<li" in inner or (block.name == "navigation-submenu" and words(inner)) else ""
    return f"<li>{link}{within}</li>"


def _file(block: _Open, inner: str) -> str:
    """One link to the file: the button and the preview lead to the same."""
    links = re.findall(r"<a\b[^<>]*>.*?</a>", inner[:4_000], re.S)
    named = [one for one in links if "wp-block-file__button" not in one]
    for one in links:
        if one not in named and named and set(addresses(one)) <= set(addresses(named[0])):
            inner = inner.replace(one, "")
    return re.sub(r"<object\b[^<>]*wp-block-file__embed[^<>]*>[^<>]*</object>", "", inner)


def _embed(block: _Open, inner: str) -> str:
    address = _web(block)
    if address and not words(inner) and not addresses(inner):
        return f"\n\n{escape(address, quote=False)}\n\n"
    return inner


def _cover(block: _Open, inner: str) -> str:
    """The picture behind the text, which older covers have in a style alone."""
    address = _web(block)
    if not address or address in addresses(inner):
        return inner
    if block.attributes.get("backgroundType") == "video":
        return f'<p><video src="{escape(address)}"></video></p>{inner}'
    return f'<p><img src="{escape(address)}" alt="{escape(_text(block, "alt"))}"></p>{inner}'


def _feed(block: _Open, inner: str) -> str:
    address = _web(block)
    shown = f'<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>' if address else ""
    return shown + omission("block that WordPress filled in (rss)")


def _formula(block: _Open, inner: str) -> str:
    latex = _text(block, "latex")
    return f"<p>{formula(escape(latex, quote=False), 'block')}</p>" if latex else inner


def _track(block: _Open, inner: str) -> str:
    address = _web(block)
    title = ", ".join(filter(None, (_text(block, "title"), _text(block, "artist"))))
    return f'<p><audio src="{escape(address)}" title="{escape(title)}"></audio></p>' if address else inner


def _tab(block: _Open, inner: str) -> str:
    label = _text(block, "label")
    return f"<p><b>{escape(words(label), quote=False)}</b></p>{inner}" if label else inner


def _shortcode(block: _Open, inner: str) -> str:
    return f"\n\n{inner.strip() or _text(block, 'text')}\n\n"


_HANDLERS: dict[str, Callable[[_Open, str], str]] = {
    "block": _reference,
    "navigation": _reference,
    **dict.fromkeys(("social-link", "navigation-link", "navigation-submenu", "home-link"), _entry),
    "file": _file,
    **dict.fromkeys(("embed", "core-embed/youtube", "core-embed/twitter"), _embed),
    "cover": _cover,
    "cover-image": _cover,
    "rss": _feed,
    "math": _formula,
    "playlist-track": _track,
    "shortcode": _shortcode,
    **dict.fromkeys(("tab", "tab-panel"), _tab),
}
