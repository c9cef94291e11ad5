"""What is wrong in the texts of a whole site, without a build: all that a build would say of them, with its place.

The rules here are for links, pictures, files, labels, directives, roles and an author's own HTML, which need the other
texts or the folder. Those for one text alone are in `textrules`, those for names and citations in `references`.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
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

#: Signs of which a text has one if a rule could find anything wrong in it, or another text refer to it.
_SIGNS = ("[", "<", "`", "{", "##", "~~~", "===", "---", ")=", ":::")
#: A role's text, or a line of a table of contents, that has words of its own before its target.
_TITLED = re.compile(r"\s*\S.*?\s*<([^<>]+)>", re.DOTALL)
#: Roles that refer to a label.
_LABEL_ROLES = ("ref", "numref", "std:ref", "std:numref")
_NOTHING = Text()
_KINDS = tuple(KINDS)
#: Files that are inserted into files are gone into so deep.
_DEEPEST_INCLUDE = 5
#: Directives whose label has a title: the caption.
_CAPTIONED = ("figure", "figure-md", "table", "list-table", "csv-table", "code-block", "literalinclude", "toctree")
#: What is called what by a role's name, in messages.
_CALLED = {"eq": "formula", "math:numref": "formula", "term": "term in a glossary"}


@dataclass(frozen=True)
class SiteSources:
    """What the rules must know of a site, beside its texts."""

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
    authors: tuple[str, ...] = ()
    """Who wrote the posts that name nobody."""
    author_names: Mapping[str, str] = field(default_factory=dict)
    """The names for which keys of ABlog's setting `blog_authors` stand."""


@dataclass(frozen=True, slots=True)
class _LabelledPlace:
    """What has a label, by which any text may refer to it."""

    path: str
    name: str
    """In small letters."""
    label_line: int
    line: int
    """The line of what has the label."""
    titled: bool
    """Whether it has a title to be shown by: it is a heading, or a figure, a table or code, or a list of pages."""


