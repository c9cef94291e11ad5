"""What a build says of texts: links of many kinds, files of an author's own HTML, and hints that fail nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from archive.check import vocabulary

from build.built import Built
from build.sites import ROOTS, Site

PICTURE = ROOTS / "test-blog/posts/2012/10/pictures/square.png"


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with a post whose HTML shows and offers files."""
    blog = Site(tmp_path_factory.mktemp("html"), "empty")
    blog.write("posts/2012/two words.png", PICTURE.read_bytes())
    for name in ("film.mp4", "poster.png", "report.pdf", "frame.pdf"):
        blog.write(f"posts/2012/{name}", f"the {name}")
    text = (
        'In a line <img src="two%20words.png" alt="x">.\n\n'
        '<video src="film.mp4"\n poster="poster.png"></video>\n\n<p><a href="report.pdf">Report</a></p>\n\n'
        '<iframe src="frame.pdf"></iframe>\n\n<a href="/blog/archive.html">All</a>\n'
    )
    blog.post("2012/framed", text, date="2012-10-01")
    result = blog.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return Built(blog.out)


@pytest.mark.parametrize("page", ["2012/framed.html", "blog/2012/10.html"])
@pytest.mark.parametrize(
    ("selector", "attribute", "data"),
    [
        ("img[alt=x]", "src", PICTURE.read_bytes()), ("video", "src", b"the film.mp4"),
        ("video", "poster", b"the poster.png"), ("iframe", "src", b"the frame.pdf"),
        ("p a[href*=report]", "href", b"the report.pdf"),
    ],
)  # fmt: skip
def test_files_that_html_names_are_there_wherever_the_text_is_shown(
    html: Built, page: str, selector: str, attribute: str, data: bytes
) -> None:
    address = html.page(page).select_one(f".post-text {selector}, article {selector}")[attribute]
    assert (html.folder / page).parent.joinpath(unquote(address)).read_bytes() == data


def test_a_feed_gives_them_by_their_whole_addresses(html: Built) -> None:
    (entry,) = html.feed("blog/atom.xml").entries
    assert 'src="https://blog.example/_images/film-' in entry.content[0].value
    assert 'href="https://blog.example/_downloads/' in entry.content[0].value


