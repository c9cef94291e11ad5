"""Random small blogs, as the exports that services would write of them: with everything that a blog may hold, and that
means something to YAML, Markdown, MyST, Sphinx, file systems or the archive itself."""

# ruff: noqa: E501 - what is written of XML stays on the lines on which it reads best
from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

#: Text that is taken for something else somewhere.
TRAPS = (
    "", " ", "\u00a0", "\u200b", "---", "...", "+++", "***", "___", "===", "```", "~~~", ":::", "$$", "#", "# x", "## x",
    "1. x", "10) x", "- x", "* x", "+ x", "> x", "| a | b |", "|---|", "% comment", ".. note::", "::", "x::", "(x)=",
    "[^1]", "[^1]: note", "[^note]", "[a](b)", "![a](b)", "[[x]]", "<x>", "</div>", "<!-- x", "-->", "]]>", "&amp;", "&lt;",
    "&#0;", "&nbsp;", "{x}", "{x}`y`", "{ref}`x`", "{person}`x`", "{cite}`x`", "`{ref}`", "{{ x }}", "{% x %}", "{.c}",
    "{#i}", "{a=b}", "```{note}", "````{eval-rst}", ":name: x", "|x|_", "x_", "`x`_", "*", "**", "_", "__", "*x", "_x_",
    "\\", "\\\\", "x\\", "\\x", "`", "``", "'", '"', "''", ":", "a: b", "a #b", "@", "!", "!x", "&x", "*x", "? x", "yes",
    "null", "~", "1", "1.0", "2012-10-31", "true", "[", "]", "[x", "{", "}", "$x$", "$5 and $6", "http://x.example/a_b_c",
    "www.x.example", "a@x.example", "C++", "C#", "c#", ".NET", ".net", "R&D", "AC/DC", "100 %", "..", "../x", "a/b", "a\\b",
    "con", "COM0", "lpt0", "index", "page", "page-2", "search", "blog", "genindex", "Straße", "STRASSE", "é", "e\u0301", "ﬁ",
    "İ", "ı", "日本語", "שלום עולם", "سلام دنیا", "می\u200cخواهم", "हिन्दी", "😀", "👩‍👩‍👧", "\u202e", "\ufeff", "\u2028", "\x85",
    "\u00ad", "\ufffd", "\ue000", "a\tb", "a\nb", "a\r\nb", "\n\n", "x" * 300, "word " * 60, "Untitled", "Unknown",
    "Anonymous", "Uncategorized", "Non classé", "[caption]x[/caption]", "[gallery]", "[x y=z]", "title: x", "draft: true",
    "# c", "a -- b", "(c) -- ... '' \"\"", "1\\. x", "H~2~O", "x^2^", "==x==", "- [ ] x", "Term\n: x", "\x07", "\x00", "\x1b[0m",
)  # fmt: skip
LANGUAGES = (
    "python",
    "php",
    "c#",
    "js",
    "json",
    "klingon",
    "html",
    "text",
    "",
    "a b",
    "none",
    "guess",
    "rest",
    "{note}",
)
CODE = (
    "x = 1",
    ">>> x",
    "<?php echo 1; ?>",
    "{ not json",
    "def f(:",
    "```",
    "$x = `y`;",
    "\tindented\n\n  lines",
    "?",
    "日本",
)

words = st.sampled_from(
    ("The", "posts", "of", "a", "blog", "tell", "what", "was", "argued", "then.", "Why?", "It", "is")
)
text = st.lists(words, min_size=1, max_size=8).map(" ".join)
trap = st.sampled_from(TRAPS) | st.text(max_size=12)
phrase = st.one_of(text, trap, st.tuples(text, trap, text).map(" ".join), st.tuples(trap, trap).map("".join))
name = st.one_of(
    st.sampled_from(("Music", "music", "MUSIC", "C++", "C#", "c#", ".NET", ".net", "Café", "cafe")), trap, text
)
SLUGS = ("one", "One", "two", "index", "page", "con", "com0", "_x", "caf%C3%A9", "%F0%9F%98%80", "a b", "x.y",
         "%D8%B3%D9%84%D8%A7%D9%85", "100%25", "why%3F", "a" * 120, "foo.html", "-", "..", "a/b", "%ff", "")  # fmt: skip
