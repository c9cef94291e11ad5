"""The wall: of a draft, a scheduled or a withheld post nothing is in the output, whatever it is looked for in."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forked import Result

from build.built import Built
from build.sites import Site

#: What must not get out: see the posts of tests/roots/test-wall.
MARK = re.compile(rb"zz[a-z]+?-?(draft|scheduled|tomorrow|withheld)|zzreason", re.IGNORECASE)
PUBLISHED = ["2019/12/first.html", "2019/12/linking.html", "2020/01/today.html"]


def plain(data: bytes) -> bytes:
    """What is in a file, compressed or not."""
    if data.startswith(b"\x1f\x8b"):
        data += gzip.decompress(data)
    if data.startswith(b"# Sphinx inventory"):
        data += zlib.decompress(data[data.index(b"zlib.\n") + 6 :])
    return data


def leaks(folder: Path) -> Iterator[str]:
    """Every mark in the output: in names, in bytes, and in what is compressed."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        text = name.encode() + b"\n" + (plain(path.read_bytes()) if path.is_file() else b"")
        yield from (f"{name}: {found[0].decode()}" for found in MARK.finditer(text))


def counted(wall: Built) -> str:
    return wall.text("blog/archive.html", ".count")


@pytest.fixture(scope="module")
def wall(built: Callable[[str], Built]) -> Built:
    return built("wall")


def test_nothing_gets_out(wall: Built) -> None:
    assert list(leaks(wall.folder)) == []


def test_the_search_for_leaks_finds_them(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"a zztagDraft"))
    (tmp_path / "zzname-withheld.html").write_bytes(b"")
    inventory = b"# Sphinx inventory version 2\nzlib.\n" + zlib.compress(b"zztitlescheduled")
    (tmp_path / "objects.inv").write_bytes(inventory)
    assert len(list(leaks(tmp_path))) == 3


def test_what_may_be_seen_is(wall: Built) -> None:
    posts = [path for path in wall.pages if path[:4].isdigit() and path not in wall.leads]
    assert posts == [*PUBLISHED[:2], "2019/12/taken-down.html", PUBLISHED[2]]
    assert counted(wall).startswith("3 posts")
    assert wall.texts("blog/tag.html", ".terms li") == ["Shared 3"]
    assert wall.leads["shared/index.html"] == "blog/tag/shared.html"


def test_nothing_but_its_notice_tells_of_a_withheld_post(wall: Built) -> None:
    telling = [path for path in sorted(wall.paths) if b"taken-down" in plain((wall.folder / path).read_bytes())]
    assert telling in ([], ["2019/12/taken-down.html"])


def test_a_withheld_address_answers_with_a_notice(wall: Built) -> None:
    notice = "2019/12/taken-down.html"
    assert wall.text(notice, "h1") == "Withheld"
    assert wall.property(notice, "robots") == ["noindex"]
    assert wall.broken() == []


def test_a_link_to_a_withheld_post_keeps_its_words_alone(wall: Built) -> None:
    page = "2019/12/linking.html"
    assert wall.text(page, ".post-text p") == "It was said elsewhere before, and at length ."
    assert wall.page(page).select(".post-text p a") == []


