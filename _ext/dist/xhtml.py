"""HTML of pages as books want it: well-formed XHTML of the elements that EPUB allows, whatever an author wrote.

https://www.w3.org/TR/epub-33/#sec-xhtml asks for HTML in its XML form (https://html.spec.whatwg.org/multipage/xhtml.html)
without errors, and EPUBCheck looks at all of it, while browsers mend what is wrong. So a text is parsed as they do, and
what no book may have is put in another form: nothing that can be read is lost.
"""

from __future__ import annotations

import posixpath
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import html5lib
import idna
from archive.core.addresses import SITE_SCHEME, scheme
from archive.core.texts import clean
from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
_XML = "http://www.w3.org/XML/1998/namespace"

#: Elements that stand among words, and those that stand by themselves.
_PHRASING = frozenset((
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup"
    " time u var wbr"
).split())  # fmt: skip
_BLOCKS = frozenset((
    "aside blockquote caption col colgroup dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody"
    " td tfoot th thead tr ul"
).split())  # fmt: skip
#: These are what they stand in.
_TRANSPARENT = frozenset(("a", "ins", "del"))
#: Blocks that hold words alone.
_OF_WORDS = frozenset("h1 h2 h3 h4 h5 h6 p pre".split())
#: What stands for elements that HTML has no more, that want a script, or that mean nothing in a book.
_INSTEAD = {
    "acronym": "abbr", "address": "div", "article": "div", "big": "span", "button": "span", "center": "div",
    "data": "span", "details": "div", "dialog": "div", "dir": "ul", "fieldset": "div", "font": "span", "footer": "div",
    "form": "div", "header": "div", "hgroup": "div", "label": "span", "legend": "p", "listing": "pre", "main": "div",
    "menu": "ul", "nav": "div", "search": "div", "section": "div", "strike": "s", "summary": "p", "tt": "code",
    "xmp": "pre",
}  # fmt: skip
#: What goes with all that is in it.
_NOT_FOR_READERS = frozenset((
    "area applet base basefont bgsound canvas datalist frame frameset head keygen link map meta meter noframes option"
    " output param progress script select slot source style template textarea title track"
).split())  # fmt: skip
#: How many arguments the elements of formulas have, 0 for any number: https://www.w3.org/TR/MathML3/
_FORMULAS = {
    "math": 0, "menclose": 0, "merror": 0, "mpadded": 0, "mphantom": 0, "mrow": 0, "msqrt": 0, "mstyle": 0, "mtable": 0,
    "mtd": 0, "mtr": 0, "mfrac": 2, "mover": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2,
    "msubsup": 3, "munderover": 3,
}  # fmt: skip
_TOKENS = frozenset(("mi", "mn", "mo", "mtext", "ms"))
_YES_NO = re.compile("true|false")
_OF_FORMULAS = {
    "accent": _YES_NO, "accentunder": _YES_NO, "displaystyle": _YES_NO, "fence": _YES_NO, "largeop": _YES_NO,
    "movablelimits": _YES_NO, "separator": _YES_NO, "stretchy": _YES_NO, "symmetric": _YES_NO,
    "display": re.compile("block|inline"),
    "mathvariant": re.compile(
        "normal|bold|italic|bold-italic|double-struck|script|bold-script|fraktur|bold-fraktur|sans-serif|monospace"
    ),
    "linethickness": re.compile(r"\d*\.?\d+(em|ex|px|pt)|0"),
}  # fmt: skip
#: Elements of drawings, but for scripts, styles and HTML: https://www.w3.org/TR/SVG11/eltindex.html
_DRAWN = frozenset((
    "a circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix"
    " feDiffuseLighting feDisplacementMap feDistantLight feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge"
    " feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g line"
    " linearGradient marker mask metadata path pattern polygon polyline radialGradient rect stop svg switch symbol text"
    " textPath title tspan use view"
).split())  # fmt: skip
_NOT_SAID_OF_DRAWINGS = frozenset(("class", "dir", "lang", "role", "style", "xmlns"))
#: Readers of XML, and Python, go no deeper than some hundreds.
_DEEPEST = 100
#: Sounds, films and pages of others: a link leads there.
_ELSEWHERE = frozenset("audio embed iframe object video".split())

