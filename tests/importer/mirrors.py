"""Mirrors of made-up Blogger blogs, as ``wget --mirror`` leaves them.

Each post on its own page, in its month, under its labels, in searches and on the front page, with feeds, queries in the
names of files, and pictures of other hosts beside.
"""

# ruff: noqa: E501 - pages stay as they are


from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

HOST = "larder.blogspot.com"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc00000030101"
                    "00c9fe92ef0000000049454e44ae426082")  # fmt: skip


@dataclass(frozen=True)
class Language:
    """What one language shows where: dates as Blogger's template in it has them."""

    code: str
    days: dict[str, str]
    """The heading of each day, by its post."""
    said: str
    """When the comment was made, 13 June 2011, 20:05."""
    words: str
    direction: str = "ltr"


LANGUAGES = (
    Language(
        "cs",
        {"jam": "neděle 29. srpna 2004", "plums": "neděle 29. srpna 2004", "x": "pondělí 13. června 2011",
         "alone": "úterý 1. července 2014", "about": "středa 2. července 2014"},
        "13. června 2011 v 20:05",
        "Příliš žluťoučký kůň",
    ),
    Language(
        "ar",
        {"jam": "الأحد، ٢٩ أغسطس ٢٠٠٤", "plums": "الأحد، ٢٩ آب ٢٠٠٤", "x": "الاثنين، ١٣ يونيو ٢٠١١",
         "alone": "الثلاثاء، ١ يوليو ٢٠١٤", "about": "الأربعاء، ٢ يوليو ٢٠١٤"},
        "١٣ يونيو ٢٠١١ في ٨:٠٥ م",
        "كتبنا هذه الكلمات",
        "rtl",
    ),
    Language(
        "vi",
        {"jam": "Chủ Nhật, 29 tháng 8, 2004", "plums": "Chủ Nhật, tháng 8 29, 2004", "x": "Thứ Hai, 13 tháng 6, 2011",
         "alone": "Thứ Ba, 1 tháng 7, 2014", "about": "Thứ Tư, 2 tháng 7, 2014"},
        "20:05 13 tháng 6, 2011",
        "Chúng tôi viết những lời này",
    ),
)  # fmt: skip
#: Path, number, label and the moment in markup (none, where the template shows the time only).
POSTS = {
    "jam": ("2004/08/jam.html", 101, "Fruit", "2004-08-29T08:00:00+02:00"),
    "plums": ("2004/08/plums.html", 102, "Fruit", ""),
    "x": ("2011/06/x.html", 103, "Odd one", ""),
    "alone": ("2014/07/alone.html", 104, "Fruit", ""),
    "about": ("p/about.html", 105, "", ""),
}


