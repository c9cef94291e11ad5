"""What the W3C's feed validator objects to, error or warning, in so far as the archive's feeds could err so.

Written after its documentation, https://validator.w3.org/feed/docs/. `atom_problems` and `rss_problems`
take a document and the address at which it will stand, and yield a few words for each thing wrong.
"""

import re
from collections import Counter
from collections.abc import Iterator
from email.utils import format_datetime, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML = "{http://www.w3.org/XML/1998/namespace}"
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parents[2] / "schemas" / "atom.rng"))

LINKS = set(
    "alternate current describedby enclosure first last license next next-archive prev-archive".split()
)
LINKS |= set("previous related replies self up via".split())
CHANNEL = {"title", "link", "description", f"{ATOM}link", "copyright", "language", "lastBuildDate", "item"}
ITEM = {"title", "link", "description", "guid", "category", "pubDate", f"{DC}creator", f"{DC}language"}
TAGS = frozenset(
    """
    a abbr address article aside audio b bdi blockquote br caption cite code col colgroup dd del details dfn
    div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd label li main mark
    ol p picture pre q s samp section small source span strong sub summary sup table tbody td tfoot th thead
    time tr u ul var video wbr
    """.split()
)
ATTRIBUTES = frozenset(
    """
    align alt checked cite class colspan controls data datetime decoding dir disabled download headers
    height href hreflang id label lang loading name open rel reversed rowspan scope sizes span src srcset
    start style summary tabindex target title translate type value width
    """.split()
)
_URI = re.compile(r"[a-zA-Z][0-9a-zA-Z+.\-]*:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]+")
_TAG_URI = re.compile(r"tag:[a-z0-9.\-]+,\d{4}(-\d{2}(-\d{2})?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BAD_CHARACTERS = re.compile("[\x80-\x9f\ufffd]")
_MARKUP = re.compile(r"</(\w+)>|&(amp|lt|gt|quot|apos|#\w+);")


def atom_problems(text: str, address: str) -> Iterator[str]:
    """Against RFC 4287's schema, its rules that a schema cannot say, and the validator's warnings."""
    feed = etree.fromstring(text.encode())
    if not SCHEMA.validate(feed):
        yield f"schema: {SCHEMA.error_log.last_error}"
    yield from _characters(text)
    yield from _links(feed, address)
    yield from uris(feed.findtext(f"{ATOM}id"))
    entries = feed.findall(f"{ATOM}entry")
    if not feed.findall(f"{ATOM}author") and not all(e.findall(f"{ATOM}author") for e in entries or [feed]):
        yield "no author"
    yield from repeated("id", [entry.findtext(f"{ATOM}id") for entry in entries])
    if entries and feed.index(entries[0]) + len(entries) != len(feed):
        yield "metadata after entries"
    for entry in entries:
        yield from _atom_entry(entry)
    for moment in feed.iter(f"{ATOM}updated", f"{ATOM}published"):
        if (moment.text or "") < "1990":
            yield f"implausible date {moment.text}"


def _atom_entry(entry: Any) -> Iterator[str]:
    yield from uris(entry.findtext(f"{ATOM}id"))
    yield from _links(entry, None)
    content = entry.find(f"{ATOM}content")
    if content is None and not entry.findtext(f"{ATOM}summary"):
        yield "neither content nor summary"
    if content is not None and content.get("type") == "html":
        yield from html_problems(content.text or "")
    for name in ("title", "summary"):
        yield from _markup(name, entry.findtext(f"{ATOM}{name}"))
    for category in entry.findall(f"{ATOM}category"):
        yield from uris(category.get("scheme"))


def _links(parent: Any, address: str | None) -> Iterator[str]:
    """Of a feed that stands at `address`, or of an entry."""
    links = parent.findall(f"{ATOM}link")
    rels = [link.get("rel", "alternate") for link in links]
    yield from repeated("link", [(rel, link.get("type")) for rel, link in zip(rels, links, strict=True)])
    for rel, link in zip(rels, links, strict=True):
        yield from uris(link.get("href"))
        if rel not in LINKS:
            yield f"unregistered link relation {rel}"
        if link.get("href") == link.base and link.base != address:
            yield f"reference to the same document {link.base}"
        if rel == "self" and link.get("href") != address:
            yield f"self is not {address}"
    if address is not None and not {"self", "alternate"} <= set(rels):
        yield "no link to self or to an alternate"


def rss_problems(text: str, address: str) -> Iterator[str]:
    """Against the RSS 2.0 specification and the validator's warnings."""
    root = etree.fromstring(text.encode())
    (channel,) = root
    if root.tag != "rss" or root.get("version") != "2.0" or channel.tag != "channel":
        yield "not RSS 2.0"
    yield from _characters(text)
    yield from _children(channel, CHANNEL, {"item"}, {"title", "link", "description", "language"})
    items = channel.findall("item")
    if items and channel.index(items[0]) + len(items) != len(channel):
        yield "an item before metadata"
    self = channel.find(f"{ATOM}link[@rel='self']")
    if self is None or self.get("href") != address or self.get("type") != "application/rss+xml":
        yield "no link to self"
    yield from uris(channel.findtext("link"))
    yield from _rfc822(channel.findtext("lastBuildDate"))
    if not LANGUAGE.fullmatch(channel.findtext("language", "")):
        yield "no language"
    for name in ("title", "description", "copyright"):
        yield from _markup(name, channel.findtext(name))
    yield from repeated("guid", [item.findtext("guid") for item in items])
    for item in items:
        yield from _rss_item(item)


def _rss_item(item: Any) -> Iterator[str]:
    yield from _children(item, ITEM, {"category", f"{DC}creator"}, {"title", "link", "guid", "pubDate"})
    yield from uris(item.findtext("link"))
    yield from _rfc822(item.findtext("pubDate"))
    yield from _markup("title", item.findtext("title"))
    yield from html_problems(item.findtext("description", ""))
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink", "true") != "false":
        yield "guid is said to be an address"
    for category in item.findall("category"):
        if not (category.text or "").strip():
            yield "blank category"
        yield from _markup("category", category.text)


def _children(parent: Any, known: set[str], many: set[str], required: set[str]) -> Iterator[str]:
    names = Counter(str(child.tag) for child in parent)
    yield from (f"unknown {parent.tag}/{name}" for name in sorted(names.keys() - known))
    yield from (f"{parent.tag} without {name}" for name in sorted(required - names.keys()))
    yield from (f"{name} twice" for name in sorted(names.keys() - many) if names[name] > 1)
    yield from (
        f"blank {name}" for name in sorted(required & names.keys()) if not parent.findtext(name).strip()
    )


def html_problems(html: str) -> Iterator[str]:
    """Of HTML inside a feed: relative addresses, and what readers drop as unsafe."""
    reader = _Reader()
    reader.feed(html)
    yield from reader.problems


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.problems.append(f"unsafe or unknown element {tag}")
        for name, value in attrs:
            if name not in ATTRIBUTES and not name.startswith("data-"):
                self.problems.append(f"unsafe attribute {name}")
            if name in ("href", "src") and not re.match(r"\w+:", value or ""):
                self.problems.append(f"relative address {value}")


def _characters(text: str) -> Iterator[str]:
    if _BAD_CHARACTERS.search(text):
        yield "control characters"


def _markup(name: str, text: str | None) -> Iterator[str]:
    if match := _MARKUP.search(text or ""):
        yield f"{name} contains markup: {match[0]}"


def uris(*given: str | None) -> Iterator[str]:
    for uri in given:
        kind = _TAG_URI if (uri or "").startswith("tag:") else _URI
        if not kind.fullmatch(uri or ""):
            yield f"not a URI: {uri}"


def repeated(name: str, values: list[Any]) -> Iterator[str]:
    yield from (f"{name} {value} twice" for value, count in Counter(values).items() if count > 1)


def _rfc822(text: str | None) -> Iterator[str]:
    moment = parsedate_to_datetime(text or "")
    if format_datetime(moment) != text:
        yield f"not an RFC 822 date: {text}"
    if moment.year < 1990:
        yield f"implausible date {text}"
