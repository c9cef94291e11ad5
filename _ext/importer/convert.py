"""One entry as the text of its file: front matter, title, body."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html import escape as html_escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from archive.model.definitions import Definitions
from archive.source import fields

from importer import addresses
from importer.assets import Assets
from importer.definitions import role_text
from importer.fields import front_matter_of, sound
from importer.languages import quotation_marks
from importer.links import Links
from importer.markup import escape
from importer.markup.attributes import PICTURES
from importer.markup.clean import controls_removed, post_html
from importer.markup.code import escape_code
from importer.markup.context import Context, Omission, Picture
from importer.markup.document import to_markdown
from importer.markup.omitted import marked, omission
from importer.model import Entry, Fragment, Media, ReferenceBudget
from importer.place import Place, headline

if TYPE_CHECKING:
    from importer.fidelity.checker import Checker
    from importer.fidelity.compare import Difference

#: Marks of `importer.wordpress`.
_GALLERY = re.compile(r'<div class="imported-(gallery|playlist)" title="([\d,]*)"></div>')
_BLOCK = re.compile(r'<div class="imported-block" title="(\d+)"></div>')


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text, and what there is to say of it."""

    text: str
    remarks: Counter[str]
    changed: Counter[str]
    """What is shown otherwise than the source showed it, counted."""
    omissions: tuple[Omission, ...] = ()
    """What readers saw and is left out on purpose."""
    differences: tuple[Difference, ...] = ()
    """What the text shows otherwise than the source."""


