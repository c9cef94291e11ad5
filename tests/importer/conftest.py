"""What the importer's tests share: run an import into an empty folder, read back what it wrote as meaning."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from importer.dates import zone
from importer.report import Report
from importer.run import Import, Settings
from importer.source import open_source

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass
class Post:
    """A file that was written: its fields, title and body."""

    fields: dict[str, Any]
    title: str
    body: str
    text: str


@dataclass
class Outcome:
    """A folder after an import, and the report."""

    root: Path
    report: Report
    diffs: list[str] = field(default_factory=list)

    def files(self) -> list[str]:
        """All files but the manifest and the lists of old addresses, from the folder."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())
        beside = (".imported.json", "old-addresses/")
        return sorted(name for name in found if not any(part in name for part in beside))

    def old_addresses(self, blog: str) -> dict[str, str]:
        """What each old address of a blog leads to, as its file says."""
        lines = (self.root / f"old-addresses/{blog}.txt").read_text(encoding="utf-8").splitlines()
        parts = (line.split(None, 1) for line in lines if not line.startswith("#"))
        return {address: " ".join(leads.split()) for address, leads in parts}

    def post(self, name: str) -> Post:
        """A post, read back."""
        text = (self.root / name).read_text(encoding="utf-8")
        _, head, rest = text.split("---\n", 2)
        title, _, body = rest.strip().partition("\n")
        return Post(yaml.safe_load(head) or {}, title, body.strip(), text)

    def comments(self, name: str) -> list[dict[str, Any]]:
        """The comments beside a post."""
        data = json.loads((self.root / name).read_text(encoding="utf-8"))
        assert data["format"] == 1
        return data["comments"]


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Callable[..., Outcome]]:
    """Import a fixture, by name, or any path; the same folder each time within one test."""

    def run(source: str | Path, **settings: Any) -> Outcome:
        if isinstance(settings.get("zone"), str):
            settings["zone"] = zone(settings["zone"])
        given = Settings(tmp_path / "site" / "posts", **{"quiet": True, "now": NOW, **settings})
        made = Import(open_source(FIXTURES / source), given)
        return Outcome(tmp_path / "site", made.run(), made.writer.diffs)

    yield run


@pytest.fixture
def takeout(tmp_path: Path) -> Path:
    """The Takeout fixture with images, as a folder of its own."""
    folder = tmp_path / "export"
    shutil.copytree(FIXTURES / "takeout", folder)
    album = folder / "Takeout/Blogger/Albums/Steady"
    album.mkdir(parents=True, exist_ok=True)
    (album / "photo+1.jpg").write_bytes(jpeg(orientation=6, gps=b"53.8N"))
    (album / "same.jpg").write_bytes(jpeg(orientation=6, gps=b"51.5N"))
    (album / "photo+1.jpg.json").write_text("{}")
    return folder


def zipped(folder: Path, target: Path) -> Path:
    """`folder` as a zip."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                made.write(path, path.relative_to(folder).as_posix())
    return target


def make_zip(names: dict[str, bytes], path: Path, **attributes: int) -> Path:
    """A zip of those files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in names.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = attributes.get("external_attr", 0)
            made.writestr(info, data)
    return path


def jpeg(orientation: int = 1, gps: bytes = b"") -> bytes:
    """A JPEG's structure, with Exif that says where it was taken."""
    tiff = b"MM\0*\0\0\0\x08\0\x02" + b"\x01\x12\0\x03\0\0\0\x01" + bytes([0, orientation, 0, 0])
    tiff += b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26" + b"\0\0\0\0" + gps
    exif = b"Exif\0\0" + tiff
    scan = b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" + b"\x12\xff\0\x34\xff\xd0\x56"
    trailer = b"MotionPhoto" + gps
    return (
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
        + _segment(0xE1, exif)
        + _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + gps)
        + _segment(0xDB, bytes(65))
        + scan
        + b"\xff\xd9"
        + trailer
    )


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body
