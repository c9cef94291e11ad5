"""The language of a build: its catalogues, compiled into the folder of doctrees and given to Sphinx, and CLDR's rules.

A catalogue is looked for as Sphinx looks for its own, by language and region; where there is none for exactly these,
the nearest serves (`localization.matching`).
"""

from __future__ import annotations

from pathlib import Path

import sphinx.locale
from sphinx.application import Sphinx
from sphinx.config import Config

from ..core import catalogues
from ..core.localization import Localization, matching
from .build import Build


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
    build.localization = Localization(tag)
    if path := catalogues.source(tag):
        folder = build.store.catalogues
        translations, build.script_words = catalogues.compiled(path, folder, language)
        build.localization = Localization(tag, translations)
        for domain in (catalogues.DOMAIN, "sphinx"):
            app.add_message_catalog(domain, str(folder))
    # What Sphinx and its themes say, such as `Skip to content`, stands in its own catalogue.
    build.localization.translations.add_fallback(sphinx.locale.get_translator())
