"""Every word that the site says, to eyes and to screen readers, goes through a catalogue."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from lxml import etree

from build import brackets
from build.built import Built
from build.sites import Site, differences

#: Names that are the same in every language: of forms of files, and of what made the site.
NAMES = re.compile(r"\b(Atom|RSS|JSON Feed|JSON|BibTeX|RIS|CSL-JSON|Sphinx|ABlog|MyST|Furo)\b")
_ADDRESS = re.compile(r"(?:https?:|data:|/|\.\./)[^\s⟦⟧]+|\b[a-z.]+\.(?:com|example)\b")
_BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[A-Za-z]{2,}[A-Za-z ,.’'-]*")
#: Attributes that are read out or shown, and those elements of a page's head that have words.
ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "label", "summary", "aria-description")
FED = ("title", "subtitle", "description", "rights", "summary", "content", "copyright")
HEAD = 'meta[name="description"], meta[property="og:title"], meta[property="og:site_name"]'


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("words"), "empty", search=True)
    brackets.blog(site)
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return site


@pytest.fixture(scope="module")
def built(source: Site) -> Built:
    return Built(source.out)


def unmarked(text: str) -> list[str]:
    """The words of a text that are neither in brackets nor an author's."""
    bare = NAMES.sub("", _ADDRESS.sub("", text))
    assert bare.count("⟦") == bare.count("⟧"), text
    return [found[0].strip() for found in _WORD.finditer(_BRACKETS.sub(" ", bare))]


def said(page: BeautifulSoup) -> Iterator[str]:
    """All that a page says."""
    for script in page.select('script[type="application/ld+json"]'):
        yield from named(json.loads(script.string))
    for unseen in page.select("script, style"):
        unseen.decompose()
    yield from (meta["content"] for meta in page.select(HEAD))
    for element in page.find_all(True):
        yield from (element[name] for name in ATTRIBUTES if name in element.attrs)
    yield " ".join(page.get_text(" ").split())


def named(data: object) -> Iterator[str]:
    """What JSON-LD or a JSON Feed says in words."""
    if isinstance(data, list):
        for one in data:
            yield from named(one)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in ("name", "headline", "description", "title", "summary", "content_text", "articleSection"):
                yield from ([value] if isinstance(value, str) else value)
            else:
                yield from named(value)


def test_pages_say_nothing_that_is_not_marked(built: Built) -> None:
    assert {"404.html", "search.html", "names/person.html", "threads.html", "blog/2009.html", "on/index.html"} <= set(
        built.pages
    )
    found = {(word, path) for path in built.pages for text in said(built.page(path)) for word in unmarked(text)}
    assert not found


def test_the_pages_that_are_looked_at_say_nearly_all_messages(built: Built) -> None:
    """What no page says cannot be seen to be marked: a blog with less would let words pass."""
    whole = "".join(built.read(path) for path in built.pages)
    with brackets.localization.CATALOGUE_TEMPLATE.open("rb") as file:
        # What only copies of the whole say is on no page.
        shown = [one.id for one in read_po(file) if any(not path.startswith("_ext/dist/") for path, _ in one.locations)]
    messages = [text for message in shown for text in (message if isinstance(message, tuple) else (message,))]
    parts = {part for message in messages for part in re.split(r"%\(\w+\)s|<[^<>]*>|&\w+;", message) if part.strip()}
    unseen = {part for part in parts if f"⟦{part}⟧" not in whole}
    scripts = built.read("_static/words.js") + built.read("_static/feed.css")
    assert len({part for part in unseen if part not in scripts}) < len(parts) / 5, sorted(unseen)


def test_feeds_say_nothing_that_is_not_marked(built: Built) -> None:
    for path in sorted(built.paths):
        if path.endswith(".xml") and path != "sitemap.xml":
            tree = etree.fromstring(built.read(path).encode())
            texts = [element.text or "" for element in tree.iter(*(f"{{*}}{name}" for name in FED))]
            texts = [" ".join(BeautifulSoup(text, "lxml").get_text(" ").split()) for text in texts]
        elif path.endswith("feed.json"):
            texts = list(named(json.loads(built.read(path))))
        else:
            continue
        assert [word for text in texts for word in unmarked(text)] == [], path


def test_style_sheets_say_nothing_that_is_not_marked(built: Built) -> None:
    for path in sorted(path for path in built.paths if re.fullmatch(r"_static/[^/]+\.css", path)):
        texts = re.findall(r'content:\s*"([^"]*)"', built.read(path))
        assert [word for text in texts for word in unmarked(text)] == [], path


def test_sites_in_two_languages_do_not_mix(source: Site, built: Built) -> None:
    """Another language makes all anew, and a catalogue that changed too."""
    site = source
    site.keep()
    try:
        assert site.build("-D", "language=fr-CH", "-W").status == 0
        assert "⟦" not in Built(site.out).read("index.html")
        assert differences(site.tree(), site.clean("-D", "language=fr-CH")) == []
        path = site.src / "locales" / brackets.LANGUAGE / "LC_MESSAGES" / "archive.po"
        site.build("-W")
        path.write_text(path.read_text("utf-8").replace("⟦Archive⟧", "⟦Αρχεία⟧"), encoding="utf-8")
        site.build("-W")
        assert "⟦Αρχεία⟧" in Built(site.out).read("2013/01/c0.html")
        assert differences(site.tree(), site.clean()) == []
    finally:
        site.restore()


def test_an_authors_own_words_go_before_the_archives(tmp_path: Path) -> None:
    site = Site(tmp_path / "own", "empty")
    site.edit("conf.py", "html_baseurl =", 'language = "de"\nhtml_baseurl =')
    site.write("locales/de/LC_MESSAGES/archive.po", 'msgid "Archive"\nmsgstr "Früheres"\n')
    assert site.build("-W").stderr == ""
    assert "Früheres" in Built(site.out).texts("index.html", ".sidebar-tree a")
