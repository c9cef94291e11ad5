"""A bag tells of each of its files whether it is what it was; the reference is the Library of Congress's `bagit`."""

import errno
import hashlib
import os
import random
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import bagit
import pytest
from dist import bag, verify, zipped

MOMENT = datetime(2012, 10, 31, 12, tzinfo=UTC)
PAYLOAD = {
    "site/index.html": "<p>Guten Tag",
    "site/naïve — 春.html": "<p>Häuser</p>" * 20,
    "site/empty.css": "",
    "source/conf.py": 'project = "A bag"\n' * 30,
}
INFORMATION = {"External-Description": "A bag\nof two lines", "Source-Organization": "Ada Example", "Contact-Name": ""}


@pytest.fixture
def folder(tmp_path):
    """A bag as a folder."""
    made = tmp_path / "a-bag"
    for path, text in PAYLOAD.items():
        file = made / "data" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (made / "data/source/conf.py").chmod(0o755)
    bag.complete(made, INFORMATION, {"README.txt": "Open data/site/index.html\n"})
    return made


@pytest.fixture
def packed(folder, tmp_path):
    """The same as a ZIP."""
    zipped.write(folder, tmp_path / "a-bag.zip", MOMENT)
    return tmp_path / "a-bag.zip"


def test_the_library_of_congress_accepts_it(folder):
    read = bagit.Bag(str(folder))
    read.validate()
    assert set(read.payload_files()) == {f"data/{path}" for path in PAYLOAD}
    assert read.info["External-Description"] == "A bag of two lines"
    assert "Contact-Name" not in read.info


def test_a_whole_bag_has_no_fault_packed_or_not(folder, packed, tmp_path):
    shutil.unpack_archive(packed, tmp_path / "unpacked")
    for one in (folder, packed, tmp_path / "unpacked/a-bag"):
        found = verify.verify(one)
        assert not found and found.files == len(PAYLOAD) + 5
    bagit.Bag(str(tmp_path / "unpacked/a-bag")).validate()


def test_the_same_files_give_the_same_bytes(folder, packed, tmp_path):
    again = tmp_path / "elsewhere/a-bag"
    for path in reversed(list(bag.files(folder))):  # in another order, at another time, with other rights
        (again / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / path, again / path)
    (again / "data/source/conf.py").chmod(0o700)
    zipped.write(again, tmp_path / "again.zip", MOMENT)
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


@pytest.mark.parametrize(("change", "kind", "named"), [
    (lambda root: (root / "data/site/empty.css").unlink(), "missing", "data/site/empty.css"),
    (lambda root: (root / "data/site/empty.css").write_text(" "), "changed", "data/site/empty.css"),
    (lambda root: (root / "data/site/new.html").write_text(""), "extra", "data/site/new.html"),
    (lambda root: (root / "data/site/link").symlink_to(root), "extra", "data/site/link"),
    (lambda root: (root / "data/site/index.html").rename(root / "data/site/Index.html"), "missing",
     "data/site/index.html"),
    (lambda root: (root / "note.txt").write_text("mine"), "extra", "note.txt"),
    (lambda root: (root / "README.txt").write_text("mine"), "changed", "README.txt"),
    (lambda root: (root / "manifest-sha256.txt").unlink(), "missing", "manifest-sha256.txt"),
    (lambda root: (root / "tagmanifest-sha256.txt").unlink(), "missing", "tagmanifest-sha256.txt"),
])  # fmt: skip
def test_what_is_wrong_is_named(folder, change, kind, named):
    change(folder)
    assert named in getattr(verify.verify(folder), kind)


def test_a_bag_of_another_tool_is_read(folder, tmp_path):
    """With other digests, in capitals."""
    others = tmp_path / "others"
    shutil.copytree(folder / "data/site", others)
    bagit.make_bag(str(others), checksums=["sha512"])
    listed, tags = others / "manifest-sha512.txt", others / "tagmanifest-sha512.txt"
    lines = [line.split("  ") for line in listed.read_text("utf-8").splitlines()]
    capitals = "".join(f"{told.upper()}  {path}\n" for told, path in lines)
    old, new = (hashlib.sha512(data).hexdigest() for data in (listed.read_bytes(), capitals.encode()))
    listed.write_text(capitals, "utf-8")
    tags.write_text(tags.read_text("utf-8").replace(old, new), "utf-8")
    assert not verify.verify(others)


def test_per_cent_and_line_ends_in_names_stand_as_the_specification_has_them(tmp_path):
    """The Library's own tool leaves the per cent sign as it is: RFC 8493, 2.1.3, does not."""
    names = ("100%.txt", "%0A.txt", "a\nb\rc.txt")
    for name in names:
        (tmp_path / "bag/data").mkdir(parents=True, exist_ok=True)
        (tmp_path / "bag/data" / name).write_text(name)
    bag.complete(tmp_path / "bag", {}, {})
    listed = (tmp_path / "bag/manifest-sha256.txt").read_text()
    paths = [line.partition("  data/")[2] for line in listed.splitlines()]
    assert paths == ["%250A.txt", "100%25.txt", "a%0Ab%0Dc.txt"]
    assert not verify.verify(tmp_path / "bag")


