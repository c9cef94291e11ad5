"""Sanitised HTML, walked element by element, as blocks of Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from importer.markup import escape, formulas, inline, omitted
from importer.markup.attributes import CAPTIONS, DIRECTIVE, GALLERIES, NAMED, PLAYERS, is_larger, side
from importer.markup.context import Context
from importer.markup.inline import Mark, Piece, paragraphs

_SPACES = re.compile(r"^[ \t]+|[ \t]{2,}|\t")
_INNER_SPACES = re.compile(r"[ \t]{2,}|\t")
#: The class of words that were a link whose address leads nowhere from the archive.
LOST = "link-lost"
#: How an anchor begins until the text is whole: the sign that no text has tells it from words and code that look alike.
ANCHOR = "{anchor}\0"
Kind = Literal["text", "heading", "bullets", "numbers", "break", "more", "other"]
_MARKS = {
    "b": Mark("strong"),
    "strong": Mark("strong"),
    "i": Mark("em"),
    "em": Mark("em"),
    "cite": Mark("em"),
    "dfn": Mark("em"),
    "var": Mark("em"),
    "u": Mark("class", "underline"),
    "ins": Mark("class", "underline"),
    "s": Mark("class", "strike"),
    "del": Mark("class", "strike"),
    "strike": Mark("class", "strike"),
    "mark": Mark("class", "mark"),
}
_DECLARED = (
    (re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)"), Mark("strong")),
    (re.compile(r"font-style\s*:\s*(?:italic|oblique)"), Mark("em")),
    (re.compile(r"text-decoration(?:-line)?\s*+:[^;:]*?underline"), Mark("class", "underline")),
    (re.compile(r"text-decoration(?:-line)?\s*+:[^;:]*?line-through"), Mark("class", "strike")),
)
_ROLES = {"sup": "sup", "sub": "sub"}
_CODE = {"code", "tt", "kbd", "samp"}
_CONTAINERS = set(
    "address article aside center details div footer header main nav p section summary figcaption caption "
    "li dt dd td th tbody thead tfoot tr map".split()
)
_IGNORED = {"param", "source", "col", "colgroup"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ITEM_OF_DEFINITIONS = re.compile(r"(?:[-*+]|\d+[.)])[ \t][^\n]*\n[ \t]+:   ")
BLOCKS = _CONTAINERS | _HEADINGS | {"blockquote", "ul", "ol", "pre", "table", "hr", "figure", "dl"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of Markdown, without blank lines around it."""

    kind: Kind
    text: str
    level: int = 0
    """Of a heading, as the source has it."""


def _declared(element: Any) -> tuple[Mark, ...]:
    """What an element's style says that there are elements for, and that it was a link in the archive it comes from."""
    style = (element.get("style") or "").lower()
    lost = (Mark("class", LOST),) if element.tag == "span" and element.get("class") == LOST else ()
    return (*lost, *(mark for pattern, mark in _DECLARED if pattern.search(style))) if style else lost


Handlers = Mapping[str, Callable[["Flow", Any, tuple[Mark, ...]], None]]
"""What writes the elements that have a shape of their own, by their tags: each is given the flow to add to, the
element, and the marks it stands in."""


