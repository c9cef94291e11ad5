"""YAML read as an author sees it: every value is text, a list or a mapping, and knows its line; and written so.

Nothing is resolved: a tag ``2012`` or ``yes`` stays as it is written. Follows YAML 1.1, less its anchors,
aliases and type tags, none of which an author writes on purpose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import yaml  # type: ignore[import-untyped]

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _TypedLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's own types less its dates, which JSON does not have."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


LONGEST = 65_536  # characters
_MOST_BRACKETS = 500
#: Nesting on one line: the C loader recurses for each, and ends the process when the stack does.
_NESTED = re.compile(r"(?:[-?:][ \t]+){20}")
#: A value that begins with a sign of YAML's own (an anchor, a tag, an alias), which would swallow part of it.
_MARKED = re.compile(r"^(?:[^\s#:][^:\n]*:|[ \t]*-)[ \t]+([&!*])", re.MULTILINE)
#: A plain value cut short by a `#` that looks like part of it, as in ``title: Issue #5``.
_CUT_SHORT = re.compile(r"^([\w-]+):(?:[ \t]+[^\"'\[{|>#\s][^\n]*?)?[ \t]+(#[^\s#].*)$", re.MULTILINE)
_QUOTE = 'put the whole value in quotes, as in `title: "One: two"`'

#: What to do about the complaints of the C parser, and of the Python one in its place, by their beginning.
_CURES = (
    ("mapping values are not allowed", f"a value that holds a colon and a space needs quotes: {_QUOTE}"),
    ("found character that cannot start any token", _QUOTE),
    ("found a tab character", "indent with spaces, not tabs"),
    ("found character '\\t'", "indent with spaces, not tabs"),
    ("but found another document", "take out the line `---` above"),
    ("found unexpected end of stream", "close the quotation mark"),
    ("did not find expected ',' or", "close the bracket, and part the items with commas"),
    ("expected ',' or", "close the bracket, and part the items with commas"),
    ("could not find expected ':'", "write each field on its own line as `name: value`"),
    (
        "did not find expected key",
        f"write each field as `name: value` at the beginning of its line, and {_QUOTE}",
    ),
    ("found unknown escape character", "double each `\\`, or use single quotes"),
)
#: Complaints of something left open, which are made where the text ends.
_UNCLOSED = ("found unexpected end", "did not find expected ',' or", "expected ',' or")


class YamlError(ValueError):
    """What is wrong, with its line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Node:
    """A value: text, or else items, or else entries; none of them where a mapping or list is deeper than was asked."""

    line: int
    text: str | None = None
    items: tuple[Node, ...] | None = None
    entries: tuple[Entry, ...] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``key: value``, with the line of its key."""

    key: str
    line: int
    value: Node


def read_mapping(text: str, first_line: int, depth: int = 0) -> Iterator[Entry]:
    """Give the entries of a mapping in order, repeated keys too; `text` begins at `first_line` of its file.

    Of mappings within it `depth` levels are read. Raises YamlError, at the line to blame, if the text is no mapping
    or cannot be read.
    """
    if depth:
        _refuse_depth(text, first_line)
    else:
        _refuse_traps(text, first_line)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _explained(error, text, first_line, "the file" if depth else "the front matter") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise YamlError(first_line, f"YAML cannot be read ({_one_line(error)}): write `name: value` lines") from None
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        line = first_line + root.start_mark.line
        what = "the file is not a list of names" if depth else "the front matter is not a list of fields"
        raise YamlError(line, f"{what}: write each on its own line as `name: value`")
    yield from _entries(root, first_line, depth)


def _entries(mapping: Any, first_line: int, depth: int) -> Iterator[Entry]:
    for key, value in mapping.value:
        line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError(line, "a field's name must be a word: write the field as `name: value`")
        yield Entry(key.value, line, _node(value, first_line, depth))


def _node(node: Any, first_line: int, depth: int) -> Node:
    line = first_line + node.start_mark.line
    if isinstance(node, yaml.ScalarNode):
        return Node(line, text=node.value)
    if isinstance(node, yaml.MappingNode) and depth:
        return Node(line, entries=tuple(_entries(node, first_line, depth - 1)))
    if isinstance(node, yaml.SequenceNode):
        # Only one level is ever wanted; a deeper one might, by an alias, be within itself.
        items = []
        for item in node.value:
            text = item.value if isinstance(item, yaml.ScalarNode) else None
            items.append(Node(first_line + item.start_mark.line, text=text))
        return Node(line, items=tuple(items))
    return Node(line)


def read_typed(text: str) -> dict[str, Any]:
    """The mapping in `text` with its values of YAML's own types, as far as JSON has them: dates stay text.

    Raises ValueError.
    """
    try:
        values = dict(yaml.load(text, Loader=_TypedLoader) or {})
        json.dumps(values, allow_nan=False)
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise ValueError(f"its values cannot be read ({_one_line(error)}): write text, numbers or lists") from None
    return values


def _refuse_traps(text: str, first_line: int) -> None:
    """Refuse what YAML would take otherwise than the author meant, without a word."""
    if len(text) > LONGEST or text.count("[") + text.count("{") > _MOST_BRACKETS or _NESTED.search(text):
        raise YamlError(first_line, "the front matter is too long or too deep: is a closing `---` missing?")
    if marked := _MARKED.search(text):
        mark = marked[1]
        line = first_line + text.count("\n", 0, marked.start(1))
        raise YamlError(line, f"a value that begins with `{mark}` is not text in YAML: put it in quotes")


def _refuse_depth(text: str, first_line: int) -> None:
    """Refuse what would take the parser too deep; a file of many short entries may be long, and may hold many."""
    open_brackets = 0
    for number, line in enumerate(text.split("\n"), start=first_line):
        open_brackets += line.count("[") + line.count("{") - line.count("]") - line.count("}")
        if open_brackets > _MOST_BRACKETS or line.count("[") + line.count("{") > _MOST_BRACKETS or _NESTED.search(line):
            raise YamlError(number, "the brackets go too deep: close them")


def cut_short(text: str, first_line: int) -> Iterator[tuple[str, str, int]]:
    """The fields whose value a `#` cuts short: their name, the part cut off, and the line."""
    if " #" in text or "\t#" in text:
        for match in _CUT_SHORT.finditer(text):
            yield match[1], match[2], first_line + text.count("\n", 0, match.start(1))


def _explained(error: Any, text: str, first_line: int, what: str) -> YamlError:
    """The parser's complaint in its own words, and the cure."""
    problem = _one_line(error.problem or error.context or "unreadable")
    mark = error.problem_mark or error.context_mark
    # What is never closed is noticed at the end, but begins, and is mended, where the context does.
    if error.context_mark and problem.startswith(_UNCLOSED):
        mark = error.context_mark
    if mark and any(line[mark.column :].startswith("\t") for line in text.split("\n")[mark.line : mark.line + 1]):
        problem = "found a tab character"
    cure = next((cure for start, cure in _CURES if problem.startswith(start)), _QUOTE)
    return YamlError(first_line + (mark.line if mark else 0), f"{what} cannot be read ({problem}): {cure}")


