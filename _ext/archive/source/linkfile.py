"""Reading and writing ``links.yaml``: what is known of links to other sites. Each address is an entry, with its fields.

The author keeps the file with the posts. `make links` writes it anew, with what the author wrote there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

from ..core.problems import Problem
from ..core.texts import digest
from ..core.yamltext import Entry, Node, YamlError, quoted, read_mapping, scalar
from ..model.outlinks import CLOSED, FAILURES, GONE, OutboundLink, OutboundLinks, link_key
from . import fields as forms
from . import sourcefiles
from .fields import FieldError, FieldParser
from .sourcefiles import SourceError, decode

#: The file, from the source folder.
NAME = "links.yaml"
_HEAD = """\
# Links to other sites, kept by `make links`: guide/links.md says what each field means.
# Yours to write, and kept: `instead`, `verdict`, `check: no` and `note`.
"""
#: An address that needs no quotation marks to be the name of a field in YAML.
_PLAIN = re.compile(r"https?://[A-Za-z0-9._~/?=&%+@!$'()*,;:-]*[A-Za-z0-9_~/=&%+@$)*-]")
#: A path that needs none.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
#: The longest name of a field that YAML takes without a question mark before it.
_LONGEST_KEY = 1000
_STATUS_WORDS = sorted(GONE | FAILURES | CLOSED)


@dataclass(frozen=True)
class LinkFile:
    """What the file says."""

    links: OutboundLinks = field(default_factory=OutboundLinks)
    problems: tuple[Problem, ...] = ()
    digest: str = field(default="", compare=False)
    """Of the bytes of the file."""


def read(root: Path, known: LinkFile | None = None) -> LinkFile:
    """Read the file of links in the folder `root`, and what is wrong in it; nothing if there is none. Never raises.

    A field that is wrong is left out, an address that is wrong with all its fields. `known` is what was read earlier:
    it is given back if the file is the same.
    """
    if not os.path.lexists(root / NAME):
        return LinkFile()
    try:
        data = sourcefiles.read(os.fspath(root), NAME)
    except sourcefiles.FileFault as error:
        return LinkFile(problems=(Problem(NAME, 1, f"the file {error}"),))
    if known and known.digest == digest(data.hex()):
        return known
    return parse(data)


def parse(data: bytes) -> LinkFile:
    """What the bytes of such a file say."""
    problems: list[Problem] = []
    found: dict[str, OutboundLink] = {}
    try:
        for entry in read_mapping(decode(data), 1, depth=2):
            link = _link(entry, problems)
            if link.address in found:
                problems.append(Problem(NAME, entry.line, f"`{link.address}` stands here twice: make one of the two"))
            elif link.address:
                found[link.address] = link
    except (SourceError, YamlError) as error:
        problems.append(Problem(NAME, error.line, str(error)))
    links = tuple(found[address] for address in sorted(found))
    return LinkFile(OutboundLinks(links), tuple(problems), digest(data.hex()))


def lost_comments(root: Path) -> list[int]:
    """The lines of the file on which there is a comment that is not at its head, and would not be written again."""
    try:
        lines = (root / NAME).read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return []
    head = set(_HEAD.split("\n"))
    return [number for number, line in enumerate(lines, 1) if line.lstrip().startswith("#") and line not in head]


def _link(entry: Entry, problems: list[Problem]) -> OutboundLink:
    """What an entry says; without an address if it has none that can be asked."""
    try:
        address = forms.address(Node(entry.line, text=entry.key))
        if link_key(address) != address or not address:
            raise FieldError(f"is `{address}`: leave out what stands behind `#`")
    except FieldError as error:
        problems.append(Problem(NAME, entry.line, f"an address {error}"))
        return OutboundLink("")
    values, faults = forms.field_values(entry, address, _PARSERS, "status: 200")
    problems += (Problem(NAME, line, message) for line, message in faults)
    return OutboundLink(address, **values)


def _paths(node: Node) -> tuple[str, ...]:
    if node.text == "":
        return ()
    if node.items is None or any(item.text is None for item in node.items):
        raise FieldError("is no list of files: write each on a line of its own, as `    - posts/2012/10/a.md`")
    return tuple(item.text or "" for item in node.items)


def _day(node: Node) -> str:
    value = forms.text(node)
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise FieldError(f"is `{value}`: write a day such as `2012-10-31`") from None


def _status(node: Node) -> str:
    value = forms.text(node)
    if value and value not in _STATUS_WORDS and not re.fullmatch(r"[1-9][0-9]{2}", value):
        raise FieldError(f"is `{value}`: write a code of three digits, or one of {', '.join(_STATUS_WORDS)}")
    return value


def _verdict(node: Node) -> str:
    value = forms.text(node)
    if value not in ("", "live", "dead"):
        raise FieldError(f"is `{value}`: write `live` or `dead`")
    return value


_PARSERS: Mapping[str, FieldParser] = {
    "used": _paths,
    "status": _status,
    "checked": _day,
    "since": _day,
    "moved": forms.address,
    "copy": forms.address,
    "sought": _day,
    "saved": _day,
    "instead": forms.address,
    "verdict": _verdict,
    "check": forms.flag,
    "note": forms.text,
}
_DEFAULTS = {each.name: each.default for each in fields(OutboundLink)}


def text(links: Iterable[OutboundLink]) -> str:
    """The file's text: addresses in order, an empty line between their blocks, each field on a line of its own."""
    in_order = sorted(links, key=lambda link: link.address)
    return "\n".join([_HEAD, *("\n".join(_lines(link)) + "\n" for link in in_order)])


def _lines(link: OutboundLink) -> list[str]:
    """The lines of one entry; fields that say nothing are left out."""
    name = link.address if _PLAIN.fullmatch(link.address) else quoted(link.address)
    lines = [f"{name}:"] if len(name) < _LONGEST_KEY else [f"? {name}", ":"]
    for field_name in _PARSERS:
        value = getattr(link, field_name)
        if value == _DEFAULTS[field_name]:
            continue
        if field_name == "used":
            lines += ["  used:", *(f"    - {path if _PLAIN_PATH.fullmatch(path) else quoted(path)}" for path in value)]
        elif field_name == "check":
            lines.append("  check: no")
        elif field_name == "note":
            lines.append(f"  note: {scalar(value)}")
        else:
            needs_quotes = value.startswith("http") and not _PLAIN.fullmatch(value)
            lines.append(f"  {field_name}: {quoted(value) if needs_quotes else value}")
    return lines
