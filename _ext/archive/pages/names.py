"""The pages of what the posts name: an index of each kind and of all, a page for each object, and backlinks; and their
lists of posts with the sentences in which each mentions something.

Pure functions of the model. The lists are made as HTML: posts by the thousand with many mentions each make a hundred
thousand such lines, and a template would take five times as long for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from markupsafe import Markup

from ..core import dates
from ..core.addresses import quoted_permalink
from ..core.localization import Localization
from ..core.texts import digest
from ..model.archive import Archive
from ..model.definitions import KINDS, Definition
from ..model.mentions import Mention, co_mentions
from ..model.outlinks import LinkTarget, link_target
from ..model.posts import Picture, Post, PostLink
from .page import CoMentions, Contents, Crumb, NumberedPage, Page, PostMention, numbered, with_sentences

#: The page of all names.
NAMES = "names/index"
#: So many of those who refer to a post are shown on its page; a page of their own has all.
MOST_BACKLINKS = 6
#: So many of those who are mentioned together with an object are shown.
MOST_TOGETHER = 10
#: A page has so many times the posts of a listing, which shows their excerpts too.
LISTING_SIZES = 3
#: And at most so many times as many sentences as it may have posts.
SENTENCES_PER_POST = 4
#: Where a list has more sentences of one post than so many, all but the first are folded.
MOST_OPEN_SENTENCES = 3
#: Of one post at most so many sentences are shown; who wants more reads the post.
MOST_SENTENCES = 10


class IndexRow(NamedTuple):
    """A line of an index of names."""

    entry: Definition
    posts: int
    """How many mention it."""
    earliest: PostLink | None = None
    """The first of them; not in the index of all kinds, which does not show it."""
    latest: PostLink | None = None


@dataclass(frozen=True, kw_only=True)
class NamesIndex(Page):
    """All that is named, or all of one kind, from A to Z."""

    rows: tuple[IndexRow, ...]
    kind: str = ""
    """Nothing, where all kinds are shown."""
    kinds: tuple[tuple[str, str], ...]
    """Those of which there is any, with their headings."""
    threads: bool
    """Whether there are threads too."""

    template: ClassVar[str] = "names.html"
    section: ClassVar[str] = NAMES

    def context(self, contents: Contents) -> dict[str, Any]:
        local = contents.localization

        def letter(row: IndexRow) -> str:
            return local.digits(local.collation.letter(_sorted_by(row.entry)))

        letters = [(first, list(rows)) for first, rows in groupby(self.rows, letter)]
        return {**super().context(contents), "letters": letters}


@dataclass(frozen=True, slots=True)
class SubjectName:
    """What a page that announces feeds has to know of their subject."""

    name: str
    page: str


@dataclass(frozen=True, kw_only=True)
class MentionsPage(NumberedPage):
    """All posts that mention an object, or refer to a post, newest first, with the sentences."""

    mentions: tuple[PostMention, ...]
    total: int
    """Of all its pages."""
    earliest: PostLink | None
    latest: PostLink | None

    template: ClassVar[str] = "object.html"
    section: ClassVar[str] = NAMES

    @property
    def newest(self) -> PostLink | None:
        return self.mentions[0][0] if self.mentions else None

    def context(self, contents: Contents) -> dict[str, Any]:
        return {**super().context(contents), "mentions": with_sentences(self.mentions, contents)}


@dataclass(frozen=True, kw_only=True)
class ObjectPage(MentionsPage):
    """What is known of an object, on the first page, and who mentions it."""

    feeds_of: SubjectName
    object: Definition | None
    leads: tuple[tuple[str, LinkTarget], ...]
    """The links that its author gave it, each with its words."""
    reference: Markup
    """How a work is cited, as HTML; nothing of anything else."""
    portrait: Picture | None
    co_mentions: CoMentions | None

    @property
    def subject(self) -> SubjectName:
        return self.feeds_of

    def context(self, contents: Contents) -> dict[str, Any]:
        co_mentions = contents.co_mentions(self.co_mentions) if self.co_mentions else ()
        return {**super().context(contents), "together": co_mentions}


def names_crumb(local: Localization) -> Crumb:
    """Where all names stand."""
    # Translators: the page of all people, organisations and so on that posts name.
    return Crumb(local.gettext("Names"), NAMES)


def pages(archive: Archive) -> Iterator[Page]:
    """Every page of names; none where nothing is defined and no post is referred to by many."""
    entries, local = in_order(archive), archive.site.localization
    present = {entry.kind for entry in entries}
    kinds = tuple((kind, local.gettext(about.plural)) for kind, about in KINDS.items() if kind in present)
    all_names = names_crumb(local)
    shared: dict[str, Any] = {"kinds": kinds, "threads": bool(archive.threads)}
    if archive.definitions:
        rows = tuple(IndexRow(entry, len(archive.posts_of(entry))) for entry in entries)
        yield NamesIndex(name=NAMES, title=all_names.title, rows=rows, **shared)
    for kind, plural in kinds:
        of_kind = tuple(_row(archive, entry) for entry in entries if entry.kind == kind)
        yield NamesIndex(name=f"names/{kind}", title=plural, crumbs=(all_names,), kind=kind, rows=of_kind, **shared)
    for entry in entries:
        yield from object_pages(archive, entry)
    for post in archive.posts:
        yield from backlink_pages(archive, post)


def _row(archive: Archive, entry: Definition) -> IndexRow:
    posts = archive.posts_of(entry)
    return IndexRow(entry, len(posts), posts[-1].link, posts[0].link) if posts else IndexRow(entry, 0)


def object_pages(archive: Archive, entry: Definition) -> Iterator[ObjectPage]:
    """The pages of an object."""
    mentions = archive.mentions.get((entry.kind, entry.key), ())
    local = archive.site.localization
    crumbs = (names_crumb(local), Crumb(local.gettext(KINDS[entry.kind].plural), f"names/{entry.kind}"))
    mentioned = digest(*(archive.document_mentions[mention.docname].objects_digest for mention in mentions))
    reference = archive.works.get(entry.key, "") if entry.kind == "work" else ""
    leads = tuple((words, link_target(archive.outlinks, address)) for words, address in entry.links)
    for page_fields, chunk in _paged(archive, entry.page, entry.name, mentions, crumbs):
        first = page_fields["page_number"] == 1
        yield ObjectPage(
            **page_fields, mentions=chunk, feeds_of=SubjectName(entry.name, entry.page), description=entry.about,
            object=entry if first else None, leads=leads if first else (), reference=Markup(reference if first else ""),
            co_mentions=CoMentions(entry.kind, entry.key, mentioned) if first else None,
            portrait=archive.portraits.get(entry.image) if first else None,
        )  # fmt: skip


def backlink_pages(archive: Archive, post: Post) -> Iterator[MentionsPage]:
    """The pages of all posts that refer to one, if those are more than its own page shows."""
    mentions = archive.backlinks(post.docname)
    if len(mentions) > MOST_BACKLINKS:
        title = archive.site.localization.gettext("Posts that refer to “%(title)s”") % {"title": post.title}
        crumbs = (Crumb(post.title, post.docname),)
        for page_fields, chunk in _paged(archive, backlinks_page(post), title, mentions, crumbs):
            yield MentionsPage(**page_fields, mentions=chunk)


def backlinks_page(post: Post) -> str:
    """Name of the page of all posts that refer to one."""
    return f"names/post/{post.path.removesuffix('.html')}"


def post_mentions(archive: Archive, mentions: Sequence[Mention]) -> tuple[PostMention, ...]:
    """Each mention with its post."""
    by_docname = archive.by_docname
    return tuple([(by_docname[mention.docname].link, mention) for mention in mentions])


def _paged(
    archive: Archive, name: str, title: str, mentions: Sequence[Mention], crumbs: tuple[Crumb, ...]
) -> Iterator[tuple[dict[str, Any], tuple[PostMention, ...]]]:
    """For each page of mentions the fields of a `MentionsPage`, and what it lists."""
    earliest = archive.by_docname[mentions[-1].docname].link if mentions else None
    latest = archive.by_docname[mentions[0].docname].link if mentions else None
    chunks = list(_chunks(mentions, archive.site.page_size * LISTING_SIZES))
    for_all = {"total": len(mentions), "earliest": earliest, "latest": latest}
    for page_fields, chunk in numbered(archive.site.localization, name, title, crumbs, chunks):
        yield page_fields | for_all, post_mentions(archive, chunk)


def _chunks(mentions: Sequence[Mention], size: int) -> Iterator[Sequence[Mention]]:
    """The mentions of each page: `size` posts, or fewer where they have many sentences."""
    start = sentences = 0
    for place, mention in enumerate(mentions):
        more = min(len(mention.places), MOST_SENTENCES)
        is_full = place - start == size or sentences + more > size * SENTENCES_PER_POST
        if place > start and is_full:
            yield mentions[start:place]
            start, sentences = place, 0
        sentences += more
    if mentions:
        yield mentions[start:]


def co_mentioned(archive: Archive, of: CoMentions) -> list[tuple[Definition, int]]:
    """What stands for a `CoMentions`: without the author of the blog, of whom most posts tell."""
    key = (of.kind, of.key)
    # One more than is shown, since the author may be among them.
    counted = co_mentions(key, archive.mentions.get(key, ()), archive.document_mentions, MOST_TOGETHER + 1)
    entries = [(archive.definitions.by_key[other], count) for other, count in counted]
    shown = [(entry, count) for entry, count in entries if entry.name != archive.site.author][:MOST_TOGETHER]
    return sorted(shown, key=lambda row: (-row[1], archive.site.localization.collation.key(row[0].name)))


def in_order(archive: Archive) -> list[Definition]:
    """All that is mentioned, as an index has it."""
    collated = archive.site.localization.collation.key
    return sorted(archive.objects, key=lambda entry: (collated(_sorted_by(entry)), entry.kind, entry.key))


def _sorted_by(entry: Definition) -> str:
    return entry.sort or entry.name


class PostMark(NamedTuple):
    """What a list says of a post beside its title."""

    words: str
    css_class: str = ""
    """Of the link, ``older`` or ``newer``, by which the keys of the keyboard find it; may be empty."""


_UNMARKED: Mapping[str, PostMark] = MappingProxyType({})


class MentionLists:
    """Makes the lists of one build, in which a post with many names stands many times."""

    def __init__(self, local: Localization) -> None:
        self._local = local
        self._heads: dict[str, dict[str, str]] = {}
        """By root and docname, what stands before the sentences of a post."""

    def listed(
        self, mentions: Iterable[tuple[Post, Sequence[str]]], marks: Mapping[str, PostMark] = _UNMARKED, *, root: str
    ) -> Markup:
        """The list of posts, each with the HTML of its sentences, and some with marks, by docname; `root` is the way to
        the site's root."""
        heads = self._heads.setdefault(root, {})
        items = []
        for post, sentences in mentions:
            if post.docname not in heads:
                heads[post.docname] = self._head(root, post)
            head = heads[post.docname]
            if mark := marks.get(post.docname):
                head = _marked(head, mark)
            items.append(head + self._sentences(post, sentences) + "</li>")
        lines = "\n".join(items)
        return Markup(f'<ul class="titles mentions">\n{lines}\n</ul>' if items else "")

    def _head(self, root: str, post: Post) -> str:
        """What stands before the sentences of a post."""
        day = escape(self._local.short_day(post.date), quote=False)
        time = f'<time datetime="{dates.machine_date(post.date, post.timed)}">{day}</time>'
        title = escape(post.title, quote=False)
        link = f'<a href="{root}{quoted_permalink(post.docname)}"{_language(post)}>{title}</a>'
        return f"<li>{link} {time}"

    def _sentences(self, post: Post, sentences: Sequence[str]) -> str:
        language = _language(post) if post.language else ""
        if len(sentences) == 1:  # as mostly
            return f"\n<p{language}>{sentences[0]}</p>"
        paragraphs = [f"<p{language}>{sentence}</p>" for sentence in sentences]
        if len(paragraphs) <= MOST_OPEN_SENTENCES:
            return "\n".join(["", *paragraphs])
        local, note = self._local, ""
        left_out = len(paragraphs) - MOST_SENTENCES
        if left_out > 0:
            # Translators: sentences that are not shown.
            words = local.ngettext(
                "Further in the post: %(number)s more.", "Further in the post: %(number)s more.", left_out
            )
            note = f"\n<p>{words % {'number': local.number(left_out)}}</p>"
        folded = len(paragraphs) - 1
        # Translators: opens further sentences, below the first.
        words = local.ngettext("and %(number)s more", "and %(number)s more", folded) % {"number": local.number(folded)}
        more = "\n".join(paragraphs[1:MOST_SENTENCES]) + note
        return f"\n{paragraphs[0]}\n<details><summary>{words}</summary>\n{more}\n</details>"


def _marked(head: str, mark: PostMark) -> str:
    """What stands before the sentences of a post, with a mark."""
    if mark.css_class:
        head = head.replace("<a ", f'<a class="{mark.css_class}" ', 1)
    return f'{head} <span class="part">{escape(mark.words)}</span>'


def _language(post: Post) -> str:
    """The attributes of what is in the language of a post, where that is another than the site's."""
    return f' lang="{escape(post.language)}" dir="{post.direction}"' if post.language else ""
