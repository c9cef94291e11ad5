"""Bad input: each fault is named with its file and line, fails the build, and hides no other post."""

import re
from collections.abc import Callable

import pytest
from forked import Result

from build.built import Built
from build.sites import ROOTS, Site, differences

GOOD = "---\ndate: 2012-10-01\n---\n\n# Good\n\nText.\n"
#: A name for each fault, the file's bytes, the line, and a word of what is said.
FAULTS = [
    ("no-date", "---\ntags: a\n---\n\n# T\n", 1, "date"),
    ("bad-date", "---\ndate: yesterday\n---\n\n# T\n", 2, "`yesterday`"),
    ("no-such-day", "---\ntags: a\ndate: 2012-02-30\n---\n\n# T\n", 3, "2012-02-30"),
    ("ambiguous-date", "---\ndate: 3/4/2012\n---\n\n# T\n", 2, "two ways"),
    ("no-title", "---\ndate: 2012-10-02\n---\n\nText.\n", 4, "title"),
    ("unknown-field", "---\ndate: 2012-10-02\ntag: a\n---\n\n# T\n", 3, "`tags`"),
    ("wrong-type", "---\ndate: 2012-10-02\ndraft: perhaps\n---\n\n# T\n", 3, "true"),
    ("empty-tag", "---\ndate: 2012-10-02\ntags: a,,b\n---\n\n# T\n", 3, "empty"),
    ("bad-order", "---\ndate: 2012-10-02\norder: first\n---\n\n# T\n", 3, "whole number"),
    ("bad-address", "---\ndate: 2012-10-02\noriginal: old.example\n---\n\n# T\n", 3, "whole address"),
    ("twice", "---\ndate: 2012-10-02\ndate: 2012-10-03\n---\n\n# T\n", 3, "twice"),
    ("not-utf-8", "---\ndate: 2012-10-02\n---\n\n# Caf\xe9\n".encode("latin-1"), 5, "UTF-8"),
    ("utf-16", GOOD.encode("utf-16"), 1, "UTF-16"),
    ("empty-file", "", 1, "empty"),
    ("no-front-matter", "# T\n\nText.\n", 1, "front matter"),
    ("not-closed", "---\ndate: 2012-10-02\n\n# T\n", 1, "closed"),
    ("bad-yaml", "---\ndate: 2012-10-02\ntitle: One: two\n---\n\nText.\n", 3, "quotes"),
    ("toml", "+++\ndate = 2012-10-02\n+++\n\n# T\n", 1, "TOML"),
    ("control-character", "---\ndate: 2012-10-02\n---\n\n# T\n\nA \x08 B.\n", 7, "U+0008"),
    ("search", GOOD, 1, "/search.html"),
    ("no-reason", "---\ndate: 2012-10-02\nwithhold: true\n---\n\n# T\n", 3, "reason"),
]  # fmt: skip


def bad(site: Callable[[str], Site], name: str, text: str | bytes) -> Site:
    """A site with one good post, and one that is not."""
    blog = site("empty")
    blog.write("posts/2012/10/good.md", GOOD)
    blog.write("posts/search.md" if name == "search" else f"posts/2012/10/{name}.md", text)
    return blog


def test_a_picture_from_outside_the_site_is_not_published(site: Callable[[str], Site]) -> None:
    blog = bad(site, "lent", GOOD.replace("Text.", "See ![a secret](../../../../secret.png)."))
    (blog.src.parent / "secret.png").write_bytes((ROOTS / "test-blog/posts/2012/10/pictures/square.png").read_bytes())
    result = blog.build("-W", "--keep-going")
    assert result.status == 1
    assert "posts/2012/10/lent.md:7: " in result.stderr and "lies outside the site's folder" in result.stderr
    built = Built(blog.out)
    assert "See a secret" in built.text("2012/10/lent.html", ".post-text")
    assert not [path for path in built.paths if "secret" in path]


def test_a_style_that_the_policy_forbids_is_said_to_be_and_a_size_is_not(site: Callable[[str], Site]) -> None:
    blog = bad(site, "styled", GOOD + '\n<p style="width: 50%">Half.</p>\n\n<p style="color: red">Red.</p>\n')
    result = blog.build("-W", "--keep-going")
    assert result.status == 1
    assert result.stderr.count("posts/2012/10/styled.md:") == 1
    assert "posts/2012/10/styled.md:11: " in result.stderr and "no style in an element" in result.stderr
    assert "Half. Red." in " ".join(Built(blog.out).text("2012/10/styled.html", ".post-text").split())
    assert blog.build("-W", "--keep-going", "-D", "content_security_policy=0").status == 0


