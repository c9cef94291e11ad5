"""Links to other sites that lead on when the page is gone: to its copy in a web archive, or what its author names.

Each says to machines where and when its page can be seen as it was: https://robustlinks.mementoweb.org/spec/. Of an
address that nothing is known of, that is the dated address of the web archive, which leads on to the nearest copy. What
is known stands in ``links.yaml``; nothing is asked while a site is built.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ..core.localization import Localization
from ..model.outlinks import LinkTarget, OutboundLinks, is_copy, link_key, link_target
from .build import Build
from .pictures import Film, MissingPicture

#: What any text has that leads to another site, or that takes up another text.
_SIGNS = ("//", "{include}", "eval-rst", "link-lost")
#: The class of a link that is lost, and of words of the site about one.
LOST, NOTE = "link-lost", "link-note"
_LINKS = (nodes.reference, MissingPicture, Film)


class RobustLink(nodes.reference):  # type: ignore[misc]
    """A link that says where its page can be seen as it was."""

    tagname = "reference"
    target: LinkTarget


class LinkNote(nodes.General, nodes.Inline, nodes.TextElement):  # type: ignore[misc]
    """Words of the site about a link, within it; no search finds them."""

    language = ""
    """The language of the site, where that of the text is another."""


def setup(app: Sphinx, build: Build) -> None:
    app.add_node(RobustLink, html=(_enter_link, _leave_link))
    app.add_node(LinkNote, html=(_enter_note, _leave_note))
    build.connect("source-read", _note_linking)
    build.connect("doctree-read", _mark_lost, priority=990)  # the words are none of the text, of which others take note


def _note_linking(build: Build, docname: str, content: list[str]) -> None:
    """Spare texts without such links all that is done for these."""
    config = build.app.config
    # Whose links need not have their addresses in the text.
    unseen = "linkify" in config.myst_enable_extensions or "sphinx.ext.extlinks" in build.app.extensions
    if unseen or any(sign in content[0] for sign in _SIGNS) or any((config.myst_url_schemes or {}).values()):
        build.may_link_out.add(docname)


def _mark_lost(build: Build, document: nodes.document) -> None:
    """Say of words that are marked as a link without an address, as ``[words]{.link-lost}``, that it is lost."""
    docname = build.app.env.current_document.docname
    if docname in build.may_link_out:
        front = build.scan.posts.get(docname)
        # As docutils has the language of some words.
        language = [f"language-{build.app.config.language.replace('_', '-')}"] if front and front.language else []
        for words in [node for node in document.findall(nodes.inline) if LOST in node["classes"]]:
            note = _words(LinkTarget("", note="lost"), build.localization)
            words += nodes.inline("", f" {note}", classes=[NOTE, *language])


def outbound(document: nodes.document) -> tuple[str, ...]:
    """The addresses of other sites that a document leads to, each once, in order."""
    return tuple(dict.fromkeys(key for _, key in _links(document)))


def _links(document: nodes.document) -> Iterator[tuple[nodes.reference, str]]:
    """The links to other sites that are no copies, each with the key that its address has in the file of links."""
    for node in list(document.findall(nodes.reference)):
        key = link_key(str(node.get("refuri", ""))) if type(node) in _LINKS else ""
        if key and not is_copy(key):
            yield node, key


def shown(known: OutboundLinks, addresses: Iterable[str]) -> str:
    """All that a text shows of what is known of `addresses`."""
    links = (known.by_address.get(address) for address in addresses)
    return repr([link and (link.copy, link.instead, link.is_dead, link.is_lost) for link in links])


def decorate(
    document: nodes.document, known: OutboundLinks, noted: Collection[str], day: date | None, local: Localization,
    language: str = "",
) -> None:  # fmt: skip
    """Have the links of a resolved document that were `noted` as it was read lead on.

    `day` is that of its post; `language` is that of the site, where the text is in another.
    """
    for node, key in _links(document):
        target = link_target(known, str(node["refuri"]), day) if key in noted else None
        if not target or not target.original:
            continue
        words = _words(target, local)
        if isinstance(node, MissingPicture | Film):  # whose words are the site's
            node["refuri"], node.note = target.address, f"{node.note} {words}".strip()
            node.original = target.original if target.address != target.original else ""
            continue
        robust = RobustLink("", "", *node.children, **node.attributes)
        robust.source, robust.line, robust.target = node.source, node.line, target
        robust["refuri"] = target.address
        node.parent.replace(node, robust)
        if words:
            robust["classes"].append(f"link-{target.note}")
            # A link that is a picture has no room for words.
            if isinstance(robust.parent, nodes.TextElement):
                note = LinkNote("", f" {words}")
                note.language = language
                robust.append(note)


def lead_on(
    document: nodes.document, known: OutboundLinks, day: Callable[[nodes.Node], date | None], local: Localization
) -> None:
    """Have the links of a resolved document lead on, in a form that every builder can write, such as for an e-book.

    `day` gives that of the post in which a link stands.
    """
    for node, _ in _links(document):
        target = link_target(known, str(node["refuri"]), day(node))
        node["refuri"] = target.address
        if target.note and isinstance(node.parent, nodes.TextElement):
            node += nodes.Text(f" {_words(target, local)}")


def _words(target: LinkTarget, local: Localization) -> str:
    """What readers are told of a link that does not lead where its author meant it to."""
    if target.note == "copied":
        # Translators: stands behind the words of a link: its page is gone, and it leads to the copy of a web archive.
        return local.gettext("(archived copy)")
    # Translators: stands behind the words of a link: its page is gone, and no web archive has a copy.
    return local.gettext("(no longer there)") if target.note == "lost" else ""


def _enter_link(translator: Any, node: RobustLink) -> None:
    begun = len(translator.body)
    translator.visit_reference(node)
    tag = translator.body[begun]
    assert tag.startswith("<a ") and ">" in tag, f"Sphinx writes links in another way: {tag}"
    target = node.target
    day = target.day.isoformat() if target.day else ""
    values = {"originalurl": target.original, "versiondate": day, "versionurl": target.version}
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in values.items() if value)
    end = tag.index(">")
    translator.body[begun] = f"{tag[:end]}{attributes}{tag[end:]}"


def _leave_link(translator: Any, node: RobustLink) -> None:
    translator.depart_reference(node)


def _enter_note(translator: Any, node: LinkNote) -> None:
    language = f' lang="{escape(node.language)}"' if node.language else ""
    translator.body.append(f'<span class="{NOTE}"{language} data-pagefind-ignore>')


def _leave_note(translator: Any, node: LinkNote) -> None:
    translator.body.append("</span>")
