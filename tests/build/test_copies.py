"""Copies of a whole archive, each held against the raw sources, and the archive that comes of each copy alone."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import random
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import dist.building
import dist.copies
import pytest
import yaml
from archive.model.definitions import Definition
from archive.source import definitionfiles, frontmatter
from archive.source.consistency import redirect_key
from forked import forked
from importer.report import Report
from importer.run import Import, Settings
from importer.source import open_source
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from build.sites import ROOTS, Site, differences

URL = "https://blog.example/"
NOW = datetime(2020, 1, 1, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")
BIB = """
@string{dept = "Department for Tea"}

@techreport{brown-2011, author = {Brown, Ann}, title = {{On Tea}}, institution = dept, year = 2011}
@misc{zz-never-cited, title = {{Never}}, howpublished = {Nowhere}}
"""
PEOPLE = """
Ann O’Neill:
  aliases: [Annie, "O’Neill"]
  about: A cook & <writer>.
  links:
    Her own site: https://ann.example/?a=1&b=2
  image: ann.png
Ann Author:
  about: Of whom no text tells.
  links: {Her page: "https://ann-author.example/"}
  image: faces/author.png
Zz Nobody:
  about: zznobody
"""
OLD = """
/            wordpress https://old.example
/food/bread/ category  Food
/?p=5        file      posts/2012/10/lunch.md
/zz-hidden/  file      posts/2012/10/zz-draft.md
"""
LINKS = """\
# Links to other sites, kept by `make links`: guide/links.md says what each field means.
# Yours to write, and kept: `instead`, `verdict`, `check: no` and `note`.

https://elsewhere.example/tea:
  used:
    - posts/2012/11/naming.md
  status: 404
  checked: 2019-11-28
  since: 2019-11-20
  copy: https://web.archive.org/web/20121104000000/https://elsewhere.example/tea
  instead: https://elsewhere.example/coffee
  check: no
  note: "of tea: see #1"
"""
HIDDEN_LINK = """
https://zz-hidden.example/:
  used:
    - posts/2012/10/zz-draft.md
  status: 200
"""
KINDS = ("posts.jsonl", "archive.db", "{name}.warc.gz")


def noise() -> bytes:
    """A picture of 600 pixels by 40 that does not pack well."""
    file = io.BytesIO()
    Image.frombytes("RGB", (600, 40), random.Random(1).randbytes(600 * 40 * 3)).save(file, "PNG")
    return file.getvalue()


#: Files of their own, the one drawn and the other large enough to be shown smaller.
PORTRAITS = {
    "ann.png": (ROOTS / "test-blog/posts/2012/10/pictures/square.png").read_bytes(),
    "faces/author.png": noise(),
}
TABLES = {"posts", "tags", "comments", "links", "people"}


@dataclass(frozen=True)
class Made:
    """A site and its copies."""

    site: Site
    data: Path

    @property
    def built(self) -> Path:
        return self.data.parent / "html"

    @property
    def sources(self) -> dict[str, Path]:
        """The published posts by their paths, as the author's files."""
        files = {path.relative_to(self.site.src).as_posix(): path for path in (self.site.src / "posts").rglob("*.md")}
        return {name: path for name, path in sorted(files.items()) if "zz" not in name}

    def front(self, path: Path) -> dict[str, Any]:
        """What a post says of itself, by YAML alone."""
        return yaml.safe_load(path.read_text(encoding="utf-8-sig").split("---\n")[1])

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The comments beside a post."""
        file = self.site.src / name.replace(".md", ".comments.json")
        return json.loads(file.read_text())["comments"] if file.exists() else []

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        lines = (self.data / "posts.jsonl").read_text(encoding="utf-8").splitlines()
        return {record["_archive"]["path"]: record for record in map(json.loads, lines)}

    def answers(self) -> Iterator[tuple[Any, bytes]]:
        """The records of the web archive, and what each holds."""
        with (self.data / "a-tiny-blog.warc.gz").open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                yield record, record.content_stream().read()

    def responses(self) -> dict[str, tuple[Any, bytes]]:
        found = [(record, body) for record, body in self.answers() if record.rec_type == "response"]
        addresses = [record.rec_headers.get_header("WARC-Target-URI") for record, _ in found]
        assert len(set(addresses)) == len(addresses)
        return dict(zip(addresses, found, strict=True))


def make(site: Site, folder: Path, env: dict[str, str] | None = None) -> None:
    """Build the site and make those copies that hold data, in a process of its own."""

    def work() -> int:
        os.environ |= site.environment(env)
        sys.path[:0] = [str(site.src)]
        made = dist.building.site(site.src, folder, ["-q", "-D", "search_index=0", "-W"])
        (folder / "data").mkdir(exist_ok=True)
        for copy in dist.copies.COPIES:
            if copy.path in (*KINDS, "archive.json"):
                copy.write(made, folder / "data" / copy.path.format(name=made.name))
        return 0

    result = forked(work)
    assert (result.status, result.stderr) == (0, ""), result.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A blog with all that a copy has to keep, and with posts that are not published."""
    folder = tmp_path_factory.mktemp("copies")
    site = Site(folder / "blog", "blog")
    site.write("references.bib", BIB)
    site.write("definitions/people.yaml", PEOPLE)
    site.write("old-addresses/old.example.txt", OLD)
    site.write("links.yaml", LINKS + HIDDEN_LINK)
    for name, picture in PORTRAITS.items():
        site.write(f"definitions/{name}", picture)
    text = "{person}`Annie` said “so”.{footcite:p}`brown-2011` See [topics](../../../p/topics.md)."
    text += " And [tea](https://elsewhere.example/tea)."
    site.post("2012/11/naming", text, date="2012-11-04 10:00", thread="The matter of tea")
    site.post("2012/11/naming-again", "Once more, {person}`Ann O'Neill`.", date="2012-11-05", follows="naming")
    site.write("posts/2012/11/ümläut.md", "---\r\ndate: 2012-11-06\r\n---\r\n\r\n# Lines\r\n\r\nOf another system.\r\n")
    site.post("2012/10/zz-draft", "Of {person}`Zz Nobody`: zztext.", date="2012-10-30", draft="true", tags="zztag")
    site.post("2012/10/zz-withheld", "zztext.", date="2012-10-30", withhold="zzreason")
    site.post("2012/10/zz-scheduled", "zztext.", date="2030-10-30")
    site.write("posts/2012/10/zz-draft.comments.json", '{"comments": [{"id": "c1", "html": "<p>zzcomment</p>"}]}')
    make(site, folder / "made")
    return Made(site, folder / "made" / "data")


