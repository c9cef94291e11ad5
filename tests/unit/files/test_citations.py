"""Citations: right in words, and read back by other programs' parsers as they were meant."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
from archive.files import citations
from archive.model.archive import Archive
from archive.model.citations import Citation, citation_text
from archive.model.definitions import Definition, Definitions
from archive.model.posts import Post, Term
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pybtex.richtext import Text

from unit.archives import MAGGIE, SITE, ZOE, ZONE, archive, post

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "csl.json").read_text())
#: Titles that one of the formats, or a program that reads it, may stumble over.
TITLES = [
    "Steady on, Maggie",
    "‘Frontline’ – missing the point",
    'A "quoted" {braced} title',
    "} an odd bracket, and two {{",
    "Rock & roll, 50% off: $5 #1 a_b ^c ~d \\emph{x} <b>",
    "@misc{x, title={y}}",
    "ER  - not the end",
    "Füße, Œuvre, Привет, 児童, שלום",
    "Two\nlines\tand  spaces",
    "Back\\slash",
]

#: What bibtexparser's decoder drops, or takes for a like character, and what stands in for it here.
UNKNOWN = {r"\textbraceleft{}": "❴", r"\textbraceright{}": "❵"}
STOOD_IN = str.maketrans("❴❵ˆ", "{}^")


def author(name: str) -> Term:
    return Term("author", name, name.lower())


def of(made: Post | None = None, definitions: Definitions = Definitions(), **fields: Any) -> Citation:  # noqa: B008
    made = made or post(31, **fields)
    return Archive(SITE, (made,), definitions).citations[made.docname]


def read_bibtex(text: str) -> list[dict[str, Any]]:
    """As bibtexparser reads it: TeX undone, but for names, which are parted."""
    for name, char in UNKNOWN.items():
        text = text.replace(name, char)
    plain = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    named = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert not plain.failed_blocks and not named.failed_blocks
    return [
        {"key": one.key, "kind": one.entry_type, **{field.key: field.value for field in one.fields}}
        | {"author": other["author"]}
        for one, other in zip(plain.entries, named.entries, strict=True)
    ]


def read_ris(text: str) -> list[dict[str, Any]]:
    return list(rispy.loads(text))


def read_csl(text: str) -> list[dict[str, Any]]:
    items = json.loads(text)
    jsonschema.validate(items, SCHEMA)
    return list(items)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Steed, M. (2012) ‘Post 31’, Tea & Toast, 31 October. Available at: https://blog.example/2012/10/post-31"),
        ({"authors": (MAGGIE, ZOE)}, "Steed, M. and Zoë (2012) ‘Post 31’"),
        ({"authors": (MAGGIE, ZOE, author("Ministry of Jam"))}, "Steed, M., Zoë and Ministry of Jam (2012)"),
        ({"authors": (MAGGIE, ZOE, author("A B"), author("C D"))}, "Steed, M. et al. (2012)"),
        ({"authors": ()}, "Steed, M. (2012)"),
        ({"title": "‘Frontline’ – the children’s point"}, "(2012) ‘“Frontline” – the children’s point’, Tea"),
        ({"title": "The boys’ room, and ‘girls’ too’"}, "‘The boys’ room, and “girls” too’’"),
        ({"path": "2012/10/grüße &c.html"}, "https://blog.example/2012/10/gr%C3%BC%C3%9Fe%20%26c.html."),
        ({"title": ""}, "‘post-31’"),
    ],
)  # fmt: skip
def test_words(fields: dict[str, Any], said: str) -> None:
    assert said in citation_text(of(**fields))


def test_of_a_retelling_every_form_says_of_what() -> None:
    site = replace(SITE, retelling="Retold from 100% of a post by A. B.")
    made = post(31, original="https://old.example/a_post?x=1")
    cited = Archive(site, (made,)).citations[made.docname]
    note = "Retold from 100% of a post by A. B. (https://old.example/a_post?x=1)"
    assert f", 31 October. {note}. Available at: https://blog.example/" in citation_text(cited)
    assert read_bibtex(citations.bibtex([cited]))[0]["note"] == note
    assert read_ris(citations.ris([cited]))[0]["notes"] == [note]
    assert read_csl(citations.csl([cited]))[0]["note"] == note
    other = Archive(site, (post(31),)).citations[post(31).docname]
    assert "Retold" not in "".join(form.write([other]) for form in citations.FORMATS)


@pytest.mark.parametrize("title", TITLES)
def test_round_trips(title: str) -> None:
    cited = of(title=title, authors=(MAGGIE, author("Department for Education and Skills")), language="cy")
    wanted = one_line(title)

    (entry,) = read_bibtex(citations.bibtex([cited]))
    assert (entry["key"], entry["kind"]) == ("steed-2012-10-post-31", "misc")
    assert one_line(entry["title"]).translate(STOOD_IN) == wanted
    steed, department = entry["author"]
    assert (steed.first, steed.last) == (["Maggie"], ["Steed"])
    assert " ".join(department.last).strip("{}") == "Department for Education and Skills"
    assert (entry["year"], entry["month"], entry["day"]) == ("2012", "oct", "31")
    assert entry["howpublished"] == "Tea & Toast"
    assert entry["url"] == "https://blog.example/2012/10/post-31.html"

    assert read_ris(citations.ris([cited])) == [
        {
            "type_of_reference": "BLOG",
            "authors": ["Steed, Maggie", "Department for Education and Skills"],
            "title": wanted,
            "secondary_title": "Tea & Toast",
            "year": "2012",
            "date": "2012/10/31/",
            "language": "cy",
            "urls": ["https://blog.example/2012/10/post-31.html"],
        }
    ]

    assert read_csl(citations.csl([cited])) == [
        {
            "id": "steed-2012-10-post-31",
            "type": "post-weblog",
            "author": [{"family": "Steed", "given": "Maggie"}, {"literal": "Department for Education and Skills"}],
            "title": wanted,
            "container-title": "Tea & Toast",
            "issued": {"date-parts": [[2012, 10, 31]]},
            "language": "cy",
            "URL": "https://blog.example/2012/10/post-31.html",
        }
    ]


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40))
def test_any_title_comes_through(title: str) -> None:
    cited = of(title=f"A {title} z")
    shown = read_csl(citations.csl([cited]))[0]["title"]
    assert read_ris(citations.ris([cited]))[0]["title"] == shown
    entry = parse_string(citations.bibtex([cited]), "bibtex").entries["steed-2012-10-post-31"]
    assert set(entry.fields) == {"title", "howpublished", "year", "month", "day", "url"}
    assert entry.fields["year"] == "2012"


@pytest.mark.parametrize("title", TITLES)
def test_another_bibtex_parser(title: str) -> None:
    data = parse_string(citations.bibtex([of(title=title, authors=(author("Maria de la Vega"),))]), "bibtex")
    entry = data.entries["de-la-vega-2012-10-post-31"]
    assert [str(name) for name in entry.persons["author"]] == ["de la Vega, Maria"]
    assert entry.fields["month"] == "October"
    assert str(Text.from_latex(entry.fields["title"])) != ""


@pytest.mark.parametrize(
    ("name", "last", "first", "jr"),
    [
        ("King, Martin Luther, Jr", ["King"], ["Martin", "Luther"], ["Jr"]),
        ("Anna Andersson", ["Andersson"], ["Anna"], []),
    ],
)
def test_bibtex_names(name: str, last: list[str], first: list[str], jr: list[str]) -> None:
    (parsed,) = read_bibtex(citations.bibtex([of(authors=(author(name),))]))[0]["author"]
    assert (parsed.last, parsed.first, parsed.jr) == (last, first, jr)


def test_definitions_say_who_is_an_organisation() -> None:
    known = Definitions((Definition("org", "Maggie Steed", "ms"),))
    assert read_csl(citations.csl([of(post(31), known)]))[0]["author"] == [{"literal": "Maggie Steed"}]


def test_ris_follows_its_specification() -> None:
    lines = citations.ris([of(authors=(author("A * B"),))]).split("\r\n")
    assert lines[0] == "TY  - BLOG" and lines[-2:] == ["ER  - ", ""]
    assert all(line[2:6] == "  - " for line in lines[:-1])
    assert not any("*" in line for line in lines if line.startswith("AU"))
    assert "\n" not in "".join(lines)


def test_a_day_without_a_time_and_a_year_of_three_digits() -> None:
    cited = of(date=datetime(812, 3, 4, 12, 0, 2, tzinfo=ZONE), timed=False)
    assert read_csl(citations.csl([cited]))[0]["issued"] == {"date-parts": [[812, 3, 4]]}
    assert read_ris(citations.ris([cited]))[0]["date"] == "0812/03/04/"


def test_many_are_one_file() -> None:
    made = archive(post(1), post(2), post(3))
    cited = [made.citations[each.docname] for each in made.posts]
    assert [entry["key"] for entry in read_bibtex(citations.bibtex(cited))] == [one.key for one in cited]
    assert [entry["title"] for entry in read_ris(citations.ris(cited))] == [one.title for one in cited]
    assert [entry["id"] for entry in read_csl(citations.csl(cited))] == [one.key for one in cited]


@pytest.mark.parametrize("path", ["2012/10/Zürich.html", "児童.html", "a/b-c.html", "2012/10/x_y.html"])
def test_keys_are_ascii(path: str) -> None:
    key = of(path=path, authors=(author("毛泽东"),)).key
    assert key.isascii() and key == key.strip("-") and "--" not in key


def test_keys_differ_where_paths_do() -> None:
    paths = ["2012/10/a-b.html", "2012/10/a/b.html", "2012/10-a/b.html", "2012/10/A-b.html", "2012/10/å-b.html"]
    assert len({of(path=path).key for path in paths}) == len(paths)


def test_site_without_a_name() -> None:
    made = Archive(replace(SITE, author=""), (post(31, authors=()),))
    assert citation_text(made.citations[made.posts[0].docname]).startswith("Tea & Toast (2012)")
