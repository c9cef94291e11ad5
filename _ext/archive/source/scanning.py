"""All posts together: which are published, which are hidden and why, and what is wrong between them."""

from __future__ import annotations

import hashlib
import os
import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path

from ..core import dates, yamltext
from ..core import problems as problem_lines
from ..core.addresses import POSTS
from ..core.problems import Problem
from ..model.definitions import Definitions
from ..model.oldaddresses import OldBlog
from . import comments, consistency, definitionfiles, fields, frontmatter, linkfile, oldaddresses, sourcefiles
from .frontmatter import FrontMatter

#: Bytes of a file's name without its suffix, of which file systems allow 255 with the ``.html`` of its page; and of
#: its path from the source folder, of which they allow 4,096 from their root.
LONGEST_NAME, LONGEST_PATH = 250, 2000


class State(StrEnum):
    """Why a post is hidden."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    WITHHELD = "withheld"


_NO_POST = "no post stands beside these comments, and so they are not shown: name the file as their post, or remove it"
_ASTRAY = "the folder leads out of the site's folder by a link: put a copy in its place"


_Rules = Callable[[bytes], tuple[FrontMatter | None, list[Problem]]]
_Seen = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True)
class Read:
    """What reading one file gave, kept for the next time while its digest stays the same."""

    digest: str
    front: FrontMatter | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """All posts, by the name of their document, in the order of their paths."""

    posts: Mapping[str, FrontMatter] = field(default_factory=dict)
    """Those that can be read, hidden ones too."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """Digest of each post's bytes, time zone and rules: the same digest, the same result."""
    published: Mapping[str, FrontMatter] = field(default_factory=dict)
    hidden: Mapping[str, State] = field(default_factory=dict)
    discussed: Mapping[str, comments.Read] = field(default_factory=dict)
    """The comments of those posts that have any."""
    follows: Mapping[str, str] = field(default_factory=dict)
    """The post that each post follows, where that is as it should be."""
    closed: frozenset[str] = frozenset()
    """The standing pages whose files may not or cannot be read."""
    defined: definitionfiles.Read = field(default_factory=definitionfiles.Read)
    linked: linkfile.Read = field(default_factory=linkfile.Read)
    """What is known of links to other sites."""
    old_blogs: tuple[OldBlog, ...] = ()
    """What is known of old addresses beside those that posts and pages name."""
    hints: tuple[Problem, ...] = ()
    """What may be as it should."""
    problems: tuple[Problem, ...] = ()
    cache: Mapping[str, Read] = field(default_factory=dict)
    """For the next scan, by path."""

    @property
    def definitions(self) -> Definitions:
        return self.defined.definitions


def scan(
    root: Path,
    *,
    zone: tzinfo,
    now: datetime,
    pages: Iterable[str] = (),
    cache: Mapping[str, Read] | None = None,
    discussed: Mapping[str, comments.Read] | None = None,
    defined: definitionfiles.Read | None = None,
    linked: linkfile.Read | None = None,
    seen: _Seen = lambda path, data: None,
) -> Scan:
    """Read every ``posts/**/*.md`` under `root`.

    `pages` are the paths of the standing pages, whose addresses posts must leave free. `cache` is that of an
    earlier scan, `discussed` what it found of comments, `defined` of definitions, `linked` of links: files whose digest
    is the same are not parsed again. `seen` is told the path and the bytes of each post that can be read.
    """
    problems: list[Problem] = []
    files = _files(root, problems)
    reads = _reads(root, _sources(files, problems), zone, cache or {}, seen)
    names = {path: path.removesuffix(".md") for path in reads}
    posts = {names[path]: read.front for path, read in reads.items() if read.front}
    problems += (problem for read in reads.values() for problem in read.problems)
    pages = list(pages)
    problems += consistency.problems(posts, list(names.values()), [page.removesuffix(".md") for page in pages])
    standing = _standing(root, pages, zone, cache or {})
    problems += (problem for read in standing.values() for problem in read.problems)
    strayed = dict(_strayed(files, names.values()))
    problems += (Problem(path, 1, misnaming(path)) for path, of_a_post in strayed.items() if of_a_post)
    alone = (Problem(path, 1, _NO_POST) for path, of_a_post in strayed.items() if not of_a_post)
    discussed = _discussed(root, files, posts, discussed or {})
    problems += (read.problem for read in discussed.values() if read.problem)
    hidden = {name: state for name, front in posts.items() if (state := _state(front, now))}
    problems += _pictures(os.fspath(root), {name: front for name, front in posts.items() if name not in hidden})
    follows, faults = consistency.resolve_follows(posts, list(names.values()), hidden)
    defined = definitionfiles.read(root, defined)
    linked = linkfile.read(root, linked)
    old = oldaddresses.read(root, posts, (*reads, *pages))
    problems += definitionfiles.missing_pictures(root, defined.definitions)
    problems += (*faults, *defined.problems, *linked.problems, *old.problems)
    return Scan(
        posts=posts,
        digests={names[path]: read.digest for path, read in reads.items()},
        published={name: front for name, front in posts.items() if name not in hidden},
        hidden=hidden,
        discussed=discussed,
        follows=follows,
        closed=frozenset(page.removesuffix(".md") for page, read in standing.items() if read.problems),
        defined=defined,
        linked=linked,
        old_blogs=old.blogs,
        hints=(*old.hints, *alone),
        problems=tuple(sorted(set(problems))),
        cache={**reads, **standing},
    )


