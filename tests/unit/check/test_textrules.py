"""Syntax of MyST that is switched off: told where a text uses it, and nowhere else."""

import pytest
from archive.check import textrules
from archive.source.markdown import scanner
from hypothesis import example, given
from hypothesis import strategies as st
from myst_parser.config.main import MdParserConfig

FENCE, MATHS, BOX, WORD, ADDRESS = "colon_fence", "dollarmath", "tasklist", "substitution", "gfm_autolink"


def told(text: str, on: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    """The lines of hints, and the extension that each names."""
    found = textrules.syntax_hints(text, 1, MdParserConfig(enable_extensions=set(on)))
    return [(line, message.split('"')[1]) for line, message in found]


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        (":::{note}\nx\n:::", [(1, FENCE)]),
        ("Words.\n\n> :::\n> x\n> :::", [(3, FENCE)]),
        ("Of $a_i$\nand $E = mc^2$.", [(1, MATHS), (2, MATHS)]),
        ("Let $x$ be.", [(1, MATHS)]),
        ("$$\na = b\n$$", [(1, MATHS)]),
        ("- [ ] buy\n- [x] sell", [(1, BOX), (2, BOX)]),
        ("1. one\n   - [X] two", [(2, BOX)]),
        ("The {{ name }}.", [(1, WORD)]),
        ("{{ name }}", [(1, WORD)]),
        ("See https://a.example/x.", [(1, ADDRESS)]),
        ("See www.a.example, and\n(https://a.example).", [(1, ADDRESS), (2, ADDRESS)]),
        ("```{note}\n{{ name }}\n```", [(2, WORD)]),
        ("- a\n\n  $x$", [(3, MATHS)]),
    ],
)
def test_what_is_used_though_it_is_off_is_told_with_its_line(text: str, hints: list[tuple[int, str]]) -> None:
    assert told(text) == hints
    assert told(text, (FENCE, MATHS, BOX, WORD, ADDRESS)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It cost $5 and $6.",
        "From US$30 to A$40, or $20,000=£9,000.",
        "$HOME/bin:$PATH and $x and y$.",
        "`$x$` and ``{{ x }}`` and `https://a.example`",
        "```\n$x$\n{{ x }}\n- [ ] x\n:::{note}\n```",
        "    $x$\n    https://a.example",
        "```{code-block} sh\n$x$ {{ x }}\n```",
        "<!-- $x$ {{ x }} -->",
        "<https://a.example> [https://a.example](https://a.example) [x]\n\n[x]: https://a.example",
        '<a href="https://a.example">x</a>',
        "{math}`$x$`",
        "- [x](a.md)\n- [ ](a.md)",
        "Ratio 1::2, or ::: within.",
        "\\$x$ and \\{{ x }}",
        "![$x$](a.png)",
    ],
)
def test_nothing_is_told_of_what_is_no_such_thing(text: str) -> None:
    assert told(text) == []


#: Lines of which texts are made that hold code, directives and what is hinted at, within one another and half open.
LINES = (
    "", "", "Of $x$.", "{{ name }}", "- [ ] x", "See https://a.example", "`$x$` and ``{{ x }}``", "`$x$", "\\`$x$`",
    "x` $y$ `z", "```", "````", "~~~", "```sh", "~~~~ md", "```{note}", "````{tip}", "```{code-block} sh", "    ```",
    "- ```", "> ```", "```{note}`",
)  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))
@example("```{note}\nx\n```\n\n$x$\n\n```{note}\nx\n```")
@example("````md\n```\n````\n\n$x$\n\n```")
@example("```{note}`\n`$x$` and ``{{ x }}``")
def test_a_look_past_the_code_misses_no_text(text: str) -> None:
    scanner = textrules._HintScanner(frozenset(textrules._SWITCHED_OFF), frozenset())
    assert [line for line, _ in told(text)] == [line for line, _ in scanner.hints(text, 1)]


#: Parts of links, of which texts are made, as those of words, quotations and lists.
PARTS = (
    "[x]", "![x]", "(", ")", "](", "<", ">", "]: ", "[x]:", "javascript:a", "data:a", "DATA :a", "file&#58;a",
    "data%3Aa", "\n", "\n> ", "\n  ", "\n\n", "- ", "> ", " ", "x", '"t"', "`", "\\", "&lt;", "(<",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
@example("> [x](\n> javascript:a)")
@example("[x]:\n> <data:a>\n\n[x]")
def test_a_quick_look_passes_over_no_link_that_is_refused(text: str) -> None:
    config = MdParserConfig()
    if list(textrules.unread_syntax(scanner(config).scan(text), "a.md", config)):
        assert textrules.may_have_unread_syntax(text)


@pytest.mark.parametrize("text", ["the file: a.md, data: none", "`javascript:` and `data:`", "a < b: file"])
def test_words_alone_are_not_looked_at_closely(text: str) -> None:
    assert not textrules.may_have_unread_syntax(text)


def test_what_one_option_makes_is_told_of_no_other() -> None:
    assert told("See https://a.example", ("linkify",)) == []
    assert told("$x$ {{ x }}", (MATHS,)) == [(1, WORD)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("![The cat](my cat.jpg)", [1]),
        ("See\nthe [*whole* report](files/The Report 2.pdf).", [2]),
        ("![The cat](<my cat.jpg>) ![](my%20cat.jpg) [x](a.md \"of b.md\")", []),
        ("`![](my cat.jpg)` \\[x](my cat.jpg) [see](the end) [x][y](of a.b c)", []),
    ],
)
def test_a_path_with_blanks_is_told(text: str, lines: list[int]) -> None:
    found = list(textrules.syntax_hints(text, 1, MdParserConfig()))
    assert [line for line, message in found if "blank" in message] == lines == [line for line, _ in found]
