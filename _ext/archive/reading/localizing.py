"""The language of a build: its catalogues, compiled into the folder of doctrees and given to Sphinx, and CLDR's rules.

A catalogue is looked for as Sphinx looks for its own, by language and region; where there is none for exactly these,
the nearest serves (`languages.matching`). What an author's own catalogue has, in one of Sphinx's `locale_dirs`, goes
before the archive's.
"""

from __future__ import annotations

from pathlib import Path

import sphinx.locale
from sphinx.application import Sphinx
from sphinx.config import Config

from ..core import localization
from ..core.languages import matching
from ..core.localization import Localization, gettext_noop
from .build import Build

#: What Sphinx says on pages, though its own catalogues lack it in many languages: the archive's stand behind those.
OF_SPHINX = (
    gettext_noop("Link to this heading"), gettext_noop("Link to this image"), gettext_noop("Link to this table"),
    gettext_noop("Link to this code"), gettext_noop("Link to this definition"), gettext_noop("Link to this term"),
    gettext_noop("Link to this toctree"), gettext_noop("Tip"), gettext_noop("Hint"), gettext_noop("Error"),
)  # fmt: skip


def setup(app: Sphinx, build: Build) -> None:
    # After the scan, which locks the folder of doctrees, and before anything is read.
    build.connect("config-inited", _localize, priority=950)


def _localize(build: Build, config: Config) -> None:
    app, language = build.app, str(config.language)
    tag = language.replace("_", "-")
    own = Path(sphinx.package_dir, "locale")
    available = [path.parents[1].name for path in own.glob("*/LC_MESSAGES/sphinx.mo")]
    for name in matching(tag, available):
        sphinx.locale.init([str(own)], name)
    paths = sources(app, config)
    translations, build.script_words, folders = localization.load_catalogues(paths, build.store.catalogues, language)
    for folder in folders:
        for domain in (localization.DOMAIN, "sphinx"):
            app.add_message_catalog(domain, str(folder))
    # What templates of Sphinx and of its themes say stands in its own catalogue.
    translations.add_fallback(sphinx.locale.get_translator())
    build.localization = Localization(tag, translations)


def sources(app: Sphinx, config: Config) -> list[Path]:
    """The catalogues for the language of the site."""
    folders = [Path(app.srcdir, name) for name in config.locale_dirs]
    return localization.catalogues_for(str(config.language).replace("_", "-"), folders)
