"""HTML of pages as books want it: well-formed XHTML of the elements that EPUB allows, whatever an author wrote.

https://www.w3.org/TR/epub-33/#sec-xhtml asks for HTML in its XML form (https://html.spec.whatwg.org/multipage/xhtml.html)
without errors, and EPUBCheck looks at all of it, while browsers mend what is wrong. So a text is parsed as they do, and
what no book may have is put in another form: nothing that can be read is lost.
"""

from __future__ import annotations

import posixpath
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from urllib.parse import quote, unquote, urlsplit

import html5lib
import idna
from archive.core.addresses import SITE_SCHEME, scheme
from archive.core.texts import xml_safe
from lxml import etree

from . import contentmodel
from .contentmodel import BLOCKS, PHRASING, SPACE, Element, add_class, append, is_foreign, replace, unwrap

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
_XML = "http://www.w3.org/XML/1998/namespace"

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
#: Elements of formulas that hold text.
_TOKENS = frozenset(("mi", "mn", "mo", "mtext", "ms"))
_YES_NO = re.compile("true|false")
#: Attributes of formulas, with what each may say.
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
#: Attributes that a drawing loses.
_NOT_IN_DRAWINGS = frozenset(("class", "dir", "lang", "role", "style", "xmlns"))
#: Readers of XML, and Python, go no deeper than some hundreds.
_DEEPEST = 100
#: Sounds, films and pages of others: a link leads there.
_ELSEWHERE = frozenset("audio embed iframe object video".split())

