"""The files in `old-addresses`: what their lines say, and what is wrong in any, by file and line."""

from datetime import UTC

import pytest
from archive.source import frontmatter, oldaddresses

FILE = "old-addresses/old.example.txt"
POST = b"---\ndate: 2007-04-26\ntags: Bread, C++\ncategory: Food\nauthor: Ann\n---\n\n# Loaf\n"


@pytest.fixture
def read(tmp_path):
    front, problems = frontmatter.read(POST, "posts/2007/04/loaf.md", UTC)
    assert not problems

    def run(*texts):
        (tmp_path / "old-addresses").mkdir(exist_ok=True)
        for number, text in enumerate(texts):
            name = "old.example" if number == 0 else f"other-{number}.example"
            (tmp_path / f"old-addresses/{name}.txt").write_text(text, encoding="utf-8")
        return oldaddresses.read(tmp_path, {"posts/2007/04/loaf": front}, ["posts/2007/04/loaf.md", "about.md"])

    return run


def test_a_line_says_what_an_address_leads_to(read):
    text = "# Of old\n\n/ wordpress https://a.example\n/tag/c/\ttag   C++ \n/tag/caf%C3%A9/ tag Bread\n"
    text += "/?p=5 file posts/2007/04/loaf.md\n"
    (blog,) = read(text).blogs
    assert [(one.path, one.kind, one.name, one.line) for one in blog.addresses] == [
        ("index.html", "wordpress", "https://a.example", 3),
        ("tag/c/index.html", "tag", "C++", 4),
        ("tag/café/index.html", "tag", "Bread", 5),
        ("?p=5", "file", "posts/2007/04/loaf.md", 6),
    ]
    assert blog.roots == (("wordpress", ""),) and read(text).problems == read(text).hints == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/a/", "`/a/` leads to nothing: write one of file, category, tag,"),
        ("/a/ categry Food", "`categry` is nothing that an address can lead to: did you mean `category`?"),
        ("a/ tag Bread", "the old address is `a/`: write a path from the site's root"),
        ("/a/../b/ tag Bread", "the old address is `/a/../b/`: write the path plainly"),
        ("/2007/ year 7", "`7` is no year: write it as `2007`"),
        ("/2007/13/ month 2007-13", "`2007-13` is no month: write it as `2007-04`"),
        ("/a/ file", "`/a/` leads to no file: write its path"),
        ("/names/a/ tag Bread", "the old address `/names/a/` is among pages that the build makes: take the line out"),
        ("/blog/index.html tag Bread", "is among pages that the build makes"),
        ("/?p=1 wordpress", "`/?p=1` is not where a blog had its front page: write `/`, or such as `/blog/`"),
        ("/a/ wordpress a.example", "the address of the blog is `a.example`: write a whole address"),
        ("/a/ tag C\x07", "the control character U+0007 is in the text: take it out"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line, said, read):
    found = read(f"# One\n/b/ tag Bread\n{line}\n")
    (problem,) = found.problems
    assert problem.where == f"{FILE}:3" and said in problem.message


def test_a_blog_that_stood_at_blog_had_its_lists_there(read):
    found = read("/blog/ wordpress\n/blog/category/food/ category Food\n/blog/2007/04/ month 2007-04\n")
    assert not found.problems and found.blogs[0].roots == (("wordpress", "blog/"),)


def test_an_address_that_leads_to_two_things_is_told_of_both_lines(read):
    found = read("/?p=5 file about.md\n", "/a/ tag Bread\n/a/ tag Bread\n/?p=5 file posts/2007/04/loaf.md\n")
    (problem,) = found.problems
    assert problem.where == "old-addresses/other-1.example.txt:3" and f"({FILE}:1)" in problem.message
    assert sum(len(blog.addresses) for blog in found.blogs) == 3


def test_what_leads_nowhere_is_a_hint_once_for_all_its_lines(read):
    lines = "/tag/a/ tag Rye\n/?tag=1 tag Rye\n/?cat=2 tag Rye\n/tag/b/ tag bread\n/category/ category\n"
    found = read(f"{lines}/?p=5 file posts/2007/04/loafs.md\n/author/x/ author Bea\n")
    assert not found.problems
    assert [(hint.line, hint.message) for hint in found.hints] == [
        (1, "the address leads nowhere (nor does what stands on 2 other lines), since no post has the tag `Rye`: "
            "name another, or take the line out"),
        (6, "the address leads nowhere, since there is no file `posts/2007/04/loafs.md`: "
            "did you mean `posts/2007/04/loaf.md`?"),
        (7, "the address leads nowhere, since no post has the author `Bea`: name another, or take the line out"),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"\xff\xfe/\0", b"/a/ tag \xe9\n"])
def test_a_file_that_is_no_utf_8_is_named(data, tmp_path, read):
    read("")
    (tmp_path / FILE).write_bytes(data)
    (problem,) = oldaddresses.read(tmp_path, {}, []).problems
    assert problem.path == FILE and "UTF-8" in problem.message


def test_without_the_folder_there_is_nothing(tmp_path):
    assert oldaddresses.read(tmp_path, {}, []) == oldaddresses.OldAddressFiles()
