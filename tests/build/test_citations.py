"""Works that texts cite, and how posts are cited, in what is built: linear, never stale, and absent where unused."""

import json
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

import pytest
import rispy

from build.built import Built
from build.sites import Site, differences

BIB = """
@string{dept = "Department for Tea"}

@techreport{brown-2011, author = {Brown, Ann}, title = {{On Tea}}, institution = dept, year = 2011}
@book{green-2006, author = {Green, Bo and others}, title = {{On Toast}}, publisher = {Crumb}, year = 2006}
@misc{piece, title = {{[An unsigned piece]}}, howpublished = {The Daily Spoon}}
"""
CITING = "Brown said it.{footcite:p}`brown-2011` So did {footcite:t}`green-2006`, and Brown.{footcite:p}`brown-2011`"


def good(site: Site, *options: str) -> Built:
    result = site.build("-W", "--keep-going", *options)
    assert (result.status, result.stderr) == (0, ""), result.stderr
    return Built(site.out)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Site:
    blog = Site(tmp_path_factory.mktemp("citations") / "blog", "blog")
    blog.write("references.bib", BIB)
    blog.post("2012/09/citing", CITING, date="2012-09-03")
    blog.post("2012/09/other", "A piece.{footcite:p}`piece`\n\nA note.[^note]\n\n[^note]: Noted.", date="2012-09-04")
    good(blog)
    blog.keep()
    return blog


@pytest.fixture
def citing(original: Site) -> Site:
    """The blog, with works to cite and two posts that do, built and not edited since."""
    original.restore()
    return original


def written(site: Site, change: Callable[[], object]) -> set[str]:
    """The files that a build writes after `change`, which ends in the same bytes as one from nothing."""
    before = {path: (site.out / path).stat().st_mtime_ns for path in site.tree()}
    change()
    result = site.build()
    assert "Traceback" not in result.stderr
    assert differences(site.clean(), site.tree()) == []
    return {path for path in site.tree() if (site.out / path).stat().st_mtime_ns != before.get(path)}


def test_a_text_ends_with_the_works_that_it_cites(citing: Site) -> None:
    blog = good(citing)
    assert blog.text("2012/09/citing.html", "p.works-cited") == "Works cited"
    notes = blog.texts("2012/09/citing.html", "aside.footnote p")
    assert notes == ["Ann Brown. On Tea. Technical Report, Department for Tea, 2011.",
                     "Bo Green and others. On Toast . Crumb, 2006."]  # fmt: skip
    assert "So did Green" in blog.text("2012/09/citing.html", ".post-text")
    assert blog.text("2012/09/other.html", "p.works-cited") == "Notes and works cited"
    assert blog.texts("2012/10/notes.html", "p.works-cited") == []
    assert blog.broken() == []


def test_months_and_feeds_lead_to_the_list_in_the_post(citing: Site) -> None:
    blog = good(citing)
    page = blog.page("blog/2012/09.html")
    assert not page.select("article .e-content [id]")
    targets = [blog.resolve("blog/2012/09.html", a["href"]) for a in page.select("a.footnote-reference")]
    assert ("2012/09/citing.html", "footcite-brown-2011") in targets
    content = [entry.content[0].value for entry in blog.feed("blog/atom.xml").entries if entry.content]
    assert not any('href="#' in text for text in content)


def test_in_parallel_it_is_the_same(citing: Site) -> None:
    for number in range(30):
        citing.post(f"2012/08/n-{number}", CITING, date="2012-08-01")
    good(citing, "-j", "3")
    assert differences(citing.clean("-j", "1"), citing.tree()) == []


def test_a_change_of_a_work_changes_the_pages_that_cite_it(citing: Site) -> None:
    good(citing)
    changed = written(citing, lambda: citing.edit("references.bib", "On Toast", "On Toast, Again"))
    assert {path for path in changed if path.startswith("2012/")} == {"2012/09/citing.html"}
    assert "On Toast, Again" in Built(citing.out).read("2012/09/citing.html")
    changed = written(citing, lambda: citing.edit("references.bib", "Department for Tea", "Ministry of Tea"))
    assert {path for path in changed if path.startswith("2012/")} == {"2012/09/citing.html"}
    changed = written(
        citing, lambda: citing.edit("references.bib", "@misc{piece", "@misc{unused, title={X}}\n@misc{piece")
    )
    assert {path for path in changed if path.endswith((".html", ".xml"))} == set()


def test_the_file_may_come_and_go(citing: Site) -> None:
    (citing.src / "references.bib").rename(citing.src / "aside.bib")
    assert "references.bib" not in (warned := citing.build().stderr) and "footcite" in warned
    written(citing, lambda: (citing.src / "aside.bib").rename(citing.src / "references.bib"))
    assert "On Tea" in Built(citing.out).read("2012/09/citing.html")
    written(citing, lambda: (citing.src / "references.bib").unlink())
    assert "On Tea" not in Built(citing.out).read("2012/09/citing.html")


