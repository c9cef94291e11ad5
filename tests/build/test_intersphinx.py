"""Two archives that refer to each other's posts and names, by their inventories on disk."""

import os
from pathlib import Path
from urllib.parse import unquote

import pytest

from build.built import Built
from build.sites import Site, run

SETTINGS = """
html_baseurl = blog_baseurl = "https://{own}.example/"
extensions = [*extensions, "sphinx.ext.intersphinx"]  # noqa: F405
intersphinx_mapping = {{"{other}": ("https://{other}.example/", r"{inventory}")}}
intersphinx_cache_limit = 0
"""
HERE, THERE = "https://here.example/", "https://there.example/"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Built]:
    folder: Path = tmp_path_factory.mktemp("pair")
    sites = {name: Site(folder / name, "names") for name in ("here", "there")}
    for own, site in sites.items():
        fair = f"The fair of {own}, 12 May 1999:\n  aliases: [Fair {own}]\n  key: fair-of-{own}\n"
        site.write("definitions/events.yaml", fair)
        site.post(f"2013/01/only-{own}", f"At {{event}}`Fair {own}`.", date="2013-01-01")
        assert site.build("-W").stderr == ""  # so that each has an inventory before it is asked for
    for own, other in (("here", "there"), ("there", "here")):
        text = (
            f"As {{event}}`The fair of {other}, 12 May 1999`, {{event}}`fair-of-{other}`,"
            f" {{event}}`a fair <Fair {other}>`,"
            f" {{post}}`2013/01/only-{other}`, {{external+{other}:person}}`Ann O’Neill`,"
            f" {{external+{other}:law}}`Tea Act 1773 c 44`."
        )
        conf = (sites[own].src / "conf.py").read_text(encoding="utf-8")
        inventory = sites[other].out / "objects.inv"
        sites[own].write("conf.py", conf + SETTINGS.format(own=own, other=other, inventory=inventory))
        sites[own].post("2013/02/abroad", text, date="2013-02-01")
        result = sites[own].build("-W", "--keep-going")
        assert (result.status, result.stderr) == (0, "")
    return Built(sites["here"].out, HERE), Built(sites["there"].out, THERE)


def test_each_leads_to_the_pages_of_the_other(pair: tuple[Built, Built]) -> None:
    for built, other, root in ((pair[0], pair[1], THERE), (pair[1], pair[0], HERE)):
        name = root.removeprefix("https://").partition(".")[0]
        links = [link["href"] for link in built.page("2013/02/abroad.html").select(".post-text a.external")]
        event = f"{root}names/event/fair-of-{name}.html"
        assert links == [
            event, event, event, f"{root}2013/01/only-{name}.html", f"{root}names/person/ann-oneill.html",
            f"{root}names/law/tea-act-1773-c-44.html",
        ]  # fmt: skip
        assert all(link.removeprefix(root) in other for link in links)


def test_the_words_are_those_typed_or_the_name(pair: tuple[Built, Built]) -> None:
    words = pair[0].texts("2013/02/abroad.html", ".post-text a.external")
    fair = "The fair of there, 12 May 1999"
    assert words == [fair, fair, "a fair", "Only there", "Ann O’Neill", "Tea Act 1773 c 44"]


def test_what_stands_elsewhere_is_no_mention_here(pair: tuple[Built, Built]) -> None:
    assert [path for path in pair[0].paths if "fair-of-there" in path] == []


def test_a_site_that_is_no_archive_refers_to_names_by_labels_and_to_posts_as_documents(
    pair: tuple[Built, Built], tmp_path: Path
) -> None:
    inventory = pair[0].folder / "objects.inv"
    (tmp_path / "conf.py").write_text(
        f"extensions = ['sphinx.ext.intersphinx']\nintersphinx_mapping = {{'blog': ({HERE!r}, {str(inventory)!r})}}\n"
    )
    references = (
        ":ref:`law-tea-act-1773-c-44`", ":ref:`he <person-李明>`", ":external+blog:ref:`event-fair-of-here`",
        ":any:`person-ann-oneill`", ":external:doc:`posts/2012/10/first`",
    )  # fmt: skip
    (tmp_path / "index.rst").write_text("Other\n=====\n\n" + "\n".join(references), encoding="utf-8")
    result = run(["-n", "-W", "-b", "html", str(tmp_path), str(tmp_path / "out")], os.environ | {"PYTHONPATH": ""})
    assert (result.status, result.stderr) == (0, "")
    links = Built(tmp_path / "out").page("index.html").select("a.external")
    assert {" ".join(link.get_text().split()): unquote(link["href"].removeprefix(HERE)) for link in links} == {
        "Tea Act 1773 c 44": "names/law/tea-act-1773-c-44.html", "he": "names/person/李明.html",
        "The fair of here, 12 May 1999": "names/event/fair-of-here.html", "Ann O’Neill": "names/person/ann-oneill.html",
        "First": "2012/10/first.html",
    }  # fmt: skip
