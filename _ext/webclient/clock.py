"""Time as whoever asks hosts needs it, in one place, so that tests can have it pass at once."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime


class Clock:
    """The machine's own."""

    def now(self) -> float:
        """Seconds, of which the difference alone means anything."""
        return time.monotonic()

    def moment(self) -> datetime:
        """The present, by UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def today(self) -> date:
        """The day, by UTC."""
        return self.moment().date()
