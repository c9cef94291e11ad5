"""Which way a post is read."""

import pytest
from archive.core import languages


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [("fa", "rtl"), ("fa-IR", "rtl"), ("AR", "rtl"), ("he-IL", "rtl"), ("ur-PK", "rtl"), ("und-Arab", "rtl"),
     ("az-Arab-IR", "rtl"), ("ar-Latn", "ltr"), ("en-GB", "ltr"), ("fr", "ltr"), ("", "ltr"), ("ku", "ltr"),
     ("ckb", "rtl"), ("zh-Hant", "ltr"), ("fab", "ltr")],
)  # fmt: skip
def test_a_tag_tells_the_direction(tag, wanted):
    assert languages.direction(tag) == wanted


@pytest.mark.parametrize(
    ("tag", "text", "wanted"),
    [("fa-IR", "سلام دنیا", "fa-IR"), ("en", "Words and שלום", "en"), ("en", "שלום עולם abc", "und-Hebr"),
     ("", "سلام دنیا", "und-Arab"), ("fa", "An English post in a Persian blog", ""), ("fa", "2012 !", "fa"),
     ("", "Words", ""), ("de", "12", "de")],
)  # fmt: skip
def test_a_tag_that_the_letters_contradict_is_not_taken(tag, text, wanted):
    assert languages.suited(tag, text) == wanted
