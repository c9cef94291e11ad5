"""Where links lead, and what comments say: nothing of either is lost, and what is built of it has no fault."""

# ruff: noqa: E501 - bodies of posts stay as they are
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Outcome

HEAD = (
    "<rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>T</title><link>http://b.example</link>"
    "<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>http://b.example</wp:base_blog_url><wp:author><wp:author_id>4"
    "</wp:author_id><wp:author_login>mo</wp:author_login><wp:author_display_name>Mo &amp;amp; Co</wp:author_display_name>"
    "</wp:author><wp:author><wp:author_id>5</wp:author_id><wp:author_login>al</wp:author_login></wp:author>"
)
ONE, TWO = "posts/2019/03/one.md", "posts/2019/03/two.md"


def item(name: str, body: str, number: int, rest: str = "") -> str:
    """An entry of WordPress's export."""
    return (
        f"<item><title>{name.title()}</title><link>http://b.example/2019/03/{name}/</link><dc:creator>mo</dc:creator>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date>2019-03-0{number} 10:00:00</wp:post_date><wp:post_date_gmt>2019-03-0{number} 10:00:00</wp:post_date_gmt>"
        f"<wp:post_name>{name}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{rest}</item>"
    )


def comment(id: int, text: str, user: int = 0, name: str = "A", parent: int = 0, kind: str = "") -> str:
    """A comment of WordPress's export."""
    return (
        f"<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author>{name}</wp:comment_author>"
        f"<wp:comment_date>2019-04-01 10:0{id}:00</wp:comment_date><wp:comment_date_gmt>2019-04-01 10:0{id}:00</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{text}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
        f"<wp:comment_type>{kind}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>{user}</wp:comment_user_id></wp:comment>"
    )


@pytest.fixture
def brought(imported: Callable[..., Outcome], tmp_path: Path) -> Callable[..., Outcome]:
    """Import posts made of bodies, the first with what else is given."""

    def run(one: str, two: str = "x", rest: str = "") -> Outcome:
        (tmp_path / "b.xml").write_text(f"{HEAD}{item('one', one, 1, rest)}{item('two', two, 2)}</channel></rss>")
        return imported(tmp_path / "b.xml")

    return run


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ('<a href="tel:123">x</a>', "[x](tel:123)"),
        ('<a href="ftp://f.example/a">x</a>', "[x](ftp://f.example/a)"),
        ('<a href="sms:123?body=a">x</a>', "[x](sms:123?body=a)"),
        ('<a href="MAILTO:a@b.example">x</a>', "[x](MAILTO:a@b.example)"),
        ('<a href="javascript:a()">x</a>', "x"),
        ('<a href="//x.example/a">x</a>', "[x](https://x.example/a)"),
        ('<a href="http://b.example/2019/03/two/">http://b.example/2019/03/two/</a>', "[http://b.example/2019/03/two/](two.md)"),
        ('<a href="http://x.example/#">x</a>', "[x](http://x.example/#)"),
        ('<a href="https://web.archive.org/web/2019/http://g.example/p">x</a>', "[x](https://web.archive.org/web/2019/http://g.example/p)"),
        ('<a href="http://x.example/p"><img src="http://b.example/a.png" alt="A"></a>', "[A](http://b.example/a.png){.missing-image} [→ x.example](http://x.example/p){.image-link}"),
        ('<a href="http://b.example/2019/03/two/"><img src="http://b.example/a.png" alt="A"></a>', "[A](http://b.example/a.png){.missing-image} [→ two](two.md){.image-link}"),
        ('<a href="http://b.example/big/a.png"><img src="http://b.example/a-300x200.png" alt="A"></a>', "[A](http://b.example/big/a.png){.missing-image .size-300x200}"),
        ('<a href="http://x.example/p"><img src="http://b.example/a.png" alt="A"> words</a>', "[A](http://b.example/a.png){.missing-image} [words](http://x.example/p)"),
        ('[caption id="a"]<img src="http://b.example/a.png" alt="A"> So it <em>was</em>[/caption]', "[A](http://b.example/a.png){.missing-image}\n\n{.picture-caption}\nSo it *was*"),
    ],
)
def test_a_link_is_kept(brought: Callable[..., Outcome], source: str, written: str) -> None:
    """Of any kind that a reader can follow, with both addresses of a linked picture that is not there."""
    outcome = brought(source)
    assert outcome.post(ONE).body == written
    assert outcome.report.sound, outcome.report.differences


