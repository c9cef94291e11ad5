"""What WordPress stores, as Markdown: code, blocks, shortcodes, Markdown of plugins, paragraphs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Outcome
from exports import item, wxr
from importer.fidelity.addresses import Site
from importer.fidelity.checker import Checker
from importer.fidelity.wordpress import as_html
from importer.markup.clean import post_html
from importer.markup.code import escape_code
from importer.markup.context import Context
from importer.markup.document import to_markdown
from importer.markup.omitted import marked
from importer.model import Entry, Media
from importer.wordpress.body import body_html


def converted(raw: str, context: Context | None = None, notes: str = "", **choice: str) -> str:
    """A body as the Markdown of its post."""
    return to_markdown(post_html(marked(body_html(raw, notes, **choice).html)), context or Context())


def fence(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


@pytest.mark.parametrize(
    ("raw", "language", "text"),
    [
        (
            '[sourcecode language="python"]\ndef f(x):\n    if x &lt; 3:\n\n        g()\n[/sourcecode]',
            "python",
            "def f(x):\n    if x < 3:\n\n        g()",
        ),
        ("[php]<?php echo $a; ?>[/php]", "php", "<?php echo $a; ?>"),
        ("[code]<script>a()</script>\n<p>x</p>[/code]", "text", "<script>a()</script>\n<p>x</p>"),
        ("[code='sql']select 1[/code]", "sql", "select 1"),
        ("[code lang=”css”]a{}[/code]", "css", "a{}"),
        ("[csharp gutter='false']int x;[/csharp]", "csharp", "int x;"),
        ("[html]<b>[gallery]</b> &amp;amp;[/html]", "html", "<b>[gallery]</b> &amp;"),
        ('[cc lang="cpp"]#include <stdio.h>[/cc]', "cpp", "#include <stdio.h>"),
        ("[ccN_php tab_size='2']$x = &quot;1&quot;;[/ccN_php]", "php", '$x = "1";'),
        ('<pre lang="java" line="1"><% out(x); %>\nif (a < b) {}</pre>', "java", "<% out(x); %>\nif (a < b) {}"),
        ('<pre lang="xml" escaped="true">&lt;a&gt;\n  <b/></pre>', "xml", "<a>\n  <b/>"),
        ('<pre class="lang:php decode:true " title="t">$a = &lt;b&gt;;</pre>', "php", "$a = <b>;"),
        (
            '<pre class="EnlighterJSRAW" data-enlighter-language="js">a &lt; b;\n\n  c;</pre>',
            "js",
            "a < b;\n\n  c;",
        ),
        (
            '<pre class="brush: c-sharp; gutter: false">var x = new List<int>();</pre>',
            "csharp",
            "var x = new List<int>();",
        ),
        ('<pre class="prettyprint lang-rb">puts 1</pre>', "rb", "puts 1"),
        ('<pre><code class="hljs bash">ls -l\n  x</code></pre>', "bash", "ls -l\n  x"),
        ('<pre class="wp-block-code"><code lang="go" class="language-go">x := 1</code></pre>', "go", "x := 1"),
        ("Steps:\n<code>\nget update\n    get x\n</code>", "text", "get update\n    get x"),
        ("<pre>#include <stdio.h>\nList<T> x;</pre>", "text", "#include <stdio.h>\nList<T> x;"),
        ('<pre class="brush: bash">mysql -p \'x；</pre>', "text", "mysql -p 'x；"),
        ('<pre><code class="language-nosuchlang">x</code></pre>', "text", "x"),
        ("<textarea rows=3>&lt;b&gt;to copy&lt;/b&gt;</textarea>", "text", "<b>to copy</b>"),
        ("<pre>[python]x = 1[/python]</pre>", "python", "x = 1"),
        ("[code]one<br />\n&lt;two&gt;<br />\n[/code]", "text", "one\n<two>"),
        (
            '<!-- wp:syntaxhighlighter/code {"language":"csharp"} -->\n<pre class="wp-block-syntaxhighlighter-code">'
            "int x = 1 &lt; 2;</pre>\n<!-- /wp:syntaxhighlighter/code -->",
            "csharp",
            "int x = 1 < 2;",
        ),
        (
            '<!-- wp:a/pro {"code":"x = 1\\n  y","language":"python"} --><div><pre>x</pre></div><!-- /wp:a/pro -->',
            "python",
            "x = 1\n  y",
        ),
    ],
)
def test_code_is_fenced_and_whole(raw: str, language: str, text: str) -> None:
    """Entities decoded once, brackets and tags as they were typed, a language that Pygments can read."""
    assert fence(language, text) in converted(f"Before.\n\n{raw}\n\nAfter.")


def test_what_stands_around_code_stays() -> None:
    made = converted("One [code]x[/code] two\n\n[python]y[/python]\nthree `[code]`")
    assert made == f"One\n\n{fence('text', 'x')}\n\ntwo\n\n{fence('python', 'y')}\n\nthree \\`\\[code\\]\\`"


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("Type [[code]] or [[gallery ids=1]].", "Type \\[code\\] or \\[gallery ids=1\\]."),
        ("[[code]x[/code]]", "\\[code\\]x\\[/code\\]"),
        ("Use [cci]x < 1[/cci] here", "Use `x < 1` here"),
        ("A [source] of [text] and [c].", "A \\[source\\] of \\[text\\] and \\[c\\]."),
    ],
)
def test_shortcodes_of_code_that_are_no_blocks(raw: str, made: str) -> None:
    assert converted(raw) == made


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("a <img\n  src='x.jpg'\n alt='P'> b", "a ![P](x.jpg) b"),
        ("<div>one\n\ntwo</div>", "one\n\ntwo"),
        ("a\nb\n\nc<br />\nd", "a\\\nb\n\nc\\\nd"),
        ("<ul>\n<li>a\nb</li>\n</ul>", "- a\\\n  b"),
        ("x\n<!-- a\n\nb -->\ny", "x\n\ny"),
        ("a <select><option>o</option></select> b", "a b"),
        ("a<style>b{}</style>c\n\nd", "a\n\nc\n\nd"),
        ("[sc]\n\n[/sc] a", "\\[sc\\]\n\n\\[/sc\\] a"),
        ("<pre>a<!-- b -->\n  c</pre>", "```text\na\n  c\n```"),
        ("<p>a</p>\nb\n<h3>c</h3>\nd", "a\n\nb\n\n## c\n\nd"),
        (
            "https://t.example/1\n\nsee https://t.example/2",
            "[https://t.example/1](https://t.example/1)\n\nsee https://t.example/2",
        ),
        ("https://youtu.be/abcdefgh", "[youtube.com](https://www.youtube.com/watch?v=abcdefgh){.embed}"),
        ('<p class="a">https://x.example/?k=&lt;k&gt;</p>',
         "[https://x.example/?k=\\<k>](https://x.example/?k=%3Ck%3E)"),
        ("<img src='x.jpg'>\n<caption>By me</caption>\n\nSo it was.", "![](x.jpg)\n\nBy me\n\nSo it was."),
        ("a</pre>\nb", "a\n\nb"),
        ("1<f<5, and so on.\n\n<h2>Next</h2>\n\nb", "1\\<f\\<5, and so on.\n\n## Next\n\nb"),
        ("<pre>a <b>b</b> c\n  <a href='http://x.example/'>d</a></pre>",
         "a **b** c\\\n&nbsp;&nbsp;[d](http://x.example/)"),
        ("<pre>\n<ol>\n\t<li>a</li>\n\t<li>b</li>\n</ol>\n</pre>", "1. a\n2. b"),
        ("<a href='http://x.example/'>a</a>\n<a href='http://x.example/'>b</a>",
         "[a](http://x.example/)\\\n[b](http://x.example/)"),
        ("so <tt>a</tt><tt>b</tt> and <code>c\n</code>.", "so `ab` and `c`."),
    ],
)
def test_paragraphs_and_lines(raw: str, made: str) -> None:
    """As WordPress parts them."""
    assert converted(raw) == made


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("[gist]123[/gist]", "[gist.github.com](https://gist.github.com/123){.embed}"),
        ("[dailymotion id=x7]", "[dailymotion.com](https://www.dailymotion.com/video/x7){.embed}"),
        (
            "[youtube=http://www.youtube.com/watch?v=abcdefgh&w=320]",
            "[youtube.com](https://www.youtube.com/watch?v=abcdefgh){.embed}",
        ),
        ("[audio http://a.example/s.mp3|titles=Song]", "[Song](http://a.example/s.mp3){.embed}"),
        ('[video mp4="http://a.example/v.mp4"][/video]', "[a.example](http://a.example/v.mp4){.embed}"),
        ('[button url="http://x.example/"]Buy[/button]', "[Buy](http://x.example/)"),
        ('[toggle title="More"]Hidden [sc a="1"]words[/sc].[/toggle]', "**More**\n\nHidden words."),
        ("[map src='http://m.example/']", "[m.example](http://m.example/){.embed}"),
        ("[thing a=1] and [sic]", "\\[thing a=1\\] and \\[sic\\]"),
        ('[Ann in <a href="http://x.example/">her book</a>]', "\\[Ann in [her book](http://x.example/)\\]"),
        ('[Note x="<b>1</b>"]so[/Note]', "so"),
        ("Text [1] [and so on] [[wiki]] [x", "Text \\[1\\] \\[and so on\\] \\[\\[wiki\\]\\] \\[x"),
        ('<a title="[gallery]" href="http://x.example/">x</a>', "[x](http://x.example/)"),
    ],
)
def test_shortcodes(raw: str, made: str) -> None:
    """Known ones as what they showed, others as their text, as a link, or as they are typed."""
    assert converted(raw) == made


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("<noscript><img src='http://x.example/a.jpg'></noscript><img data-src='http://x.example/a.jpg' src='b.gif'>",
         "![](http://x.example/a.jpg)"),
        ("a <script>x()</script> b", "a b"),
        ('E: <math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math>',
         "E: {math}`x^2`"),
        ("<math><mi>x</mi>=<mn>2</mn></math>", "{math}`x = 2`"),
        ('<map name="m"><area href="http://x.example/a" alt="Part"></map>', "[Part](http://x.example/a)"),
        ("<ruby>漢<rt>かん</rt></ruby> <ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby>", "漢(かん) 字(じ)"),
        ('<abbr title="World Health">WH</abbr>', "{abbr}`WH (World Health)`"),
        ("<blockquote>q<hr>r</blockquote>", "> q\n>\n> <hr>\n>\n> r"),
        ("<h2><div>One.</div><div>Two.</div></h2><h3>&nbsp;</h3><h3><b>&nbsp;</b>Head</h3>", "One.\n\nTwo.\n\n## Head"),
        ("<h2><p>One passage</p></h2>a", "## One passage\n\na"),
        ("<embed src='http://v.example/a'>\nAfter", "[v.example](http://v.example/a){.embed}\n\nAfter"),
        ("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
         "```{list-table}\n\n* - a\n  - b\n* -\n  - c\n```"),
        ("[url=http://u.example/]t[/url]", "[t](http://u.example/)"),
    ],
)  # fmt: skip
def test_elements_that_markdown_has_no_word_for(raw: str, made: str) -> None:
    assert converted(raw) == made


def test_shortcodes_are_counted() -> None:
    context = Context()
    converted("[foo a=1]x[/foo] [bar b=2] [contact-form-7 id=1]", context)
    assert context.remarks["shortcode [foo] of a plugin"] == context.remarks["shortcode [bar] kept as it is typed"] == 1
    assert [omission.kind for omission in context.omissions] == [
        *["marks of shortcodes"] * 2,
        "shortcode that WordPress filled in ([contact-form-7])",
    ]


@pytest.mark.parametrize(
    "raw",
    [
        '[toggle title="More"]Words[/toggle]',
        '[button url="http://x.example/"]Buy[/button]',
        "[EDIT]So it is.[/EDIT]",
        "Write to me. [contact-form][contact-field label='Name'/]\n[contact-field label='T'/][/contact-form]",
        "[audio:http://a.example/s.mp3]",
        "[ccnLe_php]$a = 1;[/ccnLe_php]",
        '<pre>see <a href="http://x.example/a">http://x.example/a</a> b</pre>',
        "<pre>two  spaces, a <a href='http://x.example/'>link</a></pre>",
        '<p>A<a href="#n1" name="r1">[1]</a> b<a href="#n2" name="r2">[2]</a>.</p>'
        '<ol><li><a name="n1" href="#r1">[1]</a> One. <a name="n2" href="#r2">[2]</a> Two.</li></ol>',
        'a <a href="ftp://x.example/a">ftp://x.example/a</a> <a href="http://[x.example/">http://[x.example/</a>',
        '<a href="http://x.example/a">\nhttp://x.example/a</a> b',
        'a <img src="file:///C:/a.png"> b<br>\ufeff<br>c',
        "<code>\n[Unit]\nA=1\n\n[Install]\nB=2\n</code>",
        '<span style="mso-bidi-font-weight: bold">A</span> b',
    ],
)
def test_what_is_shown_otherwise_is_no_difference(raw: str) -> None:
    """A title and an address that are shown where the shortcode's own marks go, and what no reader saw."""
    context = Context()
    made = converted(raw, context)
    marks = frozenset(f"#{one}" for one in context.notes)
    backs = frozenset(one for one in context.marks if one) - marks
    entry = Entry(key="x", kind="post", title="", html="", where="", raw=raw, syntax="wordpress")
    assert not Checker(Site()).differences(entry, "posts/x.md", made, context.omissions, marks, backs)


