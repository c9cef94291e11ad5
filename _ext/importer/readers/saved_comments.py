"""Comments on a saved page of a Blogger blog, threaded ones and older lists of definitions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, tzinfo
from typing import Any

from importer.dates import timestamp
from importer.model import Comment
from importer.readers import Options
from importer.readers.page import has_class, inner, words
from importer.spoken import spoken

_COMMENT_ID = re.compile(r"c(\d+)$")
#: How older pages end the name of who commented, in the languages of many.
_SAID = re.compile(
    r"(?<!\s)\s++(?:said|wrote|a dit|dijo|ha dicho|hat gesagt|sagte|disse|ha detto|zei|sa|sade|sagde|sanoi"
    r"|powiedział(?:\(a\))?|pisze|řekl\(?a?\)?|пишет|сказал(?:\(а\))?|комментирует|dedi ki|είπε|mondta|spunea|a spus"
    r"|va dir|ha dit|mengatakan|kata|nói|said to|さんは書きました|说|說)[\s.…:]*+$",
    re.I,
)


class Comments:
    """The comments of one page, in its language and zone; `full` makes their links full."""

    def __init__(self, options: Options, language: str, zone: tzinfo, full: Callable[[str], str]) -> None:
        self._options, self._language, self._zone, self._full = options, language, zone, full

    def of(self, root: Any, key: str) -> Iterator[Comment]:
        """All comments of the page, on the post of that key."""
        threaded = root.xpath(f"//li[{has_class('comment')}]")
        for number, item in enumerate(threaded, 1):
            self._options.tally.comments += 1
            yield self._threaded(item, key, number)
        for number, name in enumerate([] if threaded else root.xpath(f"//dt[{has_class('comment-author')}]"), 1):
            self._options.tally.comments += 1
            yield self._listed(name, key, number)

    def _threaded(self, item: Any, key: str, number: int) -> Comment:
        block = next(iter(item.xpath(f"./*[{has_class('comment-block')}]")), item)
        above = item.xpath(f"ancestor::li[{has_class('comment')}][1]/@id")
        who = next(iter(block.xpath(f".//*[{has_class('user')}]")), None)
        body = next(iter(block.xpath(f".//*[{has_class('comment-content')}]")), None)
        when = next(iter(block.xpath(f".//*[{has_class('datetime')}]")), None)
        return Comment(
            id=_id(item.get("id"), key, number),
            post=key,
            parent=f"blogger:{above[0].lstrip('c')}" if above else key,
            name=words(who),
            link=self._link(who, ".//a/@href"),
            date=self._moment(words(when)),
            html=inner(body, self._full) if body is not None else "",
            by_author=who is not None and "blog-author" in (who.get("class") or ""),
        )

    def _listed(self, name: Any, key: str, number: int) -> Comment:
        body = next(iter(name.xpath(f"following-sibling::dd[{has_class('comment-body')}][1]")), None)
        foot = next(iter(name.xpath(f"following-sibling::dd[{has_class('comment-footer')}][1]")), None)
        linked = next(iter(name.xpath(".//a[@rel]")), None)
        return Comment(
            id=_id(name.get("id") or next(iter(name.xpath(".//a/@name")), ""), key, number),
            post=key,
            parent=key,
            name=words(linked) or _SAID.sub("", words(name)),
            link=self._link(name, ".//a[@rel]/@href"),
            date=self._moment(words(foot)),
            html=inner(body, self._full) if body is not None else "",
        )

    def _link(self, who: Any, path: str) -> str:
        return self._full(next(iter(who.xpath(path)), "")) if who is not None else ""

    def _moment(self, text: str) -> datetime | None:
        """A date as a page shows it, ``31 October 2012 at 10:15``, in the page's zone."""
        found = spoken(text, self._language)
        if found is None:
            return timestamp(text, self._zone)
        return datetime.combine(found.day, found.time or time(), self._zone)


def _id(written: str | None, key: str, number: int) -> str:
    found = _COMMENT_ID.search(written or "")
    return f"blogger:{found[1]}" if found else f"{key}/{number}"