#: Ways to refer to what is not published yet, and why it is not.
EAGER = [
    ("[what comes](zzname-draft.md)", "draft"),
    ("[what comes](../../2020/01/zzname-scheduled.md)", "future"),
    ("[what comes](/posts/2019/12/zzname-draft.md)", "draft"),
    *((way.format(name), why) for name, why in (("zzname-draft", "draft"), ("zzname-scheduled", "future"))
      for way in ("[what comes]({})", "{{doc}}`what comes <{}>`", "{{ref}}`what comes <{}>`")),
    ("{ref}`what comes <zzlabeldraft>`", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def eager(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Result]:
    """The wall with a post for each of these ways, built."""
    wall = Site(tmp_path_factory.mktemp("eager"), "wall")
    for number, (text, _) in enumerate(EAGER):
        wall.post(f"2019/12/eager-{number}", f"See {text}.", date="2019-12-11")
    return wall, wall.build("-W", "--keep-going")


@pytest.mark.parametrize("number", range(len(EAGER)), ids=[text for text, _ in EAGER])
def test_a_reference_to_what_is_not_published_yet_is_an_error(eager: tuple[Site, Result], number: int) -> None:
    wall, result = eager
    text, why = EAGER[number]
    assert result.status == 1
    (line,) = (line for line in result.stderr.splitlines() if f"eager-{number}.md" in line)
    (name,) = re.findall(r"zz[a-z-]+", text)
    assert f"posts/2019/12/eager-{number}.md:7: " in line and why in line and name in line
    assert "what comes" in Built(wall.out).text(f"2019/12/eager-{number}.html", ".post-text")


def test_nothing_gets_out_though_it_is_referred_to(eager: tuple[Site, Result]) -> None:
    assert list(leaks(eager[0].out)) == []


def test_a_name_of_a_withheld_post_keeps_its_words_alone(site: Callable[[str], Site]) -> None:
    wall = site("wall")
    ways = ("[at length](taken-down)", "{doc}`at length <taken-down>`", "{ref}`at length <taken-down>`")
    wall.post("2019/12/eager", "\n\n".join(f"See {way}." for way in ways), date="2019-12-11")
    assert wall.build("-W").stderr == ""
    assert Built(wall.out).texts("2019/12/eager.html", ".post-text p") == ["See at length ."] * len(ways)
    assert Built(wall.out).page("2019/12/eager.html").select(".post-text a") == []


def test_a_picture_that_only_hidden_posts_show_is_not_copied(wall: Built) -> None:
    assert not [path for path in wall.paths if path.startswith(("_images/", "_downloads/"))]


def test_the_preview_shows_drafts_under_a_banner(site: Callable[[str], Site]) -> None:
    wall = site("wall")
    assert wall.build("-D", "show_drafts=1").status == 0
    built = Built(wall.out)
    for draft in ("2019/12/zzname-draft.html", "2020/01/zzname-scheduled.html", "2020/01/zzname-tomorrow.html"):
        assert built.text(draft, ".draft-banner").startswith("A draft")
    assert built.page("2019/12/first.html").select(".draft-banner") == []
    assert [leak for leak in leaks(wall.out) if "withheld" in leak or "zzreason" in leak] == []


def test_a_preview_leaves_nothing_to_the_build_after_it(site: Callable[[str], Site]) -> None:
    wall = site("wall")
    wall.build("-D", "show_drafts=1")
    assert wall.build("-W").status == 0
    assert list(leaks(wall.out)) == []
    assert wall.tree() == wall.clean()


def test_what_is_withheld_later_disappears_everywhere(site: Callable[[str], Site]) -> None:
    wall = site("wall")
    wall.edit("posts/2019/12/taken-down.md", "withhold: zzreason by order of the court\n", "")
    wall.build()
    assert any(leak.startswith("blog/atom.xml") for leak in leaks(wall.out))
    wall.edit("posts/2019/12/taken-down.md", "date: 2019-12-05\n", "date: 2019-12-05\nwithhold: zzreason\n")
    assert wall.build("-W").status == 0
    assert list(leaks(wall.out)) == []
    assert wall.tree() == wall.clean()


def test_a_draft_that_is_finished_appears(site: Callable[[str], Site]) -> None:
    wall = site("wall")
    wall.build()
    wall.edit("posts/2019/12/zzname-draft.md", "draft: true\n", "")
    assert wall.build("-W").status == 0
    built = Built(wall.out)
    assert "zztextdraft" in built.text("2019/12/zzname-draft.html", ".post-text")
    assert "2019/12/zzname-draft.html" in built.addresses("blog/tag/shared.html", ".entry-title a")
    assert wall.tree() == wall.clean()


def test_what_was_scheduled_appears_when_its_time_has_come(site: Callable[[str], Site]) -> None:
    wall = site("wall")
    wall.build()
    assert wall.build("-W", env={"SOURCE_DATE_EPOCH": "1577880001"}).status == 0
    assert "2020/01/zzname-scheduled.html" in Built(wall.out)
    assert "2020/01/zzname-tomorrow.html" not in Built(wall.out)
    assert wall.build("-W", env={"SOURCE_DATE_EPOCH": "1577923200"}).status == 0
    assert "2020/01/zzname-tomorrow.html" in Built(wall.out)
