"""Bringing the newest version of the software into an archive that was begun with an older one.

It needs git and the standard library alone: it runs before anything is installed, and over archives of any age.
"""

from __future__ import annotations

import re

#: What an upgrade leaves for the next: where the software is from, and the commit that it is of.
RECORD = ".software"
_ABOUT = "# Where the software of this archive is from, and which of its commits it is: for `make upgrade`.\n"


def public(source: str) -> str:
    """The address of a repository without a name or a password, which are for nobody else to read."""
    return re.sub("^(https?://)[^/@]*@", r"\1", source)


def record(source: str, commit: str) -> str:
    """The text of `RECORD`."""
    return f"{_ABOUT}{public(source)}\n{commit}\n"
