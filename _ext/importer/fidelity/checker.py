"""One post judged: its raw body and the Markdown that was written, read by parsers of their own and compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from types import MappingProxyType

from importer.decoding import parsed_json
from importer.fidelity import code, trees, wordpress
from importer.fidelity.addresses import Page, Site
from importer.fidelity.compare import Difference, differences
from importer.fidelity.shown import shown
from importer.languages import quotation_marks
from importer.markup.context import Omission
from importer.model import Comment, Entry, Media

_LINK = re.compile(r"<a (?=href=\"([^\"]*)\")")
#: Classes of links that stand in for what a comment would load from elsewhere.
_CLASSES = {"picture": "missing-image", "player": "embed"}


@dataclass(frozen=True)
class Checker:
    """What posts are judged with."""

    site: Site
    media: Callable[[str, tuple[str, ...]], tuple[Media, ...]] = lambda key, ids: ()
    """Attachments of an entry, by its key, or by their ids where some are given."""
    copies: Callable[[str], str] = lambda address: ""
    """Path of the copy of an address's file, from the folder that holds the posts."""
    reusable: Callable[[str], str] = lambda id: ""
    """The raw text of a reusable block."""
    language: str = ""
    """Of posts that name none."""

    def differences(
        self,
        entry: Entry,
        file: str,
        markdown: str,
        omissions: Sequence[Omission] = (),
        marks: frozenset[str] = frozenset(),
        backs: frozenset[str] = frozenset(),
    ) -> list[Difference]:
        """What the post in `file` does not show as its source did, but for `omissions`.

        `marks` and `backs` are the addresses of links that were made footnotes' marks, there and back.
        """
        page = Page(self.site, entry.address, file, self.copies)
        quotes = quotation_marks(entry.language or self.language)
        source = shown(trees.source_tree(self._body(entry)), marks, backs, quotes=quotes)
        return differences(source, shown(trees.markdown_tree(markdown), markdown=True), page, omissions)

    def comment_differences(
        self, comment: Comment, html: str, page: Entry, file: str, omissions: Sequence[Omission] = (),
        stand_ins: Mapping[str, str] = MappingProxyType({}),
    ) -> list[Difference]:  # fmt: skip
        """What a comment as it is kept does not say as it did: words, links, pictures and players; `stand_ins` are the
        addresses of links that stand in for a ``picture`` or a ``player``."""
        body = wordpress.comment_html(comment.raw) if comment.raw else comment.html
        source = shown(trees.source_tree(body), plain=True, quotes=quotation_marks(page.language or self.language))

        def marked(found: re.Match[str]) -> str:
            css = _CLASSES.get(stand_ins.get(unescape(found[1]), ""), "")
            return f'<a class="{css}" ' if css else found[0]

        named = _LINK.sub(marked, html)
        kept = shown(trees.source_tree(named), markdown=True, plain=True)
        found = differences(source, kept, Page(self.site, page.address, file, self.copies), omissions)
        return [one for one in found if one.kind in ("words", "order", "link", "picture", "film or frame")]

    def _body(self, entry: Entry) -> str:
        body = entry.raw or entry.html
        if entry.syntax == "html":
            return code.escape_code(body)
        footnotes = _footnotes(entry.footnotes)
        extras = wordpress.PostExtras(lambda ids: self.media(entry.key, ids), self.reusable, footnotes)
        return wordpress.as_html(body, extras, entry.syntax == "markdown")


def _footnotes(written: str) -> tuple[tuple[str, str], ...]:
    """The notes of blocks, which WordPress keeps as JSON beside the text."""
    try:
        found = parsed_json(written or "[]")
        return tuple((str(one["id"]), str(one["content"])) for one in found)
    except (ValueError, KeyError, TypeError):
        return ()
