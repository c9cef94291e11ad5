"""What a page says of itself to machines: description, Open Graph, JSON-LD, feeds, and marks for Zotero.

Follows https://ogp.me/, https://schema.org/BlogPosting, https://schema.org/BreadcrumbList and, for Zotero,
its translator of embedded metadata: ``citation_title`` is left out, which would make a post a journal article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

from ..core import addresses, dates, texts
from ..core.addresses import SITE_SCHEME, rebase_address
from ..model import autodiscovery
from ..model.citations import is_organisation
from ..model.mentions import Subject
from ..model.posts import Post, Site
from .documents import PostPage
from .page import Crumb, Page

#: The vocabularies that the ``property`` attributes below are taken from, for the ``prefix`` of ``<html>``.
PREFIXES = (
    "og: https://ogp.me/ns# article: https://ogp.me/ns/article# zotero: http://www.zotero.org/namespaces/export#"
)
#: Search engines show about so many characters of a description.
LONGEST_DESCRIPTION = 160
_META = re.compile(r"<meta [^>]*>\n?")
#: An attribute that says what a tag of metadata is about.
_NAME = re.compile(r' (?:name|property)="[^"]*"')


class Meta(NamedTuple):
    """A ``<meta>``; one that says the same in two vocabularies has a name in each."""

    content: str
    name: str = ""
    property: str = ""
    """As RDFa has it, which Open Graph is written in: https://ogp.me/"""


def of_post(site: Site, page: PostPage, excerpt: str) -> Markup:
    """The metadata of a post's page; `excerpt` is HTML."""
    post, crumbs = page.post, page.crumbs
    description = post.description or texts.summary(excerpt, LONGEST_DESCRIPTION)
    url = site.url and site.address(post.path)
    # Of its own files a site can tell others once it has an address.
    picture = rebase_address(post.image, site.url) if site.url or not post.image.startswith(SITE_SCHEME) else ""
    modified = dates.machine_date(post.updated, post.updated_timed) if post.updated else ""
    published = dates.machine_date(post.date, post.timed)
    metas = [
        Meta(description, "description", "og:description"),
        *(Meta(term.name, "author") for term in post.authors),
        Meta(published, "date", "article:published_time"),
        *_open_graph("article", post.title, url, site, post.language or site.language),
        *_picture(post, picture),
        Meta(modified, property="article:modified_time"),
        *(Meta(term.name, property="article:section") for term in post.categories),
        *(Meta(term.name, property="article:tag") for term in post.tags),
        Meta("blogPost", property="zotero:itemType"),
    ]
    posting = _blog_posting(site, post, description, url, picture, published, modified)
    linked = [posting, _breadcrumbs(site, [*crumbs, Crumb(post.title, post.docname)])]
    return Markup(_metas(metas) + _feeds(site, None, post.docname) + _linked_data(site, linked))


def of_page(site: Site, page: Page, description: str = "") -> Markup:
    """The metadata of any other page; where it has no `description`, plain text, it says whose it is."""
    name, title, crumbs = page.name, page.title, page.crumbs
    description = description or page.description or _description(site, title)
    url = site.url and site.url + address(name)
    metas = [
        Meta(description, "description", "og:description"),
        *_open_graph("website", title or site.title, url, site, site.language),
    ]
    linked = [_breadcrumbs(site, [*crumbs, Crumb(title, name)])] if crumbs else []
    return Markup(_metas(metas) + _feeds(site, page.subject, name) + _linked_data(site, linked))


def _description(site: Site, title: str) -> str:
    """What a page is and of which blog, where nothing else is said of it."""
    local, blog = site.localization, site.title
    if site.tagline:
        # Translators: the title of the blog and what it says of itself.
        blog = local.gettext("%(title)s: %(tagline)s") % {"title": site.title, "tagline": site.tagline}
    # Translators: how a page is described to search engines: by its title and by the blog's.
    return local.gettext("%(page)s. %(blog)s") % {"page": title or blog, "blog": blog}


def unless_in(head: str, metatags: str) -> Markup:
    """A page's metadata without those of which `metatags`, by its author or an extension, say something already."""
    if not metatags:
        return Markup(head)
    taken = {name for tag in _META.findall(metatags) for name in _NAME.findall(tag)}

    def without_taken(tag: re.Match[str]) -> str:
        """The tag with those of its names that are free; nothing where none is."""
        names = _NAME.findall(tag[0])
        if all(name in taken for name in names):
            return ""
        return _NAME.sub(lambda name: "" if name[0] in taken else name[0], tag[0])

    return Markup(_META.sub(without_taken, head))