#: Attributes by element, with what each may say; those under ``*`` may stand anywhere.
#: A language, its script, its region, and a variant: https://www.rfc-editor.org/rfc/rfc5646#section-2.1
LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))?"
)
_ANY = re.compile(r".*\S.*", re.DOTALL)
_NUMBER = re.compile(r"[1-9]\d{0,3}")
_DATE = re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)?")
_ATTRIBUTES: dict[str, dict[str, re.Pattern[str]]] = {
    "*": {
        "class": _ANY, "dir": re.compile("ltr|rtl|auto"), "title": _ANY,
        "lang": LANGUAGE,
        "role": re.compile("doc-(noteref|footnote|backlink)"),
    },
    "a": {"href": _ANY},
    "img": {"src": _ANY, "alt": re.compile(r".*", re.DOTALL), "width": _NUMBER, "height": _NUMBER},
    "del": {"datetime": _DATE}, "ins": {"datetime": _DATE}, "time": {"datetime": _DATE},
    "col": {"span": _NUMBER}, "colgroup": {"span": _NUMBER},
    "li": {"value": re.compile(r"-?\d{1,6}")},
    "ol": {"start": re.compile(r"-?\d{1,6}"), "reversed": re.compile(".*"), "type": re.compile("[1AaIi]")},
    "td": {"colspan": _NUMBER, "rowspan": _NUMBER}, "th": {"colspan": _NUMBER, "rowspan": _NUMBER,
                                                          "scope": re.compile("row|col|rowgroup|colgroup")},
}  # fmt: skip
#: On which elements a note, its mark and the way back may be.
_ROLES = {"doc-noteref": ("a",), "doc-backlink": ("a",), "doc-footnote": ("aside",)}
_TYPES = {"doc-noteref": "noteref", "doc-footnote": "footnote"}
_DATA_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?|\[[0-9A-Fa-f:.]+\]")

Element = Any
"""An element of lxml, which tells mypy nothing of it."""


@dataclass(frozen=True)
class Text:
    """A text as it stands in a book."""

    html: str
    """Elements of XHTML, in a ``div``. Addresses of the site begin with `SITE_SCHEME`: whoever puts it into a book
    knows what they lead to there."""
    ids: frozenset[str]
    properties: frozenset[str]
    """What a package says of it: ``mathml`` and ``svg``."""


def text(html: str, path: str) -> Text:
    """The HTML of a part of the page at `path` as it may stand in a book."""
    body = etree.Element("div")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names of attributes that XML cannot have, which no book gets
        _append(body, html5lib.parseFragment(clean(html), treebuilder="lxml", namespaceHTMLElements=False))
    made = _Made(path)
    _simplify(body, made)
    for element in [*body.iterdescendants()][::-1]:  # what is within is in order before what it is in
        if not _is_foreign(element):
            _order(element)
    _order(body)
    _rewrite_attributes(body, made)
    root = etree.Element(f"{{{XHTML}}}div", nsmap={None: XHTML, "epub": EPUB})
    _copy(body, root)
    written = etree.tostring(root, encoding="unicode")
    return Text(written, frozenset(made.ids), frozenset(made.properties))


def placed(
    text: Text, link: Callable[[str, str], str], picture: Callable[[str], str], name: Callable[[str], str] = str
) -> str:
    """The XHTML of a text as it stands in one book.

    `link` says where a path of the site and a fragment lead there, and `picture` where the picture at a path stands:
    nothing, if nowhere. `name` gives what an id is there.
    """
    root = etree.fromstring(text.html)
    for element in root.iter(f"{{{XHTML}}}*"):
        given = element.get("href", "")
        if given.startswith(SITE_SCHEME):
            path, _, fragment = given.removeprefix(SITE_SCHEME).partition("#")
            if target := link(unquote(path), unquote(fragment)):
                element.set("href", target)
            else:
                del element.attrib["href"]
        if element.get("src", "").startswith(SITE_SCHEME):
            _place_picture(element, picture(unquote(element.get("src").removeprefix(SITE_SCHEME))))
    for element in root.iter("*"):
        if "id" in element.attrib:
            element.set("id", name(element.get("id")))
    return str(etree.tostring(root, encoding="unicode"))


