"""Bodies made at random, as people and plugins make them: whatever the converter cannot keep, it has to name."""

# ruff: noqa: E501 - bodies of posts stay as they are
from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

import pytest
from importer.convert import Converter
from importer.fidelity.addresses import Site
from importer.fidelity.checker import Checker
from importer.links import Links
from importer.model import Entry
from importer.place import Place
from importer.wordpress.body import body_html

WORDS = ("one", "two words", "N", "é", "漢字", "a*b_c", "3 &lt; 4", "&amp;", "x", "1.", "# no", "&nbsp;", "“q”", "it's")
INLINE = (
    "<b>{}</b>", "<i>{}</i>", "<em><strong>{}</strong></em>", "<u>{}</u>", "<s>{}</s>", "<sup>{}</sup>", "<sub>{}</sub>",
    "<code>{}</code>", '<span style="font-weight:bold">{}</span>', '<span style="color:red">{}</span>', "<font>{}</font>",
    '<a href="http://x.example/{n}">{}</a>', '<a href="tel:{n}">{}</a>', '<a href="http://b.example/2020/01/two/#part">{}</a>', "<q>{}</q>",
    '<a href="#i{n}">{}</a>', '<span id="i{n}">{}</span>', "<small>{}</small>", "<kbd>{}</kbd>", "<button>{}</button>", "<mark>{}</mark>",
    "{}<br>{}", "{} {}", "{}{}", "{},\n{}",
)  # fmt: skip
ATOMS = (
    '<img src="http://b.example/{n}.png" alt="P {n}">', '<a href="http://x.example/p{n}"><img src="http://b.example/{n}.jpg"></a>',
    '<a href="http://b.example/{n}.jpg"><img src="http://b.example/{n}-300x200.jpg" alt="A"></a>', "<script>a({n})</script>", "<select><option>{n}</option></select>",
    '<iframe src="https://www.youtube.com/embed/abcdef{n}"></iframe>', '<img src="http://s.example/{n}.gif" width="1" height="1">', "<br>", "<!-- c -->",
)  # fmt: skip
BLOCKS = (
    "<p>{}</p>", "<div>{}</div>", "<h2>{}</h2>", "<h3>{}</h3>", "<blockquote>{}</blockquote>", "<ul><li>{}</li><li>{}</li></ul>", "<ol><li>{}</li><li>{}</li></ol>",
    "<pre>{}</pre>", "<table><tr><td>{}</td><td>{}</td></tr><tr><td>{}</td><td>{}</td></tr></table>", "<div><div>{}</div>{}</div>", "<center>{}</center>", "<hr>", "{}\n\n{}", "{}<br><br>{}",
    '<figure class="wp-block-gallery"><ul class="blocks-gallery-grid"><li><figure><img src="http://b.example/g{n}.png"><figcaption>{}</figcaption></figure></li><li><img src="http://b.example/h{n}.png">{}</li></ul></figure>',
    '<div class="gallery"><img src="http://b.example/i{n}.png"><p>{}</p><img src="http://b.example/j{n}.png">{}</div>',
    '<table><caption>{}</caption><tr><th>a{n}</th><th>{}</th></tr><tr><td>b{n}</td><td>c{n}</td></tr></table>',
    "<details><summary>{}</summary>{}</details>", "<dl><dt>{}</dt><dd>{}</dd></dl>", "<dl><dt>{}</dt>{}<dd>{}</dd></dl>", "<dl><div><dt>{}</dt><dd>{}</dd></div>{}</dl>", "<ul><li>{}<ul><li>{}</li></ul></li></ul>", "<figure><img src=\"http://b.example/f{n}.png\"><figcaption>{}</figcaption></figure>",
)  # fmt: skip
WORDPRESS = (
    '\n\n[caption id="a{n}"]<img src="http://b.example/c{n}.png" alt="C"> {}[/caption]\n\n', "\n\n[code]a < {n}\n  b[/code]\n\n", '<pre lang="c">x < {n};\n  y</pre>', "\n\nhttps://tw.example/{n}\n\n",
    "[youtube abcdef{n}]", "[unknown a={n}]", "{}\n{}", '<!-- wp:paragraph --><p>{}</p><!-- /wp:paragraph -->', "<code>\n{}\n  {}\n</code>",
)  # fmt: skip


