"""The settings that ``conf.py`` may make for the archive, and what is derived from them.

One is the language of a build: its catalogues are compiled into the folder of doctrees and given to Sphinx. A catalogue
is looked for as Sphinx looks for its own, by language and region; where there is none for exactly these, the nearest
serves (`languages.matching_catalogues`). What an author's own catalogue has, in one of Sphinx's `locale_dirs`, goes
before the archive's.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import locale
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

import ablog.blog
import sphinx.locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from ..core import addresses, dates, localization
from ..core.languages import matching_catalogues
from ..core.localization import Localization, gettext_noop
from ..core.texts import digest
from ..core.yamltext import Node
from ..files.policy import POLICY
from ..model.oldaddresses import SERVICES, OldAddress, OldBlog
from ..model.posts import Site
from ..source import configuration, fields
from .build import Build

logger = logging.getLogger(__name__)

#: Packages whose version shows in the output: another version means another build.
PACKAGES = (
    "ablog", "docutils", "furo", "jinja2", "lxml", "markdown-it-py", "mdit-py-plugins", "myst-parser",
    "pagefind", "pybtex", "pybtex-docutils", "pygments", "sphinx", "sphinx-basic-ng", "sphinxcontrib-bibtex",
)  # fmt: skip

#: Of settings for which ABlog has another name, what they are if nobody makes them.
OWN_DEFAULTS = {"html_baseurl": "", "feed_size": 20}

#: Settings whose values are text, and those that are on or off.
_OF_TEXT = (
    "project", "author", "tagline", "language", "time_zone", "html_baseurl", "licence", "licence_url", "retelling",
    "original_note", "websub_hub", "indexnow_key",
)  # fmt: skip
_SWITCHES = ("scale_pictures", "pictures_in_lists", "show_drafts", "search_index", "content_security_policy")

#: What Sphinx says on pages, though its own catalogues lack it in many languages: the archive's stand behind those.
OF_SPHINX = (
    gettext_noop("Link to this heading"), gettext_noop("Link to this image"), gettext_noop("Link to this table"),
    gettext_noop("Link to this code"), gettext_noop("Link to this definition"), gettext_noop("Link to this term"),
    gettext_noop("Link to this toctree"), gettext_noop("Tip"), gettext_noop("Hint"), gettext_noop("Error"),
)  # fmt: skip


def setup(app: Sphinx, build: Build) -> None:
    app.add_config_value("tagline", "", "html", types=[str])
    app.add_config_value("licence", "", "html", types=[str])
    app.add_config_value("licence_url", "", "html", types=[str])
    # The service whose addresses of months, labels and feeds are answered, or a list of several: see `SERVICES`.
    app.add_config_value("old_addresses", "", "html", types=[str, list, tuple])
    # Goes before the address of a post's original.
    app.add_config_value("retelling", "", "html", types=[str])
    app.add_config_value("original_note", "", "html", types=[str])
    app.add_config_value("time_zone", "UTC", "env", types=[str])
    app.add_config_value("page_size", 20, "html", types=[int])
    app.add_config_value("feed_size", OWN_DEFAULTS["feed_size"], "html", types=[int])
    # Makes smaller files of pictures, of which a browser takes what its screen needs; wants Pillow.
    app.add_config_value("scale_pictures", True, "html", types=[bool])
    # Shows the picture of each post in lists.
    app.add_config_value("pictures_in_lists", False, "html", types=[bool])
    # Whom a workflow tells of what is new: a WebSub hub, by its address, and search engines, by a key of IndexNow.
    app.add_config_value("websub_hub", "", "html", types=[str])
    app.add_config_value("indexnow_key", "", "html", types=[str])
    # Shows drafts with a banner, as the live preview does.
    app.add_config_value("show_drafts", False, "env", types=[bool])
    app.add_config_value("search_index", True, "html", types=[bool])
    # Off where a host or the live preview puts scripts of its own into pages.
    app.add_config_value("content_security_policy", True, "env", types=[bool])
    app.add_config_value("archive_code", "", "env", types=[str])
    app.connect("config-inited", _settle, priority=100)
    app.connect("builder-inited", _refuse_dirhtml)
    # Once the theme has registered its settings too.
    app.connect("builder-inited", _hint_at_misspelt, priority=900)
    # After the scan, which locks the folder of doctrees, and before anything is read.
    build.connect("config-inited", _localize, priority=950)


def _settle(app: Sphinx, config: Config) -> None:
    """Refuse settings with which no site can be made, and put the others into the forms that are wanted."""
    # Sphinx takes the user's locale, and dates written by strftime would follow it.
    locale.setlocale(locale.LC_TIME, "C")
    try:
        dates.now(UTC)
    except ValueError as error:
        sys.exit(str(error))
    conf = Path(app.confdir, "conf.py")
    assigned = configuration.read(conf) if conf.is_file() else {}
    defaults = {name: default for name, default, *_ in ablog.blog.CONFIG}
    of_ablog = configuration.ablog_settings({name: config[name] for name in defaults}, defaults, assigned)
    faults = list(_wrong_types(config))
    if not faults:  # else the others could not be looked at
        faults = [*_faults(config), *configuration.ablog_faults(of_ablog), *_contradictions(config, of_ablog, assigned)]
    if faults:
        # Not an exception that Sphinx would explain with a traceback.
        sys.exit("\n".join(f"{conf}:{assigned.get(name, (None, 1))[1]}: `{name}` {fault}" for name, fault in faults))
    _follow_ablog(config, of_ablog)
    _derive(config, assigned)
    # A change of this extension or of the packages beneath it makes all that was read stale.
    words = [path.read_text(encoding="utf-8") for path in _catalogues(app, config)]
    config.archive_code = digest(code_digest(), *words, *_extensions(app, config))


def _derive(config: Config, assigned: Collection[str]) -> None:
    """Put settings into the forms that Sphinx and ABlog want, and set what follows from others.

    `assigned` are the names that ``conf.py`` assigns.
    """
    if config.html_baseurl and not config.html_baseurl.endswith("/"):
        config.html_baseurl += "/"
    config.blog_baseurl = config.html_baseurl
    # Posts stand in no table of contents, by which `numfig` would number formulas too: theirs would have none.
    if "math_numfig" not in assigned:
        config.math_numfig = False
    # By default Sphinx takes code of which no language is told for Python.
    if config.highlight_language == "default":
        config.highlight_language = "text"
    # To Sphinx's books and to Babel it is a locale; pages and feeds have the tag.
    config.language = config.language.replace("-", "_")
    # A book has somebody who made it: where nobody is named, the blog itself.
    for name in ("epub_author", "epub_publisher", "epub_copyright"):
        config[name] = config[name] or config.blog_title


def _refuse_dirhtml(app: Sphinx) -> None:
    if app.builder.name == "dirhtml":  # for which the templates are not made
        sys.exit("a post's address is the one that it always had, not a folder: use the builder `html`, not `dirhtml`")


def _hint_at_misspelt(app: Sphinx) -> None:
    conf = Path(app.confdir, "conf.py")
    if conf.is_file():
        for hint in configuration.misspelt(conf, {setting.name for setting in app.config}):
            logger.info("hint: %s", hint)


def _contradictions(
    config: Config, of_ablog: Mapping[str, Any], assigned: Collection[str]
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Settings of ABlog that an author has made and that contradict the archive's own for the same."""
    for name, own in configuration.ABLOG_SAME.items():
        is_made = config[own] and (own in assigned or config[own] != OWN_DEFAULTS[own])
        if of_ablog.get(name) and is_made and str(config[own]).rstrip("/") != str(of_ablog[name]).rstrip("/"):
            yield name, f"is {of_ablog[name]!r}, and `{own}` is {config[own]!r}: leave one of them out"


