"""What a site says in its language: its words by gettext, and dates, numbers and lists as CLDR has them for the region.

Catalogues of its words are ``locale/<language>/LC_MESSAGES/archive.po``, compiled into the build's folder. What scripts
need of them is made with them, since a compiled catalogue does not know any more where a message stands.

One `Localization` is made for a build and handed on with the description of the site: nothing of it is global, so that
builds in two languages can follow one another. Messages stand in the sources in English, marked by the functions that
translate them (https://www.gnu.org/software/gettext/manual/html_node/Preparing-Strings.html); values have names:
``gettext("Page %(number)s of %(count)s") % {"number": …, "count": …}``.
"""

from __future__ import annotations

import json
import os
import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import localedata
from babel.dates import parse_pattern
from babel.lists import format_list
from babel.numbers import format_decimal

from .languages import Collation, locale_of, matching_catalogues, script_of
from .texts import digest

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

#: A line of a catalogue: nothing, a comment, or what one of its words says, in quotation marks, or more of that.
_LINE = re.compile(rb'\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s*)?"(?:[^"\\]|\\.)*"\s*)?')
#: Where CLDR contradicts itself: its other forms of French dates in Switzerland have no comma after the day's name.
_FULL_DATES = {"fr_CH": "EEEE d MMMM y"}
#: The zeros of the numbering systems that any language of CLDR writes with by default, but for Latin digits.
_ZEROS = {
    "adlm": 0x1E950, "arab": 0x660, "arabext": 0x6F0, "beng": 0x9E6, "cakm": 0x11136, "deva": 0x966, "hmnp": 0x1E140,
    "mtei": 0xABF0, "mymr": 0x1040, "nkoo": 0x7C0, "olck": 0x1C50, "rohg": 0x10D30, "tibt": 0xF20,
}  # fmt: skip


def gettext_noop(message: str) -> str:
    """Mark a message that is translated where it is shown."""
    return message


def ngettext_noop(one: str, several: str) -> tuple[str, str]:
    """Mark a message with a plural that is translated where it is shown."""
    return one, several


class Localization:
    """The words, dates and numbers of a site.

    `tag` is its language (BCP 47), `translations` its catalogue: without one, messages stand in English.
    """

    def __init__(self, tag: str = "en", translations: NullTranslations | None = None) -> None:
        self.tag = tag
        self.locale = locale_of(tag)
        self.translations = translations or NullTranslations()
        self.gettext = self.translations.gettext
        self.ngettext = self.translations.ngettext
        self.pgettext = self.translations.pgettext
        self.npgettext = self.translations.npgettext
        self._data = date_data(str(self.locale))
        self._days: dict[tuple[str, date], str] = {}

    # Numbers and lists

    def number(self, value: int) -> str:
        """``12,345``, in the digits of the language."""
        if 0 <= value < 1000:  # as mostly, and without a mark between thousands
            return self.digits(str(value))
        return self.digits(str(format_decimal(value, locale=self.locale, numbering_system="default")))

    def digits(self, text: str) -> str:
        """The text with the digits of the language."""
        return text.translate(self._digits) if self._digits else text

    @cached_property
    def _digits(self) -> dict[int, int]:
        zero = _ZEROS.get(self.locale.default_numbering_system, 0)
        return {ord("0") + digit: zero + digit for digit in range(10)} if zero else {}

    def listed(self, items: Sequence[str]) -> str:
        """``A, B and C``."""
        return str(format_list(items, locale=self.locale)) if len(items) > 1 else "".join(items)

    @cached_property
    def collation(self) -> Collation:
        """The order of names."""
        return Collation(self.locale, script_of(self.locale))

    @cached_property
    def separator(self) -> str:
        """What stands between names in a row: ``, ``."""
        # Translators: what stands between names in a row, such as those of tags, with its space: “, ”, “、” or “، ”.
        return self.pgettext("between names in a row", ", ")

    # Dates, of the Gregorian calendar

    def year(self, year: int) -> str:
        """``2012``."""
        return self._written(self._skeleton("y"), date(year, 1, 1))

    def month_name(self, month: int) -> str:
        """``October`` for 10, where it stands alone."""
        return self._month("wide", month)

    def month_abbreviation(self, month: int) -> str:
        """``Oct`` for 10."""
        return self._month("abbreviated", month)

    def month_letter(self, month: int) -> str:
        """``O`` for 10; languages that part months by their numbers have these."""
        return self._month("narrow", month)

    def month_year(self, year: int, month: int) -> str:
        """``October 2012``."""
        return self._written(self._skeleton("yMMMM"), date(year, month, 1))

    def month_day(self, month: int, day: int) -> str:
        """``31 October``."""
        return self._written(self._skeleton("MMMMd"), date(2000, month, day))

    def short_day(self, day: date) -> str:
        """``31 October 2012``."""
        return self._day("long", day)

    def full_day(self, day: date) -> str:
        """``Wednesday, 31 October 2012``."""
        return self._day("full", day)

    def strftime(self, moment: date, format: str) -> str:
        """A date as a format of Python's `strftime` has it, with the names and the digits of the language."""
        fields = _DateFields(self._data, moment)
        names = {"%A": "EEEE", "%a": "EEE", "%B": "MMMM", "%b": "MMM", "%h": "MMM"}

        def name_or_code(code: re.Match[str]) -> str:
            return fields[names[code[0]]] if code[0] in names else code[0]

        pattern = re.sub("%.", name_or_code, format)
        return self.digits(date.strftime(moment, pattern))

    def date_patterns(self, skeleton: str) -> list[str]:
        """The patterns by which scripts write a date, one for each month: ``%(day)s October %(year)s``.

        `skeleton` is ``yMMMMd`` for a day, ``yMMMM`` for a month or ``y`` for a year, of which there is one pattern.
        """
        pattern = self._pattern("long") if skeleton == "yMMMMd" else self._skeleton(skeleton)
        months = range(1, 13 if "M" in skeleton else 2)
        fields = (_DateFields(self._data, date(2000, month, 1), with_numbers=False) for month in months)
        return [self._filled(pattern, each) for each in fields]

    def _day(self, form: str, day: date) -> str:
        key = (form, date(day.year, day.month, day.day))
        if key not in self._days:
            self._days[key] = self._written(self._pattern(form), key[1])
        return self._days[key]

    def _written(self, pattern: str, day: date) -> str:
        return self._filled(pattern, _DateFields(self._data, day))

    def _filled(self, pattern: str, fields: Mapping[str, str]) -> str:
        return self.digits(str(parse_pattern(pattern).format) % fields)

    def _pattern(self, form: str) -> str:
        own = _FULL_DATES.get(str(self.locale)) if form == "full" else None
        return own or str(self._data["date_formats"][form].pattern)

    def _skeleton(self, name: str) -> str:
        return str(self._data["datetime_skeletons"][name].pattern)

    def _month(self, width: str, month: int) -> str:
        return self.digits(str(self._data["months"]["stand-alone"][width][month]))


