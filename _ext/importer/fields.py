"""What an entry says of itself, as the front matter of its file: the forms of fields are the archive's own."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from archive.core.dates import front_matter_date
from archive.core.languages import tag_for_text
from archive.core.slugs import name_key
from archive.core.yamltext import Node, front_matter, quoted, scalar
from archive.source import fields

from importer.markup.clean import controls_removed
from importer.model import Entry
from importer.place import Place


def front_matter_of(entry: Entry, place: Place, image: str, own_language: str = "", follows: str = "") -> str:
    """The block at the head of the file; `image` is the path of the featured image's copy, or empty, `own_language` the
    site's, `follows` the path of the post that this one follows, as the field has it."""
    date = front_matter_date(entry.published) if entry.published else entry.day.isoformat() if entry.day else None
    language = tag_for_text(sound(fields.language, entry.language.replace("_", "-")), plain_start(entry))
    language = "" if language == own_language else language
    if entry.kind == "page" and entry.state == "live":
        # Sphinx warns of a page that no table of contents has, unless it says that it is one.
        return front_matter(
            [("orphan", "true"), ("date", date), ("language", language), ("redirect", place.redirects)]
        )
    return front_matter(
        [
            ("date", date),
            ("order", str(entry.order) if entry.order and entry.day and not entry.published else None),
            ("updated", _updated(entry)),
            ("draft", "true" if entry.state == "draft" else None),
            ("author", distinct(entry.authors)),
            ("category", distinct(entry.categories)),
            ("tags", distinct(entry.labels)),
            ("description", scalar(controls_removed(entry.description)) if entry.description else None),
            ("image", quoted(image) if image else None),
            ("location", scalar(controls_removed(entry.location)) if entry.location else None),
            ("language", language),
            ("original", _quoted(sound(fields.address, _original(entry)))),
            ("id", _quoted(sound(fields.iri, entry.id))),
            ("redirect", place.redirects),
            ("follows", scalar(follows) if follows else None),
            ("thread", scalar(controls_removed(entry.thread)) if entry.thread else None),
        ],
        _comments(entry),
    )


def plain_start(entry: Entry) -> str:
    """Enough of the words of an entry to know its script and its language by."""
    return f"{entry.title} {re.sub(r'<[^<>]*>', ' ', html.unescape(entry.html[:20_000]))}"


def _updated(entry: Entry) -> str | None:
    """When the entry changed, if that was on a later day: services count the minutes after a post appeared too. What an
    archive says of its own posts is what its author wrote."""
    if entry.updated_day:
        return entry.updated_day.isoformat()
    published, updated = entry.published, entry.updated
    if updated is None or (published is None and entry.day is None):
        return None
    if entry.file and (published is None or updated > published):
        return front_matter_date(updated)
    is_later = published is not None and updated.astimezone(published.tzinfo).date() > published.date()
    return front_matter_date(updated) if is_later else None


def distinct(names: tuple[str, ...]) -> list[str]:
    """`names` without those that the archive takes for one with an earlier one, and without empty ones."""
    kept: dict[str, str] = {}
    for name in map(one_line, names):
        if name:
            kept.setdefault(name_key(name), name)
    return list(kept.values())


def one_line(name: str) -> str:
    """A name as the archive has it: no control characters, white space single."""
    return " ".join(controls_removed(name).split())


def sound(form: Callable[[Node], str], text: str) -> str:
    """`text` where the archive's `form` of field takes it, else nothing."""
    try:
        return form(Node(1, text=text))
    except fields.FieldError:
        return ""


def _original(entry: Entry) -> str:
    return entry.address if entry.original is None else entry.original


def _quoted(text: str) -> str | None:
    return quoted(text) if text else None


def _comments(entry: Entry) -> list[str]:
    made = [f"kept as a draft: {entry.note}"] if entry.note else []
    return made + (["was a standing page"] if entry.kind == "page" and entry.state == "draft" else [])
