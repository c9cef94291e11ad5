"""The list of addresses: what is in it, and what makes it another."""

from __future__ import annotations

from dataclasses import replace

from archive.files.sitemap import addresses

from unit.archives import CPP, LEAN, archive, post


def made(*posts, standing=("index", "guide/writing")) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    (output,) = addresses(archive(*posts), standing)
    return output.key, output.render()


def test_every_folder_has_a_line() -> None:
    _, text = made(post(1, tags=(LEAN, CPP)), post(2, path="2012/10/größe 2.html"), post(40))
    assert text.splitlines() == [
        "2012/10/ gr%C3%B6%C3%9Fe%202 post-1",
        "2012/11/ post-40",
        "",
        "blog/author/ maggie-steed",
        "blog/category/ news",
        "blog/tag/ c-plus-plus lean",
        "guide/ writing",
        "/ index",
    ]


def test_an_empty_archive_has_its_pages() -> None:
    assert made()[1] == "\nguide/ writing\n/ index\n"


def test_an_edit_makes_no_other_list_and_a_new_post_does() -> None:
    one = post(1)
    assert made(one)[0] == made(replace(one, title="Another", excerpt="", body_digest="x"))[0]
    assert made(one)[0] != made(one, post(2))[0]
