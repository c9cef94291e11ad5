"""The Internet Archive's Wayback Machine, by its documented interfaces.

Nearest copy: https://archive.org/help/wayback_api.php and, where that knows of none,
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server; both name copies by their moments, as
https://www.rfc-editor.org/rfc/rfc7089 has it. New copies: Save Page Now 2, which wants the keys of an account.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from .client import Answer, Client, Failure

#: A moment as its interfaces write it, ``YYYYMMDDhhmmss``, in UTC.
_MOMENT = re.compile(r"[0-9]{14}")
#: Bytes of an answer that are read, at most.
_MOST = 1 << 20
#: Seconds between two questions after a copy that is being made, and how often it is asked.
_BETWEEN, _TIMES = 6.0, 30


class ArchiveError(OSError):
    """The web archive cannot be asked, now or in this way."""


class NoCopy(ArchiveError):
    """Of this page it makes no copy; of others it may."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where its interfaces are."""

    available: str = "https://archive.org/wayback/available"
    cdx: str = "https://web.archive.org/cdx/search/cdx"
    save: str = "https://web.archive.org/save"
    copies: str = "https://web.archive.org/web"

    @property
    def hosts(self) -> frozenset[str]:
        """Those that stand behind its interfaces."""
        addresses = (self.available, self.cdx, self.save, self.copies)
        return frozenset(urlsplit(address).hostname or "" for address in addresses)


#: Seconds between two requests: it wants to be asked 30 times a minute at most, and bars who asks more often.
PAUSE = 2.5
OFFICIAL = Places()


class Wayback:
    """Asks the web archive; `keys` are the two of an account, ``access:secret``, which making copies wants."""

    def __init__(self, client: Client, places: Places = OFFICIAL, keys: str = "") -> None:
        self._client, self._places, self._keys = client, places, keys

    def nearest(self, address: str, day: date) -> str:
        """The address of the copy of a page that is nearest to a day; empty if there is none. Raises ArchiveError."""
        moment = f"{day.year:04}{day:%m%d}120000"
        answer = self._json(f"{self._places.available}?{urlencode({'url': address, 'timestamp': moment})}")
        closest = _dig(answer, "archived_snapshots", "closest")
        is_good = bool(closest.get("available")) and str(closest.get("status", "200")).startswith("2")
        stamp = str(closest.get("timestamp", ""))
        if is_good and _MOMENT.fullmatch(stamp):
            return self.copy(address, stamp)
        # Which is quick, and at times knows of nothing where the index does.
        return self._indexed(address, moment)

    def _indexed(self, address: str, moment: str) -> str:
        """The address of the nearest copy that the index knows; empty if there is none."""
        query = {"url": address, "output": "json", "fl": "timestamp", "filter": "statuscode:2..",
                 "sort": "closest", "closest": moment, "limit": "10"}  # fmt: skip
        rows = self._json(f"{self._places.cdx}?{urlencode(query)}")
        stamps = [str(row[0]) for row in rows if isinstance(row, list) and row] if isinstance(rows, list) else []
        # The first row has the names of the fields.
        moments = [stamp for stamp in stamps if _MOMENT.fullmatch(stamp)]
        return self.copy(address, min(moments, key=lambda stamp: _distance(stamp, moment))) if moments else ""

    def copy(self, address: str, moment: str) -> str:
        """The address of the copy of a moment, ``YYYYMMDDhhmmss``."""
        return f"{self._places.copies}/{moment}/{address}"

    def save(self, address: str) -> str:
        """Have a copy made, unless there is one of the last days; give its address. Raises ArchiveError."""
        form = {"url": address, "if_not_archived_within": "30d", "skip_first_archive": "1"}
        order = self._answer(lambda: self._client.post(self._places.save, _MOST, self._signed, form))
        job = str(order.get("job_id") or "") if isinstance(order, dict) else ""
        if not job:
            raise ArchiveError(_message(order) or "the web archive took no order")
        for _ in range(_TIMES):
            answer = self._answer(lambda: self._client.get(f"{self._places.save}/status/{job}", _MOST, self._signed))
            status = answer.get("status") if isinstance(answer, dict) else None
            if status == "success":
                return self.copy(str(answer.get("original_url") or address), str(answer["timestamp"]))
            if status != "pending":
                raise NoCopy(_message(answer) or "the web archive could make no copy")
            self._client.clock.sleep(_BETWEEN)
        raise NoCopy("the web archive has not made the copy yet")

    @property
    def _signed(self) -> dict[str, str]:
        """The headers of a request that is made in the name of an account."""
        return {"Accept": "application/json", "Authorization": f"LOW {self._keys}"}

    def _json(self, address: str) -> Any:
        return self._answer(lambda: self._client.get(address, _MOST))

    @staticmethod
    def _answer(ask: Callable[[], Answer]) -> Any:
        """What the archive answers when it is asked, read as JSON. Raises ArchiveError."""
        try:
            answer = ask()
        except Failure as failure:
            raise ArchiveError(f"the web archive does not answer ({failure})") from None
        if not answer.good:
            raise ArchiveError(f"the web archive says {answer.status} {answer.reason}".rstrip())
        try:
            return json.loads(answer.body or b"null")
        except ValueError:
            raise ArchiveError("the web archive says nothing that can be read") from None


def _distance(one: str, other: str) -> float:
    """How far two moments are from one another; none that is no date is near."""
    try:
        moments = [datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC) for stamp in (one, other)]
    except ValueError:
        return float("inf")
    return abs((moments[0] - moments[1]).total_seconds())


def _dig(value: Any, *names: str) -> dict[str, Any]:
    """The object within others that stands at the end of some names; an empty one if there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _message(answer: Any) -> str:
    """What an answer says of why something was not done."""
    return str(answer.get("message") or answer.get("exception") or "") if isinstance(answer, dict) else ""
