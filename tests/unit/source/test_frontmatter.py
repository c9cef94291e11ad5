"""The contract with the author: what a post's front matter may say, and what is said of one that is wrong."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from archive.core.problems import Problem
from archive.source.frontmatter import FIELDS, PASSED_ON, FrontMatter, first_heading, read
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

LONDON = ZoneInfo("Europe/London")


def front(header: str, body: str = "\n# Title\n") -> FrontMatter:
    """The front matter of a post that is in order."""
    found, problems = read(f"---\n{header}\n---\n{body}".encode(), "posts/a.md", LONDON)
    assert problems == []
    assert found is not None
    return found


def complaints(data: bytes | str) -> list[tuple[int, str]]:
    """Line and message of each problem."""
    found, problems = read(data if isinstance(data, bytes) else data.encode(), "posts/a.md", LONDON)
    assert (found is None) == bool(problems)
    assert all(problem.path == "posts/a.md" for problem in problems)
    return [(problem.line, problem.message) for problem in problems]


def test_a_problem_reads_as_compilers_write_them() -> None:
    assert str(Problem("posts/a.md", 3, "is wrong: mend it")) == "posts/a.md:3: is wrong: mend it"


def test_reads_every_field() -> None:
    post = front(
        "date: 2012-10-30\norder: 2\nupdated: 2 November 2012\ncategory: Press, Courts\n"
        "tags: [data protection, courts]\nauthor: Chris Mills\ndescription: Says what\n  it is about.\n"
        "original: https://example.org/2012/10/a.html\nid: tag:blogger.com,1999:blog-1.post-2\n"
        "location: Leeds\nlanguage: cy\nimage: a.jpg\nredirect: /old.html, /2012/10/, /w/index.php?p=5\n"
        "blogpost: true\n"
        "hide-toc: true\ntocdepth: 2"
    )
    assert post == FrontMatter(
        date=datetime(2012, 10, 30, 12, tzinfo=LONDON),
        timed=False,
        order=2,
        updated=datetime(2012, 11, 2, 12, tzinfo=LONDON),
        categories=("Press", "Courts"),
        tags=("data protection", "courts"),
        authors=("Chris Mills",),
        description="Says what it is about.",
        original="https://example.org/2012/10/a.html",
        id="tag:blogger.com,1999:blog-1.post-2",
        location="Leeds",
        language="cy",
        image="a.jpg",
        redirects=("old.html", "2012/10/index.html", "w/index.php?p=5"),
        extra={"hide-toc": True, "tocdepth": 2},
        body_line=20,
        heading="Title",
        lines=post.lines,
    )
    assert post.lines["description"] == 8
    assert post.lines["original"] == 10


def test_fields_left_out_or_empty_are_empty() -> None:
    bare = front("date: 2012-10-30")
    given = front("date: 2012-10-30\ntags:\ncategory: []\nupdated:\nimage: ''\nredirect:\noriginal:\nid:\nlanguage:")
    for name, (attribute, _) in FIELDS.items():
        if attribute not in ("date", "blogpost"):
            assert not getattr(bare, attribute), name
            assert getattr(bare, attribute) == getattr(given, attribute), name


def test_a_time_is_told_from_a_day() -> None:
    assert front("date: 2012-10-30 18:00").timed
    assert front("date: 2012-07-01T10:00Z").date == datetime(2012, 7, 1, 11, tzinfo=LONDON)
    assert not front("date: 2012-10-30").timed


def test_posts_of_a_day_are_sorted_by_their_order() -> None:
    moments = [front(f"date: 2012-10-30\n{order}").moment for order in ("", "order: 1", "order: 2")]
    assert [moment and moment.isoformat()[11:19] for moment in moments] == ["12:00:00", "12:00:01", "12:00:02"]
    assert front("date: 2012-10-30 18:00").moment == datetime(2012, 10, 30, 18, tzinfo=LONDON)
    assert front("draft: true").moment is None


def test_a_day_of_change_is_not_before_the_post() -> None:
    post = front("date: 2012-10-30 18:00\nupdated: 2012-10-30")
    assert post.updated == post.date
    assert front("date: 2012-10-30 08:00\nupdated: 2012-10-30").updated == datetime(2012, 10, 30, 12, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("tags: a, b", ("a", "b")),
        ("tags: 'a, b'", ("a", "b")),
        ("tags: [a, b]", ("a", "b")),
        ("tags:\n  - a\n  - b", ("a", "b")),
        ("tags: ['Smith, John', b]", ("Smith, John", "b")),
        ("tags: [2012, yes, 1.0, null, 2012-10-31]", ("2012", "yes", "1.0", "null", "2012-10-31")),
        ("tags: C++, C#, .NET, R&D", ("C++", "C#", ".NET", "R&D")),
        ("tags: Ελλάδα, ‘quoted’", ("Ελλάδα", "‘quoted’")),
        ("tags: 007", ("007",)),
        ('tags: "#lean"', ("#lean",)),
        ("tags: a # a note", ("a",)),
    ],
)
def test_names_are_text(header: str, names: tuple[str, ...]) -> None:
    assert front(f"date: 2012-10-30\n{header}").tags == names


@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", True), ("True", True), ("yes", True), ("false", False), ("No", False), ("'no'", False)],
)
def test_marks(value: str, expected: bool) -> None:
    assert front(f"date: 2012-10-30\ndraft: {value}").draft is expected


def test_a_draft_needs_neither_date_nor_title() -> None:
    assert front("draft: true", "text").date is None
    assert front("draft: true\ndate:", "text").date is None


def test_a_withheld_post_needs_its_reason_alone() -> None:
    assert front("withhold: at the request of the author", "text").withhold == "at the request of the author"
    assert front("date: 2012-10-30").withhold is None


def test_false_marks_are_not_passed_on() -> None:
    assert front("date: 2012-10-30\nhide-toc: false\nno-search: no").extra == {}


def test_what_myst_reads_is_typed() -> None:
    post = front("date: 2012-10-30\nmyst:\n  heading_anchors: 2\n  substitutions: {x: [yes, 2012-10-31, a]}")
    assert post.extra == {"myst": {"heading_anchors": 2, "substitutions": {"x": [True, "2012-10-31", "a"]}}}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_any_line_ending_and_a_byte_order_mark(mark: bytes, end: bytes) -> None:
    data = b"---\ndate: 2012-10-30\ntags: a, b\n---\n\n# The title\n\ntext\n".replace(b"\n", end)
    found, problems = read(mark + data, "posts/a.md", LONDON)
    assert problems == []
    assert found is not None
    assert (found.tags, found.heading, found.body_line) == (("a", "b"), "The title", 5)
    assert complaints(mark + data.replace(b"tags", b"tgas"))[0][0] == 3
    assert complaints(mark + data.replace(b"text", b"t\xffxt"))[0][0] == 8
    assert complaints(mark + data.replace(b"text", b"t\0xt"))[0][0] == 8


def test_the_text_begins_after_the_front_matter() -> None:
    assert front("date: 2012-10-30", "# A\n").body_line == 4
    assert front("date: 2012-10-30\n\n# a comment\ntags: x").body_line == 7
    assert read(b"---\ndraft: true\n---", "a.md", LONDON)[0] == FrontMatter(draft=True, body_line=4, lines={"draft": 2})


def test_a_title_in_the_front_matter() -> None:
    assert front("date: 2012-10-30\ntitle: 'Lean: in London'", "text").title == "Lean: in London"
    # Said twice in the same words, it does no harm.
    assert front("date: 2012-10-30\ntitle: Lean in London", "# *Lean* in London").heading == "*Lean* in London"


OK = "date: 2012-10-30"
HEADER = [  # front matter, line, message
    ("tags: a", 1, "the post has no date: write `date: 2012-10-31`, or `draft: true`"),
    ("", 1, "the post has no date"),
    ("date:", 2, "the post has no date"),
    ("tags: a\ndate: 2012-13-45", 3, "`date`: `2012-13-45` does not exist"),
    ("date: yesterday", 2, "`date`: `yesterday` is not a date that can be read: write it as `2012-10-31`"),
    ("date: 01/02/2012", 2, "can be read in two ways: write `2012-02-01` or `2012-01-02`"),
    ("date: [2012-10-31]", 2, "`date` is a list: write it as text"),
    ("draft: true\ndate: soon", 3, "`date`: `soon` is not a date"),
    ("date: 2012-10-31\nupdated: 2012-10-30", 3, "`updated` is before `date`: mend one of them"),
    ("date: 2012-10-31 18:00\nupdated: 2012-10-31 17:00", 3, "`updated` is before `date`"),
    (f"{OK}\nupdated: later", 3, "`updated`: `later` is not a date"),
    (f"{OK}\ntag: a", 3, "`tag` is not a field: did you mean `tags`?"),
    (f"{OK}\nDate: 2012-10-31", 3, "`Date` is not a field: did you mean `date`?"),
    (f"{OK}\ncategories: a", 3, "`categories` is not a field: did you mean `category`?"),
    (f"{OK}\nhide_toc: true", 3, "`hide_toc` is not a field: did you mean `hide-toc`?"),
    (f"{OK}\nKeywords: a", 3, "`Keywords` is not a field: did you mean `tags`?"),
    (f"{OK}\nkeywords: a", 3, "did you mean `tags`?"),
    (f"{OK}\nslug: a", 3, "the file's own path gives the post its address"),
    (f"{OK}\nxyzzy: a", 3, "`xyzzy` is not a field: take it out (the fields are date, order,"),
    (f"{OK}\ntags:\n  a: b", 3, "`tags` is a mapping: write it as text"),
    (f"{OK}\ntags:\n- b\n- [a]", 5, "`tags` holds an item that is not text: put it in quotes"),
    (f"{OK}\ntags:\n- Lean: in", 4, "`tags` holds an item that is not text"),
    (f"{OK}\ntitle: [a]", 3, "`title` is a list: write it as text"),
    (f"{OK}\ntags: a,,b", 3, "`tags` holds an empty name: take out the comma"),
    (f"{OK}\ntags: a,", 3, "`tags` holds an empty name"),
    (f"{OK}\ntags: [a, '']", 3, "`tags` holds an empty name"),
    (f"{OK}\ntags:\n- a\n-\n- b", 5, "`tags` holds an empty name"),
    (f"{OK}\ntags: a, b, a", 3, "`tags` holds `a` and `a`: take one out"),
    (f"{OK}\ntags:\n- Lean\n- b\n- lean", 6, "`tags` holds `Lean` and `lean`: take one out"),
    (f"{OK}\nauthor: A, A", 3, "`author` holds `A` and `A`"),
    (f"{OK}\ndraft: maybe", 3, "`draft` is `maybe`: write `true` or `false`"),
    (f"{OK}\ndraft:", 3, "`draft` is empty: write `true` or `false`"),
    (f"{OK}\nblogpost: false", 3, "`blogpost` is false, but every file under `posts/` is a post"),
    (f"{OK}\norder: 0", 3, "`order` is `0`: write a whole number from 1"),
    (f"{OK}\norder: 1.5", 3, "`order` is `1.5`"),
    (f"{OK}\norder: first", 3, "`order` is `first`"),
    ("date: 2012-10-30 09:30\norder: 1", 3, "`order` is for days on which no time is known"),
    ("draft: true\norder: 1", 3, "`order` is a place within a day: add `date`"),
    (f"{OK}\noriginal: example.org/a", 3, "`original` is `example.org/a`: write a whole address"),
    (f"{OK}\noriginal: ftp://example.org/a", 3, "write a whole address"),
    (f"{OK}\noriginal: https://", 3, "write a whole address"),
    (f"{OK}\noriginal: https://[oops/", 3, "write a whole address"),
    (f"{OK}\noriginal: https://example.org:port/", 3, "write a whole address"),
    (f"{OK}\noriginal: https://example.org/a b", 3, "write a whole address"),
    (f"{OK}\nid: post 2", 3, "`id` is `post 2`: write an address or a tag"),
    (f"{OK}\nid: 17", 3, "`id` is `17`"),
    (f"{OK}\nlanguage: en_GB", 3, "`language` is `en_GB`, which is not a language tag (BCP 47): write one such as `en"),
    (f"{OK}\nlanguage: nl_BE.UTF-8", 3, "write one such as `nl-BE`"),
    (f"{OK}\nlanguage: Welsh", 3, "is not a language tag (BCP 47): write one such as `en-GB`"),
    (f"{OK}\nredirect: old.html", 3, "`redirect` is `old.html`: write a path from the site's root"),
    (f"{OK}\nredirect: https://example.org/old.html", 3, "write a path from the site's root"),
    (f"{OK}\nredirect: //example.org/old.html", 3, "write a path from the site's root"),
    (f"{OK}\nredirect: /old.html#part", 3, "no server is told what follows `#`"),
    (f"{OK}\nredirect: /?p=é", 3, "after `?` write letters, digits and `=&%` alone"),
    (f"{OK}\nredirect: /?", 3, "after `?` write letters, digits and `=&%` alone"),
    (f"{OK}\nredirect: /a%3Fb.html", 3, "write the path plainly"),
    (f"{OK}\nredirect: /", 3, "is `/`, the front page"),
    (f"{OK}\nredirect: /a/../b.html", 3, "write the path plainly"),
    (f"{OK}\nredirect: /a%00.html", 3, "write the path plainly"),
    (f"{OK}\nredirect: /a%FF.html", 3, "write the path plainly"),
    (f"{OK}\nredirect: /_static/a.html", 3, "nor the first begin with `_`"),
    (f"{OK}\nredirect: /feed.xml", 3, "only an address that ends in `.html`, `.htm` or `/`"),
    (f"{OK}\nwithhold:", 3, "`withhold` needs the reason"),
    (f"{OK}\nwithhold: true", 3, "`withhold` needs the reason"),
    (f"{OK}\nwithhold: no", 3, "`withhold` needs the reason"),
    ("draft: true\nwithhold: law", 3, "a draft has no address to withhold"),
    (f"{OK}\ntitle: Other", 3, "the post has two titles, `title` and the heading `# Title`: take one out"),
    (f"{OK}\ntags: a\ntags: b", 4, "`tags` is given twice (first on line 3): take one out"),
    (f'{OK}\ndescription: "a\\u0007b"', 3, "`description` holds the control character U+0007: take it out"),
    (f"{OK}\nhide-toc: perhaps", 3, "`hide-toc` is `perhaps`: write `true` or `false`"),
    (f"{OK}\ntocdepth: deep", 3, "`tocdepth` is `deep`: write a whole number"),
    (f"{OK}\nmyst: yes", 3, "`myst` holds no settings"),
    (f"{OK}\nmyst:\n  a: .nan", 3, "`myst`: its values cannot be read"),
    # What YAML makes of it, and would not tell.
    (f"{OK}\ndescription: Issue #5", 3, "`description` ends before `#5`, a comment in YAML: put the whole"),
    (f"{OK}\ntags: #lean, b", 3, "`tags` ends before `#lean, b`, a comment in YAML"),
    (f"{OK}\ntitle: &c Title", 3, "a value that begins with `&` is not text in YAML: put it in quotes"),
    (f"{OK}\ntitle: !Title", 3, "a value that begins with `!`"),
    (f"{OK}\ntags:\n- a\n- *b*", 5, "a value that begins with `*`"),
    # YAML's own complaints.
    (f"{OK}\ntitle: Lean: in London", 3, "a value that holds a colon and a space needs quotes"),
    (f"{OK}\ntitle: 'Lean\ntags: a", 3, "close the quotation mark"),
    (f"{OK}\ntags: [a, b\nauthor: c", 3, "close the bracket"),
    (f"{OK}\n\ttags: a", 3, "indent with spaces, not tabs"),
    (f"{OK}\ntitle: @home", 3, "put the whole value in quotes"),
    (f"{OK}\ntitle: 'Lean' in London", 3, "put the whole value in quotes"),
    (f"{OK}\nLean in London", 4, "write each field on its own line as `name: value`"),
    ("just words", 2, "the front matter is not a list of fields"),
    ("- date", 2, "the front matter is not a list of fields"),
    ("? [date]\n: 2012", 2, "a field's name must be a word"),
    ("tags: " + "[" * 30_000, 2, "the front matter is too long or too deep"),
    ("- " * 30_000, 2, "the front matter is too long or too deep"),
    ("x" * 100_000, 2, "the front matter is too long or too deep"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "line", "message"), HEADER)
def test_says_what_is_wrong_and_where(header: str, line: int, message: str) -> None:
    found = complaints(f"---\n{header}\n---\n\n# Title\n")
    assert len(found) == 1
    assert found[0][0] == line
    assert message in found[0][1]
    assert "\n" not in found[0][1]


FILES = [  # file, line, message
    (b"", 1, "the file is empty: begin the file with a line `---`"),
    (b" \n\n", 1, "the file is empty"),
    (b"\xef\xbb\xbf", 1, "the file is empty"),
    (b"# Title\n\ntext", 1, "the post has no front matter: begin the file with a line `---`"),
    (b"\n---\ndate: 2012-10-30\n---\n# T", 1, "the first line must be `---`"),
    (b"----\ndate: 2012-10-30\n----\n# T", 1, "write exactly `---`"),
    (b"+++\ndate = 2012\n+++\n", 1, "the front matter is TOML"),
    (b"---\ndate: 2012-10-30\n\n# T\n", 1, "the front matter is not closed: add a line `---`"),
    (b"---", 1, "the front matter is not closed"),
    (b"---\ndate: 2012-10-30\n...\n# T\n", 3, "`...` ends the front matter here: write exactly `---`"),
    (b"---\ndate: 2012-10-30\n-----\n# T\n", 3, "`-----` ends the front matter here"),
    (b"---\ndate: 2012-10-30\ntitle: caf\xe9\n---\n# T\n", 3, "byte 0xE9 is not UTF-8: save the file as UTF-8"),
    (b"\xff\xfe-\0-\0-\0", 1, "the file is in UTF-16: save it as UTF-8"),
    (b"---\ndate: 2012-10-30\n---\n# T\n\na\0b\n", 6, "the control character U+0000 is in the text"),
    (b"---\ndate: 2012-10-30\n---\n# T\n\na\x0bb\n", 6, "the control character U+000B is in the text"),
    (b"---\ndate: 2012-10-30\n---\n\ntext\n", 4, "the post has no title: begin the text with `# The title`"),
    (b"---\ndate: 2012-10-30\ntitle:\n---\n\n## Part\n", 5, "the post has no title"),
    (b"---\ndate: 2012-10-30\n---\n\n```\n# code\n```\n", 4, "the post has no title"),
]


@pytest.mark.parametrize(("data", "line", "message"), FILES)
def test_says_what_is_wrong_with_a_file(data: bytes, line: int, message: str) -> None:
    found = complaints(data)
    assert len(found) == 1
    assert found[0][0] == line
    assert message in found[0][1]


def test_gives_every_problem_in_the_order_of_lines() -> None:
    found = complaints("---\ntgas: a\ndraft: maybe\nid: x y\n---\ntext")
    assert [line for line, _ in found] == [1, 2, 3, 4, 6]


def test_every_field_refuses_a_mapping() -> None:
    for name in {*FIELDS, *PASSED_ON} - {"myst"}:
        found = complaints(
            f"---\ndraft: true\n{name}:\n  a: b\n---\n" if name != "draft" else "---\ndraft:\n  a: b\n---\n# T"
        )
        assert any(f"`{name}` is a mapping" in message for _, message in found), name


def test_what_the_project_itself_holds_is_in_order() -> None:
    """Every published example of the contract is read without a problem."""
    root = Path(__file__).resolve().parents[3]
    for path in sorted(root.glob("posts/**/*.md")):
        assert read(path.read_bytes(), path.name, LONDON)[1] == []


LINES = st.sampled_from(
    ["---", "date: 2012-10-30", "draft: true", "tags: a, b", "tags: [a", "title: 'x", "myst:", "  a: 1", "- x",
     "? y", "order: 1", "# T", "text", "", "...", "<<: *a", "a: &a b", "!!python/object:os.system x", "\t", "%YAML 9",
     "withhold: why", "redirect: /a, /b/", "id: a:b", "original: http://[", "language: x-y", "\x85", "{", "]"]
)  # fmt: skip


@given(st.binary(max_size=300) | st.lists(LINES, max_size=12).map(lambda lines: "\n".join(["---", *lines]).encode()))
@example(b"---\n" + b"[" * 100_000 + b"\n---\n")
@example(b"---\n" + b"- " * 100_000 + b"\n---\n")
@example(b"---\n" + b"? " * 100_000 + b"\n---\n")
@example(b'---\na: "\\ud800"\n---\n')
@example(b"---\nmyst: {a: &x [*x]}\n---\n")
@settings(max_examples=500, deadline=None)
def test_never_raises(data: bytes) -> None:
    found, problems = read(data, "posts/a.md", LONDON)
    assert (found is None) == bool(problems)
    last = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 2
    assert all(1 <= problem.line <= last for problem in problems)


@given(st.dictionaries(st.sampled_from(sorted({*FIELDS, *PASSED_ON})), st.text(max_size=20), max_size=6))
def test_never_raises_on_any_value(values: dict[str, Any]) -> None:
    header = "".join(f"{name}: {value}\n" for name, value in values.items())
    data = f"---\n{header}---\n# T\n".encode("utf-8", "replace")
    found, problems = read(data, "posts/a.md", LONDON)
    assert (found is None) == bool(problems)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("# Steady on, *Maggie*\n", "Steady on, *Maggie*"),
        ("\n\n(target)=\n# A #\n", "A"),
        ("% a comment\n   #\tA", "A"),
        ("text before\n\n# A\n# B", "A"),
        ("C#\n\n# C#", "C#"),
        ("A title\n===\n", "A title"),
        ("A title\nover two\n=\n", "A title over two"),
        ("- item\n- item\n# A", "A"),
        ("> quoted\n# A", "A"),
        ("```\n# code\n```\n# A", "A"),
        ("````\n```\n# code\n````\n# A", "A"),
        (":::{note}\n# inner\n:::\n# A", "A"),
        ("~~~\n# code", ""),
        ("    # code", ""),
        ("<!-- one\n\n# hidden\n-->\n# A", "A"),
        ("<!-- one -->\n# A", "A"),
        ("<pre>\n\n# raw\n\n</pre>\n# A", "A"),
        ("<div>\n# raw\n</div>\n\n# A", "A"),
        ('<a id="x"></a>\n# A', "A"),
        ("- item\n\n  # nested\n\n  Nested\n  ===\n", ""),
        ("> # quoted\n> ===\n", ""),
        ("> quoted\n===\n", ""),
        ("#hashtag\n", ""),
        ("## Part\n", ""),
        ("Part\n---\n", ""),
        ("#\n# \n", ""),
        ("\\# text\n", ""),
        ("| a |\n", ""),
        ("", ""),
    ],
)
def test_finds_the_first_heading(text: str, heading: str) -> None:
    assert first_heading(text) == heading


HEADING_LINES = st.sampled_from(
    ["", "# A", "# B #", "## C", "text", "===", "---", "- item", "  in", "1. one", "> quote", "```", "~~~", "```py",
     "<!-- c", "-->", "<!-- x -->", "<div>", "</div>", "<b>x</b> y", "<b>", "    # code", "#", "#no", "***", "<pre>",
     "</pre>", " # One", "* * *"]
)  # fmt: skip


@given(st.lists(HEADING_LINES, max_size=7).map("\n".join))
@settings(derandomize=True, max_examples=1000, deadline=None)
def test_the_first_heading_is_that_of_a_parser(text: str) -> None:
    tokens = MarkdownIt().parse(text)
    headings = (
        body.content
        for token, body in pairwise(tokens)
        if token.type == "heading_open" and token.tag == "h1" and token.level == 0 and body.content
    )
    assert first_heading(text).split() == next(headings, "").split()
