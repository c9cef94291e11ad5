"""The part of the model that comes of cross-references: what documents mention, threads of posts that follow one
another, and the sentences in which something is mentioned."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..core.texts import digest

if TYPE_CHECKING:
    from .posts import Post

#: Marks in a noted sentence, about the mention itself.
BEGIN, END = "\x04", "\x05"
#: Marks about a name that is known only once all is read: ``OPEN kind BETWEEN target CLOSE``.
OPEN, BETWEEN, CLOSE = "\x01", "\x02", "\x03"

ObjectKey = tuple[str, str]
"""Kind and key of an object; of a post, ``post`` and the name of its document."""


class Subject(Protocol):
    """What a listing of posts is about: a term, an object or a thread."""

    @property
    def name(self) -> str: ...

    @property
    def page(self) -> str:
        """Name of the first page of the listing."""


class Mention(NamedTuple):  # made three times as fast as a dataclass
    """One document names one object. Its sentences are kept outside the model: see `store.documents`."""

    docname: str
    kind: str
    key: str
    places: tuple[int, ...]
    """Which of the document's notes hold the sentences that it stands in, from 0."""
    shown_digest: str
    """Digest of all that is shown of the sentences."""


@dataclass(frozen=True, slots=True)
class DocumentMentions:
    """All that one document names, each object once, in the order of the text."""

    mentions: tuple[Mention, ...] = ()
    shown_digest: str = ""
    """Digest of what its references show and where they lead, those that lead nowhere included."""
    objects_digest: str = ""
    """Digest of the names and addresses of all objects that it mentions."""
    has_unresolved: bool = False
    """Whether any of its references leads nowhere, so far as is known here: another archive may have it."""
    objects: tuple[str, ...] = ()
    """What it mentions, posts not among it, each as ``kind/key``: texts are counted faster than pairs."""


@dataclass(frozen=True)
class MentionIndex:
    """What comes of the mentions of all documents, so far as every build needs it; the rest is made to be shown."""

    stamp: str = ""
    """Digest of all that it was made from."""
    shown_digests: Mapping[str, str] = field(default_factory=dict)
    """Of each document that refers to anything, `DocumentMentions.shown_digest`."""
    posts: Mapping[ObjectKey, tuple[str, ...]] = field(default_factory=dict)
    """The posts that mention each object, newest first; none where standing pages alone do."""
    backlinks: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    """The posts that refer to each post, newest first."""
    objects_digest: str = ""
    """Digest of the names and addresses of all that is mentioned in any document."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Posts that follow one another, oldest first; at least two."""

    posts: tuple[Post, ...]

    @property
    def name(self) -> str:
        return self.posts[0].thread or self.posts[0].title

    @property
    def page(self) -> str:
        """Name of its page: that of its first post, below ``threads``."""
        return f"threads/{self.posts[0].path.removesuffix('.html')}"


def mentions_by_object(
    posts: Iterable[Post], by_document: Mapping[str, DocumentMentions]
) -> dict[ObjectKey, tuple[Mention, ...]]:
    """The mentions of every object in `posts`, in the order of `posts`; no post refers to itself."""
    found: dict[ObjectKey, list[Mention]] = {}
    for post in posts:
        for mention in by_document[post.docname].mentions:
            if mention.key != post.docname:
                found.setdefault((mention.kind, mention.key), []).append(mention)
    return {key: tuple(mentions) for key, mentions in found.items()}


def mention_index(
    stamp: str, posts: Iterable[Post], docnames: Iterable[str], by_document: Mapping[str, DocumentMentions]
) -> MentionIndex:
    """What comes of the mentions of the documents `docnames`; `stamp` is a digest of all that these are made from."""
    posts_of: dict[ObjectKey, tuple[str, ...]] = {}
    backlinks: dict[str, tuple[Mention, ...]] = {}
    for (kind, key), mentions in mentions_by_object(posts, by_document).items():
        if kind == "post":
            backlinks[key] = mentions
        else:
            posts_of[kind, key] = tuple(mention.docname for mention in mentions)
    shown_digests, objects_digests = {}, []
    for name in sorted(docnames):
        document = by_document[name]
        if document.shown_digest:
            shown_digests[name] = document.shown_digest
        objects_digests.append(document.objects_digest)
        for mention in document.mentions:
            if mention.kind != "post":
                posts_of.setdefault((mention.kind, mention.key), ())
    return MentionIndex(stamp, shown_digests, posts_of, backlinks, digest(*objects_digests))


def co_mentions(
    key: ObjectKey, mentions: Iterable[Mention], by_document: Mapping[str, DocumentMentions], most: int
) -> list[tuple[ObjectKey, int]]:
    """The `most` objects that are mentioned most often in the documents that mention `key`, and in how many.

    `mentions` are those of `key`. Posts are not among the objects.
    """
    counts = Counter(chain.from_iterable([by_document[mention.docname].objects for mention in mentions]))
    del counts["/".join(key)]
    least = min(sorted(counts.values())[-most:], default=0)  # so that few have to be put in order by name too
    frequent = [(name, count) for name, count in counts.items() if count >= least]
    frequent.sort(key=lambda pair: (-pair[1], pair[0]))
    found = []
    for name, count in frequent[:most]:
        other_kind, _, other_key = name.partition("/")
        found.append(((other_kind, other_key), count))
    return found


