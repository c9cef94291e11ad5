"""All pictures of a build, before any page is written: their measures, and the smaller ones made that are not there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..core.digests import digest
from ..model.pictures import Picture, Size
from ..store.pictures import File, Scaled
from ..store.store import Store
from . import scaling

Spread = Callable[[Callable[[str], None], Sequence[str]], Iterator[None]]
"""Does some work for each of some items, in several processes."""
#: What is drawn, and what may be made smaller: https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Image_types
_DRAWN, _TAKEN = (".svg", ".svgz"), (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff")


class Preparation:
    """The pictures of one build, below the source folder `root`. With `scale`, smaller ones are made of them."""

    def __init__(self, root: Path, store: Store, scale: bool) -> None:
        self._root, self._store, self._scale = root, store, scale
        self._keys: dict[str, str] = {}
        self.pictures: dict[str, Picture] = {}
        """By their paths from the source folder."""
        self.faults: dict[str, str] = {}
        """Why of some there are no smaller ones."""

    def prepare(self, names: Mapping[str, str], spread: Spread) -> None:
        """Know of the pictures that `names` has the names of, in the output, by their paths; make what is missing."""
        files = {path: file for path in sorted(names) if (file := self._file(path))}
        if self._scale and any(map(_may_be_scaled, files)):
            recipe = scaling.recipe()
            self._keys = {path: digest(file.digest, recipe) for path, file in files.items() if _may_be_scaled(path)}
            first = {key: path for path, key in reversed(self._keys.items())}
            missing = [path for key, path in sorted(first.items()) if not self._store.scaled.get(key)]
            for _ in spread(self._make, missing):
                pass
        self._store.scaled.keep_only(set(self._keys.values()))
        for path, file in files.items():
            scaled = self._store.scaled.get(self._keys[path]) if path in self._keys else None
            self.pictures[path] = _picture(names[path], file, scaled or Scaled())
            if scaled and scaled.fault:
                self.faults[path] = scaled.fault

    def _file(self, path: str) -> File | None:
        try:
            return self._store.source_files.of(self._root, path)
        except OSError:  # gone since it was read, of which the copying will say more
            return None

    def _make(self, path: str) -> None:
        key = self._keys[path]
        try:
            self._store.scaled.put(key, scaling.smaller((self._root / path).read_bytes()))
        except scaling.Unreadable as error:
            self._store.scaled.put(key, (), str(error))

    def scaled(self, paths: Iterable[str]) -> dict[str, tuple[str, Callable[[], bytes]]]:
        """The files of the smaller ones of some pictures: by the name of each its key, and what gives its bytes."""
        found: dict[str, tuple[str, Callable[[], bytes]]] = {}
        for path in paths:
            if path in self._keys and path in self.pictures:
                key = self._keys[path]
                own = self.pictures[path].name
                for name, width in self.pictures[path].sizes:
                    if name != own:
                        found[name] = (digest(key, str(width)), _Bytes(self, path, width))
        return found


class _Bytes:
    """Gives the bytes of a smaller picture; one that was damaged is made again."""

    def __init__(self, preparation: Preparation, path: str, width: int) -> None:
        self._preparation, self._path, self._width = preparation, path, width

    def __call__(self) -> bytes:
        store, key = self._preparation._store.scaled, self._preparation._keys[self._path]
        data = store.picture(key, self._width)
        if data is None:
            store.forget(key)
            self._preparation._make(self._path)
            store.get(key)
            data = store.picture(key, self._width)
        return data or b""


def _may_be_scaled(path: str) -> bool:
    return path.lower().endswith(_TAKEN)


def _picture(name: str, file: File, scaled: Scaled) -> Picture:
    sizes = [Size(_name_of(name, width), width) for width in scaled.widths if width <= file.width or not file.width]
    # The file itself is one more, where none as wide was worth it, or the text has room for more.
    if sizes and sizes[-1].width < min(file.width, scaling.WIDTHS[-1]):
        sizes.append(Size(name, file.width))
    return Picture(name, file.width, file.height, tuple(sizes), name.lower().endswith(_DRAWN))


def _name_of(name: str, width: int) -> str:
    """The name of a smaller picture: that of the picture, and the width."""
    stem, end = os.path.splitext(name)[0], f"-{width}.webp"
    head, dash, told = stem.rpartition("-")
    # File systems allow names of 255 bytes.
    room = 255 - len((dash + told + end).encode())
    return head.encode()[:room].decode(errors="ignore") + dash + told + end