def _reads(
    root: Path, paths: Iterable[str], zone: tzinfo, cache: Mapping[str, Read], seen: _Seen
) -> dict[str, Read]:  # fmt: skip
    """What each post at `paths` gives, in their order."""
    folder, stamp = os.fspath(root), _stamp(zone)
    return {path: _read(folder, path, zone, stamp, cache.get(path), seen) for path in paths}


def _standing(root: Path, pages: Iterable[str], zone: tzinfo, cache: Mapping[str, Read]) -> dict[str, Read]:
    """What is wrong with each of the standing `pages` that is there, in their order."""
    folder, stamp = os.fspath(root), _stamp(zone)
    there = (page for page in pages if os.path.lexists(root / page))
    return {page: _read_page(folder, page, stamp, cache.get(page)) for page in there}


def _read_page(root: str, path: str, stamp: bytes, known: Read | None) -> Read:
    if message := misnaming(path):
        return Read("", None, (Problem(path, 1, message),))
    if not path.endswith(".md"):  # nor is it a text, it may be
        message = sourcefiles.fault(root, path)
        return Read("", None, (Problem(path, 1, f"the file {message}"),) if message else ())
    return _told(root, path, stamp, known, lambda data: (None, frontmatter.faults_of_page(data, path)))


def _discussed(
    root: Path, files: Iterable[str], posts: Iterable[str], known: Mapping[str, comments.Read]
) -> Mapping[str, comments.Read]:
    """The comments of those of `posts` that have a file of them among `files`."""
    beside = {path.removesuffix(comments.SUFFIX) for path in files if path.endswith(comments.SUFFIX)}
    return comments.scan(root, (name for name in posts if name in beside), known)


def _state(front: FrontMatter, now: datetime) -> State | None:
    if front.withhold is not None:
        return State.WITHHELD
    if front.draft or front.date is None:
        return State.DRAFT
    # A day without a time begins at midnight, though the post is sorted as of noon.
    ahead = front.date > now if front.timed else front.date.date() > now.astimezone(front.date.tzinfo).date()
    return State.SCHEDULED if ahead else None


def _read(
    root: str, path: str, zone: tzinfo, stamp: bytes, known: Read | None, seen: _Seen
) -> Read:  # fmt: skip
    def rules(data: bytes) -> tuple[FrontMatter | None, list[Problem]]:
        return frontmatter.read(data, path, zone)

    return _told(root, path, stamp, known, rules, seen)


def _told(
    root: str, path: str, stamp: bytes, known: Read | None, rules: _Rules, seen: _Seen = lambda path, data: None
) -> Read:  # fmt: skip
    """What the `rules` say of a file, or what is `known` of it, if it is the same."""
    try:
        data = sourcefiles.read(root, path)
    except sourcefiles.FileFault as error:
        return Read("", None, (Problem(path, 1, f"the file {error}"),))
    seen(path, data)
    digest = hashlib.blake2b(data, digest_size=16, person=stamp).hexdigest()
    if known is not None and known.digest == digest:
        return known
    front, problems = rules(data)
    return Read(digest, front, tuple(problems))


def _stamp(zone: tzinfo) -> bytes:
    """Digest of all that a result depends on besides the file: the zone and the rules themselves."""
    rules = (dates, fields, frontmatter, problem_lines, sourcefiles, yamltext)
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in rules)
    return hashlib.blake2b(str(zone).encode() + code, digest_size=16).digest()