@pytest.mark.parametrize(
    ("target", "link", "kept"),
    [
        ('<h3 id="part">Part</h3>', "two.md#part", "## Part"),
        ('<h3 id="Sec_1.a">Part</h3>', "two.md#Sec_1.a", "## {anchor}`Sec_1.a`Part"),
        ('<p id="here">Text', "two.md#here", "{anchor}`here`Text"),
        ('Text <a name="here"></a>more', "two.md#here", "Text {anchor}`here`more"),
        ('<ul><li id="here">Text</li></ul>', "two.md#here", "- {anchor}`here`Text"),
        ("Text", "two.md", "Text"),
    ],
)
def test_a_link_to_a_place_within_an_entry_leads_there(brought: Callable[..., Outcome], target: str, link: str, kept: str) -> None:
    """Headings by themselves, others by an anchor; one that is not there is let go."""
    fragment = link.partition("#")[2] or "gone"
    outcome = brought(f'<a href="/2019/03/two/#{fragment}">x</a>', target)
    assert outcome.post(ONE).body == f"[x]({link})"
    assert outcome.post(TWO).body == kept
    assert outcome.report.sound, outcome.report.differences


def test_a_link_within_a_post_leads_to_its_place(brought: Callable[..., Outcome]) -> None:
    """And one that led nowhere is no link, and said."""
    outcome = brought('<a href="#b">down</a> <a href="#none">none</a>\n\n<p id="b">There</p>')
    assert outcome.post(ONE).body == "[down](#b) none\n\n{anchor}`b`There"
    assert outcome.report.omitted == {"link within a page to nothing": [f"{ONE}: #none"]}


NOTE = '<p>Word<a href="#_ftn1" name="_ftnref1">[1]</a>.</p>\n\n<p><a href="#_ftnref1" name="_ftn1">[1]</a> A note.</p>'


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (f'{NOTE}\n\n<p>See <a href="#_ftnref1">above</a>.</p>', "x"),
        (f'<p>See <a href="#_ftn1">the note</a>.</p>\n\n{NOTE}', "x"),
        (NOTE, '<a href="/2019/03/one/#_ftnref1">x</a> <a href="/2019/03/one/#_ftn1">y</a>'),
        ('<p>a <a href="#b">x</a></p><script id="b">c</script>', "x"),
        ('<script id="b">c</script>', '<a href="/2019/03/one/#b">x</a>'),
        ('<a href="#part">x</a>\n<pre>## Part</pre>\n<div id="part"></div>', "x"),
        ('<a href="#part">x</a>\n<pre>{anchor}`part`</pre>\n<div id="part"></div>', "x"),
        ('<a href="#part">x</a><dl id="part"><dd>a</dd></dl>', '<a href="/2019/03/one/#part">x</a>'),
    ],
)
def test_every_place_that_a_link_leads_to_is_written(brought: Callable[..., Outcome], one: str, two: str) -> None:
    """Those of footnotes too, of what is left out and of code that looks like a place, within a post and between two."""
    outcome = brought(one, two)
    texts = {name: outcome.post(name).body for name in (ONE, TWO)}
    places = {name: set(re.findall(r"(?m)^(?!    |```.*).*?\{anchor\}`([^`]+)`", re.sub(r"(?s)```.*?```", "", text)))
              for name, text in texts.items()}  # fmt: skip
    for name, text in texts.items():
        for file, fragment in re.findall(r"\]\(([\w.]*)#([^)]+)\)", text):
            assert fragment in places[f"posts/2019/03/{file}" if file else name], text
    assert outcome.report.sound, outcome.report.differences


def test_footnotes_that_nothing_else_leads_to_need_no_anchor(brought: Callable[..., Outcome]) -> None:
    """Their marks are links by themselves."""
    assert "{anchor}" not in brought(NOTE).post(ONE).body


def test_a_link_to_a_place_that_is_not_kept_is_said(brought: Callable[..., Outcome]) -> None:
    """It leads to the entry; one that led to a comment does by the rule, and is not named again."""
    outcome = brought('<a href="/2019/03/two/#gone">x</a>, <a href="/2019/03/two/#comment-1">y</a>')
    assert outcome.post(ONE).body == "[x](two.md), [y](two.md)"
    assert outcome.report.remarks == {"link to a place within another entry that is not there: leads to the entry": 1, "link to another entry": 1}


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("<dl><dt>t</dt><dd><ul><li>b</li><li></li></ul></dd></dl>", "t\n:   - b\n    -"),
        ("<dl><dt>t</dt><dd><pre>x\n---\ny</pre></dd></dl>", "t\n:   ```text\n    x\n    ---\n    y\n    ```"),
        ("<pre>a <q>b</q> c</pre>", "```text\na “b” c\n```"),
        ("[caption]http://x.example/p[/caption]", "http://x.example/p"),
        ("[caption]\nhttp://x.example/p\n[/caption]", "[http://x.example/p](http://x.example/p)"),
        ('[caption]<img src="http://b.example/a.png" alt="A"> http://x.example/p[/caption]', "[A](http://b.example/a.png){.missing-image}\n\n{.picture-caption}\nhttp://x.example/p"),
        ('[caption]<img src="http://b.example/a.png" alt="A">\n\nWords\n\n[/caption]', "[A](http://b.example/a.png){.missing-image}\n\n{.picture-caption}\nWords"),
        ('[caption]<img src="http://b.example/a.png" alt="A">\n\nhttp://x.example/p\n\n[/caption]', "[A](http://b.example/a.png){.missing-image}\n\n{.picture-caption}\n[http://x.example/p](http://x.example/p)"),
    ],
)
def test_shapes_within_shapes_stay(brought: Callable[..., Outcome], source: str, written: str) -> None:
    """Lines of a definition are no heading's, quotation marks stand in code too, an address alone in a caption is a link."""
    outcome = brought(source)
    assert outcome.post(ONE).body == written
    assert outcome.report.sound, outcome.report.differences


