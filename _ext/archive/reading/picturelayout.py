"""Pictures and films as a page shows them: with their measures and smaller files, in grids, in frames, on cards.

An author writes pictures as Markdown has them. What becomes of them is decided on the tree of the document, once all
pictures of the site are known:

- a picture leads to its file, whole;
- several pictures in one paragraph, or in the directive ``gallery``, become a grid;
- the paragraph of class ``picture-caption`` after a picture, a grid or a table, or before a table, becomes its caption;
- a link of class ``missing-image``, for a picture that an import did not have, becomes a frame as large as that was,
  where a class ``size-WIDTHxHEIGHT`` says so;
- a link of class ``embed`` that is a paragraph by itself becomes a card.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..core import addresses
from ..core.localization import Localization
from ..files import pictures
from ..model.posts import Picture
from .build import Build
from .pictures import Film, MissingPicture, PictureGrid, ShownPicture, WholePicture, size_of

#: Classes that an author gives a link or a paragraph.
MISSING, FILM, CAPTION = "missing-image", "embed", "picture-caption"
_GALLERY, _LED = "gallery", "image-link"
#: The class of a frame together with the link to where its picture led.
_PAIR = "pic-pair"
_SIZE = re.compile(r"size-(\d{1,5})x(\d{1,5})")
#: What an import wrote before the words of what it made a link of, until it wrote none of its own.
_IMPORTED_PICTURE = re.compile(r"Image:\s*")
_IMPORTED_KIND = re.compile(r"(Video|Sound|Embedded):\s*")
_KINDS = {"Video": "film", "Sound": "sound"}
#: Classes beside `FILM` by which a link says what it leads to, where its address does not.
_NAMED_KINDS = ("film", "sound")
_SOUNDS = re.compile(r"(?:^|\.)(?:soundcloud|spotify|bandcamp|mixcloud)\.com$|\.(?:mp3|ogg|oga|wav|m4a|flac)$")
_FILMS = re.compile(r"youtu|vimeo|dailymotion|video|twitch|ted\.com|peertube|\.(?:mp4|webm|ogv|mov|m4v)$")
#: What players are called by those who make them.
_NO_TITLE = re.compile(
    r"(?:youtube|vimeo|dailymotion)?\s*(?:video)?\s*player|embedded (?:video|content)|iframe|video", re.IGNORECASE
)  # fmt: skip
#: Narrower pictures are signs within a text, such as smileys: no grid, no frame.
LEAST_CELL, LEAST_FRAME = 100, 48
#: A picture that a page cannot show in all its pixels leads to its file.
LEAST_WHOLE = 400
#: A title of a file rather than words that describe a picture.
_FILE_NAME = re.compile(r"[\w ().,~+%@&=-]*\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|svg)", re.I)
#: A text without any of these shows no picture, and nothing in the place of one; to look for them takes no time.
_SIGNS = ("![", "```{", ":::{", "~~~{", "<img", "{{", MISSING, f".{FILM}")


def setup(app: Sphinx, build: Build) -> None:
    app.add_directive(_GALLERY, Gallery)
    build.connect("source-read", _note_pictured)


def _note_pictured(build: Build, docname: str, content: list[str]) -> None:
    """Spare texts without pictures all that is done for these: most blogs have thousands."""
    if any(sign in content[0] for sign in _SIGNS) or not str(build.app.env.doc2path(docname)).endswith(".md"):
        build.may_show_pictures.add(docname)


class Gallery(SphinxDirective):
    """Pictures, with captions or without, to be shown side by side."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        node = nodes.container("", classes=[_GALLERY])
        node.source, node.line = self.get_source_info()
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def arrange(document: nodes.document, known: Mapping[str, Picture], local: Localization) -> None:
    """Put what pages show in the place of pictures and what stands for some, in a resolved document.

    `known` are the pictures of the site by their paths from the source folder; `local` has the words of its language.
    """
    layout = _Layout(document, known, local)
    for image in list(document.findall(nodes.image)):
        layout.show(image)
    for link in list(document.findall(nodes.reference)):
        if MISSING in link["classes"]:
            layout.frame(link)
        elif FILM in link["classes"]:
            layout.card(link)
    for gallery in [node for node in document.findall(nodes.container) if _GALLERY in node["classes"]]:
        layout.gallery(gallery)
    for paragraph in list(document.findall(nodes.paragraph)):
        if CAPTION in paragraph["classes"]:
            layout.caption(paragraph)
        else:
            layout.row(paragraph)


