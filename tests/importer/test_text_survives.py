"""Whatever the text, what the reader sees of the Markdown is what the source showed."""

from __future__ import annotations

import html
import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importer.fidelity.addresses import Site
from importer.fidelity.checker import Checker
from importer.markup.clean import post_html
from importer.markup.context import Context
from importer.markup.document import to_markdown
from importer.model import Entry

MARKUP = list("\\`*_{}[]()<>#+-.!|~=:%$^&\"'/@;,?0123456789 \t\nabAB\xa0“’é漢ع😀\u200b\u2028\u3000") + [
    "```",
    "~~~",
    "---",
    "+++",
    "===",
    "# ",
    "> ",
    "- ",
    "1. ",
    "1) ",
    "% ",
    "(a)=",
    ":::",
    "{figure}",
    "{sup}`x`",
    "[^1]",
    "[^1]: ",
    "[a]: b",
    "![x](y)",
    "<b>",
    "&amp;",
    "&#35;",
    "http://a.b",
    "a_b_c",
    "**",
    "__",
    "{.c}",
    "\n\n",
    "\n    ",
    ": x",
    "| a | b |",
    "|---|---|",
    "{#id}",
    "$$",
    "<!-- more -->",
    "{{x}}",
]
texts = st.lists(st.sampled_from(MARKUP) | st.text(max_size=4), max_size=14).map("".join)
#: ``EXAMPLES=20000 pytest …`` looks harder, and elsewhere each time.
SOME = settings(
    max_examples=int(os.environ.get("EXAMPLES", "400")),
    deadline=None,
    derandomize="EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    database=None,
)
INLINE = [
    "b",
    "i",
    "em",
    "strong",
    "u",
    "s",
    "span",
    "code",
    "sup",
    "sub",
    "small",
    "q",
    'a href="http://x.org/a(b)?c=1&amp;copy;"',
]
BLOCK = [
    "p",
    "div",
    "blockquote",
    "ul",
    "ol",
    'ol start="7"',
    "li",
    "li",
    "h2",
    "h4",
    "pre",
    "td",
    "table",
    "tr",
    "th",
    "dl",
    "dt",
    "dd",
    "center",
    'div class="tr_bq"',
    'div dir="rtl"',
]


def elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """HTML made of `inner` wrapped in elements, well formed or nearly."""
    wrapped = st.tuples(st.sampled_from(INLINE * 2 + BLOCK), st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0].split()[0]}>"
    )
    return wrapped | st.just("<br>") | st.just("<br><br>") | st.just("<hr>") | st.just('<a name="more"></a>')


markup = st.recursive(texts.map(html.escape), elements, max_leaves=14)


def assert_same(source: str) -> None:
    context = Context()
    made = to_markdown(post_html(source), context)
    entry = Entry(key="x", kind="post", title="", html=source, where="")
    marks = frozenset(f"#{fragment}" for fragment in context.notes)
    found = Checker(Site()).differences(entry, "posts/x.md", made, context.omissions, marks, frozenset(context.marks))
    assert not found, f"{found}\n{source!r}\n{made}"


@SOME
@given(texts)
def test_plain_text_survives(text: str) -> None:
    """Every character that Markdown or MyST would take for markup is escaped."""
    assert_same(f"<p>{html.escape(text)}</p>")


@SOME
@given(st.lists(texts, max_size=6))
def test_lines_survive(lines: list[str]) -> None:
    """The beginning of a line opens nothing."""
    assert_same("<br>".join(html.escape(line) for line in lines))


@SOME
@given(markup)
def test_any_markup_survives(source: str) -> None:
    """Marks, lists, tables, quotations, nested in every way."""
    assert_same(source)


@SOME
@given(st.lists(texts, min_size=4, max_size=9))
def test_cells_survive(cells: list[str]) -> None:
    """A table shows each cell's text."""
    rows = [cells[:2], cells[2:4]]
    assert_same(
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in r) + "</tr>" for r in rows)
        + "</table>"
    )


@SOME
@given(texts)
def test_code_survives_to_the_space(text: str) -> None:
    """Preformatted text keeps its lines and its spaces."""
    assert_same(f"<pre>a{html.escape(text)}b</pre>")
