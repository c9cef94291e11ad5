"""The check of each post sees every kind of loss: it is given a post in which just that is lost, whoever lost it."""

# ruff: noqa: E501 - bodies of posts stay as they are
from __future__ import annotations

import pytest
from importer.fidelity.addresses import Site
from importer.fidelity.checker import Checker
from importer.markup.context import Omission
from importer.model import Entry
from test_random_bodies import lost
from test_wordpress import converted

#: The raw body, the kind of what is lost, a post that shows the same, and one that lost it.
LOSSES: dict[str, tuple[str, str, str, str]] = {
    "code shortcode": ("[code]a &lt; b\n  c[/code]", "code", "```text\na < b\n  c\n```", "a \\< b\nc"),
    "code whose markup is taken for tags": ("[php]<?php echo $a; ?>[/php]", "words", "```php\n<?php echo $a; ?>\n```", ""),
    "code's white space": ("<pre lang='c'>if x:\n    y</pre>", "code", "```text\nif x:\n    y\n```", "```text\nif x:\ny\n```"),
    "code of another plugin": ("[cc lang='cpp']#include <a.h>[/cc]", "words", "```cpp\n#include <a.h>\n```", "```cpp\n#include\n```"),
    "code element of several lines": ("<code>\na\n  b\n</code>", "code", "```text\na\n  b\n```", "`a`\\\n`b`"),
    "link around a picture": ('<a href="http://x.example/page"><img src="http://b.example/a.png" alt="A"></a>', "link", "[A](http://b.example/a.png){.missing-image} [x.example](http://x.example/page){.image-link}", "[A](http://b.example/a.png){.missing-image}"),
    "picture within a link": ('<a href="http://x.example/page"><img src="http://b.example/a.png"></a>', "picture", "[a.png](http://b.example/a.png){.missing-image} [x.example](http://x.example/page){.image-link}", "[x.example](http://x.example/page){.image-link}"),
    "what a picture shows": ('<img src="http://b.example/a.png" alt="A cat">', "picture", "[A cat](http://b.example/a.png){.missing-image}", "[a.png](http://b.example/a.png){.missing-image}"),
    "footnote": ('A<a href="#n" id="r">1</a>.\n\n<div id="n">Note <a href="#r">↩</a></div>', "words", "A[^1].\n\n[^1]: Note", "A."),
    "footnote's mark": ('A<a href="#n" id="r">1</a>.\n\n<div id="n">Note <a href="#r">↩</a></div>', "note", "A[^1].\n\n[^1]: Note", "A.\n\nNote"),
    "link to the web archive": ('<a href="https://web.archive.org/web/2019/http://g.example/">x</a>', "link", "[x](https://web.archive.org/web/2019/http://g.example/)", "[x](http://g.example/)"),
    "text after an unclosed player": ('<embed src="http://v.example/a.swf">\nAfter.', "words", "[v](http://v.example/a.swf){.embed}\n\nAfter.", "[v](http://v.example/a.swf){.embed}"),
    "player": ('<iframe src="https://www.youtube.com/embed/abcdefgh"></iframe>', "film or frame", "[y](https://www.youtube.com/watch?v=abcdefgh){.embed}", ""),
    "player without an address": ("<object class='BLOG_video_class'></object>x", "film or frame", "", "x"),
    "emphasis that touches a letter": ("N<em><strong>U</strong></em>m", "style", "N***U***m", "NUm"),
    "bold that is declared": ('<span style="font-weight: bold">Yes</span> no', "style", "**Yes** no", "Yes no"),
    "delimiters on the page": ("N<b>U</b>m", "words", "N**U**m", "N\\*\\*U**m"),
    "telephone": ('<a href="tel:123">call</a>', "link", "[call](tel:123)", "call"),
    "link's words": ('<a href="http://x.example/">all of it</a>', "link", "[all of it](http://x.example/)", "all [of it](http://x.example/)"),
    "link within the page": ('<a href="#s">see</a> <span id="s">there</span>', "link", "[see](#s) there", "see there"),
    "link in preformatted text": ('<pre>see <a href="http://x.example/">here</a></pre>', "link", "see [here](http://x.example/)", "```text\nsee here\n```"),
    "reusable block": ('<!-- wp:block {"ref":77} /-->', "words", "Again", ""),
    "social link": ('<!-- wp:social-link {"url":"https://s.example/me","service":"x"} /-->', "link", "- [X](https://s.example/me)", "- X"),
    "address that stands alone": ("a\n\nhttps://tw.example/1\n\nb", "film or frame", "a\n\n[tw](https://tw.example/1){.embed}\n\nb", "a\n\nb"),
    "shortcode of a service": ("[dailymotion id=x7]", "film or frame", "[d](https://www.dailymotion.com/video/x7){.embed}", ""),
    "line end within a tag": ('a <img\nsrc="http://b.example/a.jpg"\nalt="A" /> b', "picture", "a [A](http://b.example/a.jpg){.missing-image} b", "a b"),
    "textarea": ("<textarea>&lt;b&gt;copy&lt;/b&gt;</textarea>", "words", "\\<b>copy\\</b>", ""),
    "button": ("<button>Is it?</button><p>Yes.</p>", "words", "Is it?\n\nYes.", "Yes."),
    "details": ("<details><summary>Q</summary><p>A</p></details>", "words", "Q\n\nA", "Q"),
    "passage made a heading": ("<h2><div>One.</div><div>Two.</div></h2>", "lines", "One.\n\nTwo.", "## One.Two."),
    "heading": ("<h3>Head</h3>\n\nText", "heading", "## Head\n\nText", "Head\n\nText"),
    "heading of one passage": ("<h3><p>Head</p>\n</h3>\n\nText", "heading", "## Head\n\nText", "Head\n\nText"),
    "heading's level": ("<h2>A</h2>\n\n<h3>B</h3>", "heading", "## A\n\n### B", "## A\n\n## B"),
    "superscript": ("x<sup> 2 </sup>", "style", "x {sup}`2`", "x 2"),
    "verse": ('<pre class="wp-block-verse">Roses <em>red</em>,\n  violets</pre>', "style", "Roses *red*,\\\nviolets", "```text\nRoses red,\n  violets\n```"),
    "lines of a poem": ("Roses\nViolets", "lines", "Roses\\\nViolets", "Roses Violets"),
    "rule": ("a\n\n<hr />\n\nb", "rule", "a\n\n---\n\nb", "a\n\nb"),
    "list": ("<ul><li>a</li><li>b</li></ul>", "list", "- a\n- b", "a\n\nb"),
    "numbers of a list": ("<ol><li>a</li><li>b</li></ol>", "list", "1. a\n2. b", "- a\n- b"),
    "depth of a list": ("<ul><li>a<ul><li>b</li></ul></li></ul>", "list", "- a\n  - b", "- a\n- b"),
    "table": ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "table", "| a | b |\n| --- | --- |\n| c | d |", "a\n\nb\n\nc\n\nd"),
    "quotation": ("<blockquote>He said</blockquote>\n\nso", "style", "> He said\n\nso", "He said\n\nso"),
    "order": ("a\n\nb", "order", "a\n\nb", "b\n\na"),
    "what looks like a tag in preformatted text": ("<pre>#include <stdio.h>\nList<T> x;</pre>", "words", "```c\n#include <stdio.h>\nList<T> x;\n```", "```c\n#include\nList x;\n```"),
    "code of a brush": ('<pre class="brush: php"><?php echo "<b>x</b>"; ?></pre>', "words", '```php\n<?php echo "<b>x</b>"; ?>\n```', "```php\nx\n```"),
    "code within a line": ("Use [cci]x < 1[/cci] here", "style", "Use `x < 1` here", "Use x \\< 1 here"),
    "formula of a shortcode": ("a [latex]x_1^2[/latex] b", "style", "a `x_1^2` b", "a x_1^2 b"),
    "formula": ("<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x^2</annotation></semantics></math>", "words", "`x^2`", ""),
    "formula without a source": ("<math><mi>x</mi>=<mn>2</mn></math>", "words", "`x = 2`", ""),
    "part of a picture that leads somewhere": ('<map name="m"><area href="http://x.example/a" alt="Part"></map>', "link", "[Part](http://x.example/a)", "Part"),
    "label of a tab": ('<!-- wp:tab {"label":"First"} --><section><p>In</p></section><!-- /wp:tab -->', "words", "**First**\n\nIn", "In"),
    "sign to click on": ('<!-- wp:accordion-heading --><h3><button><span>Why?</span><span class="wp-block-accordion-heading__toggle-icon">+</span></button></h3><!-- /wp:accordion-heading -->', "words", "## Why?", "## Why?+"),
    "code in a block's comment": ('<!-- wp:a/pro {"code":"x = 1\\n  y"} --><div><pre>x</pre></div><!-- /wp:a/pro -->', "code", "```text\nx = 1\n  y\n```", "```text\nx\n```"),
    "formula of a block": ('<!-- wp:math {"latex":"x^2"} --><div><math><mi>x</mi></math></div><!-- /wp:math -->', "words", "`x^2`", "`x`"),
    "picture behind a cover": ('<!-- wp:cover {"url":"http://b.example/a.jpg"} --><div><p>Over</p></div><!-- /wp:cover -->', "picture", "[a.jpg](http://b.example/a.jpg){.missing-image}\n\nOver", "Over"),
    "sound of a playlist's block": ('<!-- wp:playlist-track {"src":"http://b.example/a.mp3","title":"T"} /-->', "film or frame", "[T](http://b.example/a.mp3){.embed}", ""),
    "song": ("[spotify spotify:track:abc]", "film or frame", "[s](https://open.spotify.com/track/abc){.embed}", ""),
    "pen": ("[codepen slug_hash='abc' user='u']", "film or frame", "[c](https://codepen.io/u/pen/abc){.embed}", ""),
    "post of a network": ("[tweet 123]", "film or frame", "[t](https://twitter.com/i/web/status/123){.embed}", ""),
    "words twice": ("My paper", "words", "My paper", "My paper\n\nMy paper"),
}  # fmt: skip


