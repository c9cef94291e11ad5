"""Posts and comments of the saved HTML pages of a Blogger blog, whether a browser, a mirroring program or a web archive
saved them.

A post stands on many pages: its own, months, labels, searches, the front page. The number that Blogger gives it joins
them; its own address is its permalink, or where its own page stood. Feeds that a mirror holds are read too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from typing import Any

from bs4 import UnicodeDammit
from lxml import etree, html

from importer.addresses import host_of, path_of
from importer.dates import timestamp
from importer.links import same_host, unwrapped
from importer.localized_dates import find_date, find_time
from importer.markup.clean import controls_removed
from importer.model import Blog, Comment, CutShort, Entry, Item, Remark
from importer.readers import Options, blogger_xml
from importer.readers.mirror import Resolver, home_of, is_listing, is_post
from importer.readers.page import has_class, inner, words
from importer.source import Source

MAX_SIZE = 64 << 20
_BODY_ID = re.compile(r"post-body-(\d+)")
_BLOG_ID = re.compile(r"blogI[dD]\W{1,4}(\d+)")
_LANGUAGE = re.compile(r"[\"']locale[\"']\s{0,9}:\s{0,9}[\"']([a-zA-Z]{2,3}(?:[-_][a-zA-Z]{2,4})?)[\"']")
_STAMPS = (
    f".//abbr[{has_class('published')}]/@title | .//time/@datetime | .//*[@itemprop='datePublished']/@content"
    " | .//*[@itemprop='datePublished']/@title"
)
_SHOWN_TIMES = (
    f".//abbr[{has_class('published')}] | .//a[{has_class('timestamp-link')}] | .//*[{has_class('post-timestamp')}]"
)
_COMMENT_ID = re.compile(r"c(\d+)$")
#: How older pages end the name of who commented, in the languages of many.
_SAID = re.compile(
    r"(?<!\s)\s++(?:said|wrote|a dit|dijo|ha dicho|hat gesagt|sagte|disse|ha detto|zei|sa|sade|sagde|sanoi"
    r"|powiedział(?:\(a\))?|pisze|řekl\(?a?\)?|пишет|сказал(?:\(а\))?|комментирует|dedi ki|είπε|mondta|spunea|a spus"
    r"|va dir|ha dit|mengatakan|kata|nói|said to|さんは書きました|说|說)[\s.…:]*+$",
    re.I,
)


@dataclass
class _Site:
    """What one page tells of the blog, for the next."""

    home: str = ""
    zone: tzinfo | None = None
    """The offset that pages last gave times with."""
    cut: dict[str, str] = field(default_factory=dict)
    """Posts of which every page seen so far shows only the beginning, by key: where, and their titles."""
    whole: set[str] = field(default_factory=set)
    paths: dict[str, str] = field(default_factory=dict)
    """The path of each post, by key: copies do not change it."""
    places: Counter[date] = field(default_factory=Counter)
    assumed: int = 0
    """Times that were given without an offset."""


@dataclass(frozen=True)
class _Page:
    """One page, and how its dates and links are to be read."""

    root: Any
    name: str
    member: str
    canonical: str
    language: str
    zone: tzinfo
    links: Resolver


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """Posts and comments of each page, the lowest (earliest) first. A post on several pages is told as
    often; the fullest is kept."""
    site = _Site(home=options.site_url)
    for number, member in enumerate(members, 1):
        options.progress(number)
        text = _text(source, member)
        if text.lstrip("\ufeff \t\r\n").startswith(("<?xml", "<feed")) and "<feed" in text[:5000]:
            yield from _feed(source, member, options)
            continue
        root = _tree(text)
        if root is not None:
            yield from _items(_page(root, text, source.shown(member), member, site, options), text, site, options)
    for key, where in site.cut.items():
        if key not in site.whole:
            yield Remark(f"{where} is cut short on every page that is here; save its own page too")
    if site.assumed:
        where = "that of the pages before or of IMPORTOPTS='--zone …'"
        yield Remark(f"times without an offset, read in {where}: {site.assumed:,}")


def _feed(source: Source, member: str, options: Options) -> Iterator[Item]:
    """The posts and comments of a feed; that it holds the latest only is no fault."""
    for item in blogger_xml.read(source, (member,), options):
        if not isinstance(item, CutShort):
            yield item


def _text(source: Source, member: str) -> str:
    """A page's text, decoded by its own charset."""
    with source.open(member) as stream:
        data = stream.read(MAX_SIZE)
    text = UnicodeDammit(data, ["utf-8"] if data.startswith(b"\xef\xbb\xbf") else [], is_html=True).unicode_markup
    return controls_removed(text or "")