class Texts:
    """All texts of a site, each read and scanned once."""

    def __init__(self, site: SiteSources, posts: Mapping[str, bytes]) -> None:
        """`posts` are those that can be read, by their paths."""
        self.site = site
        self._root = os.fspath(site.root)
        self.sources: dict[str, tuple[str, int]] = {}
        """Of each file that can be read, its text without front matter, and the line on which that begins."""
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
        """What each of them holds."""
        for path, (text, line) in self.sources.items():
            scanner = markdown.scanner(self._config(path))
            self.found[path] = scanner.scan(text, line) if any(sign in text for sign in _SIGNS) else _NOTHING

    def _config(self, path: str) -> MdParserConfig:
        return self._configs.get(path, self.site.config)

    # What there is to refer to

    @cached_property
    def documents(self) -> frozenset[str]:
        """The names of all documents whose files can be read."""
        return frozenset(path.removesuffix(".md") for path in self.sources if path.endswith(".md"))

    @property
    def _in_order(self) -> list[str]:
        """The paths as a build takes them, by the names of the documents."""
        return sorted(self.sources, key=lambda path: path.removesuffix(".md"))

    @cached_property
    def _places(self) -> list[_LabelledPlace]:
        """All that has a label, in the order of the documents. A label that a text gives twice stands for nothing."""
        found = []
        for path in self._in_order:
            places = list(_places(path, self.found[path], *self.sources[path]))
            lines: dict[str, set[int]] = {}
            for place in places:
                lines.setdefault(place.name, set()).add(place.label_line)
            found += [place for place in places if len(lines[place.name]) == 1]
        return found

    @cached_property
    def labels(self) -> frozenset[str]:
        """All labels, as Sphinx has them: in small letters."""
        return frozenset(place.name for place in self._places)

    @cached_property
    def titled(self) -> frozenset[str]:
        """The labels of what has a title, which a reference without words can show."""
        return frozenset(place.name for place in self._places if place.titled)

    def _duplicates(self) -> Iterator[Problem]:
        """Labels and terms that another text has too, and labels of formulas that stand twice anywhere."""
        first: dict[tuple[str, str], tuple[str, int]] = {}
        for kind, path, name, line in self._names_given():
            key = (kind, name if kind == "formula" else name.lower())
            first_path, first_line = first.setdefault(key, (path, line))
            if kind == "place" and name in textrules.STANDARD_LABELS:
                yield Problem(path, line, textrules.reserved_label(name))
            elif first_path != path or (kind == "formula" and first_line != line):
                yield Problem(path, line, textrules.duplicate_label(name, f"{first_path}:{first_line}"))

    def _names_given(self) -> Iterator[tuple[str, str, str, int]]:
        """What each text gives a name to: the kind, the path, the name and the line."""
        yield from (("place", place.path, place.name, place.line) for place in self._places)
        for path in self._in_order:
            text, (source, begin) = self.found[path], self.sources[path]
            yield from (("formula", path, label.name, label.line) for label in text.formula_labels)
            for term in vocabulary.terms(text):
                yield "term", path, term, begin - 1 + vocabulary.line_of_term(source, term)

    @cached_property
    def terms(self) -> frozenset[str]:
        """ABlog's names of the pages of categories, tags and authors."""
        named = {"blog-posts", "blog-archives", "blog-tags", "blog-categories", "blog-authors"}
        for post in self.site.scan.published.values():
            authors = [self.site.author_names.get(name, name) for name in post.authors or self.site.authors]
            for kind, names in (("category", post.categories), ("tag", post.tags), ("author", authors)):
                named.update(f"{kind}-{slugify(name)}" for name in names)
        return frozenset(named)

    def anchors(self, docname: str, depth: int | None = None) -> set[str]:
        """The fragments by which a link may lead to a place in a document; with `depth`, to headings down to that."""
        path = f"{docname}.md"
        text, config = self.found.get(path, _NOTHING), self._config(path)
        if text is _NOTHING and path in self.sources:
            text = self.found[path] = markdown.scanner(config).scan(*self.sources[path])
        to_slug = SLUG_PRESETS.get(str(config.heading_slug_func or "github"), SLUG_PRESETS["github"])
        slugs: dict[str, None] = {}
        front = self.site.scan.posts.get(docname)
        if front and not front.heading and front.title:
            slugs[to_slug(front.title)] = None
        for heading in text.headings:
            if depth is None or heading.level <= depth:
                slugs[unique_slug(to_slug(heading.text), slugs)] = None
        to_id = SLUG_PRESETS["docutils"]
        anchor_roles = (words.strip() for _, name, words in text.roles if name == "anchor")
        labels = [label.name for label in text.labels]
        return {*slugs, *anchor_roles, *labels, *map(to_id, labels), *map(to_id, slugs)}

    # What is wrong

    def problems(self) -> Iterator[Problem]:
        """All that is wrong in all texts."""
        yield from self._duplicates()
        for path, text in list(self.found.items()):
            if text is not _NOTHING:
                yield from self._problems_in(path, path, text, 0)

    def hints(self) -> Iterator[Problem]:
        """What readers will not get as an author may think, in all texts."""
        for path, (text, line) in self.sources.items():
            for at, message in textrules.syntax_hints(text, line, self._config(path)):
                yield Problem(path, at, message)
        for path, found in self.found.items() if self.site.policy else ():
            for html in found.html:
                for more, message in ownhtml.hints(html.text):
                    yield Problem(path, html.line + more, message)
            shown = [(picture.line, picture.target) for picture in found.pictures]
            shown += [(each.line, each.argument) for each in found.directives if each.name in ("image", "figure")]
            for line, address in shown:
                if addresses.is_remote(address):
                    yield Problem(path, line, ownhtml.remote_hint("picture", address))

    def _problems_in(self, document: str, path: str, text: Text, depth: int) -> Iterator[Problem]:
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
        yield from (Problem(path, line, textrules.FENCE_MESSAGE) for line in text.broken_fences)
        yield from (Problem(path, line, textrules.UNEVEN_TABLE_MESSAGE) for line in text.uneven_tables)
        yield from (Problem(path, line, textrules.FIGURE_MESSAGE) for line in text.broken_figures)
        for directive in text.directives if depth < _DEEPEST_INCLUDE else ():
            if directive.name == "include" and not {"literal", "code", "parser"} & directive.options.keys():
                yield from self._included(document, directive, depth)

    def _included(self, document: str, include: Directive, depth: int) -> Iterator[Problem]:
        name = sourcefiles.resolve_path(document, include.argument)
        if include.argument and not STANDARD.fullmatch(include.argument) and not sourcefiles.fault(self._root, name):
            text = sourcefiles.read(self._root, name).decode(errors="replace")
            found = markdown.scanner(self._config(document)).scan(*markdown.without_front_matter(text))
            yield from self._problems_in(document, name, found, depth + 1)

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
            known = name not in addresses.REFUSED_SCHEMES and self._is_name(docname, target)
            return "" if known else addresses.refusal(link.target)
        target = target.removeprefix("project:")
        path, _, fragment = target.partition("#")
        if not path and fragment:
            known = fragment in self.anchors(docname) or self._is_name(docname, fragment, link.empty)
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
        if not fragment and self._is_name(docname, path, empty):
            return self._hidden(path, self._post_of_slug(path))
        if message := sourcefiles.dead_link(target, docname, self.documents):
            return message
        return f"the link to `{target}` leads to nothing of that name: mend it, or take the link out"

    def _hidden(self, path: str, to: str) -> str:
        reason = self.site.scan.hidden.get(to)
        if reason is None or reason is HiddenReason.WITHHELD:
            return ""
        return f"the link to `{path}` leads to a post that has no page ({reason}): take the link out till then"

    def _post_of_slug(self, slug: str) -> str:
        """The document of a post with this slug; empty if there is none."""
        posts = (docname for docname in self.documents if docname.startswith(POSTS))
        return next((docname for docname in posts if docname.endswith(f"/{slug}")), "")

    def _is_name(self, docname: str, name: str, empty: bool = False) -> bool:
        """Whether a name is a label, or that of a document, a post or a definition, or may be one of another site.

        For a link that is `empty`, what has the label must have a title.
        """
        label = " ".join(name.lower().split())
        if self.site.extensions or label in self.titled or (label in self.labels and not empty):
            return True
        if {sourcefiles.resolve_path(docname, name), f"{POSTS}{name}"} & self.documents:
            return True
        is_post = bool(name and self._post_of_slug(name))
        return is_post or any(self.site.scan.definitions.find(kind, name) for kind in _KINDS)

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
        """What is wrong with the file of a picture; of ``name.*``, with the first that is no good."""
        if addresses.is_remote(name) or addresses.scheme(name) == "data" or "://" in name:
            return ""
        found = sourcefiles.resolve_path(docname, name)
        if name.endswith(".*"):
            folder, stem = posixpath.dirname(found), posixpath.basename(found).removesuffix("*")
            names = [each for each in _names_in(self.site.root, folder) if each.startswith(stem)]
            faults = [sourcefiles.fault(self._root, f"{folder}/{each}") for each in names]
        else:
            faults = [sourcefiles.fault(self._root, found)]
        if faults and faults[0] and unquote(name) != name:
            return self._picture(docname, unquote(name))
        message = next(filter(None, faults), "") if faults else "is not there: mend the path"
        return f"the picture {name} {message}, or take it out" if message else ""

    def _directives(self, docname: str, path: str, text: Text) -> Iterator[tuple[int, str]]:
        beside = path.removesuffix(".md")
        for directive in text.directives:
            yield directive.line, self._unknown("directive", directive.name, vocabulary.DIRECTIVES)
            yield from vocabulary.faults(directive)
            if directive.name in ("image", "figure"):
                yield directive.line, self._picture(docname, directive.argument) if directive.argument else ""
            elif directive.name in ("include", "literalinclude"):
                names = (directive.argument, directive.options.get("diff", ""))
                for name in names:
                    if name and not STANDARD.fullmatch(name):
                        yield directive.line, self._inserted(docname, name, directive)
            if directive.name in ("raw", "csv-table"):
                if url := directive.options.get("url"):
                    yield directive.line, NO_NETWORK.format(url)
                elif name := directive.options.get("file", ""):
                    yield directive.line, self._inserted(beside, name, directive)
            if directive.name == "toctree":
                yield from self._toctree(docname, directive)
            if directive.name == "update" and directive.argument and docname in self.site.scan.posts:
                yield directive.line, self._date(directive.argument)

    def _date(self, text: str) -> str:
        try:
            parse_date(text, self.site.zone)
        except ValueError as error:
            return f"`update`: {error}"
        return ""

    def _toctree(self, docname: str, toctree: Directive) -> Iterator[tuple[int, str]]:
        for entry in filter(None, map(str.strip, toctree.body.split("\n"))):
            titled = _TITLED.fullmatch(entry)
            name = (titled[1] if titled else entry).removesuffix(".md")
            known = addresses.scheme(name) or name == "self" or "glob" in toctree.options
            if not known and sourcefiles.resolve_path(docname, name) not in self.documents:
                yield toctree.line, f"the table of contents names `{name}`, which is no document: mend the path"

    def _unknown(self, what: str, name: str, known: Collection[str]) -> str:
        """What to say of a role or directive that is not `known`; empty if it is, or may be another extension's."""
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
            elif name in _LABEL_ROLES and not self.site.extensions:
                yield line, self._by_name(name, target, bool(titled))
            elif name == "any" and not self._is_name(docname, target) and target not in self.terms:
                yield line, f"there is nothing of the name `{target}`: mend it"
            elif name in ("eq", "math:numref", "term") and not self._is_name(docname, target):
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
        post = self._post_of_slug(target) if "/" not in target else ""
        return self._hidden(target, post) if post else f"there is no document `{target}`: mend the path"

    def _by_name(self, role: str, target: str, titled: bool) -> str:
        name = target.lower()
        if name in self.terms or target in self.terms or name in textrules.STANDARD_LABELS:
            return ""
        if "/" not in target and (post := self._post_of_slug(target)):
            return self._hidden(target, post)
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
                yield html.line, textrules.STYLE_MESSAGE


def _places(path: str, text: Text, source: str, begin: int) -> Iterator[_LabelledPlace]:
    """The places of a text, whose first line is `begin`."""
    if not text.labels:
        return
    rows = source.split("\n")
    titled_lines = {heading.line for heading in text.headings}
    titled_lines |= {directive.line for directive in text.directives if directive.name in _CAPTIONED}
    for label in text.labels:
        # What follows the label, past empty lines and other labels.
        following = label.line + 1
        while following - begin < len(rows) and _is_passed_over(rows[following - begin]):
            following += 1
        # A label such as `(name)=`, perhaps in a quotation or a list, stands before its place, others in it.
        stands_before = "".join(rows[label.line - begin : following - begin]).lstrip(" >*+-").startswith("(")
        line = following if stands_before else label.line
        name = " ".join(label.name.lower().split())
        yield _LabelledPlace(path, name, label.line, line, bool({following, label.line} & titled_lines))


def _is_passed_over(row: str) -> bool:
    return not row.strip() or row.startswith("(")


def _names_in(root: Path, folder: str) -> list[str]:
    """The names in a folder of the source, in order; none if there is no such folder."""
    try:
        return sorted(os.listdir(root / folder))
    except OSError:
        return []
