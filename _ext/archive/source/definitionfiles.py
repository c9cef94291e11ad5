"""Reading ``definitions/<kind>.yaml``: an entry that is wrong is named with its line, and costs no other."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..core import addresses
from ..core.problems import Problem
from ..core.slugs import slugify
from ..core.texts import digest
from ..core.yamltext import Entry, Node, YamlError, read_mapping
from ..model.definitions import FOLDER, KINDS, Definition, Definitions, fold
from . import fields, sourcefiles
from .fields import FieldError, FieldParser
from .sourcefiles import SourceError, decode


@dataclass(frozen=True)
class DefinitionFiles:
    """All that the files of definitions say, and what is wrong in them."""

    definitions: Definitions = field(default_factory=Definitions)
    problems: tuple[Problem, ...] = ()
    digest: str = field(default="", compare=False)
    """Of the bytes of the files."""


def read(root: Path, known: DefinitionFiles | None = None) -> DefinitionFiles:
    """Read the definitions of the site in the folder `root`, and what is wrong in them. Never raises.

    An entry that is wrong is left out, but for one whose alias is ambiguous. `known` is what an earlier build read: it
    is given back if the files are the same.
    """
    problems: list[Problem] = []
    sources: dict[str, bytes] = {}
    for kind in KINDS.values():
        path = f"{FOLDER}/{kind.file}.yaml"
        try:
            if os.path.lexists(root / path):
                sources[path] = sourcefiles.read(os.fspath(root), path)
        except sourcefiles.FileFault as error:
            problems.append(Problem(path, 1, f"the file {error}"))
    if (root / FOLDER).is_file():
        message = "this is a file: make a folder of this name, with a file for each kind, such as `people.yaml`"
        problems.append(Problem(FOLDER, 1, message))
    problems += _misnamed(root)
    stamp = digest(repr(sources), repr(problems))
    if known and known.digest == stamp:
        return known
    entries: list[Definition] = []
    for name, kind in KINDS.items():
        path = f"{FOLDER}/{kind.file}.yaml"
        try:
            for entry in read_mapping(decode(sources.get(path, b"")), 1, depth=2):
                entries += _definition(name, path, entry, problems)
        except (SourceError, YamlError) as error:
            problems.append(Problem(path, error.line, str(error)))
    entries = _distinct(entries, problems)
    return DefinitionFiles(Definitions(tuple(entries)), tuple(problems), stamp)


def _misnamed(root: Path) -> Iterator[Problem]:
    """Files in the folder of definitions that are those of no kind."""
    files = sorted(f"{kind.file}.yaml" for kind in KINDS.values())
    # Compared without the suffix, with which any two names would look alike.
    stems = {kind.file: kind.file for kind in KINDS.values()} | {name: kind.file for name, kind in KINDS.items()}
    for path in sorted((root / FOLDER).glob("*.y*ml")):
        if path.name not in files:
            near = difflib.get_close_matches(path.stem.lower(), stems, 1)
            advice = f"did you mean `{stems[near[0]]}.yaml`?" if near else f"the files are {', '.join(files)}"
            yield Problem(f"{FOLDER}/{path.name}", 1, f"no kind of definition has this file: {advice}")


def _definition(kind: str, path: str, entry: Entry, problems: list[Problem]) -> Iterator[Definition]:
    """The definition that `entry` makes, if nothing is wrong in it; what is wrong goes to `problems`."""
    count_before = len(problems)
    name = " ".join(entry.key.split())
    try:
        fields.printable(name)
    except FieldError as error:
        problems.append(Problem(path, entry.line, f"a name {error}"))
    if not name:
        problems.append(Problem(path, entry.line, "an entry has no name: write the name before the colon"))
    values, faults = fields.field_values(entry, name, _PARSERS, "about: One sentence.")
    problems += (Problem(path, line, message) for line, message in faults)
    if len(problems) == count_before:
        values["key"] = values.get("key") or slugify(name)
        yield Definition(kind, name, **values, path=path, line=entry.line)


def _key(node: Node) -> str:
    value = fields.text(node)
    if value and slugify(value) != value:
        raise FieldError(f"is `{value}`: write small letters, digits and hyphens, such as `{slugify(value)}`")
    return value


def _links(node: Node) -> tuple[tuple[str, str], ...]:
    if node.text == "":
        return ()
    if node.entries is None:
        raise FieldError("is no list of links: write each beneath it, indented, as `Label: https://…`")
    links = []
    for entry in node.entries:
        try:
            address = fields.address(entry.value)
        except FieldError as error:
            raise FieldError(f"`{entry.key}` {error}", entry.line) from None
        if not address:
            raise FieldError(f"`{entry.key}` has no address: write it, or take the line out", entry.line)
        links.append((fields.printable(entry.key, entry.line), address))
    return tuple(links)


def _image(node: Node) -> str:
    value = fields.text(node)
    if addresses.scheme(value):
        raise FieldError(f"is `{value}`: put the picture into this folder, and write the name of its file")
    return sourcefiles.resolve_path(f"{FOLDER}/index", value) if value else ""


#: The parser of each field of an entry.
_PARSERS: Mapping[str, FieldParser] = {
    "aliases": fields.names,
    "about": fields.text,
    "dates": fields.text,
    "links": _links,
    "key": _key,
    "sort": fields.text,
    "image": _image,
}


def _distinct(entries: list[Definition], problems: list[Problem]) -> list[Definition]:
    """The entries with a name and a key of their own.

    What more than one claims, an alias too, is a problem at the second.
    """
    distinct: list[Definition] = []
    names: dict[tuple[str, str], Definition] = {}
    keys: dict[tuple[str, str], Definition] = {}
    words: dict[tuple[str, str], Definition] = {}
    for entry in entries:
        same_name = names.setdefault((entry.kind, fold(entry.name)), entry)
        same_key = keys.setdefault((entry.kind, entry.key), entry)
        if same_name is not entry:
            message = f"`{entry.name}` is defined twice (first at {same_name.where}): make one entry of the two"
            problems.append(Problem(entry.path, entry.line, message))
        elif same_key is not entry:
            whose = f"the key `{entry.key}` of `{same_key.name}` ({same_key.where})"
            message = f"`{entry.name}` has {whose}: give one of the two another `key`"
            problems.append(Problem(entry.path, entry.line, message))
        else:
            distinct.append(entry)
    for entry in distinct:
        for word in dict.fromkeys((entry.name, *entry.aliases, entry.key)):
            other = words.setdefault((entry.kind, fold(word)), entry)
            if other is not entry:
                message = f"`{word}` may mean `{entry.name}` or `{other.name}` ({other.where}): take it out of one"
                problems.append(Problem(entry.path, entry.line, message))
    return distinct


def missing_pictures(root: Path, definitions: Definitions) -> Iterator[Problem]:
    """The definitions whose picture is no file that may be shown."""
    for entry in definitions.entries:
        if entry.image and (message := sourcefiles.fault(os.fspath(root), entry.image)):
            yield Problem(entry.path, entry.line, f"`{entry.name}`: `image`: the picture {entry.image} {message}")
