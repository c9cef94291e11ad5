"""All posts together: which are published, which are hidden and why, and what is wrong between them."""

from __future__ import annotations

import hashlib
import os
import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any

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


class HiddenReason(StrEnum):
    """Why a post is hidden."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    WITHHELD = "withheld"


#: What is said of a file of comments, and of a folder.
_NO_POST = "no post stands beside these comments, and so they are not shown: name the file as their post, or remove it"
_LINK_OUTSIDE = "the folder leads out of the site's folder by a link: put a copy in its place"

_FieldRules = Callable[[bytes], tuple[FrontMatter | None, list[Problem]]]
_OnRead = Callable[[str, bytes], None]
_Spread = Callable[[Callable[[str], Any], Sequence[str]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """What reading one file gave, kept for the next scan while its digest stays the same."""

    digest: str
    """Of its bytes, the time zone and the rules; empty if the file cannot be read."""
    front: FrontMatter | None
    """None if anything is wrong, and for standing pages."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """All posts, by the name of their document, in the order of their paths; and what else stands in the sources."""

    posts: Mapping[str, FrontMatter] = field(default_factory=dict)
    """Those that can be read and can have a page, hidden ones too."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """`ScannedFile.digest` of each post, also of those that cannot be read."""
    published: Mapping[str, FrontMatter] = field(default_factory=dict)
    """Those of `posts` that are not hidden."""
    hidden: Mapping[str, HiddenReason] = field(default_factory=dict)
    comment_files: Mapping[str, comments.ScannedComments] = field(default_factory=dict)
    """The comments of those posts that have any."""
    follows: Mapping[str, str] = field(default_factory=dict)
    """The post that each post follows, where that is as it should be."""
    faulty_pages: frozenset[str] = frozenset()
    """The standing pages whose files may not or cannot be read, or that would stand where no page can."""
    definition_files: definitionfiles.DefinitionFiles = field(default_factory=definitionfiles.DefinitionFiles)
    link_file: linkfile.LinkFile = field(default_factory=linkfile.LinkFile)
    """What is known of links to other sites."""
    old_blogs: tuple[OldBlog, ...] = ()
    """What is known of old addresses beside those that posts and pages name."""
    hints: tuple[Problem, ...] = ()
    """What may be as it should."""
    problems: tuple[Problem, ...] = ()
    """What is wrong, in order."""
    cache: Mapping[str, ScannedFile] = field(default_factory=dict)
    """For the next scan, by path."""

    @property
    def definitions(self) -> Definitions:
        return self.definition_files.definitions


def scan(
    root: Path,
    *,
    zone: tzinfo,
    now: datetime,
    pages: Iterable[str] = (),
    cache: Mapping[str, ScannedFile] | None = None,
    known_comments: Mapping[str, comments.ScannedComments] | None = None,
    known_definitions: definitionfiles.DefinitionFiles | None = None,
    known_links: linkfile.LinkFile | None = None,
    on_read: _OnRead = lambda path, data: None,
    spread: _Spread = map,
) -> Scan:
    """Read every ``posts/**/*.md`` under `root`, and what stands beside posts. Never raises for what is wrong there.

    `pages` are the paths of the standing pages, whose addresses posts must leave free. `cache` and what is `known_` are
    what an earlier scan found: files whose digest is the same are not parsed again. `on_read` is called with the path
    and the bytes of each post whose file can be read. Where nothing is in the `cache`, posts are read by `spread`: it
    does what `map` does, perhaps in other processes, in which `on_read` is called then.
    """
    problems: list[Problem] = []
    pages = list(pages)
    files = _files(root, problems)
    reader = _Reader(root, zone, cache or {}, on_read)
    paths = list(_post_paths(files, problems))
    read_posts = dict(zip(paths, (map if cache else spread)(reader.post, paths), strict=True))
    read_pages = {path: reader.page(path) for path in pages if os.path.lexists(root / path)}
    for file in (*read_posts.values(), *read_pages.values()):
        problems += file.problems
    names = {path: path.removesuffix(".md") for path in read_posts}
    docnames = list(names.values())
    placeless = consistency.without_place(docnames, [page.removesuffix(".md") for page in pages])
    problems += placeless.values()
    fronts = ((names[path], file.front) for path, file in read_posts.items())
    posts = {name: front for name, front in fronts if front and name not in placeless}
    hidden = {name: reason for name, front in posts.items() if (reason := _hidden_reason(front, now))}
    published = {name: front for name, front in posts.items() if name not in hidden}
    problems += consistency.problems(posts, docnames, [page.removesuffix(".md") for page in pages])
    follows, follow_problems = consistency.resolve_follows(posts, docnames, hidden)
    comment_files = _comments(root, files, posts, known_comments or {})
    comment_problems, comment_hints = _comments_without_post(files, docnames)
    definition_files = definitionfiles.read(root, known_definitions)
    link_file = linkfile.read(root, known_links)
    old_addresses = oldaddresses.read(root, posts, (*read_posts, *pages))
    problems += (
        *follow_problems, *comment_problems, *(file.problem for file in comment_files.values() if file.problem),
        *_missing_pictures(os.fspath(root), published), *definition_files.problems,
        *definitionfiles.missing_pictures(root, definition_files.definitions), *link_file.problems,
        *old_addresses.problems,
    )  # fmt: skip
    return Scan(
        posts=posts,
        digests={names[path]: file.digest for path, file in read_posts.items()},
        published=published,
        hidden=hidden,
        comment_files=comment_files,
        follows=follows,
        faulty_pages=frozenset(
            name for page, file in read_pages.items()
            if (name := page.removesuffix(".md")) in placeless or file.problems
        ),
        definition_files=definition_files,
        link_file=link_file,
        old_blogs=old_addresses.blogs,
        hints=(*old_addresses.hints, *comment_hints),
        problems=tuple(sorted(set(problems))),
        # Of a name that no page can have nothing is known, nor could it be noted.
        cache={**read_posts, **{page: read for page, read in read_pages.items() if read.digest}},
    )


class _Reader:
    """Reads files of posts and pages below `root`, or takes what is in the `cache`, where the file is the same."""

    def __init__(self, root: Path, zone: tzinfo, cache: Mapping[str, ScannedFile], on_read: _OnRead) -> None:
        self._root = os.fspath(root)
        self._zone = zone
        self._rules_digest = _rules_digest(zone)
        self._cache = cache
        self._on_read = on_read

    def post(self, path: str) -> ScannedFile:
        return self._read(path, lambda data: frontmatter.read(data, path, self._zone), self._on_read)

    def page(self, path: str) -> ScannedFile:
        if message := misnaming(path):
            return ScannedFile("", None, (Problem(path, 1, message),))
        if not path.endswith(".md"):  # which need not be a text
            message = sourcefiles.fault(self._root, path)
            return ScannedFile("", None, (Problem(path, 1, f"the file {message}"),) if message else ())
        return self._read(path, lambda data: (None, frontmatter.faults_of_page(data, path)))

    def _read(self, path: str, rules: _FieldRules, on_read: _OnRead | None = None) -> ScannedFile:
        try:
            data = sourcefiles.read(self._root, path)
        except sourcefiles.FileFault as error:
            return ScannedFile("", None, (Problem(path, 1, f"the file {error}"),))
        if on_read:
            on_read(path, data)
        digest = hashlib.blake2b(data, digest_size=16, person=self._rules_digest).hexdigest()
        known = self._cache.get(path)
        if known is not None and known.digest == digest:
            return known
        front, problems = rules(data)
        return ScannedFile(digest, front, tuple(problems))


def _rules_digest(zone: tzinfo) -> bytes:
    """Digest of all that reading depends on besides the file: the zone, and the code of the rules."""
    rules = (dates, fields, frontmatter, problem_lines, sourcefiles, yamltext)
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in rules)
    return hashlib.blake2b(str(zone).encode() + code, digest_size=16).digest()


def _hidden_reason(front: FrontMatter, now: datetime) -> HiddenReason | None:
    """Why a post is hidden at the moment `now`; None if it is published."""
    if front.withhold is not None:
        return HiddenReason.WITHHELD
    if front.draft or front.date is None:
        return HiddenReason.DRAFT
    if front.timed:
        return HiddenReason.SCHEDULED if front.date > now else None
    # A day without a time begins at midnight, though the post is sorted as of noon.
    today = now.astimezone(front.date.tzinfo).date()
    return HiddenReason.SCHEDULED if front.date.date() > today else None


def _files(root: Path, problems: list[Problem]) -> list[str]:
    """Paths of all files of the posts from `root`, in order; dot files and editors' backups are passed over."""
    found: list[str] = []
    if _is_link_outside(root, POSTS.rstrip("/")):
        problems.append(Problem(POSTS.rstrip("/"), 1, _LINK_OUTSIDE))
        return found
    for folder, folders, files in sourcefiles.walk(os.fspath(root / POSTS), _note_unreadable(root, problems)):
        within = Path(folder).relative_to(root).as_posix()
        links = [name for name in folders if _is_link_outside(root, f"{within}/{name}")]
        problems += (Problem(f"{within}/{name}", 1, _LINK_OUTSIDE) for name in links)
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]  # `walk` skips others
        found += (f"{within}/{name}" for name in files if not name.startswith((".", "#", "~")))
    return sorted(found)