slug = st.sampled_from(SLUGS[:-3])


@st.composite
def address(draw: Callable[..., Any]) -> str:
    """Path and query of an old address; often the same for several posts."""
    part, other = draw(slug), draw(slug)
    year, month, number = draw(st.integers(2003, 2013)), draw(st.integers(1, 12)), draw(st.integers(1, 9))
    return draw(
        st.sampled_from((
            f"/{year}/{month:02}/{part}.html", f"/{year}/{month:02}/{part}/", f"/{year}/{month:02}/{month:02}/{part}/",
            f"/?p={number}", f"/wordpress/?p={number}", f"/index.php?p={number}&x=y", f"/{part}.html", f"/{part}/", f"/{part}",
            f"/{part}.html/{other}.html", f"/{part}/{other}/", f"/p/{part}.html", f"/{part}.php", f"/archives/{number}", "/", "",
            "/blog/", "/blog/archive.html", f"/blog/{part}/", f"/blog/tag/{part}.html", "/search/", "/search.html", "/names/",
            "/feeds/posts/default", "/feed/", f"/{year}/", f"/{year}/{month:02}/", "/about.html", "/guide/", "/threads/",
            "/index.html", "/genindex.html", "/404.html", f"/on/0{number}-11.html", f"//{part}/", f"/{part}?m=1#c5",
        ))
    )  # fmt: skip


usual_date = st.builds(
    "{}-{:02}-{:02}T{:02}:30:00{}".format, st.integers(2003, 2013), st.integers(1, 12), st.integers(1, 28),
    st.integers(0, 23), st.sampled_from(("Z", "+00:00", "-08:00", "+05:30", "+14:00")),
)  # fmt: skip
odd_date = st.sampled_from((
    "", "0000-00-00T00:00:00", "-0001-11-30T00:00:00", "1962-05-01T10:00:00Z", "2250-01-01T00:00:00Z", "0999-01-01T00:00:00Z",
    "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "1883-11-18T12:00:00+00:19:32", "2012-02-30T00:00:00Z",
    "2012-03-25T01:30:00Z", "not a date", "2012", "2012-10-31T09:30:00.123+23:00",
))  # fmt: skip
date = st.tuples(st.integers(0, 4), usual_date, odd_date).map(lambda drawn: drawn[1] if drawn[0] else drawn[2])


