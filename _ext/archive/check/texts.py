"""What is wrong in the texts of a whole site, said without a build: what a build would say of each, and where.

Links, pictures, files, places, directives, roles and an author's own HTML; with the rules for one text, which are in
`textrules`. Names and citations are asked for in `references`.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from myst_parser.config.main import MdParserConfig
from myst_parser.slugs import SLUG_PRESETS, unique_slug

from ..core import addresses, sizes
from ..core.addresses import POSTS
from ..core.dates import parse_date
from ..core.problems import Problem
from ..core.slugs import slugify
from ..model.definitions import KINDS
from ..source import markdown, sourcefiles
from ..source.markdown import Directive, Link, Text
from ..source.scanning import HiddenReason, Scan
from ..source.sourcefiles import NO_NETWORK, STANDARD, SourceError, decode
from . import ownhtml, textrules, vocabulary

#: Signs of what a rule could find fault with, or another text may refer to.
_SIGNS = ("[", "<", "`", "{", "##", "~~~", "===", "---", ")=", ":::")
_TITLED = re.compile(r"\s*\S.*?\s*<([^<>]+)>", re.DOTALL)
#: Roles that refer to a place by its name.
_BY_NAME = ("ref", "numref", "std:ref", "std:numref")


@dataclass(frozen=True)
class SiteSources:
    """What the rules must know of a site."""

    root: Path
    config: MdParserConfig
    scan: Scan
    pages: tuple[str, ...]
    """The paths of the standing pages."""
    extensions: frozenset[str] = frozenset()
    """Extensions of Sphinx beside the archive's own: of these neither roles nor directives are known."""
    cites: bool = False
    """Whether there are works to be cited, and so the roles for that."""
    zone: tzinfo = UTC
    policy: bool = True
    """Whether pages carry the policy that forbids what comes from other hosts."""


