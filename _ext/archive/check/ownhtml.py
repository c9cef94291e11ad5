"""HTML that an author writes into a text: the files that it shows or offers, what is wrong with its addresses, what of
it readers will not get, and what a build changes in it.

The attributes that hold addresses are those of https://html.spec.whatwg.org/multipage/indices.html#attributes-3.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape, unescape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple
from urllib.parse import unquote

from ..core import addresses
from ..source import sourcefiles

#: What a page loads by itself from an address in an attribute, by tag and attribute.
_LOADED = {
    ("audio", "src"): "sound", ("embed", "src"): "frame", ("iframe", "src"): "frame", ("image", "href"): "picture",
    ("image", "xlink:href"): "picture", ("img", "src"): "picture", ("img", "srcset"): "picture",
    ("input", "src"): "picture", ("link", "href"): "style sheet", ("object", "data"): "frame",
    ("script", "src"): "script", ("source", "src"): "film or sound", ("source", "srcset"): "picture",
    ("track", "src"): "text of a film", ("video", "poster"): "picture", ("video", "src"): "film",
}  # fmt: skip
_LINKED = {("a", "href"), ("area", "href")}
#: Suffixes of addresses that may be those of pages and feeds, which no file of the source need have.
_PAGE_SUFFIXES = ("", ".html", ".htm", ".xml", ".json")
_SCRIPT = "{} will not run, since pages run no script but those of the site: put it into a file of `html_js_files`"


class Reference(NamedTuple):
    """An address in some HTML."""

    line: int
    """From 0, in the HTML."""
    tag: str
    attribute: str
    address: str
    """As the attribute has it, once its character references are read; of a ``srcset`` the first."""
    start: int
    """Where in the HTML the tag begins."""
    end: int

    @property
    def loads(self) -> str:
        """What a page loads by itself from here; nothing for a link."""
        return _LOADED.get((self.tag, self.attribute), "")

    def file(self, docname: str) -> str:
        """The path from the source folder of the file that it names in `docname`; empty if it may name a page."""
        address = self.address.partition("#")[0].partition("?")[0]
        name, suffix = unquote(address), posixpath.splitext(address)[1].lower()
        if not address or addresses.scheme(address) or (not self.loads and suffix in _PAGE_SUFFIXES):
            return ""
        # By its address from the page, it may be something that the build makes.
        served = sourcefiles.resolve_path(addresses.permalink(docname), name)
        return "" if served[0] != "." and addresses.is_generated(served) else sourcefiles.resolve_path(docname, name)


class _Reader(HTMLParser):
    """Gathers addresses, and hints at what of the HTML readers will not get, each with its line from 0."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.references: list[Reference] = []
        self.hints: list[tuple[int, str]] = []
        self._line_starts = [0, *(newline.end() for newline in re.finditer("\n", html))]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        start = self._line_starts[line - 1] + column
        end = start + len(self.get_starttag_text() or "")
        attributes = {name: (value or "").strip() for name, value in attrs}
        for name, value in attributes.items():
            if name == "srcset" and "," in value.rstrip(", ") and not value.startswith("data:"):
                self.hints.append((line - 1, "of the pictures in `srcset` only the first is kept: name one picture"))
            has_address = (tag, name) in _LOADED or (tag, name) in _LINKED
            if has_address and (tag != "link" or _is_style(attributes)):
                address = value.split(",")[0].split(" ")[0] if name == "srcset" else value
                self.references.append(Reference(line - 1, tag, name, address, start, end))
            elif name.startswith("on") and value:
                self.hints.append((line - 1, _SCRIPT.format(f"what stands in `{name}`")))
        if tag == "script" and not attributes.get("src"):
            self.hints.append((line - 1, _SCRIPT.format("the script")))
        if tag == "form" and addresses.is_remote(attributes.get("action", "")):
            target = attributes["action"]
            self.hints.append((line - 1, f"readers cannot send the form to {target}, on another host: link to it"))
        if tag in ("object", "embed"):
            self.hints.append((line - 1, f"readers will not get the `<{tag}>`, since pages run no plugin: link to it"))


