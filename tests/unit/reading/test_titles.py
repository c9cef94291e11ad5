"""Titles of documents: tables of contents that hold nothing else are kept small."""

import pickle

import pytest
from archive.reading.titles import TitleAlone, _title_alone
from docutils import nodes
from sphinx import addnodes


def toc(*texts, anchor=""):
    """As Sphinx makes it of a document."""
    made = nodes.bullet_list("")
    for text in texts:
        reference = nodes.reference("", "", text, internal=True, refuri="posts/a", anchorname=anchor)
        made += nodes.list_item("", addnodes.compact_paragraph("", "", reference))
    return made


def test_one_heading_is_kept_as_its_words_and_is_the_list_again_when_it_is_looked_at():
    whole = toc(nodes.Text("A & B"))
    small = pickle.loads(pickle.dumps(TitleAlone.of("posts/a", _title_alone(whole))))
    assert vars(small) == {"_kept": ("posts/a", "A & B")}
    assert small.deepcopy().pformat() == whole.pformat()
    assert type(small.deepcopy()) is nodes.bullet_list and small.astext() == "A & B"


def test_it_costs_a_fraction():
    whole = toc(nodes.Text("A & B"))
    assert 4 * len(pickle.dumps([TitleAlone.of("posts/a", "A & B")])) < len(pickle.dumps([whole]))


@pytest.mark.parametrize(
    "other",
    [
        toc(nodes.Text("One"), nodes.Text("Two")),
        toc(nodes.emphasis("", "One")),
        toc(nodes.Text("One"), anchor="#one"),
        toc(),
        nodes.bullet_list("", addnodes.toctree()),
    ],
)
def test_any_other_is_left_as_it_is(other):
    assert _title_alone(other) is None
