"""What readers saw and the archive cannot hold: marked in the HTML with its words and addresses, so that
whatever walks the text meets it in its place and names it.

Scripts, drawings, forms and the like are marked here; `importer.wordpress` marks what WordPress filled in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import Any

from importer.markup.context import Context, Omission

#: Elements that are left out with all that is in them, and what the report calls them.
_KINDS = {
    "script": "script",
    "select": "form field",
    "datalist": "form field",
    "noscript": "text for readers without scripts",
    "template": "template",
    "svg": "drawing (svg)",
    "canvas": "drawing (canvas)",
    "noframes": "text for readers without frames",
    "title": "title within the text",
    "style": "",
    "head": "",
    "input": "form field",
    "math": "formula",
}
_ELEMENT = re.compile(rf"<({'|'.join(_KINDS)})(\s[^<>]*)?/?>", re.I)
_ATTRIBUTE = re.compile(
    r"(src|href|type|value|placeholder|alttext)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I
)
_TAGS = re.compile(r"<[^<>]*>")
_NOTES = re.compile(r"<annotation\b(?:(?!</?annotation).)*+</annotation[^<>]*>", re.S | re.I)
_TEX = re.compile(r"<annotation\b[^<>]*x-tex[^<>]*>([^<>]*)</annotation", re.I)
#: Elements of MathML whose characters do not say what they stand for, beside those that do.
_BUILT_UP = re.compile(r"<(?!/|!|(?:math|semantics|mrow|mi|mn|mo|mstyle)[\s>/])", re.I)
_ADDRESS = re.compile(r"(?:src|href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_LATE = re.compile(r"data-(?:lazy-)?src\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
#: Scripts that put something of another site into the page, and the page that shows the same.
_EMBEDS = (
    (re.compile(r"(https?:)?//gist\.github\.com/([\w/-]+?)\.js.*"), r"https://gist.github.com/\2"),
    (re.compile(r"(https?:)?//jsfiddle\.net/([\w/-]+?)/embed/.*"), r"https://jsfiddle.net/\2/"),
    (re.compile(r"(https?:)?//(?:pastebin\.com/embed_js[./](?:php\?i=)?)(\w+).*"), r"https://pastebin.com/\2"),
    (re.compile(r"(https?:)?//(?:static\.)?polldaddy\.com/p/(\d+)\.js.*"), r"https://polldaddy.com/poll/\2/"),
    (re.compile(r"(https?:)?//asciinema\.org/a/(\w+)\.js.*"), r"https://asciinema.org/a/\2"),
)
OMITTED, REMARKED, FORMULA = "imported-drop", "imported-remark", "imported-formula"
#: A formula that an archive has shown already.
SHOWN = "shown"


def omission(kind: str, text: str = "", *addresses: str) -> str:
    """HTML that stands for something left out: its `kind` for the report, its words and addresses."""
    links = "".join(f'<a href="{escape(one)}"></a>' for one in addresses)
    shown = escape(" ".join(text.split()), quote=False)
    made = f'<span class="{OMITTED}" title="{escape(kind)}">{shown}{links}</span>'
    return made.replace("[", "&#91;")  # no shortcode


def formula(tex: str, css: str = "") -> str:
    """HTML of a formula in TeX, escaped for HTML as it is written in a body; `css` is ``block`` for one that has lines
    of its own, ``flat`` for one of which but the characters are known."""
    return f'<code class="{f"{FORMULA} {css}".strip()}">{" ".join(tex.split())}</code>'


def remark(text: str) -> str:
    """HTML that stands for a line of the report that is counted."""
    return f'<span class="{REMARKED}" title="{escape(text)}"></span>'


def words(fragment: str) -> str:
    """The words of a piece of HTML, roughly: tags taken out, entities decoded."""
    return " ".join(unescape(_TAGS.sub(" ", fragment)).split())


def addresses(fragment: str) -> list[str]:
    """The addresses of links, pictures and frames in a piece of HTML."""
    return [unescape(one or other) for one, other in _ADDRESS.findall(fragment)]


def marked(raw: str) -> str:
    """`raw` with a mark in the place of each element that is left out; embeds of other sites become frames.

    Takes linear time whatever `raw` holds.
    """
    found = _ELEMENT.search(raw)
    if not found:
        return raw
    made: list[str] = []
    done, gone = 0, set[str]()
    while found:
        name, end = found[1].lower(), found.end()
        close = None if name in gone or name == "input" or found[0].endswith("/>") else _closing(name).search(raw, end)
        given: str | None = None
        if name == "input":
            given = _field(found[2] or "")
        elif close:
            given = _element(name, found[2] or "", raw[end : close.start()], raw)
            end = close.end()
        elif not found[0].endswith("/>"):
            gone.add(name)
        if given is not None:
            made += (raw[done : found.start()], given)
            done = end
        found = _ELEMENT.search(raw, end)
    return "".join((*made, raw[done:]))


@lru_cache(maxsize=64)
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*>", re.I)


def _attributes(written: str) -> dict[str, str]:
    return {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(written)}


def _field(written: str) -> str:
    found = _attributes(written)
    if found.get("type", "").lower() == "hidden":
        return ""
    return omission("form field", found.get("value") or found.get("placeholder") or "")


def _element(name: str, written: str, content: str, raw: str) -> str:
    if not _KINDS[name]:
        return ""
    if name == "noscript" and "<img" in content.lower():
        # Pictures that a script shows late stand here for readers without scripts.
        late = {unescape(one or other) for one, other in _LATE.findall(raw)}
        return "" if late & set(addresses(content)) else content
    if name == "math":
        return _mathml(written, content)
    if name == "script":
        source = _attributes(written).get("src", "").strip()
        for pattern, page in _EMBEDS:
            if pattern.fullmatch(source):
                return f'<iframe src="{escape(pattern.sub(page, source))}"></iframe>'
        return omission("script", "", *([source] if source else []))
    return omission(_KINDS[name], words(content), *addresses(content))


def _mathml(written: str, content: str) -> str:
    """A formula in MathML as the TeX that stands beside it, or that its characters are; else as these."""
    tex = _TEX.search(content)
    shown = _NOTES.sub("", content)
    said = unescape(tex[1]).strip() if tex else _attributes(written).get("alttext") or words(shown)
    if not said:
        return ""
    names = (words(one) for one in re.findall(r"<mi\b[^<>]*>(.*?)</mi>", shown, re.S | re.I))
    plain = not _BUILT_UP.search(shown) and all(len(name) == 1 for name in names)
    whole = re.search(r"\bdisplay\s*=\s*[\"']?block", written, re.I)
    return formula(escape(said, quote=False), "flat" if not tex and not plain else "block" if whole else "")


def take(element: Any, context: Context) -> bool:
    """If `element` is a mark of `omission` or `remark`, note what it stands for; says whether it shows nothing."""
    classes = (element.get("class") or "").split()
    if REMARKED in classes:
        context.remarks[element.get("title") or ""] += 1
        return True
    if "wp-block-accordion-heading__toggle-icon" in classes:  # a sign to click on
        return True
    if OMITTED not in classes:
        return False
    links = tuple(link.get("href") or "" for link in element.iter("a"))
    context.omissions.append(Omission(element.get("title") or "", "".join(element.itertext()), links))
    return True
