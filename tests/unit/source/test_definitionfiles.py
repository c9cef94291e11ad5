"""Definitions: what is read of the files, and what is said of those that are wrong, with file and line."""

import os
from pathlib import Path

import pytest
from archive.model.definitions import Definition, Definitions
from archive.source import definitionfiles


def read(tmp_path: Path, **files: str) -> tuple[Definitions, list[str]]:
    (tmp_path / "definitions").mkdir(exist_ok=True)
    for name, text in files.items():
        (tmp_path / f"definitions/{name}.yaml").write_text(text, encoding="utf-8")
    read = definitionfiles.read(tmp_path)
    found, problems = read.definitions, read.problems
    return found, [str(problem) for problem in problems]


def test_no_folder_is_no_problem(tmp_path: Path) -> None:
    read = definitionfiles.read(tmp_path)
    found, problems = read.definitions, read.problems
    assert (found.entries, problems) == ((), ())


def test_all_fields_are_read(tmp_path: Path) -> None:
    text = (
        "Maggie Atkinson:\n  aliases: [Atkinson, Maggie]\n  about: Children’s Commissioner.\n  dates: 2010–2015\n"
        "  links: {Here: https://a.example/, There: 'http://b.example/x'}\n  key: maggie\n  sort: Atkinson, Maggie\n"
    )
    found, problems = read(tmp_path, people=text)
    assert problems == []
    (one,) = found.entries
    assert one == Definition(
        "person", "Maggie Atkinson", "maggie", ("Atkinson", "Maggie"), "Children’s Commissioner.", "2010–2015",
        (("Here", "https://a.example/"), ("There", "http://b.example/x")), "Atkinson, Maggie",
    )  # fmt: skip
    assert (one.page, one.where) == ("names/person/maggie", "definitions/people.yaml:1")


@pytest.mark.parametrize(
    "text",
    ["Ann O'Neill", "ann o’neill", "ANN  O‘NEILL", "annie", "ann-oneill", "ÉMILE", "E\N{COMBINING ACUTE ACCENT}mile"],
)
def test_a_name_is_found_however_it_is_typed(tmp_path: Path, text: str) -> None:
    found, _ = read(tmp_path, people="Ann O’Neill:\n  aliases: [Annie, Émile]\n")
    assert [entry.name for entry in found.find("person", text)] == ["Ann O’Neill"]
    assert found.find("org", text) == ()


def test_any_script_has_a_key(tmp_path: Path) -> None:
    found, problems = read(tmp_path, people="李明:\nЛев Толстой:\nنجيب محفوظ:\n")
    assert problems == [] and len({entry.key for entry in found.entries}) == 3
    assert found.find("person", "лев толстой")[0].name == "Лев Толстой"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A:\n  abuot: x\n", "2: `A`: `abuot` is not a field: did you mean `about`?"),
        ("A:\n  about: x\n  zzz: y\n", "3: `A`: `zzz` is not a field: the fields are aliases, about, dates, links"),
        ("A:\n  about: [x]\n", "2: `A`: `about` is a list: write it as text"),
        ("A: x\n", "1: `A` holds no fields: write each beneath it"),
        ("- A\n", "1: the file is not a list of names"),
        ("A:\n  links:\n    Here: www.example\n", "3: `A`: `links` `Here` is `www.example`: write a whole address"),
        ("A:\n  links: https://a.example\n", "2: `A`: `links` is no list of links"),
        ("A:\n  links:\n    Here:\n", "3: `A`: `links` `Here` has no address"),
        ("A:\n  key: Big Key\n", "2: `A`: `key` is `Big Key`: write small letters, digits and hyphens"),
        ("A:\n  image: https://a.example/a.png\n", "2: `A`: `image` is `https://a.example/a.png`: put the picture"),
        ("A:\n  key: index\n", "2: `A`: `key` is `index`: write small letters"),
        ("A:\n  about: x\n  about: y\n", "3: `A`: `about` is given twice: take one out"),
        ("A:\nB:\na:\n", "3: `a` is defined twice (first at definitions/people.yaml:1): make one entry of the two"),
        ("C#:\nC sharp:\n", "2: `C sharp` has the key `c-sharp` of `C#` (definitions/people.yaml:1)"),
        ("A:\n  aliases: [X]\nB:\n  aliases: [x]\n", "3: `x` may mean `B` or `A` (definitions/people.yaml:1): take"),
        ("A:\nB:\n  aliases: [a]\n", "2: `a` may mean `B` or `A` (definitions/people.yaml:1)"),
        ("A:\n\tabout: x\n", "2: the file cannot be read (found a tab character): indent with spaces, not tabs"),
        ("A:\n---\nB:\n", ": take out the line `---` above"),
        ("A:\n  about: 'x\n", "2: the file cannot be read"),
        ("A:\n  aliases: [x, X]\n", "2: `A`: `aliases` holds `x` and `X`: take one out"),
        ('"A\\x04":\n', "1: a name holds the control character U+0004: take it out"),
        ('A:\n  links:\n    "L\\x07": https://a.example\n', "3: `A`: `links` holds the control character U+0007"),
        ("[" * 600, "1: the brackets go too deep"),
        ("A: {{{}}}: x\n" + "- " * 5000, ": "),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    _, problems = read(tmp_path, people=text)
    assert len(problems) == 1 and problems[0].startswith("definitions/people.yaml:")
    assert said in problems[0]