def _follow_ablog(config: Config, of_ablog: Mapping[str, Any]) -> None:
    """Put what an author says in settings of ABlog in the place of the archive's own for the same."""
    if "blog_title" not in of_ablog:
        config.blog_title = config.project
    for name, own in configuration.ABLOG_SAME.items():
        if of_ablog.get(name):
            config[own] = of_ablog[name]


def _wrong_types(config: Config) -> Iterator[tuple[str, str]]:
    """Settings that are none of what they have to be, before anything asks for more: Sphinx would warn, and fail."""
    for name in (*_OF_TEXT, *_SWITCHES):
        if not isinstance(config[name], str if name in _OF_TEXT else bool):
            wanted = "text in quotation marks" if name in _OF_TEXT else "`True` or `False`"
            yield name, f"is {config[name]!r}: write {wanted}"


def _faults(config: Config) -> Iterator[tuple[str, str]]:
    """Settings with which no site can be made: the name of each, and what is wrong with it."""
    if config.scale_pictures and importlib.util.find_spec("PIL") is None:
        yield "scale_pictures", "wants the package `pillow`: install it, or set this to `False`"
    try:
        dates.zone(config.time_zone)
    except ValueError as error:
        yield "time_zone", f"cannot be used: {error}"
    if any(one not in SERVICES for one in _services(config)):
        choice = ", ".join(map(repr, SERVICES))
        yield "old_addresses", f"is {config.old_addresses!r}: write '', one of {choice}, or a list of these"
    for name in ("page_size", "feed_size"):
        if not isinstance(config[name], int) or config[name] < 1:
            yield name, f"is {config[name]!r}: write a whole number from 1"
    # Sphinx writes some languages with an underscore, such as `pt_BR`.
    forms = {"html_baseurl": (fields.address, config.html_baseurl),
             "websub_hub": (fields.address, config.websub_hub),
             "language": (fields.language, str(config.language).replace("_", "-"))}  # fmt: skip
    for name, (form, value) in forms.items():
        try:
            form(Node(1, text=value))
        except fields.FieldError as error:
            yield name, str(error)
    if config.indexnow_key and not re.fullmatch(r"[A-Za-z0-9-]{8,128}", config.indexnow_key):
        yield "indexnow_key", "is no key of IndexNow: write 8 to 128 letters, digits and hyphens"
    if not config.language:
        yield "language", "is empty: write a language tag, such as `en-GB`"
    if addresses.scheme(config.licence_url) not in ("", "//", "http", "https"):
        yield "licence_url", f"is `{config.licence_url}`: write the address of a page, or none"


