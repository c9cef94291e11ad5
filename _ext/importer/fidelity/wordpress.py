"""WordPress's stored text as the HTML that its pages showed.

Paragraphs are those of ``wpautop`` (wp-includes/formatting.php), rule by rule; shortcodes are told by WordPress's own
pattern (``get_shortcode_regex``), blocks by their comments. What a plugin or a foreign service showed is a frame.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from importer.decoding import parsed_json
from importer.fidelity import code
from importer.model import Media, ReferenceBudget

_ALL = (
    "(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|"
    "address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|"
    "details|menu|summary)"
)
_BLOCK = re.compile(r"<!--\s+(/)?wp:([a-z][a-z0-9_/-]*)\s+(\{(?:(?!--).)*?\}\s+)?(/)?-->", re.S)
_WHOLE = re.compile(
    r"<!--\s+wp:(math|[a-z][a-z0-9_-]*/[a-z][a-z0-9_-]*)\s+(\{(?:(?!--).)*?\}\s+)(?:/-->|-->(?:(?!<!--).)*+<!--\s+/wp:\1\s+-->)",
    re.S,
)
_LONE = re.compile(r"^([ \t]*)(https?://[^\s<>\"]+)([ \t]*)$", re.M)
_LONE_PARAGRAPH = re.compile(r"(<p(?:\s[^<>]*+)?>\s*+)(https?://[^\s<>\"]++)(\s*+</p>)", re.I)
_ATTRIBUTE = re.compile(
    r"([\w-]+)\s*=\s*\"([^\"]*)\"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*([^\s'\"]+)|\"([^\"]*)\"|(\S+)"
)
_TAG = re.compile(r"<(?:!--.*?(?:-->|\Z)|/?[a-zA-Z](?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+>)", re.S)
_LITERAL = re.compile(r"<(pre|code|script|style|textarea)\b", re.I)
_NO_BREAKS = re.compile(r"<(script|style|svg|math)\b(?:(?!<\1\b).)*?</\1>", re.S)
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.S)


@dataclass(frozen=True)
class PostExtras:
    """What a post shows that is not in its text."""

    gallery: Callable[[tuple[str, ...]], tuple[Media, ...]] = lambda ids: ()
    """The files of a gallery: of those ids, or all that are attached."""
    reusable: Callable[[str], str] = lambda id: ""
    """The text of a reusable block."""
    footnotes: tuple[tuple[str, str], ...] = ()
    """Notes by their id, as HTML."""


def as_html(raw: str, extras: PostExtras | None = None, markdown: bool = False) -> str:
    """What WordPress's page held for `raw`, or what a plugin for Markdown made of it."""
    extras = extras or PostExtras()
    kept: list[str] = []
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    raw = code.escape_code(raw, _keeper(kept), wordpress=True, elements=not markdown)
    has_blocks = "<!-- wp:" in raw
    raw = _MORE.sub('<a name="more"></a>', raw)
    raw = _blocks(raw, extras, frozenset(), ReferenceBudget()) if has_blocks else raw
    raw = _embeds(_IN_TEXT.sub(_formula_in_text, raw), parted=has_blocks)
    if markdown:
        raw = code.escape_code(_markdown().render(raw), _keeper(kept), wordpress=True)
    elif not has_blocks:
        raw = paragraphs(raw)
    raw = _shortcodes(raw, extras)
    return _restored(raw, kept)


def comment_html(raw: str) -> str:
    """What WordPress's page held for a comment: neither blocks nor shortcodes but those of code."""
    kept: list[str] = []
    raw = code.escape_code(raw.replace("\r\n", "\n").replace("\r", "\n"), _keeper(kept), wordpress=True)
    return _restored(paragraphs(raw), kept)


def _keeper(kept: list[str]) -> Callable[[str], str]:
    def keep(made: str) -> str:
        kept.append(made)
        tag = "code" if made.startswith("<code") else "pre"
        return f"<{tag} data-kept={len(kept) - 1}></{tag}>"

    return keep


def _restored(text: str, kept: list[str]) -> str:
    return re.sub(r"<(pre|code) data-kept=(\d+)></\1>", lambda found: "".join(kept[int(found[2]) :][:1]), text)


@cache
def _markdown() -> MarkdownIt:
    """Markdown Extra, near enough: https://michelf.ca/projects/php-markdown/extra/"""
    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return made.use(deflist_plugin).use(footnote_plugin)


