"""Dates, numbers and lists in the language and region of a site; and catalogues: which serve a language, in which order
they are asked, and what is made of them for scripts."""

import locale
from datetime import date
from pathlib import Path

import pytest
from archive.core import localization
from archive.core.localization import Localization

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


HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
POSTS = """msgid "%(number)s post"
msgid_plural "%(number)s posts"
msgstr[0] "%(number)s Text"
msgstr[1] "%(number)s Texte"
"""


def catalogue(folder: Path, language: str, text: str) -> Path:
    path = localization.catalogue_path(folder, language).with_suffix(".po")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_an_authors_own_is_asked_before_the_archives(tmp_path: Path) -> None:
    own = catalogue(tmp_path / "own", "de", 'msgid "Archive"\nmsgstr "Früheres"\n')
    paths = localization.catalogues_for("de-CH", [tmp_path / "own", tmp_path / "none"])
    assert paths == [own, localization.catalogue_path(localization.CATALOGUES, "de").with_suffix(".po")]
    words, _, _ = localization.load_catalogues(paths, tmp_path / "made", "de_CH")
    assert (words.gettext("Archive"), words.gettext("Home")) == ("Früheres", "Startseite")


def test_without_a_catalogue_messages_are_in_english(tmp_path: Path) -> None:
    assert localization.catalogues_for("tlh", []) == []
    words, of_scripts, folders = localization.load_catalogues([], tmp_path, "tlh")
    assert words.ngettext("one", "many", 2) == "many" and of_scripts == localization.ScriptWords() and folders == []


def test_scripts_get_the_words_that_stand_in_them_and_are_translated(tmp_path: Path) -> None:
    path = catalogue(
        tmp_path, "de",
        f'#: _static/a.js\n{POSTS}\n#: _static/a.js\nmsgctxt "verb"\nmsgid "Search"\nmsgstr "Suchen"\n\n'
        '#: _templates/a.html\nmsgid "Home"\nmsgstr "Anfang"\n\n#: _static/a.js\nmsgid "Close"\nmsgstr ""\n',
    )  # fmt: skip
    _, words, _ = localization.load_catalogues([path], tmp_path / "made", "de")
    assert words.messages == {"%(number)s post": ["%(number)s Text", "%(number)s Texte"], "verb\x04Search": ["Suchen"]}
    assert words.plural == "(n != 1)"


@pytest.mark.parametrize("name", ["archive.mo", "archive.json"])
@pytest.mark.parametrize("damaged", [b"", b"\x00" * 40, "{}"])
def test_what_is_damaged_is_compiled_again(tmp_path: Path, name: str, damaged: bytes | str) -> None:
    path, made = catalogue(tmp_path, "de", POSTS), tmp_path / "made"
    localization.load_catalogues([path], made, "de")
    file = localization.catalogue_path(made / "0", "de").with_name(name)
    file.write_bytes(damaged if isinstance(damaged, bytes) else damaged.encode())
    words, _, _ = localization.load_catalogues([path], made, "de")
    assert words.ngettext("%(number)s post", "%(number)s posts", 2) == "%(number)s Texte"


def test_a_catalogue_that_changed_is_compiled_again(tmp_path: Path) -> None:
    for translation in ("Anfang", "Beginn"):
        path = catalogue(tmp_path, "de", f'msgid "Home"\nmsgstr "{translation}"\n')
        words, _, _ = localization.load_catalogues([path], tmp_path / "made", "de")
        assert words.gettext("Home") == translation


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('msgid "Home"\nmsgstr "Anfang\n', ":6: the line is none of a catalogue"),
        ("msgid 'Home'\n", ":5: the line is none of a catalogue"),
        ('msgid "Home"\n<<<<<<< yours\n', ":6: the line is none of a catalogue"),
        ('msgid "Home"\nmsgid "Archive"\nmsgstr "Früheres"\n', ": the catalogue cannot be read"),
    ],
)
def test_a_catalogue_that_is_none_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = catalogue(tmp_path, "de", text)
    with pytest.raises(localization.CatalogueError, match=r"archive\.po:\d+: ") as caught:
        localization.load_catalogues([path], tmp_path / "made", "de")
    assert said in str(caught.value)


def test_a_catalogue_may_have_comments_and_lines_that_go_on(tmp_path: Path) -> None:
    told = '# a "note\n\nmsgid ""\n"Ho"\n  "me"\nmsgstr "\\"Anfang\\""\n\n#~ msgid "Old"\n#~ msgstr "Alt"\n'
    words, _, _ = localization.load_catalogues([catalogue(tmp_path, "de", told)], tmp_path / "made", "de")
    assert words.gettext("Home") == '"Anfang"'
