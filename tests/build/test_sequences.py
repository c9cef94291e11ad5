"""Random sequences of edits on a blog of some forty posts, each built: the output is that of a clean build in the end.

Between edits builds fail, and what the last build left is lost, damaged, or put back as it was long ago.
"""

import importlib.metadata
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)  # fmt: skip

from build.sites import ROOTS, Site, differences

WORDS = st.sampled_from(["Lean", "c", "C++", "C#", "Diary", "Food", "Zoë Bell"])
NAMES = st.sampled_from(["notes", "dawn", "lunch", "new-year", "c"])
MONTHS = st.sampled_from(["2011/12", "2012/09", "2012/10", "2012/11"])
DAYS = st.dates(date(2011, 12, 30), date(2012, 11, 5))
TEXTS = st.sampled_from(
    [
        "Plain words.",
        "Before.\n\n<!-- more -->\n\n## A heading within\n\nAfter.",
        "See [one](../10/dawn.md) and [a heading](../10/dawn.md#a-heading-within).",
        "See [](../10/lunch.md), {ref}`lunch`, [named](dawn) and {doc}`notes`.",
        "See {ref}`tag-lean`, {ref}`category-diary` and {ref}`blog-archives`.",
        "See [about](/about.md) and {ref}`a-place-of-its-own`.",
        "See {ref}`shared` and {ref}`it <shared>`.\n\n(shared)=\n## A name that others give too",
        "Red: ![](pictures/square.png)",
        "Blue: ![](../10/pictures/square.png), and [a list](../10/pictures/list.csv).",
        "Wrong.\n\n```{update} 2012-11-03\nRight.\n```",
        "{nosuch}`role`\n\n```{postlist} 3\n```",
        "So says {person}`Annie`, and {org}`Ofsted` with {person}`Émile Zola`. It is known.",
        "The {law}`Tea Act` bids {post}`dawn`, and {post}`the meal <lunch>`.",
        "It was written,{footcite:p}`brown-2011` and {footcite:t}`green-2006` says so.[^note]\n\n[^note]: Yes.",
    ]
)
FIELDS = st.sampled_from(
    [
        "", "", "draft: true\n", "withhold: an order\n", "date: never\n", "follows: 2012/10/dawn\n", "follows: notes\n",
        "thread: The matter\n", "order: 1\n", "redirect: /old.html\n", "updated: 2012-12-01\n", "no-search: true\n",
        "image: pictures/square.png\n", "author: Ann O’Neill, Zoë Bell\n", "description: In one sentence.\n",
    ]
)  # fmt: skip
PEOPLE = st.sampled_from(
    ["Annie:\n  about: She cooks.\n", "Ann O’Neill:\n  aliases: [Annie]\nÉmile Zola:\n", "Annie:\n  key: ann\n", ""]
)
BROWN = "@book{brown-2011, author = {Brown, Ann}, title = {{On Tea}}, publisher = {Crumb}, year = 2011}\n"
GREEN = "@book{green-2006, author = {Green, Bo}, title = {{On Toast}}, publisher = {Crumb}, year = 2006}\n"
WORKS = st.sampled_from(["", BROWN, BROWN + GREEN, GREEN + BROWN.replace("On Tea", "Of Tea")])
OLD = st.sampled_from(
    ["", "/ wordpress\n", "/blog/ wordpress\n/blog/tag/l/ tag Lean\n/?cat=1 category Food\n", "/a/ nothing\n",
     "/old.html file posts/2012/10/dawn.md\n/2012/10/x/ file posts/2012/10/notes.md\n/d/ day 2012-10-31\n"]
)  # fmt: skip
STANDING = st.sampled_from(["about.md", "index.md", "p/topics.md"])
CONF = st.sampled_from(["page_size = 2", "feed_size = 2", 'time_zone = "Asia/Tokyo"', "tagline = ''", "page_size = 9"])


TEMPLATES = st.sampled_from(["site.html", "post.html", "listing.html", "macros.html", "withheld.html"])
STATIC = st.sampled_from(["archive.css", "keyboard.js", "search-page.js", "more.css"])


DATABASE = "archive/archive.sqlite"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 16
    path.write_bytes(data)


