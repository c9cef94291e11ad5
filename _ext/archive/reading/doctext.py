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
#: The end of a line with which a paragraph begins, once what stood before it is cut.
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
class TextParts:
    """The parts of one document's text; the HTML is there once the tree was translated."""

    ids: list[str] = field(default_factory=list)
    """By which its title can be linked to."""
    classes: list[str] = field(default_factory=list)
    """What its author gave the title."""
    heading: str = ""
    """The HTML of its title; empty if the document has none."""
    excerpt: str = ""
    """The HTML of the first paragraph with words."""
    notes_beside: int = 0
    """How many notes have a place beside their marks."""
    ids_taken: frozenset[str] = frozenset()
    """All ids of the document, which nothing else on its page may have."""
    excerpt_start: int | None = None
    """Where in what the translator has written, `body`, the excerpt begins."""
    cuts: list[int] = field(default_factory=list)
    """Where in the same what the excerpt passes over begins and ends, in turn."""


class PageText(nodes.section):  # type: ignore[misc]
    """The section that a document's title opens: the page has an element of its own in its place."""

    tagname = "section"  # as handlers of the page's context may look for it


class PageTitle(nodes.title):  # type: ignore[misc]
    """The title of a document, which stands elsewhere on the page."""

    tagname = "title"
    parts: TextParts


class ExcerptMark(nodes.Invisible, nodes.Element):  # type: ignore[misc]
    """Stands before and after the paragraph that is taken for an excerpt."""

    parts: TextParts


class ExcerptCut(ExcerptMark):
    """Stands before and after what the excerpt passes over."""


def setup(app: Sphinx, build: Build) -> None:
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_math_block, None))
    app.add_node(nodes.thead, override=True, html=(_visit_thead, HTML5Translator.depart_thead))
    app.add_node(nodes.entry, override=True, html=(_visit_entry, HTML5Translator.depart_entry))
    app.add_node(ExcerptCut, html=(_visit_cut, _depart_mark))
    app.add_node(PageText, html=(_visit_text, _depart_text))
    app.add_node(PageTitle, html=(_visit_title, _depart_title))
    app.add_node(ExcerptMark, html=(_visit_mark, _depart_mark))


# Title, excerpt and notes


def take_apart(document: nodes.document) -> TextParts:
    """Mark the parts of a resolved document in its own tree; give them, to be filled in by the translator."""
    parts = TextParts()
    section = next((node for node in document.children if isinstance(node, nodes.section)), None)
    if section is not None and section.children and isinstance(section[0], nodes.title):
        parts.ids, parts.classes = list(section["ids"]), [*section["classes"], *section[0]["classes"]]
        title = PageTitle("", "", *section[0].children)
        title.parts = parts
        document.replace(section, PageText("", title, *section.children[1:], **section.attributes))
    _mark_excerpt(document, parts)
    parts.notes_beside = set_beside(document)
    parts.ids_taken = _settle_ids(document)
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
    count, last_place = 0, -1
    for note in notes:
        place, mark = first.get(next(iter(note["ids"]), ""), (-1, None))
        if mark is not None and place > last_place:
            last_place, count = place, count + 1
            mark["classes"].append(f"n{count}")
            note["classes"] += ["side", f"n{count}"]
    return count


def without_places(html: str, notes_beside: int) -> str:
    """The HTML of a text as other places show it, where its notes stand at the end: see `set_beside`.

    `notes_beside` is how many of them have a place beside their marks.
    """
    for number in range(1, notes_beside + 1):
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


def _mark_excerpt(document: nodes.document, parts: TextParts) -> None:
    """Mark the paragraph that is taken for an excerpt, and in it what stands for what is not on the page."""
    paragraph = _first_paragraph(document)
    if paragraph is not None:
        _set_marks(paragraph, ExcerptMark, parts)
        for link in [node for node in paragraph.findall(nodes.reference) if STAND_INS & set(node["classes"])]:
            _set_marks(link, ExcerptCut, parts)


def _set_marks(node: nodes.Element, kind: type[ExcerptMark], parts: TextParts) -> None:
    """Put a mark of a kind before a node, and one after it."""
    place = node.parent.index(node)
    for at in (place + 1, place):
        mark = kind("")
        mark.parts = parts
        node.parent.insert(at, mark)


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
    """Whether words of a paragraph are those of a link that stands for something."""
    while (node := node.parent) is not paragraph:
        if STAND_INS & set(node["classes"]):
            return True
    return False


def _is_within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    while node := node.parent:
        if isinstance(node, kinds):
            return True
    return False


def _visit_text(translator: Any, node: PageText) -> None:
    translator.section_level += 1


def _depart_text(translator: Any, node: PageText) -> None:
    translator.section_level -= 1


def _visit_title(translator: Any, node: PageTitle) -> None:
    translator.context.append(len(translator.body))
    translator.add_secnumber(node)


def _depart_title(translator: Any, node: PageTitle) -> None:
    begun = translator.context.pop()
    node.parts.heading = "".join(translator.body[begun:]).strip()
    del translator.body[begun:]


def _visit_mark(translator: Any, node: ExcerptMark) -> None:
    """Between the two marks the excerpt is all that was written."""
    if node.parts.excerpt_start is None:
        node.parts.excerpt_start = len(translator.body)
    else:
        edges = [node.parts.excerpt_start, *node.parts.cuts, len(translator.body)]
        pieces: list[str] = []
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            pieces += translator.body[start:end]
        text = "".join(pieces).strip()
        node.parts.excerpt = _FIRST_BREAK.sub(r"\1", text) if node.parts.cuts else text


def _visit_cut(translator: Any, node: ExcerptCut) -> None:
    node.parts.cuts.append(len(translator.body))


def _depart_mark(translator: Any, node: ExcerptMark) -> None:
    """Nothing was begun."""


# Tables


def _visit_thead(translator: Any, node: nodes.thead) -> None:
    """Markdown wants a line of headings: where all are empty, the table is one that has none."""
    if all(map(_is_empty, node.findall(nodes.entry))):
        raise nodes.SkipNode
    HTML5Translator.visit_thead(translator, node)


def _visit_entry(translator: Any, node: nodes.entry) -> None:
    """A cell among headings that holds nothing, as at the top left, heads nothing: it is no ``th``, which would be
    announced (https://dequeuniversity.com/rules/axe/4.11/empty-table-header)."""
    HTML5Translator.visit_entry(translator, node)
    start: str = translator.body[-1]
    if start.startswith("<th") and _is_empty(node):
        translator.body[-1], translator.context[-1] = f"<td{start[3:]}", "</td>\n"


def _is_empty(cell: nodes.entry) -> bool:
    return all(isinstance(part, nodes.paragraph) and not part.children for part in cell)


# Formulas


def _visit_math(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(_mathml(node, block=False))
    raise nodes.SkipNode


def _visit_math_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(translator.starttag(node, "div", "", CLASS="math"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append(f"{_mathml(node, block=True)}</div>\n")
    raise nodes.SkipNode


def _in_known_environments(tex: str) -> str:
    """A formula in environments that docutils knows, in the place of those of AMS: lines in columns, whose numbers
    stand beside the whole."""
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
