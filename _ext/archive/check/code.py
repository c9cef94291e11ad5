"""Blocks of code whose language is unknown, or that are not written in the language that they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

#: What Sphinx takes for no language, or for one of its own choice.
_ANY = frozenset({"", "default", "none", "guess", "text", "python3", "py3", "ipython"})


def faults(blocks: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    """What is wrong with blocks of code, each as its line, language and text: their lines, and what to say."""
    for line, language, text in blocks:
        if language not in _ANY and (message := _fault(language, text)):
            yield line, message


@lru_cache(maxsize=512)
def _fault(language: str, text: str) -> str:
    from pygments.filters import ErrorToken, RaiseOnErrorTokenFilter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return f"there is no language `{language}` to colour code by: write `text`"
    lexer.add_filter(RaiseOnErrorTokenFilter())
    try:
        for _ in lexer.get_tokens(text):
            pass
    except ErrorToken as error:
        return f"the code is no `{language}`, since {error} is none of its signs: mend it, or write `text`"
    return ""
