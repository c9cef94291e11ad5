"""WordPress's WXR 1.0 to 1.2: RSS 2.0 with ``wp:``, ``content:``, ``excerpt:`` and ``dc:``, whatever their
version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from importer.dates import timestamp, with_gmt
from importer.decoding import parsed_json
from importer.model import (
    Blog,
    Comment,
    Dropped,
    Entry,
    Fragment,
    Item,
    Listing,
    Media,
    MenuLink,
    Remark,
)  # fmt: skip
from importer.readers import Options, xml_file
from importer.readers.blogger import title
from importer.readers.taxonomies import Taxonomies, Terms, nicename
from importer.source import Source
from importer.wordpress.body import body_html, comment_html
from importer.words import plain
from importer.xmlstream import text

#: Name and number of each account that wrote something, by its login.
Authors = dict[str, tuple[str, str]]
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_TAGS = frozenset("item title link base_blog_url author category tag term language description".split())
_LIVE = frozenset({"publish", "future", ""})
#: Why an entry in a state of WordPress is kept as a draft; of a plain draft there is nothing to say.
_STATES = dict.fromkeys((*_LIVE, "draft"), "") | {"private": "it was private", "pending": "it awaited review"}
_NOT_POSTS = {
    "nav_menu_item": "menu entry",
    "revision": "older revision",
    "wp_global_styles": "theme's styles",
}
#: WordPress escapes what would end a comment in the JSON of a block.
_MENU_BLOCK = re.compile(r"<!-- wp:navigation-(?:link|submenu) ([^<>]*)-->")
#: Synced patterns ("reusable blocks"), and menus of blocks.
_SHOWN_BY_REFERENCE = ("wp_block", "wp_navigation")


def read(source: Source, members: tuple[str, ...], options: Options) -> Iterator[Item]:
    """Items of the export's files (WordPress parts large ones), in the order of their names."""
    authors: Authors = {}
    taxonomies = Taxonomies()
    done = 0
    for member in members:
        document = xml_file(source, member, _TAGS)
        for parent, element in document:
            name = element.tag.rpartition("}")[2]
            if name == "item":
                options.tally.entries += 1
                done += 1
                options.progress(done)
                where = f"{document.shown}:{element.sourceline}"
                items = _item(element, where, authors, taxonomies, options)
                yield from document.drafted_if_cut(items, document.cut(element))
            elif parent != "channel":
                continue
            elif name == "author":
                login, number = (text(element, f"{{*}}author_{part}").strip() for part in ("login", "id"))
                authors[login] = _name(element), number
            elif name in ("category", "tag", "term") and "}" in element.tag:
                taxonomies.define(element)
            elif name == "language" and "}" not in element.tag:
                yield Blog(language=(element.text or "").strip())
            elif name == "description" and "}" not in element.tag:
                yield Blog(tagline=plain(element.text or ""))
            elif name == "title" and "}" not in element.tag:
                yield Blog(title=title(element.text or ""))
            elif name == "base_blog_url" or (name == "link" and "}" not in element.tag):
                yield Blog(address=(element.text or "").strip().rstrip("/"))
        yield from document.findings()
    yield from taxonomies.remarks()
    yield from taxonomies.listings()
    yield from (Listing("author", name or login, nicename(login), number=number)
                for login, (name, number) in authors.items() if login)  # fmt: skip
    yield from _unsure(options.maybe_markdown)


def _name(author: Any) -> str:
    """The name of an account: a login that was never changed for one is none, where the account has another."""
    shown, login = (text(author, f"{{*}}author_{part}").strip() for part in ("display_name", "login"))
    real = " ".join(text(author, f"{{*}}author_{part}").strip() for part in ("first_name", "last_name")).strip()
    return real if real and shown in ("", login) else shown


def _unsure(titles: list[str]) -> Iterator[Item]:
    if titles:
        some = ", ".join(f"“{one}”" for one in titles[:5]) + (", …" if len(titles) > 5 else "")
        yield Remark(
            f"{len(titles):,} posts may have been typed in Markdown, and were taken as HTML: {some}. If they were, "
            "import with IMPORTOPTS='--markdown always'; if not, '--markdown never' says no more of it."
        )


