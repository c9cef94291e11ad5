"""Citations for reference managers, as BibTeX, RIS and CSL-JSON: a page for each month, and files for each year.

Follows the BibTeX manual (Patashnik, 1988), the RIS specification of Research Information Systems, and the schema of
CSL data 1.0.2, https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json. There is no day of access in
any of them, as a build knows no clock.

In the pages they are ``data:`` links, which a browser saves as files without a request: three files for each post
would be more files than all the rest of an archive, and three such links more than a post's page should weigh.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import accumulate
from typing import Any, ClassVar
from urllib.parse import quote

from ..core.texts import digest
from ..model.archive import Archive, Output
from ..model.citations import Citation, Creator
from ..model.posts import Post
from ..pages.documents import first_cite_page
from ..pages.listings import month_crumbs
from ..pages.page import NumberedPage, Page, in_chunks, numbered

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
#: What TeX would not print as it stands.
_TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
     **{char: f"\\{char}" for char in "{}&%$#_"}}
)  # fmt: skip
#: BibTeX counts brackets even after a backslash, so those without a partner are named.
_BRACKETS = {r"\{": r"\textbraceleft{}", r"\}": r"\textbraceright{}"}
#: Characters that may stand in an address as they are, the quotation mark of HTML left out.
_SAFE = "!$'()*+,-./:;=?@_~"


class _Quoted(dict[int, str]):
    """Each character as it stands in an address within an attribute; `quote` would ask so of each byte of each text."""

    def __missing__(self, code: int) -> str:
        self[code] = quoted = escape(quote(chr(code), safe=_SAFE))
        return quoted


_QUOTED = _Quoted()


def bibtex(citations: Iterable[Citation]) -> str:
    """Entries ``@misc``, which every BibTeX knows. Double brackets keep a title's capitals, and one name whole."""
    return "\n".join(map(_bibtex, citations))


def _bibtex(cited: Citation) -> str:
    day = cited.post.date
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in cited.creators),
        "title": f"{{{_tex(cited.title)}}}",
        "howpublished": _tex(cited.site),
        "year": f"{day.year:04}",
        "month": _MONTHS[day.month - 1],
        "day": str(day.day),
        "url": cited.url,
        **({"note": _tex(cited.note)} if cited.note else {}),
    }
    lines = [f"{name}={value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items()]
    return f"@misc{{{cited.key},\n{''.join(lines)}}}\n"


def ris(citations: Iterable[Citation]) -> str:
    """Records of the type BLOG. Lines end as the specification has it, with CR and LF."""
    return "".join(map(_ris, citations))


def _ris(cited: Citation) -> str:
    day = cited.post.date
    authors = [("AU", name.inverted.replace("*", "")) for name in cited.creators]
    note = [("N1", cited.note)] if cited.note else []
    lines = [("TY", "BLOG"), *authors, ("TI", cited.title), ("T2", cited.site), ("PY", f"{day.year:04}"), *note,
             ("DA", f"{day.year:04}/{day:%m/%d}/"), ("LA", cited.language), ("UR", cited.url), ("ER", "")]  # fmt: skip
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def csl(citations: Iterable[Citation]) -> str:
    """A list of items of the type ``post-weblog``."""
    return json.dumps(list(map(_csl, citations)), ensure_ascii=False, separators=(",", ":"))


def _csl(cited: Citation) -> dict[str, Any]:
    day = cited.post.date
    return {
        "id": cited.key, "type": "post-weblog", "author": [_csl_name(name) for name in cited.creators],
        "title": cited.title, "container-title": cited.site, "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "language": cited.language, "URL": cited.url, **({"note": cited.note} if cited.note else {}),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """A format in which reference managers take citations."""

    name: str
    suffix: str
    """Of its files, without the full stop."""
    media_type: str
    write: Callable[[Iterable[Citation]], str]
    """Gives the text of a file of some citations."""


FORMATS = (
    Format("BibTeX", "bib", "application/x-bibtex", bibtex),
    Format("RIS", "ris", "application/x-research-info-systems", ris),
    Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl),
)


def _tex(text: str) -> str:
    """Plain text in TeX's terms."""
    escaped = text.translate(_TEX)
    depths = list(accumulate((char == "{") - (char == "}") for char in text))
    if depths and (min(depths) < 0 or depths[-1]):
        escaped = re.sub(r"\\[{}]", lambda found: _BRACKETS[found[0]], escaped)
    return escaped


def _bibtex_name(name: Creator) -> str:
    """``Family, Suffix, Given``, or one name in brackets, in which neither a comma nor ``and`` counts."""
    if name.literal:
        return f"{{{_tex(name.literal)}}}"
    parts = (_protected(part) for part in (name.family, name.suffix, name.given) if part)
    return ", ".join(parts)


def _protected(part: str) -> str:
    """A name in which the word ``and`` would part two authors stands in brackets."""
    text = _tex(part)
    return f"{{{text}}}" if re.search(r"\band\b", text, re.IGNORECASE) else text


def _csl_name(name: Creator) -> Mapping[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {kind: part for kind, part in parts.items() if part}


@dataclass(frozen=True, kw_only=True)
class CitationsPage(NumberedPage):
    """How the posts of a month are cited."""

    cited: tuple[Citation, ...]
    """The posts of this page, oldest first."""
    year: int

    template: ClassVar[str] = "cite.html"

    @property
    def formats(self) -> tuple[Format, ...]:
        return FORMATS

    @property
    def citations(self) -> list[tuple[Citation, list[tuple[Format, str]]]]:
        """Each with its formats and the addresses under which they are downloaded."""
        return [(cited, [(format, _data_link(format, cited)) for format in FORMATS]) for cited in self.cited]


def outputs(archive: Archive) -> Iterator[Page | Output]:
    """The pages of all months and the files of all years."""
    for (year, month), of_month in archive.by_month.items():
        yield from _month(archive, year, month, of_month[::-1])
    for year, of_year in archive.by_year.items():
        cited = [archive.citations[post.docname] for post in reversed(of_year)]
        key = digest(*(citation.key_text for citation in cited))
        for format in FORMATS:
            path = f"cite/{year:04}.{format.suffix}"
            yield Output(path, digest(path, key), partial(format.write, cited))


def _month(archive: Archive, year: int, month: int, posts: Sequence[Post]) -> Iterator[CitationsPage]:
    local = archive.site.localization
    crumbs = month_crumbs(local, year, month)
    cited = [archive.citations[post.docname] for post in posts]
    title = local.gettext("How to cite the posts of %(month)s") % {"month": local.month_year(year, month)}
    chunks = in_chunks(cited, archive.site.page_size)
    for page_fields, chunk in numbered(local, first_cite_page(year, month), title, crumbs, chunks):
        yield CitationsPage(**page_fields, cited=chunk, year=year)


def _data_link(format: Format, cited: Citation) -> str:
    """A citation as an address (RFC 2397) that may stand in an attribute."""
    return f"data:{format.media_type};charset=utf-8,{format.write([cited]).translate(_QUOTED)}"
