"""Which feeds there are, the chain of archive documents, and when a document must be written again."""

import json
import os
import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from archive.feeds.documents import feeds
from archive.feeds.feed import ARCHIVE_SIZE, SUBJECT_SIZE, archive_cut
from archive.html.parallel import imap
from archive.model.archive import Archive, Output
from archive.model.autodiscovery import Alternate, alternates
from archive.model.posts import Post
from lxml import etree

from unit.archives import CPP, LEAN, MAGGIE, NEWS, SITE, ZOE, ZONE, archive, archive_of, post

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ("atom.xml", "rss.xml", "feed.json")


def body(post: Post) -> str:
    return f'<p>Text of <a href="site:{post.path}">{post.title}</a></p>'


def made(archive: Archive) -> dict[str, Output]:
    outputs = list(feeds(archive, body))
    assert len({output.path for output in outputs}) == len(outputs)
    return {output.path: output for output in outputs}


def changed(before: Archive, after: Archive) -> set[str]:
    """Paths of the documents whose key changed; the bytes must tell the same."""
    old, new = made(before), made(after)
    differ = {path for path in old.keys() & new.keys() if old[path].key != new[path].key}
    for path in old.keys() & new.keys():
        assert (old[path].render() != new[path].render()) == (path in differ), path
    return differ


def link(document: str, rel: str) -> str:
    found = etree.fromstring(document.encode()).find(f"{ATOM}link[@rel='{rel}']")
    return "" if found is None else found.get("href").removeprefix(SITE.url)


def entry_ids(document: str) -> list[str]:
    return [each.text for each in etree.fromstring(document.encode()).iterfind(f"{ATOM}entry/{ATOM}id")]


def chain(archive: Archive) -> list[str]:
    """Paths of the documents from the subscription document back to the oldest, as a reader follows them."""
    outputs, path, paths = made(archive), "blog/atom.xml", []
    while path:
        paths.append(path)
        path = link(outputs[path].render(), "prev-archive")
    return paths


def test_whole_archive_and_each_term_have_a_feed_in_each_format() -> None:
    outputs = made(archive(post(1, tags=(CPP,), authors=(ZOE,)), post(2, categories=(), authors=())))
    bases = ["blog", "blog/category/news", "blog/tag/c-plus-plus", "blog/tag/lean", "blog/author/zoe"]
    assert set(outputs) == {f"{base}/{name}" for base in bases for name in FORMATS}


def test_a_feed_was_updated_when_the_last_of_its_posts_was_however_old_that_is() -> None:
    later = datetime(2013, 1, 5, 12, tzinfo=ZONE)
    posts = [post(number, updated=later if number == 3 else None) for number in range(1, SITE.feed_size + 60)]
    outputs = made(archive(*posts))
    # The archive document in which it stands, and the feeds of its terms, in which it is no longer.
    for path in ("blog/atom/1.xml", "blog/atom.xml", "blog/tag/lean/atom.xml"):
        updated = etree.fromstring(outputs[path].render().encode()).findtext(f"{ATOM}updated")
        assert datetime.fromisoformat(updated) == later, path
    newest = etree.fromstring(outputs["blog/atom/2.xml"].render().encode())
    ends = [datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) for entry in newest.iterfind(f"{ATOM}entry")]
    assert datetime.fromisoformat(newest.findtext(f"{ATOM}updated")) == max(ends)


def test_feed_of_a_term_holds_its_posts_alone() -> None:
    outputs = made(archive(post(1, tags=(CPP,)), post(2), post(3, tags=(CPP, LEAN))))
    assert entry_ids(outputs["blog/tag/c-plus-plus/atom.xml"].render()) == [
        "tag:blog.example,2012-10-03:/2012/10/post-3.html",
        "tag:blog.example,2012-10-01:/2012/10/post-1.html",
    ]


def test_feed_shows_the_newest_posts_only() -> None:
    outputs = made(archive_of(30, site=replace(SITE, feed_size=7)))
    for name in ("blog/atom.xml", "blog/tag/lean/atom.xml"):
        ids = entry_ids(outputs[name].render())
        assert len(ids) == 7
        assert ids[0].endswith("post-30.html")


@pytest.mark.parametrize(("size", "whole", "term"), [(20, 20, SUBJECT_SIZE), (4, 4, 4)])
def test_feed_of_a_term_is_no_longer_than_that_of_the_whole(size: int, whole: int, term: int) -> None:
    outputs = made(archive_of(30, replace(SITE, feed_size=size)))
    assert len(json.loads(outputs["blog/feed.json"].render())["items"]) == whole
    for name in FORMATS:
        text = outputs[f"blog/tag/lean/{name}"].render()
        assert text.count({"atom.xml": "<entry", "rss.xml": "<item>", "feed.json": '"date_published"'}[name]) == term


