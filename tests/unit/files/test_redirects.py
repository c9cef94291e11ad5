"""Old addresses: pages for any host, and the lists for hosts that redirect."""

import csv
import io
from dataclasses import replace
from urllib.parse import quote, unquote

import html5lib
import pytest
from archive.files.redirects import feeds_too, redirects
from archive.model.outputs import Output
from archive.model.posts import Term

from unit.archives import archive, post


@pytest.fixture
def one():
    tag = Term("tag", "R&D #1", "r-and-d-sharp-1")
    return replace(post(1), redirects=("2009/01/old name.html", "feed-item"), tags=(tag,))


def files(made, style="", standing=None):
    return {output.path: output.render() for output in redirects(made, style, standing or {})}


def leads_to(page):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return tree.find(".//meta[@http-equiv='refresh']").get("content").partition("url=")[2]


def test_a_page_at_the_old_address_leads_on_at_once(one):
    page = files(archive(one))["2009/01/old name.html"]
    assert leads_to(page) == f"../../{one.path}" and 'content="0;' in page


def test_an_address_that_is_no_page_stands_in_the_lists_alone(one):
    made = files(archive(one))
    assert "feed-item" not in made and f"/feed-item /{one.path} 301" in made["_redirects"].splitlines()


def test_blogger_s_months_and_labels_lead_to_the_listings(one):
    made = files(archive(one), "blogger")
    month = f"{one.date:%Y/%m}"
    assert leads_to(made[f"{month}/index.html"]) == f"../../blog/{month}.html"
    assert leads_to(made["search/label/R&D #1/index.html"]) == "../../../blog/tag/r-and-d-sharp-1.html"
    assert "/search/label/R%26D%20%231/ /blog/tag/r-and-d-sharp-1.html 301" in made["_redirects"].splitlines()
    assert "/feeds/posts/default /blog/atom.xml 301" in made["_redirects"].splitlines()


def test_the_lists_of_a_site_below_its_host_s_root_say_where_it_stands(one):
    made = archive(one)
    made = replace(made, site=replace(made.site, url="https://someone.example/old/blog/"))
    lists = files(made, "blogger")
    month = f"{one.date:%Y/%m}"
    there, here = f"/old/blog/{month}/", f"/old/blog/blog/{month}.html"
    assert f"{there} {here} 301" in lists["_redirects"].splitlines()
    assert f'"{there}" "{here}";' in lists["redirects/nginx.map"].splitlines()
    assert f"{there} {here}" in lists["redirects/apache.txt"].splitlines()
    assert f"exact,/{month}/,{here},301" in lists["redirects/read-the-docs.csv"].splitlines()


def test_wordpress_s_terms_and_feed(one):
    made = files(archive(one), "wordpress")
    assert leads_to(made["tag/r-and-d-sharp-1/index.html"]) == "../../blog/tag/r-and-d-sharp-1.html"
    assert "/feed/ /blog/rss.xml 301" in made["_redirects"].splitlines()


@pytest.mark.parametrize(
    ("style", "label"), [("blogger", "search/label/{}/index.html"), ("wordpress", "tag/{}/index.html")]
)
def test_what_never_stood_at_the_service_has_no_address_of_its(one, style, label):
    moved = replace(one, tags=(Term("tag", "moved", "moved"),))
    since = replace(post(40), tags=(Term("tag", "since", "since"),))
    made = files(archive(moved, since), style)
    assert label.format("moved") in made and label.format("since") not in made
    assert "2012_10_01_archive.html" in made or style != "blogger"
    assert "2012_11_01_archive.html" not in made
    # The folders of its month and year answer all the same.
    assert leads_to(made["2012/11/index.html"]) == "../../blog/2012/11.html"


def test_a_post_whose_original_is_named_stood_there():
    made = files(archive(replace(post(1), original="https://old.example/p.html")), "blogger")
    assert "search/label/Lean/index.html" in made


