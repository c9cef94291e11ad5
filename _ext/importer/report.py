"""What an import did, counted so that every entry of the source is accounted for, on screen and as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importer.assets import Downloads
from importer.model import CutShort
from importer.readers import Tally
from importer.writer import Outcome

if TYPE_CHECKING:
    from importer.fidelity.compare import Difference

_SHOWN = 12
_WORDS: dict[Outcome, str] = {
    "written": "new",
    "updated": "updated from the source",
    "unchanged": "unchanged since the last import",
    "edited": "edited by hand, left as they are",
    "removed": "removed by hand, left out",
}


@dataclass
class Report:
    """Counts and names, filled as the import goes."""

    source: str
    format: str
    dry: bool = False
    tally: Tally = field(default_factory=Tally)
    entries: Counter[str] = field(default_factory=Counter)
    """Posts, pages and drafts of the source."""
    outcomes: dict[str, list[str]] = field(default_factory=dict)
    """Files by outcome."""
    comments: int = 0
    dropped: dict[str, list[str]] = field(default_factory=dict)
    """Names by reason."""
    guessed: dict[str, list[str]] = field(default_factory=dict)
    """What the source does not say and how it was settled, by kind: the files."""
    omitted: dict[str, list[str]] = field(default_factory=dict)
    """What posts leave out on purpose, by kind: the file and what it was."""
    changed: dict[str, list[str]] = field(default_factory=dict)
    """What posts show otherwise than their source, by kind: the file, and how often."""
    scheduled: list[str] = field(default_factory=list)
    """Posts that the site does not show before their day: the file, and the day."""
    media: int = 0
    """Entries of the source that were attachments, texts that others show, or settings with a use."""
    images: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    """Why an address has no copy."""
    pictures: set[str] = field(default_factory=set)
    """The addresses of pictures that posts show."""
    downloads: Downloads = field(default_factory=Downloads)
    fetch: bool = False
    """Whether what is missing was to be fetched."""
    fetch_command: str = ""
    """The command that imports the same once more and fetches what is missing."""
    remarks: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    addresses: str = ""
    """The file with old addresses that are no entry's own, and how many of them lead on."""
    nowhere: list[str] = field(default_factory=list)
    """Those that do not lead where they did, each with the reason."""
    settled: list[str] = field(default_factory=list)
    """What entries did not agree on and how it was settled, a line each."""
    mended: Counter[str] = field(default_factory=Counter)
    """What of the source was not well-formed and was read all the same, by kind."""
    cut: list[CutShort] = field(default_factory=list)
    """Files that end before their own end."""
    faults: list[str] = field(default_factory=list)
    """What of it was damaged, missing or not what it should be, each with its place."""
    differences: list[str] = field(default_factory=list)
    """Posts and comments that show something else than their source, and what."""
    checked: int = 0
    """Posts that were compared with their source, and how many of them show something else."""
    unlike: int = 0

    def drop(self, reason: str, name: str) -> None:
        """Account for an entry that is left out."""
        self.dropped.setdefault(reason, []).append(name)

    def guess(self, kind: str, file: str) -> None:
        """Account for something of a post that its source does not say."""
        self.guessed.setdefault(kind, []).append(file)

    def omit(self, kind: str, file: str, what: str) -> None:
        """Account for something of a post that is left out on purpose."""
        what = " ".join(what.split())
        self.omitted.setdefault(kind, []).append(f"{file}: {what[:77] + '…' if len(what) > 80 else what}".rstrip(": "))

    def change(self, kind: str, file: str, count: int) -> None:
        """Account for something that a post shows otherwise than its source did."""
        self.changed.setdefault(kind, []).append(f"{file}: {count:,}")

    def differ(self, file: str, where: str, found: Sequence[Difference]) -> None:
        """Account for a post or a comment that shows something else than its source, at `where` in it."""
        self.unlike += file.endswith(".md")
        self.differences.append(f"{file} ({where}): {'; '.join(map(str, found))}")

    def count_file(self, outcome: Outcome, file: str) -> None:
        """Account for a file of the archive and what became of it."""
        self.outcomes.setdefault(outcome, []).append(file)

    @property
    def counted(self) -> tuple[int, int]:
        """Entries and comments that the source holds, and those accounted for."""
        held = self.tally.entries + self.tally.comments
        explained = sum(map(len, self.dropped.values())) + self.media
        return held, self.entries.total() + self.comments + explained

    @property
    def sound(self) -> bool:
        """True if nothing is lost and everything shows the same."""
        held, found = self.counted
        return held == found and not self.differences and not self.cut and not self.faults

    def text(self, full: bool = False) -> str:
        """The report; with all names if `full`, else with the first few of each kind."""
        parts = [self._head(full), self._faulty(full), self._files(full), self._left_out(full), self._images(full)]
        parts += [self._remarks(full), self._check(full), self._sum()]
        return "\n".join(line for part in parts for line in part) + "\n"

    def _head(self, full: bool) -> list[str]:
        does = "A dry run: nothing was written. It would do this." if self.dry else "Imported."
        mended = [f"Mended as it was read: {kind} ({count:,})" for kind, count in sorted(self.mended.items())]
        return [
            f"{self.source} ({self.format.replace('_', ' ')}): {self._verdict()}",
            does,
            *self._cuts(full),
            *mended,
            *self.notes,
            "",
        ]

    def _faulty(self, full: bool) -> list[str]:
        """What of a copy of an archive is not as it was."""
        return [*self._some(self.faults, full), ""] if self.faults else []

    def _cuts(self, full: bool) -> list[str]:
        """Where files end too early or are damaged, and what can be done, which is the same for all."""
        lines = [_cut(file) for file in (self.cut if full else self.cut[:_SHOWN])]
        more = len(self.cut) - len(lines)
        return [*lines, *([f"    … and {more:,} more places"] if more else []), *([_NEXT] if lines else [])]

    def _verdict(self) -> str:
        """What matters most, in a line."""
        held, found = self.counted
        lost = _counted(abs(held - found), "entry is", "entries are")
        faults = [f"{lost} NOT ACCOUNTED FOR"] if held != found else []
        faults += [_counted(len(self.cut), "of its files is", "of its files are") + " cut short"] if self.cut else []
        faults += [_counted(len(self.faults), "fault", "faults") + " in the copy, named below"] if self.faults else []
        unlike = _counted(len(self.differences), "shows", "show")
        faults += [f"{unlike} something else than the source"] if self.differences else []
        if faults:
            return f"look at this: {'; '.join(faults)}{self._missing_pictures()}"
        same = ", and every post shows what its source showed" if self.checked else "; posts were not compared with it"
        left_out, changed = (sum(map(len, one.values())) for one in (self.omitted, self.changed))
        said = [f"{_counted(left_out, 'thing', 'things')} left out on purpose"] if left_out else []
        said += [f"{changed:,} shown otherwise"] if changed else []
        but = f", but for {' and '.join(said)}, named below" if said else ""
        every = "its one entry is" if held == 1 else f"all {held:,} entries are"
        return f"{every} accounted for{same}{but}{self._missing_pictures()}"

    def _missing_pictures(self) -> str:
        """How many pictures there is no copy of, and what to do while there still is one elsewhere."""
        count = len(self.pictures & self.missing.keys())
        if not count:
            return ""
        what = _counted(count, "picture is", "pictures are")
        if self.fetch and not self.dry:
            again = f"`{self.fetch_command}` tries once more"
            return f"; {what} not in the export and could not be fetched, as told below: {again}"
        them = "it" if count == 1 else "them"
        asked = "as long as the old host, or else the web archive, has"
        return f"; {what} not in the export: `{self.fetch_command}` brings {them}, {asked} {them}"

    def _files(self, full: bool) -> list[str]:
        kinds = {**self.entries, **({"comments": self.comments} if self.comments or self.tally.comments else {})}
        lines = [f"{number:>7,} {name[:-1] if number == 1 else name}" for name, number in kinds.items()]
        if self.scheduled:
            lines += ["", f"Not on the site yet, as they are dated ahead: {len(self.scheduled):,}"]
            lines += self._some(self.scheduled, full)
        for outcome, word in _WORDS.items():
            files = self.outcomes.get(outcome, [])
            if files:
                lines += ["", f"Files {word}: {len(files):,}"]
                lines += self._some(files, full or (self.dry and outcome != "unchanged") or outcome == "edited")
        return lines

    def _left_out(self, full: bool) -> list[str]:
        lines: list[str] = []
        for reason, names in sorted(self.dropped.items()):
            lines += ["", f"Left out, {reason}: {len(names):,}", *self._some(names, full)]
        for kind, posts in sorted(self.guessed.items()):
            lines += ["", f"{kind}: {len(posts):,}", *self._some(posts, full)]
        for kind, posts in sorted(self.omitted.items()):
            lines += ["", f"Left out of posts, {kind}: {len(posts):,}", *self._some(posts, full)]
        for kind, posts in sorted(self.changed.items()):
            lines += ["", f"Shown otherwise, {kind}, in posts: {len(posts):,}", *self._some(posts, full)]
        return lines

    def _images(self, full: bool) -> list[str]:
        lines = ["", f"Images and files copied: {self.images:,}"] if self.images else []
        if self.fetch and not self.dry:
            sizes, before = self.downloads.sizes, self.downloads.before
            megabytes = f"{len(sizes):,} ({sum(sizes) / 1e6:,.1f} MB)"
            had = f"; {len(before):,} that an earlier run had fetched were not asked for again" if before else ""
            lines += ["", f"Fetched from the old host: {megabytes}{had}"]
            if archived := self.downloads.archived:
                total = f"{len(archived):,} ({sum(archived.values()) / 1e6:,.1f} MB)"
                lines += ["", f"Fetched from the web archive, as the old host has them no more: {total}"]
                lines += self._some(list(archived), full)
        if self.missing:
            how = "" if self.fetch else " (IMPORTOPTS=--fetch downloads them)"
            lines += ["", f"Images and files without a copy, now links: {len(self.missing):,}{how}"]
            reasons = Counter(self.missing.values())
            if len(reasons) < len(self.missing):
                lines += [f"{number:>7,} × {why}" for why, number in reasons.most_common(_SHOWN)]
            lines += self._some([f"{address}: {why}" for address, why in self.missing.items()], full)
        return lines

    def _remarks(self, full: bool) -> list[str]:
        lines = ["", f"Settled: {len(self.settled):,}", *self._some(self.settled, full)] if self.settled else []
        if self.addresses:
            lines += ["", f"Old addresses of lists, numbers and pages of pictures that lead on, in {self.addresses}"]
        if self.nowhere:
            lines += ["", f"Old addresses that do not lead where they did: {len(self.nowhere):,}"]
            lines += self._some(self.nowhere, full)
        if self.remarks:
            lines += ["", *(f"{number:>7,} × {name}" for name, number in sorted(self.remarks.items()))]
        return lines

    def _check(self, full: bool) -> list[str]:
        if not self.checked:
            return []
        same = self.checked - self.unlike
        lines = ["", f"Round trip: {same:,} of {self.checked:,} posts show what their source showed, read from it anew"]
        others = len(self.differences) - self.unlike
        lines += [f"Comments that say something else: {others:,}"] if others else []
        return lines + self._some(self.differences, full)

    def _sum(self) -> list[str]:
        held, found = self.counted
        verdict = "every one accounted for" if held == found else f"{abs(held - found):,} NOT ACCOUNTED FOR"
        return ["", f"The source holds {_counted(held, 'entry', 'entries')}: {verdict}."]

    @staticmethod
    def _some(names: list[str], full: bool) -> list[str]:
        shown = names if full else names[:_SHOWN]
        rest = len(names) - len(shown)
        return [f"    {name}" for name in shown] + ([f"    … and {rest:,} more"] if rest else [])


_NEXT = (
    "If the blog is still there, export it again, a year or a part at a time if it is large, and import that too: what "
    "is here stays. If it is gone, look for an earlier copy of the export, for the blog's feed, or for its pages at "
    "web.archive.org, saved into a folder: all of these can be imported beside this."
)


def _cut(file: CutShort) -> str:
    """Where a file ends too early, and what can be done."""
    if file.archive:
        return f"DAMAGED: {file.where}: what could be unpacked of it is imported."
    half = f" within “{file.within}”, which is kept as far as it goes, as a draft" if file.within else ""
    before = "All before it is imported; what came after is not in this file."
    return f"CUT SHORT: {file.where}: the file ends{half}. {before}"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
