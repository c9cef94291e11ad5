"""In which time zone a blog was kept, as the offsets of its posts tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.languages import get_official_languages

#: Of so many posts the offsets are looked at, taken evenly from all.
_SAMPLE = 300
#: So many of them fit, if a zone is theirs.
_NEARLY = 0.9
#: Where several zones fit and the language tells none of them: one that many people live in.
_COMMON = (
    "Europe/London Europe/Paris Europe/Athens Europe/Moscow America/New_York America/Chicago America/Denver "
    "America/Los_Angeles America/Phoenix America/Bogota America/Sao_Paulo America/Argentina/Buenos_Aires "
    "America/Halifax America/St_Johns America/Caracas Africa/Lagos Africa/Johannesburg Africa/Nairobi Asia/Istanbul "
    "Asia/Dubai Asia/Tehran Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Jakarta Asia/Shanghai Asia/Tokyo "
    "Australia/Adelaide Australia/Brisbane Australia/Sydney Pacific/Auckland Pacific/Honolulu"
).split()


def zone_of(moments: Iterable[datetime], language: str) -> str:
    """The IANA name of a zone whose clocks had the offsets of `moments`, which are aware; ``UTC`` where all are in it.

    Where several fit, one of the place where `language` (BCP 47) is spoken. Empty where none fits nearly all: their
    author moved, or changed the setting.
    """
    known = sorted({moment for moment in moments if moment.utcoffset() is not None})
    sample = known[:: len(known) // _SAMPLE + 1]
    if not sample:
        return ""
    offsets = {moment.utcoffset() for moment in sample}
    at_home = _zones().get(_territory(language), ())
    if len(offsets) == 1 and not sample[0].utcoffset():
        return next((name for name in at_home if _fits(name, sample) == len(sample)), "UTC")
    # One offset alone is no sign of a place that few live in.
    anywhere = [name for names in _zones().values() for name in names] if len(offsets) > 1 else []
    best, fit = "", 0
    for name in dict.fromkeys((*at_home, *_COMMON, *anywhere)):
        if (fits := _fits(name, sample)) > fit:
            best, fit = name, fits
    if len(offsets) == 1 and (fit < len(sample) or (best not in at_home and _whole_year(sample))):
        return _fixed(sample[0]) or (best if fit == len(sample) else "")
    return best if fit >= len(sample) * _NEARLY else ""


def _fits(name: str, sample: list[datetime]) -> int:
    zone = ZoneInfo(name)
    return sum(moment.astimezone(zone).utcoffset() == moment.utcoffset() for moment in sample)


def _whole_year(sample: list[datetime]) -> bool:
    """Whether there are posts of summers and of winters."""
    months = {moment.month for moment in sample}
    return not months.isdisjoint((5, 6, 7, 8)) and not months.isdisjoint((11, 12, 1, 2))


def _fixed(moment: datetime) -> str:
    """The zone of one offset that never changes its clocks; empty where there is none."""
    hours, rest = divmod((moment.utcoffset() or timedelta()).total_seconds(), 3600)
    # Their signs are those of POSIX: https://data.iana.org/time-zones/tzdb/etcetera
    return f"Etc/GMT{-int(hours):+}" if not rest and -12 <= hours <= 14 else ""


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    """The zones of each territory, the most populous first, as the database of time zones lists them."""
    found: dict[str, list[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            territory, _, name, *_ = line.split("\t")
            found.setdefault(territory, []).append(name)
    return {territory: tuple(names) for territory, names in found.items()}


def with_region(language: str, zone: str) -> str:
    """`language` with the region of `zone` where it names none, and where that is not what it means anyway: ``en`` and
    ``Europe/London`` are ``en-GB``, in which days are written otherwise. The region has to be one that speaks it."""
    territory = next((territory for territory, names in _zones().items() if zone in names), "")
    spoken = territory and language in get_official_languages(territory, regional=True, de_facto=True)
    return f"{language}-{territory}" if spoken and territory != _territory(language) else language


def _territory(language: str) -> str:
    """The region of a tag, or that of most who speak its language: ``FR`` of ``fr``."""
    first, *rest = language.split("-")
    region = next((part.upper() for part in rest if len(part) == 2), "")
    likely = str(get_global("likely_subtags").get(first.lower(), ""))
    return region or likely.rpartition("_")[2]