def found(raw: str, made: str, omissions: tuple[Omission, ...] = (), syntax: str = "wordpress") -> list[str]:
    """Kinds of the differences between a raw body and a post."""
    entry = Entry(key="x", kind="post", title="", html="", where="", raw=raw, syntax=syntax)  # type: ignore[arg-type]
    site = Site()
    site.add("posts/2020/01/two.md", ("http://b.example/2020/01/two/",))
    checker = Checker(site, reusable=lambda id: "Again" if id == "77" else "")
    notes = (frozenset({"#n"}), frozenset({"#r"})) if "[^" in made or 'href="#n"' in raw else (frozenset(), frozenset())
    return [one.kind for one in checker.differences(entry, "posts/2020/01/one.md", made, omissions, *notes)]


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_seen_and_named(name: str) -> None:
    """And a post that lost nothing is not blamed."""
    raw, kind, whole, lossy = LOSSES[name]
    if whole:
        assert found(raw, whole) == []
    assert kind in found(raw, lossy)


#: What the converter and the check each read by their own means, and must not read otherwise.
AGREED = (
    *(f"<pre><{tag}>x</{tag}></pre>" for tag in ("b", "script", "form", "table", "T", "iframe", "label", "svg", "i-x", "u")),
    "<h2><div><p>One passage</p></div></h2>a", "<h2><p>One</p><p>Two</p></h2>a", "<h2>One<p>Two</p></h2>a",
    "<pre>a\n<?php echo $x;\n?>\nb</pre>", "<pre>if a <b then <c></pre>", "<pre><!-- c --> x</pre>", "<code>a < b <c></code>",
    "<code>List<String> a</code> <code><b>x</b></code>", "<pre lang='en'>x <b>y</b></pre>", "<pre lang='klingon'>x <b>y</b></pre>",
    "<pre lang='c'>x &lt; y</pre>", '<pre lang="xml" escaped="true">&lt;a&gt;<b/></pre>', '<code lang="php">\n<?php echo 1; ?>\n</code>',
    '<pre class="lang:php decode:true">$a = &lt;b&gt;;</pre>', '<pre class="EnlighterJSRAW">a < b; <i></pre>',
    '<script type="syntaxhighlighter" class="brush: php"><![CDATA[\nx < 1;\n]]></script>', "<xmp><b>x</b></xmp>",
    "Use [code inline='true']x < 1[/code] here", "[js]a[/js] [JS]b[/JS] [lua]y[/lua]", "[crayon lang=php]<a>[/crayon]",
    "[highlight lang=php]<a>[/highlight] [highlight]<b>a</b>[/highlight]", "[[code]] [[code]x[/code]] [[gallery]] [php /]",
    "<pre>[python]x = 1[/python]</pre>", "<pre><code>[python]x = 1[/python]</code></pre>", "<pre>[gallery] [youtube x]</pre>",
    "[code]one<br />\n&lt;two&gt;<br />\n[/code]", "[html]one<br />\n&lt;two&gt;<br />\n[/html]",
    "<math><mi>x</mi><annotation encoding='StarMath'>hidden</annotation></math>", '<math alttext="x^2"><mi>x</mi></math>',
    '<map><area href="http://x.example/b"><area href="http://x.example/c" title="C"></map>',
    '<!-- wp:a/pro {"code":"x"} /-->', '<!-- wp:cover {"url":"http://x.example/a.mp4","backgroundType":"video"} --><div>x</div><!-- /wp:cover -->',
    *(f'<!-- wp:{name} {{"url":"http://x.example/","label":"L","src":"http://x.example/a","feedURL":"http://x.example/f"}} --><p>in</p><!-- /wp:{name} -->'
      for name in ("rss", "home-link", "navigation-link", "navigation-submenu", "navigation", "social-link", "playlist-track", "page-list-item",
                   "footnotes", "tab", "tab-panel", "cover", "query", "file", "embed", "math")),
    '<!-- wp:page-list-item {"label":"L","link":"http://x.example/"} /-->', '<!-- wp:tab-panel {"label":"L"} /-->',
    '<!-- wp:rss {"feedURL":"https://p.example/feed"} /-->', "[spotify]https://open.spotify.com/track/a[/spotify]",
    "[codepen_embed slug_hash='a' user='u']See <a href='http://codepen.io/u/pen/a'>x</a>[/codepen_embed]", "[ted id=12] [scribd id=12 key=k]",
    "[slideshare id=12&doc=x]", "[wpvideo abCD] [videopress abCD]", "[tweet https://twitter.com/a/status/1] [twitter-tweet id=1]",
    "[instagram id=ab] [instagram url=https://instagram.com/p/ab/]", "[tiktok @a/video/1]", "[kickstarter url=http://k.example/]",
    "[bandcamp album=123 size=venti]", "[jsfiddle abc] [jsfiddle url='http://jsfiddle.net/abd/']", "[github repo='a/b'] [githubgist 12]",
    "[crowdsignal poll=12] [polldaddy rating=13]", "[flickr]http://f.example/a[/flickr] [flickr video=1]", "[pdf]http://x.example/a.pdf[/pdf]",
    "[googlevideo=http://video.google.com/x]", "[playlist ids='1']", "[audio http://a.example/s.mp3|titles=Song]", "[vimeo clip_id=12]",
    "[img src='http://x.example/a.png']", "a [latex]\\frac{1}{2}[/latex] $latex x$", "[caption] [caption][/caption]",
    "a\n\nhttps://x.example/6\n\nb<!-- wp:paragraph --><p>c</p><!-- /wp:paragraph -->",
    "<dl><dt>a</dt><dd>x</dd></dl><ul><li><dl><dt>b</dt><dd>y</dd></dl></li></ul>",
    "<h2><center><h3>1.</h3></center></h2><p><b>y</b></p>", "<mark><iframe src='http://x.example/'></iframe></mark> z",
    "<mark><iframe src='http://x.example/'></iframe></mark>\n\nz\n\ny", "<q><iframe src='http://x.example/'></iframe></q>\n\nz",
)  # fmt: skip