def test_a_change_of_works_that_no_text_cites_is_not_forgotten(site: Callable[[str], Site]) -> None:
    """No document is read again then, so that Sphinx stores no environment."""
    blog = site("blog")
    blog.write("references.bib", BIB)
    blog.build()
    for works in ("", BIB.replace("On Tea", "Of Tea"), ""):
        blog.write("references.bib", works)
        blog.build()
        blog.post("2012/09/citing", f"{CITING} {len(works)}", date="2012-09-03")
        result = blog.build()
        assert ("could not find bibtex key" in result.stderr) == (not works)
        assert not differences(blog.tree(), blog.clean())
        (blog.src / "posts/2012/09/citing.md").unlink()
        blog.build()


#: Entries that are wrong, and what is said of each.
WRONG = {
    "@article{a, title={X}}": "`a`, a work of the kind `@article`, has no `author`",
    "@newspaper{b, title={X}}": "`b` is of an unknown kind, `@newspaper`",
    "@misc{Piece, title={X}}": "the key `Piece` was taken on line 6",
    "@misc{c, author={A, B, C, D}}": "`c` cannot be read",
    "@misc{d, title=nowhere}": "`d` cannot be read (undefined string: nowhere)",
    "@misc{}": "an entry without a key",
    "@misc{e, title={X}": "`e` cannot be read",  # nothing ends it
}


def test_works_that_are_wrong_are_named_and_cost_no_other(citing: Site) -> None:
    citing.write("references.bib", BIB + "".join(f"{entry}\n" for entry in WRONG))
    for _ in range(2):
        result = citing.build()
        assert "Traceback" not in result.stderr
        for line, said in enumerate(WRONG.values(), 7):
            assert f"references.bib:{line}: WARNING: {said}" in result.stderr
    assert "On Tea" in Built(citing.out).read("2012/09/citing.html")


def test_bytes_that_are_no_text_and_keys_that_are_nowhere(citing: Site) -> None:
    citing.write("references.bib", BIB.encode() + b"@misc{x, title={Caf\xe9}}\n")
    assert "references.bib:7: WARNING: byte 0xE9 is not UTF-8" in citing.build().stderr
    citing.write("references.bib", BIB)
    citing.post("2012/09/wrong", "{footcite:p}`nobody-1999`", date="2012-09-05")
    for _ in range(2):
        result = citing.build()
        assert 'posts/2012/09/wrong.md:7: WARNING: could not find bibtex key "nobody-1999": add it to' in result.stderr
    citing.write("references.bib", f"{BIB}@misc{{nobody-1999, title={{X}}}}\n")
    good(citing)


def test_a_list_of_all_that_is_cited_is_never_stale(citing: Site) -> None:
    citing.write("works.md", "---\norphan: true\n---\n\n# Works\n\n```{bibliography}\n```\n")
    citing.edit("conf.py", "time_zone", 'include_patterns = ["*.md", "p/*.md", "posts/**.md"]\ntime_zone')
    citing.post("2012/09/global", "See {cite:t}`green-2006`.", date="2012-09-06")
    good(citing)
    written(citing, lambda: citing.post("2012/08/more", "See {cite:p}`piece`.", date="2012-08-07"))
    assert "An unsigned piece" in Built(citing.out).read("works.html")
    written(citing, lambda: citing.edit("references.bib", "Green, Bo", "Grey, Bo"))
    assert "Grey" in Built(citing.out).text("2012/09/global.html", ".post-text")
    assert differences(citing.clean("-j", "1"), citing.clean("-j", "3")) == []


def test_every_post_says_how_it_is_cited(blog: Built) -> None:
    said = blog.text("2012/10/lunch.html", "details.cite p")
    assert said.startswith("Author, A. (2012) ‘") and said.endswith("https://blog.example/2012/10/lunch.html.")
    (link,) = blog.page("2012/10/lunch.html").select("details.cite a")
    page, fragment = blog.resolve("2012/10/lunch.html", link["href"])
    item = blog.page(page).find(id=fragment)
    assert item is not None and said == " ".join(item.p.get_text(" ").split())


def test_links_hold_the_files(blog: Built) -> None:
    found = {}
    for path in blog.pages:
        for link in blog.page(path).select("a[href^='data:']"):
            _, _, data = link["href"].partition(",")
            assert " " not in link["href"]
            found.setdefault(link["download"].rpartition(".")[2], []).append(unquote_to_bytes(data).decode())
    posts = [path for path in blog.pages if blog.page(path).select("details.cite")]
    assert {suffix: len(files) for suffix, files in found.items()} == dict.fromkeys(("bib", "ris", "json"), len(posts))
    for year in ("2011", "2012"):
        records = [one for text in found["ris"] for one in rispy.loads(text) if one["year"] == year]
        assert sorted(map(str, rispy.loads(blog.read(f"cite/{year}.ris")))) == sorted(map(str, records))
        items = [json.loads(text)[0] for text in found["json"]]
        assert all(one in items for one in json.loads(blog.read(f"cite/{year}.json")))
        assert all(text.strip() in "".join(found["bib"]) for text in blog.read(f"cite/{year}.bib").split("\n\n"))


