"""Feeds as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) with summaries."""

from __future__ import annotations

import json
from typing import Any

from . import syndication as say
from .model import Post, Site
from .syndication import Feed


def render(feed: Feed) -> str:
    """The text of one JSON Feed document."""
    site = feed.site
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": say.address(site, feed.page),
        "feed_url": say.address(site, feed.path),
        "description": say.clean(site.tagline).strip(),
        "language": site.language,
        "authors": [{"name": say.author(site)}],
        "items": [_item(site, post) for post in feed.posts],
    }
    return json.dumps(_without_empty(document), ensure_ascii=False) + "\n"


def _item(site: Site, post: Post) -> dict[str, Any]:
    item = {
        "id": say.entry_id(site, post),
        "url": say.address(site, post.path),
        "title": say.title(post),
        "image": say.image(site, post),
        "date_published": say.moment(post.date).isoformat(),
        "date_modified": say.moment(say.touched(post)).isoformat(),
        "authors": [
            {"name": say.clean(term.name), "url": say.address(site, f"{term.page}.html")}
            for term in post.authors
        ],
        "tags": list(dict.fromkeys(say.clean(term.name) for term in post.categories + post.tags)),
        "language": post.language,
    }
    # An item must have content, be it empty.
    return _without_empty(item) | {"content_text": say.summary(post)}


def _without_empty(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value or name == "items"}