#: What may happen to what a build leaves; `old` is what it left before any edit.
MISHAPS: dict[str, Callable[[Site, Path], object]] = {
    "the state is lost": lambda site, old: shutil.rmtree(site.doctrees),
    "our part of it is lost": lambda site, old: shutil.rmtree(site.doctrees / "archive"),
    "html alone is kept": lambda site, old: (shutil.rmtree(site.doctrees), (site.out / ".buildinfo").unlink()),
    "the output is lost": lambda site, old: shutil.rmtree(site.out),
    "the state is an old one": lambda site, old: (shutil.rmtree(site.doctrees), shutil.copytree(old, site.doctrees)),
    "the environment is an old one": lambda site, old: shutil.copy(old / "environment.pickle", site.doctrees),
    "the database is cut": lambda site, old: _cut(site.doctrees / DATABASE),
    "the database is damaged": lambda site, old: _flip(site.doctrees / DATABASE),
    "the database is an old one": lambda site, old: shutil.copy(old / DATABASE, site.doctrees / DATABASE),
    "the environment is damaged": lambda site, old: _flip(site.doctrees / "environment.pickle"),
    "the seal is gone": lambda site, old: (site.doctrees / "archive/seal.json").unlink(),
}


class Edits(RuleBasedStateMachine):
    """A blog, and what its author may do to it between two builds."""

    site: Site
    old: Path
    posts = Bundle("posts")

    def __init__(self) -> None:
        super().__init__()
        self.site.restore()
        self.pin = ""

    def install(self) -> None:
        """Have docutils of another version, as after an edit of requirements.txt."""
        version, pin = importlib.metadata.version, self.pin
        importlib.metadata.version = lambda name: version(name) + pin * (name == "docutils")

    @initialize(target=posts)
    def begin(self) -> MultipleResults[str]:
        sources = sorted((self.site.src / "posts").rglob("*.md"))
        return multiple(*(path.relative_to(self.site.src).as_posix() for path in sources))

    def built(self) -> None:
        result = self.site.build(first=self.install)
        note(result.stderr)
        assert result.status in (0, 1) and "Traceback" not in result.stderr + result.stdout

    def teardown(self) -> None:
        self.built()  # the last thing may have been a mishap
        assert differences(self.site.tree(), self.site.clean(first=self.install)) == []

    def source(self, path: str) -> Path:
        return self.site.src / path

    @rule(
        target=posts, month=MONTHS, name=NAMES, day=DAYS, text=TEXTS, title=WORDS, field=FIELDS,
        tags=st.lists(WORDS, max_size=2, unique=True), category=WORDS,
    )  # fmt: skip
    def write(self, month, name, day, text, title, field, tags, category) -> str:  # type: ignore[no-untyped-def]
        """Add a post, or write one anew: any field may be another."""
        path = f"posts/{month}/{name}.md"
        dated = "" if field.startswith("date") else f"date: {day}\n"
        header = f"{dated}{field}tags: {tags}\ncategory: {category}\n"
        self.site.write(path, f"---\n{header}---\n\n# {title}\n\n{text}\n")
        self.built()
        return path

    @rule(path=posts, text=TEXTS)
    def append(self, path: str, text: str) -> None:
        if self.source(path).is_file():
            self.site.write(path, self.source(path).read_text(encoding="utf-8") + f"\n{text}\n")
        self.built()

    @rule(path=consumes(posts))
    def delete(self, path: str) -> None:
        self.source(path).unlink(missing_ok=True)
        self.built()

    @rule(target=posts, path=consumes(posts), month=MONTHS, name=NAMES)
    def rename(self, path: str, month: str, name: str) -> str:
        new = f"posts/{month}/{name}.md"
        if self.source(path).is_file():
            self.source(new).parent.mkdir(parents=True, exist_ok=True)
            self.source(path).replace(self.source(new))
        self.built()
        return new

    @rule(path=STANDING, text=TEXTS)
    def rewrite_standing_page(self, path: str, text: str) -> None:
        self.site.write(path, f"# {text[:6]}\n\n{text.replace('../10/', '/posts/2012/10/')}\n")
        self.built()

    @rule(month=MONTHS, other=MONTHS)
    def replace_picture(self, month: str, other: str) -> None:
        old, new = (self.source(f"posts/{one}/pictures/square.png") for one in (other, month))
        if old.is_file() and old != new:
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(old, new)
        else:
            new.unlink(missing_ok=True)
        self.built()

    @rule(people=PEOPLE)
    def define(self, people: str) -> None:
        self.site.write("definitions/people.yaml", people)
        self.built()

    @rule(works=WORKS)
    def change_works(self, works: str) -> None:
        self.site.write("references.bib", works)
        self.built()

    @rule(lines=OLD)
    def change_old_addresses(self, lines: str) -> None:
        self.site.write("old-addresses/old.example.txt", lines)
        self.built()

    @rule(line=CONF)
    def change_a_setting(self, line: str) -> None:
        self.site.write("conf.py", self.source("conf.py").read_text(encoding="utf-8") + f"{line}\n")
        self.built()

    @rule(name=TEMPLATES, text=st.sampled_from(["<!-- 1 -->", "<!-- 2 -->"]))
    def change_a_template(self, name: str, text: str) -> None:
        path = f"_templates/{name}"
        whole = self.source(path).read_text(encoding="utf-8")
        self.site.write(path, whole.replace("{% block content %}", f"{{% block content %}}{text}") + text)
        self.built()

    @rule(name=STATIC, text=st.sampled_from(["/* 1 */\n", "/* 2 */\n"]))
    def change_a_style_or_script(self, name: str, text: str) -> None:
        file = self.source(f"_static/{name}")
        self.site.write(f"_static/{name}", (file.read_text(encoding="utf-8") if file.is_file() else "") + text)
        self.built()

    @rule(pin=st.sampled_from(["", "1", "2"]))
    def change_a_pin(self, pin: str) -> None:
        self.pin = pin
        self.built()

    @rule(name=TEMPLATES)
    def break_a_template(self, name: str) -> None:
        """The next edit finds what a build left that failed."""
        whole = self.source(f"_templates/{name}").read_text(encoding="utf-8")
        self.site.write(f"_templates/{name}", whole + "{% if %}")
        result = self.site.build(first=self.install)
        note(result.stderr)
        assert result.status in (0, 1, 2) and "Traceback" not in result.stderr + result.stdout
        self.site.write(f"_templates/{name}", whole)

    @rule(mishap=st.sampled_from(sorted(MISHAPS)))
    def suffer(self, mishap: str) -> None:
        """The next edit finds what is left then."""
        try:
            MISHAPS[mishap](self.site, self.old)
        except FileNotFoundError:  # it is lost already
            note(f"not again: {mishap}")