def test_an_edit_of_a_text_leaves_citations_alone(citing: Site) -> None:
    good(citing)
    changed = written(citing, lambda: citing.edit("posts/2012/09/citing.md", "Brown said it.", "Brown said so."))
    assert not any(path.startswith("cite/") for path in changed)
    changed = written(citing, lambda: citing.edit("posts/2012/09/citing.md", "# Citing", "# Quoting"))
    assert {path for path in changed if path.startswith("cite/")} == {
        "cite/2012.bib", "cite/2012.ris", "cite/2012.json", "cite/2012/09.html"}  # fmt: skip


def test_a_later_post_moves_no_earlier_one(citing: Site) -> None:
    good(citing)
    changed = written(citing, lambda: citing.post("2012/09/last", date="2012-09-29"))
    assert "2012/09/citing.html" not in changed
    blog = Built(citing.out)
    assert {path for path in changed if path.startswith("cite/2012/")} == {
        "cite/2012/09.html",
        "cite/2012/09/page-2.html",
    }
    assert blog.broken() == []


def test_what_is_hidden_is_cited_nowhere(built: Callable[[str], Built]) -> None:
    wall = built("wall")
    assert not any("zz" in wall.read(path).lower() for path in wall.paths if path.startswith("cite/"))


def test_a_blog_without_posts_has_no_citations(built: Callable[[str], Built]) -> None:
    assert not any(path.startswith("cite") for path in built("empty").paths)


@pytest.mark.parametrize("text", ["", "% Nothing yet.\n@comment{nothing}\n"])
def test_a_file_without_works_is_no_fault(site: Callable[[str], Site], text: str) -> None:
    blog = site("empty")
    blog.write("references.bib", text)
    good(blog)


DEFINED = "On Tea:\n  key: brown-2011\n  about: A report.\n"


def test_a_work_that_is_defined_too_has_a_page_of_all_that_cites_it(citing: Site) -> None:
    citing.write("definitions/works.yaml", DEFINED)
    blog = good(citing)
    page = "names/work/brown-2011.html"
    reference = blog.text(page, ".work").replace(" .", ".")
    assert reference == "Ann Brown. On Tea. Technical Report, Department for Tea, 2011."
    assert blog.addresses(page, ".mentions a") == ["2012/09/citing.html"]
    assert blog.texts(page, ".mentions p") == ["Brown said it.", "So did Green and others, and Brown."]
    assert blog.addresses("2012/09/citing.html", "aside.footnote p a") == [page]
    assert blog.broken() == []


def test_a_definition_that_comes_or_goes_takes_its_links_along(citing: Site) -> None:
    good(citing)
    for change in (lambda: citing.write("definitions/works.yaml", DEFINED),
                   lambda: citing.write("references.bib", BIB.replace("On Tea", "On Coffee")),
                   lambda: (citing.src / "definitions/works.yaml").unlink()):  # fmt: skip
        assert "2012/09/citing.html" in written(citing, change)


def test_a_key_much_like_another_is_told(citing: Site) -> None:
    citing.post("2012/09/wrong", "{footcite:p}`brown-2012`", date="2012-09-05")
    assert "wrong.md:7: WARNING: could not find bibtex key \"brown-2012\": did you mean `brown-2011`?" in (
        citing.build().stderr
    )


def test_a_work_takes_over_what_it_has_not_from_the_one_it_refers_to(citing: Site) -> None:
    book = "@book{book, title={{A Tray}}, booktitle={{A Tray}}, editor={E F}, publisher={Q}, year={1999}}\n"
    citing.write("references.bib", BIB + "@incollection{part, crossref={book}, author={X Y}, title={{A Cup}}}\n" + book)
    citing.post("2012/09/part", "A cup.{footcite:p}`part`", date="2012-09-05")
    assert citing.build("-W").stderr == ""
    said = Built(citing.out).text("2012/09/part.html", "aside.footnote")
    assert "A Cup" in said and "A Tray" in said and "1999" in said and "X Y" in said


def test_bylines_and_citations_say_what_is_retold(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.post("2012/09/told", date="2012-09-03", author="Ann Brown", original="https://old.example/told.html")
    blog.post("2012/09/own", date="2012-09-04", author="Ann Brown")
    assert blog.build("-D", "retelling=Retold from a post").stderr == ""
    built = Built(blog.out)
    said = {"told": ("retold from", ". Retold from a post (https://old."), "own": ("by", "4 September. Available")}
    for path, (word, note) in said.items():
        assert built.texts(f"2012/09/{path}.html", ".byline .by")[0] == word
        assert note in built.text(f"2012/09/{path}.html", ".cite p")
    assert built.text("2012/09/told.html", ".original") .endswith("stand at old.example, 3 September 2012")
    assert built.texts("blog/2012/09.html", ".byline .by:first-of-type").count("retold from") == 1
    assert built.texts("blog/author/ann-brown.html", ".byline .by:first-of-type") == ["by", "retold from"]
    blog.build("-D", "retelling=")
    assert Built(blog.out).texts("2012/09/told.html", ".byline .by")[0] == "by"
    assert differences(blog.tree(), blog.clean("-D", "retelling=")) == []
