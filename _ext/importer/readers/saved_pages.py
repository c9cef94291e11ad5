"""Saved HTML pages of a Blogger blog, as a browser or a web archive saved them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

from bs4 import UnicodeDammit
from lxml import etree, html

from importer.dates import day, timestamp
from importer.errors import ImportFailure
from importer.links import unwrapped
from importer.markup.clean import controls_removed
from importer.model import Blog, Comment, Entry, Item, Remark
from importer.names import host_of, path_of
from importer.readers import Options
from importer.source import Source

MAX_SIZE = 64 << 20
_BODY_ID = re.compile(r"post-body-(\d+)")
_COMMENT_ID = re.compile(r"c(\d+)$")


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """Posts and comments of each page, the lowest (earliest) first. A post on several pages is told as often; the fullest is kept."""
    found = 0
    for number, member in enumerate(members, 1):
        options.progress(number)
        root = _page(source, member)
        if root is None:
            continue
        for item in _items(root, source.shown(member), member, options):
            found += isinstance(item, Entry)
            yield item
    if not found:
        raise ImportFailure(source.name, "no page holds a post of a Blogger blog (an element of class post-body)")


def _page(source: Source, member: str) -> Any:
    """The page's tree, decoded by its own charset; None for an empty one."""
    if source.size(member) > MAX_SIZE:
        raise ImportFailure(source.shown(member), "too large for a page of a blog")
    with source.open(member) as stream:
        data = stream.read(MAX_SIZE + 1)
    text = UnicodeDammit(data, ["utf-8"] if data.startswith(b"\xef\xbb\xbf") else [], is_html=True).unicode_markup
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", controls_removed(text or ""))
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True)) if text.strip() else None
    except etree.ParserError:
        return None


