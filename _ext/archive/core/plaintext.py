"""Plain text, for files that are no HTML: made of HTML, and without characters that such files may not hold."""

from __future__ import annotations

import re
from html import unescape

#: What XML 1.0 forbids or discourages in text: control characters, lone surrogates, non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = re.compile(r'<(script|style)\b.*?</\1\s*>|<a class="headerlink".*?</a>|<!--.*?-->', re.DOTALL)
_BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|div|dl|dt|fig\w+|h[1-6r]|img|li|ol|p|pre|section"
    r"|table|tbody|td|tfoot|th|thead|tr|ul)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]+>")


def clean(text: str) -> str:
    """`text` without the characters that XML 1.0 forbids or discourages: https://www.w3.org/TR/xml/#charsets"""
    return _FORBIDDEN.sub("", text)


def plain(html: str) -> str:
    """The text of well-formed HTML, on one line."""
    text = _TAG.sub("", _BREAK.sub(" ", _UNSEEN.sub("", html)))
    return " ".join(unescape(text).split())