def _tree(text: str) -> Any:
    """The page's tree; None for an empty one."""
    text = re.sub(r"^\s*+<\?xml[^>]*+\?>", "", text)
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True)) if text.strip() else None
    except etree.ParserError:
        return None


def _page(root: Any, text: str, name: str, member: str, site: _Site, options: Options) -> _Page:
    canonical = unwrapped(next(iter(root.xpath("//link[@rel='canonical']/@href")), "").strip())
    canonical = canonical if home_of(canonical) else ""
    links = Resolver(member, canonical, site.home)
    site.home = site.home or home_of(canonical) or home_of(links.base)
    said = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    if not said:
        scripted = _LANGUAGE.search(text)
        meta = root.xpath("//meta[translate(@http-equiv, 'CL', 'cl')='content-language']/@content")
        said = scripted[1] if scripted else next(iter(meta), "")
    zone = next((one.tzinfo for one in map(_with_offset, root.xpath(_STAMPS)) if one), None)
    site.zone = zone or site.zone
    return _Page(root, name, member, canonical, said.strip(), zone or site.zone or options.zone, links)


def _with_offset(stamp: str) -> datetime | None:
    """The moment of a stamp that has its own offset."""
    try:
        found = datetime.fromisoformat(stamp.strip())
    except ValueError:
        return None
    return found if found.tzinfo else None


def _items(page: _Page, text: str, site: _Site, options: Options) -> Iterator[Item]:
    bodies = page.root.xpath(f"//*[{has_class('post-body')}]")
    bodies = [one for one in bodies if not one.xpath(f"ancestor::*[{has_class('post-body')}]")]
    if site.home:
        yield Blog(address=site.home)
    title = next(iter(page.root.xpath("//title/text()")), "")
    yield Blog(title=" ".join(title.split(":")[0].split()), language=page.language)
    blog = _BLOG_ID.search(text)
    own = len(bodies) == 1 and not is_listing(page.canonical or page.links.base or "/x")
    for number, body in reversed(list(enumerate(bodies, 1))):
        options.tally.entries += 1
        entry = _entry(body, page, own, f"{page.name}: post {number}", site, options)
        if blog and entry.key.startswith("blogger:"):
            entry = replace(entry, id=f"tag:blogger.com,1999:blog-{blog[1]}.post-{entry.key[8:]}")
        if entry.day:
            site.places[entry.day] += 1
            entry = replace(entry, order=site.places[entry.day])
        _note_length(body, entry, site)
        yield entry
        if own:
            read = _Comments(options, page.language, page.zone, page.links.full)
            yield from read.of(page.root, entry.key)


def _note_length(body: Any, entry: Entry, site: _Site) -> None:
    """Note whether the page shows all of the post, or its beginning and a link to the rest."""
    jump = has_class("jump-link")
    if body.xpath(f".//*[{jump}] | ancestor::*[{has_class('post')}][1]//*[{jump}]"):
        site.cut.setdefault(entry.key, f"{entry.where}: “{entry.title}”")
    else:
        site.whole.add(entry.key)


