"""Rules for one text, as `source.markdown` has scanned it: labels, footnotes, headings, blocks of code, and syntax that
MyST leaves as it was typed. For the check and for the build.

`syntax_hints` finds the last by reading the text once more, as if all extensions of MyST were on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig, merge_file_level

from ..core import addresses
from ..core.problems import Problem
from ..core.yamltext import read_typed
from ..source.frontmatter import FrontMatter, split_front_matter
from ..source.markdown import CodeBlock, Scanner, Text
from ..source.sourcefiles import SourceError

STYLE_MESSAGE = "the policy of pages allows no style in an element but sizes: give it a class of a style sheet"
FENCE_MESSAGE = (
    "three backticks begin no block where the line has others: write `~~~` in their place, there and at its end"
)
FIGURE_MESSAGE = (
    "`figure-md` holds one picture and, below an empty line, one paragraph about it: write no more and no less"
)
UNEVEN_TABLE_MESSAGE = (
    "the table wants a list of lists, `* - one` and beneath it `  - two`, each of as many: mend the rows"
)
#: Labels that Sphinx has given to pages of its own.
STANDARD_LABELS = frozenset(("genindex", "modindex", "py-modindex", "search"))
#: Refused schemes, each with what may be an address that begins with it, where a link may stand: within a quotation, on
#: its next line. The colon may be written as a character reference or percent-encoded; in small letters.
_REFUSED_SCHEMES = tuple(
    (name, re.compile(rf"(?:\]\(|\]:|<)[\s<>]*{name}\s*[:&%]")) for name in sorted(addresses.REFUSED_SCHEMES)
)
#: What may be a fence that is broken by a backtick behind it.
_FENCE = re.compile(r"```\{[\w:.+-]+\}.*`")


def duplicate_label(name: str, place: str) -> str:
    """What is wrong with a name that what stands at `place`, in another text, has too."""
    return f"the name `{name}` is that of the place at {place} too: give it another"


def reserved_label(name: str) -> str:
    """What is wrong with a name that is one of `STANDARD_LABELS`."""
    return f"the name `{name}` is that of a page which Sphinx makes: give it another"


def text_config(config: MdParserConfig, front: FrontMatter | None, page: str = "") -> MdParserConfig:
    """The settings of MyST for a text: those of the site, with those that it makes for itself, under ``myst``.

    A post has its front matter, `front`, a standing page the whole text, `page`.
    """
    own = front.extra.get("myst") if front else _settings_of_page(page)
    return merge_file_level(config, {"myst": dict(own)}, lambda kind, message: None) if own else config


def _settings_of_page(page: str) -> Mapping[str, Any]:
    """The settings in the front matter of a page; none if they cannot be read, of which MyST speaks."""
    try:
        header = split_front_matter(page).header if page.startswith("---") and "myst" in page else ""
        settings = read_typed(header).get("myst")
    except (SourceError, ValueError):
        return {}
    return settings if isinstance(settings, dict) else {}


def may_have_unread_syntax(text: str) -> bool:
    """Whether `unread_syntax` may find anything in a text: a quick look, since few hold any."""
    small = text.lower()
    return any(name in small and pattern.search(small) for name, pattern in _REFUSED_SCHEMES) or (
        "```{" in text and _FENCE.search(text) is not None
    )


def unread_syntax(text: Text, path: str, config: MdParserConfig) -> Iterator[Problem]:
    """Links and fences that MyST leaves as they were typed, so that nothing of them is in the doctree."""
    for link in text.links:
        if addresses.scheme(link.target) in addresses.REFUSED_SCHEMES:
            yield Problem(path, link.line, addresses.refusal(link.target))
    yield from (Problem(path, line, FENCE_MESSAGE) for line in text.broken_fences)


#: Languages that Sphinx does not ask Pygments for.
_NOT_CHECKED = frozenset({"", "default", "none", "guess", "text", "python3", "py3", "ipython"})


def code_faults(blocks: Iterable[CodeBlock]) -> Iterator[tuple[int, str]]:
    """What is wrong with blocks of code: the line of each, and what to say."""
    for block in blocks:
        if block.language not in _NOT_CHECKED and (message := _code_fault(block.language, block.text)):
            yield block.line, message


@lru_cache(maxsize=512)
def _code_fault(language: str, text: str) -> str:
    """Why Pygments cannot colour a text as one of the language; empty if it can."""
    from pygments.filters import ErrorToken, RaiseOnErrorTokenFilter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return f"there is no language `{language}` to colour code by: write `text`"
    lexer.add_filter(RaiseOnErrorTokenFilter())
    try:
        for _ in lexer.get_tokens(text):
            pass
    except ErrorToken as error:
        return f"the code is no `{language}`, since {error} is none of its signs: mend it, or write `text`"
    return ""


#: What docutils takes for a length, but for its beginning: a number alone is one of pixels.
_LENGTH = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+) *(em|ex|ch|rem|vw|vh|vmin|vmax|cm|mm|Q|in|pt|pc|px|%|)")


def picture_faults(attributes: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with how large a picture is to be, and at which side it is to stand."""
    for name, value in attributes.items():
        if name in ("width", "w", "height", "h"):
            length, upright = _LENGTH.fullmatch(str(value)), name.startswith("h")
            if not length or (upright and length[1] == "%"):
                part = "" if upright else ", or a part of the width of the text, `50%`"
                yield f"`{name}` is `{value}`: write a number of pixels, such as `320`{part}"
        elif name in ("align", "a") and str(value).strip().lower() not in ("left", "center", "right"):
            yield f"`{name}` is `{value}`: write `left`, `center` or `right`"


