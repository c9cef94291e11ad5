"""The two sides of the check as trees: the body of a post as its source has it, and the Markdown that was written.

The first is read by the rules of HTML itself (WHATWG, section 13.2), whatever is left open, crossed or misplaced, as a
reader's browser did. The second is made HTML by markdown-it with MyST's syntax and the site's extensions, and those
roles and directives that the importer writes.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import html5lib
import yaml  # type: ignore[import-untyped]
from archive.model.definitions import KINDS
from lxml import html
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from importer.markup.attributes import NOTICES

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")

#: No name of an element holds a ``<``: a comparison, in which its author saw no tag.
_NO_TAG = re.compile(r"<(?=[a-zA-Z][^\s<>/]*+<)")
#: The site's own, from ``conf.py``.
EXTENSIONS = frozenset({"attrs_block", "attrs_inline", "deflist", "strikethrough"})
_DIRECTIVE = re.compile(r"\{([\w-]+)\}\s*(.*)", re.S)
_OPTION = re.compile(r"\A:([\w-]+):[ \t]*(.*)(?:\n|\Z)")
_ROLES = {"sup": "sup", "sub": "sub", "strong": "strong", "emphasis": "em"}


def source_tree(body: str) -> Any:
    """The tree of an HTML fragment, below an element ``body`` of ElementTree."""
    shown = _NO_TAG.sub("&lt;", _CONTROLS.sub("", body))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root = html5lib.parse(
            f"<!doctype html><html><body>{shown}", treebuilder="etree", namespaceHTMLElements=False
        )
    found = root.find("body")
    return found if found is not None else root


def markdown_tree(markdown: str) -> Any:
    """The tree of a post's body, below an element ``body``."""
    made = markdown_html(markdown)
    root = html.document_fromstring(f"<html><body>{made}", parser=html.HTMLParser(huge_tree=True, encoding="utf-8"))
    return root.find("body")


def markdown_html(markdown: str) -> str:
    """The HTML of a post's body."""
    rendered: str = _parser().render(markdown)
    return rendered


@cache
def _parser() -> MarkdownIt:
    made = create_md_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML)
    made.options["xhtmlOut"] = True
    for name, rule in _RULES.items():
        made.add_render_rule(name, rule)
    return made


def _fence(self: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
    """Code, and the directives that look like it; those not known show as they are written."""
    token = tokens[idx]
    directive = _DIRECTIVE.match(token.info.strip())
    if directive is None:
        return f"<pre>\n{escape(token.content)}</pre>\n"
    name, argument = directive[1], directive[2].strip()
    given, body = _options(token.content)
    if name == "figure":
        picture = f'<img src="{escape(argument)}" alt="{escape(given.get("alt", ""))}">'
        if given.get("target"):
            picture = f'<a href="{escape(given["target"])}">{picture}</a>'
        return f"<figure>{picture}<figcaption>{markdown_html(body)}</figcaption></figure>\n"
    caption = markdown_html(argument) if argument else ""
    if name == "list-table":
        return caption + _list_table(markdown_html(body))
    if name == "table":
        return caption + markdown_html(body)
    if name == "math":
        return f"<p><code>{escape(body.strip())}</code></p>"
    if name in ("gallery", "update", "admonition", *NOTICES):
        return markdown_html(body)
    return f"<p>{{{escape(name)}}} {escape(argument)}</p><pre>\n{escape(token.content)}</pre>\n"


def _role(self: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
    """A role's text, as the element that it makes."""
    name, text = str(tokens[idx].meta["name"]), escape(tokens[idx].content)
    if name == "abbr":
        return escape(re.sub(r"(?<!\s)\s*+\([^()]*+\)$", "", tokens[idx].content))
    if name == "anchor":
        return f'<span id="{text}"></span>'
    if name in KINDS:
        return re.sub(r"(?<=\S)\s*&lt;[^;]*&gt;$", "", text)
    if name == "math":
        return f"<code>{text}</code>"
    tag = _ROLES.get(name)
    return f"<{tag}>{text}</{tag}>" if tag else f"{{{escape(name)}}}`{text}`"


def _nothing(self: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
    return ""


def _note(self: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
    return '<div class="footnotes">' if tokens[idx].nesting > 0 else "</div>"


_RULES = {
    "fence": _fence,
    "myst_role": _role,
    "myst_line_comment": _nothing,
    "myst_target": _nothing,
    "footnote_reference_open": _note,
    "footnote_reference_close": _note,
}


def _options(content: str) -> tuple[dict[str, str], str]:
    """The options at the beginning of a directive's body, and the rest."""
    given: dict[str, str] = {}
    while match := _OPTION.match(content):
        value = match[2].strip()
        given[match[1]] = _unquoted(value) if value.startswith('"') else value
        content = content[match.end() :]
    return given, content


def _unquoted(value: str) -> str:
    try:
        return str(yaml.safe_load(value))
    except yaml.YAMLError:
        return value


def _list_table(rendered: str) -> str:
    """A list of lists as the table that it stands for."""
    root = html.fragment_fromstring(rendered, create_parent="div")
    outer = root.find("ul")
    if outer is None:
        return rendered
    outer.tag = "table"
    for row in outer:
        row.tag = "tr"
        cells = row.find("ul")
        if cells is None:
            continue
        for cell in cells:
            cell.tag = "td"
        cells.drop_tag()
    made: str = html.tostring(root, encoding="unicode")
    return made