# Blocks


def _blocks(raw: str, extras: PostExtras, seen: frozenset[str], budget: ReferenceBudget) -> str:
    """Blocks whose data stand in their comment, as what they show; of all others, their HTML. `seen` are the reusable
    blocks that `raw` is within."""

    def show(found: re.Match[str]) -> str:
        name, data = found[2].removeprefix("core/"), _data(found[3])
        if name in ("block", "navigation") and data.get("ref"):
            ref = str(data["ref"])
            inner = "" if found[1] or ref in seen else extras.reusable(ref)
            if not budget.take(inner, len(seen)):
                return ""
            return _blocks(inner, extras, seen | {ref}, budget) if "<!-- wp:" in inner else paragraphs(inner)
        if name in _MENU:
            end = "</ul></li>" if name == "navigation-submenu" else ""
            return end if found[1] else _menu_item(name, data) + (end if found[4] else "")
        if name == "navigation":
            return "" if found[4] else "</ul>" if found[1] else "<ul>"
        if name == "footnotes":
            items = (f'<li id="{html.escape(id)}">{note}</li>' for id, note in extras.footnotes)
            return f"<ol>{''.join(items)}</ol>" if extras.footnotes else ""
        if found[1]:
            return ""
        if found[4] and name not in _BEFORE:
            return _held(name, data)
        return _before(name, data, raw[found.end() :].partition(f"<!-- /wp:{name} ")[0]) if name in _BEFORE else ""

    return _BLOCK.sub(show, _WHOLE.sub(lambda found: _whole(found[1], _data(found[2])) or found[0], raw))


def _whole(name: str, data: dict[str, Any]) -> str:
    """Blocks whose comment says what their HTML only draws: formulas, and code that a plugin has coloured."""
    said = data.get("latex") if name == "math" else data.get("code") if "/" in name else None
    if not isinstance(said, str) or not said.strip():
        return ""
    return f"<p><code>{html.escape(said)}</code></p>" if name == "math" else f"<pre>{html.escape(said.strip())}</pre>"


_BEFORE = frozenset({"tab", "tab-panel", "cover", "cover-image"})


def _before(name: str, data: dict[str, Any], rest: str) -> str:
    """What a block that has HTML shows besides: the label of a tab, the picture or film behind a cover."""
    if name in ("tab", "tab-panel"):
        label = html.unescape(re.sub(r"<[^<>]*>", "", str(data.get("label") or "")))
        return f"<p><b>{html.escape(label)}</b></p>" if label.strip() else ""
    address = str(data.get("url") or "")
    if "//" not in address or address in html.unescape(rest):
        return ""
    return frame(address) if data.get("backgroundType") == "video" else f'<p><img src="{html.escape(address)}"></p>'


_MENU = ("social-link", "navigation-link", "navigation-submenu", "home-link")


def _menu_item(name: str, data: dict[str, Any]) -> str:
    """A profile or an item of a menu, which has its address and its name in its comment alone."""
    if name == "home-link" and not data.get("label"):
        return "<li></li>"  # named by WordPress in the language of the blog
    service = str(data.get("service") or "").replace("-", " ").title()
    address = str(data.get("url") or ("/" if name == "home-link" else ""))
    label = str(data.get("label") or service or address)
    label = label if "<" in label else html.escape(html.unescape(label), quote=False)
    link = f'<a href="{html.escape(address)}">{label}</a>' if address else label
    return f"<li>{link}<ul>" if name == "navigation-submenu" else f"<li>{link}</li>"


def _held(name: str, data: dict[str, Any]) -> str:
    """A block of a plugin, or of an address: what its comment says."""
    texts = [value for key in _TEXTS if isinstance(value := data.get(key), str) and value.strip()]
    addresses = [value for key in _ADDRESSES if isinstance(value := data.get(key), str) and "//" in value]
    if "/" in name and data.get("code"):
        return f"<pre>{html.escape(str(data['code']))}</pre>"
    if name == "playlist-track" and addresses:
        return frame(addresses[0])
    if addresses:
        return f'<p><a href="{html.escape(addresses[0])}">{texts[0]}</a></p>' if texts else frame(addresses[0])
    return f"<p>{texts[0]}</p>" if texts and "/" in name else ""


