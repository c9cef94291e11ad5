"""One import from end to end: read and spool, place, convert, write, report."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.model.definitions import Definition, Definitions
from archive.source import fields, frontmatter
from webclient.progress import Progress

from importer import definitions, discussion, oldblog, readers
from importer.addresses import host_of, path_of
from importer.assets import Assets
from importer.convert import Converter, Document
from importer.dates import in_zone, month_of, writable
from importer.dates import zone as zone_named
from importer.errors import ImportFailure
from importer.fetch import Fetcher
from importer.fidelity.addresses import Site
from importer.fields import plain_start, sound
from importer.languages import language_of, localization
from importer.links import Links
from importer.markup.context import Drop
from importer.model import (
    Blog,
    Comment,
    CutShort,
    DayOrder,
    Dropped,
    Entry,
    Fault,
    Fragment,
    Item,
    Kept,
    Listing,
    Media,
    Mended,
    MenuLink,
    Portrait,
    Redirect,
    Remark,
    Thread,
)  # fmt: skip
from importer.oldblog import OldBlog
from importer.place import OldAddresses, Place, Places
from importer.recognise import COPIES, recognise
from importer.report import Report
from importer.settle import Beside, Settlement
from importer.source import Source
from importer.spool import Spool
from importer.writer import Outcome, Writer

#: How the keys of entries begin that are numbered by their blog.
_NUMBERED = "wordpress:"
#: So many entries tell whether a source is of the same blog as an earlier one.
_COMPARED = 20
#: So many entries, taken evenly from all, tell the language of a blog.
_READ = 400
if TYPE_CHECKING:
    from importer.fidelity.checker import Checker

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Settings:
    """What the author asked for."""

    posts: Path
    named: str = ""
    """What the author calls that folder, where a dry run has another in its place."""
    zone: tzinfo | None = None
    site_url: str = ""
    blog: str = ""
    titles: tuple[str, ...] | None = None
    markdown: Literal["auto", "always", "never"] = "auto"
    """Whether posts of WordPress were typed in Markdown; ``auto`` is to tell it from their text."""
    drafts: bool = True
    """Whether what was not published is taken too, as drafts."""
    fetch: bool = False
    dry: bool = False
    checked: bool = True
    quiet: bool = False
    language: str = ""
    """That of the site, if it is known: posts in it name none."""
    now: datetime = _NEVER
    """Posts dated after this are scheduled: links do not lead to them."""


class Import:
    """One run. After `run`, `writer` has the differences from what the author edited."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self._source, self._settings = source, settings
        found = recognise(source)
        members = tuple(name for name in found.members if settings.blog in ("", *name.split("/")[:-1]))
        if not members:
            raise ImportFailure(source.name, f"holds no blog named {settings.blog!r}")
        self._found = replace(found, members=members)
        self._progress = Progress(settings.quiet)
        self._spool = Spool()
        self._places: dict[str, Place] = {}
        self._guessed: set[str] = set()
        """Posts that are dated by their address."""
        self._settlement = Settlement()
        self._blog_key = ""
        self._own_language = ""
        self._site = Site()
        self._listings: list[Listing] = []
        self._redirects: dict[str, list[str]] = {}
        """Old addresses that are told apart from the entries to which they lead, by the keys of these."""
        self._orders: dict[str, int] = {}
        """Places within their days that are told so."""
        self._threads: dict[str, tuple[Thread, int]] = {}
        """The thread of each entry that is in one, and its place there."""
        self._definitions: dict[tuple[str, str], Definition] = {}
        """What the source defines, by kind and key."""
        self._portraits: list[Portrait] = []
        self._kept: list[Kept] = []
        """Files of an archive of which the source is a copy."""
        self.blog = Blog()
        """What the source says of the blog as a whole, once it is read."""
        self.menu: list[MenuLink] = []
        """The lines of its menus, likewise."""
        self._checker: Checker | None = None
        self.writer = Writer(settings.posts.parent, settings.posts.name, settings.dry)
        self.report = Report(source.name, found.format, settings.dry)
        self.report.notes += [f"Note: not read, since it is of another kind: {other}" for other in found.others]
        self.report.notes += [f"Note: {note}" for note in source.notes]

    def run(self) -> Report:
        """Import everything. Raises `ImportFailure` before anything is written if the source is not sound."""
        self.read()
        return self.write()

    @property
    def format(self) -> str:
        """One of `importer.recognise.FORMATS`."""
        return self._found.format

    @property
    def address(self) -> str:
        """Where the blog stood, as the author or the source says; may be empty."""
        return self._settings.site_url or self.blog.address

    @property
    def places(self) -> Mapping[str, Place]:
        """Where each entry stands, by its key, once all are written."""
        return self._places

    def write(self, language: str = "") -> Report:
        """Write what was read; `language` is that of the site, which posts in it need not name."""
        self._own_language = language or self._settings.language
        links = Links(self.address)
        addresses = self._place(links)
        loose = (one for one in self._spool.all_media() if one.post not in self._places)
        blog = OldBlog(self.format, self.address, self._listings, loose, self._settlement.respelt, links.is_own)
        self.writer.begin()
        try:
            for one in self._kept:
                self.report.did(self.writer.file(one.file, one.content()), one.file)
            converter = self._converter(links)
            self._keep_portraits(converter.assets)
            self._write(converter, blog)
            self._keep_addresses(blog, addresses)
            self._keep_definitions()
        finally:
            self._progress.end()
            self.writer.end()
        return self.report

    def read(self) -> None:
        """Read the whole source, and write nothing. Raises `ImportFailure` if it is not sound."""
        options = readers.Options(
            zone=self._settings.zone or UTC,
            zone_given=self._settings.zone is not None,
            site_url=self._settings.site_url,
            titles=self._settings.titles,
            tally=self.report.tally,
            markdown=self._settings.markdown,
            progress=lambda done: self._progress.show("Reading", done),
        )
        for item in readers.read(self._found.format, self._source, self._found.members, options):
            self._take(item)
        self.report.cut += [CutShort(f"{name} ({what})", archive=True) for name, what in self._source.damaged.items()]
        if not self.report.tally.entries:
            raise ImportFailure(self._source.name, "holds no entries; is it the right file?")
        if self.report.cut and not self._spool.held:
            raise ImportFailure(
                self.report.cut[0].where, "ends before the text of its first entry: nothing of it can be imported"
            )
        self._settle()
        self.blog = replace(self.blog, language=self._language())

    def _language(self) -> str:
        """The language of the blog's posts, as they tell; what the source says, or else that of the site, stands unless
        they contradict it."""
        said = sound(fields.language, self.blog.language.strip().replace("_", "-"))
        if said and self.format in COPIES:  # which an author chose
            return said
        step = self.report.tally.entries // _READ + 1
        found = language_of((plain_start(entry) for entry in islice(self._spool.entries(), 0, None, step)),
                            said or self._settings.language)  # fmt: skip
        # What names no region is not another language than that of the site, which does.
        return self._settings.language if self._settings.language.startswith(f"{found}-") else found

    def _take(self, item: Item) -> None:
        if isinstance(item, Entry):
            if item.state == "draft" and not self._settings.drafts:
                self.report.drop("not published", item.title or item.key)
            elif not self._spool.add_entry(item):
                self.report.drop("the same entry again", item.title or item.key)
        elif isinstance(item, Comment):
            if not self._spool.add_comment(item):
                self.report.drop("the same comment again", f"{item.name}, {item.id}")
        elif isinstance(item, Dropped):
            self.report.drop(item.reason, item.name)
        elif isinstance(item, Media):
            self._spool.add_media(item)
            self.report.media += 1
        elif isinstance(item, Fragment):
            self._spool.add_fragment(item)
            self.report.media += 1
        elif isinstance(item, Listing):
            self._listings.append(item)
        elif isinstance(item, Remark):
            self.report.notes.append(f"Note: {item.text}")
        elif isinstance(item, Mended):
            self.report.mended[item.kind] += item.count
        elif isinstance(item, CutShort):
            self.report.cut.append(item)
        elif isinstance(item, MenuLink):
            self.menu.append(item)
        elif isinstance(item, Redirect):
            self._redirects.setdefault(item.to, []).append(item.path)
        elif isinstance(item, DayOrder):
            self._orders[item.entry] = item.order
        elif isinstance(item, Kept):
            self._kept.append(item)
        elif isinstance(item, Fault):
            self.report.faults.append(item.text)
        elif isinstance(item, Thread):
            self._threads.update({key: (item, place) for place, key in enumerate(item.entries)})
        elif isinstance(item, Definition):
            self._definitions[item.kind, item.key] = item
        elif isinstance(item, Portrait):
            self._portraits.append(item)
        else:
            self._hear(item)

    def _hear(self, blog: Blog) -> None:
        self.report.media += blog.entry
        self.blog = replace(blog, **{name: value for name, value in asdict(self.blog).items() if value})

    def _settle(self) -> None:
        for post, count in self._spool.settle():
            for _ in range(count):
                self.report.drop("comment whose post is not in the source", f"on {post or 'nothing'}")

    def entries(self) -> Iterator[Entry]:
        """Entries in the blog's own zone, where the source names it and the author has not, and in its language."""
        zone = zone_named(self.blog.zone) if self.blog.zone and self._settings.zone is None else None
        for entry in self._spool.entries():
            if zone:
                entry = replace(entry, published=in_zone(entry.published, zone), updated=in_zone(entry.updated, zone))
            entry = replace(entry, published=writable(entry.published), updated=writable(entry.updated))
            if led := self._redirects.get(entry.key):
                entry = replace(entry, redirects=(*entry.redirects, *led))
            if order := self._orders.get(entry.key):
                entry = replace(entry, order=order)
            if entry.key in self._threads:
                entry = self._in_thread(entry, *self._threads[entry.key])
            if not entry.language and self.blog.language:
                entry = replace(entry, language=self.blog.language)
            undated = entry.kind == "post" and entry.state == "live" and not entry.published and not entry.day
            if undated and self._found.format == "saved_pages" and (month := month_of(path_of(entry.address))):
                self._guessed.add(entry.key)
                entry = replace(entry, day=month)
            elif undated:
                entry = replace(entry, state="draft", note="the source gives no date; add one to publish it")
            yield entry

    def _in_thread(self, entry: Entry, thread: Thread, place: int) -> Entry:
        """`entry` with what it says of its thread: how that is called, if it begins with it, else which it follows."""
        if place:
            before = self._spool.entry(thread.entries[place - 1])
            return replace(entry, follows=before.address if before else "")
        return replace(entry, thread=thread.name if thread.name != entry.title else "")

    def _manifest_key(self, key: str) -> str:
        """What the manifest calls an entry: numbers of WordPress are those of one blog alone."""
        return f"{self._blog_key} {key}" if self._blog_key and key.startswith(_NUMBERED) else key

    def _key_of_blog(self, keys: set[str]) -> str:
        """Empty, unless the archive has posts of another blog whose numbers are the same: then this one's host.

        A blog that moved to another host has the same ids (WordPress's ``guid``), another blog has others.
        """
        files = self.writer.manifest.files
        host = host_of(self.address)
        if not host or any(key.startswith(f"{host} {_NUMBERED}") for key in files):
            return host
        same = sorted(key for key in keys & files.keys() if key.startswith(_NUMBERED))[:_COMPARED]
        ids = [(entry.id, _id_in(self._settings.posts.parent / files[key]))
               for key in same if (entry := self._spool.entry(key))]  # fmt: skip
        told = [(new, old) for new, old in ids if new and old]
        return host if told and not any(new == old for new, old in told) else ""

    def _place(self, links: Links) -> OldAddresses:
        """Give each entry its place; gives what is known of old addresses after that."""
        self._site.home = self.address
        files, keys = self.writer.manifest.files, self._spool.keys()
        self._blog_key = self._key_of_blog(keys)
        known = {key: files[name] for key in keys if (name := self._manifest_key(key)) in files}
        beside = Beside.read(self._settings.posts, set(known.values()))
        places = Places(self._settings.posts.name, known, files.values(), beside.led, self.address)
        for entry in self.entries():
            place = self._places[entry.key] = places.of(entry)
            if not entry.source:
                self._settlement.note(entry, place)
            if self._settings.checked:
                self._site.add(str(place.file), (entry.address, *entry.aliases))
            links.note(entry, place.file)
            if entry.state != "live":
                links.hide(entry, "a draft")
            elif self._is_scheduled(entry):
                links.hide(entry, "a post that is dated ahead")
            else:
                links.add(entry, place.file)
        beside = beside.without({str(place.file) for place in self._places.values()})
        self._settlement.settle(beside.posts)
        old = OldAddresses([*beside.served, *(place.served[1:] for place in self._places.values())], beside.led)
        for key, place in self._places.items():
            self._places[key], said = old.settle(place)
            self._settlement.lines += said
        self.report.settled = self._settlement.lines
        return old

    def _is_scheduled(self, entry: Entry) -> bool:
        if entry.published is None and entry.day:
            return entry.day > self._settings.now.date()
        return entry.kind == "post" and entry.published is not None and entry.published > self._settings.now

    def _converter(self, links: Links) -> Converter:
        manifest, report = self.writer.manifest, self.report

        def write(file: str, data: bytes) -> None:
            self.writer.blob(file, data)

        assets = Assets(
            self._source,
            frozenset(self._found.members),
            f"{self._settings.posts.name}/images",
            write,
            Fetcher() if self._settings.fetch and not self._settings.dry else None,
            manifest.fetched,
        )

        def downloaded() -> None:
            self._progress.show("Fetching pictures", assets.downloads.count)
            self.writer.save()

        assets.downloaded = downloaded
        report.missing, report.pictures, report.downloads = assets.missing, assets.pictures, assets.downloads
        report.fetch = self._settings.fetch
        report.again = _command(self._source.name, self._settings)
        self._copied = assets.copied
        self._checker = self._checked_by(assets.copied) if self._settings.checked else None
        return Converter(
            links, assets, self._spool.media, self._spool.fragment, self._checker, self._own_language,
            self._untitled(), Definitions(tuple(self._definitions.values())),
        )  # fmt: skip

    def _untitled(self) -> str:
        """What an entry is called that has neither title nor words, in the language of the blog."""
        local = localization(self._own_language or self.blog.language or "en")
        # Translators: the title of a post that has neither a title nor any words.
        return local.gettext("Untitled")

    def _checked_by(self, copies: Mapping[str, str]) -> Checker:
        # Imported where it is wanted: its parsers take time to load.
        from importer.fidelity.checker import Checker

        return Checker(
            self._site, self._spool.media, lambda one: copies.get(one, ""), self._spool.fragment_raw, self._own_language
        )

    def _write(self, converter: Converter, blog: OldBlog) -> None:
        total = len(self._places)
        for number, entry in enumerate(self.entries(), 1):
            self._progress.show("Writing", number, total)
            place = self._places[entry.key]
            entry = entry if entry.source else self._settlement.entry(entry, place)
            if self._account(entry, place, converter.document(entry, place)) != "removed":
                blog.wrote(entry, str(place.file), entry.state == "live" and not self._is_scheduled(entry))
        self.report.images = len(set(self._copied.values()))
        for address in self._copied:
            self.report.missing.pop(address, None)

    def _keep_addresses(self, blog: OldBlog, addresses: OldAddresses) -> None:
        """Write the file of old addresses that are no entry's own."""
        removed = frozenset(self.report.outcomes.get("removed", ()))
        served = {key: (file, place.served) for key, place in self._places.items()
                  if (file := str(place.file)) not in removed}  # fmt: skip
        others = oldblog.of_others(self._settings.posts.parent, blog.file)
        lines = blog.lines(self._settlement.name, served, self._spool.all_media(), addresses, others)
        self.report.nowhere = blog.nowhere
        if lines:
            text = oldblog.text(blog.home, lines, self.writer.unedited(blog.file), removed)
            outcome = self.writer.file(blog.file, text.encode())
            if outcome in ("edited", "removed"):
                self.report.did(outcome, blog.file)
            else:
                self.report.addresses = f"{blog.file}: {len(lines):,}"

    def _keep_portraits(self, assets: Assets) -> None:
        """Copy the pictures of what is defined; one that cannot be had is told among those that are missing."""
        for one in self._portraits:
            copy = assets.copy(assets.whole(one.address), (one.address,))
            if copy and (defined := self._definitions.get((one.kind, one.key))):
                self._definitions[one.kind, one.key] = replace(defined, image=copy)

    def _keep_definitions(self) -> None:
        for file, text in definitions.files(self._definitions.values()):
            self.report.did(self.writer.file(file, text.encode()), file)

    def _account(self, entry: Entry, place: Place, document: Document) -> Outcome:
        """Write an entry and its comments, and count what came of it; gives what became of its file."""
        report, file = self.report, str(place.file)
        comments = self._spool.comments(entry.key)
        if comments:
            beside = str(place.file.with_suffix(".comments.json"))
            rows = discussion.rows(comments, entry.profile, entry.address, entry.language or self._own_language)
            report.did(self.writer.file(beside, discussion.file_text(rows).encode()), beside)
            report.comments += len(comments)
            for row in rows:
                self._judge(row, beside, entry)
        outcome = self.writer.entry(self._manifest_key(entry.key), file, document.text)
        report.did(outcome, file)
        kind = "drafts" if entry.state == "draft" else "standing pages" if entry.kind == "page" else "posts"
        when = entry.published or entry.day
        if kind == "posts" and when and self._is_scheduled(entry):
            kind = "scheduled posts"
            report.scheduled.append(f"{file}: from {when:%Y-%m-%d} on")
        report.entries[kind] += 1
        if entry.key in self._guessed:
            report.guess("Day not known, dated by the month in the address", file)
        report.remarks.update(document.remarks)
        for change, count in sorted(document.changed.items()):
            report.change(change, file, count)
        self._omit(document.dropped, file)
        report.checked += self._settings.checked
        if document.differences:
            report.differ(file, entry.where, document.differences)
        return outcome

    def _omit(self, dropped: Sequence[Drop], file: str) -> None:
        for drop in dropped:
            self.report.omit(drop.kind, file, " ".join((drop.text, *drop.addresses, drop.name)))

    def _judge(self, row: discussion.Row, file: str, entry: Entry) -> None:
        """Account for what a comment does not say as it did."""
        self._omit(row.dropped, file)
        if self._checker:
            html = row.written["html"]
            found = self._checker.comment_differences(row.comment, html, entry, file, row.dropped, row.stand_ins)
            if found:
                self.report.differ(f"{file}, {row.written['id']}", entry.where, found)


def _command(source: str, settings: Settings) -> str:
    """What an author types to import the same once more, and fetch what is missing."""
    folder = settings.named or os.path.relpath(settings.posts)
    options = [
        *(("--zone", str(settings.zone)) if settings.zone else ()),
        *(("--site-url", settings.site_url) if settings.site_url else ()),
        *(("--blog", settings.blog) if settings.blog else ()),
        *(("--markdown", settings.markdown) if settings.markdown != "auto" else ()),
        "--fetch",
    ]
    where = f" POSTS={shlex.quote(folder)}" if folder != "posts" else ""
    return f"make import SRC={shlex.quote(source)}{where} IMPORTOPTS={shlex.quote(shlex.join(options))}"


def _id_in(file: Path) -> str:
    """The id of a post of the archive, if it can be read."""
    try:
        front, _ = frontmatter.read(file.read_bytes(), file.name, UTC)
    except OSError:
        return ""
    return front.id if front else ""