class _Layout:
    """What is done to one document."""

    def __init__(self, document: nodes.document, known: Mapping[str, Picture], local: Localization) -> None:
        self._document, self._known, self._local = document, known, local

    # One picture

    def show(self, image: nodes.image) -> None:
        """A picture with all that is known of it, and a link to its file."""
        picture = self._known.get(str(image["uri"]))
        if picture is None:
            if addresses.is_remote(str(image["uri"])):
                image["loading"] = "lazy"
            return
        shown = ShownPicture("", **image.attributes)
        shown.source, shown.line, shown.picture = image.source, image.line, picture
        link = image.parent if isinstance(image.parent, nodes.reference) else None
        if link is not None and link.get("internal") and str(link["refuri"]).endswith(f"/{quote(picture.name)}"):
            old: nodes.Element = link  # Sphinx's own, of which a picture has one whose size an author gave
        elif _is_within(image, nodes.reference) or not _is_cut_down(shown):
            image.parent.replace(image, shown)
            return
        else:
            old = image
        whole = WholePicture("", "", shown)
        whole.address = picture.address
        whole.words = "" if image.get("alt") else self._local.gettext("The picture in full")
        old.parent.replace(old, whole)

    # What stands for a picture or a film

    def frame(self, link: nodes.reference) -> None:
        """A frame for a picture that is not there."""
        address = str(link.get("refuri", ""))
        words, host = _IMPORTED_PICTURE.sub("", link.astext(), 1).strip(), addresses.host(address)
        missing = MissingPicture("", "", refuri=address, ids=list(link["ids"]))
        missing["classes"] = [name for name in link["classes"] if not _SIZE.fullmatch(name)]
        missing.words = "" if words in ("image", host) or _is_file_name(words, address) else words
        width, height = _size_in_classes(link)
        if 0 < width < LEAST_FRAME and 0 < height < LEAST_FRAME:
            missing["classes"].append("pic-sign")
            missing.note = "" if missing.words else "▢"
        else:
            missing.width, missing.height = _within_column(width, height)
            note = self._local.gettext("This picture is not in the archive: it was at %(host)s")
            missing.note = note % {"host": host}
        link.parent[link.parent.index(link)] = missing
        self._pair(missing)

    @staticmethod
    def _pair(missing: MissingPicture) -> None:
        """Put a frame and the link to where the picture led, which an import writes after it, into one element."""
        paragraph = missing.parent
        place = paragraph.index(missing)
        following = next((node for node in paragraph.children[place + 1 : place + 3] if not _is_blank(node)), None)
        if isinstance(following, nodes.reference) and _LED in following["classes"]:
            end = paragraph.index(following) + 1
            paragraph[place:end] = [nodes.inline("", "", *paragraph[place:end], classes=[_PAIR])]

    def card(self, link: nodes.reference) -> None:
        """A card for what plays elsewhere, where its link is a paragraph."""
        address, paragraph = str(link.get("refuri", "")), link.parent
        if not address or not isinstance(paragraph, nodes.paragraph) or not _is_alone(link, paragraph):
            return
        images = list(link.findall(nodes.image))
        whole = link.astext().strip() or next((str(image.get("alt") or "") for image in images), "")
        imported = _IMPORTED_KIND.match(whole)
        words = whole[imported.end() :].strip() if imported else whole
        host = addresses.host(address)
        film = Film("", "", refuri=address, classes=list(link["classes"]), ids=list(link["ids"]))
        film.kind = next((kind for kind in _NAMED_KINDS if kind in link["classes"]), "")
        if not film.kind and imported and imported[1] != "Embedded":
            film.kind = _KINDS[imported[1]]
        film.kind = film.kind or _kind(address)
        is_no_title = words.removeprefix("www.") == host or words == address or _NO_TITLE.fullmatch(words)
        film.words = "" if is_no_title else words
        film.note = self._note(film.kind) % {"host": host}
        for image in images[:1]:
            image["alt"] = ""
            film += image
        link.parent.replace(link, film)

    def _note(self, kind: str) -> str:
        if kind == "film":
            return self._local.gettext("Film at %(host)s")
        if kind == "sound":
            return self._local.gettext("Sound at %(host)s")
        # Translators: of what was a frame in a text and now is a link, such as a map or a form.
        return self._local.gettext("To be seen at %(host)s")

    # Several pictures

    def gallery(self, container: nodes.container) -> None:
        """The pictures in the directive of that name as one grid, each with its caption; all else stands after it."""
        cells: list[nodes.Element] = []
        others: list[nodes.Node] = []
        for child in list(container.children):
            items = _items(child) if isinstance(child, nodes.paragraph) else None
            if items:
                cells += items
            elif isinstance(child, nodes.figure):
                cells.append(child)
            elif isinstance(child, nodes.paragraph) and CAPTION in child["classes"] and cells:
                cells[-1] = self._with_id(_figure(cells[-1], child))
            else:
                others.append(child)
        if len(cells) > 1:
            others.insert(0, _grid(cells))
        elif cells:
            others.insert(0, cells[0] if isinstance(cells[0], nodes.figure) else nodes.paragraph("", "", cells[0]))
        container.parent.replace(container, others)

    def row(self, paragraph: nodes.paragraph) -> None:
        """A paragraph of nothing but several pictures as a grid."""
        items = _items(paragraph)
        if items and len(items) > 1 and all(map(_is_no_sign, items)):
            paragraph.parent.replace(paragraph, _grid(items))

    def caption(self, paragraph: nodes.paragraph) -> None:
        """The words of a paragraph as the caption of what stands before it, or of a table that it stands before."""
        place = paragraph.parent.index(paragraph)
        before = paragraph.parent[place - 1] if place else None
        after = paragraph.parent[place + 1] if place + 1 < len(paragraph.parent) else None
        items = _items(before) if isinstance(before, nodes.paragraph) else None
        if isinstance(before, PictureGrid) or (items and len(items) == 1):
            assert isinstance(before, nodes.Element)
            parent, captioned = paragraph.parent, items[0] if items else before
            parent.remove(paragraph)
            # Before the picture moves into it: a node knows its parent.
            parent[place - 1] = figure = nodes.figure("")
            self._with_id(_figure(captioned, paragraph, figure))
            return
        for table in filter(None, map(_table_without_caption, (before, after))):
            paragraph.parent.remove(paragraph)
            self._with_id(table).insert(0, nodes.title("", "", *paragraph.children))
            return

    def _with_id(self, node: nodes.Element) -> nodes.Element:
        """The node, given an id if it has none: by it what has a caption can be linked to, and Sphinx wants one."""
        if not node["ids"]:
            kind, number = node.tagname, 1
            while f"{kind}-{number}" in self._document.ids:
                number += 1
            node["ids"] = [f"{kind}-{number}"]
            self._document.ids[f"{kind}-{number}"] = node
        return node


