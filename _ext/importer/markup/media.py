"""Images, figures with captions, and embedded players."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from importer.addresses import host_of, last_part
from importer.markup import escape, inline
from importer.markup.attributes import CAPTIONS, GALLERIES, PLAYERS, is_larger, shape, side, whole_number
from importer.markup.blocks import Flow, join
from importer.markup.context import Omission
from importer.markup.inline import Mark, Piece

#: Addresses that tell by themselves whether a film or a sound is there.
_TELLING = re.compile(
    r"youtu|vimeo|dailymotion|soundcloud|spotify|bandcamp|mixcloud|\.(?:mp[34]|og[gav]|wav|m4[av]|flac|webm|mov)$", re.I
)
#: A film of YouTube's, in any of the addresses that players had; not a list of films, which has none of its own.
_YOUTUBE = re.compile(
    r"(?:youtube(?:-nocookie|\.googleapis)?\.com/(?:embed/|v/|e/|shorts/|live/|watch\?v=)|youtu\.be/)"
    r"(?!videoseries)([\w-]{6,20})"
)  # fmt: skip
_VIMEO = re.compile(r"player\.vimeo\.com/video/(\d+)")


def _linked(element: Any) -> str:
    """Address of the larger image that `element` links to, or empty."""
    up = element.getparent()
    while up is not None and up.tag in ("a", "span", "b", "i", "font"):
        if up.tag == "a" and is_larger(up.get("href") or "", element.get("src") or ""):
            return up.get("href") or ""
        up = up.getparent()
    return ""


def _width(element: Any) -> str:
    value = (element.get("width") or "").strip().removesuffix("px")
    return f"{value}px" if whole_number(value, 4) else ""


def _alt(element: Any) -> str:
    return " ".join((element.get("alt") or element.get("title") or "").split())


def _float(element: Any) -> str:
    """The side of an image, its own or that of the inline elements around it."""
    while element is not None and element.tag in ("img", "a", "span", "b", "i", "font"):
        if side(element):
            return side(element)
        element = element.getparent()
    return ""


def image(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """An image within text, or the address of one that is missing."""
    src = element.get("src") or ""
    if not src:
        flow.context.remarks["image without an address"] += 1
        return
    if all((element.get(name) or "").strip().removesuffix("px") in ("0", "1") for name in ("width", "height")):
        flow.context.omissions.append(Omission("picture of one pixel, which counts readers", addresses=(src,)))
        return
    picture = flow.context.picture(src, _linked(element))
    links = tuple(mark for mark in marks if mark.kind == "link")
    if not picture.path:
        if not _web(picture.address):
            unknown = Omission("picture of an unknown address", addresses=(src,), name=_alt(element))
            flow.context.omissions.append(unknown)
        flow.raw(missing(picture.address, _alt(element), shape(element, src), _float(element) or flow.side))
        if links and _is_alone(element):
            words, target = escape.inline(_destination_words(links[0].value)), escape.destination(links[0].value)
            flow.raw(f" [→ {words}]({target}){{.image-link}}")
        return
    options = [f"width={_width(element)}"] if _width(element) else []
    where = _float(element) or flow.side
    options += [f"align={where}"] if where else []
    alt = inline.render([Piece("text", _alt(element))]).removeprefix("\\\n")
    flow.raw(
        f"![{alt}]({escape.destination(picture.path)})" + (f"{{{' '.join(options)}}}" if options else ""),
        links,
    )


def _is_alone(element: Any) -> bool:
    """True for the first image of a link that has no words."""
    link = next((up for up in element.iterancestors() if up.tag == "a"), None)
    return link is not None and not "".join(link.itertext()).strip() and next(link.iter("img")) is element


def _destination_words(target: str) -> str:
    """What to call the place that a link without words leads to."""
    return host_of(target) or last_part(target).removesuffix(".md") or target


def missing(address: str, alt: str, size: tuple[int, int] = (0, 0), where: str = "") -> str:
    """A link in the place of an image that is not in the export, of which pages make a frame of its `size`: nothing is
    ever shown from elsewhere."""
    if not _web(address):
        return ""
    label = escape.inline(alt or last_part(address)[:80] or host_of(address))
    classes = [".missing-image"]
    classes += [f".size-{size[0]}x{size[1]}"] if all(size) else []
    classes += [f".align-{where}"] if where in ("left", "right") else []
    return f"[{label}]({escape.destination(address)}){{{' '.join(classes)}}}"


def player(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """An embedded video or sound as a link with a title; no frame of anyone else's."""
    sources = _sources(element)
    address = next((found for found in map(flow.context.full, sources) if _web(found)), "")
    film = _own_film(element, address)
    if film or not address:
        kind = "film that only Blogger had" if film else "film or frame without an address"
        flow.context.omissions.append(Omission(kind, addresses=tuple(sources), name=film))
        return
    address = watch(address)
    label = " ".join((element.get("title") or "").split()) or host_of(address) or address
    told = _TELLING.search(address.partition("?")[0])
    kind = "" if told else {"audio": " .sound", "video": " .film"}.get(element.tag, "")
    flow.context.remarks["embedded player made a link"] += 1
    words, still = escape.inline(label), flow.context.still(_still(element, address))
    shown = f"![{words}]({escape.destination(still)})" if still else words
    flow.raw(f"[{shown}]({escape.destination(address)}){{.embed{kind}}}")


