"""Pictures on pages: in the sizes that screens need, side by side, and what stands for those that are not there."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from browser.photographs import photograph
from bs4 import BeautifulSoup, Tag
from lxml import etree
from PIL import Image

from build.built import Built, words
from build.searched import documents
from build.sites import Site, differences


def lying(width: int, height: int) -> bytes:
    """A photograph of a camera that was held upright: its file lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return photograph(height, width, exif=exif, quality=90)


def moving() -> bytes:
    """A GIF of three pictures."""
    frames = [Image.open(io.BytesIO(photograph(600, 400, seed=number))).convert("P") for number in range(3)]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return made.getvalue()


def drawing() -> bytes:
    """A screenshot: few colours, and edges that a loss would show at."""
    picture = Image.new("RGB", (1600, 900), "white")
    chance = random.Random(5)
    for _ in range(12000):
        box = (chance.randrange(1590), chance.randrange(890))
        picture.paste(chance.choice(("black", "navy", "maroon")), (*box, box[0] + 7, box[1] + 9))
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "large.jpg": lambda: photograph(2000, 1500, quality=92),
    "middling.jpg": lambda: photograph(900, 600, quality=92, seed=2),
    "upright.jpg": lambda: lying(1000, 1500),
    "cmyk.jpg": lambda: _cmyk(),
    "small.png": lambda: photograph(90, 60, "PNG"),
    "drawing.png": drawing,
    "moving.gif": moving,
    "drawn.svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="200"></svg>',
    "damaged.jpg": lambda: photograph(2000, 1500, quality=92, seed=9)[:70_000],
}


def _cmyk() -> bytes:
    made = io.BytesIO()
    Image.open(io.BytesIO(photograph(1400, 700, quality=95))).convert("CMYK").save(made, "JPEG", quality=92)
    return made.getvalue()


@cache
def held(name: str) -> bytes:
    return FILES[name]()


GONE = "https://1.bp.blogspot.com/-a/s1600/IMG_1.jpeg"
POSTS = {
    "sizes": "".join(f"![Of {name}]({name})\n\n" for name in FILES),
    "asked": "![A](large.jpg){width=320px}\n\n![B](large.jpg){height=30px}\n\n![C](large.jpg){width=\"50%\"}\n\n"
             "[![D](large.jpg)](https://elsewhere.example/)\n\n![](large.jpg)\n\n![E](https://elsewhere.example/e.jpg)",
    "row": "Words.\n\n![One](large.jpg)\n![Two](middling.jpg)\\\n[![Three](large.jpg)](https://elsewhere.example/)\n\n"
           "Signs ![:-)](small.png) ![:-)](small.png) in words.\n\n![:-)](small.png) ![:-)](small.png)",
    "gallery": "````{gallery}\n```{figure} large.jpg\n:alt: First\n\nWith *words*\n```\n![Second](middling.jpg)\n"
               "![Third](upright.jpg)\n\n{.picture-caption}\nOf the third\n\n"
               f"[Image: IMG\\_1.jpeg]({GONE}){{.missing-image}} [→ there](https://elsewhere.example/){{.image-link}}\n"
               "````\n\n{.picture-caption}\nAll of it\n\n```{gallery}\n![Alone](large.jpg)\n```",
    "captions": "![One](large.jpg)\n\n{.picture-caption}\nWhat *one* is\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n"
                "{.picture-caption}\nWhat the table says\n\nWords.\n\n{.picture-caption}\nOf nothing",
    "gone": f"[Image: A cat]({GONE}){{.missing-image .size-1600x1200}} [→ there](https://elsewhere.example/)"
            f"{{.image-link}}\n\n[Image: IMG\\_1.jpeg]({GONE}){{.missing-image .size-320x240}}\n\n"
            f"{{.picture-caption}}\nIts caption\n\nWhat was *seen*.\n\n[Image: x]({GONE}){{.missing-image}}\n\n"
            f"A [Image: :-)]({GONE}){{.missing-image .size-16x16}} sign.",
    "only-gone": f"[Image: IMG\\_1.jpeg]({GONE}){{.missing-image .size-320x240}}",
    "gone-before-more": f"Begins.\n\n[Image: A]({GONE}){{.missing-image}}\n[Image: B]({GONE}){{.missing-image}}\n\n"
                        f"[Image: C]({GONE}){{.missing-image}}\n\n{{.picture-caption}}\nOf C\n\n"
                        "<!-- more -->\n\nGoes on.",
    "films": "[Video: The talk](https://www.youtube.com/watch?v=abcdefg){.embed}\n\n"
             "[Video: YouTube video player](https://www.youtube.com/watch?v=abcdefh){.embed}\n\n"
             "[![Video: With a still](large.jpg)](https://vimeo.com/1){.embed}\n\n"
             "[Embedded: maps.example](https://maps.example/1){.embed}\n\n[A song](https://soundcloud.com/a/b){.embed}\n\n"
             "In words, [Video: One](https://vimeo.com/2){.embed} is a link.",
    "words": "Nothing but words.",
}  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("pictures"), "blog")
    for name in FILES:
        site.write(f"posts/2019/05/{name}", held(name))
    for day, (name, text) in enumerate(POSTS.items(), 1):
        site.post(f"2019/05/{name}", text, date=f"2019-05-{day:02}")
    site.post("2019/05/named", "![Large](large.jpg)", date="2019-05-30", image="upright.jpg")
    site.edit("conf.py", "page_size = 3", "page_size = 30")
    done = site.build("-W", "--keep-going")
    assert done.status == 0, done.stderr
    Path(site.src, "said").write_text(done.stdout, encoding="utf-8")
    return site


