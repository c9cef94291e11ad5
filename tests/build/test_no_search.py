"""The mark `no-search` keeps a document out of the search index."""

from collections.abc import Callable
from pathlib import Path

from build.searched import documents
from build.sites import Site


def found(out: Path) -> str:
    """All texts of the index."""
    return "".join(document["content"] for document in documents(out).values())


def test_marked_documents_are_not_found(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.search = []
    blog.post("2012/10/quiet", "Zephyrs.", **{"date": "2012-10-09", "no-search": "true"})
    blog.post("2012/10/loud", "Gales.", **{"date": "2012-10-09", "no-search": "false"})
    blog.write("about.md", "---\nno-search: true\n---\n# About\n\nBreezes.\n")
    assert blog.build("-W").stderr == ""
    texts = found(blog.out)
    assert "Gales." in texts and "Zephyrs." not in texts and "Breezes." not in texts
    blog.edit("posts/2012/10/quiet.md", "no-search: true\n", "")
    blog.build("-W")
    assert "Zephyrs." in found(blog.out)
    assert blog.tree() == blog.clean()
