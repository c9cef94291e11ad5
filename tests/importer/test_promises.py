"""What the importer promises: safe to run again, the author's work untouched, bad input one clear line."""

# ruff: noqa: E501 - lines of exports and of vectors stay as they are
from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import FIXTURES, make_zip
from exports import item, wxr
from importer.cli import main
from importer.errors import ImportFailure

FIRST = "posts/2012/10/steady-on-maggie.md"
EXPORT = "blog-11-02-2012.xml"


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


class TestAgain:
    def test_nothing_changes(self, imported):
        before = snapshot(imported(EXPORT).root)
        again = imported(EXPORT)
        assert snapshot(again.root) == before and set(again.report.outcomes) == {"unchanged"}

    def test_only_new_posts_appear(self, imported, tmp_path):
        before = snapshot(imported(EXPORT).root)
        text = (FIXTURES / EXPORT).read_text()
        start, end = (
            text.index("<entry><id>tag:blogger.com,1999:blog-100.post-1<"),
            text.index("<entry><id>tag:blogger.com,1999:blog-100.post-2<"),
        )
        new = text[start:end].replace("post-1<", "post-9<").replace("steady-on-maggie", "newer")
        (tmp_path / "new.xml").write_text(text[:start] + new + text[start:])
        again = imported(tmp_path / "new.xml")
        assert again.report.outcomes["written"] == ["posts/2012/10/newer.md"]
        after = snapshot(again.root)
        assert all(after[name] == value for name, value in before.items() if not name.endswith(".imported.json"))

    def test_an_edited_post_is_left_and_shown(self, imported):
        path = imported(EXPORT).root / FIRST
        path.write_text(path.read_text().replace("One *odd* thing", "One even thing"))
        again = imported(EXPORT)
        assert again.report.outcomes["edited"] == [FIRST] and "even" in path.read_text()
        assert "-One even thing." in again.diffs[0] and "+One *odd* thing." in again.diffs[0]

    def test_a_post_that_changed_at_the_source_follows_it(self, imported, tmp_path):
        root = imported(EXPORT).root
        (tmp_path / "new.xml").write_text(
            (FIXTURES / EXPORT).read_text().replace("One &lt;i&gt;odd", "A very &lt;i&gt;odd")
        )
        assert imported(tmp_path / "new.xml").report.outcomes["updated"] == [FIRST]
        assert "A very *odd*" in (root / FIRST).read_text()

    def test_a_removed_post_stays_removed(self, imported):
        (imported(EXPORT).root / FIRST).unlink()
        again = imported(EXPORT)
        assert again.report.outcomes["removed"] == [FIRST] and FIRST not in again.files()
        assert imported(EXPORT).report.outcomes["removed"] == [FIRST]

    def test_a_file_of_the_authors_own_is_never_overwritten(self, imported, tmp_path):
        path = tmp_path / "site" / FIRST
        path.parent.mkdir(parents=True)
        path.write_text("mine")
        assert imported(EXPORT).report.outcomes["edited"] == [FIRST] and path.read_text() == "mine"

    def test_a_slug_never_changes(self, imported, tmp_path):
        imported("wordpress.xml")
        text = (FIXTURES / "wordpress.xml").read_text().replace("/2012/11/classic/", "/2012/11/renamed/")
        (tmp_path / "w.xml").write_text(text)
        assert imported(tmp_path / "w.xml").report.outcomes["updated"] == ["posts/2012/11/classic.md"]

    def test_dry_run_writes_nothing_and_says_what_it_would(self, imported, tmp_path):
        outcome = imported(EXPORT, dry=True)
        assert not (tmp_path / "site").exists() and FIRST in outcome.report.text()


def element(body: str) -> str:
    return (
        '<?xml version="1.0"?>'
        + body
        + "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>"
        "<entry><id>a.post-1</id><blogger:type>POST</blogger:type><title>&e;</title></entry></feed>"
    )