def test_a_book_has_them_too(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.write("posts/2012/own.png", PICTURE.read_bytes())
    blog.post("2012/framed", '<p><img src="own.png" alt="x"></p>', date="2012-10-01")
    blog.build("-W", "--keep-going", builder="epub")
    page = next(blog.out.rglob("framed.xhtml"))
    address = Built(blog.out).page(page.relative_to(blog.out).as_posix()).select_one("img[alt=x]")["src"]
    assert (page.parent / address).read_bytes() == PICTURE.read_bytes()


def test_a_file_that_html_no_longer_names_leaves_the_output(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.write("posts/film.mp4", "film")
    blog.post("framed", '<video src="film.mp4"></video>', date="2012-10-01")
    blog.build()
    assert list(blog.out.glob("_images/film-*"))
    blog.write("posts/film.mp4", "another film")
    blog.build()
    assert [path.read_text() for path in blog.out.glob("_images/film-*")] == ["another film"]
    blog.edit("posts/framed.md", '<video src="film.mp4"></video>', "No film.")
    blog.build()
    assert blog.tree() == blog.clean()
    assert not list(blog.out.glob("_images/film-*"))


def test_links_of_many_kinds_lead_where_they_say(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    links = ["tel:+44-1", "sms:+44", "magnet:?xt=urn:btih:a&dn=b", "HTTP://a.example/x", "//a.example/",
             "xmpp:a@b.example", "ftp://a.example/", "geo:1,2"]  # fmt: skip
    blog.post("linking", "\n".join(f"[*the words*]({link})" for link in links), date="2012-10-01")
    result = blog.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    found = Built(blog.out).page("linking.html").select(".post-text a")
    assert [link["href"] for link in found] == links
    assert {str(link.em) for link in found} == {"<em>the words</em>"}


HINTS = {
    "![far](https://a.example/x.png)": "readers will not get the picture https://a.example/x.png",
    '<iframe src="https://a.example/"></iframe>': "readers will not get the frame",
    "<script>x()</script>": "the script will not run",
    "Of $x_1$.": "`$…$` is no formula",
    "See https://a.example.": "the address is no link",
}


#: What stands at the end of conf.py, and what is said of it; and a name of the author's own.
MISSPELT = {
    "pagesize = 5": "no setting is called `pagesize`: did you mean `page_size`?",
    "html_baseur = ''": "no setting is called `html_baseur`: did you mean `html_baseurl`?",
    "post_auto_excerp = 2": "no setting is called `post_auto_excerp`: did you mean `post_auto_excerpt`?",
    "bibtex_bibfile = []": "no setting is called `bibtex_bibfile`: did you mean `bibtex_bibfiles`?",
    "my_readers = 3": "",
}


def said_of_settings(output: str) -> list[str]:
    return [line for line in output.splitlines() if "no setting" in line]


def expected_of_settings(blog: Site) -> list[str]:
    lines = (blog.src / "conf.py").read_text().splitlines()
    return [f"hint: conf.py:{lines.index(line) + 1}: {said}" for line, said in MISSPELT.items() if said]


@pytest.fixture(scope="module")
def hinted(tmp_path_factory: pytest.TempPathFactory) -> Site:
    blog = Site(tmp_path_factory.mktemp("hinted"), "empty")
    blog.write("conf.py", "\n".join([(blog.src / "shipped.py").read_text(), *MISSPELT]))
    blog.write("references.bib", "@misc{a, title = {A}, year = 2012}\n")
    for number, text in enumerate(HINTS):
        blog.post(f"p{number}", f"Words.\n\n{text}", date="2012-10-01")
    return blog


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_hint_names_file_and_line_and_fails_nothing(hinted: Site, jobs: str) -> None:
    result = hinted.build("-W", "--keep-going", "-E", "-j", jobs)
    assert (result.status, result.stderr) == (0, "")
    for number, said in enumerate(HINTS.values()):
        (line,) = (one for one in result.stdout.splitlines() if f"posts/p{number}.md" in one and "hint" in one)
        assert line.startswith(f"hint: posts/p{number}.md:9: {said}")
    assert said_of_settings(result.stdout) == expected_of_settings(hinted)


def test_the_check_gives_the_same_hints(hinted: Site) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "archive.cli.check", "."], cwd=hinted.src, env=hinted.environment(),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    for number, said in enumerate(HINTS.values()):
        assert any(line.startswith(f"hint: posts/p{number}.md:9: {said}") for line in done.stdout.splitlines())
    assert said_of_settings(done.stdout) == expected_of_settings(hinted)


def test_without_the_policy_nothing_is_said_of_what_it_would_forbid(hinted: Site) -> None:
    result = hinted.build("-E", "-D", "content_security_policy=0")
    assert "readers will not get" not in result.stdout and "will not run" not in result.stdout
    assert "is no formula" in result.stdout


def test_the_check_knows_the_roles_and_directives_that_there_are(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.write("references.bib", "@misc{a, title = {A}, year = 2012}\n")
    dump = Path(blog.src, "dump.txt")
    blog.write("conf.py", (blog.src / "conf.py").read_text() + f"\n{DUMP.format(dump=dump)}")
    blog.build()
    parts = (part.splitlines() for part in dump.read_text().split("--\n"))
    directives, roles = ({line.split(" ")[0]: line for line in lines} for lines in parts)
    assert set(directives) - {"restructuredtext-test-directive"} <= set(vocabulary.DIRECTIVES)
    assert set(roles) == vocabulary.ROLES
    for name, line in directives.items():
        spec = vocabulary.DIRECTIVES[name]
        assert line == " ".join([name, f"{spec.required} {spec.optional} {int(spec.content)}", *sorted(spec.options)])


DUMP = """
def setup(app):
    def dump(app):
        from docutils.parsers.rst import directives, roles
        from docutils.parsers.rst.languages import en
        from docutils.utils import new_document
        std, own, document = app.env.domains["std"], app.env.domains["archive"], new_document("x")
        names = {{*directives._directives, *en.directives, *std.directives}}
        lines = []
        for name in sorted(name for name in names if ":" not in name):
            made = std.directives.get(name) or directives.directive(name, en, document)[0]
            if made is not None:
                options = {{*(made.option_spec or ()), *(MYST if name == "include" else ())}}
                numbers = f"{{made.required_arguments}} {{made.optional_arguments}} {{int(made.has_content)}}"
                lines.append(" ".join([name, numbers, *sorted(options)]))
        named = {{*roles._roles, *en.roles, *std.roles, *own.roles}}
        named = sorted(name for name in named if ":" not in name and "cite" not in name and "unimpl" not in name)
        with open("{dump}", "w") as file:
            file.write("\\n".join(lines) + "\\n--\\n" + "\\n".join(named) + "\\n")
    MYST = ("heading-offset", "relative-docs", "relative-images")
    app.connect("builder-inited", dump)
"""
