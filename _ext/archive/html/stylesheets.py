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
#: A rule: its selectors, and its declarations.
_RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
_EMPTY = re.compile(r"@media[^{]*\{\}")
#: A value may hold semicolons between quotation marks, as addresses of pictures do.
_VARIABLE = re.compile(r"(?<=[{;])(--[\w-]+):(?:\"[^\"]*\"|'[^']*'|[^;}\"'])*(?:;|(?=\}))")
_USED = re.compile(r"var\((--[\w-]+)")
#: What the project's own stylesheet sets for dark pages.
_DARK = re.compile(r"body\[data-theme=\"dark\"\] \{([^}]*)\}")
#: Selectors of what is to stand on one side in any language.
_NAMED_SIDE = re.compile(r"(?:align|text)\S*-?(?:left|right)")
#: A length, which may be a call of a function with others in it.
_LENGTH = r"((?:[^\s;()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+)"
#: A margin or a padding in its short form, of which the right side is not as the left: top, right, bottom, left.
_FOUR_SIDES = re.compile(rf"\b(margin|padding):{_LENGTH} {_LENGTH} {_LENGTH} (?!\3(?:[;!]|$)){_LENGTH}")
#: What has a side in it, and what stands for it in the direction of the text, but for ``start`` or ``end``.
_LEFT_FORMS = (
    (r"\b(margin|padding|border)-left\b", r"\1-inline-"), (r"(?<![-\w])left(?=:)", "inset-inline-"),
    (r"\btext-align:left\b", "text-align:"), (r"\b(float|clear):left\b", r"\1:inline-"),
    (r"\btransition:left\b", "transition:inset-inline-"),
)  # fmt: skip
_SIDES = [
    *((re.compile(form), f"{logical}start") for form, logical in _LEFT_FORMS),
    *((re.compile(form.replace("left", "right")), f"{logical}end") for form, logical in _LEFT_FORMS),
]
#: Between two selectors, not within brackets.
_COMMA = re.compile(r",(?![^()]*\))")
_MIRRORED = "\n:root { direction: rtl; }\n"
#: A declaration of ``content`` that is one text with a word in it.
_CONTENT = re.compile(r'(?<=content: )"([^"\\]*[^\W\d_]{2}[^"\\]*)"(?=;)')


def trim(theme: Path, own: list[Path]) -> None:
    """Rewrite the file of the theme, which the stylesheets `own` come after."""
    theme.write_text(trimmed(theme.read_text("utf-8"), "".join(path.read_text("utf-8") for path in own)), "utf-8")


def trimmed(theme: str, own: str) -> str:
    """What is left of the style sheet `theme`."""
    text = _EMPTY.sub("", _RULE.sub(_without_absent, theme))
    # What is set for dark as for light is never asked of the theme.
    dark = _DARK.search(own)
    overridden = set(re.findall(r"(--[\w-]+):", dark[1])) if dark else set()
    # A variable that goes may have been the only one to use another.
    while (shorter := _without_unused(text, set(_USED.findall(text + own)) - overridden)) != text:
        text = shorter
    return _RULE.sub(_logical, text)


def _logical(rule: re.Match[str]) -> str:
    """A rule with sides by the direction of the text; what an author puts at the left by name stays there."""
    if _NAMED_SIDE.search(rule[1]):
        return rule[0]
    declarations = _FOUR_SIDES.sub(r"\1-block:\2 \4;\1-inline:\5 \3", rule[2])
    for pattern, replacement in _SIDES:
        declarations = pattern.sub(replacement, declarations)
    return f"{rule[1]}{{{declarations}}}"


def _without_unused(text: str, used: set[str]) -> str:
    """The same without the variables that are not `used`."""
    return _VARIABLE.sub(lambda match: match[0] if match[1] in used else "", text)


def _without_absent(rule: re.Match[str]) -> str:
    """A rule with those of its selectors that a page here may have; nothing where none is left."""
    selectors = [selector for selector in _COMMA.split(rule[1]) if not _ABSENT.search(selector)]
    return f"{','.join(selectors)}{{{rule[2]}}}" if selectors else ""


def translate(folder: Path, local: Localization) -> None:
    """Put the words of all style sheets in `folder` into the language of the site, and have feeds read its way: in
    their format nothing can say which that is."""
    for path in sorted(folder.glob("*.css")):
        text = path.read_text(encoding="utf-8")
        new_text = translated(text, local.gettext)
        if path.name == PurePosixPath(STYLESHEET).name and direction(local.tag) == "rtl":
            new_text += _MIRRORED
        if new_text != text:
            path.write_text(new_text, encoding="utf-8")


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