def _still(element: Any, address: str) -> str:
    """The address of a picture of a film: the one that its player names, or the one that its host has of each."""
    poster = (element.get("poster") or "").strip()
    film = _YOUTUBE.search(address)
    return poster or (f"https://i.ytimg.com/vi/{film[1]}/hqdefault.jpg" if film else "")


def _own_film(element: Any, address: str) -> str:
    """The number of a film that was uploaded to Blogger, which no export holds; empty for any other."""
    id, classes = element.get("id") or "", (element.get("class") or "").split()
    own = "BLOG_video_class" in classes or "b-hbp-video" in classes or "blogger.com/video" in address
    found = re.fullmatch(r"(?:BLOG_video|BLOGGER-video)-(.+)", id)
    return (found[1] if found else id or "one") if own or found else ""


def _sources(element: Any) -> list[str]:
    found = [element.get("src"), element.get("data")]
    for child in element.iterdescendants("param", "embed", "source", "iframe"):
        if child.tag != "param" or (child.get("name") or "").lower() in ("movie", "src"):
            found.append(child.get("src") or child.get("value"))
    return [f"https:{one}" if one.startswith("//") else one for one in map(str.strip, filter(None, found))]


def _web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def watch(address: str) -> str:
    """The page on which the player's film is watched, for players that are known; else the address itself."""
    found = _YOUTUBE.search(address)
    if found:
        return f"https://www.youtube.com/watch?v={found[1]}"
    found = _VIMEO.search(address)
    return f"https://vimeo.com/{found[1]}" if found else address


def figure(flow: Flow, element: Any, marks: tuple[Mark, ...], caption: Any = None) -> None:
    """An image with its caption as a ``figure`` directive; anything less regular as plain blocks."""
    images = list(element.iter("img"))
    if is_gallery(element):
        gallery(flow, element, marks)
        return
    if caption is None:
        caption = next((one for one in element.iterdescendants() if _is_caption(one)), None)
    picture = flow.context.picture(images[0].get("src"), _linked(images[0])) if _single(images) else None
    flow.flush()
    if picture is None or not picture.path or caption is None or caption.find(".//img") is not None:
        flow.children(element)
        flow.flush()
        return
    words = flow.inner()
    words.side = words.side and ""
    blocks = words.children(caption, marks).finish()
    link = images[0].getparent()
    linked = link.tag == "a" and bool(link.get("href")) and not _linked(images[0])
    target = _target(flow, link.get("href")) if linked else ""
    # A directive does not know the blog's own files.
    if not blocks or any(block.kind != "text" for block in blocks) or (linked and not target):
        flow.children(element)
        flow.flush()
        return
    where = _float(images[0]) or side(element) or flow.side
    options = [
        (":alt: ", escape.quoted(_alt(images[0]))),
        (":width: ", _width(images[0])),
        (":align: ", where),
    ]
    if target:
        options.append((":target: ", escape.quoted(target)))
    lines = [name + value for name, value in options if value.strip('"')]
    flow.add("other", fence("figure", escape.destination(picture.path), lines, join(blocks)))


