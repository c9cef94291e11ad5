"""Notifying others that something was published: WebSub hubs, and search engines by IndexNow.

What they are to be told, the news, is worked out where the site is built and known (`news`), and sent once it stands at
its address (`send`), maybe by another job of a workflow, to which it goes as a file of JSON:
``python -m publish.notify FILE``. That needs no package beside Python itself.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

#: Any one of those that take part tells the others: https://www.indexnow.org/documentation
INDEXNOW = "https://api.indexnow.org/indexnow"
#: Addresses that one request may hold, by the same page.
MOST = 10_000
_TIMEOUT = 30
_AGENT = "blog-archive-publish"


def news(root: str, changed: Sequence[str], *, hub: str = "", key: str = "") -> dict[str, Any]:
    """What is to be told: of the site at `root`, the whole addresses that `changed`; empty if there is nothing to tell
    or nobody to tell it to."""
    if not changed or not (hub or key):
        return {}
    return {"root": root, "changed": list(changed), "hub": hub, "key": key}


def send(content: Mapping[str, Any], indexnow: str = INDEXNOW) -> Iterator[str]:
    """Send the `content` that `news` gives; give a line on whom it was sent to, or why it could not
    be: the site is published all the same."""
    if content.get("hub"):
        feeds = [content["root"] + path for path in ("blog/atom.xml", "blog/rss.xml", "blog/feed.json")]
        # What publishers say to hubs is left to them (https://www.w3.org/TR/websub/#publishing); hubs take this.
        fields = urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)])
        failure = _post(content["hub"], fields.encode(), "application/x-www-form-urlencoded")
        yield f"{content['hub']}: {failure or f'told of {len(feeds)} feeds'}"
    if content.get("key"):
        for start in range(0, len(content["changed"]), MOST):
            some = content["changed"][start : start + MOST]
            body = {
                "host": urlsplit(content["root"]).netloc,
                "key": content["key"],
                "keyLocation": f"{content['root']}{content['key']}.txt",
                "urlList": some,
            }
            failure = _post(indexnow, json.dumps(body).encode(), "application/json; charset=utf-8")
            yield f"{indexnow}: {failure or f'told of {len(some):,} addresses'}"


def _post(address: str, body: bytes, media_type: str) -> str:
    """Send something to an address; give why that could not be done, or nothing."""
    request = Request(address, body, {"Content-Type": media_type, "User-Agent": _AGENT})
    try:
        with urlopen(request, timeout=_TIMEOUT):
            return ""
    except HTTPError as error:
        return f"was not taken: {error.code} {error.reason}"
    except OSError as error:  # of which URLError is one
        return f"does not answer: {getattr(error, 'reason', error)}"


def main(arguments: Sequence[str]) -> int:
    """Send what a file says; give 1 if it cannot be read."""
    (file,) = arguments or ("news.json",)
    try:
        content = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{file}: cannot be read ({error}): make it with `python -m publish --news {file}`", file=sys.stderr)
        return 1
    for line in send(content) if content else ["there is nothing to tell"]:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
