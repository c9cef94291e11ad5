"""WordPress's stored text as the HTML that WordPress would have shown: paragraphs, blocks, shortcodes."""

from __future__ import annotations

import html
import re

_BLOCKS = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|"
    "header|hr|iframe|li|main|nav|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio"
)
_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->[ \t]*\n?", re.S)
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.S | re.I)
_NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->", re.I)
_KEPT = re.compile(r"<pre\b.*?</pre\s*>", re.S | re.I)
_NEVER = re.compile(r"<(script|style)\b.*?</\1\s*>", re.S | re.I)
_STARTS_BLOCK = re.compile(rf"\s*</?(?:{_BLOCKS})\b", re.I)
_ENDS_BLOCK = re.compile(rf"</?(?:{_BLOCKS})\b[^<>]*>\s*$", re.I)
_AROUND_BLOCK = re.compile(rf"(</?(?:{_BLOCKS})\b[^<>]*>)", re.I)
_CAPTION = re.compile(r"\[(?:wp_)?caption([^\]]*)\](.*?)\[/(?:wp_)?caption\]", re.S)
_EMBED = re.compile(r"\[(embed|youtube|vimeo|audio|video)([^\]]*)\](?:([^\[]*)\[/\1\])?")
_GALLERY = re.compile(r"\[gallery([^\]]*)\]")
_OPTION = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_LEADING_IMAGE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.S | re.I)
_BARE = re.compile(r"^[ \t]*(https?://\S+)[ \t]*$", re.M)
_PLAYERS = re.compile(r"https?://(?:[\w-]+\.)*(?:youtube\.com|youtu\.be|vimeo\.com|dailymotion\.com|soundcloud\.com)/")


def body_html(raw: str) -> str:
    """The HTML of `raw`; shortcodes that are not known stay as they are written."""
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    blocks = "<!-- wp:" in raw
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"<pre data-kept={len(kept) - 1}></pre>"

    raw = _KEPT.sub(keep, _NEVER.sub("", raw))
    raw = _BLOCK_COMMENT.sub("", _NEXT_PAGE.sub("", _MORE.sub('\n\n<a name="more"></a>\n\n', raw)))
    raw = _shortcodes(raw)
    raw = raw if blocks else _paragraphs(raw)
    return re.sub(r"<pre data-kept=(\d+)></pre>", lambda m: kept[int(m[1])] if int(m[1]) < len(kept) else "", raw)


def _options(text: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _OPTION.finditer(html.unescape(text))}


def _shortcodes(raw: str) -> str:
    if "[" in raw:
        raw = _CAPTION.sub(_caption, raw)
        raw = _EMBED.sub(_embed, raw)
        raw = _GALLERY.sub(_gallery, raw)
    return _BARE.sub(lambda m: _player(m[1]) if _PLAYERS.match(m[1]) else m[0], raw)


def _player(address: str) -> str:
    return f'<iframe src="{html.escape(html.unescape(address))}"></iframe>'


def _caption(match: re.Match[str]) -> str:
    options, inner = _options(match[1]), match[2]
    image = _LEADING_IMAGE.match(inner)
    picture, caption = (image[1], image[2].strip()) if image else (inner, "")
    caption = caption or html.escape(options.get("caption", ""), quote=False)
    side = html.escape(options.get("align", ""))
    return f'\n\n<figure class="{side}">{picture}<figcaption>{caption}</figcaption></figure>\n\n'


def _embed(match: re.Match[str]) -> str:
    options = _options(match[2])
    address = (match[3] or "").strip() or options.get("src") or options.get("mp3") or options.get("mp4") or ""
    bare = match[2].strip(" =")
    address = address or (bare if bare.startswith("http") else "")
    if match[1] == "youtube" and re.fullmatch(r"[\w-]{6,20}", bare):
        address = f"https://www.youtube.com/watch?v={bare}"
    return f"\n\n{_player(address)}\n\n" if address.startswith(("http://", "https://")) else match[0]


def _gallery(match: re.Match[str]) -> str:
    """A mark that `importer.convert` fills with images, once all attachments are known."""
    ids = re.sub(r"[^\d,]", "", _options(match[1]).get("ids", ""))
    return f'\n\n<div class="imported-gallery" title="{ids}"></div>\n\n'


def _paragraphs(raw: str) -> str:
    """Blank lines part paragraphs, single ones are breaks, block elements stand alone."""
    made = []
    for chunk in re.split(r"\n\s*\n", raw):
        if chunk.strip():
            made.append(_paragraph(chunk.strip("\n")))
    return "\n".join(made)


def _paragraph(chunk: str) -> str:
    lines = _AROUND_BLOCK.split(chunk)
    broken = "".join(
        part
        if number % 2
        else re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n(?=\s*\S)", "<br>\n", _trim(part, number, lines))
        for number, part in enumerate(lines)
    )
    if _STARTS_BLOCK.match(chunk) or _ENDS_BLOCK.search(chunk):
        return broken
    return f"<p>{broken}</p>"


def _trim(part: str, number: int, parts: list[str]) -> str:
    """Line ends beside a block element break nothing."""
    if number > 0:
        part = part.lstrip("\n")
    return part.rstrip("\n") if number < len(parts) - 1 else part