def _is_link_outside(root: Path, path: str) -> bool:
    """Whether a folder is a link out of the source folder."""
    return os.path.islink(root / path) and sourcefiles.leads_outside(os.fspath(root), os.fspath(root / path))


def _missing_pictures(root: str, posts: Mapping[str, FrontMatter]) -> Iterator[Problem]:
    """The posts whose field `image` names no file that may be shown."""
    for docname, front in posts.items():
        if not front.image or "://" in front.image:
            continue
        if message := sourcefiles.fault(root, sourcefiles.resolve_path(docname, front.image)):
            message = f"`image`: the picture {front.image} {message}, or write an address"
            yield Problem(f"{docname}.md", front.lines["image"], message)


def _post_paths(files: Iterable[str], problems: list[Problem]) -> Iterator[str]:
    """Those of `files` that are posts, in order; those that would be lost for their names go to `problems`."""
    present = set(files)
    for path in sorted(present):
        composed = unicodedata.normalize("NFC", path)
        if composed != path and composed in present and path.endswith(".md"):
            yield path  # the rules between posts say that the two have one address
        elif problem := _misnamed(path):
            problems.append(problem)
        elif path.endswith(".md"):
            yield path


def _note_unreadable(root: Path, problems: list[Problem]) -> Callable[[OSError], None]:
    """For `sourcefiles.walk`: a function that adds folders that cannot be read to `problems`."""

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


def _comments(
    root: Path, files: Iterable[str], posts: Iterable[str], known: Mapping[str, comments.ScannedComments]
) -> Mapping[str, comments.ScannedComments]:
    """The comments of those of `posts` that have a file of them among `files`."""
    with_comments = {path.removesuffix(comments.SUFFIX) for path in files if path.endswith(comments.SUFFIX)}
    return comments.scan(root, (name for name in posts if name in with_comments), known)


def _comments_without_post(files: Iterable[str], docnames: Iterable[str]) -> tuple[list[Problem], list[Problem]]:
    """What is wrong, and what is hinted at, of files of comments that no post of that name goes with.

    It is wrong if there is such a post but for the form of Unicode, since then the comments are lost by mistake.
    """
    posts = set(docnames)
    problems, hints = [], []
    for path in files:
        stem = path.removesuffix(comments.SUFFIX)
        if stem == path or stem in posts:
            continue
        if unicodedata.normalize("NFC", stem) in posts:
            problems.append(Problem(path, 1, misnaming(path)))
        else:
            hints.append(Problem(path, 1, _NO_POST))
    return problems, hints