def _services(config: Config) -> tuple[Any, ...]:
    names = config.old_addresses
    return tuple(names) if isinstance(names, list | tuple) else (names,) if names else ()


def old_blogs(config: Config, from_files: tuple[OldBlog, ...]) -> tuple[OldBlog, ...]:
    """The blogs that stood elsewhere: those `from_files`, and of other services those that `config` names."""
    known = {service for blog in from_files for service, _ in blog.roots}
    services = (service for service in SERVICES if service in _services(config) and service not in known)
    return (*from_files, *(OldBlog("conf.py", (OldAddress("index.html", service, ""),)) for service in services))


def code_digest(folder: Path = Path(__file__).parents[1]) -> str:
    """Digest of this extension's source, in `folder`, and of the versions of the packages that make the pages."""
    sources = sorted(folder.rglob("*.py"))
    versions = [importlib.metadata.version(package) for package in PACKAGES]
    return digest(*(path.read_text(encoding="utf-8") for path in sources), *versions)


def _extensions(app: Sphinx, config: Config) -> Iterator[str]:
    """Digests of other extensions' source, and of ``conf.py`` where it is one: they may have a part in any page."""
    names = (name for name in config.extensions if name not in ("archive", "myst_parser") and name[:7] != "sphinx.")
    files = [getattr(sys.modules.get(name), "__file__", None) for name in names]
    if config.setup:
        files.append(str(Path(app.confdir, "conf.py")))
    for path in (Path(file) for file in files if file):
        sources = sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]
        yield digest(path.name, *(source.read_bytes().hex() for source in sources))


# The language


def _localize(build: Build, config: Config) -> None:
    app, language = build.app, str(config.language)
    tag = language.replace("_", "-")
    own = Path(sphinx.package_dir, "locale")
    available = [path.parents[1].name for path in own.glob("*/LC_MESSAGES/sphinx.mo")]
    for name in matching_catalogues(tag, available):
        sphinx.locale.init([str(own)], name)
    paths = _catalogues(app, config)
    try:
        words = localization.load_catalogues(paths, build.store.catalogues, language)
    except localization.CatalogueError as error:
        sys.exit(str(error))
    translations, build.script_words, folders = words
    for folder in folders:
        for domain in (localization.DOMAIN, "sphinx"):
            app.add_message_catalog(domain, str(folder))
    # What templates of Sphinx and of its themes say stands in its own catalogue.
    translations.add_fallback(sphinx.locale.get_translator())
    build.localization = Localization(tag, translations)


def _catalogues(app: Sphinx, config: Config) -> list[Path]:
    """The catalogues for the language of the site."""
    folders = [Path(app.srcdir, name) for name in config.locale_dirs]
    return localization.catalogues_for(str(config.language).replace("_", "-"), folders)


def site(config: Config, words: Localization) -> Site:
    """What `config` says of the site, which speaks by `words`."""
    return Site(
        title=config.blog_title,
        tagline=config.tagline,
        feed_subtitle=config.blog_feed_subtitle or "",
        url=config.html_baseurl,
        author=config.author,
        language=(config.language or "en").replace("_", "-"),
        licence=config.licence,
        licence_url=config.licence_url,
        retelling=config.retelling,
        page_size=config.page_size,
        feed_size=config.feed_size,
        policy=POLICY if config.content_security_policy else "",
        hub=config.websub_hub,
        indexnow_key=config.indexnow_key,
        localization=words,
    )