class Flow:
    """Collects the blocks of one container. Handlers of nested elements make flows of their own."""

    def __init__(
        self, context: Context, handlers: Handlers, nested: bool = False, side: str = "", rtl: bool = False
    ) -> None:
        self.context, self.nested, self.side, self.rtl = context, nested, side, rtl
        self._handlers = handlers
        self.by_line = False
        """True where each line is a paragraph of its own."""
        self.has_captions = not nested
        """True where a paragraph can be the caption of what stands before it."""
        self.keeps_lines = False
        """True where line ends and spaces count, as in preformatted text."""
        self.blocks: list[Block] = []
        self._run: list[Piece] = []

    def inner(self) -> Flow:
        """A flow for what stands within a quotation, an item, a cell."""
        return Flow(self.context, self._handlers, True, self.side, self.rtl)

    def children(self, element: Any, marks: tuple[Mark, ...] = ()) -> Flow:
        """Walk what is in `element`; gives the flow itself."""
        self._note_ids(element)
        self._text(element.text, marks)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, child.tag, marks)
            self._text(child.tail, marks)
        return self

    def finish(self) -> list[Block]:
        """All blocks, the last run of text included."""
        self.flush()
        return self.blocks

    def add(self, kind: Kind, text: str, level: int = 0) -> None:
        """Append a block, marked where it runs from right to left."""
        if text:
            rtl = self.rtl and kind in ("text", "bullets", "numbers")
            self.blocks.append(Block(kind, f"{{.rtl}}\n{text}" if rtl and not self.nested else text, level))

    def raw(self, text: str, marks: tuple[Mark, ...] = ()) -> None:
        """Append Markdown that is ready to the run of text."""
        self._anchors()
        self._run.append(Piece("raw", text, marks))

    def _note_ids(self, element: Any) -> None:
        """Have an anchor written for what links lead to, before the next words."""
        if not self.context.anchors:
            return
        for name in (element.get("id"), element.get("name")):
            if name in self.context.anchors:
                self.context.anchors.discard(name)
                self.context.pending.append(name)

    def _anchors(self) -> None:
        """Write the anchors of elements that began since the last words."""
        pending, self.context.pending = self.context.pending, []
        self._run += (Piece("raw", f"{ANCHOR}`{name}`") for name in pending)

    def _text(self, text: str | None, marks: tuple[Mark, ...]) -> None:
        if not text:
            return
        if self.context.pending and text.strip():
            self._anchors()
        if not self.keeps_lines:
            self._words(text, marks)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self._run.append(Piece("break", "", marks))
            if line:
                begins = number > 0 or not self._run or self._run[-1].kind == "break"
                spaces = _SPACES if begins else _INNER_SPACES
                self._words(spaces.sub(lambda found: "\xa0" * len(found[0].expandtabs(4)), line), marks)

    def _words(self, text: str, marks: tuple[Mark, ...]) -> None:
        for mark in marks:
            if mark.kind in ("code", "role"):
                self._within(mark, text, tuple(one for one in marks if one.kind not in ("code", "role")))
                return
        self._run.append(Piece("text", text, marks))

    def _element(self, element: Any, tag: str, marks: tuple[Mark, ...]) -> None:
        self._note_ids(element)
        if tag in BLOCKS:
            self.flush()
            self._block(element, tag, marks)
            self.flush()
        elif tag == "br":
            self._run.append(Piece("break", "", marks))
        elif tag == "img":
            self._handlers[tag](self, element, marks)
        elif tag in PLAYERS:
            self.flush()
            self._handlers[tag](self, element, marks)
            self.flush()
        elif tag == "a":
            self._anchor(element, marks)
        elif tag in _ROLES:
            self.children(element, (*marks, Mark("role", _ROLES[tag])))
        elif tag == "code" and omitted.FORMULA in (element.get("class") or "").split():
            self._formula(element, marks)
        elif tag in _CODE:
            self._literal(element, marks)
        elif tag in ("abbr", "acronym"):
            self._abbreviation(element, marks)
        elif tag == "rt":
            self._reading(element, marks)
        elif tag == "area":
            self._area(element, marks)
        elif tag == "span" and omitted.take(element, self.context):
            return
        elif tag == "span" and element.get("class") == NAMED:
            self._name(element, marks)
        elif tag == "q":
            inner = sum(1 for _ in element.iterancestors("q")) % 2 * 2
            self._text(self.context.quotes[inner], marks)
            self.children(element, marks)
            self._text(self.context.quotes[inner + 1], marks)
        elif tag not in _IGNORED:
            found = (_MARKS.get(tag), *(_declared(element) if tag in ("span", "font") else ()))
            self.children(element, (*marks, *(mark for mark in found if mark and mark not in marks)))

    def _anchor(self, element: Any, marks: tuple[Mark, ...]) -> None:
        if element.get("name") == "more" or element.get("id") == "more":
            self._more()
        href = (element.get("href") or "").strip()
        note = self.context.notes.get(href[1:]) if href.startswith("#") else None
        if note is not None:
            self.raw(f"[^{note}]" if note else "", ())
            return
        picture = element.find(".//img")
        if picture is not None and is_larger(href, picture.get("src") or ""):
            self.children(element, marks)
            return
        target = self.context.link(href) if href else ""
        bare = tuple(mark for mark in marks if mark.kind != "link")
        if target:
            marks = (*bare, Mark("link", target))
        elif href and not href.startswith("#"):
            marks = (*marks, Mark("class", LOST))
        self.children(element, marks)

    def _more(self) -> None:
        self.flush()
        if not self.context.more_written and not self.nested:
            self.context.more_written = True
            self.add("more", "<!-- more -->")

    def _within(self, mark: Mark, text: str, marks: tuple[Mark, ...]) -> None:
        """Text in code or in a role, its outer white space before and after it."""
        body = text.strip(" \t\n\r\f")
        written = body if mark.kind == "code" else inline.role(mark.value, " ".join(body.split("\n")))
        if body.strip() and not written:  # backticks at its edges, which no role can hold
            written = f"<{mark.value}>{escape.inline(body)}</{mark.value}>"
        if not body.strip():
            self._run.append(Piece("text", text, marks))
            return
        before, after = text.partition(body)[::2]
        piece = Piece("code" if mark.kind == "code" else "raw", written, marks)
        self._run += (Piece("text", before and " ", marks), piece, Piece("text", after and " ", marks))

    def _literal(self, element: Any, marks: tuple[Mark, ...]) -> None:
        """Code within a line, or a block of it where it holds breaks: both take text alone."""
        within = {child.tag for child in element.iterdescendants()}
        if "br" in within and not within & {"img", "a", *BLOCKS}:
            self.flush()
            self._block(element, "pre", marks)
            self.flush()
            return
        text = " ".join("".join(element.itertext()).split("\n"))
        if within <= {"span", "font", "b", "i", "em", "strong"} and inline.code_span(text):
            self._run.append(Piece("code", text, tuple(mark for mark in marks if mark.kind not in ("code", "role"))))
        else:
            self.children(element, (*marks, Mark("code")))

    def _formula(self, element: Any, marks: tuple[Mark, ...]) -> None:
        """A formula as such where pages are sure to show it, else as code."""
        tex, classes = "".join(element.itertext()).strip(), (element.get("class") or "").split()
        known = formulas.is_understood(tex) or (omitted.SHOWN in classes and "`" not in tex)
        if "flat" in classes or not known:
            kept = "its characters" if "flat" in classes else "the TeX it was typed in"
            self.context.changed[f"formula kept as {kept}"] += 1
            self._literal(element, marks)
        elif "block" in classes and not self.nested:
            self.flush()
            self.add("other", f"```{{math}}\n{tex}\n```")
        else:
            self._run.append(Piece("raw", f"{{math}}`{tex}`", tuple(one for one in marks if one.kind != "link")))

    def _name(self, element: Any, marks: tuple[Mark, ...]) -> None:
        """A name that is defined, as the role of its kind."""
        kind, _, key = (element.get("title") or "").partition(" ")
        text = " ".join("".join(element.itertext()).split())
        target = self.context.name(kind, key, text)
        if target and not set("`\\<>") & set(target.partition(" <")[0]):
            self._run.append(Piece("raw", f"{{{kind}}}`{target}`", marks))
        else:
            self.children(element, marks)

    def _abbreviation(self, element: Any, marks: tuple[Mark, ...]) -> None:
        """An abbreviation with what it stands for, which Sphinx's role ``abbr`` takes in parentheses."""
        title, text = " ".join((element.get("title") or "").split()), "".join(element.itertext())
        is_moment = re.match(r"\d{4}-\d\d", title)
        plain = text.strip() == text and text and title and not is_moment and not len(element)
        if plain and not set("()`\\\n{}<>") & set(text + title):
            self._run.append(Piece("raw", f"{{abbr}}`{text} ({title})`", marks))
        else:
            self.children(element, marks)

    def _reading(self, element: Any, marks: tuple[Mark, ...]) -> None:
        """How a word is read, which stands above it: in parentheses after it, unless the source has some."""
        fallback = element.getprevious() is not None and element.getprevious().tag == "rp"
        self.context.changed["how characters are read (ruby), in parentheses after them"] += 1
        self._text("" if fallback else "(", marks)
        self.children(element, marks)
        self._text("" if fallback else ")", marks)

    def _area(self, element: Any, marks: tuple[Mark, ...]) -> None:
        """A part of a picture that leads somewhere."""
        href = (element.get("href") or "").strip()
        target = self.context.link(href) if href else ""
        if target:
            label = " ".join((element.get("alt") or element.get("title") or href).split())
            self._run += (Piece("text", label, (Mark("link", target),)), Piece("break", ""))

    def flush(self) -> None:
        """Make paragraphs of the run of text: two breaks part them, one does not."""
        run, self._run = self._run, []
        for pieces in paragraphs(run, 1 if self.by_line else 2):
            text = inline.render(pieces)
            if text.replace("&nbsp;", "").strip():
                self.add("text", text)

    def _block(self, element: Any, tag: str, marks: tuple[Mark, ...]) -> None:
        before = self.side, self.rtl
        self.side = side(element) or self.side
        self.rtl = {"rtl": True, "ltr": False}.get((element.get("dir") or "").lower(), self.rtl)
        handler = self._handlers.get(tag)
        if handler:
            handler(self, element, marks)
        else:
            self._container(element, tag, marks)
        self.side, self.rtl = before

    def _container(self, element: Any, tag: str, marks: tuple[Mark, ...]) -> None:
        classes = (element.get("class") or "").split()
        if DIRECTIVE in classes:
            self._handlers[DIRECTIVE](self, element, marks)
        elif GALLERIES & set(classes):
            self._handlers["gallery"](self, element, marks)
        elif "tr_bq" in classes:
            self._handlers["blockquote"](self, element, marks)
        elif "wp-caption" in classes or "wp-block-image" in classes:
            self._handlers["figure"](self, element, marks)
        elif self.has_captions and (tag == "figcaption" or CAPTIONS & set(classes)):
            for block in self.inner().children(element, marks).finish():
                caption = block.kind == "text" and not self.rtl
                self.add(block.kind, f"{{.picture-caption}}\n{block.text}" if caption else block.text, block.level)
        elif tag == "summary":
            self.children(element, (*marks, Mark("strong")))
            self.flush()
        else:
            self.children(element, marks)
            self.flush()


def join(blocks: list[Block], tight: bool = False) -> str:
    """Blocks as one text: a blank line between them, or none between a tight item's."""
    texts = [block.text for block in blocks[:1]]
    for before, block in pairwise(blocks):
        # The first line of an item with a definition would be a term of the list of definitions before it.
        parted = "\n:   " in before.text and _ITEM_OF_DEFINITIONS.match(block.text)
        texts += ["<!-- -->", block.text] if parted else [block.text]
    return ("\n" if tight else "\n\n").join(texts)


def indent(text: str, width: int) -> str:
    """`text` with all lines but the first moved in."""
    return re.sub(r"\n(?=[^\n])", "\n" + " " * width, text)
