"""The pages of documents: of a post, with what surrounds its text, such as the posts about it; of a standing page; and
of the front page, which says what the archive is at a glance.

Pure functions of the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from ..core.localization import Localization
from ..model.archive import Archive
from ..model.citations import Citation
from ..model.definitions import Profile
from ..model.mentions import Subject
from ..model.outlinks import ArchivedCopy, LinkTarget, link_target
from ..model.posts import Post, PostLink
from . import charts, names
from .listings import day_crumb, month_crumbs, terms_crumb
from .page import Comments, Contents, Crumb, Page, PostMention, page_name, with_sentences
from .threads import PlaceInThread, place_in_thread, threads_crumb

#: The front page names subjects that have at least so many posts, and of each kind at most so many.
LEAST_POSTS, MOST_SUBJECTS = 2, 8
#: Titles of threads are longer than names, so fewer are named.
MOST_THREADS = 3


@dataclass(frozen=True, kw_only=True)
class PostPage(Page):
    """A post, as it is known before it is written, and what surrounds its text."""

    post: Post
    newer: PostLink | None
    older: PostLink | None
    """The posts before and after it."""
    on_day: Crumb | None
    """Where all posts of the day of the year stand, if there is another."""
    related: tuple[PostLink, ...]
    """The closest first; none that stands elsewhere on the page."""
    thread: PlaceInThread | None
    thread_mentions: tuple[PostMention, ...]
    """Those of the posts before and after it in its thread that refer to it."""
    citation: Citation
    cite_page: str
    """Where its citation stands for reference managers."""
    backlinks: tuple[PostMention, ...]
    """The newest other posts that refer to it."""
    more_backlinks: int
    comments: Comments | None
    original: LinkTarget | None
    """Where it was published first, if that is elsewhere."""
    copies: tuple[ArchivedCopy, ...]
    """Of the pages that it leads to."""
    profiles: tuple[Profile, ...]
    """What is known of its authors, where the archive has several."""

    template: ClassVar[str] = "post.html"

    @property
    def month(self) -> Crumb:
        return self.crumbs[-1]

    @property
    def backlinks_page(self) -> str:
        """Where all posts that refer to it stand."""
        return names.backlinks_page(self.post)

    @property
    def listed_below(self) -> frozenset[str]:
        """The posts that the lists below the text name, by docname: no link beneath repeats them."""
        in_thread = [post for _, post in self.thread.around] if self.thread else []
        referring = [post for post, _ in self.backlinks]
        return frozenset(post.docname for post in (*in_thread, *referring))

    def context(self, contents: Contents) -> dict[str, Any]:
        comments = contents.comments(self.comments) if self.comments else ()
        sentences = dict(with_sentences(self.thread_mentions, contents))
        around = self.thread.around if self.thread else ()
        return {
            **super().context(contents), "backlinks": with_sentences(self.backlinks, contents), "comments": comments,
            "in_thread": [(post, sentences.get(post, ())) for _, post in around],
            "marks": self._marks(contents.localization),
        }  # fmt: skip

    def _marks(self, local: Localization) -> dict[str, names.PostMark]:
        """What lists below the text say of the posts in them, by docname: which part of the thread one is, or that it
        is the next older or newer post."""
        marks = {}
        if self.older:
            marks[self.older.docname] = names.PostMark(local.pgettext("post", "Older"), "older")
        if self.newer:
            marks[self.newer.docname] = names.PostMark(local.pgettext("post", "Newer"), "newer")
        for place, post in self.thread.around if self.thread else ():
            # Translators: which of the posts of a thread one is.
            words = local.gettext("Part %(place)s") % {"place": local.number(place)}
            css_class = marks[post.docname].css_class if post.docname in marks else ""
            marks[post.docname] = names.PostMark(words, css_class)
        return marks


def post_page(
    archive: Archive, post: Post, comments: Comments | None, copies: tuple[ArchivedCopy, ...] = ()
) -> PostPage:  # fmt: skip
    """What the page of a post shows; `comments` are those on it, if there are any, `copies` those of pages that it
    leads to."""
    local = archive.site.localization
    newer, older = archive.newer(post.docname), archive.older(post.docname)
    day = (post.date.month, post.date.day)
    thread, backlinks = place_in_thread(archive, post), archive.backlinks(post.docname)
    around = {other.docname for _, other in thread.around} if thread else set()
    of_thread = [mention for mention in backlinks if mention.docname in around]
    of_others = [mention for mention in backlinks if mention.docname not in around]
    of_others = of_others[: names.MOST_BACKLINKS - len(of_thread)]
    neighbours = {neighbour.docname for neighbour in (newer, older) if neighbour}
    named = {*around, *(mention.docname for mention in of_others), *neighbours}
    return PostPage(
        name=post.docname, title=post.title, crumbs=month_crumbs(local, post.date.year, post.date.month), post=post,
        newer=newer.link if newer else None, older=older.link if older else None,
        on_day=day_crumb(local, day) if len(archive.by_day_of_year[day]) > 1 else None,
        related=tuple([other.link for other in archive.related(post.docname) if other.docname not in named]),
        thread=thread, thread_mentions=names.post_mentions(archive, of_thread) if of_thread else (),
        citation=archive.citations[post.docname], cite_page=cite_page(archive, post),
        backlinks=names.post_mentions(archive, of_others) if of_others else (),
        more_backlinks=max(0, len(backlinks) - names.MOST_BACKLINKS), comments=comments,
        original=link_target(archive.outlinks, post.original, post.date.date()) if post.original else None,
        copies=copies,
        profiles=_profiles(archive, post),
    )  # fmt: skip


def _profiles(archive: Archive, post: Post) -> tuple[Profile, ...]:
    if len(archive.creators) < 2:
        return ()
    return tuple([archive.profiles[term.name] for term in post.authors if term.name in archive.profiles])


def cite_page(archive: Archive, post: Post) -> str:
    """Name of the page on which the citation of `post` stands.

    Those of a month are listed oldest first, so that a post that is added moves no older one to another page.
    """
    month = archive.by_month[post.date.year, post.date.month]
    from_newest = archive.position(post.docname) - archive.position(month[0].docname)
    older_in_month = len(month) - 1 - from_newest
    return page_name(first_cite_page(post.date.year, post.date.month), older_in_month // archive.site.page_size + 1)


def first_cite_page(year: int, month: int) -> str:
    """Name of the first page of citations of a month."""
    return f"cite/{year:04}/{month:02}"


@dataclass(frozen=True, kw_only=True)
class StandingPage(Page):
    """A document that is no post."""

    template: ClassVar[str] = "standing.html"
    section: ClassVar[str] = ""  # its own, or that of the index of its folder: see `addresses.sidebar_page`


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """The subjects of one kind that were written about most."""

    title: str
    page: str
    """Where all of the kind stand."""
    subjects: tuple[tuple[Crumb, int], ...]
    """Each with its number of posts, the largest first."""


@dataclass(frozen=True, kw_only=True)
class FrontPage(StandingPage):
    """The document at the site's root."""

    posts: tuple[Post, ...]
    """The newest."""
    total: int
    latest: PostLink | None
    earliest: PostLink | None
    groups: tuple[SubjectGroup, ...]
    months: tuple[tuple[tuple[int, int], int], ...]
    """The posts of each (year, month)."""

    template: ClassVar[str] = "home.html"

    def context(self, contents: Contents) -> dict[str, Any]:
        return {**super().context(contents), "chart": charts.span(contents.localization, dict(self.months))}


