"""The roles and directives that a text may have, for the check, which does not load the packages that define them.

A test compares this with what Sphinx, docutils, MyST, ABlog and the archive itself register.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from ..source.markdown import Directive, Text
from .textrules import picture_faults


class Spec(NamedTuple):
    """What a directive may have."""

    required: int
    """How many arguments it needs."""
    optional: int
    """How many others it may have."""
    content: bool
    """Whether it may have a body."""
    options: frozenset[str]


#: A line for each directive: its name, then what `Spec` says of it; a line that begins with a blank goes on.
_SPECS = """\
acks 0 0 1
admonition 1 0 1 class collapsible name
attention 0 0 1 class collapsible name
bibliography 0 1 1 all cited enumtype filter keyprefix labelprefix list notcited start style
caution 0 0 1 class collapsible name
centered 1 0 0
class 1 0 1
cmdoption 1 0 1 no-contents-entry no-index no-index-entry no-typesetting nocontentsentry noindex noindexentry
code 0 1 1 class force name number-lines
code-block 0 1 1 caption class dedent emphasize-lines force lineno-start linenos name
codeauthor 1 0 0
compound 0 0 1 class name
confval 1 0 1 default no-contents-entry no-index no-index-entry no-typesetting type
container 0 1 1 name
contents 0 1 0 backlinks class depth local
cssclass 1 0 1
csv-table 0 1 1 align class delim encoding escape file header header-rows keepspace name quote stub-columns url
    width widths
danger 0 0 1 class collapsible name
date 0 0 1
default-domain 1 0 0
default-role 0 1 0
deprecated 1 1 1
describe 1 0 1 no-contents-entry no-index no-index-entry no-typesetting nocontentsentry noindex noindexentry
envvar 1 0 1 no-contents-entry no-index no-index-entry no-typesetting nocontentsentry noindex noindexentry
epigraph 0 0 1
error 0 0 1 class collapsible name
figure 1 0 1 align alt class figclass figname figwidth height loading name scale target width
figure-md 0 1 1 align class name width
footbibliography 0 0 0
footer 0 0 1
gallery 0 0 1
glossary 0 0 1 sorted
header 0 0 1
highlight 1 0 0 force linenothreshold
highlights 0 0 1
hint 0 0 1 class collapsible name
hlist 0 0 1 columns
image 1 0 0 align alt class height loading name scale target width
important 0 0 1 class collapsible name
include 1 0 0 class code encoding end-before end-line heading-offset literal name number-lines parser relative-docs
    relative-images start-after start-line tab-width
index 1 0 0 name
line-block 0 0 1 class name
list-table 0 1 1 align class header-rows name stub-columns width widths
literalinclude 1 0 0 append caption class dedent diff emphasize-lines encoding end-at end-before force language
    lineno-match lineno-start linenos lines name prepend pyobject start-after start-at tab-width
