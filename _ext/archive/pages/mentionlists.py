"""Posts listed with the sentences in which they mention something, as HTML.

Posts by the thousand with many mentions each make a hundred thousand such lines: a template would take five times as
long for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup

from ..core import dates
from ..core.paths import quoted
from ..model.posts import Post

#: More sentences of one post than so many stand behind the first, and are opened by the reader.
MOST_OPEN = 3
#: So many at most are shown of one post; who wants more reads the post.
MOST = 10


class MentionLists:
    """Makes the lists of one build, in which a post with many names stands many times."""

    def __init__(self) -> None:
        self._heads: dict[str, dict[str, str]] = {}

    def listed(self, mentions: Iterable[tuple[Post, Sequence[str]]], *, root: str) -> Markup:
        """The list of posts, each with the HTML of its sentences; `root` is the way to the site's root."""
        heads = self._heads.setdefault(root, {})
        items = [(heads.get(post.docname) or _head(heads, root, post)) + _sentences(sentences) + "</li>"
                 for post, sentences in mentions]  # fmt: skip
        lines = "\n".join(items)
        return Markup(f'<ul class="titles mentions">\n{lines}\n</ul>' if items else "")


def _head(heads: dict[str, str], root: str, post: Post) -> str:
    """What stands before the sentences of a post; kept in `heads`."""
    language = f' lang="{escape(post.language)}" dir="auto"' if post.language else ""
    time = f'<time datetime="{dates.machine_date(post.date, post.timed)}">{dates.short_day(post.date)}</time>'
    title = escape(post.title, quote=False)
    made = heads[post.docname] = f'<li{language}><a href="{root}{quoted(post.docname)}">{title}</a> {time}'
    return made


def _sentences(sentences: Sequence[str]) -> str:
    if len(sentences) == 1:  # as mostly
        return f"\n<p>{sentences[0]}</p>"
    shown = [f"<p>{sentence}</p>" for sentence in sentences]
    if len(shown) <= MOST_OPEN:
        return "\n".join(["", *shown])
    rest = f"\n<p>Further in the post: {len(shown) - MOST} more.</p>" if len(shown) > MOST else ""
    more = "\n".join(shown[1:MOST]) + rest
    return f"\n{shown[0]}\n<details><summary>and {len(shown) - 1} more</summary>\n{more}\n</details>"
