"""`make check` knows the names in posts: those that nothing defines, definitions that nothing mentions, and names that
stand as plain words though they are defined."""

from pathlib import Path

import pytest
from archive.check import references
from archive.check.references import Names
from archive.cli import check
from archive.reading import names
from archive.source import definitionfiles, markdown
from myst_parser.config.main import MdParserConfig

ROOT = Path(__file__).resolve().parents[3]
PEOPLE = "Ann O’Neill:\n  aliases: [O’Neill]\nJohn Mills:\n  aliases: [Mills]\nC++:\nЛев Толстой:\n"
BODIES = "Children’s Commissioner for England:\n  aliases: [Children’s Commissioner]\nToday:\nFamily courts:\n"
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
    (tmp_path / "works.bib").write_text("@comment{x}\n@misc{brown-2011, title={T}}\n @misc{Green, title={G}}\n")
    (tmp_path / "a.md").write_text(
        "{footcite:p}`brown-2011, green`\n`{footcite:p}`\n\n{footcite:t}`brown-2012`\n{footcite:p}`zzz`\n"
    )
    text = markdown.scanner(MdParserConfig()).scan((tmp_path / "a.md").read_text())
    works, unread = references.work_keys(tmp_path, ["works.bib", "none.bib"], "unsrt")
    assert unread == []
    found = references.citation_problems(works, {"a.md": text}, ["works.bib"])
    assert [str(problem) for problem in found] == [
        "a.md:1: the key of the work is spelt `Green`: write it so",
        "a.md:4: there is no work `brown-2012`: did you mean `brown-2011`?",
        "a.md:5: there is no work `zzz`: add it to works.bib",
    ]


@pytest.mark.parametrize(
    ("works", "said"),
    [
        (b"@misc{brown, title={T}}\n@misc{caf\xe9, title={T}}\n", "works.bib:2: byte 0xE9 is not UTF-8"),
        (b"@misc{brown, title={T}\n", "works.bib:1: `brown` cannot be read"),
        (b"@book{brown, title={T}}\n", "works.bib:1: `brown`, a work of the kind `@book`, has no"),
    ],
)
def test_a_work_that_cannot_be_read_is_none_to_be_cited(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], works: bytes, said: str
) -> None:
    """As a build says both."""
    root = site(tmp_path, "Of {footcite:p}`brown`.", 'bibtex_bibfiles = ["works.bib"]\n')
    (root / "works.bib").write_bytes(works)
    assert check.main([str(root)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any("there is no work `brown`" in line for line in lines) and any(line.startswith(said) for line in lines)


def hints(tmp_path: Path, *texts: str, **files: str) -> list[str]:
    for name, content in {"people": PEOPLE, "organisations": f"{BODIES}Teach First:\n", **files}.items():
        (tmp_path / "definitions").mkdir(exist_ok=True)
        (tmp_path / f"definitions/{name}.yaml").write_text(content, encoding="utf-8")
    paths = [f"posts/{number}.md" for number, _ in enumerate(texts)]
    (tmp_path / "posts").mkdir()
    for path, text in zip(paths, texts, strict=True):
        (tmp_path / path).write_text(f"---\ndate: 2012-01-01\n---\n\n# Mills\n\n{text}\n", encoding="utf-8")
    known = definitionfiles.read(tmp_path).definitions
    sources = {path: markdown.without_front_matter((tmp_path / path).read_text(encoding="utf-8")) for path in paths}
    return [str(hint) for hint in references.unmarked({**sources, "index.md": ("Ann O’Neill", 1)}, known)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Then came\nAnn O'Neill, late.", "Ann O'Neill"),
        ("A child, Mills said.", "Mills"),
        ("So *says Mills*’s son: Mills.", "Mills"),
        ("the family\ncourts sat.", "family courts"),
        ("He is the Children’s Commissioner, and so on.", "Children’s Commissioner"),
        ("Сказал Лев Толстой.", "Лев Толстой"),
        ("- on the paper (the Teach First one)", "Teach First"),
        ("```{update} 2 May 2012\nand Mills.\n```", "Mills"),
        ("‘Of Teach First’, {other}`x` and `code`.", "Teach First"),
    ],
)
def test_a_name_without_a_role_is_a_hint_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    (hint,) = hints(tmp_path, f"Words.\n\n{text}")
    path, line, said = hint.split(":", 2)
    assert path == "posts/0.md"
    assert int(line) == 9 + text[: text.index(words.split()[0])].count("\n")
    assert f" no role marks `{words}` here: write {{" in said and f"}}`{words}`, or " in said


@pytest.mark.parametrize(
    "text",
    [
        "Today it rains, as today it may. Teach first, then ask.",
        "The Millses, a Mills-Boon, Mills.example, Ann Mills and Mills Smith.",
        "The Children’s Commissioner for Wales, and the Children's Commissioner\nfor the Isle of Man.",
        'Read [what Mills said](https://a.example/Mills), [Mills][1] or <https://b.example/a-Mills>.\n\n[1]: c "Mills"',
        '> So it is, said Mills.\n\n“It is what Mills said”, and "what Mills said".\n\n## Of Mills\n\nOf Mills\n---',
        '`of Mills` <!-- of\nMills --> <b title="of Mills">x</b>\n\n```\nof Mills\n```',
        "```{figure} a.png\n:alt: of Mills\n```",
        "By C++, c++ and C.",
        "By {person}`Mills`, later Mills and John Mills.",
        "By {person}`he <mills>`, later Mills.",
        "By {person}`!Mills`, who is another, of Mills.",
        "The Children’s Commissioner for England is the {org}`Children’s Commissioner`.",
    ],
)
def test_what_is_no_name_or_is_marked_is_left_in_peace(tmp_path: Path, text: str) -> None:
    assert hints(tmp_path, text) == []


def test_each_definition_is_told_once_with_the_number_of_posts(tmp_path: Path) -> None:
    texts = ["It is by Mills.", "He is Mills, or Ann O’Neill.", "By {person}`Mills`.", "So on to Mills.", "By O’Neill."]
    texts += ["As Mills says. So does Mills."]
    assert [hint.partition(": write")[0] for hint in hints(tmp_path, *texts)] == [
        "posts/0.md:7: no role marks `Mills` here, nor in 3 other posts",
        "posts/1.md:7: no role marks `Ann O’Neill` here",
    ]


def test_a_citation_marks_the_work_and_either_kind_the_name_of_two(tmp_path: Path) -> None:
    works = "Long report:\n  key: long-2011\nTeach First:\n"
    assert hints(tmp_path, "The long report{footcite:p}`other, long-2011`, {work}`Teach First`.", works=works) == []


def test_the_posts_of_this_archive_mark_each_name_where_they_first_have_it() -> None:
    if not (ROOT / "posts/2012/10/steady-on-maggie.md").is_file():
        pytest.skip("other posts, which may do as they like")
    names = Names(definitionfiles.read(ROOT).definitions)
    early = []
    for path in sorted((ROOT / "posts").rglob("*.md")):
        marked: set[object] = set()
        for place in references.places(*markdown.without_front_matter(path.read_text(encoding="utf-8")), names):
            if place.marked:
                marked |= {*place.entries}
            elif marked.isdisjoint(place.entries):
                early.append(f"{path.name}:{place.line}: {place.words}")
    assert early == []