@pytest.mark.parametrize("raw", AGREED)
def test_what_was_kept_is_not_blamed(raw: str) -> None:
    """Neither in a post of WordPress nor, where it is HTML, of another service."""
    for wordpress in (True, False):
        assert lost(raw, wordpress)[0] == []


@pytest.mark.parametrize(
    ("raw", "lossy"),
    [
        ("## Head\n\n```php\n<?php echo 1; ?>\n[gallery]\n```", "## Head\n\n```php\n```"),
        ("## Head\n\n[code]\n<b>\n[/code] [a](http://x.example/)", "## Head\n\n```text\n<b>\n```\n\na"),
        ("## Head\n\n[a](http://x.example/)\n\nterm\n: what it is", "## Head\n\n[a](http://x.example/)\n\nterm"),
        ("## Head\n\n[a](http://x.example/) \\[caption\\] *b*", "## Head\n\n[a](http://x.example/) *b*"),
    ],
)
def test_markdown_is_read_as_its_plugin_read_it(raw: str, lossy: str) -> None:
    """What the converter makes of it is the same; what lost something is not."""
    made = converted(raw)
    assert found(raw, made, syntax="markdown") == []
    assert found(raw, lossy, syntax="markdown")


def test_what_is_left_out_on_purpose_is_subtracted_and_nothing_else() -> None:
    """Words and addresses of an omission, each once."""
    raw = 'Choose <select><option>One</option></select> <a href="http://x.example/">x</a><p>One</p>'
    assert found(raw, "Choose [x](http://x.example/)\n\nOne", (Omission("form", "One"),)) == []
    assert "words" in found(raw, "Choose [x](http://x.example/)", (Omission("form", "One"),))
    assert "link" in found(raw, "Choose x\n\nOne", (Omission("form", "One"),))


