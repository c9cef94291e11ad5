"""What a post tells its readers of itself."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from archive.model.posts import Correction

from unit.archives import post


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2012, 10, day, hour, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, False),
        ({"updated": at(8, 23)}, False),  # the post is of the 1st
        ({"updated": at(9, 0)}, True),
        ({"updated": at(2), "updated_timed": False}, True),
        ({"updated": at(2), "corrections": (Correction(at(2), "It was another."),)}, True),
    ],
)
def test_a_small_change_soon_after_is_not_told_unless_the_author_says_so(fields: dict[str, Any], told: bool) -> None:
    assert post(1, **fields).tells_update is told
