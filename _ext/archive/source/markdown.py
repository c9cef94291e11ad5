"""What a text in MyST Markdown holds that rules ask for: links, pictures, roles, directives, HTML, notes, headings.

One pass of MyST's own parser, with its extensions as the settings have them, and without Sphinx. So what is code, a
comment or escaped is so to the rules too. Of reStructuredText in `eval-rst` directives and roles are found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple

from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.options import TokenizeError, options_to_items

from .frontmatter import split_front_matter
from .sourcefiles import SourceError

#: What may begin anything that is looked for within a paragraph.
_INLINE = re.compile(r"[\[<`{]")
#: Directives whose body is no Markdown, and those whose argument is none either.
LITERAL = frozenset(
    "bibliography code code-block csv-table default-domain footbibliography graphviz highlight include index"
    " literalinclude math mermaid meta parsed-literal postlist productionlist raw sourcecode toctree".split()
)
_PLAIN_ARGUMENT = LITERAL | frozenset("container contents default-role figure image only role rst-class update".split())
#: What a heading's words may be written with.
_MARKED = re.compile(r"[\[<`{*_~\\&]")
#: Paragraphs of words alone, with more text at the margin after them: without these nothing that is looked for is lost,
#: and most of a text need not be gone into. Where there are blocks of code they may be lines of one.
_WORDS = re.compile(r"(?:\A|(?<=\n\n))(?:[^\W\d_][^\[\]<>`{}\n]*\n)+(?=\n(?![ \t]))")
_BLOCKS = re.compile(r"```|~~~|:::")
_NO_FENCE = re.compile(r"`{3,}\{[\w:.+-]+\}.*`.*(?<!```)\s*")
_OPTION = re.compile(r"[ \t]*:([\w-]+):(?:[ \t]+(.*))?")
_RST_DIRECTIVE = re.compile(r"([ \t]*)\.\.[ \t]+(?:\|[^|]+\|[ \t]+)?([\w:+.-]+)::(?:[ \t]+(.*))?")
_RST_ROLE = re.compile(r"(?<![\w`:]):([a-zA-Z][\w:+.-]*):`([^`]+)`")


class Link(NamedTuple):
    """A link, written in Markdown; also a definition of one that no text uses."""

    line: int
    target: str
    """Percent-encoded, as in HTML."""
    auto: bool = False
    """Whether it stands in angle brackets, and so is its own words."""
    empty: bool = False
    """Whether it has no words, and so is to show the title of what it leads to."""


class Picture(NamedTuple):
    line: int
    target: str
    attributes: Mapping[str, Any] = {}
    """Those in curly brackets among them, such as a width."""


class Role(NamedTuple):
    line: int
    name: str
    text: str


class Directive(NamedTuple):
    line: int
    name: str
    argument: str
    options: Mapping[str, str]
    body: str


class Html(NamedTuple):
    line: int
    text: str


class Footnote(NamedTuple):
    """A footnote's mark in the text, or the footnote itself."""

    line: int
    label: str


class Label(NamedTuple):
    """A name that a text gives a place: ``(name)=``, an attribute ``{#name}`` or a directive's ``:name:``."""

    line: int
    name: str


class Heading(NamedTuple):
    line: int
    level: int
    text: str
    """Plain, as anchors are made of it."""


@dataclass(slots=True)
class Text:
    """What one text holds, each in the order of the text; lines from 1."""

    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    html: list[Html] = field(default_factory=list)
    footnote_references: list[Footnote] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    formula_labels: list[Label] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    broken_fences: list[int] = field(default_factory=list)
    """Lines that would begin a directive, were there not a backtick after the three."""
    uneven_tables: list[int] = field(default_factory=list)
    """Lines of tables written as lists whose rows are not of one length, or no lists."""
    broken_figures: list[int] = field(default_factory=list)
    """Lines of `figure-md` that hold anything but a picture and a paragraph."""
    code: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, language and text of each block of code."""


class PositionedInline(StateInline):
    """The state of reading a paragraph, which knows where in it each token began."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.begun: dict[int, int] = {}

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        token = super().push(ttype, tag, nesting)
        self.begun[id(token)] = self.pos
        return token


