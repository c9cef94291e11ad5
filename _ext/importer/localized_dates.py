"""Days and times as pages show them, in the languages of Blogger's interface: names from CLDR, by way of Babel.

A page says its language, and then names, the order of numbers and signs for morning and evening are that language's.
Where it does not, a text is read by the names of all languages that do not contradict each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any

from archive.core.localization import date_data
from babel import Locale, UnknownLocaleError, localedata

#: Languages of Blogger's interface.
LANGUAGES = (
    "af am ar az bg bn ca cs cy da de el en es et eu fa fi fil fr gl gu he hi hr hu hy id is it ja ka kk km kn ko lt "
    "lv ml mn mr ms my nb ne nl nn pa pl pt ro ru si sk sl sr sv sw ta te th tr uk ur uz vi zh zu"
).split()
_RENAMED = {"iw": "he", "in": "id", "no": "nb", "tl": "fil", "ji": "yi", "sh": "sr", "mo": "ro"}
_LONGEST = 160
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u0652\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_LETTERS = str.maketrans({"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "’": "'", "ʼ": "'"})
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?(?:[:：h時时시]\s?|시\s)(\d\d)(?!\d)(?:\s?[:：分분]\s?(\d\d)(?!\d))?")
_DOTTED_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})\.(\d\d)(?:\.(\d\d))?\s*$")
_NUMBER = re.compile(r"\d+")
#: The solar calendar of Iran, which pages in Persian have: names of its months.
_JALALI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
#: Words that stand in a date beside names and numbers: no longer than this, or those of a weekday.
_SHORT_WORD = 5


@dataclass(frozen=True, slots=True)
class LocalizedDate:
    """A day and, where it is given, the time in it."""

    day: date
    time: time | None = None


@dataclass(frozen=True, slots=True)
class DateNames:
    """What one language calls things, folded."""

    months: tuple[tuple[str, int], ...]
    """Names of months, the longest first."""
    weekdays: frozenset[str]
    evening: tuple[str, ...]
    morning: tuple[str, ...]
    month_first: bool | None
    """True if a date in numbers begins with the month; None if that is not known."""


def find_date(
    text: str, language: str = "", near: tuple[int, int] | None = None, alone: bool = False
) -> LocalizedDate | None:
    """The day (and time) that `text` says in `language` (a BCP 47 tag; any if empty or unknown).

    `near` is a year and month that the day is likely in, which settles ``3/4/2011``. With `alone`, the text must be a
    date and nothing else, as a heading of a day is.
    """
    if not 4 < len(text) < _LONGEST or sum(map(str.isdecimal, text)) < 3:
        return None
    plain = folded(text)
    known = date_names(language) if language else None
    found = _date_in(plain, known, near, alone) if known else None
    return found or _date_in(plain, _names_of_all(), near, alone)


def find_time(text: str, language: str = "") -> time | None:
    """The time of day that `text` says, ``19:30`` or ``7:30 PM``; None where there is none."""
    if not 2 < len(text) < _LONGEST:
        return None
    return _without_clock(folded(text), (date_names(language) if language else None) or _names_of_all())[1]


def folded(text: str) -> str:
    """`text` without case, accents, marks of direction, and with digits of any script as 0 to 9."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    return " ".join(_MARKS.sub("", text).translate(_LETTERS).split())


@cache
def date_names(language: str) -> DateNames | None:
    """What CLDR has for a language and all its territories; None for a language that it does not have."""
    code = re.split(r"[-_]", language.strip())[0].lower()
    code = _RENAMED.get(code, code)
    if not code.isalpha() or not localedata.exists(code):
        return None
    months: dict[str, int] = {}
    wrong: set[str] = set()
    weekdays: set[str] = set()
    evening, morning = {"pm", "p.m."}, {"am", "a.m."}
    for locale in _locales(code):
        of_locale = date_data(str(locale))
        for name, number in _months(locale, of_locale):
            if months.setdefault(name, number) != number:
                wrong.add(name)
        for form in of_locale["days"].values():
            weekdays |= {folded(name).rstrip(".") for some in form.values() for name in some.values()}
        for periods in of_locale["day_periods"].values():
            for some in periods.values():
                evening |= {
                    folded(name) for key, name in some.items() if key in ("pm", "afternoon1", "evening1", "night1")
                }
                morning |= {folded(name) for key, name in some.items() if key in ("am", "morning1")}
    if code == "fa":
        months |= {folded(name): 100 + number for number, name in enumerate(_JALALI, 1)}
    kept = {name: number for name, number in months.items() if name not in wrong}
    short = str(date_data(code)["date_formats"]["short"].pattern)
    return DateNames(
        tuple(sorted(kept.items(), key=lambda one: (-len(one[0]), one[0]))),
        frozenset(weekdays),
        _signs(evening - morning),
        _signs(morning - evening),
        short.upper().find("M") < short.upper().find("D"),
    )


