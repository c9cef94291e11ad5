"""What a post's file does not show of what its source showed, and the other way round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from importer.fidelity.addresses import Page, film, is_larger, key, leads
from importer.fidelity.shown import Heading, Picture, Shown, Table, bare, is_address, visible_lines
from importer.markup.context import Omission

_MOST = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is lost, or that was never there."""

    kind: str
    """``words``, ``code``, ``link``, ``picture`` and so on."""
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass
class _Omitted:
    """What may be missing: each once."""

    texts: list[str] = field(default_factory=list)
    addresses: Counter[str] = field(default_factory=Counter)
    frames: int = 0
    """Frames that have no address."""

    def has(self, words: str) -> bool:
        """True if all these words, without white space, were left out."""
        return words in "".join(map(bare, self.texts))

    def without(self, words: str) -> str:
        """`words` less those that were left out, each once."""
        for text in self.texts:
            words = words.replace(bare(text), "", 1)
        return words


def differences(source: Shown, made: Shown, page: Page, omissions: Sequence[Omission] = ()) -> list[Difference]:
    """Every difference but what `omissions` explain. Empty where both show the same."""
    omitted = _Omitted()
    for omission in omissions:
        omitted.texts += visible_lines(omission.text.replace("\n", "\v"))
        omitted.addresses.update(key(page.full(one)) for one in omission.addresses)
        omitted.frames += not omission.text and not omission.addresses
    found = [
        *_lines(source, made, omitted),
        *_code(source, made, omitted),
        *_links(source, made, page, omitted),
        *_pictures(source, made, page, omitted),
        *_frames(source, made, page, omitted),
        *_headings(source, made, omitted),
        *_items(source, made, omitted),
        *_tables(source, made, omitted),
        *_styles(source, made, omitted),
        *_notes(source, made),
    ]
    return list(dict.fromkeys(found))


def _quoted(text: str) -> str:
    return f"“{text}”" if len(text) < 80 else f"“{text[:77]}…”"


def _lines(source: Shown, made: Shown, omitted: _Omitted) -> list[Difference]:
    if source.lines == made.lines and not made.notes:
        return _rules(source, made)
    wanted, found = _without(source.lines, made.lines, omitted.texts), made.lines
    if made.notes or source.marks:
        # Notes stand at the end, wherever the source has them; their marks leave white space or take it.
        wanted, found = sorted(map(bare, wanted)), sorted(map(bare, [*made.lines, *made.notes]))
    if wanted == found or (omitted.texts and list(map(bare, wanted)) == list(map(bare, found))):
        return []
    lost, gained = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    if not lost and not gained:
        at = next(number for number, line in enumerate(wanted) if line != found[number])
        return [Difference("order", f"{_quoted(wanted[at])} stands elsewhere")]
    if bare("".join(wanted)) == bare("".join(found)):
        one, other = next(iter(lost), ""), next(iter(gained), "")
        return [Difference("lines", f"the source shows {_quoted(one)}, the post {_quoted(other)}")]
    made_lines = [Difference("words", f"{_quoted(line)} is missing") for line in lost]
    # Words of what was left out may stay, such as the title that a shortcode holds.
    held = "\n".join(omitted.texts)
    made_lines += [Difference("words", f"{_quoted(line)} is not in the source") for line in gained if line not in held]
    return made_lines[:_MOST]


def _rules(source: Shown, made: Shown) -> list[Difference]:
    return [Difference("rule", "a rule between parts is missing") for at in source.rules if at not in made.rules][:1]


def _without(wanted: list[str], found: list[str], texts: list[str]) -> list[str]:
    """`wanted` less the `texts` that were left out, each once, where `found` has not got them."""
    waiting = list(texts)
    left: list[str] = []
    there = Counter(found)
    for line in wanted:
        if waiting and there[line] <= 0:
            for number, text in enumerate(waiting):
                if text and line in text:
                    waiting[number] = " ".join(text.replace(line, " ", 1).split())
                    line = ""
                    break
            for text in list(waiting) if line else ():
                if text and text in line:
                    waiting.remove(text)
                    line = " ".join(line.replace(text, " ", 1).split(" ")).strip(" ")
                    line = next(iter(visible_lines(line)), "")
                    if there[line] > 0:
                        break
        there[line] -= 1
        if line:
            left.append(line)
    return left


def _code(source: Shown, made: Shown, omitted: _Omitted) -> list[Difference]:
    exact = Counter(code.text for code in made.code)
    loose = Counter(_loose(code.text) for code in made.code)
    left_out = "\n".join(omitted.texts)
    found = []
    for code in source.code:
        if code.kind == "verse" and loose[_loose(code.text)] > 0:
            found.append(Difference("code", f"{_quoted(code.text.strip().splitlines()[0])} is verse, and kept as code"))
        if code.kind in ("lines", "verse") or code.text.strip() in left_out:
            continue
        there = exact[code.text] if code.kind == "exact" else loose[_loose(code.text)]
        if there <= 0 and code.kind == "loose" and any(_holds(one.text, code.text) for one in made.code):
            continue  # An element of code that blank lines part is one, though WordPress made several of it.
        if there <= 0:
            near = loose[_loose(code.text)] > 0
            first = next(iter(code.text.strip().splitlines()), "")
            how = "has other white space" if near else "is not kept as code"
            found.append(Difference("code", f"{_quoted(first)} {how}"))
        exact[code.text] -= 1
        loose[_loose(code.text)] -= 1
    return found[:_MOST]


