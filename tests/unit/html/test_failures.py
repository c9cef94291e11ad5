"""What is said of a build that ends in an error."""

from collections.abc import Callable
from pathlib import Path

import pytest
from archive.html.failures import error_line
from jinja2 import Environment, FileSystemLoader


def by_path(folder: Path) -> object:
    return (folder / "post.html").read_text(encoding="utf-8")


def by_jinja(folder: Path) -> object:
    return Environment(loader=FileSystemLoader(folder)).get_template("post.html")


@pytest.mark.parametrize("read", [by_path, by_jinja])
def test_a_file_that_is_not_utf_8_is_named_whoever_reads_it(tmp_path: Path, read: Callable[[Path], object]) -> None:
    (tmp_path / "post.html").write_bytes(b"one\ncaf\xe9\n")
    with pytest.raises(UnicodeDecodeError) as caught:
        read(tmp_path)
    assert error_line(caught.value) == f"{tmp_path}/post.html:2: byte 0xE9 is not UTF-8: save the file as UTF-8"


def test_bytes_of_no_file_are_told_where_they_are_read() -> None:
    with pytest.raises(UnicodeDecodeError) as caught:
        b"caf\xe9".decode()
    assert "test_failures.py" in error_line(caught.value) and "UnicodeDecodeError" in error_line(caught.value)


def test_a_text_that_is_too_deep_is_named() -> None:
    """What ran out of calls is no line to mend."""

    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    caught.value.add_note("while reading posts/a b.md")
    assert error_line(caught.value).startswith("posts/a b.md:1: too much stands within one another")
