"""What readers yield, whatever the format: plain frozen data, one item for each entry of the source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from archive.model.definitions import Definition

Kind = Literal["post", "page"]
State = Literal["live", "draft"]
TermKind = Literal["category", "tag", "author"]

#: Characters that a post shows by reference at most. Long novels have a million.
MOST_BY_REFERENCE = 1 << 20
#: Within how many others such a text is looked for.
_DEEPEST_REFERENCE = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One post or standing page."""

    key: str
    """Identity that stays the same from export to export, unique within the blog."""
    kind: Kind
    title: str
    """Plain text; empty where the source has no title."""
    html: str
    """Body as HTML, not to be trusted."""
    where: str
    """Place in the source, for messages."""
    id: str = ""
    """The entry's own id for feeds (an IRI, RFC 4287 section 4.2.6), or empty."""
    published: datetime | None = None
    """Aware; None if the source gives no time."""
    day: date | None = None
    """Where only the day is known."""
    order: int | None = None
    """Place within that day, 1 the earliest."""
    rank: int = 0
    """Place among the standing pages, the lowest first."""
    updated: datetime | None = None
    state: State = "live"
    note: str = ""
    """Why a post that is no plain draft is kept as one: private, password."""
    address: str = ""
    """Full address, or a path from the blog's root."""
    aliases: tuple[str, ...] = ()
    """Other addresses by which the blog's own links may call it."""
    labels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    profile: str = ""
    """Address of the author's profile: comments that bear it are the author's own."""
    location: str = ""
    language: str = ""
    description: str = ""
    image: str = ""
    """Address of the featured image."""
    enclosures: tuple[str, ...] = ()
    """Addresses of files that go with it (RFC 4287 ``rel=enclosure``)."""
    raw: str = ""
    """Body exactly as the source has it, for the check of what was made of it; empty where `html` is that."""
    syntax: Literal["html", "wordpress", "markdown"] = "html"
    """How the source's own pages showed `raw`: as it is, or by WordPress's rules for paragraphs and shortcodes, or by
    those of its plugins for Markdown."""
    footnotes: str = ""
    """The notes of WordPress's blocks, as it keeps them: JSON."""
    gallery: tuple[str, ...] = ()
    """Addresses of images attached to it, for galleries that name none."""
    number: str = ""
    """By which the blog's addresses call it, such as ``/?p=5`` (WordPress)."""
    old_slugs: tuple[str, ...] = ()
    """Earlier last parts of its address, to which the service went on to answer."""
    redirects: tuple[str, ...] = ()
    """Other old addresses that lead to it, as `importer.addresses.redirect_of` gives them."""
    heading: str = ""
    """The title as HTML, where it is more than plain text."""
    file: str = ""
    """Where an archive of this software kept it, if it is from one: ``posts/2012/10/slug.md``; of
    standing pages only ``about.md``."""
    original: str | None = None
    """Address at which it stood before it came to `address`, empty for nowhere; None where `address` is the first."""
    updated_day: date | None = None
    """Where only the day of the last change is known."""
    follows: str = ""
    """Address of the earlier post that it follows."""
    thread: str = ""
    """What the thread that begins with it is called, if not by its title."""
    source: str = ""
    """The text of its file, if a copy of the archive holds that: it is taken as it is."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, pingback or trackback. Addresses of people and machines are never read."""

    id: str
    post: str
    """`Entry.key` of the post, or another of its names."""
    parent: str
    """`Comment.id` of what it answers, or empty."""
    name: str
    link: str
    date: datetime | None
    html: str
    raw: str = ""
    """As the source has it, where `html` was made of it by WordPress's rules."""
    by_author: bool = False
    kind: str = "comment"
    anchor: str = ""
    """The fragment by which it is linked to, where that does not follow from its id."""
    place: int = 0
    """From 1 among the comments of its post, where the source has an order of its own; 0 for that of their dates."""


@dataclass(frozen=True, slots=True)
class Media:
    """An uploaded file that the source lists as an entry of its own (WordPress attachments)."""

    id: str
    post: str
    address: str
    caption: str = ""
    """As HTML; what a gallery shows beneath it."""
    alt: str = ""
    """The text that stands for it where it cannot be seen."""
    page: str = ""
    """Address of the page that showed it alone."""
    width: int = 0
    """Of a picture, in pixels; 0 where that is not known."""
    height: int = 0


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text that entries show by reference: WordPress's synced patterns and menus."""

    id: str
    html: str
    raw: str = ""
    """As the source has it."""


