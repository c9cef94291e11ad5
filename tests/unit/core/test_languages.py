"""Which way a language is read, which catalogue serves it, the order of names in it, and the letters of an index."""

import pytest
from archive.core import languages
from archive.core.languages import matching_catalogues
from archive.core.localization import Localization


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
    assert languages.tag_for_text(tag, text) == wanted


@pytest.mark.parametrize(
    ("tag", "found"),
    [("fr-CH", "fr"), ("pt", "pt_BR"), ("pt-AO", "pt_PT"), ("pt-BR", "pt_BR"), ("zh", "zh_CN"), ("zh-Hans", "zh_CN"),
     ("zh-HK", "zh_TW"), ("zh-Hant-TW", "zh_TW"), ("iw", "he"), ("sr-Latn", ""), ("en-GB", ""), ("tlh", "")],
)  # fmt: skip
def test_the_nearest_catalogue_serves_a_language(tag: str, found: str) -> None:
    available = ["fr", "he", "pt_BR", "pt_PT", "sr", "uk", "zh_CN", "zh_TW", "sr@latin", "zh_TW.Big5"]
    assert next(iter(matching_catalogues(tag, available)), "") == found


#: Names in the order in which a reader looks for them, and the letters under which they stand.
ORDERS = {
    "en-GB": ("1984 “A” Ångström apple Émile Zola", "0–9 A A A E Z"),
    "de": ("Arzt Ärzte ßen Zoë", "A A S Z"),
    "sv": ("Adam Zoë Åsa Änglar Östen", "A Z Å Ä Ö"),
    "da": ("Adam Zoë Ærø Østen Åse", "A Z Æ Ø Å"),
    "cs": ("Cyril Čapek Dan Hana Chata Ivan Řím Sova Šíp", "C Č D H Ch I Ř S Š"),
    "pl": ("Adam Ąbc Cis Ćma Lis Łoś Zima Źle Żar", "A Ą C Ć L Ł Z Ź Ż"),
    "es": ("Nube Ñandú Oso", "N Ñ O"),
    "tr": ("Can Çam Gül Hale Işık İzmir Öz Su Şen", "C Ç G H I İ Ö S Ş"),
    "ru": ("Анна Ёлка Жук Иван Йод Яма", "А Е Ж И Й Я"),
    "uk": ("Ганна Ґанок Євген Жук Іван Їжак Яна", "Г Ґ Є Ж І Ї Я"),
    "fa": ("آذر بابک پروین جمشید چنگیز زهرا ژاله کاوه گلی يوسف", "ا ب پ ج چ ز ژ ک گ ی"),
    "he": ("אבי כהן ךלב לוי", "א כ כ ל"),
    "ar": ("أحمد باسم جمال", "ا ب ج"),
    "hi": ("कमल काला कीर्ति कुल", "क क क क"),
    "ko": ("가람 까치 나비 하늘", "ㄱ ㄱ ㄴ ㅎ"),
    "ja": ("あき ガラス きた サクラ", "あ か き さ"),
    "zh-Hans": ("Zoë 安娜 北京 李明 中国", "Z A B L Z"),
    "zh-Hant": ("一 中 李 龍", "一 中 李 龍"),
}


@pytest.mark.parametrize("tag", ORDERS)
def test_names_stand_in_the_order_of_the_language(tag: str) -> None:
    names, letters = (each.split() for each in ORDERS[tag])
    order = Localization(tag).collation
    assert sorted(sorted(names), key=order.key) == names
    assert [order.letter(name) for name in names] == letters


def test_what_differs_in_accents_and_case_alone_stands_together() -> None:
    order = Localization("fr").collation
    assert order.key("Élan") == order.key("elan") and order.key("L’Été, 2012") == order.key("lete 2012")


def test_what_has_no_letter_stands_under_none() -> None:
    assert Localization("en-GB").collation.letter("…!") == "…"