def _is_cut_down(shown: ShownPicture) -> bool:
    """Whether a page shows less of a picture than there is in its file."""
    picture = shown.picture
    width, _, part = size_of(shown, picture)
    wide = max(picture.width, picture.height)
    return not picture.scales and bool(wide > LEAST_WHOLE or (width and width < picture.width) or (part and wide))


def _is_within(node: nodes.Node, kind: type[nodes.Node]) -> bool:
    above = node.parent
    while above is not None and not isinstance(above, kind):
        above = above.parent
    return above is not None


def _is_alone(node: nodes.Node, parent: nodes.Element) -> bool:
    return all(child is node or _is_blank(child) for child in parent.children)


def _is_blank(node: nodes.Node) -> bool:
    """Whether a node of a paragraph is white space or the end of a line."""
    if isinstance(node, nodes.raw):
        in_html = "html" in node["format"].split()
        return not in_html or bool(re.fullmatch(r"\s*<br\s*/?>\s*", node.astext()))
    return isinstance(node, nodes.Text) and not node.astext().strip()


def _items(paragraph: nodes.Element) -> list[nodes.Element] | None:
    """The pictures of which a paragraph consists, each with its link; None if there is anything else in it."""
    items: list[nodes.Element] = []
    for child in paragraph.children:
        is_picture = isinstance(child, (nodes.image, WholePicture, MissingPicture)) or _is_pair(child)
        is_link = isinstance(child, nodes.reference) and not isinstance(child, Film)
        if is_picture or (is_link and _holds_one_picture(child)):
            items.append(child)
        elif isinstance(child, (nodes.strong, nodes.emphasis)):
            inner = _items(child)
            if inner is None:
                return None
            items += inner
        elif not _is_blank(child):
            return None
    return items


