"""The language of a piece of code, as the archive colours it: one that Pygments knows, and can read the code in."""

from __future__ import annotations

import re
from functools import lru_cache

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

#: Languages as highlighters of blogs call them (SyntaxHighlighter's brushes, GeSHi, CodeColorer), by Pygments' names.
_ALIASES = {
    "as3": "actionscript3", "asp": "aspx-vb", "c-sharp": "csharp", "c_mac": "c", "coldfusion": "cfm",
    "html4strict": "html", "html5": "html", "java5": "java", "javafx": "text", "jfx": "text", "jscript": "javascript",
    "markup": "html",
    "none": "text", "plain": "text", "ps": "powershell", "py": "python", "py3": "python", "python3": "python",
    "rails": "ruby", "ror": "ruby", "shell": "bash", "txt": "text", "vb": "vb.net", "vbnet": "vb.net", "xhtml": "html",
}  # fmt: skip
#: Code of more characters than this is not coloured: some lexers take their time.
_LONGEST = 100_000


def language_of(name: str, code: str) -> str:
    """The name under which `code` is to be fenced: ``text`` unless Pygments reads all of it in the language `name`.

    The build warns of a language that is not known, and of code that is not in its language.
    """
    name = _ALIASES.get(name.strip().lower(), name.strip().lower())
    if not re.fullmatch(r"[a-z0-9#+_.-]+", name) or len(code) > _LONGEST:
        return "text"
    if name == "python" and code.startswith(">>>"):
        name = "pycon"
    return name if name != "text" and _known(name) and _reads(name, code) else "text"


@lru_cache(maxsize=256)
def _known(name: str) -> bool:
    try:
        get_lexer_by_name(name)
    except ClassNotFound:
        return False
    return True


def _reads(name: str, code: str) -> bool:
    try:
        lexer = get_lexer_by_name(name)
        lexer.add_filter("raiseonerror")
        for _ in lexer.get_tokens(code):
            pass
    except Exception:  # Pygments' own for a token, and whatever a lexer trips over
        return False
    return True