def block(name: str, inner: str = "", **attributes: object) -> str:
    head = f"<!-- wp:{name} {json.dumps(attributes) + ' ' if attributes else ''}"
    return f"{head}-->{inner}<!-- /wp:{name} -->" if inner else f"{head}/-->"


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        (block("social-links", f"<ul>{block('social-link', url='https://s.example/me', service='mastodon')}</ul>"),
         "- [Mastodon](https://s.example/me)"),
        (block("preformatted", '<pre class="wp-block-preformatted">see <a href="http://x.example/">here</a>\n'
               "  <b>b</b></pre>"),
         "see [here](http://x.example/)\\\n&nbsp;&nbsp;**b**"),
        (block("preformatted", '<pre class="wp-block-preformatted">a <code>b  c</code>\n<sup>2</sup></pre>'),
         "a `b  c`\\\n{sup}`2`"),
        (block("verse", '<pre class="wp-block-verse">Roses <em>red</em>,\n  violets\n\nlast</pre>'),
         "Roses *red*,\\\n&nbsp;&nbsp;violets\n\nlast"),
        (block("file", '<div><a href="http://f.example/a.pdf">Paper</a><a href="http://f.example/a.pdf" '
               'class="wp-block-file__button" download>Download</a></div>'), "[Paper](http://f.example/a.pdf)"),
        (block("details", "<details><summary>Safe?</summary><p>Yes.</p></details>"), "**Safe?**\n\nYes."),
        ("<p>a</p>" + block("separator", "<hr/>") + "<p>b</p>", "a\n\n---\n\nb"),
        ("<p>a</p>" + block("separator", "<hr/>"), "a\n\n<hr>"),
        (block("embed", url="https://v.example/1"), "[https://v.example/1](https://v.example/1)"),
        (block("cover", "<div><p>Over</p></div>", url="http://x.example/a.jpg"), "![](http://x.example/a.jpg)\n\nOver"),
        (block("group", block("group", block("paragraph", "<p>deep</p>"))), "deep"),
        ("<p>a</p><!-- wp:group {\"x\":1 --><p>b</p>", "a\n\nb"),
        (block("tab", "<section><p>In</p></section>", label="First"), "**First**\n\nIn"),
        (block("accordion-heading", "<h3><button><span>Why?</span>"
               '<span class="wp-block-accordion-heading__toggle-icon">+</span></button></h3>'), "## Why?"),
        (block("jetpack/podcast", url="https://p.example/feed"), "[p.example](https://p.example/feed){.embed}"),
        (block("navigation", block("navigation-link", label="Home", url="http://h.example/")), "- [Home](http://h.example/)"),
        ("<!-- wp:paragraph --><p>a<br>b\nc</p>\n\n<!-- /wp:paragraph -->", "a\\\nb c"),
    ],
)  # fmt: skip
def test_blocks(raw: str, made: str) -> None:
    """What a block keeps in its comment stands where the page showed it."""
    assert converted(raw) == made