def test_names_are_decoded_once(brought: Callable[..., Outcome]) -> None:
    """WordPress keeps them escaped."""
    terms = "<category domain='category'><![CDATA[Sport &amp; exercise]]></category><category domain='post_tag'><![CDATA[Q&A &#8217;]]></category>"
    outcome = brought("x", rest=terms + comment(1, "x", name="<![CDATA[Tom &amp; Jo]]>"))
    fields = outcome.post(ONE).fields
    assert (fields["category"], fields["tags"], fields["author"]) == (["Sport & exercise"], ["Q&A ’"], ["Mo & Co"])
    assert outcome.comments("posts/2019/03/one.comments.json")[0]["name"] == "Tom & Jo"


def test_the_author_is_known_by_the_number_of_the_account_alone(brought: Callable[..., Outcome]) -> None:
    """Other accounts are readers, those of the blog's other authors too, and so is whoever has the same name."""
    said = comment(1, "a", 4) + comment(2, "b", 555) + comment(3, "c", 0, "Mo &amp;amp; Co") + comment(4, "d", 5)
    rows = brought("x", rest=said).comments("posts/2019/03/one.comments.json")
    assert [row["id"] for row in rows if row.get("author")] == ["comment-1"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See http://r.example/x.", 'See <a href="http://r.example/x" rel="nofollow ugc noopener">http://r.example/x</a>.'),
        ("(http://r.example/a_(b)?c=1&d=2)", '(<a href="http://r.example/a_(b)?c=1&amp;d=2" rel="nofollow ugc noopener">http://r.example/a_(b)?c=1&amp;d=2</a>)'),
        ('<a href="http://r.example/">http://r.example/</a>', '<a href="http://r.example/" rel="nofollow ugc noopener">http://r.example/</a>'),
        ("<code>http://r.example/</code>", "<code>http://r.example/</code>"),
        ("<q>So</q> it was", "“So” it was"),
        ('<a href="#comment-1">@Ann</a> so', "@Ann so"),
        ('<a title="a > b" lang="fr" href="data:x"><b>On</b>\ndit</a> <a href="http://r.example/">x</a>',
         '<b>On</b><br>\ndit <a href="http://r.example/" rel="nofollow ugc noopener">x</a>'),
        ('<a href="../two/">x</a>', '<a href="http://b.example/2019/03/two/" rel="nofollow ugc noopener">x</a>'),
        (
            '<a href="http://r.example/">this</a>: http://r.example/',
            '<a href="http://r.example/" rel="nofollow ugc noopener">this</a>: <a href="http://r.example/" rel="nofollow ugc noopener">http://r.example/</a>',
        ),
        ('<img src="http://r.example/a.png" alt="A cat"> b', '<a href="http://r.example/a.png" rel="nofollow ugc noopener">A cat</a> b'),
    ],
)
def test_addresses_in_comments_are_links(brought: Callable[..., Outcome], text: str, html: str) -> None:
    """As WordPress made them when it showed them; pictures too, since nothing is loaded from elsewhere."""
    outcome = brought("x", rest=comment(1, text))
    (row,) = outcome.comments("posts/2019/03/one.comments.json")
    assert row["html"] == f"<p>{html}</p>"
    assert outcome.report.sound, outcome.report.differences


def test_no_comment_has_the_id_of_another(brought: Callable[..., Outcome]) -> None:
    """Answers stand after what they answer; pingbacks are told apart."""
    said = comment(3, "c", parent=1) + comment(1, "a") + comment(2, "b", kind="pingback")
    rows = brought("x", rest=said).comments("posts/2019/03/one.comments.json")
    assert [(row["id"], row.get("parent"), row.get("kind")) for row in rows] == [
        ("comment-1", None, None),
        ("comment-3", "comment-1", None),
        ("comment-2", None, "pingback"),
    ]
    assert max(Counter(row["id"] for row in rows).values()) == 1 and not re.search("mo &amp;", str(rows))
