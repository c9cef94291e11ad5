"""The check without a build: what it prints and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from archive.cli import check
from archive.source import configuration

ROOT = Path(__file__).resolve().parents[3]
POST = "---\ndate: {date}\n---\n\n# Title\n\n{text}\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with two posts and a standing page, all in order."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1351762200")  # 1 November 2012, 09:30 in London
    (tmp_path / "conf.py").write_text(
        'import os\nmyst_heading_anchors = 2\n'
        'time_zone = "Europe/London"\ninclude_patterns = ["*.md", "guide/**/*.md", "posts/**/*.md"]\n'
    )
    (tmp_path / "index.md").write_text("# Front\n")
    (tmp_path / "two words.md").write_text("# Two\n")
    (tmp_path / "posts/2012").mkdir(parents=True)
    add(tmp_path, "2012/a")
    add(tmp_path, "2012/b")
    return tmp_path


def add(site: Path, name: str, text: str = "text", date: str = "2012-10-31") -> None:
    (site / f"posts/{name}.md").write_text(POST.format(date=date, text=text), encoding="utf-8")


def run(site: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    status = check.main([str(site)])
    return status, capsys.readouterr().out.splitlines()


def test_a_site_in_order(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(site, capsys) == (0, ["2 posts, no problem"])


def test_counts_what_is_hidden(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "posts/draft.md").write_text("---\ndraft: true\n---\n")
    (site / "posts/draft2.md").write_text("---\ndraft: true\n---\n")
    (site / "posts/law.md").write_text("---\nwithhold: law\n---\n")
    add(site, "ahead", date="2012-11-02")
    assert run(site, capsys) == (0, ["2 posts, 2 drafts, 1 scheduled, 1 withheld, no problem"])


def test_prints_every_problem_and_fails(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(site, "2012/b", date="soon")
    add(site, "index")
    status, lines = run(site, capsys)
    assert status == 1
    assert lines[0].startswith("posts/2012/b.md:2: `date`: `soon` is not a date")
    assert lines[1].startswith("posts/index.md:1: the post would stand at /index.html, as does index.md")
    assert lines[2] == "3 posts, 2 problems"


def test_dates_are_those_of_the_zone_in_conf(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(site, "2012/b", date="2012-11-01 10:00")
    assert run(site, capsys)[1] == ["1 post, 1 scheduled, no problem"]
    (site / "conf.py").write_text('time_zone: str = "Asia/Tokyo"\n')
    assert run(site, capsys)[1] == ["2 posts, no problem"]


@pytest.mark.parametrize(
    ("conf", "message"),
    [
        (
            '\ntime_zone = "Europe/Londen"',
            "conf.py:2: `time_zone`: `Europe/Londen` is not a time zone: write its IANA",
        ),
        ("time_zone = os.environ['TZ']", "conf.py:1: `time_zone`: write the name itself"),
        ("time_zone = 1", "conf.py:1: `time_zone`: write the name itself"),
        ("a = 1\nb = (", "conf.py:2: is not Python ('(' was never closed): mend the line"),
        ("a = '\0'", "conf.py:1: is not Python"),
    ],
)
def test_says_what_is_wrong_with_conf(site: Path, capsys: pytest.CaptureFixture[str], conf: str, message: str) -> None:
    (site / "conf.py").write_text(conf)
    status, lines = run(site, capsys)
    assert status == 1
    assert len(lines) == 1
    assert message in lines[0]


def test_says_where_there_is_no_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = run(tmp_path, capsys)
    assert status == 1
    assert lines == [
        f"{tmp_path}/conf.py:1: cannot be read (No such file or directory): run this in the folder of the site"
    ]


def test_patterns_mean_what_they_mean_to_sphinx(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "conf.py").write_text('include_patterns = ["*.md", "guide/**.md", "", "/a.md", "[", "posts/**.md"]\n')
    (site / "guide/deep").mkdir(parents=True)
    (site / "guide/deep/how.md").write_text("[x](gone.md)\n")
    assert run(site, capsys)[1][0].startswith("guide/deep/how.md:1: the link to `gone.md` leads to no file")


def test_never_runs_conf(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "conf.py").write_text("raise SystemExit('run')\n")
    assert run(site, capsys) == (0, ["2 posts, no problem"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[x](b.md)", None),
        ("[x](b.md#title)", None),
        ("[x](b.md#part)", "7: there is no place `part` in `b.md`"),
        ("[x](./b.md 'title')", None),
        ("[x](#n1) {anchor}`n1`", None),
        ("[x](#n2) {anchor}`n1`", "7: the link to `#n2` leads to no place"),
        ("[x](../../index.md)", None),
        ("[x](/posts/2012/b.md)", None),
        ("[x](<b.md>)", None),
        ("[x]: b.md", None),
        ("[x](https://example.org/c.md)", None),
        ("[x](//example.org/c.md)", None),
        ("[x](c.html)", "7: the link to `c.html` leads to no file"),
        ("`[x](c.md)`", None),
        ("```\n[x](c.md)\n```", None),
        ("~~~~md\n~~~\n[x](c.md)\n~~~~", None),
        ("<!--\n[x](c.md)\n\n[x](c.md)\n-->", None),
        ("  <!-- not ended\n\n[x](c.md)", None),
        ("text <!-- not ended\n[x](c.md)", "8: the link to `c.md` leads to no file"),
        ("text <!-- not ended\n\n[x](c.md)", "9: the link to `c.md` leads to no file"),
        ("```{admonition} On {abbr}`Ofsted`\nText.\n```", "7: three backticks begin no block"),
        ("~~~{admonition} On {abbr}`Ofsted`\nText.\n~~~", None),
        ("```{admonition} On Ofsted\nText.\n```\n```{code}` is code```", None),
        ("    <!-- code\n\n[x](c.md)", "9: the link to `c.md` leads to no file"),
        ("\\[x\\](c.md)", None),
        ("```{update} 2 November 2012\ntext\n```\n\n```\n[x](c.md)\n```", None),
        ("[x](../../two%20words.md)", None),
        ("[x](b-.md)", "7: the link to `b-.md` leads to no file: did you mean `b.md`?"),
        ("[x](../b.md)", "7: the link to `../b.md` leads to no file: did you mean `b.md`?"),
        ("[x](../2011/b.md#part)", "7: the link to `../2011/b.md` leads to no file: did you mean `b.md`?"),
        ("[x](/b.md)", "7: the link to `/b.md` leads to no file: did you mean `/posts/2012/b.md`?"),
        ("\ntext [x\ny](zzzzzzzzz.md)", "8: the link to `zzzzzzzzz.md` leads to no file: mend the path"),
        ("[x](<no such.md>)", "7: the link to `no such.md` leads to no file"),
        ("[x](no%20such.md)", "7: the link to `no such.md` leads to no file"),
        ("[x]: gone.md", "7: the link to `gone.md` leads to no file"),
        ("```{update} 2 November 2012\n[x](gone.md)\n```", "8: the link to `gone.md` leads to no file"),
        ("`a` [x](gone.md) `b`", "7: the link to `gone.md` leads to no file"),
        ("```\ncode\n```\n[x](gone.md)\n\n```\ncode\n```", "10: the link to `gone.md` leads to no file"),
    ],
)
def test_links(site: Path, capsys: pytest.CaptureFixture[str], text: str, message: str | None) -> None:
    add(site, "2012/a", text)
    status, lines = run(site, capsys)
    assert (status, len(lines)) == ((1, 2) if message else (0, 1))
    if message:
        assert lines[0].startswith(f"posts/2012/a.md:{message}")


def test_links_to_what_has_no_page(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(site, "ahead", date="2012-11-02")
    (site / "posts/law.md").write_text("---\nwithhold: law\n---\n")
    add(site, "2012/a", "[x](../ahead.md) [y](../law.md)")
    assert run(site, capsys)[1][:-1] == [
        "posts/2012/a.md:7: the link to `../ahead.md` leads to a post that has no page (scheduled): "
        "take the link out till then"
    ]


def test_links_of_standing_pages(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "guide").mkdir()
    (site / "guide/how.md").write_bytes(b"\xef\xbb\xbf[x]: gone.md\r\n\r\n[x](../indx.md)\r\n")
    (site / "README").write_text("[x](gone.md)")
    assert run(site, capsys)[1][:-1] == [
        "guide/how.md:1: the link to `gone.md` leads to no file: mend the path, or take the link out",
        "guide/how.md:3: the link to `../indx.md` leads to no file: did you mean `../index.md`?",
    ]


def test_links_of_and_to_posts_that_are_wrong(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(site, "2012/long-name", "[x](2012/b.md)", date="soon")
    add(site, "2012/a", "[x](long-nam.md)")
    found = [line.partition(": ") for line in run(site, capsys)[1][:-1]]
    assert [place for place, _, _ in found] == [
        "posts/2012/a.md:7", "posts/2012/long-name.md:2", "posts/2012/long-name.md:7"
    ]  # fmt: skip
    assert found[0][2].endswith("did you mean `long-name.md`?")


@pytest.mark.parametrize(
    ("conf", "label"),
    [
        ('author = "Ann Author"', "author-ann-author"),
        ('author = "Ann Author"\nblog_default_author = ["Bo", "Cy"]', "author-cy"),
        ('blog_authors = {"ann": ("Ann Author", None)}\nblog_default_author = "ann"', "author-ann-author"),
    ],
)
def test_the_page_of_who_wrote_posts_that_name_nobody(
    site: Path, capsys: pytest.CaptureFixture[str], conf: str, label: str
) -> None:
    with (site / "conf.py").open("a") as file:
        file.write(f"{conf}\n")
    add(site, "2012/b", f"{{ref}}`{label}` {{ref}}`posts <{label}>`")
    assert run(site, capsys) == (0, ["2 posts, no problem"])
    add(site, "2012/b", "{ref}`posts <author-nobody>`")
    status, lines = run(site, capsys)
    assert status == 1
    assert "there is no place `author-nobody`" in lines[0]


def test_runs_by_itself_without_sphinx(site: Path) -> None:
    """As `make check` runs it: in a plain terminal, with Sphinx out of reach."""
    add(site, "2012/a", "[é](é.md)")
    program = (
        "import runpy, sys\n"
        "sys.argv = ['check', sys.argv[1]]\n"
        "for name in ('sphinx', 'ablog', 'furo'): sys.modules[name] = None\n"
        "runpy.run_module('archive.cli.check', run_name='__main__')\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "_ext"), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run([sys.executable, "-c", program, str(site)], env=env, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("posts/2012/a.md:7: the link to `\\xe9.md` leads to no file")


def test_settings_are_known_without_loading_what_has_them() -> None:
    known = check.known_settings(["sphinx.ext.todo", "no_such_package", ""])
    of_sphinx = {"project", "html_theme", "epub_show_urls", "linkcheck_ignore", "numfig", "intersphinx_mapping"}
    of_others = {"page_size", "show_drafts", "myst_heading_anchors", "bibtex_bibfiles", "blog_title"}
    assert of_sphinx | of_others <= known


@pytest.mark.parametrize("conf", [ROOT / "conf.py", *sorted(ROOT.glob("tests/roots/*/conf.py"))], ids=str)
def test_nothing_is_said_of_the_settings_that_are_there(conf: Path) -> None:
    assert list(configuration.misspelt(conf, check.known_settings([]))) == []
