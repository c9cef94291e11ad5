"""What a source is: exports whatever stands before them, and what is no export at all."""

# ruff: noqa: E501 - files stay as they are

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import make_zip
from exports import atom_entry, blogger, item, wxr
from importer.cli import main

PAGE = "<!DOCTYPE html><html><head>{}</head><body>{}</body></html>"
THEME = (
    "<?xml version='1.0' encoding='UTF-8' ?><!DOCTYPE html><html b:version='2' "
    "xmlns:b='http://www.google.com/2005/gml/b'><head><b:skin><![CDATA[body{}]]></b:skin></head><body>"
    "<b:section id='main'><div class='post-body entry-content'><data:post.body/></div></b:section></body></html>"
)
#: What is no export, what it is taken for, and a word of what is wanted instead.
STRANGERS = {
    "theme": (THEME, "a Blogger theme", "Back up content"),
    "classic theme": (PAGE.format("<title><$BlogPageTitle$></title>", "<div class='post-body'>"), "a Blogger theme", ""),
    "empty": ("", "an empty file", "earlier copy"),
    "blank": (" \n\n", "an empty file", ""),
    "words": ("Just words.", "text of no known kind", "a Blogger or WordPress export"),
    "Markdown": ("# Tea\n\nHot [tea](http://tea.example/).\n", "a Markdown file", "guide/writing.md"),
    "Jekyll": ("---\ntitle: Tea\ndate: 2012-10-31\n---\nHot.\n", "a Markdown file (Jekyll", ""),
    "Tumblr": ("<?xml version='1.0'?><tumblr version='1.0'><posts/></tumblr>", "a Tumblr backup", "feed"),
    "LiveJournal": ("<?xml version='1.0'?><livejournal><entry>x</entry></livejournal>", "a LiveJournal export", "feed"),
    "Medium": (PAGE.format("", "<a class='p-canonical' href='https://medium.com/@ann/tea'>"), "a page of Medium", "feed"),
    "Ghost": ('{"db": [{"meta": {"exported_on": 1}, "data": {"posts": []}}]}', "a Ghost export", "feed"),
    "Substack": ("post_id,post_date,is_published,email_sent_at\n1.tea,2020,true,", "a Substack export", "feed"),
    "Movable Type": ("AUTHOR: Ann\nTITLE: Tea\nDATE: 10/31/2012 10:00:00 AM\n-----\nBODY:\nHot.\n--------\n", "Movable", "feed"),
    "page of WordPress": (PAGE.format('<meta name="generator" content="WordPress 5">', ""), "WordPress site", "Tools"),
    "page of Blogger": (PAGE.format('<link href="https://www.blogger.com/x.css">', ""), "Blogger without a post", ""),
    "page": (PAGE.format("", "<article>Tea</article>"), "a page of a web site", ""),
    "sitemap": ("<?xml version='1.0'?><urlset xmlns='x'><url><loc>http://a.example/</loc></url></urlset>", "a sitemap", ""),
    "OPML": ("<opml version='2.0'><body><outline text='a'/></body></opml>", "a list of feeds (OPML)", ""),
    "SQL": ("-- MySQL dump 10.13\n\nCREATE TABLE `wp_posts` (", "a dump of a database (SQL)", "Tools → Export"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (png)", ""),
    "PDF": (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "a PDF", ""),
    "sound": (b"ID3\x03\0\0\0", "a sound or a film", ""),
    "bytes": (bytes(range(256)), "a file that is no text", ""),
    "JSON": ('{"posts": []}', "JSON of no known kind", ""),
    "SVG": ("<svg xmlns='http://www.w3.org/2000/svg'/>", "XML of no known kind", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_no_export_is_named(name, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content, taken, wanted = STRANGERS[name]
    Path("in.xml").write_bytes(content.encode() if isinstance(content, str) else content)
    assert main(["in.xml"]) == 2
    out, said = capsys.readouterr()
    assert not out and said.count("\n") == 1 and said.startswith(f"{tmp_path / 'in.xml'}: not an export: taken for ")
    assert taken in said and wanted in said and [path.name for path in tmp_path.iterdir()] == ["in.xml"]


def test_folders_and_archives_without_an_export(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nothing").mkdir()
    (tmp_path / "notes").mkdir()
    for number in range(3):
        (tmp_path / f"notes/{number}.md").write_text("# Tea\n")
    make_zip(
        {"posts/2020-01-01_Tea-0a1b.html": PAGE.format("", "<a href='https://medium.com/@a/b'>").encode()},
        tmp_path / "m.zip",
    )
    make_zip({}, tmp_path / "empty.zip")
    said = {}
    for name in ("nothing", "notes", "m.zip", "empty.zip"):
        assert main([name]) == 2
        said[name] = capsys.readouterr().err
    assert "there is no file in it" in said["nothing"] and "there is no file in it" in said["empty.zip"]
    assert "taken for 3 × Markdown file" in said["notes"] and "a page of Medium" in said["m.zip"]


SQL = "<pre>CREATE TABLE a; INSERT INTO a</pre><pre>&lt;b:skin&gt; &lt;html&gt;</pre>"


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (wxr(item(1, body=SQL)), "wxr"),
        ("<!-- saved from url --><!-- and again -->" + wxr(item(1, body="<!-- wp:x --><!-- /wp:x -->" * 3000)), "wxr"),
        ("Warning: x in <b>y</b>\n<br>" + wxr(item(1)), "wxr"),
        (blogger(atom_entry(1, body=SQL)), "blogger_xml"),
        (blogger(atom_entry(1), archive=""), "blogger_xml"),
        ("<rss><channel><item><title>Tea</title><enclosure url='http://a.example/1.mp3'/></item></channel></rss>", "feed"),
        (PAGE.format(f"<style>{'a{}' * 60_000}</style>", f"<div class='post-body'>{SQL}</div>"), "saved_pages"),
        ("Wednesday, 31 October 2012\n\nTea\n\nHot INSERT INTO cups.\n", "plain_text"),
    ],
    ids=["SQL in WordPress", "blocks", "notice", "SQL in Blogger", "Blogger's feed", "podcast", "long head", "text"],
)  # fmt: skip
def test_what_is_an_export_is_read(imported, tmp_path, text, format):
    (tmp_path / "in").write_text(text)
    assert imported(tmp_path / "in").report.format == format
