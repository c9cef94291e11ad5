"""Code as readers were meant to see it: told from markup as highlighters and people do, and shown as it is.

Highlighters take all between their marks for code, whatever it looks like. Of ``pre`` and ``code`` without one, what
opens an element that shows something is markup, as browsers have it; ``<stdio.h>`` and ``<?php`` are what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

#: Shortcodes of plugins for code; each language of SyntaxHighlighter is one of its own.
_NAMES = (
    "sourcecode source code crayon enlighter codesyntax highlight prettify prism hljs actionscript3 as3 arduino bash "
    "shell coldfusion cf clojure clj cpp c c-sharp c# csharp css delphi pas pascal diff patch erlang erl fsharp go "
    "golang groovy haskell ini java javafx jfx javascript jscript js json kotlin lua tex matlab matlabkey objc obj-c "
    "perl pl php plain text ps powershell python py r rust splus rails rb ror ruby scala scss sql swift typescript vb "
    "vbnet xml xhtml xslt html yaml yml"
).split()
#: CodeColorer's: ``cc`` with letters that are switches, and perhaps a language.
_CODECOLORER = r"cc[a-z]{0,7}(?:_[\w+#-]+)?"
_SHORTCODE = (
    rf"\[(?P<twice>\[?)(?P<name>{_CODECOLORER}|{'|'.join(map(re.escape, sorted(_NAMES, key=len, reverse=True)))})"
    r"(?P<options>[\s=:][^\[\]]*)?\]"
)
_ELEMENT = r"<(?P<tag>pre|code|script|style|textarea|xmp)(?P<attributes>\s[^<>]*)?>"
_IN_HTML = re.compile(_ELEMENT, re.I)
_IN_MARKDOWN = re.compile(rf"(?P<tag>(?!))(?P<attributes>(?!))|{_SHORTCODE}", re.I)
_IN_WORDPRESS = re.compile(f"{_ELEMENT}|{_SHORTCODE}", re.I)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]]++))")
_CURLY = str.maketrans("“”„″‘’′", '""""\'\'\'')
#: Elements that people and editors write within preformatted text.
_SHOWN = (
    "a abbr audio b big blockquote br center cite code del div em embed font h1 h2 h3 h4 h5 h6 hr i iframe img ins kbd "
    "li mark object ol p param pre q s samp small source span strike strong sub sup table tbody td th thead tr tt u ul "
    "var video"
).split()
_TYPED = re.compile(rf"<(?!/?(?:{'|'.join(_SHOWN)})(?:\s[^<>]*)?/?>)", re.I)
_HIGHLIGHTED = re.compile(r"(?:^|\s)(?:brush|lang)\s*:|\benlighterjsraw\b", re.I)
_HUMAN = re.compile(r"(?!(?:as|cs|go|hs|js|pl|py|rb|sh|vb)\b)[a-z]{2}(?:-\w+)*$", re.I)
_CDATA = re.compile(r"\s*(?://\s*)?<!\[CDATA\[(.*?)(?://\s*)?\]\]>\s*", re.S)
_EDITORS = re.compile(r"</?p(?:\s[^<>]*)?>|<br\s*/?>", re.I)
_MARKUP = frozenset("html php xhtml xml xslt".split())
_WRAPPED = re.compile(r"\s*<code(?:\s[^<>]*)?>(.*)</code>\s*", re.S | re.I)

Keep = Callable[[str], str]
"""Is given an element of code, and gives what holds its place until all else is read."""


def escape_code(raw: str, keep: Keep = lambda made: made, wordpress: bool = False, elements: bool = True) -> str:
    """`raw` with its code escaped, that of highlighters as an element that is handed to `keep`; with `wordpress`,
    shortcodes are code too, without `elements` they alone. Takes linear time."""
    pattern = _IN_HTML if not wordpress else _IN_WORDPRESS if elements else _IN_MARKDOWN
    made: list[str] = []
    ends: dict[str, re.Match[str] | None] = {}
    done = 0
    found = pattern.search(raw)
    while found:
        at = found.end()
        shown = None
        is_element = bool(found["tag"])
        end = _end(found["tag"] or f"[{found['name']}", raw, at, ends) if is_element or not _is_void(found) else None
        if is_element and end:
            shown, after = _element(found, raw[at : end.start()], keep, wordpress), end.end()
        elif not is_element and found["twice"]:
            shown, after = _itself(found, raw, end)
        elif end:
            shown, after = _shortcode(found, raw[at : end.start()], keep), end.end()
        if shown is not None:
            made += (raw[done : found.start()], shown)
            done = at = after
        elif is_element and end:
            at = end.end()
        found = pattern.search(raw, at)
    return "".join((*made, raw[done:]))


