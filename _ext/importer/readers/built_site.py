"""The pages of an archive that this software built: its site is a copy of it, from which it can be begun anew.

What is read is what a page says to any machine: microformats2 (https://microformats.org/wiki/h-entry, ``h-cite``,
``h-card``), canonical links, and pages that lead on (``meta refresh``). What no page says is counted and named.

Whoever has the pages in something else than files, such as a WARC, hands them to `items`: pairs of an address, full
(``https://blog.example/2012/10/a.html``) or a path from the site's root (``/2012/10/a.html``), and the bytes that were
served there, in any order, each address once. Only HTML and one list (`QUERIES`) are looked at; it does no harm to hand
in the rest.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from archive.core.addresses import POSTS, is_generated, permalink
from archive.core.slugs import slugify
from archive.model.definitions import KINDS, Definition
from archive.source import fields
from archive.source.comments import DEEPEST
from lxml import etree, html

from importer.addresses import path_of, redirect_of
from importer.fields import sound
from importer.model import Blog, Comment, DayOrder, Dropped, Entry, Item, Portrait, Redirect, Remark, Thread
from importer.readers import Options
from importer.readers.built_text import Text
from importer.readers.page import has_class, inside, pixels, words
from importer.source import Source

MAX_SIZE = 64 << 20
#: Where the software's guide stands, if it is in the site.
GUIDE = "/guide/"
#: The one standing page at the root of every archive, beside the front page.
ABOUT = "about.md"
#: A picture of fewer pixels stands for no post by itself: see `archive.reading.documents`.
LEAST_WIDTH, LEAST_HEIGHT = 400, 200
#: Of every page but those that lead on: how the site's root is reached from it.
ROOT = "data-content_root"
#: What an author writes and no page shows.
NOT_SHOWN = (
    "drafts, comments within Markdown, and the settings of single pages (`myst`, `hide-toc`, `tocdepth`, `no-search`) "
    "are on no page, and cannot come back"
)
#: Old addresses that have a query, at which no page can stand, as nginx is told of them.
QUERIES = "redirects/queries/nginx.map"
_QUERY = re.compile(r'"((?:[^"\\]|\\.)*)" "([^"]*)";')
_NAME = re.compile(rf"/names/({'|'.join(KINDS)})/([^/]+)\.html")
_NOINDEX = "//meta[@name='robots' and @content='noindex']"
#: The page of an author's posts, which tells who that is.
_AUTHOR = re.compile(r"/blog/author/[^/]+\.html")
#: The words of a paragraph without what the build adds, and without the marks of notes.
_WORDS = ".//text()[not(ancestor::*[contains(@class, 'link-note') or contains(@class, 'pic-')])]"
_WITHOUT_MARKS = f"{_WORDS}[not(ancestor::*[contains(@class, 'footnote-reference')])]"
_LEADS = re.compile(r"\s*\d+\s*;\s*url\s*=\s*['\"]?([^'\"\s]+)", re.I)
_TAGLINE = r"(?:.*\s)?{}\s?[:：]\s*(\S.*)"


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """Posts, comments, standing pages, old addresses and definitions of the site's files."""
    yield from items(_pages(source, members), options)


