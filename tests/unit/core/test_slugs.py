"""Slugs: readable, safe in a path, and never the same for two names."""

import re
import unicodedata

import pytest
from archive.core.slugs import LONGEST, RESERVED, file_name, slugify, unique_slugs
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Children’s Commissioner", "childrens-commissioner"),
        ("Children's  Commissioner ", "childrens-commissioner"),
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        (".NET", "dot-net"),
        ("ASP.NET", "asp-net"),
        ("Node.js", "node-js"),
        ("R&D", "r-and-d"),
        ("Google+", "google-plus"),
        ("me@home", "me-at-home"),
        ("100%", "100-percent"),
        ("#MeToo", "metoo"),
        ("2012", "2012"),
        ("Ελλάδα", "ελλάδα"),
        ("日本語", "日本語"),
        ("हिन्दी", "हिन्दी"),
        ("Ça va, Čapek?", "ca-va-capek"),
        ("Straße Łódź ÆON", "strasse-lodz-aeon"),
        ("İstanbul", "istanbul"),
        ("a/b\\c..d", "a-b-c-d"),
        ("../../etc", "etc"),
        ("-- x --", "x"),
    ],
)
def test_spells_a_name(name: str, slug: str) -> None:
    assert slugify(name) == slug
    assert slugify(unicodedata.normalize("NFD", name)) == slug


@pytest.mark.parametrize("name", ["🎉", "???", "", " ", "—", "\u0301"])
def test_gives_a_digest_for_what_it_cannot_spell(name: str) -> None:
    assert re.fullmatch("[0-9a-f]{8}", slugify(name))
    assert slugify(name) == slugify(name)


def test_digests_are_the_same_for_ever() -> None:
    assert slugify("🎉") == "6adff2fa"


@pytest.mark.parametrize("name", ["Page", "index", "CON", "nul", "Com1", "COM¹", "lpt9", "aux"])
def test_keeps_off_reserved_names(name: str) -> None:
    assert slugify(name) not in RESERVED
    assert slugify(name).startswith(name.lower().replace("¹", "1") + "-")


def test_cuts_a_long_name_between_words() -> None:
    slug = slugify("words " * 40)
    assert 60 < len(slug) <= 80
    assert set(slug.split("-")) == {"words"}
    assert len(slugify("x" * 200)) == LONGEST == 80
    assert len(slugify("𠀀" * 200).encode()) <= 200


def test_gives_each_of_many_names_its_own() -> None:
    names = ["C++", "C#", "c", "C", "c sharp", "c plus plus", "🎉", "🎈"]
    slugs = unique_slugs((name, 0) for name in names)
    assert list(slugs) == names
    assert len(set(slugs.values())) == len(names)
    # The names that slugs spell without loss keep them.
    assert slugs["c"] == "c"
    assert slugs["c sharp"] == "c-sharp"
    assert slugs["c plus plus"] == "c-plus-plus"
    assert re.fullmatch("c-sharp-[0-9a-f]{8}", slugs["C#"])
    assert re.fullmatch("c-[0-9a-f]{8}", slugs["C"])


def test_the_earliest_keeps_the_slug_where_none_is_spelt_without_loss() -> None:
    assert unique_slugs([("Café!", 2), ("Cafe?", 1)])["Cafe?"] == "cafe"
    assert unique_slugs([("Café!", 1), ("Cafe?", 2)])["Café!"] == "cafe"


def test_the_order_of_names_does_not_matter() -> None:
    names = [("C#", 3), ("c sharp!", 1), ("C#", 0), ("lean", 2)]
    assert unique_slugs(names) == unique_slugs(reversed(names))
    assert unique_slugs(names)["C#"] == "c-sharp"


def test_a_digest_gives_way_to_a_name_spelt_like_it() -> None:
    taken = unique_slugs([("c", 0), ("C", 1)])["C"]
    slugs = unique_slugs([("c", 0), ("C", 1), (taken, 2)])
    assert slugs[taken] == taken
    assert len(set(slugs.values())) == 3


def test_digests_that_are_the_same_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.core.slugs.short_digest", lambda name, digits=8: "0" * digits)
    slugs = unique_slugs((name, 0) for name in ("c", "C", "c!"))
    assert sorted(slugs.values()) == ["c", "c-00000000", "c-000000000000"]


@given(st.lists(st.text(max_size=100), max_size=30))
def test_never_collide(names: list[str]) -> None:
    slugs = unique_slugs((name, i) for i, name in enumerate(names))
    assert slugs.keys() == set(names)
    folded = {unicodedata.normalize("NFKC", slug).casefold() for slug in slugs.values()}
    assert len(folded) == len(slugs)
    for slug in slugs.values():
        assert slug not in RESERVED
        assert 0 < len(slug) <= LONGEST
        assert not re.search(r"[\x00-,./:-`{-\x7f\s]", slug)
        assert slug[0] != "-"
        assert slug[-1] != "-"


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ("steady-on_6", "steady-on_6"), ("a.b~c", "a.b~c"), ("a--b", "a--b"), ("نوشته", "نوشته"), ("हिन्दी", "हिन्दी"),
        ("e\u0301", "é"), ("می\u200cخواهم", "میخواهم"), ("a b/c", "a-b-c"), ("x\0y", "x-y"), ("_x", "x"), (".x.", "x"),
        ("com0", "com0-1"), ("LPT0", "LPT0-1"), ("index", "index-1"), ("page", "page-1"), ("con.txt", "con-1.txt"),
        ("😀", ""), ("..", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_part_of_an_old_address_stays_where_a_file_can_be_called_so(part: str, kept: str) -> None:
    assert file_name(part) == kept


@given(st.text(max_size=300))
def test_a_file_can_be_called_what_is_made_of_any_part(part: str) -> None:
    name = file_name(part)
    assert name.isprintable() and not set(name) & set('#?%:*"<>|\\/ ') and len(name.encode()) <= 202
    assert not name.startswith((".", "#", "~", "_")) and not name.endswith(".") and name.lower() not in RESERVED
    assert file_name(name) == name
