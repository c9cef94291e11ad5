"""Nodes that an extension brings, with handlers of its own, stand on each page as these write them."""

from collections.abc import Callable

import pytest

from build.sites import Site

EXTENSION = """
from functools import partial
from docutils import nodes
from docutils.parsers.rst import Directive


class lamp(nodes.General, nodes.Element):
    pass


class Lamp(Directive):
    has_content = True

    def run(self):
        return [lamp("", nodes.paragraph("", " ".join(self.content)))]


def visit(translator, node):
    number = getattr(translator, "lamps", 0) + 1
    translator.lamps = number
    translator.body.append(f'<aside data-lamp="{number}">')


def depart(translator, node):
    translator.body.append("</aside>")


def visit_with(tag, translator, node):
    translator.body.append(f"<{tag}>")


def leave(tag, translator, node):
    translator.body.append(f"</{tag}>")


def setup(app):
    app.add_directive("lamp", Lamp)
    app.add_node(lamp, html=HANDLERS)
"""
FUNCTIONS = "(visit, depart)"
OTHERS = "(partial(visit_with, 'aside'), partial(leave, 'aside'))"


@pytest.mark.parametrize(("handlers", "begins"), [(FUNCTIONS, ' data-lamp="1"'), (OTHERS, "")])
@pytest.mark.parametrize("speedups", ["1", "0"])
def test_each_page_has_what_the_handlers_write(
    site: Callable[[str], Site], handlers: str, begins: str, speedups: str
) -> None:
    """Functions or not; and what one page's translator noted is no other page's."""
    empty = site("empty")
    conf = (empty.src / "conf.py").read_text("utf-8")
    empty.write("lamps.py", EXTENSION.replace("HANDLERS", handlers))
    empty.write("conf.py", conf + 'extensions = [*extensions, "lamps"]\n')
    for day in (1, 2, 3):
        empty.post(f"2012/10/lamp-{day}", f"```{{lamp}}\nLit on day {day}.\n```", date=f"2012-10-0{day}")
    result = empty.build("-W", "-D", f"speedups={speedups}")
    assert (result.status, result.stderr) == (0, "")
    for day in (1, 2, 3):
        page = (empty.out / f"2012/10/lamp-{day}.html").read_text("utf-8")
        assert f"<aside{begins}><p>Lit on day {day}.</p>" in page.replace("\n", "")
