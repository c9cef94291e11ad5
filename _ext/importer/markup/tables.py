"""Tables: a pipe table where cells are plain lines, a ``list-table`` otherwise, blocks where it only made a
layout."""

from __future__ import annotations

from typing import Any

from importer.markup import media
from importer.markup.attributes import whole_number
from importer.markup.blocks import Block, Flow, indent, join
from importer.markup.inline import Mark

_LARGEST_SPAN = 50


def table(flow: Flow, element: Any, marks: tuple[Mark, ...]) -> None:
    """One table; Blogger's captioned images are tables too."""
    if "tr-caption-container" in (element.get("class") or "").split():
        media.figure(flow, element, marks)
        return
    if media.is_only_pictures(element):
        media.gallery(flow, element, marks)
        return
    rows = _rows(element)
    width = max((len(row) for row in rows), default=0)
    captions = [child for child in element if child.tag == "caption"]
    cells = [cell for row in rows for cell in row if cell is not None]
    if width < 2 or len(rows) < 2 or any(map(_is_layout, cells)):
        for caption in captions:
            flow.children(caption, (*marks, Mark("strong")))
            flow.flush()
        for cell in cells:
            flow.children(cell, marks)
            flow.flush()
        return
    reaching = sum(max(_span(cell, "colspan"), _span(cell, "rowspan")) > 1 for cell in cells)
    if reaching:
        flow.context.changed["cell over several rows or columns: the places it reaches into are empty"] += reaching
    title = _title(flow, captions, marks)
    heads = _head_rows(rows)
    grid = [[_cell(flow, cell, marks, is_head=number < heads) for cell in row] for number, row in enumerate(rows)]
    for row in grid:
        row.extend([] for _ in range(width - len(row)))
    if heads == 1 and _is_plain(grid):
        piped = _piped(grid)
        flow.add("other", media.fence("table", title, [], piped) if title else piped)
    else:
        flow.add("other", _listed(grid, heads, title))


def _title(flow: Flow, captions: list[Any], marks: tuple[Mark, ...]) -> str:
    """The caption of a table, where it is a line that a directive can take; else it goes before the table."""
    inner = flow.inner()
    inner.side = ""
    blocks = [block for caption in captions for block in inner.children(caption, marks).finish()]
    if len(blocks) == 1 and blocks[0].kind == "text" and not set("`\n") & set(blocks[0].text):
        return blocks[0].text
    for block in blocks:
        flow.add(block.kind, block.text, block.level)
    return ""


def _rows(element: Any) -> list[list[Any]]:
    """Cells row by row; a cell that spans columns is followed by empty ones, one that spans rows has empty ones
    beneath it."""
    rows = []
    below: dict[int, int] = {}
    groups = [element, *(child for child in element if child.tag in ("thead", "tbody", "tfoot"))]
    for row in (child for group in groups for child in group if child.tag == "tr"):
        cells: list[Any] = []
        for cell in (child for child in row if child.tag in ("td", "th")):
            _skip(cells, below)
            column, width, height = len(cells), _span(cell, "colspan"), _span(cell, "rowspan")
            cells.extend([cell, *[None] * (width - 1)])
            below.update({column + number: height - 1 for number in range(width) if height > 1})
        _skip(cells, below)
        if any(cell is not None for cell in cells):
            rows.append(cells)
    return rows


def _skip(cells: list[Any], below: dict[int, int]) -> None:
    """Leave the places empty into which cells of earlier rows reach."""
    while below.get(len(cells), 0) > 0:
        below[len(cells)] -= 1
        cells.append(None)


def _span(cell: Any, name: str) -> int:
    number = whole_number((cell.get(name) or "").strip(), 5)
    return max(1, min(number or 1, _LARGEST_SPAN))


def _is_layout(cell: Any) -> bool:
    """Cells that hold tables or headings lay out a page; they are no data."""
    return any(child.tag in ("table", "h1", "h2", "h3", "h4", "h5", "h6") for child in cell.iterdescendants())


def _head_rows(rows: list[list[Any]]) -> int:
    count = 0
    for row in rows:
        if all(cell is None or cell.tag == "th" for cell in row) or _is_head(row):
            count += 1
        else:
            break
    return count if count < len(rows) else 0


def _is_head(row: list[Any]) -> bool:
    first = next(cell for cell in row if cell is not None)
    return bool(first.getparent().getparent().tag == "thead")


def _cell(flow: Flow, cell: Any, marks: tuple[Mark, ...], is_head: bool) -> list[Block]:
    if cell is None:
        return []
    inner = flow.inner()
    inner.side = ""
    return inner.children(cell, () if is_head else marks).finish()


def _is_plain(grid: list[list[list[Block]]]) -> bool:
    return all(
        not cell or (len(cell) == 1 and cell[0].kind == "text" and "\n" not in cell[0].text and "`" not in cell[0].text)
        for row in grid
        for cell in row
    )


def _piped(grid: list[list[list[Block]]]) -> str:
    """GitHub's table syntax; text has its bars escaped already."""
    lines = ["| " + " | ".join(cell[0].text if cell else " " for cell in row) + " |" for row in grid]
    return "\n".join([lines[0], "|" + " --- |" * len(grid[0]), *lines[1:]])


def _listed(grid: list[list[list[Block]]], heads: int, title: str) -> str:
    items = []
    for row in grid:
        cells = [f"- {indent(join(cell), 4)}".rstrip(" ") for cell in row]
        items.append("* " + "\n  ".join(cells))
    return media.fence("list-table", title, [f":header-rows: {heads}"] if heads else [], "\n".join(items))