@pytest.fixture(scope="module")
def site(source: Site) -> Built:
    return Built(source.out)


def text(site: Built, name: str) -> Tag:
    """The text of a post."""
    found = site.page(f"2019/05/{name}.html").select_one(".post-text")
    assert found is not None
    return found


def files(site: Built, image: Tag, path: str = "2019/05/x.html") -> list[tuple[int, Image.Image]]:
    """The files of which a browser may choose for a picture, each with the width that it is told."""
    found = []
    for candidate in image["srcset"].split(", "):
        address, width = candidate.split(" ")
        found.append((int(width.removesuffix("w")), Image.open(site.folder / site.resolve(path, address)[0])))
    return found


@pytest.mark.parametrize(
    ("name", "size", "widths"),
    [
        ("large.jpg", (2000, 1500), [480, 720, 1312]),
        ("middling.jpg", (900, 600), [480, 720, 900]),
        ("upright.jpg", (1000, 1500), [480, 720, 1000]),
        ("cmyk.jpg", (1400, 700), [480, 720, 1312]),
        ("small.png", (90, 60), []),
        ("drawing.png", (1600, 900), [1600]),
        ("moving.gif", (600, 400), []),
        ("drawn.svg", (800, 200), []),
        ("damaged.jpg", (2000, 1500), []),
    ],
)  # fmt: skip
def test_a_picture_has_its_measures_and_the_sizes_that_are_worth_it(
    site: Built, name: str, size: tuple[int, int], widths: list[int]
) -> None:
    image = text(site, "sizes").find("img", alt=f"Of {name}")
    assert (int(image["width"]), int(image["height"])) == size and image["decoding"] == "async"
    found = files(site, image) if image.get("srcset") else []
    assert [width for width, _ in found] == widths
    weight = 0
    for width, file in found:
        assert file.format == "WEBP" and file.width == width and not file.getexif()
        assert file.height == round(width * size[1] / size[0])
        assert weight < (weight := Path(file.filename).stat().st_size) < len(held(name))
    # Whoever wants all of it gets the author's own file.
    link = image.find_parent("a")
    assert bool(link) == (name not in ("small.png", "drawn.svg"))
    if link:
        assert (site.folder / site.resolve("2019/05/x.html", link["href"])[0]).read_bytes() == held(name)


def test_what_cannot_be_made_smaller_is_named(source: Site) -> None:
    said = Path(source.src, "said").read_text(encoding="utf-8")
    assert next(line for line in said.splitlines() if "hint" in line and "smaller" in line).startswith(
        "hint: posts/2019/05/damaged.jpg: the picture cannot be made smaller"
    )


