"""What a build leaves for the next: when it is lost, damaged or of another time, the next one is right all the same."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from forked import Result

from build.sites import Site, Tree, differences

#: Files in the output that are not ours.
OTHERS = {"CNAME": "blog.example", ".git/HEAD": "ref: main", ".nojekyll": "", "by-hand/page.html": "<p>Hello."}
DINNER = "posts/2012/10/zzdinner.md"
STATE = ("environment.pickle", "archive/archive.sqlite", "archive/seal.json")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Site:
    blog = Site(tmp_path_factory.mktemp("state") / "blog", "empty")
    blog.post("2012/10/dawn", "See [](dusk.md).", date="2012-10-01", tags="Lean")
    blog.post("2012/10/dusk", "{person}`Annie` was there.", date="2012-10-02", tags="Lean")
    blog.post("2012/10/zzdinner", "{person}`Zzenobia` and Annie.", date="2012-10-03", tags="Zzsecret, Lean")
    blog.write("definitions/people.yaml", "Annie:\nZzenobia:\n")
    blog.write("p/zzsecret.md", "---\norphan: true\n---\n\n# Zzsecret\n")
    good(blog.build())
    blog.keep()
    return blog


@pytest.fixture
def blog(original: Site) -> Site:
    original.restore()
    return original


@pytest.fixture(scope="module")
def withheld(original: Site) -> Tree:
    """What a clean build gives once all that is named with ``zz`` is withheld."""
    original.restore()
    withhold(original)
    return original.clean()


def withhold(blog: Site) -> None:
    blog.edit(DINNER, "---\ndate", "---\ndraft: true\ndate")
    blog.edit("definitions/people.yaml", "Zzenobia:\n", "")
    (blog.src / "p/zzsecret.md").unlink()


def leaks(blog: Site) -> list[str]:
    files = (path for path in blog.out.rglob("*") if path.is_file())
    return [str(path) for path in files if "zz" in path.name.lower() or b"zz" in path.read_bytes().lower()]


def good(result: Result) -> None:
    assert (result.status, "Traceback" in result.stderr + result.stdout) == (0, False), result.stderr


@pytest.mark.parametrize("lost", ["doctrees", "archive", "archive.sqlite", "seal.json", "html alone", "an older state"])
def test_what_is_withheld_goes_though_the_state_is_lost(blog: Site, withheld: Tree, lost: str) -> None:
    if lost == "an older state":
        text = (blog.src / DINNER).read_text()
        (blog.src / DINNER).unlink()
        good(blog.build())
        older = shutil.copytree(blog.doctrees, blog.doctrees.with_name("older"))
        blog.write(DINNER, text)
        good(blog.build())
        shutil.rmtree(blog.doctrees)
        older.rename(blog.doctrees)
    elif lost in ("doctrees", "html alone"):
        shutil.rmtree(blog.doctrees)
    elif lost == "archive":
        shutil.rmtree(blog.doctrees / "archive")
    else:
        (blog.doctrees / "archive" / lost).unlink()
    if lost == "html alone":  # what packs artefacts of CI leaves out files with a dot in front
        (blog.out / ".buildinfo").unlink()
    withhold(blog)
    for path, text in OTHERS.items():
        (blog.out / path).parent.mkdir(exist_ok=True)
        (blog.out / path).write_text(text)
    result = blog.build()
    good(result)
    assert leaks(blog) == []
    assert {path: (blog.out / path).read_text() for path in OTHERS} == OTHERS
    assert "CNAME" in result.stdout and "by-hand/page.html" in result.stdout
    tree = {path: digest for path, digest in blog.tree().items() if path not in OTHERS}
    assert differences(tree, withheld) == []


LENDER = """\
from pathlib import Path


def lend(app, pagename, templatename, context, doctree):
    picture = Path(app.outdir, "_images", f"card-of-{pagename.replace('/', '-')}.txt")
    picture.parent.mkdir(exist_ok=True)
    if doctree is not None and not picture.exists():
        picture.write_text(pagename)


def setup(app):
    app.connect("html-page-context", lend)
    app.connect("html-collect-pages", lambda app: [("extra", {"title": "Extra"}, "site.html")])
    app.connect("build-finished", lambda app, error: Path(app.outdir, "extra.txt").write_text("end"))
