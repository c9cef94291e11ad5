"""``make messages``: collect the words of the site from its sources, and bring all catalogues up to date with them.

With ``--check`` nothing is written: what ``make lint`` and the checks of a change ask. A catalogue is wrong where its
translations would not do in the place of the message: values and HTML have to be the same. What is not translated
yet is listed, and is no fault: there the site speaks English.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import write_po

from ..core.localization import (
    CATALOGUE_TEMPLATE,
    CATALOGUES,
    DOMAIN,
    CatalogueError,
    catalogue_path,
    read_catalogue,
    translated_languages,
)

MAPPING = ".babel.cfg"
#: What marks messages, beside the functions that Babel knows.
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
    "gettext_noop": None, "ngettext_noop": (1, 2),
}  # fmt: skip
_HEADER = "# The words of the site."
_ABOUT: dict[str, Any] = {"domain": DOMAIN, "project": "archive", "version": "1.0", "fuzzy": False}
#: Lines of the head of a catalogue that would change where no message does, or say nothing.
_LEFT_OUT = tuple(f'"{name}:' for name in (
    "POT-Creation-Date", "PO-Revision-Date", "Report-Msgid-Bugs-To", "Last-Translator", "Language-Team", "Generated-By",
))  # fmt: skip
_VALUE = re.compile(r"%\(\w+\)s")
_TAG = re.compile(r"<[^<>]*>|&\w+;")
_WIDTH = 120


def collect(root: Path) -> Catalog:
    """The messages of the sources below `root`, in the order of their files. No time and no line is noted, with which
    the file would change where no message does."""
    catalog = Catalog(header_comment=_HEADER, **_ABOUT)
    with (root / MAPPING).open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, MAPPING)  # type: ignore[no-untyped-call]
    folders = {pattern.partition("/")[0] for pattern, _ in methods}

    def is_source(folder: str) -> bool:
        return Path(folder).relative_to(root).parts[0] in folders and Path(folder).name != "__pycache__"

    found = extract_from_dir(root, methods, options, _KEYWORDS, ("Translators:",), strip_comment_tags=True,
                             directory_filter=is_source)  # fmt: skip
    for name, _, message, comments, context in found:
        catalog.add(message, None, [(name, 0)], auto_comments=[" ".join(comments)] if comments else [], context=context)
    return catalog


def text(catalog: Catalog) -> bytes:
    """A catalogue as its file has it."""
    made = BytesIO()
    write_po(made, catalog, width=_WIDTH, include_lineno=False, sort_output=False)
    lines = made.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_LEFT_OUT)).encode()


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue of a language with the messages of `template`, an empty one where there is none. What a new message
    may be like is not guessed."""
    path = catalogue_path(CATALOGUES, language).with_suffix(".po")
    catalog = read_catalogue(path) if path.exists() else Catalog(language, header_comment=_HEADER, **_ABOUT)
    catalog.update(template, no_fuzzy_matching=True)
    if is_english(catalog):
        for message in list(catalog):
            if message.id and not any(_as_tuple(message.string)):
                catalog.delete(message.id, message.context)
    return catalog


def is_english(catalog: Catalog) -> bool:
    """Whether a catalogue has nothing but what is said otherwise in a region than in the sources, which are in the
    English of England."""
    return bool(catalog.locale and catalog.locale.language == "en")


def faults(catalog: Catalog) -> Iterator[str]:
    """What is wrong with translations: a value or a part of HTML that the message has, and a form has not."""
    for message in filter(lambda message: message.id, catalog):  # the first is about the catalogue
        *others, original = _as_tuple(message.id)
        *first_forms, last = _as_tuple(message.string)
        for form in (*first_forms, last):
            wanted, got = _parts(original), _parts(form)
            if form is not last and others:  # a form for one, or for two, may say that in words
                wanted.discard("%(number)s")
                got.discard("%(number)s")
            if form and wanted != got:
                yield f"“{original}”: “{form}” lacks {sorted(wanted - got)}, and has {sorted(got - wanted)}"


def _parts(text: str) -> set[str]:
    """The values and the HTML of a message."""
    return {*_VALUE.findall(text), *_TAG.findall(text)}


def _as_tuple(texts: str | Sequence[str | None] | None) -> tuple[str, ...]:
    """A message, or all its forms."""
    return (texts or "",) if texts is None or isinstance(texts, str) else tuple(text or "" for text in texts)


def missing(catalog: Catalog) -> list[str]:
    """The messages that are not translated."""
    if is_english(catalog):
        return []
    return [_as_tuple(message.id)[0] for message in catalog
            if message.id and (message.fuzzy or not all(_as_tuple(message.string)))]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Bring all catalogues up to date, or with ``--check`` say what is to be done; give 1 if there is any fault."""
    parser = argparse.ArgumentParser(prog="make messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where something is to be done")
    parser.add_argument("--language", help="begin the catalogue of this language, such as `fr` or `pt_BR`")
    options = parser.parse_args(arguments)
    template = collect(Path.cwd())
    languages = set(translated_languages())
    if options.language:
        try:
            languages.add(str(options.language) if Locale.parse(options.language) else "")
        except (ValueError, UnknownLocaleError):
            print(f"`{options.language}` is no language that CLDR knows: write it as `fr` or `pt_BR`")
            return 1
    catalogues = {CATALOGUE_TEMPLATE: template}
    try:
        for language in sorted(languages):
            catalogues[catalogue_path(CATALOGUES, language).with_suffix(".po")] = updated(language, template)
    except CatalogueError as error:
        print(error)
        return 1
    problems: list[str] = []
    for path, catalog in catalogues.items():
        problems += _write(path, catalog, options.check)
        if not catalog.locale:  # the template, which has no translations
            continue
        problems += [f"{_shown(path)}: {fault}" for fault in faults(catalog)]
        if untranslated := missing(catalog):
            print(f"{_shown(path)}: {len(untranslated)} of {len(template)} messages are not translated")
            for message in untranslated if options.check else ():
                print(f"  {message}")
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


def _write(path: Path, catalog: Catalog, check: bool) -> list[str]:
    """Write the file of a catalogue if it is not up to date; with `check`, give that as a problem instead."""
    data = text(catalog)
    if path.exists() and path.read_bytes() == data:
        return []
    if check:
        return [f"{_shown(path)}: is not up to date: run `make messages`"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return []


def _shown(path: Path) -> Path:
    """A path as one would type it here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
