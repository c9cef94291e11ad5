"""`make check` knows the names in posts: those that nothing defines, and definitions that nothing mentions."""

from pathlib import Path

import pytest
from archive.check import roles
from archive.cli import check
from archive.reading import names
from archive.source import markdown
from myst_parser.config.main import MdParserConfig

CODE = "```md\n{person}`In a block`\n```\n\n`` {person}`in code` `` <!-- {person}`in a comment` --> `{org}` \\{org}"
CODE += "\n\n% {person}`Commented out`"


def site(tmp_path: Path, text: str, conf: str = "") -> Path:
    for name, content in {
        "conf.py": conf or "time_zone = 'UTC'\n",
        "index.md": "# Home\n",
        "definitions/people.yaml": "Ann O’Neill:\n  aliases: [Annie]\nBen:\n",
        "posts/2012/a.md": "---\ndate: 2012-01-01\n---\n\n# A\n",
        "posts/2012/b.md": f"---\ndate: 2012-01-02\n---\n\n# B\n\n{text}\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], root: Path) -> tuple[int, list[str]]:
    status = check.main([str(root)])
    return status, capsys.readouterr().out.splitlines()


def test_what_is_not_mentioned_is_a_hint_and_no_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "A work{samp}`x`, {person}`she\n<annie>`, {archive:post}`a` and `code`.\n\n" + CODE
    assert said(capsys, site(tmp_path, text)) == (
        0, ["hint: definitions/people.yaml:3: nothing mentions `Ben`, so it has no page", "2 posts, no problem"]
    )  # fmt: skip


def test_of_an_author_a_definition_has_a_use_without_a_mention(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path, "By {person}`Annie`.")
    (root / "posts/b.md").write_text("---\ndate: 2012-10-02\nauthor: Ben\n---\n\n# B\n", encoding="utf-8")
    assert said(capsys, root) == (0, ["3 posts, no problem"])



@pytest.mark.parametrize("text", ["{person}`<Annie>`", "{person}` <Annie>`"])
def test_a_target_alone_in_brackets_is_a_name_that_is_not_defined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert "posts/2012/b.md:7: there is no person" in said(capsys, site(tmp_path, text))[1][0]
    assert names.parse(text[9:-1])[0] == "<Annie>"


@pytest.mark.parametrize(("target", "kept"), [("FOREIGN Person", True), ("foreign-person", False)])
def test_a_name_that_another_archive_defines_reads_as_typed_and_a_key_as_its_name(target: str, kept: bool) -> None:
    assert names.reference("a", target, "event", target, False)["refexplicit"] is kept


def test_without_any_post_one_hint_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(tmp_path, "")
    for path in (root / "posts/2012").iterdir():
        path.unlink()
    hint = 'hint: there is no post in posts/ yet: begin one with `make new TITLE="…"`'
    assert said(capsys, root) == (0, [hint, "0 posts, no problem"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Of {person}`Anie`.", "there is no person `Anie`: did you mean `Annie`?"),
        ("Of {law}`Some Act`.", "there is no law `Some Act`: define it in definitions/laws.yaml"),
        ("Of {post}`2012/c`.", "there is no post `2012/c`: did you mean `2012/b` or `2012/a`?"),
    ],
)
def test_a_name_of_nothing_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    status, lines = said(capsys, site(tmp_path, f"Words.\n\n{text} {{person}}`Ben` {{person}}`Annie`"))
    assert (status, lines) == (1, [f"posts/2012/b.md:9: {message}", "2 posts, 1 problem"])


def test_a_post_without_a_page_is_a_problem_to_published_posts_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path, "{person}`Ben` {person}`Annie` {post}`a`, {post}`d`, {post}`2099/ahead`, {post}`gone`.")
    for name, field in {"d": "draft: true", "2099/ahead": "date: 2099-01-01", "gone": "withhold: law"}.items():
        (root / f"posts/{name}.md").parent.mkdir(exist_ok=True)
        (root / f"posts/{name}.md").write_text(f"---\n{field}\n---\n\n# T\n\n{{post}}`d`\n")
    message = "which is {}: publish that first, or take out the link"
    assert said(capsys, root)[1][:-1] == [
        f"posts/2012/b.md:7: the link leads to 2099/ahead, {message.format('dated in the future')}",
        f"posts/2012/b.md:7: the link leads to d, {message.format('a draft')}",
    ]


def test_a_work_that_is_cited_is_mentioned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(tmp_path, "{person}`Ben` {person}`Annie` {footcite:p}`z, long-2011`", "bibtex_bibfiles = ['x.bib']\n")
    (root / "x.bib").write_text("@misc{z,}\n@misc{long-2011,}\n")
    (root / "definitions/works.yaml").write_text("Long:\n  key: long-2011\nShort:\n")
    assert said(capsys, root)[1][:-1] == ["hint: definitions/works.yaml:3: nothing mentions `Short`, so it has no page"]


def test_another_site_may_define_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = said(capsys, site(tmp_path, "Of {person}`Somebody`.", "intersphinx_mapping = {}\n"))
    assert status == 0


def test_a_wrong_definition_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(tmp_path, "{person}`Ben` {person}`Annie`")
    (root / "definitions/laws.yaml").write_text("Act:\n  abuot: x\n", encoding="utf-8")
    assert said(capsys, root)[1][0] == "definitions/laws.yaml:2: `Act`: `abuot` is not a field: did you mean `about`?"


def test_citations_of_works_that_no_file_holds_are_told(tmp_path: Path) -> None:
    (tmp_path / "works.bib").write_text("@comment{x}\n@book{brown-2011, title={T}}\n @misc{Green, title={G}}\n")
    (tmp_path / "a.md").write_text(
        "{footcite:p}`brown-2011, green`\n`{footcite:p}`\n\n{footcite:t}`brown-2012`\n{footcite:p}`zzz`\n"
    )
    text = markdown.scanner(MdParserConfig()).scan((tmp_path / "a.md").read_text())
    found = roles.citation_problems(tmp_path, {"a.md": text}, ["works.bib"])
    assert [str(problem) for problem in found] == [
        "a.md:1: the key of the work is spelt `Green`: write it so",
        "a.md:4: there is no work `brown-2012`: did you mean `brown-2011`?",
        "a.md:5: there is no work `zzz`: add it to works.bib",
    ]