def note_faults(text: Text) -> Iterator[tuple[int, str]]:
    """Footnotes that are missing, given twice, or that nothing refers to."""
    known: set[str] = set()
    for note in text.footnotes:
        if note.label in known:
            yield note.line, f"the note `[^{note.label}]` stands here a second time: give it another name"
        known.add(note.label)
    referred = {reference.label for reference in text.footnote_references}
    for line, label in text.footnote_references:
        if label not in known:
            yield line, f"there is no note `[^{label}]`: write it, on a line that begins `[^{label}]: `"
    for note in text.footnotes:
        if note.label not in referred:
            yield note.line, f"no mark leads to the note `[^{note.label}]`: put the mark into the text, or take it out"


def label_faults(text: Text) -> Iterator[tuple[int, str]]:
    """Labels that stand in the text twice."""
    known: dict[str, int] = {}
    for label in text.labels:
        first = known.setdefault(" ".join(label.name.lower().split()), label.line)
        if first != label.line:
            yield label.line, f"the name `{label.name}` is that of the place on line {first} too: give it another"


def heading_faults(text: Text, is_post: bool) -> Iterator[tuple[int, str]]:
    """Headings that are more than one level below the one before."""
    levels = [0] if not is_post else [0, 1]
    for heading in text.headings:
        above = max(level for level in levels if level < heading.level)
        if above + 1 != heading.level:
            better = f"{'#' * (above + 1)} {heading.text}"
            yield heading.line, f"the heading is more than one level below the one before: write `{better}`"
        levels = [level for level in levels if level < heading.level] + [heading.level]


#: Looks back from behind the beginning of an address, which is put in for ``{0}``, whether it stands by itself: not in
#: a link, an attribute, a word or a definition.
_BARE = r"(?<![(<\"'=:\w/]{0})(?<!\]:[ \t]{0})"
#: Signs that a text may hold anything to be hinted at, and the pattern that a text with each is searched for. One after
#: the other, beginning with plain letters where they can, they are many times as fast as all in one pattern.
_CANDIDATES = tuple((sign, re.compile(pattern, re.MULTILINE)) for sign, pattern in (
    (":::", r"^[ \t>]*:::"),
    ("$", r"\$[^\s\d]"),
    ("[ ]", r"^[ \t>]*[-+*][ \t]+\[ \]"),
    ("[x]", r"^[ \t>]*[-+*][ \t]+\[x\]"),
    ("[X]", r"^[ \t>]*[-+*][ \t]+\[X\]"),
    ("{{", r"\{\{"),
    ("http://", rf"http://{_BARE.format('http://')}\w"),
    ("https://", rf"https://{_BARE.format('https://')}\w"),
    ("www.", rf"www\.{_BARE.format('www.')}\w"),
    ("](", r"\]\([^\s()<>]+[ \t][^()<>\n]*\.\w{1,5}\)"),
))  # fmt: skip
#: A block that begins at the margin: of code, or of a directive, with the bracket before its name in a group. And code
#: within a line. Within HTML they may be something else, and a hint be missed.
_CODE_BLOCK = re.compile(r"^(`{3,}|~{3,})(\{)?[^`\n]*\n(?:.*\n)*?\1[`~]*[ \t]*$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_CODE = re.compile(r"(?<![`\\])(`+)(?!`)[^`\n]+\1(?!`)")
#: A link or a picture, if its path had no blanks.
_SPACED = re.compile(r"!?\[[^\[\]\n]*\]\([^\s()<>]+[ \t][^()<>\n]*\.[A-Za-z]\w{0,4}\)")
#: What stands between two dollars, as of a formula rather than of prices.
_DOLLARS = re.compile(r"(?<![\w\\$])\$(?![\s$])((?:[^$`\\\n]|\\.)+?)(?<![\s\\])\$(?![\w$])")
#: What is taken for a formula there: a single letter, or what has a sign that is seldom in prose.
_FORMULA = re.compile(r"[A-Za-z]'?|.*[\\^_={}<>+].*")
_OR_SWITCH_ON = 'or add "{}" to `myst_enable_extensions` in conf.py'
_SWITCHED_OFF = {
    "colon_fence": "`:::` opens no block: write three backticks,",
    "dollarmath": "`$…$` is no formula: write {math}`…`,",
    "substitution": "`{{ … }}` stands as it is typed: write what it is to show,",
    "tasklist": "`- [ ]` makes no box to be ticked: write a word such as ‘done’,",
    "gfm_autolink": "the address is no link: write it in angle brackets, `<https://…>`,",
}
_BLANK = "a path with a blank makes no link and no picture: write it in angle brackets, as in `![](<my cat.jpg>)`"


