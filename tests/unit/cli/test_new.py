"""Beginning a post."""

import resource
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from archive.cli import check, new
from archive.source.frontmatter import first_heading, read
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1341100800")  # 1 July 2012, 01:00 in London, still June elsewhere
    (tmp_path / "conf.py").write_text('time_zone = "Europe/London"\n')
    return tmp_path


def test_makes_a_draft_dated_today(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new.main(["Steady on,  Maggie", str(site)]) == 0
    path = site / "posts/2012/07/steady-on-maggie.md"
    assert capsys.readouterr().out == f"{path}\n"
    assert path.read_bytes() == b"---\ndate: 2012-07-01 01:00\ndraft: true\n---\n\n# Steady on, Maggie\n\n"
    assert check.main([str(site)]) == 0
    assert capsys.readouterr().out == "0 posts, 1 draft, no problem\n"


def test_never_writes_over_a_post(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new.main(["One", str(site)]) == 0
    path = site / "posts/2012/07/one.md"
    path.write_text("work of a day")
    capsys.readouterr()
    assert new.main(["ONE!", str(site)]) == 1
    assert path.read_text() == "work of a day"
    assert capsys.readouterr() == (
        "",
        f"{path}: there is such a post already: give the new one another title\n",
    )


@pytest.mark.parametrize("title", ["", " \n\t"])
def test_refuses_an_empty_title(site: Path, capsys: pytest.CaptureFixture[str], title: str) -> None:
    assert new.main([title, str(site)]) == 2
    assert capsys.readouterr().err.startswith("the title is empty: write it in quotes")
    assert not (site / "posts").exists()


def test_says_where_there_is_no_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new.main(["One", str(tmp_path)]) == 1
    assert "conf.py:1: cannot be read (No such file or directory)" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_empty_post(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most[1]))
    try:
        status = new.main(["One", str(site)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert status == 1
    assert capsys.readouterr().err.startswith(f"{site}/posts/2012/07/one.md: cannot be written (")
    assert not (site / "posts/2012/07/one.md").exists()


def test_says_where_it_cannot_write(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "posts").write_text("not a folder")
    assert new.main(["One", str(site)]) == 1
    assert ": cannot be written (" in capsys.readouterr().err


TITLES = [
    "C# and C++", "*Lean* in_London_", "_x_ y", "snake_case", "__init__ and __0__", "a__b",
    "a < b & c &amp; d", "[x](y) {role}`z`",
    "$5 and $6", "1. One", "~~x~~", "C:\\new", "Learning C#", "# A", "<!-- x -->", "🎉", "a | b^c", "___",
    "Issue #5 #", "--x", "[^1]", "---",
]  # fmt: skip


def shown(markdown: str) -> str:
    """The heading as a reader sees it."""
    tokens = MarkdownIt().enable("strikethrough").parse(markdown)
    assert [token.tag for token in tokens if token.nesting == 1] == ["h1"]
    inline = next(token for token in tokens if token.type == "inline")
    assert {child.type for child in inline.children or ()} <= {"text"}
    return "".join(child.content for child in inline.children or ())


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_text_whatever_it_holds(site: Path, title: str) -> None:
    assert new.main([title, str(site)]) == 0
    [path] = site.glob("posts/2012/07/*.md")
    front, problems = read(path.read_bytes(), "a.md", LONDON)
    assert problems == []
    assert front is not None
    assert front.draft
    assert shown(f"# {front.heading}") == title


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20))
def test_escapes_any_title(title: str) -> None:
    title = " ".join(title.split())
    if title:
        assert shown(f"# {new.escape(title)}") == title
        assert first_heading(f"# {new.escape(title)}") == new.escape(title)