def threads(posts: tuple[Post, ...]) -> tuple[Thread, ...]:
    """Every thread in `posts`, that with the newest post first."""
    by_name = {post.docname: post for post in posts}
    next_of = {post.follows: post for post in posts if post.follows in by_name}
    found = []
    for post in posts:
        if post.docname in next_of and post.follows not in by_name:
            members = [post]
            while members[-1].docname in next_of:
                members.append(next_of[members[-1].docname])
            found.append(Thread(tuple(members)))
    return tuple(sorted(found, key=lambda thread: (thread.posts[-1].date, thread.page), reverse=True))


#: Longer sentences are cut, between words, to about so many characters.
LONGEST_SENTENCE = 300

#: What may end a sentence where a space follows, or ends one without a space, as in Chinese and Japanese.
_STOP = re.compile(r"([.!?…؟۔।॥։]+)['\"’”)\]»]*\s+|[。！？｡]+[」』”’）]*\s*")
#: The first alone, for texts without any of the second: three times as fast.
_SPACED = re.compile(r"([.!?…؟۔।॥։][.!?…؟۔।॥։]*)['\"’”)\]»]*\s+")
_UNSPACED = re.compile("[。！？｡]")
_OPENING = "'\"‘“«(¿¡[" + OPEN
#: Words that end in a stop of their own, in small letters.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev hon st sr jr no nos vol p pp ch art sec s ss cf eg e.g ie i.e viz vs v etc ed eds op cit"
    " para".split()
)


class SentenceBreaks(NamedTuple):
    """Where each sentence of a text but the last ends, and where each but the first begins."""

    ends: list[int]
    begins: list[int]


def sentence_breaks(text: str) -> SentenceBreaks:
    """The breaks between the sentences of `text`."""
    breaks = SentenceBreaks([], [])
    unspaced = not text.isascii() and _UNSPACED.search(text)
    for stop in (_STOP if unspaced else _SPACED).finditer(text):
        start, end = stop.span()
        # As most breaks are: after a long word, one stop and one blank, before a capital.
        is_plain = not unspaced and end - start == 2 and text[end : end + 1].isupper() and _ends_long(text, start)
        if is_plain:
            breaks.ends.append(start + 1)
        else:
            following = text[end : end + 8].lstrip(_OPENING)
            if not following or (stop[1] and (following[0].islower() or _is_abbreviation(text, stop))):
                continue
            breaks.ends.append(start + len(stop[0].rstrip()))
        breaks.begins.append(end)
    return breaks


def _ends_long(text: str, end: int) -> bool:
    """Whether what ends at `end` is a word longer than any abbreviation."""
    return end >= 5 and text[end - 5 : end].isalpha()


def _is_abbreviation(text: str, stop: re.Match[str]) -> bool:
    """Whether the stop belongs to an abbreviation or an initial, as in ``J. Smith``."""
    end = stop.start()
    if _ends_long(text, end):
        return False
    word = re.split(r"[\s(\[‘“'\"]", text[max(0, end - 12) : end])[-1]
    return stop[1] == "." and (word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper()))


def sentence_number(start: int, breaks: SentenceBreaks) -> int:
    """Which sentence of a text what begins at `start` stands in, from 0; `breaks` are those of the text."""
    return bisect_right(breaks.begins, start)


def sentence_around(text: str, start: int, end: int, breaks: SentenceBreaks) -> str:
    """The sentence of `text` about the mention from `start` to `end`, which is marked; `breaks` are the text's."""
    breaks_before = sentence_number(start, breaks)
    breaks_inside = bisect_left(breaks.ends, end)
    first = breaks.begins[breaks_before - 1] if breaks_before else 0
    last = breaks.ends[breaks_inside] if breaks_inside < len(breaks.ends) else len(text)
    left, right = _cut(text, first, start, end, last) if last - first > LONGEST_SENTENCE else (first, last)
    mention = BEGIN + text[start:end] + END if end > start else ""
    marked = " ".join((text[left:start] + mention + text[end:right]).split())
    return f"{'… ' if left > first else ''}{marked}{' …' if right < last else ''}"


def _cut(text: str, first: int, start: int, end: int, last: int) -> tuple[int, int]:
    """Where to cut the sentence from `first` to `last`, so that it has `LONGEST_SENTENCE` characters at most.

    The mention, from `start` to `end`, stays, and no name that stands open is cut through.
    """
    room = max(0, LONGEST_SENTENCE - (end - start))
    ahead = min(start - first, max(room // 2, room - (last - end)))
    left, right = start - ahead, min(last, end + room - ahead)
    if left > first:
        space = text.find(" ", left, start)
        left = space + 1 if space >= 0 else left
        closed = text.find(CLOSE, left, start)
        if closed >= 0 and OPEN not in text[left:closed]:
            left = closed + 1
    if right < last:
        space = text.rfind(" ", end, right)
        right = space if space >= 0 else right
        opened = text.rfind(OPEN, end, right)
        if opened >= 0 and CLOSE not in text[opened:right]:
            right = opened
    return left, right


def sentences_html(noted: Sequence[str], name: Callable[[str, str], str]) -> list[str]:
    """Noted sentences as HTML, the mention in a ``mark``; `name` gives the words of a reference, by kind and target."""
    if not noted:
        return []
    text = "\n".join(noted)  # a hundred are made in the time of ten
    if OPEN in text:
        text, *parts = text.split(OPEN)
        for part in parts:
            target, _, rest = part.partition(CLOSE)
            text += name(*target.split(BETWEEN, 1)).replace("\n", " ") + rest
    return escape(text, quote=False).replace(BEGIN, "<mark>").replace(END, "</mark>").split("\n")


def open_names(noted: str) -> str:
    """The names that stand open in a noted sentence, each as ``kind BETWEEN target CLOSE``."""
    return "".join(part.partition(CLOSE)[0] + CLOSE for part in noted.split(OPEN)[1:])
