"""Which addresses of other sites an archive leads to, and from where: told by its sources, without a build.

Posts that are published, standing pages, definitions and works cited; of posts the address at which they first stood
too. Comments are left out, as their links are others'.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from archive.check import ownhtml, textrules
from archive.core import dates
from archive.core.problems import Problem
from archive.core.yamltext import Node
from archive.model.outlinks import OutboundLink, is_copy, link_key
from archive.source import configuration, fields, markdown, scanning, sourcefiles
from archive.source.scanning import Scan
from archive.source.sourcefiles import SourceError, decode
from markdown_it.common.normalize_url import normalizeLink
from myst_parser.config.main import MdParserConfig

#: Options by which figures, cards and buttons lead to somewhere.
_TARGETS = ("target", "link", "url")
#: A link of reStructuredText, and the definition of one.
_RST = re.compile(r"(?:<|^[ \t]*\.\. _[^:\n]+:[ \t]+)(https?://[^>\s]+)", re.MULTILINE)
#: The text of a directive that is of reStructuredText.
_EVAL = re.compile(r"```+\{eval-rst\}\n(.*?)\n[ \t]*```", re.DOTALL)
#: The address of a work cited, as BibTeX has it.
_URL = re.compile(r"^\s*url\s*=\s*[{\"]\s*(https?://[^}\"\s]+)", re.IGNORECASE | re.MULTILINE)


@dataclass
class Collected:
    """What a site leads to."""

    uses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The files that have each address, the oldest post first, then what has no date."""
    days: Mapping[str, date] = field(default_factory=dict)
    """Of each post, by its file, the day on which it appeared."""
    unreadable: list[str] = field(default_factory=list)
    """What stands as a link and is no address that can be asked, with its file."""
    problems: tuple[Problem, ...] = ()
    """What is wrong in the file of links."""
    known: tuple[OutboundLink, ...] = ()
    """What the file of links says."""
    site: str = ""
    """The address of the site itself."""

    def day(self, link: OutboundLink) -> date | None:
        """The day on which the first post with a link appeared."""
        return min((self.days[path] for path in link.used if path in self.days), default=None)

    @property
    def years(self) -> dict[str, int]:
        """Of each post, by its file, the year in which it appeared."""
        return {path: day.year for path, day in self.days.items()}


def collect(root: Path) -> Collected:
    """Read all sources of the site in the folder `root`. Raises ValueError where ``conf.py`` cannot be read."""
    zone, pages = configuration.zone_and_pages(root)
    posts: dict[str, bytes] = {}
    scan = scanning.scan(root, zone=zone, now=dates.now(zone), pages=pages, on_read=posts.__setitem__)
    values = configuration.read(root / "conf.py")
    collected = Collected(known=scan.link_file.links.links, problems=scan.link_file.problems, site=_site(values))
    collected.days = {f"{name}.md": front.moment.date() for name, front in scan.published.items() if front.moment}
    uses: dict[str, set[str]] = {}
    for path, address in _addresses(root, scan, posts, pages, values):
        key = link_key(address)
        if not key or is_copy(key) or (collected.site and key.startswith(collected.site)):
            continue
        try:
            fields.address(Node(1, text=key))
        except fields.FieldError:
            collected.unreadable.append(f"{path}: {address}")
            continue
        uses.setdefault(key, set()).add(path)
    for link in collected.known:
        if link.instead and link.address in uses:
            uses.setdefault(link_key(link.instead), set()).update(uses[link.address])
    collected.uses = {key: _in_order(paths, collected.days) for key, paths in sorted(uses.items())}
    return collected


def _site(values: Mapping[str, tuple[object, int]]) -> str:
    """Where the site stands, if ``conf.py`` says it in so many words."""
    value = values.get("html_baseurl", ("", 1))[0]
    return value if isinstance(value, str) else ""


def _in_order(paths: set[str], days: Mapping[str, date]) -> tuple[str, ...]:
    return tuple(sorted(paths, key=lambda path: (days.get(path, date.max), path)))


def _addresses(
    root: Path, scan: Scan, posts: Mapping[str, bytes], pages: Sequence[str],
    values: Mapping[str, tuple[object, int]],
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Each file, and an address in it."""
    try:
        config = MdParserConfig(**configuration.myst_settings(values))
    except (TypeError, ValueError):  # which a build says
        config = MdParserConfig()
    for name, front in sorted(scan.published.items()):
        path = f"{name}.md"
        if front.original:
            yield path, front.original
        if path in posts:
            yield from ((path, address) for address in _of_text(posts[path], textrules.text_config(config, front)))
    for path in (page for page in pages if page.removesuffix(".md") not in scan.faulty_pages):
        try:
            data = sourcefiles.read(os.fspath(root), path)
        except OSError:
            continue
        yield from ((path, address) for address in _of_text(data, config))
    for entry in scan.definitions.entries:
        yield from ((entry.path, address) for _, address in entry.links)
    for path in configuration.bibliography_files(root):
        if (root / path).is_file():
            text = (root / path).read_text(encoding="utf-8", errors="replace")
            yield from ((path, found[1]) for found in _URL.finditer(text))


def _of_text(data: bytes, config: MdParserConfig) -> Iterator[str]:
    """The addresses that a text leads to, as its page will have them."""
    try:
        text = decode(data)
    except SourceError:
        return
    linkify = "linkify" in config.enable_extensions
    if "//" not in text and not linkify and not any(config.url_schemes.values()):
        return
    scanned = markdown.scanner(config).scan(*markdown.without_front_matter(text), whole=linkify)
    yield from (link.target for link in scanned.links)
    for directive in scanned.directives:
        yield from (directive.options[name] for name in _TARGETS if name in directive.options)
    if "{eval-rst}" in text:
        yield from (link[1] for block in _EVAL.findall(text) for link in _RST.finditer(block))
    for html in scanned.html:
        links = (reference for reference in ownhtml.references(html.text) if not reference.loads)
        yield from (normalizeLink(link.address) for link in links)


def merged(collected: Collected) -> tuple[list[OutboundLink], list[OutboundLink], list[OutboundLink]]:
    """What is known of all links that there are now, in order; those that nothing uses any more and that go; and those
    of which their author has written something, which stay and are among the first too."""
    known = {link.address: link for link in collected.known}
    now = [
        replace(known.get(address) or OutboundLink(address), used=paths) for address, paths in collected.uses.items()
    ]
    unused = [replace(link, used=()) for address, link in known.items() if address not in collected.uses]
    kept = [link for link in unused if link.by_hand]
    gone = [link for link in unused if not link.by_hand]
    return sorted([*now, *kept], key=lambda link: link.address), gone, kept