def syntax_hints(text: str, line: int, config: MdParserConfig) -> Iterator[tuple[int, str]]:
    """Syntax that `text`, whose first line is `line`, seems to use and that shows as it was typed: since the settings
    have it switched off, or a path has a blank. Gives the lines, and the cure for each.

    Rather one hint too few than one too many: `$5 and $6` is no formula, and code and links are passed over.
    """
    if _has_candidates(text) and _has_candidates(_without_code(text)):
        off = frozenset(_SWITCHED_OFF) - set(config.enable_extensions)
        if "linkify" in config.enable_extensions:
            off -= {"gfm_autolink"}
        for at, name in _scanner(off, frozenset(config.enable_extensions)).hints(text, line):
            yield at, _BLANK if name == "spaced" else f"{_SWITCHED_OFF[name]} {_OR_SWITCH_ON.format(name)}"


def _has_candidates(text: str) -> bool:
    """Whether there is anything in a text that is to be looked at closely: it takes longer than all other rules."""
    return any(sign in text and pattern.search(text) for sign, pattern in _CANDIDATES)


def _without_code(text: str) -> str:
    """The text without most of its code: without what is code beyond doubt."""
    text = _CODE_BLOCK.sub(lambda block: block[0] if block[2] else "", text)
    bare = ((paragraph, _CODE.sub("", paragraph)) for paragraph in _BLANK_LINES.split(text))
    # A sign that is left over may begin code that goes on to another line, and have the others end some.
    return "\n\n".join(paragraph if "`" in rest else rest for paragraph, rest in bare)


@lru_cache(maxsize=8)
def _scanner(off: frozenset[str], on: frozenset[str]) -> _HintScanner:
    return _HintScanner(off, on)


class _HintScanner(Scanner):
    """Reads a text as if all extensions were on, and notes where one of those that are `off` would do something."""

    def __init__(self, off: frozenset[str], on: frozenset[str]) -> None:
        super().__init__(MdParserConfig(enable_extensions=set((off | on) - {"dollarmath"})))
        self._off = off
        if "dollarmath" in off:
            self._parser.inline.add_terminator_char("$")
            self._parser.inline.ruler.before("escape", "dollars", _dollars)
        self._parser.inline.ruler.after("image", "spaced", _spaced)
        self._noted: set[tuple[int, str]] = set()

    def hints(self, text: str, line: int) -> list[tuple[int, str]]:
        """The line and the name of each, in order, once a line: the extension, or `spaced` for a path with a blank."""
        self._noted = set()
        self.scan(text, line)
        return sorted(self._noted)

    def _note_hint(self, at: int, name: str) -> None:
        if name in self._off or name == "spaced":
            self._noted.add((at, name))

    def block(self, token: Token, line: int) -> None:
        at = line + (token.map or [0])[0]
        if token.type == "colon_fence":
            self._note_hint(at, "colon_fence")
        elif token.type == "substitution_block":
            self._note_hint(at, "substitution")
        elif token.type == "list_item_open" and "checked" in token.meta:
            self._note_hint(at, "tasklist")
        elif token.type == "inline":
            if token.content.startswith("$$") and token.content.endswith("$$") and len(token.content) > 4:
                self._note_hint(at, "dollarmath")
            self._inline(token, line)
        super().block(token, line)

    def part(self, token: Token, at: int, source: str) -> None:
        if token.type == "substitution_inline":
            self._note_hint(at, "substitution")
        elif token.type == "dollars":
            self._note_hint(at, "dollarmath")
        elif token.type == "spaced":
            self._note_hint(at, "spaced")
        elif token.type == "link_open" and token.info == "auto" and not source.startswith("<"):
            self._note_hint(at, "gfm_autolink")
        super().part(token, at, source)


def _dollars(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: what stands between two dollars, if it looks like a formula."""
    match = _DOLLARS.match(state.src, state.pos)
    if not match or not _FORMULA.fullmatch(match[1]):
        return False
    if not silent:
        state.push("dollars", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _spaced(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it, after those for links and pictures: what would be one of these without a blank."""
    match = _SPACED.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("spaced", "", 0).content = match[0]
    state.pos = match.end()
    return True
