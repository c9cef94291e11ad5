"""The words of scripts: one small file in the language of the site, in the place of Sphinx's ``translations.js``.

A script takes them from there::

    const { gettext } = await import(`./words.js?v=${document.documentElement.dataset.words}`);
"""

from __future__ import annotations

import json
from pathlib import Path

from ..core.catalogues import ScriptWords
from ..core.digests import digest

#: Where the file stands, from the root of the site.
PATH = "_static/words.js"
_FUNCTIONS = Path(__file__).with_name("words.js")


def text(words: ScriptWords) -> str:
    """The file: the messages, and the functions that look them up."""
    messages = json.dumps(words.messages, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"const messages = {messages};\nconst plural = (n) => {words.plural};\n{_FUNCTIONS.read_text('utf-8')}"


def version(words: ScriptWords) -> str:
    """Digest of the file, under which pages ask for it."""
    return digest(text(words))[:8]
