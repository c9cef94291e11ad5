"""Names of programming languages: what highlighters of blogs call them, and what Pygments does.

Sphinx warns of a language that Pygments does not know and of code that it cannot lex, so neither is ever
written: such code is ``text``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import Error
from pygments.util import ClassNotFound

PLAIN = "text"
#: Longer code is not tried: what Pygments would take for it is not worth the wait.
_LONGEST = 100_000
#: Names of SyntaxHighlighter's brushes, of GeSHi and of editors that Pygments has another name for.
_NAMES = {
    "actionscript": "as",
    "as3": "as3",
    "asm": "nasm",
    "assembler": "nasm",
    "c-sharp": "csharp",
    "c_mac": "c",
    "cf": "cfm",
    "coldfusion": "cfm",
    "cpp-qt": "cpp",
    "c_win": "cpp",
    "cs": "csharp",
    "dos": "bat",
    "html4strict": "html",
    "html5": "html",
    "htmlmixed": "html",
    "java5": "java",
    "javafx": "java",
    "jfx": "java",
    "jquery": "javascript",
    "jscript": "javascript",
    "jsx": "javascript",
    "markup": "html",
    "matlabkey": "matlab",
    "mysql": "mysql",
    "oracle11": "sql",
    "oracle8": "sql",
    "patch": "diff",
    "php-brief": "php",
    "php3": "php",
    "plsql": "sql",
    "ps": "powershell",
    "rails": "ruby",
    "robots": "text",
    "ror": "ruby",
    "shellscript": "bash",
    "tsql": "tsql",
    "vb": "vbnet",
    "vbasic": "vbnet",
    "vhd": "vhdl",
    "visualbasic": "vbnet",
    "xhtml": "html",
}
#: What says that code is no language's, or that another is to be guessed.
_NONE = {
    "", "auto", "code", "conf", "console-output", "default", "generic", "guess", "log", "no-highlight", "nohighlight",
    "none", "output", "plain", "plaintext", "prettyprint", "raw", "text", "txt", "undefined", "whitespace",
}  # fmt: skip
_FORM = re.compile(r"[a-z0-9][a-z0-9#+_.-]*")


def is_known(name: str) -> bool:
    """True if `name` is a language's, or one that highlighters have for plain text."""
    return name.lower() in _NONE - {""} or _lexer(_alias(name)) is not None


def pygments_name(name: str, text: str) -> str:
    """What the language that a blog calls `name` is called where `text` is fenced: a name that Pygments knows
    and by which it lexes `text` without error, else ``text``."""
    alias = _alias(name)
    kind = _lexer(alias)
    if kind is None or len(text) > _LONGEST:
        return PLAIN
    if alias in ("py", "python", "py3", "python3") and text.startswith(">>>"):  # as Sphinx does
        alias, kind = "pycon", _lexer("pycon") or kind
    return alias if _reads(kind, text) else PLAIN


def _reads(kind: type[Lexer], text: str) -> bool:
    try:
        return not any(token is Error for token, _ in kind(stripnl=False).get_tokens(f"{text}\n"))
    except Exception:  # whatever a lexer trips over
        return False


def _alias(name: str) -> str:
    name = name.strip().lower()
    return "" if name in _NONE else _NAMES.get(name, name)


@lru_cache(maxsize=256)
def _lexer(alias: str) -> type[Lexer] | None:
    if not _FORM.fullmatch(alias):
        return None
    try:
        found: type[Lexer] = find_lexer_class_by_name(alias)
    except ClassNotFound:
        return None
    return found
