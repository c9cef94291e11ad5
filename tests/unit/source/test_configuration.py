"""What ``conf.py`` says is read without running it; of ABlog's settings each is followed, or refused by name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import ablog.blog
import pytest
from archive.source import configuration
from archive.source.configuration import ABLOG_FOLLOWED, ABLOG_REFUSED, ablog_faults, ablog_settings

DEFAULTS = {name: default for name, default, *_ in ablog.blog.CONFIG}
GUIDE = Path(__file__).resolve().parents[3] / "guide/another-blog.md"
#: A value of each setting that asks for something.
ASKED: dict[str, Any] = {
    "blog_archive_titles": True, "blog_authors": {"ann": ("Ann", None)}, "blog_baseurl": "https://blog.example/",
    "blog_default_author": "ann", "blog_default_language": "en", "blog_default_location": "Ely",
    "blog_feed_archives": False, "blog_feed_fulltext": False, "blog_feed_length": 5, "blog_feed_subtitle": "Notes",
    "blog_feed_templates": {"atom": {"content": "{{ title }}"}}, "blog_feed_titles": True,
    "blog_languages": {"en": ("English", None)}, "blog_locations": {"ely": ("Ely", None)}, "blog_path": "news",
    "blog_post_pattern": "notes/*.md", "blog_title": "Notes", "disqus_drafts": True, "disqus_pages": True,
    "disqus_shortname": "ann", "fontawesome_css_file": "fa.css", "fontawesome_included": True,
    "fontawesome_link_cdn": "https://cdn.example/fa.css", "post_always_section": True, "post_auto_excerpt": 2,
    "post_auto_image": 1, "post_auto_orphan": False, "post_date_format": "%Y", "post_date_format_short": "%d.%m.",
    "post_redirect_refresh": 5, "post_show_prev_next": False, "skip_injecting_base_ablog_templates": False,
}  # fmt: skip


def test_reads_the_last_literal(tmp_path: Path) -> None:
    conf = tmp_path / "conf.py"
    conf.write_text("a = 1\na = [2]\nb = c = 'x'\nd = len('x')\nif a:\n    e = 1\n")
    assert configuration.read(conf) == {"a": ([2], 2), "b": ("x", 3), "c": ("x", 3), "d": (None, 4)}


KNOWN = ("blog_title", "html_baseurl", "language", "licence_url", "page_size", "project")


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("pagesize = 5", ["1: no setting is called `pagesize`: did you mean `page_size`?"]),
        ("project = 'A'\nblog_titel = 'A'", ["2: no setting is called `blog_titel`: did you mean `blog_title`?"]),
        ("html_baseur: str = ''", ["1: no setting is called `html_baseur`: did you mean `html_baseurl`?"]),
        ("project, lisense_url = 'A', ''", ["1: no setting is called `lisense_url`: did you mean `licence_url`?"]),
        ("if True:\n    langauge = 'en'", ["2: no setting is called `langauge`: did you mean `language`?"]),
        ("pagesize = 5\npagesize = 6", ["2: no setting is called `pagesize`: did you mean `page_size`?"]),
        # What other software calls it.
        ("post_per_page = 5", ["1: no setting is called `post_per_page`: did you mean `page_size`?"]),
        ("site_url = ''", ["1: no setting is called `site_url`: did you mean `html_baseurl`?"]),
        # An author's own names, be they used or not.
        ("pages = 5\nmy_posts = 2", []),
        ("pagesize = 5\npage_size = 2 * pagesize", []),
        ("pagesize = 5\ndef setup(app): return pagesize", []),
        ("_page_size = PAGE_SIZE = 5", []),
        ("import pagesize\nfrom a import b as projects", []),
        ("def pagesize(): projects = 1\nclass projects: languages = 1", []),
        ("page_size = 5\nproject = 'A'", []),
        ("extra.page_siz = extra['pagesize'] = 5", []),
    ],
)
def test_a_name_that_is_like_that_of_a_setting_is_hinted_at(text: str, hints: list[str], tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(text)
    found = [str(hint) for hint in configuration.misspelt(tmp_path / "conf.py", KNOWN)]
    assert found == [f"conf.py:{hint}" for hint in hints]


def test_every_setting_of_ablog_is_either_followed_or_refused() -> None:
    assert sorted([*ABLOG_FOLLOWED, *ABLOG_REFUSED]) == sorted(DEFAULTS) == sorted(ASKED)


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_setting_that_asks_for_something_is_followed_or_named(name: str) -> None:
    made = ablog_settings(DEFAULTS | {name: ASKED[name]}, DEFAULTS, [name])
    assert [fault[0] for fault in ablog_faults(made)] == ([name] if name in ABLOG_REFUSED else [])


def test_a_default_that_is_written_down_is_a_setting_too() -> None:
    assert ablog_settings(DEFAULTS, DEFAULTS, ["post_date_format", "project"]) == {"post_date_format": "%d %B %Y"}
    assert ablog_settings(DEFAULTS, DEFAULTS, []) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("blog_feed_length", 0), ("blog_feed_length", "ten"), ("blog_feed_length", True), ("blog_title", ""),
        ("blog_title", None), ("blog_authors", {"ann": "Ann"}), ("blog_authors", {"ann": ("Ann", "https://a.example/")}),
        ("blog_default_author", []), ("post_auto_excerpt", -1), ("blog_baseurl", None), ("blog_feed_subtitle", 1),
        ("post_date_format_short", ""), ("blog_feed_archives", 1), ("no_such_setting", 1),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named(name: str, value: object) -> None:
    assert [fault[0] for fault in ablog_faults({name: value})] == [name]


def test_the_guide_has_each_of_them_on_its_side() -> None:
    _, _, section = GUIDE.read_text(encoding="utf-8").partition("## ABlog’s settings")
    followed, refused = (
        {name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
        for table in section.split("The others would change nothing")
    )
    assert (followed, refused) == (set(ABLOG_FOLLOWED), set(ABLOG_REFUSED))


def test_names_that_say_the_same_are_settings_of_ablog_that_are_followed() -> None:
    assert configuration.ABLOG_SAME.keys() <= ABLOG_FOLLOWED.keys()
