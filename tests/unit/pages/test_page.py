"""Descriptions of pages: their keys tell apart all that they show, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from archive.core.addresses import is_generated
from archive.files import citations
from archive.model.archive import Archive
from archive.model.definitions import Definition, Definitions
from archive.model.mentions import DocumentMentions, Mention, MentionIndex
from archive.model.posts import Counts, Post
from archive.pages import documents, figures, listings, names, sitepages, threads
from archive.pages.page import CoMentions, Comments, NumberedPage, Page, PostCounts, Text, key, page_name

from unit.archives import ENGLISH, SITE, post


@pytest.fixture(scope="module")
def whole() -> Archive:
    """An archive that has a page of each kind."""
    made = [post(n, follows=f"posts/2012/10/post-{n - 1}" if n in (3, 4, 5) else "") for n in range(1, 29)]
    made.append(replace(made[0], docname="posts/2011/10/again", path="2011/10/again.html",
                        date=made[0].date.replace(year=2011)))  # fmt: skip
    made.sort(key=lambda each: (each.date, each.path), reverse=True)
    jo = Definition("person", "Jo", "jo", about="A baker.")
    mentions = {each.docname: Mention(each.docname, "person", "jo", (0,), f"sentences of {each.docname}")
                for each in made}  # fmt: skip
    target = made[3].docname
    backlinks = {target: tuple(Mention(each.docname, "post", target, (0,), "x") for each in made[4:15])}
    found = MentionIndex(posts={("person", "jo"): tuple(mentions)}, backlinks=backlinks)
    named = {docname: DocumentMentions((mention,)) for docname, mention in mentions.items()}
    related = {made[5].docname: (made[6].docname,)}
    return Archive(SITE, tuple(made), Definitions((jo,)), found, named, related_names=related)


def every_page(archive: Archive) -> Iterator[Page]:
    for made in (listings.pages(archive), names.pages(archive), threads.pages(archive),
                 figures.pages(archive, {}), sitepages.pages(archive, ["posts/2012/12/gone"], ()),
                 citations.outputs(archive)):  # fmt: skip
        yield from (page for page in made if isinstance(page, Page))
    yield from (documents.post_page(archive, each, Comments(each.docname, "digest")) for each in archive.posts)
    yield documents.front_page(archive, "index", "Home")
    yield documents.StandingPage(name="about", title="About")


class Stored:
    """Gives for whatever stands in a description by its digest a text that has it."""

    localization = ENGLISH

    def text(self, text: Text) -> str:
        return f"text {text.digest}"

    def comments(self, comments: Comments) -> Sequence[Any]:
        return [comments.digest]

    def sentences(self, mentions: Sequence[Mention]) -> Sequence[Sequence[str]]:
        return [[mention.shown_digest] for mention in mentions]

    def counts(self, of: PostCounts) -> Sequence[tuple[int, Counts]]:
        return [(2012, Counts(words=len(of.digest), hosts=(of.digest,)))] * 2

    def co_mentions(self, of: CoMentions) -> Sequence[tuple[Any, int]]:
        return [(of.digest, 1)]


def kinds(of: type[Page] = Page) -> set[type[Page]]:
    return {of, *(kind for derived in of.__subclasses__() if derived.__module__.startswith("archive")
                  for kind in kinds(derived))}  # fmt: skip


def test_there_is_a_page_of_each_kind(whole: Archive) -> None:
    found = {type(page) for page in every_page(whole)}
    assert {kind for kind in kinds() if "template" in vars(kind)} <= found
    assert all(is_generated(page.path) for page in every_page(whole) if not page.path[0].isdigit() and page.section)


def test_no_two_pages_have_one_key(whole: Archive) -> None:
    pages = list(every_page(whole))
    assert len({key(page) for page in pages}) == len({page.name for page in pages}) == len(pages)


def test_whatever_differs_of_a_page_its_key_differs(whole: Archive) -> None:
    """Each field of each kind of page, and each template variable comes of fields."""
    for page in {type(page): page for page in every_page(whole)}.values():
        for each in fields(page):
            value = getattr(page, each.name)
            changed = (*value, "more") if isinstance(value, tuple) else f"{value} changed"
            assert key(replace(page, **{each.name: changed})) != key(page), (page.name, each.name)
        shown = page.context(Stored())
        own = {each.name for each in fields(page)} - {each.name for each in fields(Page)}
        assert own <= shown.keys() | {"feeds_of"} and "name" not in shown and shown["crumbs"] == page.crumbs


def test_the_same_archive_gives_the_same_keys(whole: Archive) -> None:
    again = replace(whole, posts=tuple(replace(each) for each in whole.posts))
    assert [key(page) for page in every_page(again)] == [key(page) for page in every_page(whole)]


def changed_pages(whole: Archive, place: int, **changes: Any) -> set[str]:
    """Which pages an edit of the post at a place makes others, and by what kind."""
    edited = [replace(each, **changes) if n == place else each for n, each in enumerate(whole.posts)]
    before = {page.name: key(page) for page in every_page(whole)}
    after = {page.name: key(page) for page in every_page(replace(whole, posts=tuple(edited)))}
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_an_edit_of_a_text_concerns_the_pages_that_show_it_alone(whole: Archive) -> None:
    assert changed_pages(whole, 20, body_digest="other") == {"blog/2012/10/page-2", "figures"}
    day = f"on/10-{whole.posts[20].date.day:02}"
    terms = {f"{term.page}/page-2" for term in whole.posts[20].terms}
    found = changed_pages(whole, 20, excerpt="<p>Other.</p>") - {whole.posts[20].docname}
    assert found == {"blog/page-2", "blog/2012/page-2", "blog/2012/10/page-2", day, *terms}


def test_a_title_is_shown_by_neighbours_and_whoever_links_to_it(whole: Archive) -> None:
    place = 20
    found = changed_pages(whole, place, title="Another")
    assert {whole.posts[near].docname for near in (place - 1, place, place + 1)} <= found
    assert "names/person/jo" in found and "names/index" not in found


def test_a_later_minute_shows_where_the_time_does(whole: Archive) -> None:
    at = whole.posts[20]
    found = changed_pages(whole, 20, date=at.date + timedelta(minutes=1))
    assert at.docname in found and "blog/archive" not in found and "blog/tag" not in found


@dataclass(frozen=True, kw_only=True)
class Odd(Page):
    shown: object
    aside: int = field(default=0, compare=False)
    template: ClassVar[str] = "odd.html"


def test_a_value_of_which_nobody_can_tell_what_it_shows_is_refused() -> None:
    for value in ({"a": 1}, ["a"], {1}, object(), lambda: 1):
        with pytest.raises(TypeError, match="a page cannot show a"):
            key(Odd(name="a", title="b", shown=value))


def test_what_does_not_count_for_equality_does_not_count_for_a_key() -> None:
    one = Odd(name="a", title="b", shown=1)
    assert key(one) == key(replace(one, aside=2)) and key(one) != key(replace(one, shown="1"))


def test_a_post_stands_for_its_digest(whole: Archive) -> None:
    made = whole.posts[0]
    assert made.summary_digest != replace(made, excerpt="x").summary_digest
    assert made.full_digest != replace(made, body_digest="other").full_digest
    assert made.metadata_digest == replace(made, excerpt="x", body_digest="other").metadata_digest
    assert made.metadata_digest != replace(made, title="Other").metadata_digest


def test_what_is_shown_is_there_for_the_template(whole: Archive) -> None:
    month = next(page for page in every_page(whole) if isinstance(page, listings.MonthListing))
    shown = month.context(Stored())
    assert shown["texts"][month.posts[0].docname] == f"text {month.posts[0].body_digest}"
    assert [day for day, _ in shown["days"]] == [each.day for each in month.posts]
    first: Post = month.posts[0]
    about = documents.post_page(whole, first, None).context(Stored())
    assert about["post"] is first and about["comments"] == () and about["older"] == whole.posts[1].link


@pytest.mark.parametrize(
    ("number", "count", "shown"),
    [
        (1, 1, "1"), (1, 2, "1 2"), (1, 5, "1 2 … 5"), (3, 5, "1 2 3 4 5"), (4, 7, "1 2 3 4 5 6 7"),
        (5, 9, "1 … 4 5 6 … 9"), (1, 62, "1 2 … 62"), (3, 62, "1 2 3 4 … 62"), (61, 62, "1 … 60 61 62"),
        (62, 62, "1 … 61 62"),
    ],
)  # fmt: skip
def test_a_page_of_many_leads_to_the_first_the_last_and_those_beside_it(number: int, count: int, shown: str) -> None:
    page = NumberedPage(name="x", title="", first_page="blog/index", page_number=number, page_count=count)
    assert " ".join(str(place[0]) if place else "…" for place in page.page_numbers) == shown
    assert all(place[1] == page_name("blog/index", place[0]) for place in page.page_numbers if place)