def test_the_feeds_of_the_whole_name_the_hub_that_is_told_of_them() -> None:
    hub = "https://hub.example/"
    outputs = made(archive_of(SITE.feed_size + 5, replace(SITE, hub=hub)))
    named = {path for path, output in outputs.items() if hub in output.render()}
    assert named == {f"blog/{name}" for name in FORMATS}
    atom = etree.fromstring(outputs["blog/atom.xml"].render().encode())
    assert atom.find(f"{ATOM}link[@rel='hub']").get("href") == hub
    rss = etree.fromstring(outputs["blog/rss.xml"].render().encode())
    assert rss.find(f"channel/{ATOM}link[@rel='hub']").get("href") == hub
    assert json.loads(outputs["blog/feed.json"].render())["hubs"] == [{"type": "WebSub", "url": hub}]


def test_drafts_are_nowhere() -> None:
    outputs = made(archive(post(1), post(2, draft=True, title="Secret", tags=(CPP,))))
    assert "blog/tag/c-plus-plus/atom.xml" not in outputs
    assert not any("Secret" in output.render() for output in outputs.values())


def test_text_is_asked_for_only_when_a_document_is_rendered() -> None:
    asked: list[Post] = []
    outputs = list(feeds(archive_of(2), lambda post: asked.append(post) or ""))  # type: ignore[func-returns-value]
    assert not asked
    outputs[0].render()
    assert len(asked) == 2


@pytest.mark.parametrize("processes", [1, 2])
def test_text_is_asked_for_once_a_post_and_process(processes: int) -> None:
    asked: list[str] = []
    # Most posts stand in five Atom documents; one stands under no term at all.
    posts = [post(number, tags=(LEAN, CPP)) for number in range(2, 90)]
    lone = post(1, categories=(), tags=(), authors=())
    outputs = list(feeds(archive(lone, *posts), lambda post: asked.append(post.docname) or "<p>x</p>"))  # type: ignore[func-returns-value]

    def render(output: Output) -> tuple[int, list[str]]:
        asked.clear()
        output.render()
        return os.getpid(), list(asked)

    times = Counter(
        (pid, name) for pid, names in imap(render, outputs, processes, chunk=1) for name in names
    )
    assert {name for _, name in times} == {each.docname for each in (lone, *posts)}
    assert set(times.values()) == {1}


def entries(path: str, document: str) -> Iterator[tuple[str, str]]:
    """Id and canonical text of each entry of a document of any format."""
    if path.endswith(".json"):
        yield from ((item["id"], json.dumps(item)) for item in json.loads(document)["items"])
        return
    for entry in etree.fromstring(document.encode()).iter("item", f"{ATOM}entry"):
        text = etree.tostring(entry, method="c14n", exclusive=True, with_tail=False).decode()
        yield entry.findtext("guid") or entry.findtext(f"{ATOM}id"), text


def test_entry_is_the_same_in_every_feed_that_carries_it() -> None:
    rich = post(
        90,
        title="Löve </entry>\n</feed> & <item>",
        tags=(CPP,),
        authors=(MAGGIE, ZOE),
        language="fr",
        original="https://old.example/</entry>",
        description="</item> </channel> ]} <entry>",
    )
    texts: dict[tuple[str, str], list[str]] = {}
    for path, output in made(archive(rich, *archive_of(80).posts)).items():
        kind = posixpath.basename(path) if "blog/atom/" not in path else "atom.xml"
        for name, text in entries(path, output.render()):
            texts.setdefault((kind, name), []).append(text)
    # The newest stand in the whole and under each of their terms; the oldest in an archive document alone.
    assert {kind: max(len(found) for (k, _), found in texts.items() if k == kind) for kind in FORMATS} == {
        "atom.xml": 5,
        "rss.xml": 5,
        "feed.json": 5,
    }
    assert len([name for kind, name in texts if kind == "atom.xml"]) == 81
    assert all(len(set(found)) == 1 for found in texts.values())
    assert len(texts) == len({found[0] for found in texts.values()})


def test_a_document_is_the_same_whatever_was_written_before_it() -> None:
    # The elements of entries go from one document into the next, archive documents with another root among them.
    outputs = made(archive(*(post(number, tags=(LEAN, CPP), language="nl") for number in range(1, 90))))
    first = {path: output.render() for path, output in outputs.items()}
    assert {path: outputs[path].render() for path in reversed(outputs)} == first


