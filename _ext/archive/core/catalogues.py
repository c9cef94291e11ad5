"""Catalogues of the words of the site: ``locale/<language>/LC_MESSAGES/archive.po``, compiled into the build's folder.

What scripts need of them is made with it, since a compiled catalogue does not know any more where a message stands.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from .digests import digest
from .localization import matching

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

#: Where the catalogues stand.
FOLDER = Path(__file__).parents[1] / "locale"
DOMAIN = "archive"
#: All messages, untranslated.
TEMPLATE = FOLDER / "archive.pot"


@dataclass(frozen=True)
class ScriptWords:
    """The messages of scripts in the language of the site."""

    messages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By the English message, after its context and a ``\\x04`` where it has one, the translation or its forms."""
    plural: str = "n != 1"
    """Which of the forms stands for a number `n`: an expression of C, and of JavaScript."""


def path_in(folder: Path, language: str, domain: str = DOMAIN) -> Path:
    """Where a catalogue stands in a folder of such, without its suffix."""
    return folder / language / "LC_MESSAGES" / domain


def languages(folder: Path = FOLDER) -> list[str]:
    """The languages that there are catalogues for."""
    return sorted(path.parts[-3] for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def sources(tag: str, folders: Iterable[Path]) -> list[Path]:
    """The catalogues for a language tag: of each of `folders`, and of the archive's own, the one that fits best."""
    found = []
    for folder in (*folders, FOLDER):
        if names := matching(tag, languages(folder)):
            found.append(path_in(folder, names[0]).with_suffix(".po"))
    return found


def load(paths: Sequence[Path], folder: Path, language: str) -> tuple[NullTranslations, ScriptWords, list[Path]]:
    """Some catalogues, each asked for what those before it have not; and the folders below `folder` in which they
    stand, compiled, under the name `language`."""
    translations, words, folders = NullTranslations(), ScriptWords(), []
    for number, path in enumerate(paths):
        folders.append(folder / str(number))
        found, of_scripts = compiled(path, folders[-1], language)
        if number:
            translations.add_fallback(found)
            words = replace(words, messages={**of_scripts.messages, **words.messages})
        else:
            translations, words = found, of_scripts
    return translations, words, folders


def compiled(path: Path, folder: Path, language: str) -> tuple[NullTranslations, ScriptWords]:
    """The catalogue at `path`, compiled into `folder` under the name `language`, where that was not done already.

    It stands there a second time in the name of ``sphinx``, to be asked for words that Sphinx's own catalogue lacks.
    """
    target, stamp = path_in(folder, language), digest(path.read_bytes().hex())
    try:
        return _load(target, stamp)
    except (OSError, ValueError, KeyError, TypeError, struct.error):  # not there yet, of another source, or damaged
        _compile(path, target, stamp)
        return _load(target, stamp)


def _load(target: Path, stamp: str) -> tuple[NullTranslations, ScriptWords]:
    words = json.loads(target.with_suffix(".json").read_text("utf-8"))
    if words.pop("stamp") != stamp:
        raise ValueError(f"{target} is of another catalogue")
    with target.with_suffix(".mo").open("rb") as file:
        return GNUTranslations(file), ScriptWords(**words)


def _compile(path: Path, target: Path, stamp: str) -> None:
    from babel.messages.mofile import write_mo

    catalog = read(path)
    made = BytesIO()
    write_mo(made, catalog)
    messages = {_key(message): _forms(message) for message in catalog if _is_of_script(message)}
    words = json.dumps({"messages": messages, "plural": catalog.plural_expr, "stamp": stamp}, ensure_ascii=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    files = {f"{DOMAIN}.mo": made.getvalue(), "sphinx.mo": made.getvalue(), f"{DOMAIN}.json": words.encode()}
    for name, data in files.items():
        aside = target.with_name(f"{name}.{os.getpid()}")
        aside.write_bytes(data)
        os.replace(aside, target.with_name(name))


def read(path: Path) -> Catalog:
    """The catalogue at `path`, uncompiled."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain=DOMAIN)


def _is_of_script(message: Message) -> bool:
    """Whether a message is translated, and stands in a script."""
    of_script = any(file.endswith(".js") for file, _ in message.locations)
    return bool(message.id) and of_script and not message.fuzzy and all(_forms(message))


def _key(message: Message) -> str:
    first = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return f"{message.context}\x04{first}" if message.context else str(first)


def _forms(message: Message) -> list[str]:
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return [form or "" for form in forms]
