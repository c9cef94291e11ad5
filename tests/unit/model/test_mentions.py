"""Who is named together with whom."""

from archive.model.mentioned import DocumentMentions, Mention, together


def test_of_those_named_as_often_the_first_by_name_are_shown():
    named = {"p": DocumentMentions(objects=("org/d", "org/b", "org/a", "org/c")),
             "q": DocumentMentions(objects=("org/d", "org/a"))}  # fmt: skip
    mentions = [Mention(name, "org", "d", (0,), "") for name in named]
    assert together(("org", "d"), mentions, named, 2) == [(("org", "a"), 2), (("org", "b"), 1)]