def play(blog: Site, sequences: int, steps: int, start: int) -> None:
    """Play so many sequences of so many steps each; `start` is where chance begins."""
    shutil.copytree(ROOTS / "test-names" / "definitions", blog.src / "definitions")
    blog.write("references.bib", BROWN + GREEN)
    for number in range(1, 31):
        blog.post(
            f"2012/{number % 9 + 1:02}/more-{number}", "{person}`Annie` had tea, as [before](../10/dawn.md).",
            date=f"2012-{number % 9 + 1:02}-{number % 28 + 1:02}", tags="Lean, More", category="Food",
        )  # fmt: skip
    assert blog.build().status == 0
    blog.keep()
    old = Path(shutil.copytree(blog.doctrees, blog.src.parent.with_name("old")))
    run_state_machine_as_test(
        seed(start)(type("Edits", (Edits,), {"site": blog, "old": old})),
        settings=settings(
            max_examples=sequences, stateful_step_count=steps, deadline=None, print_blob=True, database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],  # to shorten a sequence that fails takes many minutes
        ),
    )  # fmt: skip


def test_after_any_sequence_of_edits_the_output_is_that_of_a_clean_build(tmp_path: Path) -> None:
    play(Site(tmp_path / "blog", "blog", search=True), 4, 6, 1)


@pytest.mark.fuzz
def test_after_sixty_sequences_of_edits_it_is_so_too(tmp_path: Path) -> None:
    play(Site(tmp_path / "blog", "blog", search=True), 60, 6, 2)
