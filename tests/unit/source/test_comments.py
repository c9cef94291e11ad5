"""Comments: the files beside posts, read and checked."""

import json
from pathlib import Path

import pytest
from archive.source import comments

POST = "posts/2012/10/a"


@pytest.fixture
def beside(tmp_path: Path):
    """Writes the file of comments of a post; gives what a scan finds of it."""

    def write(text: str, known=None):
        file = tmp_path / f"{POST}.comments.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return comments.scan(tmp_path, [POST, "posts/2012/10/without"], known or {})

    write.root = tmp_path
    return write


def rows(*comments_):
    return json.dumps({"format": 1, "comments": list(comments_)})


def test_answers_stand_deeper_than_what_they_answer_but_not_without_end(beside):
    chain = [{"id": f"c{n}", "html": "x", **({"parent": f"c{n - 1}"} if n else {})} for n in range(8)]
    beside(rows(*chain))
    assert [one.depth for one in comments.load(beside.root, POST)] == [0, 1, 2, 3, 4, 4, 4, 4]


def test_a_comment_says_what_the_file_says(beside):
    beside(rows({"id": "c1", "name": "Zoë", "date": "2012-10-31T10:00:00+01:00", "author": True, "html": "<p>Hm</p>"}))
    [one] = comments.load(beside.root, POST)
    assert (one.name, one.by_author, one.html) == ("Zoë", True, "<p>Hm</p>")
    assert one.date.isoformat() == "2012-10-31T10:00:00+01:00"


def test_who_commented_is_noted_but_for_the_author_and_for_links_back(beside):
    zoe = {"name": "Zoë"}
    said = [zoe, {"name": "Ann", "author": True}, {"name": "A blog", "kind": "pingback"}, {}, zoe]
    read = beside(rows(*({"id": f"c{n}", "html": "x", **one} for n, one in enumerate(said))))[POST]
    assert (read.count, read.names) == (5, ("Zoë", "Zoë"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{\n,", "a.comments.json:2: the file of comments is no JSON"),
        ("[]", "a.comments.json:1: the file of comments does not hold comments"),
        (rows({"html": "no id"}), "does not hold comments as they should be ('id')"),
        (rows({"id": "c", "html": "", "date": "yesterday"}), "does not hold comments as they should be"),
    ],
)
def test_a_file_that_is_wrong_has_a_problem(beside, text, said):
    assert said in str(beside(text)[POST].problem)


def test_only_posts_with_a_file_have_comments(beside):
    assert set(beside(rows())) == {POST}


def test_a_file_that_is_the_same_is_not_read_again(beside):
    first = beside(rows())
    assert beside(rows(), first)[POST] is first[POST]
    assert beside("{", first)[POST].problem
