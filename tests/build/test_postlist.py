"""ABlog in the archive: its `postlist` shows the right posts, and follows every edit."""

from collections.abc import Callable

from build.built import Built
from build.sites import Site

PAGE = "p/topics.html"
OPTIONS = """# About

```{postlist} 2
:tags: Lean
:date: '%Y'
:format: '{date} {title} by {author} in {category}'
:excerpts:
:expand: Read on
:sort:
```
"""
DIARY = ["2012/11/corrected.html", "2012/10/notes.html", "2012/09/notes.html"]


def shown(blog: Built | Site) -> list[str]:
    built = blog if isinstance(blog, Built) else Built(blog.out)
    return built.addresses(PAGE, ".postlist .ablog-post-title a")


def test_a_postlist_shows_the_posts_of_a_category(blog: Built) -> None:
    assert shown(blog) == DIARY


def test_a_postlist_follows_edits(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.build()
    blog.post("2012/11/new", date="2012-11-04", category="Diary")
    blog.build()
    assert shown(blog) == ["2012/11/new.html", *DIARY]
    blog.edit("posts/2012/10/notes.md", "category: Diary", "category: Travel")
    (blog.src / "posts/2012/11/corrected.md").unlink()
    blog.build()
    assert shown(blog) == ["2012/11/new.html", DIARY[2]]
    blog.edit("posts/2012/11/new.md", "# New", "# Newer")
    blog.build()
    assert Built(blog.out).texts(PAGE, ".ablog-post-title a")[0] == "Newer"


def test_a_postlist_does_not_show_what_nobody_may_see(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.post("2012/11/draft", draft="true", category="Diary")
    blog.post("2030/01/later", date="2030-01-01", category="Diary")
    blog.post("2012/11/gone", date="2012-11-04", category="Diary", withhold="an order")
    assert blog.build("-W").stderr == ""
    assert shown(blog) == DIARY


def test_a_postlist_with_all_options(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.write("about.md", OPTIONS)
    assert blog.build("-W").stderr == ""
    first, second = Built(blog.out).texts("about.html", ".postlist > .ablog-post")
    assert first.startswith("2012 Dawn & dew by Ann Author in Travel") and "Before the mark." in first
    assert second.startswith("2012 An essay, put right by Ann Author , Zoë Bell in Essays , Diary")
    assert "£120,000" in second and second.endswith("Read on")


def test_dates_are_in_the_language_of_the_site(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    options = OPTIONS.replace("'%Y'", "'%A %d %B %Y'")
    blog.write("about.md", f"{options}\n```{{postlist}} 1\n:tags: Lean\n:format: '{{date}} {{title}}'\n```\n")
    assert blog.build("-W", "-D", "language=fr").stderr == ""
    first, *_, last = Built(blog.out).texts("about.html", ".postlist > .ablog-post")
    assert first.startswith("dimanche 21 octobre 2012 Dawn & dew") and last.startswith("1 novembre An essay")


def test_references_to_terms_follow_edits(site: Callable[[str], Site]) -> None:
    """`tag-lean` leads nowhere once no post has the tag; and the page says so again when nothing else changed."""
    blog = site("blog")
    blog.build()
    for path in ("posts/2012/10/dawn.md", "posts/2012/11/corrected.md"):
        blog.edit(path, "Lean", "Thin")
    result = blog.build()
    assert "undefined label: 'tag-lean'" in result.stderr
    assert blog.tree() == blog.clean()
