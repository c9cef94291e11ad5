"""What a text in MyST Markdown holds that rules ask for: links, pictures, roles, directives, HTML, footnotes, headings.

It is found in one pass of MyST's own parser, with its extensions as the settings have them, and without Sphinx. So to
the rules, code, comments and what is escaped are what they are to a build. Of reStructuredText, in `eval-rst`,
directives and roles are found.
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

#: Signs that begin all that is looked for within a paragraph.
_INLINE = re.compile(r"[\[<`{]")
#: Directives whose body is no Markdown, and those whose argument is none.
LITERAL = frozenset(
    "bibliography code code-block csv-table default-domain footbibliography graphviz highlight include index"
    " literalinclude math mermaid meta parsed-literal postlist productionlist raw sourcecode toctree".split()
)
_PLAIN_ARGUMENT = LITERAL | frozenset("container contents default-role figure image only role rst-class update".split())
#: Signs of markup in a heading.
_MARKUP = re.compile(r"[\[<`{*_~\\&]")
#: Paragraphs that hold nothing of what is looked for, with more text at the margin after them. They are most of a text,
#: and are not parsed; but where there are blocks of code, such lines may be within one.
_PLAIN_PARAGRAPHS = re.compile(r"(?:\A|(?<=\n\n))(?:[^\W\d_][^\[\]<>`{}\n]*\n)+(?=\n(?![ \t]))")
_BLOCKS = re.compile(r"```|~~~|:::")
#: A line that would begin a directive, but for a backtick after the first three.
_BROKEN_FENCE = re.compile(r"`{3,}\{[\w:.+-]+\}.*`.*(?<!```)\s*")
#: In groups: the name of an option and its value; the indentation, name and argument of a directive of
#: reStructuredText; the name and text of a role there.
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
    """Percent-encoded, as in HTML."""
    attributes: Mapping[str, Any] = {}
    """Those in curly brackets among them, such as a width."""


class CodeBlock(NamedTuple):
    line: int
    language: str
    text: str


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
    """A footnote, or a reference to one in the text."""

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
    code: list[CodeBlock] = field(default_factory=list)


class PositionedInline(StateInline):
    """The state of reading a paragraph, which knows where in it each token began."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._positions: dict[int, int] = {}

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        token = super().push(ttype, tag, nesting)
        self._positions[id(token)] = self.pos
        return token

    def position(self, token: Token) -> int:
        """The index in the paragraph at which a token began; 0 for one that was not pushed."""
        return self._positions.get(id(token), 0)


def _line_within(token: Token) -> int:
    """On which line of its text a block begins, from 0."""
    return token.map[0] if token.map else 0


