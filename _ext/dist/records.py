"""The archive as JSON: a record of each post and page, in a form that anybody can read, an item of JSON Feed 1.1.

What that has no field for stands in an object of its own, ``_archive``, by its rule for extensions:
https://www.jsonfeed.org/version/1.1/#extensions-a-name-extensions-a. `guide/copies.md` has every field. With it the
post can be made again: its source, its comments, what it names and cites, and the digests of its pictures.

Two files are made of these: one with a post on each line (https://jsonlines.org/), and a JSON Feed of all else that the
archive is made of, whose items are the standing pages. Members stand in one order, texts as they are in UTF-8.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Any

from archive.core.addresses import quoted_path, rebase
from archive.core.texts import xml_safe
from archive.core.yamltext import Node, YamlError, read_mapping
from archive.feeds.feed import entry_of
from archive.files import oldaddresses as published_addresses
from archive.model.definitions import Definition
from archive.model.posts import Post
from archive.source import comments, sourcefiles
from archive.source.fields import FieldError, paths
from archive.source.frontmatter import split_front_matter
from archive.source.oldaddresses import to_line
from archive.source.sourcefiles import SourceError, decode

from .site import Site, SourceFile, StandingPage

Record = dict[str, Any]
"""The members of an object of JSON, in their order."""
_VERSION = "https://jsonfeed.org/version/1.1"
#: Where the fields are described, in whatever copy of the archive.
ABOUT = "Fields are those of an item of JSON Feed 1.1; those in _archive are described in guide/copies.md."
#: How entries of BibTeX begin, one a line at the least.
_WORK = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*[{(][ \t]*([^\s,{}()=]*)", re.MULTILINE)
#: The entry of which another is a part, such as a chapter's book.
_PARENT = re.compile(r"\bcrossref\s*=\s*[{\"]?\s*([^\s,{}\"]+)", re.IGNORECASE)


def write_posts(site: Site, target: Path) -> None:
    """Write a line for each post, the oldest first, so that a new one is a line more."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{json.dumps(record, ensure_ascii=False)}\n" for record in Records(site).posts())


