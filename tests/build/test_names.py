"""Names: references by bare name, and what happens where a name fits more posts than one."""

from collections.abc import Callable

import pytest

from build.built import Built
from build.sites import Site


def test_names_that_differ_only_in_marks_get_pages_of_their_own(blog: Built) -> None:
    pages = [path for path in blog.pages if path.startswith("blog/tag/c")]
    assert [blog.text(page, "h1") for page in pages] == ["C++", "C#", "c"]
    assert [blog.addresses(page, ".entry-title a")[0] for page in pages] == [
        "2012/09/notes.html", "2012/10/notes.html", "2012/11/corrected.html",
    ]  # fmt: skip


def test_posts_of_one_name_stay_apart(blog: Built) -> None:
    assert "September" in blog.text("2012/09/notes.html", ".post-text")
    assert "October" in blog.text("2012/10/notes.html", ".post-text")


@pytest.mark.parametrize("reference", ["[text](notes)", "{ref}`notes`", "{ref}`text <notes>`"])
def test_a_name_that_fits_two_posts_is_an_error_that_names_both(
    site: Callable[[str], Site], reference: str
) -> None:
    blog = site("blog")
    blog.post("2012/11/asking", f"See {reference} there.", date="2012-11-04")
    result = blog.build("-W", "--keep-going")
    assert result.status == 1
    (line,) = result.stderr.splitlines()
    assert "posts/2012/11/asking.md:7: " in line
    assert "posts/2012/09/notes.md" in line and "posts/2012/10/notes.md" in line


def test_a_name_that_fits_no_post_is_an_error(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.post("2012/11/asking", "See {ref}`nowhere` and [there](no-such).", date="2012-11-04")
    result = blog.build("-W", "--keep-going")
    assert result.status == 1
    assert "nowhere" in result.stderr and "no-such" in result.stderr
    assert "2012/11/asking.html" in Built(blog.out)


def test_a_label_that_an_author_made_goes_before_a_post_of_that_name(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.write("about.md", "# About\n\n(dawn)=\n## Early\n\nIt dawned.\n")
    blog.post("2012/11/asking", "See {ref}`dawn`.", date="2012-11-04")
    assert blog.build("-W", "--keep-going").stderr == ""
    assert Built(blog.out).addresses("2012/11/asking.html", ".post-text a:not(.headerlink)") == ["about.html"]
