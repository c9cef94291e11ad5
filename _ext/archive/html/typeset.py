"""What the page of a text has that listings and feeds have not.

Links that know their address for paper, boxes of tasks that have a name, and minutes to read.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urljoin

from ..core.localization import Localization

#: A link to another page of the site, or to what was put up for download; pictures link to themselves.
_INTERNAL = re.compile(r'<a class="[^"]*\binternal\b[^"]*" href="(?!#|[^"]*\b_images/)([^"]*)"')
_SELF_SAID = re.compile(r'(<a class="reference external" href="([^"]*)")(?=[^>]*>\2</a>)')
_TASK = re.compile(r'<input class="task-list-item-checkbox"( checked="checked")?')
_HOST = re.compile(r'reference external" href="https?://([^/"?#:]+)', re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_OTHER = re.compile(r"[\W\d_]+")
_WHOLE_WORDS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
#: Letters a minute. Across languages readers differ far less in these than in words: about 1,000 of an alphabet, and
#: some 300 of the scripts that write a syllable or a word with each (https://doi.org/10.1167/iovs.11-8284).
_LETTERS, _SIGNS = 1000, 300
#: Who needs no longer is not told.
SHORT = 3


def with_addresses(text: str, url: str) -> str:
    """Note at each link of a text within the site where it leads, for paper, `url` being the address of its page.

    A stylesheet cannot make a relative address whole. Where a link is its address already, none is to be printed.
    """
    if url:
        text = _INTERNAL.sub(lambda link: f'{link[0]} data-address="{urljoin(url, link[1])}"', text)
    return _SELF_SAID.sub(r'\1 data-address=""', text)


def with_named_tasks(text: str, local: Localization) -> str:
    """The HTML of a text with a name for each box of its lists of tasks, which MyST leaves without."""
    if "task-list-item-checkbox" not in text:
        return text
    # Translators: of a box in a list of tasks, for those who do not see it.
    done, open_yet = local.gettext("Done"), local.gettext("To be done")

    def named(box: re.Match[str]) -> str:
        return f'{box[0]} aria-label="{escape(done if box[1] else open_yet)}"'

    return _TASK.sub(named, text)


def pictures_and_hosts(text: str) -> tuple[int, tuple[str, ...]]:
    """How many pictures the HTML of a text shows, and to which sites it links, each once and in order."""
    hosts = (host.lower().removeprefix("www.") for host in _HOST.findall(text))
    return text.count("<img "), tuple(sorted(set(hosts)))


def minutes(text: str) -> int:
    """How many minutes it takes to read the HTML of a text: 0 where that is `SHORT` or less."""
    if len(text) < SHORT * _SIGNS:
        return 0
    bare = _TAG.sub(" ", text)
    if (bare.isascii() or not _WHOLE_WORDS.search(bare)) and len("".join(bare.split())) <= SHORT * _LETTERS:
        return 0  # which most posts are, and counting letters takes five times as long
    letters = _OTHER.sub("", bare)
    signs = 0 if letters.isascii() else len(_WHOLE_WORDS.findall(letters))
    needed = round((len(letters) - signs) / _LETTERS + signs / _SIGNS)
    return needed if needed > SHORT else 0
