"""Posts of the model: when one counts as changed, of its corrections and its field ``updated``."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from archive.model.posts import Correction
from archive.reading.documents import _authors, _last_update
from archive.source.frontmatter import FrontMatter

NOON, NEXT = (datetime(2012, 10, day, 12, tzinfo=ZoneInfo("Europe/London")) for day in (3, 4))


@pytest.mark.parametrize(
    ("front", "corrections", "expected"),
    [
        (FrontMatter(), (), (None, True)),
        (FrontMatter(updated=NOON), (), (NOON, False)),
        (FrontMatter(updated=NOON, updated_timed=True), (Correction(NEXT, "", timed=False),), (NEXT, False)),
        (FrontMatter(updated=NOON), (Correction(NOON, "", timed=True),), (NOON, True)),
        (FrontMatter(updated=NOON, updated_timed=True), (Correction(NOON, "", timed=False),), (NOON, True)),
    ],
)
def test_the_latest_goes_first_and_a_known_time_of_day_before_none(front, corrections, expected):
    assert _last_update(front, corrections) == expected


def test_of_whom_nobody_knows_the_name_no_author_is_made():
    """As where a blog's export names nobody, and `author` in conf.py is empty."""
    unknown = SimpleNamespace(author="", blog_default_author=None, blog_authors={})
    assert _authors(unknown, FrontMatter()) == ()
    assert _authors(unknown, FrontMatter(authors=("Ann",))) == ("Ann",)