def test_what_is_turned_and_what_is_made_for_paper_shows_as_it_did(site: Built) -> None:
    """Upright, and in the colours that it had."""
    for name in ("upright.jpg", "cmyk.jpg"):
        wanted = Image.open(io.BytesIO(held(name)))
        if name == "upright.jpg":
            wanted = wanted.rotate(-90, expand=True)
        _, shown = files(site, text(site, "sizes").find("img", alt=f"Of {name}"))[0]
        wanted, shown = (one.convert("RGB").resize((8, 8), Image.Resampling.BOX) for one in (wanted, shown))
        far = max(abs(one - other) for one, other in zip(wanted.tobytes(), shown.tobytes(), strict=True))
        assert far < 24, (name, far)


def test_what_is_drawn_is_kept_without_loss(site: Built) -> None:
    image = text(site, "sizes").find("img", alt="Of drawing.png")
    assert all(b"VP8L" in Path(file.filename).read_bytes()[:40] for _, file in files(site, image)
               if file.format == "WEBP")  # fmt: skip


def test_the_first_picture_of_a_page_is_loaded_at_once_and_others_as_one_comes_near(site: Built) -> None:
    for path in ("2019/05/sizes.html", "blog/2019/05.html"):
        first, *others = site.page(path).select("article img")
        assert not first.get("loading") and others and {one["loading"] for one in others} == {"lazy"}


def test_an_author_s_sizes_are_kept_in_proportion(site: Built) -> None:
    by_words = {image["alt"]: image for image in text(site, "asked").select("img")}
    assert (by_words["A"]["width"], by_words["A"]["height"]) == ("320", "240")
    assert (by_words["B"]["width"], by_words["B"]["height"]) == ("40", "30")
    assert (by_words["C"]["width"], by_words["C"]["class"]) == ("2000", ["w-50"])
    assert by_words["D"].find_parent("a")["href"] == "https://elsewhere.example/"
    assert by_words[""].find_parent("a")["aria-label"]
    assert by_words["E"]["loading"] == "lazy" and not by_words["E"].get("srcset")


def test_several_pictures_in_a_paragraph_stand_side_by_side(site: Built) -> None:
    grid, *others = text(site, "row").select(".pic-grid")
    assert [image["alt"] for image in grid.select("img")] == ["One", "Two", "Three"] and not others
    assert grid.select("a")[2]["href"] == "https://elsewhere.example/"
    assert len(text(site, "row").select("p img")) == 4


def test_a_gallery_has_captions_where_there_are_some(site: Built) -> None:
    found = text(site, "gallery")
    (grid,) = found.select(".pic-grid")
    cells = [(cell.find("img")["alt"], words(cell.figcaption) if cell.figcaption else "")
             for cell in grid.find_all(["figure", "a"], recursive=False)]  # fmt: skip
    assert [(alt, said.rstrip(" ¶")) for alt, said in cells] == [
        ("First", "With words"), ("Second", ""), ("Third", "Of the third"),
    ]  # fmt: skip
    assert [link["href"] for link in grid.select(".pic-pair a")] == [GONE, "https://elsewhere.example/"]
    assert words(grid.find_parent("figure").find("figcaption", recursive=False)).startswith("All of it")
    assert found.find("img", alt="Alone").find_parent("p")


