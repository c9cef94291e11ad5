"""Dates as authors and machines write them: English, whatever the locale. As readers see them: `localization`."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_day_names, get_month_names

_MONTH_NAMES, _DAY_NAMES = get_month_names("wide", locale="en"), get_day_names("wide", locale="en")
MONTHS = tuple(str(_MONTH_NAMES[number]) for number in range(1, 13))
#: From Monday.
WEEKDAYS = tuple(str(_DAY_NAMES[number]) for number in range(7))

_MONTH_NUMBERS = {name.lower(): i for i, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS |= {name[:3].lower(): i for i, name in enumerate(MONTHS, 1)} | {"sept": 9}
_WEEKDAY_NUMBERS = {name.lower(): i for i, name in enumerate(WEEKDAYS)}
_WEEKDAY_NUMBERS |= {name[:3].lower(): i for i, name in enumerate(WEEKDAYS)}

_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?:\ ?(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2}))?"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_WEEKDAY = r"(?:(?P<weekday>[A-Za-z]{3,9})\.?,?\ )?"
_YEAR = r"(?P<year>[0-9]{4})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})(?:[T\ ]{_TIME})?",
        rf"{_WEEKDAY}{_DAY}\ {_MONTH},?\ {_YEAR}(?:,?\ {_TIME})?",
        rf"{_WEEKDAY}{_MONTH}\ {_DAY},?\ {_YEAR}(?:,?\ {_TIME})?",
    )
)
_NUMERIC = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\b")
_ADVICE = "write it as `2012-10-31`, `2012-10-31 09:30` or `31 October 2012`"


def parse_date(text: str, zone: tzinfo) -> tuple[datetime, bool]:
    """Read a date; give it in `zone`, and whether a time of day was written.

    Accepts ISO 8601 (``2012-10-31``, ``2012-10-31 09:30``, ``2012-10-31T09:30:15+01:00``) and English
    (``31 October 2012``, ``Wednesday, 31 Oct 2012 09:30``, ``October 31, 2012``). Without an offset the
    time is the zone's own; without a time it is noon. Fractions of a second are dropped.
    Raises ValueError, whose message says what is wrong and how to mend it.
    """
    text = " ".join(text.split())
    match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if not match:
        raise ValueError(_unreadable(text))
    part = match.groupdict()
    timed = part["hour"] is not None
    try:
        moment = datetime(
            int(part["year"]),
            _month(part["month"]),
            int(part["day"]),
            int(part["hour"]) if timed else 12,
            int(part["minute"] or 0),
            int(part["second"] or 0),
        )
        offset = _offset(part["offset"])
    except ValueError as error:
        raise ValueError(f"`{text}` does not exist ({error}): {_ADVICE}") from None
    _check_weekday(text, part.get("weekday"), moment)
    return _in_zone(text, moment, offset, zone), timed


def _month(text: str) -> int:
    number = int(text) if text.isdigit() else _MONTH_NUMBERS.get(text.lower())
    if number is None:
        raise ValueError(f"there is no month {text}")
    return number


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 15 or minutes > 59:
        raise ValueError(f"there is no offset {text}")
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def _check_weekday(text: str, name: str | None, moment: datetime) -> None:
    if name is None:
        return
    number = _WEEKDAY_NUMBERS.get(name.lower())
    if number is None:
        raise ValueError(f"`{text}` begins with `{name}`, which is not a day of the week: {_ADVICE}")
    if number != moment.weekday():
        raise ValueError(f"`{text}` was a {WEEKDAYS[moment.weekday()]}: mend the date or leave out `{name}`")


def _in_zone(text: str, moment: datetime, offset: timezone | None, zone: tzinfo) -> datetime:
    """The moment in the zone; refuse one that its clocks never showed."""
    try:
        if offset:
            return moment.replace(tzinfo=offset).astimezone(zone)
        local = moment.replace(tzinfo=zone)
        # A time that a change of clocks left out does not come back from UTC as it went.
        if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
            raise ValueError(f"`{text}` does not exist in {zone} (the clocks were put forward): mend the time")
    except OverflowError:
        raise ValueError(f"`{text}` is too far away: {_ADVICE}") from None
    return local


def _unreadable(text: str) -> str:
    """What is wrong with a text that is in none of `_FORMS`; of numbers alone, the dates that it may mean."""
    numeric = _NUMERIC.match(text)
    if not numeric:
        return f"`{text}` is not a date that can be read: {_ADVICE}"
    first, second, year = (int(number) for number in numeric.groups())
    options = []
    for month, day in ((second, first), (first, second)):
        try:
            options.append(f"`{date(year, month, day).isoformat()}`")
        except ValueError:
            continue
    if not options:
        return f"`{text}` does not exist: {_ADVICE}"
    if len(set(options)) > 1:
        return f"`{text}` can be read in two ways: write {options[0]} or {options[1]}"
    return f"`{text}` is not a date that can be read: write {options[0]}"


def now(zone: tzinfo) -> datetime:
    """The moment of the build in `zone`: SOURCE_DATE_EPOCH (seconds since 1970) if set, else the clock.

    The one place where the clock is read. Raises ValueError if SOURCE_DATE_EPOCH is no number of seconds.
    Follows https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(zone)
    try:
        return datetime.fromtimestamp(int(epoch), zone)
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH is `{epoch}`: set it to whole seconds since 1970, or unset it"
        raise ValueError(message) from None


def zone(name: str) -> ZoneInfo:
    """The time zone of that name in the IANA database; ValueError says how to mend an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"`{name}` is not a time zone: write its IANA name, such as `Europe/London` or `UTC`"
        raise ValueError(message) from None


def clock_time(moment: datetime) -> str:
    """The time of day on a clock of 24 hours: ``09:30``."""
    return f"{moment.hour:02}:{moment.minute:02}"


def machine_date(moment: datetime, timed: bool) -> str:
    """The date as HTML's ``datetime`` attribute takes it: without a time where none is known."""
    return moment.isoformat() if timed else moment.date().isoformat()


def timestamp(moment: datetime) -> datetime:
    """An aware moment as RFC 3339 and RFC 822 can say it: whole seconds, and an offset in whole minutes.

    Offsets with seconds are those of local mean time, before there were time zones; they become UTC.
    """
    offset = moment.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        moment = moment.astimezone(UTC)
    return moment.replace(microsecond=0)


def front_matter_date(moment: datetime) -> str:
    """An aware moment as front matter has it, so that `parse_date` reads the same: ``2012-10-31T09:30:00+00:00``.

    Whole seconds; an offset with seconds (that of local mean time, before there were time zones) or of more than
    15 hours is moved to UTC. Raises ValueError where the calendar ends, or so near to it that a time zone may lead
    beyond.
    """
    offset = moment.utcoffset()
    try:
        if offset is None or offset.total_seconds() % 60 or abs(offset) > timedelta(hours=15):
            moment = moment.astimezone(UTC)
        for margin in (timedelta(days=-2), timedelta(days=2)):
            moment.astimezone(UTC) + margin  # raises OverflowError
    except OverflowError:
        raise ValueError(f"the date {moment.date()} is at the end of the calendar") from None
    return moment.isoformat(timespec="seconds")
