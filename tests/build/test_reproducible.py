"""The output depends on the source alone: not on the clock, the place, the order of files, or the processes."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from build.sites import Site, Tree, differences

#: The surroundings of a build, and how many processes it takes.
SURROUNDINGS = {
    "Greenland, in C": ({"TZ": "America/Nuuk", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, "1"),
    "Kiritimati, in Turkish": ({"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"}, "2"),
    "Samoa": ({"TZ": "Pacific/Pago_Pago", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "3"}, "8"),
}


def prepared(site: Site) -> Site:
    """Posts whose order nothing but their paths can tell, and what a locale may spell otherwise."""
    for month in ("2012/11", "2012/08", "2012/12"):
        name = f"{month}/ISTANBUL-{month[-2:]}"
        site.post(name, "İstanbul, ISI.", title="Twins", date="2012-12-05", category="Diary")
    site.post("2012/07/Zürich", "Straße.", date="2012-07-01", tags="Übung, zebra, Äpfel, apple, ISI, ısı")
    for number in range(1, 21):  # so many that they are read in several processes
        site.post(f"2012/06/more-{number}", f"Words of the {number}th.", date=f"2012-06-{number:02}", author="Zoë Bell")
    return site


def locales(folder: Path, name: str) -> dict[str, str]:
    """What makes a locale known that the system may not have; without its sources, there is none."""
    language, _, encoding = name.partition(".")
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout.lower()
    if name.lower().replace("-", "") in known.replace("-", ""):
        return {}
    make = ["localedef", "-i", language, "-f", encoding, folder / name]
    made = subprocess.run(make, capture_output=True, check=False)
    return {"LOCPATH": str(folder)} if made.returncode == 0 else {"LC_ALL": "C"}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    site = prepared(Site(tmp_path_factory.mktemp("reference"), "blog", search=True))
    result = site.spawn("-j", "1", env={"PYTHONHASHSEED": "0", "TZ": "UTC"})
    assert (result.status, result.stderr) == (0, "")
    return site.tree()


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_the_same_source_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, reference: Tree, surroundings: str
) -> None:
    env, jobs = SURROUNDINGS[surroundings]
    folder = tmp_path_factory.mktemp("a-much-longer-name-of-the-folder") / "and" / jobs
    site = prepared(Site(folder, "blog", search=True))
    result = site.spawn("-j", jobs, env=env | locales(folder, env["LC_ALL"]))
    assert (result.status, result.stderr) == (0, "")
    assert differences(reference, site.tree()) == []


def test_many_processes_warn_of_the_same(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    for number in range(20):
        blog.post(f"2012/08/wrong-{number}", "{ref}`nowhere`\n\n# Two\n\n### Four", date="2012-08-01", tags=number)
    blog.post("2012/08/bad", date="some day")
    said = []
    for jobs in ("1", "2", "8"):
        blog.out, blog.doctrees = blog.src.parent / jobs, blog.src.parent / f"{jobs}-doctrees"
        said.append(sorted(blog.build("-j", jobs).stderr.splitlines()))
    assert len(said[0]) == 41
    assert said[0] == said[1] == said[2]


#: All that some transform of docutils, Sphinx, MyST or Furo looks for in a document.
EVERYTHING = """\
(named)=
## A heading with a name

[](#named), [there](#another-heading), <https://elsewhere.example>, a note[^b] and another[^a].

## Of {org}`Ofsted` and others

So said {person}`her <Maggie Atkinson>`, *{org}`Ofsted`*'s, {archive:org}`Ofsted`{org}`ofsted`, a{org}`Ofsted`b and
{org}``Ofsted``; {person}`Maggie
Atkinson` <{org}`!Ofsted`>, [with {org}`Ofsted`](#named), ![of {org}`Ofsted` here](../10/pictures/square.png) and
``{org}`Ofsted` `` & \\{org}`Ofsted`, {law}`` and {org}`{person}`Ofsted`.

| {org}`Ofsted` | b |
| - | - |
| {org}`Ofsted` | {org}`Ofsted` |

[^a]: Of the first.
[^b]: Of the second.

### Another heading

> A quotation.

| a | b |
| - | - |
| 1 | 2 |

***

```python
>>> 1 + 1  # doctest: +SKIP
2
```

```{math} x^2
```

```{eval-rst}
.. _place:

A paragraph of |today|, with a `link`_, `one without a name`__, `place`_ and [CIT]_.

.. _link: https://elsewhere.example/link
__ https://elsewhere.example/nameless

.. [CIT] What is cited.

.. |today| replace:: this day

.. index:: pair: one; other

.. only:: html

   In pages.

.. only:: latex

   On paper.

.. glossary::
   :sorted:

   zebra
      With stripes.
   ant
      With six legs.

>>> doctest()
1

.. highlight:: none

::

   As it is.

.. py:function:: thing(a)

   :param a: What it takes.
   :returns: Nothing.

.. image:: ../10/pictures/square.png

- `place`_
- `link`_

Term : of a kind
   What it is.
```
"""


OTHER_VERSIONS = """
from archive.patches import table
for shortcut in table.SHORTCUTS:
    vars(shortcut)["versions"] = dict.fromkeys(shortcut.versions, "1.0")
"""


def test_shortcuts_leave_the_output_as_it_is(site: Callable[[str], Site]) -> None:
    """Be they switched off, or made for other versions."""
    blog = prepared(site("blog"))
    blog.write("definitions/people.yaml", "Maggie Atkinson:\n")
    blog.write("definitions/organisations.yaml", "Ofsted:\n")
    blog.post("2012/11/everything", EVERYTHING, date="2012-11-09")
    trees, told = {}, {}
    for case in ("off", "on", "of another version"):
        blog.out, blog.doctrees = blog.src.parent / case, blog.src.parent / f"{case}-doctrees"
        if case == "of another version":
            blog.write("conf.py", (blog.src / "conf.py").read_text() + OTHER_VERSIONS)
        result = blog.build("-D", f"speedups={case != 'off':d}")
        assert result.status == 0 and "step aside" not in result.stderr  # no warning
        trees[case] = blog.tree()
        told[case] = [line for line in result.stdout.splitlines() if "step aside" in line]
    assert differences(trees["off"], trees["on"]) == []
    assert differences(trees["off"], trees["of another version"]) == []
    (line,) = told["of another version"]
    assert "sphinx 9" in line and "(not 1.0)" in line and not told["off"]