def test_a_caption_belongs_to_what_it_stands_under(site: Built) -> None:
    found = text(site, "captions")
    assert words(found.select_one("figure:has(img) figcaption")).startswith("What one is")
    assert words(found.select_one("table > caption")).startswith("What the table says")
    assert [words(one) for one in found.select("p.picture-caption")] == ["Of nothing"]
    ids = [one["id"] for one in found.select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_picture_that_is_not_there_is_a_frame_in_its_proportions(site: Built) -> None:
    wide, captioned, plain, sign = text(site, "gone").select("a.missing-image")
    assert all(one["href"] == GONE for one in (wide, captioned, plain, sign))
    assert wide.svg["viewbox"] == "0 0 656 492" and words(wide).startswith("A cat This picture is not in the archive")
    figure = captioned.find_parent("figure")
    assert words(figure.figcaption).startswith("Its caption") and "IMG" not in words(captioned)
    assert not plain.svg and words(plain).startswith("x ")
    assert not sign.svg and words(sign) == ":-)"


def test_lists_feeds_descriptions_and_the_search_pass_over_it(site: Built) -> None:
    listed = site.page("blog/2019.html").select(".entry")
    entries = {entry.h2.a.text: words(entry.select_one(".entry-text")) for entry in listed}
    shown = [entries[title] for title in ("Gone", "Only gone", "Gone before more")]
    assert shown == ["What was seen .", "", "Begins."]
    feed = etree.fromstring(site.read("blog/atom.xml").encode())
    space = "{http://www.w3.org/2005/Atom}"
    for entry in feed.iter(f"{space}entry"):
        shown = BeautifulSoup(entry.findtext(f"{space}content"), "lxml")
        assert not shown.select(".missing-image, svg, figure:not(:has(img))")
        assert "Image" not in (entry.findtext(f"{space}summary") or "")
    assert site.property("2019/05/gone.html", "description") == ["What was seen."]
    assert all(one.has_attr("data-pagefind-ignore") for one in site.page("2019/05/gone.html").select(".missing-image"))


def test_a_film_is_a_card_that_asks_nobody_for_anything(site: Built) -> None:
    found = text(site, "films")
    cards = {card["href"]: card for card in found.select("a.pic-film")}
    said = {address: [words(part) for part in card.select("strong, small")] for address, card in cards.items()}
    assert said == {
        "https://www.youtube.com/watch?v=abcdefg": ["The talk", "Film at youtube.com"],
        "https://www.youtube.com/watch?v=abcdefh": ["Film at youtube.com"],
        "https://vimeo.com/1": ["With a still", "Film at vimeo.com"],
        "https://maps.example/1": ["To be seen at maps.example"],
        "https://soundcloud.com/a/b": ["A song", "Sound at soundcloud.com"],
    }
    (still,) = found.select("img")
    assert still.find_parent("a")["href"] == "https://vimeo.com/1" and "2019/05" not in still["src"]
    assert not site.page("2019/05/films.html").select("iframe, video, audio")
    assert found.select_one("p > a[href$='/2']:not(.pic-film)")


def test_pages_without_pictures_have_nothing_for_them(site: Built) -> None:
    loaded = {path: "pictures." in site.read(path) for path in ("2019/05/words.html", "2019/05/sizes.html")}
    assert loaded == {"2019/05/words.html": False, "2019/05/sizes.html": True}
    assert "pictures.js" not in site.read("2019/05/films.html") and "pictures.css" in site.read("2019/05/films.html")
    assert site.broken() == []


# The picture of a post


@pytest.mark.parametrize(
    ("name", "file", "size", "alt"),
    [
        ("named", "upright", ("1000", "1500"), []),
        ("asked", "large", ("2000", "1500"), ["A"]),
        ("row", "large", ("2000", "1500"), ["One"]),
        ("words", "", (), []),
        ("only-gone", "", (), []),
    ],
)
def test_the_picture_of_a_post_is_named_or_its_first_large_one(
    site: Built, name: str, file: str, size: tuple[str, ...], alt: list[str]
) -> None:
    path = f"2019/05/{name}.html"
    found = site.property(path, "og:image")
    assert [re.sub(r"-\w{8}\.jpg$", "", one) for one in found] == ([f"{site.url}_images/{file}"] if file else [])
    assert tuple(site.property(path, f"og:image:{side}")[0] for side in ("width", "height") if file) == size
    assert site.property(path, "og:image:alt") == alt
    assert site.linked_data(path)["BlogPosting"].get("image") == (found[0] if file else None)


def test_feeds_show_a_smaller_file_of_it(site: Built) -> None:
    entries = site.feed("blog/rss.xml").entries
    thumbnails = {entry.link.rpartition("/")[2]: entry.get("media_thumbnail") for entry in entries}
    (thumbnail,) = thumbnails["named.html"]
    assert re.search(r"/upright-\w{8}-1000\.webp$", thumbnail["url"]) and site.resolve("", thumbnail["url"])[0] in site
    assert (thumbnail["width"], thumbnail["height"]) == ("1000", "1500") and not thumbnails["words.html"]
    named = next(entry for entry in site.feed("blog/atom.xml").entries if entry.link.endswith("named.html"))
    assert named["media_thumbnail"] == [thumbnail]
    assert not site.page("blog/2019.html").select(".entry > img")


# What is made when


def made(site: Site) -> dict[str, int]:
    """When each smaller picture that is kept was written."""
    return {file.name: file.stat().st_mtime_ns for file in Path(site.doctrees, "pictures").iterdir()}


def test_only_what_changed_is_made_and_what_is_gone_goes(site: Built, source: Site, tmp_path: Path) -> None:
    """The same in the end as from nothing."""
    copy = Site(tmp_path / "copy", "blog")
    copy.restore_from(source)
    copy.build()
    before = made(copy)
    copy.edit("posts/2019/05/words.md", "Nothing", "Nothing at all")
    copy.build("-W", "--keep-going")
    assert made(copy) == before
    # Another picture under the old name, a known one under a new name, and one that is shown no more.
    copy.write("posts/2019/05/large.jpg", photograph(1800, 1300, quality=92, seed=20))
    copy.write("posts/2019/05/again.jpg", held("middling.jpg"))
    copy.edit("posts/2019/05/words.md", "words", "![Again](again.jpg) words")
    copy.edit("posts/2019/05/sizes.md", "![Of cmyk.jpg](cmyk.jpg)\n", "")
    copy.build("-W", "--keep-going")
    after = made(copy)
    assert len(after.keys() - before.keys()) == 1 and len(before.keys() - after.keys()) == 2
    assert all(after[name] == before[name] for name in after.keys() & before.keys())
    assert not list(Path(copy.out, "_images").glob("cmyk*"))
    assert differences(copy.tree(), copy.clean("-j", "1")) == []


def test_a_damaged_file_is_made_again(source: Site, tmp_path: Path) -> None:
    copy = Site(tmp_path / "copy", "blog")
    copy.restore_from(source)
    whole = copy.tree()
    for file in Path(copy.doctrees, "pictures").iterdir():
        file.write_bytes(file.read_bytes()[:-1000])
    for file in Path(copy.out, "_images").glob("*-720.webp"):
        file.unlink()
    copy.build("-W", "--keep-going")
    assert differences(copy.tree(), whole) == []


def test_the_setting_leaves_pictures_as_they_are(source: Site, tmp_path: Path) -> None:
    """Without Pillow too; with their measures all the same. That for lists has them shown there, and by the search."""
    copy = Site(tmp_path / "copy", "blog")
    copy.restore_from(source)
    copy.search = []

    def without_pillow() -> None:
        import sys

        assert "PIL" not in sys.modules or sys.modules.pop("PIL")
        sys.modules["PIL"] = None  # type: ignore[assignment]

    done = copy.build("-W", "--keep-going", "-D", "scale_pictures=0", "-D", "pictures_in_lists=1", first=without_pillow)
    assert done.status == 0, done.stderr
    built = Built(copy.out)
    image = text(built, "sizes").find("img", alt="Of large.jpg")
    assert (image["width"], image["height"]) == ("2000", "1500") and not image.get("srcset")
    assert re.search(r"large-\w+\.jpg$", image["src"]) and not list(Path(copy.out, "_images").glob("*.webp"))
    assert not Path(copy.doctrees, "pictures").exists()
    # The other setting: lists with the pictures of posts.
    listed = built.page("blog/2019.html").select(".entry")
    entries = {entry.h2.a.text: entry.find("img", recursive=False) for entry in listed}
    assert not entries["Words"] and entries["Films"].get("alt") == "" and entries["Films"]["width"] == "2000"
    assert built.resolve("blog/2019.html", entries["Films"]["src"])[0] in built
    assert "pictures.css" in built.read("blog/2019.html") and not entries["Sizes"]
    shown = {url: document["shown"].get("picture") for url, document in documents(copy.out).items()}
    assert shown["2019/05/words.html"] is None and built.resolve("", shown["2019/05/films.html"][0])[0] in built
    assert re.fullmatch(r"_images/upright-\w{8}\.jpg", *shown["2019/05/named.html"])
    # Results follow the setting, without which nothing stands in the index.
    assert copy.build("-W", "-D", "scale_pictures=0").status == 0
    assert not [document for document in documents(copy.out).values() if "picture" in document["shown"]]
