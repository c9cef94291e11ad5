"""What to know before a built site is published: what would break, and what could be better."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from archive.core.addresses import is_generated, permalink
from archive.files.redirects import redirected_paths
from archive.model.outlinks import LinkState
from archive.source.scanning import HiddenReason, Scan
from lxml import html

from .published import Published

#: Bytes of a picture of which a page has one size alone: more than this is long in coming on a telephone.
HEAVY = 1_000_000
#: An alternative text that is the name of a file.
_FILE_NAME = re.compile(
    r"[\w\s()%+-]*\.(jpe?g|png|gif|webp|avif|svg|bmp|tiff?)|(img|dsc|dscn|p|image)[_\s-]?\d+", re.IGNORECASE
)

#: What the page at an old address says of itself: that it leads on, and to where.
_LEADS_ON, _CANONICAL = 'http-equiv="refresh"', re.compile(r'<link rel="canonical" href="([^"]*)">')
#: What a post is that is not to be seen.
_STATES = {HiddenReason.DRAFT: "a draft", HiddenReason.SCHEDULED: "dated ahead"}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to know."""

    kind: str
    """In a word; of one kind there may be thousands."""
    place: str
    """A file of the source, or an address."""
    message: str
    """What is found, and what to do."""
    breaks: bool = False
    """Whether readers or their feed readers would lose something that they have; else it is advice."""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def lost(out: Path, before: Published, now: Published) -> Iterator[Finding]:
    """Addresses that were published and that nothing in the built site answers."""
    redirected = redirected_paths(out, now.root)
    for address in before.entries:
        path = unquote(address)
        if address in now.entries or path in redirected or _is_file(out, path):
            continue
        # It was a list of posts: no `redirect` can stand there.
        if is_generated(path) and not path.startswith("."):
            message = "was published, and is no more: no post that is published is of it"
            yield Finding("unmade", f"/{address}", message)
        else:
            message = (
                "was published, and nothing would answer there: give the post that took its place a `redirect` of this "
                "address, or withhold the post instead of removing it"
            )
            yield Finding("lost", f"/{address}", message, breaks=True)


def _is_file(out: Path, path: str) -> bool:
    """Whether there is a file at a path of the site; out of the site there is none."""
    inside = path and not path.startswith("/") and ".." not in Path(path).parts
    return bool(inside) and (out / path / "index.html" if path.endswith("/") else out / path).is_file()


def renamed(out: Path, before: Published, now: Published) -> Iterator[Finding]:
    """Posts whose id in feeds is another, at their address or where that leads now: whoever subscribed is shown all of
    them again."""
    for address, entry in before.entries.items():
        there = address if address in now.entries or not entry.feed_id else _led_to(out, address, now.root)
        new = now.entries.get(there)
        if there != address and there in before.entries:
            continue  # a post that had its own id before
        if entry.feed_id and new and new.feed_id and new.feed_id != entry.feed_id:
            where = "" if there == address else f"leads to /{there}, which "
            yield Finding(
                "renamed",
                f"/{address}",
                f"{where}has another id in feeds, {new.feed_id} in the place of {entry.feed_id}, and feed readers will "
                f"show it as new: give the post `id: {entry.feed_id}`",
                breaks=True,
            )


def _led_to(out: Path, address: str, root: str) -> str:
    """The address to which the page of an old one leads on; empty if it does not, or out of the site."""
    if not _is_file(out, unquote(address)):
        return ""
    file = out / unquote(address)
    page = (file / "index.html" if file.is_dir() else file).read_text(encoding="utf-8", errors="replace")
    found = _CANONICAL.search(page) if _LEADS_ON in page else None
    whole = unescape(found[1]) if found else ""
    return whole.removeprefix(root) if whole.startswith(root) else ""


