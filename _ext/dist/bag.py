"""A bag of all copies: a folder with a digest of each of its files, by which anybody can tell whether it is whole.

https://www.rfc-editor.org/rfc/rfc8493, read by tools of libraries and archives; ``sha256sum -c`` reads its manifests
too.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

#: The folder of a bag in which all stands that it is for.
PAYLOAD = "data"
DECLARATION = "bagit.txt"
ALGORITHM = "sha256"
_CHUNK = 1 << 20
#: RFC 8493, 2.1.3: what would end the line, and what stands for it.
_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}


def complete(folder: Path, information: Mapping[str, str], texts: Mapping[str, str]) -> None:
    """Make a bag of `folder`, whose payload is there already: write the files that stand beside ``data``.

    `information` goes into ``bag-info.txt``, `texts` are further files by their names.
    """
    payload = list(files(folder / PAYLOAD))
    sizes = [(folder / PAYLOAD / path).stat().st_size for path in payload]
    fields = {**information, "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}"}
    lines = (f"{name}: {' '.join(value.split())}\n" for name, value in fields.items() if value.strip())
    tags = {
        **texts,
        DECLARATION: "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(lines),
        f"manifest-{ALGORITHM}.txt": _manifest(folder, (f"{PAYLOAD}/{path}" for path in payload)),
    }
    for name, text in tags.items():
        _write(folder / name, text)
    _write(folder / f"tagmanifest-{ALGORITHM}.txt", _manifest(folder, sorted(tags)))


def files(folder: Path) -> Iterator[str]:
    """The paths of all files in a folder, from there, with slashes, in order; links count as files."""
    paths = []
    for place, folders, names in os.walk(folder):
        within = Path(place).relative_to(folder)
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        paths += [(within / name).as_posix() for name in [*names, *links]]
    return iter(sorted(paths))


def digest(chunks: Iterable[bytes]) -> str:
    """The digest of some bytes, in hexadecimal digits."""
    made = hashlib.new(ALGORITHM)
    for chunk in chunks:
        made.update(chunk)
    return made.hexdigest()


def chunks(file: Path) -> Iterator[bytes]:
    """The bytes of a file, some at a time."""
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk


def unescaped(path: str) -> str:
    """A path as a manifest has it, as it is."""
    for char, escape in reversed(_ESCAPES.items()):
        path = path.replace(escape, char).replace(escape.lower(), char)
    return path


def _manifest(folder: Path, paths: Iterable[str]) -> str:
    return "".join(f"{digest(chunks(folder / path))}  {_escaped(path)}\n" for path in paths)


def _escaped(path: str) -> str:
    for char, escape in _ESCAPES.items():
        path = path.replace(char, escape)
    return path


def _write(file: Path, text: str) -> None:
    file.write_bytes(text.encode())
