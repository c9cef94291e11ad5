"""Copies of an archive that are damaged, cut, changed or hostile: a fault has its place, and the rest is imported."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from archive.source import definitionfiles, linkfile
from conftest import Outcome, make_zip
from importer.cli import main
from importer.errors import ImportFailure
from importer.model import Entry
from importer.readers import Options, archive_json, built_site
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Imported = Callable[..., Outcome]
#: The files that an import writes for itself.
OWN = {"posts/.imported.json", "old-addresses/blog.example.txt"}


def record(name: str, **own: Any) -> dict[str, Any]:
    """The record of a post at ``posts/2012/10/NAME.md``."""
    source = own.pop("source", f"---\ndate: 2012-10-31\n---\n\n# {name}\n\nThe text of {name}.\n")
    digest = hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()
    said = {"about": "Fields are …", "path": f"posts/2012/10/{name}.md", "sha256": digest, "source": source}
    return {
        "id": f"tag:blog.example,2012-10-31:{name}", "url": f"https://blog.example/2012/10/{name}.html", "title": name,
        "date_published": "2012-10-31T12:00:00+00:00", "_archive": {**said, **own},
        "content_html": f"<p>The text of {name}.</p>",
    }  # fmt: skip


def lines(folder: Path, *records: dict[str, Any] | str) -> Path:
    """A file with these on its lines."""
    file = folder / "copy" / "posts.jsonl"
    file.parent.mkdir(exist_ok=True)
    texts = (one if isinstance(one, str) else json.dumps(one) for one in records)
    file.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return file


def written(outcome: Outcome) -> set[str]:
    """All that was written beside the posts' folder and within."""
    found = outcome.root.parent.rglob("*")
    paths = {path for path in found if path.is_file() and outcome.root in path.parents}
    return {path.relative_to(outcome.root).as_posix() for path in paths} - OWN


def posts(outcome: Outcome) -> set[str]:
    return {Path(name).stem for name in outcome.files() if name.endswith(".md")}


# Lines of JSON


def test_a_damaged_line_is_named_and_costs_no_other(imported: Imported, tmp_path: Path) -> None:
    damaged = json.dumps(record("two"))[:200] + "\x00" + json.dumps(record("two"))[201:]
    outcome = imported(lines(tmp_path, record("one"), damaged, record("three"), "[1, 2]", ""))
    assert posts(outcome) == {"one", "three"}
    assert [re.search(r"posts\.jsonl:(\d+): ", fault)[1] for fault in outcome.report.faults] == ["2", "4"]
    assert outcome.report.counted == (4, 4) and not outcome.report.sound


def test_a_file_that_is_cut_within_a_line_is_said_to_be(imported: Imported, tmp_path: Path) -> None:
    file = lines(tmp_path, record("one"), record("two"))
    file.write_bytes(file.read_bytes()[:-40])
    outcome = imported(file)
    assert posts(outcome) == {"one"} and [cut.where for cut in outcome.report.cut] == [f"{file}:2"]
    assert "CUT SHORT" in outcome.report.text() and not outcome.report.sound


def test_a_text_that_is_not_what_its_digest_says_is_named(imported: Imported, tmp_path: Path) -> None:
    changed = record("two")
    changed["_archive"]["source"] += "Changed.\n"
    outcome = imported(lines(tmp_path, record("one"), changed))
    assert "Changed." in outcome.post("posts/2012/10/two.md").text
    assert len(outcome.report.faults) == 1 and re.search(r"jsonl:2: .* digest", outcome.report.faults[0])


def test_a_source_that_cannot_be_read_leaves_the_text_of_its_html(imported: Imported, tmp_path: Path) -> None:
    unread = record("one", source="---\ndate: never\n---\n\n# one\n")
    outcome = imported(lines(tmp_path, unread, record("two", source="")))
    assert outcome.post("posts/2012/10/one.md").body == "The text of one."
    assert str(outcome.post("posts/2012/10/two.md").fields["date"]).startswith("2012-10-31")
    assert ["jsonl:1: " in outcome.report.faults[0], "jsonl:2: " in outcome.report.faults[1]] == [True, True]