BOMB = (
    '<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + '<!ENTITY e "&j;">]>'
)
BROKEN = {
    "entity bomb": element(BOMB).encode(),
    "external entity": element('<!DOCTYPE feed [<!ENTITY e SYSTEM "file:///etc/passwd">]>').encode(),
    "cut short before any text": b"<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item><title>One</title>",
    "empty": b"",
    "words": b"Just words.\n",
    "binary": bytes(range(256)) * 40,
    "text without a day": b"Title\n\n31 October 2012\n\nA\n",
    "json": b'{"version": "https://jsonfeed.org/version/1.1", "items": 5}',
    "feed with entities": b'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel><title>&a;</title></channel></rss>',
    "no feed": b"<rss><channel",
    "page without a post": b"<!doctype html><title>x</title><p>y",
    "deep": b"<feed xmlns='http://schemas.google.com/blogger/2018'>" + b"<a>" * 5000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gives_one_line_and_touches_nothing(name, tmp_path, capsys, monkeypatch):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/mine.md").write_text("mine")
    (tmp_path / "in").write_bytes(BROKEN[name])
    before = snapshot(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main([str(tmp_path / "in"), "--posts", str(tmp_path / "posts")]) == 2
    out, error = capsys.readouterr()
    assert out == "" and error.count("\n") == 1 and error.startswith(str(tmp_path / "in")) and "Traceback" not in error
    assert snapshot(tmp_path) == before and not (tmp_path / "etc").exists() and "root:" not in error


@pytest.mark.parametrize(
    "name", ["../feed.atom", "/etc/feed.atom", "a/../../feed.atom", "..\\feed.atom", "C:\\feed.atom"]
)
def test_a_zip_whose_entries_leave_it_is_refused(imported, tmp_path, name):
    with pytest.raises(ImportFailure, match="leaves the zip"):
        imported(make_zip({name: b"x"}, tmp_path / "a.zip"))


def test_a_zip_with_a_link_or_a_bomb_or_damage_is_refused(imported, tmp_path):
    with pytest.raises(ImportFailure, match="is a link"):
        imported(make_zip({"feed.atom": b"/etc/passwd"}, tmp_path / "a.zip", external_attr=0o120777 << 16))
    feed = (FIXTURES / EXPORT).read_bytes()
    whole = make_zip({"feed.atom": feed}, tmp_path / "b.zip").read_bytes()
    (tmp_path / "c.zip").write_bytes(whole[:200] + bytes(40) + whole[240:])
    with pytest.raises(ImportFailure, match=r"damaged|broken|unpacked"):
        imported(tmp_path / "c.zip")


def test_a_bomb_is_known_by_its_sizes(imported, tmp_path, monkeypatch):
    monkeypatch.setattr("importer.archives.MAX_PLAIN", 1 << 20)
    with pytest.raises(ImportFailure, match="bomb"):
        imported(make_zip({"feed.atom": bytes(4 << 20)}, tmp_path / "a.zip"))


def test_links_in_a_folder_are_not_followed(imported, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/feed.atom").symlink_to(FIXTURES / EXPORT)
    with pytest.raises(ImportFailure, match="not an export"):
        imported(tmp_path / "in")


def test_a_damaged_manifest_stops_before_anything_is_written(imported):
    manifest = imported(EXPORT).root / "posts/.imported.json"
    for text in (
        "{",
        '{"format": 1, "files": {"a": "../../x.md"}, "digests": {}, "fetched": {}}',
        "[]",
        '{"format": 9}',
    ):
        manifest.write_text(text)
        with pytest.raises(ImportFailure, match="damaged"):
            imported(EXPORT)


@pytest.mark.parametrize(
    "arguments", [["--zone", "Nowhere/Land"], ["--site-url", "blog"], ["--titles", "/no/such/list"]]
)
def test_options_are_checked(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([str(FIXTURES / EXPORT), *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1 and not list(tmp_path.iterdir())


@pytest.mark.parametrize("epoch", ["²", "1e9", "9" * 30])
def test_a_moment_that_is_none_is_named(epoch, capsys, tmp_path, monkeypatch):
    """To Python ``²`` is a digit, and no number."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert main([str(FIXTURES / EXPORT)]) == 2
    said = capsys.readouterr().err
    assert f"SOURCE_DATE_EPOCH is `{epoch}`: set it to whole seconds since 1970" in said and said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_names_that_a_terminal_cannot_show_end_nothing(tmp_path, monkeypatch):
    shown = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", shown)
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"Caf\xe9 \xe2\x80\x93 blog.atom")
    Path(name).write_bytes((FIXTURES / EXPORT).read_bytes())
    assert main([name]) == 0
    shown.flush()
    assert "every one accounted for" in shown.buffer.getvalue().decode("ascii")
    assert "every one accounted for" in Path("import-report.txt").read_text(encoding="utf-8")


def test_the_command(tmp_path):
    path = Path(sys.modules["importer"].__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "importer", FIXTURES / EXPORT],
        cwd=tmp_path,
        env={"PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "every one accounted for" in done.stdout and "Round trip: 4 of 4" in done.stdout
    assert done.stdout.endswith("\nThe full report: import-report.txt\n")
    assert (tmp_path / "import-report.txt").read_text().startswith(str(FIXTURES / EXPORT))
    assert (tmp_path / FIRST).is_file()


@pytest.mark.parametrize("report", ["nowhere/report.txt", "."])
def test_a_report_that_cannot_be_written_is_said_before_anything_is_done(report, tmp_path, capsys):
    posts = tmp_path / "site" / "posts"
    assert main([str(FIXTURES / EXPORT), "--posts", str(posts), "--report", str(tmp_path / report), "--quiet"]) == 2
    assert "the report cannot be written there" in capsys.readouterr().err
    assert not posts.exists()


def test_it_runs_without_sphinx():
    code = "import sys, importer.cli, importer.run, importer.readers.wxr; print([m for m in sys.modules if m.split('.')[0] in ('sphinx', 'ablog', 'furo')])"
    path = Path(sys.modules["importer"].__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(path)}, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_control_characters_do_not_break_an_export(imported, tmp_path):
    data = (FIXTURES / "wordpress.xml").read_bytes().replace(b"First line", b"First\x08 \x0bline")
    (tmp_path / "w.xml").write_bytes(data)
    assert "First line" in imported(tmp_path / "w.xml").post("posts/2012/11/classic.md").body


def test_one_is_said_as_one(imported, tmp_path):
    (tmp_path / "blog.xml").write_text(wxr(item(1, body="<p>It rained.</p><script>x()</script>")))
    lines = [line.strip() for line in imported(tmp_path / "blog.xml").report.text().splitlines()]
    assert "its one entry is accounted for" in lines[0] and "but for 1 thing left out" in lines[0]
    assert "1 post" in lines and "The source holds 1 entry: every one accounted for." in lines
