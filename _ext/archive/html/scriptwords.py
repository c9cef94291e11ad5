"""The words of scripts: one small file in the language of the site, in the place of Sphinx's ``translations.js``.

A script takes them from there::

    const { gettext } = await import(`./words.js?v=${document.documentElement.dataset.words}`);
"""

from __future__ import annotations

import json
from pathlib import Path

from ..core.localization import Localization, ScriptWords
from ..core.texts import digest

#: Where the file stands, from the root of the site.
PATH = "_static/words.js"
_FUNCTIONS = Path(__file__).with_name("words.js")


def text(words: ScriptWords, local: Localization) -> str:
    """The file: the messages and the forms of dates, and the functions that take them from there."""
    values = {
        "messages": words.messages, "days": local.forms("yMMMMd"), "months": local.forms("yMMMM"),
        "years": local.forms("y")[0], "numerals": local.digits("0123456789"),
    }  # fmt: skip
    lines = (f"const {name} = {json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(',', ':'))};\n"
             for name, value in values.items())  # fmt: skip
    return f"{''.join(lines)}const plural = (n) => {words.plural};\n{_FUNCTIONS.read_text('utf-8')}"


def version(words: ScriptWords, local: Localization) -> str:
    """Digest of the file, under which pages ask for it."""
    return digest(text(words, local))[:8]