def _tagged(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(
        ("b", "i", "em", "strong", "u", "s", "sup", "sub", "code", "span", "font", "q", "cite", "kbd", "big", "x")
    )
    return st.builds("<{0}>{1}</{0}>".format, tags, inner)


shown = phrase.map(lambda value: html.escape(value, quote=False)) | trap
target = st.one_of(address().map("http://b.example{}".format), address(), st.sampled_from(
    ("#x", "#_ftn1", "#fn1", "mailto:a@x.example", "tel:1", "javascript:x", "http://[", "http://x.example/a(b)c", "", "x y",
     "https://x.example/?a=1&b=2", "ftp://x.example/", "//x.example/y", "file:///etc/passwd", "two.html#part")))  # fmt: skip
inline = st.recursive(
    shown,
    lambda inner: st.one_of(
        _tagged(inner), st.lists(inner, max_size=4).map("".join),
        st.builds('<a href="{}">{}</a>'.format, target, inner),
        st.builds('<a href="#{0}" name="r{0}" id="r{0}">[1]</a>'.format, st.sampled_from(("_ftn1", "fn1", "x"))),
        st.builds('<img src="{}" alt="{}">'.format, target, inner), st.just("<br>"), st.just("<br/>\n"), st.just("<wbr>"),
    ),
    max_leaves=6,
)  # fmt: skip
code = st.builds(
    '<pre class="{} {}"><code class="language-{}">{}</code></pre>'.format, st.sampled_from(("brush:", "lang", "")),
    st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES),
    st.sampled_from(CODE).map(html.escape) | shown,
)  # fmt: skip
block = st.recursive(
    inline.map("<p>{}</p>".format) | inline | code,
    lambda inner: st.one_of(
        st.builds("<h{0}>{1}</h{0}>".format, st.integers(1, 6), inner | inline),
        st.builds('<div id="{}" dir="{}">{}</div>'.format, st.sampled_from(("x", "x", "post", "1")), st.sampled_from(("rtl", "ltr", "auto")), inner),
        st.builds("<blockquote>{}</blockquote>".format, inner), st.builds("<center>{}</center>".format, inner),
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(("ul", "ol")), st.lists(inner.map("<li>{}</li>".format), max_size=3).map("".join)),
        st.builds("<table>{}</table>".format, st.lists(
            st.lists(st.builds("<{0}>{1}</{0}>".format, st.sampled_from(("td", "th")), inner), min_size=1, max_size=3)
            .map("".join).map("<tr>{}</tr>".format), max_size=3).map("".join)),
        st.builds("<dl><dt>{}</dt><dd>{}</dd></dl>".format, inner, inner),
        st.builds("<details><summary>{}</summary>{}</details>".format, inline, inner),
        st.builds('<figure><img src="http://b.example/a.jpg"><figcaption>{}</figcaption></figure>'.format, inner),
        st.builds('<p id="{0}"><a href="#r{0}">[1]</a> {1}</p>'.format, st.sampled_from(("_ftn1", "fn1", "x")), inner),
        st.lists(inner, max_size=3).map("\n\n".join),
        st.sampled_from(("<hr>", "<hr><hr>", "<!--more-->", '<a name="more"></a>', "<!-- wp:paragraph -->", "<!-- x -->", "<p></p>",
                         '<iframe src="https://www.youtube.com/embed/abcdefgh"></iframe>', "<script>x</script>", "<h2></h2>", "</div>",
                         "[caption id='a' width='3']<img src='a.jpg'> cap[/caption]", "[gallery ids='1,2']", "[youtube abcdefgh]",
                         "[code lang='php']<?php $x; ?>[/code]", "[sourcecode language=\"klingon\"]x[/sourcecode]", "[embed]http://x.example/[/embed]",
                         "<object><embed src='x.swf'></object>", "<td>x</td>", "<li>x", "<ul><ul><li>x</ul></ul>", "<pre></pre>", "<b>")),
    ),
    max_leaves=5,
)  # fmt: skip


@dataclass(frozen=True)
class RandomEntry:
    """One post, page or draft."""

    title: str
    body: str
    address: str
    id: str
    date: str
    updated: str
    state: str
    kind: str
    labels: tuple[str, ...]
    categories: tuple[str, ...]
    author: str
    excerpt: str
    comments: tuple[tuple[str, str, str], ...]
    """Name, date and text of each."""


entries = st.builds(
    RandomEntry,
    title=phrase,
    body=st.lists(block, max_size=4).map("\n".join),
    address=address(),
    id=st.sampled_from(
        ("", "", "", "http://b.example/?p=1", "http://b.example/?p=2", "urn:x", "no iri", "tag:b.example,2012:é")
    ),
    date=date,
    updated=date,
    state=st.sampled_from(
        ("publish", "publish", "publish", "publish", "draft", "private", "future", "acf-disabled", "")
    ),
    kind=st.sampled_from(("post", "post", "post", "page")),
    labels=st.lists(name, max_size=3).map(tuple),
    categories=st.lists(name, max_size=2).map(tuple),
    author=name,
    excerpt=phrase | inline,
    comments=st.lists(st.tuples(name, date, inline), max_size=2).map(tuple),
)
FORMATS = ("wxr", "blogger", "takeout", "atom", "rss", "json")


@dataclass(frozen=True)
class RandomBlog:
    """A blog, and the format in which it is exported."""

    format: str
    title: str
    language: str
    entries: tuple[RandomEntry, ...]

    def export(self, first: int) -> bytes:
        """The export; its entries are numbered from `first`, so that several blogs can stand in one archive."""
        return _WRITERS[self.format](self, first).encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()


blogs = st.builds(
    RandomBlog,
    format=st.sampled_from(FORMATS),
    title=phrase,
    language=st.sampled_from(("", "en", "en-US", "fa-IR", "he", "ar", "fr_FR", "not a tag", "zh-Hans")),
    entries=st.lists(entries, min_size=1, max_size=4).map(tuple),
)


def random_blogs(count: int, start: int) -> list[RandomBlog]:
    """`count` blogs, the same for the same `start`."""
    found: list[RandomBlog] = []

    @seed(start)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(blogs)
    def collect(blog: RandomBlog) -> None:
        found.append(blog)

    collect()
    return found[:count]