class Scanner:
    """Reads texts as MyST would with these settings."""

    def __init__(self, config: MdParserConfig) -> None:
        self._config = config
        self._parser = parser = create_md_parser(config, RendererHTML)
        # Paragraphs are gone into one by one, and only those that may hold something.
        parser.disable("front_matter", True)
        parser.core.ruler.disable(["inline", "wordcount", "text_join"], True)
        # Which links may be is for the rules to say: here those that MyST leaves as they are typed are links too.
        parser.validateLink = lambda url, validator=None: True  # type: ignore[method-assign, misc]
        self._found = Text()
        self._env: dict[str, Any] = {}
        self._within = 0
        self._rules: Mapping[str, Callable[[Token, int], None]] = {
            "inline": self._paragraph, "fence": self._fence, "colon_fence": self._fence, "html_block": self._html,
            "myst_target": self._label, "footnote_reference_open": self._note,
            "math_block_label": self._formula,
        }  # fmt: skip

    def scan(self, text: str, line: int = 1, whole: bool = False) -> Text:
        """What `text` holds, whose first line is `line`; it has Unix line ends.

        Paragraphs of words alone are passed over, unless the `whole` text is to be gone into.
        """
        self._found, self._env = Text(), {}
        shorter = text if whole or _BLOCKS.search(text) else _WORDS.sub(lambda words: "\n" * words[0].count("\n"), text)
        self._blocks(shorter, line)
        used = {link.target for link in self._found.links}
        for one in self._env.get("references", {}).values():
            if one["href"] not in used:
                self._found.links.append(Link(line + one["map"][0], one["href"]))
        return self._found

    def _blocks(self, text: str, line: int) -> None:
        heading: Token | None = None
        for token in self._tokens(text):
            if token.attrs and "id" in token.attrs:
                self._found.labels.append(Label(line + (token.map or [0])[0], str(token.attrs["id"])))
            if heading is not None:
                words = self._inline(token, line, joined=True) if _MARKED.search(token.content) else token.content
                if not self._within:  # in a directive it is a line of its text, of no section
                    self._found.headings.append(Heading(line + (heading.map or [0])[0], int(heading.tag[1]), words))
            else:
                self.block(token, line)
            heading = token if token.type == "heading_open" and not token.level else None

    def _tokens(self, text: str) -> list[Token]:
        """The blocks of a text. What MyST does to them afterwards is to hang attributes in curly brackets on them."""
        if "{" in text:
            return self._parser.parse(text, self._env)
        found: list[Token] = []
        self._parser.block.parse(text, self._parser, self._env, found)
        return found

    def block(self, token: Token, line: int) -> None:
        """Note what a block is or has; `line` is that of the first line of the text."""
        if rule := self._rules.get(token.type):
            rule(token, line)

    def _html(self, token: Token, line: int) -> None:
        self._found.html.append(Html(line + (token.map or [0])[0], token.content))

    def _label(self, token: Token, line: int) -> None:
        self._found.labels.append(Label(line + (token.map or [0])[0], token.content))

    def _formula(self, token: Token, line: int) -> None:
        self._found.formula_labels.append(Label(line + (token.map or [0])[0], token.info))

    def _note(self, token: Token, line: int) -> None:
        self._found.footnotes.append(Footnote(line + (token.map or [0])[0], token.meta["label"]))

    def _paragraph(self, token: Token, line: int) -> None:
        if "```{" in token.content:
            rows = enumerate(token.content.split("\n"), line + (token.map or [0])[0])
            self._found.broken_fences += [number for number, row in rows if _NO_FENCE.fullmatch(row)]
        if _INLINE.search(token.content):
            self._inline(token, line)

    def _inline(self, block: Token, line: int, joined: bool = False) -> str:
        """Note what is in a paragraph; give its words, without the signs of emphasis if they are to be `joined`."""
        state = self.inline(block)
        for rule in self._parser.inline.ruler2.getRules("") if joined else ():
            rule(state)
        first, words = line + (block.map or [0])[0], []
        for number, token in enumerate(state.tokens):
            if token.type == "link_open" and state.tokens[number + 1].type == "link_close":
                token.meta["empty"] = True
            at = first + block.content.count("\n", 0, state.begun.get(id(token), 0)) if token.type != "text" else first
            self.part(token, at, block.content[state.begun.get(id(token), 0) :])
            if token.type in ("text", "code_inline", "myst_role"):
                words.append(token.content)
        return "".join(words)

    def inline(self, block: Token) -> PositionedInline:
        """The parts of a paragraph, the signs of emphasis among its words."""
        state = PositionedInline(block.content, self._parser, self._env, [])
        self._parser.inline.tokenize(state)
        return state

    def part(self, token: Token, at: int, source: str) -> None:
        """Note what a part of a paragraph is, on line `at`; `source` is the paragraph from there on."""
        found = self._found
        match token.type:
            case "link_open":
                found.links.append(Link(at, str(token.attrs["href"]), token.info == "auto", "empty" in token.meta))
            case "image":
                found.pictures.append(Picture(at, str(token.attrs["src"]), token.attrs))
            case "myst_role":
                found.roles.append(Role(at, token.meta["name"], token.content))
            case "html_inline":
                found.html.append(Html(at, token.content))
            case "footnote_ref":
                found.footnote_references.append(Footnote(at, token.meta["label"]))
        if token.attrs and "id" in token.attrs:
            found.labels.append(Label(at, str(token.attrs["id"])))

    def _fence(self, token: Token, line: int) -> None:
        at = line + (token.map or [0])[0]
        name, _, argument = token.info.strip().partition(" ")
        if name.startswith("{") and name.endswith("}"):
            self._directive(at, name[1:-1], argument.strip(), token.content)
        elif name in self._config.fence_as_directive:
            self._directive(at, name, argument.strip(), token.content)
        elif token.type == "colon_fence":
            self._inner(token.content, at + 1)
        else:
            self._found.code.append((at, name, token.content))

    def _inner(self, text: str, line: int) -> None:
        """Note what is in the text of a directive."""
        self._within += 1
        self._blocks(text, line)
        self._within -= 1

    def _directive(self, at: int, name: str, argument: str, content: str) -> None:
        if name == "eval-rst":
            self._rst(content, at + 1)
            return
        options, body, skipped = _options(content)
        self._found.directives.append(Directive(at, name, argument, options, body))
        if "name" in options:
            self._found.labels.append(Label(at, options["name"]))
        if name == "math" and "label" in options:
            self._found.formula_labels.append(Label(at, options["label"]))
        if name not in _PLAIN_ARGUMENT and _INLINE.search(argument):
            self._inline(Token("inline", "", 0, content=argument), at)
        if name in ("code", "code-block", "sourcecode"):
            self._found.code.append((at, argument, body))
        elif name not in LITERAL:
            if name == "list-table" and not _is_table(self._parser.parse(body)):
                self._found.uneven_tables.append(at)
            if name == "figure-md":
                self._figure(at, argument, body)
            self._inner(body, at + 1 + skipped)

    def _figure(self, at: int, name: str, body: str) -> None:
        """Note what a figure written in Markdown is called, and whether it is one."""
        if not _is_figure(self._parser.parse(body)):
            self._found.broken_figures.append(at)
        elif name:
            self._found.labels.append(Label(at, name))

    def _rst(self, text: str, line: int) -> None:
        lines = text.split("\n")
        for number, row in enumerate(lines):
            if directive := _RST_DIRECTIVE.fullmatch(row):
                options = {}
                for below in lines[number + 1 :]:
                    option = _OPTION.fullmatch(below)
                    if not option or len(below) - len(below.lstrip()) <= len(directive[1]):
                        break
                    options[option[1]] = (option[2] or "").strip()
                given = (line + number, directive[2], (directive[3] or "").strip(), options, "")
                self._found.directives.append(Directive(*given))
                if directive[2] == "math" and "label" in options:
                    self._found.formula_labels.append(Label(line + number, options["label"]))
            for role in _RST_ROLE.finditer(row):
                self._found.roles.append(Role(line + number, role[1], role[2]))


