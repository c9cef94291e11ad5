"""Exports mutated at random: either one clear failure with nothing written, or every entry accounted for."""

from __future__ import annotations

import os
import random
import re
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC
from pathlib import Path

import pytest
from archive.source import frontmatter
from conftest import FIXTURES, NOW, zipped
from importer.errors import ImportFailure
from importer.run import Import, Settings
from importer.source import open_source

#: ``FUZZ=5000 pytest …`` tries more, and others each time.
COUNT = int(os.environ.get("FUZZ", "300"))
SEED = int.from_bytes(os.urandom(4)) if "FUZZ" in os.environ else 5
SOURCES = (
    "takeout/Takeout/Blogger/Blogs/Steady/feed.atom",
    "blog-11-02-2012.xml",
    "wordpress.xml",
    "feeds/atom.xml",
    "feeds/rss.xml",
    "feeds/feed.json",
    "pages/archive.html",
    "pages/single.html",
    "archive.txt",
)
PIECES = (
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"&#0;",
    b"&#x1F600;",
    b"&lt;",
    b"\xff",
    b"\0",
    b"\xc3",
    b"0000-00-00 00:00:00",
    b"9999-12-31T23:59:59Z",
    b"0001-01-01T00:00:00+14:00",
    b"../../../../etc/passwd",
    b"'",
    b'"',
    b"-->",
    b"<!--",
    b"\r",
    b"--",
    b"/2012/10/",
    b"http://[",
    b"javascript:",
    b"%00",
    b"%2e%2e%2f",
    b"&lt;table&gt;&lt;td&gt;",
    b"&lt;/div&gt;" * 9,
    b"&lt;div&gt;" * 90,
    b"&lt;ul&gt;&lt;li&gt;" * 30,
    b"99999999999999999999",
    b"```",
    b"\n---\n",
)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """`data` with a few bytes, words, lines or elements changed, moved, doubled or gone."""
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        if not data:
            break
        at, length = rng.randrange(len(data)), rng.choice((1, 3, 20, 200))
        how = rng.randrange(7)
        if how == 0:
            data = data[:at] + rng.choice(PIECES) + data[at:]
        elif how == 1:
            data = data[:at] + data[at + length :]
        elif how == 2:
            data = data[:at] + bytes(rng.randrange(256) for _ in range(length % 9 + 1)) + data[at + length % 9 + 1 :]
        elif how == 3:
            data = _element_changed(data, rng)
        elif how == 4:
            data = _text_changed(data, rng)
        elif how == 5:
            data = _text_changed(_element_changed(data, rng), rng)
        else:
            data = data[: rng.randrange(len(data))] if rng.random() < 0.3 else _text_changed(data, rng)
    return data


def _element_changed(data: bytes, rng: random.Random) -> bytes:
    """One element or line doubled, removed or put elsewhere: what is well-formed mostly stays so."""
    found = list(re.finditer(rb"<([\w:]+)(?:\s[^<>]*)?>[^<>]*</\1>|[^\n]+\n", data))
    if not found:
        return data
    one, other = rng.choice(found), rng.choice(found)
    how = rng.randrange(3)
    if how == 0:
        return data[: one.start()] + data[one.end() :]
    if how == 1:
        return data[: other.start()] + one[0] + data[other.start() :]
    return data[: one.start()] + other[0] + data[one.end() :]


def _text_changed(data: bytes, rng: random.Random) -> bytes:
    """The text of one element or attribute replaced."""
    found = list(re.finditer(rb">([^<>]*)<|'([^'<>]*)'", data))
    if not found:
        return data
    one = rng.choice(found)
    group = 1 if one[1] is not None else 2
    new = rng.choice((b"", b"x", b"&lt;p&gt;&amp;lt;", rng.choice(PIECES).replace(b"<", b"&lt;").replace(b"\0", b"")))
    return data[: one.start(group)] + new + data[one.end(group) :]


def entries_in(data: bytes, name: str) -> int | None:
    """Entries and comments that a plain XML parser counts, where it can read the file at all."""
    if not name.endswith((".atom", ".xml")):
        return None
    try:
        root = ET.fromstring(data)
    except (ET.ParseError, ValueError, LookupError):
        return None
    items = list(root.iter("item"))
    entries = [one for one in root.iter() if one.tag.rpartition("}")[2] == "entry"]
    return len(items) + len(entries) + sum(one.tag.endswith("}comment") for item in items for one in item)


def attempt(source: Path, site: Path) -> tuple[int, int] | None:
    """Import; what was held and what was accounted for, or None for a clear refusal that wrote nothing."""
    try:
        report = Import(open_source(source), Settings(site / "posts", quiet=True, now=NOW)).run()
    except ImportFailure as failure:
        assert "\n" not in str(failure) and not site.exists()
        return None
    assert not report.differences, report.differences
    for path in site.rglob("*"):
        assert path.is_relative_to(site) and not path.name.startswith((".importing",))
        if path.suffix == ".md" and path.is_relative_to(site / "posts"):
            problems = frontmatter.read(path.read_bytes(), path.name, UTC)[1]
            assert not problems, problems
    return report.counted


@pytest.mark.parametrize("name", SOURCES)
def test_no_crash_and_no_lost_post(name, tmp_path):
    original = (FIXTURES / name).read_bytes()
    rng = random.Random(f"{SEED} {name}")
    imported = 0
    for number in range(COUNT // len(SOURCES)):
        data = mutated(original, rng)
        source, site = tmp_path / "in" / "export", tmp_path / f"out{number}"
        source.parent.mkdir(exist_ok=True)
        source.write_bytes(data)
        try:
            counted = attempt(source, site)
        except BaseException:
            (tmp_path / "culprit").write_bytes(data)
            raise
        if counted is None:
            continue
        imported += 1
        held, found = counted
        assert held == found
        there = entries_in(data, name)
        (tmp_path / "culprit").write_bytes(data)
        assert there is None or held >= there, f"{there} in the file, {held} read"
    assert imported > COUNT // len(SOURCES) // 20


def test_damaged_zips(tmp_path):
    rng = random.Random(SEED)
    original = zipped(FIXTURES / "takeout", tmp_path / "whole.zip").read_bytes()
    assert zipfile.is_zipfile(tmp_path / "whole.zip")
    for number in range(COUNT // 10):
        data = bytearray(original)
        for _ in range(rng.choice((1, 4, 40))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        (tmp_path / "a.zip").write_bytes(data[: rng.randrange(len(data))] if rng.random() < 0.2 else data)
        counted = attempt(tmp_path / "a.zip", tmp_path / f"out{number}")
        assert counted is None or counted[0] == counted[1]