def _place_picture(element: Element, source: str) -> None:
    """Give a picture its source in a book; without one, its words stand for it."""
    if source:
        element.set("src", source)
        return
    element.tag = f"{{{XHTML}}}span"
    element.text = element.get("alt")
    element.attrib.clear()
    element.set("class", "no-picture")


def identifier(name: str) -> str:
    """An id as XML can have it: others keep what tells them apart."""
    if _NAME.fullmatch(name):
        return name
    return "id-" + "".join(char if _NAME.fullmatch(f"a{char}") else f"_{ord(char):x}_" for char in name)


def address(given: str, path: str) -> str:
    """Where a link on the page at `path` leads: an address of the site begins with `SITE_SCHEME`. Empty where no book
    may have it: what no reader can follow, or what is no address at all."""
    given = given.strip()
    if scheme(given) == "//":
        given = f"https:{given}"
    if given.startswith(SITE_SCHEME):
        return given
    kind = scheme(given)
    if kind in ("http", "https"):
        return _web(given)
    if kind:
        to_somebody = kind in ("mailto", "tel") and len(given) > len(kind) + 1
        return quote(given, safe="%:@?&=+,;.-_~!$'()*/") if to_somebody else ""
    target, hash_, fragment = given.partition("#")
    target = target.partition("?")[0]
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
    if place.startswith(("../", "/")) or place == "..":
        return ""
    return f"{SITE_SCHEME}{quote(place)}{hash_}{quote(unquote(fragment))}"


def _web(given: str) -> str:
    """An address of the web in the form that a checker takes, or nothing."""
    try:
        parts = urlsplit(given)
        port = parts.port
        host = parts.hostname or ""
        if "[" in parts.netloc:
            host = f"[{host}]"
        elif not host.isascii() or "xn--" in host:
            host = idna.encode(idna.decode(host, uts46=True), uts46=True).decode()
        if host.rpartition(".")[2].isdigit():
            IPv4Address(host)
    except ValueError:  # of which UnicodeError and those of idna are kinds
        return ""
    if not _HOST.fullmatch(host):
        return ""
    place = quote(parts.path, safe="%/:@!$&'()*+,;=~-._") if parts.path else ""
    query = f"?{quote(parts.query, safe='%/:@!$&()*+,;=~-._?')}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, safe='%/:@!$&()*+,;=~-._?')}" if parts.fragment else ""
    made = f"{parts.scheme}://{host}{f':{port}' if port is not None else ''}{place}{query}{fragment}"
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", made)


@dataclass
class _Made:
    """What is noted of a text on the way."""

    path: str
    ids: set[str] = field(default_factory=set)
    properties: set[str] = field(default_factory=set)


# What stands for what


def _append(parent: Element, parts: Iterable[Any]) -> None:
    for part in parts:
        if isinstance(part, str):
            _add_text(parent, part)
        else:
            parent.append(part)


