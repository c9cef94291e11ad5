"""The text of a document as a page shows it: title and excerpt apart, notes beside their marks, tables and formulas.

Title, excerpt and notes are told by the document's tree. They are marked there before HTML is made of it, and the
translator fills in what they come out as. Formulas are MathML, which browsers show by themselves: Sphinx would fetch a
script from another host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from .build import Build

logger = logging.getLogger(__name__)
#: Ids that Furo's scripts and style sheet look for on each page, and what is added to such a one in a text.
OF_PAGES, OF_TEXT = frozenset({"__navigation", "__toc", "furo-main-content"}), "text"
#: Notes that the stylesheet has a place in the margin for; texts with more keep all at their end.
MOST_NOTES = 30
#: Links that stand for what is not on the page: pictures and players, which an import could not bring, and the like.
STAND_INS = frozenset({"embed", "enclosure", "image-link", "missing-image"})
_FIRST_BREAK = re.compile(r"^(<p[^<>]*>)(?:\s*<br\s*/?>)+\s*")
_CAPTION = "picture-caption"
#: In these a paragraph is not what a text begins with, unless there is no other.
_ASIDE = (nodes.Admonition, nodes.table, nodes.topic, nodes.sidebar, nodes.figure)
#: Environments of AMS: of one line, and of several.
_ONE_LINE = re.compile(r"\\(?:begin|end)\{equation\*?\}")
_LINES = re.compile(
    r"\\(begin|end)\{(?:align|flalign|eqnarray|gather|gathered|multline|split|alignat|alignedat)\*?\}"
    r"(?:(?<=at\})\{\d+\}|(?<=at\*\})\{\d+\})?"
)


@dataclass
class Parts:
    """The parts of one document; the HTML is there once the tree was translated."""

    ids: list[str] = field(default_factory=list)
    """By which its title can be linked to."""
    classes: list[str] = field(default_factory=list)
    """What its author gave the title."""
    heading: str = ""
    """The HTML of its title; empty if the document has none."""
    excerpt: str = ""
    """The HTML of the first paragraph with words."""
    beside: int = 0
    """How many notes have a place beside their marks."""
    taken: frozenset[str] = frozenset()
    """All ids of the document, which nothing else on its page may have."""
    begun: int | None = None
    """Where in what the translator has written the excerpt begins."""
    cuts: list[int] = field(default_factory=list)
    """Where in the same what the excerpt passes over begins and ends, in turn."""


class PageText(nodes.section):  # type: ignore[misc]
    """The section that a document's title opens: the page has an element of its own in its place."""

    tagname = "section"  # as handlers of the page's context may look for it


class PageTitle(nodes.title):  # type: ignore[misc]
    """The title of a document, which stands elsewhere on the page."""

    tagname = "title"
    parts: Parts


class ExcerptMark(nodes.Invisible, nodes.Element):  # type: ignore[misc]
    """Stands before and after the paragraph that is taken for an excerpt."""

    parts: Parts


class ExcerptCut(ExcerptMark):
    """Stands before and after what the excerpt passes over."""


def setup(app: Sphinx, build: Build) -> None:
    app.add_html_math_renderer("mathml", (_inline_formula, None), (_formula, None))
    app.add_node(nodes.thead, override=True, html=(_enter_head, HTML5Translator.depart_thead))
    app.add_node(nodes.entry, override=True, html=(_enter_cell, HTML5Translator.depart_entry))
    app.add_node(ExcerptCut, html=(_pass_cut, _leave_mark))
    app.add_node(PageText, html=(_enter_text, _leave_text))
    app.add_node(PageTitle, html=(_enter_title, _leave_title))
    app.add_node(ExcerptMark, html=(_pass_mark, _leave_mark))


# Title, excerpt and notes


