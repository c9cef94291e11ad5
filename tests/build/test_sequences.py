"""Random sequences of edits on a blog of some forty posts, each built: the output is that of a clean build in the end.

``ARCHIVE_SEQUENCES`` plays so many (8 otherwise), of ``ARCHIVE_STEPS`` edits each (6), and compares after every edit.
"""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, Phase, note, settings
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
from sites import ROOTS, Site, differences

SEQUENCES = int(os.environ.get("ARCHIVE_SEQUENCES", "8"))
AFTER_EVERY_EDIT = "ARCHIVE_SEQUENCES" in os.environ
#: To shorten a sequence that fails takes many minutes.
PHASES = list(Phase) if AFTER_EVERY_EDIT else [Phase.explicit, Phase.reuse, Phase.generate]
STEPS = int(os.environ.get("ARCHIVE_STEPS", "6"))

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
STANDING = st.sampled_from(["about.md", "index.md", "p/topics.md"])
CONF = st.sampled_from(["page_size = 2", "feed_size = 2", 'time_zone = "Asia/Tokyo"', "tagline = ''", "page_size = 9"])


class Edits(RuleBasedStateMachine):
    """A blog, and what its author may do to it between two builds."""

    site: Site
    posts = Bundle("posts")

    def __init__(self) -> None:
        super().__init__()
        self.site.restore()

    @initialize(target=posts)
    def begin(self) -> MultipleResults[str]:
        sources = sorted((self.site.src / "posts").rglob("*.md"))
        return multiple(*(path.relative_to(self.site.src).as_posix() for path in sources))

    def built(self) -> None:
        result = self.site.build()
        note(result.stderr)
        assert "Traceback" not in result.stderr
        if AFTER_EVERY_EDIT:
            self.compared()

    def compared(self) -> None:
        assert differences(self.site.tree(), self.site.clean()) == []

    def teardown(self) -> None:
        self.compared()

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

    @rule(line=CONF)
    def change_a_setting(self, line: str) -> None:
        self.site.write("conf.py", self.source("conf.py").read_text(encoding="utf-8") + f"{line}\n")
        self.built()

    @rule(text=st.sampled_from(["<!-- 1 -->", "<!-- 2 -->", ""]))
    def change_a_template(self, text: str) -> None:
        self.site.write("_templates/withheld.html", self.source("_templates/withheld.html").read_text() + text)
        self.site.write("_static/more.css", text)
        self.built()


def test_after_any_sequence_of_edits_the_output_is_that_of_a_clean_build(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    shutil.copytree(ROOTS / "test-names" / "definitions", blog.src / "definitions")
    blog.write("references.bib", BROWN + GREEN)
    for number in range(1, 31):
        blog.post(
            f"2012/{number % 9 + 1:02}/more-{number}", "{person}`Annie` had tea, as [before](../10/dawn.md).",
            date=f"2012-{number % 9 + 1:02}-{number % 28 + 1:02}", tags="Lean, More", category="Food",
        )  # fmt: skip
    blog.build()
    blog.keep()
    run_state_machine_as_test(
        type("Edits", (Edits,), {"site": blog}),
        settings=settings(
            max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None, print_blob=True,
            suppress_health_check=list(HealthCheck), phases=PHASES,
        ),
    )  # fmt: skip
