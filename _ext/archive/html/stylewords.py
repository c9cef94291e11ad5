"""The words of style sheets, which can show no others than their own: what a feed says of itself in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from ..core.languages import direction
from ..core.localization import Localization
from ..feeds.feed import STYLESHEET

_MIRRORED = "\n:root { direction: rtl; }\n"
#: A declaration of ``content`` that is one text with a word in it.
_CONTENT = re.compile(r'(?<=content: )"([^"\\]*[^\W\d_]{2}[^"\\]*)"(?=;)')


def translate(folder: Path, local: Localization) -> None:
    """Put the words of all style sheets in `folder` into the language of the site, and have feeds read its way: in
    their format nothing can say which that is."""
    for path in sorted(folder.glob("*.css")):
        text = path.read_text(encoding="utf-8")
        made = translated(text, local.gettext)
        if path.name == PurePosixPath(STYLESHEET).name and direction(local.tag) == "rtl":
            made += _MIRRORED
        if made != text:
            path.write_text(made, encoding="utf-8")


def translated(css: str, gettext: Callable[[str], str]) -> str:
    """A style sheet with its words translated."""
    return _CONTENT.sub(lambda found: _quoted(gettext(found[1])), css)


def _quoted(text: str) -> str:
    """A text as CSS writes it: https://www.w3.org/TR/css-syntax-3/#consume-string-token"""
    escaped = re.sub(r'[\\"]', r"\\\g<0>", text)
    return '"' + escaped.replace("\n", "\\a ") + '"'


def extract(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The words of a style sheet, as Babel wants them of what extracts messages."""
    for number, line in enumerate(file.read().decode().splitlines(), start=1):
        for found in _CONTENT.finditer(line):
            yield number, "gettext", found[1], ["In a style sheet, where it is shown as it stands."]
