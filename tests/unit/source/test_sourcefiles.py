"""Files of the source folder: read if they are there, are files, and lie in it, by whatever links they are come to."""

import os
import socket
from pathlib import Path

import pytest
from archive.source import sourcefiles
from archive.source.sourcefiles import FileFault


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A source folder with a file, and what only seems to be one; beside it a file that is not the site's."""
    root = tmp_path / "site"
    (root / "posts/deep").mkdir(parents=True)
    (root / ".git").mkdir()
    for place in (root / "posts/a.txt", root / ".git/config", tmp_path / "secret.txt"):
        place.write_bytes(b"text")
    (root / "posts/within.txt").symlink_to("a.txt")
    (root / "posts/out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "posts/folder").symlink_to(tmp_path)
    (root / "posts/gone.txt").symlink_to("nowhere.txt")
    os.mkfifo(root / "posts/pipe.txt")
    return root


@pytest.mark.parametrize("path", ["posts/a.txt", "posts/within.txt"])
def test_a_file_of_the_folder_is_read(root: Path, path: str) -> None:
    assert sourcefiles.fault(str(root), path) == ""
    assert sourcefiles.read(str(root), path) == b"text"


def test_a_folder_that_is_come_to_by_a_link_is_the_sites_own(root: Path) -> None:
    (root.parent / "link").symlink_to(root)
    assert sourcefiles.read(f"{root.parent}/link", "posts/within.txt") == b"text"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../secret.txt", "lies outside the site's folder"),
        ("/etc/hostname", "lies outside the site's folder"),
        ("posts/out.txt", "leads out of the site's folder by a link"),
        ("posts/folder/secret.txt", "leads out of the site's folder by a link"),
        (".git/config", "is hidden"),
        ("posts/pipe.txt", "is no file but a pipe"),
        ("posts/socket.txt", "is no file but a socket"),
        ("posts/deep", "is no file but a folder"),
        ("posts/gone.txt", "is a link that leads nowhere"),
        ("posts/a.txt/b", "is not there"),
        ("posts/a\0.txt", "is not there"),
        (f"posts/{'a' * 300}", "cannot be read (File name too long)"),
    ],
)
def test_anything_else_is_refused_and_never_waited_for(
    root: Path, path: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(root)  # the name of a socket may not be long
    server.bind("posts/socket.txt")
    assert sourcefiles.fault(str(root), path).startswith(why)
    if "folder/" not in path and path[0] not in "./":  # what names are made of; a walk has seen to its folders
        with pytest.raises(FileFault) as caught:
            sourcefiles.read(str(root), path)
        assert str(caught.value).startswith(why)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a.png", "posts/2012/a.png"),
        ("../a.png", "posts/a.png"),
        ("/a.png", "a.png"),
        ("//etc/a.png", "etc/a.png"),
        ("../../../a.png", "../a.png"),
        ("/../a.png", "../a.png"),
    ],
)
def test_names_count_from_the_document_or_from_the_root(name: str, path: str) -> None:
    assert sourcefiles.resolve_path("posts/2012/post", name) == path