def test_of_two_posts_with_one_path_or_one_id_neither_is_lost_in_silence(imported: Imported, tmp_path: Path) -> None:
    text = "---\ndate: 2012-10-31\nid: tag:blog.example,2012:1\n---\n\n# {}\n"
    outcome = imported(lines(
        tmp_path, record("one", source=text.format("One")), record("two", source=text.format("Two")), record("three"),
        record("three", source="---\ndate: 2012-10-31\n---\n\n# Another three\n"), record("three"),
    ))  # fmt: skip
    assert posts(outcome) == {"one", "two", "three"}
    one, two = (outcome.post(f"posts/2012/10/{name}.md") for name in ("one", "two"))
    assert (one.fields["id"], two.fields.get("id"), two.title) == ("tag:blog.example,2012:1", None, "# Two")
    assert [re.search(r":(\d+): ", fault)[1] for fault in outcome.report.faults] == ["2", "4"]
    assert all("jsonl:1" in fault or "jsonl:3" in fault for fault in outcome.report.faults)
    assert outcome.report.counted == (5, 5)


@pytest.mark.parametrize("path", (
    "../outside.md", "/etc/outside.md", "posts/../../outside.md", "posts/.git/hooks.md", "_ext/archive/x.md", "p/x.md",
    "posts/x.py", "posts\\..\\x.md", "C:/x.md", "", "posts/search.md", "posts/a\x00b.md", "guide/x.md", "conf.py",
))  # fmt: skip
def test_no_post_leaves_the_folder_of_posts(imported: Imported, tmp_path: Path, path: str) -> None:
    outcome = imported(lines(tmp_path, record("one", path=path)))
    assert written(outcome) == {"posts/2012/10/one.md"} and len(outcome.report.faults) == 1
    assert outcome.post("posts/2012/10/one.md").body == "The text of one."


@pytest.mark.parametrize("path", (
    "../x.txt", "conf.py", "_ext/archive/__init__.py", "_templates/site.html", "posts/2012/x.md", ".git/config",
    "posts/2012/10/one.comments.json", "/tmp/x.txt", "posts/../conf.py", "posts/.imported.json",
    "definitions/people.yaml", "definitions/works.YML", "definitions/../conf.py",
))  # fmt: skip
def test_no_file_beside_a_post_is_written_but_among_posts(imported: Imported, tmp_path: Path, path: str) -> None:
    text = "print()"
    file = {"path": path, "sha256": hashlib.sha256(text.encode()).hexdigest(), "size": len(text), "text": text}
    good = {**file, "path": "posts/2012/10/list.csv"}
    outcome = imported(lines(tmp_path, record("one", files=[file, good])))
    assert written(outcome) == {"posts/2012/10/one.md", "posts/2012/10/list.csv"}
    assert len(outcome.report.faults) == 1 and repr(path) in outcome.report.faults[0]


@pytest.mark.parametrize("image", ("../conf.py", "/etc/passwd", "definitions/../../x.png", ".git/x.png"))
def test_no_picture_of_a_name_is_looked_for_elsewhere(imported: Imported, tmp_path: Path, image: str) -> None:
    names = [{"kind": "person", "key": key, "name": key.upper(), "image": path}
             for key, path in (("ann", image), ("bo", "definitions/bo.png"))]  # fmt: skip
    outcome = imported(lines(tmp_path, record("one", names=names)))
    read = definitionfiles.read(outcome.root)
    assert [(one.key, one.image) for one in read.definitions.entries] == [("bo", "definitions/bo.png")]
    assert read.problems == () and "'ANN'" in outcome.report.faults[0]