math 0 1 1 class label name no-wrap nowrap
meta 0 0 1
moduleauthor 1 0 0
note 0 0 1 class collapsible name
object 1 0 1 no-contents-entry no-index no-index-entry no-typesetting nocontentsentry noindex noindexentry
only 1 0 1
option 1 0 1 no-contents-entry no-index no-index-entry no-typesetting nocontentsentry noindex noindexentry
parsed-literal 0 0 1 class name
post 0 1 1
postlist 0 1 0 author category date excerpts expand format language list-style location sort tags
productionlist 1 0 0
program 1 0 0
pull-quote 0 0 1
raw 1 0 1 class encoding file url
replace 0 0 1
restructuredtext-test-directive 0 1 1 option
role 0 0 1
rst-class 1 0 1
rubric 1 0 0 class heading-level name
section-numbering 0 0 0 depth prefix start suffix
sectionauthor 1 0 0
sectnum 0 0 0 depth prefix start suffix
seealso 0 0 1 class collapsible name
sidebar 0 1 1 class name subtitle
sourcecode 0 1 1 caption class dedent emphasize-lines force lineno-start linenos name
table 0 1 1 align class name width widths
tabularcolumns 1 0 0
target-notes 0 0 0 class
tip 0 0 1 class collapsible name
title 1 0 0
toctree 0 0 1 caption class glob hidden includehidden maxdepth name numbered reversed titlesonly
topic 1 0 1 class name
unicode 1 0 0 ltrim rtrim trim
update 1 0 1 class name
version-added 1 1 1
version-changed 1 1 1
version-deprecated 1 1 1
version-removed 1 1 1
versionadded 1 1 1
versionchanged 1 1 1
versionremoved 1 1 1
warning 0 0 1 class collapsible name
"""


def _specs() -> Iterator[tuple[str, Spec]]:
    for line in _SPECS.replace("\n ", " ").strip().split("\n"):
        name, required, optional, content, *options = line.split()
        yield name, Spec(int(required), int(optional), content == "1", frozenset(options))


DIRECTIVES = dict(_specs())
#: Directives that must not be empty.
FILLED = frozenset(
    """
    admonition attention caution compound danger epigraph error highlights hint important line-block note
    parsed-literal pull-quote sidebar table tip topic warning
    """.split()
)
ROLES = frozenset(
    """
    ab abbr abbreviation ac acronym anchor anonymous-reference any citation-reference code command confval cve cwe dfn
    doc download emphasis envvar eq event file footnote-reference guilabel i index kbd keyword law literal mailheader
    makevar manpage math menuselection mimetype named-reference newsgroup numref option org pep pep-reference person
    post program raw ref regexp rfc rfc-reference samp strong sub sub-ref subscript substitution-reference sup
    superscript t target term title title-reference token topic uri uri-reference url work
    """.split()
)
#: Before the colon of a role or directive.
DOMAINS = frozenset("archive c cpp index js math py rst std".split())
CITING = frozenset(("cite", "footcite"))


def nearest(name: str, known: Collection[str]) -> str:
    """The `known` name that is most like another; empty if none is."""
    close = difflib.get_close_matches(name.lower(), sorted(known), 1)
    return close[0] if close else ""


def defined(role: str, texts: Iterable[Text]) -> set[str]:
    """The names that a role may refer to in any of some texts, in small letters: terms for `term`, else formulas."""
    names: set[str] = set()
    for text in texts:
        names.update(terms(text) if role == "term" else (label.name for label in text.formula_labels))
    return {name.lower() for name in names}


def terms(text: Text) -> Iterator[str]:
    """The terms of the glossaries of a text."""
    for directive in text.directives:
        if directive.name == "glossary":
            rows = (row for row in directive.body.split("\n") if row[:1].strip() and not row.startswith(".. "))
            yield from (row.partition(" : ")[0].strip() for row in rows)


def line_of_term(text: str, term: str) -> int:
    """The line of a source on which a term of a glossary stands, whatever the glossary is in; 0 if there is none."""
    rows = enumerate(text.splitlines(), 1)
    return next((number for number, row in rows if row.partition(" : ")[0].strip(" \t>*-") == term), 0)


def faults(directive: Directive) -> Iterator[tuple[int, str]]:
    """What is wrong with the form of a directive: its line, and what to say."""
    spec = DIRECTIVES.get(directive.name)
    if spec is None:
        return
    if message := _content_fault(directive, spec):
        yield directive.line, message
    yield from _option_faults(directive, spec)
    name, argument, body = directive.name, directive.argument, directive.body.strip()
    if name == "postlist" and argument and not argument.isdecimal():
        yield directive.line, f"`{argument}` is no number of posts: write one, such as `5`, or none for all"
    if name == "csv-table" and body:
        try:
            list(csv.reader(body.split("\n"), skipinitialspace=True, strict=True))
        except csv.Error as error:
            message = f"the table cannot be read ({error}): look for a quotation mark that is not ended"
            yield directive.line, message


def _content_fault(directive: Directive, spec: Spec) -> str:
    """What is wrong with the argument or the body of a directive; empty if nothing is."""
    name, argument, body = directive.name, directive.argument, directive.body.strip()
    takes_argument = spec.required or spec.optional
    has_file = directive.options.get("file") or directive.options.get("url")
    if spec.required and not argument:
        return f"`{name}` needs what it is of, behind its name: write `{{{name}}} …`"
    # Of a directive without arguments, what stands behind the name is its text.
    if name in FILLED and not body and (takes_argument or not argument):
        return f"`{name}` is empty: write its text on the lines below, or take it out"
    if name in ("csv-table", "raw") and not body and not has_file:
        return f"`{name}` is empty: write what it holds on the lines below, or name a file as `:file:`"
    if body and not spec.content:
        return f"`{name}` holds no text: end it before the text"
    return ""


def _option_faults(directive: Directive, spec: Spec) -> Iterator[tuple[int, str]]:
    """What is wrong with the options of a directive: the line of each, and what to say."""
    for line, (name, value) in enumerate(directive.options.items(), directive.line + 1):
        if name in ("file", "url") and not value:
            yield line, f"`:{name}:` of `{directive.name}` names nothing: write what it is to be"
    for line, name in enumerate(directive.options if spec.options else (), directive.line + 1):
        if name not in spec.options:
            near = nearest(name, spec.options)
            advice = f"did you mean `{near}`?" if near else f"it has {', '.join(sorted(spec.options))}"
            yield line, f"`{directive.name}` has no option `{name}`: {advice}"
    if directive.name in ("image", "figure", "figure-md"):
        for line, (name, value) in enumerate(directive.options.items(), directive.line + 1):
            if name in ("width", "height", "align"):
                yield from ((line, message) for message in picture_faults({name: value}))
