"""Whatever a build says of a post, `make check` says too, and of the same line; and it says nothing else."""

import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from build.sites import ROOT, ROOTS, Site

#: Texts with something wrong in them, and beside them such in which it is right; one a line, with ¶ for its own ends.
TEXTS = (Path(__file__).parent / "texts.txt").read_text(encoding="utf-8").splitlines()
SAID = re.compile(r"^(?!hint: )(?:/\S*/src/)?(\S+?):(\d*): ", re.MULTILINE)


def blog(folder: Path) -> Site:
    """A site as it is shipped, with what the texts refer to."""
    site = Site(folder, "empty")
    # Read without running it: so not by way of another file.
    site.write("conf.py", (site.src / "shipped.py").read_text())
    site.write("references.bib", "@misc{a, title = {A}, year = 2012}\n")
    site.write("posts/square.png", (ROOTS / "test-blog/posts/2012/10/pictures/square.png").read_bytes())
    site.write("posts/table.csv", "a,b\n")
    site.write("posts/part.txt", "Included.\n")
    site.write("posts/old.txt", b"caf\xe9,b\n")
    text = "(place)=\n## Sub *x* head\n\n(bare)=\nWords.\n\n### Part\n\n#### Too deep\n\n"
    text += "```{math}\n:label: euler\n\nx\n```\n\n```{glossary}\ntea\n  Hot.\n\nTea\n  Green.\n```\n"
    site.post("deep/other", text, date="2012-01-01", tags="Lean")
    return site


def differences(site: Site, texts: Iterable[str]) -> list[str]:
    """Where the build of posts of these texts, and the check of them, differ in which lines they name."""
    texts = list(texts)
    for number, text in enumerate(texts):
        site.post(f"t{number:03}", text.replace("¶", "\n"), date="2012-10-01")
    built = site.build("-W", "--keep-going", "-j", "2", first=lambda: signal.alarm(300))
    assert "Traceback" not in built.stderr, built.stderr
    command = [sys.executable, "-m", "archive.cli.check", "."]
    env = site.environment() | {"PYTHONPATH": str(ROOT / "_ext")}
    done = subprocess.run(command, cwd=site.src, env=env, capture_output=True, text=True, check=False)
    assert not done.stderr
    said, checked = set(SAID.findall(built.stderr)), set(SAID.findall(done.stdout))
    found = [("only the build names", place) for place in said - checked]
    found += [("only the check names", place) for place in checked - said]
    return [f"{what} line {line} of {name}: {_text(texts, name)!r}" for what, (name, line) in sorted(found)]


def _text(texts: list[str], name: str) -> str:
    number = re.search(r"posts/t(\d+)\.md", name)
    return texts[int(number[1])] if number else name


def test_the_check_says_what_the_build_says(tmp_path: Path) -> None:
    assert differences(blog(tmp_path), TEXTS) == []


def combined(count: int, seed: int) -> list[str]:
    """Texts that each hold several of the others, in paragraphs of their own and one within another."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        parts = chance.sample(TEXTS, chance.randint(2, 5))
        kind = chance.randrange(4)
        if kind == 1:
            parts = ["```{note}¶" + part + "¶```" if "```" not in part else part for part in parts]
        elif kind == 2:
            parts = ["> " + part.replace("¶", "¶> ") for part in parts if "#" not in part]
        elif kind == 3:
            parts = ["- " + part.replace("¶", "¶  ") for part in parts if "#" not in part]
        made.append("¶¶".join(parts) or "Words.")
    return made


def test_the_check_says_it_of_texts_that_hold_several(tmp_path: Path) -> None:
    assert differences(blog(tmp_path), combined(60, seed=1)) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(2, 12))
def test_the_check_says_it_of_many_texts(tmp_path: Path, seed: int) -> None:
    assert differences(blog(tmp_path), combined(300, seed)) == []


@pytest.mark.parametrize("field", ["image: gone.png", "myst:\n  nosuch: 1", "myst:\n  enable_extensions: [nosuch]"])
def test_the_check_says_it_of_front_matter(tmp_path: Path, field: str) -> None:
    site = blog(tmp_path)
    site.write("posts/front.md", f"---\ndate: 2012-10-01\n{field}\n---\n\n# Front\n")
    assert differences(site, []) == []
    assert "posts/front.md:3: " in site.build().stderr


def test_what_a_standing_page_switches_on_is_on_for_check_and_build(tmp_path: Path) -> None:
    site = blog(tmp_path)
    text = "# About\n\nIt is $x^2$.\n\n- [ ] to do\n\n:::{note}\n[x](gone.pdf)\n:::\n"
    site.write("about.md", f"---\nmyst:\n  enable_extensions: [dollarmath, colon_fence]\n---\n\n{text}")
    assert differences(site, []) == []
    command = [sys.executable, "-m", "archive.cli.check", "."]
    env = site.environment() | {"PYTHONPATH": str(ROOT / "_ext")}
    checked = subprocess.run(command, cwd=site.src, env=env, capture_output=True, text=True, check=False)
    for said in (checked.stdout, site.build("-E").stdout):
        assert re.findall(r"hint: (\S+): `(.*?)`", said) == [("about.md:10", "- [ ]")]