_TEXTS = ("code", "content", "text", "html", "label", "title", "caption", "description", "source")
_ADDRESSES = ("url", "href", "src", "link", "feedURL", "embedUrl", "videoUrl", "mediaUrl", "file")


def _data(text: str | None) -> dict[str, Any]:
    try:
        found = parsed_json(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


# Addresses and shortcodes


def frame(address: str) -> str:
    """A frame of a foreign service."""
    return f'<iframe src="{html.escape(html.unescape(address))}"></iframe>'


def _embeds(raw: str, parted: bool = False) -> str:
    """Addresses that stand alone: WordPress shows what they lead to, or the address. Line ends become no paragraphs
    where there are blocks, so that these are `parted` from the text extras them here."""
    raw = _shortcode("embed").sub(lambda found: f"\n\n{(found[5] or '').strip()}\n\n" if found[5] else found[0], raw)
    parts, end = _parts(raw), "<br>" if parted else ""
    for number in range(0, len(parts), 2):
        part = _LONE_PARAGRAPH.sub(lambda found: found[1] + _lone(found[2]) + found[3], parts[number])
        parts[number] = _LONE.sub(lambda found: found[1] + end + _lone(found[2]) + end + found[3], part)
    return "".join(parts)


def _parts(raw: str) -> list[str]:
    """`raw` in parts, of which each second is an element whose text is not read. Takes linear time."""
    lower, parts, done = raw.lower(), list[str](), 0
    unclosed: set[str] = set()
    for found in _LITERAL.finditer(raw):
        name = found[1].lower()
        if found.start() < done or name in unclosed:
            continue
        end = lower.find(f"</{name}", found.end())
        if end < 0:
            unclosed.add(name)
            continue
        parts += (raw[done : found.start()], raw[found.start() : end])
        done = end
    return [*parts, raw[done:]]


def _lone(address: str) -> str:
    return f'<a href="{address}">{address}</a>'


def _shortcode(names: str) -> re.Pattern[str]:
    """WordPress's own pattern: 2 the name, 3 what follows it, 4 a closing slash, 5 what stands within."""
    return re.compile(
        rf"\[(\[?)({names})(?![\w-])([^\]/]*(?:/(?!\])[^\]/]*)*?)(?:(/)\]|\](?:([^\[]*(?:\[(?!/\2\])[^\[]*)*)\[/\2\])?)(\]?)"
    )


def _attributes(text: str) -> tuple[dict[str, str], list[str]]:
    """Named and other values, as ``shortcode_parse_atts`` reads them."""
    named: dict[str, str] = {}
    others: list[str] = []
    for found in _ATTRIBUTE.finditer(html.unescape(text).replace("\xa0", " ")):
        name = found[1] or found[3] or found[5]
        if name:
            named[name.lower()] = next(one for one in (found[2], found[4], found[6], "") if one is not None)
        else:
            others.append((found[7] or found[8] or "").strip())
    return named, [one for one in others if one and one != "="]


def _shortcodes(raw: str, extras: PostExtras) -> str:
    if "[" not in raw:
        return raw

    def show(found: re.Match[str]) -> str:
        if found[1] == "[" and found[6] == "]":
            return found[0][1:-1]
        named, others = _attributes(found[3])
        made = _SHOWN[found[2]](named, others, found[5] or "", extras)
        return found[0] if made is None else f"{found[1]}{made}{found[6]}"

    return _SHORTCODES.sub(show, raw)


_VALUES = "id url src href link file mp4 mp3 poll rating survey tweet video clip_id album track params".split()
#: Options that hold an address, which may be told from the page's own.
_FILES = "url src href link file mp3 mp4 m4v webm ogv ogg wma m4a wav flv wmv".split()
_IS_RELATIVE = re.compile(r"(?!//)[^\s<>\"'\[\]|:]*[./][^\s<>\"'\[\]|:]*")
#: WordPress.com's and Jetpack's formulas in the text, with what they say of size and colours.
_IN_TEXT = re.compile(r"\$latex[\s=]((?:[^$<>\\]|\\.)+)\$", re.S)
Shows = Callable[[dict[str, str], list[str], str, PostExtras], str | None]


def _caption(named: dict[str, str], others: list[str], content: str, extras: PostExtras) -> str | None:
    if not content.strip():
        return None
    found = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", content, re.S | re.I)
    picture, words = (found[1], found[2].strip()) if found else (content, "")
    words = _shortcodes(words, extras) or named.get("caption", "")
    return f"<figure>{picture}<figcaption>{words}</figcaption></figure>" if words else f"<figure>{picture}</figure>"


def _gallery(named: dict[str, str], others: list[str], content: str, extras: PostExtras) -> str:
    ids = tuple(re.findall(r"\d+", named.get("ids") or named.get("include") or ""))
    return "".join(
        f'<div><img src="{html.escape(one.address)}" alt="{html.escape(one.alt)}"><div>{one.caption}</div></div>'
        for one in extras.gallery(ids)
    )


def _at(pattern: str) -> Shows:
    """A service that is told by the number of what it shows, or by its whole address."""

    def show(named: dict[str, str], others: list[str], content: str, extras: PostExtras) -> str | None:
        values = [content.strip(), *(named.get(name, "") for name in _VALUES), *others]
        value = next((one.strip("=: ").partition("|")[0] for one in values if one.strip("=: ")), "")
        number = value.partition("&")[0]
        address = value if re.match(r"https?://", value) else pattern.format(number) if number and pattern else ""
        if not pattern and not address:
            address = next((one for name in _FILES if _IS_RELATIVE.fullmatch(one := named.get(name, ""))), "")
        return frame(address) if address else None

    return show


def _playlist(named: dict[str, str], others: list[str], content: str, extras: PostExtras) -> str:
    ids = tuple(re.findall(r"\d+", named.get("ids") or named.get("include") or ""))
    return "".join(frame(one.address) for one in extras.gallery(ids))


def _codepen(named: dict[str, str], others: list[str], content: str, extras: PostExtras) -> str | None:
    slug = named.get("slug_hash") or named.get("slug")
    made = f"https://codepen.io/{named.get('user') or 'anon'}/pen/{slug}" if slug else ""
    return frame(address) if (address := named.get("url") or named.get("href") or made) else None


def _spotify(named: dict[str, str], others: list[str], content: str, extras: PostExtras) -> str | None:
    values = [
        *(named.get(one, "") for one in ("id", "uri", "url", "track", "album", "playlist")),
        *others,
        content.strip(),
    ]
    address = next((one for one in values if one.startswith(("spotify:", "http"))), "")
    if address.startswith("spotify:"):
        address = "https://open.spotify.com/" + address.removeprefix("spotify:").replace(":", "/")
    return frame(address) if address else None


def _repository(named: dict[str, str], others: list[str], content: str, extras: PostExtras) -> str | None:
    place = next(
        filter(None, (named.get("repo"), named.get("repository"), named.get("path"), *others, content.strip())), ""
    )
    return frame(place if "://" in place else f"https://github.com/{place.strip('/')}") if place else None


def _formula(named: dict[str, str], others: list[str], content: str, extras: PostExtras) -> str | None:
    words = re.sub(r"<br\s*/?>|</?p>", " ", content).split()
    return f"<code>{' '.join(words)}</code>" if words else None


def _formula_in_text(found: re.Match[str]) -> str:
    *parts, last = re.split(r"(&(?:amp;|#0?38;)?(?:bg|fg|s)=[\w-]*\s*)", found[1])
    while parts and not last:
        parts.pop()
        last = parts.pop()
    return f"<code>{' '.join(''.join((*parts, last)).split())}</code>"


_SHOWN: dict[str, Shows] = {
    **dict.fromkeys(("caption", "wp_caption"), _caption),
    "gallery": _gallery,
    "playlist": _playlist,
    "youtube": _at("https://www.youtube.com/watch?v={}"),
    "vimeo": _at("https://vimeo.com/{}"),
    "dailymotion": _at("https://www.dailymotion.com/video/{}"),
    "ted": _at("https://www.ted.com/talks/{}"),
    "gist": _at("https://gist.github.com/{}"),
    "slideshare": _at("https://www.slideshare.net/slideshow/embed_code/{}"),
    "scribd": _at("https://www.scribd.com/document/{}"),
    "instagram": _at("https://www.instagram.com/p/{}/"),
    "tiktok": _at("https://www.tiktok.com/{}"),
    "bandcamp": _at("https://bandcamp.com/EmbeddedPlayer/album={}"),
    "jsfiddle": _at("https://jsfiddle.net/{}/"),
    "soundcloud": _at("https://soundcloud.com/{}"),
    **dict.fromkeys(("wpvideo", "videopress"), _at("https://videopress.com/v/{}")),
    **dict.fromkeys(("twitter", "tweet", "twitter-tweet"), _at("https://twitter.com/i/web/status/{}")),
    **dict.fromkeys(("polldaddy", "crowdsignal"), _at("https://polldaddy.com/poll/{}/")),
    **dict.fromkeys(("codepen", "codepen_embed"), _codepen),
    **dict.fromkeys(("github", "githubgist", "embed-github"), _repository),
    **dict.fromkeys(
        "audio video googlemaps googlevideo embed facebook vine flickr slideshow iframe pdf gview kickstarter".split(),
        _at(""),
    ),
    "spotify": _spotify,
    "latex": _formula,
}
_SHORTCODES = _shortcode("|".join(_SHOWN))


# Paragraphs


def paragraphs(text: str) -> str:
    """``wpautop`` of WordPress 6."""
    if not text.strip():
        return ""
    kept: dict[str, str] = {}
    text = _pre_kept(f"{text}\n", kept)
    text = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", text)
    text = re.sub(rf"(<{_ALL}[\s/>])", r"\n\n\1", text)
    text = re.sub(rf"(</{_ALL}>)", r"\1\n\n", text)
    text = re.sub(r"(<hr\s*?/?>)", r"\1\n\n", text)
    text = _TAG.sub(lambda found: found[0].replace("\n", " <!-- wpnl --> "), text)
    if "<option" in text:
        text = re.sub(r"(?<!\s)\s*+<option", "<option", text)
        text = re.sub(r"</option>\s*", "</option>", text)
    if "</object>" in text:
        text = re.sub(r"(<object[^<>]*+>)\s*+", r"\1", text)
        text = re.sub(r"(?<!\s)\s*+</object>", "</object>", text)
        text = re.sub(r"(?<!\s)\s*+(</?(?:param|embed)[^<>]*+>)\s*+", r"\1", text)
    if "<figcaption" in text:
        text = re.sub(r"(?<!\s)\s*+(<figcaption[^<>]*+>)", r"\1", text)
        text = re.sub(r"</figcaption>\s*", "</figcaption>", text)
    parts = [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part]
    text = "".join(f"<p>{part}</p>\n" for part in parts)
    text = re.sub(r"<p>\s*</p>", "", text)
    text = re.sub(r"<p>([^<]+)</(div|address|form)>", r"<p>\1</p></\2>", text)
    text = re.sub(rf"<p>\s*(</?{_ALL}[^<>]*+>)\s*</p>", r"\1", text)
    text = re.sub(r"<p>(<li(?:(?!<p><li).)+?)</p>", r"\1", text)
    text = re.sub(r"<p><blockquote([^>]*)>", r"<blockquote\1><p>", text, flags=re.I)
    text = text.replace("</blockquote></p>", "</p></blockquote>")
    text = re.sub(rf"<p>\s*(</?{_ALL}[^<>]*+>)", r"\1", text)
    text = re.sub(rf"(</?{_ALL}[^<>]*+>)\s*</p>", r"\1", text)
    text = _NO_BREAKS.sub(lambda found: found[0].replace("\n", "<wpnl/>"), text)
    text = text.replace("<br>", "<br />").replace("<br/>", "<br />")
    text = re.sub(r"(?:(?<!<br />)(?<!\s)|(?<=<br />\s))(?:[^\S\n]*+\n)++", "<br />\n", text).replace("<wpnl/>", "\n")
    text = re.sub(rf"(</?{_ALL}[^<>]*+>)\s*<br />", r"\1", text)
    text = re.sub(r"<br />(\s*</?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol)[^<>]*+>)", r"\1", text)
    text = re.sub(r"\n</p>$", "</p>", text)
    for name, pre in kept.items():
        text = text.replace(name, pre)
    return text.replace(" <!-- wpnl --> ", "\n").replace(" <!-- wpnl -->", "\n").replace("<!-- wpnl -->", "\n")


def _pre_kept(text: str, kept: dict[str, str]) -> str:
    """`text` with each ``pre`` put aside."""
    if "<pre" not in text:
        return text
    *parts, last = text.split("</pre>")
    made = ""
    for number, part in enumerate(parts):
        start = part.find("<pre")
        if start < 0:
            made += part
            continue
        name = f"<pre wp-pre-tag-{number}></pre>"
        kept[name] = f"{part[start:]}</pre>"
        made += part[:start] + name
    return made + last