def _end(name: str, raw: str, at: int, ends: dict[str, re.Match[str] | None]) -> re.Match[str] | None:
    """What ends the element or the shortcode (``[name``) that begins before `at`, kept in `ends`."""
    name = name.lower()
    known = ends.get(name)
    if name not in ends or (known and known.start() < at):
        written = rf"\[/{re.escape(name[1:])}\]" if name.startswith("[") else rf"</{name}\s*>"
        known = ends[name] = re.compile(written, re.I).search(raw, at)
    return known


def _is_void(found: re.Match[str]) -> bool:
    """True for a shortcode that encloses nothing, or of a name that means something else without a language."""
    options = found["options"] or ""
    return options.endswith("/") or (found["name"].lower() == "highlight" and "lang" not in options)


def _itself(found: re.Match[str], raw: str, end: re.Match[str] | None) -> tuple[str | None, int]:
    """A shortcode in two pairs of brackets shows itself, in one."""
    if raw[found.end() : found.end() + 1] == "]":
        return _bracketless(found[0][1:]), found.end() + 1
    if end and raw[end.end() : end.end() + 1] == "]":
        return _bracketless(raw[found.start() + 1 : end.end()]), end.end() + 1
    return None, 0


def _bracketless(text: str) -> str:
    return text.replace("[", "&#91;")


def _options(written: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(unescape(written).translate(_CURLY))
    return {one[1].lower(): one[2] or one[3] or one[4] or "" for one in found}


def _shortcode(found: re.Match[str], content: str, keep: Keep) -> str:
    options, name = _options(found["options"] or ""), found["name"].lower()
    switches = name[2:].partition("_")[0] if re.fullmatch(_CODECOLORER, name) else ""
    language = options.get("lang") or options.get("language") or (name if name in _MARKUP else "")
    text = _decoded(content, language)
    is_inline = "i" in switches or options.get("inline", "").lower() in ("1", "true", "yes")
    if is_inline and "\n" not in text:
        return keep(f"<code>{escape(text)}</code>")
    return f"\n\n{keep(f'<pre>{escape(text)}</pre>')}\n\n" if text.strip() else ""


def _element(found: re.Match[str], content: str, keep: Keep, wordpress: bool) -> str | None:
    """None for an element whose text is not read."""
    tag, attributes = found["tag"].lower(), found["attributes"] or ""
    options = _options(attributes)
    if tag == "script" and options.get("type", "").lower() == "syntaxhighlighter":
        inner = _CDATA.fullmatch(content)
        return keep(f"<pre>{escape(_trimmed(inner[1] if inner else content))}</pre>")
    if tag not in ("pre", "code"):
        return None
    language = "" if _HUMAN.match(options.get("lang", "")) else options.get("lang", "")
    if language or _HIGHLIGHTED.search(options.get("class", "")) or "data-enlighter-language" in options:
        # WP-Syntax decodes nothing where markup is typed as such, unless it is told to.
        as_typed = language and "<" in content and options.get("escaped", "").lower() != "true"
        text = _trimmed(content) if as_typed else _decoded(content, language)
        shown = "pre" if tag == "pre" or "\n" in text else "code"
        return keep(f"<{shown}>{escape(text)}</{shown}>") if text.strip() else ""
    if tag == "pre" and wordpress:
        wrapped = _WRAPPED.fullmatch(content)
        whole = (wrapped[1] if wrapped else content).strip()
        inner = _IN_WORDPRESS.match(whole)
        if inner and not inner["tag"] and whole.lower().endswith(end := f"[/{inner['name'].lower()}]"):
            return _shortcode(inner, whole[inner.end() : -len(end)], keep)
    head, *rest = content.split("<!--")
    # What stands in a comment that ends is hidden.
    seen = [part.partition("-->")[2] if "-->" in part else f"<!--{part}" for part in rest]
    text = _TYPED.sub("&lt;", "".join((head, *seen)))
    return f"{found[0]}{_bracketless(text) if wordpress else text}</{tag}>"


def _decoded(content: str, language: str) -> str:
    """Entities decoded once; breaks and paragraphs that an editor made, where there is no other markup, are line
    ends and nothing."""
    if language.lower() not in _MARKUP and "<br" in content.lower():
        bare = _EDITORS.sub("", content)
        if "<" not in bare or "\n" not in content.strip():
            content = re.sub(r"</?p(?:\s[^<>]*)?>", "", re.sub(r"<br\s*/?>\n?", "\n", content, flags=re.I), flags=re.I)
    return _trimmed(unescape(content))


def _trimmed(text: str) -> str:
    """Without blank lines first and last."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    return "\n".join(lines[first:])
