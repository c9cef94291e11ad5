"""The fields beneath a name, in each kind of file that has such: what is wrong with one is said with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from archive.core.problems import Problem
from archive.source import definitionfiles, linkfile

NAME = "https://a.example/"
Reader = Callable[[Path, str], tuple[list[str], list[Problem]]]


def link_notes(root: Path, fields: str) -> tuple[list[str], list[Problem]]:
    """The field `note` of each link, and what is wrong."""
    (root / "links.yaml").write_text(f"{NAME}:{fields.replace('text', 'note')}", encoding="utf-8")
    found = linkfile.read(root)
    return [link.note for link in found.links.links], list(found.problems)


def definition_notes(root: Path, fields: str) -> tuple[list[str], list[Problem]]:
    """The field `about` of each definition, and what is wrong."""
    (root / "definitions").mkdir()
    (root / "definitions/topics.yaml").write_text(f"{NAME}:{fields.replace('text', 'about')}", encoding="utf-8")
    found = definitionfiles.read(root)
    return [entry.about for entry in found.definitions.entries], list(found.problems)


@pytest.mark.parametrize("read", [link_notes, definition_notes])
@pytest.mark.parametrize(("fields", "note"), [("\n  text: One.\n", "One."), ("\n", "")])
def test_an_entry_has_its_fields_or_none(tmp_path: Path, read: Reader, fields: str, note: str) -> None:
    assert read(tmp_path, fields) == ([note], [])


@pytest.mark.parametrize("read", [link_notes, definition_notes])
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (" one\n", [(1, " holds no fields: write each beneath it, indented, such as `  ")]),
        (" [one]\n", [(1, " holds no fields: write each beneath it, indented, such as `  ")]),
        ("\n  text: a\n  text: b\n", [(3, "is given twice: take one out")]),
        ("\n  texts: a\n", [(2, "is not a field: ")]),
        ("\n  text: b\n  zzz: a\n", [(3, "`zzz` is not a field: the fields are ")]),
        ("\n  zzz: a\n  text:\n    - a\n", [(2, "`zzz` is not a field"), (3, "is a list: write it as text")]),
        ("\n  text: {a: b}\n  text: b\n", [(2, "is a mapping: write it as text")]),
    ],
)
def test_a_wrong_field_is_named_with_its_line(
    tmp_path: Path, read: Reader, fields: str, said: list[tuple[int, str]]
) -> None:
    _, problems = read(tmp_path, fields)
    assert [problem.line for problem in problems] == [line for line, _ in said]
    for problem, (_, message) in zip(problems, said, strict=True):
        assert problem.message.startswith(f"`{NAME}`") and message in problem.message
