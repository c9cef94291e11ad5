"""The site for a host that sends files as they are compressed beside others: ``atom.xml.gz`` and ``atom.xml.br``.

nginx (``gzip_static``), Caddy (``precompressed``) and Apache (``mod_rewrite``) do, as guide/publishing.md says. They
are smaller than what a host compresses while a reader waits: gzip (https://www.rfc-editor.org/rfc/rfc1952) at its
best, and Brotli (https://www.rfc-editor.org/rfc/rfc7932) at 10 of 11, which is 3 % larger than 11 and takes a third of
the time.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import brotli

from . import website
from .site import Site

#: Files of text. Others are compressed by themselves, or are read by the host and not sent.
SUFFIXES = frozenset(".css .csv .html .js .json .map .mjs .svg .txt .wasm .xml .xsl".split())
#: In bytes: what is smaller goes into one packet as it is.
LEAST = 860
#: RFC 1952, 2.3: no name, no time, best compression, and no word of the system, which Python's own header tells.
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


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


def write(site: Site, target: Path) -> None:
    """Copy the site into the folder `target`, with compressed files beside those of text."""
    website.write(site, target)
    texts = [path for path in site.files if Path(path).suffix in SUFFIXES]
    with ProcessPoolExecutor() as workers:
        for _ in workers.map(partial(compress, target), texts, chunksize=20):
            pass


def compress(folder: Path, path: str) -> None:
    """Put what a file in `folder` becomes beside it, where that is smaller."""
    data = (folder / path).read_bytes()
    if len(data) < LEAST:
        return
    for suffix, packed in PACKINGS.items():
        smaller = packed(data)
        if len(smaller) < len(data):
            (folder / f"{path}{suffix}").write_bytes(smaller)
