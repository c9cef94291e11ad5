"""How long the live preview takes from a saved file to its new text in the browser: ``python -m bench.live N``.

To be run in `tests`; CHROMIUM names the browser.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, sync_playwright

from bench.run import prepare

EDITS = 5


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int, help="number of posts")
    options.add_argument("--folder", type=Path, required=True, help="where to build")
    given = options.parse_args()
    site = given.folder.absolute() / f"live-{given.count}"
    edited = prepare(site, given.count)[given.count // 2]
    process = subprocess.Popen(
        [sys.executable, "-m", "archive.cli.preview", ".", "_build/live", "--port", "0", "-j", "auto",
         "-D", "show_drafts=1", "-D", "search_index=0", "-D", "time_zone=UTC", "--no-color"],
        cwd=site, env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(site / "_ext")}, text=True,
        stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout
        url = next(line for line in process.stdout if "Serving on" in line)
        url = url.split()[-1]
        address = edited.relative_to(site / "posts").with_suffix(".html").as_posix()
        Thread(target=process.stdout.read, daemon=True).start()  # else it would stop at a full pipe
        seconds = measure(f"{url}/{address}", edited)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
    taken = " ".join(f"{each:.2f}" for each in seconds)
    print(f"{given.count} posts: {taken} s, median {statistics.median(seconds):.2f} s")


def measure(url: str, post: Path) -> list[float]:
    """Seconds for each of some edits of the post that stands at `url`."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(url)
        seconds = [_edit(page, post, f"Edited for the {number}th time.") for number in range(EDITS)]
        browser.close()
    return seconds


def _edit(page: Page, post: Path, words: str) -> float:
    text = post.read_text(encoding="utf-8")
    begun = time.perf_counter()
    post.write_text(f"{text}\n{words}\n", encoding="utf-8")
    page.get_by_text(words).wait_for()
    taken = time.perf_counter() - begun
    time.sleep(2)  # an author reads what was written
    return taken


if __name__ == "__main__":
    main()
