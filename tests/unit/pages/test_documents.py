"""The front page: what it says of the whole archive, and that its key tells one such page from another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from archive.model.archive import Archive
from archive.model.posts import Term
from archive.pages import documents
from archive.pages.documents import FrontPage
from archive.pages.page import Crumb, key

from unit.archives import CPP, LEAN, MAGGIE, NEWS, archive, archive_of, post


def front_page(of: Archive) -> FrontPage:
    return documents.front_page(of, "index", "A blog")


def key_of(of: Archive) -> str:
    return key(front_page(of))


def test_of_nothing_there_is_nothing() -> None:
    page = front_page(archive())
    assert (page.months, page.groups, page.latest, page.earliest) == ((), (), None, None)
    assert key(page)


def test_the_main_subjects_come_first_and_rare_ones_not_at_all() -> None:
    often = [Term("tag", name, name.lower()) for name in ("B", "a", "C")]
    posts = [post(n, tags=(LEAN, *often[: n % 3 + 1], *([CPP] if n == 5 else []))) for n in range(1, 10)]
    found = {group.title: group for group in documents.main_subjects(archive(*posts))}
    assert list(found) == ["Categories", "Tags"]
    assert found["Categories"].subjects == ((Crumb(NEWS.name, NEWS.page), 9),)
    assert [(one.title, count) for one, count in found["Tags"].subjects] == [("B", 9), ("Lean", 9), ("a", 6), ("C", 3)]
    assert all(one.title != MAGGIE.name for group in found.values() for one, _ in group.subjects)


def test_of_each_kind_there_are_so_many_and_no_more() -> None:
    tags = tuple(Term("tag", f"T{n:02}", f"t{n:02}") for n in range(30))
    (group,) = (group for group in documents.main_subjects(archive(post(1, tags=tags), post(2, tags=tags[3:])))
                if group.title == "Tags")  # fmt: skip
    assert [one.title for one, _ in group.subjects] == [f"T{n:02}" for n in range(3, 3 + documents.MOST_SUBJECTS)]


def test_the_newest_posts_are_shown_and_the_span_told() -> None:
    page = front_page(archive_of(45))
    assert len(page.posts) == 20 and page.total == 45 and page.latest and page.earliest
    assert (page.latest.title, page.earliest.title) == ("Post 45", "Post 1")


def test_the_key_follows_what_is_shown_and_that_alone() -> None:
    whole = archive_of(45)
    old = whole.posts[-5]
    edited = archive(*(replace(one, title="Another", excerpt="", body_digest="") if one is old else one
                       for one in whole.posts))  # fmt: skip
    assert key_of(whole) == key_of(edited)
    for changed in (replace(old, tags=()), replace(old, date=old.date - timedelta(days=40))):
        posts = (changed if one is old else one for one in whole.posts)
        assert key_of(archive(*posts)) != key_of(whole)
    assert key_of(archive_of(44)) != key_of(whole)
    newest = replace(whole.posts[0], excerpt="<p>Another.</p>")
    assert key_of(archive(newest, *whole.posts[1:])) != key_of(whole)