#: Captions within galleries, beside `CAPTIONS`.
_CELL_CAPTIONS = {"gallery-caption", "blocks-gallery-item__caption", "tiled-gallery-caption"}
#: What stands in no caption, so that what holds it is more than a gallery.
_NO_CAPTION = ("blockquote", "details", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "table", *sorted(PLAYERS))
_LAID_OUT = {"ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead", "tr", "td", "th", "center"}


def is_gallery(element: Any) -> bool:
    """Whether `element` is made to show pictures side by side, and holds some, with words of captions alone."""
    classes = set((element.get("class") or "").split())
    if not classes & GALLERIES or element.find(".//img") is None:
        return False
    lists = sum(1 for _ in element.iter("ul", "ol"))
    items = all("gallery-item" in (one.get("class") or "").split() for one in element.iter("dl"))
    items = items and all(one.find(".//img") is not None for one in element.iter("li"))
    return lists < 2 and items and next(element.iterdescendants(*_NO_CAPTION), None) is None


def is_only_pictures(element: Any) -> bool:
    """Whether there are several pictures in `element`, and no words."""
    return not "".join(element.itertext()).strip() and sum(bool(one.get("src")) for one in element.iter("img")) > 1


def gallery(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """Several pictures as a ``gallery`` directive, each with its caption; what lays them out is let go. What is more
    than that, as the blocks that it is."""
    if element.tag != "table" and not is_gallery(element):
        flow.children(element, marks)
        flow.flush()
        return
    held = deepcopy(element)
    held.tail = None
    whole = [child for child in held if child.tag == "figcaption"]
    for child in whole:
        held.remove(child)
    pictures = sum(1 for _ in held.iter("img"))
    for one in held.iter():
        if isinstance(one.tag, str):
            if GALLERIES & set((one.get("class") or "").split()) and sum(1 for _ in one.iter("img")) == pictures:
                del one.attrib["class"]  # only a part of how this one is laid out
            if one.tag == "dd" or _CELL_CAPTIONS & set((one.get("class") or "").split()):
                one.set("class", "wp-caption-text")
            one.tag = "div" if one.tag in _LAID_OUT else one.tag
            if one is not held and one.tag == "figure" and one.find(".//figure") is not None:
                one.tag = "div"
    held.tag = "div"
    cells = flow.inner()
    cells.side, cells.has_captions = "", not flow.nested
    blocks = cells.children(held, marks).finish()
    # One alone has nothing beside it, items and cells have no room, and galleries within this one are what is shown.
    if flow.nested or pictures < 2 or any("{gallery}" in block.text for block in blocks):
        for block in blocks:
            flow.add(block.kind, block.text, block.level)
    else:
        flow.add("other", fence("gallery", "", [], join(blocks)))
    for child in whole:
        flow.children(_captioned(child), marks)
        flow.flush()


def _captioned(element: Any) -> Any:
    """An element that holds `element` alone."""
    holder = html.Element("div")
    holder.append(element)
    return holder


def _target(flow: Flow, href: str) -> str:
    target = flow.context.link(href)
    return escape.destination(target) if _web(target) else ""


def _single(images: list[Any]) -> bool:
    return len(images) == 1 and bool(images[0].get("src"))


def _is_caption(element: Any) -> bool:
    classes = (element.get("class") or "").split()
    return element.tag == "figcaption" or bool(CAPTIONS & set(classes))


def fence(name: str, argument: str, options: list[str], body: str) -> str:
    """A directive, fenced by more backticks than anything within it."""
    ticks = "```"
    while ticks in body:
        ticks += "`"
    head = "\n".join([f"{ticks}{{{name}}} {argument}".rstrip(), *options])
    return f"{head}\n\n{body}\n{ticks}"