def test_a_film_that_nothing_leads_to_is_explained_by_its_omission() -> None:
    """Once each."""
    raw = "<object class='BLOG_video_class'></object>The film."
    assert found(raw, "The film.", (Omission("film", name="1"),)) == []
    assert found(raw + raw, "The film.\n\nThe film.", (Omission("film", name="1"),)) == ["film or frame"]


@pytest.mark.parametrize(
    ("href", "written", "same"),
    [
        ("http://b.example/2020/01/two/", "two.md", True),
        ("https://www.b.example/2020/01/two?utm=1", "two.md", True),
        ("http://other.example/2020/01/two/", "two.md", False),
        ("http://b.example/2020/01/three/", "two.md", False),
        ("http://b.example/2020/01/two/#part", "two.md#part", True),
        ("http://b.example/2020/01/two/#part", "two.md#other", False),
        ("http://x.example/a b?c=ü&d", "http://x.example/a%20b?c=%C3%BC&d", True),
        ("http://x.example/a?b=1", "http://x.example/a", False),
        ("//x.example/a", "https://x.example/a", True),
    ],
)
def test_a_link_is_the_same_where_it_leads_to_the_same(href: str, written: str, same: bool) -> None:
    """Between the blog's own entries, and outward."""
    assert (found(f'<a href="{href}">x</a>', f"[x]({written})") == []) is same


def test_browsers_see_through_crossed_and_unclosed_tags() -> None:
    """HTML's rules are html5lib's, not those of a stricter parser."""
    assert found("<b>a<p>c</b>d", "**a**\n\n**c**d", syntax="html") == []
    assert found("<table><tr>x<td>y</table>z", "x\n\ny\n\nz", syntax="html") == []
    assert found("<script>var a = '<b>no</b>';</script><style>b{}</style><!-- <i>no</i> -->yes", "yes") == []