def imported(source: Path, folder: Path) -> Report:
    settings = Settings(folder / "posts", quiet=True, now=NOW, language="en-GB")
    return Import(open_source(source), settings).run()


# What is in the copies


def test_there_is_a_line_for_each_post_that_says_what_its_source_says(made: Made) -> None:
    assert made.records.keys() == made.sources.keys()
    for name, path in made.sources.items():
        record, front = made.records[name], made.front(path)
        own = record["_archive"]
        assert own["source"].encode() == path.read_bytes()
        assert own["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert unquote(record["url"]) == URL + name.removeprefix("posts/").replace(".md", ".html")
        assert own.get("comments", []) == made.rows(name)
        assert own.get("original", "") == front.get("original", "")
        old = [unquote(one.strip()) for one in front.get("redirect", "").split(",") if one]
        assert [unquote(one) for one in own.get("redirects", [])] == [
            one if ".htm" in one else f"{one}/" for one in old]  # fmt: skip


def test_fields_are_those_of_a_json_feed(made: Made) -> None:
    dates = [record["date_published"] for record in made.records.values()]
    assert dates == sorted(dates)
    corrected = made.records["posts/2012/11/corrected.md"]
    assert corrected["id"] == "tag:old.example,1999:blog-1.post-2"
    assert (corrected["title"], corrected["date_published"]) == ("An essay, put right", "2012-11-01T09:00:00+00:00")
    assert corrected["date_modified"] == "2012-11-05T08:00:00+00:00"
    assert [one["name"] for one in corrected["authors"]] == ["Ann Author", "Zoë Bell"]
    assert corrected["tags"] == ["Essays", "Diary", "Lean", "c"]
    assert (corrected["language"], made.records["posts/2012/10/dawn.md"]["language"]) == ("en-US", "en-GB")
    assert corrected["summary"] == 'An essay of two authors that was put right "twice" & <once>.'
    linking = made.records["posts/2012/11/linking.md"]
    assert f'href="{URL}2012/10/lunch.html"' in linking["content_html"] and "site:" not in linking["content_html"]
    assert all(name == "_archive" or not name.startswith("_") for record in made.records.values() for name in record)


def test_a_line_has_what_its_post_needs(made: Made) -> None:
    own = made.records["posts/2012/11/naming.md"]["_archive"]
    assert [one["name"] for one in own["names"]] == ["Ann O’Neill"]
    assert own["works"] == ['@string{dept = "Department for Tea"}', BIB.split("\n\n")[1].split("\n@misc")[0].strip()]
    assert made.records["posts/2012/11/naming-again.md"]["_archive"]["follows"] == "2012/11/naming.html"
    assert made.records["posts/2012/11/naming-again.md"]["_archive"]["thread"] == "The matter of tea"
    notes = made.records["posts/2012/10/notes.md"]["_archive"]["files"]
    digests = {one["path"]: one["sha256"] for one in notes}
    for name in ("square.png", "list.csv"):
        path = f"posts/2012/10/pictures/{name}"
        assert digests[path] == hashlib.sha256((made.site.src / path).read_bytes()).hexdigest()


def test_nothing_hidden_is_in_a_copy(made: Made) -> None:
    assert len(list(made.data.iterdir())) == 4
    for file in made.data.iterdir():
        data = file.read_bytes()
        data += gzip.decompress(data) if file.suffix == ".gz" else b""
        assert not re.search(rb"zz(text|tag|reason|comment|nobody)|zz-(hidden|never|draft|scheduled)", data), file.name


def test_the_same_site_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    """In another zone and another folder, at another time."""
    shutil.copytree(made.data.parent, tmp_path / "again")
    shutil.rmtree(tmp_path / "again/data")
    make(made.site, tmp_path / "again", {"TZ": "Asia/Tokyo"})
    for file in sorted(made.data.iterdir()):
        assert (tmp_path / "again/data" / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.fixture
def database(made: Made) -> Iterator[sqlite3.Connection]:
    found = sqlite3.connect(f"{(made.data / 'archive.db').as_uri()}?mode=ro", uri=True)
    yield found
    found.close()


def test_the_database_is_sound_and_has_every_post(made: Made, database: sqlite3.Connection) -> None:
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert tables >= TABLES
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert dict(database.execute("SELECT path, source FROM posts")) == {
        name: path.read_bytes().decode() for name, path in made.sources.items()}  # fmt: skip
    # Datasette shows a table only where each key names the column that it refers to.
    referring = database.execute("SELECT name, [to] FROM sqlite_schema, pragma_foreign_key_list(name)").fetchall()
    assert {name for name, _ in referring} >= {"comments", "links", "post_tags", "post_people"}
    assert {column for _, column in referring} == {"id"}


def test_the_database_is_searched(database: sqlite3.Connection) -> None:
    def found(query: str) -> set[str]:
        rows = database.execute("SELECT path FROM posts WHERE id IN (SELECT rowid FROM posts_fts(?))", (query,))
        return {path for (path,) in rows}

    assert found("fine") == {"posts/2012/11/corrected.md"}
    assert found("title: dusk") == {"posts/2012/10/dusk.md"} and found("nowhere") == set()
    comments = database.execute("SELECT name FROM comments WHERE id IN (SELECT rowid FROM comments_fts('early'))")
    assert comments.fetchall() == [("A <reader>",), ("Ann Author",)]


@pytest.mark.parametrize(("query", "found"), (
    ("SELECT path FROM posts JOIN post_tags ON post = posts.id JOIN tags ON tag = tags.id WHERE name = 'C#'",
     [("posts/2012/10/notes.md",)]),
    ("SELECT one.anchor, up.anchor FROM comments AS one JOIN comments AS up ON up.id = one.parent",
     [("comment-2", "comment-1")]),
    ("SELECT name, wrote FROM people JOIN post_people ON person = people.id JOIN posts ON posts.id = post"
     " WHERE path = 'posts/2012/11/naming.md' ORDER BY wrote", [("Ann O’Neill", 0), ("Ann Author", 1)]),
    ("SELECT path FROM posts JOIN links ON leads_to = posts.id WHERE links.text = 'lunch'",
     [("posts/2012/10/lunch.md",)]),
    ("SELECT text, leads_to FROM links WHERE url = 'https://elsewhere.example/a?b=c&d=e#f'", [("elsewhere", None)]),
    ("SELECT posts.path FROM redirects JOIN posts ON post = posts.id WHERE redirects.path = '/archive/1/'",
     [("posts/2012/11/corrected.md",)]),
    ("SELECT up.path FROM posts AS one JOIN posts AS up ON up.id = one.follows", [("posts/2012/11/naming.md",)]),
))  # fmt: skip
def test_the_database_relates_what_belongs_together(
    database: sqlite3.Connection, query: str, found: list[tuple[Any, ...]]
) -> None:
    assert database.execute(query).fetchall() == found


def test_every_file_is_in_the_web_archive_as_it_is(made: Made) -> None:
    responses = made.responses()  # of which all digests were right
    files = {file.relative_to(made.built).as_posix(): file for file in made.built.rglob("*") if file.is_file()}
    held = {unquote(address.removeprefix(URL)): body for address, (_, body) in responses.items()}
    assert {path for path in files if not path.startswith(".")} <= held.keys()
    for path, file in files.items():
        assert path.startswith(".") or held[path] == file.read_bytes(), path
    assert held[""] == files["index.html"].read_bytes()
    for path, kind in (
        ("2012/10/dawn.html", "text/html; charset=utf-8"), ("_static/archive.css", "text/css; charset=utf-8"),
        ("blog/atom.xml", "application/atom+xml"), ("blog/feed.json", "application/feed+json"),
        ("objects.inv", "application/octet-stream"),
    ):  # fmt: skip
        assert responses[URL + path][0].http_headers.get_header("Content-Type") == kind


def test_old_addresses_lead_on_in_the_web_archive(made: Made) -> None:
    responses = made.responses()
    for old, to in (
        ("2012/11/misspelt.html", "2012/11/corrected.html"), ("archive/1/", "2012/11/corrected.html"),
        ("?p=5", "2012/10/lunch.html"), ("food/bread/", "blog/category/food.html"),
    ):  # fmt: skip
        record, _ = responses[URL + old]
        assert record.http_headers.get_statuscode() == "301"
        assert record.http_headers.get_header("Location") == URL + to
    listed = list(csv.DictReader((made.built / "redirects/read-the-docs.csv").open(encoding="utf-8")))
    feeds = {"/atom.xml", "/rss.xml", "/feeds/posts/default"}  # which stand there themselves
    assert len(listed) > 10
    for row in (row for row in listed if row["from_url"] not in feeds):
        record, _ = responses[URL + row["from_url"][1:]]
        assert record.http_headers.get_header("Location") == URL + row["to_url"][1:], row


def test_records_are_of_the_newest_change_and_have_ids_of_their_own(made: Made) -> None:
    records = [record for record, _ in made.answers()]
    assert records[0].rec_type == "warcinfo"
    ids = [record.rec_headers.get_header("WARC-Record-ID") for record in records]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"<urn:uuid:[0-9a-f-]{14}5[0-9a-f-]{21}>", id) for id in ids)
    # As SOURCE_DATE_EPOCH says.
    assert {record.rec_headers.get_header("WARC-Date") for record in records} == {"2020-01-01T12:00:00Z"}
    post, _ = made.responses()[f"{URL}2012/11/corrected.html"]
    assert parsedate_to_datetime(post.http_headers.get_header("Last-Modified")) == datetime(2012, 11, 5, 8, tzinfo=UTC)
    assert int(post.http_headers.get_header("Content-Length")) == (made.built / "2012/11/corrected.html").stat().st_size


