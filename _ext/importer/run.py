"""One import from end to end: read all, give each entry its place, convert, write, report."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.model.definitions import Definitions
from archive.source import frontmatter
from webclient.progress import Progress

from importer import definitions, discussion, oldblog, readers
from importer.addresses import host_of
from importer.assets import Assets
from importer.contents import Contents
from importer.convert import Converter, Document
from importer.errors import ImportFailure
from importer.fetch import Fetcher
from importer.fidelity.addresses import Site
from importer.languages import localization
from importer.links import Links
from importer.markup.context import Omission
from importer.model import CutShort, Entry
from importer.oldblog import OldBlog
from importer.place import Place, Places, Redirects
from importer.recognise import recognise
from importer.report import Report
from importer.settle import ExistingArchive, Settlement
from importer.source import Source
from importer.writer import Outcome, Writer

if TYPE_CHECKING:
    from importer.fidelity.checker import Checker

#: How the keys of entries begin that are numbered by their blog.
_NUMBERED = "wordpress:"
#: So many entries tell whether a source is of the same blog as an earlier one.
_IDS_COMPARED = 20
#: Nothing is dated after this.
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
        recognised = recognise(source)
        members = tuple(name for name in recognised.members if settings.blog in ("", *name.split("/")[:-1]))
        if not members:
            raise ImportFailure(source.name, f"holds no blog named {settings.blog!r}")
        self._members = members
        self._progress = Progress(settings.quiet)
        self.writer = Writer(settings.posts.parent, settings.posts.name, settings.dry)
        self.report = Report(source.name, recognised.format, settings.dry)
        self.report.notes += [f"Note: not read, since it is of another kind: {other}" for other in recognised.others]
        self.report.notes += [f"Note: {note}" for note in source.notes]
        self.contents = Contents(self.report, settings.drafts, settings.zone is not None)
        """What the source holds, once it is read."""
        self._settlement = Settlement()
        self._places: dict[str, Place] = {}
        self._blog_key = ""
        """As `_host_if_other` gives it: goes before WordPress's numbers in the manifest."""
        self._site_language = ""
        self._answers = Site()
        self._checker: Checker | None = None

    def run(self) -> Report:
        """Import everything. Raises `ImportFailure` before anything is written if the source is not sound."""
        self.read()
        return self.write()

    @property
    def address(self) -> str:
        """Where the blog stood, as the author or the source says; may be empty."""
        return self._settings.site_url or self.contents.blog.address

    @property
    def places(self) -> Mapping[str, Place]:
        """Where each entry stands, by its key, once all are written."""
        return self._places

    def write(self, language: str = "") -> Report:
        """Write what was read; `language` is that of the site, which posts in it need not name."""
        self._site_language = language or self._settings.language
        links = Links(self.address)
        redirects = self._place(links)
        loose = (one for one in self.contents.spool.all_media() if one.post not in self._places)
        blog = OldBlog(
            self.report.format, self.address, self.contents.listings, loose, self._settlement.respelt, links.is_own
        )  # fmt: skip
        self.writer.begin()
        try:
            for kept in self.contents.archive_files:
                self.report.count_file(self.writer.file(kept.file, kept.content()), kept.file)
            assets = self._assets()
            self._copy_portraits(assets)
            self._write_entries(links, assets, blog)
            self._write_old_addresses(blog, redirects)
            self._write_definitions()
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
        for item in readers.read(self.report.format, self._source, self._members, options):
            self.contents.take(item)
        self.report.cut += [CutShort(f"{name} ({what})", archive=True) for name, what in self._source.damaged.items()]
        if not self.report.tally.entries:
            raise ImportFailure(self._source.name, "holds no entries; is it the right file?")
        if self.report.cut and not self.contents.spool.item_count:
            raise ImportFailure(
                self.report.cut[0].where, "ends before the text of its first entry: nothing of it can be imported"
            )
        self.contents.complete(self._settings.language)

    def _manifest_key(self, key: str) -> str:
        """What the manifest calls an entry: numbers of WordPress are those of one blog alone."""
        return f"{self._blog_key} {key}" if self._blog_key and key.startswith(_NUMBERED) else key

    def _host_if_other(self, keys: set[str]) -> str:
        """Empty, unless the archive has posts of another blog whose numbers are the same: then this one's host.

        A blog that moved to another host has the same ids (WordPress's ``guid``), another blog has others.
        """
        files = self.writer.manifest.files
        host = host_of(self.address)
        if not host or any(key.startswith(f"{host} {_NUMBERED}") for key in files):
            return host
        same = sorted(key for key in keys & files.keys() if key.startswith(_NUMBERED))[:_IDS_COMPARED]
        ids = [(entry.id, _id_in(self._settings.posts.parent / files[key]))
               for key in same if (entry := self.contents.spool.entry(key))]  # fmt: skip
        pairs = [(new, old) for new, old in ids if new and old]
        return host if pairs and not any(new == old for new, old in pairs) else ""

    def _place(self, links: Links) -> Redirects:
        """Give each entry its place, and have its old addresses lead to it; gives all that lead anywhere."""
        self._answers.home = self.address
        files, keys = self.writer.manifest.files, self.contents.spool.keys()
        self._blog_key = self._host_if_other(keys)
        known = {key: files[name] for key in keys if (name := self._manifest_key(key)) in files}
        existing = ExistingArchive.read(self._settings.posts, set(known.values()))
        places = Places(self._settings.posts.name, known, files.values(), existing.redirects, self.address)
        for entry in self.contents.entries():
            place = self._places[entry.key] = places.of(entry)
            if not entry.source:
                self._settlement.note(entry, place)
            if self._settings.checked:
                self._answers.add(str(place.file), (entry.address, *entry.aliases))
            links.note(entry, place.file)
            if entry.state != "live":
                links.hide(entry, "a draft")
            elif self._is_scheduled(entry):
                links.hide(entry, "a post that is dated ahead")
            else:
                links.add(entry, place.file)
        existing = existing.without({str(place.file) for place in self._places.values()})
        self._settlement.settle(existing.posts)
        served = [*existing.served, *(place.served[1:] for place in self._places.values())]
        redirects = Redirects(served, existing.redirects)
        for key, place in self._places.items():
            self._places[key], refused = redirects.of(place)
            self._settlement.lines += refused
        self.report.settled = self._settlement.lines
        return redirects

    def _is_scheduled(self, entry: Entry) -> bool:
        if entry.published is None and entry.day:
            return entry.day > self._settings.now.date()
        return entry.kind == "post" and entry.published is not None and entry.published > self._settings.now

    def _assets(self) -> Assets:
        """What copies files that entries refer to; what it does not find goes to the report."""
        settings, report = self._settings, self.report
        assets = Assets(
            self._source,
            frozenset(self._members),
            f"{settings.posts.name}/images",
            self.writer.asset,
            Fetcher() if settings.fetch and not settings.dry else None,
            self.writer.manifest.fetched,
        )

        def downloaded() -> None:
            self._progress.show("Fetching pictures", assets.downloads.count)
            self.writer.save()

        assets.downloaded = downloaded
        report.missing, report.pictures, report.downloads = assets.missing, assets.pictures, assets.downloads
        report.fetch, report.fetch_command = settings.fetch, _fetch_command(self._source.name, settings)
        return assets

    def _converter(self, links: Links, assets: Assets) -> Converter:
        spool, defined = self.contents.spool, Definitions(tuple(self.contents.definitions.values()))
        return Converter(
            links, assets, spool.media, spool.fragment, self._checker, self._site_language, self._untitled(), defined
        )

    def _untitled(self) -> str:
        """What an entry is called that has neither title nor words, in the language of the blog."""
        local = localization(self._site_language or self.contents.blog.language or "en")
        # Translators: the title of a post that has neither a title nor any words.
        return local.gettext("Untitled")

    def _new_checker(self, copies: Mapping[str, str]) -> Checker:
        """`copies` are the paths of copied files by their addresses."""
        # Imported where it is wanted: its parsers take time to load.
        from importer.fidelity.checker import Checker

        spool = self.contents.spool

        def reusable(id: str) -> str:
            fragment = spool.fragment(id)
            return fragment.raw if fragment else ""

        return Checker(
            self._answers, spool.media, lambda address: copies.get(address, ""), reusable, self._site_language
        )

    def _copy_portraits(self, assets: Assets) -> None:
        """Copy the pictures of what is defined; one that cannot be had is told among those that are missing."""
        defined = self.contents.definitions
        for portrait in self.contents.portraits:
            copy = assets.copy(assets.whole(portrait.address), (portrait.address,))
            if copy and (definition := defined.get((portrait.kind, portrait.key))):
                defined[portrait.kind, portrait.key] = replace(definition, image=copy)

    def _write_entries(self, links: Links, assets: Assets, blog: OldBlog) -> None:
        """Convert and write all entries, with their comments and the files that they refer to; `blog` takes note of
        each that stands in the archive."""
        self._checker = self._new_checker(assets.copied) if self._settings.checked else None
        converter = self._converter(links, assets)
        total = len(self._places)
        for number, entry in enumerate(self.contents.entries(), 1):
            self._progress.show("Writing", number, total)
            place = self._places[entry.key]
            entry = entry if entry.source else self._settlement.entry(entry, place)
            if self._write_entry(entry, place, converter.document(entry, place)) != "removed":
                blog.note(entry, str(place.file), entry.state == "live" and not self._is_scheduled(entry))
        self.report.images = len(set(assets.copied.values()))
        for address in assets.copied:
            self.report.missing.pop(address, None)

    def _write_old_addresses(self, blog: OldBlog, redirects: Redirects) -> None:
        """Write the file of old addresses that are no entry's own."""
        removed = frozenset(self.report.outcomes.get("removed", ()))
        served = {key: (file, place.served) for key, place in self._places.items()
                  if (file := str(place.file)) not in removed}  # fmt: skip
        others = oldblog.of_others(self._settings.posts.parent, blog.file)
        lines = blog.lines(self._settlement.name, served, self.contents.spool.all_media(), redirects, others)
        self.report.nowhere = blog.nowhere
        if lines:
            text = oldblog.text(blog.home, lines, self.writer.unedited(blog.file), removed)
            outcome = self.writer.file(blog.file, text.encode())
            if outcome in ("edited", "removed"):
                self.report.count_file(outcome, blog.file)
            else:
                self.report.addresses = f"{blog.file}: {len(lines):,}"

    def _write_definitions(self) -> None:
        for file, text in definitions.files(self.contents.definitions.values()):
            self.report.count_file(self.writer.file(file, text.encode()), file)

    def _write_entry(self, entry: Entry, place: Place, document: Document) -> Outcome:
        """Write an entry and its comments, and count what came of it; gives what became of its file."""
        report, file = self.report, str(place.file)
        comments = self.contents.spool.comments(entry.key)
        if comments:
            beside = str(place.file.with_suffix(".comments.json"))
            rows = discussion.rows(comments, entry.profile, entry.address, entry.language or self._site_language)
            report.count_file(self.writer.file(beside, discussion.file_text(rows).encode()), beside)
            report.comments += len(comments)
            for row in rows:
                self._check_comment(row, beside, entry)
        outcome = self.writer.entry(self._manifest_key(entry.key), file, document.text)
        report.count_file(outcome, file)
        kind = "drafts" if entry.state == "draft" else "standing pages" if entry.kind == "page" else "posts"
        when = entry.published or entry.day
        if kind == "posts" and when and self._is_scheduled(entry):
            kind = "scheduled posts"
            report.scheduled.append(f"{file}: from {when:%Y-%m-%d} on")
        report.entries[kind] += 1
        if entry.key in self.contents.dated_by_address:
            report.guess("Day not known, dated by the month in the address", file)
        report.remarks.update(document.remarks)
        for change, count in sorted(document.changed.items()):
            report.change(change, file, count)
        self._omit(document.omissions, file)
        report.checked += self._settings.checked
        if document.differences:
            report.differ(file, entry.where, document.differences)
        return outcome

    def _omit(self, omissions: Sequence[Omission], file: str) -> None:
        for omission in omissions:
            self.report.omit(omission.kind, file, " ".join((omission.text, *omission.addresses, omission.name)))

    def _check_comment(self, row: discussion.Row, file: str, entry: Entry) -> None:
        """Account for what a comment does not say as it did."""
        self._omit(row.omissions, file)
        if self._checker:
            html = row.written["html"]
            found = self._checker.comment_differences(row.comment, html, entry, file, row.omissions, row.stand_ins)
            if found:
                self.report.differ(f"{file}, {row.written['id']}", entry.where, found)


def _fetch_command(source: str, settings: Settings) -> str:
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