def _one_line(error: object) -> str:
    return " ".join(str(error).split())


#: Text that YAML can only take for text, and that needs no second look.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_ ./’()-]*(?<! )")
#: Words that YAML 1.1 takes for something else.
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "none"})
#: What stands in quotes as a code alone: controls, and what YAML or a reader of lines takes for the end of one.
_CODED = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")


def quoted(text: str) -> str:
    """Text in double quotes, as YAML 1.1 and the options of directives read it back."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_CODED.sub(_coded, text)}"'


def _coded(char: re.Match[str]) -> str:
    """The escape for a character in double quotes."""
    code = ord(char[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def scalar(text: str) -> str:
    """Text on one line, as it is where YAML can only take it for text, in double quotes otherwise."""
    text = re.sub(r"[\t\r\n ]+", " ", text).strip(" ")
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and "--" not in text
    return text if plain else quoted(text)


def front_matter(values: Iterable[tuple[str, str | Sequence[str] | None]], comments: Iterable[str] = ()) -> str:
    """The block at the head of a file, between its two lines of hyphens.

    A text among `values` is ready YAML, a list is of plain texts; what is None or empty is left out. `comments` stand
    below, a line each.
    """
    lines = ["---"]
    for name, value in values:
        if isinstance(value, str):
            lines += [f"{name}: {value}"] if value else []
        elif value:
            lines += [f"{name}:", *(f"  - {scalar(item)}" for item in value)]
    lines += [f"# {' '.join(comment.split())}" for comment in comments]
    return "\n".join([*lines, "---"]) + "\n"
