"""Check all posts without building: ``python -m archive.check [folder]`` says what is wrong, and where."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from . import citecheck, collection, confvalues, dates, links, paths, rolecheck, unmarked
from .collection import Scan


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each problem and hint on a line, then a summary; give 1 if there was any problem, else 0."""
    parser = argparse.ArgumentParser(prog="python -m archive.check", description=__doc__)
    parser.add_argument("folder", nargs="?", default=".", help="the site's folder, which holds conf.py")
    root = Path(parser.parse_args(arguments).folder)
    # A name that the terminal cannot show must not end the check.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        zone, pages = confvalues.site(root)
        scan = collection.scan(root, zone=zone, now=dates.now(zone), pages=pages)
    except ValueError as error:
        print(error)
        return 1
    sources = [*pages, *scan.cache]
    roles = rolecheck.roles(root, sources)
    # Another site may define what this one does not.
    astray = () if confvalues.refers_elsewhere(root) else rolecheck.problems(roles, scan, scan.digests)
    cited = citecheck.problems(root, sources, confvalues.works(root))
    found = sorted({*scan.problems, *cited, *links.problems(root, sources, _without_page(scan)), *astray})
    for problem in found:
        print(problem)
    for hint in _hints(root, sources, scan, roles):
        print(f"hint: {hint}")
    print(summary(scan, len(found)))
    return 1 if found else 0


def _hints(root: Path, sources: Sequence[str], scan: Scan, roles: Sequence[rolecheck.Role]) -> list[str]:
    if not scan.digests:
        return [f'there is no post in {paths.POSTS} yet: begin one with `make new TITLE="…"`']
    cited = (key for _, _, key in citecheck.cited(root, sources))
    plain = unmarked.hints(root, scan.cache, scan.definitions)
    found = {*rolecheck.unmentioned(roles, cited, scan), *plain}
    return [str(hint) for hint in sorted(found)]


def _without_page(scan: Scan) -> dict[str, str]:
    """A withheld post still answers at its address, with a notice."""
    return {name: state for name, state in scan.hidden.items() if state is not collection.State.WITHHELD}


def summary(scan: Scan, problems: int) -> str:
    """``9 posts, 1 draft, no problem``: of posts, those that are not hidden."""
    posts = len(scan.digests) - len(scan.hidden)
    states = Counter(scan.hidden.values())
    parts = [_count(posts, "post")]
    parts += [_count(states[state], state, "s" if state == "draft" else "") for state in sorted(states)]
    parts.append(_count(problems, "problem") if problems else "no problem")
    return ", ".join(parts)


def _count(number: int, noun: str, plural: str = "s") -> str:
    return f"{number} {noun}{plural if number != 1 else ''}"


if __name__ == "__main__":
    sys.exit(main())