def test_a_post_goes_before_whatever_would_redirect_its_address(one):
    other = replace(post(2), path="2009/01/old name.html")
    assert "2009/01/old name.html" not in files(archive(one, other))


@pytest.mark.parametrize("name", ["..", "a/../../b", "a" * 300, "a\nb"])
def test_a_label_that_no_file_can_be_named_by_is_passed_over(one, name):
    made = files(archive(replace(one, tags=(Term("tag", name, "x"),))), "blogger")
    assert [path for path in made if path.startswith("search/label/")] == ["search/label/News/index.html"]


def test_every_list_says_the_same(one):
    made = files(archive(one), "blogger")
    netlify = {tuple(line.split()[:2]) for line in made["_redirects"].splitlines()}
    apache = [line.split() for line in made["redirects/apache.txt"].splitlines()]
    assert {(unquote(old), new) for old, new in apache} == {(unquote(old), new) for old, new in netlify}
    nginx = [[part.strip('";') for part in line.split('" "')] for line in made["redirects/nginx.map"].splitlines()]
    assert {(quote(old), new) for old, new in nginx} == netlify
    rows = csv.DictReader(io.StringIO(made["redirects/read-the-docs.csv"]))
    assert {(row["from_url"], row["to_url"]) for row in rows} == netlify


def test_without_old_addresses_there_is_nothing():
    assert files(archive(post(1))) == {}


def test_a_standing_page_s_old_address_leads_to_it():
    made = files(archive(), standing={"p/about": ("about/index.html",)})
    assert leads_to(made["about/index.html"]) == "../p/about.html"
    assert made["_redirects"] == "/about/ /p/about.html 301\n"


def test_a_feed_stands_at_its_old_addresses_too():
    feeds = [Output("blog/atom.xml", "key", lambda: "<feed/>"), Output("blog/tag/lean/atom.xml", "other", str)]
    made = {output.path: output for output in feeds_too(feeds, "blogger")}
    assert set(made) == {"blog/atom.xml", "atom.xml", "feeds/posts/default", "blog/tag/lean/atom.xml"}
    assert made["feeds/posts/default"].render() == "<feed/>" and made["atom.xml"].key == "key"
    assert list(feeds_too(feeds, "")) == feeds


def test_an_address_with_a_query_stands_in_lists_alone_and_before_its_path(one):
    asked = replace(one, redirects=("?p=5", "w/index.php?p=5&lang=fr", "w/index.html", "x/?p=a:b"))
    made = files(archive(asked))
    assert {path for path in made if path.endswith((".html", ".php"))} == {"w/index.html"}
    assert made["_redirects"].splitlines() == [
        f"/ p=5 /{one.path} 301!", f"/w/index.php p=5 lang=fr /{one.path} 301!", f"/w/ /{one.path} 301"
    ]  # fmt: skip
    nginx = made["redirects/queries/nginx.map"].splitlines()
    assert f'"/?p=5" "/{one.path}";' in nginx and f'"/x/?p=a:b" "/{one.path}";' in nginx
    assert f"/w/index.php?p=5&lang=fr /{one.path}" in made["redirects/queries/apache.txt"].splitlines()
    assert "?" not in made["redirects/nginx.map"] + made["redirects/read-the-docs.csv"]


def test_a_label_with_a_question_mark_is_no_query(one):
    made = files(archive(replace(one, tags=(Term("tag", "Why?", "why"),))), "blogger")
    assert "search/label/Why?/index.html" in made and "redirects/queries/nginx.map" not in made
    assert "/search/label/Why%3F/ /blog/tag/why.html 301" in made["_redirects"].splitlines()


def test_no_page_wants_a_folder_where_another_page_stands(one):
    labels = (Term("tag", "a/index.html", "x"), Term("tag", "a", "a"))
    made = files(archive(replace(one, tags=labels, redirects=(f"{one.path}/amp.html",))), "blogger")
    assert "search/label/a/index.html" in made and "search/label/a/index.html/index.html" not in made
    assert not [path for path in made if path.startswith(f"{one.path}/")]