class _DateFields(Mapping[str, str]):
    """The fields of a date by the letters of CLDR's patterns that a date alone may have:
    https://www.unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table

    Without numbers, ``%(day)s`` and ``%(year)s`` stand for those of the day and the year.
    """

    _WIDTHS = {3: "abbreviated", 4: "wide", 5: "narrow"}

    def __init__(self, data: Any, day: date, with_numbers: bool = True) -> None:
        self._data, self._day, self._with_numbers = data, day, with_numbers

    def __getitem__(self, field: str) -> str:
        letter, length = field[0], len(field)
        if not self._with_numbers and letter in "yud":
            return "%(day)s" if letter == "d" else "%(year)s"
        if letter in "yu":
            return f"{self._day.year % 100:02}" if field == "yy" else str(self._day.year).zfill(length)
        if letter == "d":
            return str(self._day.day).zfill(length)
        if letter in "ML":
            if length < 3:
                return str(self._day.month).zfill(length)
            context = "format" if letter == "M" else "stand-alone"
            return str(self._data["months"][context][self._WIDTHS[length]][self._day.month])
        if letter in "Ec":
            context = "format" if letter == "E" else "stand-alone"
            return str(self._data["days"][context][self._WIDTHS[max(3, length)]][self._day.weekday()])
        if letter == "G":
            return ""
        raise KeyError(field)

    def __iter__(self) -> Any:
        return iter(("y", "d", "M", "E"))

    def __len__(self) -> int:
        return 4


@cache
def date_data(identifier: str) -> localedata.LocaleDataDict:
    """CLDR's data of the dates of a locale, in a copy of its own.

    Babel writes what it resolves into data that locales share, and the months of one would become those of another
    (https://github.com/python-babel/babel/issues/1234).
    """
    data: Any = localedata.load(identifier)
    names = ("months", "days", "day_periods", "date_formats", "datetime_skeletons")
    return localedata.LocaleDataDict({name: deepcopy(_unwrapped(data[name])) for name in names})


def _unwrapped(data: Any) -> Any:
    """The data as plain dictionaries, without the wrappers that Babel puts around what was asked for already."""
    if isinstance(data, localedata.LocaleDataDict):
        data = data._data
    return {key: _unwrapped(value) for key, value in data.items()} if isinstance(data, dict) else data


#: Where the catalogues stand.
CATALOGUES = Path(__file__).parents[1] / "locale"
#: The domain of gettext that its messages are of.
DOMAIN = "archive"
#: All messages, untranslated.
CATALOGUE_TEMPLATE = CATALOGUES / "archive.pot"


