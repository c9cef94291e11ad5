"""The pages for those who work on the code name files and modules that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXT = ROOT / "_ext"
#: From where the pages name files.
FOLDERS = (ROOT, EXT, EXT / "archive", ROOT / "tests")
#: What a recipe has its reader write.
WRITTEN = {"_ext/archive/pages/places.py"}


@pytest.mark.parametrize("page", ["design.md", "decisions.md"])
def test_files_and_modules_are_there(page: str) -> None:
    text = (ROOT / "guide" / page).read_text(encoding="utf-8")
    files = set(re.findall(r"`([\w/]+\.py)`", text)) - WRITTEN
    modules = set(re.findall(r"`(\w+(?:\.\w+)+)`", text)) - files
    assert len(files) > 9 and len(modules) > 2
    assert {name for name in files if not any((folder / name).is_file() for folder in FOLDERS)} == set()
    assert {name for name in modules if not is_there(name)} == set()


def is_there(name: str) -> bool:
    """Whether a package, a module, or something in one is of such a name; true of what begins with no package here."""
    first, *parts = name.removeprefix("archive.").split(".")
    packages = [folder / first for folder in (EXT / "archive", EXT) if (folder / first / "__init__.py").is_file()]
    return not packages or any(_holds(folder, parts) for folder in packages)


def _holds(folder: Path, parts: list[str]) -> bool:
    while parts and (folder / parts[0]).is_dir():
        folder, *parts = folder / parts[0], *parts[1:]
    module = folder / f"{parts[0]}.py" if parts else folder / "__init__.py"
    return module.is_file() and all(re.search(rf"\b{name}\b", module.read_text(encoding="utf-8")) for name in parts[1:])


def test_the_importer_s_modules_are_there() -> None:
    text = (ROOT / "guide/design.md").read_text(encoding="utf-8")
    table = text.split("Modules of `_ext/importer` |")[1].split("\n\n")[0]
    names = re.findall(r"`(\w+)`", table)
    assert len(names) > 30
    folder = EXT / "importer"
    assert {one for one in names if not (folder / f"{one}.py").is_file() and not (folder / one).is_dir()} == set()
