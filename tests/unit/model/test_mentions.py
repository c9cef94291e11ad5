"""The sentence about a mention, in any script; and who is named together with whom."""

import pytest
from archive.model.mentions import (
    BETWEEN,
    CLOSE,
    LONGEST_SENTENCE,
    OPEN,
    DocumentMentions,
    Mention,
    co_mentions,
    open_names,
    sentence_around,
    sentence_breaks,
    sentences_html,
)


def found(text: str) -> str:
    """The sentence about what stands in square brackets in `text`, that again in square brackets."""
    start, end = text.index("["), text.index("]") - 1
    bare = text.replace("[", "").replace("]", "")
    return sentence_around(bare, start, end, sentence_breaks(bare)).replace("\x04", "[").replace("\x05", "]")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two [X] three. Four.", "Two [X] three."),
        ("[X] alone", "[X] alone"),
        ("Said Mr. [X] to J. Smith. Then more.", "Said Mr. [X] to J. Smith."),
        ("‘Why?’ he asked [Xan]. No.", "‘Why?’ he asked [Xan]."),
        ("He left. ‘Why?’ asked [X]!  “Because.”", "‘Why?’ asked [X]!"),
        ("See e.g. [X] and p. 4. Next.", "See e.g. [X] and p. 4."),
        ("It was 3.5 of [Xan]. 2012 came.", "It was 3.5 of [Xan]."),
        ("So … then [X] … and on. End.", "So … then [X] … and on."),
        ("他来了。我见过[李明]。他走了。", "我见过[李明]。"),
        ("جاء. هل رأيت [X]؟ نعم.", "هل رأيت [X]؟"),
        ("वह आया। मैंने [X] देखा। गया।", "मैंने [X] देखा।"),
        ("Line\none. Line\n[X] two.", "Line [X] two."),
        ("A [U.S. body] spoke. B.", "A [U.S. body] spoke."),
        ("J. [X]", "J. [X]"),
        ("「我见过[Xander]。」Next.", "「我见过[Xander]。」"),
    ],
)
def test_a_sentence_ends_where_a_reader_thinks(text: str, sentence: str) -> None:
    assert found(text) == sentence


@pytest.mark.parametrize("place", [0, 50, 99])
def test_a_long_sentence_is_cut_between_words(place: int) -> None:
    words = [f"word{n}" for n in range(100)]
    words[place] = "[X]"
    cut = found(" ".join(words))
    assert "[X]" in cut and len(cut) <= LONGEST_SENTENCE + 8
    assert cut.startswith("… ") == (place > 0) and cut.endswith(" …") == (place < 99)
    assert set(cut.split()) - {"…"} <= set(words)


def test_a_cut_leaves_what_stands_open_whole() -> None:
    hole = f"{OPEN}post{BETWEEN}{'x' * 120}{CLOSE}"
    text = f"{hole * 3}X{hole * 3}"
    cut = sentence_around(text, len(hole) * 3, len(hole) * 3 + 1, sentence_breaks(text))
    assert cut.count(OPEN) == cut.count(CLOSE) == len(open_names(cut).split(CLOSE)) - 1


def test_names_are_filled_in_and_markup_is_escaped() -> None:
    noted = [f"<b> & \x04{OPEN}work{BETWEEN}long-2011{CLOSE}\x05.", "\x04Ofsted\x05 too."]
    html = sentences_html(noted, lambda kind, target: f"<{kind}\n{target}>")
    assert html == ["&lt;b&gt; &amp; <mark>&lt;work long-2011&gt;</mark>.", "<mark>Ofsted</mark> too."]
    assert sentences_html([], str) == []


def test_of_those_named_as_often_the_first_by_name_are_shown():
    named = {"p": DocumentMentions(objects=("org/d", "org/b", "org/a", "org/c")),
             "q": DocumentMentions(objects=("org/d", "org/a"))}  # fmt: skip
    mentions = [Mention(name, "org", "d", (0,), "") for name in named]
    assert co_mentions(("org", "d"), mentions, named, 2) == [(("org", "a"), 2), (("org", "b"), 1)]
