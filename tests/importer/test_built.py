"""Imported posts built by Sphinx and MyST: no warning, and the page shows what the source showed."""

# ruff: noqa: E501 - lines of exports and of vectors stay as they are
from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import NOW, jpeg
from importer.fidelity import trees
from importer.fidelity.shown import shown
from importer.fidelity.trees import EXTENSIONS
from importer.run import Import, Settings
from importer.source import open_source

CONF = f"""
extensions = ["myst_parser"]
myst_enable_extensions = {sorted(EXTENSIONS)!r}
root_doc = "index"
smartquotes = False
html_theme = "basic"
"""
#: Every shape that the converter writes, in one post.
SHAPES = """
<h3>Part</h3>Text with <b>bold</b>, <i>it<b>al</b>ic</i>, <b>"quoted"</b>word, <u>under</u>, <s>struck</s>, H<sub>2</sub>O, e<sup>x</sup>, <code>a`b</code>, 5&nbsp;000.
<br><br>1. not a list<br># nor a heading<br>+ nor this<br>(x)= nor a target<br>% nor a comment<br>| a | b |<br>--- | ---
<h1>Outer</h1>a<h6>Deep</h6>b<hr><h1>Last</h1>z
<ul><li>one<ul><li>two<ol start=5><li>five</ol></ul><li>three<p>more of three</p><pre>code
  here</pre></ul><ul><li>another list</ul><ol><li>a</ol><ol><li>b</ol>
<blockquote class=tr_bq>q<blockquote>qq</blockquote><h2>in q</h2><ul><li>l</ul></blockquote><div class=tr_bq>second</div>
<table><tr><th>A<th>B<tr><td>1|2<td><b>x</b></table>
<table><tr><td>a<br>b<td><ul><li>c</ul><tr><td colspan=2>wide</table>
<table class=tr-caption-container><tr><td><img src="p.jpg" alt='A "b": c' width=200><tr><td class=tr-caption>Cap *x*</table>
<div class=separator style="text-align:center"><a href="p.jpg"><img src="p.jpg"></a></div><a href="http://x.example/"><img src="p.jpg" alt="a]b"></a>
<dl><dt>Term<dd>What it is<dt>Other<dd><p>p1</p><p>p2</p></dl>
<div dir=rtl>שלום עולם<br><br>שוב</div><p dir=rtl><b>מודגש</b></p>
<pre class="brush: python">def f():
    return "`x`"</pre><pre>plain ``` ticks</pre>
Note<a href="#_ftn1" name="_ftnref1">[1]</a> and two<a href="#_ftn2" name="_ftnref2">[2]</a>.<a name=more></a>
<iframe src="https://www.youtube.com/embed/abcdefgh"></iframe><img src="http://x.example/gone.jpg">
<div><a href="#_ftnref1" name="_ftn1">[1]</a> First note.</div><div><a href="#_ftnref2" name="_ftn2">[2]</a> Second.</div>
<p>{sup}`x` [^9] {{a}} $x$ ~~y~~ :::note ![x](y) &lt;b&gt; &amp;amp; http://bare.example 'q' "q" -- ... (c)</p>
"""


class _Visible(HTMLParser):
    """The text of a built article, as the check reads it: chrome left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._skip: list[str] = []

    def handle_starttag(self, tag, attrs):
        classes = (dict(attrs).get("class") or "").split()
        if self._skip or {
            "headerlink",
            "embed",
            "missing-image",
            "footnote-reference",
            "label",
            "backlinks",
        } & set(classes):
            if tag not in ("img", "br", "hr", "input", "col"):
                self._skip.append(tag)
            return
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag):
        if self._skip:
            self._skip.pop()
        else:
            self.out.append(f"</{tag}>")

    def handle_data(self, data):
        if not self._skip:
            self.out.append(data)

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")


def lines_of(page: Path) -> list[str]:
    """Visible lines of a built page, without its title."""
    text = page.read_text(encoding="utf-8")
    reader = _Visible()
    reader.feed(text[text.index('<div class="body" role="main">') : text.index('<div class="clearer">')])
    return shown(trees.source_tree(re.sub(r"<h1>.*?</h1>", "", "".join(reader.out), count=1, flags=re.S))).lines


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A site of one post of every shape, and all that it links to."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "in").mkdir()
    (folder / "in/p.jpg").write_bytes(jpeg())
    text = SHAPES.replace("&", "&amp;").replace("<", "&lt;")
    (folder / "in/feed.xml").write_text(
        f"""<rss version="2.0"><channel><title>T</title><link>http://b.example</link>
        <item><title>One *of* #1</title><link>http://b.example/2012/10/caf%C3%A9.html</link><pubDate>Wed, 31 Oct 2012 09:30:00 +0100</pubDate><description>{text}</description></item>
        <item><title>Two</title><link>http://b.example/2012/11/two.html</link><pubDate>Thu, 01 Nov 2012 09:30:00 +0100</pubDate>
        <description>&lt;a href="/2012/10/caf%C3%A9.html"&gt;to one&lt;/a&gt;</description></item></channel></rss>"""
    )
    report = Import(open_source(folder / "in/feed.xml"), Settings(folder / "site/posts", quiet=True, now=NOW)).run()
    assert report.sound, report.differences
    (folder / "site/conf.py").write_text(CONF)
    (folder / "site/index.md").write_text("# Index\n\n```{toctree}\n:glob:\nposts/**\n```\n")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", folder / "site", folder / "out"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_every_shape_shows_what_the_source_shows(built):
    marks = frozenset({"#_ftn1", "#_ftn2", "#_ftnref1", "#_ftnref2"})
    wanted = shown(trees.source_tree(SHAPES), marks, marks).lines
    found = lines_of(built / "posts/2012/10/café.html")
    strip = lambda lines: sorted(line.replace(" ", "") for line in lines)  # noqa: E731 - notes stand at the end
    assert strip(found) == strip(wanted)


def test_shapes_are_what_they_were(built):
    text = (built / "posts/2012/10/café.html").read_text()
    for part in (
        "<strong>bold</strong>",
        "<em>it<strong>al</strong>ic</em>",
        "<strong>&quot;quoted&quot;</strong>word",
        '<span class="underline">under</span>',
        '<span class="strike">struck</span>',
        "H<sub>2</sub>O",
        "e<sup>x</sup>",
        '<span class="pre">a`b</span>',
        "5\xa0000",
        '<ol class="arabic simple" start="5">',
        "<figcaption>",
        'alt="A &quot;b&quot;: c"',
        'style="width: 200px;"',
        "<dt>Term</dt>",
        'class="rtl"',
        "highlight-python",
        "<!-- more -->",
        "align-center",
        'href="https://www.youtube.com/watch?v=abcdefgh"',
        'class="missing-image reference external"',
        "<aside",
        'alt="a]b"',
    ):
        assert part in text, part


def test_a_link_between_posts_leads_there(built):
    assert 'href="../10/caf%C3%A9.html"' in (built / "posts/2012/11/two.html").read_text().replace("café", "caf%C3%A9")