class Scanner:
    """Reads texts as MyST would with the settings `config`.

    A subclass sees each block and each part of a paragraph by overriding `block` and `part`.
    """

    def __init__(self, config: MdParserConfig) -> None:
        self._config = config
        self._parser = parser = create_md_parser(config, RendererHTML)
        # Paragraphs are gone into one by one, and only those that may hold something.
        parser.disable("front_matter", True)
        parser.core.ruler.disable(["inline", "wordcount", "text_join"], True)
        # Links to addresses that MyST refuses, and leaves as they are typed, are found too: the rules speak of them.
        parser.validateLink = lambda url, validator=None: True  # type: ignore[method-assign, misc]
        self._found = Text()
        self._env: dict[str, Any] = {}
        self._directive_depth = 0
        self._rules: Mapping[str, Callable[[Token, int], None]] = {
            "inline": self._paragraph, "fence": self._fence, "colon_fence": self._fence, "html_block": self._html,
            "myst_target": self._label, "footnote_reference_open": self._note,
            "math_block_label": self._formula,
        }  # fmt: skip

    def scan(self, text: str, line: int = 1, whole: bool = False) -> Text:
        """What `text` holds, whose first line is `line`, and whose lines end as those of Unix.

        Paragraphs without markup are passed over, unless the `whole` text is asked for.
        """
        self._found, self._env = Text(), {}
        if not whole and not _BLOCKS.search(text):
            text = _PLAIN_PARAGRAPHS.sub(lambda lines: "\n" * lines[0].count("\n"), text)
        self._blocks(text, line)
        used = {link.target for link in self._found.links}
        for definition in self._env.get("references", {}).values():
            if definition["href"] not in used:
                self._found.links.append(Link(line + definition["map"][0], definition["href"]))
        return self._found

    def _blocks(self, text: str, line: int) -> None:
        """Note what is in the blocks of a text, whose first line is `line`."""
        heading: Token | None = None  # that the next token has the words of
        for token in self._tokens(text):
            if token.attrs and "id" in token.attrs:
                self._found.labels.append(Label(line + _line_within(token), str(token.attrs["id"])))
            if heading is not None:
                words = self._inline(token, line, joined=True) if _MARKUP.search(token.content) else token.content
                if not self._directive_depth:  # in a directive it is a line of its text, of no section
                    self._found.headings.append(Heading(line + _line_within(heading), int(heading.tag[1]), words))
            else:
                self.block(token, line)
            heading = token if token.type == "heading_open" and not token.level else None

    def _tokens(self, text: str) -> list[Token]:
        """The blocks of a text."""
        if "{" in text:
            return self._parser.parse(text, self._env)
        # All that MyST does after blocks are parsed is to give them the attributes in curly brackets.
        tokens: list[Token] = []
        self._parser.block.parse(text, self._parser, self._env, tokens)
        return tokens

    def block(self, token: Token, line: int) -> None:
        """Note what a block is or has; `line` is that of the first line of the text."""
        if rule := self._rules.get(token.type):
            rule(token, line)

    def _html(self, token: Token, line: int) -> None:
        self._found.html.append(Html(line + _line_within(token), token.content))

    def _label(self, token: Token, line: int) -> None:
        self._found.labels.append(Label(line + _line_within(token), token.content))

    def _formula(self, token: Token, line: int) -> None:
        self._found.formula_labels.append(Label(line + _line_within(token), token.info))

    def _note(self, token: Token, line: int) -> None:
        self._found.footnotes.append(Footnote(line + _line_within(token), token.meta["label"]))

    def _paragraph(self, token: Token, line: int) -> None:
        if "```{" in token.content:
            rows = enumerate(token.content.split("\n"), line + _line_within(token))
            self._found.broken_fences += [number for number, row in rows if _BROKEN_FENCE.fullmatch(row)]
        if _INLINE.search(token.content):
            self._inline(token, line)

    def _inline(self, block: Token, line: int, joined: bool = False) -> str:
        """Note what is in a paragraph; give its words, without the signs of emphasis if they are to be `joined`."""
        state = self.inline(block)
        if joined:
            for rule in self._parser.inline.ruler2.getRules(""):
                rule(state)
        first_line, words = line + _line_within(block), []
        for number, token in enumerate(state.tokens):
            if token.type == "link_open" and state.tokens[number + 1].type == "link_close":
                token.meta["empty"] = True
            position = state.position(token)
            at = first_line if token.type == "text" else first_line + block.content.count("\n", 0, position)
            self.part(token, at, block.content[position:])
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
        at = line + _line_within(token)
        name, _, argument = token.info.strip().partition(" ")
        if name.startswith("{") and name.endswith("}"):
            self._directive(at, name[1:-1], argument.strip(), token.content)
        elif name in self._config.fence_as_directive:
            self._directive(at, name, argument.strip(), token.content)
        elif token.type == "colon_fence":
            self._inner(token.content, at + 1)
        else:
            self._found.code.append(CodeBlock(at, name, token.content))

    def _inner(self, text: str, line: int) -> None:
        """Note what is in the text of a directive."""
        self._directive_depth += 1
        self._blocks(text, line)
        self._directive_depth -= 1

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
            self._found.code.append(CodeBlock(at, argument, body))
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

    def _rst(self, text: str, first_line: int) -> None:
        """Note the directives and roles of a text in reStructuredText."""
        rows = text.split("\n")
        for number, row in enumerate(rows):
            line = first_line + number
            if match := _RST_DIRECTIVE.fullmatch(row):
                indent, name, argument = match.groups()
                options = _rst_options(rows[number + 1 :], len(indent))
                self._found.directives.append(Directive(line, name, (argument or "").strip(), options, ""))
                if name == "math" and "label" in options:
                    self._found.formula_labels.append(Label(line, options["label"]))
            for role in _RST_ROLE.finditer(row):
                self._found.roles.append(Role(line, role[1], role[2]))


def _rst_options(rows: Sequence[str], indent: int) -> dict[str, str]:
    """The options of a directive of reStructuredText, at the beginning of the `rows` below it; it has an `indent`."""
    options = {}
    for row in rows:
        option = _OPTION.fullmatch(row)
        if not option or len(row) - len(row.lstrip()) <= indent:
            break
        options[option[1]] = (option[2] or "").strip()
    return options


_scanners: list[tuple[MdParserConfig, Scanner]] = []


def scanner(config: MdParserConfig) -> Scanner:
    """The scanner for these settings; the last few are kept, since most texts have the same."""
    for known, kept in _scanners:
        if known == config:
            return kept
    _scanners[8:] = []
    _scanners.insert(0, (config, Scanner(config)))
    return _scanners[0][1]


def without_front_matter(text: str) -> tuple[str, int]:
    """A text without its front matter, with line ends as those of Unix, and the line of the file on which it begins."""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    try:
        found = split_front_matter(text)
    except SourceError:
        return text, 1
    return found.body, found.body_line


def _is_table(tokens: Sequence[Token]) -> bool:
    """Whether a text is one list, whose items are lists of equal length."""
    one_list = ["bullet_list_open", "bullet_list_close"]
    if [token.type for token in tokens if token.level == 0] != one_list:
        return False
    starts = [number for number, token in enumerate(tokens) if token.type == "list_item_open" and token.level == 1]
    lengths = set()
    for start, end in zip_longest(starts, starts[1:]):
        row = tokens[start:end]
        if [token.type for token in row if token.level == 2] != one_list:
            return False
        lengths.add(sum(token.type == "list_item_open" and token.level == 3 for token in row))
    return len(lengths) == 1


def _is_figure(tokens: Sequence[Token]) -> bool:
    """Whether a text is a picture and one paragraph."""
    tops = [number for number, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    kinds = [tokens[number].type for number in tops]
    if len(kinds) != 2 or kinds[0] not in ("paragraph_open", "html_block") or kinds[1] != "paragraph_open":
        return False
    first = tokens[tops[0] + (kinds[0] == "paragraph_open")]
    return first.content.lstrip().lower().startswith(("![", "<img"))


def _options(content: str) -> tuple[dict[str, str], str, int]:
    """The options at the beginning of a directive's content, the body below them, and how many lines stand above it."""
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
