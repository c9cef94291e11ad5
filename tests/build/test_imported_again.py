"""An archive from the pages of its own site: what was built is imported into an empty folder, and built again."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from archive.core.localization import Localization
from archive.source import definitionfiles, frontmatter
from archive.source.consistency import redirect_key
from importer.fidelity import trees
from importer.fidelity.shown import Shown, shown
from importer.model import Comment, Entry, Redirect
from importer.place import Places
from importer.readers import Options, built_site
from importer.recognise import recognise
from importer.report import Report
from importer.run import Import, Settings
from importer.source import open_source
from importer.start import pages
from importer.start.identity import identity_of

from build.built import Built
from build.sites import ROOTS, Site

LONDON = ZoneInfo("Europe/London")
#: Where posts of the roots name nobody, the site does.
AUTHORS = {"blog": "Ann Author", "names": "Chris Mills"}
COMMENTS = [
    {"id": "c1", "date": "2012-10-11T10:00:00+01:00", "html": "<p>Nameless, with a <a href=\"https://a.example/\" "
     "rel=\"nofollow ugc noopener\">link</a>.</p>"},
    {"id": "c2", "parent": "c1", "name": "Bo & <Co>", "link": "https://bo.example/?a=1&b=2", "html": "<p>Undated.</p>"},
    {"id": "c3", "parent": "c2", "link": "https://nobody.example/", "html": "<p>Nameless, with an address.</p>"},
    {"id": "c4", "parent": "c3", "name": "D", "html": "<blockquote>deep</blockquote>"},
    {"id": "c5", "parent": "c1", "name": "Chris Mills", "date": "2012-10-12T09:00:00+01:00", "author": True,
     "html": "<p>x</p>"},
    {"id": "t1", "name": "Elsewhere", "kind": "trackback", "html": "<p>Seen.</p>"},
    *({"id": f"m{number}", "name": f"N{number}", "html": "<p>More.</p>"} for number in range(8)),
]  # fmt: skip


def imported(site: Path, folder: Path) -> Report:
    settings = Settings(folder / "posts", quiet=True, now=datetime(2020, 1, 1, tzinfo=UTC), language="en-GB")
    return Import(open_source(site), settings).run()


@dataclass(frozen=True)
class Again:
    """A root, and what was imported of its site."""

    source: Path
    folder: Path
    report: Report
    author: str

    def fields(self, file: Path) -> dict[str, Any]:
        """What a post says of itself, in the words of the model."""
        front, problems = frontmatter.read(file.read_bytes(), file.name, LONDON)
        assert front, problems
        names = "moment timed categories tags description location language original id thread".split()
        said = {name: getattr(front, name) for name in names}
        return said | {
            "authors": front.authors or (self.author,),
            "redirects": {redirect_key(path) for path in front.redirects},
            "image": bool(front.image),
            "follows": bool(front.follows),
        }


@pytest.fixture(scope="module", params=sorted(AUTHORS))
def again(request: pytest.FixtureRequest, built: Callable[[str], Built], tmp_path_factory: Any) -> Again:
    folder = tmp_path_factory.mktemp("again") / "site"
    report = imported(built(request.param).folder, folder)
    return Again(ROOTS / f"test-{request.param}", folder, report, AUTHORS[request.param])


def published(folder: Path) -> dict[str, Path]:
    """The posts of a folder but for drafts, by their paths."""
    files = {file.relative_to(folder).as_posix(): file for file in sorted((folder / "posts").rglob("*.md"))}
    return {name: file for name, file in files.items() if "draft: true" not in file.read_text(encoding="utf-8")}


def test_every_post_comes_back_with_its_fields(again: Again) -> None:
    posts, found = published(again.source), published(again.folder)
    assert posts.keys() == found.keys() and again.report.sound
    for name, file in posts.items():
        assert again.fields(found[name]) == again.fields(file), name


def test_comments_come_back(again: Again) -> None:
    for file in again.source.rglob("*.comments.json"):
        found = again.folder / file.relative_to(again.source)
        assert json.loads(found.read_text())["comments"] == json.loads(file.read_text())["comments"]


@dataclass(frozen=True)
class Twice:
    """A site, and what was built of what was imported of it."""

    first: Built
    second: Built
    source: Path
    folder: Path
    report: Report


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """Of the root of names, with a post that has all that a text can have."""
    site = Site(tmp_path_factory.mktemp("first"), "names")
    kinds = Path(__file__).with_name("all_kinds.md").read_text(encoding="utf-8")
    site.write("posts/2012/10/all.md", kinds)
    site.write("posts/2012/10/all.comments.json", json.dumps({"format": 1, "comments": COMMENTS}))
    for name, month in (("square", "10"), ("other", "09")):
        picture = ROOTS / f"test-blog/posts/2012/{month}/pictures/square.png"
        shutil.copyfile(picture, site.src / f"posts/2012/10/{name}.png")
    assert site.build("-W", "--keep-going").stderr == ""
    other = Site(tmp_path_factory.mktemp("second"), "names")
    for folder in ("posts", "definitions"):
        shutil.rmtree(other.src / folder)
    report = imported(site.out, other.src)
    assert other.build("-W", "--keep-going").stderr == ""
    return Twice(Built(site.out), Built(other.out), site.src, other.src, report)


def text_of(built: Built, path: str, selector: str = ".post-text") -> Shown:
    """What is seen of a part of a page: pictures by their bytes, links by where they lead, of notes not the marks."""
    (part,) = built.page(path).select(selector)
    for element in part.select(".headerlink, .footnote-reference, .footnote .label, .backrefs, .eqno"):
        element.decompose()
    for link in part.find_all("a"):
        link["href"] = "#".join(built.resolve(path, link["href"]))
    for image in part.find_all("img"):
        image["src"] = hashlib.sha256((built.folder / built.resolve(path, image["src"])[0]).read_bytes()).hexdigest()
    for struck in part.select("span.strike"):
        struck.name = "s"
    for name in ("underline", "mark"):
        for span in part.select(f"span.{name}"):
            span.name = {"underline": "u", "mark": "mark"}[name]
    return shown(trees.source_tree(part.decode_contents()))


def shapes_of(built: Built, path: str) -> list[tuple[str, Any, Any]]:
    """What the elements of a text are, where more than their words counts."""
    (part,) = built.page(path).select(".post-text")
    named = part.select("ol, ul, .rtl, figure, table, .picture-caption, .admonition, [class^=pic-], .enclosure, time")
    return [(one.name, one.get("class"), one.get("start") or one.get("datetime")) for one in named]


POSTS = ["2012/10/all.html", "2012/10/first.html", "2012/10/second.html", "2012/11/third.html"]


@pytest.mark.parametrize("path", POSTS)
def test_what_is_built_again_shows_the_same(twice: Twice, path: str) -> None:
    found_text, text = text_of(twice.second, path), text_of(twice.first, path)
    assert replace(found_text, ids=text.ids) == text
    assert shapes_of(twice.second, path) == shapes_of(twice.first, path)
    assert text.ids & {"a-place", "the-end", "a-heading-with-a-name"} <= found_text.ids
    for selector in ".byline .tags .thread .original .permalink .in-thread .backlinks h1 math".split():
        found, wanted = (built.page(path).select(selector) for built in (twice.second, twice.first))
        assert list(map(str, found)) == list(map(str, wanted)), selector
    assert twice.second.property(path, "description") == twice.first.property(path, "description")


def test_comments_are_built_again_as_they_were(twice: Twice) -> None:
    pages = (built.page("2012/10/all.html") for built in (twice.second, twice.first))
    found, wanted = (str(page.select_one(".comments")) for page in pages)
    assert found == wanted and found.count("h-cite") == len(COMMENTS)
    kept = json.loads((twice.folder / "posts/2012/10/all.comments.json").read_text(encoding="utf-8"))
    assert kept["comments"] == COMMENTS


def test_definitions_come_back_whole(twice: Twice) -> None:
    def said(folder: Path) -> dict[str, Any]:
        found = definitionfiles.read(folder).definitions.entries
        return {f"{one.kind} {one.key}": one for one in found if one.name != "Never Named"}  # whom no page shows

    assert said(twice.folder) == said(twice.source)
    for path in sorted(path for path in twice.first.pages if path.startswith("names/")):
        assert twice.second.read(path) == twice.first.read(path), path


def test_the_report_names_what_no_page_says(twice: Twice) -> None:
    told = twice.report.text()
    for what in ("titles of links: 1", "numbers of formulas: 1", "text of the front page"):
        assert what in told
    assert twice.report.sound


@pytest.mark.parametrize("whole", [True, False])
def test_pages_may_come_from_anywhere(built: Callable[[str], Built], whole: bool) -> None:
    """From a web archive they come by address; that another site's are among them does no harm."""
    blog = built("blog")
    root = "https://blog.example" if whole else ""
    pages = [(f"{root}/{path}", (blog.folder / path).read_bytes()) for path in blog.paths]
    stranger = b"<!doctype html><html><body><article id='furo-main-content'><h1>Else</h1></article></body></html>"
    options = Options(zone=UTC)
    found = list(built_site.items([("https://else.example/", stranger), *sorted(pages, reverse=True)], options))
    entries = {item.key: item for item in found if isinstance(item, Entry)}
    assert options.tally.entries == len(entries) == 13
    assert entries["archive:/2012/11/corrected.html"].address == "https://blog.example/2012/11/corrected.html"
    assert sum(isinstance(item, Comment) for item in found) == options.tally.comments == 3