def test_what_is_no_state_of_a_link_is_named(imported: Imported, tmp_path: Path) -> None:
    file = lines(tmp_path, record("one"))
    links = [{"address": "https://a.example/", "verdict": "dead", "note": "one\nand: two"},
             {"address": "javascript:x()", "verdict": "dead"},
             {"address": "https://b.example/", "status": "7"}]  # fmt: skip
    rest = {"version": "https://jsonfeed.org/version/1.1", "items": [], "_archive": {"links": links}}
    (file.parent / "archive.json").write_text(json.dumps(rest))
    outcome = imported(file)
    read = linkfile.read(outcome.root)
    assert [(one.address, one.status, one.note) for one in read.links.links] == [
        ("https://a.example/", "", "one and: two"), ("https://b.example/", "", "")]  # fmt: skip
    assert read.problems == () and len(outcome.report.faults) == 2
    assert all(fault.startswith(f"{file.parent}/archive.json: ") for fault in outcome.report.faults)


def test_a_picture_is_told_by_its_digest_alone(imported: Imported, tmp_path: Path) -> None:
    right, wrong = b"\x89PNG right", b"\x89PNG wrong"
    file = lines(tmp_path, record("one", files=[
        {"path": f"posts/2012/10/{name}.png", "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in (("a", right), ("b", b"\x89PNG gone!"))]))  # fmt: skip
    (file.parent / "renamed.bin").write_bytes(right)
    (file.parent / "b.png").write_bytes(wrong)
    outcome = imported(file)
    assert (outcome.root / "posts/2012/10/a.png").read_bytes() == right
    assert not (outcome.root / "posts/2012/10/b.png").exists()
    assert len(outcome.report.faults) == 1 and "posts/2012/10/b.png" in outcome.report.faults[0]


def test_comments_bring_no_scripts(imported: Imported, tmp_path: Path) -> None:
    rows = [
        {"id": "c1", "name": "A", "html": "<p onclick=x()>Good<script>alert(1)</script></p>", "link": "javascript:x()"},
        {"name": "B", "html": "<p>Nameless</p>"}, {"id": "c3", "parent": "c1", "html": 7},
    ]  # fmt: skip
    outcome = imported(lines(tmp_path, record("one", comments=rows)))
    assert outcome.comments("posts/2012/10/one.comments.json") == [{"id": "c1", "name": "A", "html": "<p>Good</p>"}]
    assert len(outcome.report.faults) == 2 and outcome.report.counted == (4, 4)


def test_what_other_programs_put_on_lines_is_read(imported: Imported, tmp_path: Path) -> None:
    item = {"id": "1", "url": "https://other.example/2012/10/one.html", "title": "One", "tags": ["a"],
            "date_published": "2012-10-31T09:00:00+01:00", "content_html": "<p>Some <em>words</em>.</p>"}  # fmt: skip
    outcome = imported(lines(tmp_path, item))
    post = outcome.post("posts/2012/10/one.md")
    assert (post.title, post.body, post.fields["tags"]) == ("# One", "Some *words*.", ["a"])
    assert outcome.report.sound, outcome.report.text()


def test_lines_may_be_packed_and_have_other_ends(imported: Imported, tmp_path: Path) -> None:
    file = lines(tmp_path, record("one"), record("two"))
    data = b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n\r\n").rstrip()
    packed = tmp_path / "posts.jsonl.gz"
    packed.write_bytes(gzip.compress(data))
    assert posts(imported(packed)) == {"one", "two"}


def test_what_is_too_long_or_too_deep_is_no_post(
    imported: Imported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_json, "MAX_LINE", 5000)
    long = json.dumps(record("long")).replace("The text", "x" * 4_000_000)
    deep = '{"_archive": ' + '{"a": [' * 2000 + "]}" * 2000 + "}"
    outcome = imported(lines(tmp_path, record("one"), long, deep, record("two")))
    assert posts(outcome) == {"one", "two"}
    assert [re.search(r":(\d+): ", fault)[1] for fault in outcome.report.faults] == ["2", "3"]


def odd(chance: random.Random, value: Any) -> Any:
    """`value` with something in it of another kind."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        name = chance.choice(sorted(value))
        return {**value, name: odd(chance, value[name])}
    if isinstance(value, list) and value and chance.random() < 0.6:
        return [odd(chance, value[0]), *value[1:]]
    return chance.choice([None, 1, -1.5, True, [], {}, [None], {"a": 1}, "", "\ud800", "\x00", "../..", "�" * 300,
                          ["\ud800", 3], 10**400, "2012-13-45", "<script>"])  # fmt: skip


def odd_records(imported: Imported, folder: Path, count: int, seed: int) -> None:
    """Records in which anything may be anything are imported, or refused in one line."""
    chance = random.Random(seed)
    whole = record(
        "one", comments=[{"id": "c1", "html": "<p>Good</p>", "date": "2012-10-31"}], redirects=["/old.html"],
        names=[{"kind": "person", "key": "ann", "name": "Ann", "links": {"A": "https://a.example/"}}],
        works=["@misc{a, title={A}}"], files=[{"path": "posts/a.png", "sha256": "", "size": 3, "text": "abc"}],
        blog={"title": "T", "time_zone": "Europe/London"}, front_matter={"description": "d"},
    )  # fmt: skip
    for _ in range(count):
        one: Any = whole
        for _ in range(chance.randint(1, 4)):
            one = odd(chance, one)
        try:
            outcome = imported(lines(folder, record("zero"), json.dumps(one)))
        except ImportFailure:
            continue
        held, accounted = outcome.report.counted
        assert held == accounted and not any("conf" in name or ".." in name for name in written(outcome))


def test_halves_of_characters_are_question_marks(imported: Imported, tmp_path: Path) -> None:
    item = {"id": "\ud800", "title": "Half \udc00", "content_html": "<p>a\ud83d</p>", "date_published": "2012-10-31"}
    outcome = imported(lines(tmp_path, item))
    (name,) = outcome.files()
    assert (outcome.post(name).title, outcome.post(name).body) == ("# Half ?", "a?")


def test_records_may_be_of_any_form(imported: Imported, tmp_path: Path) -> None:
    odd_records(imported, tmp_path, 40, 1)


@pytest.mark.fuzz
def test_thousands_of_records_may_be_of_any_form(imported: Imported, tmp_path: Path) -> None:
    odd_records(imported, tmp_path, 3000, 2)


# Web archives

PAGE = """<!doctype html><html><head><title>A blog: {0}</title><link rel="canonical" href="https://blog.example/2012/10/{0}.html">
<meta name="generator" content="blogger"></head><body><h2 class="date-header">Wednesday, 31 October 2012</h2>
<div class="post"><h3 class="post-title entry-title">{0}</h3>
<div class="post-body entry-content" id="post-body-{1}"><p>The text of {0}.</p></div></div></body></html>"""
SCHEMA = Path(__file__).parents[2] / "_ext/dist/schema.sql"
NAMES = ("one", "two", "three", "four")


def answer(url: str, body: bytes, status: str = "200 OK", kind: str = "text/html", **headers: str) -> dict[str, Any]:
    return {"url": url, "body": body, "status": status, "headers": {"Content-Type": kind, **headers}}


def page(name: str, **given: Any) -> dict[str, Any]:
    number = sum(name.encode())
    return {**answer(f"https://blog.example/2012/10/{name}.html", PAGE.format(name, number).encode()), **given}


def web_archive(folder: Path, answers: Iterable[dict[str, Any]], packed: bool = True) -> Path:
    """A web archive with these answers, as a crawler writes it: with requests among them."""
    file = folder / ("crawl.warc.gz" if packed else "crawl.warc")
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(file.name, {"software": "a crawler"}))
        for one in answers:
            http = StatusAndHeaders(one["status"], list(one["headers"].items()), protocol="HTTP/1.1")
            told = {"WARC-Date": one.get("date", "2013-01-01T00:00:00Z"), **one.get("warc", {})}
            body = {"payload": io.BytesIO(one["body"]), "length": len(one["body"]), "http_headers": http}
            kind = one.get("type", "response")
            writer.write_record(writer.create_warc_record(one["url"], kind, warc_headers_dict=told, **body))
            request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "blog.example")], is_http_request=True)
            writer.write_record(writer.create_warc_record(one["url"], "request", http_headers=request))
    return file


def chunked(body: bytes) -> bytes:
    return b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize("packed", (True, False))
def test_the_pages_of_a_blog_in_a_web_archive_are_read(imported: Imported, tmp_path: Path, packed: bool) -> None:
    two = page("two")
    two["headers"] |= {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    two["body"] = chunked(gzip.compress(two["body"]))
    three = page("three", headers={"Content-Type": "text/html; charset=windows-1251"})
    three["body"] = three["body"].replace(b"The text", "Текст".encode("cp1251"))
    gone = answer("https://blog.example/2012/10/gone.html", PAGE.format("gone", 9).encode(), "404 Not Found")
    outcome = imported(web_archive(tmp_path, [page("one"), two, three, gone], packed))
    assert posts(outcome) == {"one", "two", "three"} and outcome.report.sound, outcome.report.text(full=True)
    assert outcome.post("posts/2012/10/two.md").body == "The text of two."
    assert outcome.post("posts/2012/10/three.md").body == "Текст of three."


def test_a_web_archive_may_lie_in_another_archive(imported: Imported, tmp_path: Path) -> None:
    """As in a WACZ, beside indexes of its own."""
    packed = make_zip({
        "archive/data.warc.gz": web_archive(tmp_path, [page("one")]).read_bytes(),
        "indexes/index.cdx": b"example,blog)/ {}", "datapackage.json": b'{"profile": "data-package"}',
    }, tmp_path / "crawl.wacz")  # fmt: skip
    outcome = imported(packed)
    assert posts(outcome) == {"one"} and outcome.report.sound, outcome.report.text()
    assert outcome.post("posts/2012/10/one.md").fields["original"] == "https://blog.example/2012/10/one.html"


def test_the_newest_answer_of_an_address_is_read(imported: Imported, tmp_path: Path) -> None:
    newer = page("one", date="2014-01-01T00:00:00Z")
    newer["body"] = newer["body"].replace(b"The text", b"The newer text")
    outcome = imported(web_archive(tmp_path, [page("one"), newer, page("one", date="2012-12-01T00:00:00Z")]))
    assert outcome.post("posts/2012/10/one.md").body == "The newer text of one."
    assert any("not read: " in note and "gave another later (2)" in note for note in outcome.report.notes)


def test_a_record_that_refers_to_another_has_what_that_has(imported: Imported, tmp_path: Path) -> None:
    body = page("one")["body"]
    digest = {"WARC-Payload-Digest": f"sha1:{hashlib.sha1(body).hexdigest()}"}
    same = page("one", type="revisit", body=b"", warc=digest, url="https://blog.example/2012/10/other.html")
    outcome = imported(web_archive(tmp_path, [page("one", warc=digest), same]))
    assert outcome.report.tally.entries == 2 and posts(outcome) == {"one"}
    assert not any("not read" in note for note in outcome.report.notes)


def test_what_lies_beside_a_copy_is_named(imported: Imported, tmp_path: Path) -> None:
    file = lines(tmp_path, record("one"))
    (file.parent / "export.xml").write_text("<rss>")
    outcome = imported(file.parent)
    assert posts(outcome) == {"one"} and any("export.xml" in note for note in outcome.report.notes)


def cut_or_bent(imported: Imported, folder: Path, packed: bool, count: int, seed: int) -> None:
    """Of a web archive that is cut, or in which a bit is flipped, what is whole is read, and all else is named."""
    file = web_archive(folder, map(page, NAMES), packed)
    data, chance = file.read_bytes(), random.Random(seed)
    # Between records nothing tells that there were more.
    starts = [found.start() for found in re.finditer(b"\x1f\x8b\x08" if packed else b"WARC/1.0", data)]
    ends = {start - blank for start in starts for blank in range(1 if packed else 5)}
    found = ((data.find(page(name)["body"]), len(page(name)["body"])) for name in NAMES)
    bodies = [range(start, start + length) for start, length in found]
    for number in range(count):
        place, is_cut = chance.randrange(20, len(data)), number % 2
        flipped = bytes([data[place] ^ 1 << chance.randrange(8)])
        file.write_bytes(data[:place] if is_cut else data[:place] + flipped + data[place + 1 :])
        shutil.rmtree(folder / "site", ignore_errors=True)
        try:
            outcome = imported(file)
        except ImportFailure:
            assert is_cut and place < len(data) // 4, (number, place)  # before the first page was whole
            continue
        texts = {name: outcome.post(f"posts/2012/10/{name}.md").body for name in posts(outcome) & set(NAMES)}
        whole = {name for name, text in texts.items() if text == f"The text of {name}."}
        if is_cut:
            told = outcome.report.cut or place in ends or len(whole) == len(NAMES)
            assert whole == set(NAMES[: len(whole)]) and told, (number, place)
        else:
            assert len(whole) >= len(NAMES) - 1, (number, place)
            # Headers of records that are not packed have no checksum.
            has_digest = packed or any(place in texts_of for texts_of in bodies)
            assert len(whole) == len(NAMES) or outcome.report.cut or not has_digest, (number, place)


@pytest.mark.parametrize("packed", (True, False))
def test_what_is_whole_of_a_damaged_web_archive_is_read(imported: Imported, tmp_path: Path, packed: bool) -> None:
    cut_or_bent(imported, tmp_path, packed, 24, 3)


@pytest.mark.parametrize("length", (b"3", b"30", b"30000"))
def test_a_wrong_length_costs_one_record(imported: Imported, tmp_path: Path, length: bytes) -> None:
    file = web_archive(tmp_path, map(page, NAMES), packed=False)
    right = re.search(rb"Content-Length: (\d+)\r\n\r\nHTTP/1.1 200", file.read_bytes())[1]
    file.write_bytes(file.read_bytes().replace(b"Content-Length: " + right, b"Content-Length: " + length, 1))
    outcome = imported(file)
    assert posts(outcome) == set(NAMES[1:]) and outcome.report.cut


@pytest.mark.fuzz
@pytest.mark.parametrize("packed", (True, False))
def test_any_damage_of_a_web_archive_is_named(imported: Imported, tmp_path: Path, packed: bool) -> None:
    cut_or_bent(imported, tmp_path, packed, 1000, 4)


def test_a_record_that_is_not_what_its_digest_says_is_named(imported: Imported, tmp_path: Path) -> None:
    wrong = page("two", warc={"WARC-Payload-Digest": f"sha1:{'A' * 32}"})
    outcome = imported(web_archive(tmp_path, [page("one"), wrong, page("three")]))
    assert posts(outcome) == {"one", "two", "three"} and not outcome.report.sound
    assert [re.search(r", byte [\d,]+ \(the record of (\S+) is not what its digest says", cut.where)[1]
            for cut in outcome.report.cut] == ["https://blog.example/2012/10/two.html"]  # fmt: skip


def test_a_web_archive_of_another_software_is_refused_in_words(tmp_path: Path, capsys: Any) -> None:
    body = b'<!doctype html><html><head><meta name="generator" content="WordPress 6.4"></head><p>Text</p></html>'
    file = web_archive(tmp_path, [answer("https://other.example/", body), answer("https://other.example/b/", body)])
    assert main([str(file), "--posts", str(tmp_path / "posts")]) == 2
    said = capsys.readouterr().err
    assert "WordPress" in said and said.count("\n") == 1 and not (tmp_path / "posts").exists()


@pytest.mark.parametrize("url", (
    "https://blog.example/../../../etc/passwd", "https://blog.example/%2e%2e/%2e%2e/2012/10/one.html", "file:///etc/passwd",
    "https:///2012", "http://[::1", "https://blog.example/" + "a/" * 3000, "dns:blog.example", "",
))  # fmt: skip
def test_odd_addresses_do_no_harm(imported: Imported, tmp_path: Path, url: str) -> None:
    outcome = imported(web_archive(tmp_path, [page("one"), answer(url, b"root:x:0:0")]))
    assert posts(outcome) == {"one"} and written(outcome) == {"posts/2012/10/one.md"}


@pytest.mark.parametrize("bomb", ("member", "content"))
def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, imported: Imported, bomb: str) -> None:
    monkeypatch.setattr("importer.archives.MAX_PLAIN", 1 << 20)
    monkeypatch.setattr("importer.archives.MAX_RATIO", 10)
    body = bytes(30 << 20)
    one = answer("https://blog.example/", body)
    if bomb == "content":
        one |= {"body": gzip.compress(body), "headers": {"Content-Encoding": "gzip"}}
    else:
        one["type"] = "metadata"  # of which nothing is read
    with pytest.raises(ImportFailure, match="a bomb, not an export"):
        imported(web_archive(tmp_path, [one]))


# Databases


def database(folder: Path, *statements: str) -> Path:
    """A database of an archive with one post, after these statements."""
    file = folder / "archive.db"
    file.unlink(missing_ok=True)
    made = sqlite3.connect(file)
    made.executescript("PRAGMA application_id = 0x424C4F47; PRAGMA user_version = 1;")
    made.executescript(SCHEMA.read_text(encoding="utf-8"))
    one = record("one")
    own = one["_archive"]
    row = {"id": 1, "path": own["path"], "url": one["url"], "title": "one", "day_only": 1, "date": "2012-10-31",
           "language": "en", "feed_id": one["id"], "words": 4, "text": "", "html": one["content_html"],
           "source": own["source"], "sha256": own["sha256"]}  # fmt: skip
    made.execute(f"INSERT INTO posts ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    for statement in statements:
        made.execute(statement)
    made.commit()
    made.close()
    return file


def test_a_database_gives_its_posts(imported: Imported, tmp_path: Path) -> None:
    outcome = imported(database(tmp_path))
    assert outcome.post("posts/2012/10/one.md").text == record("one")["_archive"]["source"] and outcome.report.sound


@pytest.mark.parametrize(("statement", "said"), (
    ("PRAGMA user_version = 2", "newer software"),
    ("DROP TABLE posts", "no such table"),
    ("ALTER TABLE posts DROP COLUMN feed_id", "feed_id"),
    ("ALTER TABLE posts RENAME TO p", "no such table"),
))  # fmt: skip
def test_a_database_of_another_form_is_refused_in_a_line(
    imported: Imported, tmp_path: Path, statement: str, said: str
) -> None:
    with pytest.raises(ImportFailure, match=said) as caught:
        imported(database(tmp_path, statement))
    assert "\n" not in str(caught.value) and str(tmp_path / "archive.db") in str(caught.value)


@pytest.mark.parametrize("endless", (
    "WITH RECURSIVE m(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM m) SELECT id FROM m ORDER BY -id",
    f"SELECT a0.id FROM {', '.join(f'n AS a{number}' for number in range(20))} ORDER BY -a0.id",
))  # fmt: skip
def test_a_view_in_the_place_of_a_table_does_nothing_for_ever(
    imported: Imported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endless: str
) -> None:
    monkeypatch.setattr("importer.readers.archive_db._MOST_STEPS", 100)
    numbers = "CREATE TABLE n AS SELECT value AS id FROM json_each('[1,2,3,4,5,6,7,8]')"
    file = database(tmp_path, "DROP TABLE pages", numbers, f"CREATE VIEW pages AS {endless}")
    with pytest.raises(ImportFailure, match=r"interrupted|not authorized|prohibited"):
        imported(file)


def test_a_damaged_database_is_named(imported: Imported, tmp_path: Path) -> None:
    file = database(tmp_path)
    data = file.read_bytes()
    refused = 0
    for length in (120, 5000, len(data) // 2, len(data) - 4096):
        file.write_bytes(data[:length])
        try:
            assert not imported(file).report.sound
        except ImportFailure as failure:
            assert str(file) in str(failure)
            refused += 1
    assert refused


def test_a_page_that_says_no_address_to_be_its_own_is_read_by_its_place() -> None:
    page = (
        '<html lang="en" data-content_root="../../"><head><link rel="canonical" href="https://[larder/2012/10/a.html">'
        '</head><body><article id="furo-main-content"><div class="post h-entry"><h1 class="p-name">Bread</h1>'
        '<div class="e-content"><p>Words.</p></div></div></article></body></html>'
    )
    found = built_site.items([("/2012/10/a.html", page.encode())], Options(UTC))
    (post,) = (one for one in found if isinstance(one, Entry))
    assert (post.title, post.address) == ("Bread", "/2012/10/a.html")
