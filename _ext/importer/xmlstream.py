"""An export in XML read as a stream, leniently and safely: nothing is refused for not being well-formed.

`importer.decoding` gives the text, `importer.xmltokens` its tags, and here they become elements. Ends that are
missing are put in, ends of nothing passed over, prefixes that nobody declared given the meaning that exports give
them. Finished entries are freed at once: memory stays flat whatever the size. Depth is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO
from urllib.parse import quote

from lxml import etree

from importer.decoding import Text
from importer.errors import ImportFailure
from importer.xmltokens import End, Tag, Tokens

MAX_DEPTH = 200
#: A notice before the first tag is no longer than this.
_PREAMBLE = 1 << 17
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|RDF|channel|item|entry|[A-Za-z][\w.-]{0,20}:feed)[\s>]")
#: Where exports' prefixes lead; the version of WordPress's does not matter.
PREFIXES = {
    "app": "http://purl.org/atom/app#",
    "atom": "http://www.w3.org/2005/Atom",
    "blogger": "http://schemas.google.com/blogger/2018",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "gd": "http://schemas.google.com/g/2005",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "wp": "http://wordpress.org/export/1.2/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_CANONICAL = {uri.partition("://")[2].rstrip("/"): uri for uri in PREFIXES.values()}
_ENTRIES = ("item", "entry")
_ROOTS = ("rss", "feed", "RDF", "channel")
#: What an entry has once.
_ONCE = ("title", "id", "wp:post_id")
#: Elements of an entry that hold text alone: where one of an export's own elements begins within, its end is missing.
_PLAIN = {"title", "link", "guid", "pubDate", "id", "published", "updated", "name", "uri", "email"}
#: What WordPress's elements with elements in them hold: how those names begin.
_HOLD = {
    "author": ("author_",),
    "category": ("cat_", "category_", "term"),
    "comment": ("comment_", "commentmeta"),
    "commentmeta": ("meta_",),
    "postmeta": ("meta_",),
    "tag": ("tag_", "term"),
    "term": ("term_", "termmeta"),
    "termmeta": ("meta_",),
}
#: How those of WordPress's names begin that stand in an item.
_OF_ITEMS = ("post", "status", "comment", "ping_", "menu_", "is_sticky", "attachment_")
_OWN = {"wp", "content", "excerpt", "dc", "blogger", "thr", "app", "gd"}
_OWN_PLAIN = {
    "link",
    "guid",
    "pubDate",
    "description",
    "category",
    "content",
    "published",
    "updated",
    "author",
    "title",
}
#: HTML's elements without content, which a body that was not escaped has without an end.
_VOID = {"br", "hr", "img", "wbr", "input", "embed", "area"}

DEEP = "elements nested too deeply: their text read"
MIDST = "ends of an entry in its midst: passed over"
RESTORED = "entries whose beginning is damaged: read"
UNDECLARED = "prefixes that are not declared: read as what they stand for elsewhere"
ADDRESSES = "namespaces whose address is none: read"
UNENDED = "elements without an end: ended where they must"
UNBEGUN = "ends of elements that did not begin: passed over"
NOTICE = "text around the export that is none of it (a notice, white space): passed over"
NESTED = "entries within other entries: read as entries of their own"


@dataclass
class _Open:
    """An element that has not ended."""

    name: str
    """As the file writes it, with its prefix."""
    element: Any
    namespaces: dict[str, str]
    last: Any = None
    """Its last child that is still there, which text follows."""
    text: list[str] = field(default_factory=list)


class Document:
    """One file, iterated once: ``(parent, element)`` for every finished element whose local name is in `tags` and that
    is an entry or in no entry, then freed. `parent` is the local name of the element around it.

    After the last one, `mended` says what was not well-formed, by kind, and `ended` where the file ends if that is
    before its own end: ``line 12``. `cut` is true of an entry that the file ends in. Raises `ImportFailure` only for
    what could be an attack: entities declared by others, text without any end.
    """

    def __init__(
        self, opened: Callable[[], BinaryIO], name: str, tags: frozenset[str] = frozenset(), keep: bool = False
    ) -> None:
        self._name, self._tags, self._keep = name, tags, keep
        self._text = Text(opened)
        self.mended = self._text.mended
        self.ended = ""
        self.root: Any = None
        """The first root, whole where nothing was to be freed (`keep`)."""
        self.outside: list[str] = []
        """Text that stands in no entry, or in an entry but in none of its elements, where no reader looks."""
        self._cut: Any = None
        self._open: list[_Open] = []
        self._names: list[str] = []
        self._held: list[_Open] = []
        """The entry whose end was read last, outermost first, with the elements in it that had no end of their own."""
        self._untitled = True
        self._stray: list[Any] = []
        """The last elements in no entry, of names that entries have too."""
        self._undeclared: set[str] = set()
        self._qualified: dict[tuple[str, str], str] = {}

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        tokens = Tokens(self._after_notice(iter(self._text)), self._name, self.mended)
        tokens.within(self._names)
        for token in tokens:
            if isinstance(token, str):
                self._characters(token)
            elif isinstance(token, Tag):
                yield from self._begin(token)
            else:
                yield from self._end(token)
        yield from self._rest(tokens)

    @property
    def cuts_entry(self) -> bool:
        """True if the file ends within an entry."""
        return self._cut is not None

    def cut(self, element: Any) -> bool:
        """True if the file ends within `element`."""
        return element is self._cut

    # -- before the first tag

    def _after_notice(self, pieces: Iterator[str]) -> Iterator[str]:
        """The text from the root on; what stands before it, but what XML has there, is a notice."""
        head = ""
        for piece in pieces:
            head += piece
            if len(head) >= _PREAMBLE:
                break
        root = _ROOT.search(_blanked(head))
        start = root.start() if root else 0
        notice = _without_prolog(head[:start])
        if notice.strip() or (start and head[:1].isspace()):
            self.mended[NOTICE] += 1
        doctype = _doctype(head[:start])
        yield "\n" * (head[:start].count("\n") - doctype.count("\n")) + doctype + head[start:]
        yield from pieces

    # -- tokens become elements

    def _characters(self, text: str) -> None:
        if self._held and text.strip():
            self._take_back_end()
        if self._open:
            self._open[-1].text.append(text)
            if text.strip() and not self._keep and _local(self._open[-1].element.tag) in (*_ROOTS, *_ENTRIES):
                self.outside.append(text)
        elif text.strip():
            self.mended[NOTICE] += 1

    def _begin(self, tag: Tag) -> Iterator[tuple[str, Any]]:
        if self._held and _in_entry(tag.name) and not self._repeats(tag, self._held[0]):
            self._take_back_end()
        elif self._held:
            yield from self._end_held()
        while self._open and _implies_end(self._open[-1], tag):
            self.mended[UNENDED] += 1
            yield from self._close()
        if self._open and self._repeats(tag, self._open[-1]):
            self.mended[UNENDED] += 1
            yield from self._close()
        if len(self._open) >= MAX_DEPTH:
            self.mended[DEEP] += 1
            return
        if _in_entry_only(tag.name) and not self._keep and not self._in_entry():
            yield from self._adopt(tag)
        self._push(tag)
        if tag.empty or tag.name in _VOID:
            yield from self._close()

    def _push(self, tag: Tag) -> None:
        above = self._open[-1] if self._open else None
        namespaces = self._namespaces(tag, above)
        name = self._qualify(tag.name, namespaces, element=True)
        attributes = self._attributes(tag, namespaces) if tag.attributes else None
        if above is None:
            element = etree.Element(name, attributes)
            self.root = element if self.root is None else self.root
        else:
            self._flush(above)
            element = above.last = etree.SubElement(above.element, name, attributes)
        element.sourceline = min(tag.line, 0x7FFFFFFF)
        self._open.append(_Open(tag.name, element, namespaces))
        self._names.append(tag.name)

    # The beginning of an entry may be what is damaged: then what only entries have stands in none.

    def _in_entry(self) -> bool:
        return any(_local_of(name) in _ENTRIES for name in self._names)

    def _repeats(self, tag: Tag, above: _Open) -> bool:
        """True if the entry `above` has what `tag` begins already: another entry's beginning is missing."""
        if tag.name not in _ONCE or _local_of(above.name) not in _ENTRIES or self._keep:
            return False
        return above.element.find(self._qualify(tag.name, above.namespaces, element=True)) is not None

    def _adopt(self, tag: Tag) -> Iterator[tuple[str, Any]]:
        """Make what is around `tag` an entry: an element of a damaged name, or a new one, with what went before."""
        self.mended[RESTORED] += 1
        name = "entry" if self._names and _local_of(self._names[0]) == "feed" else "item"
        depth = self._depth_of_entries()
        if depth < len(self._open):
            around = self._open[depth]
            around.element.tag = self._qualify(name, around.namespaces, element=True)
            around.name = self._names[depth] = name
            while len(self._open) > depth + 1:  # of damaged names too: no element of an entry holds `tag`
                self.mended[UNENDED] += 1
                yield from self._close()
            return
        self._push(Tag(name, {}, False, tag.line))
        entry = self._open[-1]
        for element in {one.tag: one for one in self._stray}.values():
            entry.element.append(element)
            entry.last = element
        self._stray.clear()

    def _depth_of_entries(self) -> int:
        """In how many of the open elements entries stand here; of unknown ones, in the outermost alone."""
        roots = [depth for depth, one in enumerate(self._open, 1) if _local(one.element.tag) in _ROOTS]
        return roots[-1] if roots else int(len(self._open) > 1)

    def _end(self, end: End) -> Iterator[tuple[str, Any]]:
        if self._held:
            if end.name in [one.name for one in self._held] and _local_of(end.name) not in _ENTRIES:
                self._take_back_end()
            elif end.name in self._names and _local_of(self._held[0].name) not in _ENTRIES:
                self._hold(end.name)
                return
            else:
                yield from self._end_held()
        if end.name not in self._names:
            self.mended[UNBEGUN] += 1
            return
        if not self._keep and self._ends_entry(end.name):
            self._hold(end.name)
            return
        while self._names[-1] != end.name:
            self.mended[UNENDED] += 1
            yield from self._close()
        yield from self._close()

    # The end of an entry counts only when what follows shows that it was its end: an end that stands in the midst of an
    # entry would leave the rest of it in none.

    def _ends_entry(self, name: str) -> bool:
        """True if an end of that name ends an entry too."""
        for one in reversed(self._names):
            if _local_of(one) in _ENTRIES:
                return True
            if one == name:
                return False
        return False

    def _hold(self, name: str) -> None:
        """End the open elements up to that of `name`, for the time being."""
        count = len(self._held)
        while not self._held or self._held[0].name != name or len(self._held) == count:
            done = self._open.pop()
            self._names.pop()
            self._flush(done)
            self._held.insert(0, done)

    def _reopen_held(self) -> int:
        """Open what was ended for the time being; how many elements that is."""
        count = len(self._held)
        self._open += self._held
        self._names += [one.name for one in self._held]
        self._held.clear()
        return count

    def _take_back_end(self) -> None:
        """Take back the end of an entry."""
        self.mended[MIDST] += 1
        self._reopen_held()

    def _end_held(self) -> Iterator[tuple[str, Any]]:
        """The entry that has ended, and what ended with it."""
        count = self._reopen_held()
        if count > 1:
            self.mended[UNENDED] += count - 1
        for _ in range(count):
            yield from self._close()

    def _close(self) -> Iterator[tuple[str, Any]]:
        """End the innermost element."""
        done = self._open.pop()
        self._names.pop()
        self._flush(done)
        yield from self._give_out(done.element)

    def _give_out(self, element: Any) -> Iterator[tuple[str, Any]]:
        """Give an element out that has ended, if it is wanted, and free it if it is in no entry."""
        local = _local(element.tag)
        above = _local(self._open[-1].element.tag) if self._open else ""
        if local in _ENTRIES and local in self._tags:
            if self._in_entry():
                self.mended[NESTED] += 1
            yield above, element
        elif self._in_entry() or (above and above not in _ROOTS):
            return
        elif local in self._tags:
            yield above, element
        if self._open and not self._keep:
            self._free(element)
            self._remember_stray(element)

    def _remember_stray(self, element: Any) -> None:
        """Remember what was in no entry, for an entry whose beginning is damaged. The first title is the blog's."""
        title = _local(element.tag) == "title"
        if _local(element.tag) in _OWN_PLAIN:
            if not (title and self._untitled):
                self._stray = [*self._stray[-8:], element]
            self._untitled = self._untitled and not title
        else:
            self.outside += [inner(one) for one in self._stray if _local(one.tag) == "title"]
            self._stray = []

    def _free(self, element: Any) -> None:
        above = self._open[-1]
        before = element.getprevious()
        element.tail = None
        above.element.remove(element)
        above.last = before

    def _flush(self, above: _Open) -> None:
        """Put the text that was read into the tree, after the last child or at the beginning."""
        if not above.text:
            return
        text = "".join(above.text)
        above.text.clear()
        if above.last is None:
            above.element.text = (above.element.text or "") + text
        else:
            above.last.tail = (above.last.tail or "") + text

    def _rest(self, tokens: Tokens) -> Iterator[tuple[str, Any]]:
        """The elements that the file ends in: the innermost entry is cut."""
        if self._held:
            yield from self._end_held()
        if self._open or tokens.torn:
            self.ended = f"line {tokens.line:,}"
        inner = [one.element for one in self._open if _local(one.element.tag) in _ENTRIES]
        self._cut = inner[-1] if inner else None
        while self._open:
            yield from self._close()

    # -- names

    def _attributes(self, tag: Tag, namespaces: dict[str, str]) -> dict[str, str]:
        return {
            self._qualify(key, namespaces, element=False): value
            for key, value in tag.attributes.items()
            if not key.startswith("xmlns")
        }

    def _namespaces(self, tag: Tag, above: _Open | None) -> dict[str, str]:
        known = above.namespaces if above else {}
        if above and not tag.attributes:
            return known
        declared = {
            key.partition(":")[2]: _canonical(value) for key, value in tag.attributes.items() if key.startswith("xmlns")
        }
        if above is None and "" not in declared and _local_of(tag.name) in ("feed", "entry"):
            declared[""] = PREFIXES["atom"]
        return {**known, **declared} if declared else known

    def _qualify(self, name: str, namespaces: dict[str, str], element: bool) -> str:
        prefix, colon, local = name.partition(":")
        if not colon:
            uri, local = (namespaces.get("", "") if element else ""), name
        else:
            uri = namespaces.get(prefix) or self._meaning(prefix)
        made = self._qualified.get((uri, local))
        if made is None:
            made = self._qualified[uri, local] = self._sound(uri, local)
        return made

    def _meaning(self, prefix: str) -> str:
        if prefix != "xml" and prefix not in self._undeclared and len(self._undeclared) < 1000:
            self._undeclared.add(prefix)
            self.mended[UNDECLARED] += 1
        return PREFIXES.get(prefix) or f"urn:undeclared:{quote(prefix, safe='')}"

    def _sound(self, uri: str, local: str) -> str:
        """The name as lxml has it, in a namespace that it accepts."""
        for address in (uri, quote(uri, safe=":/?#[]@!$&'()*+,;=%"), "urn:undeclared"):
            made = f"{{{address}}}{local}" if address else local
            try:
                etree.Element(made)
            except ValueError:
                continue
            if address != uri and uri not in self._undeclared:
                self._undeclared.add(uri)
                self.mended[ADDRESSES] += 1
            return made
        raise ImportFailure(self._name, f"has an element that XML cannot name ({local[:40]!r})")


