"""Dates, numbers and lists in the language and region of a site, and which catalogue serves a language."""

import locale
from datetime import date

import pytest
from archive.core.localization import Localization, matching

DAY = date(2007, 4, 26)
DAYS = {
    "en-GB": ("Thursday, 26 April 2007", "26 April 2007", "April 2007", "26 April"),
    "en-US": ("Thursday, April 26, 2007", "April 26, 2007", "April 2007", "April 26"),
    "fr-CH": ("jeudi 26 avril 2007", "26 avril 2007", "avril 2007", "26 avril"),
    "de": ("Donnerstag, 26. April 2007", "26. April 2007", "April 2007", "26. April"),
    "cs": ("čtvrtek 26. dubna 2007", "26. dubna 2007", "duben 2007", "26. dubna"),
    "pt_BR": ("quinta-feira, 26 de abril de 2007", "26 de abril de 2007", "abril de 2007", "26 de abril"),
    "ja": ("2007年4月26日木曜日", "2007年4月26日", "2007年4月", "4月26日"),
    "fa": ("پنجشنبه ۲۶ آوریل ۲۰۰۷", "۲۶ آوریل ۲۰۰۷", "آوریل ۲۰۰۷", "۲۶ آوریل"),
    "he": ("יום חמישי, 26 באפריל 2007", "26 באפריל 2007", "אפריל 2007", "26 באפריל"),
    "tlh": ("Thursday, April 26, 2007", "April 26, 2007", "April 2007", "April 26"),  # which CLDR does not know
}


@pytest.mark.parametrize("tag", DAYS)
def test_dates_are_of_the_language_and_region(tag: str) -> None:
    local = Localization(tag)
    assert (local.full_day(DAY), local.short_day(DAY), local.month_year(2007, 4), local.month_day(4, 26)) == DAYS[tag]


def test_months_of_one_language_do_not_become_those_of_another() -> None:
    """As those of Babel do, once it was asked for months in Hebrew."""
    for tag, month in {"he": "אפריל", "no": "april", "ja": "4月", "fr": "avril", "hi": "अप्रैल"}.items():
        assert Localization(tag).month_name(4) == month


def test_months_are_named_at_three_lengths() -> None:
    english, persian = Localization("en-GB"), Localization("fa")
    assert (english.month_name(9), english.month_abbreviation(9), english.month_letter(9)) == ("September", "Sept", "S")
    assert (persian.year(2007), persian.number(12345), persian.number(7)) == ("۲۰۰۷", "۱۲٬۳۴۵", "۷")


@pytest.mark.parametrize(
    ("tag", "number", "row"),
    [("en-GB", "12,345", "A, B and C"), ("en-US", "12,345", "A, B, and C"), ("de", "12.345", "A, B und C"),
     ("ja", "12,345", "A、B、C")],
)  # fmt: skip
def test_numbers_and_lists_are_of_the_language_and_region(tag: str, number: str, row: str) -> None:
    local = Localization(tag)
    assert (local.number(12345), local.listed("ABC"), local.listed(["A"]), local.listed([])) == (number, row, "A", "")


def test_the_locale_of_the_machine_has_no_part_in_it() -> None:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "C")
        assert Localization("fr").full_day(DAY) == "jeudi 26 avril 2007"
    finally:
        locale.setlocale(locale.LC_ALL, before)


@pytest.mark.parametrize(
    ("tag", "found"),
    [("fr-CH", "fr"), ("pt", "pt_BR"), ("pt-AO", "pt_PT"), ("pt-BR", "pt_BR"), ("zh", "zh_CN"), ("zh-Hans", "zh_CN"),
     ("zh-HK", "zh_TW"), ("zh-Hant-TW", "zh_TW"), ("iw", "he"), ("sr-Latn", ""), ("en-GB", ""), ("tlh", "")],
)  # fmt: skip
def test_the_nearest_catalogue_serves_a_language(tag: str, found: str) -> None:
    available = ["fr", "he", "pt_BR", "pt_PT", "sr", "uk", "zh_CN", "zh_TW", "sr@latin", "zh_TW.Big5"]
    assert next(iter(matching(tag, available)), "") == found
