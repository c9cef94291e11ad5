"""A blog of which no word is in Latin letters, and a catalogue that puts the words of each message into brackets: what
stands in Latin letters outside them was not marked to be translated."""

from __future__ import annotations

import json
import re
from pathlib import Path

from archive.core import localization
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from build.sites import Site

#: A language with letters of its own, for which Sphinx has words and the archive has none.
LANGUAGE = "ka"
#: What stands between values and HTML.
_LITERAL = re.compile(r"((?:%\(\w+\)s|<[^<>]*>|&\w+;)+)")


def bracketed(message: str) -> str:
    """``%(number)s⟦ posts by ⟧%(author)s``: what is put in stands outside, and is looked at too."""
    parts = _LITERAL.split(message)
    return "".join(f"⟦{part}⟧" if place % 2 == 0 and part.strip() else part for place, part in enumerate(parts))


def catalogue(folder: Path) -> None:
    """Write the catalogue of brackets where Sphinx looks for one, in `folder`."""
    catalog = Catalog(LANGUAGE, fuzzy=False)
    with localization.CATALOGUE_TEMPLATE.open("rb") as file:
        catalog.update(read_po(file))
    for message in catalog:
        if isinstance(message.id, str):
            message.string = bracketed(message.id) if message.id else message.string
        else:
            message.string = (bracketed(message.id[1]),) * catalog.num_plurals
    path = localization.catalogue_path(folder, LANGUAGE).with_suffix(".po")
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalog)


def blog(site: Site) -> None:
    """Put a blog with everything that the archive has words for into `site`, a copy of the empty root."""
    catalogue(site.src / "locales")
    names = {"project": "Αρχείο", "html_title": "Αρχείο", "blog_title": "Αρχείο", "author": "Άννα Βήτα",
             "tagline": "Μια γραμμή.", "licence": "Άδεια", "retelling": "", "original_note": "",
             "language": LANGUAGE, "time_zone": "Europe/Athens"}  # fmt: skip
    extra = {"page_size": 2, "show_drafts": True, "bibtex_bibfiles": ["references.bib"], "old_addresses": "blogger"}
    lines = "".join(f"{name} = {value!r}\n" for name, value in {**names, **extra}.items())
    site.write("conf.py", (site.src / "conf.py").read_text(encoding="utf-8") + lines)
    site.write("references.bib", "@misc{long, title={{Έκθεση}}, author={Γάμμα, Δέλτα}, year={2011}}\n")
    site.write("definitions/people.yaml", "Δέλτα Έψιλον:\n  aliases: [Δέλτα, Έψιλον]\n  about: Μάγειρας.\nΖήτα:\n")
    site.write("definitions/organisations.yaml", "Ήτα:\n")
    site.write("definitions/works.yaml", "Έκθεση:\n  key: long\n")
    for kind, word in {"laws": "Νόμος", "events": "Γιορτή", "topics": "Θέμα"}.items():
        site.write(f"definitions/{kind}.yaml", f"{word}:\n")
    site.write("index.md", "# Αρχείο\n\nΑρχή.\n")
    listed = "{ref}`blog-archives`, {ref}`blog-tags`.\n\n```{postlist}\n```\n"
    site.write("about.md", f"---\norphan: true\n---\n\n# Περί\n\n{listed}")
    sentences = "\n\n".join("Πάλι ο {person}`Δέλτα Έψιλον` ήρθε." for _ in range(13))
    for number in range(12):
        title, year = "ΑΒΓΔΕΖΗΘΙΚΛΜ"[number], 2009 + number // 3
        fields = {"date": f"{year}-0{number % 3 + 1}-02", "tags": "[Λάμδα, Μι, Νι]", "category": "Ξι",
                  "title": title, "redirect": f"/old-{number}.html"}  # fmt: skip
        text = "{post}`p0`, {person}`Ζήτα`, {org}`Ήτα`, {law}`Νόμος`, {event}`Γιορτή`, {topic}`Θέμα`.\n"
        site.post(f"{year}/0{number % 3 + 1}/p{number}", f"Λόγια για {text}" if number else sentences, **fields)
    chain = {"location": "Πάτρα", "updated": "2013-02-03", "original": "https://old.example/1.html"}
    for number in range(3):
        follows = {"follows": f"c{number - 1}"} if number else {}
        site.post(f"2013/01/c{number}", _EVERYTHING if number == 1 else "Αρχή.", date=f"2013-01-0{number + 1}",
                  title=f"Συνέχεια {number}", **chain, **follows)  # fmt: skip
    comments = [{"id": f"comment-{n}", "html": "<p>Ναι.</p>", "kind": kind, "author": n == 1}
                for n, kind in enumerate(["", "", "pingback", "trackback", *[""] * 9], start=1)]  # fmt: skip
    site.write("posts/2013/01/c1.comments.json", json.dumps({"format": 1, "comments": comments}))
    site.post("2013/02/draft", "Πρόχειρο.", title="Πρόχειρο", date="2013-02-01", draft="true")
    site.post("2013/02/gone", "Κρυφό.", title="Κρυφό", date="2013-02-02", withhold="Ναι")


_EVERYTHING = (
    "Λόγια {footcite:p}`long` και σημείωση[^1].\n\n[^1]: Μια σημείωση.\n\n"
    "## Ένα\n\n## Δύο\n\n## Τρία\n\n"
    + "".join(f"```{{{kind}}}\nΠροσοχή.\n```\n\n" for kind in ("note", "tip", "hint", "error", "warning", "danger"))
    + "```{update} 2013-01-20\nΔιόρθωση.\n```\n\n"
    "```{math}\n:label: one\n1 + 1\n```\n\n```{code-block} text\n:caption: Κώδικας\n1\n```\n\n"
    "[Video: Ταινία](https://www.youtube.com/watch?v=1){.embed}\n\n[Sound: Ήχος](https://soundcloud.com/1){.embed}\n\n"
    "[Embedded: Χάρτης](https://maps.example/1){.embed}\n\n[Image: Εικόνα](https://old.example/1.jpg){.missing-image"
    " .size-400x300}\n\n"
    "| Α | Β |\n|---|---|\n| 1 | 2 |\n\n" + "Πολλά λόγια για να διαβάσει κανείς. " * 200 + "\n"
)