def test_footnotes_of_blocks() -> None:
    """Their text is in the post's metadata."""
    raw = '<p>Text<sup data-fn="aa" class="fn"><a href="#aa" id="aa-link">1</a></sup> more.</p>'
    notes = json.dumps([{"id": "aa", "content": "The <em>note</em>"}])
    for text in (f"{block('paragraph', raw)}{block('footnotes')}", block("paragraph", raw)):
        assert converted(text, notes=notes) == "Text[^1] more.\n\n[^1]: The *note*"


def test_blocks_that_wordpress_filled_are_named() -> None:
    context = Context()
    made = converted(block("latest-posts", postsToShow=3) + block("query", "<div><p>No results.</p></div>"), context)
    assert made == ""
    assert [(omission.kind, omission.text) for omission in context.omissions] == [
        ("block that WordPress filled in (latest-posts)", ""),
        ("block that WordPress filled in (query)", "No results."),
    ]


MARKDOWN = (
    "**Update**\n\n> He said so.\n\nSee [the report][1] and `code`:\n\n```python\nx = 1\n```\n\n[1]: http://r.example/"
)


@pytest.mark.parametrize(
    ("raw", "choice", "found"),
    [
        (MARKDOWN, "auto", True),
        (MARKDOWN, "never", False),
        ("Words *with* emphasis and **more**.", "auto", None),
        ("Words *with* emphasis and **more**.", "always", True),
        ("<p>**x** [a](http://b.example)</p>", "always", False),
        ("Plain [1] words * and _.", "auto", False),
        ("[code]# x\n`a` [b](http://c.example)[/code]\n\nwords", "auto", False),
    ],
)
def test_markdown_is_recognised_or_named_unsure(raw: str, choice: str, found: bool | None) -> None:
    """By signs outside of code that hardly anyone types for another reason."""
    assert body_html(raw, choice=choice).markdown is found  # type: ignore[arg-type]