def _text(value: str) -> str:
    """As an element's text; what XML forbids is left in, for the reader to leave out."""
    return escape("".join(char for char in value if not "\ud800" <= char <= "\udfff" and char not in "\0\ufffe\uffff"))


def _attribute(value: str) -> str:
    return quoteattr(
        "".join(char for char in value if not "\ud800" <= char <= "\udfff" and char not in "\0\ufffe\uffff")
    )


def _wxr(blog: RandomBlog, first: int) -> str:
    items = []
    for number, entry in enumerate(blog.entries, first):
        day = entry.date.replace("T", " ")[:19]
        terms = [("post_tag", one) for one in entry.labels] + [("category", one) for one in entry.categories]
        comments = "".join(
            f"<wp:comment><wp:comment_id>{number * 10 + place}</wp:comment_id><wp:comment_author>{_text(who)}</wp:comment_author>"
            f"<wp:comment_date>{when.replace('T', ' ')[:19]}</wp:comment_date><wp:comment_content>{_text(said)}</wp:comment_content>"
            "<wp:comment_approved>1</wp:comment_approved></wp:comment>"
            for place, (who, when, said) in enumerate(entry.comments)
        )
        items.append(
            f"<item><title>{_text(entry.title)}</title><link>{_text(f'http://b.example{entry.address}')}</link>"
            f"<dc:creator>{_text(entry.author)}</dc:creator><guid>{_text(entry.id)}</guid>"
            f"<content:encoded>{_text(entry.body)}</content:encoded><excerpt:encoded>{_text(entry.excerpt)}</excerpt:encoded>"
            f"<wp:post_id>{number}</wp:post_id><wp:post_date>{day}</wp:post_date><wp:post_date_gmt>{day}</wp:post_date_gmt>"
            f"<wp:post_modified>{entry.updated.replace('T', ' ')[:19]}</wp:post_modified><wp:post_name>{_text(entry.title[:20])}</wp:post_name>"
            f"<wp:status>{entry.state}</wp:status><wp:post_type>{entry.kind}</wp:post_type>"
            + "".join(_term(domain, one, number + place) for place, (domain, one) in enumerate(terms))
            + f"<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>{SLUGS[number % len(SLUGS)]}</wp:meta_value>"
            f"</wp:postmeta>{comments}</item>"
            f"<item><title>x</title><link>{_text(f'http://b.example{entry.address}{SLUGS[-number % len(SLUGS)]}/')}</link>"
            f"<wp:post_id>{number}7</wp:post_id><wp:post_parent>{number if number % 3 else 0}</wp:post_parent>"
            "<wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>"
            f"<wp:attachment_url>http://b.example/{SLUGS[number % len(SLUGS)]}.jpg</wp:attachment_url></item>"
        )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>{_text(blog.title)}</title><link>http://b.example</link>'
        f"<language>{blog.language}</language>{_CATEGORIES}{''.join(items)}</channel></rss>"
    )


#: Each category below the one before, the first below the last.
_CATEGORIES = "".join(
    f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{one}</wp:category_nicename>"
    f"<wp:category_parent>{SLUGS[number - 1]}</wp:category_parent><wp:cat_name>{one}</wp:cat_name></wp:category>"
    for number, one in enumerate(SLUGS)
)


def _term(domain: str, name: str, number: int) -> str:
    """A term of an entry; now and then of a taxonomy that WordPress does not have by itself."""
    domain = ("genre", "post_format")[number % 2] if number % 7 == 0 else domain
    return f"<category domain='{domain}' nicename={quoteattr(SLUGS[number % len(SLUGS)])}>{_text(name)}</category>"


