"""Feeds as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) with summaries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .entry import Entry
from .feed import Feed

_encode = json.JSONEncoder(ensure_ascii=False).encode


def document(feed: Feed, items: Iterable[str]) -> str:
    """The text of one JSON Feed document; `items` are as `item_text` gives them."""
    members = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.site.address(feed.page),
        "feed_url": feed.site.address(feed.path),
        "description": feed.subtitle,
        "language": feed.site.language,
        "authors": [{"name": feed.author}],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
    }
    encoded = {name: _encode(value) for name, value in members.items() if value}
    # An array in JSON is the texts of its values between commas (RFC 8259, 5), whoever encoded them.
    encoded["items"] = "[\n" + ",\n".join(items) + "\n]"
    return _object(encoded) + "\n"


def item_text(entry: Entry) -> str:
    """The one line of an item, the same in every JSON Feed document."""
    members = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "image": entry.image,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": author.name, "url": author.url} for author in entry.authors],
        "tags": list(dict.fromkeys(category.label for category in entry.categories)),
        "language": entry.language,
    }
    # An item must have content, be it empty.
    return _encode(_without_empty(members) | {"content_text": entry.summary})


def _object(members: Mapping[str, str]) -> str:
    """A JSON object (RFC 8259, 4) of members whose values are encoded already."""
    return "{" + ", ".join(f"{_encode(name)}: {value}" for name, value in members.items()) + "}"


def _without_empty(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
