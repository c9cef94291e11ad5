"""Macros are rendered once for all pages, as long as they take nothing from the page on which they are used."""

from pathlib import Path

from archive.html.templating import _OF_MACROS
from jinja2 import Environment, meta, nodes

ROOT = Path(__file__).parents[3]
#: What is the same on every page: see `PageWriter._constants`, and the globals of gettext.
SAME = {"site", "separator", "pictures_in_lists", "original_note", "root_doc", "has_names", "_", "_trans", "gettext",
        "ngettext", "pgettext", "npgettext"}  # fmt: skip


def test_macros_take_nothing_from_pages() -> None:
    """Jinja takes what is set in a branch within a macro for a variable of the page: each page then has macros of its
    own, and a build of 1,000 posts takes an eighth longer."""
    text = (ROOT / "_templates/macros.html").read_text(encoding="utf-8")
    environment = Environment(extensions=["jinja2.ext.i18n"])
    parsed = environment.parse(text)
    environment.filters |= {one.name: str for one in parsed.find_all(nodes.Filter)}
    assert meta.find_undeclared_variables(parsed) - _OF_MACROS - SAME == set()