def _blogger(blog: RandomBlog, first: int) -> str:
    made = []
    for number, entry in enumerate(blog.entries, first):
        labels = "".join(
            f"<category scheme='http://www.blogger.com/atom/ns#' term={_attribute(one)}/>" for one in entry.labels
        )
        draft = "" if entry.state == "publish" else "<app:control><app:draft>yes</app:draft></app:control>"
        made.append(
            f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><published>{entry.date}</published><updated>{entry.updated}</updated>{draft}"
            f"<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{entry.kind}'/>{labels}"
            f"<title>{_text(entry.title)}</title><content type='html'>{_text(entry.body)}</content>"
            f"<link rel='alternate' type='text/html' href={_attribute(f'http://b.blogspot.com{entry.address}')}/>"
            f"<author><name>{_text(entry.author)}</name></author></entry>"
        )
        made += (
            f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}{place}9</id><published>{when}</published>"
            "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#comment'/>"
            f"<content type='html'>{_text(said)}</content><author><name>{_text(who)}</name></author>"
            f"<thr:in-reply-to ref='tag:blogger.com,1999:blog-1.post-{number}'/></entry>"
            for place, (who, when, said) in enumerate(entry.comments)
        )
    return (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0' "
        f"xmlns:app='http://purl.org/atom/app#'><title>{_text(blog.title)}</title>{''.join(made)}</feed>"
    )


def _takeout(blog: RandomBlog, first: int) -> str:
    made = []
    for number, entry in enumerate(blog.entries, first):
        labels = "".join(
            f"<category scheme='tag:blogger.com,1999:blog-1' term={_attribute(one)}/>" for one in entry.labels
        )
        status = {"publish": "LIVE", "draft": "DRAFT", "future": "SCHEDULED"}.get(entry.state, "LIVE")
        made.append(
            f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><blogger:type>{entry.kind.upper()}</blogger:type>"
            f"<blogger:status>{status}</blogger:status><author><name>{_text(entry.author)}</name></author><title>{_text(entry.title)}</title>"
            f"<content type='html'>{_text(entry.body)}</content><blogger:metaDescription>{_text(entry.excerpt)}</blogger:metaDescription>"
            f"<published>{entry.date}</published><updated>{entry.updated}</updated><blogger:location><blogger:name>{_text(entry.excerpt)}"
            f"</blogger:name></blogger:location>{labels}<blogger:filename>{_text(entry.address)}</blogger:filename></entry>"
        )
    return (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>"
        f"<title>{_text(blog.title)}</title>{''.join(made)}</feed>"
    )


def _atom(blog: RandomBlog, first: int) -> str:
    made = [
        f"<entry><id>{_text(entry.id) or f'urn:entry:{number}'}</id><published>{entry.date}</published><updated>{entry.updated}</updated>"
        f"<title>{_text(entry.title)}</title><content type='html' xml:lang='{blog.language}'>{_text(entry.body)}</content>"
        f"<link href={_attribute(f'http://b.example{entry.address}')}/><author><name>{_text(entry.author)}</name></author>"
        + "".join(f"<category term={_attribute(one)}/>" for one in entry.labels) + "</entry>"
        for number, entry in enumerate(blog.entries, first)
    ]  # fmt: skip
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{_text(_clean(blog.title))}</title>{''.join(_clean(one) for one in made)}</feed>"


def _rss(blog: RandomBlog, first: int) -> str:
    made = [
        f"<item><title>{_text(entry.title)}</title><link>{_text(f'http://b.example{entry.address}')}</link><guid>{_text(entry.id) or f'urn:item:{number}'}</guid>"
        f"<pubDate>{entry.date}</pubDate><description>{_text(entry.body)}</description>"
        + "".join(f"<category>{_text(one)}</category>" for one in entry.labels) + "</item>"
        for number, entry in enumerate(blog.entries, first)
    ]  # fmt: skip
    return f"<rss version='2.0'><channel><title>{_text(_clean(blog.title))}</title>{''.join(_clean(one) for one in made)}</channel></rss>"


def _clean(xml: str) -> str:
    """Without what XML forbids, for parsers that are not this project's."""
    return "".join(char for char in xml if char in "\t\n\r" or char >= " ")


def _json(blog: RandomBlog, first: int) -> str:
    items = [
        {"id": entry.id or f"item-{number}", "url": f"http://b.example{entry.address}", "title": entry.title, "content_html": entry.body,
         "date_published": entry.date, "date_modified": entry.updated, "tags": entry.labels, "authors": [{"name": entry.author}]}
        for number, entry in enumerate(blog.entries, first)
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": blog.title, "items": items})


_WRITERS: dict[str, Callable[[RandomBlog, int], str]] = {
    "wxr": _wxr, "blogger": _blogger, "takeout": _takeout, "atom": _atom, "rss": _rss, "json": _json,
}  # fmt: skip
