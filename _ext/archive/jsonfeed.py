"""Feeds as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) with summaries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from . import syndication as say
from .entries import Entry
from .syndication import Feed

_encode = json.JSONEncoder(ensure_ascii=False).encode


def render(feed: Feed, items: Iterable[str]) -> str:
    """The text of one JSON Feed document around the texts of its items, each as `item` gives it."""
    site = feed.site
    members = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": say.address(site, feed.page),
        "feed_url": say.address(site, feed.path),
        "description": say.subtitle(site),
        "language": site.language,
        "authors": [{"name": say.author(site)}],
    }
    document = _encode(_without_empty(members)).removesuffix("}")
    listed = ",\n".join(items)
    return f'{document}, "items": [\n{listed}\n]}}\n'


def item(shown: Entry) -> str:
    """The one line of an item, the same in every JSON Feed document."""
    site, post = shown.site, shown.post
    members = {
        "id": shown.id,
        "url": shown.address,
        "title": shown.title,
        "image": say.image(site, post),
        "date_published": shown.published.isoformat(),
        "date_modified": shown.updated.isoformat(),
        "authors": [
            {"name": say.clean(term.name), "url": say.address(site, f"{term.page}.html")}
            for term in post.authors
        ],
        "tags": list(dict.fromkeys(label.name for label in shown.labels)),
        "language": post.language,
    }
    # An item must have content, be it empty.
    return _encode(_without_empty(members) | {"content_text": shown.summary})


def _without_empty(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
