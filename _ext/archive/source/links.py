"""What to say of a link that leads nowhere."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Collection

from ..core import addresses
from . import sourcefiles

#: What is the name of a file rather than of a place.
_FILE = re.compile(r"[^#]*\.[A-Za-z][A-Za-z0-9]{0,4}(#.*)?", re.DOTALL)


def lost(target: str, docname: str, known: Collection[str]) -> str:
    """What is wrong with a link in `docname` to `target`, which is no file, document or name of the site.

    `known` are all documents. Empty if the target looks neither like a file nor like an address.
    """
    if addresses.scheme(target):
        return addresses.refusal(target)
    if not _FILE.fullmatch(target):
        return ""
    path = target.partition("#")[0]
    found = sourcefiles.located(docname, path)
    near = nearest(found, [f"{name}.md" for name in known]) if found.endswith(".md") else ""
    if not near:
        return f"the link to `{path}` leads to no file: mend the path, or take the link out"
    better = f"/{near}" if path.startswith("/") else posixpath.relpath(near, posixpath.dirname(docname) or ".")
    return f"the link to `{path}` leads to no file: did you mean `{better}`?"


def nearest(path: str, known: Collection[str]) -> str:
    """The file of the same name whose path is most like it, or else the one with the nearest name."""
    names: dict[str, list[str]] = {}
    for other in sorted(known):
        names.setdefault(posixpath.basename(other), []).append(other)
    close = difflib.get_close_matches(posixpath.basename(path), names, 1, 0.7)
    near = difflib.get_close_matches(path, names[close[0]], 1, 0) if close else []
    return near[0] if near else ""