def _implies_end(above: _Open, tag: Tag) -> bool:
    """True if `tag` cannot stand in the element above it: that one's end is missing."""
    prefix, _, local = above.name.rpartition(":")
    own, _, name = tag.name.rpartition(":")
    if prefix == "wp" and local in _HOLD:
        return own == "wp" and not name.startswith(_HOLD[local])
    if prefix in _OWN and local not in ("location", "control"):
        return own in _OWN
    if not prefix and local in _PLAIN:
        return own in _OWN or (not own and (name in _OWN_PLAIN or name in _ENTRIES))
    return above.name == "author" and not own and name in _OWN_PLAIN


def _in_entry(name: str) -> bool:
    """True for an element that exports have in entries."""
    prefix, colon, local = name.rpartition(":")
    if prefix == "wp":
        return local.startswith(_OF_ITEMS)
    return prefix in _OWN or (not colon and name in _OWN_PLAIN)


@lru_cache(maxsize=1024)
def _in_entry_only(name: str) -> bool:
    """True for an element that exports have in entries and nowhere else."""
    return name in ("guid", "published") or (name.partition(":")[0] in ("wp", "content", "blogger") and _in_entry(name))


def _canonical(uri: str) -> str:
    """An address of a namespace as its specification has it, where only scheme, slash or white space differ."""
    uri = uri.strip()
    if uri.startswith("http://backend.userland.com/"):  # RSS 2.0 has no namespace; some gave it this one
        return ""
    return _CANONICAL.get(uri.partition("://")[2].rstrip("/"), uri)


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


