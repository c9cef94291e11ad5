"""Rules for what one text holds, as `markdown` found it: links, settings of its own, blocks of code. For the check and
for the build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from myst_parser.config.main import MdParserConfig, merge_file_level

from ..core import addresses
from ..core.problems import Problem
from ..core.yamltext import read_typed
from ..source.frontmatter import FrontMatter, split
from ..source.markdown import Text
from ..source.sourcefiles import SourceError

NO_STYLE = "the policy of pages allows no style in an element but sizes: give it a class of a style sheet"
NO_FENCE = "three backticks begin no block where the line has others: write `~~~` in their place, there and at its end"
#: Names that Sphinx has given to pages of its own.
STANDARD_LABELS = frozenset(("genindex", "modindex", "py-modindex", "search"))
#: What may be a refused scheme before its colon, which may be written in other ways; in small letters.
_SCHEMES = tuple((name, re.compile(rf"{name}\s*[:&%]")) for name in sorted(addresses.REFUSED))
_FENCE = re.compile(r"```\{[\w:.+-]+\}.*`")


def given_twice(name: str, place: str) -> str:
    """What is wrong with a name that what stands at `place`, in another text, has too."""
    return f"the name `{name}` is that of the place at {place} too: give it another"


def given_by_sphinx(name: str) -> str:
    """What is wrong with a name that is one of `STANDARD_LABELS`."""
    return f"the name `{name}` is that of a page which Sphinx makes: give it another"


def config_of(config: MdParserConfig, front: FrontMatter | None, page: str = "") -> MdParserConfig:
    """The settings of MyST for a text: those of the site, and those that it makes under ``myst`` for itself; of a post
    its front matter says them, of a standing page its whole text."""
    own = front.extra.get("myst") if front else _settings_of_page(page)
    return merge_file_level(config, {"myst": dict(own)}, lambda kind, message: None) if own else config


def _settings_of_page(page: str) -> Mapping[str, Any]:
    """None if they cannot be read, which MyST says."""
    try:
        header = split(page).header if page.startswith("---") and "myst" in page else ""
        settings = read_typed(header).get("myst")
    except (SourceError, ValueError):
        return {}
    return settings if isinstance(settings, dict) else {}


def may_be_unread(text: str) -> bool:
    """Whether a text may hold what MyST leaves as plain words: asked first, since few do."""
    small = text.lower()
    return any(name in small and pattern.search(small) for name, pattern in _SCHEMES) or (
        "```{" in text and _FENCE.search(text) is not None
    )


def unread(text: Text, path: str, config: MdParserConfig) -> Iterator[Problem]:
    """What MyST leaves as plain words, so that no tree would tell of it."""
    for link in text.links:
        if addresses.scheme(link.target) in addresses.REFUSED:
            yield Problem(path, link.line, addresses.refusal(link.target))
    yield from (Problem(path, line, NO_FENCE) for line in text.no_fences)


#: What Sphinx takes for no language, or for one of its own choice.
_ANY = frozenset({"", "default", "none", "guess", "text", "python3", "py3", "ipython"})


def code_faults(blocks: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    """What is wrong with blocks of code, each as its line, language and text: their lines, and what to say."""
    for line, language, text in blocks:
        if language not in _ANY and (message := _code_fault(language, text)):
            yield line, message


@lru_cache(maxsize=512)
def _code_fault(language: str, text: str) -> str:
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