def _is_style(attributes: Mapping[str, str]) -> bool:
    return "stylesheet" in attributes.get("rel", "").lower()


def references(html: str) -> list[Reference]:
    """Every address in some HTML, in order. Never raises."""
    return _Reader(html).references if "<" in html else []


def problems(html: str, root: str, docname: str, schemes: Collection[str]) -> Iterator[tuple[int, str]]:
    """What is wrong with the addresses in some HTML of `docname`: the line, from 0, and what to say of it.

    `root` is the source folder, `schemes` are those that the settings add to what links may have.
    """
    for reference in references(html):
        line, address, loads = reference.line, reference.address, reference.loads
        scheme = addresses.scheme(address)
        if loads:
            if scheme and not addresses.is_remote(address) and (scheme, loads) != ("data", "picture"):
                yield line, f"a page loads nothing from `{scheme}:`: put a copy beside the post, and name that"
        elif scheme and not addresses.is_link(address, schemes):
            yield line, addresses.refusal(address)
        path = reference.file(docname)
        if path and (message := sourcefiles.fault(root, path)):
            yield line, f"the {loads or 'file'} {address} {message}, or take it out"


def hints(html: str) -> Iterator[tuple[int, str]]:
    """What of some HTML readers will not get, since the policy of pages forbids it: the line, from 0, and the cure."""
    if "<" in html:
        reader = _Reader(html)
        yield from reader.hints
        for reference in reader.references:
            is_plugin = reference.tag in ("object", "embed")  # of which `_Reader` speaks already
            if reference.loads and addresses.is_remote(reference.address) and not is_plugin:
                yield reference.line, remote_hint(reference.loads, reference.address)


def remote_hint(what: str, address: str) -> str:
    """What to say of something that a page is to load from another host."""
    cure = "link to it" if what in ("frame", "script") else "put a copy beside the post, or link to it"
    return f"readers will not get the {what} {address}, since pages load nothing from other hosts: {cure}"


def with_file_addresses(html: str, docname: str, place: Callable[[Reference, str], str]) -> str:
    """The HTML with new addresses of files of the source: `place` gives each, of the reference and the file's path."""
    parts, position = [], 0
    for (start, end), in_tag in groupby(references(html), lambda reference: (reference.start, reference.end)):
        tag = html[start:end]
        for reference in in_tag:
            if path := reference.file(docname):
                value = re.search(rf"\s{reference.attribute}\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", tag, re.IGNORECASE)
                if value:
                    tag = f'{tag[: value.start(1)]}"{escape(place(reference, path))}"{tag[value.end(1) :]}'
        parts += [html[position:start], tag]
        position = end
    return "".join([*parts, html[position:]])


#: A tag of a picture; its address, quoted or not; and a sign that its author gave it a size.
_IMAGE = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_SOURCE = re.compile(r"\ssrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_SIDES = re.compile(r"\s(?:width|height)\s*=|\sstyle\s*=", re.IGNORECASE)
_LOADING = (("loading", "lazy"), ("decoding", "async"))


def with_measures(html: str, size: Callable[[str], tuple[int, int]]) -> str:
    """The HTML with the width and height of pictures, so that nothing moves as they come, where their author gives
    neither; and with attributes by which browsers load them only when a reader comes near.

    `size` gives width and height in pixels by an address, or zeros.
    """

    def measured(image: re.Match[str]) -> str:
        tag = image[0]
        source = _SOURCE.search(tag)
        width, height = size(unescape(source[1] or source[2] or source[3] or "")) if source else (0, 0)
        added = f' width="{width}" height="{height}"' if width and height and not _SIDES.search(tag) else ""
        lower = tag.lower()
        added += "".join(f' {name}="{value}"' for name, value in _LOADING if f" {name}=" not in lower)
        return f"{tag[:4]}{added}{tag[4:]}"

    return _IMAGE.sub(measured, html) if "<img" in html.lower() else html
