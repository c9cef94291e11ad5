"""What other importers keep of the same exports: ``PYTHONPATH=_ext python
tests/importer/compare_peers.py FOLDER [EXPORT …]``.

Makes a virtual environment for Pelican (with Pandoc) and one for Nikola in FOLDER, from PyPI, runs their
importers and this one on the fixtures, and prints the tables of ``guide/importing.md``; for each WordPress export
named beside, how much of what its readers saw a site shows that is built of what was written.
Run by hand: it needs the network once.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from importer import readers
from importer.addresses import host_of
from importer.fidelity import trees, wordpress
from importer.fidelity.shown import Shown, shown
from importer.model import Entry
from importer.recognise import recognise
from importer.source import open_source

FIXTURES = Path(__file__).parent / "fixtures"
EXT = Path(__file__).resolve().parents[2] / "_ext"

PINS = {
    "pelican": ["pelican[markdown]==4.12.0", "beautifulsoup4", "lxml", "feedparser", "pypandoc_binary"],
    "nikola": ["nikola[extras]==8.3.3", "html2text", "lxml"],
}
BLOGGER, WORDPRESS = FIXTURES / "blog-11-02-2012.xml", FIXTURES / "wordpress.xml"
TAKEOUT = FIXTURES / "takeout/Takeout/Blogger/Blogs/Steady/feed.atom"
Probe = Callable[[dict[str, str]], bool | None]
TOOLS = ("this importer", "Pelican", "Nikola")


def run(command: list[object], bin: Path | None = None, **variables: str) -> bool:
    """True if the command ended well, without a traceback."""
    path = f"{bin}:{os.environ['PATH']}" if bin else os.environ["PATH"]
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path, **variables},
        timeout=300,
    )
    return done.returncode == 0 and "Traceback" not in done.stderr and "ERROR: Nikola" not in done.stderr


def environment(folder: Path, name: str) -> Path:
    """The folder of programs of a tool's own environment, made if need be."""
    home = folder / f"venv-{name}"
    if not home.exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin/pip", "install", "-q", *PINS[name]], check=True)
    return home / "bin"


def imports(folder: Path, source: Path) -> dict[str, tuple[bool, dict[str, str]]]:
    """Whether each tool ended well on `source`, and the text files that it left."""
    pelican, nikola = environment(folder, "pelican"), environment(folder, "nikola")
    pandoc = next((folder / "venv-pelican").rglob("files/pandoc")).parent
    out = {tool: folder / "out" / f"{source.name}-{tool.split()[0]}" for tool in TOOLS}
    for path in out.values():
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
    wordpress = source not in (BLOGGER, TAKEOUT)
    kind = "--wpfile" if wordpress else "--blogger"
    ended = {
        TOOLS[0]: run(
            [
                sys.executable,
                "-m",
                "importer",
                source,
                "--quiet",
                "--posts",
                out[TOOLS[0]] / "posts",
                "--zone",
                "Europe/London",
                "--report",
                folder / "report.txt",
            ],
            PYTHONPATH=str(EXT),
        ),
        TOOLS[1]: run([pelican / "pelican-import", kind, "-m", "markdown", "-o", out[TOOLS[1]], source], pandoc),
        TOOLS[2]: wordpress
        and run(
            [
                nikola / "nikola",
                "import_wordpress",
                "--no-downloads",
                "--export-comments",
                "--html2text",
                "--export-categories-as-categories",
                "-o",
                out[TOOLS[2]] / "site",
                source,
            ],
            nikola,
        ),
    }
    return {tool: (ended[tool], texts(out[tool])) for tool in TOOLS}


