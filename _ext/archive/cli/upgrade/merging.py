"""Merging what an author changed in a file of the software with what its newest version changed."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

#: The section of ``conf.py`` that is the author's alone.
_BLOCK = re.compile(r"^# -- This blog\b.*?(?=^# -- |\Z)", re.MULTILINE | re.DOTALL)


class Merged(NamedTuple):
    """What became of a file."""

    data: bytes | None
    """None where nothing can be merged, since it is no text."""
    conflicts: tuple[int, ...]
    """The lines at which it is not clear which of the two is right."""


def merge(ours: bytes, base: bytes, newest: bytes) -> Merged:
    """The three-way merge that git makes, with its marks where both changed the same lines.

    An editor that ends lines as Windows does changed each of them: that is not meant.
    """
    if b"\r\n" not in base + newest:
        ours = ours.replace(b"\r\n", b"\n")
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, data in (("ours", ours), ("base", base), ("newest", newest)):
            (Path(folder) / name).write_bytes(data)
            names.append(name)
        labels = ["-L", "yours", "-L", "as it was", "-L", "newest"]
        command = ["git", "merge-file", "-p", "--diff3", *labels, *names]
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode > 127:
        return Merged(None, ())
    lines = done.stdout.split(b"\n")
    return Merged(done.stdout, tuple(n for n, line in enumerate(lines, 1) if line.startswith(b"<<<<<<< yours")))


def merge_conf(ours: bytes, base: bytes, newest: bytes) -> tuple[Merged, list[str]]:
    """The same for ``conf.py``, whose section 'This blog' stays as its author has it; and what to say of that section.

    Its settings in the newest version name the blog that the software comes with, so none is taken over.
    """
    texts = [data.decode(errors="surrogateescape") for data in (ours, base, newest)]
    blocks = [found[0] if (found := _BLOCK.search(text)) else "" for text in texts]
    if not all(blocks):
        return merge(ours, base, newest), []
    alike = [text.replace(block, blocks[0], 1) for text, block in zip(texts, blocks, strict=True)]
    merged = merge(*(text.encode(errors="surrogateescape") for text in _with_lists_merged(alike)))
    return merged, _notes(texts, blocks)


def _with_lists_merged(texts: list[str]) -> list[str]:
    """The three texts with one value for each list of words in a line that both changed.

    By lines these would be conflicts, though it is clear what is wanted: `make start` itself takes the guide out of
    such a list.
    """
    ours, base, newest = map(_lists, texts)
    for name in ours.keys() & base.keys() & newest.keys():
        (_, mine), (_, old), (_, new) = ours[name], base[name], newest[name]
        if old not in (mine, new) and mine != new:
            kept = [word for word in new if word in mine or word not in old]
            kept += [word for word in mine if word not in old and word not in new]
            line = f"{name} = {json.dumps(kept, ensure_ascii=False)}"
            texts = [text.replace(f"\n{found[name][0]}\n", f"\n{line}\n", 1)
                     for text, found in zip(texts, (ours, base, newest), strict=True)]  # fmt: skip
    return texts


def _lists(text: str) -> dict[str, tuple[str, list[str]]]:
    """The lists of words that a piece of Python assigns at its top level, each with its line, if that holds no more."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, statement in _assignments(text):
        line = ast.get_source_segment(text, statement) or ""
        with suppress(ValueError):
            value = ast.literal_eval(statement.value)
            if isinstance(value, list) and all(isinstance(word, str) for word in value) and f"\n{line}\n" in text:
                found[name] = line, value
    return found


def _notes(texts: list[str], blocks: list[str]) -> list[str]:
    ours, base, newest = map(_settings, blocks)
    said = [f"the software has a new setting, `{line}`: add it if you want another value than its default"
            for name, line in newest.items() if name not in base and name not in _settings(texts[0])]  # fmt: skip
    gone = (name for name in ours if name in base and name not in _settings(texts[2]))
    return said + [f"`{name}` is no setting of the newest version: look whether you still need it" for name in gone]


def _settings(text: str) -> dict[str, str]:
    """The names that a piece of Python assigns at its top level, each with its line."""
    return {name: (ast.get_source_segment(text, statement) or name).splitlines()[0]
            for name, statement in _assignments(text)}  # fmt: skip


def _assignments(text: str) -> Iterator[tuple[str, ast.Assign]]:
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return
    for statement in body:
        if isinstance(statement, ast.Assign):
            yield from ((target.id, statement) for target in statement.targets if isinstance(target, ast.Name))