#: Directives that cannot be followed, each with what is said.
DIRECTIVES = [
    ("{post} 2012-10-31", "to refer to a post, write {post}`its-name`"),
    ("{postlist} ten", "`ten` is no number of posts"),
    ("{postlist} 5\n:format: '{name}, {date}'", "`format` has no `{name}`"),
    ("{postlist} 5\n:format: '{title'", "`format` cannot be read"),
    ("{postlist} 5\n:date:", "it is empty: write something after it"),
    ("{bibliography}\n:style: harvard", "there is no style `harvard`"),
    ("{admonition} On {post}`good`\nText.", "three backticks begin no block"),]


@pytest.fixture(scope="module")
def directed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Result]:
    """A site with a post for each of the directives, built."""
    blog = Site(tmp_path_factory.mktemp("directed"), "empty")
    blog.write("posts/2012/10/good.md", GOOD)
    blog.write("references.bib", "@misc{a, title = {A}, year = 2012}\n")
    for number, (directive, _) in enumerate(DIRECTIVES):
        blog.write(f"posts/2012/10/directive-{number}.md", f"{GOOD}\n```{directive}\n```\n")
    return blog, blog.build("-W", "--keep-going")


@pytest.mark.parametrize("number", range(len(DIRECTIVES)), ids=[directive for directive, _ in DIRECTIVES])
def test_a_directive_that_cannot_be_followed_is_named_with_its_line(
    directed: tuple[Site, Result], number: int
) -> None:
    blog, result = directed
    assert result.status == 1 and "Traceback" not in result.stderr
    (message,) = (one for one in result.stderr.splitlines() if f"directive-{number}.md" in one)
    assert re.search(rf"posts/2012/10/directive-{number}\.md:(9|10): ", message)
    assert DIRECTIVES[number][1] in message
    assert "2012/10/good.html" in Built(blog.out)


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Result]:
    """A site with every fault, and a good post, built."""
    blog = Site(tmp_path_factory.mktemp("bad"), "empty")
    for name, text, _, _ in FAULTS:
        blog.write(place(name), text)
    blog.write("posts/2012/10/good.md", GOOD)
    return blog, blog.build("-W", "--keep-going")


def place(name: str) -> str:
    return "posts/search.md" if name == "search" else f"posts/2012/10/{name}.md"


