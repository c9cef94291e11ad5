"""Pictures that weigh and look, to an encoder, as photographs do; made up, and the same each time."""

from __future__ import annotations

import io
import random

from PIL import Image


def photograph(width: int, height: int, kind: str = "JPEG", seed: int = 1, **options: object) -> bytes:
    """A picture with as much in it as a photograph has, as a file."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (width, height))
    for size, part in ((4, 1.0), (16, 0.5), (64, 0.35), (256, 0.25), (512, 0.15)):
        noise = Image.frombytes("RGB", (size, size), chance.randbytes(size * size * 3))
        picture = Image.blend(picture, noise.resize((width, height), Image.Resampling.BICUBIC), part)
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()