def _signs(signs: set[str]) -> tuple[str, ...]:
    """Signs for a half of the day, the longest first, without single Latin letters, which say nothing."""
    return tuple(sorted((one for one in signs if len(one) > 1 or one > "z"), key=lambda one: (-len(one), one)))


@cache
def _names_of_all() -> DateNames:
    """Names of all languages, without those of months that two languages give to different ones."""
    every = [known for known in map(date_names, LANGUAGES) if known]
    months: dict[str, set[int]] = {}
    for known in every:
        for name, number in known.months:
            months.setdefault(name, set()).add(number)
    agreed = [(name, min(numbers)) for name, numbers in months.items() if len(numbers) == 1]
    morning = {sign for known in every for sign in known.morning}
    evening = {sign for known in every for sign in known.evening} - morning
    return DateNames(
        tuple(sorted(agreed, key=lambda one: (-len(one[0]), one[0]))),
        frozenset[str]().union(*(known.weekdays for known in every)),
        tuple(sorted(evening, key=lambda one: (-len(one), one))),
        tuple(sorted(morning, key=lambda one: (-len(one), one))),
        None,
    )


def _locales(code: str) -> Iterator[Locale]:
    """A language as it is, and as its territories have it, where names of months differ."""
    yield Locale.parse(code)
    for identifier in localedata.locale_identifiers():
        if identifier.startswith(f"{code}_") and code in ("ar", "pt", "sr", "zh", "en", "ro", "es"):
            try:
                yield Locale.parse(identifier)
            except (UnknownLocaleError, ValueError):
                continue


