"""What `follows` names, and what is said where it cannot be followed."""

from zoneinfo import ZoneInfo

import pytest
from archive.source import consistency, frontmatter

ZONE = ZoneInfo("Europe/London")


def resolve(hidden: dict[str, str] | None = None, **headers: str) -> tuple[dict[str, str], list[str]]:
    posts = {}
    for name, header in headers.items():
        front, problems = frontmatter.read(f"---\n{header}\n---\n\n# T\n".encode(), name, ZONE)
        assert front, problems
        posts[f"posts/{name.replace('_', '/')}"] = front
    follows, problems = consistency.resolve_follows(posts, list(posts), hidden or {})
    return follows, [str(problem) for problem in problems]


@pytest.mark.parametrize("text", ["a", "2012/a", "posts/2012/a.md", "/2012/a.html"])
def test_a_post_is_named_by_path_or_slug(text: str) -> None:
    follows, problems = resolve(**{"2012_a": "date: 2012-01-01", "2012_b": f"date: 2012-01-02\nfollows: {text}"})
    assert (follows, problems) == ({"posts/2012/b": "posts/2012/a"}, [])


@pytest.mark.parametrize(
    ("header", "hidden", "said"),
    [
        ("follows: 2012/aa", {}, "names 2012/aa, which is no post: did you mean 2012/a or "),
        ("follows: nothing", {}, "names nothing, which is no post: mend the path"),
        ("follows: 2012/b", {}, "names the post itself"),
        ("follows: 2012/c", {}, "names 2012/c, which is dated later"),
        ("follows: a", {"posts/2012/a": "draft"}, "names 2012/a, which has no page (draft): publish that first"),
        ("follows: twin", {}, "names twin, which fits 2011/twin and 2012/twin: write the path of one"),
    ],
)
def test_what_cannot_be_followed_is_said_with_its_line(header: str, hidden: dict[str, str], said: str) -> None:
    follows, problems = resolve(
        hidden, **{"2012_a": "date: 2012-01-01", "2012_b": f"date: 2012-01-02\n{header}", "2012_c": "date: 2012-01-03",
                   "2011_twin": "date: 2011-01-01", "2012_twin": "date: 2011-01-01"}
    )  # fmt: skip
    assert follows == {}
    assert len(problems) == 1 and f"posts/2012/b.md:3: `follows` {said}" in problems[0]


def test_a_circle_is_named_once_and_broken() -> None:
    day = "date: 2012-01-01\nfollows: "
    rest = {"d": "date: 2012-01-02", "e": "date: 2012-01-03\nfollows: d"}
    follows, problems = resolve(a=f"{day}c", b=f"{day}a", c=f"{day}b", **rest)
    assert follows == {"posts/e": "posts/d"}
    assert problems == ["posts/a.md:3: `follows` goes round in a circle, a → c → b → a: take it out of one"]


def test_a_thread_is_a_chain() -> None:
    follows, problems = resolve(
        a="date: 2012-01-01", b="date: 2012-01-02\nfollows: a", c="date: 2012-01-03\nfollows: a"
    )
    assert follows == {"posts/b": "posts/a"}
    assert problems == [
        "posts/c.md:3: `follows` names a, which is followed already (posts/b.md:3): name that post instead"
    ]


def test_a_withheld_post_ends_the_thread_without_a_word() -> None:
    headers = {"a": "date: 2012-01-01", "b": "date: 2012-01-02\nfollows: a", "c": "date: 2012-01-03\nfollows: b"}
    follows, problems = resolve({"posts/b": "withheld"}, **headers)
    assert (follows, problems) == ({"posts/b": "posts/a"}, [])


def test_only_the_first_post_names_the_thread() -> None:
    _, problems = resolve(a="date: 2012-01-01\nthread: A", b="date: 2012-01-02\nfollows: a\nthread: B")
    assert problems == ["posts/b.md:4: `thread` names a thread at its first post: move it there"]
