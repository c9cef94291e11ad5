"""The body of a post exactly as the source has it, as the tree that a reader's browser made of it.

Read by the rules of HTML itself (WHATWG, section 13.2), whatever is left open, crossed or misplaced.
"""

from __future__ import annotations

import re
import warnings
from typing import Any

import html5lib  # type: ignore[import-untyped]

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def tree(body: str) -> Any:
    """The tree of an HTML fragment, below an element ``body`` of ElementTree."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root = html5lib.parse(
            f"<!doctype html><html><body>{_CONTROLS.sub('', body)}", treebuilder="etree", namespaceHTMLElements=False
        )
    found = root.find("body")
    return found if found is not None else root