class Texts:
    """All texts of a site, each read and gone through once."""

    def __init__(self, site: SiteSources, posts: Mapping[str, bytes]) -> None:
        """`posts` are those that can be read, by their paths."""
        self.site = site
        self._root = os.fspath(site.root)
        self.sources: dict[str, tuple[str, int]] = {}
        """Of each file that can be read: its text without front matter, and the line on which that begins."""
        self._configs: dict[str, MdParserConfig] = {}
        for path in sorted({*site.pages, *posts}):
            try:
                text = decode(posts[path] if path in posts else sourcefiles.read(self._root, path))
            except (OSError, SourceError):
                continue  # which the rules for posts say already
            front = site.scan.posts.get(path.removesuffix(".md"))
            self.sources[path] = markdown.without_front_matter(text)
            self._configs[path] = textrules.text_config(site.config, front, text)
        self.found: dict[str, Text] = {}
        for path, (text, line) in self.sources.items():
            scanner = markdown.scanner(self._config(path))
            self.found[path] = scanner.scan(text, line) if any(sign in text for sign in _SIGNS) else _NOTHING

    def _config(self, path: str) -> MdParserConfig:
        return self._configs.get(path, self.site.config)

    # What there is to refer to

    @cached_property
    def documents(self) -> frozenset[str]:
        return frozenset(path.removesuffix(".md") for path in self.sources if path.endswith(".md"))

    @property
    def _in_order(self) -> list[str]:
        """The paths as a build takes them, by the names of the documents."""
        return sorted(self.sources, key=lambda path: path.removesuffix(".md"))

    @cached_property
    def _places(self) -> list[_Place]:
        """All that has a name, in the order of the documents. What a text gives twice names nothing."""
        found = []
        for path in self._in_order:
            places = list(_places(path, self.found[path], *self.sources[path]))
            lines: dict[str, set[int]] = {}
            for one in places:
                lines.setdefault(one.name, set()).add(one.label)
            found += [one for one in places if len(lines[one.name]) == 1]
        return found

    @cached_property
    def labels(self) -> frozenset[str]:
        """The names of all places, as Sphinx has them: in small letters."""
        return frozenset(one.name for one in self._places)

    @cached_property
    def titled(self) -> frozenset[str]:
        """Those that have a title to be shown by."""
        return frozenset(one.name for one in self._places if one.titled)

    def _doubled(self) -> Iterator[Problem]:
        """Names that a place, a formula or a term in another text has too, or another formula in the same."""
        first: dict[tuple[str, str], tuple[str, int]] = {}
        for kind, path, name, line in self._given():
            there = first.setdefault((kind, name if kind == "formula" else name.lower()), (path, line))
            if kind == "place" and name in textrules.STANDARD_LABELS:
                yield Problem(path, line, textrules.reserved_label(name))
            elif there[0] != path or (kind == "formula" and there[1] != line):
                yield Problem(path, line, textrules.duplicate_label(name, f"{there[0]}:{there[1]}"))

    def _given(self) -> Iterator[tuple[str, str, str, int]]:
        """What each text gives a name to: the kind, the path, the name and the line."""
        yield from (("place", one.path, one.name, one.line) for one in self._places)
        for path in self._in_order:
            text, (source, begin) = self.found[path], self.sources[path]
            yield from (("formula", path, one.name, one.line) for one in text.formula_labels)
            for term in vocabulary.terms(text):
                yield "term", path, term, begin - 1 + vocabulary.line_of_term(source, term)

    @cached_property
    def terms(self) -> frozenset[str]:
        """ABlog's names of the pages of categories, tags and authors."""
        kinds = (("category", "categories"), ("tag", "tags"), ("author", "authors"))
        posts = self.site.scan.published.values()
        named = {f"{kind}-{slugify(name)}" for post in posts for kind, many in kinds for name in getattr(post, many)}
        return frozenset({"blog-posts", "blog-archives", "blog-tags", "blog-categories", "blog-authors", *named})

    def anchors(self, docname: str, depth: int | None = None) -> set[str]:
        """The names of places in one document by which a link may lead to them."""
        path = f"{docname}.md"
        text, config = self.found.get(path, _NOTHING), self._config(path)
        if text is _NOTHING and path in self.sources:
            text = self.found[path] = markdown.scanner(config).scan(*self.sources[path])
        made = SLUG_PRESETS.get(str(config.heading_slug_func or "github"), SLUG_PRESETS["github"])
        slugs: dict[str, None] = {}
        front = self.site.scan.posts.get(docname)
        if front and not front.heading and front.title:
            slugs[made(front.title)] = None
        for heading in text.headings:
            if depth is None or heading.level <= depth:
                slugs[unique_slug(made(heading.text), slugs)] = None
        ids = SLUG_PRESETS["docutils"]
        named = (words.strip() for _, name, words in text.roles if name == "anchor")
        labels = [one.name for one in text.labels]
        return {*slugs, *named, *labels, *map(ids, labels), *map(ids, slugs)}

    # What is wrong

    def problems(self) -> Iterator[Problem]:
        """All that is wrong in all texts."""
        yield from self._doubled()
        for path, text in list(self.found.items()):
            if text is not _NOTHING:
                yield from self._of(path, path, text, 0)

    def hints(self) -> Iterator[Problem]:
        """What readers will not get as an author may think."""
        for path, (text, line) in self.sources.items():
            yield from (Problem(path, at, said) for at, said in textrules.syntax_hints(text, line, self._config(path)))
        for path, found in self.found.items() if self.site.policy else ():
            for html in found.html:
                yield from (Problem(path, html.line + more, said) for more, said in ownhtml.hints(html.text))
            shown = [(one.line, one.target) for one in found.pictures]
            shown += [(one.line, one.argument) for one in found.directives if one.name in ("image", "figure")]
            for line, address in shown:
                if addresses.is_remote(address):
                    yield Problem(path, line, ownhtml.far("picture", address))

    def _of(self, document: str, path: str, text: Text, depth: int) -> Iterator[Problem]:
        """What is wrong in the file at `path`, which is the `document` or is inserted into it."""
        docname, config = document.removesuffix(".md"), self._config(document)
        rules = (
            self._links(docname, text, config), self._pictures(docname, text), self._directives(docname, path, text),
            self._roles(docname, text), self._html(docname, text, config), textrules.note_faults(text),
            textrules.label_faults(text),
            textrules.heading_faults(text, docname in self.site.scan.posts), textrules.code_faults(text.code),
        )  # fmt: skip
        for line, message in chain.from_iterable(rules):
            if message:
                yield Problem(path, line, message)
        yield from (Problem(path, line, textrules.NO_FENCE) for line in text.broken_fences)
        yield from (Problem(path, line, textrules.UNEVEN) for line in text.uneven_tables)
        yield from (Problem(path, line, textrules.NO_FIGURE) for line in text.broken_figures)
        for one in text.directives if depth < 5 else ():
            if one.name == "include" and not {"literal", "code", "parser"} & one.options.keys():
                yield from self._included(document, one, depth)

    def _included(self, document: str, one: Directive, depth: int) -> Iterator[Problem]:
        name = sourcefiles.resolve_path(document, one.argument)
        if one.argument and not STANDARD.fullmatch(one.argument) and not sourcefiles.fault(self._root, name):
            text = sourcefiles.read(self._root, name).decode(errors="replace")
            found = markdown.scanner(self._config(document)).scan(*markdown.without_front_matter(text))
            yield from self._of(document, name, found, depth + 1)

    def _links(self, docname: str, text: Text, config: MdParserConfig) -> Iterator[tuple[int, str]]:
        for link in text.links:
            yield link.line, self._link(docname, link, text, config)

    def _link(self, docname: str, link: Link, text: Text, config: MdParserConfig) -> str:
        target = unquote(link.target)
        name = addresses.scheme(target)
        if addresses.is_link(target, config.url_schemes) or config.all_links_external:
            return ""
        if name == "inv":
            return "" if self.site.extensions else f"`{target}` names another site, and conf.py names none: mend it"
        if name == "path":
            return self._file(docname, target[5:])
        if name and name != "project":
            known = name not in addresses.REFUSED_SCHEMES and self._names(docname, target)
            return "" if known else addresses.refusal(link.target)
        target = target.removeprefix("project:")
        path, _, fragment = target.partition("#")
        if not path and fragment:
            known = fragment in self.anchors(docname) or self._names(docname, fragment, link.empty)
            return "" if known else f"the link to `#{fragment}` leads to no place: mend the name, or take the link out"
        return self._path(docname, path, fragment, link.empty)

    def _path(self, docname: str, path: str, fragment: str, empty: bool) -> str:
        """What is wrong with a link to a file, or to a document by its name."""
        found = sourcefiles.resolve_path(docname, path)
        to = found.removesuffix(".md")
        if found.endswith(".md") and to in self.site.scan.hidden:
            return self._hidden(path, to)
        is_document = found.endswith(".md") and to in self.documents
        if is_document or (path and os.path.isfile(os.path.join(self._root, found))):
            if not is_document:
                return self._file(docname, path)
            depth = self._config(found).heading_anchors
            if not fragment or fragment in self.anchors(to, depth):
                return ""
            return f"there is no place `{fragment}` in `{path}`: mend what stands behind the `#`"
        target = f"{path}#{fragment}" if fragment else path
        if not fragment and self._names(docname, path, empty):
            return self._hidden(path, self._only(path))
        if message := sourcefiles.dead_link(target, docname, self.documents):
            return message
        return f"the link to `{target}` leads to nothing of that name: mend it, or take the link out"

    def _hidden(self, path: str, to: str) -> str:
        reason = self.site.scan.hidden.get(to)
        if reason is None or reason is HiddenReason.WITHHELD:
            return ""
        return f"the link to `{path}` leads to a post that has no page ({reason}): take the link out till then"

    def _only(self, name: str) -> str:
        """The post of a bare name."""
        return next((one for one in self.documents if one.startswith(POSTS) and one.endswith(f"/{name}")), "")

    def _names(self, docname: str, name: str, empty: bool = False) -> bool:
        """Whether a name is one of a place, a document, a post or a definition, or may be that of another site; to a
        link that is `empty`, a place must have a title."""
        lower = " ".join(name.lower().split())
        return (
            lower in self.titled or (lower in self.labels and not empty)
            or sourcefiles.resolve_path(docname, name) in self.documents
            or bool(name and self._only(name)) or any(self.site.scan.definitions.find(kind, name) for kind in _KINDS)
            or f"{POSTS}{name}" in self.documents or bool(self.site.extensions)
        )  # fmt: skip

    def _inserted(self, docname: str, name: str, by: Directive) -> str:
        """What is wrong with a file whose text a directive inserts."""
        encoding = by.options.get("encoding", "")
        message = sourcefiles.text_fault(self._root, sourcefiles.resolve_path(docname, name), encoding)
        return f"the file {name} {message}" if message else ""

    def _file(self, docname: str, name: str) -> str:
        """What is wrong with a file that a text offers."""
        if "://" in name:
            return ""
        message = sourcefiles.fault(self._root, sourcefiles.resolve_path(docname, name))
        return f"the file {name} {message}" if message else ""

    def _pictures(self, docname: str, text: Text) -> Iterator[tuple[int, str]]:
        for picture in text.pictures:
            yield picture.line, self._picture(docname, picture.target)
            yield from ((picture.line, message) for message in textrules.picture_faults(picture.attributes))

    def _picture(self, docname: str, name: str) -> str:
        if addresses.is_remote(name) or addresses.scheme(name) == "data" or "://" in name:
            return ""
        found = sourcefiles.resolve_path(docname, name)
        if name.endswith(".*"):
            folder = site_folder(self.site.root, posixpath.dirname(found))
            stem = posixpath.basename(found)[:-1]
            names = [one for one in folder if one.startswith(stem)]
            faults = [sourcefiles.fault(self._root, f"{posixpath.dirname(found)}/{one}") for one in names]
        else:
            faults = [sourcefiles.fault(self._root, found)]
        if faults and faults[0] and unquote(name) != name:
            return self._picture(docname, unquote(name))
        message = next(filter(None, faults), "") if faults else "is not there: mend the path"
        return f"the picture {name} {message}, or take it out" if message else ""

    def _directives(self, docname: str, path: str, text: Text) -> Iterator[tuple[int, str]]:
        beside = path.removesuffix(".md")
        for one in text.directives:
            yield one.line, self._unknown("directive", one.name, vocabulary.DIRECTIVES)
            yield from vocabulary.faults(one)
            if one.name in ("image", "figure"):
                yield one.line, self._picture(docname, one.argument) if one.argument else ""
            elif one.name in ("include", "literalinclude"):
                names = (one.argument, one.options.get("diff", ""))
                for name in names:
                    if name and not STANDARD.fullmatch(name):
                        yield one.line, self._inserted(docname, name, one)
            if one.name in ("raw", "csv-table"):
                if url := one.options.get("url"):
                    yield one.line, NO_NETWORK.format(url)
                elif name := one.options.get("file", ""):
                    yield one.line, self._inserted(beside, name, one)
            if one.name == "toctree":
                yield from self._toctree(docname, one)
            if one.name == "update" and one.argument and docname in self.site.scan.posts:
                yield one.line, self._date(one.argument)

    def _date(self, text: str) -> str:
        try:
            parse_date(text, self.site.zone)
        except ValueError as error:
            return f"`update`: {error}"
        return ""

    def _toctree(self, docname: str, one: Directive) -> Iterator[tuple[int, str]]:
        for entry in filter(None, map(str.strip, one.body.split("\n"))):
            titled = _TITLED.fullmatch(entry)
            name = (titled[1] if titled else entry).removesuffix(".md")
            known = addresses.scheme(name) or name == "self" or "glob" in one.options
            if not known and sourcefiles.resolve_path(docname, name) not in self.documents:
                yield one.line, f"the table of contents names `{name}`, which is no document: mend the path"

    def _unknown(self, what: str, name: str, known: Collection[str]) -> str:
        """What to say of a role or directive that there is none of."""
        domain, colon, _ = name.rpartition(":")
        if self.site.extensions or (colon and domain.partition(":")[0] in vocabulary.DOMAINS):
            return ""
        if name in known or (self.site.cites and name.partition(":")[0] in vocabulary.CITING):
            return ""
        near = vocabulary.nearest(name, known)
        better = f"did you mean `{near}`?" if near else "mend its name, or take it out"
        return f"there is no {what} `{name}`: {better}"

    def _roles(self, docname: str, text: Text) -> Iterator[tuple[int, str]]:
        for line, name, words in text.roles:
            yield line, self._unknown("role", name, vocabulary.ROLES)
            titled = _TITLED.fullmatch(words)
            target = " ".join((titled[1] if titled else words).split())
            if words.startswith("!"):
                continue
            if name in ("download", "std:download"):
                yield line, self._file(docname, target)
            elif name in ("doc", "std:doc"):
                yield line, self._document(docname, target)
            elif name in _BY_NAME and not self.site.extensions:
                yield line, self._by_name(name, target, bool(titled))
            elif name == "any" and not self._names(docname, target) and target not in self.terms:
                yield line, f"there is nothing of the name `{target}`: mend it"
            elif name in ("eq", "math:numref", "term") and not self._names(docname, target):
                defined = vocabulary.defined(name, self.found.values())
                if target.lower() not in defined:
                    yield line, f"there is no {_CALLED[name]} `{target}`: mend the name"
            elif name.partition(":")[0] in ("py", "c", "cpp", "js", "rst") and not self.site.extensions:
                yield line, f"there is nothing of the name `{target}` in this site: write it as code"

    def _document(self, docname: str, target: str) -> str:
        to = sourcefiles.resolve_path(docname, target)
        if to in self.site.scan.hidden:
            return self._hidden(target, to)
        if to in self.documents:
            return ""
        only = self._only(target) if "/" not in target else ""
        return self._hidden(target, only) if only else f"there is no document `{target}`: mend the path"

    def _by_name(self, role: str, target: str, titled: bool) -> str:
        name = target.lower()
        if name in self.terms or target in self.terms or name in textrules.STANDARD_LABELS:
            return ""
        if "/" not in target and (only := self._only(target)):
            return self._hidden(target, only)
        if name not in self.labels:
            return f"there is no place `{target}`: write `({target})=` before what it is to be"
        if role.endswith("numref"):
            return f"what `{target}` names has no number: write `{{ref}}` in the place of `{{numref}}`"
        if not titled and name not in self.titled:
            return f"what `{target}` names has no title: write the words too, {{ref}}`words <{target}>`"
        return ""

    def _html(self, docname: str, text: Text, config: MdParserConfig) -> Iterator[tuple[int, str]]:
        for html in text.html:
            for more, message in ownhtml.problems(html.text, self._root, docname, config.url_schemes):
                yield html.line + more, message
            if self.site.policy and not sizes.has_only_sizes(html.text):
                yield html.line, textrules.NO_STYLE


