"""Fields of YAML: a parser for each form that a value may have, and the reading of all fields of an entry.

A parser takes a node of YAML and gives a plain value. It raises FieldError, whose message follows the field's name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from ..core.slugs import name_key
from ..core.yamltext import Entry, Node

FieldParser = Callable[[Node], Any]

_SPACE = re.compile(r"[ \t\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: An IRI in outline (RFC 3987): a scheme, then no space nor delimiter.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
#: A well-formed tag (RFC 5646, section 2.1), without the grandfathered ones.
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    r"(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WYZa-wyz](-[A-Za-z0-9]{2,8})+)*(-[xX](-[A-Za-z0-9]{1,8})+)?"
)
#: A query as browsers send it (RFC 3986, section 3.4), without what would end the lines of lists of redirects.
_QUERY = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


class FieldError(ValueError):
    """What is wrong with the value of a field, to follow its name; `line` is None for the line of the field."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def field_values(
    entry: Entry, name: str, parsers: Mapping[str, FieldParser], example: str
) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """The values of the fields beneath an entry of a file, and what is wrong with the others, each with its line.

    `parsers` has all fields that there may be; `name` is what the entry is called, `example` a field as an author may
    write it there.
    """
    values: dict[str, Any] = {}
    faults: list[tuple[int, str]] = []
    if entry.value.entries is None and entry.value.text != "":
        message = f"`{name}` holds no fields: write each beneath it, indented, such as `  {example}`"
        faults.append((entry.line, message))
    for field in entry.value.entries or ():
        try:
            if field.key in values:
                raise FieldError("is given twice: take one out")
            if field.key not in parsers:
                raise FieldError(_unknown(field.key, parsers))
            values[field.key] = parsers[field.key](field.value)
        except FieldError as error:
            faults.append((error.line or field.line, f"`{name}`: `{field.key}` {error}"))
    return values, faults


def _unknown(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name.lower(), known, 1)
    return "is not a field: " + (f"did you mean `{near[0]}`?" if near else f"the fields are {', '.join(known)}")


def raw_text(node: Node) -> str:
    """The text as written, spaces about it taken off."""
    if node.text is None:
        kind = "a list" if node.items is not None else "a mapping"
        raise FieldError(f"is {kind}: write it as text, in quotes if it begins with a bracket or holds a colon")
    return printable(node.text).strip()


def printable(text: str, line: int | None = None) -> str:
    """`text`, which may hold no control characters; `line` is that of the text, if it is not the field's."""
    if not text.isprintable() and (found := _CONTROL.search(text)):
        raise FieldError(f"holds the control character U+{ord(found[0]):04X}: take it out", line)
    return text


def text(node: Node) -> str:
    """Text on one line."""
    return _SPACE.sub(" ", raw_text(node))


def flag(node: Node) -> bool:
    """``true``, ``yes``, ``false`` or ``no``."""
    value = raw_text(node)
    if value.lower() not in _FLAGS:
        raise FieldError(f"is {f'`{value}`' if value else 'empty'}: write `true` or `false`")
    return _FLAGS[value.lower()]


def true_only(node: Node) -> bool:
    """The same, but for false, which is refused: for `blogpost`, of which all files below ``posts/`` are."""
    if not flag(node):
        raise FieldError("is false, but every file under `posts/` is a post: write `draft: true` to hold it back")
    return True


def positive_integer(node: Node) -> int:
    """A whole number from 1 to 9999."""
    value = raw_text(node)
    if not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        raise FieldError(f"is `{value}`: write a whole number from 1")
    return int(value)


def names(node: Node) -> tuple[str, ...]:
    """Names as a list, or as text with commas between them."""
    if node.items is not None:
        if odd := next((item for item in node.items if item.text is None), None):
            raise FieldError("holds an item that is not text: put it in quotes", odd.line)
        items = [(text(item), item.line) for item in node.items]
    else:
        value = text(node)
        items = [(item.strip(), node.line) for item in value.split(",")] if value else []
    spelt: dict[str, str] = {}
    for name, line in items:
        if not name:
            raise FieldError("holds an empty name: take out the comma or list item that has nothing to it", line)
        if (key := name_key(name)) in spelt:
            raise FieldError(f"holds `{spelt[key]}` and `{name}`: take one out", line)
        spelt[key] = name
    return tuple(spelt.values())


def reason(node: Node) -> str:
    """A reason in words."""
    value = text(node)
    if not value or value.lower() in _FLAGS or value == "~":
        raise FieldError("needs the reason, in words; to publish the post, take the field out")
    return value


def address(node: Node) -> str:
    """An http or https address."""
    value = text(node)
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and bool(_IRI.fullmatch(value))
        good = good and (parts.port or 0) >= 0
    except ValueError:
        good = False
    if value and not good:
        raise FieldError(f"is `{value}`: write a whole address, such as `https://example.org/2012/10/old.html`")
    return value


def iri(node: Node) -> str:
    """An IRI of any scheme."""
    value = text(node)
    if value and not _IRI.fullmatch(value):
        raise FieldError(f"is `{value}`: write an address or a tag, such as `tag:example.org,2012:post-1`")
    return value


def language(node: Node) -> str:
    """A language tag."""
    value = text(node)
    if not value or _LANGUAGE.fullmatch(value):
        return value
    better = value.split(".")[0].replace("_", "-")
    example = better if _LANGUAGE.fullmatch(better) else "en-GB"
    raise FieldError(f"is `{value}`, which is not a language tag (BCP 47): write one such as `{example}`")


def paths(node: Node) -> tuple[str, ...]:
    """Old addresses in the form of permalinks: unquoted, from the site's root, without the first slash.

    Where a query belongs to the address, it follows as it is written: ``?p=5``, ``wordpress/index.php?p=5``.
    """
    return tuple(dict.fromkeys(old_path(name) for name in names(node)))


def old_path(value: str) -> str:
    """One old address: see `paths`. Raises FieldError."""
    whole, question_mark, query = value.partition("?")
    path = unquote(whole)
    parts = path.split("/")
    if not value.startswith("/") or value.startswith("//"):
        raise FieldError(f"is `{value}`: write a path from the site's root, such as `/2012/10/old.html`")
    if "#" in value:
        raise FieldError(f"is `{value}`: no server is told what follows `#`: leave that out")
    if "\\" in value or "\ufffd" in path or "?" in path or _CONTROL.search(path) or {".", ".."} & {*parts}:
        raise FieldError(f"is `{value}`: write the path plainly, without `.`, `..`, `%3F` or backslashes, in UTF-8")
    if any(len(part.encode()) > 255 for part in parts) or len(path.encode()) > 2000:
        raise FieldError(f"is `{value[:40]}…`: no file can have so long a name, of at most 255 bytes: take it out")
    if "" in parts[1:-1] or parts[1].startswith("_"):
        raise FieldError(f"is `{value}`: no part of the path may be empty, nor the first begin with `_`")
    if question_mark:
        if not _QUERY.fullmatch(query):
            raise FieldError(f"is `{value}`: after `?` write letters, digits and `=&%` alone, as browsers send them")
        return f"{path[1:]}?{query}"
    last = parts[-1]
    if "." in last and not last.lower().endswith((".html", ".htm")):
        raise FieldError(f"is `{value}`: only an address that ends in `.html`, `.htm` or `/` can lead elsewhere")
    folder = "" if not last or "." in last else "/"
    if path == "/":
        raise FieldError("is `/`, the front page: take it out")
    return path[1:] + folder + ("" if "." in last else "index.html")