#: A language, its script, its region, and a variant: https://www.rfc-editor.org/rfc/rfc5646#section-2.1
LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))?"
)
_ANY = re.compile(r".*\S.*", re.DOTALL)
_NUMBER = re.compile(r"[1-9]\d{0,3}")
_DATE = re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)?")
#: Attributes by element, with what each may say; those under ``*`` may stand anywhere.
_ATTRIBUTES: dict[str, dict[str, re.Pattern[str]]] = {
    "*": {
        "class": _ANY, "dir": re.compile("ltr|rtl|auto"), "title": _ANY, "lang": LANGUAGE,
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


@dataclass(frozen=True)
class Text:
    """A text as it stands in a book."""

    html: str
    """Elements of XHTML, in a ``div``. Addresses of the site begin with `SITE_SCHEME`: whoever puts it into a book
    knows what they lead to there."""
    ids: frozenset[str]
    """Of all elements in it."""
    properties: frozenset[str]
    """What a package says of it: ``mathml`` and ``svg``."""


def text(html: str, path: str) -> Text:
    """The HTML of a part of the page at `path` as it may stand in a book."""
    body = etree.Element("div")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names of attributes that XML cannot have, which no book gets
        append(body, html5lib.parseFragment(xml_safe(html), treebuilder="lxml", namespaceHTMLElements=False))
    context = _Context(path)
    _simplify(body, context)
    contentmodel.mend(body)
    _rewrite_attributes(body, context)
    root = etree.Element(f"{{{XHTML}}}div", nsmap={None: XHTML, "epub": EPUB})
    _copy(body, root)
    written = etree.tostring(root, encoding="unicode")
    return Text(written, frozenset(context.ids), frozenset(context.properties))


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
    whole = f"{parts.scheme}://{host}{f':{port}' if port is not None else ''}{place}{query}{fragment}"
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", whole)


@dataclass
class _Context:
    """The page that a text is from, and what is noted of the text on the way."""

    path: str
    ids: set[str] = field(default_factory=set)
    properties: set[str] = field(default_factory=set)


# What stands for what


def _simplify(parent: Element, context: _Context, depth: int = 0) -> None:
    """Leave none but the elements that a book has; of what is nested too deeply to be meant, the words."""
    if depth > _DEEPEST:
        etree.strip_elements(parent, etree.Comment, *_NOT_FOR_READERS, with_tail=False)
        words = "".join(parent.itertext())
        del parent[:]
        parent.text = words
    for element in [*parent]:
        if not isinstance(element.tag, str):  # a comment
            replace(element)
        elif element.tag.startswith(f"{{{MATHML}}}"):
            _formula(element, context)
        elif element.tag.startswith(f"{{{SVG}}}"):
            _drawing(element, context)
        elif element.tag in _NOT_FOR_READERS or "headerlink" in element.get("class", "").split():
            replace(element)
        elif element.tag in _ELSEWHERE:
            replace(element, _link_elsewhere(element))
        elif element.tag == "input":
            kind = element.get("type", "").lower()
            mark = "☐" if element.get("checked") is None else "☑"
            replace(element, words=mark if kind in ("checkbox", "radio") else "")
        elif element.tag == "img":
            _picture(element, context)
        else:
            _simplify(element, context, depth + 1)
            name = _INSTEAD.get(element.tag, element.tag)
            if name in ("a", "dfn") and any(one.tag == name for one in element.iterancestors()):
                name = "span"
            if name in PHRASING or name in BLOCKS:
                if name != element.tag and element.tag in ("details", "summary", "center", "big"):
                    add_class(element, element.tag)
                element.tag = name
            else:
                unwrap(element)


def _link_elsewhere(element: Element) -> Element:
    """A link to a film, a sound or a page that a book cannot show."""
    sources = [element, *element.iter("source", "embed")]
    addresses = (source.get(name) for source in sources for name in ("src", "data"))
    target = next(filter(None, addresses), "")
    link = etree.Element("a" if target and not _is_in_link(element) else "span")
    link.text = element.get("title") or target
    if link.tag == "a":
        link.set("href", target)
    return link


def _is_in_link(element: Element) -> bool:
    return any(one.tag == "a" for one in element.iterancestors())


def _picture(element: Element, context: _Context) -> None:
    """Keep a picture of the site, or one that stands in the text; to any other leads a link."""
    given = element.get("src", "").strip()
    alt = element.get("alt", "")
    if _DATA_PICTURE.fullmatch(given):
        element.set("src", re.sub(r"\s", "", given))
    elif given and (found := address(given, context.path)).startswith(SITE_SCHEME):
        element.set("src", found.partition("#")[0])
    else:
        other = etree.Element("span" if _is_in_link(element) or not given else "a")
        other.text = alt or given
        if other.tag == "a":
            other.set("href", given)
        replace(element, other)
        return
    element.set("alt", alt)


def _drawing(root: Element, context: _Context) -> None:
    """Keep a drawing, but for what is none in it."""
    context.properties.add("svg")
    for element in [*root.iter()]:
        namespace, _, name = str(element.tag).rpartition("}")
        if namespace != f"{{{SVG}" or name not in _DRAWN:
            replace(element)
            continue
        for name in [*element.attrib]:
            plain = name.rpartition("}")[2]
            far = plain in ("href", "src") and not element.attrib[name].startswith("#")
            if far or plain.startswith("on") or ":" in plain or plain in _NOT_IN_DRAWINGS:
                del element.attrib[name]


def _formula(root: Element, context: _Context) -> None:
    """Keep a formula that is in order; words stand for another."""
    prefix = f"{{{MATHML}}}"
    for element in [*root.iter()]:
        if not isinstance(element.tag, str) or element.tag.removeprefix(prefix).startswith("annotation"):
            replace(element)
    for element in root.iter():
        name = element.tag.removeprefix(prefix)
        arguments, is_token = _FORMULAS.get(name, -1), name in _TOKENS
        words = "".join([element.text or "", *(child.tail or "" for child in element)]).strip(SPACE)
        wrong = len(element) > 0 if is_token else (words or arguments < 0 or (arguments and len(element) != arguments))
        if wrong or (name == "math") != (element is root):
            other = etree.Element("span")
            other.text = "".join(root.itertext())
            replace(root, other)
            return
        parent = element.getparent()
        if name in ("mtr", "mtd") and parent.tag != prefix + {"mtr": "mtable", "mtd": "mtr"}[name]:
            element.tag = f"{prefix}mrow"
        for attribute, value in [*element.attrib.items()]:
            form = _OF_FORMULAS.get(attribute)
            if attribute != "id" and not (form and form.fullmatch(value)):
                del element.attrib[attribute]
    context.properties.add("mathml")


# What attributes say


def _rewrite_attributes(body: Element, context: _Context) -> None:
    for element in body.iter():
        if is_foreign(element):
            _take_up_id(element, context)
            continue
        allowed = {**_ATTRIBUTES["*"], **_ATTRIBUTES.get(element.tag, {})}
        for name, value in [*element.attrib.items()]:
            form = allowed.get(name)
            if name != "id" and not (form and form.fullmatch(value)):
                del element.attrib[name]
        _take_up_id(element, context)
        if element.get("lang"):
            element.set(f"{{{_XML}}}lang", element.get("lang"))
        role = element.attrib.pop("role", "")
        if element.tag in _ROLES.get(role, ()):
            element.set("role", role)
            if role in _TYPES:
                element.set(f"{{{EPUB}}}type", _TYPES[role])
        href = element.attrib.pop("href", "")
        target = address(href, context.path) if href else ""
        if target:
            page, _, fragment = target.partition("#")
            inside = target.startswith(SITE_SCHEME) and fragment
            element.set("href", f"{page}#{identifier(unquote(fragment))}" if inside else target)
        if element.tag == "a" and "href" not in element.attrib:
            element.attrib.pop("role", "")
            element.attrib.pop(f"{{{EPUB}}}type", "")
        if element.tag == "time" and "datetime" not in element.attrib:
            element.tag = "span"
        if element.tag == "ol" and "reversed" in element.attrib:
            element.set("reversed", "reversed")
        if element.tag == "bdo" and element.get("dir") not in ("ltr", "rtl"):
            element.tag = "span"


def _take_up_id(element: Element, context: _Context) -> None:
    """Each id once, in a form that XML can have."""
    given = element.attrib.pop("id", "").strip()
    name = identifier(given) if given else ""
    if name and name not in context.ids:
        context.ids.add(name)
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
        copied = etree.SubElement(target, f"{{{own}}}{etree.QName(child).localname}", nsmap=nsmap)
        copied.tail = child.tail
        _copy(child, copied)


def _elements(parent: Element) -> Iterator[Element]:
    return (child for child in parent if isinstance(child.tag, str))
