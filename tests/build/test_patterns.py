"""Patterns over HTML and styles that Sphinx, docutils, MyST and Furo write: each finds something in a blog that has all
that they are for, so that a version that writes another HTML is not passed over in silence."""

from __future__ import annotations

from collections.abc import Callable

from build.sites import Site

PATTERNS = {
    "core.texts": "_ADDRESS _HEADER_LINK _ID _HEADING",
    "feeds.feed": "_ROLE",
    "html.documents": "_VIEWPORT _INTERNAL _SELF_SAID",
    "html.templating": "_RELATIVE",
    "html.stylesheets": "_ABSENT _RULE _EMPTY _VARIABLE _USED _DARK",
    "reading.cited": "_SPAN",
    "reading.doctext": "_FIRST_BREAK",
    "reading.labels": "RANDOM",
}
NAMES = [f"{module}.{name}" for module, names in PATTERNS.items() for name in names.split()]
#: Puts a pattern that notes what it finds in the place of each, builds, and says which found something.
COUNTING = """
import importlib, sys
from sphinx.cmd.build import main
found = set()

class Noting:
    def __init__(self, name, pattern):
        self._name, self._pattern = name, pattern

    def __getattr__(self, what):
        do = getattr(self._pattern, what)
        if not callable(do):
            return do
        def noting(*given):
            text = given[1] if what in ("sub", "subn") else given[0]
            if self._pattern.search(text):
                found.add(self._name)
            return do(*given)
        return noting

for name in {names!r}:
    module, _, pattern = name.rpartition(".")
    module = importlib.import_module(f"archive.{{module}}")
    setattr(module, pattern, Noting(name, getattr(module, pattern)))
status = main(sys.argv[1:])
print("found", *sorted(found))
sys.exit(status)
"""
TEXT = r"""
First line.

See [the other](notes.md) and <https://example.org/page>, as {work}`lean2011` and {footcite}`lean2011` have it.[^one]

## A heading

\begin{equation}
a = b
\end{equation}

[^one]: A note.

```{footbibliography}
```
"""
WORK = "@book{lean2011, title = {A {Title}}, author = {Lean, Eve}, year = {2011}, publisher = {Press}}\n"


def test_each_finds_what_it_is_for(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.post("2012/09/all", TEXT, date="2012-09-20", tags="One")
    blog.post("2012/09/lost", "[Lost](https://example.org/lost.jpg){.missing-image}\\\nA line.", date="2012-09-21")
    blog.edit("conf.py", "html_baseurl =", 'myst_enable_extensions = ["amsmath", "attrs_inline"]\nhtml_baseurl =')
    blog.write("definitions/works.yaml", "The lean book:\n  key: lean2011\n\n")
    blog.write("references.bib", WORK)
    result = blog.spawn("-q", "-j", "1", command=("-c", COUNTING.format(names=NAMES)))
    assert result.stderr == ""
    found = result.stdout.rpartition("found ")[2].split()
    assert not (missing := set(NAMES) - set(found)), missing
