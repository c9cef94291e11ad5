"""Old addresses: pages for any host, and the lists for hosts that redirect."""

import csv
import io
from dataclasses import replace
from urllib.parse import quote, unquote

import html5lib
import pytest
from archive.files.redirects import redirects, with_old_addresses
from archive.model.archive import Output
from archive.model.oldaddresses import OldBlog
from archive.model.posts import Term
from archive.source.oldaddresses import parse

from unit.archives import archive, post


@pytest.fixture
def one():
    tag = Term("tag", "R&D #1", "r-and-d-sharp-1")
    return replace(post(1), redirects=("2009/01/old name.html", "feed-item"), tags=(tag,))


def blog(*lines, path="old-addresses/old.example.txt"):
    problems = []
    found = OldBlog(path, tuple(parse("\n".join(lines), path, problems)))
    assert not problems
    return found


def files(made, style="", standing=None, blogs=()):
    served = replace(made, old_blogs=(*blogs, *([blog(f"/ {style}")] if style else [])))
    return {output.path: output.render() for output in redirects(served, standing or {})}


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


def led(made):
    """Where each old address of the lists leads, queries too."""
    lines = (line.split() for line in made["_redirects"].splitlines())
    return {old + ("?" + "&".join(query) if query else ""): new for old, *query, new, _ in lines}


def test_wordpress_s_terms_and_feed(one):
    made = files(archive(one), "wordpress")
    assert leads_to(made["tag/r-and-d-sharp-1/index.html"]) == "../../blog/tag/r-and-d-sharp-1.html"
    assert "/feed/ /blog/rss.xml 301" in made["_redirects"].splitlines()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/category/news/", "/blog/category/news.html"),
        ("/category/news/feed/", "/blog/category/news/rss.xml"),
        ("/category/news/feed/rss2/", "/blog/category/news/rss.xml"),
        ("/category/news/page/3/", "/blog/category/news/page-2.html"),
        ("/?category_name=news", "/blog/category/news.html"),
        ("/author/maggie-steed/feed/atom/", "/blog/author/maggie-steed/atom.xml"),
        ("/2012/", "/blog/2012.html"),
        ("/2012/page/2/", "/blog/2012.html"),
        ("/2012/10/", "/blog/2012/10.html"),
        ("/2012/10/page/3/", "/blog/2012/10/page-2.html"),
        ("/2012/10/03/", "/2012/10/post-3.html"),
        ("/2012/10/01/", "/blog/2012/10/page-2.html"),
        ("/?m=2012", "/blog/2012.html"),
        ("/?m=201210", "/blog/2012/10.html"),
        ("/?m=20121003", "/2012/10/post-3.html"),
        ("/page/2/", "/blog/index.html"),
        ("/page/4/", "/blog/page-2.html"),
        ("/rss/", "/blog/rss.xml"),
        ("/atom/", "/blog/atom.xml"),
        ("/comments/feed/", "/blog/rss.xml"),
        ("/wp-atom.php", "/blog/atom.xml"),
        ("/?feed=rss2", "/blog/rss.xml"),
        ("/page/9/", "/blog/page-3.html"),
        ("/2012/10/03/p/feed/", "/2012/10/post-3.html"),
        ("/2012/10/03/p/amp/", "/2012/10/post-3.html"),
    ],
)
def test_wordpress_s_lists_and_feeds(old, new):
    # Each day of October and ten of November, and a second post on the first day.
    posts = [post(number, redirects=(f"2012/10/{number:02}/p/index.html",)) for number in range(1, 42)]
    posts.append(post(1, path="2012/10/more.html", redirects=("2012/10/01/m/index.html",)))
    assert led(files(archive(*posts), "wordpress"))[old] == new


def test_what_only_a_host_that_redirects_can_answer_costs_no_file():
    made = files(archive(*(post(number, redirects=(f"p{number}/index.html",)) for number in range(1, 32))), "wordpress")
    assert "page/4/index.html" in made and "page/5/index.html" not in made and "p1/feed/index.html" not in made
    assert {"/page/5/", "/p1/feed/"} <= led(made).keys()