def _item(
    item: Any, where: str, authors: Authors, taxonomies: Taxonomies, options: Options
) -> Iterator[Item]:
    id = text(item, "{*}post_id").strip()
    key = f"wordpress:{id}" if id else text(item, "guid").strip() or text(item, "link").strip() or where
    kind, status = text(item, "{*}post_type").strip() or "post", text(item, "{*}status").strip()
    name = title(text(item, "title"))
    if kind == "attachment":
        address = text(item, "{*}attachment_url").strip() or text(item, "guid").strip()
        meta = _meta(item)
        width, height = _measures(meta.get("_wp_attachment_metadata", ""))
        yield Media(
            id=id,
            post=f"wordpress:{text(item, '{*}post_parent').strip()}",
            address=address,
            caption=_excerpt(item).strip(),
            alt=" ".join(meta.get("_wp_attachment_image_alt", "").split()),
            page=text(item, "link").strip(),
            width=width,
            height=height,
        )
    elif kind in _SHOWN_BY_REFERENCE and status == "publish":
        yield from _block_menu(id, text(item, CONTENT)) if kind == "wp_navigation" else ()
        yield Fragment(id, body_html(text(item, CONTENT), choice="never").html, text(item, CONTENT))
    elif kind not in ("post", "page"):
        if kind == "nav_menu_item" and status == "publish":
            yield _menu_link(item, name)
        yield Dropped(_NOT_POSTS.get(kind, f"entry of another kind ({kind})"), name or key)
    elif status in ("trash", "auto-draft", "inherit"):
        yield Dropped("in the trash" if status == "trash" else f"never saved ({status})", name or key)
    else:
        terms = taxonomies.of(item, name or key)
        yield _post(item, key, kind, status, where, authors, terms, options)
    kept = kind in ("post", "page") and status not in ("trash", "auto-draft", "inherit")
    author = authors.setdefault(text(item, CREATOR).strip(), ("", ""))[1]
    for comment in item.iterfind("{*}comment"):
        options.tally.comments += 1
        left_out = Dropped("comment of an entry left out", name or key)
        yield _comment(comment, key, author, options) if kept else left_out


def _menu_link(item: Any, name: str) -> MenuLink:
    """A line of a menu: it names the entry that it leads to, or any address."""
    meta = _meta(item)
    menus = (one.get("nicename") or "" for one in item.iterfind("category") if one.get("domain") == "nav_menu")
    entry = meta.get("_menu_item_type") == "post_type"
    return MenuLink(
        next(menus, ""),
        _number(item, "{*}menu_order"),
        f"wordpress:{meta.get('_menu_item_object_id', '').strip()}" if entry else "",
        "" if entry else meta.get("_menu_item_url", "").strip(),
        name,
    )


def _block_menu(id: str, body: str) -> Iterator[MenuLink]:
    """The lines of a menu made of blocks, in which pages stand by their numbers too."""
    for order, found in enumerate(_MENU_BLOCK.findall(body), 1):
        try:
            link = parsed_json(found.rstrip("/ "))
        except ValueError:
            continue
        if not isinstance(link, dict):
            continue
        entry = f"wordpress:{link['id']}" if link.get("type") == "page" and "id" in link else ""
        address = link.get("url", "")
        yield MenuLink(
            f"block {id}", order, entry, address if isinstance(address, str) and not entry else "",
            title(str(link.get("label") or "")),
        )  # fmt: skip


def _number(item: Any, tag: str) -> int:
    """A whole number of an element; 0 where it is none."""
    number = text(item, tag).strip()
    return int(number) if number.removeprefix("-").isdecimal() and len(number) < 10 else 0


def _excerpt(item: Any) -> str:
    """The excerpt of a post; of an attachment, its caption."""
    return next((one.text or "" for one in item.iterfind("{*}encoded") if one.tag != CONTENT), "")


#: How PHP writes the measures of a picture, which come before those of its smaller files:
#: https://www.php.net/manual/en/function.serialize.php
_MEASURES = re.compile(r's:5:"width";(?:i:|s:\d+:")(\d{1,5})"?;s:6:"height";(?:i:|s:\d+:")(\d{1,5})"?;')