def front_page(archive: Archive, name: str, title: str) -> FrontPage:
    """The front page, of which the name and the title are the document's."""
    posts = archive.posts
    return FrontPage(
        name=name, title=title, posts=posts[: archive.site.page_size], total=len(posts),
        latest=posts[0].link if posts else None, earliest=posts[-1].link if posts else None,
        groups=main_subjects(archive),
        months=tuple((month, len(of_month)) for month, of_month in archive.by_month.items()),
    )  # fmt: skip


def main_subjects(archive: Archive) -> tuple[SubjectGroup, ...]:
    """The main categories, tags, names and threads; no group where there are none."""
    local = archive.site.localization
    categories = ((term, len(posts)) for term, posts in archive.terms("category").items())
    tags = ((term, len(posts)) for term, posts in archive.terms("tag").items())
    objects = ((entry, len(archive.mention_index.posts[entry.kind, entry.key])) for entry in archive.objects)
    threads = tuple((Crumb(thread.name, thread.page), len(thread.posts)) for thread in archive.threads[:MOST_THREADS])
    groups = (
        SubjectGroup(*terms_crumb(local, "category"), _with_most_posts(local, categories)),
        SubjectGroup(*terms_crumb(local, "tag"), _with_most_posts(local, tags)),
        SubjectGroup(*names.names_crumb(local), _with_most_posts(local, objects)),
        SubjectGroup(*threads_crumb(local), threads),
    )
    return tuple(group for group in groups if group.subjects)


def _with_most_posts(local: Localization, counts: Iterable[tuple[Subject, int]]) -> tuple[tuple[Crumb, int], ...]:
    """Of subjects with their numbers of posts, the main ones, the largest first."""
    main = [(subject, posts) for subject, posts in counts if posts >= LEAST_POSTS]
    main.sort(key=lambda pair: (-pair[1], local.collation.key(pair[0].name), pair[0].page))
    return tuple((Crumb(subject.name, subject.page), posts) for subject, posts in main[:MOST_SUBJECTS])
