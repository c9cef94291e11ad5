"""The body of a post exactly as the source has it, as the tree that a reader's browser made of it.

Read by the rules of HTML itself (WHATWG, section 13.2), whatever is left open, crossed or misplaced.
"""

from __future__ import annotations

import re
import warnings
from typing import Any

import html5lib

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")

#: No name of an element holds a ``<``: a comparison, in which its author saw no tag.
_NO_TAG = re.compile(r"<(?=[a-zA-Z][^\s<>/]*+<)")


def tree(body: str) -> Any:
    """The tree of an HTML fragment, below an element ``body`` of ElementTree."""
    shown = _NO_TAG.sub("&lt;", _CONTROLS.sub("", body))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root = html5lib.parse(
            f"<!doctype html><html><body>{shown}", treebuilder="etree", namespaceHTMLElements=False
        )
    found = root.find("body")
    return found if found is not None else root
