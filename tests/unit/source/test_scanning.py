"""All posts together: what is published, what is hidden, and what is wrong between them."""

import json
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from archive.core.addresses import permalink
from archive.source import frontmatter, scanning
from archive.source.scanning import HiddenReason, Scan, ScannedFile
from archive.store.database import codec_of

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2012, 11, 1, 9, 0, tzinfo=LONDON)

Site = Callable[..., Scan]


@pytest.fixture
def scan(tmp_path: Path) -> Site:
    """Writes posts, given as name and front matter, and scans them."""

    def write(posts: dict[str, str], pages: tuple[str, ...] = (), **options: object) -> Scan:
        for name, header in posts.items():
            path = tmp_path / f"posts/{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"---\n{header}\n---\n# Title\n", encoding="utf-8")
        settings = {"zone": LONDON, "now": NOW, "pages": pages} | options
        return scanning.scan(tmp_path, **settings)  # type: ignore[arg-type]

    return write


def said(found: Scan) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_a_permalink_is_the_path_below_posts() -> None:
    assert permalink("posts/2012/10/steady-on-maggie") == "2012/10/steady-on-maggie.html"
    assert permalink("about") == "about.html"


def test_no_posts_are_no_problem(scan: Site) -> None:
    assert scan({}) == Scan()


def test_finds_posts_in_the_order_of_their_paths(scan: Site, tmp_path: Path) -> None:
    scan(dict.fromkeys(("2012/10/b", "2012/10/a", "c", "2011/z", ".git/x", "2012/.a", "~a"), "date: 2012-10-31"))
    for name in ("a.md~", "#a.md#", "a.md.swp", "notes.txt", "picture.jpg"):
        (tmp_path / "posts" / name).write_text("x")
    found = scan({})
    assert said(found) == []
    assert list(found.posts) == ["posts/2011/z", "posts/2012/10/a", "posts/2012/10/b", "posts/c"]
    assert list(found.published) == list(found.posts)


def test_hides_what_is_not_for_readers(scan: Site) -> None:
    found = scan(
        {
            "draft": "draft: true",
            "draft-dated": "date: 2012-10-01\ndraft: yes",
            "tomorrow": "date: 2012-11-02",
            "soon": "date: 2012-11-01 09:01",
            "now": "date: 2012-11-01 09:00",
            "today": "date: 2012-11-01",
            "east": "date: 2012-11-01T10:00+01:00",
            "law": "date: 2012-10-01\nwithhold: at the request of the court",
            "law-ahead": "date: 2013-10-01\nwithhold: at the request of the court",
            "old": "date: 2012-10-01",
        }
    )
    assert said(found) == []
    assert found.hidden == {
        "posts/draft": HiddenReason.DRAFT,
        "posts/draft-dated": HiddenReason.DRAFT,
        "posts/tomorrow": HiddenReason.SCHEDULED,
        "posts/soon": HiddenReason.SCHEDULED,
        "posts/law": HiddenReason.WITHHELD,
        "posts/law-ahead": HiddenReason.WITHHELD,
    }
    assert list(found.published) == ["posts/east", "posts/now", "posts/old", "posts/today"]


def test_today_is_that_of_the_site(scan: Site) -> None:
    late = datetime(2012, 10, 31, 23, 30, tzinfo=ZoneInfo("America/New_York"))
    assert list(scan({"a": "date: 2012-11-01"}, now=late).published) == ["posts/a"]


def test_a_post_with_a_problem_is_neither_published_nor_forgotten(scan: Site) -> None:
    found = scan({"bad": "date: soon", "good": "date: 2012-10-31"})
    assert [problem.path for problem in found.problems] == ["posts/bad.md"]
    assert list(found.published) == ["posts/good"]
    assert not found.hidden
    assert list(found.digests) == ["posts/bad", "posts/good"]


