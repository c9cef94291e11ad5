"""Texts as listings and feeds keep them, and who is named together with whom."""

from archive.core.fragment import stored
from archive.core.paths import SITE_SCHEME
from archive.model.mentioned import DocumentMentions, Mention, together


def test_addresses_are_from_the_root_and_ids_are_gone():
    text = '<p id="a"><a href="#a">1</a> <a href="../09/b.html#c">2</a> <a href="https://x.example/">3</a></p>'
    assert stored(text, "2012/10/p.html") == (
        f'<p><a href="{SITE_SCHEME}2012/10/p.html#a">1</a> <a href="{SITE_SCHEME}2012/09/b.html#c">2</a>'
        ' <a href="https://x.example/">3</a></p>'
    )


def test_of_those_named_as_often_the_first_by_name_are_shown():
    named = {"p": DocumentMentions(objects=("org/d", "org/b", "org/a", "org/c")),
             "q": DocumentMentions(objects=("org/d", "org/a"))}  # fmt: skip
    mentions = [Mention(name, "org", "d", (0,), "") for name in named]
    assert together(("org", "d"), mentions, named, 2) == [(("org", "a"), 2), (("org", "b"), 1)]
