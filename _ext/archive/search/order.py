"""Writes Pagefind's index anew, smaller for readers and the same at every build: known of Pagefind 1.5.2.

Its files are CBOR (RFC 8949) after a signature, compressed. What a first query fetches of 10,000 posts is more than
halved by what is done here; `_static/search-engine.js` puts together again what the engine is to be given.

- Its filters are not kept: see `searchfacets` for what stands in their place.
- A document is known by its number in the index, not by a name of its own in the list of all.
- The words are parted into more files, of which a query fetches one for each word; in each stand first the distances
  between the documents, then how often the word is in each, then the places (`searchcolumns`).
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import cbor2

from . import columns as searchcolumns

_SIGNATURE = b"pagefind_dcd"
_ENTRY = "pagefind-entry.json"
#: The file that a search begins with.
HEAD = "head"
#: What a language's metadata holds, by place; each page is [name, words], each file of words [first, last, name].
_PAGES, _WORDS, _FILTERS = 1, 2, 3
#: Bytes of CBOR in a file of words, at least and at most, before it is compressed to a third: the more files, the less
#: a word fetches, and the more the head has to name. About so many files are made.
_LEAST, _MOST, _FILES = 6_000, 20_000, 400
#: Hexadecimal digits that the name of a file of words has at least: by them a changed one is told from what a browser
#: keeps.
_DIGITS = 4


def settled(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index, which is of one language, written anew; all by path."""
    entry = json.loads(files[_ENTRY])
    kept: dict[str, bytes] = {}
    head: dict[str, Any] = {"lengths": []}  # all there is where nothing is to be found
    for language in entry["languages"].values():
        meta = cbor2.loads(unpacked(files[f"pagefind.{language['hash']}.pf_meta"]))
        for number, (name, _) in enumerate(meta[_PAGES]):
            kept[f"fragment/{number}"] = files[f"fragment/{name}.pf_fragment"]
        # The engine's version is its name, so that no browser runs an old one.
        name = language["wasm"] or "unknown"
        engine = f"engine/{name}-{entry['version']}"
        kept[engine] = _packed(unpacked(files[f"wasm.{name}.pagefind"]))
        words = dict(_words(unpacked(files[f"index/{name}.pf_index"]) for _, _, name in meta[_WORDS]))
        names = _shortened([hashlib.blake2b(data, digest_size=16).hexdigest() for data in words.values()])
        kept |= {f"index/{name}": data for name, data in zip(names, words.values(), strict=True)}
        head = {
            "engine": engine,
            "version": meta[0],
            "lengths": [_rounded(length) for _, length in meta[_PAGES]],
            "words": [[*ends, name] for ends, name in zip(words, names, strict=True)],
            "rest": [[], *meta[_FILTERS + 1 :]],
        }
    kept[HEAD] = _packed(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode())
    return kept


def addresses(files: Mapping[str, bytes], count: int) -> set[str] | None:
    """The addresses of the pages in an index of `count` pages or fewer: None if it has all, as is the rule."""
    if sum(language["page_count"] for language in json.loads(files[_ENTRY])["languages"].values()) == count:
        return None
    return {json.loads(unpacked(data))["url"] for path, data in files.items() if path.startswith("fragment/")}


def unpacked(data: bytes) -> bytes:
    """What a file of Pagefind's, or one of these, holds."""
    return gzip.decompress(data).removeprefix(_SIGNATURE)


def _rounded(length: int) -> int:
    """A document's length in two digits, which does for ranking, and compresses to half."""
    step: int = 10 ** max(0, len(str(length)) - 2)
    return (length + step // 2) // step * step


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _words(files: Iterator[bytes]) -> Iterator[tuple[tuple[str, str], bytes]]:
    """The smaller files of words that are made of `files`, each by its first and last word."""
    whole = list(files)
    size = min(_MOST, max(_LEAST, sum(map(len, whole)) // _FILES))
    for data in whole:
        for words in _parted(data, size):
            yield (words[0][0], words[-1][0]), _packed(searchcolumns.encode(words))


def _parted(data: bytes, size: int) -> Iterator[list[Any]]:
    """Part the words of a file, an array in an array, into lists of about `size` in bytes of CBOR."""
    words: list[Any] = []
    stream = BytesIO(data)
    begin = stream.seek(2 + {24: 1, 25: 2, 26: 4}.get(data[1] & 31, 0))
    decoder = cbor2.CBORDecoder(stream, read_size=1)
    while stream.tell() < len(data):
        words.append(decoder.decode())
        end = stream.tell()
        if end - begin >= size or end == len(data):
            yield words
            begin, words = end, []


def _shortened(digests: list[str]) -> list[str]:
    """The shortest beginnings of `digests`, all different, that tell them apart."""
    short: dict[str, str] = {}
    ordered = sorted(digests)
    for before, this, after in zip(["", *ordered], ordered, [*ordered[1:], ""], strict=False):
        short[this] = this[: max(_DIGITS, _common(before, this) + 1, _common(this, after) + 1)]
    return [short[digest] for digest in digests]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
