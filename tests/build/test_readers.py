"""What readers wrote: the comments that an import brought stand beneath their post, and nowhere else."""

import json
from collections.abc import Callable

import pytest

from build.built import Built
from build.sites import Site

POST = "2012/10/dawn.html"
FILE = "posts/2012/10/dawn.comments.json"


def test_comments_stand_beneath_their_post_in_order(blog: Built) -> None:
    assert blog.text(POST, ".comments h2") == "3 comments"
    assert blog.texts(POST, ".comment .p-content") == ["How early!", "Not that early.", "Seen elsewhere."]
    assert blog.texts(POST, ".comment .p-author") == ["A <reader>", "Ann Author"]
    # Who gave no name is nobody of that name.
    assert blog.texts(POST, ".comment .byline > :first-child") == ["A <reader>", "Ann Author", "Anonymous"]
    assert blog.texts(POST, ".comment-mark") == ["author", "pingback"]


def test_an_answer_is_told_from_what_it_answers(blog: Built) -> None:
    comments = blog.page(POST).select(".comment")
    assert ["depth-1" in comment["class"] for comment in comments] == [False, True, False]


def test_a_comment_has_an_address_and_leads_to_its_writer_without_a_vote(blog: Built) -> None:
    (writer,) = blog.page(POST).select(".comment a.p-author")
    assert (writer["href"], writer["rel"]) == ("https://reader.example/?a=1&b=2", ["nofollow", "ugc"])
    assert blog._leads(POST, "#comment-2")


def test_comments_are_no_part_of_the_post(blog: Built) -> None:
    # The search finds comments, and offers their words.
    pages = (path for path in blog.paths if not path.startswith("pagefind/"))
    telling = [path for path in pages if "early" in (blog.folder / path).read_bytes().decode(errors="ignore")]
    assert telling == [POST]


def test_past_ten_comments_the_others_open_on_demand(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    rows = [{"id": f"c{n}", "name": f"Reader {n}", "html": f"<p>Remark {n}</p>"} for n in range(12)]
    blog.write("posts/2012/10/lunch.comments.json", json.dumps({"format": 1, "comments": rows}))
    assert blog.build("-W").stderr == ""
    page = Built(blog.out).page("2012/10/lunch.html")
    assert [comment["id"] for comment in page.select(".comment")] == [f"c{n}" for n in range(12)]
    assert [comment["id"] for comment in page.select("details .comment")] == ["c10", "c11"]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Site:
    blog = Site(tmp_path_factory.mktemp("readers") / "blog", "blog")
    assert blog.build().status == 0
    blog.keep()
    return blog


@pytest.mark.parametrize(
    "edit",
    [
        lambda blog: blog.edit(FILE, "How early!", "How late!"),
        lambda blog: (blog.src / FILE).unlink(),
        lambda blog: (blog.src / FILE).rename(blog.src / "posts/2012/10/dusk.comments.json"),
        lambda blog: blog.write(FILE, '{"format": 1, "comments": []}'),
    ],
    ids=["edited", "deleted", "moved", "emptied"],
)
def test_comments_follow_edits(original: Site, edit: Callable[[Site], object]) -> None:
    original.restore()
    before = original.tree()
    edit(original)
    assert original.build("-W").stderr == ""
    assert original.tree() == original.clean() != before


def test_comments_that_cannot_be_read_are_named(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    texts: list[tuple[str, str | bytes, int]] = [
        ("dawn", '{"format": 1,\n"comments": [}', 2), ("dusk", '{"format": 1, "comments": [{"name": "A"}]}', 1),
        ("lunch", "[]", 1), ("breakfast", b"\xff", 1),
    ]  # fmt: skip
    for name, text, _ in texts:
        blog.write(f"posts/2012/10/{name}.comments.json", text)
    result = blog.build()
    assert result.status != 0 and "Traceback" not in result.stdout
    for (name, _, line), message in zip(sorted(texts), sorted(result.stderr.splitlines()), strict=True):
        assert f"posts/2012/10/{name}.comments.json:{line}: " in message
    assert "After the mark." in Built(blog.out).text(POST, ".post-text")
