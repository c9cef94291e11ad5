"""The body of a post or a comment of WordPress as HTML, by the steps of ``the_content``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape

from importer.decoding import parsed_json
from importer.markup.code import escape_code
from importer.markup.omitted import formula
from importer.wordpress.blocks import HAS_BLOCKS, render
from importer.wordpress.markdown import Choice, markdown_html, recognised
from importer.wordpress.paragraphs import paragraphs
from importer.wordpress.shortcodes import expand

_MORE = re.compile(r"<!--\s*more\b[^<>]{0,500}?-->", re.I)
_BARE = re.compile(r"^[ \t]*+(?:<p(?:\s[^<>]*+)?>[ \t]*+)?(https?://[^\s<>\"\[\]]++)[ \t]*+(?:</p>[ \t]*+)?$", re.M)
_PLAYERS = re.compile(
    r"https?://(?:[\w-]+\.)*(?:youtube\.com/(?:watch|shorts|embed|playlist|live)|youtu\.be/|vimeo\.com/\d|dailymotion\.com/video|"
    r"dai\.ly/|soundcloud\.com/|videopress\.com/|wordpress\.tv/|ted\.com/talks/|open\.spotify\.com/|mixcloud\.com/|"
    r"tiktok\.com/|twitch\.tv/|hulu\.com/watch|funnyordie\.com/|blip\.tv/|viddler\.com/)",
    re.I,
)
_SOUND = re.compile(r"\.(mp3|m4a|ogg|wav|flac)$", re.I)
_FILM = re.compile(r"\.(mp4|m4v|webm|ogv|mov)$", re.I)
_LATEX = re.compile(r"\$latex[ \n=]\s*+((?:[^$<>\\]|\\.)++)\$")
_LOOKS = re.compile(r"&(?:amp;|#0?38;)?(?:bg|fg|s)=[\w-]*\s*")
_UNSEEN = re.compile(r"<(script|style)\b", re.I)
_KEPT = re.compile(r"<(pre|code|script|style) data-kept=(\d+)></\1>")


@dataclass(frozen=True, slots=True)
class Body:
    """A post's text as HTML."""

    html: str
    markdown: bool | None = False
    """Whether it was typed in Markdown; None where that is not sure, and it was taken as not."""


class _Kept:
    """Code that has been taken out of a text, whose places are held by empty elements."""

    def __init__(self) -> None:
        self._made: list[str] = []

    def put(self, made: str, block: bool) -> str:
        """Keep an element; gives what holds its place."""
        self._made.append(made)
        unseen = _UNSEEN.match(made)
        tag = unseen[1].lower() if unseen else "pre" if block else "code"
        return f"<{tag} data-kept={len(self._made) - 1}></{tag}>"

    def put_apart(self, made: str, block: bool) -> str:
        """The same, a block between blank lines, for Markdown to go on after it."""
        return f"\n\n{self.put(made, block)}\n\n" if block else self.put(made, block)

    def restored(self, text: str) -> str:
        """`text` with what was kept in its place."""
        return _KEPT.sub(self._of, text)

    def _of(self, found: re.Match[str]) -> str:
        number = int(found[2])
        return self._made[number] if number < len(self._made) else ""


def body_html(raw: str, notes: str = "", choice: Choice = "auto", noted: bool = False) -> Body:
    """The HTML of a post's `raw` body.

    `notes` is the JSON that WordPress keeps a post's footnotes in; `choice` and `noted` say what is known of
    Markdown (`importer.wordpress.markdown.recognised`). What cannot be shown stands in the result as marks
    (`importer.markup.omitted`), galleries and references to other entries as elements that `importer.convert`
    fills.
    """
    raw = _unix_lines(raw)
    has_blocks = bool(HAS_BLOCKS.search(raw))
    footnotes = _footnotes(notes)
    if has_blocks:
        raw = render(raw, _list(footnotes))
    kept = _Kept()
    text = _without_comments(escape_code(raw, kept.put, wordpress=True))
    markdown = False if has_blocks else recognised(text, choice, noted)
    if markdown:
        kept = _Kept()
        shortcodes = _without_comments(escape_code(raw, kept.put_apart, wordpress=True, elements=False))
        text = escape_code(kept.restored(markdown_html(shortcodes)), kept.put, wordpress=True)
    text = _BARE.sub(_address, _LATEX.sub(_formula, expand(text)))
    text = kept.restored(text if has_blocks or markdown else paragraphs(text))
    if footnotes and "wp-block-footnotes" not in text:
        text += _list({id: note for id, note in footnotes.items() if f'"#{id}"' in text})
    return Body(text, markdown)


def comment_html(raw: str) -> str:
    """The HTML of a comment: code, and paragraphs by blank lines."""
    kept = _Kept()
    text = escape_code(_unix_lines(raw), kept.put, wordpress=True)
    return kept.restored(paragraphs(text))


def _unix_lines(raw: str) -> str:
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def _without_comments(raw: str) -> str:
    """`raw` without what HTML hides, its mark of an excerpt as an anchor. Takes linear time."""
    if "<!--" not in raw:
        return raw
    raw = _MORE.sub('\n\n<a name="more"></a>\n\n', raw)
    made, done = [], 0
    while (start := raw.find("<!--", done)) >= 0 and (end := raw.find("-->", start + 2)) >= 0:
        made.append(raw[done:start])
        done = max(end + 3, start + 4)
    return "".join((*made, raw[done:]))


def _address(found: re.Match[str]) -> str:
    """An address that stands alone on its line, which WordPress showed as what it leads to."""
    address = unescape(found[1])
    written = escape(address)
    path = address.split("?")[0].split("#")[0]
    for pattern, tag in ((_SOUND, "audio"), (_FILM, "video")):
        if pattern.search(path):
            return f'<{tag} src="{written}"></{tag}>'
    if _PLAYERS.match(address):
        return f'<iframe src="{written}"></iframe>'
    return f'<p><a href="{written}">{escape(address, quote=False)}</a></p>'


def _formula(found: re.Match[str]) -> str:
    """A formula as WordPress.com and Jetpack have them: ``$latex x^2&s=1$``, with its size and colours after it."""
    tex = found[1]
    while (at := tex.rfind("&")) >= 0 and _LOOKS.fullmatch(tex, at):
        tex = tex[:at]
    return formula(tex)


def _footnotes(notes: str) -> dict[str, str]:
    if not notes.strip():
        return {}
    try:
        found = parsed_json(notes)
    except ValueError:
        return {}
    rows = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return {str(one["id"]): str(one.get("content") or "") for one in rows if one.get("id")}


def _list(footnotes: dict[str, str]) -> str:
    items = (f'<li id="{escape(id)}">{text} <a href="#{escape(id)}-link">↩︎</a></li>' for id, text in footnotes.items())
    return f'<ol class="wp-block-footnotes">{"".join(items)}</ol>' if footnotes else ""
