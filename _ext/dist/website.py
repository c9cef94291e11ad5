"""The built site, to be read from a folder, or put on any host; and for hosts that send files compressed beforehand.

These look for a compressed file beside another: ``atom.xml.gz`` and ``atom.xml.br``. nginx (``gzip_static``), Caddy
(``precompressed``) and Apache (``mod_rewrite``) do, as guide/publishing.md says. Such files are smaller than what a
host compresses while a reader waits: gzip (https://www.rfc-editor.org/rfc/rfc1952) at its best, and Brotli
(https://www.rfc-editor.org/rfc/rfc7932) at 10 of 11, which is 3 % larger than 11 and takes a third of the time.
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import brotli

from .site import Site

#: Files of text. Others are compressed by themselves, or are read by the host and not sent.
SUFFIXES = frozenset(".css .csv .html .js .json .map .mjs .svg .txt .wasm .xml .xsl".split())
#: In bytes: what is smaller goes into one packet as it is.
LEAST = 860
#: RFC 1952, 2.3: no name, no time, best compression, and no word of the system, which Python's own header tells.
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def write(site: Site, target: Path) -> None:
    """Copy all files of the site into the folder `target`."""
    copy_files(site.html, site.files, target)


def copy_files(root: Path, paths: tuple[str, ...], target: Path) -> None:
    """Copy files, by their paths from `root`, to the same paths in the folder `target`."""
    for path in paths:
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / path, file)
        if (root / path).stat().st_mode & 0o100:
            file.chmod(0o755)


# For hosts that send files compressed beforehand


def gzipped(data: bytes) -> bytes:
    """`data` as a gzip file of one member, of the same bytes on every system."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    body = packer.compress(data) + packer.flush()
    return _HEADER + body + zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")


#: How files are compressed, by the suffix that is added to their names.
PACKINGS: Mapping[str, Callable[[bytes], bytes]] = {
    ".br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=10),
    ".gz": gzipped,
}


def write_for_hosts(site: Site, target: Path) -> None:
    """Copy the site into the folder `target`, with compressed files beside those of text."""
    write(site, target)
    texts = [path for path in site.files if Path(path).suffix in SUFFIXES]
    with ProcessPoolExecutor() as workers:
        for _ in workers.map(partial(compress, target), texts, chunksize=20):
            pass


def compress(folder: Path, path: str) -> None:
    """Put the compressed forms of a file in `folder` beside it, where they are smaller."""
    data = (folder / path).read_bytes()
    if len(data) < LEAST:
        return
    for suffix, pack in PACKINGS.items():
        packed = pack(data)
        if len(packed) < len(data):
            (folder / f"{path}{suffix}").write_bytes(packed)