def test_one_wrong_entry_loses_no_other(tmp_path: Path) -> None:
    found, problems = read(tmp_path, people="A:\n  zzz: y\nB:\n", laws="B:\n")
    assert [(entry.kind, entry.name) for entry in found.entries] == [("person", "B"), ("law", "B")]
    assert len(problems) == 1


def test_a_file_of_another_name_is_not_passed_over(tmp_path: Path) -> None:
    _, problems = read(tmp_path, foo="A:\n", organisation="A:\n", Law="A:\n", person="A:\n", zzz="A:\n")
    assert problems == [
        "definitions/Law.yaml:1: no kind of definition has this file: did you mean `laws.yaml`?",
        "definitions/foo.yaml:1: no kind of definition has this file: the files are events.yaml, laws.yaml,"
        " organisations.yaml, people.yaml, topics.yaml, works.yaml",
        "definitions/organisation.yaml:1: no kind of definition has this file: did you mean `organisations.yaml`?",
        "definitions/person.yaml:1: no kind of definition has this file: did you mean `people.yaml`?",
        "definitions/zzz.yaml:1: no kind of definition has this file: the files are events.yaml, laws.yaml,"
        " organisations.yaml, people.yaml, topics.yaml, works.yaml",
    ]


def test_what_is_no_file_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "definitions/people.yaml").mkdir(parents=True)
    (tmp_path / "definitions/laws.yaml").symlink_to("nowhere.yaml")
    os.mkfifo(tmp_path / "definitions/works.yaml")
    found, problems = read(tmp_path, topics="A:\n")
    assert [entry.name for entry in found.entries] == ["A"]
    assert problems == [
        "definitions/people.yaml:1: the file is no file but a folder: put a file in its place",
        "definitions/laws.yaml:1: the file is a link that leads nowhere: mend or remove it",
        "definitions/works.yaml:1: the file is no file but a pipe: put a file in its place",
    ]


def test_a_file_in_the_place_of_the_folder_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "definitions").write_text("A:\n")
    (problem,) = definitionfiles.read(tmp_path).problems
    assert str(problem).startswith("definitions:1: this is a file: make a folder of this name")


def test_many_entries_are_no_trap(tmp_path: Path) -> None:
    text = "".join(f"Name {n}:\n  aliases: [N{n}]\n  links: {{Here: https://a.example/{n}}}\n" for n in range(3000))
    found, problems = read(tmp_path, people=text)
    assert problems == [] and len(found.entries) == 3000


def test_nearest_names_come_first(tmp_path: Path) -> None:
    found, _ = read(tmp_path, organisations="Ofsted:\nOfcom:\nOxfam:\n")
    assert found.nearest("org", "ofstead")[0] == "Ofsted"
    assert found.nearest("person", "ofstead") == []