_scanners: list[tuple[MdParserConfig, Scanner]] = []


def scanner(config: MdParserConfig) -> Scanner:
    """The scanner for these settings; those of the last few are kept, since most texts have the same."""
    for known, made in _scanners:
        if known == config:
            return made
    _scanners[8:] = []
    _scanners.insert(0, (config, Scanner(config)))
    return _scanners[0][1]


def without_front_matter(text: str) -> tuple[str, int]:
    """A text without its front matter, if it has any, and the line on which that begins; with Unix line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    try:
        found = split_front_matter(text)
    except SourceError:
        return text, 1
    return found.body, found.body_line


def _is_table(tokens: Sequence[Token]) -> bool:
    """Whether a text is one list, whose items are each a list and of as many items."""
    tops = [token.type for token in tokens if token.level == 0]
    starts = [number for number, token in enumerate(tokens) if token.type == "list_item_open" and token.level == 1]
    rows = [tokens[start:end] for start, end in zip_longest(starts, starts[1:])]
    inner = {len([one for one in row if one.type == "list_item_open" and one.level == 3]) for row in rows}
    kinds = [[one.type for one in row if one.level == 2] for row in rows]
    only_lists = all(kind == ["bullet_list_open", "bullet_list_close"] for kind in kinds)
    return tops == ["bullet_list_open", "bullet_list_close"] and only_lists and len(inner) == 1


def _is_figure(tokens: Sequence[Token]) -> bool:
    """Whether a text is a picture and one paragraph."""
    tops = [number for number, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    kinds = [tokens[number].type for number in tops]
    if len(kinds) != 2 or kinds[0] not in ("paragraph_open", "html_block") or kinds[1] != "paragraph_open":
        return False
    first = tokens[tops[0] + (kinds[0] == "paragraph_open")]
    return first.content.lstrip().lower().startswith(("![", "<img"))


def _options(content: str) -> tuple[dict[str, str], str, int]:
    """The options at the beginning of a directive's content, the rest of it, and how many lines come before that."""
    lines = content.split("\n")
    if lines[0].strip() == "---":
        end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), len(lines))
        block, after = lines[1:end], end + 1
    else:
        after = next((number for number, line in enumerate(lines) if not _OPTION.fullmatch(line)), len(lines))
        block = [line.strip()[1:] for line in lines[:after]]
    try:
        options = dict(options_to_items("\n".join(block))[0]) if block else {}
    except TokenizeError:
        options = {}
    return options, "\n".join(lines[after:]), after