def test_markdown_is_read() -> None:
    made = converted(MARKDOWN)
    assert made == (
        "**Update**\n\n> He said so.\n\nSee [the report](http://r.example/) and `code`:\n\n```python\nx = 1\n```"
    )


@pytest.mark.parametrize(
    "raw",
    [
        "<pre " * 20_000,
        "[code]" * 20_000,
        "<script>" * 20_000 + "</script>",
        "<!--" * 20_000,
        "<!-- wp:a {" * 20_000,
        "<!-- wp:a -->" * 20_000,
        "[a x=1]" * 10_000 + "[/a]" * 10_000,
        " " * 100_000 + "x",
        "\n " * 50_000 + "x",
        "<a \n" * 20_000,
        "**a `b _c [d](http:" * 5_000,
        "<!-- wp:file -->" + "<a>" * 20_000 + "<!-- /wp:file -->",
    ],
    ids=lambda raw: raw[:12],
)
def test_text_of_any_kind_ends_in_linear_time(raw: str) -> None:
    """What takes quadratic time would keep the suite for minutes: nothing here is timed."""
    assert len(body_html(raw).html) < 20 * len(raw) + 100
    assert len(marked(escape_code(raw))) < 20 * len(raw) + 100
    assert len(as_html(raw)) < 40 * len(raw) + 100


