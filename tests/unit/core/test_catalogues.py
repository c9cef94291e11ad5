"""Catalogues: which serve a language, in which order they are asked, and what is made of them for scripts."""

from pathlib import Path

import pytest
from archive.core import catalogues

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
POSTS = """msgid "%(number)s post"
msgid_plural "%(number)s posts"
msgstr[0] "%(number)s Text"
msgstr[1] "%(number)s Texte"
"""


def catalogue(folder: Path, language: str, text: str) -> Path:
    path = catalogues.path_in(folder, language).with_suffix(".po")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_an_authors_own_is_asked_before_the_archives(tmp_path: Path) -> None:
    own = catalogue(tmp_path / "own", "de", 'msgid "Archive"\nmsgstr "Früheres"\n')
    paths = catalogues.sources("de-CH", [tmp_path / "own", tmp_path / "none"])
    assert paths == [own, catalogues.path_in(catalogues.FOLDER, "de").with_suffix(".po")]
    words, _, _ = catalogues.load(paths, tmp_path / "made", "de_CH")
    assert (words.gettext("Archive"), words.gettext("Home")) == ("Früheres", "Startseite")


def test_without_a_catalogue_messages_are_in_english(tmp_path: Path) -> None:
    assert catalogues.sources("tlh", []) == []
    words, of_scripts, folders = catalogues.load([], tmp_path, "tlh")
    assert words.ngettext("one", "many", 2) == "many" and of_scripts == catalogues.ScriptWords() and folders == []


def test_scripts_get_the_words_that_stand_in_them_and_are_translated(tmp_path: Path) -> None:
    path = catalogue(
        tmp_path, "de",
        f'#: _static/a.js\n{POSTS}\n#: _static/a.js\nmsgctxt "verb"\nmsgid "Search"\nmsgstr "Suchen"\n\n'
        '#: _templates/a.html\nmsgid "Home"\nmsgstr "Anfang"\n\n#: _static/a.js\nmsgid "Close"\nmsgstr ""\n',
    )  # fmt: skip
    _, words, _ = catalogues.load([path], tmp_path / "made", "de")
    assert words.messages == {"%(number)s post": ["%(number)s Text", "%(number)s Texte"], "verb\x04Search": ["Suchen"]}
    assert words.plural == "(n != 1)"


@pytest.mark.parametrize("name", ["archive.mo", "archive.json"])
@pytest.mark.parametrize("damaged", [b"", b"\x00" * 40, "{}"])
def test_what_is_damaged_is_compiled_again(tmp_path: Path, name: str, damaged: bytes | str) -> None:
    path, made = catalogue(tmp_path, "de", POSTS), tmp_path / "made"
    catalogues.load([path], made, "de")
    file = catalogues.path_in(made / "0", "de").with_name(name)
    file.write_bytes(damaged if isinstance(damaged, bytes) else damaged.encode())
    words, _, _ = catalogues.load([path], made, "de")
    assert words.ngettext("%(number)s post", "%(number)s posts", 2) == "%(number)s Texte"


def test_a_catalogue_that_changed_is_compiled_again(tmp_path: Path) -> None:
    for translation in ("Anfang", "Beginn"):
        path = catalogue(tmp_path, "de", f'msgid "Home"\nmsgstr "{translation}"\n')
        words, _, _ = catalogues.load([path], tmp_path / "made", "de")
        assert words.gettext("Home") == translation
