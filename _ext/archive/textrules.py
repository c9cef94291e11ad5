"""Rules for what one text holds, as `markdown` found it; pure, for the check and for the build."""

from __future__ import annotations

import re
from collections.abc import Iterator

from myst_parser.config.main import MdParserConfig, merge_file_level

from . import addresses
from .frontmatter import FrontMatter
from .markdown import Text
from .problems import Problem

NO_STYLE = "the policy of pages allows no style in an element but sizes: give it a class of a style sheet"
NO_FENCE = "three backticks begin no block where the line has others: write `~~~` in their place, there and at its end"
#: Whether a text may hold what MyST leaves as plain words.
MAY_BE_UNREAD = re.compile(rf"(?:{'|'.join(sorted(addresses.REFUSED))})\s*[:&%]|```\{{[\w:.+-]+\}}.*`", re.IGNORECASE)


def config_of(config: MdParserConfig, front: FrontMatter | None) -> MdParserConfig:
    """The settings of MyST for a text: those of the site, and those that its front matter makes under ``myst``."""
    if front is None or "myst" not in front.extra:
        return config
    return merge_file_level(config, {"myst": dict(front.extra["myst"])}, lambda kind, message: None)


def unread(text: Text, path: str, config: MdParserConfig) -> Iterator[Problem]:
    """What MyST leaves as plain words, so that no tree would tell of it."""
    for link in text.links:
        if addresses.scheme(link.target) in addresses.REFUSED:
            yield Problem(path, link.line, addresses.refusal(link.target))
    yield from (Problem(path, line, NO_FENCE) for line in text.no_fences)