def _is_pair(node: nodes.Node) -> bool:
    return isinstance(node, nodes.inline) and _PAIR in node["classes"]


def _holds_one_picture(link: nodes.reference) -> bool:
    return len(_items(link) or ()) == 1


def _is_no_sign(item: nodes.Element) -> bool:
    """Whether a picture is large enough for a grid: smaller ones, such as smileys, are signs within a text."""
    for shown in item.findall(ShownPicture):
        width, height, _ = size_of(shown, shown.picture)
        return (pictures.shown_size(shown.picture, width, height)[0] or LEAST_CELL) >= LEAST_CELL
    return not any("pic-sign" in missing["classes"] for missing in item.findall(MissingPicture))


def _grid(cells: list[nodes.Element]) -> PictureGrid:
    """The cells side by side; upright ones where most of the pictures stand upright."""
    shapes = []
    for cell in cells:
        for shown in cell.findall(ShownPicture):
            shown.cell = True
            for name in ("width", "height", "scale", "align"):
                shown.attributes.pop(name, None)
            if shown.picture.width:
                shapes.append(shown.picture.height > shown.picture.width)
        if isinstance(cell, nodes.figure):
            cell.attributes.pop("align", None)
            cell.attributes.pop("width", None)
    grid = PictureGrid("", *cells)
    if shapes and sum(shapes) * 2 > len(shapes):
        grid["classes"].append("upright")
    return grid


def _figure(item: nodes.Element, caption: nodes.paragraph, figure: nodes.figure | None = None) -> nodes.figure:
    """A picture, or a grid, with a paragraph as its caption, in `figure` where that stands in the tree already."""
    if isinstance(item, nodes.figure):
        item += nodes.legend("", nodes.paragraph("", "", *caption.children))
        return item
    figure = nodes.figure("") if figure is None else figure
    figure += [item, nodes.caption("", "", *caption.children)]
    for shown in item.findall(ShownPicture):
        if not shown.cell and "align" in shown:
            figure["align"] = shown["align"]
            del shown["align"]
    for missing in item.findall(MissingPicture):
        if not isinstance(item, PictureGrid):
            figure["classes"].append("pic-absent")
        if missing.words == caption.astext().strip():
            missing.words = ""
    return figure


def _table_without_caption(node: nodes.Node | None) -> nodes.table | None:
    """The table that a node is, or that Furo has put into it, if it has no caption."""
    if isinstance(node, nodes.container) and len(node) == 1:
        node = node[0]
    return node if isinstance(node, nodes.table) and not isinstance(node[0], nodes.title) else None


def _size_in_classes(link: nodes.reference) -> tuple[int, int]:
    """The width and the height that a class ``size-WIDTHxHEIGHT`` of a link says, in pixels; 0 where none does."""
    for name in link["classes"]:
        if size := _SIZE.fullmatch(name):
            return int(size[1]), int(size[2])
    return 0, 0


def _within_column(width: int, height: int) -> tuple[int, int]:
    """A size in the same proportions that is not wider than the text."""
    if not (width and height):
        return 0, 0
    if width > pictures.COLUMN:
        width, height = pictures.COLUMN, max(1, round(height * pictures.COLUMN / width))
    return width, height


def _is_file_name(words: str, address: str) -> bool:
    """Whether words are but the name of a picture's file."""
    last = unquote(urlsplit(address).path.rpartition("/")[2])
    return not words or words == last[:80] or bool(_FILE_NAME.fullmatch(words))


def _kind(address: str) -> str:
    """What plays at an address, told by its host and file: ``film``, ``sound``, or ``page`` if that is not known."""
    try:
        parts: Any = urlsplit(address)
        host, path = (parts.hostname or ""), parts.path.lower()
    except ValueError:
        return "page"
    if _SOUNDS.search(host) or _SOUNDS.search(path):
        return "sound"
    return "film" if _FILMS.search(host) or _FILMS.search(path) else "page"
