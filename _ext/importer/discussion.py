"""The file of comments beside a post: ``slug.comments.json``.

    {"format": 1,
     "comments": [
      {"id": "c52", "parent": "c51", "name": "…", "date": "2012-10-31T10:00:00+00:00", "link": "https://…",
       "author": true, "kind": "pingback", "html": "<p>…</p>"}]}

In reading order: a comment stands after the one it answers, answers by date. ``id`` is the
fragment by which the comment was known where it stood (``c51``, ``comment-51``). ``parent`` (absent at the
top level) is the id of a comment before it; ``name``, ``link``, ``date``, ``author`` and ``kind`` are absent where
there is nothing to say.
``html`` holds only the elements that `importer.markup.clean.comment_html` lets through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any, Literal

from archive.core.dates import front_matter_date

from importer import dates
from importer.addresses import host_of, last_part
from importer.languages import quotation_marks
from importer.markup.clean import comment_html, controls_removed, safe_link
from importer.markup.context import Omission, Quotes
from importer.model import Comment
from importer.placeholders import is_anonymous
from importer.words import decoded

#: Blocks that comments may not hold, which become paragraphs.
_BECOMES_PARAGRAPH = re.compile(
    r"<(/?)(?:h[1-6]|div|center|section|article|figure|figcaption|dl|dt|dd|table|caption|tr|address)\b[^<>]*>", re.I
)
_QUOTE = re.compile(r"<(/?)q(?:\s[^<>]*)?>", re.I)
_CELL = re.compile(r"</t[dh]\s*>", re.I)
#: What a page would load from elsewhere.
_LOADED = re.compile(r"<(img|iframe|embed|object|video|audio)\b([^<>]*)>", re.I)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]++))")
_TAGS = re.compile(r"(<[^<>]*>)")
#: Elements within which no address is made a link.
_HOLDS_NO_LINK = re.compile(r"<(/?)(?:a|code|pre)\b")
#: An address that is written out, in HTML: up to a blank, a tag, or an entity that is none of an address.
_ADDRESS = re.compile(r"\bhttps?://(?!&)(?:[^\s<>\"“”&]|&(?!(?:quot|lt|gt|nbsp);))+", re.I)
_BLOCK = re.compile(r"<(?:p|blockquote|ul|ol|pre)[\s>]")


StandIn = Literal["picture", "player"]


@dataclass(frozen=True, slots=True)
class Row:
    """A comment as it is kept."""

    comment: Comment
    written: dict[str, Any]
    """Its line of the file."""
    omissions: tuple[Omission, ...]
    """What readers saw and is left out on purpose."""
    stand_ins: Mapping[str, StandIn]
    """The links that stand in for what is shown nowhere, by their addresses."""


def rows(comments: list[Comment], profile: str, address: str = "", language: str = "") -> list[Row]:
    """Each comment as it is kept, in reading order, whatever the order they come in.

    `profile` is the address of the post's author: comments that bear it are theirs. `address` is the post's own, which
    relative links are told from, `language` that of the comments.
    """
    threaded = _threaded(comments)
    anchors = _anchors(one for one, _ in threaded)
    quotes = quotation_marks(language)
    return [_row(one, parent, profile, anchors, address, quotes) for one, parent in threaded]


def file_text(rows: Iterable[Row]) -> str:
    """The file's text."""
    lines = [json.dumps(row.written, ensure_ascii=False) for row in rows]
    return '{"format": 1,\n "comments": [\n  ' + ",\n  ".join(lines) + "\n ]}\n"


def _threaded(comments: list[Comment]) -> list[tuple[Comment, str]]:
    """Comments in reading order, each with the id of its parent; a parent that is missing is the post."""
    known = {one.id: one for one in comments}
    answers: dict[str, list[Comment]] = {}
    for one in sorted(comments, key=lambda one: (one.place, one.date.timestamp() if one.date else 0.0, one.id)):
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


def _row(
    comment: Comment, parent: str, profile: str, anchors: dict[str, str], address: str, quotes: Quotes
) -> Row:
    link = safe_link(comment.link)
    own = comment.by_author or bool(profile and _same_address(link, profile))
    row: dict[str, Any] = {"id": anchors[comment.id]}
    if parent:
        row["parent"] = anchors[parent]
    name = " ".join(controls_removed(decoded(comment.name)).split())
    if name and (link or not is_anonymous(name)):  # which the site says in its own language
        row["name"] = name
    if dates.writable(comment.date) and comment.date:
        row["date"] = front_matter_date(comment.date)
    if link:
        row["link"] = link
    if own:
        row["author"] = True
    if comment.kind != "comment":
        row["kind"] = comment.kind
    omissions: list[Omission] = []
    stand_ins: dict[str, StandIn] = {}
    plain = _quoted(_CELL.sub(" ", comment.html), quotes)
    named = _LOADED.sub(lambda found: _stand_in(found, omissions, stand_ins), _BECOMES_PARAGRAPH.sub(r"<\1p>", plain))
    row["html"] = _with_links(_paragraphs(comment_html(named, address)))
    return Row(comment, row, tuple(omissions), stand_ins)


