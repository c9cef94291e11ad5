"""What is loaded late: Furo's tree of its sidebar."""

import subprocess
import sys

TREE = '<ul><li class="toctree-l1 current"><a href="#">One</a><ul><li><a href="#">Two</a></li></ul></li></ul>'


def said(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_a_build_does_not_load_beautiful_soup():
    program = "import archive.patches, furo, sys; print('bs4' in sys.modules, furo.get_navigation_tree(''))"
    assert said(program) == "False \n"


def test_who_asks_for_a_tree_gets_furo_s_own():
    asked = f"print(furo.get_navigation_tree({TREE!r}), furo.get_navigation_tree({TREE!r}))"
    assert "checkbox" in said(f"import furo; {asked}")
    assert said(f"import archive.patches, furo; {asked}") == said(f"import furo; {asked}")
