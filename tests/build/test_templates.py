"""Templates are the author's: what one says of a page stands on that page, and Sphinx's promises to templates hold."""

from collections.abc import Callable, Iterator

import pytest

from build.built import Built
from build.sites import ROOT, Site, differences

#: Names that Sphinx's documentation promises on every page, and those it promises on pages of documents.
#: https://www.sphinx-doc.org/en/master/development/html_themes/templating.html#global-variables
EVERYWHERE = [
    "builder", "copyright", "css_files", "docstitle", "embedded", "favicon_url", "file_suffix", "has_source", "hasdoc",
    "language", "last_updated", "link_suffix", "logo_url", "master_doc", "metatags", "pagename", "parents", "pathto",
    "project", "release", "rellinks", "root_doc", "script_files", "shorttitle", "show_source", "sidebars",
    "sphinx_version", "styles", "title", "version",
]  # fmt: skip
OF_DOCUMENTS = ["body", "display_toc", "meta", "next", "page_source_suffix", "prev", "sourcename", "toc"]


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built_edited(tmp_path_factory, "blog")


@pytest.fixture(scope="module")
def edited_names(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built_edited(tmp_path_factory, "names")


def built_edited(tmp_path_factory: pytest.TempPathFactory, root: str) -> Built:
    """A site with templates that somebody wrote things into that differ from page to page."""
    site = Site(tmp_path_factory.mktemp("edited"), root)
    site.post("2012/12/gone", date="2012-12-01", withhold="an order")
    said = "Source: {{ pagename }}, {{ title }}"
    site.edit("_templates/site.html", '<div class="site-footer">', f'<div class="site-footer" id="src">{said}')
    site.edit("_templates/site.html", "<title>", "<title>{{ pagename }}: ")
    site.edit("_templates/sidebar/brand.html", "<a ", '<i id="brand-of">{{ pagename }}</i><a ')
    site.edit("_templates/macros.html", "{% macro posts_count(n) %}", "{% macro posts_count(n) %}({{ pagename }}) ")
    site.edit("_templates/macros.html", '<article class="entry', '<article data-on="{{ pagename }}" class="entry')
    defined = " ".join(f"{name}={{{{ {name} is defined }}}}" for name in EVERYWHERE + OF_DOCUMENTS)
    head = '{{ super() }}<meta name="of-post" content="{{ (post.title if post else title) | e }}">'
    head += f'<meta name="defined" content="{defined}">'
    for name in ("post", "listing"):
        site.edit(f"_templates/{name}.html", '{% extends "site.html" %}',
                  f'{{% extends "site.html" %}}\n{{% block extrahead %}}{head}{{% endblock %}}'
                  "\n{% block footer %}{{ super() }}<p id='own'>Of {{ pagename }}</p>{% endblock %}")  # fmt: skip
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return Built(site.out)


def named(built: Built) -> Iterator[tuple[str, str]]:
    """Pages with their names in Sphinx."""
    for path in built.pages:
        if path not in built.leads:
            name = path.removesuffix(".html")
            yield path, f"posts/{name}" if name[:4].isdigit() and name[4:5] == "/" else name


@pytest.mark.parametrize("which", ["edited", "edited_names"])
def test_what_a_template_says_of_a_page_stands_on_that_page(which: str, request: pytest.FixtureRequest) -> None:
    edited: Built = request.getfixturevalue(which)
    for path, name in named(edited):
        page = edited.page(path)
        assert page.title.string.strip().startswith(f"{name}: "), path
        assert page.find(id="brand-of").string == name
        footer = page.find(id="src").get_text()
        assert footer.startswith(f"Source: {name}, ") and page.h1.get_text(strip=True)[:5] in footer, path
        assert {entry["data-on"] for entry in page.select("[data-on]")} <= {name}


def test_every_kind_of_page_is_among_them(edited: Built, edited_names: Built) -> None:
    """Each has an element, or an address, that no other kind has."""
    marks = {
        "404.html": "#missing-query", "archive.html": "section.year", "cite.html": ".citations", "days.html": ".days",
        "figures.html": ".totals",
        "home.html": ".glance", "listing.html": "h1 + .count + .entries", "month.html": ".month",
        "names.html": ".letter",
        "object.html": ".mentions", "post.html": ".post", "search.html": "#search-form", "thread.html": ".chart-thread",
        "threads.html": "section.thread", "terms.html": "h1 + .kinds",
    }  # fmt: skip
    pages = [built.page(path) for built in (edited, edited_names) for path, _ in named(built)]
    assert {name for name, mark in marks.items() if not any(page.select(mark) for page in pages)} == set()
    assert "Withheld" in [page.h1.get_text() for page in pages]


def test_blocks_of_posts_and_listings_are_theirs(edited: Built) -> None:
    for path in ("2012/10/lunch.html", "2012/11/corrected.html"):
        page = edited.page(path)
        assert page.select_one('meta[name="of-post"]')["content"] == page.h1.get_text()
        assert page.find(id="own").string == f"Of posts/{path.removesuffix('.html')}"
        assert page.select('meta[property="og:title"]') and page.select_one(".neighbours")
    assert edited.page("blog/2012.html").find(id="own").string == "Of blog/2012"
    assert "(blog/2012)" in edited.text("blog/2012.html", ".count")


@pytest.mark.parametrize(
    ("path", "names"), [("2012/10/lunch.html", EVERYWHERE + OF_DOCUMENTS), ("blog/2012.html", EVERYWHERE)]
)
def test_what_sphinx_promises_is_there(edited: Built, path: str, names: list[str]) -> None:
    (defined,) = edited.property(path, "defined")
    assert [name for name in names if f"{name}=True" not in defined.split()] == []


def test_macros_have_what_sphinx_promises(site: Callable[[str], Site]) -> None:
    """Of all pages, of those of a folder, and of the one on which they are used."""
    blog = site("blog")
    for words, shown in (
        ("{{ hasdoc('about') }}", {"True"}), ("{{ css_tag is defined }}", {"True"}),
        ("{{ file_suffix }} {{ pagename }}", {".html blog/2012"}),
    ):  # fmt: skip
        blog.write("_templates/macros.html", (ROOT / "_templates/macros.html").read_text(encoding="utf-8"))
        blog.edit("_templates/macros.html", '<article class="entry', f'<article data-of="{words}" class="entry')
        result = blog.build("-W")
        assert (result.status, result.stderr) == (0, "")
        assert {entry["data-of"] for entry in Built(blog.out).page("blog/2012.html").select("[data-of]")} == shown


HANDLER = '''

def setup(app):
    app.connect("html-page-context", handler)


def handler(app, pagename, templatename, context, doctree):
    context["title"]
    context["metatags"] += f'<meta name="seen" content="{pagename}|{context["title"]}|{len(app.env.all_docs)}">'
    if "body" in context:
        (context["toc"] + context["body"]).index("</")
        context["body"] = context["body"].replace("lunch", "supper")
        if pagename.startswith("posts/"):
            next(doctree.findall(lambda node: node.tagname == "title")).astext()[0]
'''


def test_a_handler_of_page_contexts_is_heard_on_every_page_and_never_stale(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.edit("conf.py", "feed_size = 6\n", f"feed_size = 6\n{HANDLER}")
    assert blog.build("-W").stderr == ""
    built = Built(blog.out)
    for path, name in named(built):
        (seen,) = built.property(path, "seen")
        assert seen.startswith(f"{name}|") and not seen.startswith(f"{name}||"), path
    assert "supper" in built.text("2012/10/lunch.html", ".post-text")
    assert "lunch" not in built.text("2012/10/lunch.html", ".post-text")
    # What it says depends on what no page shows: how many documents there are.
    blog.post("2012/12/one-more", date="2012-12-01")
    assert blog.build("-W").stderr == ""
    assert differences(blog.tree(), blog.clean()) == []


#: In each template a word, and of the pages that such a change writes: all there are, and one that is not among them.
WORDS = {
    "post.html": ("Cite this post", {"2012/10/lunch.html", "2012/11/corrected.html"}, "blog/2012.html"),
    "listing.html": ("There are no posts yet", {"blog/2012.html", "blog/tag/lean.html"}, "blog/2012/10.html"),
    "standing.html": ("its own text", {"about.html"}, "index.html"),
    "macros.html": ("What several pages", {"2012/10/lunch.html", "blog/2012.html", "404.html"}, "search.html"),
    "sidebar/navigation.html": ("The same on every", {"about.html", "search.html", "2012/10/lunch.html"}, ""),
}


def test_a_word_changed_in_a_template_writes_the_pages_that_use_it_and_no_other_file(
    site: Callable[[str], Site],
) -> None:
    blog = site("blog")
    blog.build()
    for template, (word, among, none) in WORDS.items():
        before = {path: path.stat().st_mtime_ns for path in blog.out.rglob("*") if path.is_file()}
        blog.edit(f"_templates/{template}", word, f"{word} {{{{ pagename }}}}" if word[0] == "C" else f"{word} now")
        blog.build()
        written = {path.relative_to(blog.out).as_posix() for path in blog.out.rglob("*")
                   if path.is_file() and before.get(path) != path.stat().st_mtime_ns}  # fmt: skip
        assert among <= written and none not in written, template
        assert {path for path in written if not path.endswith(".html")} <= {".buildinfo"}, template
        if template == "post.html":
            assert all(path[:4].isdigit() and "/index" not in path for path in written - {".buildinfo"}), written
    assert "Cite this post posts/2012/10/lunch" in Built(blog.out).text("2012/10/lunch.html", ".cite summary")
    assert differences(blog.tree(), blog.clean()) == []


def scripts_of(site: Site) -> list[str]:
    """The names of the scripts of the front page, in order."""
    found = Built(site.out).page("index.html").select("script[src]")
    return [script["src"].partition("?")[0].rpartition("/")[2] for script in found]


@pytest.mark.parametrize("language", ["fr", "de-AT", "zh_CN"])
def test_no_script_comes_without_those_that_it_wants(site: Callable[[str], Site], language: str) -> None:
    """Sphinx adds a script of translations where it has any for the language; without its other scripts that fails."""
    blog = site("empty")
    blog.edit("conf.py", "html_baseurl =", f'language = "{language}"\nhtml_baseurl =')
    blog.build()
    scripts = scripts_of(blog)
    assert scripts == ["furo.js", "keyboard.js"]


def test_scripts_of_extensions_find_sphinxs_own_before_them(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    setup = 'language = "fr"\n\ndef setup(app):\n    app.add_js_file("mine.js", priority=600)\n'
    blog.edit("conf.py", "html_baseurl =", f"{setup}\nhtml_baseurl =")
    blog.write("_static/mine.js", "DOCUMENTATION_OPTIONS.URL_ROOT; Documentation.gettext('x')")
    blog.build()
    scripts = scripts_of(blog)
    assert "mine.js" in scripts
    before = scripts[: scripts.index("mine.js")]
    assert before.index("documentation_options.js") < before.index("doctools.js") < before.index("translations.js")