def _files(root: Path, problems: list[Problem]) -> list[str]:
    """Paths of all files of the posts from `root`, in order; dot files and editors' backups are passed over."""
    found: list[str] = []
    if _leads_astray(root, POSTS.rstrip("/")):
        problems.append(Problem(POSTS.rstrip("/"), 1, _ASTRAY))
        return found
    for folder, folders, files in sourcefiles.walk(os.fspath(root / POSTS), _unread(root, problems)):
        within = Path(folder).relative_to(root).as_posix()
        astray = [path for name in folders if _leads_astray(root, path := f"{within}/{name}")]
        problems += (Problem(path, 1, _ASTRAY) for path in astray)
        folders[:] = [name for name in folders if not name.startswith(".") and f"{within}/{name}" not in astray]
        found += (f"{within}/{name}" for name in files if not name.startswith((".", "#", "~")))
    return sorted(found)


def _leads_astray(root: Path, path: str) -> bool:
    """Whether a folder is a link out of the source folder."""
    return os.path.islink(root / path) and sourcefiles.leaves(os.fspath(root), os.fspath(root / path))


def _pictures(root: str, posts: Mapping[str, FrontMatter]) -> Iterator[Problem]:
    """The posts whose field `image` names no file that may be shown."""
    for docname, front in posts.items():
        if not front.image or "://" in front.image:
            continue
        if message := sourcefiles.fault(root, sourcefiles.located(docname, front.image)):
            said = f"`image`: the picture {front.image} {message}, or write an address"
            yield Problem(f"{docname}.md", front.lines["image"], said)


def _sources(files: Iterable[str], problems: list[Problem]) -> Iterator[str]:
    """Those of `files` that are posts."""
    there = set(files)
    for path in sorted(there):
        composed = unicodedata.normalize("NFC", path)
        if composed != path and composed in there and path.endswith(".md"):
            yield path  # of one address with the other, as is said of all such
        elif problem := _misnamed(path):
            problems.append(problem)
        elif path.endswith(".md"):
            yield path


def _unread(root: Path, problems: list[Problem]) -> Callable[[OSError], None]:
    def note(error: OSError) -> None:
        path = Path(error.filename).relative_to(root).as_posix()
        if not isinstance(error, FileNotFoundError):
            problems.append(Problem(path, 1, f"the folder cannot be read ({error.strerror}): change who may read it"))

    return note


def _misnamed(path: str) -> Problem | None:
    """A post that would be lost for its name, or that no link could lead to."""
    suffix = posixpath.splitext(path)[1]
    if suffix != ".md" and suffix.lower() in (".md", ".markdown", ".mdown", ".mkd", ".rst", ".html", ".htm"):
        return Problem(path, 1, f"`{suffix}` files are not read as posts: give the file the suffix `.md`")
    if suffix == ".md" and (message := misnaming(path)):
        return Problem(path, 1, message)
    return None


def misnaming(path: str) -> str:
    """Why no page can stand at the address that a file's path from the source folder gives it; empty if one can."""
    stem = path.removesuffix(".md")
    parts = stem.split("/")
    if not path.isprintable() or any(char in stem for char in '#?%:*"<>|\\'):
        return "the file's name is its address: name it with letters, digits and hyphens alone"
    if unicodedata.normalize("NFC", path) != path:
        return (
            "the file's name is in decomposed Unicode, as macOS and rsync write accents, and no link would find it: "
            "rename it in composed letters, as `convmv -r -f utf8 -t utf8 --nfc --notest .` does"
        )
    if any(part != part.strip() or part.endswith(".") for part in parts):
        return "the file's path has a name that begins or ends with a blank, or ends with a full stop: take that out"
    if len(parts[-1].encode()) > LONGEST_NAME or len(path.encode()) > LONGEST_PATH:
        return f"the file's name is too long for a page, which can have {LONGEST_NAME} bytes, of {LONGEST_PATH} in all"
    return ""


def _strayed(files: Iterable[str], docnames: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Files of comments without a post, and whether there is one of that name in another form of Unicode."""
    posts = set(docnames)
    for path in files:
        stem = path.removesuffix(comments.SUFFIX)
        if stem != path and stem not in posts:
            yield path, unicodedata.normalize("NFC", stem) in posts