@pytest.mark.parametrize(("name", "text", "line", "said"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named_once_with_its_line(
    all_at_once: tuple[Site, Result], name: str, text: str | bytes, line: int, said: str
) -> None:
    blog, result = all_at_once
    (message,) = (one for one in result.stderr.splitlines() if place(name) in one)
    assert f"{place(name)}:{line}: " in message and said in message
    assert name == "search" or f"2012/10/{name}.html" not in Built(blog.out)


def test_faults_hide_no_other_post(all_at_once: tuple[Site, Result]) -> None:
    blog, result = all_at_once
    built = Built(blog.out)
    assert result.status != 0 and "Traceback" not in result.stderr + result.stdout
    assert "2012/10/good.html" in built
    assert "2012/10/good.html" in built.addresses("blog/index.html", ".entry-title a")


@pytest.mark.parametrize(("name", "text"), [FAULTS[0][:2], FAULTS[11][:2]], ids=["no-date", "not-utf-8"])
def test_a_fault_fails_the_build_though_warnings_do_not(site: Callable[[str], Site], name: str, text: str) -> None:
    result = bad(site, name, text).build()
    assert result.status != 0 and f"posts/2012/10/{name}.md:" in result.stderr


def test_warnings_as_errors_do_not_stop_at_the_first(all_at_once: tuple[Site, Result]) -> None:
    """`-W` alone: Sphinx goes on since its version 8.1."""
    blog, result = all_at_once
    again = blog.build("-W")
    assert again.status != 0
    assert sorted(again.stderr.splitlines()) == sorted(result.stderr.splitlines())


#: Fields of two posts that are at odds, and what of them is named.
ODDS = {
    "id": ("id: tag:a.example,2012:1", "id: tag:a.example,2012:1", "`id`"),
    "order": ("order: 1", "order: 1", "`order: 1`"),
    "redirect": ("redirect: /old.html", "redirect: /old.html", "/old.html"),
    "spelling": ("tags: Lean", "tags: lean", "`Lean`"),
}


@pytest.fixture(scope="module")
def at_odds(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What is said of a site with all of them."""
    blog = Site(tmp_path_factory.mktemp("odds"), "empty")
    for day, (odds, fields) in enumerate(ODDS.items(), 1):
        for place, field in zip(("first", "second"), fields, strict=False):
            header = f"---\ndate: 2012-10-{day:02}\n{field}\n---\n"
            blog.write(f"posts/2012/10/{odds}-{place}.md", f"{header}\n# T\n\nText.\n")
    return blog.build()


@pytest.mark.parametrize("odds", ODDS)
def test_posts_at_odds_are_named_both(at_odds: Result, odds: str) -> None:
    (message,) = (line for line in at_odds.stderr.splitlines() if f"{odds}-" in line)
    assert at_odds.status != 0
    assert f"{odds}-first.md:" in message and f"{odds}-second.md:" in message and ODDS[odds][2] in message


def test_two_posts_at_one_address_are_named_both(site: Callable[[str], Site]) -> None:
    blog = bad(site, "Good", "---\ndate: 2012-10-02\n---\n\n# Another\n")
    result = blog.build()
    (message,) = result.stderr.splitlines()
    assert result.status != 0
    assert "posts/2012/10/Good.md" in message and "posts/2012/10/good.md:1: " in message


def test_what_editors_do_to_files_is_accepted(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    dos, mark = GOOD.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf"
    files = {"good": GOOD, "dos": dos, "marked": mark + GOOD.encode(), "both": mark + dos,
             "mac": GOOD.replace("\n", "\r").encode()}  # fmt: skip
    for name, text in files.items():
        blog.write(f"posts/2012/10/{name}.md", text)
    assert blog.build("-W").stderr == ""
    shown = {Built(blog.out).text(f"2012/10/{name}.html", ".post-text") for name in files}
    assert shown == {"Text."}
    assert {Built(blog.out).text(f"2012/10/{name}.html", "h1") for name in files} == {"Good"}


def test_a_bad_post_is_built_once_it_is_mended(site: Callable[[str], Site]) -> None:
    blog = bad(site, "no-date", "---\ntags: a\n---\n\n# T\n")
    assert blog.build().status != 0
    assert blog.build().status != 0
    blog.edit("posts/2012/10/no-date.md", "tags: a", "date: 2012-10-05")
    assert blog.build("-W").status == 0
    assert blog.tree() == blog.clean()


def test_a_good_post_that_turns_bad_leaves_the_output(site: Callable[[str], Site]) -> None:
    blog = bad(site, "turning", GOOD.replace("Good", "Turning"))
    assert blog.build().status == 0
    blog.edit("posts/2012/10/turning.md", "date: 2012-10-01", "date: some day")
    assert blog.build().status != 0
    assert blog.tree() == blog.clean()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("time_zone = 'Nowhere'", "`Nowhere` is not a time zone"),
        ("page_size = 0", "`page_size` is 0"),
        ("feed_size = 'ten'", "`feed_size` is 'ten'"),
        ("html_baseurl = 'blog.example'", "`html_baseurl` is `blog.example`"),
        ("old_addresses = 'typepad'", "`old_addresses` is 'typepad': write '', one of 'blogger', 'wordpress', or"),
        ("old_addresses = ['blogger', ['wordpress']]", "`old_addresses` is ['blogger', ['wordpress']]: write"),
        ("websub_hub = 'hub'", "`websub_hub` is `hub`"),
        ("indexnow_key = 'short'", "`indexnow_key` is no key of IndexNow"),
        ("author = ['Ann', 'Ben']", "`author` is ['Ann', 'Ben']: write text in quotation marks"),
        ("tagline = 5", "`tagline` is 5: write text in quotation marks"),
        ("pictures_in_lists = 'no'", "`pictures_in_lists` is 'no': write `True` or `False`"),
        ("licence_url = 'javascript:x'", "`licence_url` is `javascript:x`: write the address of a page"),
        ("language = ''", "`language` is empty: write a language tag"),
        ("language = 'en_GB.UTF-8'", "`language` is `en-GB.UTF-8`, which is not a language tag"),
    ],
)
def test_bad_settings_are_named(site: Callable[[str], Site], line: str, said: str) -> None:
    blog = bad(site, "other", GOOD)
    blog.edit("conf.py", 'html_baseurl = blog_baseurl = "https://blog.example/"', line)
    result = blog.build()
    assert result.status != 0
    message = result.stderr.splitlines()[-1]
    assert "conf.py:5: " in message and said in message
    assert "Traceback" not in result.stderr


def test_links_round_in_a_circle_end_and_are_said_once(site: Callable[[str], Site]) -> None:
    blog = bad(site, "other", GOOD)
    blog.write(
        "conf.py", (blog.src / "conf.py").read_text() + '\ninclude_patterns = ["*.md", "p/**.md", "posts/**.md"]\n'
    )
    blog.write("p/page.md", "# Page\n")
    for link in ("p/here", "p/again", "p/up", "posts/here", "posts/2012/up", "posts/2012/again"):
        (blog.src / link).symlink_to(".." if link.endswith("up") else ".")
    for link in ("p/gone.md", "posts/gone.md"):
        (blog.src / link).symlink_to("gone.md")
    result = blog.build()
    assert result.status == 1
    assert sorted(line.partition(": ")[0] for line in result.stderr.splitlines()) == [
        "p/gone.md:1", "posts/gone.md:1"
    ]  # fmt: skip
    built = Built(blog.out)
    assert (
        "p/page.html" in built and "2012/10/good.html" in built and not [path for path in built.paths if "up/" in path]
    )


def test_a_moment_that_is_none_is_named(site: Callable[[str], Site]) -> None:
    result = bad(site, "other", GOOD).build(env={"SOURCE_DATE_EPOCH": "1e9"})
    assert result.status != 0
    assert "SOURCE_DATE_EPOCH" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_text_in_which_too_much_is_nested_costs_no_other(site: Callable[[str], Site], jobs: str) -> None:
    """The interpreter's stack ends at some depth, in one text; its page has the title alone, and a mended text all."""
    blog = site("empty")
    deep = f"Before.\n\n{'**' * 5000}x{'**' * 5000}"
    blog.post("2012/10/deep", deep, date="2012-10-09", title="Deep *one*")
    blog.write("posts/2012/10/deeper.md", f"---\ndate: 2012-10-09\ntitle: Of * and more\n---\n\n{deep}\n")
    blog.write("about.md", f"---\norphan: true\n---\n\n# About\n\n{deep}\n")
    for number in range(24):
        blog.post(f"2012/11/good-{number}", "Words.[^a]\n\n[^a]: A note.", date=f"2012-11-{number + 1:02}")
    for _ in range(2):
        result = blog.build("-W", "--keep-going", "-j", jobs)
        assert result.status == 1 and "Traceback" not in result.stderr
        for path in ("posts/2012/10/deep.md", "posts/2012/10/deeper.md", "about.md"):
            assert f"{path}:1: WARNING: too much stands within one another" in result.stderr
    built = Built(blog.out)
    assert built.text("2012/10/deep.html", "h1") == "Deep one"
    assert built.text("2012/10/deeper.html", "h1") == "Of * and more"
    assert built.text("2012/11/good-3.html", ".post-text").startswith("Words.")
    for path in ("posts/2012/10/deep.md", "posts/2012/10/deeper.md", "about.md"):
        blog.edit(path, deep, "Mended.")
    result = blog.build("-W", "-j", jobs)
    assert (result.status, result.stderr) == (0, "")
    assert differences(blog.tree(), blog.clean()) == []


def test_what_is_nested_is_shown_or_named_and_never_left_out(site: Callable[[str], Site]) -> None:
    """Markdown-it passes over what lies deeper than it is told to read."""
    empty = site("empty")
    lists = "\n".join(f"{'  ' * level}- At {level}." for level in range(60))
    empty.post("2012/10/lists", lists, date="2012-10-09")
    empty.post("2012/10/quotes", f"{'> ' * 120}Within.", date="2012-10-10")
    empty.post("2012/10/too-many", f"{'>' * 3000} Lost.", date="2012-10-11")
    result = empty.build("-W", "--keep-going")
    assert result.status == 1 and "posts/2012/10/too-many.md:1: WARNING: too much stands within" in result.stderr
    assert "lists.md" not in result.stderr and "quotes.md" not in result.stderr
    built = Built(empty.out)
    assert built.text("2012/10/lists.html", ".post-text").split()[-2:] == ["At", "59."]
    assert built.text("2012/10/quotes.html", ".post-text").strip() == "Within."