def texts(folder: Path) -> dict[str, str]:
    """What was written, by name; themes and settings left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".md", ".meta", ".json", ".wpcomment", ".csv") and not {"themes", "images"} & set(path.parts)
    }


def has(pattern: str) -> Probe:
    return lambda files: any(re.search(pattern, text, re.S) for text in files.values())


def without(pattern: str, wanted: str) -> Probe:
    """True if `pattern` is nowhere; None where `wanted` is not there either, so that there is nothing to
    judge."""
    return lambda files: not has(pattern)(files) if has(wanted)(files) else None


PROBES: dict[Path, list[tuple[str, Probe]]] = {
    WORDPRESS: [
        (
            "posts, drafts and pages, all seven",
            lambda files: all(
                has(word)(files)
                for word in (
                    "A block para",
                    "First line",
                    "To do",
                    "Hush",
                    r"\bMine\b",
                    r"\bSoon\b",
                    r"\bMe\b",
                )
            ),
        ),
        (
            "a post with a password stays unpublished",
            lambda files: any(
                "Hush" in t and re.search(r"(?i)draft: true|status: (draft|private)", t) for t in joined(files)
            ),
        ),
        ("comments, without spam", lambda files: has("Para one")(files) and not has(r"\bBuy\b")(files)),
        ("no mail or network address of a reader", without(r"f@example\.com|10\.1\.2\.3", "A block para")),
        ("no script in a comment", without(r"alert\(1\)", "Para one")),
        ("the date's offset", has(r"2012-10-31T09:30:00\+01:00|2012-10-31 09:30:00\+01:00")),
        (
            "old addresses lead to the new ones",
            has(r"redirect:\n  - .?/2012/11/classic/|/2012/11/classic/.?,"),
        ),
        ("single line breaks", has(r"First line(\\|  )\nsecond line")),
        (
            "captions stay captions",
            has(r"\{figure\}[^`]*fine|<figcaption>A <em>fine|fine\*? view(?!.*\[/caption)"),
        ),
        ("an embedded film is a link or a player", without(r"\[embed\]|\\\[embed", "First line")),
        ("a gallery is images", without(r"\[gallery|\\\[gallery", "First line")),
        ("a table is a table", has(r"\|? ?A ?\| ?B ?\|?|<th>A</th>")),
        ("block comments gone", without(r"<!-- /?wp:", "A block para")),
        ("the excerpt mark", has(r"<!-- ?(more|TEASER_END|PELICAN_END_SUMMARY) ?-->")),
        ("links between posts lead to the new ones", without(r"blog\.example\.com/\?p=11\)", "eleven")),
    ],
    BLOGGER: [
        (
            "posts and page, all three",
            lambda files: all(has(word)(files) for word in (r"\bodd\b", "Two", r"\bMe\.")),
        ),
        ("comments, threaded", has(r'"parent": "c61"')),
        ("the date in the blog's own zone", has(r"2012-07-01.00:30")),
        (
            "the old address of every post",
            lambda files: (
                has("steady-on-maggie")(files) and has(r"original: \S+2012/10/two\.html|[Ss]lug: two\n")(files)
            ),
        ),
        ("footnotes", has(r"\[\^1\]: A note")),
        ("links between posts lead to the new ones", without(r"blogspot\.de", r"\bodd\b")),
    ],
    TAKEOUT: [
        (
            "posts and page, all five",
            lambda files: all(
                has(w)(files) for w in ("Near midnight", "Same slug", r"Soon\.", r"Hello\.", "Quoted one")
            ),
        ),
        ("comments", has("Thanks")),
        ("text that looks like markup", has(r"5 \\\* 3")),
    ],
}


def joined(files: dict[str, str]) -> list[str]:
    """Text and metadata of each post together, where a tool parts them."""
    made: dict[str, str] = {}
    for name, text in files.items():
        key = re.sub(r"\.(md|meta)$", "", name)
        made[key] = made.get(key, "") + text
    return list(made.values())


@dataclass
class Seen:
    """What readers see of some pages: lines by their letters, links to elsewhere, names of pictures' files, blocks of
    code by their lines (verse is none: its words are lines)."""

    lines: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    code: set[str] = field(default_factory=set)

    def add(self, page: Shown) -> None:
        """Take note of one page."""
        self.lines |= {letters for line in (*page.lines, *page.notes) if (letters := _letters(line))}
        addresses = [href for href, _ in page.links] + [one for frame in page.frames for one in frame.addresses]
        self.links |= {unquote(href).rstrip("/") for href in addresses if href.startswith("http")}
        names = (picture.address.rpartition("/")[2].partition("?")[0] for picture in page.pictures)
        self.pictures |= {unquote(name) for name in names}
        for code in page.code:
            block = "\n".join(line.rstrip() for line in code.text.strip().splitlines())
            if code.kind != "verse" and "\n" in block:
                self.code.add(block)

    def kept_in(self, made: Seen) -> str:
        """How much of each is in what was made of it. A line counts if it is within the text, however broken."""
        text = "\n".join(made.lines)
        parts = [
            ("lines", sum(line in text for line in self.lines), len(self.lines)),
            *((kind, len(getattr(self, kind) & getattr(made, kind)), len(getattr(self, kind)))
              for kind in ("links", "pictures", "code")),
        ]  # fmt: skip
        return ", ".join(f"{name} {found} of {held}" for name, found, held in parts if held)


def seen_in_source(source: Path) -> Seen:
    """What readers saw of the published entries of an export, by the reading of `importer.fidelity`."""
    seen, hosts = Seen(), set[str]()
    opened = open_source(source)
    for item in readers.read("wxr", opened, recognise(opened).members, readers.Options(UTC)):
        if isinstance(item, Entry) and item.state == "live":
            hosts.add(host_of(item.address))
            seen.add(shown(trees.source_tree(wordpress.as_html(item.raw, markdown=item.syntax == "markdown"))))
    # Links within the blog have a line of their own in the table.
    seen.links = {link for link in seen.links if host_of(link) not in hosts}
    return seen


def seen_in_files(tool: str, files: dict[str, str], folder: Path) -> Seen:
    """What a site shows that is built of the posts that `tool` wrote: MyST by the archive's parser, Markdown by that of
    Pelican and Nikola with the extensions that both have by default."""
    posts = [text for name, text in files.items() if name.endswith(".md")]
    if tool == TOOLS[0]:
        pages = [shown(trees.markdown_tree(text.split("---\n", 2)[2]), markdown=True) for text in posts]
    else:
        command = [environment(folder, tool.lower()) / "python", "-c", _MARKDOWN]
        done = subprocess.run(command, input=json.dumps(posts), capture_output=True, text=True, check=True)
        pages = [shown(trees.source_tree(html)) for html in json.loads(done.stdout)]
    seen = Seen()
    for page in pages:
        seen.add(page)
        # A picture that is not in the export is, with this importer, a link to it.
        seen.links |= {unquote(one.address) for one in page.pictures if tool == TOOLS[0]}
    return seen


_MARKDOWN = """import json, markdown, sys
posts = json.load(sys.stdin)
json.dump([markdown.markdown(one, extensions=["extra", "codehilite", "meta"]) for one in posts], sys.stdout)"""


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", unescape(text)))


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    print("| " + " | ".join(["", *TOOLS]) + " |\n| --- | --- | --- | --- |")
    for source, title in (
        (WORDPRESS, "WordPress"),
        (BLOGGER, "Blogger, older"),
        (TAKEOUT, "Blogger, Takeout"),
    ):
        results = imports(folder, source)
        ends = [
            "yes" if results[tool][0] else "no" if results[tool][1] or tool == "Pelican" else "cannot read it"
            for tool in TOOLS
        ]
        print(f"| **{title}**: runs to its end | {' | '.join(ends)} |")
        for name, probe in PROBES[source]:
            words = {True: "yes", False: "no", None: "–"}
            cells = [words[probe(results[tool][1]) if results[tool][1] else None] for tool in TOOLS]
            print(f"| {name} | {' | '.join(cells)} |")
    for source in map(Path, sys.argv[2:]):
        seen, results = seen_in_source(source.resolve()), imports(folder, source.resolve())
        cells = [
            ("" if ended else "ends with an error: ") + seen.kept_in(seen_in_files(tool, files, folder))
            for tool, (ended, files) in results.items()
        ]
        print(f"| {source.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
