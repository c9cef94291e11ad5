"""Footnotes made of pairs of links (Word, Blogger, WordPress) as Markdown's own."""

from __future__ import annotations

import re
from typing import Any

from importer.markup.context import Context

_MARKER = re.compile(r"\s*\[?\(?(\d{1,4}|[a-z]|\*{1,3})\)?\]?\s*$", re.I)
_BACK = re.compile(r"[\s↩↵^︎⤴\[\]↑]*+(?:(?:back|return)[\s↩↵^︎⤴\[\]↑]*+)?$", re.I)


def find(root: Any, context: Context) -> list[tuple[str, Any]]:
    """Footnotes of `root`, in the order of their marks, as label and element; they are taken out of the tree.

    A pair is a link to a fragment whose text is a number or the like, and a later element that bears that
    fragment as id or name and holds a link back to where the first one stands.
    """
    named = {
        name: one
        for one in root.iter()
        if isinstance(one.tag, str)
        for name in (one.get("id"), one.get("name"))
        if name
    }
    notes: list[tuple[str, Any]] = []
    seen: set[Any] = set()
    for mark in [one for one in root.iter("a") if (one.get("href") or "").startswith("#")]:
        target = named.get((mark.get("href") or "")[1:])
        if mark in seen or target is None or not _MARKER.match("".join(mark.itertext())):
            continue
        note = _holder(target)
        back = _back(note, mark, root) if note is not None else None
        if note is None or back is None or mark in note.iter() or note.getparent() is None:
            continue
        seen.update((mark, back))
        label = next((label for label, one in notes if one is note), str(len(notes) + 1))
        context.notes[(mark.get("href") or "")[1:]] = label
        context.marks.update((mark.get("href"), back.get("href")))
        _hollow(back)
        if all(one is not note for _, one in notes):  # One passage may hold several, and is written once.
            notes.append((label, note))
    for _, note in notes:
        parent = note.getparent()
        _cut(note)
        if parent is not None and parent.tag in ("ol", "ul") and not len(parent):
            _cut(parent)
    return notes


def _holder(target: Any) -> Any:
    """The paragraph, item or division that is the footnote which `target` names."""
    while target is not None and target.tag not in ("p", "li", "div", "dd", "td"):
        target = target.getparent()
    return target if target is not None and target.getparent() is not None else None


def _back(note: Any, mark: Any, root: Any) -> Any:
    """The link in `note` that leads back to `mark`."""
    names: set[str | None] = set()
    up = mark
    while up is not None and up is not root and up.tag not in ("p", "div", "li", "td"):
        names.update((up.get("id"), up.get("name")))
        up = up.getparent()
    for link in note.iter("a"):
        href = link.get("href") or ""
        text = "".join(link.itertext())
        if href.startswith("#") and href[1:] in names and (_MARKER.match(text) or _BACK.match(text)):
            return link
    return None


def _hollow(link: Any) -> None:
    """Leave of a link only the place that it is, if it is one."""
    id, name = link.get("id"), link.get("name")
    if not id and not name:
        _cut(link)
        return
    link.clear(keep_tail=True)
    for key, value in (("id", id), ("name", name)):
        if value:
            link.set(key, value)


def _cut(element: Any) -> None:
    """Take `element` out, and leave what follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
