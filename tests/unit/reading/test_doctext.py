"""The text of a document: which notes stand beside their marks, which paragraph is an excerpt, and formulas, of whose
environments docutils knows few."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from archive.reading import doctext
from docutils import nodes
from docutils.utils import new_document
from docutils.utils.math.latex2mathml import tex2mathml
from lxml import etree


def document(marks: str, notes: str) -> nodes.document:
    """A text with marks and notes of these names, in this order."""
    made = new_document("post")
    made += nodes.paragraph("", "", *(nodes.footnote_reference("", "1", refid=name) for name in marks))
    made += [nodes.footnote("", nodes.paragraph("", name), ids=[name]) for name in notes]
    return made


def numbered(tree: nodes.document) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The marks and the notes that have numbers: (number, name)."""
    marks = [(node["classes"][0], node["refid"]) for node in tree.findall(nodes.footnote_reference) if node["classes"]]
    notes = [(node["classes"][1], node["ids"][0]) for node in tree.findall(nodes.footnote) if node["classes"]]
    return marks, notes


@pytest.mark.parametrize(
    ("marks", "notes", "beside"),
    [
        ("abc", "abc", "abc"),
        ("abab", "ab", "ab"),  # one note, referred to twice: it stands by its first mark
        ("axb", "abx", "ab"),  # two lists, as of notes and of works cited: one of them would pass by the other
        ("b", "ab", "b"),
        ("ba", "ab", "a"),
        ("", "a", ""),
        ("a", "", ""),
    ],
)
def test_notes_stand_beside_their_marks_in_order(marks: str, notes: str, beside: str) -> None:
    tree = document(marks, notes)
    expected = [(f"n{number}", name) for number, name in enumerate(beside, start=1)]
    assert doctext.set_beside(tree) == len(beside)
    assert numbered(tree) == (expected, expected)


def test_more_notes_than_there_are_places_all_stay_at_the_end() -> None:
    names = "".join(chr(0x3B1 + i) for i in range(doctext.MOST_NOTES))
    assert doctext.set_beside(document(names, names)) == doctext.MOST_NOTES
    assert doctext.set_beside(document(f"{names}a", f"{names}a")) == 0


def test_elsewhere_notes_have_no_places() -> None:
    html = '<a class="footnote-reference brackets n{0}"></a> <aside class="footnote brackets side n{0}"></aside>'
    bare = '<a class="footnote-reference brackets"></a> <aside class="footnote brackets"></aside>'
    twelve = "".join(html.format(number) for number in range(1, 13))
    assert doctext.without_places(twelve, 12) == bare * 12


def test_the_stylesheet_has_a_place_for_each_note() -> None:
    stylesheet = Path(__file__).parents[3] / "_static/archive.css"
    places = re.findall(r"\.n(\d+)\{--n:--n\1\}", stylesheet.read_text(encoding="utf-8"))
    assert [int(place) for place in places] == list(range(1, doctext.MOST_NOTES + 1))


def paragraph(words: str) -> nodes.paragraph:
    return nodes.paragraph("", words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ([paragraph("One."), paragraph("Two.")], "One."),
        ([nodes.paragraph("", "", nodes.image(uri="a.png")), paragraph("Words.")], "Words."),
        ([nodes.note("", paragraph("A note.")), paragraph("Words.")], "Words."),
        ([nodes.note("", paragraph("A note."))], "A note."),
        ([nodes.block_quote("", paragraph("Quoted.")), paragraph("Words.")], "Quoted."),
        ([nodes.footnote("", paragraph("A note.")), paragraph("Words.")], "Words."),
        ([nodes.footnote("", paragraph("A note."))], None),
        ([nodes.section("", nodes.title("", "Part"), paragraph("In it."))], "In it."),
        ([], None),
    ],
)
def test_the_first_paragraph_of_the_text_itself_is_its_excerpt(text: list[nodes.Node], words: str | None) -> None:
    tree = new_document("post")
    tree += nodes.section("", nodes.title("", "Title"), *text)
    parts = doctext.take_apart(tree)
    marks = list(tree.findall(doctext.ExcerptMark))
    assert [mark.next_node(descend=False, siblings=True).astext() for mark in marks[:1]] == [words] * bool(words)
    assert all(mark.parts is parts for mark in marks) and len(marks) in (0, 2)


@pytest.mark.parametrize(
    ("tex", "rows"),
    [
        (r"\begin{equation} a = b \end{equation}", 0),
        (r"\begin{equation*} a = b \end{equation*}", 0),
        (r"\begin{align} a &= b \\ c &= d \end{align}", 2),
        (r"\begin{alignat}{2} a &= b \\ c &= d \end{alignat}", 2),
        (r"\begin{alignat*}{2} a &= b \\ c &= d \end{alignat*}", 2),
        (r"\begin{gather*} a \\ b \\ c \end{gather*}", 3),
        (r"\begin{eqnarray} a &=& b \end{eqnarray}", 1),
        (r"\begin{equation}\begin{split} a &= b \\ &= c \end{split}\end{equation}", 2),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", 2),
        ("a^2", 0),
    ],
)
def test_environments_of_ams_are_shown(tex: str, rows: int) -> None:
    parsed = etree.fromstring(tex2mathml(doctext._in_known_environments(tex), as_block=True))
    space = {"m": "http://www.w3.org/1998/Math/MathML"}
    assert len(parsed.findall(".//m:mtr", space)) == rows
    assert "a" in "".join(parsed.itertext()) and "2}" not in "".join(parsed.itertext())