@dataclass(frozen=True, slots=True)
class Converter:
    """What entries are converted with."""

    links: Links
    assets: Assets
    media: Callable[[str, tuple[str, ...]], tuple[Media, ...]]
    """Attachments of an entry, by its key, or by their ids where some are given."""
    fragment: Callable[[str], Fragment | None] = lambda id: None
    """What entries show by reference, by its id."""
    checker: Checker | None = None
    """None where posts are not to be compared with their source."""
    language: str = ""
    """That of the site: posts in it name none."""
    untitled: str = "Untitled"
    """What an entry without title and words is called."""
    definitions: Definitions = field(default_factory=Definitions)
    """What names in texts may mean."""

    def document(self, entry: Entry, place: Place) -> Document:
        """Convert `entry`; what is written already stays as it is."""
        if entry.source:
            return Document(entry.source, Counter(), Counter())
        self.assets.day = _day(entry)
        context = Context()
        base = self.links.full(entry.address, "") if entry.address else self.links.full("/", "")
        base = base if "://" in base else ""
        context.full = lambda address: self.links.full(address, base)
        context.quotes = quotation_marks(entry.language or self.language)
        context.link = self._link(context, base, place)
        context.picture = self._picture(base, place)
        context.still = self._still(base, place)
        context.name = partial(role_text, self.definitions)
        context.anchors = set(self.links.anchors(place.file))
        context.linked_from_others = self.links.linked_from_others(place.file)
        cleaned = post_html(self.assets.unpacked(self._prepared(entry)))
        body = to_markdown(cleaned, context)
        differences = self._differences(entry, place, body, context)
        enclosures = self._enclosures(entry, place)
        follows = self.links.post_named(entry.follows) if entry.follows else ""
        head = front_matter_of(entry, place, self._featured(entry, place), self.language, follows)
        title = f"# {self._heading_of_html(entry.heading) or heading(headline(entry)) or self.untitled}"
        text = "\n\n".join(part for part in (f"{head}\n{title}", body, enclosures) if part) + "\n"
        return Document(text, context.remarks, context.changed, tuple(context.omissions), tuple(differences))

    def _heading_of_html(self, title: str) -> str:
        """A title in HTML as the text of a heading; empty if it is no single line."""
        made = to_markdown(post_html(title), Context(name=partial(role_text, self.definitions))) if title else ""
        return "" if "\n" in made else re.sub(r"(?<!\S)(#+)$", r"\\\1", made)

    def _differences(self, entry: Entry, place: Place, body: str, context: Context) -> list[Difference]:
        if self.checker is None:
            return []
        marks = frozenset(f"#{fragment}" for fragment in context.notes)
        backs = frozenset(context.marks) - marks
        return self.checker.differences(entry, str(place.file), body, context.omissions, marks, backs)

    def _link(self, context: Context, base: str, place: Place) -> Callable[[str], str]:
        def link(href: str) -> str:
            target, remark = self.links.resolve(href, base, place.file)
            if remark and not target:
                context.omissions.append(Omission(remark, addresses=(href,)))
            elif remark:
                context.remarks[remark] += 1
            return target

        return link

    def _picture(self, base: str, place: Place) -> Callable[[str, str], Picture]:
        def picture(src: str, linked: str) -> Picture:
            address, larger = _absolute(src, base), _absolute(linked, base) if linked else ""
            copy = self.assets.copy(larger or address, (address,) if larger else ())
            if copy:
                return Picture(address, os.path.relpath(copy, place.file.parent).replace(os.sep, "/"))
            return Picture(larger or address)

        return picture

    def _still(self, base: str, place: Place) -> Callable[[str], str]:
        def still(address: str) -> str:
            copy = self.assets.still(_absolute(address, base)) if address else ""
            return os.path.relpath(copy, place.file.parent).replace(os.sep, "/") if copy else ""

        return still

    def _prepared(self, entry: Entry) -> str:
        """The body with what other entries hold in its place, its code told from its markup, and what is left
        out marked."""
        budget = ReferenceBudget()
        raw = _BLOCK.sub(lambda found: self._block(found[1], (), budget), entry.html)
        raw = _GALLERY.sub(lambda found: self._gallery(entry, found[1], found[2]), raw)
        return marked(raw if entry.syntax == "wordpress" else escape_code(raw))

    def _block(self, id: str, around: tuple[str, ...], budget: ReferenceBudget) -> str:
        """The text of a synced pattern or a menu, and of those within it; `around` are the ids of those that it is
        within. One that is within itself is not shown there, as WordPress has it."""
        if id in around:
            return ""
        fragment = self.fragment(id)
        if fragment is None:
            return omission("block of an entry that is not in the source", id)
        if not budget.take(fragment.raw, len(around)):
            return omission("menu or pattern that would make its post too long, with all that it shows of others", id)
        return _BLOCK.sub(lambda found: self._block(found[1], (*around, id), budget), fragment.html)

    def _gallery(self, entry: Entry, kind: str, listed: str) -> str:
        """The attachments that a gallery or a playlist means: those listed, or all of the entry."""
        ids = tuple(one for one in listed.split(",") if one)
        found = {one.id: one for one in self.media(entry.key, ids)}
        if not ids and not found:
            return omission(f"{kind} whose files are not in the source")
        gone = "".join(self._missing_file(kind, id) for id in ids if id not in found)
        if kind == "playlist":
            sounds = (f'<p><audio src="{html_escape(one.address)}"></audio></p>' for one in found.values())
            return gone + "".join(sounds)
        shown = (found.get(id) or Media(id, "", self._page_of(id)) for id in ids or found)
        return f'{gone}<div class="{PICTURES}">{"".join(_figure(one) for one in shown if one.address)}</div>'

    def _missing_file(self, kind: str, id: str) -> str:
        """The mark of a file of a gallery or a playlist that is not in the source."""
        what = "picture of a gallery" if kind == "gallery" else "sound of a playlist"
        address = self._page_of(id) if kind == "gallery" else ""
        what += " that is not in the source, of which only the number is known"
        return omission(what, id, *filter(None, (address,)))

    def _page_of(self, id: str) -> str:
        """The address at which WordPress showed an attachment; empty where it is not known where the blog stood."""
        home = self.links.full("/", "")
        return f"{home}?attachment_id={id}" if "://" in home else ""

    def _enclosures(self, entry: Entry, place: Place) -> str:
        """Enclosures, as links beneath the text."""
        lines = []
        for address in dict.fromkeys(entry.enclosures):
            if not address.startswith(("http://", "https://")):
                continue
            copy = self.assets.copy(address, image=False)
            name = escape.inline(addresses.last_part(address) or address)
            target = os.path.relpath(copy, place.file.parent).replace(os.sep, "/") if copy else address
            lines.append(f"[{name}]({escape.destination(target)}){{.enclosure}}")
        return "\n\n".join(lines)

    def _featured(self, entry: Entry, place: Place) -> str:
        address = entry.image
        if address.isdigit():
            address = next((one.address for one in self.media("", (address,))), "")
        copy = self.assets.copy(address) if address else ""
        if not copy and entry.file and not self.links.is_own(address):
            return sound(fields.address, address)  # on another host, as the archive had it
        return os.path.relpath(copy, place.file.parent).replace(os.sep, "/") if copy else ""


def _figure(picture: Media) -> str:
    """A picture of a gallery, with its caption."""
    size = f' data-original-width="{picture.width}" data-original-height="{picture.height}"' if picture.width else ""
    image = f'<img src="{html_escape(picture.address)}" alt="{html_escape(picture.alt)}"{size}>'
    if not picture.caption.strip():
        return f"<p>{image}</p>"
    return f"<figure>{image}<figcaption>{picture.caption}</figcaption></figure>"


def _day(entry: Entry) -> str:
    """When an entry appeared, as the web archive writes days; empty where that is not known."""
    day = entry.published or entry.day
    return f"{day.year:04}{day:%m%d}" if day else ""


def _absolute(address: str, base: str) -> str:
    address = f"https:{address}" if address.startswith("//") else address
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address


def heading(title: str) -> str:
    """A title as the text of a heading: one line that opens nothing and ends in no closing hashes; empty if nothing of
    it is seen."""
    plain = re.sub(r"[\s\x85\u2028\u2029]+", " ", controls_removed(title)).strip()
    return re.sub(r"(?<!\S)(#+)$", r"\\\1", escape.inline(plain))
