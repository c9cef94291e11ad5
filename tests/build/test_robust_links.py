"""Links to other sites that lead on: what they say to machines and to readers, by what ``links.yaml`` knows of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from outlinks import collecting

from build.built import Built, words
from build.sites import Site, differences

COPY = "https://web.archive.org/web/20121020063000/https://gone.example/a"
KNOWN = f"""\
https://gone.example/a:
  status: 404
  copy: {COPY}
https://lives.example/b:
  status: 200
  copy: https://web.archive.org/web/20130101000000/https://lives.example/b
https://lost.example/c:
  status: 410
  sought: 2026-11-28
https://moved.example/d:
  status: 404
  instead: https://new.example/d
https://waits.example/e:
  status: 404
"""
TEXT = (
    "Of [gone](https://gone.example/a#part), [lives](https://lives.example/b), [lost](https://lost.example/c), "
    "[moved](https://moved.example/d), [waits](https://waits.example/e), [new](https://new.example/?a=1&b=2) and "
    "[kept](https://web.archive.org/web/2012/https://kept.example/), says {person}`Ann`."
)
PICTURED = "[Image: It](https://gone.example/a){.missing-image}\n\n[Video: It](https://lost.example/c){.embed}"
POST = "2012/10/leading.html"


@pytest.fixture(scope="module")
def leading(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("robust") / "site", "empty")
    site.write("links.yaml", KNOWN)
    site.post("2012/10/leading", TEXT, date="2012-10-16", original="https://gone.example/a")
    site.post("2012/10/lost", "See [the report]{.link-lost}.", date="2012-10-17", original="https://lost.example/c")
    french = "[Elle](https://gone.example/a), [lui]{.link-lost}."
    site.post("2012/10/french", french, date="2012-10-19", language="fr")
    site.post("2012/10/pictured", PICTURED, date="2012-10-18")
    site.write("definitions/people.yaml", "Ann:\n  links: {Hers: https://gone.example/a, His: https://new.example/}\n")
    site.write("about.md", "---\norphan: true\n---\n\n# About\n\n[Gone](https://gone.example/a) and [new](https://new.example/).\n")
    result = site.build("-W")
    assert (result.status, result.stderr) == (0, "")
    return site


def link(site: Site, words: str, path: str = POST) -> Tag:
    found = [one for one in Built(site.out).page(path).select(".reference.external") if one.text.startswith(words)]
    assert found, f"no link of the words {words}"
    return found[0]


def robust(found: Tag) -> tuple[str, str | None, str | None, str | None]:
    names = ("data-originalurl", "data-versiondate", "data-versionurl")
    return found["href"], *(found.get(name) for name in names)


@pytest.mark.parametrize(
    ("words", "href", "original", "version"),
    [
        ("gone", f"{COPY}#part", "https://gone.example/a#part", f"{COPY}#part"),
        ("lives", "https://lives.example/b", "https://lives.example/b",
         "https://web.archive.org/web/20130101000000/https://lives.example/b"),
        ("moved", "https://new.example/d", "https://moved.example/d",
         "https://web.archive.org/web/20121016/https://moved.example/d"),
        ("new", "https://new.example/?a=1&b=2", "https://new.example/?a=1&b=2",
         "https://web.archive.org/web/20121016/https://new.example/?a=1&b=2"),
    ],
)  # fmt: skip
def test_a_link_says_what_was_meant_and_where_a_copy_is(
    leading: Site, words: str, href: str, original: str, version: str
) -> None:
    assert robust(link(leading, words)) == (href, original, "2012-10-16", version)


def test_readers_are_told_what_does_not_lead_where_it_did(leading: Site) -> None:
    said = {name: link(leading, name).text for name in ("gone", "lives", "lost", "moved", "waits", "new")}
    assert said.pop("gone") == "gone (archived copy)" and said.pop("lost") == "lost (no longer there)"
    assert said == {name: name for name in said}, "the rest is as its author wrote it"
    assert link(leading, "lost")["href"] == "https://lost.example/c"


def test_what_is_found_in_the_sources_is_what_pages_lead_to(leading: Site) -> None:
    """Of addresses without a day nothing need be said, so posts alone are compared."""
    built = Built(leading.out)
    shown = {link["data-originalurl"].partition("#")[0] for path in built.pages if path.startswith("2012/")
             for link in built.page(path).select("[data-originalurl]")}  # fmt: skip
    uses = collecting.collect(leading.src).uses
    assert shown == {address for address, files in uses.items() if files[0].startswith("posts/")} - {
        "https://new.example/d"  # which its author put in the place of another
    }


def test_what_is_a_copy_already_is_left_alone(leading: Site) -> None:
    assert robust(link(leading, "kept"))[1:] == (None, None, None)


def test_copies_that_there_are_stand_beneath_the_text_with_their_days(leading: Site) -> None:
    built = Built(leading.out)
    rows = [(one.a["href"], words(one)) for one in built.page(POST).select(".copies li")]
    assert rows == [
        (COPY, "gone.example/a 20 October 2012"),
        ("https://web.archive.org/web/20130101000000/https://lives.example/b", "lives.example/b 1 January 2013"),
    ]


def test_a_page_without_a_day_says_what_is_known_and_nothing_else(leading: Site) -> None:
    assert robust(link(leading, "Gone", "about.html")) == (COPY, "https://gone.example/a", "2012-10-20", COPY)
    assert robust(link(leading, "new", "about.html"))[1:] == (None, None, None)


def test_a_link_whose_address_is_lost_says_so_wherever_it_stands(leading: Site) -> None:
    built = Built(leading.out)
    said = "See the report (no longer there)."
    assert built.text("2012/10/lost.html", ".post-text p").replace(" .", ".") == said
    assert said in [text.replace(" .", ".") for text in built.texts("blog/2012/10.html", ".e-content")]


def test_what_the_site_says_within_a_text_of_another_language_is_in_its_own(leading: Site) -> None:
    notes = Built(leading.out).page("2012/10/french.html").select(".post-text .link-note")
    assert [note["lang"] for note in notes] == ["en-GB", "en-GB"]
    assert not Built(leading.out).page(POST).select(".post-text .link-note[lang]")


def test_what_stands_for_a_picture_or_a_film_leads_on_too(leading: Site) -> None:
    built = Built(leading.out)
    frame, card = built.page("2012/10/pictured.html").select(".post-text :is(a.pic-missing, a.pic-film)")
    assert robust(frame)[:2] == (COPY, "https://gone.example/a")
    assert words(frame).endswith("it was at gone.example (archived copy)")
    assert card["href"] == "https://lost.example/c" and words(card).endswith("Film at lost.example (no longer there)")


def test_where_a_post_stood_first_and_what_a_name_links_to_leads_on_too(leading: Site) -> None:
    built = Built(leading.out)
    (first,) = built.page(POST).select(".original a")
    assert robust(first) == (COPY, "https://gone.example/a", "2012-10-16", COPY)
    assert words(first) == "gone.example, 16 October 2012 (archived copy)"
    assert built.text("2012/10/lost.html", ".original a").endswith("(no longer there)")
    hers, his = built.page("names/person/ann.html").select("article p.count a[href^=https]")
    assert (words(hers), *robust(hers)) == ("Hers (archived copy)", COPY, "https://gone.example/a", "2012-10-20", COPY)
    assert (words(his), *robust(his)) == ("His", "https://new.example/", None, None, None)


def test_lists_and_feeds_lead_to_the_copy_and_machines_are_spared_the_words(leading: Site) -> None:
    built = Built(leading.out)
    (entry,) = (one for one in built.feed("blog/atom.xml").entries if one.title == "Leading")
    (shown,) = (one["value"] for one in entry.content)
    assert f'href="{COPY}#part"' in shown and "(archived copy)" in shown
    assert built.property(POST, "description")[0].startswith("Of gone, lives, lost, moved")


def test_a_book_leads_to_copies_too(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.post("2012/10/has", TEXT.replace(", says {person}`Ann`", ""), date="2012-10-16")
    blog.write("links.yaml", KNOWN)
    result = blog.build("-W", builder="singlehtml")
    assert result.stderr == ""
    page = BeautifulSoup((blog.out / "index.html").read_text(), "lxml")
    links = {link["href"]: link.text for link in page.select("a.external")}
    assert links[f"{COPY}#part"] == "gone (archived copy)" and links["https://new.example/d"] == "moved"


def test_what_is_learnt_of_a_link_writes_the_pages_that_have_it_and_no_other(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.post("2012/10/has", "[It](https://gone.example/a), of {person}`Ann`.", date="2012-10-16")
    blog.write("definitions/people.yaml", "Ann:\n  links:\n    Hers: https://gone.example/a\n")
    blog.post("2012/10/loses", "[It](https://lost.example/c).", date="2012-10-15")
    blog.post("2012/10/lacks", "[That](https://other.example/).", date="2012-10-01")
    blog.write("links.yaml", "https://gone.example/a:\n  status: 200\n")
    assert blog.build("-W").stderr == ""
    before = blog.tree()
    blog.write("links.yaml", KNOWN)
    assert blog.build("-W").stderr == ""
    after = blog.tree()
    assert after == blog.clean("-W")
    changed = {line.rpartition(" ")[2] for line in differences(before, after)}
    assert {"2012/10/has.html", "2012/10/loses.html", "names/person/ann.html"} <= changed
    assert "2012/10/lacks.html" not in changed


def test_a_file_of_links_that_is_wrong_is_named_and_fails_the_build(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.post("2012/10/has", date="2012-10-16")
    blog.write("links.yaml", "https://gone.example/a:\n  statsu: 404\nnot-an-address:\n  status: 200\n")
    result = blog.build()
    assert result.status == 1
    assert "links.yaml:2: WARNING: `https://gone.example/a`: `statsu` is not a field: did you mean" in result.stderr
    assert "links.yaml:3: WARNING: an address is `not-an-address`: write a whole address" in result.stderr