# What comes of them


Again = tuple[str, Path, Report]


@pytest.fixture(scope="module", params=KINDS)
def again(request: pytest.FixtureRequest, made: Made, tmp_path_factory: pytest.TempPathFactory) -> Again:
    """What was imported of one copy. Pictures stand beside JSON and databases, as the folder of all copies has them."""
    folder = tmp_path_factory.mktemp("again")
    copy = made.data / request.param.format(name="a-tiny-blog")
    (folder / "data").mkdir()
    for file in (copy, made.data / "archive.json") if request.param == "posts.jsonl" else (copy,):
        shutil.copy(file, folder / "data")
    if request.param != KINDS[2]:
        shutil.copytree(made.built, folder / "data/site")
    return request.param, folder / "site", imported(folder / "data" / copy.name, folder / "site")


def test_every_post_comes_back(made: Made, again: Again) -> None:
    kind, folder, report = again
    assert report.sound and not report.settled, report.text(full=True)
    found = {path.relative_to(folder).as_posix() for path in (folder / "posts").rglob("*.md")}
    assert found == made.sources.keys()
    for name, path in made.sources.items():
        if kind != KINDS[2]:
            assert (folder / name).read_bytes() == path.read_bytes()
        led = fields(folder / name).pop("redirects")
        assert led == fields(path)["redirects"] or (kind == KINDS[2] and led > fields(path)["redirects"])  # of a list
        assert fields(folder / name) | {"redirects": 0} == fields(path) | {"redirects": 0}, name
        comments = folder / name.replace(".md", ".comments.json")
        assert (json.loads(comments.read_text())["comments"] if comments.exists() else []) == made.rows(name)