def _months(locale: Locale, of_locale: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for form in of_locale["months"].values():
        for width in ("wide", "abbreviated"):
            for number, name in form.get(width, {}).items():
                plain = folded(name).rstrip(".").removeprefix("d'").removeprefix("de ").strip()
                if len(plain) > 1 and not plain.isdecimal():
                    yield plain, number
    if locale.language == "en":
        yield "sept", 9


def _date_in(plain: str, known: DateNames | None, near: tuple[int, int] | None, alone: bool) -> LocalizedDate | None:
    if known is None:
        return None
    rest, of_day = _without_clock(plain, known)
    month, rest = _without_month(rest, known, alone)
    if alone and not _is_bare(rest, known):
        return None
    numbers = _NUMBER.findall(rest)
    day = _with_name(month, numbers) if month else _in_numbers(numbers, known, near)
    return LocalizedDate(day, of_day) if day else None


# -- the time of day


def _without_clock(plain: str, known: DateNames) -> tuple[str, time | None]:
    match = _CLOCK.search(plain)
    if not match and re.search(r"\d{4}", plain):
        match = _DOTTED_CLOCK.search(plain)
        if match and re.search(r"(?:^|[^\d])\d{1,2}\.$", plain[: match.start()]):
            match = None
    if not match:
        return plain, None
    rest = f"{plain[: match.start()]} {plain[match.end() :]}"
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if _has(rest, known.evening):
        hour = hour % 12 + 12
    elif _has(rest, known.morning):
        hour %= 12
    for sign in (*known.evening, *known.morning):
        rest = _cut(rest, sign)
    return rest, time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _has(text: str, signs: tuple[str, ...]) -> bool:
    return any(_cut(text, sign) != text for sign in signs)


def _cut(text: str, word: str) -> str:
    """`text` without `word` where it stands by itself."""
    at = _word(text, word)
    return text if at < 0 else f"{text[:at]} {text[at + len(word) :]}"


def _word(text: str, word: str) -> int:
    """Where `word` stands in `text`, not within another word or number; -1 if nowhere."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not _joins(before, word[0]) and not _joins(after, word[-1]):
            return at
        at = text.find(word, at + 1)
    return -1


def _joins(neighbour: str, edge: str) -> bool:
    if not neighbour:
        return False
    if edge.isdecimal():
        return neighbour.isdecimal()
    return unicodedata.category(neighbour)[0] in "LM" and not _stands_alone(neighbour, edge)


def _stands_alone(neighbour: str, edge: str) -> bool:
    """True in scripts without spaces, where only numbers of months may join: 十 and 二."""
    return "\u4e00" <= edge <= "\u9fff" and neighbour not in "一二三四五六七八九十"


# -- the day


def _without_month(rest: str, known: DateNames, alone: bool) -> tuple[int, str]:
    """The month that is named, and the text without its name; 0 if none is."""
    for name, number in known.months:
        at = _word(rest, name)
        if at >= 0:
            return number, f"{rest[:at]} {rest[at + len(name) :]}"
    if alone:
        return 0, rest
    for name, number in known.months:  # declined, or with a word before it that is written as one
        at = rest.find(name) if len(name) > 2 and not name[0].isdecimal() else -1
        if at >= 0 and (at == 0 or not rest[at - 1].isalpha() or not rest[at - 2 : at - 1].isalpha()):
            end = at + len(name)
            while end < len(rest) and unicodedata.category(rest[end])[0] in "LM" and end < at + len(name) + 5:
                end += 1
            return number, f"{rest[:at]} {rest[end:]}"
    return 0, rest


def _is_bare(rest: str, known: DateNames) -> bool:
    """True if nothing is left of a date but numbers, a weekday and words such as ``de``."""
    if set(rest) & set(":=;[]{}<>#*|"):
        return False
    words = [word for word in re.split(r"[\W\d_]+", rest) if word]
    for name in known.weekdays:
        if len(name) > 2 and _word(rest, name) >= 0:
            words = [word for word in re.split(r"[\W\d_]+", _cut(rest, name)) if word]
            break
    return len(words) < 4 and all(len(word) < _SHORT_WORD for word in words)


def _with_name(month: int, numbers: list[str]) -> date | None:
    years = [one for one in numbers if len(one) == 4]
    days = [int(one) for one in numbers if len(one) < 3 and 0 < int(one) < 32]
    if len(years) == 1 and len(days) == 1:
        return _date(int(years[0]), month, days[0])
    if not years and len(days) == 1 and len(numbers) == 2 and len(numbers[1]) == 2:  # 13 June 00
        return _date(_century(int(numbers[1])), month, days[0])
    if not years and len(days) == 2:
        return _date(_century(days[1]), month, days[0])
    return None


def _in_numbers(numbers: list[str], known: DateNames, near: tuple[int, int] | None) -> date | None:
    if len(numbers) != 3 or any(len(one) > 4 for one in numbers):
        return None
    first, second, third = map(int, numbers)
    if len(numbers[0]) == 4:
        return _date(first, second, third)
    if len(numbers[2]) not in (2, 4):
        return None
    year = third if len(numbers[2]) == 4 else _century(third)
    found = [one for one in (_date(year, second, first), _date(year, first, second)) if one]
    if len(set(found)) < 2:
        return found[0] if found else None
    likely = [one for one in found if near == (one.year, one.month)]
    if likely or known.month_first is None:
        return likely[0] if likely else None
    return found[known.month_first]


def _century(year: int) -> int:
    """A year of two digits: no blog is older than 1980."""
    return year + (1900 if year >= 80 else 2000)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        if month > 100:
            return _from_jalali(year, month - 100, number)
        if 1300 <= year < 1500:
            return _from_jalali(year, month, number)
        return date(year - 543 if 2400 < year < 2700 else year, month, number)  # the Thai era
    except ValueError:
        return None


def _from_jalali(year: int, month: int, number: int) -> date:
    """A day of Iran's solar calendar, by its cycle of 33 years, which holds for 1244 to 1472."""
    if not (1244 <= year <= 1472 and 1 <= month <= 12 and 1 <= number <= (31 if month < 7 else 30)):
        raise ValueError("no such day")
    past = 365 * (year - 1) + (8 * (year - 1) + 29) // 33
    past += 31 * (month - 1) - max(0, month - 7)
    return date.fromordinal(226894 + past + number)
