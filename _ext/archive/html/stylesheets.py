"""Style sheets as they stand in the output: the theme's without what no page shows, and all in the site's words.

Left out of the theme's are the rules for parts of the frame that `_templates` do not write, for descriptions of program
code, and for what the project's own stylesheet says anew of admonitions; then the variables that nothing uses, or that
the project's own stylesheet sets in every theme of colours: a third of it, and of what a first visit weighs. What an
author may write in a text is left in. What it has at the left stands where a line begins, so that it is mirrored where
pages, or posts, are read from the right.

A style sheet can show no other words than its own: what a feed says of itself in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from ..core.languages import direction
from ..core.localization import Localization
from ..feeds.feed import STYLESHEET

#: Parts of selectors of which a page here has nothing.
_ABSENT = re.compile(
    r"""\.sig\b|\.sig-|dl\[class\]|\.sd-|\.announcement|\.(?:edit|view)-this-page|\.related-pages|\.(?:next|prev)-page
    |\.(?:icon|theme-toggle|back-to-top)\ svg
    |\.page-info|\.furo-related-icon|\.bottom-of-page|\.(?:left|right)-details|\.toctree-(?:checkbox|wrapper|l[2-9])
    |\.sidebar-tree\ (?:label|\.caption|:not|\.reference\.external|ul\ ul)|\.has-children|\.toc-backref|-moz-focus
    |indextable|domainindex|genindex|\#searchbox|\#search-|ul\.search|\.search-summary|\.contents:not
    |\.admonition\.[\w-]+|-title:{1,2}before|\.this-will-duplicate|\#__\w+:checked""",
    re.VERBOSE,
)
_RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
_EMPTY = re.compile(r"@media[^{]*\{\}")
#: A value may hold semicolons between quotation marks, as addresses of pictures do.
_VARIABLE = re.compile(r"(?<=[{;])(--[\w-]+):(?:\"[^\"]*\"|'[^']*'|[^;}\"'])*(?:;|(?=\}))")
_USED = re.compile(r"var\((--[\w-]+)")
_DARK = re.compile(r"body\[data-theme=\"dark\"\] \{([^}]*)\}")
#: Selectors of what is to stand on one side in any language.
_NAMED_SIDE = re.compile(r"(?:align|text)\S*-?(?:left|right)")
_PART = r"((?:[^\s;()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+)"
#: A margin or a padding that differs from side to side, in its short form.
_FOUR = re.compile(rf"\b(margin|padding):{_PART} {_PART} {_PART} (?!\3(?:[;!]|$)){_PART}")
_SIDES = [
    (re.compile(form.replace("left", side)), f"{to}{end}")
    for side, end in (("left", "start"), ("right", "end"))
    for form, to in (
        (r"\b(margin|padding|border)-left\b", r"\1-inline-"), (r"(?<![-\w])left(?=:)", "inset-inline-"),
        (r"\btext-align:left\b", "text-align:"), (r"\b(float|clear):left\b", r"\1:inline-"),
        (r"\btransition:left\b", "transition:inset-inline-"),
    )
]  # fmt: skip
_COMMA = re.compile(r",(?![^()]*\))")
_MIRRORED = "\n:root { direction: rtl; }\n"
#: A declaration of ``content`` that is one text with a word in it.
_CONTENT = re.compile(r'(?<=content: )"([^"\\]*[^\W\d_]{2}[^"\\]*)"(?=;)')


def trim(theme: Path, own: list[Path]) -> None:
    """Rewrite the file of the theme, which the stylesheets `own` come after."""
    theme.write_text(trimmed(theme.read_text("utf-8"), "".join(path.read_text("utf-8") for path in own)), "utf-8")


def trimmed(theme: str, own: str) -> str:
    """What is left of the style sheet `theme`."""
    text = _EMPTY.sub("", _RULE.sub(_present, theme))
    # What is set for dark as for light is never asked of the theme.
    dark = _DARK.search(own)
    anew = set(re.findall(r"(--[\w-]+):", dark[1])) if dark else set()
    while (less := _without(text, set(_USED.findall(text + own)) - anew)) != text:
        text = less
    return _RULE.sub(_logical, text)


def _logical(rule: re.Match[str]) -> str:
    """A rule with sides by the direction of the text; what an author puts at the left by name stays there."""
    if _NAMED_SIDE.search(rule[1]):
        return rule[0]
    declarations = _FOUR.sub(r"\1-block:\2 \4;\1-inline:\5 \3", rule[2])
    for pattern, replacement in _SIDES:
        declarations = pattern.sub(replacement, declarations)
    return f"{rule[1]}{{{declarations}}}"


def _without(text: str, used: set[str]) -> str:
    """The same without the variables that are not `used`."""
    return _VARIABLE.sub(lambda match: match[0] if match[1] in used else "", text)


def _present(rule: re.Match[str]) -> str:
    selectors = [one for one in _COMMA.split(rule[1]) if not _ABSENT.search(one)]
    return f"{','.join(selectors)}{{{rule[2]}}}" if selectors else ""


def translate(folder: Path, local: Localization) -> None:
    """Put the words of all style sheets in `folder` into the language of the site, and have feeds read its way: in
    their format nothing can say which that is."""
    for path in sorted(folder.glob("*.css")):
        text = path.read_text(encoding="utf-8")
        made = translated(text, local.gettext)
        if path.name == PurePosixPath(STYLESHEET).name and direction(local.tag) == "rtl":
            made += _MIRRORED
        if made != text:
            path.write_text(made, encoding="utf-8")


def translated(css: str, gettext: Callable[[str], str]) -> str:
    """A style sheet with its words translated."""
    return _CONTENT.sub(lambda found: _quoted(gettext(found[1])), css)


def _quoted(text: str) -> str:
    """A text as CSS writes it: https://www.w3.org/TR/css-syntax-3/#consume-string-token"""
    escaped = re.sub(r'[\\"]', r"\\\g<0>", text)
    return '"' + escaped.replace("\n", "\\a ") + '"'


def extract(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The words of a style sheet, as Babel wants them of what extracts messages."""
    for number, line in enumerate(file.read().decode().splitlines(), start=1):
        for found in _CONTENT.finditer(line):
            yield number, "gettext", found[1], ["In a style sheet, where it is shown as it stands."]