def test_hosts_with_limits_are_told_what_counts_most(one):
    file = f"file posts/{one.path.removesuffix('.html')}.md"
    lines = [f"/?attachment_id={number} {file}" for number in range(9_000)] + [f"/?p=5 {file}"]
    lines += [f"/pictures/{number}/ {file}" for number in range(2_500)]
    made = files(archive(replace(one, redirects=("x.txt",))), blogs=[blog(*lines)])
    *rules, last = made["_redirects"].splitlines()
    assert len(rules) == 10_000 and last.startswith("# 1,001 more would be too many for Netlify")
    assert rules[:2] == [f"/ p=5 /{one.path} 301!", f"/x.txt /{one.path} 301"]
    assert len([rule for rule in rules if len(rule.split()) == 3]) == 2_000
    assert len(made["redirects/nginx.map"].splitlines()) == 2_501
    assert len(made["redirects/queries/nginx.map"].splitlines()) == 9_001 and "pictures/2499/index.html" in made


def test_a_file_says_better_than_what_is_derived(one):
    lines = ("/ wordpress", "/tag/rd/ tag r&d #1", "/?cat=4 category News", "/category/all/ category",
             "/2011/ year 2011",
             "/2012/ year 2012", "/archives/date/2012/10/ month 2012-10")  # fmt: skip
    found = led(files(archive(one), blogs=[blog(*lines)]))
    assert found["/tag/rd/"] == found["/?tag=rd"] == "/blog/tag/r-and-d-sharp-1.html"
    assert found["/tag/rd/feed/"] == "/blog/tag/r-and-d-sharp-1/rss.xml"
    assert found["/category/all/"] == "/blog/category.html" and found["/category/all/feed/"] == "/blog/rss.xml"
    assert found["/?cat=4"] == "/blog/category/news.html"
    # Times are those of the file.
    assert found["/archives/date/2012/10/"] == found["/?m=201210"] == "/blog/2012/10.html"
    assert "/tag/r-and-d-sharp-1/" not in found and "/2012/10/" not in found
    assert "/category/news/" not in found  # it is said where it stood


@pytest.mark.parametrize(
    ("line", "new"),
    [
        # By another clock the post of 1 October was of a day beside.
        ("day 2012-10-02", "/blog/2012/10.html"),
        ("day 2012-09-30", "/blog/2012/10.html"),
        ("month 2012-09", "/blog/2012/10.html"),
        # Whether there ever was anything then is nobody's to know.
        ("day 2012-10-03", None),
        ("month 2012-08", None),
        ("year 2011", None),
        ("year 2099", None),
        ("day 2012-02-31", None),
        ("year 0000", None),
    ],
)
def test_a_time_of_which_nothing_is_published_is_not_told_of(line, new, one):
    found = led(files(archive(one), blogs=[blog("/ wordpress", f"/there/ {line}")]))
    assert found.get("/there/") == found.get(f"/?m={line.split()[1].replace('-', '')}") == new


def test_what_a_file_names_and_nobody_published_leads_nowhere(one):
    lines = ("/a/ tag Other", "/b/ file posts/2012/10/draft.md", "/c/ file about.md",
             "/d/ file posts/2012/10/post-1.md")  # fmt: skip
    made = files(archive(one), standing={"about": ()}, blogs=[blog(*lines)])
    assert led(made).keys() & {"/a/", "/b/", "/c/", "/d/"} == {"/c/", "/d/"}


def test_a_post_that_names_an_address_goes_before_a_file(one):
    old = blog("/a/ category News", "/?a=1 category News")
    made = files(archive(replace(one, redirects=("a/index.html",))), blogs=[old])
    assert led(made) == {"/a/": f"/{one.path}", "/?a=1": "/blog/category/news.html"}


def test_a_blog_in_a_folder_answers_there(one):
    moved = replace(one, redirects=("blog/2012/10/x/index.html",))
    lines = ("/blog/ wordpress", "/blog/?p=5 file posts/2012/10/post-1.md")
    made = files(archive(moved), blogs=[blog(*lines)])
    found = led(made)
    assert found["/blog/category/news/"] == "/blog/category/news.html" and "blog/category/news/index.html" in made
    assert found["/blog/feed/"] == "/blog/rss.xml" and found["/blog/?p=5"] == f"/{one.path}"
    assert "/category/news/" not in found and "blog/index.html" not in made


