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

_ONE_LINE = re.compile(r"\\(?:begin|end)\{equation\*?\}")
_LINES = re.compile(
    r"\\(begin|end)\{(?:align|flalign|eqnarray|gather|gathered|multline|split|alignat|alignedat)\*?\}"
    r"(?:(?<=at\})\{\d+\}|(?<=at\*\})\{\d+\})?"
)
logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))


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
        return str(tex2mathml(_in_known_environments(node.astext()), as_block=block))
    except MathError as error:
        logger.warning("the formula cannot be shown: %s", error, location=node, type="archive", subtype="maths")
        return f"<code>{escape(node.astext())}</code>"