_NOTHING = Text()
_KINDS = tuple(KINDS)
_CAPTIONED = ("figure", "figure-md", "table", "list-table", "csv-table", "code-block", "literalinclude", "toctree")
_CALLED = {"eq": "formula", "math:numref": "formula", "term": "term in a glossary"}


def site_folder(root: Path, folder: str) -> list[str]:
    """The names in a folder of the source, in order; none if there is no such folder."""
    try:
        return sorted(os.listdir(root / folder))
    except OSError:
        return []


@dataclass(frozen=True, slots=True)
class _Place:
    """What has a name that any text may refer to it by."""

    path: str
    name: str
    """In small letters."""
    label: int
    """The line of the name."""
    line: int
    """The line of what is named."""
    titled: bool
    """Whether it has a title to be shown by: it is a heading, or a figure, a table or code, or a list of pages."""


def _places(path: str, text: Text, source: str, begin: int) -> Iterator[_Place]:
    """The places of a text, whose first line is `begin`."""
    if not text.labels:
        return
    rows = source.split("\n")
    heads = {one.line for one in text.headings} | {one.line for one in text.directives if one.name in _CAPTIONED}
    for label in text.labels:
        at = label.line + 1
        while at - begin < len(rows) and (not rows[at - begin].strip() or rows[at - begin].startswith("(")):
            at += 1
        before = "".join(rows[label.line - begin : at - begin]).lstrip(" >*+-").startswith("(")
        name = " ".join(label.name.lower().split())
        yield _Place(path, name, label.line, at if before else label.line, bool({at, label.line} & heads))