def test_takes_unchanged_files_from_the_cache(scan: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    first = scan({"a": "date: 2012-10-31\ntags: one", "b": "date: 2012-10-31", "c": "date: soon"})
    parsed: list[str] = []
    read = frontmatter.read

    def note(data: bytes, path: str, zone: ZoneInfo) -> object:
        parsed.append(path)
        return read(data, path, zone)

    monkeypatch.setattr(frontmatter, "read", note)
    form = codec_of(Mapping[str, ScannedFile], LONDON)
    cache = form.read(json.loads(json.dumps(form.write(first.cache))))
    assert scan({}, cache=cache) == first
    assert parsed == []
    second = scan({"a": "date: 2012-10-31\ntags: two"}, cache=cache)
    assert parsed == ["posts/a.md"]
    assert second.posts["posts/a"].tags == ("two",)
    assert second.digests["posts/a"] != first.digests["posts/a"]
    assert second.digests["posts/b"] == first.digests["posts/b"]


def test_another_zone_is_another_result(scan: Site) -> None:
    posts = {"a": "date: 2012-10-31T23:30Z"}
    first = scan(posts)
    second = scan(posts, zone=ZoneInfo("Asia/Tokyo"), cache=first.cache)
    date = second.posts["posts/a"].date
    assert date is not None
    assert date.day == 1


def test_posts_are_read_by_others_where_nothing_is_known(scan: Site) -> None:
    posts = {"a": "date: 2012-10-31", "b": "date: 2012-10-31\ntags: [", "c": "date: 2012-10-30"}
    asked: list[str] = []

    def in_another_process(function: Callable[[str], ScannedFile], paths: Sequence[str]) -> Iterator[ScannedFile]:
        asked.extend(paths)
        yield from pickle.loads(pickle.dumps(list(map(function, paths))))

    found = scan(posts, spread=in_another_process)
    assert asked == ["posts/a.md", "posts/b.md", "posts/c.md"] and found.problems
    assert found == scan({}) == scan({}, cache=found.cache, spread=None)


def test_a_removed_file_leaves_the_cache(scan: Site, tmp_path: Path) -> None:
    cache = scan({"a": "date: 2012-10-31", "b": "date: 2012-10-31"}).cache
    (tmp_path / "posts/a.md").unlink()
    assert list(scan({}, cache=cache).cache) == ["posts/b.md"]


DAY = "date: 2012-10-31"
BETWEEN: list[tuple[dict[str, str], list[str]]] = [
    # Addresses.
    ({"about": DAY}, ["posts/about.md:1: the post would stand at /about.html, as does about.md: rename one"]),
    ({"About": DAY}, ["posts/About.md:1: the post would stand at /About.html, as does about.md"]),
    (
        {"search": DAY},
        ["posts/search.md:1: the post would stand at /search.html, as does a page that the build makes"],
    ),
    (
        {"blog/archive": DAY, "Names/index": DAY, "threads": DAY, "2012/blog/a": DAY},
        [
            "posts/Names/index.md:1: the post would stand at /Names/index.html, among pages that the build makes",
            "posts/blog/archive.md:1: the post would stand at /blog/archive.html, among pages that the build makes",
            "posts/threads.md:1: the post would stand at /threads.html, as does a page that the build makes",
        ],
    ),
    ({"a": DAY, "A": DAY}, ["posts/a.md:1: the post would stand at /a.html, as does posts/A.md"]),
    ({"caf\u00e9": DAY, "cafe\u0301": DAY}, ["would stand at /caf\u00e9.html, as does posts/cafe\u0301.md"]),
    ({"a": "date: soon", "A": DAY}, ["posts/a.md:1: the post would stand at", "posts/a.md:2: `date`"]),
    (
        {"what?": DAY},
        ["posts/what?.md:1: the file's name is its address: name it with letters, digits and hyphens"],
    ),
    # A name that would break the line.
    (
        {"a\nb\u2028": DAY},
        ["posts/a\\nb\\u2028.md:1: the file's name is its address: name it with letters, digits and hyphens"],
    ),
    # Folders that are files.
    (
        {"a": DAY, "A.html/b": DAY, "a.html/b.html/c": "draft: true", "v1.2/d_e/f": DAY, "about.html/g": DAY},
        ["posts/A.html/b.md:1: the post would stand at /A.html/b.html, below the page of posts/a.md: give "
         "the folder another name",
         "posts/a.html/b.html/c.md:1: the post would stand at /a.html/b.html/c.html, below the page of posts/a.md:",
         "posts/about.html/g.md:1: the post would stand at /about.html/g.html, below the page of about.md:"],
    ),
    (
        {"Search.html/a": DAY, "robots.txt/a": DAY, "_redirects/a": DAY, "_drafts/a": DAY, "x/robots.txt/a": DAY},
        ["posts/Search.html/a.md:1: the post would stand at /Search.html/a.html, below a file that the build makes: "
         "give the folder another name",
         "posts/_redirects/a.md:1: the post would stand at /_redirects/a.html, below a file that",
         "posts/robots.txt/a.md:1: the post would stand at /robots.txt/a.html, below a file that"],
    ),
    # Redirects.
    (
        {"old.html/a": DAY, "b": f"{DAY}\nredirect: /Old.html"},
        ["posts/b.md:3: `redirect` /Old.html is a folder, in which posts/old.html/a.md stands: take it out"],
    ),
    (
        {"a": DAY, "b": f"{DAY}\nredirect: /a.html"},
        ["posts/b.md:3: `redirect` /a.html is the address of posts/a.md: take it out"],
    ),
    (
        {"a": f"{DAY}\nredirect: /blog/2012/"},
        [],
    ),
    (
        {"a": f"{DAY}\nredirect: /Blog/", "b": f"{DAY}\nredirect: /blog/tag/x.html", "c": f"{DAY}\nredirect: /blog/x/"},
        ["posts/a.md:3: `redirect` /Blog/index.html is among pages that the build makes: take it out",
         "posts/b.md:3: `redirect` /blog/tag/x.html is among pages that the build makes: take it out"],
    ),
    (
        {"a": DAY, "b": f"{DAY}\nredirect: /A.html/x.html"},
        ["posts/b.md:3: `redirect` /a.html/x.html needs a folder where the page /a.html stands: take it out"],
    ),
    (
        {"a": f"{DAY}\nredirect: /old.html/", "b": f"{DAY}\nredirect: /old.html"},
        ["posts/a.md:3: `redirect` /old.html/index.html needs a folder where the page /old.html stands: take it out"],
    ),
    ({"a": f"{DAY}\nredirect: /?p=A, /x/?p=1", "b": f"{DAY}\nredirect: /?p=a"}, []),
    (
        {"a": f"{DAY}\nredirect: /X/?p=1", "b": f"{DAY}\nredirect: /x/?p=1"},
        ["posts/b.md:3: `redirect` /x/?p=1 leads to another post too (posts/a.md:3): take it out of one"],
    ),
    ({"a": f"{DAY}\nredirect: /A.html"}, ["posts/a.md:3: `redirect` /A.html is the address of posts/a.md"]),
    (
        {"a": f"{DAY}\nredirect: /about.html"},
        ["posts/a.md:3: `redirect` /about.html is the address of about.md"],
    ),
    (
        {"a": f"{DAY}\nredirect: /old", "b": f"{DAY}\nredirect:\n- /x.html\n- /OLD/"},
        ["posts/b.md:3: `redirect` /OLD/index.html leads to another post too (posts/a.md:3): take it out of one"],
    ),
    # Ids and places within a day.
    (
        {"a": f"{DAY}\nid: tag:a,1:b", "b": f"{DAY}\nid: tag:a,1:b"},
        ["posts/b.md:3: `id` tag:a,1:b is that of another post too (posts/a.md:3): mend one"],
    ),
    (
        {"a": f"{DAY}\norder: 2", "b": f"{DAY}\norder: 1", "c": f"{DAY}\norder: 2"},
        ["posts/c.md:3: `order: 2` is taken on that day (posts/a.md:3): give each post of a day its own"],
    ),
    ({"a": f"{DAY}\norder: 2", "b": "date: 2012-10-30\norder: 2", "c": DAY, "d": DAY}, []),
    # Spellings: the one used most is right, then the first.
    (
        {"a": f"{DAY}\ntags: Lean", "b": f"{DAY}\ntags: x, lean", "c": f"{DAY}\ntags: lean"},
        ["posts/a.md:3: `Lean` is spelt `lean` elsewhere (posts/b.md:3): spell it one way"],
    ),
    (
        {"a": f"{DAY}\ncategory: Law", "b": f"{DAY}\ncategory: LAW"},
        ["posts/b.md:3: `LAW` is spelt `Law` elsewhere (posts/a.md:3)"],
    ),
    (
        {"a": f"{DAY}\nauthor: Ann Lee", "b": f"{DAY}\nauthor: Ann\u00a0Lee"},
        ["posts/b.md:3: `Ann\u00a0Lee` is spelt `Ann Lee` elsewhere"],
    ),
    (
        {"a": f"{DAY}\ntags: caf\u00e9", "b": f"{DAY}\ntags: cafe\u0301"},
        ["posts/b.md:3: `cafe\u0301` is spelt `caf\u00e9` elsewhere (posts/a.md:3)"],
    ),
    ({"a": f"{DAY}\ntags: law\ncategory: Law\nauthor: LAW", "b": f"{DAY}\ntags: laws, cafe, caf\u00e9"}, []),
    # Drafts will be published one day, and are held to the rules before.
    (
        {"a": f"{DAY}\ntags: law", "b": "draft: true\ntags: Law"},
        ["posts/b.md:3: `Law` is spelt `law` elsewhere"],
    ),
]


@pytest.mark.parametrize(("posts", "expected"), BETWEEN)
def test_rules_between_posts(scan: Site, posts: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    if len({name.casefold() for name in posts}) < len(posts) and (tmp_path / "POSTS").exists():
        pytest.skip("the file system ignores case")
    found = said(scan(posts, pages=("about.md", "index.md")))
    assert len(found) == len(expected)
    for problem, beginning in zip(found, expected, strict=True):
        assert beginning in problem


def test_what_can_have_no_page_is_not_published_and_costs_no_other(scan: Site, tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    (tmp_path / "a.html/page.md").write_text("# A page\n")
    found = scan({"a": DAY, "a.html/b": DAY, "c": DAY}, pages=("a.html/page.md", "about.md"))
    assert "a.html/page.md:1: the page would stand at /a.html/page.html, below the page of posts/a.md" in said(found)[0]
    assert list(found.published) == ["posts/a", "posts/c"] and found.faulty_pages == {"a.html/page"}
    assert "posts/a.html/b" in found.digests and found.hidden == {}


@pytest.mark.parametrize("name", ["a.MD", "a.markdown", "a.rst"])
def test_a_file_that_looks_like_a_post_is_not_passed_over(scan: Site, tmp_path: Path, name: str) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / name).write_text("text")
    suffix = Path(name).suffix
    assert said(scan({})) == [f"posts/{name}:1: `{suffix}` files are not read as posts: give the file the suffix `.md`"]


def test_a_file_that_cannot_be_read_is_a_problem(scan: Site, tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/gone.md").symlink_to("nowhere.md")
    assert said(scan({})) == ["posts/gone.md:1: the file is a link that leads nowhere: mend or remove it"]


def test_folders_that_link_in_a_circle_end(scan: Site, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/b.md").write_text(f"---\n{DAY}\n---\n# B\n")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/linked").symlink_to(tmp_path / "elsewhere")
    for name in ("again", "linked/back", "linked/once more"):
        (tmp_path / "posts" / name).symlink_to(tmp_path / "posts")
    (tmp_path / "elsewhere/up").symlink_to(tmp_path)
    assert list(scan({"a": DAY}).posts) == ["posts/a", "posts/linked/b"]


def test_a_folder_that_is_linked_to_is_not_lost_itself(scan: Site, tmp_path: Path) -> None:
    scan({"z/a": DAY})
    (tmp_path / "posts/y").symlink_to("z")
    assert list(scan({}).posts) == ["posts/y/a", "posts/z/a"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"# T\n\ncaf\xe9\n", ["about.md:3: byte 0xE9 is not UTF-8: save the file as UTF-8"]),
        ("# T\n".encode("utf-16"), ["about.md:1: the file is in UTF-16: save it as UTF-8"]),
        (b"# T\x0c\n", ["about.md:1: the control character U+000C is in the text: take it out"]),
        (b"---\nlanguage: [\n---\n# T\n", ["about.md:3: the front matter cannot be read"]),
        (b"---\nmyst:\n  substitutions:\n    a: b\n---\n# T\n", []),
        (b"---\n\nA rule above, and no front matter.\n", []),
        (b"", []),
    ],
)
def test_a_standing_page_that_cannot_be_read_is_a_problem(
    scan: Site, tmp_path: Path, page: bytes, expected: list[str]
) -> None:  # fmt: skip
    (tmp_path / "about.md").write_bytes(page)
    found = scan({"a": DAY}, ("about.md", "logo.png"))
    assert [line.startswith(begin) for line, begin in zip(said(found), expected, strict=True)] == [True] * len(expected)
    assert found.faulty_pages == ({"about"} if expected else set())
    assert said(scan({"a": DAY}, ("about.md",), cache=found.cache)) == said(found)


def test_comments_whose_post_has_another_name_are_hinted_at(scan: Site, tmp_path: Path) -> None:
    """As where a post is renamed, and its comments are forgotten."""
    scan({"loaf": DAY, "unread": "date: soon"})
    for name in ("loaf", "unread", "crust"):
        (tmp_path / f"posts/{name}.comments.json").write_text('{"format": 1, "comments": []}')
    found = scan({})
    assert [(hint.path, "no post stands beside" in hint.shown_message) for hint in found.hints] == [
        ("posts/crust.comments.json", True)
    ]
    assert [problem.path for problem in found.problems] == ["posts/unread.md"]