def fields(path: Path) -> dict[str, Any]:
    """What a post says of itself, in the words of the model."""
    front, problems = frontmatter.read(path.read_bytes(), path.name, ZONE)
    assert front, problems
    names = ("timed", "categories", "tags", "description", "location", "language", "original", "thread")
    return {name: getattr(front, name) for name in names} | {
        "date": front.moment if front.timed else front.moment and front.moment.date(),
        "authors": front.authors or ("Ann Author",),
        "redirects": {redirect_key(one) for one in front.redirects},
        "follows": front.follows.rpartition("/")[2],
    }


def test_names_come_back(made: Made, again: Again) -> None:
    def known(folder: Path) -> list[Definition]:
        read = definitionfiles.read(folder)
        assert read.problems == ()
        return [one for one in read.definitions.entries if one.name != "Zz Nobody"]

    def pictures(folder: Path) -> dict[str, bytes]:
        return {one.name: (folder / one.image).read_bytes() for one in known(folder)}

    kind, folder, _ = again
    assert pictures(folder) == pictures(made.site.src) and len(pictures(folder)) == 2
    from_pages = kind == KINDS[2]  # pictures stand among those of posts then
    found, wanted = ({one.key: replace(one, image="") if from_pages else one for one in known(root)}
                     for root in (folder, made.site.src))  # fmt: skip
    assert found == wanted


