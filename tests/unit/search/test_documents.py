"""What Pagefind is given of a document: elisions stand apart, so that the word is found without them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from archive.search import documents
from archive.search.documents import EVERY


def words(text: str) -> list[str]:
    """The words that Pagefind makes of a text."""
    html = documents._page({}, text, kind="page")
    shown = re.sub(r"<div data-pagefind-ignore>.*?</div>|<[^>]*>", "", html).removeprefix(EVERY)
    return ["".join(filter(str.isalnum, word)) for word in unescape(shown).split()]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("l’Islande", "l Islande"), ("L'île d&#x27;Yeu", "L île d Yeu"), ("jusqu’à", "jusqu’à"),
        ("jusqu’alors qu’elle", "jusqu alors qu elle"), ("dell’arte un’anatra", "dell arte un anatra"),
        ("s’hi ha l’Empordà", "s hi ha l Empordà"), ("(«l’eau»)", "l eau»"),
        ("aujourd’hui quelqu’un", "aujourdhui quelquun"),
        ("don't it's o'clock dogs' 'tis rock 'n' roll", "dont its oclock dogs tis rock n roll"),
    ],
)  # fmt: skip
def test_elisions_stand_apart(text: str, right: str) -> None:
    assert words(text) == ["".join(filter(str.isalnum, word)) for word in right.split()]


def test_every_document_has_the_word_by_which_all_are_found() -> None:
    assert f'data-pagefind-weight="0">{EVERY}</i>' in documents._page({}, "Text.", kind="page")