def test_what_may_not_be_shown_stays_so(built: Callable[[str], Built], tmp_path: Path) -> None:
    report = imported(built("wall").folder, tmp_path / "site")
    assert report.sound and [len(names) for kind, names in report.dropped.items() if "withheld" in kind] == [1]
    texts = "".join(file.read_text(errors="replace") for file in (tmp_path / "site").rglob("*") if file.is_file())
    assert "zz" not in texts and "Today" in texts


def test_an_archive_is_begun_anew_from_its_site(built: Callable[[str], Built], tmp_path: Path) -> None:
    """What names it comes back too, and its own page about itself stays."""
    run = Import(open_source(built("blog").folder), Settings(tmp_path / "posts", quiet=True))
    run.read()
    identity = identity_of(run)
    run.write(identity.language)
    assert (identity.title, identity.tagline, identity.authors) == ("A tiny blog", "Small, but whole.", ("Ann Author",))
    assert (identity.language, identity.time_zone, identity.licence) == ("en-GB", "Europe/London", "CC BY 4.0")
    assert (identity.site, identity.address) == ("https://blog.example/", "")
    assert (tmp_path / "about.md").read_text().endswith("[the post that began it](posts/2011/12/eve-in-auckland.md).\n")
    english = "They have not been with you, and this was for the best of them that are from there. " * 8
    page = built("blog").read("2012/10/dawn.html").replace(' lang="en-GB"', ' lang="fr"')
    (tmp_path / "post.html").write_text(page.replace("And still before.", english))
    french = Import(open_source(tmp_path / "post.html"), Settings(tmp_path / "fr", quiet=True))
    french.read()
    assert french.contents.blog.language == "fr"  # which its author chose, whatever the words are
    front = pages.written(identity, run.places, "", Localization("en"))["index.md"]
    assert front.split("```")[1].split()[2:] == ["about", "p/topics"]