def _entry(body: Any, page: _Page, own: bool, where: str, site: _Site, options: Options) -> Entry:
    outer = next(iter(body.xpath(f"ancestor::*[{has_class('post')} or {has_class('hentry')}][1]")), body.getparent())
    heading = next(iter(outer.xpath(f".//*[{has_class('post-title')}]")), None)
    match = _BODY_ID.search(body.get("id") or "")
    address = _address(outer, heading, page, own)
    key = f"blogger:{match[1]}" if match else path_of(address) or where
    if path_of(address) and site.paths.setdefault(key, path_of(address)) != path_of(address):
        address = ""
    published, when = _published(body, outer, page, address, site, options)
    labels = outer.xpath(f".//*[{has_class('post-labels')}]//a[@rel='tag']") or outer.xpath(".//a[@rel='tag']")
    authors = outer.xpath(f".//*[{has_class('post-author')}]//*[{has_class('fn')}]") or outer.xpath(
        f".//*[{has_class('fn')}]"
    )
    return Entry(
        key=key,
        kind="page" if path_of(address).startswith("/p/") else "post",
        title=words(heading),
        html=inner(body, page.links.full),
        where=where,
        published=published,
        day=when,
        address=address,
        labels=tuple(dict.fromkeys(name for name in map(words, labels) if name)),
        authors=tuple(dict.fromkeys(map(words, authors[:1]))),
        profile=page.links.full(next(iter(outer.xpath(f".//*[{has_class('post-author')}]//a/@href")), "")),
        language=page.language,
    )


def _address(outer: Any, heading: Any, page: _Page, own: bool) -> str:
    """The post's own address: its permalink, or the address of its own page. A list's address is no post's."""
    stamps = outer.xpath(f".//a[{has_class('timestamp-link')} or @rel='bookmark']/@href")
    titles = heading.xpath(".//a/@href | parent::a/@href") if heading is not None else []
    links = [page.links.full(href) for href in (*stamps, *titles)]
    host = host_of(page.canonical) or host_of(page.links.base)
    near = [link for link in links if not host or same_host(host_of(link)) == same_host(host)]
    found = [*near, *([page.canonical, page.links.base] if own else [])]
    chosen = next(iter([one for one in found if is_post(one)] or [one for one in found if not is_listing(one)]), "")
    return re.sub(r"[?#].*$", "", chosen, flags=re.S)


def _published(
    body: Any, outer: Any, page: _Page, address: str, site: _Site, options: Options
) -> tuple[datetime | None, date | None]:
    """The moment that the post's markup gives, else the day that it or the nearest heading of a day above it says."""
    stamps = outer.xpath(_STAMPS)
    for stamp in stamps:
        moment = timestamp(stamp, page.zone)
        if moment:
            return moment, None
    month = re.match(r"/(\d{4})/(\d\d)/", path_of(address))
    near = (int(month[1]), int(month[2])) if month else None
    shown = [*stamps, *map(words, outer.xpath(_SHOWN_TIMES))]
    headings = (words(one) for one in reversed(body.xpath(f"preceding::*[{has_class('date-header')}]")))
    found = next((one for text in (*shown, *headings) if (one := find_date(text, page.language, near))), None)
    if found is None:
        return None, None
    of_day = found.time or next((at for text in shown if (at := find_time(text, page.language))), None)
    if of_day is None:
        return None, found.day
    site.assumed += page.zone is not options.zone or not options.zone_given
    return datetime.combine(found.day, of_day, page.zone), None


class _Comments:
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
            id=_comment_id(item.get("id"), key, number),
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
            id=_comment_id(name.get("id") or next(iter(name.xpath(".//a/@name")), ""), key, number),
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
        found = find_date(text, self._language)
        if found is None:
            return timestamp(text, self._zone)
        return datetime.combine(found.day, found.time or time(), self._zone)


def _comment_id(written: str | None, key: str, number: int) -> str:
    found = _COMMENT_ID.search(written or "")
    return f"blogger:{found[1]}" if found else f"{key}/{number}"
