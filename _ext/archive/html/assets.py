"""Static files and images: copied when their contents changed, removed when their sources are gone.

The words of scripts are one of them: a small file in the language of the site, in the place of Sphinx's
``translations.js``. A script takes them from there::

    const { gettext } = await import(`./words.js?v=${document.documentElement.dataset.words}`);
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Set
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any

import furo
from sphinx.builders.html import StandaloneHTMLBuilder

from ..core import sizes
from ..core.localization import Localization, ScriptWords
from ..core.texts import digest
from ..files.pictures import ScaledFile
from ..reading.build import build_of
from ..store.records import StaticFiles
from ..store.store import Store
from . import stylesheets

#: Where the words of scripts stand, from the root of the site, and what the file has beside them.
_WORDS = "_static/words.js"
_FUNCTIONS_OF_WORDS = Path(__file__).with_name("words.js")


def key(builder: StandaloneHTMLBuilder) -> str:
    """Digest of everything that any page depends on beside templates: the settings and the static files."""
    settings = builder.config.filter(frozenset({"", "env", "html"}))
    # Not all ways to build load the checker of links; and pages are the same without shortcuts, but for blanks.
    values = {setting.name: setting.value for setting in settings
              if not setting.name.startswith(("linkcheck_", "speedups"))}  # fmt: skip
    files = (f"{name!r}:{_file_digest(path)}" for name, path in _files(builder, builder.get_asset_paths()))
    build = build_of(builder.env)
    words = words_version(build.script_words, build.localization)
    return digest(_in_words(values), repr(sorted(builder.tags)), words, *files)


def _in_words(value: Any) -> str:
    """The value of a setting in words that are the same at each build: sets have no order, and functions no address."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(sorted(f'{_in_words(key)}: {_in_words(one)}' for key, one in value.items()))}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_in_words, value))}]"
    if isinstance(value, Set):
        return f"{{{', '.join(sorted(map(_in_words, value)))}}}"
    if isinstance(value, (type, FunctionType)):
        return f"{value.__module__}.{value.__qualname__}"
    return repr(value)


def _files(builder: StandaloneHTMLBuilder, folders: list[str]) -> Iterator[tuple[str, Path]]:
    """Every file below `folders`, which count from the folder of conf.py: (its name, where it is).

    Folders of extensions lie elsewhere: files are named by the last part of such a one.
    """
    for folder in folders:
        root = Path(builder.confdir, folder)
        base = builder.confdir if root.is_relative_to(builder.confdir) else root.parent
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file():
                yield path.relative_to(base).as_posix(), path


def _file_digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()


def search_version(builder: StandaloneHTMLBuilder) -> str:
    """Digest of the scripts and styles of the search, which are fetched under it: a new one never meets an old one."""
    files = (item for item in _files(builder, builder.get_asset_paths()) if Path(item[0]).name.startswith("search"))
    return digest(version("pagefind"), *(f"{name}:{_file_digest(path)}" for name, path in files))[:8]


def words_script(words: ScriptWords, local: Localization) -> str:
    """The words of scripts: the messages and the forms of dates, and the functions that take them from there."""
    values = {
        "messages": words.messages, "days": local.date_patterns("yMMMMd"), "months": local.date_patterns("yMMMM"),
        "years": local.date_patterns("y")[0], "numerals": local.digits("0123456789"),
    }  # fmt: skip
    lines = (f"const {name} = {json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(',', ':'))};\n"
             for name, value in values.items())  # fmt: skip
    return f"{''.join(lines)}const plural = (n) => {words.plural};\n{_FUNCTIONS_OF_WORDS.read_text('utf-8')}"


def words_version(words: ScriptWords, local: Localization) -> str:
    """Digest of the words of scripts, under which pages ask for it."""
    return digest(words_script(words, local))[:8]


def copy_static(builder: StandaloneHTMLBuilder, store: Store) -> None:
    """Fill ``_static`` anew, and copy what ``html_extra_path`` names.

    Sphinx, Furo and the extensions bring files of their own; the stylesheets are then trimmed and translated.
    """
    store.records.put(StaticFiles())
    store.plan([path for path in store.output.keys if path.startswith("_static/")])
    shutil.rmtree(Path(builder.outdir, "_static"), ignore_errors=True)
    StandaloneHTMLBuilder.copy_static_files(builder)
    StandaloneHTMLBuilder.copy_extra_files(builder)
    # Furo does this when the build is over; the pages' checksums of the file want it now.
    pygments = Path(builder.outdir, "_static", "pygments.css")
    pygments.write_text(furo.get_pygments_stylesheet(), encoding="utf-8")
    Path(builder.outdir, sizes.PATH).write_text(sizes.STYLESHEET, encoding="utf-8")
    build = build_of(builder.env)
    words = words_script(build.script_words, build.localization)
    Path(builder.outdir, _WORDS).write_text(words, encoding="utf-8")
    stylesheets.translate(Path(builder.outdir, "_static"), build.localization)
    theme = Path(builder.outdir, "_static", "styles", "furo.css")
    if theme.is_file():
        stylesheets.trim(theme, sorted(pygments.parent.glob("*.css")))


def is_incomplete(outdir: Path, store: Store) -> bool:
    """Whether anything that an earlier build put under ``_static`` is there no more."""
    paths = [path for path in store.output.keys if path.startswith("_static/")]
    return not paths or not all((outdir / path).is_file() for path in paths)


def static_names(builder: StandaloneHTMLBuilder) -> list[str]:
    """What `copy_static` leaves in the output, from its root."""
    root = Path(builder.outdir)
    names = [path.relative_to(root).as_posix() for path in sorted((root / "_static").rglob("*")) if path.is_file()]
    for folder in builder.config.html_extra_path:
        source = Path(builder.confdir, folder)
        if source.is_dir():
            names += [path.relative_to(source).as_posix() for path in sorted(source.rglob("*")) if path.is_file()]
        elif source.is_file():
            names.append(source.name)
    return names


def copy_changed(srcdir: Path, outdir: Path, files: Mapping[str, str], store: Store) -> dict[str, str]:
    """Copy `files`, source to place in the output, where they changed; give the key of each by its place."""
    sources = {path: source for source, path in files.items()}
    keys = {path: store.source_files.of(srcdir, source).digest for path, source in sources.items()}
    missing = store.output.missing(keys)
    store.plan(missing)
    for path in missing:
        target = Path(outdir, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(srcdir, sources[path]), target)
        store.output.wrote({path: keys[path]})
    return keys


def write_scaled(outdir: Path, files: Mapping[str, ScaledFile], store: Store) -> dict[str, str]:
    """Put smaller pictures, by their names, beside those that they were made of; give the key of each by its place."""
    keys = {f"_images/{name}": file.key for name, file in files.items()}
    missing = store.output.missing(keys)
    store.plan(missing)
    for path in missing:
        target = Path(outdir, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files[path.removeprefix("_images/")].data())
        store.output.wrote({path: keys[path]})
    return keys