HOSTILE = (
    '<img src="x.png" width="100%" height="-1" srcset="a 9w, b ∞w"><a class="pic-missing" href="javascript:x()"></a>'
    '<div class="note admonition"></div><div class="note update admonition"><p class="admonition-title"><time '
    'datetime="x`y"></time></p>U</div><span class="imported-name" title="person nobody">A `b`</span><math></math>'
    '<div class="imported-directive" title="include /etc/passwd">D</div><div class="highlight-x notranslate"></div>'
    '<aside class="footnote"></aside><span class="pic-pair"></span><a class="pic-film"></a><ol class="loweralpha"></ol>'
)


def test_a_page_that_is_not_as_the_build_writes_it_ends_nothing(built: Callable[[str], Built], tmp_path: Path) -> None:
    page = built("blog").read("2012/10/dawn.html").replace("<p>And still before.</p>", HOSTILE)
    page = page.replace('datetime="2012-10-2', 'datetime="2012-19-2').replace("depth-1", "depth-9")
    name = page.replace("post h-entry", "").replace("<h1", '<p class="count"><a class="u-url" href="::">x</a></p><h1')
    for path, text in {"2012/10/dawn.html": page, "names/person/A b.html": name}.items():
        (tmp_path / "in" / path).parent.mkdir(parents=True)
        (tmp_path / "in" / path).write_text(text)
    report = imported(tmp_path / "in", tmp_path / "new")
    assert report.entries == {"drafts": 1} and report.comments == 3  # without a date it is no post
    texts = "".join(file.read_text() for file in (tmp_path / "new").rglob("*.md"))
    assert "passwd" not in texts and "javascript" not in texts and "```{include}" not in texts
    assert definitionfiles.read(tmp_path / "new").problems == ()


def test_a_site_below_a_path_comes_back_as_one_at_a_root(built: Callable[[str], Built]) -> None:
    """By the address that its pages say; its paths count from there, and its language is the one its author chose."""
    blog = built("blog")
    moved = (b"https://blog.example/", b"https://host.example/some/blog/")
    pages = {path: (blog.folder / path).read_bytes().replace(*moved) for path in sorted(blog.paths)}
    found = list(built_site.items(((f"https://host.example/some/blog/{path}", data) for path, data in pages.items()),
                                  Options(zone=UTC)))  # fmt: skip
    post = next(item for item in found if isinstance(item, Entry) and item.title == "An essay, put right")
    assert (post.key, post.file) == ("archive:/2012/11/corrected.html", "posts/2012/11/corrected.md")
    place = Places("posts", {}, home="https://host.example/some/blog").of(post)
    assert place.redirects == (place.served,) == ("/2012/11/corrected.html",)  # which is no old address
    led = {item.path for item in found if isinstance(item, Redirect) and item.to == post.key}
    assert led == {"/2012/11/misspelt.html", "/archive/1/", "/älter/ß.htm.html"}


