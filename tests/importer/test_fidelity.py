"""The check of each post sees every kind of loss: it is given a post in which just that is lost, whoever lost it."""

# ruff: noqa: E501 - bodies of posts stay as they are
from __future__ import annotations

import pytest
from importer.fidelity.addresses import Site
from importer.fidelity.checker import Checker
from importer.markup.context import Drop
from importer.model import Entry

#: The raw body, the kind of what is lost, a post that shows the same, and one that lost it.
LOSSES: dict[str, tuple[str, str, str, str]] = {
    "code shortcode": ("[code]a &lt; b\n  c[/code]", "code", "```text\na < b\n  c\n```", "a \\< b\nc"),
    "code whose markup is taken for tags": ("[php]<?php echo $a; ?>[/php]", "words", "```php\n<?php echo $a; ?>\n```", ""),
    "code's white space": ("<pre lang='c'>if x:\n    y</pre>", "code", "```text\nif x:\n    y\n```", "```text\nif x:\ny\n```"),
    "code of another plugin": ("[cc lang='cpp']#include <a.h>[/cc]", "words", "```cpp\n#include <a.h>\n```", "```cpp\n#include\n```"),
    "code element of several lines": ("<code>\na\n  b\n</code>", "code", "```text\na\n  b\n```", "`a`\\\n`b`"),
    "link around a picture": ('<a href="http://x.example/page"><img src="http://b.example/a.png" alt="A"></a>', "link", "[Image: A](http://b.example/a.png){.missing-image} [x.example](http://x.example/page){.image-link}", "[Image: A](http://b.example/a.png){.missing-image}"),
    "picture within a link": ('<a href="http://x.example/page"><img src="http://b.example/a.png"></a>', "picture", "[Image: a.png](http://b.example/a.png){.missing-image} [x.example](http://x.example/page){.image-link}", "[x.example](http://x.example/page){.image-link}"),
    "what a picture shows": ('<img src="http://b.example/a.png" alt="A cat">', "picture", "[Image: A cat](http://b.example/a.png){.missing-image}", "[Image: a.png](http://b.example/a.png){.missing-image}"),
    "footnote": ('A<a href="#n" id="r">1</a>.\n\n<div id="n">Note <a href="#r">↩</a></div>', "words", "A[^1].\n\n[^1]: Note", "A."),
    "footnote's mark": ('A<a href="#n" id="r">1</a>.\n\n<div id="n">Note <a href="#r">↩</a></div>', "note", "A[^1].\n\n[^1]: Note", "A.\n\nNote"),
    "link to the web archive": ('<a href="https://web.archive.org/web/2019/http://g.example/">x</a>', "link", "[x](https://web.archive.org/web/2019/http://g.example/)", "[x](http://g.example/)"),
    "text after an unclosed player": ('<embed src="http://v.example/a.swf">\nAfter.', "words", "[Video: v](http://v.example/a.swf){.embed}\n\nAfter.", "[Video: v](http://v.example/a.swf){.embed}"),
    "player": ('<iframe src="https://www.youtube.com/embed/abcdefgh"></iframe>', "film or frame", "[Video: y](https://www.youtube.com/watch?v=abcdefgh){.embed}", ""),
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
    "address that stands alone": ("a\n\nhttps://tw.example/1\n\nb", "film or frame", "a\n\n[Embedded: tw](https://tw.example/1){.embed}\n\nb", "a\n\nb"),
    "shortcode of a service": ("[dailymotion id=x7]", "film or frame", "[Video: d](https://www.dailymotion.com/video/x7){.embed}", ""),
    "line end within a tag": ('a <img\nsrc="http://b.example/a.jpg"\nalt="A" /> b', "picture", "a [Image: A](http://b.example/a.jpg){.missing-image} b", "a b"),
    "textarea": ("<textarea>&lt;b&gt;copy&lt;/b&gt;</textarea>", "words", "\\<b>copy\\</b>", ""),
    "button": ("<button>Is it?</button><p>Yes.</p>", "words", "Is it?\n\nYes.", "Yes."),
    "details": ("<details><summary>Q</summary><p>A</p></details>", "words", "Q\n\nA", "Q"),
    "passage made a heading": ("<h2><div>One.</div><div>Two.</div></h2>", "lines", "One.\n\nTwo.", "## One.Two."),
    "heading": ("<h3>Head</h3>\n\nText", "heading", "## Head\n\nText", "Head\n\nText"),
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
    "words twice": ("My paper", "words", "My paper", "My paper\n\nMy paper"),
}


def found(raw: str, made: str, dropped: tuple[Drop, ...] = (), syntax: str = "wordpress") -> list[str]:
    """Kinds of the differences between a raw body and a post."""
    entry = Entry(key="x", kind="post", title="", html="", where="", raw=raw, syntax=syntax)  # type: ignore[arg-type]
    site = Site()
    site.add("posts/2020/01/two.md", ("http://b.example/2020/01/two/",))
    checker = Checker(site, reusable=lambda id: "Again" if id == "77" else "")
    notes = (frozenset({"#n"}), frozenset({"#r"})) if "[^" in made or 'href="#n"' in raw else (frozenset(), frozenset())
    return [one.kind for one in checker.differences(entry, "posts/2020/01/one.md", made, dropped, *notes)]


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_seen_and_named(name: str) -> None:
    """And a post that lost nothing is not blamed."""
    raw, kind, whole, lossy = LOSSES[name]
    if whole:
        assert found(raw, whole) == []
    assert kind in found(raw, lossy)


def test_what_is_left_out_on_purpose_is_subtracted_and_nothing_else() -> None:
    """Words and addresses of a drop, each once."""
    raw = 'Choose <select><option>One</option></select> <a href="http://x.example/">x</a><p>One</p>'
    assert found(raw, "Choose [x](http://x.example/)\n\nOne", (Drop("form", "One"),)) == []
    assert "words" in found(raw, "Choose [x](http://x.example/)", (Drop("form", "One"),))
    assert "link" in found(raw, "Choose x\n\nOne", (Drop("form", "One"),))


def test_a_film_that_nothing_leads_to_is_explained_by_its_drop() -> None:
    """Once each."""
    raw = "<object class='BLOG_video_class'></object>The film."
    assert found(raw, "The film.", (Drop("film", name="1"),)) == []
    assert found(raw + raw, "The film.\n\nThe film.", (Drop("film", name="1"),)) == ["film or frame"]


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