def test_a_blog_and_a_site_in_one_folder_count_from_the_host(one):
    """The archive stands at /blog/, where the blog stood: what is below it there is at the root of the output."""
    made = archive(replace(one, redirects=("blog/2012/10/x/index.html",)))
    made = replace(made, site=replace(made.site, url="https://someone.example/blog/"))
    made = files(made, blogs=[blog("/blog/ wordpress", "/blog/?p=5 file posts/2012/10/post-1.md")])
    assert "2012/10/x/index.html" in made and "category/news/index.html" in made and "index.html" not in made
    found = led(made)
    assert found["/blog/2012/10/x/"] == found["/blog/?p=5"] == f"/blog/{one.path}"
    assert found["/blog/feed/"] == "/blog/blog/rss.xml"


def test_two_blogs_answer_both(one):
    found = led(files(archive(one), blogs=[blog("/ blogger"), blog("/old/ wordpress", path="old-addresses/b.txt")]))
    assert {"/feeds/posts/default", "/search/label/News/", "/old/feed/", "/old/category/news/"} <= found.keys()


def test_caddy_gets_every_letter_as_it_is(one):
    labels = tuple(Term("tag", name, slug) for name, slug in ((r'a\b "c" {d}', "a"), ("the `best`", "b")))
    lines = files(archive(replace(one, tags=labels)), "blogger")["redirects/caddy.map"].splitlines()
    assert r'`/search/label/a\b "c" {d}/` /blog/tag/a.html' in lines
    assert '"/search/label/the `best`/" /blog/tag/b.html' in lines


def test_of_two_blogs_each_has_the_labels_of_its_own_posts(one):
    tea, toast = Term("tag", "tea", "tea"), Term("tag", "toast", "toast")
    posts = [replace(one, tags=(tea,), original="https://www.one.blogspot.co.uk/2012/10/a.html"),
             replace(post(2), tags=(toast,), original="https://two.example/2012/10/b/")]  # fmt: skip
    blogs = blog("/ blogger http://one.blogspot.com"), blog("/ wordpress https://two.example", path="two.txt")
    found = led(files(archive(*posts), blogs=blogs))
    assert {"/search/label/tea/", "/tag/toast/"} <= found.keys()
    assert not {"/search/label/toast/", "/tag/tea/"} & found.keys()
    # An address that no post has is not the whole truth.
    found = led(files(archive(*posts), blogs=[blog("/ wordpress https://elsewhere.example")]))
    assert {"/tag/tea/", "/tag/toast/"} <= found.keys()


def test_nginx_gets_no_key_twice_and_none_that_ends_its_quotation(one):
    labels = tuple(Term("tag", name, slug) for name, slug in (("Tea", "a"), ("TEA", "b"), ('the "best"', "c")))
    lines = files(archive(replace(one, tags=labels)), "blogger")["redirects/nginx.map"].splitlines()
    keys = [line.rpartition(' "')[0] for line in lines]
    assert len({key.lower() for key in keys}) == len(keys)
    assert r'"/search/label/the \"best\"/"' in keys and '"/search/label/TEA/"' in keys


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
    caddy = [[part.strip("`") for part in line.split("` ")] for line in made["redirects/caddy.map"].splitlines()]
    assert {(quote(old), new) for old, new in caddy} == netlify
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
    made = {output.path: output for output in with_old_addresses(feeds, [blog("/ blogger")])}
    assert set(made) == {"blog/atom.xml", "atom.xml", "feeds/posts/default", "blog/tag/lean/atom.xml"}
    assert made["feeds/posts/default"].render() == "<feed/>" and made["atom.xml"].key == "key"
    assert list(with_old_addresses(feeds, ())) == feeds


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
    assert "x.html" not in files(archive(replace(one, redirects=("x.html",)), replace(post(2), path="x.html/b.html")))
    assert not [path for path in made if path.startswith(f"{one.path}/")]
