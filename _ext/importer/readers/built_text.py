"""The text of a built page as the HTML that was meant: without what the build put into it for readers.

What is left is HTML as any blog has it, which `importer.markup` makes Markdown of. What only this software has, such as
names of people, dated updates and notices, stands in elements of classes that `importer.markup.attributes` names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from archive.model.definitions import KINDS
from lxml import etree, html

from importer.markup.attributes import DIRECTIVE, NAMED, NOTICES, UPDATE
from importer.markup.omitted import FORMULA, SHOWN
from importer.readers.page import has_class, inside, pixels, words

_NAME = re.compile(rf"/names/({'|'.join(KINDS)})/([^/]+)\.html")
_LANGUAGE = re.compile(r"highlight-([\w+#.-]+)")
#: Classes of words that have elements of their own.
_ELEMENTS = {"underline": "u", "strike": "s", "mark": "mark"}
_NUMBERINGS = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
#: A picture that is larger leads to its file, whatever size it is shown at: see `archive.reading.picturelayout`.
LEAST_WHOLE = 400
#: What the build adds: signs to link by, brackets around the numbers of notes, copies that lie in a web archive.
_ADDED = ("headerlink", "fn-bracket", "works-cited", "link-note", "eqno")
#: How the ids of notes begin that are works cited; the key of the work follows.
_CITED = "footcite-"
#: What is counted of links whose author's address is not the one they have now.
_LED_ELSEWHERE = "links that lead elsewhere than their author wrote, as `links.yaml` has it"


class Text:
    """Texts of one page. `full` gives the address that a link leads to, `local` its path within the site or nothing;
    `counts` takes note of what does not come back as it was, `works` of the keys of works that are cited."""

    def __init__(
        self, full: Callable[[str], str], local: Callable[[str], str], counts: Counter[str], works: set[str]
    ) -> None:
        self._full, self._local, self._counts, self._works = full, local, counts, works

    def html(self, body: Any) -> str:
        """What is in `body`, which is changed."""
        self._clean(body)
        return inside(body)

    def enclosures(self, body: Any) -> tuple[str, ...]:
        """The addresses of files that go with the post, whose links are taken out of the end of `body`."""
        found: list[str] = []
        while (last := _last(body)) is not None and (links := last.xpath(f"self::p/a[{has_class('enclosure')}]")):
            found.insert(0, self._full(links[0].get("data-originalurl") or links[0].get("href") or ""))
            last.drop_tree()
        return tuple(found)

    def heading(self, heading: Any) -> str:
        """A title as HTML where it is more than words, else nothing. `heading` stays as it is."""
        copied = html.fromstring(etree.tostring(heading, encoding="unicode", method="html", with_tail=False))
        self._clean(copied)
        for anchor in copied.xpath(".//span[@id and not(node())]"):
            anchor.drop_tree()
        return inside(copied).strip() if len(copied) else ""

    def _clean(self, body: Any) -> None:
        self._counts["numbers of formulas"] += len(body.xpath(f".//*[{has_class('eqno')}]"))
        for element in body.xpath(" | ".join(f".//*[{has_class(name)}]" for name in _ADDED)):
            element.drop_tree()
        for more in [one for one in body.iter(etree.Comment) if (one.text or "").strip() == "more"]:
            more.addprevious(_element("a", "", name="more"))
        for one in body.xpath(".//hr[contains(@class, 'footnotes')]"):
            one.drop_tree()
        for element in list(body.iter()):
            if isinstance(element.tag, str) and element.getparent() is not None:
                self._element(element, (element.get("class") or "").split())
        for element in body.iter():
            for name in ("href", "src", "poster"):
                if isinstance(element.tag, str) and (value := element.get(name)) and not value.startswith("#"):
                    mail = value.startswith("mailto:")  # whose sign the build quotes
                    element.set(name, value.replace("%40", "@") if mail else self._full(value))

    def _element(self, element: Any, classes: list[str]) -> None:
        """Bring one element into the shape that it was made of."""
        tag = element.tag
        if tag == "a":
            self._link(element, classes)
        elif tag == "img":
            _picture(element, classes)
        elif tag == "math":
            _formula(element)
        elif tag == "aside" and "footnote" in classes:
            self._note(element)
        elif tag in ("div", "figure") and any(name.startswith("highlight-") for name in classes):
            _code(element, classes)
        elif tag == "div" and "admonition" in classes:
            _notice(element, classes)
        elif tag == "ol" and (style := next((_NUMBERINGS[name] for name in classes if name in _NUMBERINGS), "")):
            element.set("type", style)
        elif tag == "div" and "pic-grid" in classes:
            _grid(element)
        elif tag == "span" and "pic-pair" in classes:
            _pair(element)
        elif tag == "p" and "picture-caption" in classes:
            element.set("class", "wp-caption-text")
        elif tag == "div" and "line" in classes and element.getparent().tag == "div":
            element.append(_element("br", ""))
            element.drop_tag()
        elif tag == "p" and "rtl" in classes:
            element.set("dir", "rtl")
        elif tag == "span" and (known := next((_ELEMENTS[name] for name in classes if name in _ELEMENTS), "")):
            element.tag = known
            element.attrib.clear()

    def _link(self, link: Any, classes: list[str]) -> None:
        if original := link.get("data-originalurl"):  # whatever copy it leads to today
            self._counts[_LED_ELSEWHERE] += original != link.get("href")
            link.set("href", original)
        if link.get("href") == "#":  # to the page itself
            link.set("href", self._full(""))
        href = link.get("href") or ""
        named = _NAME.fullmatch(self._local(href))
        self._counts["titles of links"] += "external" in classes and bool(link.get("title"))
        if "pic-missing" in classes:
            _frame(link, classes)
        elif "pic-film" in classes:
            _film(link, classes)
        elif "footnote-reference" in classes or link.get("role") == "doc-noteref":
            link.attrib.pop("role", None)
        elif named:
            made = _element("span", NAMED, title=f"{named[1]} {named[2]}")
            made.text, made.tail = words(link), link.tail
            link.getparent().replace(link, made)

    def _note(self, note: Any) -> None:
        """A footnote, whose mark leads to it and to which it leads back."""
        if (name := note.get("id") or "").startswith(_CITED):
            self._works.add(name.removeprefix(_CITED))
        note.tag = "div"
        note.attrib.pop("class", None)
        for label in note.xpath(f"./*[{has_class('label')} or {has_class('backrefs')}]"):
            # A link back to each of its marks, and between them what stands there for readers.
            links = label.xpath("./a[@role='doc-backlink']")
            for child in label:
                child.tail = None
            label.text = None
            label.drop_tag() if links else label.drop_tree()


def _last(body: Any) -> Any:
    """The last block of a text before its notes, in whatever sections it stands."""
    last = next((one for one in body.iterchildren(reversed=True) if "footnote" not in (one.get("class") or "")), None)
    return _last(last) if last is not None and last.tag == "section" else last


def _element(tag: str, css: str, **attributes: str) -> Any:
    made = html.Element(tag)
    for name, value in (({"class": css} if css else {}) | attributes).items():
        made.set(name, value)
    return made


def _picture(image: Any, classes: list[str]) -> None:
    """A picture without what the build finds by itself: its measures, smaller copies, and the link to the whole."""
    width = pixels(image.get("width"))
    widest = max((pixels(one) for one in re.findall(r" (\d+)w\b", image.get("srcset") or "")), default=0)
    link = image.getparent()
    whole = link is not None and link.tag == "a" and "pic-link" in (link.get("class") or "").split()
    # An author had it shown smaller than it is.
    is_sized = widest > width or (whole and width <= LEAST_WHOLE)
    for name in ("srcset", "sizes", "loading", "decoding", "height", *(() if is_sized else ("width",))):
        image.attrib.pop(name, None)
    if whole:
        image.set("src", link.get("href"))
        image.set("class", " ".join([*classes, *(link.get("class") or "").split()]))
        link.drop_tag()


def _grid(grid: Any) -> None:
    """Pictures side by side as a gallery, each in a paragraph of its own."""
    grid.set("class", "gallery")
    for cell in list(grid):
        if cell.tag != "figure":
            cell.tail = None
            holder = _element("p", "")
            grid.replace(cell, holder)
            holder.append(cell)


def _pair(pair: Any) -> None:
    """A frame and the link to where its picture led, as the picture within that link."""
    frame, link = (next(iter(pair.xpath(f"./a[{has_class(name)}]")), None) for name in ("pic-missing", "image-link"))
    if frame is not None and link is not None:
        address = link.get("data-originalurl") or link.get("href")
        link.clear(keep_tail=True)
        link.set("href", address)
        frame.tail = None
        link.append(frame)
    pair.drop_tag()


def _formula(formula: Any) -> None:
    """A formula as the TeX that it was made of."""
    made = _element("code", " ".join((FORMULA, SHOWN, *(["block"] if formula.get("display") == "block" else []))))
    made.text, made.tail = formula.get("alttext") or words(formula), formula.tail
    formula.getparent().replace(formula, made)


def _code(block: Any, classes: list[str]) -> None:
    """Code without its colours."""
    language = next(found[1] for name in classes if (found := _LANGUAGE.fullmatch(name)))
    pre = next(iter(block.iter("pre")), None)
    if pre is None:
        return
    made = _element("pre", "" if language in ("default", "none") else f"language-{language}")
    made.text, made.tail = pre.text_content().rstrip("\n"), block.tail
    block.getparent().replace(block, made)


def _notice(notice: Any, classes: list[str]) -> None:
    """A notice, or a dated update of the post, as the directive that it was."""
    title = next(iter(notice.xpath(f"./p[{has_class('admonition-title')}]")), None)
    time = next(iter(title.xpath(".//time/@datetime")), "") if title is not None else ""
    name = UPDATE if "update" in classes else next((one for one in NOTICES if one in classes), "")
    argument = time if name == UPDATE else ""
    if name == UPDATE and not time:
        return
    if not name or f"admonition-{classes[-1]}" in classes or any(one.startswith("admonition-") for one in classes):
        name, argument = "admonition", words(title)
    if title is not None:
        title.drop_tree()
    notice.set("class", DIRECTIVE)
    notice.set("title", f"{name} {argument}".strip())


def _frame(link: Any, classes: list[str]) -> None:
    """A frame as the picture that it stands for, which is still missing."""
    made = _element("img", "", src=link.get("href") or "")
    said = link.xpath("./span/span")
    figure = next(link.iterancestors("figure", "figcaption"), None)
    caption = figure.find("./figcaption") if figure is not None else None
    if caption is not None and caption.find(".//a[@data-pagefind-ignore]") is not None:
        caption = None  # which is of frames too
    if said or caption is not None:  # a frame does not say twice what its caption says
        made.set("alt", words(said[0] if said else caption))
    made.set("class", " ".join(name for name in classes if name.startswith("align-")))
    for drawing in link.xpath("./*[local-name()='svg']"):
        made.set("width", drawing.get("width") or "")
        made.set("height", drawing.get("height") or "")
    made.tail = link.tail
    link.getparent().replace(link, made)


def _film(link: Any, classes: list[str]) -> None:
    """A card as the player that it stands for."""
    tag = "audio" if "pic-sound" in classes else "iframe" if "pic-page" in classes else "video"
    made = _element(tag, "", src=link.get("href") or "")
    said = link.xpath("./span/strong")
    if said:
        made.set("title", words(said[0]))
    for picture in link.iter("img"):
        made.set("poster", picture.get("src") or "")
    made.tail = link.tail
    link.getparent().replace(link, made)