@lru_cache(maxsize=1024)
def _local_of(name: str) -> str:
    return name.rpartition(":")[2]


def _blanked(head: str) -> str:
    """`head` with its comments blanked: a tag within one is none."""
    parts: list[str] = []
    at = 0
    while (start := head.find("<!--", at)) >= 0:
        end = head.find("-->", start)
        if end < 0:
            break
        parts += [head[at:start], " " * (end + 3 - start)]
        at = end + 3
    return "".join(parts) + head[at:]


def _without_prolog(head: str) -> str:
    """`head` without what may stand before the root (XML 1.0, section 2.8)."""
    head = _blanked(head).replace(_doctype(head), "")
    return re.sub(r"<\?xml[^<>]{0,300}\?>|<\?[a-z-]++[^<>]{0,2000}\?>", "", head)


def _doctype(head: str) -> str:
    start = _blanked(head).upper().find("<!DOCTYPE")
    return head[start:].rstrip() if start >= 0 else ""


def text(element: Any, path: str) -> str:
    """Text of the first child that `path` (``{namespace}name`` or ``{*}name``) finds, or empty. Tags that a writer did
    not escape are part of it."""
    found = element.find(path)
    return "" if found is None else inner(found)


def inner(element: Any) -> str:
    """What is in `element`, tags and all."""
    if not len(element):
        return element.text or ""
    children = "".join(etree.tostring(one, encoding="unicode", method="html") for one in element)
    return (element.text or "") + children
