"""Untidy lives: what real blogs left empty, doubled, misdated or half done."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from building import empty_site, faults
from importer.placeholders import is_anonymous, is_uncategorized
from importer.run import Import, Settings
from importer.source import open_source
from importer.words import first_words, plain


def wxr(*items: str, head: str = "") -> bytes:
    """A WordPress export of `items`, each the inside of an element; `head` stands before them."""
    whole = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Rain</title><link>http://rain.example</link>'
        f"{head}{whole}</channel></rss>"
    ).encode()


def item(number: int = 1, **fields: str) -> str:
    """The inside of an ``item``: `fields` by the names of their elements, with ``_`` for the colon after the prefix."""
    told = {
        "title": f"Post {number}",
        "link": f"http://rain.example/2012/10/post-{number}/",
        "guid": f"http://rain.example/?p={number}",
        "content_encoded": "Words.",
        "wp_post_id": str(number),
        "wp_post_date": f"2012-10-{number:02} 09:30:00",
        "wp_post_date_gmt": f"2012-10-{number:02} 09:30:00",
        "wp_status": "publish",
        "wp_post_type": "post",
        **fields,
    }
    terms = told.pop("terms", "")
    names = {name: name.replace("_", ":", 1) for name in told}
    return "".join(f"<{names[name]}>{escape(value)}</{names[name]}>" for name, value in told.items()) + terms


def term(domain: str, name: str, slug: str = "x") -> str:
    return f'<category domain="{domain}" nicename="{slug}">{escape(name)}</category>'


@pytest.fixture
def posts(imported, tmp_path: Path):
    """Import an export, give its front matter by file, and keep the report."""

    def run(data: bytes):
        (tmp_path / "export.xml").write_bytes(data)
        outcome = imported(tmp_path / "export.xml")
        run.said = outcome.report.text(full=True)
        assert outcome.report.counted[0] == outcome.report.counted[1]
        return {name: outcome.post(name) for name in outcome.files() if name.endswith(".md")}

    return run


class TestTitles:
    @pytest.mark.parametrize(
        ("html", "wanted"),
        [
            ("<p>&nbsp;It rained all day. Then it stopped.</p>", "It rained all day"),
            ("<p>Did it rain? It did.</p>", "Did it rain?"),
            ("<b>No end</b><br>in sight", "No end in sight"),
            ("word " * 40, "word word word word word word word word word word word word word word…"),
            ("雨が降った。そして止んだ。", "雨が降った"),
            ("<img src='a.jpg'>", ""),
            ("", ""),
            ("\u200b\u00ad <br> \u200b", ""),
            ("x" * 200, "x" * 70 + "…"),
            ("<script>no</script>Yes &amp; no", "Yes & no"),
        ],
    )
    def test_first_words(self, html, wanted):
        assert first_words(html) == wanted

    def test_an_untitled_post_has_its_first_words_and_no_day(self, posts):
        found = posts(wxr(
            item(1, title="", content_encoded="<p>It rained in Leeds. Again.</p>", link=""),
            item(2, title="<b></b>", content_encoded="<img src='http://rain.example/a.jpg'>"),
            item(3, title="\u200b", content_encoded="Dry."),
        ))  # fmt: skip
        assert {name: post.title for name, post in found.items()} == {
            "posts/2012/10/it-rained-in-leeds.md": "# It rained in Leeds",
            "posts/2012/10/post-2.md": "# Untitled",
            "posts/2012/10/post-3.md": "# Dry",
        }


class TestNames:
    @pytest.mark.parametrize("name", ["Unknown", "anonymous", "Desconocido", "Неизвестный", "匿名", "ناشناس"])
    def test_nobody_has_no_name(self, name):
        assert is_anonymous(name) and not is_anonymous(f"{name} Smith")

    @pytest.mark.parametrize("name", ["Uncategorized", "Non classé", "未分类", "Без рубрики", "ללא קטגוריה"])
    def test_no_category_is_none(self, name):
        assert is_uncategorized(name) and not is_uncategorized("Allgemein")

    def test_a_category_of_a_common_name_is_kept_unless_it_is_the_first(self, posts):
        found = posts(wxr(item(1, terms=term("category", "Allgemein", "allgemein"))))
        assert found["posts/2012/10/post-1.md"].fields["category"] == ["Allgemein"]

    def test_an_author_of_whom_nothing_is_known_is_left_out_and_said(self, posts):
        found = posts(wxr(item(1, dc_creator="Unknown"), item(2, dc_creator="ann")))
        assert [post.fields.get("author") for post in found.values()] == [None, ["ann"]]
        assert "the author `Unknown` of 1 post says that there is none: left out" in posts.said

    def test_the_default_category_is_none_in_any_language(self, posts):
        def head(name: str, slug: str) -> str:
            made = f"<wp:term_id>1</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
            return f"<wp:category>{made}<wp:cat_name>{name}</wp:cat_name></wp:category>"

        terms = term("category", "Allgemein", "allgemein") + term("category", "Rain", "rain")
        found = posts(wxr(item(1, terms=terms), head=head("Allgemein", "allgemein")))
        assert found["posts/2012/10/post-1.md"].fields["category"] == ["Rain"]
        assert "the category `Allgemein`, which WordPress gives by itself, is left out of 1 post" in posts.said

    def test_a_default_category_that_was_renamed_is_the_author_s_own(self, posts):
        made = "<wp:term_id>1</wp:term_id><wp:category_nicename>uncategorized</wp:category_nicename>"
        head = f"<wp:category>{made}<wp:cat_name>Weather</wp:cat_name></wp:category>"
        found = posts(wxr(item(1, terms=term("category", "Weather", "uncategorized")), head=head))
        assert found["posts/2012/10/post-1.md"].fields["category"] == ["Weather"]

    def test_the_commoner_spelling_wins_and_what_is_spelt_otherwise_is_said(self, posts):
        labels = ["rain", "Rain", "Rain", "C++", "C#", "Cafe\u0301", "Café"]
        found = posts(wxr(*(item(number, terms=term("post_tag", label)) for number, label in enumerate(labels, 1))))
        tags = {tag for post in found.values() for tag in post.fields["tags"]}
        assert len(tags) == 4 and {"Rain", "C++", "C#"} < tags
        assert "the tag `rain` of 1 post is spelt `Rain`, as elsewhere" in posts.said


class TestDates:
    def test_old_dates_stay_and_what_is_no_date_is_none(self, posts):
        found = posts(wxr(
            item(1, wp_post_date="1962-05-01 10:00:00", wp_post_date_gmt="1962-05-01 10:00:00"),
            item(2, wp_post_date="2250-01-01 10:00:00", wp_post_date_gmt="2250-01-01 10:00:00"),
            item(3, wp_post_date="0000-00-00 00:00:00", wp_post_date_gmt="0000-00-00 00:00:00", wp_status="draft",
                 pubDate="Mon, 30 Nov -0001 00:00:00 +0000"),
            item(4, wp_post_date="9999-12-31 23:59:59", wp_post_date_gmt="9999-12-31 23:59:59"),
        ))  # fmt: skip
        dates = [post.fields.get("date") for post in found.values()]
        assert [date and date.year for date in dates] == [1962, 2250, None, None]
        assert all(isinstance(date, datetime) for date in dates[:2])
        assert found["posts/2012/10/post-3.md"].fields["draft"] is True

    def test_a_change_on_the_same_day_is_none(self, posts):
        found = posts(wxr(
            item(1, wp_post_modified="2012-10-01 23:00:00", wp_post_modified_gmt="2012-10-01 23:00:00"),
            item(2, wp_post_modified="2012-10-03 09:00:00", wp_post_modified_gmt="2012-10-03 09:00:00"),
        ))  # fmt: skip
        assert [str(post.fields.get("updated")) for post in found.values()] == ["None", "2012-10-03 09:00:00+00:00"]


class TestStates:
    def test_an_unknown_state_is_a_draft_and_says_why(self, posts):
        (post,) = posts(wxr(item(1, wp_status="acf-disabled"))).values()
        assert post.fields["draft"] is True and "its state was `acf-disabled`" in post.text

    def test_what_is_not_kept_as_it_was_is_named(self, posts):
        head = "".join(
            f"<wp:category><wp:category_nicename>{slug}</wp:category_nicename>"
            f"<wp:category_parent>{above}</wp:category_parent><wp:cat_name>{name}</wp:cat_name></wp:category>"
            for slug, above, name in (("weather", "", "Weather"), ("rain", "weather", "Rain"), ("snow", "rain", "Snow"))
        )
        terms = term("category", "Rain", "rain") + term("post_format", "Aside", "post-format-aside")
        (post, other) = posts(wxr(
            item(1, wp_is_sticky="1", terms=terms + term("series", "Wet years") + term("post_translations", "pll_1")),
            item(2, wp_post_type="recipe"),
            item(3, terms=term("author", "ann", "cap-ann") + term("author", "ben", "cap-ben"), dc_creator="ann"),
            head=head,
        )).values()  # fmt: skip
        assert (post.fields["category"], post.fields["tags"]) == (["Rain"], ["Wet years"])
        assert other.fields["author"] == ["ann", "ben"]
        for line in (
            "sticky posts stand among the others, by their date: Post 1",
            "post formats are not kept, only what they hold: aside 1",
            "stand beside them: `Rain` below `Weather`",
            "terms of the taxonomy `series` are kept as tags: 1",
            "entry of another kind (recipe)",
        ):
            assert line in posts.said


def test_an_excerpt_is_plain_text(posts):
    (post,) = posts(wxr(item(1, excerpt_encoded="<p>Wet &amp; <em>cold</em></p>"))).values()
    assert post.fields["description"] == "Wet & cold"
    assert plain("a < b") == "a < b" and plain("one<br>two<p>three</p>") == "one two three"


def test_two_posts_of_one_id_have_ids_of_their_own(posts):
    guid = "http://rain.example/?p=7"
    found = posts(wxr(item(1, guid=guid), item(2, guid=guid), item(3, guid=guid, link="")))
    ids = [post.fields.get("id") for post in found.values()]
    assert ids == [guid, "http://rain.example/2012/10/post-2/", None]
    assert "post-2.md: the id http://rain.example/?p=7 is that of posts/2012/10/post-1.md" in posts.said


class TestLanguages:
    def test_the_language_of_the_blog_is_that_of_its_posts_as_far_as_their_letters_agree(self, posts):
        found = posts(wxr(
            item(1, title="باران", content_encoded="<p>سلام دنیا</p>"),
            item(2, title="Rain", content_encoded="<p>It rained all day.</p>"),
            item(3, title="باران", content_encoded="<p>سلام دنیا</p>", wp_post_type="page"),
            head="<language>fa-IR</language>",
        ))  # fmt: skip
        assert {name: post.fields.get("language") for name, post in found.items()} == {
            "p/post-3.md": "fa-IR", "posts/2012/10/post-1.md": "fa-IR", "posts/2012/10/post-2.md": None,
        }  # fmt: skip

    def test_what_the_software_says_by_itself_makes_no_hebrew_english(self, posts):
        (post,) = posts(wxr(item(1, content_encoded="<p>ירד גשם</p>"), head="<language>en-US</language>")).values()
        assert post.fields["language"] == "und-Hebr"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<ol start="²"><li>Rain</ol>', "1. Rain"),
        ('<ol><li value="²">Rain</ol>', "1. Rain"),
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="²">', ".gif)"),
        (f'<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="{"9" * 5000}">', ".gif)"),
        ("<table><tr><td colspan='²'>Rain</td><td>1</td></tr><tr><td>Snow</td><td>2</td></tr></table>", "Snow"),
    ],
)
def test_what_only_looks_like_a_number_is_none(posts, html, kept):
    (post,) = posts(wxr(item(1, content_encoded=html))).values()
    assert kept in post.body


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("body", "extra"),
    [
        (f'<!-- wp:p/x {{"a":{DEEP}}} --><p>Words.</p><!-- /wp:p/x -->', ""),
        ("Words.", f"<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value>{DEEP}</wp:meta_value>"
                   "</wp:postmeta>"),
    ],
    ids=["block", "footnotes"],
)
def test_json_that_is_nested_without_end_costs_no_text(posts, body, extra):
    (post,) = posts(wxr(item(1, content_encoded=body) + extra)).values()
    assert post.body == "Words."


def test_a_pattern_within_itself_is_shown_once(posts):
    """As WordPress shows it."""
    found = posts(wxr(
        item(1, content_encoded='<p>Snow.</p><!-- wp:block {"ref":2} /-->'),
        item(2, wp_post_type="wp_block", content_encoded='<p>Rain.</p><!-- wp:block {"ref":2} /-->'),
    ))  # fmt: skip
    assert [post.body.split("\n\n") for post in found.values()] == [["Snow.", "Rain."]]
    assert "is not in the source" not in posts.said


def pattern(number: int, body: str) -> str:
    """A synced pattern that says its number before `body`."""
    return item(number, wp_post_type="wp_block", content_encoded=f"<p>N{number}.</p>{body}")


def test_patterns_within_patterns_are_shown_however_deep(posts):
    chain = [pattern(number, f'<!-- wp:block {{"ref":{number + 1}}} /-->') for number in range(2, 28)]
    found = posts(wxr(item(1, content_encoded='<!-- wp:block {"ref":2} /-->'), *chain, pattern(28, "")))
    assert [post.body.split("\n\n") for post in found.values()] == [[f"N{number}." for number in range(2, 29)]]
    assert "is not in the source" not in posts.said and "1 of 1 posts show what their source showed" in posts.said


def test_patterns_that_stand_for_more_than_any_machine_holds_are_bounded_and_counted(posts, monkeypatch):
    """Forty, each of which shows the next one twice: 2⁴⁰ texts of a few lines."""
    monkeypatch.setattr("importer.model.MOST_BY_REFERENCE", 20_000)
    twice = '<!-- wp:block {{"ref":{0}}} /--><!-- wp:block {{"ref":{0}}} /-->'
    chain = [pattern(number, twice.format(number + 1)) for number in range(2, 41)]
    found = posts(wxr(item(1, content_encoded=twice.format(2) + "<p>End.</p>"), *chain, pattern(41, "")))
    (post,) = found.values()
    shown = post.body.split("\n\n")
    assert shown[0] == "N2." and shown[-1] == "End." and 200 < len(shown) < 2_000
    assert "pattern that would make its post too long" in posts.said
    assert "1 of 1 posts show what their source showed" in posts.said


def test_half_a_character_in_a_menu_of_blocks_can_be_written(tmp_path):
    """It stands in JSON as ``\\ud83d``, and in no file."""
    menu = '<!-- wp:navigation-link {"label":"Rain \\ud83d","type":"page","id":1} /-->'
    (tmp_path / "export.xml").write_bytes(wxr(
        item(1, wp_post_type="page"), item(2, wp_post_type="wp_navigation", content_encoded=menu),
    ))  # fmt: skip
    run = Import(open_source(tmp_path / "export.xml"), Settings(tmp_path / "posts", quiet=True))
    run.read()
    assert [link.title for link in run.contents.menu] == ["Rain ?"]


def test_a_second_blog_agrees_with_the_first(imported, tmp_path):
    """What is in the archive already keeps its spelling, its ids and its addresses."""
    site = empty_site(tmp_path / "site")
    (site / "posts/2011/01").mkdir(parents=True)
    fields = "date: 2011-01-01\ntags: RAIN\nid: http://rain.example/?p=1\nredirect: /2012/10/post-1.html, /rain/"
    (site / "posts/2011/01/own.md").write_text(f"---\n{fields}\n---\n\n# Own\n\nWords.\n")
    second = item(2, link="http://rain.example/rain/", terms=term("post_tag", "rain"))
    (tmp_path / "export.xml").write_bytes(wxr(item(1, terms=term("post_tag", "Rain")), second))
    outcome = imported(tmp_path / "export.xml")
    assert outcome.post("posts/2012/10/post-1-2.md").fields["tags"] == ["RAIN"]
    assert "its old address /rain/ is not kept: /rain/index.html leads to another post" in outcome.report.text()
    assert faults(site) == []


def test_two_blogs_of_wordpress_number_their_posts_alike_and_stay_apart(imported, tmp_path):
    def bring(host: str, *numbers: int, text: str = "Words.") -> list[str]:
        data = wxr(*(item(number, title=f"{host} {number}", content_encoded=text) for number in numbers))
        (tmp_path / "export.xml").write_bytes(data.replace(b"rain.example", f"{host}.example".encode()))
        return imported(tmp_path / "export.xml").report.outcomes

    assert bring("rain", 1, 2) == {"written": ["posts/2012/10/post-1.md", "posts/2012/10/post-2.md"]}
    assert bring("snow", 1, 2) == {"written": ["posts/2012/10/post-1-2.md", "posts/2012/10/post-2-2.md"]}
    assert bring("snow", 1, 2) == {"unchanged": ["posts/2012/10/post-1-2.md", "posts/2012/10/post-2-2.md"]}
    outcomes = bring("rain", 1, 2, 3)
    assert outcomes["unchanged"] == ["posts/2012/10/post-1.md", "posts/2012/10/post-2.md"]
    assert outcomes["written"] == ["posts/2012/10/post-3.md"]


def test_a_blog_that_moved_is_the_same_blog(imported, tmp_path):
    data = wxr(item(1))
    (tmp_path / "export.xml").write_bytes(data)
    imported(tmp_path / "export.xml")
    moved = data.replace(b"<link>http://rain.example", b"<link>https://weather.example")
    (tmp_path / "export.xml").write_bytes(moved)
    assert imported(tmp_path / "export.xml").report.outcomes == {"updated": ["posts/2012/10/post-1.md"]}


def test_entries_of_one_id_without_an_address_are_two_where_title_and_text_differ(imported, tmp_path):
    items = [("One", "Words."), ("Two", "Other words."), ("Two", "Other words.")]
    parts = (f"<guid>x</guid><title>{title}</title><description>{text}</description>" for title, text in items)
    told = "".join(f"<item>{part}</item>" for part in parts)
    (tmp_path / "feed.xml").write_text(f"<rss version='2.0'><channel><title>T</title>{told}</channel></rss>")
    outcome = imported(tmp_path / "feed.xml")
    assert {outcome.post(name).title for name in outcome.files()} == {"# One", "# Two"}
    assert outcome.report.dropped == {"the same entry again": ["Two"]}
