"""Small exports of made-up blogs, for tests that need many of them."""

from __future__ import annotations

from html import escape

NAMESPACES = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {NAMESPACES}>\n<channel><title>Larder</title>'
TAIL = "\n</channel>\n</rss>\n"


def item(number: int, title: str = "", body: str = "", extra: str = "") -> str:
    """A post of a WordPress export; `title`, `body` and `extra` (more elements) as they stand in the file."""
    return (
        f"\n<item><title>{title or f'Post {number}'}</title><link>https://larder.example/2015/03/p{number}/</link>"
        f"<content:encoded><![CDATA[{body or f'Words of {number}.'}]]></content:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>2015-03-{number:02} 10:00:00</wp:post_date>"
        f"<wp:post_date_gmt>2015-03-{number:02} 10:00:00</wp:post_date_gmt><wp:post_name>p{number}</wp:post_name>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{extra}</item>"
    )


def wxr(*items: str, channel: str = "") -> str:
    """A WordPress export of those items."""
    return f"{HEAD}{channel}{''.join(items)}{TAIL}"


def atom_entry(number: int, title: str = "", body: str = "", kind: str = "post", extra: str = "") -> str:
    """An entry of Blogger's older export."""
    when = f"2015-03-{number:02}T10:00:00.000Z"
    address = f"http://larder.blogspot.com/2015/03/p{number}.html"
    return (
        f"<entry><id>tag:blogger.com,1999:blog-7.post-{number}</id><published>{when}</published>"
        "<category scheme='http://schemas.google.com/g/2005#kind' "
        f"term='http://schemas.google.com/blogger/2008/kind#{kind}'/>"
        f"<title type='text'>{title or f'Post {number}'}</title>"
        f"<content type='html'>{escape(body or f'Words of {number}.')}</content>"
        f"<link rel='alternate' type='text/html' href='{address}'/>{extra}</entry>\n"
    )


def blogger(*entries: str, archive: str = ".archive") -> str:
    """Blogger's older export of those entries; a feed of the blog without `archive`."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
        f"xmlns:thr='http://purl.org/syndication/thread/1.0'><id>tag:blogger.com,1999:blog-7{archive}</id>"
        f"<title>Larder</title>{''.join(entries)}</feed>"
    )