def _measures(metadata: str) -> tuple[int, int]:
    """Width and height in pixels, as WordPress's metadata of an attachment says; zeros where it says neither."""
    found = _MEASURES.search(metadata)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _meta(item: Any) -> dict[str, str]:
    return {text(one, "{*}meta_key"): text(one, "{*}meta_value") for one in item.iterfind("{*}postmeta")}


def _post(
    item: Any, key: str, kind: str, status: str, where: str, authors: Authors, terms: Terms, options: Options
) -> Entry:
    note = "it has a password" if text(item, "{*}post_password").strip() else ""
    note = note or _STATES.get(status, f"its state was `{status}`, which WordPress itself does not have")
    meta, login = _meta(item), text(item, CREATOR).strip()
    link, guid = text(item, "link").strip(), text(item, "guid").strip()
    updated = with_gmt(text(item, "{*}post_modified"), text(item, "{*}post_modified_gmt"), options.zone)
    body = body_html(text(item, CONTENT), meta.get("footnotes", ""), options.markdown, "_wpcom_is_markdown" in meta)
    if body.markdown is None:
        options.maybe_markdown.append(title(text(item, "title")) or link or key)
    excerpt = _excerpt(item)
    return Entry(
        key=key,
        kind="page" if kind == "page" else "post",
        title=title(text(item, "title")),
        html=body.html,
        raw=text(item, CONTENT),
        syntax="markdown" if body.markdown else "wordpress",
        footnotes=meta.get("footnotes", ""),
        where=where,
        id=guid,
        published=_published(item, options),
        updated=updated,
        rank=_number(item, "{*}menu_order"),
        state="live" if status in _LIVE and not note else "draft",
        note=note,
        address=link,
        aliases=tuple(one for one in (guid, f"/?p={key.rpartition(':')[2]}", _slug_path(item)) if one),
        labels=terms.labels,
        categories=terms.categories,
        authors=tuple(authors.get(one, ("", ""))[0] or one for one in terms.authors or (login,) if one),
        language=terms.language,
        description=plain(excerpt) if excerpt else "",
        image=meta.get("_thumbnail_id", ""),
        number=key.rpartition(":")[2] if key.startswith("wordpress:") else "",
        old_slugs=tuple(text(one, "{*}meta_value").strip() for one in item.iterfind("{*}postmeta")
                        if text(one, "{*}meta_key") == "_wp_old_slug"),
        enclosures=tuple(value.split("\n")[0].strip() for name, value in meta.items() if name == "enclosure"),
    )


def _published(item: Any, options: Options) -> datetime | None:
    found = with_gmt(text(item, "{*}post_date"), text(item, "{*}post_date_gmt"), options.zone)
    return found or timestamp(text(item, "pubDate"), options.zone)


def _slug_path(item: Any) -> str:
    """The name that a draft would have had."""
    return text(item, "{*}post_name").strip()


def _comment(comment: Any, key: str, author: str, options: Options) -> Item:
    """A comment on the entry of that key; `author` is the number of the account that wrote it, as WordPress tells the
    author's own comments: others with an account are readers, and names prove nothing."""
    who = " ".join(text(comment, "{*}comment_author").split())
    approved = text(comment, "{*}comment_approved").strip()
    id = text(comment, "{*}comment_id").strip()
    if approved != "1":
        why = {"0": "comment not approved", "spam": "spam comment", "trash": "comment in the trash"}
        return Dropped(why.get(approved, "comment not approved"), f"{who or 'anonymous'}, {id}")
    parent = text(comment, "{*}comment_parent").strip()
    return Comment(
        id=f"{key}/{id}",
        post=key,
        parent=f"{key}/{parent}" if parent not in ("", "0") else key,
        name=who,
        link=text(comment, "{*}comment_author_url").strip(),
        date=with_gmt(text(comment, "{*}comment_date"), text(comment, "{*}comment_date_gmt"), options.zone),
        html=comment_html(text(comment, "{*}comment_content")),
        raw=text(comment, "{*}comment_content"),
        by_author=text(comment, "{*}comment_user_id").strip() == author != "",
        kind=text(comment, "{*}comment_type").strip() or "comment",
    )
