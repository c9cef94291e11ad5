"""The site that copies are made of: its sources, its built pages, and the model of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archive.core import addresses, slugs
from archive.model.archive import Archive
from archive.source import comments
from archive.source.comments import Comment


@dataclass(frozen=True)
class StandingPage:
    """A document that is no post, such as ``about``."""

    docname: str
    title: str
    """Plain text."""
    searched: bool
    """False where it says ``no-search``: it is of the software, say, and no part of what the blog says."""

    @property
    def path(self) -> str:
        """Of its page, from the folder of the built site."""
        return addresses.permalink(self.docname)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file beside the texts that a document shows, offers or includes, such as a picture."""

    path: str
    """From the source folder."""
    published: str
    """From the folder of the built site; empty where what is in it stands in pages alone."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site just built. Nothing in it is hidden: drafts, posts dated ahead and withheld ones are in no part of it."""

    source: Path
    """The folder of ``conf.py``, of which ``posts/`` and all other sources are a part."""
    html: Path
    """The folder of the built site: the page of a `Post` is the file ``html / post.path``."""
    files: tuple[str, ...]
    """All files of the built site by their paths from `html`, in order; not what somebody else put there."""
    archive: Archive
    """All published posts, newest first, what is said of the whole (`Archive.site`: title, address, language), terms,
    definitions, threads and mentions."""
    body: Callable[[str], str]
    """The HTML of the text of a document (a post or a standing page) by its docname. Addresses within the site begin
    with `archive.core.addresses.SITE_SCHEME`, in whose place `rebase` puts the root. It has no ids: what needs those,
    as notes do, reads the page in `html`."""
    discussed: frozenset[str] = frozenset()
    """Docnames of the posts with comments."""
    standing: tuple[StandingPage, ...] = ()
    """In the order of their docnames."""
    needed_files: Mapping[str, tuple[SourceFile, ...]] = field(default_factory=dict)
    """The files that each document needs, by its docname, in the order of their paths."""
    bibliographies: tuple[str, ...] = ()
    """The files of BibTeX with the works that texts cite, by their paths from `source`."""
    hidden: frozenset[str] = frozenset()
    """Docnames of posts that are not published: neither they nor their sources may be in any copy."""
    moment: datetime = datetime(1980, 1, 1, tzinfo=UTC)
    """In UTC: ``SOURCE_DATE_EPOCH``, else when the newest post was published or any changed. Every time that a copy
    needs, such as those of files in it, is this one: the clock has no part in it."""

    @property
    def name(self) -> str:
        """What files that hold the whole are called, without a suffix: the site's title in letters for addresses."""
        return slugs.slugify(self.archive.site.title)

    def comments(self, docname: str) -> tuple[Comment, ...]:
        """The comments beneath a post, in reading order."""
        return comments.load(self.source, docname) if docname in self.discussed else ()

    def source_text(self, docname: str) -> str:
        """What the author wrote: the Markdown of a document, its front matter included."""
        return (self.source / f"{docname}.md").read_text(encoding="utf-8")
