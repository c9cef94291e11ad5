"""Files of the output: how one is written, kept where it comes out the same, and removed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def write(path: str, text: str) -> None:
    """Write a file in UTF-8, line ends as they are; its folder is made if it is not there, as it mostly is."""
    try:
        file = open(path, "wb")  # noqa: SIM115
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        file = open(path, "wb")  # noqa: SIM115
    with file:
        file.write(text.encode())


def rewrite(path: Path, write: Callable[[], None]) -> None:
    """Let `write` write the file at `path` again, but keep the old one if that comes out the same."""
    kept = path.with_name(f"{path.name}.kept")
    if path.is_file():
        os.replace(path, kept)
    write()
    if kept.is_file() and kept.read_bytes() == path.read_bytes():
        os.replace(kept, path)
    kept.unlink(missing_ok=True)


def remove(outdir: Path, path: str) -> None:
    """Remove one file of the output, and the folders that this leaves empty."""
    file = outdir / path
    file.unlink(missing_ok=True)
    for folder in file.parents:
        if folder == outdir or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()
