"""What a source was found to hold: the items of its reader, and each entry with all that other items say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import islice

from archive.model.definitions import Definition
from archive.source import fields

from importer.addresses import path_of
from importer.dates import in_zone, month_of, writable
from importer.dates import zone as zone_named
from importer.fields import plain_start, sound
from importer.languages import language_of
from importer.model import (
    ArchiveFile,
    Blog,
    Comment,
    CutShort,
    DayOrder,
    Dropped,
    Entry,
    Fault,
    Fragment,
    Item,
    Listing,
    Media,
    Mended,
    MenuLink,
    Portrait,
    Redirect,
    Remark,
    Thread,
)  # fmt: skip
from importer.recognise import COPIES
from importer.report import Report
from importer.spool import Spool

#: So many entries, taken evenly from all, tell the language of a blog.
_LANGUAGE_SAMPLE = 400


class Contents:
    """What one source holds. What is left out as it comes, and what there is to say of it, goes to `report`."""

    def __init__(self, report: Report, drafts: bool = True, zone_given: bool = False) -> None:
        """`drafts` says whether entries that were not published are taken, `zone_given` whether the author has named
        the time zone, which then goes before the one that the source names."""
        self._report, self._drafts, self._zone_given = report, drafts, zone_given
        self.spool = Spool()
        """Entries, comments, attachments and fragments."""
        self.blog = Blog()
        """What the source says of the blog as a whole."""
        self.menu: list[MenuLink] = []
        """The lines of its menus."""
        self.listings: list[Listing] = []
        self.definitions: dict[tuple[str, str], Definition] = {}
        """What it defines, by kind and key."""
        self.portraits: list[Portrait] = []
        """The pictures of what it defines."""
        self.archive_files: list[ArchiveFile] = []
        """Files beside the texts, if it is a copy of an archive."""
        self.dated_by_address: set[str] = set()
        """The keys of entries of which `entries` knew the month alone."""
        self._redirects: dict[str, list[str]] = {}
        """Old addresses that items of their own tell, by the keys of the entries to which they lead."""
        self._orders: dict[str, int] = {}
        """Places within their days that items of their own tell, by the keys of entries."""
        self._threads: dict[str, tuple[Thread, int]] = {}
        """The thread of each entry that is in one, and its place there, by its key."""

    def take(self, item: Item) -> None:
        """Keep an item of the source."""
        report = self._report
        match item:
            case Entry():
                self._take_entry(item)
            case Comment():
                if not self.spool.add_comment(item):
                    report.drop("the same comment again", f"{item.name}, {item.id}")
            case Dropped():
                report.drop(item.reason, item.name)
            case Media():
                self.spool.add_media(item)
                report.media += 1
            case Fragment():
                self.spool.add_fragment(item)
                report.media += 1
            case Listing():
                self.listings.append(item)
            case Remark():
                report.notes.append(f"Note: {item.text}")
            case Mended():
                report.mended[item.kind] += item.count
            case CutShort():
                report.cut.append(item)
            case MenuLink():
                self.menu.append(item)
            case Redirect():
                self._redirects.setdefault(item.to, []).append(item.path)
            case DayOrder():
                self._orders[item.entry] = item.order
            case ArchiveFile():
                self.archive_files.append(item)
            case Fault():
                report.faults.append(item.text)
            case Thread():
                self._threads.update({key: (item, place) for place, key in enumerate(item.entries)})
            case Definition():
                self.definitions[item.kind, item.key] = item
            case Portrait():
                self.portraits.append(item)
            case Blog():
                report.media += item.entry
                known = {name: value for name, value in asdict(self.blog).items() if value}
                self.blog = replace(item, **known)

    def _take_entry(self, entry: Entry) -> None:
        if entry.state == "draft" and not self._drafts:
            self._report.drop("not published", entry.title or entry.key)
        elif not self.spool.add_entry(entry):
            self._report.drop("the same entry again", entry.title or entry.key)

    def complete(self, site_language: str) -> None:
        """All items were taken: give comments to their posts, and tell the language of the blog, which may be that of
        the site."""
        for post, count in self.spool.attach_comments():
            for _ in range(count):
                self._report.drop("comment whose post is not in the source", f"on {post or 'nothing'}")
        self.blog = replace(self.blog, language=self._language(site_language))

    def _language(self, site_language: str) -> str:
        """The language of the blog's posts, as they tell; what the source says, or else that of the site, stands unless
        they contradict it."""
        named = sound(fields.language, self.blog.language.strip().replace("_", "-"))
        if named and self._report.format in COPIES:  # which an author chose
            return named
        step = self._report.tally.entries // _LANGUAGE_SAMPLE + 1
        texts = (plain_start(entry) for entry in islice(self.spool.entries(), 0, None, step))
        told = language_of(texts, named or site_language)
        # What names no region is not another language than that of the site, which does.
        return site_language if site_language.startswith(f"{told}-") else told

    def entries(self) -> Iterator[Entry]:
        """Every entry, the oldest first: in the blog's own zone, where the source names it and the author has not, in
        its language, and with what other items say of it."""
        zone = zone_named(self.blog.zone) if self.blog.zone and not self._zone_given else None
        for entry in self.spool.entries():
            if zone:
                entry = replace(entry, published=in_zone(entry.published, zone), updated=in_zone(entry.updated, zone))
            entry = replace(entry, published=writable(entry.published), updated=writable(entry.updated))
            if redirects := self._redirects.get(entry.key):
                entry = replace(entry, redirects=(*entry.redirects, *redirects))
            if order := self._orders.get(entry.key):
                entry = replace(entry, order=order)
            if entry.key in self._threads:
                entry = self._in_thread(entry, *self._threads[entry.key])
            if not entry.language and self.blog.language:
                entry = replace(entry, language=self.blog.language)
            is_undated = entry.kind == "post" and entry.state == "live" and not entry.published and not entry.day
            yield self._dated(entry) if is_undated else entry

    def _in_thread(self, entry: Entry, thread: Thread, place: int) -> Entry:
        """`entry` with what it says of its thread: how that is called, if it begins with it, else which it follows."""
        if place:
            before = self.spool.entry(thread.entries[place - 1])
            return replace(entry, follows=before.address if before else "")
        return replace(entry, thread=thread.name if thread.name != entry.title else "")

    def _dated(self, entry: Entry) -> Entry:
        """A post of which the source gives no date: of a saved page, by the month in its address, else as a draft."""
        month = month_of(path_of(entry.address)) if self._report.format == "saved_pages" else None
        if month is None:
            return replace(entry, state="draft", note="the source gives no date; add one to publish it")
        self.dated_by_address.add(entry.key)
        return replace(entry, day=month)
