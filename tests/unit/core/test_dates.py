"""Dates as authors write them and as readers see them."""

import locale
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from archive.core import dates

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "expected", "timed"),
    [
        ("2012-10-31", "2012-10-31T12:00:00+00:00", False),
        ("2012-07-31", "2012-07-31T12:00:00+01:00", False),
        ("2012-10-31 09:30", "2012-10-31T09:30:00+00:00", True),
        ("2012-10-31 9:30", "2012-10-31T09:30:00+00:00", True),
        ("2012-10-31 09:30:15", "2012-10-31T09:30:15+00:00", True),
        ("2012-10-31T09:30", "2012-10-31T09:30:00+00:00", True),
        ("2012-10-31T09:30:15Z", "2012-10-31T09:30:15+00:00", True),
        ("2012-10-31t09:30z", "2012-10-31T09:30:00+00:00", True),
        ("2012-07-31T23:30:00Z", "2012-08-01T00:30:00+01:00", True),
        ("2012-10-31T09:30:00.000+05:30", "2012-10-31T04:00:00+00:00", True),
        ("2012-10-31 09:30 -0800", "2012-10-31T17:30:00+00:00", True),
        ("2012-10-31 00:00", "2012-10-31T00:00:00+00:00", True),
        ("31 October 2012", "2012-10-31T12:00:00+00:00", False),
        ("1st may 2012", "2012-05-01T12:00:00+01:00", False),
        ("31 Oct 2012 09:30", "2012-10-31T09:30:00+00:00", True),
        ("3 Sept. 2012", "2012-09-03T12:00:00+01:00", False),
        ("October 31, 2012", "2012-10-31T12:00:00+00:00", False),
        ("Wednesday, 31 October 2012", "2012-10-31T12:00:00+00:00", False),
        ("Wed, 31 Oct 2012 09:30:00 GMT", "2012-10-31T09:30:00+00:00", True),
        ("Wednesday, October 31, 2012", "2012-10-31T12:00:00+00:00", False),
        ("  29  February 2012 ", "2012-02-29T12:00:00+00:00", False),
        # Of an hour that the clocks showed twice, the first.
        ("2012-10-28 01:30", "2012-10-28T01:30:00+01:00", True),
    ],
)
def test_reads_a_date(text: str, expected: str, timed: bool) -> None:
    moment, has_time = dates.parse_date(text, LONDON)
    assert (moment.isoformat(), has_time) == (expected, timed)
    assert moment.tzinfo is LONDON


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2012-13-45", "does not exist (month must be in 1..12)"),
        ("2012-02-30", "does not exist (day is out of range for month)"),
        ("29 February 2013", "does not exist (day is out of range for month)"),
        ("31 Octember 2012", "there is no month Octember"),
        ("2012-10-31 24:00", "hour must be in 0..23"),
        ("2012-10-31T09:30+25:00", "there is no offset +25:00"),
        ("0000-01-01", "does not exist"),
        ("01/02/2012", "can be read in two ways: write `2012-02-01` or `2012-01-02`"),
        ("31/10/2012", "is not a date that can be read: write `2012-10-31`"),
        ("10.31.2012", "is not a date that can be read: write `2012-10-31`"),
        ("32/10/2012", "does not exist: write it as"),
        ("01/01/2012", "write `2012-01-01`"),
        ("yesterday", "`yesterday` is not a date that can be read: write it as `2012-10-31`"),
        ("31 October", "is not a date that can be read"),
        ("31-10-12", "is not a date that can be read"),
        ("2012-10-31 09:30 tomorrow", "is not a date that can be read"),
        ("٢٠١٢-١٠-٣١", "is not a date that can be read"),
        ("20121031", "is not a date that can be read"),
        ("", "is not a date that can be read"),
        ("Tuesday, 31 October 2012", "was a Wednesday: mend the date or leave out `Tuesday`"),
        ("Someday, 31 October 2012", "`Someday`, which is not a day of the week"),
        ("2012-03-25 01:30", "does not exist in Europe/London (the clocks were put forward)"),
        ("0001-01-01T00:00+14:00", "is too far away"),
    ],
)
def test_says_how_to_mend_a_date(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        dates.parse_date(text, LONDON)
    assert message in str(caught.value)


def test_now_is_the_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1341100800")
    assert dates.now(LONDON) == datetime(2012, 7, 1, 1, 0, tzinfo=LONDON)
    assert dates.now(LONDON).isoformat() == "2012-07-01T01:00:00+01:00"


def test_now_is_else_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = datetime.now(LONDON)
    assert before <= dates.now(LONDON) <= datetime.now(LONDON)


@pytest.mark.parametrize("epoch", ["yesterday", "1.5", "9" * 30])
def test_now_refuses_what_is_no_epoch(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ValueError, match=r"SOURCE_DATE_EPOCH is .* whole seconds since 1970"):
        dates.now(LONDON)


@pytest.mark.parametrize("name", ["Europe/Londen", "../etc/passwd", "", "Europe"])
def test_refuses_an_unknown_zone(name: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone: write its IANA name"):
        dates.zone(name)


def test_knows_a_zone() -> None:
    assert dates.zone("Europe/London") is LONDON


def test_reads_dates_in_english_whatever_the_locale() -> None:
    before = locale.setlocale(locale.LC_TIME)
    try:
        for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_TIME, name)
            except locale.Error:
                continue
            assert dates.parse_date("31 October 2012", LONDON)[0].day == 31
    finally:
        locale.setlocale(locale.LC_TIME, before)


def test_writes_the_time_of_day() -> None:
    assert dates.clock_time(datetime(2012, 3, 1, 9, 5, 59)) == "09:05"
