"""Makes Pagefind's index smaller for readers, and the same at every build: known of Pagefind 1.5.2.

Its files are CBOR (RFC 8949) after a signature, compressed, and named by what they hold; a language's metadata names
them, and ``pagefind-entry.json`` names that. Of 10,000 posts a first query fetches 130 kB less for it:

- Its filters are not kept, nor written in any order: see `searchfacets` for what stands in their place.
- Names of pages are as short as tells them apart, since the metadata has all of them.
- The words are parted into more files, of which a query fetches one for each word.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from io import BytesIO

import cbor2

_SIGNATURE = b"pagefind_dcd"
_ENTRY = "pagefind-entry.json"
#: What a language's metadata holds, by place; each page is [name, words], each file of words [first, last, name].
_PAGES, _WORDS, _FILTERS = 1, 2, 3
#: Bytes of CBOR in a file of words, at least and at most, before it is compressed to a little less than half: the more
#: files, the less a word fetches, and the more the metadata has to name. About so many files are made.
_LEAST, _MOST, _FILES = 8_000, 25_000, 250
#: Hexadecimal digits that a page's name has at least: by them a changed page is told from what a browser keeps.
_DIGITS = 4


def settled(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index, which is of one language, written anew; all by path."""
    entry = json.loads(files[_ENTRY])
    # Neither its own interfaces are kept, nor its worker, which would double what a reader fetches.
    kept = {"pagefind.js": files["pagefind.js"]}
    for language in entry["languages"].values():  # none where nothing is to be found
        meta = cbor2.loads(_bytes(files[f"pagefind.{language['hash']}.pf_meta"]))
        names = [name for name, _ in meta[_PAGES]]
        short = _shortened([name.rpartition("_")[2] for name in names])
        for name, shorter in zip(names, short, strict=True):
            kept[f"fragment/{shorter}.pf_fragment"] = files[f"fragment/{name}.pf_fragment"]
        meta[_PAGES] = [[shorter, words] for shorter, (_, words) in zip(short, meta[_PAGES], strict=True)]
        words = [_bytes(files[f"index/{name}.pf_index"]) for _, _, name in meta[_WORDS]]
        size = min(_MOST, max(_LEAST, sum(map(len, words)) // _FILES))
        chunks = [chunk for data in words for chunk in _parted(data, size)]
        meta[_WORDS] = [[first, last, _keep(kept, "index/{}.pf_index", data)] for first, last, data in chunks]
        meta[_FILTERS] = []
        language["hash"] = _keep(kept, "pagefind.{}.pf_meta", cbor2.dumps(meta))
        # The engine's version is its name, so that no browser runs an old one.
        engine = language["wasm"] or "unknown"
        language["wasm"] = f"{engine}-{entry['version']}"
        kept[f"wasm.{language['wasm']}.pagefind"] = files[f"wasm.{engine}.pagefind"]
    kept[_ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return kept


def addresses(files: Mapping[str, bytes], count: int) -> set[str] | None:
    """The addresses of the pages in an index of `count` pages or fewer: None if it has all, as is the rule."""
    if sum(language["page_count"] for language in json.loads(files[_ENTRY])["languages"].values()) == count:
        return None
    return {json.loads(_bytes(data))["url"] for path, data in files.items() if path.startswith("fragment/")}


def _shortened(digests: list[str]) -> list[str]:
    """The shortest beginnings of `digests` that tell them apart; what several have alike gets a number."""
    short: dict[str, str] = {}
    ordered = sorted(set(digests))
    for before, this, after in zip(["", *ordered], ordered, [*ordered[1:], ""], strict=False):
        short[this] = this[: max(_DIGITS, _common(before, this) + 1, _common(this, after) + 1)]
    counted: dict[str, int] = {}
    names = []
    for digest in digests:
        counted[digest] = counted.get(digest, 0) + 1
        names.append(short[digest] if counted[digest] == 1 else f"{digest}-{counted[digest]}")
    return names


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))


def _parted(data: bytes, size: int) -> Iterator[tuple[str, str, bytes]]:
    """Part a file of words into smaller ones of about `size`: the first and last word of each, and what it holds."""
    begin, chunk = _first_word(data), []
    stream = BytesIO(data)
    stream.seek(begin)
    decoder = cbor2.CBORDecoder(stream, read_size=1)
    while stream.tell() < len(data):
        chunk.append(decoder.decode()[0])
        end = stream.tell()
        if end - begin >= size or end == len(data):
            yield chunk[0], chunk[-1], b"\x81\x9a" + len(chunk).to_bytes(4, "big") + data[begin:end]
            begin, chunk = end, []


def _first_word(data: bytes) -> int:
    """Where the words of a file begin: it is an array that holds one array of them."""
    return 2 + {24: 1, 25: 2, 26: 4}.get(data[1] & 31, 0)


def _keep(kept: dict[str, bytes], path: str, data: bytes) -> str:
    """Put `data` among the files that are `kept`, compressed; give its name, which stands in `path`."""
    packed = gzip.compress(_SIGNATURE + data, mtime=0)
    name = hashlib.blake2b(packed, digest_size=4).hexdigest()
    kept[path.format(name)] = packed
    return name


def _bytes(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(_SIGNATURE)