def take_apart(document: nodes.document) -> Parts:
    """Mark the parts of a resolved document in its own tree; give them, to be filled in by the translator."""
    parts = Parts()
    section = next((node for node in document.children if isinstance(node, nodes.section)), None)
    if section is not None and section.children and isinstance(section[0], nodes.title):
        parts.ids, parts.classes = list(section["ids"]), [*section["classes"], *section[0]["classes"]]
        title = PageTitle("", "", *section[0].children)
        title.parts = parts
        document.replace(section, PageText("", title, *section.children[1:], **section.attributes))
    _mark_excerpt(document, parts)
    parts.beside = set_beside(document)
    parts.taken = _settle_ids(document)
    return parts


def set_beside(document: nodes.document) -> int:
    """Number notes, and where each is first referred to, so that the stylesheet can put them side by side.

    Numbered are those that come in the order of their marks, as others would have to pass by one another. Gives how
    many there are.
    """
    notes = list(document.findall(nodes.footnote))
    if not 0 < len(notes) <= MOST_NOTES:
        return 0
    first: dict[str, tuple[int, nodes.footnote_reference]] = {}
    for place, mark in enumerate(document.findall(nodes.footnote_reference)):
        if "refid" in mark and not _is_within(mark, (PageTitle, nodes.footnote)):
            first.setdefault(mark["refid"], (place, mark))
    count, last = 0, -1
    for note in notes:
        place, mark = first.get(next(iter(note["ids"]), ""), (-1, None))
        if mark is not None and place > last:
            last, count = place, count + 1
            mark["classes"].append(f"n{count}")
            note["classes"] += ["side", f"n{count}"]
    return count


def without_places(html: str, beside: int) -> str:
    """The HTML of a text as other places show it, where its notes stand at the end: see `set_beside`."""
    for number in range(1, beside + 1):
        html = html.replace(f' side n{number}"', '"').replace(f' n{number}"', '"')
    return html


def _settle_ids(document: nodes.document) -> frozenset[str]:
    """See to it that no id stands twice, nor one that each page has; give all that are left."""
    taken: set[str] = set()
    for node in document.findall(nodes.Element):
        if not node.get("ids"):
            continue
        if isinstance(node, nodes.container) and len(node) == 1 and node["ids"] == node[0].get("ids"):
            node["ids"] = []  # Furo's, about tables and formulas, which keep theirs
            continue
        node["ids"] = [f"{name}-{OF_TEXT}" if name in OF_PAGES else name for name in node["ids"]]
        node["ids"] = [name for name in dict.fromkeys(node["ids"]) if name not in taken]
        taken.update(node["ids"])
    if any(name.removesuffix(f"-{OF_TEXT}") in OF_PAGES for name in taken):
        for link in document.findall(nodes.reference):
            named = link.get("refid") or link.get("refuri", "").removeprefix("#")
            if named in OF_PAGES:
                link["refid" if "refid" in link else "refuri"] += f"-{OF_TEXT}"
    return frozenset(taken)


def _mark_excerpt(document: nodes.document, parts: Parts) -> None:
    paragraph = _first_paragraph(document)
    if paragraph is not None:
        place = paragraph.parent.index(paragraph)
        for at in (place + 1, place):
            mark = ExcerptMark("")
            mark.parts = parts
            paragraph.parent.insert(at, mark)
        for link in [node for node in paragraph.findall(nodes.reference) if STAND_INS & set(node["classes"])]:
            place = link.parent.index(link)
            for at in (place + 1, place):
                cut = ExcerptCut("")
                cut.parts = parts
                link.parent.insert(at, cut)


def _first_paragraph(document: nodes.document) -> nodes.paragraph | None:
    """The first paragraph that says something, notes left out, and rather none of `_ASIDE`."""
    aside = None
    for node in document.findall(nodes.paragraph):
        if _says_something(node) and not _is_within(node, (nodes.footnote, nodes.citation)):
            if not _is_within(node, _ASIDE):
                return node
            aside = node if aside is None else aside
    return aside


