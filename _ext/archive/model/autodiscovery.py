"""Feed autodiscovery: in which formats there are feeds of the archive and of each subject, where they stand, and how
pages announce them.

Pages name their feeds as https://www.rssboard.org/rss-autodiscovery and https://www.jsonfeed.org/version/1.1/ have it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..core.texts import xml_safe
from .mentions import Subject
from .posts import Site, Term


@dataclass(frozen=True, slots=True)
class Format:
    """A format of feeds."""

    name: str
    media_type: str
    file: str
    """Name of each feed's file."""


ATOM = Format("Atom", "application/atom+xml", "atom.xml")
RSS = Format("RSS", "application/rss+xml", "rss.xml")
JSON_FEED = Format("JSON Feed", "application/feed+json", "feed.json")


@dataclass(frozen=True, slots=True)
class Alternate:
    """A feed as a page's ``<link rel="alternate">`` names it."""

    type: str
    """Media type."""
    title: str
    path: str
    """From the site's root."""


def formats(subject: Subject | None) -> tuple[Format, ...]:
    """The formats of the feeds of a subject, or of the whole archive.

    There is RSS, for old readers, only of the archive and of its categories, tags and authors: definitions and threads
    may be thousands.
    """
    return (ATOM, RSS, JSON_FEED) if subject is None or isinstance(subject, Term) else (ATOM, JSON_FEED)


def feed_path(format: Format, subject: Subject | None = None) -> str:
    """Where the feed of a subject, or of the whole archive, stands, from the site's root."""
    return f"{subject.page if subject else 'blog'}/{format.file}"


def feed_title(site: Site, subject: Subject | None = None) -> str:
    """The title of the feeds of a subject, or of the whole archive; never empty."""
    name = xml_safe(site.title).strip() or site.url
    if subject is None:
        return name
    # Translators: the title of a feed of the posts of one category, tag or author.
    message = site.localization.gettext("%(site)s: %(subject)s")
    return message % {"site": name, "subject": xml_safe(subject.name)}


def alternates(site: Site, subject: Subject | None = None) -> tuple[Alternate, ...]:
    """The feeds of a subject, or of the whole archive, that a page announces."""
    title = feed_title(site, subject)
    # Translators: how a feed is announced; the format is Atom, RSS or JSON Feed.
    message = site.localization.gettext("%(title)s (%(format)s)")
    return tuple(
        Alternate(format.media_type, message % {"title": title, "format": format.name}, feed_path(format, subject))
        for format in formats(subject)
    )
