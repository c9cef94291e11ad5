"""Tables as pages have them."""

from __future__ import annotations

import pytest
from bs4 import Tag

from build.built import Built
from build.sites import Site

POST = """\
|       | 2011 | ![](drawn.svg) |
| ----- | ---: | -------------- |
| Beans | 3    |                |

|       |      |
| ----- | ---- |
| Beans | 3    |

```{list-table}
:header-rows: 1
:stub-columns: 1

* -
  - 2011
* - Beans
  - 3
* -
  - 4
```
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[Tag]:
    """The tables of one post."""
    site = Site(tmp_path_factory.mktemp("tables"), "empty")
    site.post("2012/10/tables", POST, date="2012-10-01")
    site.write("posts/2012/10/drawn.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>')
    result = site.build("-W", "--keep-going")
    assert (result.status, result.stderr) == (0, "")
    return list(Built(site.out).page("2012/10/tables.html").select(".post-text table"))


def test_an_empty_cell_heads_nothing(tables: list[Tag]) -> None:
    assert [cell.name for cell in tables[0].select("thead tr > *")] == ["td", "th", "th"]
    assert [cell.name for cell in tables[2].select("tr > *")] == ["td", "th", "th", "td", "td", "td"]


def test_a_line_of_headings_in_which_nothing_stands_is_not_there(tables: list[Tag]) -> None:
    assert [row.get_text(" ", strip=True) for row in tables[1].select("tr")] == ["Beans 3"]