def _holds(text: str, part: str) -> bool:
    """True if the lines of `part` stand together in `text`."""
    return f"\n{_loose(part)}\n" in f"\n{_loose(text)}\n"


def _loose(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _links(source: Shown, made: Shown, page: Page, omitted: _Omitted) -> list[Difference]:
    """Each address that the source links to, by the words that bear it all together."""
    found: dict[str, list[str]] = {}
    hrefs: dict[str, str] = {}
    for href, words in made.links:
        found.setdefault(hrefs.setdefault(key(href), href), []).append(words)
    wanted: dict[str, list[tuple[str, str]]] = {}
    missing: dict[str, list[str]] = {}
    for href, words in source.links:
        if leads(href) and (not href.startswith("#") or href[1:] in source.ids):
            full = page.full(href)
            # One that leads to the very place, if there is one, before one that leads to its page.
            place = full.partition("#")[2]
            leading = (one for one in found if page.same(one, full))
            written = max(leading, key=lambda one: one.partition("#")[2] == place, default=None)
            if written is None:
                missing.setdefault(full, []).append(words)
            else:
                wanted.setdefault(written, []).append((full, words))
    lost = []
    for written, texts in wanted.items():
        words = "".join(text for _, text in texts)
        bears = found.pop(written)
        linked = "".join(one for one in bears if not is_address(one, hrefs[key(written)]))  # by an address written out
        if words not in ("".join(bears), linked) and "".join(bears) != omitted.without(words):
            lost.append(Difference("link", f"{_quoted(words)} → {texts[0][0]} bears other words"))
    shown = [picture.address for picture in made.pictures] + [one for frame in made.frames for one in frame.addresses]
    larger = {page.full(one.linked) for one in source.pictures if is_larger(one.linked, one.address)}
    for full, parts in missing.items():
        words = "".join(parts)
        is_shown = (not words or full in larger) and (full in larger or any(page.same(one, full) for one in shown))
        left_out = omitted.addresses[key(full)] or (words and not omitted.without(words))
        if not is_shown and not left_out:
            lost.append(Difference("link", f"{_quoted(words or 'a picture')} → {full} is missing"))
    frames = {film(one) for frame in source.frames for one in frame.addresses}
    lost += [
        Difference("link", f"{_quoted(''.join(texts))} → {href} is not in the source")
        for href, texts in found.items()
        if film(href) not in frames
        and not all(is_address(one, href) for one in texts)
        and not is_address("".join(texts), href)
        and not omitted.addresses[key(page.full(href))]
        and not any(page.same(href, picture.address) for picture in source.pictures)
    ]
    return lost[:_MOST]


def _pictures(source: Shown, made: Shown, page: Page, omitted: _Omitted) -> list[Difference]:
    left = list(made.pictures)
    lost = []
    for picture in source.pictures:
        if picture.address.startswith("data:"):
            found = next((one for one in left if page.local(one.address) != one.address), None)
        else:
            found = next((one for one in left if _same_picture(one, picture, page)), None)
        if found is None:
            if not leads(picture.address) and not picture.address.startswith("data:"):
                continue  # of the author's own computer: no reader saw it
            if not omitted.addresses[key(page.full(picture.address))] and not _is_shown(picture, made, page):
                lost.append(Difference("picture", f"{picture.address[:200]} is missing"))
            continue
        left.remove(found)
        if picture.alt and picture.alt != found.alt:
            lost.append(Difference("picture", f"{picture.address[:200]} is described as {_quoted(found.alt)}"))
    lost += [
        Difference("picture", f"{one.address} is not in the source")
        for one in left
        if not omitted.addresses[key(page.full(one.address))]
    ]
    return lost[:_MOST]


def _same_picture(one: Picture, picture: Picture, page: Page) -> bool:
    wanted = [page.full(picture.address)]
    if is_larger(picture.linked, picture.address):
        wanted.append(page.full(picture.linked))
    local = page.local(one.address)
    return any(page.same(one.address, address) or (local == page.copies(address) != "") for address in wanted)


def _is_shown(picture: Picture, made: Shown, page: Page) -> bool:
    return any(page.same(href, picture.address) for href, _ in made.links)


def _frames(source: Shown, made: Shown, page: Page, omitted: _Omitted) -> list[Difference]:
    # A link to the blog's own that bears its old address has to lead there.
    honest = (one for one in made.frames if len(one.addresses) < 2 or page.same(*one.addresses[:2]))
    there = Counter(film(one) for frame in honest for one in frame.addresses)
    there.update(film(href) for href, _ in made.links)
    nameless = omitted.frames
    lost = []
    for frame in source.frames:
        wanted = [full for one in frame.addresses if "://" in (full := page.full(one)) and leads(full)]
        found = next((one for one in wanted if there[film(one)] > 0), None)
        if found:
            there[film(found)] -= 1
        elif wanted and not any(omitted.addresses[key(one)] for one in wanted):
            lost.append(Difference("film or frame", f"{wanted[0]} is missing"))
        elif not wanted:
            nameless -= 1
    if nameless < 0:
        lost.append(Difference("film or frame", "one without an address is missing"))
    return lost[:_MOST]


def _headings(source: Shown, made: Shown, omitted: _Omitted) -> list[Difference]:
    wanted, found = source.headings, made.headings
    if [one.text for one in wanted] == [one.text for one in found]:
        depths = zip(wanted, _depths(wanted), _depths(found), strict=True)
        deep = [one for one, wanted_depth, depth in depths if wanted_depth != depth]
        return [Difference("heading", f"{_quoted(one.text)} is of another level") for one in deep[:1]]
    lost: list[Difference] = []
    left = [one.text for one in found]
    for one in sorted(wanted, key=lambda one: not one.sure):  # those that must be headings first
        if one.text in left:
            left.remove(one.text)
        elif one.sure and not omitted.has(one.text) and omitted.without(one.text) not in left:
            lost.append(Difference("heading", f"{_quoted(one.text)} is no heading"))
    passages = "\n".join(one.text for one in wanted if not one.sure)
    reduced = {omitted.without(one.text) for one in wanted}
    lost += [
        Difference("heading", f"{_quoted(text)} is none in the source")
        for text in left
        if text not in passages and text not in reduced
    ]
    return lost[:_MOST]


def _depths(headings: list[Heading]) -> list[int]:
    """How deep each heading stands beneath others."""
    open_: list[int] = []
    made = []
    for heading in headings:
        while open_ and open_[-1] >= heading.level:
            open_.pop()
        open_.append(heading.level)
        made.append(min(len(open_), 5))
    return made


def _items(source: Shown, made: Shown, omitted: _Omitted) -> list[Difference]:
    notes = {bare(line) for line in made.notes}
    texts = {one.text for one in made.items} if omitted.texts else set()
    lost = Counter(source.items) - Counter(made.items)
    gained = {(one.text, one.numbered): one for one in made.items}
    found = []
    for item in lost:
        if not _without_each(item.text, notes) or omitted.has(item.text) or omitted.without(item.text) in texts:
            continue
        other = gained.get((item.text, item.numbered))
        what = "stands at another depth of its list" if other else "is no item of a list of its kind"
        found.append(Difference("list", f"{_quoted(item.text)} {what}"))
    return found[:_MOST]


def _without_each(text: str, parts: set[str]) -> str:
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "", 1) if part else text
    return text


