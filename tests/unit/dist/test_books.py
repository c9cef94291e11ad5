"""Pictures of books: as large as a reader needs, in a format that every reader knows, or none at all."""

import io

import pytest
from browser.photographs import photograph
from dist import books
from dist.books import Pictures
from PIL import Image

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def save(size: tuple[int, int], mode: str, kind: str) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size).save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(("name", "data", "kind", "size"), [
    ("large.jpg", photograph(2000, 1000, quality=90), "JPEG", (1600, 800)),
    ("small.jpg", save((20, 10), "RGB", "JPEG"), "JPEG", (20, 10)),
    ("photograph.webp", save((20, 10), "RGB", "WEBP"), "JPEG", (20, 10)),
    ("see-through.webp", save((20, 10), "RGBA", "WEBP"), "PNG", (20, 10)),
    ("misnamed.jpg", save((20, 10), "RGB", "PNG"), "PNG", (20, 10)),
    ("old.bmp", save((20, 10), "P", "BMP"), "JPEG", (20, 10)),
])  # fmt: skip
def test_a_picture_that_every_reader_can_show(tmp_path, name, data, kind, size):
    (tmp_path / name).write_bytes(data)
    found = Pictures(tmp_path, tmp_path / "made").at(name)
    assert found.media_type == f"image/{kind.lower()}" and found.name.endswith(books._FORMATS[kind][1])
    with Image.open(found.file) as picture:
        assert (picture.format, picture.size) == (kind, size)


@pytest.mark.parametrize(("name", "data"), [
    ("gone.png", None),
    ("broken.png", save((20, 10), "RGB", "PNG")[:40]),
    ("text.png", b"no picture"),
    ("broken.svg", SVG[:20].encode()),
    ("page.svg", b"<html/>"),
    ("entities.svg", f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG}'.encode()),
])  # fmt: skip
def test_what_is_no_picture(tmp_path, name, data):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert Pictures(tmp_path, tmp_path / "made").at(name) is None


def test_a_drawing_stays_as_it_is(tmp_path):
    (tmp_path / "a.svg").write_text(SVG)
    found = Pictures(tmp_path, tmp_path / "made").at("a.svg")
    assert (found.media_type, found.file) == ("image/svg+xml", tmp_path / "a.svg")
