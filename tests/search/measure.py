"""How well the search orders what it finds, beside Sphinx's own and Material's: ``make searchquality [TUNE=1]``.

Builds the made-up blog of this folder with each of them, puts the judged queries to each in a browser, and prints a
table of mean reciprocal ranks, and those of the small sets in other languages; the figures of the table, and each
answer, are left as JSON. With ``--tune`` the ranking is first sought anew, on the odd queries alone, and printed, to be
taken over by hand.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path

from browser.conftest import FLAGS, chromium
from browser.server import serving
from playwright.sync_api import Browser, sync_playwright

from search import asking, blog, engines, languages, tuning
from search.scores import Answers, Score, by_kind, halves, score

#: The kinds of queries, as the table has them.
KINDS = {
    "titles": "the words of a title",
    "parts": "some words of a title",
    "series": "one of several titles almost the same",
    "forms": "other forms of the words",
    "names": "a name and a matter",
    "phrases": "words that follow one another",
    "tags": "the name of a subject",
    "slips": "slips of the finger",
    "beginnings": "words not typed to their end",
    "rare": "a word of one post",
    "pairs": "two words, rare together",
    "descriptions": "what a post said, retold",
    "matters": "a matter in two words",
    "questions": "a whole question",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--folder", type=Path, required=True, help="where to build, and to leave the figures")
    options.add_argument("--tune", action="store_true", help="look for better figures of the ranking first")
    given = options.parse_args()
    posts = blog.posts()
    queries = list(blog.queries(posts))
    odd, even = halves(queries)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        if given.tune:
            print(tuning.told(tuning.tune(emptied(given.folder / "tuned"), browser, posts, odd)))
        answered = dict(ask_all(given.folder, browser, posts, [query.text for query in queries]))
        spoken = [line for name in languages.NAMES for line in in_language(given.folder / name, browser, name)]
        browser.close()
    table = {part: {name: score(chosen, answers) for name, answers in answered.items()}
             for part, chosen in {"even": even, "odd": odd, **by_kind(even)}.items()}  # fmt: skip
    report(table, len(posts))
    print(*spoken, sep="\n")
    leave(given.folder / "searchquality.json", table, answered)


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def ask_all(
    folder: Path, browser: Browser, posts: Sequence[blog.BlogPost], queries: Sequence[str]
) -> Iterator[tuple[str, Answers]]:
    """What each search answers, by its name and version."""
    venv = folder / "venv-material"
    ours = engines.ours(emptied(folder / "ours"), posts)
    sites = [
        ("This project", ours, asking.ours),
        (f"Pagefind {version('pagefind')} alone", ours, asking.pagefind),
        (f"Sphinx {version('sphinx')}", engines.sphinx(emptied(folder / "sphinx"), posts), asking.sphinx),
        (f"Material {engines.MATERIAL}", engines.material(emptied(folder / "material"), posts, venv), asking.material),
    ]
    for name, out, ask in sites:
        with serving(out) as url:
            page = browser.new_page()
            yield name, ask(page, url, queries)
            page.close()


def in_language(folder: Path, browser: Browser, name: str) -> Iterator[str]:
    """What is to be said of the small set in a language, for this project and for Pagefind alone."""
    queries = languages.queries(name)
    out = engines.ours(emptied(folder), languages.posts(name), language=blog.load(name)["language"])
    with serving(out) as url:
        for engine, ask in (("this project", asking.ours), ("Pagefind alone", asking.pagefind)):
            page = browser.new_page()
            rank = score(queries, ask(page, url, [query.text for query in queries])).mrr
            page.close()
            yield f"{name}, {len(queries)} queries, {engine}: mean reciprocal rank {rank:.2f}"


def report(table: Mapping[str, Mapping[str, Score]], posts: int) -> None:
    """Print the table as Markdown, for guide/searching.md."""
    count = table["even"]["This project"].queries
    print(f"{date.today().isoformat()}, {posts} posts, {count} queries to report on\n")
    print("| |", " | ".join(table["even"]), "|")
    print("| --- |", " --- |" * len(table["even"]))
    line("**mean reciprocal rank**", (f"**{each.mrr:.2f}**" for each in table["even"].values()))
    line("the first result answers", (f"{each.first:.0%}" for each in table["even"].values()))
    line("one of the first five does", (f"{each.five:.0%}" for each in table["even"].values()))
    for kind, scores in table.items():
        if kind in KINDS:
            line(f"{KINDS[kind]} ({scores['This project'].queries})", (f"{each.mrr:.2f}" for each in scores.values()))
    line("the half that was chosen by", (f"{each.mrr:.2f}" for each in table["odd"].values()))


def line(name: str, cells: Iterator[str]) -> None:
    print(f"| {name} |", " | ".join(cells), "|")


def leave(file: Path, table: Mapping[str, Mapping[str, Score]], answered: Mapping[str, Answers]) -> None:
    scores = {part: {name: asdict(each) for name, each in row.items()} for part, row in table.items()}
    file.write_text(json.dumps({"scores": scores, "answers": dict(answered)}, indent=1) + "\n", encoding="utf-8")
    print(f"\nAs JSON: {file}")


if __name__ == "__main__":
    main()
