"""Saved pages in any language: a mirror of a whole blog, and single pages."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from archive.core.localization import date_data
from importer.localized_dates import date_names, find_date, find_time
from importer.readers.mirror import is_listing, is_post, place_of
from mirrors import HOST, LANGUAGES, Language, Mirror

FILES = [
    "p/about.md",
    "posts/2004/08/jam.md",
    "posts/2004/08/plums.md",
    "posts/2011/06/x.comments.json",
    "posts/2011/06/x.md",
    "posts/2014/07/alone.md",
]
LAYOUTS = {
    "of hosts": (True, f"{HOST}/"),
    "not converted": (False, f"{HOST}/"),
    "of one host": (True, ""),
    "in a folder": (False, "copy of my blog/"),
    "of the web archive": (False, f"web.archive.org/web/20150101000000/http:/{HOST}/"),
}


def by_code(code: str) -> Language:
    return next(one for one in LANGUAGES if one.code == code)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
class TestMirror:
    def test_each_post_once_at_its_own_address_on_its_own_day(self, imported, tmp_path, language):
        outcome = imported(Mirror(tmp_path / "in", language).write())
        files = [name for name in outcome.files() if "/images/" not in name]
        assert files == FILES
        dates = {name: str(outcome.post(name).fields["date"])[:16] for name in files if name.endswith(".md")}
        assert dates == {
            "p/about.md": "2014-07-02 07:30",
            "posts/2004/08/jam.md": "2004-08-29 08:00",
            "posts/2004/08/plums.md": "2004-08-29 07:30",
            "posts/2011/06/x.md": "2011-06-13 07:30",
            "posts/2014/07/alone.md": "2014-07-01 07:30",
        }
        assert outcome.post("posts/2011/06/x.md").fields["original"] == f"http://{HOST}/2011/06/x.html"
        assert outcome.report.sound and outcome.report.entries == {"posts": 4, "standing pages": 1}

    def test_the_fullest_copy_its_links_and_pictures(self, imported, tmp_path, language):
        outcome = imported(Mirror(tmp_path / "in", language).write())
        body = outcome.post("posts/2004/08/plums.md").body
        assert language.words in body and "[jam](jam.md)" in body and "](../../images/" in body
        assert "[jam](../../2004/08/jam.md)" in outcome.post("posts/2014/07/alone.md").body
        assert outcome.post("posts/2014/07/alone.md").fields["tags"] == ["Fruit"]
        assert outcome.report.images == 1 and "cut short" not in outcome.report.text()

    def test_a_comment_in_the_pages_offset(self, imported, tmp_path, language):
        [said] = imported(Mirror(tmp_path / "in", language).write()).comments("posts/2011/06/x.comments.json")
        assert (said["id"], said["name"], said["date"]) == ("c55", "Zoé", "2011-06-13T20:05:00+02:00")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_mirrors(imported, tmp_path, layout):
    outcome = imported(Mirror(tmp_path / "in", by_code("cs"), *LAYOUTS[layout]).write())
    assert [name for name in outcome.files() if "/images/" not in name] == FILES and outcome.report.sound
    assert "(jam.md)" in outcome.post("posts/2004/08/plums.md").body


def test_a_list_that_holds_one_post_gives_it_no_address(imported, tmp_path):
    whole = Mirror(tmp_path / "in", by_code("cs"), converted=False)
    for path in ("index.html", "2011_06_01_archive.html", "search/label/Odd.html"):
        whole.file(path, whole.page(path, ["x"], own=False))
    outcome = imported(tmp_path / "in")
    assert outcome.files() == ["posts/2011/06/x.md"] and outcome.report.dropped == {"the same entry again": ["X", "X"]}


PAGE = (
    "<html{lang}><head><meta charset='utf-8'><link rel='canonical' href='http://l.blogspot.com/2011/06/{name}.html'></head>"
    "<body><h2 class='date-header'>{day}</h2><div class='post'><h3 class='post-title'>One</h3>"
    "<div class='post-body' id='post-body-{number}'>Words.</div></div></body></html>"
)


def test_a_day_that_cannot_be_read_is_told_by_the_address(imported, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.html").write_text(PAGE.format(lang="", name="one", number=1, day="a while ago"))
    outcome = imported(tmp_path / "in")
    assert outcome.post("posts/2011/06/one.md").fields["date"] == date(2011, 6, 1)
    assert "dated by the month in the address: 1\n    posts/2011/06/one.md" in outcome.report.text()


def test_posts_of_a_day_without_times_have_places_of_their_own(imported, tmp_path):
    (tmp_path / "in").mkdir()
    for number, name in enumerate(("one", "two", "three")):
        page = PAGE.format(lang=" lang='fr'", name=name, number=number, day="lundi 13 juin 2011")
        (tmp_path / f"in/{name}.html").write_text(page)
    outcome = imported(tmp_path / "in")
    assert sorted(outcome.post(name).fields["order"] for name in outcome.files()) == [1, 2, 3]


def test_numbers_alone_are_read_by_what_the_address_says(imported, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.html").write_text(PAGE.format(lang=" lang='en'", name="one", number=1, day="5/6/11"))
    assert imported(tmp_path / "in").post("posts/2011/06/one.md").fields["date"] == date(2011, 6, 5)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("dimanche 29 août 2004", "fr", "2004-08-29"),
        ("DIMANCHE 29 AOUT 2004", "fr", "2004-08-29"),
        ("Sunday, August 29, 2004", "en", "2004-08-29"),
        ("неділя, 29 серпня 2004 р.", "uk", "2004-08-29"),
        ("niedziela, 29 sierpnia 2004", "pl", "2004-08-29"),
        ("4. listopada 2004", "hr", "2004-10-04"),
        ("4 listopada 2004", "pl", "2004-11-04"),
        ("diumenge, 29 d’agost de 2004", "ca", "2004-08-29"),
        ("2004. augusztus 29., vasárnap", "hu", "2004-08-29"),
        ("2004(e)ko abuztuaren 29(a), igandea", "eu", "2004-08-29"),
        ("יום ראשון, 29 באוגוסט 2004", "iw", "2004-08-29"),
        ("۲۹ اوت ۲۰۰۴", "fa", "2004-08-29"),
        ("یکشنبه، شهریور ۰۸، ۱۳۸۳", "fa", "2004-08-29"),
        ("วันอาทิตย์ที่ 29 สิงหาคม พ.ศ. 2547", "th", "2004-08-29"),
        ("星期日, 八月 29, 2004", "zh-TW", "2004-08-29"),
        ("星期二, 十二月 28, 2004", "zh-TW", "2004-12-28"),
        ("2004年8月29日日曜日", "ja", "2004-08-29"),
        ("2004년 8월 29일 일요일", "ko", "2004-08-29"),
        ("रविवार, 29 अगस्त 2004", "hi", "2004-08-29"),
        ("03/04/2011", "en", "2011-03-04"),
        ("03/04/2011", "fr", "2011-04-03"),
        ("29.8.04", "", "2004-08-29"),
        ("zondag 29 augustus 2004", "", "2004-08-29"),
        ("03/04/2011", "", ""),
        ("31 février 2004", "fr", ""),
        ("Page 3 of 2004", "en", ""),
        ("19:30", "fr", ""),
    ],
)
def test_days_as_pages_say_them(text, language, day):
    found = find_date(text, language)
    assert (found.day.isoformat() if found else "") == day


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("13 juin 2011 à 20h05", "fr"),
        ("June 13, 2011 at 8:05 PM", "en"),
        ("13. kesäkuuta 2011 klo 20.05", "fi"),
        ("13 Ιουνίου 2011 - 8:05 μ.μ.", "el"),
        ("2011年6月13日 下午8:05", "zh-CN"),
        ("2011년 6월 13일 오후 8:05", "ko"),
        ("13 de junho de 2011 às 20:05:00 BRT", "pt-BR"),
    ],
)
def test_moments_as_comments_say_them(text, language):
    found = find_date(text, language)
    assert datetime.combine(found.day, found.time) == datetime(2011, 6, 13, 20, 5)
    assert find_time(text, language) == found.time


@pytest.mark.parametrize(
    ("member", "address"),
    [
        ("l.blogspot.com/2011/06/x.html", "http://l.blogspot.com/2011/06/x.html"),
        ("old/l.blogspot.com/2011/06/x.html?m=1", "http://l.blogspot.com/2011/06/x.html"),
        ("l.blogspot.com/2011/06/x.html@showComment=5.html", "http://l.blogspot.com/2011/06/x.html"),
        ("2011/06/x.html.orig", "H/2011/06/x.html"),
        ("a b/2011/06/x.html", "H/2011/06/x.html"),
        ("index.html", ""),
        ("l.blogspot.com/index.html?m=1.html", "http://l.blogspot.com/"),
        ("web/20120101000000/http:/l.blogspot.com/2011/06/x.html", "http://l.blogspot.com/2011/06/x.html"),
        ("Larder: x.html", ""),
    ],
)
def test_what_a_place_in_a_mirror_tells(member, address):
    assert place_of(member, "H") == address


@pytest.mark.parametrize(
    "path",
    ["/", "/index.html", "/search?q=x", "/search/label/A%20b", "/2004_08_01_archive.html", "/2011/06/", "/2011/"],
)
def test_lists_are_no_posts(path):
    assert is_listing(f"http://l.blogspot.com{path}") and not is_post(f"http://l.blogspot.com{path}")
    assert not is_listing("http://l.blogspot.com/2011/06/x.html") and is_post("http://l.blogspot.com/2011/06/x.html")


def test_names_of_one_language_do_not_become_those_of_another() -> None:
    """Babel writes what it resolves for one into data that others share."""
    known = {language: date_names(language) for language in ("az", "ka")}
    assert known["ka"] and "თებერვალი" in dict(known["ka"].months) and "fevral" not in dict(known["ka"].months)
    assert date_data("ka")["months"]["stand-alone"]["wide"][2] == "თებერვალი"