def test_what_is_known_of_links_comes_back(made: Made, again: Again) -> None:
    """From pages they do not, and the report says so."""
    kind, folder, report = again
    if kind == KINDS[2]:
        assert "links that lead elsewhere than their author wrote, as `links.yaml` has it: 1" in report.text()
    else:
        assert (folder / "links.yaml").read_text(encoding="utf-8") == LINKS


def test_the_site_that_is_built_of_a_copy_is_the_same(made: Made, tmp_path: Path) -> None:
    """Of the lines of JSON and what stands beside them, byte for byte."""
    shutil.copytree(made.data, tmp_path / "data")
    shutil.copytree(made.built, tmp_path / "data/site")
    site = Site(tmp_path / "again", "blog")
    for name in ("posts", "p"):
        shutil.rmtree(site.src / name)
    for name in ("about.md", "index.md"):
        (site.src / name).unlink()
    report = imported(tmp_path / "data", site.src)
    assert report.sound and report.format == "archive_json", report.text(full=True)
    # Withheld posts have a page that says so, and are in no copy.
    shutil.copy(made.site.src / "posts/2012/10/zz-withheld.md", site.src / "posts/2012/10")
    make(site, tmp_path / "made")
    assert differences(tree(made.built), tree(tmp_path / "made/html")) == []


def tree(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".buildinfo")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_lines_alone_give_every_text_and_tell_what_is_missing(made: Made, tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    shutil.copy(made.data / "posts.jsonl", tmp_path / "alone")
    report = imported(tmp_path / "alone/posts.jsonl", tmp_path / "site")
    for name, path in made.sources.items():
        assert (tmp_path / "site" / name).read_bytes() == path.read_bytes()
    assert not report.sound
    for missing in ("posts/2012/10/pictures/square.png", "p/topics.md", "about.md"):
        assert any(missing in fault and re.match(r".*posts\.jsonl:\d+: ", fault) for fault in report.faults), missing


def test_an_import_of_a_newer_copy_follows_it(made: Made, tmp_path: Path, again: Again) -> None:
    """And leaves what its author has edited since."""
    kind, folder, _ = again
    copy = made.data / kind.format(name="a-tiny-blog")
    shutil.copytree(folder.parent, tmp_path / "it")
    edited = tmp_path / "it/site/posts/2012/10/lunch.md"
    edited.write_text("mine")
    report = imported(tmp_path / "it/data" / copy.name, tmp_path / "it/site")
    assert report.outcomes["edited"] == ["posts/2012/10/lunch.md"] and edited.read_text() == "mine"
    assert len(report.outcomes["unchanged"]) >= len(made.sources) - 1 and "written" not in report.outcomes


