"""Where a document is served."""

from __future__ import annotations

import unicodedata

#: The folder of the posts; their addresses leave it out.
POSTS = "posts/"


def permalink(docname: str) -> str:
    """Give the path from the site's root, unquoted: ``posts/2012/10/a`` stands at ``2012/10/a.html``."""
    return f"{docname.removeprefix(POSTS)}.html"


def path_key(path: str) -> str:
    """The same for paths that a file system which ignores case could not tell apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
