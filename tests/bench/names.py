"""What naming costs: ``make bench NAMES=1 [N=1000]`` builds one text twice, its names as plain words and as references.

Each post, of some 360 words in the mean, names 20 times one of N / 5 people, organisations, laws and works, some far
more often than others. Prints the processor's time of a build from nothing, and of one after an edit that changes no
mention.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
from collections.abc import Iterator
from itertools import accumulate, product
from pathlib import Path

from bench import corpus
from bench.run import prepare, run

MENTIONS = 20
"""In each post."""
POSTS_PER_NAME = 5
SENTENCE = 18
"""Words in a sentence."""
FILES = {"person": "people", "org": "organisations", "law": "laws", "work": "works"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int, help="number of posts")
    options.add_argument("--folder", type=Path, required=True, help="where to build")
    options.add_argument("--jobs", default="1", help="processes")
    options.add_argument("--rounds", type=int, default=3, help="builds from nothing, taking turns; cheapest and median")
    options.add_argument("--edits", type=int, default=9, help="builds after an edit, taking turns likewise")
    given = options.parse_args()
    sites = {case: given.folder / f"names-{given.count}-{case}" for case in ("words", "references")}
    files = {case: write(site, given.count, references=case == "references") for case, site in sites.items()}
    clean: dict[str, list[float]] = {case: [] for case in sites}
    edits: dict[str, list[float]] = {case: [] for case in sites}
    for _, (case, site) in product(range(given.rounds), sites.items()):
        for made in ("out", "doctrees"):
            shutil.rmtree(site / made, ignore_errors=True)
        clean[case].append(build(site, given.jobs))
    for number, (case, site) in product(range(given.edits), sites.items()):
        edits[case].append(edit(site, files[case][given.count * (number + 1) // (given.edits + 1)], given.jobs))
    print(f"{given.count} posts, {MENTIONS} mentions in each, of {given.count // POSTS_PER_NAME} names; seconds of CPU")
    for (label, taken), (name, which) in product(
        {"clean": clean, "one edit": edits}.items(), {"cheapest": min, "median": statistics.median}.items()
    ):
        words, references = (which(taken[case]) for case in sites)
        print(f"{label:9} {name:9} words {words:6.2f}   references {references:6.2f}   {references / words - 1:+.1%}")


def write(site: Path, count: int, references: bool) -> list[Path]:
    """Write a site of `count` posts with this project's templates and settings; give the posts' files."""
    files = prepare(site, count)
    names = list(_names(count // POSTS_PER_NAME))
    chance = random.Random(count)
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(names))))
    for file in files:
        head, _, text = file.read_text().partition("\n\n# ")
        title, *paragraphs, link = text.split("\n\n")
        chosen = chance.choices(names, cum_weights=weights, k=MENTIONS)
        # Dealt out among the paragraphs, of which there may be one or more than there are names.
        shares = [chosen[place :: len(paragraphs)] for place in range(len(paragraphs))]
        paragraphs = [_naming(one, share, chance, references) for one, share in zip(paragraphs, shares, strict=True)]
        file.write_text(head + "\n\n# " + "\n\n".join([title, *paragraphs, link]))
    if references:
        (site / "definitions").mkdir()
        for kind, name in FILES.items():
            entries = (f"{one}:\n  about: Of whom posts tell.\n" for other, one in names if other == kind)
            (site / f"definitions/{name}.yaml").write_text("".join(entries))
    return files


def _names(count: int) -> Iterator[tuple[str, str]]:
    chance = random.Random(count)
    for number in range(count):
        first, last = ("".join(chance.choices(corpus.SYLLABLES, k=3)).title() for _ in range(2))
        yield list(FILES)[number % len(FILES)], f"{first} {last} {number}"


def _naming(paragraph: str, names: list[tuple[str, str]], chance: random.Random, references: bool) -> str:
    """The paragraph in sentences, with `names` among its words."""
    words = paragraph.rstrip(".").split()
    for kind, name in names:
        words.insert(chance.randrange(1, len(words) + 1), f"{{{kind}}}`{name}`" if references else name)
    sentences = [" ".join(words[start : start + SENTENCE]) for start in range(0, len(words), SENTENCE)]
    return ". And ".join(sentences) + "."


def edit(site: Path, file: Path, jobs: str) -> float:
    file.write_text(file.read_text() + "\nOne more paragraph.\n")
    return build(site, jobs)


def build(site: Path, jobs: str) -> float:
    """Seconds of the processor for one build, those of all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(site, jobs)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