"""


def test_what_another_extension_wrote_stays_as_long_as_that_is_there(blog: Site, withheld: Tree) -> None:
    blog.write("lender.py", LENDER)
    blog.write("conf.py", (blog.src / "conf.py").read_text() + "extensions = [*extensions, 'lender']\n")
    theirs = {"extra.html", "extra.txt", "_images/card-of-posts-2012-10-zzdinner.txt"}
    for _ in range(2):
        result = blog.build()
        good(result)
        assert theirs <= blog.tree().keys() and "left in the output" not in result.stdout
    withhold(blog)
    good(blog.build())
    assert leaks(blog) == [] and {"extra.html", "extra.txt", "_images/card-of-index.txt"} <= blog.tree().keys()
    blog.edit("conf.py", "extensions = [*extensions, 'lender']\n", "")
    good(blog.build())
    assert differences(blog.tree(), withheld) == []


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "one bit flipped": lambda path: path.write_bytes(_flip(path.read_bytes())),
    "a folder": lambda path: (path.unlink(), path.mkdir(), (path / "within").write_text("")),
    "emptied": lambda path: path.write_bytes(b""),
    "many bits flipped": lambda path: path.write_bytes(
        bytes(byte ^ (number % 97 == 40) for number, byte in enumerate(path.read_bytes()))
    ),
    "gone": lambda path: path.unlink(),
}
#: Each file and each kind of damage once; all pairs are for `make fuzz`.
PAIRS = [(path, damage) for path in STATE for damage in DAMAGES]
SAMPLE = list(zip(itertools.cycle(STATE), DAMAGES, strict=False))


def _flip(data: bytes) -> bytes:
    place = len(data) * 2 // 3
    return data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


@pytest.mark.parametrize(
    ("path", "damage"), [pytest.param(*pair, marks=() if pair in SAMPLE else pytest.mark.fuzz) for pair in PAIRS]
)
def test_after_damage_the_next_build_is_right(blog: Site, withheld: Tree, path: str, damage: str) -> None:
    DAMAGES[damage](blog.doctrees / path)
    withhold(blog)
    result = blog.build()
    good(result)
    assert result.stdout.count("is damaged") <= 1
    assert leaks(blog) == [] and differences(blog.tree(), withheld) == []


def test_state_of_a_version_that_sealed_none_is_not_called_damaged(blog: Site) -> None:
    (blog.doctrees / "archive/seal.json").unlink()
    said = blog.build().stdout
    assert "another version" in said and "damaged" not in said
    assert "another version" not in blog.build().stdout


@pytest.mark.parametrize("path", STATE)
def test_after_one_file_of_an_older_state_the_next_build_is_right(blog: Site, withheld: Tree, path: str) -> None:
    kept = (blog.doctrees / path).read_bytes()
    blog.edit("posts/2012/10/dawn.md", "# Dawn", "# Daybreak")
    blog.edit(DINNER, "# Zzdinner", "# Zzsupper")
    good(blog.build())
    (blog.doctrees / path).write_bytes(kept)
    blog.edit("posts/2012/10/dawn.md", "# Daybreak", "# Dawn")
    blog.edit(DINNER, "# Zzsupper", "# Zzdinner")
    withhold(blog)
    good(blog.build())
    assert leaks(blog) == [] and differences(blog.tree(), withheld) == []


def test_templates_are_compiled_again_where_what_was_compiled_is_damaged(blog: Site, withheld: Tree) -> None:
    for path in (blog.doctrees / "archive/templates").iterdir():
        path.write_bytes(_flip(path.read_bytes()))
    withhold(blog)
    good(blog.build())
    assert differences(blog.tree(), withheld) == []


def test_an_old_address_may_become_a_folder_and_again_a_page(blog: Site) -> None:
    blog.edit("posts/2012/10/dawn.md", "---\ndate", "---\nredirect: /foo.html\ndate")
    good(blog.build())
    before = blog.tree()
    for old, new in (("/foo.html", "/foo.html/x.html"), ("/foo.html/x.html", "/foo.html")):
        blog.edit("posts/2012/10/dawn.md", f"redirect: {old}\n", f"redirect: {new}\n")
        good(blog.build())
        assert new[1:] in blog.tree() and old[1:] not in blog.tree()
    assert differences(blog.tree(), before) == []


def test_what_stands_in_the_way_of_a_page_is_named(blog: Site) -> None:
    blog.edit("posts/2012/10/dawn.md", "---\ndate", "---\nredirect: /foo/x.html\ndate")
    (blog.out / "foo").write_text("mine")
    result = blog.build()
    assert result.status != 0 and result.stderr.count("\n") == 1 and f"{blog.out}/foo: " in result.stderr
    (blog.out / "foo").unlink()
    good(blog.build())
    assert differences(blog.tree(), blog.clean()) == []