def _quoted(html: str, quotes: Quotes) -> str:
    """`html` with the quotation marks that browsers put around each ``q``."""
    depth = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal depth
        depth -= bool(found[1]) and depth > 0
        made = quotes[depth % 2 * 2 + bool(found[1])]
        depth += not found[1]
        return made

    return _QUOTE.sub(mark, html) if "<q" in html or "<Q" in html else html


def _anchors(comments: Iterable[Comment]) -> dict[str, str]:
    """The fragment of each comment, by its id: none twice."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for comment in comments:
        wanted = anchor = comment.anchor or _anchor(comment.id)
        number = 1
        while anchor in used:
            number += 1
            anchor = f"{wanted}-{number}"
        used.add(anchor)
        found[comment.id] = anchor
    return found


def _anchor(id: str) -> str:
    """The fragment by which the comment was known: ``c51`` on Blogger, ``comment-51`` on WordPress."""
    kind, _, number = id.partition(":")
    number = re.sub(r"[^\w-]+", "-", number.rsplit("/", 1)[-1] or id)
    return {"blogger": "c", "wordpress": "comment-"}.get(kind, "comment-") + number


def _same_address(one: str, other: str) -> bool:
    """True for addresses that differ in their scheme at most."""
    return one.partition("://")[2].rstrip("/") == other.partition("://")[2].rstrip("/") != ""


def _stand_in(found: re.Match[str], omissions: list[Omission], stand_ins: dict[str, StandIn]) -> str:
    """A link in the place of a picture or a player: nothing is loaded from elsewhere."""
    attributes = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(found[2])}
    written = unescape(attributes.get("src") or attributes.get("data") or "")
    address = safe_link(f"https:{written}" if written.startswith("//") else written)
    kind: StandIn = "picture" if found[1].lower() == "img" else "player"
    if not address:
        what = f"{kind} of an unknown address in a comment"
        omissions.append(Omission(what, addresses=(written,) if written else ()))
        return ""
    words = attributes.get("alt") or attributes.get("title") or escape(last_part(address) or host_of(address))
    stand_ins[address] = kind
    return f'<a href="{escape(address)}">{" ".join(words.split())}</a>'


def _with_links(html: str) -> str:
    """Sanitised HTML in which each address that is written out is a link, as ``make_clickable`` has it."""
    if "://" not in html:
        return html
    made: list[str] = []
    within = 0
    for number, part in enumerate(_TAGS.split(html)):
        if number % 2:
            tag = _HOLDS_NO_LINK.match(part)
            within += (-1 if tag[1] else 1) if tag else 0
        elif not within:
            part = _ADDRESS.sub(_link, part)
        made.append(part)
    return "".join(made)


def _link(found: re.Match[str]) -> str:
    address = _without_punctuation(found[0])
    return f'<a href="{address}" rel="nofollow ugc noopener">{address}</a>{found[0][len(address) :]}'


def _without_punctuation(address: str) -> str:
    """An address without what ends the sentence that it stands in."""
    kept = address.rstrip(".,!?:;'")
    if kept.endswith("&amp") and address.startswith(";", len(kept)):
        kept += ";"
    while kept.endswith(")") and kept.count("(") < kept.count(")"):
        kept = kept[:-1]
    return kept


def _paragraphs(html: str) -> str:
    """Text of two breaks and more parted into paragraphs, where there are none."""
    if not html or _BLOCK.search(html):
        return html
    parts = (_trimmed(part) for part in re.split(r"(?:<br>\s*+){2,}+", html))
    return "".join(f"<p>{part}</p>" for part in parts if part)


def _trimmed(part: str) -> str:
    """`part` without breaks and white space at its beginning and end."""
    part = re.sub(r"\A(?:<br>|\s)*+", "", part)
    end = len(part)
    while end and (part[end - 1].isspace() or part.endswith("<br>", 0, end)):
        end -= 1 if part[end - 1].isspace() else len("<br>")
    return part[:end]
