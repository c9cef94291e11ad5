"""Posts listed with the sentences in which they mention something, as HTML.

Posts by the thousand with many mentions each make a hundred thousand such lines: a template would take five times as
long for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from markupsafe import Markup

from ..core import dates
from ..core.localization import Localization
from ..core.paths import quoted
from ..model.posts import Post

#: More sentences of one post than so many stand behind the first, and are opened by the reader.
MOST_OPEN = 3
#: So many at most are shown of one post; who wants more reads the post.
MOST = 10


class Mark(NamedTuple):
    """What a list says of a post beside its title."""

    words: str
    way: str = ""
    """``older`` or ``newer``: where a key leads to the post."""


_UNMARKED: Mapping[str, Mark] = MappingProxyType({})


class MentionLists:
    """Makes the lists of one build, in which a post with many names stands many times."""

    def __init__(self, local: Localization) -> None:
        self._local = local
        self._heads: dict[str, dict[str, str]] = {}

    def listed(
        self, mentions: Iterable[tuple[Post, Sequence[str]]], marks: Mapping[str, Mark] = _UNMARKED, *, root: str
    ) -> Markup:
        """The list of posts, each with the HTML of its sentences, and some with marks, by docname; `root` is the way to
        the site's root."""
        heads = self._heads.setdefault(root, {})
        items = []
        for post, sentences in mentions:
            head = heads.get(post.docname) or self._head(heads, root, post)
            if mark := marks.get(post.docname):
                head = _marked(head, mark)
            items.append(head + self._sentences(post, sentences) + "</li>")
        lines = "\n".join(items)
        return Markup(f'<ul class="titles mentions">\n{lines}\n</ul>' if items else "")


    def _head(self, heads: dict[str, str], root: str, post: Post) -> str:
        """What stands before the sentences of a post; kept in `heads`."""
        day = escape(self._local.short_day(post.date), quote=False)
        time = f'<time datetime="{dates.machine_date(post.date, post.timed)}">{day}</time>'
        title = escape(post.title, quote=False)
        link = f'<a href="{root}{quoted(post.docname)}"{_language(post)}>{title}</a>'
        made = heads[post.docname] = f"<li>{link} {time}"
        return made

    def _sentences(self, post: Post, sentences: Sequence[str]) -> str:
        language = _language(post) if post.language else ""
        if len(sentences) == 1:  # as mostly
            return f"\n<p{language}>{sentences[0]}</p>"
        shown = [f"<p{language}>{sentence}</p>" for sentence in sentences]
        if len(shown) <= MOST_OPEN:
            return "\n".join(["", *shown])
        local, rest = self._local, ""
        if (left := len(shown) - MOST) > 0:
            # Translators: sentences that are not shown.
            words = local.ngettext(
                "Further in the post: %(number)s more.", "Further in the post: %(number)s more.", left
            )
            rest = f"\n<p>{words % {'number': local.number(left)}}</p>"
        folded = len(shown) - 1
        # Translators: opens further sentences, below the first.
        words = local.ngettext("and %(number)s more", "and %(number)s more", folded) % {"number": local.number(folded)}
        more = "\n".join(shown[1:MOST]) + rest
        return f"\n{shown[0]}\n<details><summary>{words}</summary>\n{more}\n</details>"


def _marked(head: str, mark: Mark) -> str:
    """What stands before the sentences of a post, with a mark."""
    if mark.way:
        head = head.replace("<a ", f'<a class="{mark.way}" ', 1)
    return f'{head} <span class="part">{escape(mark.words)}</span>'


def _language(post: Post) -> str:
    """The attributes of what is in the language of a post, where that is another than the site's."""
    return f' lang="{escape(post.language)}" dir="{post.direction}"' if post.language else ""
