"""``python -m archive.cli.build``, by which `make` builds: Sphinx, without what a build has no use for."""

import subprocess
import sys
from collections.abc import Callable

from build.sites import Site

LATE = ("-m", "archive.cli.build")
LOADED = (
    "-c",
    "import sys; from archive.cli.build import main; main(sys.argv[1:]); "
    "print('loaded', *sorted({'requests', 'PIL.ExifTags', 'sphinx.builders.linkcheck', 'bs4'} & sys.modules.keys()))",
)
PICTURE = """
```{figure} pictures/square.png
:figwidth: image

A dot.
```
"""


def loaded(site: Site) -> list[str]:
    result = site.spawn("-q", "-W", command=LOADED)
    assert (result.status, result.stderr) == (0, "")
    return result.stdout.split("loaded")[1].split()


def test_it_makes_what_sphinx_makes(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    result = blog.spawn("-W", command=LATE)
    assert (result.status, result.stderr) == (0, "")
    assert blog.tree() == blog.clean()


def test_a_locale_that_this_machine_has_not_ends_no_build(site: Callable[[str], Site]) -> None:
    empty = site("empty")
    result = empty.spawn("-W", command=LATE, env={"LC_ALL": "xx_YY.UTF-8"})
    assert (result.status, result.stderr) == (0, "")
    assert empty.tree() == empty.clean()


def test_it_loads_no_library_for_the_network_or_for_pictures(site: Callable[[str], Site]) -> None:
    assert loaded(site("empty")) == []


def test_what_it_passed_over_is_loaded_where_it_is_asked_for(site: Callable[[str], Site]) -> None:
    blog = site("blog")
    blog.post("2012/10/figure", PICTURE, date="2012-10-09")
    assert loaded(blog) == ["PIL.ExifTags"]
    assert blog.tree() == blog.clean()


def test_of_faults_in_the_words_of_others_it_says_who_knows_the_cure(site: Callable[[str], Site]) -> None:
    empty = site("empty")
    empty.post("2012/10/lost", "See [what is gone](gone).", date="2012-10-09")
    result = empty.spawn("-W", "--keep-going", command=LATE)
    assert result.status == 1 and "cross-reference target not found" in result.stderr
    assert result.stdout.splitlines()[-1].endswith("make check")


def test_links_can_be_checked(site: Callable[[str], Site]) -> None:
    empty = site("empty")
    result = empty.spawn("-W", "-D", "linkcheck_ignore=.*", builder="linkcheck", command=LATE)
    assert (result.status, result.stderr) == (0, "") and (empty.out / "output.json").is_file()


def test_what_is_not_installed_is_not_missed(site: Callable[[str], Site]) -> None:
    """Pillow is needed where pictures are scaled, and nowhere else."""
    without = (
        "-c",
        "import sys; from importlib.abc import MetaPathFinder\n"
        "class Without(MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name.partition('.')[0] == 'PIL': raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Without())\n"
        "from archive.cli.build import main; sys.exit(main(sys.argv[1:]))",
    )
    result = site("empty").spawn("-q", "-W", "-D", "scale_pictures=0", command=without)
    assert (result.status, result.stderr) == (0, "")


def test_furos_navigation_is_made_where_a_theme_or_an_extension_asks_for_it() -> None:
    """Pages here have none, so what it is parsed with is not loaded; handed a tree, it does what Furo's own does."""
    asked = (
        "import sys; from archive.cli import build; build._load_navigation_late(); import furo; "
        "tree = furo.get_navigation_tree; print(tree('') == '', 'bs4' in sys.modules); "
        "print('checkbox' in tree('<ul><li><a>One</a><ul></ul></li></ul>'), tree.__module__, 'bs4' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60)
    assert result.stdout.split() == ["True", "False", "True", "archive.cli.build", "True"], result.stderr
