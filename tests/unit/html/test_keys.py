"""Which pages a change of a template concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import furo
import pytest
from archive.html.compiled import TemplateUses
from archive.html.keys import TemplateKeys
from archive.html.templating import PROVIDED
from jinja2 import DictLoader, Environment

ROOT = Path(__file__).parents[3]
THEMES = {"furo": Path(furo.__file__).parent / "theme/furo"}
SIDEBARS = ["sidebar/brand.html", "sidebar/navigation.html"]


def keys(
    sources: Mapping[str, str], known: Mapping[str, TemplateUses] | None = None, sidebars: Sequence[str] = SIDEBARS
) -> TemplateKeys:
    environment = Environment(loader=DictLoader(dict(sources)), extensions=["jinja2.ext.i18n"])
    return TemplateKeys(environment, sources, {**PROVIDED, "sidebars": sidebars}, known or {})


def concerned(sources: Mapping[str, str], changed: str) -> set[str]:
    """The templates whose keys a change of one makes others."""
    before, after = keys(sources), keys({**sources, changed: f"{sources[changed]} more"})
    return {name for name in sources if before.of(name) != after.of(name)}


@pytest.mark.parametrize(
    ("using", "concerns"),
    [
        ('{% extends "used.html" %}', True),
        ('{% include "used.html" %}', True),
        ('{% include ["none.html", "used.html"] ignore missing %}', True),
        ('{% block a %}{% if b %}{% from "used.html" import c %}{% endif %}{% endblock %}', True),
        ('{% include "between.html" %}', True),
        ('{% include name ~ ".html" %}', True),
        ("{% include name %}", True),
        ('{{ "used.html" }}', False),
        ("{{ used }}", False),
        ('{# {% include "used.html" %} #}', False),
    ],
)
def test_a_template_uses_what_it_names_and_what_it_may_name(using: str, concerns: bool) -> None:
    sources = {"a.html": using, "used.html": "Words", "between.html": '{% import "used.html" as used %}', "b.html": ""}
    assert ("a.html" in concerned(sources, "used.html")) == concerns
    assert "b.html" not in concerned(sources, "used.html")


def test_what_is_provided_comes_of_its_templates() -> None:
    sources = {"a.html": "{{ show.pager() }}", "b.html": "{{ entry(post) }}", "c.html": "{{ included(sidebars) }}",
               "d.html": "", "macros.html": "", "sidebar/brand.html": "", "sidebar/navigation.html": ""}  # fmt: skip
    assert concerned(sources, "macros.html") == {"a.html", "b.html", "macros.html"}
    assert concerned(sources, "sidebar/brand.html") == {"c.html", "sidebar/brand.html"}


def test_templates_that_name_one_another_in_a_circle_have_keys() -> None:
    sources = {"a.html": '{% include "b.html" %}', "b.html": '{% if c %}{% include "a.html" %}{% endif %}'}
    assert concerned(sources, "a.html") == {"a.html", "b.html"}


def test_what_was_read_before_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = {"a.html": '{% extends "b.html" %}', "b.html": "{{ show }}", "macros.html": ""}
    first = keys(sources)
    told = {name: first.of(name) for name in sources}
    monkeypatch.setattr(Environment, "parse", lambda *args: pytest.fail("read again"))
    again = keys(sources, first.uses)
    assert {name: again.of(name) for name in sources} == told and again.uses == first.uses


@pytest.fixture(scope="module")
def shipped() -> dict[str, str]:
    """The site's own templates, and the theme's, by the names that they have in Sphinx."""
    own, theme = ROOT / "_templates", THEMES["furo"]
    found = {path.relative_to(theme).as_posix(): path.read_text() for path in theme.rglob("*.html")}
    found |= {f"furo/{name}": text for name, text in found.items()}
    return found | {path.relative_to(own).as_posix(): path.read_text() for path in own.rglob("*.html")}


#: The templates of whole pages.
PAGES = {
    "404.html", "archive.html", "cite.html", "days.html", "home.html", "listing.html", "month.html", "names.html",
    "object.html", "post.html", "search.html", "standing.html", "subscribe.html", "terms.html", "thread.html",
    "threads.html", "withheld.html",
}  # fmt: skip
USERS = {
    "site.html": PAGES, "furo/base.html": PAGES, "sidebar/brand.html": PAGES, "sidebar/navigation.html": PAGES,
    "macros.html": PAGES - {"search.html", "subscribe.html", "withheld.html"}, "comments.html": {"post.html"},
    **{name: {name} for name in sorted(PAGES)},
}  # fmt: skip


@pytest.mark.parametrize("changed", USERS)
def test_a_change_concerns_the_pages_that_use_the_template(shipped: Mapping[str, str], changed: str) -> None:
    assert concerned(shipped, changed) & PAGES == USERS[changed]


@pytest.mark.parametrize(
    ("macros", "variables"),
    [
        ("{% macro pager() %}{{ number }}{{ other }}{% set own = 1 %}{{ own }}{% endmacro %}", ("number", "other")),
        ("{% macro pager(number) %}{{ number }}{% endmacro %}", ()),
        ('{% include "b.html" %}{{ number }}', None),
        ("{% include name %}", None),
    ],
)
def test_what_is_shown_alike_tells_what_it_takes_of_a_page(macros: str, variables: tuple[str, ...] | None) -> None:
    sources = {"macros.html": macros, "b.html": "{{ number }}"}
    told = keys(sources)
    assert told.variables("macros.html") == variables
    assert keys(sources, told.uses).variables("macros.html") == variables  # as it is kept for the next build
    assert told.variables("b.html") is None  # which nobody shows alike on many pages


def test_of_a_template_that_comes_to_the_sidebar_it_is_told_what_it_takes_of_a_page() -> None:
    """Also where it was read before, or where another of the same words is used elsewhere."""
    sources = {"where.html": "{{ pagename }}", "copy.html": "{{ pagename }}", "macros.html": ""}
    before = keys(sources)
    assert before.of("where.html") and before.variables("where.html") is None
    after = keys(sources, before.uses, sidebars=["where.html"])
    assert after.variables("where.html") == ("pagename",)
    assert after.of("copy.html") and after.variables("copy.html") is None
    assert keys(sources, after.uses, sidebars=["where.html"]).variables("where.html") == ("pagename",)