def test_the_command_says_so_and_fails(folder, packed, capsys):
    assert verify.main([str(packed.parent)]) == 0
    assert "all 9 files are as they were" in capsys.readouterr().out
    (folder / "data/site/index.html").write_text("<p>Gute Nacht")
    assert verify.main([str(folder)]) == 1
    assert "changed: data/site/index.html\n" in capsys.readouterr().out
    assert verify.main([str(folder / "data")]) == 2
    assert "make one with `make dist`" in capsys.readouterr().err


def said(capsys, path):
    """What the command says of a bag, and how it ends."""
    status = verify.main([str(path)])
    found = capsys.readouterr()
    return status, found.out + found.err


@pytest.mark.parametrize("data", [b"", b"<!doctype html><title>404</title>", bytes(500)])
def test_of_a_zip_that_cannot_be_opened_that_is_said(packed, capsys, data):
    whole = packed.read_bytes()
    for made in (data, whole[: len(whole) // 2]):
        packed.write_bytes(made)
        status, text = said(capsys, packed)
        assert status == 1 and "a-bag.zip cannot be opened as a ZIP" in text and "another copy" in text


def test_where_only_what_is_around_the_files_changed_that_is_said(packed, capsys):
    packed.write_bytes(b"#!/bin/sh\n" + packed.read_bytes())
    status, text = said(capsys, packed)
    assert status == 1 and "changed: a-bag.zip" in text and "all its files are as they were" in text


def test_a_folder_without_its_declaration_is_a_bag_still(folder, capsys):
    (folder / "bagit.txt").unlink()
    status, text = said(capsys, folder)
    assert (status, text.splitlines()[0]) == (1, "missing: bagit.txt") and "1 missing, 0 changed, 0 extra" in text


def test_files_that_no_readable_manifest_lists_are_not_called_extra(folder, capsys):
    (folder / "manifest-sha256.txt").write_bytes(bytes(range(256)))
    status, text = said(capsys, folder)
    assert status == 1 and "extra:" not in text and "changed: manifest-sha256.txt\n" in text
    assert f"unknown: whether {len(PAYLOAD)} files are as they were" in text


def test_what_is_no_file_is_not_waited_for(folder):
    (folder / "data/site/empty.css").unlink()
    os.mkfifo(folder / "data/site/empty.css")
    assert verify.verify(folder).changed == {"data/site/empty.css"}


def test_what_may_not_be_read_is_said_to_be_so(folder, packed, capsys, monkeypatch):
    def refused(self, *arguments, **named):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refused)
    status, text = said(capsys, packed)
    assert (status, text) == (2, f"{packed}: cannot be read (Permission denied): see who may read it\n")
    monkeypatch.undo()
    place = folder / "data/site/index.html"
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *given: refused(self) if self == place else opened(self, *given))
    status, text = said(capsys, folder)
    assert status == 1 and "unreadable: data/site/index.html (Permission denied)\n" in text and "changed:" not in text


def flip(rng, file, start=0):
    """Flip one bit of a file, chosen at random; gives a function that puts it back."""
    data = file.read_bytes()
    place, bit = rng.randrange(len(data)), rng.randrange(8)
    file.write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
    return lambda: file.write_bytes(data)


def find_flipped_bits(folder, packed, seed, count):
    """Flip single bits anywhere in a bag, in turn in its folder and its ZIP; each is to be found."""
    rng = random.Random(seed)
    files = [folder / path for path in bag.files(folder)]
    sizes = [file.stat().st_size for file in files]
    for number in range(count):
        file = packed if number % 2 else rng.choices(files, sizes)[0]
        put_back = flip(rng, file)
        assert verify.verify(packed if number % 2 else folder), f"seed {seed}, flip {number} in {file.name}"
        put_back()
    assert not verify.verify(folder) and not verify.verify(packed)


def test_a_flipped_bit_is_found(folder, packed):
    find_flipped_bits(folder, packed, seed=1, count=60)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(5))
def test_any_flipped_bit_is_found(folder, packed, seed):
    find_flipped_bits(folder, packed, seed, count=1000)


def test_a_bag_that_another_program_packed_is_looked_at_too(folder, tmp_path):
    """Without a seal, the manifests tell; what is no bag is said to be none."""
    again = Path(shutil.make_archive(str(tmp_path / "again"), "zip", folder.parent, folder.name))
    assert not verify.verify(again)
    (folder / "data/site/index.html").write_text("<p>Gute Nacht")
    changed = Path(shutil.make_archive(str(tmp_path / "changed"), "zip", folder.parent, folder.name))
    assert verify.verify(changed).changed == {"data/site/index.html"}
    (folder / "bagit.txt").unlink()
    (folder / "manifest-sha256.txt").unlink()
    (folder / "tagmanifest-sha256.txt").unlink()
    with pytest.raises(verify.NoBag, match="there is no bag in it"):
        verify.verify(Path(shutil.make_archive(str(tmp_path / "none"), "zip", folder.parent, folder.name)))


def test_a_letter_that_became_a_capital_is_found(folder):
    """One flipped bit in the one file that no other lists, which says the same number still."""
    tags = folder / "tagmanifest-sha256.txt"
    place = re.search(rb"[a-f]", tags.read_bytes()).start()
    data = bytearray(tags.read_bytes())
    data[place] ^= 0x20
    tags.write_bytes(data)
    assert verify.verify(folder).changed == {tags.name}