def address(root: str) -> Iterator[Finding]:
    """Whether the site says an address that cannot be its own."""
    host = urlsplit(root).hostname or ""
    if host.rpartition(".")[2] in ("example", "invalid", "test", "localhost"):
        message = f"`html_baseurl` is {root}, which nobody can reach: set the address at which the site will stand"
        yield Finding("address", "conf.py", message, breaks=True)


def hidden(out: Path, scan: Scan) -> Iterator[Finding]:
    """Posts that are not to be seen: how many, and those that this build shows all the same."""
    for name, state in sorted(scan.hidden.items()):
        if state is HiddenReason.WITHHELD:
            continue
        page = out / f"{permalink(name)}"
        if page.is_file() and _tree(page).find_class("h-entry"):
            message = f"is {_STATES[state]}, and stands in this build, which shows drafts: run `make html` again"
            yield Finding("shown", f"{name}.md", message, breaks=True)
        else:
            yield Finding("hidden", f"{name}.md", f"is {_STATES[state]}, and will not be seen")


def posts(out: Path, scan: Scan) -> Iterator[Finding]:
    """What the posts lack: a category, a description, words for pictures; and pictures that are too heavy."""
    for name, front in sorted(scan.published.items()):
        page, place = out / permalink(name), f"{name}.md"
        if not front.categories:
            yield Finding("category", place, "has no category: name one under `category`")
        if page.is_file():
            yield from _page(out, page, place)


def _page(out: Path, page: Path, place: str) -> Iterator[Finding]:
    tree = _tree(page)
    if not any(meta.get("name") == "description" and meta.get("content", "").strip() for meta in tree.iter("meta")):
        yield Finding(
            "description", place, "has no description: write one under `description`, which search engines show"
        )
    pictures = [image for text in tree.find_class("e-content") for image in text.iter("img")]
    without = sum(1 for image in pictures if not (image.get("alt") or "").strip())
    named = sum(1 for image in pictures if _FILE_NAME.fullmatch((image.get("alt") or "").strip()))
    if without:
        message = "without alternative text: say what each shows, as in `![a loaf on a table](loaf.jpg)`"
        yield Finding("unworded", place, f"{_pictures(without)} {message}")
    if named:
        message = "whose alternative text is the name of a file: say what each shows"
        yield Finding("file names", place, f"{_pictures(named)} {message}")
    for source in sorted({image.get("src", "") for image in pictures if not image.get("srcset")}):
        file = _own_file(out, page, source)
        if file and (size := file.stat().st_size) > HEAVY:
            message = "and is sent whole: make it smaller, or set `scale_pictures` in conf.py to `True`"
            yield Finding("heavy", place, f"{file.name} has {size / 1e6:.1f} MB, {message}")


def _pictures(count: int) -> str:
    return f"{count} picture{'s' if count > 1 else ''}"


def _own_file(out: Path, page: Path, source: str) -> Path | None:
    """The file that a page of the site loads by `source`, if it is the site's own."""
    parts = urlsplit(urljoin(page.relative_to(out).as_posix(), source))
    path = out / unquote(parts.path)
    return path if not parts.scheme and not parts.netloc and path.is_file() else None


def _tree(page: Path) -> html.HtmlElement:
    return html.document_fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def links(scan: Scan) -> Iterator[Finding]:
    """Links of published posts whose page is there no more, as far as ``links.yaml`` knows."""
    states = {LinkState.COPIED: "readers are led to its copy", LinkState.LOST: "and no copy of it is known"}
    for link in scan.link_file.links.links:
        used = [path for path in link.used if path.removesuffix(".md") in scan.published]
        if used and link.state in states:
            message = f"the page at {link.address} is gone, {states[link.state]}: write another address under `instead`"
            yield Finding("gone", used[0], message)


def changed(before: Published | None, now: Published) -> list[str]:
    """Addresses, whole, that are new or changed since `before`, in the order of the list; without it, all."""
    old: Mapping[str, object] = before.entries if before else {}
    return [now.root + path for path, entry in now.entries.items() if old.get(path) != entry]