def write_rest(site: Site, target: Path) -> None:
    """Write what is said of the whole, the standing pages, and where other old addresses lead."""
    records = Records(site)
    blog = records.blog()
    extension: Record = {**blog.pop("_archive"), "old_addresses": dict(old_addresses(site)),
                         "links": records.links()}  # fmt: skip
    feed = {"version": _VERSION, **blog, "_archive": extension, "items": list(records.pages())}
    target.write_text(json.dumps(feed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def old_addresses(site: Site) -> Iterator[tuple[str, list[str]]]:
    """The files of old addresses, each with its lines: those that lead to what is published."""
    for blog in published_addresses.published(site.archive, [page.docname for page in site.standing]):
        if blog.path.endswith(".txt") and blog.addresses:  # others are of conf.py
            yield blog.path, [to_line(address) for address in blog.addresses]


@dataclass(frozen=True)
class Records:
    """The records of one site, each made when it is asked for."""

    site: Site

    def posts(self) -> Iterator[Record]:
        """A record for each post, the oldest first."""
        ordered = sorted(self.site.archive.posts, key=lambda post: (post.date, post.path))
        return map(self._post, ordered)

    def pages(self) -> Iterator[Record]:
        """One for each standing page that is the blog's own, in the order of their names."""
        return (self._page(page) for page in self.site.standing if page.searched)

    def blog(self) -> Record:
        """What is said of the whole, in the fields of a feed."""
        site = self.site.archive.site
        authors = [{"name": site.author}] if site.author else []
        fields = _filled({"title": site.title, "home_page_url": site.url, "description": site.tagline,
                          "language": site.language, "authors": authors})  # fmt: skip
        extension = {
            "about": ABOUT,
            "time_zone": self._zone,
            "licence": site.licence,
            "licence_url": site.licence_url,
            "services": sorted({name for blog in self.site.archive.old_blogs for name, _ in blog.roots}),
        }
        return {**fields, "_archive": _filled(extension)}

    def links(self) -> list[Record]:
        """What is known of links to other sites, in the fields of their file: nothing of those that only hidden posts
        have."""
        hidden = {f"{docname}.md" for docname in self.site.hidden}
        records = []
        for link in self.site.archive.outlinks.links:
            fields = asdict(link) | {"used": [path for path in link.used if path not in hidden]}
            check = fields.pop("check")
            if fields["used"] or not link.used:
                records.append(_filled(fields) | ({} if check else {"check": False}))
        return records

    @cached_property
    def _blog(self) -> Record:
        """What each record says of the whole, so that one by itself still tells whose it is."""
        site = self.site.archive.site
        return _filled({"title": site.title, "home_page_url": site.url, "language": site.language,
                        "time_zone": self._zone, "licence": site.licence, "licence_url": site.licence_url})  # fmt: skip

    @property
    def _zone(self) -> str:
        return next((str(post.date.tzinfo) for post in self.site.archive.posts), "UTC")

    def _post(self, post: Post) -> Record:
        site = self.site.archive.site
        entry = entry_of(site, post, lambda one: "")
        archive = self.site.archive
        followed, thread = archive.by_docname.get(post.follows), archive.thread_of.get(post.docname)
        named = self._named(post.docname)
        profiles = (self.profile(term.name) for term in post.authors)
        unnamed = [entry for entry in profiles if entry and entry not in named]
        extension = {
            **self._document(post.docname, [*named, *unnamed]),
            "names": [definition(entry) for entry in named],
            "profiles": [definition(entry) for entry in unnamed],
            "day_only": not post.timed,
            "categories": [term.name for term in post.categories],
            "tags": [term.name for term in post.tags],
            "original": post.original,
            "location": post.location,
            "redirects": [_old(path) for path in post.redirects],
            "follows": followed.path if followed else "",
            "thread": thread.name if thread else "",
            "comments": self._comments(post.docname),
        }
        fields = {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "image": entry.image,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat() if post.updated else "",
            "authors": [_filled({"name": author.name, "url": author.url}) for author in entry.authors],
            "tags": list(dict.fromkeys(category.label for category in entry.categories)),
            "language": post.language or site.language,
            "_archive": _filled(extension),
        }
        # The text last, so that whoever looks at the beginning of a line knows what it is of.
        return {**_filled(fields), "content_html": self._html(post.docname)}

    def _page(self, page: StandingPage) -> Record:
        site = self.site.archive.site
        named = self._named(page.docname)
        extension = {
            **self._document(page.docname, named),
            "names": [definition(entry) for entry in named],
            "redirects": [_old(path) for path in self.redirects(page)],
        }
        address = site.address(page.path)
        fields = {"id": address, "url": address, "title": xml_safe(page.title), "_archive": _filled(extension)}
        return {**_filled(fields), "content_html": self._html(page.docname)}

    def _document(self, docname: str, defined: Iterable[Definition]) -> Record:
        """What every document has of its own: where it stands, what its author wrote, and what it needs beside;
        `defined` are the names and authors on its page."""
        data = self.source(docname)
        needed = {file.path: file for file in (*self.site.needed_files.get(docname, ()), *self._portraits(defined))}
        return {
            "about": ABOUT,
            "path": f"{docname}.md",
            "sha256": hashlib.sha256(data).hexdigest(),
            "front_matter": front_matter(data),
            "source": data.decode(),
            "files": [self._file(path, needed[path].published) for path in sorted(needed)],
            "works": self._works(data.decode(), defined),
            "blog": self._blog,
        }

    def source(self, docname: str) -> bytes:
        """The bytes of a document's source."""
        return self._read(f"{docname}.md")

    def _read(self, path: str) -> bytes:
        return sourcefiles.read(str(self.site.source), path)

    def _html(self, docname: str) -> str:
        return xml_safe(rebase(self.site.body(docname), self.site.archive.site.url))

    def _file(self, path: str, published: str) -> Record:
        data = self._read(path)
        address = self.site.archive.site.address(published) if published else ""
        return _filled({"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "url": address,
                        "text": _text(data) if not published else ""})  # fmt: skip

    def _named(self, docname: str) -> list[Definition]:
        """What a document names, as its author defines it, in the order of the text."""
        defined = self.site.archive.definitions.by_key
        mentioned = [(mention.kind, mention.key) for mention in self.site.archive.mentions_in(docname)]
        return [defined[key] for key in mentioned if key in defined]

    def profile(self, author: str) -> Definition | None:
        """What is defined of an author, if pages show it."""
        profile = self.site.archive.profiles.get(author)
        return profile.defined if profile else None

    def _portraits(self, defined: Iterable[Definition]) -> Iterator[SourceFile]:
        """The pictures of what is defined."""
        for entry in defined:
            if picture := self.site.archive.portraits.get(entry.image):
                yield SourceFile(entry.image, f"_images/{picture.name}")

    def _comments(self, docname: str) -> list[Record]:
        """The comments beneath a post as its file has them: see `archive.source.comments`."""
        if docname not in self.site.discussed:
            return []
        rows: list[Record] = json.loads(self._read(f"{docname}{comments.SUFFIX}"))["comments"]
        return rows

    def redirects(self, page: StandingPage) -> tuple[str, ...]:
        """The old addresses that a standing page names, in the form of permalinks."""
        try:
            header = split_front_matter(decode(self.source(page.docname))).header
            given = [entry.value for entry in read_mapping(header, 2) if entry.key == "redirect"]
            return paths(given[0]) if given else ()
        except (SourceError, YamlError, FieldError):  # which a build warns of, where it is a fault
            return ()

    def _works(self, text: str, defined: Iterable[Definition]) -> list[str]:
        """The entries of the works that a text cites or names, in BibTeX, as they were written, with what these build
        upon."""
        named = {entry.key for entry in defined if entry.kind == "work"}
        added = {key for key in self._bibliography if key in named or _is_word(key, text)} - {""}
        wanted: set[str] = set()
        while added:
            wanted |= added
            parents = (_PARENT.search(self._bibliography[key]) for key in added)
            added = {parent[1] for parent in parents if parent} & self._bibliography.keys() - wanted
        shared = [self._bibliography[""]] if wanted and "" in self._bibliography else []
        return shared + [entry for key, entry in self._bibliography.items() if key in wanted]

    @cached_property
    def _bibliography(self) -> Mapping[str, str]:
        """Each entry of the files of works, by its key; what all of them may use, such as ``@string``, by none."""
        entries: dict[str, str] = {}
        for path in self.site.bibliographies:
            try:
                text = self._read(path).decode("utf-8-sig")
            except sourcefiles.FileFault:
                continue
            starts = list(_WORK.finditer(text))
            for start, following in zip_longest(starts, starts[1:]):
                entry = text[start.start() : following.start() if following else len(text)].strip()
                kind = start[1].lower()
                if kind in ("string", "preamble"):
                    entries[""] = "\n".join(filter(None, (entries.get(""), entry)))
                elif kind != "comment":
                    entries.setdefault(start[2], entry)
        return entries


def definition(entry: Definition) -> Record:
    """What is defined of a person, an organisation and so on, in the fields of its file."""
    return _filled({"kind": entry.kind, "key": entry.key, "name": entry.name, "aliases": list(entry.aliases),
                    "about": entry.about, "dates": entry.dates, "links": dict(entry.links),
                    "sort": entry.sort, "image": entry.image})  # fmt: skip


def front_matter(data: bytes) -> Record:
    """The fields of a source as their author wrote them: texts, lists of texts and mappings; empty if it has none."""
    try:
        header = split_front_matter(decode(data)).header
        return {entry.key: _value(entry.value) for entry in read_mapping(header, 2, depth=5)}
    except (SourceError, YamlError):
        return {}


def _value(node: Node) -> Any:
    if node.entries is not None:
        return {entry.key: _value(entry.value) for entry in node.entries}
    return [_value(item) for item in node.items] if node.items is not None else node.text


def _old(path: str) -> str:
    """An old address as it was asked for, from the root of its host."""
    path, asked, query = path.partition("?")
    if path.rpartition("/")[2] == "index.html":
        path = path.removesuffix("index.html")
    return f"/{quoted_path(path)}{asked}{query}"


def _is_word(key: str, text: str) -> bool:
    """Whether `text` has `key`, and not as a part of another."""
    return key in text and bool(re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", text))


def _text(data: bytes) -> str:
    """A text that a document includes; empty for what is none."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def _filled(members: Record) -> Record:
    """A record without what says nothing."""
    return {name: value for name, value in members.items() if value}
