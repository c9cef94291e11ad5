"""Front matter as YAML that any YAML 1.1 parser reads back as it was written."""

from __future__ import annotations

import re

from importer.markup.clean import controls_removed
from importer.markup.escape import quoted

_PLAIN = re.compile(r"[^\W\d_][\w ./’()-]*(?<![ ])", re.UNICODE)
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n", "none"}


def scalar(text: str) -> str:
    """`text` as it is where YAML can only take it for text, in double quotes otherwise."""
    text = controls_removed(text)
    text = " ".join(text.split()) if text.isascii() else re.sub(r"[\t\r\n ]+", " ", text).strip(" ")
    plain = _PLAIN.fullmatch(text) and text.isascii() and text.lower() not in _WORDS
    return text if plain and not re.search(r" #|: |--", text) else quoted(text)


def write(fields: list[tuple[str, str | list[str] | None]], comments: list[str]) -> str:
    """The block between its two lines of hyphens. Texts are ready YAML; lists are of plain texts; None is
    left out."""
    lines = ["---"]
    for name, value in fields:
        if isinstance(value, list):
            lines += [f"{name}:", *(f"  - {scalar(one)}" for one in value)] if value else []
        elif value:
            lines.append(f"{name}: {value}")
    lines += [f"# {' '.join(comment.split())}" for comment in comments]
    return "\n".join([*lines, "---"]) + "\n"
