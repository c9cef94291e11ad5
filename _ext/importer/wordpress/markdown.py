"""Posts that were typed in Markdown, for a plugin that made HTML of them: whether a text is one, and its HTML.

Plugins that keep what was typed elsewhere (Jetpack's ``_wpcom_is_markdown``) export HTML, so the text itself
has to say what it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

Choice = Literal["auto", "always", "never"]
_MADE = re.compile(r"<(?:p|br|ul|ol|li|div|h[1-6]|blockquote|table)\b|<!-- wp:", re.I)
#: Signs of Markdown that hardly anyone types for another reason, and signs that some do.
_SURE = (
    re.compile(r"^ {0,3}\[[^\[\]\n^]+\]: ?<?(?:https?://|/|#|mailto:)\S+", re.M),
    re.compile(r"\[[^\[\]\n]*\]\((?:https?://|/|#|mailto:)[^()\s]+(?: \"[^\"\n]*\")?\)"),
    re.compile(r"^(?:```|~~~)[\w+#-]*[ \t]*$", re.M),
    re.compile(r"^#{2,6} \S", re.M),
)
_LIKELY = (
    re.compile(r"(?<![*\w])\*\*[^\s*][^*\n]*\*\*(?![*\w])"),
    re.compile(r"^> \S", re.M),
    re.compile(r"(?<!`)`[^`\n<]+`(?!`)"),
    re.compile(r"^# \S", re.M),
    re.compile(r"^[*+-] \S[^\n]*\n[*+-] \S", re.M),
    re.compile(r"(?<![_\w])_[^\s_][^_\n]*_(?![_\w])|(?<![*\w])\*[^\s*][^*\n]*\*(?![*\w])"),
    re.compile(r"^\S[^\n<]*\n(?:={4,}|-{4,})[ \t]*$", re.M),
)


def signs(raw: str) -> tuple[int, int]:
    """How many kinds of signs of Markdown `raw` shows: sure ones, and likely ones. None of either in a text
    that holds HTML's own paragraphs or blocks."""
    if not any(character in raw for character in "*`>#_]") or _MADE.search(raw):
        return 0, 0
    return sum(bool(one.search(raw)) for one in _SURE), sum(bool(one.search(raw)) for one in _LIKELY)


def recognised(raw: str, choice: Choice = "auto", noted: bool = False) -> bool | None:
    """True if `raw`, from which code has been taken, is Markdown, False if it is none, None where that is not
    sure. `choice` is what the author said, `noted` whether a plugin has noted with the post that it is."""
    if choice == "never":
        return False
    sure, likely = signs(raw)
    if sure and sure + likely >= 2:
        return True
    unsure = bool(sure) or likely >= 2
    if choice == "always" or noted:
        return bool(sure + likely)
    return None if unsure else False


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return made.use(deflist_plugin).use(footnote_plugin)


def markdown_html(raw: str) -> str:
    """The HTML of Markdown, as CommonMark with tables, definition lists and footnotes has it."""
    return str(_parser().render(raw))