class Body:
    """A random body, from a seed: deep enough to be odd, short enough to be read."""

    def __init__(self, rng: random.Random, wordpress: bool) -> None:
        self._rng, self._wordpress, self._number = rng, wordpress, 0

    def text(self) -> str:
        """The body."""
        return "".join(self._block(self._rng.choice((1, 1, 2))) for _ in range(self._rng.choice((1, 2, 4))))

    def _block(self, depth: int) -> str:
        shapes = (*BLOCKS, *WORDPRESS) if self._wordpress and depth > 0 else BLOCKS
        inner: Callable[[], str] = (lambda: self._block(depth - 1)) if self._rng.random() < 0.3 and depth else self._inline
        return self._filled(self._rng.choice(shapes), inner)

    def _inline(self, depth: int = 2) -> str:
        pick = self._rng.random()
        if pick < 0.45 or not depth:
            return self._rng.choice(WORDS)
        if pick < 0.6:
            return self._filled(self._rng.choice(ATOMS), lambda: "")
        return self._filled(self._rng.choice(INLINE), lambda: self._inline(depth - 1))

    def _filled(self, shape: str, inner: Callable[[], str]) -> str:
        self._number += 1
        if "[caption" in shape:
            inner = self._inline
        if "<code>" in shape or "<pre" in shape or "<kbd>" in shape:
            # What is within code is taken for what it says.
            inner = partial(self._rng.choice, WORDS)
        return "".join(
            part + (inner() if number < shape.count("{}") else "") for number, part in enumerate(shape.replace("{n}", str(self._number)).split("{}"))
        )


def lost(body: str, wordpress: bool) -> tuple[list[str], str]:
    """What the post does not show of `body`, and the post."""
    links, site = Links("http://b.example"), Site("http://b.example")
    made = body_html(body).html if wordpress else body
    entry = Entry(key="x", kind="post", title="T", html=made, where="", raw=body if wordpress else "", address="http://b.example/2020/01/one/")
    entry = replace(entry, syntax="wordpress" if wordpress else "html")
    two = replace(entry, key="y", html='<p id="part">Part</p>', address="http://b.example/2020/01/two/")
    for one, name in ((entry, "one"), (two, "two")):
        file = PurePosixPath(f"posts/2020/01/{name}.md")
        links.note(one, file)
        links.add(one, file)
        site.add(str(file), (one.address,))
    place = Place(PurePosixPath("posts/2020/01/one.md"), "/2020/01/one.html")
    assets = _NoFiles()
    document = Converter(links, assets, lambda key, ids: (), checker=Checker(site)).document(entry, place)  # type: ignore[arg-type]
    return [str(one) for one in document.differences], document.text


class _NoFiles:
    """No picture is in the export."""

    def copy(self, address: str, others: tuple[str, ...] = (), image: bool = True) -> str:
        """None."""
        return ""

    def still(self, address: str) -> str:
        """None."""
        return ""

    def unpacked(self, html: str) -> str:
        """As it is."""
        return html


def search(count: int, seed: str, wordpress: bool) -> None:
    """Look at so many bodies."""
    for number in range(count):
        body = Body(random.Random(f"{seed} {number}"), wordpress).text()
        found, post = lost(body, wordpress)
        assert not found, f"{seed} {number}: {found}\n{body!r}\n{post}"


@pytest.mark.parametrize("wordpress", [False, True])
def test_random_bodies_lose_nothing_in_silence(wordpress: bool) -> None:
    """A fixed sample."""
    search(150, "fixed", wordpress)


@pytest.mark.fuzz
@pytest.mark.parametrize("wordpress", [False, True])
def test_many_random_bodies_lose_nothing_in_silence(wordpress: bool) -> None:
    """Others each time: the seed stands in the message."""
    seed = str(random.SystemRandom().randrange(1 << 30))
    search(20_000, f"seed {seed}", wordpress)