@pytest.mark.parametrize("count", [0, 1, 20, 21, 69, 70, 71, 120, 121, 175])
def test_chain_of_archives_reaches_every_post_once(count: int) -> None:
    outputs, paths = made(archive_of(count)), chain(archive_of(count))
    assert {path for path in outputs if path.startswith("blog/atom/")} == set(paths[1:])
    documents = {path: outputs[path].render() for path in paths}
    reached = Counter(found for document in documents.values() for found in entry_ids(document))
    assert len(reached) == count
    assert set(reached.values()) <= {1}
    assert all(len(entry_ids(text)) <= ARCHIVE_SIZE for path, text in documents.items() if "/atom/" in path)
    assert min(count, 20) <= len(entry_ids(documents["blog/atom.xml"])) <= 21


def test_archive_documents_point_both_ways_and_to_the_subscription_document() -> None:
    outputs = made(archive_of(175))
    second = outputs["blog/atom/2.xml"].render()
    assert entry_ids(second)[0].endswith("/post-100.html")
    assert entry_ids(second)[-1].endswith("/post-51.html")
    assert [link(second, rel) for rel in ("prev-archive", "next-archive", "current", "self")] == [
        "blog/atom/1.xml",
        "blog/atom/3.xml",
        "blog/atom.xml",
        "blog/atom/2.xml",
    ]
    assert link(outputs["blog/atom/4.xml"].render(), "next-archive") == ""


def test_full_archive_documents_never_change_when_posts_are_added() -> None:
    full: dict[str, tuple[str, str]] = {}
    for count in range(60, 180):
        for path, output in made(archive_of(count)).items():
            if path.startswith("blog/atom/"):
                text = output.render()
                if len(entry_ids(text)) == ARCHIVE_SIZE:
                    assert full.setdefault(path, (output.key, text)) == (output.key, text)
    assert set(full) == {"blog/atom/1.xml", "blog/atom/2.xml", "blog/atom/3.xml"}


@pytest.mark.parametrize(
    ("count", "size", "archived"),
    [(0, 20, 0), (20, 20, 0), (21, 20, 1), (70, 20, 49), (71, 20, 51), (51, 0, 49)],
)
def test_posts_in_archive_documents(count: int, size: int, archived: int) -> None:
    assert archive_cut(count, size) == archived


def test_edit_of_a_text_touches_only_the_atom_documents_that_carry_it() -> None:
    before = archive(post(1, tags=(CPP,)), post(2, description="A sentence."), post(3))
    edited = post(2, description="A sentence.", body_digest="other", excerpt="<p>Other</p>")
    texts = {"body 2": "before", "other": "after"}
    after = archive(post(1, tags=(CPP,)), edited, post(3))
    old, new = (
        {o.path: o for o in feeds(a, lambda p: texts.get(p.body_digest, ""))} for a in (before, after)
    )
    differ = {path for path in old if old[path].key != new[path].key}
    bases = ("blog", "blog/tag/lean", "blog/category/news", "blog/author/maggie-steed")
    assert differ == {f"{base}/atom.xml" for base in bases}
    assert differ == {path for path in old if old[path].render() != new[path].render()}


def test_other_edits_touch_every_document_that_shows_the_post() -> None:
    before = archive(post(1, tags=(CPP,)), post(2), post(3))
    for field, value in {
        "title": "Other",
        "excerpt": "<p>Other</p>",
        "description": "Other",
        "id": "urn:x:1",
    }.items():
        paths = changed(before, archive(post(1, tags=(CPP,)), post(2, **{field: value}), post(3)))
        bases = ("blog", "blog/tag/lean", "blog/category/news", "blog/author/maggie-steed")
        assert paths == {f"{base}/{name}" for base in bases for name in FORMATS}


def test_another_name_of_the_site_touches_every_document() -> None:
    before = archive_of(80)
    assert changed(before, archive_of(80, site=replace(SITE, title="Other"))) == set(made(before))


def test_same_archive_same_bytes() -> None:
    first, second = made(archive_of(80)), made(archive_of(80))
    assert {p: (o.key, o.render()) for p, o in first.items()} == {
        p: (o.key, o.render()) for p, o in second.items()
    }


def test_browser_finds_the_stylesheet() -> None:
    for path, output in made(archive_of(80)).items():
        if path.endswith(".xml"):
            instruction = etree.fromstring(output.render().encode()).getprevious()
            assert instruction.target == "xml-stylesheet"
            place = posixpath.join(posixpath.dirname(path), instruction.get("href"))
            assert posixpath.normpath(place) == "_static/feed.css"
    assert (Path(__file__).parents[3] / "_static" / "feed.css").is_file()


def test_autodiscovery_names_feeds_that_exist() -> None:
    outputs = made(archive_of(3))
    for term in (None, NEWS):
        assert {each.path for each in alternates(SITE, term)} <= set(outputs)
    assert alternates(SITE, LEAN)[0] == Alternate(
        "application/atom+xml", "Tea & Toast: Lean (Atom)", "blog/tag/lean/atom.xml"
    )