def _pages(source: Source, members: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The pages among the files, each by its path from the site's root, which the first of them tells."""
    root: str | None = None
    waiting: list[str] = []
    for member in members:
        with source.open(member) as stream:
            data = stream.read(MAX_SIZE)
        if root is None:
            found = re.search(rb'data-content_root="([./]*)"', data[:5000])
            if found is None:
                waiting.append(member)
                continue
            root = posixpath.normpath(posixpath.join(posixpath.dirname(member), found[1].decode()))
            root = "" if root == "." else f"{root}/"
        yield _address(member.removeprefix(root)), data
    if root is None:
        return
    for member in [*waiting, *(one for one in source.members() if one == f"{root}{QUERIES}")]:
        with source.open(member) as stream:
            yield _address(member.removeprefix(root)), stream.read(MAX_SIZE)


def items(pages: Iterable[tuple[str, bytes]], options: Options) -> Iterator[Item]:
    """What the pages of a built site say, as the module's docstring has them."""
    site = _Site(options)
    for number, (address, data) in enumerate(pages, 1):
        options.progress(number)
        if address.endswith(f"/{QUERIES}"):
            site.note_queries(data.decode("utf-8", "replace"))
        page = _page(address, data, options)
        if page is not None:
            yield from site.items(page)
    yield from site.rest()


@dataclass(frozen=True)
class _Page:
    """One page. Paths are from the site's root, unquoted: ``/2012/10/a.html``."""

    root: Any
    path: str
    address: str
    """Full where the page says where it stands, else its path, quoted."""
    home: str
    """Address of the site's root without its last slash; empty where the page does not say it."""

    def full(self, href: str) -> str:
        """The address that a link on the page leads to."""
        try:
            return urljoin(self.address, href.strip())
        except ValueError:
            return ""

    def local(self, href: str) -> str:
        """The path that a link leads to, if it leads within the site; else nothing."""
        full = self.full(href)
        if self.home and full.startswith(f"{self.home}/"):
            full = full[len(self.home) :]
        return path_of(full) if full.startswith("/") and not full.startswith("//") else ""

    def first(self, query: str) -> Any:
        """The first of what an XPath query finds; None if there is nothing."""
        return next(iter(self.root.xpath(query)), None)

    def texts(self, query: str) -> tuple[str, ...]:
        """The words of all that an XPath query finds, each once."""
        return tuple(dict.fromkeys(filter(None, map(words, self.root.xpath(query)))))


def _address(member: str) -> str:
    """The address of a file by its path from the site's root; of a mirror or a web archive it may have a query."""
    path, asked, query = member.partition("?")
    return f"/{quote(path)}{asked}{query}"


def _page(address: str, data: bytes, options: Options) -> _Page | None:
    """The page, if it is one in HTML."""
    if not re.match(rb"\s*<(?:!doctype html|html)[\s>]", data[:300].removeprefix(b"\xef\xbb\xbf"), re.I):
        return None
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except etree.ParserError:
        return None
    canonical = sound(fields.address, next(iter(root.xpath("//link[@rel='canonical']/@href")), ""))
    path = path_of(address) or "/"
    path += "index.html" if path.endswith("/") else ""
    home = ""
    if root.get(ROOT) is not None:
        if "://" not in canonical:
            canonical = address if "://" in address else ""
        depth = 0 if root.get(ROOT) == "./" else root.get(ROOT).count("../")
        folder = urlsplit(canonical).path.split("/")[1:-1]
        home = canonical[: len(canonical) - len(urlsplit(canonical).path)] if canonical else ""
        home += "".join(f"/{part}" for part in folder[: len(folder) - depth])
        if home and "://" in address:
            path = path_of(address.removeprefix(home)) or "/index.html"
    home = options.site_url or home
    full = f"{home}{quote(path)}" if home or "://" not in address else address
    if "?" in address and "?" not in full:
        full = f"{full.removesuffix('index.html')}?{urlsplit(address).query}"
    return _Page(root, path, full, home)


@dataclass
class _Site:
    """What the pages tell one by one, and together."""

    options: Options
    blog: Blog = field(default_factory=Blog)
    names: dict[str, Definition] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    """Old addresses, and those to which they lead: both full, or paths."""
    entries: set[str] = field(default_factory=set)
    """Paths of posts and standing pages."""
    days: dict[date, dict[str, str]] = field(default_factory=dict)
    """Of posts of which only the day is known: by day the path of each and that of the next older post."""
    works: set[str] = field(default_factory=set)
    """The keys of works that are cited, or of whose definition a page shows the reference."""
    counts: Counter[str] = field(default_factory=Counter)

    def items(self, page: _Page) -> Iterator[Item]:
        """What one page says."""
        refresh = page.first("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content")
        if refresh is not None:
            if found := _LEADS.match(refresh):
                self.leads[page.address] = page.full(found[1])
            return
        article = page.first("//article[@id='furo-main-content']")
        if page.root.get(ROOT) is None or article is None:
            return
        yield from self._blog(page)
        post = page.first(f"//*[{has_class('post')} and {has_class('h-entry')}]")
        named = _NAME.fullmatch(page.path)
        if post is not None:
            yield from self._post(page, post)
        elif page.path.startswith("/threads/"):
            posts = page.root.xpath(f"//*[{has_class('h-feed')}]//a[{has_class('u-url')}]/@href")
            yield Thread(words(page.first("//article//h1")), tuple(key(page.local(href)) for href in posts))
        elif named and (name := words(page.first("//article//h1"))):
            yield from self._defined(page, _definition(page, named[1], named[2], name))
        elif _AUTHOR.fullmatch(page.path):
            yield from self._author(page)
        elif page.first(_NOINDEX) is not None and not is_generated(page.path[1:]):
            self.options.tally.entries += 1
            yield Dropped("withheld: its page says nothing of it", page.path)
        elif page.path.startswith(GUIDE):
            self.options.tally.entries += 1
            yield Dropped("page of the software's own guide", page.path)
        elif page.path == "/index.html":
            self.counts["text of the front page, index.md"] += bool(words(page.first("//article/p")))
        elif not is_generated(page.path[1:]):
            yield self._standing(page, article)

    def _defined(self, page: _Page, defined: Definition) -> Iterator[Item]:
        """What is defined, with its picture, and note of what of it cannot come back."""
        yield defined
        if defined.kind == "work" and page.first("//article/p[@class='work']") is not None:
            self.works.add(defined.key)
        portrait = page.first(f"//article//img[{has_class('pic-portrait')}]/@src")
        if portrait is not None:
            yield Portrait(defined.kind, defined.key, page.full(portrait))

    def _author(self, page: _Page) -> Iterator[Item]:
        """What is defined of an author whom no text mentions: who has no other page."""
        profile = page.first("//article/div[@class='profile']")
        name = words(page.first("//article//h1"))
        links = profile.xpath(".//p[@class='count']/a") if profile is not None else []
        if profile is None or not name or any(_NAME.fullmatch(page.local(link.get("href") or "")) for link in links):
            return
        self.counts["of authors whom no text names: whether they are people, other names and dates"] += 1
        about = words(page.first("//article//p[@class='about']"))
        yield from self._defined(page, Definition("person", name, slugify(name), about=about, links=_links(links)))

    def note_queries(self, listed: str) -> None:
        """Take note of the old addresses of `QUERIES`."""
        for asked, to in _QUERY.findall(listed):
            self.leads[re.sub(r"\\(.)", r"\1", asked)] = to

    def rest(self) -> Iterator[Item]:
        """What all pages say together, once they are read."""
        for old, to in sorted((redirect_of(self._within(old)), path_of(self._within(to)))
                              for old, to in self.leads.items()):  # fmt: skip
            if to in self.entries:
                yield Redirect(old.removesuffix("index.html"), key(to))
            elif to:
                self.counts["old addresses of lists, which follow from `old_addresses` in conf.py"] += 1
        for olders in self.days.values():
            yield from _ordered(olders)
        yield Remark(NOT_SHOWN)
        if self.works:
            keys = ", ".join(sorted(self.works))
            yield Remark(f"works cited come as footnotes, or not at all: {len(self.works):,} ({keys}); their entries "
                         "are in other copies of the archive")  # fmt: skip
        for what, count in sorted(self.counts.items()):
            if count:
                yield Remark(f"what no page says, and cannot come back: {what}: {count:,}")

    def _within(self, address: str) -> str:
        """An address from the root of the site."""
        home = self.blog.address
        own = address.removeprefix(home) if home else address
        return own.removeprefix(urlsplit(home).path) if own == address else own

    def _blog(self, page: _Page) -> Iterator[Blog]:
        """What the page says of the whole site, if it is news."""
        title = page.first("//meta[@property='og:site_name']/@content") or words(page.first("//*[@class='brand']"))
        licence = page.first("//footer//a[@rel='license']/@href") or ""
        description = page.first("//meta[@name='description']/@content") or ""
        tagline = re.fullmatch(_TAGLINE.format(re.escape(title)), description) if title else None
        tagline = tagline if is_generated(page.path[1:]) else None  # else it is the page's own description
        said = Blog(
            title=title, address=page.home, language=page.root.get("lang") or "", licence_url=licence,
            tagline=tagline[1] if tagline else self.blog.tagline,
        )  # fmt: skip
        if said != self.blog:
            self.blog = said
            yield said

    def _post(self, page: _Page, post: Any) -> Iterator[Item]:
        entry = self._entry(page, post)
        self.entries.add(page.path)
        if entry.day:
            older = page.first(f"//a[{has_class('older')}]/@href")
            self.days.setdefault(entry.day, {})[page.path] = page.local(older) if older else ""
        yield entry
        yield from self._comments(page, post, entry.key)

    def _entry(self, page: _Page, post: Any) -> Entry:
        self.options.tally.entries += 1
        heading = next(iter(post.xpath(f".//h1[{has_class('p-name')}]")), None)
        byline = f"//*[@class='byline' and not(ancestor::*[{has_class('comment')}])]"
        published = _time(page.first(f"{byline}//*[{has_class('dt-published')}]/@datetime"))
        changed = page.first("//meta[@property='article:modified_time']/@content")
        updated = _time(changed or page.first(f"{byline}//*[{has_class('dt-updated')}]/@datetime"))
        body = next(iter(post.xpath(f".//*[{has_class('e-content')}]")), None)
        # Before the text is cleaned of what tells of them.
        description, image = _description(page, body), _image(page, post)
        text = Text(page.full, page.local, self.counts, self.works)
        enclosures = text.enclosures(body) if body is not None else ()
        original = page.first(f"//a[{has_class('u-syndication')}]")
        return Entry(
            key=key(page.path),
            kind="post",
            title=words(heading),
            heading=text.heading(heading) if heading is not None else "",
            html=text.html(body) if body is not None else "",
            where=page.path,
            id=page.first(f"//*[{has_class('u-uid')}]/@value") or "",
            published=published if isinstance(published, datetime) else None,
            day=published if not isinstance(published, datetime) else None,
            updated=updated if isinstance(updated, datetime) else None,
            updated_day=updated if not isinstance(updated, datetime) else None,
            address=page.address,
            file=f"{POSTS}{page.path[1:].removesuffix('.html')}.md",
            original=_outbound(original) if original is not None else "",
            labels=page.texts(f"//*[@class='tags']//a[{has_class('p-category')}]"),
            categories=page.texts(f"{byline}//a[{has_class('p-category')}]"),
            authors=page.texts(f"{byline}//a[{has_class('p-author')}]"),
            location=words(page.first(f"{byline}//*[{has_class('p-location')}]")),
            language=post.get("lang") or "",
            description=description,
            image=image,
            enclosures=enclosures,
        )

    def _standing(self, page: _Page, article: Any) -> Entry:
        self.options.tally.entries += 1
        self.entries.add(page.path)
        heading = next(iter(article.xpath(".//h1")), None)
        text = Text(page.full, page.local, self.counts, self.works)
        title = text.heading(heading) if heading is not None else ""
        named = words(heading)
        language = page.first("//article/div[@lang]/@lang") or ""
        for element in article.xpath("./nav") + ([heading] if heading is not None else []):
            element.drop_tree()
        return Entry(
            key=key(page.path), kind="page", title=named, heading=title, html=text.html(article), where=page.path,
            address=page.address, file=ABOUT if page.path == f"/{permalink(ABOUT[:-3])}" else "", original="",
            language=language,
        )  # fmt: skip

    def _comments(self, page: _Page, post: Any, entry: str) -> Iterator[Comment]:
        above: list[str] = []
        for place, one in enumerate(post.xpath(f".//*[{has_class('comment')} and {has_class('h-cite')}]"), 1):
            self.options.tally.comments += 1
            classes = (one.get("class") or "").split()
            depth = next((int(name[6:]) for name in classes if re.fullmatch(r"depth-\d", name)), 0)
            anchor = one.get("id") or ""
            id = f"{entry}#{anchor}"
            self.counts["whom comments answer that stand deepest"] += depth == DEEPEST == len(above) - 1
            del above[depth:]
            who = next(iter(one.xpath(f".//*[{has_class('p-author')}]")), None)
            body = next(iter(one.xpath(f".//*[{has_class('p-content')}]")), None)
            when = _time(next(iter(one.xpath(f".//time[{has_class('dt-published')}]/@datetime")), None))
            yield Comment(
                id=id,
                post=entry,
                parent=above[-1] if above else "",
                name=words(who),
                link=next(iter(one.xpath(f".//a[{has_class('p-author')} or {has_class('u-author')}]/@href")), ""),
                date=when if isinstance(when, datetime) else None,
                html=inside(body) if body is not None else "",
                by_author="by-author" in classes,
                kind=next((name for name in ("pingback", "trackback") if name in classes), "comment"),
                anchor=anchor,
                place=place,
            )
            above.append(id)


def key(path: str) -> str:
    """`Entry.key` of what an archive serves at `path`, from its root: the same in whatever copy of it is read."""
    return f"archive:{path}"


def _time(stamp: str | None) -> datetime | date | None:
    """What an attribute ``datetime`` says: a moment with its offset, or a day."""
    try:
        if stamp and len(stamp) == len("2012-10-31"):
            return date.fromisoformat(stamp)
        found = datetime.fromisoformat(stamp) if stamp else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _outbound(link: Any) -> str:
    """The address that an author gave a link, which may lead to a copy by now."""
    return str(link.get("data-originalurl") or link.get("href") or "")


def _named(link: Any) -> str:
    """The words of a link without what the site says of it."""
    note = next(iter(link.xpath(f".//*[{has_class('link-note')}]")), None)
    return words(link).removesuffix(words(note)).strip()


def _links(links: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """Where else something is written of: what each link is called, and where it leads."""
    return tuple((named, to) for link in links
                 if (named := _named(link)) and (to := sound(fields.address, _outbound(link))))  # fmt: skip


def _description(page: _Page, body: Any) -> str:
    """What the post's author says of it: nothing where a page describes it by paragraphs of its own."""
    said = page.first("//meta[@name='description']/@content") or ""
    paragraphs = list(body.iter("p")) if body is not None else []
    seen = (["".join("".join(one.xpath(query)).split()) for one in paragraphs] for query in (_WORDS, _WITHOUT_MARKS))
    return "" if any(_is_of(said, texts) for texts in seen) else said


def _is_of(said: str, paragraphs: Sequence[str]) -> bool:
    """Whether `said` is what some paragraphs in a row say, or the beginning of that if it ends in ``…``."""
    plain = "".join(said.removesuffix("…").split())
    for place in range(len(paragraphs)):
        text = ""
        for paragraph in paragraphs[place:]:
            text += paragraph
            if text == plain or (said.endswith("…") and text.startswith(plain)):
                return True
            if not plain.startswith(text):
                break
    return False


def _image(page: _Page, post: Any) -> str:
    """The picture that the post's author chose for it: nothing where it is the first large one of the text, which the
    build takes by itself."""
    chosen = page.first("//meta[@property='og:image']/@content") or ""
    for image in post.xpath(f".//*[{has_class('e-content')}]//img[@width and @height]"):
        if pixels(image.get("width")) >= LEAST_WIDTH and pixels(image.get("height")) >= LEAST_HEIGHT:
            links = image.xpath(f"parent::a[{has_class('pic-link')}]/@href")
            own = page.full(next(iter(links), image.get("src")))
            return "" if path_of(own) == path_of(chosen) else chosen
    return chosen


def _ordered(olders: dict[str, str]) -> Iterator[DayOrder]:
    """The places of the posts of one day, of each of which the next older is known."""
    if len(olders) < 2:
        return
    newer = {older: path for path, older in olders.items() if older in olders}
    place = 0
    for path in sorted(path for path in olders if olders[path] not in olders):
        chain = [path]
        while (following := newer.get(chain[-1])) and following not in chain:
            chain.append(following)
        for one in chain:
            place += 1
            yield DayOrder(key(one), place)


def _definition(page: _Page, kind: str, slug: str, name: str) -> Definition:
    """What the page of a name says of it."""
    slug = slugify(unquote(slug))
    links = page.root.xpath(f"//article/p/a[{has_class('u-url')}]")
    return Definition(
        kind=kind,
        name=name,
        key=slug,
        aliases=page.texts(f"//article//*[{has_class('p-nickname')}]"),
        about=words(page.first("//article/p[@class='about']")),
        dates=words(page.first(f"//article//*[{has_class('dates')}]")),
        links=_links(links),
        sort=page.first(f"//article//*[{has_class('p-sort-string')}]/@value") or "",
    )  # fmt: skip

