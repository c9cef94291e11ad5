"""Comments on a saved page of a Blogger blog, threaded ones and older lists of definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from importer.dates import day, timestamp
from importer.links import unwrapped
from importer.model import Comment
from importer.readers import Options
from importer.readers.page import has_class, inner

_COMMENT_ID = re.compile(r"c(\d+)$")


def comments(root: Any, key: str, options: Options) -> Iterator[Comment]:
    """All comments of the page on the post of that key."""
    threaded = root.xpath(f"//li[{has_class('comment')}]")
    for number, item in enumerate(threaded, 1):
        options.tally.comments += 1
        block = next(iter(item.xpath(f"./*[{has_class('comment-block')}]")), item)
        above = item.xpath(f"ancestor::li[{has_class('comment')}][1]/@id")
        id = _COMMENT_ID.search(item.get("id") or "")
        yield Comment(
            id=f"blogger:{id[1]}" if id else f"{key}/{number}",
            post=key,
            parent=f"blogger:{above[0].lstrip('c')}" if above else key,
            **_said(
                block,
                "*[" + has_class("user") + "]",
                "*[" + has_class("comment-content") + "]",
                has_class("datetime"),
                options,
            ),
        )
    for number, name in enumerate([] if threaded else root.xpath(f"//dt[{has_class('comment-author')}]"), 1):
        options.tally.comments += 1
        body = next(iter(name.xpath(f"following-sibling::dd[{has_class('comment-body')}][1]")), None)
        foot = next(iter(name.xpath(f"following-sibling::dd[{has_class('comment-footer')}][1]")), None)
        id = _COMMENT_ID.search(name.get("id") or "")
        said = re.sub(r"\s+(said|wrote)\W*$", "", " ".join(name.text_content().split()))
        yield Comment(
            id=f"blogger:{id[1]}" if id else f"{key}/{number}",
            post=key,
            parent=key,
            name=said,
            link=unwrapped(next(iter(name.xpath(".//a[@rel]/@href")), "")),
            date=_spoken(" ".join(foot.text_content().split()), options) if foot is not None else None,
            html=inner(body, "") if body is not None else "",
        )


def _said(block: Any, user: str, content: str, datetime_class: str, options: Options) -> dict[str, Any]:
    who = next(iter(block.xpath(f".//{user}")), None)
    body = next(iter(block.xpath(f".//{content}")), None)
    when = next(iter(block.xpath(f".//*[{datetime_class}]")), None)
    return {
        "name": " ".join(who.text_content().split()) if who is not None else "",
        "link": unwrapped(next(iter(who.xpath(".//a/@href")), "")) if who is not None else "",
        "date": _spoken(" ".join(when.text_content().split()), options) if when is not None else None,
        "html": inner(body, "") if body is not None else "",
        "by_author": who is not None and "blog-author" in (who.get("class") or ""),
    }


def _spoken(text: str, options: Options) -> datetime | None:
    """A date as a page shows it, ``31 October 2012 at 10:15``, in the zone given."""
    found, _, clock = text.partition(" at ")
    when = day(found)
    time = re.match(r"(\d{1,2}):(\d\d)(?:\s*([AaPp])\.?[Mm])?", clock.strip())
    if when is None:
        return timestamp(text, options.zone)
    hour, minute = (int(time[1]), int(time[2])) if time else (0, 0)
    if time and time[3]:
        hour = hour % 12 + (12 if time[3].lower() == "p" else 0)
    return datetime(when.year, when.month, when.day, hour % 24, minute % 60, tzinfo=options.zone)
