"""XML read as a stream, hardened: no DTD, no entity but XML's own, no network, bounded depth.

A document type declaration is refused outright, so neither entity expansion (CWE-776) nor external entities
(CWE-611) can begin. Finished elements are freed at once: memory stays flat whatever the size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from importer.errors import ImportFailure

#: C0 controls that XML 1.0 forbids but that exports carry all the same.
_FORBIDDEN = bytes(c for c in range(32) if c not in (9, 10, 13))
MAX_DEPTH = 200


class _Scrubbed:
    """A binary file whose forbidden control characters are left out as it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._wide: bool | None = None

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if self._wide is None:
            self._wide = b"\0" in data[:4]
        if self._wide:
            return data
        return data.translate(None, _FORBIDDEN) or (self.read(size) if data else b"")


def elements(stream: BinaryIO, name: str, tags: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield ``(path, element)`` for every finished element whose local name is in `tags`, then free it.

    `path` is the local name of the element's parent. The first pair is the root itself as ``("", root)``,
    when it begins. Raises `ImportFailure` for anything that is not sound XML, or nests too deep.
    """
    depth = 0
    try:
        events = etree.iterparse(
            _Scrubbed(stream),
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_pis=True,
        )
        for event, element in events:
            if not isinstance(element.tag, str):
                continue
            local = _local(element.tag, name, element.sourceline)
            if event == "start":
                depth += 1
                if depth == 1:
                    _refuse_doctype(element, name)
                    yield "", element
                elif depth > MAX_DEPTH:
                    raise ImportFailure(name, f"elements nest more than {MAX_DEPTH} deep: not a blog's export")
                continue
            depth -= 1
            if depth and local in tags:
                above = element.getparent().tag.rpartition("}")[2]
                yield above, element
                if depth == 1 or above == "channel":
                    _free(element)
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else 1
        raise ImportFailure(f"{name}:{line}", f"not well-formed XML ({error.msg}); export it again") from None


def _local(tag: str, name: str, line: int) -> str:
    """A tag without its namespace; a prefix that stands for none is an error (Namespaces in XML 1.0,
    section 5)."""
    if ":" in tag and "}" not in tag:
        raise ImportFailure(
            f"{name}:{line}", f"the prefix of <{tag}> is not declared: not a sound export; export it again"
        )
    return tag.rpartition("}")[2]


def _refuse_doctype(root: Any, name: str) -> None:
    info = root.getroottree().docinfo
    if info.internalDTD is not None:
        raise ImportFailure(name, "has a document type declaration (DOCTYPE), which no blog's export needs; remove it")


def _free(element: Any) -> None:
    """Forget `element` and what stood before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while element.getprevious() is not None:
        del parent[0]


def text(element: Any, path: str) -> str:
    """Text of the first child that `path` (``{namespace}name`` or ``{*}name``) finds, or empty."""
    found = element.find(path)
    return "" if found is None else "".join(found.itertext())
