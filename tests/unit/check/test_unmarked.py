"""Names that stand in a post as plain words, though they are defined: found in any form, and no false alarm."""

from pathlib import Path

import pytest
from archive.check import unmarked
from archive.check.unmarked import Names
from archive.source import definitionfiles, markdown

ROOT = Path(__file__).resolve().parents[3]
PEOPLE = "Ann O’Neill:\n  aliases: [O’Neill]\nJohn Mills:\n  aliases: [Mills]\nC++:\nЛев Толстой:\n"
BODIES = "Children’s Commissioner for England:\n  aliases: [Children’s Commissioner]\nToday:\nFamily courts:\n"


def hints(tmp_path: Path, *texts: str, **files: str) -> list[str]:
    for name, content in {"people": PEOPLE, "organisations": f"{BODIES}Teach First:\n", **files}.items():
        (tmp_path / "definitions").mkdir(exist_ok=True)
        (tmp_path / f"definitions/{name}.yaml").write_text(content, encoding="utf-8")
    paths = [f"posts/{number}.md" for number, _ in enumerate(texts)]
    (tmp_path / "posts").mkdir()
    for path, text in zip(paths, texts, strict=True):
        (tmp_path / path).write_text(f"---\ndate: 2012-01-01\n---\n\n# Mills\n\n{text}\n", encoding="utf-8")
    known = definitionfiles.read(tmp_path).definitions
    sources = {path: markdown.body((tmp_path / path).read_text(encoding="utf-8")) for path in paths}
    return [str(hint) for hint in unmarked.hints({**sources, "index.md": ("Ann O’Neill", 1)}, known)]


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
        for place in unmarked.places(*markdown.body(path.read_text(encoding="utf-8")), names):
            if place.marked:
                marked |= {*place.entries}
            elif marked.isdisjoint(place.entries):
                early.append(f"{path.name}:{place.line}: {place.words}")
    assert early == []
