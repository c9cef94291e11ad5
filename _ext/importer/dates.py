"""Dates as exports write them, made aware; nothing depends on the machine's clock, zone or locale."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from archive.core import dates
from archive.core.dates import front_matter_date

from importer.localized_dates import find_date

_ISO_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")


def zone(name: str) -> tzinfo | None:
    """The zone that IANA calls `name`, or None where there is none of that name."""
    try:
        return dates.zone(name)
    except ValueError:
        return None


def timestamp(text: str, local: tzinfo) -> datetime | None:
    """A date and time of RFC 3339, ISO 8601 or RFC 822, aware, whole seconds; `local` where it has no
    offset."""
    text = text.strip()
    if not text or text.startswith(("0000", "-")) or "-0001" in text:
        return None  # WordPress's way to say that there is none
    found: datetime | None = None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        found = found.replace(microsecond=0)
        found = found if found.tzinfo else found.replace(tzinfo=local)
        return found
    except (ValueError, OverflowError):
        return None


def with_gmt(local_text: str, gmt_text: str, fallback: tzinfo) -> datetime | None:
    """WordPress's pair of dates: the offset is what parts the local one from the GMT one."""
    local, gmt = timestamp(local_text, UTC), timestamp(gmt_text, UTC)
    if local is None:
        return gmt.astimezone(fallback) if gmt else None
    if gmt is None:
        return local.replace(tzinfo=fallback)
    offset = timedelta(minutes=round((local - gmt).total_seconds() / 60))
    if abs(offset) > timedelta(hours=18):
        return local.replace(tzinfo=fallback)
    return local.replace(tzinfo=timezone(offset))


def in_zone(moment: datetime | None, local: tzinfo) -> datetime | None:
    """The same moment in `local`; unchanged where the calendar ends."""
    try:
        return moment.astimezone(local) if moment else None
    except (OverflowError, ValueError):
        return moment


def day(text: str, language: str = "") -> date | None:
    """The day that a heading says and nothing else: ``Wednesday, 31 October 2012``, ``mercredi 31 octobre 2012`` or
    ``2012-10-31``, in `language` (a BCP 47 tag; any if empty)."""
    text = " ".join(text.split())
    match = _ISO_DAY.match(text)
    if match:
        return _date(int(match[1]), int(match[2]), int(match[3]))
    found = find_date(text, language, alone=True)
    return found.day if found and not found.time else None


def month_of(path: str) -> date | None:
    """The first day of the month that a post's path names, ``/2012/10/x.html``."""
    match = re.match(r"/(\d{4})/(\d\d)/", path)
    return _date(int(match[1]), int(match[2]), 1) if match else None


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def writable(moment: datetime | None) -> datetime | None:
    """`moment` unless it is so near to where the calendar ends that the archive could not read it."""
    try:
        return moment if moment and front_matter_date(moment) else None
    except ValueError:
        return None