def _class(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def _items(root: Any, name: str, member: str, options: Options) -> Iterator[Item]:
    canonical = unwrapped(next(iter(root.xpath("//link[@rel='canonical']/@href")), "").strip())
    bodies = root.xpath(f"//*[{_class('post-body')}]")
    bodies = [one for one in bodies if not one.xpath(f"ancestor::*[{_class('post-body')}]")]
    if canonical and host_of(canonical):
        yield Blog(address=canonical[: canonical.find("/", 8)] if "/" in canonical[8:] else canonical)
    title = next(iter(root.xpath("//title/text()")), "")
    yield Blog(title=" ".join(title.split(":")[0].split()))
    key = ""
    blog = re.search(r"blogI[dD]\W{1,4}(\d+)", etree.tostring(root, encoding="unicode"))
    places = Counter[date]()
    for number, body in reversed(list(enumerate(bodies, 1))):
        options.tally.entries += 1
        entry = _entry(body, canonical if len(bodies) == 1 else "", f"{name}: post {number}", options)
        if blog and entry.key.startswith("blogger:"):
            entry = replace(entry, id=f"tag:blogger.com,1999:blog-{blog[1]}.post-{entry.key[8:]}")
        if entry.day:
            places[entry.day] += 1
            entry = replace(entry, order=places[entry.day])
        key = entry.key
        if body.xpath(f".//*[{_class('jump-link')}] | ancestor::*[{_class('post')}][1]//*[{_class('jump-link')}]"):
            yield Remark(f"{entry.where}: “{entry.title}” is cut short on this page; save its own page too")
        yield entry
    if len(bodies) == 1:
        yield from _comments(root, key, options)


def _entry(body: Any, canonical: str, where: str, options: Options) -> Entry:
    outer = next(iter(body.xpath(f"ancestor::*[{_class('post')} or {_class('hentry')}][1]")), body.getparent())
    heading = next(iter(outer.xpath(f".//*[{_class('post-title')}]")), None)
    stamp = outer.xpath(f".//a[{_class('timestamp-link')}]/@href")
    address = unwrapped((stamp or (heading.xpath(".//a/@href") if heading is not None else []) or [""])[0])
    address = canonical or address
    published, when = _published(body, outer, options)
    match = _BODY_ID.search(body.get("id") or "")
    address = address if path_of(address) and not address.startswith("#") else ""
    labels = outer.xpath(f".//*[{_class('post-labels')}]//a[@rel='tag']") or outer.xpath(".//a[@rel='tag']")
    authors = outer.xpath(f".//*[{_class('post-author')}]//*[{_class('fn')}]") or outer.xpath(f".//*[{_class('fn')}]")
    text = " ".join(heading.text_content().split()) if heading is not None else ""
    return Entry(
        key=f"blogger:{match[1]}" if match else path_of(address) or where,
        kind="page" if path_of(address).startswith("/p/") else "post", title=text, html=_inner(body, address),
        where=where, published=published, day=when, address=re.sub(r"[?#].*$", "", address),
        labels=tuple(dict.fromkeys(" ".join(one.text_content().split()) for one in labels if one.text_content().strip())),
        authors=tuple(dict.fromkeys(" ".join(one.text_content().split()) for one in authors[:1])),
        profile=next(iter(outer.xpath(f".//*[{_class('post-author')}]//a/@href")), ""),
    )


def _published(body: Any, outer: Any, options: Options) -> tuple[datetime | None, date | None]:
    """The moment that the post's markup gives, else the day of the nearest heading of a day above it."""
    stamps = outer.xpath(f".//abbr[{_class('published')}]/@title | .//time/@datetime | .//*[@itemprop='datePublished']/@content")
    for stamp in stamps:
        moment = timestamp(stamp, options.zone)
        if moment:
            return moment, None
    for heading in reversed(body.xpath(f"preceding::*[{_class('date-header')}]")):
        found = day(heading.text_content())
        if found:
            return None, found
    return None, None


def _inner(body: Any, address: str) -> str:
    """What is in `body`, its addresses unwrapped and, where the page's own is known, made full."""
    for element in list(body.iter("script", "style", "noscript")):
        element.drop_tree()
    for element in body.xpath(f".//*[{_class('jump-link')}]"):
        element.drop_tree()
    for element in body.iter():
        for name in ("href", "src"):
            value = element.get(name) if isinstance(element.tag, str) else None
            if value and (name == "href" or value.startswith("http")):
                element.set(name, _full(value.strip(), address))
    inner = "".join(etree.tostring(one, encoding="unicode", method="html") for one in body)
    return (body.text or "").replace("&", "&amp;").replace("<", "&lt;") + inner


def _full(value: str, address: str) -> str:
    try:
        value = unwrapped(value if "://" in value[:8] else urljoin("https://web.archive.org/", value)
                          if value.startswith("/web/") else value)
        return value if value.startswith("#") or "://" not in address else unwrapped(urljoin(address, value))
    except ValueError:
        return ""


def _comments(root: Any, key: str, options: Options) -> Iterator[Comment]:
    threaded = root.xpath(f"//li[{_class('comment')}]")
    for number, item in enumerate(threaded, 1):
        options.tally.comments += 1
        block = next(iter(item.xpath(f"./*[{_class('comment-block')}]")), item)
        above = item.xpath(f"ancestor::li[{_class('comment')}][1]/@id")
        id = _COMMENT_ID.search(item.get("id") or "")
        yield Comment(
            id=f"blogger:{id[1]}" if id else f"{key}/{number}", post=key,
            parent=f"blogger:{above[0].lstrip('c')}" if above else key,
            **_said(block, "*[" + _class("user") + "]", "*[" + _class("comment-content") + "]", _class("datetime"), options),
        )
    for number, name in enumerate([] if threaded else root.xpath(f"//dt[{_class('comment-author')}]"), 1):
        options.tally.comments += 1
        body = next(iter(name.xpath(f"following-sibling::dd[{_class('comment-body')}][1]")), None)
        foot = next(iter(name.xpath(f"following-sibling::dd[{_class('comment-footer')}][1]")), None)
        id = _COMMENT_ID.search(name.get("id") or "")
        said = re.sub(r"\s+(said|wrote)\W*$", "", " ".join(name.text_content().split()))
        yield Comment(
            id=f"blogger:{id[1]}" if id else f"{key}/{number}", post=key, parent=key, name=said,
            link=unwrapped(next(iter(name.xpath(".//a[@rel]/@href")), "")),
            date=_spoken(" ".join(foot.text_content().split()), options) if foot is not None else None,
            html=_inner(body, "") if body is not None else "",
        )


def _said(block: Any, user: str, content: str, datetime_class: str, options: Options) -> dict[str, Any]:
    who = next(iter(block.xpath(f".//{user}")), None)
    body = next(iter(block.xpath(f".//{content}")), None)
    when = next(iter(block.xpath(f".//*[{datetime_class}]")), None)
    return {
        "name": " ".join(who.text_content().split()) if who is not None else "",
        "link": unwrapped(next(iter(who.xpath(".//a/@href")), "")) if who is not None else "",
        "date": _spoken(" ".join(when.text_content().split()), options) if when is not None else None,
        "html": _inner(body, "") if body is not None else "",
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


