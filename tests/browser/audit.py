"""`make lighthouse`: what Lighthouse says of the site on its simulated phone, page by page, and whether that will do.

    python -m browser.audit SITE PROGRAMS REPORTS

SITE is the site as it is built, and PROGRAMS the folder in which Lighthouse is installed; the reports are left in
REPORTS. Two pages of a made-up blog of 600 posts, which is built for it, are looked at too. This is no test, since the
marks for speed depend on the machine. A busy one can only make them worse, so a page is tried three times at most.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browser import large_blog
from browser.conftest import chromium
from browser.server import serving
from browser.sites import PROJECT, BuiltSite, build

KINDS = ("front page", "post", "month", "search")
LARGE_KINDS = ("front page", "tags")
#: The least mark of each category, of 100.
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
#: The largest contentful paint, in milliseconds of the simulated phone.
LONGEST_PAINT = 1200
TRIES = 3
RUNNER = PROJECT / "tests/lighthouse/run.mjs"


@dataclass(frozen=True, slots=True)
class Audit:
    """What Lighthouse says of one page."""

    marks: dict[str, int]
    paint: int
    """Largest contentful paint, in milliseconds."""
    shift: float
    """Cumulative layout shift."""
    weight: int
    """Bytes that came over the wire, headers among them."""
    lost: tuple[str, ...]
    """What cost marks elsewhere than for speed."""

    @classmethod
    def of(cls, report: dict[str, Any]) -> Audit:
        audits = report["audits"]
        refs = [ref for name in LEAST if name != "performance" for ref in report["categories"][name]["auditRefs"]]
        weighed = [ref["id"] for ref in refs if ref["weight"]]
        return cls(
            {name: round(100 * (report["categories"][name]["score"] or 0)) for name in LEAST},
            round(audits["largest-contentful-paint"]["numericValue"]),
            audits["cumulative-layout-shift"]["numericValue"],
            round(audits["total-byte-weight"]["numericValue"]),
            tuple(f"{name}: {audits[name]['title']}" for name in weighed if audits[name]["score"] == 0),
        )

    @property
    def slow(self) -> bool:
        return self.marks["performance"] < LEAST["performance"] or self.paint > LONGEST_PAINT

    def faults(self) -> list[str]:
        """What is not good enough."""
        found = [f"{name} is {mark}, not {LEAST[name]}" for name, mark in self.marks.items() if mark < LEAST[name]]
        if self.paint > LONGEST_PAINT:
            found.append(f"the largest contentful paint comes after {self.paint} ms, not {LONGEST_PAINT}")
        if self.shift:
            found.append(f"the layout shifts by {self.shift:.3f}")
        return found + (list(self.lost) if found else [])


def audit(site: BuiltSite, kinds: list[str], programs: Path, reports: Path) -> dict[str, Audit]:
    """Let Lighthouse look at the pages of these kinds."""
    reports.mkdir(parents=True, exist_ok=True)
    names = {kind: kind.replace(" ", "-") for kind in kinds}
    pages = [f"{names[kind]}={site.url}{site.page(kind)}" for kind in kinds]
    subprocess.run(["node", RUNNER, reports, chromium() or "", *pages], cwd=programs, check=True)
    found = {kind: Path(reports, f"{name}.json").read_text(encoding="utf-8") for kind, name in names.items()}
    return {kind: Audit.of(json.loads(text)) for kind, text in found.items()}


def tried(site: BuiltSite, kinds: tuple[str, ...], programs: Path, reports: Path) -> dict[str, Audit]:
    """The same, of slow pages again."""
    done: dict[str, Audit] = {}
    for _ in range(TRIES):
        if again := [kind for kind in kinds if kind not in done or done[kind].slow]:
            done |= audit(site, again, programs, reports)
    return done


def main(out: Path, programs: Path, reports: Path) -> int:
    if chromium() is None or shutil.which("node") is None:
        print("Lighthouse needs Chromium and Node: install them (on Debian, the packages `chromium` and `nodejs`)")
        return 1
    shutil.rmtree(reports, ignore_errors=True)
    with serving(out) as url:
        done = tried(BuiltSite(out, url), KINDS, programs, reports)
    with tempfile.TemporaryDirectory() as folder:
        large = build(large_blog.write(Path(folder, "source")), Path(folder, "out"), *large_blog.SETTINGS)
        with serving(large) as url:
            site = BuiltSite(large, url, large_blog.found(large, large_blog.PAGES))
            more = tried(site, LARGE_KINDS, programs, reports / "large")
    done |= {f"large {kind}": found for kind, found in more.items()}
    print(f"{'':18}" + "".join(f"{name:>16}" for name in [*LEAST, "paint, ms", "shift", "bytes"]))
    for kind, one in done.items():
        values = [*one.marks.values(), one.paint, round(one.shift, 3), one.weight]
        print(f"{kind:18}" + "".join(f"{value:>16}" for value in values))
    faults = [f"{kind}: {fault}" for kind, one in done.items() for fault in one.faults()]
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(*(Path(argument).resolve() for argument in sys.argv[1:])))
