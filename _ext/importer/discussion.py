"""The file of comments beside a post: ``slug.comments.json``.

    {"format": 1,
     "comments": [
      {"id": "c52", "parent": "c51", "name": "…", "date": "2012-10-31T10:00:00+00:00", "link": "https://…",
       "author": true, "kind": "pingback", "html": "<p>…</p>"}]}

In reading order: a comment stands after the one it answers, answers by date. ``id`` is the
fragment by which the comment was known where it stood (``c51``, ``comment-51``). ``parent`` (absent at the
top level) is the id of a comment before it; ``link``, ``date``, ``author`` and ``kind`` are absent where
there is nothing to say.
``html`` holds only the elements that `importer.markup.clean.comment_html` lets through.
"""

from __future__ import annotations

import json
import re
from typing import Any

from archive.dates import written

from importer import dates
from importer.markup.clean import comment_html, controls_removed, safe_link
from importer.model import Comment

_BLOCK = re.compile(r"<(?:p|blockquote|ul|ol|pre)[\s>]")


def file_text(comments: list[Comment], profile: str) -> str:
    """The file's text, the same for the same comments whatever the order they come in."""
    rows = [json.dumps(_row(one, parent, profile), ensure_ascii=False) for one, parent in _threaded(comments)]
    return '{"format": 1,\n "comments": [\n  ' + ",\n  ".join(rows) + "\n ]}\n"


def _threaded(comments: list[Comment]) -> list[tuple[Comment, str]]:
    """Comments in reading order, each with the id of its parent; a parent that is missing is the post."""
    known = {one.id: one for one in comments}
    answers: dict[str, list[Comment]] = {}
    for one in sorted(comments, key=lambda one: (one.date.timestamp() if one.date else 0.0, one.id)):
        parent = one.parent if one.parent in known and not _circular(one, known) else ""
        answers.setdefault(parent, []).append(one)
    made: list[tuple[Comment, str]] = []
    waiting = [(one, "") for one in reversed(answers.get("", []))]
    while waiting:
        one, parent = waiting.pop()
        made.append((one, parent))
        waiting += [(answer, one.id) for answer in reversed(answers.get(one.id, []))]
    return made


def _circular(comment: Comment, known: dict[str, Comment]) -> bool:
    seen, up = {comment.id}, comment.parent
    while up in known:
        if up in seen:
            return True
        seen.add(up)
        up = known[up].parent
    return False


def _row(comment: Comment, parent: str, profile: str) -> dict[str, Any]:
    link = safe_link(comment.link)
    own = comment.by_author or bool(profile and _same(link, profile))
    row: dict[str, Any] = {"id": _anchor(comment.id)}
    if parent:
        row["parent"] = _anchor(parent)
    row["name"] = " ".join(controls_removed(comment.name).split()) or "Anonymous"
    if dates.writable(comment.date) and comment.date:
        row["date"] = written(comment.date)
    if link:
        row["link"] = link
    if own:
        row["author"] = True
    if comment.kind != "comment":
        row["kind"] = comment.kind
    row["html"] = _paragraphs(comment_html(comment.html))
    return row


def _anchor(id: str) -> str:
    """The fragment by which the comment was known: ``c51`` on Blogger, ``comment-51`` on WordPress."""
    kind, _, number = id.partition(":")
    number = re.sub(r"[^\w-]+", "-", number.rsplit("/", 1)[-1] or id)
    return {"blogger": "c", "wordpress": "comment-"}.get(kind, "comment-") + number


def _same(one: str, other: str) -> bool:
    """True for addresses that differ in their scheme at most."""
    return one.partition("://")[2].rstrip("/") == other.partition("://")[2].rstrip("/") != ""


def _paragraphs(html: str) -> str:
    """Text of two breaks and more parted into paragraphs, where there are none."""
    if not html or _BLOCK.search(html):
        return html
    parts = (re.sub(r"^(<br>\s*)+|(\s*<br>)+$", "", part).strip() for part in re.split(r"(?:<br>\s*){2,}", html))
    return "".join(f"<p>{part}</p>" for part in parts if part)
