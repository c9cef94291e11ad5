"""``python -m archive.cli.build``: ``sphinx-build`` without packages that a build of pages has no use for.

Sphinx loads all of its builders, that of ``linkcheck`` with a library for the network, stemmers for a search of its own
that is not made, and docutils a library for pictures. Furo loads Beautiful Soup, for a tree that the pages here do not
show; what measures pictures and Pagefind load libraries for the network, too. That is 0.15 s of each build, 0.8 s of
which are all that one takes that changes nothing. Whatever does need them after all loads them then.
"""

from __future__ import annotations

import gc
import importlib.util
import logging
import sys
from functools import cache
from types import ModuleType

from . import do_without_unknown_locale

#: Loaded when something of them is asked for.
LATE = ("PIL.Image", "imagesize", "pagefind.service", "snowballstemmer", "sphinx.util.requests")
NAVIGATION = "furo.navigation"
LINKCHECK = "sphinx.builders.linkcheck"
#: How Sphinx ends where all was built, but with warnings: some are in its own words, or in those of docutils and MyST.
FAULTS = 1


def main(arguments: list[str]) -> int:
    """Run Sphinx with the arguments of ``sphinx-build``; give its exit status."""
    gc.disable()  # of what is loaded nothing is garbage; `patches` has Python look for it again when documents are read
    import sphinx.application

    for name in LATE:
        _load_late(name)
    _load_navigation_late()
    if not any("linkcheck" in argument for argument in arguments):
        others = (name for name in sphinx.application.builtin_extensions if name != LINKCHECK)
        sphinx.application.builtin_extensions = tuple(others)
    if not any(argument.startswith(("-v", "--verbose")) for argument in arguments):
        # Sphinx notes each event that it emits, some forty for a document, for who builds with `-vv`.
        logging.getLogger("sphinx.sphinx.events").setLevel(logging.INFO)
    from sphinx.cmd.build import main as build

    from ..patches.sphinx import install_error_report

    install_error_report()
    do_without_unknown_locale()
    status = build(arguments)
    if status == FAULTS:
        print("How to mend what is wrong with a text, where it does not say so above: make check")
    return status


def _load_late(name: str) -> None:
    """Have a module stand for another until something of it is asked for.

    Python's own `LazyLoader` does not do: until 3.12, a second ``import`` makes it load.
    """
    if name in sys.modules or not _is_there(name):
        return
    late = ModuleType(name)

    @cache
    def own() -> ModuleType:
        del sys.modules[name]
        return importlib.import_module(name)

    late.__dict__["__getattr__"] = lambda attribute: getattr(own(), attribute)
    parent, _, last = name.rpartition(".")
    sys.modules[name] = late
    if parent:
        setattr(sys.modules[parent], last, late)


def _load_navigation_late() -> None:
    """Have Furo load what it makes a navigation tree with when there is one: the sidebar of the pages here is fixed."""
    late = ModuleType(NAVIGATION)

    def get_navigation_tree(toctree_html: str) -> str:
        if not toctree_html:
            return toctree_html
        if sys.modules[NAVIGATION] is late:
            del sys.modules[NAVIGATION]
        return str(importlib.import_module(NAVIGATION).get_navigation_tree(toctree_html))

    late.__dict__["get_navigation_tree"] = get_navigation_tree
    if NAVIGATION not in sys.modules:
        sys.modules[NAVIGATION] = late


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # nor is the package that it would be in
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