def test_a_built_site_is_known_in_any_folder(built: Callable[[str], Built], tmp_path: Path) -> None:
    """With what lies beside it in the output, and with an export that is older."""
    shutil.copytree(built("names").folder, tmp_path / "a/_build/html")
    found = recognise(open_source(tmp_path))
    assert found.format == "built_site" and not found.others
    report = imported(tmp_path, tmp_path / "new")
    assert report.entries == {"posts": 3}


ALL_FIELDS = """date: 2012-10-05
order: 1
updated: 2012-11-30 10:00
category: [One, "Two, three"]
tags: [a, "C#", "b & <c>"]
author: [Ann, "Bo, Jr."]
description: A *description* & <b>more</b>.
original: https://old.example/every.html
id: "tag:old.example,2012:every"
location: "Paris: here"
language: fr
image: square.png
redirect: ["/?p=7", /old/every.html]
thread: The thread
hide-toc: true
tocdepth: 2
no-search: true
myst:
  enable_extensions: [dollarmath]
"""
POSTS_OF_FIELDS = {
    "every": f"{ALL_FIELDS}---\n\n# Every *field*\n\nDu texte ici.\n",
    "second": "date: 2012-10-05\norder: 2\nfollows: every\nimage: https://pics.example/x.jpg\n---\n\n"
              "# Second\n\nWords.\n",
    "title": "date: 2012-10-05\norder: 3\nupdated: 2012-12-01\ntitle: By the field\n---\n\nWords by a field.\n",
    "same-day": "date: 2012-10-06 09:30:15\nupdated: 2012-10-06 11:00\ndescription: Two words.\n---\n\n"
                "# Same day\n\nNot two words. Two words. Nor these.\n",
    "citing": "date: 2012-10-07T09:30-05:00\n---\n\n# Citing\n\nSo it is.{footcite:p}`brown-2011` {work}`The tea`.\n",
}  # fmt: skip
#: Of the software that builds, not of what is said.
_NOT_SHOWN = {"hide-toc", "tocdepth", "no-search", "myst"}


def test_every_field_that_an_author_may_write_comes_back_or_is_named(tmp_path: Path) -> None:
    site = Site(tmp_path / "one", "empty")
    for name, text in POSTS_OF_FIELDS.items():
        site.write(f"posts/2012/10/{name}.md", f"---\n{text}")
    site.write("posts/2012/10/square.png", (ROOTS / "test-blog/posts/2012/10/pictures/square.png").read_bytes())
    site.write("references.bib", "@book{brown-2011, author={Brown, Ann}, title={On Tea}, publisher={P}, year=2011}\n"
               "@book{tea, author={Green, Bo}, title={The Tea}, publisher={P}, year=2012}\n")  # fmt: skip
    site.write("definitions/works.yaml", "The tea:\n  key: tea\n")
    assert site.build("-W").stderr == ""
    report = imported(site.out, tmp_path / "two")
    assert report.sound
    read = {folder: {name: frontmatter.read((folder / f"posts/2012/10/{name}.md").read_bytes(), name, LONDON)[0]
                     for name in POSTS_OF_FIELDS} for folder in (site.src, tmp_path / "two")}  # fmt: skip
    for name, front in read[site.src].items():
        found = read[tmp_path / "two"][name]
        assert front and found
        wanted = replace(
            front, authors=front.authors or ("Chris Mills",), lines={}, body_line=0, title="", extra={},
            follows="2012/10/every" if front.follows else "", heading=front.heading or front.title,
            image=found.image if front.image == "square.png" else front.image,
        )  # fmt: skip
        assert replace(found, lines={}, body_line=0) == wanted, name
    every = read[tmp_path / "two"]["every"]
    square = tmp_path / "two/posts/2012/10" / (every.image if every else "")
    assert square.read_bytes() == (site.src / "posts/2012/10/square.png").read_bytes()
    told = report.text()
    assert all(f"`{name}`" in told for name in _NOT_SHOWN)
    assert "works cited come as footnotes, or not at all: 2 (brown-2011, tea)" in told
