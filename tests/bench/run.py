"""How long builds take, on this machine: ``make bench [N=1000] [PEERS=1]``.

Builds a synthetic blog of N posts with this project's own templates and settings: from nothing, with nothing
changed, and with one post's text edited; as ``make html`` does, and as ``make html SEARCH=0`` beside it. Prints a
table, and leaves the figures as JSON in the build folder.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench import corpus, peers

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = ("conf.py", "about.md", "_ext", "_templates", "_static")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int, help="number of posts")
    options.add_argument("--folder", type=Path, required=True, help="where to build, and to leave the figures")
    options.add_argument("--jobs", default=str(os.cpu_count()), help="processes")
    options.add_argument("--peers", action="store_true", help="build the same posts with other generators too")
    given = options.parse_args()
    figures: dict[str, Any] = {
        "date": date.today().isoformat(), "posts": given.count, "cores": os.cpu_count(),
        "python": platform.python_version(), **measure(given.count, given.folder, given.jobs),
    }  # fmt: skip
    if given.peers:
        figures["peers"] = peers.measure(list(corpus.posts(given.count)), given.folder / "peers")
    report(figures)
    target = given.folder / f"bench-{given.count}.json"
    target.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"\nAs JSON: {target}")


def measure(count: int, folder: Path, jobs: str) -> dict[str, Any]:
    """Build the three cases; seconds, bytes and numbers of files by name."""
    site = folder / f"site-{count}"
    prepare(site, count)
    aside = {f"{name}_without_search": seconds for name, seconds in _aside(site, count, jobs).items()}
    files = prepare(site, count)
    clean = build(site, jobs, search=True)
    # Of parent and workers the largest, in kB (Linux): all processes run at once are at most jobs + 1 times that.
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    unchanged = build(site, jobs, search=True)
    edited = files[count // 2]
    edited.write_text(edited.read_text() + "\nOne more paragraph.\n")
    marked = time.time()
    one_edit = build(site, jobs, search=True)
    out = site / "out"
    written = [path for path in out.rglob("*") if path.is_file() and path.stat().st_mtime >= marked]
    page = (out / edited.relative_to(site / "posts")).with_suffix(".html").read_bytes()
    text = "\n".join(next(post.paragraphs for post in corpus.posts(count) if post.slug == edited.stem)).encode()
    return {
        "clean": clean, "unchanged": unchanged, "one_edit": one_edit, "peak_memory_kb": memory,
        "files": sum(path.is_file() for path in out.rglob("*")), "files_written_by_one_edit": len(written),
        "page_bytes": len(page), "page_bytes_beside_text": len(page) - len(text),
        "page_gzip_beside_text": len(gzip.compress(page, mtime=0)) - len(gzip.compress(text, mtime=0)),
        "environment_bytes_a_post": (site / "doctrees/environment.pickle").stat().st_size // count, **aside,
    }  # fmt: skip


def _aside(site: Path, count: int, jobs: str) -> dict[str, float]:
    """Seconds of the same without a search index."""
    clean, unchanged = build(site, jobs), build(site, jobs)
    edited = next((site / "posts").rglob(f"post-{count // 2:05}.md"))
    edited.write_text(edited.read_text() + "\nOne more paragraph.\n")
    return {"clean": clean, "unchanged": unchanged, "one_edit": build(site, jobs)}


def prepare(site: Path, count: int) -> list[Path]:
    """Write the source of a site of `count` posts anew; give the files of its posts, oldest first."""
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    for name in SITE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, site / name)
    (site / "index.md").write_text("# Bench\n\n```{toctree}\n:hidden:\n\nabout\n```\n")
    return corpus.write(site / "posts", count)


def build(site: Path, jobs: str, *, search: bool = False) -> float:
    """Seconds for one build, the start of Python included."""
    begun = time.perf_counter()
    run(site, jobs, search=search)
    return round(time.perf_counter() - begun, 2)


def run(site: Path, jobs: str, *, search: bool = False) -> None:
    """Build as ``make html`` does."""
    command = [sys.executable, "-m", "archive.cli.build", "-q", "-W", "-b", "html", "-j", jobs,
               "-D", f"search_index={search:d}", "-D", "time_zone=UTC",  # in which every hour is there
               "-d", "doctrees", ".", "out"]  # fmt: skip
    subprocess.run(command, cwd=site, check=True, env=os.environ | {"PYTHONPATH": str(site / "_ext")})


def report(figures: dict[str, Any]) -> None:
    print(f"{figures['posts']} posts, {figures['cores']} cores, Python {figures['python']}, {figures['date']}")
    for name, value in figures.items():
        if isinstance(value, (int, float)) and name not in ("posts", "cores"):
            print(f"{name.replace('_', ' '):30} {value:12,}")
    for name, seconds in figures.get("peers", {}).items():
        print(f"{'clean, ' + name:30} {seconds:12,}   this project / {name}: {figures['clean'] / seconds:.2f}")


if __name__ == "__main__":
    main()