def _says_something(paragraph: nodes.paragraph) -> bool:
    """Whether there are words in a paragraph beside those of links that stand for something, and of captions."""
    return _CAPTION not in paragraph["classes"] and any(
        node.astext().strip() and not _stands_in(node, paragraph) for node in paragraph.findall(nodes.Text)
    )


def _stands_in(node: nodes.Node, paragraph: nodes.paragraph) -> bool:
    while (node := node.parent) is not paragraph:
        if STAND_INS & set(node["classes"]):
            return True
    return False


def _is_within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    while node := node.parent:
        if isinstance(node, kinds):
            return True
    return False


def _enter_text(translator: Any, node: PageText) -> None:
    translator.section_level += 1


def _leave_text(translator: Any, node: PageText) -> None:
    translator.section_level -= 1


def _enter_title(translator: Any, node: PageTitle) -> None:
    translator.context.append(len(translator.body))
    translator.add_secnumber(node)


def _leave_title(translator: Any, node: PageTitle) -> None:
    begun = translator.context.pop()
    node.parts.heading = "".join(translator.body[begun:]).strip()
    del translator.body[begun:]


def _pass_mark(translator: Any, node: ExcerptMark) -> None:
    """Between the two marks the excerpt is all that was written."""
    if node.parts.begun is None:
        node.parts.begun = len(translator.body)
    else:
        edges = [node.parts.begun, *node.parts.cuts, len(translator.body)]
        kept = (translator.body[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
        text = "".join(text for part in kept for text in part).strip()
        node.parts.excerpt = _FIRST_BREAK.sub(r"\1", text) if node.parts.cuts else text


def _pass_cut(translator: Any, node: ExcerptCut) -> None:
    node.parts.cuts.append(len(translator.body))


def _leave_mark(translator: Any, node: ExcerptMark) -> None:
    """Nothing was begun."""


# Tables


def _enter_head(translator: Any, node: nodes.thead) -> None:
    """Markdown wants a line of headings: where all are empty, the table is one that has none."""
    if all(map(_is_empty, node.findall(nodes.entry))):
        raise nodes.SkipNode
    HTML5Translator.visit_thead(translator, node)


def _enter_cell(translator: Any, node: nodes.entry) -> None:
    """A cell among headings that holds nothing, as at the top left, heads nothing: it is no ``th``, which would be
    announced (https://dequeuniversity.com/rules/axe/4.11/empty-table-header)."""
    HTML5Translator.visit_entry(translator, node)
    start: str = translator.body[-1]
    if start.startswith("<th") and _is_empty(node):
        translator.body[-1], translator.context[-1] = f"<td{start[3:]}", "</td>\n"


def _is_empty(cell: nodes.entry) -> bool:
    return all(isinstance(part, nodes.paragraph) and not part.children for part in cell)


# Formulas


def _inline_formula(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(_mathml(node, block=False))
    raise nodes.SkipNode


def _formula(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(translator.starttag(node, "div", "", CLASS="math"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append(f"{_mathml(node, block=True)}</div>\n")
    raise nodes.SkipNode


def _in_known_environments(tex: str) -> str:
    """Say in what docutils knows what AMS environments say: lines in columns, whose numbers stand beside the whole."""
    tex = _ONE_LINE.sub("", tex)
    return _LINES.sub(lambda found: f"\\{found[1]}{{aligned}}", tex)


def _mathml(node: nodes.Element, *, block: bool) -> str:
    try:
        made = str(tex2mathml(_in_known_environments(node.astext()), as_block=block))
        # What it was made of, for whoever wants to have it back: https://www.w3.org/TR/MathML3/chapter2.html
        return made.replace("<math ", f'<math alttext="{escape(node.astext())}" ', 1)
    except MathError as error:
        logger.warning("the formula cannot be shown: %s", error, location=node, type="archive", subtype="maths")
        return f"<code>{escape(node.astext())}</code>"
