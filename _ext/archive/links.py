"""Links between sources: which of them lead to a file that is not there, or that readers cannot see."""

from __future__ import annotations

import difflib
import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from .paths import POSTS
from .problems import Problem

_FENCE = re.compile(r"[ ]{0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<info>.*)")
_NO_FENCE = re.compile(r" {0,3}`{3,}\{[\w:.+-]+\}.*`.*(?<!```)\s*")
NO_FENCE = "three backticks begin no block where the line has others: write `~~~` in their place, there and at its end"
#: What a directive holds is text, unless it is code.
_DIRECTIVE = re.compile(r"\{(?!code|literal|math)")
_BLANK_LINE = r"\n[ \t]*\n"
#: A comment: one that begins a line ends with its mark or with the text, another within its paragraph (CommonMark 0.31,
#: 4.6 and 6.6). What is not ended counts as one all the same, so that nothing is gone through again and again.
COMMENT = (
    r"<!--(?:(?:(?<=\A<!--)|(?<=\n<!--)|(?<=\n <!--)|(?<=\n  <!--)|(?<=\n   <!--))[\s\S]*?(?:-->|\Z)"
    rf"|(?:(?!{_BLANK_LINE})[\s\S])*?(?:-->|(?={_BLANK_LINE})|\Z))"
)
_CODE = re.compile(COMMENT + r"|(?<![`\\])(`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)\1(?!`)", re.DOTALL)
_TARGET = r"(?:<([^<>\n]+?\.md)(?:#[^<>\n]*)?>|([^\s()<>#]+?\.md)(?:#[^\s()<>]*)?(?=[\s)]|$))"
#: Begins with what is plain text to the engine, which then finds it fast; an escaped bracket closes no link.
_INLINE = re.compile(rf"\]\((?<!\\\]\()\s*{_TARGET}", re.MULTILINE)
_REFERENCE = re.compile(rf"^ {{0,3}}\[[^\]\n]+\]:[ \t]*{_TARGET}", re.MULTILINE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def problems(root: Path, paths: Iterable[str], hidden: Mapping[str, str]) -> Iterator[Problem]:
    """Check the links of the Markdown files at `paths`; `hidden` says why a document has no page."""
    known = sorted(paths)
    for path in known:
        try:
            text = (root / path).read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue  # which the rules for posts say already
        yield from (Problem(path, line, NO_FENCE) for line in no_fences(text))
        for line, target in targets(text):
            if message := _fault(root, path, target, hidden, known):
                yield Problem(path, line, message)


def targets(text: str) -> Iterator[tuple[int, str]]:
    """The line and path of each link to a Markdown file of the site."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if ".md" not in text:
        return
    if "```" in text or "~~~" in text:
        text = "\n".join(without_blocks(text.split("\n")))
    if "`" in text or "<!--" in text:
        text = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
    references = _REFERENCE.finditer(text) if "]:" in text else ()
    for link in (*_INLINE.finditer(text), *references):
        target = link[1] or link[2]
        if not _SCHEME.match(target) and not target.startswith("//"):
            yield text.count("\n", 0, link.end()) + 1, target


def no_fences(text: str) -> Iterator[int]:
    """The lines that would begin a directive, were there not a backtick after the three: to CommonMark they are text,
    and all that follows the next fence is a block of code."""
    if "```{" in text:
        lines = without_blocks(text.split("\n"))
        yield from (number for number, line in enumerate(lines, start=1) if _NO_FENCE.fullmatch(line))


def without_blocks(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with an empty one in the place of each line of a code block."""
    code = ""
    directives: list[str] = []
    for line in lines:
        fence = _FENCE.fullmatch(line)
        if not fence:
            yield "" if code else line
            continue
        yield ""
        mark, info = fence["fence"], fence["info"].strip()
        if code:
            code = "" if not info and mark.startswith(code) else code
        elif not info and directives and mark.startswith(directives[-1]):
            directives.pop()
        elif _DIRECTIVE.match(info):
            directives.append(mark)
        else:
            code = mark


def _fault(root: Path, path: str, target: str, hidden: Mapping[str, str], known: list[str]) -> str:
    """What is wrong with a link in the file at `path`; empty if nothing."""
    folder = posixpath.dirname(path)
    plain = unquote(target)
    found = plain.lstrip("/") if plain.startswith("/") else posixpath.normpath(posixpath.join(folder, plain))
    reason = hidden.get(found.removesuffix(".md"))
    if reason:
        return f"the link to `{target}` leads to a post that has no page ({reason}): take the link out till then"
    if os.path.isfile(root / found) or len(_named(plain, known)) == 1:
        return ""
    near = _nearest(found, known)
    if not near:
        return f"the link to `{target}` leads to no file: mend the path, or take the link out"
    better = f"/{near}" if plain.startswith("/") else posixpath.relpath(near, folder or ".")
    return f"the link to `{target}` leads to no file: did you mean `{better}`?"


def _named(name: str, known: list[str]) -> list[str]:
    """The posts of a bare file name, by which they may be linked to from anywhere."""
    return [path for path in known if path.startswith(POSTS) and posixpath.basename(path) == name]


def _nearest(path: str, known: list[str]) -> str:
    """The file of the same name whose path is most like it, or else the one with the nearest name."""
    names: dict[str, list[str]] = {}
    for other in known:
        names.setdefault(posixpath.basename(other), []).append(other)
    close = difflib.get_close_matches(posixpath.basename(path), names, 1, 0.7)
    near = difflib.get_close_matches(path, names[close[0]], 1, 0) if close else []
    return near[0] if near else ""
