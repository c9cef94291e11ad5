"""Formulas as MathML, which browsers show by themselves: Sphinx would fetch a script from another host."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from .build import Build

_ONE_LINE = re.compile(r"\\(?:begin|end)\{equation\*?\}")
_LINES = re.compile(
    r"\\(begin|end)\{(?:align|flalign|eqnarray|gather|gathered|multline|split|alignat|alignedat)\*?\}"
    r"(?:(?<=at\})\{\d+\}|(?<=at\*\})\{\d+\})?"
)
#: Labels that MyST makes up, until they are named anew here.
RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
logger = logging.getLogger(__name__)


def setup(app: Sphinx, build: Build) -> None:
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("doctree-read", _name_unnamed)


def _name_unnamed(app: Sphinx, doctree: nodes.document) -> None:
    """Formulas that MyST numbers without a label have random ones: name them by their places, as pages are to stay."""
    docname = app.env.current_document.docname
    equations = app.env.domains.math_domain.equations
    unnamed = (node for node in doctree.findall(nodes.math_block) if RANDOM.fullmatch(node.get("label") or ""))
    renamed = {}
    for place, node in enumerate(unnamed, start=1):
        old, new = f"equation-{node['label']}", f"equation-unnamed-{place}"
        equations[f"{docname}:{place}"] = equations.pop(node["label"])
        node["label"] = f"{docname}:{place}"
        renamed[nodes.make_id(old)] = new
    for node in doctree.findall(nodes.Element) if renamed else ():
        if set(node.get("ids", ())) & renamed.keys():
            node["ids"] = [renamed.get(name, name) for name in node["ids"]]
        if node.get("refid") in renamed:
            node["refid"] = renamed[node["refid"]]


def _inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(_mathml(node, block=False))
    raise nodes.SkipNode


def _block(translator: HTML5Translator, node: nodes.math_block) -> None:
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
