"""Ids: none stands twice on a page, and whatever names one finds it."""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

import pytest

from build.built import Built
from build.sites import Site

#: Attributes that name elements of the same page, by id.
NAMING = ("for", "form", "list", "headers", "popovertarget")
TABS = """\
<div class="tabs">
<input id="tab-1" name="tabs" type="radio" checked><label for="tab-1">One</label>
<input id="tab-2" name="tabs" type="radio"><label for="tab-2">Two</label>
<p id="alone" aria-describedby="tab-2">Words.</p>
<svg><g id="shape"></g><use href="#shape"></use></svg>
</div>
"""
POST = f"""\
# Of ids

{TABS}

```{{list-table}} The captioned
:name: first-table

* - One
  - Two
```

```{{csv-table}} Captioned too
One, Two
```

```{{math}}
:label: euler

e^{{i\\pi}} + 1 = 0
```

See {{eq}}`euler`, [](#comments) and [](#furo-main-content).

## Comments

## Backlinks

## Furo main content
"""
COMMENTS = '{"format": 1, "comments": [{"id": "c1", "name": "Bo", "html": "<p>Quite.</p>"}]}'


def faults(built: Built, pages: Iterable[str] | None = None) -> Iterator[str]:
    """What is doubtful on these pages, or on all."""
    for path in built.pages if pages is None else pages:
        page = built.page(path)
        ids = [element["id"] for element in page.select("[id]")]
        yield from (f"{path}: {one} stands twice" for one in sorted(set(ids)) if ids.count(one) > 1)
        for element in page.find_all(True):
            names = [element[name] for name in element.attrs if name in NAMING or name in ARIA]
            named = " ".join(name if isinstance(name, str) else " ".join(name) for name in names).split()
            if element.get("href", "").startswith("#") and element["href"] != "#":
                named.append(unquote(element["href"][1:]))
            yield from (f"{path}: {element.name} names {one}, which is not there" for one in named if one not in ids)


ARIA = tuple(f"aria-{name}" for name in ("activedescendant", "controls", "describedby", "details", "errormessage",
                                         "flowto", "labelledby", "owns"))  # fmt: skip


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = Site(tmp_path_factory.mktemp("planted"), "empty")
    meta = "myst:\n  html_meta:\n    description: The author's own\n"
    site.write("posts/2012/10/ids.md", f"---\ndate: 2012-10-01\n{meta}---\n\n{POST}")
    site.write("posts/2012/10/ids.comments.json", COMMENTS)
    site.post("2012/10/other", f"{TABS}\nSee [it](ids.md).", date="2012-10-02")
    site.write("index.md", '---\nmyst:\n  html_meta:\n    description: The front\n---\n\n# A blog\n\nIts words.\n')
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return Built(site.out)


@pytest.mark.parametrize("root", ["blog", "empty", "names", "wall"])
def test_no_id_of_a_root_is_doubtful(built: Callable[[str], Built], root: str) -> None:
    assert list(faults(built(root))) == []


def test_no_id_is_doubtful_whatever_a_post_holds(planted: Built) -> None:
    assert list(faults(planted)) == []


def test_links_to_headings_named_as_parts_of_the_page_lead_to_the_headings(planted: Built) -> None:
    page = planted.page("2012/10/ids.html")
    linked = [link["href"][1:] for link in page.select('.post-text p a[href^="#"]')]
    heads = [page.find(id=one).find("h2") for one in linked]
    assert [head.contents[0] for head in heads if head] == ["Comments", "Furo main content"]


def test_labels_keep_their_boxes_where_posts_stand_together(planted: Built) -> None:
    page = planted.page("blog/2012/10.html")
    groups = [{box["name"] for box in post.select("input")} for post in page.select(".day-post")]
    assert [len(group) for group in groups] == [1, 1] and groups[0] != groups[1]
    for label in page.select(".day-post label"):
        assert page.find(id=label["for"]).find_next_sibling("label") is label
    assert len(page.select(".day-post use")) == 2


def test_formulas_have_the_numbers_by_which_they_are_referred_to(planted: Built) -> None:
    page = planted.page("2012/10/ids.html")
    (number,) = page.select(".eqno")
    assert "(1)" in number.text and page.select_one(f'p a[href="#{number.parent["id"]}"]').text == "(1)"


@pytest.mark.parametrize(
    ("path", "description"), [("2012/10/ids.html", "The author's own"), ("index.html", "The front")]
)
def test_an_authors_description_is_the_only_one(planted: Built, path: str, description: str) -> None:
    assert [meta["content"] for meta in planted.page(path).select('meta[name="description"]')] == [description]


def test_a_formula_without_a_label_is_named_by_its_place(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.edit("conf.py", "html_baseurl =", 'myst_enable_extensions = ["amsmath"]\nhtml_baseurl =')
    formula = "\\begin{equation}\na = b\n\\end{equation}\n\n"
    blog.post("2012/10/formulas", formula * 2, date="2012-10-01")
    assert blog.build("-W").stderr == ""
    formulas = Built(blog.out).page("2012/10/formulas.html").select("div.math")
    assert [formula["id"] for formula in formulas] == ["equation-unnamed-1", "equation-unnamed-2"]
    assert [formula.select_one(".eqno").contents[0] for formula in formulas] == ["(1)", "(2)"]


def test_code_of_no_language_has_no_colours(site: Callable[[str], Site]) -> None:
    blog = site("empty")
    blog.post("2012/10/code", "```\nfor x in None: pass\n```\n\n```python\nfor x in None: pass\n```", date="2012-10-01")
    assert blog.build("-W").stderr == ""
    plain, coloured = Built(blog.out).page("2012/10/code.html").select(".highlight pre")
    assert [span["class"] for span in plain.select("span[class]")] == [] and coloured.select("span.k")
