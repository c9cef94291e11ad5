"""HTML that an author writes into a text: which files it shows or offers, and what of it readers will not get.

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

#: What a page loads by itself from an address in this attribute, and what it is called.
_LOADED = {
    ("audio", "src"): "sound", ("embed", "src"): "frame", ("iframe", "src"): "frame", ("image", "href"): "picture",
    ("image", "xlink:href"): "picture", ("img", "src"): "picture", ("img", "srcset"): "picture",
    ("input", "src"): "picture", ("link", "href"): "style sheet", ("object", "data"): "frame",
    ("script", "src"): "script", ("source", "src"): "film or sound", ("source", "srcset"): "picture",
    ("track", "src"): "text of a film", ("video", "poster"): "picture", ("video", "src"): "film",
}  # fmt: skip
_LINKED = {("a", "href"), ("area", "href")}
#: Suffixes of addresses that may be those of pages and feeds, which no file of the source need have.
_PAGES = ("", ".html", ".htm", ".xml", ".json")


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
        """The path from the source folder of the file that it names in `docname`; nothing if it may name a page."""
        address = self.address.partition("#")[0].partition("?")[0]
        name, suffix = unquote(address), posixpath.splitext(address)[1].lower()
        if not address or addresses.scheme(address) or (not self.loads and suffix in _PAGES):
            return ""
        # The folders of what the build itself makes, by their addresses from the page.
        served = sourcefiles.resolve_path(addresses.permalink(docname), name)
        return "" if served[0] != "." and addresses.is_generated(served) else sourcefiles.resolve_path(docname, name)


class _Reader(HTMLParser):
    """Gathers addresses, and what of the HTML readers will not get."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.references: list[Reference] = []
        self.lost: list[tuple[int, str]] = []
        self._begins = [0, *(end.end() for end in re.finditer("\n", html))]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        start = self._begins[line - 1] + column
        end = start + len(self.get_starttag_text() or "")
        given = {name: (value or "").strip() for name, value in attrs}
        for name, value in given.items():
            if name == "srcset" and "," in value.rstrip(", ") and not value.startswith("data:"):
                self.lost.append((line - 1, "of the pictures in `srcset` only the first is kept: name one picture"))
            if ((tag, name) in _LOADED or (tag, name) in _LINKED) and not (tag == "link" and not _is_style(given)):
                address = value.split(",")[0].split(" ")[0] if name == "srcset" else value
                self.references.append(Reference(line - 1, tag, name, address, start, end))
            elif name.startswith("on") and value:
                self.lost.append((line - 1, _SCRIPT.format(f"what stands in `{name}`")))
        if tag == "script" and not given.get("src"):
            self.lost.append((line - 1, _SCRIPT.format("the script")))
        if tag == "form" and addresses.is_remote(given.get("action", "")):
            to = given["action"]
            self.lost.append((line - 1, f"readers cannot send the form to {to}, on another host: link to it"))
        if tag in ("object", "embed"):
            self.lost.append((line - 1, f"readers will not get the `<{tag}>`, since pages run no plugin: link to it"))


_SCRIPT = "{} will not run, since pages run no script but those of the site: put it into a file of `html_js_files`"


def _is_style(attributes: Mapping[str, str]) -> bool:
    return "stylesheet" in attributes.get("rel", "").lower()


def references(html: str) -> list[Reference]:
    """Every address in some HTML, in order. Never raises."""
    return _Reader(html).references if "<" in html else []


def problems(html: str, root: str, docname: str, schemes: Collection[str]) -> Iterator[tuple[int, str]]:
    """What is wrong with the addresses in some HTML of `docname`: the line, from 0, and what to say of it.

    `root` is the source folder, `schemes` are those that the settings add to what links may have.
    """
    for one in references(html):
        name = addresses.scheme(one.address)
        if one.loads:
            if name and not addresses.is_remote(one.address) and (name, one.loads) != ("data", "picture"):
                yield one.line, f"a page loads nothing from `{name}:`: put a copy beside the post, and name that"
        elif name and not addresses.is_link(one.address, schemes):
            yield one.line, addresses.refusal(one.address)
        if (path := one.file(docname)) and (message := sourcefiles.fault(root, path)):
            yield one.line, f"the {one.loads or 'file'} {one.address} {message}, or take it out"


def hints(html: str) -> Iterator[tuple[int, str]]:
    """What of some HTML readers will not get, since the policy of pages forbids it: the line, from 0, and the cure."""
    if "<" in html:
        reader = _Reader(html)
        yield from reader.lost
        for one in reader.references:
            if one.loads and addresses.is_remote(one.address) and one.tag not in ("object", "embed"):
                yield one.line, far(one.loads, one.address)


def far(what: str, address: str) -> str:
    """What to say of something that a page is to load from another host."""
    cure = "link to it" if what in ("frame", "script") else "put a copy beside the post, or link to it"
    return f"readers will not get the {what} {address}, since pages load nothing from other hosts: {cure}"


def rewritten(html: str, docname: str, place: Callable[[Reference, str], str]) -> str:
    """The HTML with the address of each file of the source replaced by what `place` gives for it and its path."""
    made, begun = [], 0
    for (start, end), ones in groupby(references(html), lambda one: (one.start, one.end)):
        tag = html[start:end]
        for one in ones:
            if path := one.file(docname):
                found = re.search(rf"\s{one.attribute}\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", tag, re.I)
                if found:
                    tag = f'{tag[: found.start(1)]}"{escape(place(one, path))}"{tag[found.end(1) :]}'
        made += [html[begun:start], tag]
        begun = end
    return "".join([*made, html[begun:]])


_IMAGE = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_SOURCE = re.compile(r"\ssrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_SIDES = re.compile(r"\s(?:width|height)\s*=|\sstyle\s*=", re.IGNORECASE)


def with_measures(html: str, size: Callable[[str], tuple[int, int]]) -> str:
    """The HTML with width and height of pictures, where their author gives neither, so that nothing moves as they come,
    and with word to the browser to load them as a reader comes near. `size` gives both by an address, or zeros."""

    def measured(found: re.Match[str]) -> str:
        tag = found[0]
        source = _SOURCE.search(tag)
        width, height = size(unescape(source[1] or source[2] or source[3] or "")) if source else (0, 0)
        added = f' width="{width}" height="{height}"' if width and height and not _SIDES.search(tag) else ""
        given = tag.lower()
        added += "".join(f' {name}="{value}"' for name, value in _LOADING if f" {name}=" not in given)
        return f"{tag[:4]}{added}{tag[4:]}"

    return _IMAGE.sub(measured, html) if "<img" in html.lower() else html


_LOADING = (("loading", "lazy"), ("decoding", "async"))