class CatalogueError(ValueError):
    """What is wrong with a catalogue, and on which line."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{os.path.relpath(path)}:{line}: {message}")


@dataclass(frozen=True)
class ScriptWords:
    """The messages of scripts in the language of the site."""

    messages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By the English message, after its context and a ``\\x04`` where it has one, the translation or its forms."""
    plural: str = "n != 1"
    """Which of the forms stands for a number `n`: an expression of C, and of JavaScript."""


def catalogue_path(folder: Path, language: str, domain: str = DOMAIN) -> Path:
    """Where a catalogue stands in a folder of such, without its suffix."""
    return folder / language / "LC_MESSAGES" / domain


def translated_languages(folder: Path = CATALOGUES) -> list[str]:
    """The languages that there are catalogues for."""
    return sorted(path.parts[-3] for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def catalogues_for(tag: str, folders: Iterable[Path]) -> list[Path]:
    """The catalogues for a language tag: of each of `folders`, and of the archive's own, the one that fits best."""
    paths = []
    for folder in (*folders, CATALOGUES):
        if names := matching_catalogues(tag, translated_languages(folder)):
            paths.append(catalogue_path(folder, names[0]).with_suffix(".po"))
    return paths


def load_catalogues(
    paths: Sequence[Path], folder: Path, language: str
) -> tuple[NullTranslations, ScriptWords, list[Path]]:
    """Load the catalogues at `paths`, each of which is asked for what those before it lack.

    Gives the translations, those of the messages in scripts, and the folders below `folder` into which the catalogues
    were compiled, under the name `language`.
    """
    translations, words, folders = NullTranslations(), ScriptWords(), []
    for number, path in enumerate(paths):
        folders.append(folder / str(number))
        catalogue, script_words = compiled_catalogue(path, folders[-1], language)
        if number:
            translations.add_fallback(catalogue)
            words = replace(words, messages={**script_words.messages, **words.messages})
        else:
            translations, words = catalogue, script_words
    return translations, words, folders


def compiled_catalogue(path: Path, folder: Path, language: str) -> tuple[NullTranslations, ScriptWords]:
    """The catalogue at `path`, compiled into `folder` under the name `language`, where that was not done already.

    It stands there a second time in the name of ``sphinx``, to be asked for words that Sphinx's own catalogue lacks.
    """
    target, stamp = catalogue_path(folder, language), digest(path.read_bytes().hex())
    try:
        return _load(target, stamp)
    except (OSError, ValueError, KeyError, TypeError, struct.error):  # not there yet, of another source, or damaged
        _compile(path, target, stamp)
        return _load(target, stamp)


def _load(target: Path, stamp: str) -> tuple[NullTranslations, ScriptWords]:
    words = json.loads(target.with_suffix(".json").read_text("utf-8"))
    if words.pop("stamp") != stamp:
        raise ValueError(f"{target} is of another catalogue")
    with target.with_suffix(".mo").open("rb") as file:
        return GNUTranslations(file), ScriptWords(**words)


def _compile(path: Path, target: Path, stamp: str) -> None:
    from babel.messages.mofile import write_mo

    catalog = read_catalogue(path)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    messages = {_message_key(message): _translations(message) for message in catalog if _is_of_script(message)}
    words = json.dumps({"messages": messages, "plural": catalog.plural_expr, "stamp": stamp}, ensure_ascii=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    files = {f"{DOMAIN}.mo": compiled.getvalue(), "sphinx.mo": compiled.getvalue(), f"{DOMAIN}.json": words.encode()}
    for name, data in files.items():
        aside = target.with_name(f"{name}.{os.getpid()}")
        aside.write_bytes(data)
        os.replace(aside, target.with_name(name))


def read_catalogue(path: Path) -> Catalog:
    """The catalogue at `path`, uncompiled. Raises CatalogueError."""
    from babel.messages.pofile import PoFileError, read_po

    data = path.read_bytes()
    # Babel makes what it can of a line that is none, such as one without its last quotation mark.
    for number, line in enumerate(data.splitlines(), 1):
        if not _LINE.fullmatch(line):
            how = 'write it as `msgid "…"` or `msgstr "…"`, between two quotation marks, or begin it with `#`'
            raise CatalogueError(path, number, f"the line is none of a catalogue: {how}")
    try:
        return read_po(BytesIO(data), locale=path.parts[-3], domain=DOMAIN, abort_invalid=True)
    except PoFileError as error:
        message = f"the catalogue cannot be read ({error}): give each `msgid` one `msgstr`"
        raise CatalogueError(path, error.lineno + 1, message) from None


def _is_of_script(message: Message) -> bool:
    """Whether a message is translated, and stands in a script."""
    in_script = any(file.endswith(".js") for file, _ in message.locations)
    return bool(message.id) and in_script and not message.fuzzy and all(_translations(message))


def _message_key(message: Message) -> str:
    first = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return f"{message.context}\x04{first}" if message.context else str(first)


def _translations(message: Message) -> list[str]:
    """The translation of a message, or its forms; empty where there is none."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return [form or "" for form in forms]