def _add_text(parent: Element, words: str) -> None:
    """Add words after all that is in `parent`."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


def _simplify(parent: Element, made: _Made, depth: int = 0) -> None:
    """Leave none but the elements that a book has; of what is nested too deeply to be meant, the words."""
    if depth > _DEEPEST:
        etree.strip_elements(parent, etree.Comment, *_NOT_FOR_READERS, with_tail=False)
        words = "".join(parent.itertext())
        del parent[:]
        parent.text = words
    for element in [*parent]:
        if not isinstance(element.tag, str):  # a comment
            _replace(element)
        elif element.tag.startswith(f"{{{MATHML}}}"):
            _formula(element, made)
        elif element.tag.startswith(f"{{{SVG}}}"):
            _drawing(element, made)
        elif element.tag in _NOT_FOR_READERS or "headerlink" in element.get("class", "").split():
            _replace(element)
        elif element.tag in _ELSEWHERE:
            _replace(element, _link_elsewhere(element))
        elif element.tag == "input":
            kind = element.get("type", "").lower()
            told = {True: "☑", False: "☐"}[element.get("checked") is not None] if kind in ("checkbox", "radio") else ""
            _replace(element, words=told)
        elif element.tag == "img":
            _picture(element, made)
        else:
            _simplify(element, made, depth + 1)
            name = _INSTEAD.get(element.tag, element.tag)
            if name in ("a", "dfn") and any(one.tag == name for one in element.iterancestors()):
                name = "span"
            if name in _PHRASING or name in _BLOCKS:
                if name != element.tag and element.tag in ("details", "summary", "center", "big"):
                    _add_class(element, element.tag)
                element.tag = name
            else:
                _unwrap(element)


def _replace(element: Element, other: Element | None = None, words: str = "") -> None:
    """Put another element, or words, in the place of one."""
    parent, tail = element.getparent(), words + (element.tail or "")
    if other is not None:
        other.tail = tail
        parent.replace(element, other)
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _unwrap(element: Element) -> None:
    """Put what is in an element in its place."""
    parent = element.getparent()
    place = parent.index(element)
    if element.text:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.text
        else:
            parent.text = (parent.text or "") + element.text
    for number, child in enumerate([*element]):
        parent.insert(place + number, child)
    element.text = None
    _replace(element)


def _link_elsewhere(element: Element) -> Element:
    """A link to a film, a sound or a page that a book cannot show."""
    sources = [element, *element.iter("source", "embed")]
    target = next((found for one in sources for name in ("src", "data") if (found := one.get(name))), "")
    link = etree.Element("a" if target and not _is_in_link(element) else "span")
    link.text = element.get("title") or target
    if link.tag == "a":
        link.set("href", target)
    return link


def _is_in_link(element: Element) -> bool:
    return any(one.tag == "a" for one in element.iterancestors())


def _picture(element: Element, made: _Made) -> None:
    """Keep a picture of the site, or one that stands in the text; to any other leads a link."""
    given = element.get("src", "").strip()
    alt = element.get("alt", "")
    if _DATA_PICTURE.fullmatch(given):
        element.set("src", re.sub(r"\s", "", given))
    elif given and (found := address(given, made.path)).startswith(SITE_SCHEME):
        element.set("src", found.partition("#")[0])
    else:
        other = etree.Element("span" if _is_in_link(element) or not given else "a")
        other.text = alt or given
        if other.tag == "a":
            other.set("href", given)
        _replace(element, other)
        return
    element.set("alt", alt)


def _drawing(root: Element, made: _Made) -> None:
    """Keep a drawing, but for what is none in it."""
    made.properties.add("svg")
    for element in [*root.iter()]:
        namespace, _, name = str(element.tag).rpartition("}")
        if namespace != f"{{{SVG}" or name not in _DRAWN:
            _replace(element)
            continue
        for name in [*element.attrib]:
            plain = name.rpartition("}")[2]
            far = plain in ("href", "src") and not element.attrib[name].startswith("#")
            if far or plain.startswith("on") or ":" in plain or plain in _NOT_SAID_OF_DRAWINGS:
                del element.attrib[name]


def _formula(root: Element, made: _Made) -> None:
    """Keep a formula that is in order; words stand for another."""
    prefix = f"{{{MATHML}}}"
    for element in [*root.iter()]:
        if not isinstance(element.tag, str) or element.tag.removeprefix(prefix).startswith("annotation"):
            _replace(element)
    for element in root.iter():
        name = element.tag.removeprefix(prefix)
        arguments, is_token = _FORMULAS.get(name, -1), name in _TOKENS
        words = "".join([element.text or "", *(child.tail or "" for child in element)]).strip(_SPACE)
        wrong = len(element) > 0 if is_token else (words or arguments < 0 or (arguments and len(element) != arguments))
        if wrong or (name == "math") != (element is root):
            other = etree.Element("span")
            other.text = "".join(root.itertext())
            _replace(root, other)
            return
        parent = element.getparent()
        if name in ("mtr", "mtd") and parent.tag != prefix + {"mtr": "mtable", "mtd": "mtr"}[name]:
            element.tag = f"{prefix}mrow"
        for attribute, value in [*element.attrib.items()]:
            form = _OF_FORMULAS.get(attribute)
            if attribute != "id" and not (form and form.fullmatch(value)):
                del element.attrib[attribute]
    made.properties.add("mathml")


# What may stand in what: https://html.spec.whatwg.org/multipage/dom.html#content-models


#: What is a part of something, and of what.
_PARENTS = {
    "li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "figcaption": ("figure",), "rt": ("ruby",), "rp": ("ruby",),
}  # fmt: skip


def _is_foreign(element: Element) -> bool:
    return any(str(one.tag).startswith("{") for one in (element, *element.iterancestors()))


def _is_block(element: Element) -> bool:
    if element.tag in _TRANSPARENT:
        return any(_is_block(child) for child in element)
    return element.tag in _BLOCKS


def _order(element: Element) -> None:
    """Mend what stands in an element where it may not: what is in that is in order already."""
    order = _ORDERS.get(element.tag)
    if order:
        order(element)
    elif element.tag in (_OF_WORDS | _PHRASING) - _TRANSPARENT and any(map(_is_block, element)):
        _become(element, "div")
    _free_parts(element)
    if element.tag in ("dt", "th"):
        for heading in element.iter("h1", "h2", "h3", "h4", "h5", "h6"):
            _become(heading, "p")


def _free_parts(element: Element) -> None:
    """Make something else of what stands in an element though it is a part of another."""
    for child in element:
        if element.tag not in _PARENTS.get(child.tag, (element.tag,)):
            _become(child, "span" if child.tag in ("rt", "rp") and not any(map(_is_block, child)) else "div")


def _become(element: Element, name: str) -> None:
    """Make another element of one, which its class names from then on."""
    _add_class(element, f"as-{element.tag}")
    element.tag = name


def _add_class(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


_PARTS_OF_TABLES = frozenset(("caption", "colgroup", "tbody", "tfoot", "thead", "tr"))
#: What is no words to XML: Python takes other spaces for that too.
_SPACE = " \t\r\n"


def _wrap_others(element: Element, wanted: tuple[str, ...], wrapper: str) -> None:
    """Put words and elements that may not stand in `element` into others that may."""
    if (element.text or "").strip(_SPACE):
        first = etree.Element(wrapper)
        first.text, element.text = element.text, None
        element.insert(0, first)
    for child in [*element]:
        if child.tag not in wanted:
            around = etree.Element(wrapper)
            around.tail, child.tail = child.tail, None
            element.replace(child, around)
            around.append(child)
            _order(around)
            child = around
        if (child.tail or "").strip(_SPACE):
            after = etree.Element(wrapper)
            after.text, child.tail = child.tail, None
            element.insert(element.index(child) + 1, after)


def _order_list(element: Element) -> None:
    _wrap_others(element, ("li",), "li")


def _order_terms(element: Element) -> None:
    """Terms and what is said of them come in turns, or are no such list."""
    _wrap_others(element, ("dt", "dd"), "dd")
    told = "".join("t" if child.tag == "dt" else "d" for child in element)
    if not re.fullmatch("(t+d+)+", told):
        for child in element:
            _become(child, "div")
        _become(element, "div")


def _order_figure(element: Element) -> None:
    captions = [child for child in element if child.tag == "figcaption"]
    for caption in captions:
        ends = (element[0], element[-1])
        if caption is not captions[0] or caption not in ends or (caption.tail or "").strip(_SPACE):
            _become(caption, "div")


def _order_table(element: Element) -> None:
    """Caption, columns, head, bodies, foot: each where it belongs, and no second of what there may be one of."""
    kinds: dict[str, list[Element]] = {}
    before = etree.Element("div", {"class": "from-table"})
    _add_text(before, (element.text or "").strip(_SPACE))
    for child in [*element]:
        tail, child.tail = (child.tail or "").strip(_SPACE), None
        if child.tag in _PARTS_OF_TABLES:
            kinds.setdefault(child.tag, []).append(child)
            element.remove(child)
        else:
            before.append(child)
        _add_text(before, tail)
    element.text = None
    if len(before) or before.text:
        element.addprevious(before)
        _order(before)
    for name in ("thead", "tfoot"):
        for other in kinds.get(name, [])[1:]:
            other.tag = "tbody"
            kinds.setdefault("tbody", []).append(other)
        del kinds.get(name, [])[1:]
    caption = kinds.get("caption", [])
    for other in (inner for one in caption for inner in [*one.iter("table")]):
        words = "".join(other.itertext())
        del other[:]
        other.text = words
        _become(other, "div")
    for other in caption[1:]:
        caption[0].extend([other])
        other.tag = "div"
    rows = kinds.get("tr", [])
    if rows:
        body = etree.Element("tbody")
        body.extend(rows)
        kinds.setdefault("tbody", []).append(body)
    for part in caption[:1] + [one for name in ("colgroup", "thead", "tbody", "tfoot") for one in kinds.get(name, [])]:
        element.append(part)
    if not len(element):
        _become(element, "div")


def _order_rows(element: Element) -> None:
    _wrap_others(element, ("tr",), "tr")


def _order_row(element: Element) -> None:
    _wrap_others(element, ("td", "th"), "td")


def _order_columns(element: Element) -> None:
    for child in [*element]:
        if child.tag != "col":
            element.remove(child)
    element.text = None


def _order_ruby(element: Element) -> None:
    """Words, then how they are read. The brackets for browsers that could not show that are of no use."""
    holds_blocks = any(map(_is_block, element))
    is_read = not holds_blocks and any(child.tag == "rt" for child in element)
    for child in [*element]:
        if child.tag == "rp":
            _replace(child) if is_read else _unwrap(child)
        elif child.tag == "rt" and not is_read:
            child.tag = "span"
    if not is_read:
        _become(element, "div" if holds_blocks else "span")


_ORDERS: dict[str, Callable[[Element], None]] = {
    "colgroup": _order_columns, "dl": _order_terms, "figure": _order_figure, "ol": _order_list, "ruby": _order_ruby,
    "table": _order_table, "tbody": _order_rows, "tfoot": _order_rows, "thead": _order_rows, "tr": _order_row,
    "ul": _order_list,
}  # fmt: skip


# What elements say


def _rewrite_attributes(body: Element, made: _Made) -> None:
    for element in body.iter():
        if _is_foreign(element):
            _take_up_id(element, made)
            continue
        allowed = {**_ATTRIBUTES["*"], **_ATTRIBUTES.get(element.tag, {})}
        for name, value in [*element.attrib.items()]:
            form = allowed.get(name)
            if name != "id" and not (form and form.fullmatch(value)):
                del element.attrib[name]
        _take_up_id(element, made)
        if element.get("lang"):
            element.set(f"{{{_XML}}}lang", element.get("lang"))
        role = element.attrib.pop("role", "")
        if element.tag in _ROLES.get(role, ()):
            element.set("role", role)
            if role in _TYPES:
                element.set(f"{{{EPUB}}}type", _TYPES[role])
        if element.tag == "a" and (given := element.attrib.pop("href", "")) and (found := address(given, made.path)):
            target, _, fragment = found.partition("#")
            inside = found.startswith(SITE_SCHEME) and fragment
            element.set("href", f"{target}#{identifier(unquote(fragment))}" if inside else found)
        if element.tag == "a" and "href" not in element.attrib:
            element.attrib.pop("role", "")
            element.attrib.pop(f"{{{EPUB}}}type", "")
        if element.tag == "time" and "datetime" not in element.attrib:
            element.tag = "span"
        if element.tag == "ol" and "reversed" in element.attrib:
            element.set("reversed", "reversed")
        if element.tag == "bdo" and element.get("dir") not in ("ltr", "rtl"):
            element.tag = "span"


def _take_up_id(element: Element, made: _Made) -> None:
    """Each id once, in a form that XML can have."""
    given = element.attrib.pop("id", "").strip()
    name = identifier(given) if given else ""
    if name and name not in made.ids:
        made.ids.add(name)
        element.set("id", name)


def _copy(source: Element, target: Element) -> None:
    """Copy what is in an element into one of XHTML, with one way of writing namespaces."""
    target.text = source.text
    for name, value in source.attrib.items():
        target.set(name, value)
    for child in _elements(source):
        namespace = etree.QName(child).namespace
        own = namespace or XHTML
        nsmap = {None: own} if namespace else None
        made = etree.SubElement(target, f"{{{own}}}{etree.QName(child).localname}", nsmap=nsmap)
        made.tail = child.tail
        _copy(child, made)


def _elements(parent: Element) -> Iterator[Element]:
    return (child for child in parent if isinstance(child.tag, str))