@dataclass(slots=True)
class ReferenceBudget:
    """How much more a post may show by reference. Patterns may show others, and these others still, each several times:
    a few lines can stand for more text than any machine holds. What converts a post and what checks it go through its
    references in the same order, each with a budget of its own, and so stop at the same one."""

    left: int = field(default_factory=lambda: MOST_BY_REFERENCE)
    """Characters, as the source has them."""

    def take(self, raw: str, depth: int) -> bool:
        """Whether a text may be shown that is within `depth` others; if so, it is taken off what is left."""
        if depth >= _DEEPEST_REFERENCE or len(raw) > self.left:
            return False
        self.left -= len(raw)
        return True


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the blog that listed posts: those of a category, a tag or an author."""

    kind: TermKind | None
    """What its posts have in common in the archive; None for what is not kept."""
    name: str
    """As entries call it; empty for one that is left out of them."""
    path: str
    """The end of its address: ``food/bread``, unquoted."""
    base: str = ""
    """What stood before that, such as ``genre``; empty for what the service takes for the kind by itself."""
    number: str = ""
    """By which the blog's addresses call it."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """An entry of the source that is left out, and why."""

    reason: str
    """Short and countable: ``in the trash``, ``spam comment``."""
    name: str
    """Which one, for the report."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the author should know of the source that is no entry."""

    text: str


@dataclass(frozen=True, slots=True)
class Mended:
    """Something of the source that was not as its format wants it, and that was read all the same."""

    kind: str
    """What it was and how it was read."""
    count: int = 1


@dataclass(frozen=True, slots=True)
class CutShort:
    """A file of the source that ends before its own end."""

    where: str
    """The file, and the line that it ends in."""
    within: str = ""
    """Title of the entry that it ends in; empty if it ends between entries."""
    archive: bool = False
    """True for an archive or a file in one that could not be unpacked to its end."""


@dataclass(frozen=True, slots=True)
class Blog:
    """What the source says of the blog as a whole."""

    title: str = ""
    address: str = ""
    zone: str = ""
    """IANA name of its time zone."""
    language: str = ""
    """Language tag (BCP 47) of posts that name none."""
    tagline: str = ""
    """What stood below its title."""
    licence_url: str = ""
    """Address of the licence of its text."""
    service: str = ""
    """What it was kept with, where the format does not say: ``blogger``, ``wordpress``."""
    entry: bool = False
    """Whether this is an entry of the source by itself, which is to be accounted for."""


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A line of one of the blog's menus that leads to a page of its own."""

    menu: str
    order: int
    entry: str
    """`Entry.key` of the page, or empty where its address is given."""
    address: str = ""
    title: str = ""
    """What the menu calls it; empty if that is the page's title."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old address that leads to an entry."""

    path: str
    """Path and query, from the blog's root, as `importer.addresses.redirect_of` gives them."""
    to: str
    """`Entry.key` of what it leads to."""


@dataclass(frozen=True, slots=True)
class DayOrder:
    """The place of an entry among those of its day, told apart from it."""

    entry: str
    """`Entry.key`."""
    order: int
    """1 the earliest."""


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file beside the texts of an archive of this software, as a copy of it holds it."""

    file: str
    """From the folder of the archive."""
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Portrait:
    """The picture of what is defined."""

    kind: str
    key: str
    """`Definition.key`."""
    address: str
    """Of a file that shows it, which a built site may have made smaller."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of the source that is damaged, missing or not what it should be: the author has to look at it."""

    text: str
    """With its place: ``posts.jsonl:7: …``."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Posts that follow one another."""

    name: str
    entries: tuple[str, ...]
    """`Entry.key` of each, the earliest first."""


Item = (
    Entry | Comment | Media | Fragment | Listing | Dropped | Remark | Mended | CutShort | Blog | MenuLink | Redirect
    | DayOrder | Thread | Definition | Portrait | ArchiveFile | Fault
)