def address(name: str) -> str:
    """Address of a page from the site's root, quoted, as a reader should see it: a folder's index has none."""
    path = addresses.quoted_permalink(name)
    return path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path


def last_changed(page: Page) -> str:
    """The day of the newest post that a page shows, for the sitemap; nothing, if it is not known."""
    return page.newest.day.isoformat() if page.newest else ""


def _locale(language: str) -> str:
    """A language as Open Graph writes it, in the case that BCP 47 gives each part: ``pt-br`` is ``pt_BR``."""
    first, *rest = language.split("-")
    cased = {2: str.upper, 4: str.title}
    return "_".join([first.lower(), *(cased.get(len(part), str.lower)(part) for part in rest)])


def _open_graph(kind: str, title: str, url: str, site: Site, language: str) -> tuple[Meta, ...]:
    """What Open Graph wants of any page."""
    return (
        Meta(kind, property="og:type"), Meta(title, property="og:title"), Meta(url, property="og:url"),
        Meta(site.title, property="og:site_name"), Meta(_locale(language), property="og:locale"),
    )  # fmt: skip


def _picture(post: Post, address: str) -> tuple[Meta, ...]:
    """The picture that stands for a post, where that has one, with what is known of it."""
    if not post.picture or not address:
        return (Meta(address, property="og:image"),)
    width, height = post.picture.width, post.picture.height
    return (
        Meta(address, property="og:image"), Meta(str(width or ""), property="og:image:width"),
        Meta(str(height or ""), property="og:image:height"), Meta(post.picture_alt, property="og:image:alt"),
    )  # fmt: skip


def _attribute(attribute: str, name: str) -> str:
    return f' {attribute}="{name}"' if name else ""


def _metas(metas: Iterable[Meta]) -> str:
    return "".join(
        f"<meta{_attribute('name', name)}{_attribute('property', property)}"
        f' content="{escape(content)}">\n'
        for content, name, property in metas
        if content
    )


def _feeds(site: Site, subject: Subject | None, name: str) -> str:
    """The feeds, those of a subject first, as the page of that name announces them."""
    root = site.url or addresses.relative_root(name)
    announced = [*(autodiscovery.alternates(site, subject) if subject else ()), *autodiscovery.alternates(site)]
    return "".join(
        f'<link rel="alternate" type="{feed.type}" title="{escape(feed.title)}"'
        f' href="{root}{addresses.quoted_path(feed.path)}">\n'
        for feed in announced
    )


def _linked_data(site: Site, items: Sequence[dict[str, Any]]) -> str:
    """JSON-LD, of which each thing is known by its whole address; ``<`` is written so that no text in it can end the
    script."""
    if not items or not site.url:
        return ""
    text = json.dumps(items if len(items) > 1 else items[0], ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{text.replace("<", chr(92) + "u003c")}</script>\n'


def _blog_posting(
    site: Site, post: Post, description: str, url: str, picture: str, published: str, modified: str
) -> dict[str, Any]:
    posting = {
        "@context": "https://schema.org", "@type": "BlogPosting", "url": url,
        "headline": post.title, "description": description, "image": picture,
        "datePublished": published, "dateModified": modified,
        "inLanguage": post.language or site.language,
        "author": [{"@type": "Organization" if is_organisation(term.name) else "Person", "name": term.name,
                    "url": site.url + address(term.page)} for term in post.authors],
        "articleSection": [term.name for term in post.categories], "keywords": [term.name for term in post.tags],
        "license": site.licence_url, "isBasedOn": post.original, "contentLocation": post.location,
        "isPartOf": {"@type": "Blog", "@id": site.url, "name": site.title},
    }  # fmt: skip
    return {name: value for name, value in posting.items() if value}


def _breadcrumbs(site: Site, crumbs: Sequence[Crumb]) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [
        {"@type": "ListItem", "position": place, "name": crumb.title, "item": site.url + address(crumb.name)}
        for place, crumb in enumerate([Crumb(site.localization.gettext("Home"), "index"), *crumbs], start=1)
    ]
    del steps[-1]["item"]  # that of the page itself
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps}