def _tables(source: Shown, made: Shown, omitted: _Omitted) -> list[Difference]:
    left = Counter(_kept_rows(table, omitted) for table in made.tables)
    lost = []
    for table in source.tables:
        if left[_kept_rows(table, omitted)] > 0:
            left[_kept_rows(table, omitted)] -= 1
        elif table.sure and not all(omitted.has(cell) for row in table.rows for cell in row):
            lost.append(Difference("table", f"{_quoted(' | '.join(table.rows[0]))} is no table of the same cells"))
    lost += [Difference("table", f"{_quoted(' | '.join(rows[0]))} is none in the source") for rows in left.elements()]
    return lost[:_MOST]


def _kept_rows(table: Table, omitted: _Omitted) -> tuple[tuple[str, ...], ...]:
    """A table's words but those that were left out."""
    if not omitted.texts:
        return table.rows
    rows = (tuple(left for cell in row if (left := omitted.without(cell))) for row in table.rows)
    return tuple(row for row in rows if row)


def _styles(source: Shown, made: Shown, omitted: _Omitted) -> list[Difference]:
    """Words that stood out, in order; those that Markdown cannot mark may lose it."""
    found: list[Difference] = []
    for style in sorted(source.styles.keys() | made.styles.keys()):
        wanted, written = source.styles.get(style, []), "".join(text for text, _ in made.styles.get(style, []))
        if made.notes or omitted.texts:
            missing = Counter("".join(text for text, sure in wanted if sure)) - Counter(written)
            if missing and not omitted.texts:
                found.append(Difference("style", f"some words are not {style}: {_quoted(''.join(missing))}"))
            continue
        places = {0}
        for text, sure in wanted:
            after = {at + len(text) for at in places if written.startswith(text, at)}
            if sure and not after:
                found.append(Difference("style", f"{_quoted(text)} is not {style}"))
                break
            places = after if sure else places | after
        else:
            if len(written) not in places:
                found.append(Difference("style", f"{_quoted(written[max(places) :])} is {style}, not so in the source"))
    return found[:_MOST]


def _notes(source: Shown, made: Shown) -> list[Difference]:
    if source.marks == made.marks:
        return []
    return [Difference("note", f"the source has {source.marks} marks of footnotes, the post {made.marks}")]
