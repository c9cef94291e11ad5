"""Saved HTML pages of a Blogger blog, as a browser or a web archive saved them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bs4 import UnicodeDammit
from lxml import etree, html

from importer.addresses import host_of, path_of
from importer.dates import day, timestamp
from importer.errors import ImportFailure
from importer.links import unwrapped
from importer.markup.clean import controls_removed
from importer.model import Blog, Entry, Item, Remark
from importer.readers import Options
from importer.readers.page import has_class, inner
from importer.readers.saved_comments import comments
from importer.source import Source

MAX_SIZE = 64 << 20
_BODY_ID = re.compile(r"post-body-(\d+)")


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """Posts and comments of each page, the lowest (earliest) first. A post on several pages is told as
    often; the fullest is kept."""
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


def _items(root: Any, name: str, member: str, options: Options) -> Iterator[Item]:
    canonical = unwrapped(next(iter(root.xpath("//link[@rel='canonical']/@href")), "").strip())
    bodies = root.xpath(f"//*[{has_class('post-body')}]")
    bodies = [one for one in bodies if not one.xpath(f"ancestor::*[{has_class('post-body')}]")]
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
        if body.xpath(
            f".//*[{has_class('jump-link')}] | ancestor::*[{has_class('post')}][1]//*[{has_class('jump-link')}]"
        ):
            yield Remark(f"{entry.where}: “{entry.title}” is cut short on this page; save its own page too")
        yield entry
    if len(bodies) == 1:
        yield from comments(root, key, options)


def _entry(body: Any, canonical: str, where: str, options: Options) -> Entry:
    outer = next(iter(body.xpath(f"ancestor::*[{has_class('post')} or {has_class('hentry')}][1]")), body.getparent())
    heading = next(iter(outer.xpath(f".//*[{has_class('post-title')}]")), None)
    stamp = outer.xpath(f".//a[{has_class('timestamp-link')}]/@href")
    address = unwrapped((stamp or (heading.xpath(".//a/@href") if heading is not None else []) or [""])[0])
    address = canonical or address
    published, when = _published(body, outer, options)
    match = _BODY_ID.search(body.get("id") or "")
    address = address if path_of(address) and not address.startswith("#") else ""
    labels = outer.xpath(f".//*[{has_class('post-labels')}]//a[@rel='tag']") or outer.xpath(".//a[@rel='tag']")
    authors = outer.xpath(f".//*[{has_class('post-author')}]//*[{has_class('fn')}]") or outer.xpath(
        f".//*[{has_class('fn')}]"
    )
    text = " ".join(heading.text_content().split()) if heading is not None else ""
    return Entry(
        key=f"blogger:{match[1]}" if match else path_of(address) or where,
        kind="page" if path_of(address).startswith("/p/") else "post",
        title=text,
        html=inner(body, address),
        where=where,
        published=published,
        day=when,
        address=re.sub(r"[?#].*$", "", address),
        labels=tuple(
            dict.fromkeys(" ".join(one.text_content().split()) for one in labels if one.text_content().strip())
        ),
        authors=tuple(dict.fromkeys(" ".join(one.text_content().split()) for one in authors[:1])),
        profile=next(iter(outer.xpath(f".//*[{has_class('post-author')}]//a/@href")), ""),
    )


def _published(body: Any, outer: Any, options: Options) -> tuple[datetime | None, date | None]:
    """The moment that the post's markup gives, else the day of the nearest heading of a day above it."""
    stamps = outer.xpath(
        f".//abbr[{has_class('published')}]/@title | .//time/@datetime | .//*[@itemprop='datePublished']/@content"
    )
    for stamp in stamps:
        moment = timestamp(stamp, options.zone)
        if moment:
            return moment, None
    for heading in reversed(body.xpath(f"preceding::*[{has_class('date-header')}]")):
        found = day(heading.text_content())
        if found:
            return None, found
    return None, None