class Mirror:
    """Writes one mirror below `root`. With `converted`, links lead from file to file, as ``-k`` makes them."""

    def __init__(self, root: Path, language: Language, converted: bool = True, prefix: str = f"{HOST}/") -> None:
        self.root, self.language, self.converted, self.prefix = root, language, converted, prefix

    def write(self) -> Path:
        for name, (path, *_) in POSTS.items():
            page = self.page(path, [name], own=True)
            for query in ("", "?m=1", "?showComment=1307988300000"):
                self.file(f"{path}{query}" + (".html" if query else ""), page)
            self.file(f"{path}.orig", self.page(path, [name], own=True, converted=False))
        lists = {
            "index.html": ["alone"],
            "index.html?m=1.html": ["alone"],
            "2004_08_01_archive.html": ["plums", "jam"],
            "2011_06_01_archive.html": ["x"],
            "2014/07/index.html": ["alone"],
            "search/label/Fruit.html": ["alone", "plums", "jam"],
            "search/label/Odd%20one.html": ["x"],
            "search?updated-max=2014-01-01T00:00:00%2B02:00&max-results=1.html": ["x"],
            "search/label/Nothing.html": [],
        }
        for path, names in lists.items():
            self.file(path, self.page(path, names, own=False))
        self.file("feeds/posts/default", self.feed(["alone"]))
        self.file("feeds/comments/default", self.feed([], comment=True))
        self.file("robots.txt", "User-agent: *\nDisallow: /search\n")
        self.other("1.bp.blogspot.com/-a/s320/pot.png", PNG)
        self.other("www.blogger.com/static/v1/widgets/1-css_bundle.css", b"body { color: black }")
        return self.root

    def file(self, path: str, text: str) -> None:
        self.other(f"{self.prefix}{path}", text.encode())

    def other(self, path: str, data: bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def link(self, path: str, page: str, converted: bool) -> str:
        if not converted:
            return f"http://{HOST}/{path}"
        return "../" * page.partition("?")[0].count("/") + path.replace("?", "%3F")

    def page(self, path: str, names: list[str], own: bool, converted: bool | None = None) -> str:
        converted = self.converted if converted is None else converted
        code, direction = self.language.code, self.language.direction
        posts = "".join(self.post(name, path, own, converted) for name in names)
        canonical = f"<link href='http://{HOST}/{'' if path.startswith('index') else path}' rel='canonical'/>"
        return (
            f"<!DOCTYPE html>\n<html dir='{direction}' lang='{code}'><head><meta charset='utf-8'>{canonical}"
            f"<title>Larder: {path}</title></head><body class='loading'>{posts}"
            f"{self.comments() if own and names == ['x'] else ''}"
            "<div id='BlogArchive1_ArchiveList'></div><script>_WidgetManager._Init('//x/?blogID=7');</script></body></html>"
        )

    def post(self, name: str, page: str, own: bool, converted: bool) -> str:
        path, number, label, moment = POSTS[name]
        address = self.link(path, page, converted)
        other = self.link("2004/08/jam.html?m=1.html" if converted else "2004/08/jam.html?m=1", page, converted)
        picture = ("../" * (page.count("/") + 1) if converted else "http://") + "1.bp.blogspot.com/-a/s320/pot.png"
        body = f"{self.language.words} {name}. <a href='{other}'>jam</a> <img src='{picture}'/>"
        cut = name == "plums" and not own
        jump = f"<div class='jump-link'><a href='{address}#more'>…</a></div>" if cut else ""
        stamp = (
            f"<abbr class='published' title='{moment}'>8:00</abbr>" if moment else "<abbr class='published'>7:30</abbr>"
        )
        labels = f"<a href='{self.link('search/label/x', page, False)}' rel='tag'>{label}</a>" if label else ""
        return (
            f"<div class='date-outer'><h2 class='date-header'><span>{self.language.days[name]}</span></h2>"
            f"<div class='post hentry'><h3 class='post-title entry-title'><a href='{address}'>{name.title()}</a></h3>"
            f"<div class='post-body entry-content' id='post-body-{number}'>{body if not cut else name}{jump}</div>"
            f"<div class='post-footer'><a class='timestamp-link' href='{address}' rel='bookmark'>{stamp}</a>"
            f"<span class='post-labels'>{labels}</span></div></div></div>"
        )

    def comments(self) -> str:
        return (
            "<div class='comments' id='comments'><ol><li class='comment' id='c55'><div class='comment-block'>"
            "<cite class='user'><a href='http://zoe.example/'>Zoé</a></cite><span class='datetime'>"
            f"<a href='#'>{self.language.said}</a></span><p class='comment-content'>{self.language.words}!</p></div></li></ol></div>"
        )

    def feed(self, names: list[str], comment: bool = False) -> str:
        kind = "http://schemas.google.com/blogger/2008/kind#"
        entries = ""
        for name in names:
            path, number, label, _ = POSTS[name]
            body = f"{self.language.words} {name}. <a href='http://{HOST}/2004/08/jam.html'>jam</a>"
            entries += (
                f"<entry><id>tag:blogger.com,1999:blog-7.post-{number}</id><published>2014-07-01T07:30:00.000+02:00</published>"
                f"<category scheme='http://schemas.google.com/g/2005#kind' term='{kind}post'/>"
                f"<category scheme='http://www.blogger.com/atom/ns#' term='{label}'/><title type='text'>{name.title()}</title>"
                f"<content type='html'>{escape(body)}</content>"
                f"<link rel='alternate' type='text/html' href='http://{HOST}/{path}'/></entry>"
            )
        if comment:
            entries = (
                "<entry><id>tag:blogger.com,1999:blog-7.post-55</id><published>2011-06-13T20:05:00.000+02:00</published>"
                f"<category scheme='http://schemas.google.com/g/2005#kind' term='{kind}comment'/><title>x</title>"
                f"<content type='html'>{self.language.words}!</content><author><name>Zoé</name></author>"
                "<thr:in-reply-to xmlns:thr='http://purl.org/syndication/thread/1.0' "
                "ref='tag:blogger.com,1999:blog-7.post-103'/></entry>"
            )
        return (
            "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
            f"<id>tag:blogger.com,1999:blog-7</id><title>Larder</title>{entries}</feed>"
        )
