"""Emphasis, however it nests and whatever it touches, is emphasis on the page, and leaves no delimiter there."""

from __future__ import annotations

import html
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importer.markup.clean import post_html
from importer.markup.context import Context
from importer.markup.document import to_markdown
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

EXTENSIONS = {"attrs_block", "attrs_inline", "deflist", "strikethrough"}
PARSER = create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), RendererHTML)
ROLES = {"strong": "b", "emphasis": "i", "sup": "", "sub": ""}

Styled = list[tuple[str, frozenset[str]]]
"""Each visible character, without white space, and what it stands in."""


def written(markdown: str) -> Styled:
    """The characters of Markdown as MyST reads it."""
    found: Styled = []
    for block in PARSER.parse(markdown):
        styles: list[str] = []
        for token in block.children or []:
            if token.type in ("strong_open", "em_open", "link_open"):
                styles.append({"s": "b", "e": "i", "l": "a"}[token.type[0]])
            elif token.type in ("strong_close", "em_close", "link_close"):
                styles.pop()
            elif token.type == "myst_role":
                role = ROLES[token.meta["name"]]
                found += ((one, frozenset(filter(None, (*styles, role)))) for one in "".join(token.content.split()))
            elif token.type in ("text", "text_special"):
                found += ((one, frozenset(styles)) for one in "".join(token.content.split()))
            elif token.type == "html_inline":
                assert token.content == "<!-- -->"
    return found


def sourced(tree: list[object], styles: frozenset[str] = frozenset()) -> Styled:
    """The characters of a tree of texts and ``(tag, tree)``."""
    found: Styled = []
    for one in tree:
        if isinstance(one, str):
            found += ((character, styles) for character in "".join(one.split()))
        else:
            tag, inner = one  # type: ignore[misc]
            found += sourced(inner, styles | {tag[0]})
    return found


def as_html(tree: list[object]) -> str:
    return "".join(
        html.escape(one) if isinstance(one, str) else f"<{one[0]}>{as_html(one[1])}</{one[0].split()[0]}>"  # type: ignore[index]
        for one in tree
    )


texts = st.sampled_from(["a", "前半", "，", "“U”", "N", " ", "x y", "*", "_", "(", "。b", "é!", "1"])
trees = st.recursive(
    st.lists(texts, min_size=1, max_size=3),
    lambda inner: st.lists(
        texts | st.tuples(st.sampled_from(["b", "i", 'a href="http://x.example/"']), inner), min_size=1, max_size=4
    ),
    max_leaves=9,
)
SOME = settings(
    max_examples=int(os.environ.get("EXAMPLES", "300")),
    deadline=None,
    derandomize="EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@SOME
@given(trees)
def test_emphasis_survives(tree: list[object]) -> None:
    """Each character stands in what it stood in: bold, italic, or both."""
    made = to_markdown(post_html(f"<p>x{as_html(tree)}x</p>"), Context())
    wanted = [("x", frozenset[str]()), *sourced(tree), ("x", frozenset[str]())]
    kinds = frozenset("bi")
    assert [(one, styles & kinds) for one, styles in written(made)] == [
        (one, styles & kinds) for one, styles in wanted
    ], made


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("文<em>前</em>来，文<strong>前</strong>来", "文*前*来，文**前**来"),
        ("文<em><strong>前</strong></em>来", "文***前***来"),
        ("N<b><i>U</i></b>m", "N***U***m"),
        ("N<b>“U”</b>m", "N{strong}`“U”`m"),
        ("N<b><u>U</u></b>", "N<!-- -->**[U]{.underline}**"),
        ('N <span class="link-lost">U</span>', "N [U]{.link-lost}"),
        ("a <b>b</b> c", "a **b** c"),
        ("<b>&nbsp;</b>x", "&nbsp;x"),
    ],
)
def test_the_plainest_form_is_taken(source: str, made: str) -> None:
    assert to_markdown(post_html(f"<p>{source}</p>"), Context()) == made
