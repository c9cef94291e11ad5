"""The old blog's addresses that are no post's own: what the import writes of them, and that readers arrive by each."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from building import bring, build, empty_site
from exports import blogger, wxr
from importer.readers.taxonomies import nicename

HOME = "https://larder.example"
HEAD = (
    "<link>{home}</link><wp:author><wp:author_id>7</wp:author_id><wp:author_login>ann.bell</wp:author_login>"
    "<wp:author_display_name>Ann Bell</wp:author_display_name></wp:author>"
    "<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>uncategorized</wp:category_nicename>"
    "<wp:cat_name>Uncategorized</wp:cat_name></wp:category>"
    "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>food</wp:category_nicename>"
    "<wp:cat_name>Food</wp:cat_name></wp:category>"
    "<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>bread-2</wp:category_nicename>"
    "<wp:category_parent>food</wp:category_parent><wp:cat_name>Bread</wp:cat_name></wp:category>"
    "<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>c-2</wp:tag_slug><wp:tag_name>C++</wp:tag_name></wp:tag>"
)
MENU = "%d9%86%d8%a7%d9%86"  # نان


def term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'


BREAD = term("category", "bread-2", "Bread")


def item(number: int, path: str, kind: str = "post", body: str = "Words.", extra: str = "", **fields: str) -> str:
    """An entry at `path` below `HOME`."""
    told = {"post_date": "2007-04-26 23:30:00", "post_date_gmt": "2007-04-27 03:30:00", "status": "publish",
            "post_parent": "0", **fields}  # fmt: skip
    elements = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in told.items())
    return (
        f"<item><title>Item {number}</title><link>{HOME}{path}</link><dc:creator>ann.bell</dc:creator>"
        f'<guid isPermaLink="false">{HOME}/?p={number}</guid>'
        f"<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_type>{kind}</wp:post_type>{elements}{extra}</item>"
    )


def attachment(number: int, path: str, file: str, parent: int = 0) -> str:
    address = f"<wp:attachment_url>{HOME}/wp-content/uploads/2007/04/{file}</wp:attachment_url>"
    return item(number, path, "attachment", "", address, status="inherit", post_parent=str(parent))


def meta(key: str, value: str) -> str:
    return f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"


#: A blog on WordPress.com, as it is by itself.
BLOG = wxr(
    item(5, "/2007/04/26/loaf/", body="One<!--nextpage-->Two <img src='/wp-content/uploads/2007/04/rye-300x200.jpg'>",
         extra=BREAD + term("post_tag", "c-2", "C++") + term("post_tag", MENU, "نان")
         + term("genre", "tale", "Tale") + term("post_format", "post-format-aside", "Aside")
         + meta("_wp_old_slug", "my-loaf") + meta("_wp_old_slug", MENU)),
    item(6, "/2007/04/27/crumb/", extra=term("category", "uncategorized", "Uncategorized"),
         post_date="2007-04-27 08:00:00", post_date_gmt="2007-04-27 12:00:00"),
    item(2, "/about/", "page", post_name="about"),
    # What readers never saw has no addresses: nothing tells that it is to come.
    item(9, "/?p=9", status="draft", extra=term("post_tag", "plan", "Plan")),
    item(10, "/2099/01/03/later/", extra=term("category", "plans", "Plans"), status="future",
         post_date="2099-01-03 10:00:00", post_date_gmt="2099-01-03 14:00:00"),
    attachment(11, "/2007/04/26/loaf/crust/", "crust.jpg", parent=5),
    attachment(12, "/rye/", "rye.jpg"),
    attachment(13, "/wp-content/uploads/2007/04/oat.jpg", "oat.jpg"),
    channel=HEAD.format(home=HOME),
)  # fmt: skip
LEADS = {
    "/": "wordpress https://larder.example",
    "/category/food/": "category",
    "/category/food/bread-2/": "category Bread",
    "/category/uncategorized/": "category",
    "/?cat=1": "category",
    "/?cat=3": "category",
    "/?cat=4": "category Bread",
    "/tag/c-2/": "tag C++",
    "/tag/نان/": "tag نان",
    "/genre/tale/": "tag Tale",
    "/author/ann-bell/": "author Ann Bell",
    "/?author=7": "author Ann Bell",
    "/2007/": "year 2007",
    "/2007/04/": "month 2007-04",
    "/2007/04/26/": "day 2007-04-26",
    "/2007/04/27/": "day 2007-04-27",
    "/?p=5": "file posts/2007/04/loaf.md",
    "/?p=6": "file posts/2007/04/crumb.md",
    "/?p=2": "file p/about.md",
    "/?page_id=2": "file p/about.md",
    "/2007/04/26/my-loaf/": "file posts/2007/04/loaf.md",
    "/2007/04/26/نان/": "file posts/2007/04/loaf.md",
    "/2007/04/26/loaf/2/": "file posts/2007/04/loaf.md",
    "/2007/04/26/loaf/crust/": "file posts/2007/04/loaf.md",
    "/?attachment_id=11": "file posts/2007/04/loaf.md",
    "/rye/": "file posts/2007/04/loaf.md",
    "/?attachment_id=12": "file posts/2007/04/loaf.md",
}


@pytest.fixture
def brought(imported, tmp_path: Path):
    """Import an export into the one archive of the test; gives what came of it."""

    def run(text: str, **settings):
        (tmp_path / "export.xml").write_text(text, encoding="utf-8")
        return imported(tmp_path / "export.xml", **settings)

    return run


def test_every_old_address_has_a_line(brought):
    outcome = brought(BLOG)
    assert outcome.old_addresses("larder.example") == LEADS
    assert outcome.report.addresses == f"old-addresses/larder.example.txt: {len(LEADS)}"


def test_what_answers_no_longer_is_counted_and_named(brought):
    report = brought(BLOG).report
    assert report.nowhere == [
        "/type/aside/: formats of posts are not kept",
        "/?attachment_id=13: no entry shows /wp-content/uploads/2007/04/oat.jpg",
    ]
    assert "Old addresses that do not lead where they did: 2\n    /type/aside/: formats" in report.text()


def test_a_day_is_that_of_the_blog_s_own_clock(brought):
    date = brought(BLOG).post("posts/2007/04/loaf.md").fields["date"]
    assert date == datetime.fromisoformat("2007-04-26T23:30-04:00")


@pytest.mark.parametrize(
    ("paths", "wanted"),
    [
        # Each with what comes after, by https://developer.wordpress.org/reference/classes/wp_rewrite/init/
        (("/archives/5", "/archives/6"), {"/archives/category/food/bread-2/", "/archives/date/2007/04/"}),
        (("/blog/2007/04/26/loaf/", "/blog/2007/04/27/crumb/"), {"/blog/category/food/bread-2/", "/blog/2007/04/"}),
        (("/index.php/2007/04/loaf/", "/index.php/2007/04/crumb/"), {"/index.php/", "/index.php/author/ann-bell/"}),
        (("/loaf/", "/crumb/"), {"/category/food/bread-2/", "/2007/04/26/"}),
        (("/food/loaf/", "/food/crumb/"), {"/category/food/bread-2/", "/2007/04/26/"}),
        (("/read/loaf.html", "/read/crumb.html"), {"/read/category/food/bread-2/", "/read/2007/04/26/"}),
    ],
)
def test_lists_stood_where_the_addresses_of_posts_say(paths, wanted, brought):
    items = (item(number, path, extra=BREAD, post_name=path.strip("/").rpartition("/")[2])
             for number, path in enumerate(paths, 5))  # fmt: skip
    found = brought(wxr(*items, channel=HEAD.format(home=HOME))).old_addresses("larder.example")
    assert wanted <= found.keys()
    assert len([address for address in found if "bread-2" in address]) == 1


@pytest.mark.parametrize(
    ("body", "bases"),
    [
        ('<a href="https://larder.example/topics/food/bread-2/" rel="category tag">x</a>', {"topics/food/bread-2"}),
        ('<a href="/topics/food/bread-2/page/2/">x</a> <a href="/topics/food/">y</a>', {"topics/food/bread-2"}),
        ('<a href="/topics/food/bread-2/">one link may lead to a page</a>', set()),
        ('<a href="/2007/04/26/food/">a post</a> <a href="/2007/04/26/food/bread-2/">its picture</a>', set()),
        ('<a href="https://other.example/topics/food/bread-2/" rel="tag">elsewhere</a>', set()),
    ],
)
def test_another_word_for_category_is_told_from_links(body, bases, brought):
    parent = term("category", "food", "Food")
    export = wxr(item(5, "/2007/04/26/loaf/", body=body, extra=BREAD + parent), channel=HEAD.format(home=HOME))
    found = brought(export).old_addresses("larder.example")
    of_bread = {address.strip("/") for address, leads in found.items() if leads == "category Bread"}
    assert of_bread == {"category/food/bread-2", "?cat=4", *bases}


def test_a_blog_in_a_folder(brought):
    export = BLOG.replace("<link>https://larder.example/", "<link>https://larder.example/blog/")
    found = brought(export.replace(f"<link>{HOME}<", f"<link>{HOME}/blog<")).old_addresses("larder.example-blog")
    assert found.keys() == {f"/blog{address}" for address in LEADS}


def test_a_blog_with_a_host_of_its_own_is_called_by_the_service_s(brought):
    """WordPress.com says the one in the head of an export, and the other in its links."""
    export = BLOG.replace(f"<link>{HOME}<", "<link>http://larder.wordpress.com<")
    found = brought(export).old_addresses("larder.wordpress.com")
    assert found == {**LEADS, "/": "wordpress http://larder.wordpress.com"}


def test_an_export_in_parts_adds_up_and_what_was_edited_stays(brought, tmp_path):
    first = wxr(item(5, "/2007/04/26/loaf/", extra=BREAD), channel=HEAD.format(home=HOME))
    second = wxr(item(6, "/2008/01/02/crumb/", post_date="2008-01-02 10:00:00"), channel=HEAD.format(home=HOME))
    brought(first)
    both = brought(second).old_addresses("larder.example")
    assert {"/category/food/bread-2/", "/?p=5", "/?p=6", "/2007/", "/2008/"} <= both.keys()
    text = (tmp_path / "site/old-addresses/larder.example.txt").read_bytes()
    assert brought(second).report.outcomes.keys() == {"unchanged"}
    edited = text.replace(b"category  Bread", b"category  Baking")
    (tmp_path / "site/old-addresses/larder.example.txt").write_bytes(edited)
    outcome = brought(first)
    assert outcome.report.outcomes["edited"] == ["old-addresses/larder.example.txt"] and "Baking" in outcome.diffs[0]
    assert (tmp_path / "site/old-addresses/larder.example.txt").read_bytes() == edited


def test_nothing_leads_to_a_post_that_its_author_removed(brought, tmp_path):
    brought(BLOG)
    (tmp_path / "site/posts/2007/04/loaf.md").unlink()
    outcome = brought(BLOG)
    found = outcome.old_addresses("larder.example")
    assert "file posts/2007/04/loaf.md" not in found.values()
    assert found["/?p=6"] == "file posts/2007/04/crumb.md" and "removed" in outcome.report.outcomes


def test_of_two_blogs_the_first_keeps_what_both_want(brought):
    brought(BLOG)
    other = wxr(item(5, "/2009/01/02/oats/", post_date="2009-01-02 10:00:00", extra=BREAD),
                channel=HEAD.format(home="https://mill.example")).replace("larder.example", "mill.example")  # fmt: skip
    outcome = brought(other)
    assert outcome.report.nowhere == ["/?p=5: it leads to the file posts/2007/04/loaf.md of another blog"]
    found = outcome.old_addresses("mill.example")
    assert "/?p=5" not in found and found["/category/food/bread-2/"] == "category Bread"


def test_a_number_that_a_post_names_itself_is_not_written_twice(brought):
    found = brought(wxr(item(5, "/?p=5"), channel=HEAD.format(home=HOME))).old_addresses("larder.example")
    assert "/?p=5" not in found and "/2007/04/26/" in found


def test_blogger_s_labels_that_are_spelt_otherwise(brought):
    entry = (
        "<entry><id>tag:blogger.com,1999:blog-7.post-{0}</id><published>2015-03-0{0}T10:00:00.000Z</published>"
        "<category scheme='http://schemas.google.com/g/2005#kind' "
        "term='http://schemas.google.com/blogger/2008/kind#post'/><title type='text'>Post</title>"
        "<category scheme='http://www.blogger.com/atom/ns#' term='{1}'/><content type='html'>Words.</content>"
        "<link rel='alternate' type='text/html' href='http://larder.blogspot.com/2015/03/p{0}.html'/></entry>"
    )
    labels = ((1, "c#"), (2, "C#"), (3, "C#"))
    outcome = brought(blogger(*(entry.format(*one) for one in labels)), site_url="http://larder.blogspot.com")
    assert outcome.old_addresses("larder.blogspot.com") == {
        "/": "blogger http://larder.blogspot.com", "/search/label/c%23/": "tag C#"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("login", "name"), [("Ann.Bell", "ann-bell"), ("ann bell", "ann-bell"), ("a@b.example", "ab-example")]
)
def test_a_login_as_it_is_in_addresses(login, name):
    assert nicename(login) == name


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of the blog, imported and built."""
    folder = tmp_path_factory.mktemp("larder")
    (folder / "export.xml").write_text(BLOG, encoding="utf-8")
    bring(folder / "export.xml", empty_site(folder / "site"))
    assert build(folder / "site", folder) == []
    return folder / "out"


def test_each_line_is_answered_on_any_host_or_by_those_that_read_queries(site: Path) -> None:
    lines = (line.split() for line in (site / "_redirects").read_text(encoding="utf-8").splitlines())
    answered = {unquote(old) + (f"?{query[0]}" if query else "") for old, *query, _, _ in lines}
    assert answered >= LEADS.keys() - {"/"}
    folders = {address for address in LEADS if "?" not in address and address != "/"}
    assert all("http-equiv" in (site / f"{address[1:]}index.html").read_text(encoding="utf-8") for address in folders)
    more = {"/feed/", "/tag/نان/feed/", "/?tag=%D9%86%D8%A7%D9%86".lower(), "/?m=20070427", "/2007/04/26/loaf/feed/"}
    assert answered >= more
