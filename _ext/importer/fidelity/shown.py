"""What a reader sees of HTML, as plain data that can be compared.

White space is told as browsers show it: single outside of preformatted text, none at the edges of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote

from importer.fidelity.addresses import leads

SPACES = re.compile(r"[ \t\n\r\f]+")
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main map menu nav ol p plaintext pre "
    "section summary table tbody td textarea tfoot th thead tr ul xmp iframe object embed video audio".split()
)
#: Never shown, or only where something else could not be.
_UNSEEN = frozenset(
    "audio datalist head iframe link meta noembed noframes noscript object param script source style template "
    "title track video".split()
)
_FRAMES = frozenset("audio embed iframe object video".split())
_PREFORMATTED = frozenset("listing plaintext pre textarea xmp".split())
#: Spaces that take more room than one, as preformatted text has them, or no-break spaces in their place.
_WIDE = re.compile("[ \xa0]{2,}")
#: Characters that show nothing.
_WIDTHLESS = " \xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: In these headings may become words in bold.
_CLOSE = frozenset("caption dd dt figcaption figure summary".split())
_LISTS = frozenset("dir menu ol ul".split())
_STYLES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("cite", "dfn", "em", "i", "var"), "italic"),
    **dict.fromkeys(("ins", "u"), "underlined"),
    **dict.fromkeys(("del", "s", "strike"), "struck out"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "in code"),
    **{"mark": "marked", "sub": "lowered", "sup": "raised", "blockquote": "quoted"},
}
_CLASSES = {"underline": "underlined", "strike": "struck out", "mark": "marked", "tr_bq": "quoted"}
_DECLARED = (
    (re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)"), "bold"),
    (re.compile(r"(?<![\w-])font-style\s*:\s*(?:italic|oblique)"), "italic"),
    (re.compile(r"(?<![\w-])text-decoration(?:-line)?\s*+:[^;:]*?underline"), "underlined"),
    (re.compile(r"(?<![\w-])text-decoration(?:-line)?\s*+:[^;:]*?line-through"), "struck out"),
    (re.compile(r"(?<![\w-])vertical-align\s*:\s*super"), "raised"),
    (re.compile(r"(?<![\w-])vertical-align\s*:\s*sub"), "lowered"),
)
#: What holds pictures side by side, in blocks of WordPress and Jetpack.
_GALLERIES = frozenset({
    "blocks-gallery-grid", "gallery", "tiled-gallery", "wp-block-gallery", "wp-block-jetpack-slideshow",
    "wp-block-jetpack-tiled-gallery",
})  # fmt: skip
#: A picture behind a block of WordPress.
_BEHIND = re.compile(r"background(?:-image)?\s*+:[^;:]*?url\(\s*+[\"']?([^\"')\s]++)", re.I)
#: What WordPress adds to a link to a file: the same link again, or the file's own pages in a frame.
_REPEATS = frozenset({"wp-block-file__button", "wp-block-file__embed"})
#: Signs to click on.
_SIGNS = frozenset({"wp-block-accordion-heading__toggle-icon"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_COMPLEX = _BLOCKS | {"img"}
_FORMATTED = frozenset("a b i em strong u s del ins img sub sup mark kbd".split())
_EMPTY_LINES = re.compile(r"\A(?:[ \t\xa0]*\n)+")
_ONE_PIXEL = re.compile(r"\s*[01](?:px)?\s*$")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: its address as written, that of the link around it, and its alternative text without white space."""

    address: str
    linked: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A film, a sound or a foreign page within the page: the addresses it may be known by; none where a script
    shows it."""

    addresses: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `sure` is False for one that holds what headings of Markdown cannot, and may become passages."""

    level: int
    text: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, without the lists within it."""

    depth: int
    numbered: bool
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The words of each cell that has some, row by row; `sure` is False where it may only lay out a page."""

    rows: tuple[tuple[str, ...], ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text, to be kept to the space (``exact``), but for how far lines are moved in (``loose``: ``code``
    of several lines, whose beginnings browsers do not show), as lines at least (``lines``: what is formatted), or as
    lines and not as code (``verse``)."""

    text: str
    kind: Literal["exact", "loose", "lines", "verse"] = "exact"


@dataclass
class Shown:
    """Everything that is compared. Texts but those of `lines` and `code` are without white space."""

    lines: list[str] = field(default_factory=list)
    """Visible lines; those of white space alone are left out."""
    notes: list[str] = field(default_factory=list)
    """Lines of footnotes."""
    marks: int = 0
    """Links to footnotes."""
    rules: list[int] = field(default_factory=list)
    """How many characters stand before each rule that parts what is seen."""
    code: list[Code] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """Address and words."""
    pictures: list[Picture] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    styles: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    """All words that are ``bold``, ``italic``, ``quoted`` and so on, by that word, in order; False for those that may
    lose it: within code, a heading, a link, where Markdown has no means."""
    ids: set[str] = field(default_factory=set)
    """What links within the page can lead to."""


def bare(text: str) -> str:
    """`text` without any white space."""
    return "".join(text.split())


def is_address(words: str, href: str) -> bool:
    """True if the words of a link are its address: the same whether written out, shown as a frame or named."""
    return bool(words) and "://" in words and unquote(words).rstrip("/") == unquote(href).rstrip("/")


def _is_own(words: str, href: str) -> bool:
    """True for a link to a file of the blog's own whose words are an address."""
    return bool(re.match(r"https?://", words)) and href.partition("#")[0].endswith(".md") and "://" not in href


def visible_lines(text: str) -> list[str]:
    """Lines of `text`, which are ended by ``\\v``: white space single, none at their edges, empty ones left out."""
    lines = (_WIDE.sub(" ", line).strip() for line in SPACES.sub(" ", text).split("\v"))
    return [line for line in lines if line.strip(_WIDTHLESS)]


def shown(
    root: Any,
    marks: frozenset[str] = frozenset(),
    backs: frozenset[str] = frozenset(),
    markdown: bool = False,
    plain: bool = False,
    quotes: tuple[str, str, str, str] = ("“", "”", "‘", "’"),
) -> Shown:
    """What is seen of `root` and in it, an element of lxml or ElementTree.

    Links to one of `marks` lead to footnotes, those to one of `backs` lead back: their words are Markdown's own.
    With `markdown`, the HTML is what `importer.fidelity.trees` makes of a post: classes of the importer's own have
    their meaning. With `plain`, an address that is written out is words like others, whether a link or not. `quotes`
    are the marks that browsers put around quotations in the language of the text, outside and within others.
    """
    reader = _Reader(marks, backs, markdown, plain, quotes)
    for turn, value in _walk(root):
        if turn == "start":
            reader.start(value)
        elif turn == "end":
            reader.end()
        else:
            reader.text(value)
    return reader.result()


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    """``start``, ``text`` and ``end`` of each element in order, however deep."""
    yield "start", root
    if root.text:
        yield "text", root.text
    stack = [iter(root)]
    above = [root]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            yield "end", None
            done = above.pop()
            if stack and done.tail:
                yield "text", done.tail
        elif isinstance(child.tag, str):
            yield "start", child
            if child.text:
                yield "text", child.text
            stack.append(iter(child))
            above.append(child)
        elif child.tail:
            yield "text", child.tail


#: The words of a link from a footnote back to its mark; other links may lead there too.
_BACK = re.compile(r"\W*+(?:\d{1,4}|[a-z]|back|return)?\W*+", re.I)


@dataclass(slots=True, eq=False)
class _Open:
    """An element that has begun and not ended."""

    element: Any
    tag: str
    styles: tuple[str, ...] = ()
    unseen: bool = False
    kind: str = ""
    """What is gathered of it: ``heading``, ``link``, ``code`` and so on."""
    words: list[str] = field(default_factory=list)
    """Words within, without those of elements of the same kind within."""
    start: int = 0
    """How much had been read when it began, and how many pictures."""
    pictures: int = 0


def _is_plain_gallery(element: Any) -> bool:
    """True where there are but pictures and their captions in a gallery."""
    inside = [child.tag for child in element.iter() if isinstance(child.tag, str)]
    lists = inside.count("ul") + inside.count("ol")
    items = all("gallery-item" in (one.get("class") or "").split() for one in element.iter("dl"))
    items = items and all(any(True for _ in one.iter("img")) for one in element.iter("li"))
    shaped = {*_HEADINGS, *_FRAMES, "blockquote", "details", "hr", "pre", "table"}
    return lists < 2 and items and not shaped & set(inside)


class _Reader:
    def __init__(
        self, marks: frozenset[str], backs: frozenset[str], markdown: bool, plain: bool, quotes: Sequence[str]
    ) -> None:
        self._marks, self._backs, self._markdown, self._plain, self._quotes = marks, backs, markdown, plain, quotes
        self._shown = Shown()
        self._parts: list[str] = []
        self._notes: list[str] = []
        self._stack: list[_Open] = []
        self._unseen = 0
        self._active: dict[str, int] = {}
        self._gathering: dict[str, list[_Open]] = {}
        self._tables: list[list[list[str]]] = []
        self._behind: list[Picture] = []
        self._count = 0
        self._edges = {0}

    def result(self) -> Shown:
        """All that was read."""
        self._shown.lines = visible_lines("".join(self._parts))
        self._shown.notes = visible_lines("".join(self._notes))
        there = {picture.address for picture in self._shown.pictures}
        self._shown.pictures += (one for one in self._behind if one.address not in there)
        self._shown.rules = [at for at in dict.fromkeys(self._shown.rules) if at not in self._edges | {self._count}]
        return self._shown

    # Text

    def text(self, text: str) -> None:
        """Words, in whatever is open."""
        if self._unseen:
            return
        words = "".join(text.split())
        aside = self._innermost("aside")
        if aside:
            aside.words.append(words)
            return
        code = self._innermost("code")
        if code:
            if code.tag == "code" and code.words[-1:] == ["\n"]:
                text = text.removeprefix("\r").removeprefix("\n")
            code.words.append(text)
            self._out(text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\v"))
        else:
            self._out(text)
        if not words:
            return
        self._count += len(words)
        for style in self._active:
            self._shown.styles.setdefault(style, []).append((words, self._is_sure(style)))
        for kind in ("item", "heading", "link", "cell"):
            one = self._innermost(kind)
            if one:
                one.words.append(words)

    def _out(self, text: str) -> None:
        (self._notes if self._innermost("notes") else self._parts).append(text)

    def _innermost(self, kind: str) -> _Open | None:
        found = self._gathering.get(kind)
        return found[-1] if found else None

    def _is_sure(self, style: str) -> bool:
        """False where Markdown has no means for `style`, or where what it is in stands out by itself."""
        if style == "bold" and (self._innermost("heading") or self._innermost("head")):
            return False
        code = self._innermost("code")
        verse = code and "wp-block-verse" in (code.element.get("class") or "")
        if (code and not verse) or (style != "in code" and "in code" in self._active):
            return False
        if style not in ("raised", "lowered") and ("raised" in self._active or "lowered" in self._active):
            return False
        if "raised" in self._active and "lowered" in self._active:
            return False
        return not (style in ("underlined", "struck out", "marked") and self._innermost("link"))

    def _end_line(self) -> None:
        self._out("\v")
        code = self._innermost("code")
        if code and code.words and not code.words[-1].endswith("\n"):
            code.words.append("\n")

    # Elements

    def start(self, element: Any) -> None:
        """An element begins."""
        tag = element.tag.rpartition("}")[2].lower()
        opened = _Open(element, tag, start=len(self._parts), pictures=len(self._shown.pictures))
        self._stack.append(opened)
        if self._unseen:
            return
        for name in (element.get("id"), element.get("name") if tag == "a" else None):
            if name:
                self._shown.ids.add(name)
        if tag == "br" and self._innermost("code"):
            self._out("\v")
            self._gathering["code"][-1].words.append("\n")
        elif tag in _BLOCKS:
            self._end_line()
        elif tag == "option":
            self._out(" ")
        elif tag == "a" and "more" in (element.get("name"), element.get("id")):
            self._end_line()
            self._edges.add(self._count)
        if tag in _FRAMES and not self._is_hidden(element):
            self._frame(element)
        behind = _BEHIND.search(element.get("style") or "")
        if behind and "wp-block-" in (element.get("class") or ""):
            # A picture that fills its side of the text stands in the text as well.
            fills = "media-text" in (element.get("class") or "")
            (self._behind if fills else self._shown.pictures).append(Picture(behind[1]))
        if tag == "math":
            self._formula(element)
        if tag in ("math", *_UNSEEN) or self._is_hidden(element):
            opened.unseen = True
            self._unseen += 1
            return
        self._begin(opened, (element.get("class") or "").split())
        self._begin_style(opened)

    @staticmethod
    def _is_hidden(element: Any) -> bool:
        if (_REPEATS | _SIGNS) & set((element.get("class") or "").split()):
            return True
        return element.get("hidden") is not None or bool(_HIDDEN.search((element.get("style") or "").lower()))

    def _begin(self, opened: _Open, classes: list[str]) -> None:
        tag, element = opened.tag, opened.element
        if tag == "q":
            self.text(self._quotation_mark(0))
        elif tag == "a" or (self._markdown and "footnote-ref" in classes):
            self._begin_link(opened, classes)
        elif tag in ("img", "image"):
            self._picture(element)
        elif tag == "area":
            self._area(element)
        elif tag == "rt" and not self._has_parentheses():
            self.text("(")
        elif tag == "hr" and not self._innermost("list") and not self._tables and "quoted" not in self._active:
            self._shown.rules.append(self._count)
        elif tag in _PREFORMATTED or (tag == "code" and self._is_long(element)):
            opened.kind = "code"
        elif tag in _HEADINGS:
            opened.kind = "head" if self._innermost("list") or "quoted" in self._active else "heading"
        elif tag in ("th", "summary", "dt", "caption"):
            opened.kind = "cell" if tag == "th" and self._tables and self._tables[-1] else "head"
        elif tag in _LISTS and not self._is_gallery(element):
            opened.kind = "list"
        elif tag == "li" and self._is_listed() and not self._is_numbered_code():
            opened.kind = "item"
        elif tag == "table":
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif tag == "td" and self._tables and self._tables[-1]:
            opened.kind = "cell"
        elif self._markdown and "footnotes" in classes:
            opened.kind = "notes"
        if opened.kind:
            self._gathering.setdefault(opened.kind, []).append(opened)

    def _is_listed(self) -> bool:
        """True in a list whose items are some: in none that lays out a gallery."""
        nearest = next((up for up in reversed(self._stack) if up.tag in _LISTS), None)
        return bool(self._innermost("list")) and (nearest is None or nearest.kind == "list")

    def _is_gallery(self, element: Any) -> bool:
        """True for a list that lays out the pictures of a gallery, of which it is no list in words."""
        if not any(True for _ in element.iter("img")):
            return False
        return any(
            _GALLERIES & set((one.get("class") or "").split()) and _is_plain_gallery(one)
            for one in (element, *(up.element for up in self._stack))
        )

    def _is_numbered_code(self) -> bool:
        """True in the list that a highlighter makes of lines of code."""
        return bool(self._innermost("code") and self._gathering["list"][-1].element.get("class"))

    def _has_parentheses(self) -> bool:
        """True where the source itself has some around how a word is read (``rp``)."""
        return any(one.tag == "ruby" and one.element.find(".//rp") is not None for one in self._stack)

    def _is_long(self, element: Any) -> bool:
        """True for ``code`` of several lines, as people write who do not know of ``pre``."""
        text = "".join(element.itertext())
        broken = element.find(".//br") is not None or (text[:1] == "\n" and "\n" in text.strip(" \t\r\n"))
        return broken and not self._innermost("code")

    def _quotation_mark(self, end: int) -> str:
        """The mark that begins or ends the quotation that is open."""
        within = sum(up.tag == "q" for up in self._stack) - 1
        return self._quotes[within % 2 * 2 + end]

    def _begin_style(self, opened: _Open) -> None:
        names = [_STYLES[opened.tag]] if opened.tag in _STYLES and opened.kind != "aside" else []
        element = opened.element
        within = opened.kind == "heading" and len(self._gathering["heading"]) > 1
        close = opened.kind == "heading" and any(up.tag in _CLOSE for up in self._stack)
        if opened.kind == "head" or within or close:
            names.append("bold")
        names += [_CLASSES[name] for name in (element.get("class") or "").split() if name in _CLASSES]
        declared = (element.get("style") or "").lower()
        if declared and opened.tag in ("span", "font"):
            names += [name for pattern, name in _DECLARED if pattern.search(declared)]
        if self._innermost("code") and not (opened.kind == "code" and opened.tag == "code"):
            names = [name for name in names if name != "in code"]
        opened.styles = tuple(dict.fromkeys(names))
        for name in opened.styles:
            self._active[name] = self._active.get(name, 0) + 1

    def end(self) -> None:
        """The element that began last ends."""
        opened = self._stack.pop()
        if opened.unseen:
            self._unseen -= 1
        if self._unseen:
            return
        if opened.unseen:
            pass
        elif opened.tag == "q":
            self._stack.append(opened)
            self.text(self._quotation_mark(1))
            self._stack.pop()
        elif opened.tag == "rt" and not self._has_parentheses():
            self.text(")")
        if opened.tag in _BLOCKS and opened.tag != "br":
            self._end_line()
        for name in opened.styles:
            self._active[name] -= 1
            if not self._active[name]:
                del self._active[name]
        if opened.kind:
            self._gathering[opened.kind].remove(opened)
        if opened.tag == "table" and not opened.unseen:
            self._table(opened.element, self._tables.pop())
        self._finish(opened, "".join(opened.words))

    def _finish(self, opened: _Open, words: str) -> None:
        if opened.tag in _HEADINGS:
            self._edges.update((self._count, self._count - len(words)))
        if opened.kind == "code":
            self._code(opened, words)
        elif opened.kind in ("link", "aside"):
            self._end_link(opened, words)
        elif opened.kind == "heading" and words:
            inside = {child.tag for child in opened.element.iter() if child is not opened.element}
            close = any(up.tag in _CLOSE for up in self._stack)
            passages = {bare("".join(child.itertext())) for child in opened.element.iter() if child.tag in ("p", "div")}
            simple = not inside & _COMPLEX or (inside & _COMPLEX <= {"p", "div"} and passages <= {words, ""})
            self._shown.headings.append(Heading(_HEADINGS[opened.tag], words, not close and simple))
        elif opened.kind == "item" and words and not self._innermost("notes"):
            lists = self._gathering["list"]
            self._shown.items.append(Item(len(lists), lists[-1].tag == "ol", words))
        elif opened.kind == "cell":
            self._tables[-1][-1].append(words)

    def _code(self, opened: _Open, text: str) -> None:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        outer = self._innermost("code")
        if outer:
            outer.words.append(text)
        elif text.strip():
            classes = (opened.element.get("class") or "").split()
            formatted = any(child.tag in _FORMATTED or child.tag in _LISTS for child in opened.element.iter())
            lines = formatted or opened.tag == "textarea" or (opened.tag == "code" and "\n" not in text.strip())
            kind: Literal["exact", "loose", "lines", "verse"] = "exact" if opened.tag == "pre" else "loose"
            kind = "verse" if "wp-block-verse" in classes else "lines" if lines else kind
            self._shown.code.append(Code(_EMPTY_LINES.sub("", text).rstrip(), kind))

    def _table(self, element: Any, grid: list[list[str]]) -> None:
        rows = tuple(cells for row in grid if (cells := tuple(cell for cell in row if cell)))
        inside = {child.tag for child in element.iter() if child is not element}
        sure = len(grid) > 1 and max(map(len, grid)) > 1 and not inside & {"table", *_HEADINGS}
        if rows:
            self._shown.tables.append(Table(rows, sure and "tr-caption-container" not in (element.get("class") or "")))

    # Links, pictures and frames

    def _begin_link(self, opened: _Open, classes: list[str]) -> None:
        href = (opened.element.get("href") or "").strip()
        ours = set(classes) if self._markdown else set()
        if href in self._marks or "footnote-ref" in ours:
            opened.kind = "aside"
            self._shown.marks += 1
        elif "image-link" in ours:
            opened.kind = "aside"
            if self._parts and self._parts[-1].endswith(" "):
                self._parts[-1] = self._parts[-1][:-1]
        elif ours & {"footnote-backref", "missing-image", "embed"} or (
            href in self._backs and _BACK.fullmatch("".join(opened.element.itertext()))
        ):
            opened.kind = "aside"
        elif href:
            opened.kind = "link"

    def _end_link(self, opened: _Open, words: str) -> None:
        href = "".join((opened.element.get("href") or "").splitlines()).strip()
        classes = (opened.element.get("class") or "").split()
        if opened.kind == "aside":
            if self._markdown and "missing-image" in classes:
                self._shown.pictures.append(Picture(href, alt=words.removeprefix("Image:")))
            elif self._markdown and "image-link" in classes:
                self._shown.links.append((href, ""))
            elif self._markdown and "embed" in classes:
                self._shown.frames.append(Frame((href,), words))
        elif not self._plain and is_address(words, href) and leads(href) and not self._innermost("code"):
            self._take_back(opened)
            self._shown.frames.append(Frame((href,)))
        elif self._markdown and not self._plain and _is_own(words, href):
            self._take_back(opened)
            self._shown.frames.append(Frame((href, words)))
        elif words or len(self._shown.pictures) > opened.pictures:
            self._shown.links.append((href, words))

    def _take_back(self, opened: _Open) -> None:
        """Forget the words of a link, but not the line ends before and after them."""
        if not self._innermost("notes"):
            held = "".join(self._parts[opened.start :]).strip(" \t\n\r\f")
            self._parts[opened.start :] = ["\v" for edge in (held[:1], held[-1:]) if edge == "\v"]

    def _picture(self, element: Any) -> None:
        if self._markdown and any(up.tag == "a" and "embed" in (up.element.get("class") or "") for up in self._stack):
            return  # that of a film, which its player showed until it was played
        address = (element.get("data-src") or element.get("data-lazy-src") or element.get("src") or "").strip()
        sizes = [element.get(name) or "" for name in ("width", "height")]
        if not address or all(_ONE_PIXEL.match(size) for size in sizes):
            return
        link = next((up.element.get("href") or "" for up in reversed(self._stack) if up.tag == "a"), "")
        words = bare(element.get("alt") or element.get("title") or "")
        self._shown.pictures.append(Picture(address, link.strip(), words))

    def _area(self, element: Any) -> None:
        """A part of a picture that leads somewhere, as a link of its own."""
        href = (element.get("href") or "").strip()
        if not href or not leads(href):
            return
        label = " ".join((element.get("alt") or element.get("title") or href).split())
        if is_address(label, href):
            self._shown.frames.append(Frame((href,)))
        else:
            self.text(label)
            self._shown.links.append((href, bare(label)))
        self._end_line()

    def _formula(self, element: Any) -> None:
        """A formula, as its source where it has one, else by its words; it is kept as code."""
        notes = [one for one in element.iter() if isinstance(one.tag, str) and "annotation" in one.tag]
        source = next(("".join(one.itertext()) for one in notes if "x-tex" in (one.get("encoding") or "")), "")
        hidden = {part for one in notes for part in one.iter()}
        words = (part for one in element.iter() for part in (one.text if one not in hidden else "", one.tail))
        written = source or element.get("alttext") or " ".join(filter(None, words))
        if not written.strip():
            return
        self._active["in code"] = self._active.get("in code", 0) + 1
        self.text(" ".join(written.split()))
        self._active["in code"] -= 1
        if not self._active["in code"]:
            del self._active["in code"]

    def _frame(self, element: Any) -> None:
        found = [element.get("src"), element.get("data")]
        for child in element.iter():
            if child.tag == "param" and (child.get("name") or "").lower() in ("movie", "src"):
                found.append(child.get("value"))
            elif child.tag in ("embed", "source", "iframe"):
                found.append(child.get("src"))
        addresses = tuple(dict.fromkeys(one.strip() for one in found if one and one.strip()))
        self._shown.frames.append(Frame(addresses, element.get("title") or ""))
