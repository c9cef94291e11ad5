"""Numbers of figures, sections and formulas, which other documents show too."""

from collections.abc import Callable

from build.built import Built
from build.sites import Site, differences

FIGURE = "(fig-{0})=\n```{{figure}} mark.svg\n:alt: A mark\n\nCaption {0}\n```\n"


def test_numbers_follow_what_stands_before(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.edit("conf.py", "html_baseurl =", "numfig = True\nhtml_baseurl =")
    blog.write("guide/mark.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    blog.write("index.md", "# A blog\n\n```{toctree}\n:numbered:\n\nguide/one\nguide/two\n```\n")
    blog.write("guide/one.md", "# One\n\n## Part\n")
    blog.write("guide/two.md", f"# Two\n\n## Other\n\n{FIGURE.format('b')}")
    formula = "```{math}\n:label: second\n\nx = 2\n```\n"
    blog.post("2012/formulas", formula, date="2012-10-02")
    blog.post("2012/referring", "See {numref}`fig-b` and {eq}`second`.", date="2012-10-01")
    result = blog.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    assert "See Fig. 2.1 and (1)" in Built(blog.out).text("2012/referring.html", ".post-text")

    blog.write("guide/two.md", f"# Two\n\n## Other\n\n{FIGURE.format('a')}\n{FIGURE.format('b')}")
    blog.post("2012/formulas", f"```{{math}}\n:label: first\n\nx = 1\n```\n\n{formula}", date="2012-10-02")
    assert blog.build("-W", "--keep-going").status == 0
    built = Built(blog.out)
    assert "See Fig. 2.2 and (2)" in built.text("2012/referring.html", ".post-text")
    assert differences(blog.tree(), blog.clean()) == []

    blog.write("index.md", "# A blog\n\n```{toctree}\n:numbered:\n\nguide/two\nguide/one\n```\n")
    assert blog.build("-W", "--keep-going").status == 0
    assert "See Fig. 1.2 and (2)" in Built(blog.out).text("2012/referring.html", ".post-text")
    assert differences(blog.tree(), blog.clean()) == []