def test_pictures_of_a_gallery_have_the_captions_and_words_of_their_files(
    tmp_path: Path, imported: Callable[..., Outcome]
) -> None:
    """An attachment's excerpt is its caption, its text a description for its own page; the check sees both lost."""
    address = "https://larder.example/jam.jpg"
    attachment = (
        "<item><title>jam</title><content:encoded><![CDATA[Taken at noon.]]></content:encoded>"
        "<excerpt:encoded><![CDATA[Plums of <em>ours</em>]]></excerpt:encoded><wp:post_id>9</wp:post_id>"
        "<wp:status>inherit</wp:status><wp:post_parent>1</wp:post_parent><wp:post_type>attachment</wp:post_type>"
        f"<wp:attachment_url>{address}</wp:attachment_url><wp:postmeta>"
        "<wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A jar</wp:meta_value></wp:postmeta>"
        "<wp:postmeta><wp:meta_key>_wp_attachment_metadata</wp:meta_key><wp:meta_value><![CDATA[a:6:{s:5:\"width\";"
        "i:1024;s:6:\"height\";s:3:\"768\";s:4:\"file\";s:7:\"jam.jpg\";s:5:\"sizes\";a:1:{s:9:\"thumbnail\";a:2:{"
        "s:5:\"width\";i:150;s:6:\"height\";i:150;}}}]]></wp:meta_value></wp:postmeta></item>"
    )
    (tmp_path / "blog.xml").write_text(wxr(item(1, body="[gallery]"), attachment), encoding="utf-8")
    made = imported(tmp_path / "blog.xml")
    assert made.post("posts/2015/03/p1.md").body == (
        f"[A jar]({address}){{.missing-image .size-1024x768}}\n\n{{.picture-caption}}\nPlums of *ours*"
    )
    assert not made.report.differences
    files = (Media("9", "x", address, "Plums of <em>ours</em>", "A jar"),)
    entry = Entry(key="x", kind="post", title="", html="", where="", raw="[gallery]", syntax="wordpress")
    lost = Checker(Site(), media=lambda key, ids: files).differences(entry, "posts/x.md", f"![]({address})")
    assert {one.kind for one in lost} == {"words", "picture", "style"}
