"""Looks for the figures that order results best, on one half of the queries: one after the other, again and again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from browser.server import serving
from playwright.sync_api import Browser

from search import asking, engines
from search.blog import BlogPost, Query
from search.scores import score

#: The figures, by group, and what is tried for each; the first is what they are now, from which the search begins.
#: `index` are those of documents.py, which want another index.
GRID: dict[str, dict[str, tuple[float, ...]]] = {
    "index": {"DESCRIPTION": (2, 1, 4)},
    "ranked": {
        "termFrequency": (1, 0.8, 0.5), "termSaturation": (1.4, 0.7, 1, 2), "termSimilarity": (1, 2, 4, 8),
        "pageLength": (0.75, 0.3, 0.5, 1),
    },
    "metaWeights": {"title": (10, 5, 7, 14), "tags": (1, 0, 2, 4)},
    "weights": {"most": (0.3, 0.2, 0.5, 0.7), "lacking": (2, 1, 3, 4)},
}  # fmt: skip
ROUNDS = 2

#: Figures as one setting: by group and name.
Setting = dict[tuple[str, str], float]


def tune(folder: Path, browser: Browser, posts: Sequence[BlogPost], half: Sequence[Query]) -> Setting:
    """The setting with the best mean reciprocal rank on `half`; of two equals, the one that is there."""
    out = engines.ours(folder, posts)
    texts = [query.text for query in half]
    indexed: dict[str, float] = {}
    with serving(out) as url:
        ask = asking.opened(browser.new_page(), url)

        def worth(setting: Setting) -> float:
            nonlocal ask
            figures = {group: {name: setting[group, name] for name in names} for group, names in GRID.items()}
            index = figures.pop("index")
            if index != indexed:
                weigh(folder, index)
                indexed.update(index)
                ask = asking.opened(browser.new_page(), url)
            return score(half, ask(texts, figures)).mrr

        return climb(worth)


def climb(worth: Callable[[Setting], float]) -> Setting:
    """Better one figure after the other, as long as that gains anything."""
    best: Setting = {(group, name): values[0] for group, names in GRID.items() for name, values in names.items()}
    most = worth(best)
    print(f"{most:.4f}  to begin with", flush=True)
    for _ in range(ROUNDS):
        before = most
        for figure, value in tries():
            if best[figure] == value:
                continue
            gained = worth({**best, figure: value})
            if gained > most + 1e-9:
                best, most = {**best, figure: value}, gained
                print(f"{most:.4f}  {figure[1]} = {value:g}", flush=True)
        if most == before:
            break
    return best


def tries() -> Iterator[tuple[tuple[str, str], float]]:
    """Every value of every figure; those that want another index last."""
    for group in [*list(GRID)[1:], "index"]:
        for name, values in GRID[group].items():
            for value in values:
                yield (group, name), value


def weigh(folder: Path, index: dict[str, float]) -> None:
    """Build the site in `folder` anew with these weights of the index."""
    module = folder / "source/_ext/archive/search/documents.py"
    text = module.read_text(encoding="utf-8")
    for name, value in index.items():
        text = re.sub(f"^{name} = .*", f"{name} = {value}", text, flags=re.MULTILINE)
    module.write_text(text, encoding="utf-8")
    engines.build(folder / "source", folder / "out")


def told(setting: Setting) -> str:
    """The setting as text, to be taken into documents.py and search-engine.js."""
    groups: dict[str, dict[str, float]] = {}
    for (group, name), value in setting.items():
        groups.setdefault(group, {})[name] = value
    return json.dumps(groups, indent=1)
