"""Packages that others load as they begin, and this site's pages have no use for."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from functools import cache
from types import ModuleType
from typing import Any

_NAME = "furo.navigation"


def furo_navigation() -> None:
    """Furo loads Beautiful Soup and its parsers to draw the tree of its sidebar, which here is a fixed one (gain 0.04 s
    at the beginning of every build). Whoever has it draw a tree gets its own."""
    if "furo" in sys.modules or importlib.metadata.version("furo") != "2025.12.19":
        return

    @cache
    def own() -> Any:
        del sys.modules[_NAME]
        return importlib.import_module(_NAME)

    def get_navigation_tree(toctree_html: str) -> Any:
        return own().get_navigation_tree(toctree_html) if toctree_html else toctree_html

    late = ModuleType(_NAME)
    late.__dict__["get_navigation_tree"] = get_navigation_tree
    sys.modules[_NAME] = late
