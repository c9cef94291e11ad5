"""What a site says in its language: its words by gettext, and dates, numbers and lists as CLDR has them for the region.

One `Localization` is made for a build and handed on with the description of the site: nothing of it is global, so that
builds in two languages can follow one another. Messages stand in the sources in English, marked by the functions that
translate them (https://www.gnu.org/software/gettext/manual/html_node/Preparing-Strings.html); values have names:
``gettext("Page %(number)s of %(count)s") % {"number": …, "count": …}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import cache, cached_property
from gettext import NullTranslations
from typing import Any

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global, parse_locale
from babel.dates import parse_pattern
from babel.lists import format_list
from babel.numbers import format_decimal

from .collation import Collation

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
        self._data = dates_of(str(self.locale))
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
        return Collation(self.locale, _script(self.locale))

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
        fields = _Fields(self._data, moment)
        named = {"%A": "EEEE", "%a": "EEE", "%B": "MMMM", "%b": "MMM", "%h": "MMM"}
        pattern = re.sub("%.", lambda found: fields[named[found[0]]] if found[0] in named else found[0], format)
        return self.digits(date.strftime(moment, pattern))

    def forms(self, skeleton: str) -> list[str]:
        """A date as scripts write it, for each month: ``%(day)s October %(year)s``. `skeleton` is ``yMMMMd`` for a day,
        ``yMMMM`` for a month or ``y`` for a year, which is the same for all."""
        pattern = self._pattern("long") if skeleton == "yMMMMd" else self._skeleton(skeleton)
        months = range(1, 13 if "M" in skeleton else 2)
        return [self._filled(pattern, _Fields(self._data, date(2000, month, 1), whole=False)) for month in months]

    def _day(self, form: str, day: date) -> str:
        key = (form, date(day.year, day.month, day.day))
        if key not in self._days:
            self._days[key] = self._written(self._pattern(form), key[1])
        return self._days[key]

    def _written(self, pattern: str, day: date) -> str:
        return self._filled(pattern, _Fields(self._data, day))

    def _filled(self, pattern: str, fields: Mapping[str, str]) -> str:
        return self.digits(str(parse_pattern(pattern).format) % fields)

    def _pattern(self, form: str) -> str:
        own = _FULL_DATES.get(str(self.locale)) if form == "full" else None
        return own or str(self._data["date_formats"][form].pattern)

    def _skeleton(self, name: str) -> str:
        return str(self._data["datetime_skeletons"][name].pattern)

    def _month(self, width: str, month: int) -> str:
        return self.digits(str(self._data["months"]["stand-alone"][width][month]))


class _Fields(Mapping[str, str]):
    """The fields of a date by the letters of CLDR's patterns that a date alone may have:
    https://www.unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table

    Unless all is to be there, names stand for the numbers of the day and the year: ``%(day)s``.
    """

    _WIDTHS = {3: "abbreviated", 4: "wide", 5: "narrow"}

    def __init__(self, data: Any, day: date, whole: bool = True) -> None:
        self._data, self._day, self._whole = data, day, whole

    def __getitem__(self, field: str) -> str:
        letter, length = field[0], len(field)
        if not self._whole and letter in "yud":
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
def dates_of(identifier: str) -> localedata.LocaleDataDict:
    """CLDR's data of the dates of a locale, in a copy of its own.

    Babel writes what it resolves into data that locales share, and the months of one would become those of another
    (https://github.com/python-babel/babel/issues/1234).
    """
    data: Any = localedata.load(identifier)
    names = ("months", "days", "day_periods", "date_formats", "datetime_skeletons")
    return localedata.LocaleDataDict({name: deepcopy(_bare(data[name])) for name in names})


def _bare(data: Any) -> Any:
    """The data without what Babel has wrapped around it, where something else has asked it already."""
    if isinstance(data, localedata.LocaleDataDict):
        data = data._data
    return {key: _bare(value) for key, value in data.items()} if isinstance(data, dict) else data


def locale_of(tag: str) -> Locale:
    """The locale of CLDR that is nearest to a language tag (BCP 47); English for a language that CLDR does not know."""
    parts = [part for part in tag.replace("_", "-").split("-") if len(part) > 1]
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (ValueError, UnknownLocaleError):
            parts.pop()
    return Locale("en")


def matching(tag: str, available: Iterable[str]) -> list[str]:
    """Of the catalogues `available`, named as ``fr``, ``pt_BR`` or ``zh_TW``, those for a language tag, the best first.

    One in another script is none. Where regions differ, the one goes first that CLDR falls back to.
    """
    wanted = locale_of(tag)
    if wanted.language != tag.replace("_", "-").split("-")[0].lower() and wanted == Locale("en"):
        return []
    parents = _parents(wanted)
    found = []
    for name in available:
        if "@" in name or "." in name:
            continue
        try:
            own = Locale.parse(name)
        except (ValueError, UnknownLocaleError):
            continue
        if own.language == wanted.language and _script(own) == _script(wanted):
            places = [parents.index(each) for each in (str(own), name) if each in parents]
            if own.language == "en" and not places:
                continue  # what is said in English needs no other region's
            found.append((min(places, default=len(parents)), own.territory != _likely(wanted)[1], name))
    return [name for _, _, name in sorted(found)]


def _parents(locale: Locale) -> list[str]:
    """The locale and those from which CLDR takes what it does not say: ``pt_AO``, ``pt_PT``, ``pt``."""
    found = [str(locale)]
    exceptions: Mapping[str, str] = get_global("parent_exceptions")
    while "_" in found[-1]:
        found.append(exceptions.get(found[-1]) or found[-1].rpartition("_")[0])
    return found


def _likely(locale: Locale) -> tuple[Any, ...]:
    """Language, territory and script that are meant where a locale does not say them."""
    likely: Mapping[str, str] = get_global("likely_subtags")
    named = "_".join(filter(None, (locale.language, locale.territory)))
    return parse_locale(likely.get(named) or likely.get(locale.language) or locale.language)[:3]


def _script(locale: Locale) -> str | None:
    script: str | None = locale.script or _likely(locale)[2]
    return script
