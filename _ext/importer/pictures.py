"""Image files: what they are, told from their bytes, and the same without what cameras add about place and
person.

Lossless: segments and chunks of metadata are left out, pixels are never touched. JPEG (ITU T.81, Exif 2.3),
PNG (ISO 15948), WebP (RFC 9649). Of a JPEG's Exif only the orientation stays, since viewers need it.
"""

from __future__ import annotations

import struct

_ORIENTATION = 0x0112
_PNG_METADATA = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")


def kind(data: bytes) -> str:
    """Suffix for an image of a kind that browsers show and that cannot carry scripts; empty for anything
    else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"):
        return "avif"
    return "bmp" if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0" else ""


def stripped(data: bytes) -> bytes:
    """`data` without location, camera and personal metadata; unchanged where its structure is not
    understood."""
    try:
        strip = {"jpg": _jpeg, "png": _png, "webp": _webp}.get(kind(data))
        return strip(data) if strip else data
    except (struct.error, IndexError, ValueError):
        return data


def _jpeg(data: bytes) -> bytes:
    """Without APP1 (Exif, XMP), APP13 (IPTC), comments, and whatever follows the end of the image."""
    made, at = bytearray(data[:2]), 2
    while at < len(data) - 1:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            return bytes(made + data[at : at + 2])
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if marker == 0xE1 and data[at + 4 : at + 10] == b"Exif\0\0":
            made += _orientation(data[at + 10 : end])
        elif marker not in (0xE1, 0xED, 0xFE) and not (marker == 0xE2 and data[at + 4 : at + 8] == b"MPF\0"):
            made += data[at:end]
        if marker == 0xDA:
            start, end = end, _scan_end(data, end)
            made += data[start:end]
        at = end
    return bytes(made)


def _scan_end(data: bytes, at: int) -> int:
    """Where the entropy-coded data that begin at `at` end."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _orientation(tiff: bytes) -> bytes:
    """An Exif segment that says nothing but which side is up; nothing where that is as usual."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return b""
    (offset,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, offset)
    for number in range(count):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, offset + 2 + 12 * number)
        if tag == _ORIENTATION and 1 < value < 9:
            body = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
            return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return b""


def _png(data: bytes) -> bytes:
    made, at = bytearray(data[:8]), 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if name not in _PNG_METADATA:
            made += data[at:end]
        at = end
        if name == b"IEND":
            break
    return bytes(made)


def _webp(data: bytes) -> bytes:
    made, at = bytearray(data[:12]), 12
    while at + 8 <= len(data):
        name = data[at : at + 4]
        (length,) = struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + length % 2
        chunk = bytearray(data[at:end])
        if name == b"VP8X":
            chunk[8] &= ~0x0C  # neither Exif nor XMP follows
        if name not in (b"EXIF", b"XMP "):
            made += chunk
        at = end
    made[4:8] = struct.pack("<I", len(made) - 8)
    return bytes(made)
