"""The list of all places where another package is changed, or where what it does is done in its stead.

The guide's page has the same list (guide/patches.md); tests hold the page to it, the code to it, and it to what the
packages have.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import docutils, myst, sphinx
from .patching import Patch, Shortcut

SPHINX, MYST = {"sphinx": "9.0.4"}, {"myst-parser": "5.2.0"}
_RENDERER = "myst_parser.mdit_to_docutils.base.DocutilsRenderer"

SHORTCUTS: Sequence[Shortcut] = (
    Shortcut(
        where="patches.sphinx", install=sphinx.settings_once, versions=SPHINX,
        names=("sphinx.util.docutils._get_settings", "docutils.frontend.OptionParser._config_files"),
        why="docutils makes the settings of each document by a parser of command lines, which is built anew for each",
        gain="10 %", without="it is built anew",
    ),
    Shortcut(
        where="patches.myst", install=myst.settings_once, versions=MYST,
        names=("myst_parser.mdit_to_docutils.base.get_default_settings",),
        why="MyST does the same again, for a document that it makes and does not use",
        gain="8 %", without="it does it again",
    ),
    Shortcut(
        where="patches.myst", install=myst.parser_once, versions={**MYST, "mdit-py-plugins": "0.7.0"},
        names=("myst_parser.parsers.sphinx_.create_md_parser", f"{_RENDERER}.__init__", f"{_RENDERER}._inventories",
               "mdit_py_plugins.wordcount.wordcount_plugin.__kwdefaults__"),
        why="MyST makes a Markdown parser and a renderer's rules anew for each document, and counts words one by one",
        gain="6 %, of calls of functions", without="it does so",
    ),
    Shortcut(
        where="patches.myst", install=myst.marked_names,
        versions={**MYST, "markdown-it-py": "4.3.0", "mdit-py-plugins": "0.7.0"},
        names=("mdit_py_plugins.myst_role.index.myst_role", f"{_RENDERER}.render_text",
               f"{_RENDERER}.renderInlineAsText", "myst_parser.mdit_to_docutils.base.compute_unique_slug",
               "mdit_py_plugins.wordcount.wordcount_plugin.__kwdefaults__"),
        why="MyST makes a token, a node and a call of each role; posts name twenty things each",
        gain="18 %", without="each name passes through them",
    ),
    Shortcut(
        where="patches.docutils", install=docutils.skip_idle_transforms,
        versions={**SPHINX, **MYST, "docutils": "0.22.4", "furo": "2025.12.19"},
        names=("docutils.transforms.Transformer.apply_transforms", "sphinx.environment.BuildEnvironment._builder_cls"),
        why="a document passes some sixty transforms, most of which have nothing to do in it",
        gain="5 %", without="it passes them",
    ),
    Shortcut(
        where="patches.sphinx", install=sphinx.find_sources, versions=SPHINX,
        names=("sphinx.project.Project.discover", "sphinx.project.Project._path_to_docname",
               "sphinx.util.matching._translate_pattern"),
        why="Sphinx makes six path objects for each file below the source folder, and asks each pattern of each",
        gain="0.6 %, but a sixth of a build of 10,000 posts that changes nothing", without="it makes them",
    ),
    Shortcut(
        where="patches.sphinx", install=sphinx.outdated_sources, versions=SPHINX,
        names=("sphinx.environment.BuildEnvironment.get_outdated_files",),
        why="Sphinx asks for the times of all sources; the archive then goes by their contents",
        gain="0.4 %, but a seventh of a build of 10,000 posts that changes nothing", without="it asks",
    ),
    Shortcut(
        where="patches.sphinx", install=sphinx.folders_once, versions=SPHINX,
        names=("sphinx.environment.BuildEnvironment.relfn2path",),
        why="for each link within the site Sphinx asks of every folder on the way whether it is a link to another",
        gain="2 %, where each post leads to another", without="it asks",
    ),
    Shortcut(
        where="html.pagewriter", versions={**SPHINX, "furo": "2025.12.19"},
        names=("sphinx.builders.html.StandaloneHTMLBuilder.handle_page", "sphinx.builders.Builder.create_translator",
               "sphinx.builders.html.StandaloneHTMLBuilder._get_sidebars", "furo._compute_hide_toc"),
        why="Sphinx works out anew for each page what is the same for all in folders of that depth",
        gain="8 %", without="it does, as where another extension may change single pages",
    ),
    Shortcut(
        where="patches.sphinx", install=sphinx.collect_garbage_seldom, versions={},
        names=("gc.set_threshold", "gc.freeze", "gc.disable"),
        why="Python looks for garbage after every 700 objects; a document has thousands",
        gain="4 %", without="it looks more often",
    ),
)  # fmt: skip

NEEDED: Sequence[Patch] = (
    Patch(
        where="patches.sphinx", names=("sphinx._cli.util.errors.handle_exception",),
        why="an error is told in one line with the file and line to mend, not by a traceback",
        without="the build ends: Sphinx's commands import it too",
    ),
    Patch(
        where="patches.myst", install=myst.guarded_include,
        names=("myst_parser.mdit_to_docutils.base.MockIncludeDirective",),
        why="MyST makes its own `include`, and would read files from anywhere",
        without="the build ends: such files must not be published",
    ),
    Patch(
        where="patches.myst", install=myst.lenient_paths, names=("myst_parser.mdit_to_docutils.sphinx_.Path",),
        why="MyST ends in a traceback where the file name in a link is too long, or has a NUL in it",
        without="the build ends",
    ),
    Patch(
        where="patches.myst", install=myst.deeper_nesting, names=("markdown_it.main._PRESETS",),
        why="markdown-it leaves out, without a word, what lies more than 20 levels deep in lists and quotations",
        without="the build ends",
    ),
    Patch(
        where="patches.myst", install=myst.headings_without_messages,
        names=("myst_parser.mdit_to_docutils.base.clean_astext",),
        why="of a heading with a fault, MyST takes what is said of that for words of its anchor, the file's path too",
        without="the build ends",
    ),
    Patch(
        where="patches.extensions",
        names=("ablog.config_inited", "ablog.builder_inited", "ablog.html_page_context", "ablog.post.process_posts",
               "ablog.post.purge_posts", "ablog.post.generate_archive_pages", "ablog.post.generate_atom_feeds",
               "ablog.post.CheckFrontMatter", "ablog.blog.Blog._dict"),
        why="ABlog publishes drafts, keeps each post's doctree in the environment, stops at a date with a time zone, "
            "and writes every listing and feed at every build: its hooks are taken off",
        without="the build ends",
    ),
    Patch(
        where="reading.ablog_bridge",
        names=("ablog.blog.TOMORROW", "ablog.blog.Blog._dict", "ablog.blog.Post._computed_date"),
        why="its `postlist` and its references show what the archive says: its registry is filled from the model",
        without="`postlist` shows posts in another order, or drafts",
    ),
    Patch(
        where="patches.extensions", names=("furo.get_pygments_stylesheet",),
        why="Furo writes pygments.css when all is over, and pages hold a checksum of it: it is written before",
        without="the build ends",
    ),
    Patch(
        where="patches.extensions",
        names=("pybtex.plugin._RUNTIME_PLUGINS", "sphinxcontrib.bibtex.plugin._runtime_plugins"),
        why="pybtex looks through all installed packages for its style at each citation, 40 ms each, and words a work "
            "anew each time it is cited; where no text cites, nothing of it is loaded",
        without="it does so; the output is the same",
    ),
    Patch(
        where="reading.cited",
        names=("sphinxcontrib.bibtex.bibfile.BibData", "sphinxcontrib.bibtex.bibfile.BibFile",
               "sphinxcontrib.bibtex.bibfile.get_mtime", "sphinx.config.Config._raw_config"),
        why="works are read one by one, so that a wrong one is named with its line, and judged by contents, not times",
        without="the build ends",
    ),
    Patch(
        where="reading.pictures", names=("sphinx.environment.BuildEnvironment.images",),
        why="Sphinx numbers pictures of one name in the order of reading; here the name comes of where a picture lies",
        without="the build ends",
    ),
    Patch(
        where="reading.labels", names=("sphinx.domains.std.StandardDomain._note_term",),
        why="of two documents that give one label or term, Sphinx takes the one that it happens to read last",
        without="the build ends",
    ),
    Patch(
        where="html.builder",
        names=("sphinx.builders.Builder.build", "sphinx.builders.html.StandaloneHTMLBuilder.build_info"),
        why="an error costs what was not written and nothing else; files whose key is the same are not written",
        without="the build ends",
    ),
    Patch(
        where="html.parallel",
        names=("sphinx.builders.Builder.read", "sphinx.builders.Builder.read_doc",
               "sphinx.builders.Builder.write_doctree", "sphinx.builders.Builder._read_parallel",
               "sphinx.builders.Builder._read_serial", "sphinx.environment.BuildEnvironment._pickled_doctree_cache"),
        why="doctrees are rows of one file, not a file each; and each process hands over its environment once, where "
            "Sphinx hands it over for each of many shares",
        without="the build ends",
    ),
    Patch(
        where="html.templating", names=("sphinx.jinja2glue.BuiltinTemplateLoader.environment",),
        why="templates run without Sphinx's sandbox, which guards against templates that are not one's own and doubles "
            "the time",
        without="the build ends",
    ),
    Patch(
        where="html.outputs", names=("sphinx.util.inventory.InventoryFile.dump",),
        why="names stand in the inventory as labels too, so that sites without the domain can refer to them",
        without="the build ends",
    ),
    Patch(
        where="html.failures", names=("sphinx.builders.html.logger",),
        why="Sphinx warns of a file that it could not write, and takes it for written: that ends the build",
        without="such a file is missing, with a warning",
    ),
    Patch(
        where="html.stylesheets", names=("furo.THEME_PATH",),
        why="rules of Furo's stylesheet that no page here can show are left out: a third of a first visit's styles",
        without="they stay in; a test holds the patterns to what Furo has",
    ),
    Patch(
        where="cli.build", names=("sphinx.application.builtin_extensions",),
        why="Sphinx loads libraries for the network and for pictures that pages have no use for: a tenth of a build "
            "that changes nothing",
        without="they are loaded; the output is the same",
    ),
)  # fmt: skip


def version_differences() -> str:
    """Which packages are here in other versions than shortcuts were made for, in words; nothing if none is."""
    differences = {difference for shortcut in SHORTCUTS for difference in shortcut.other_versions()}
    return ", ".join(f"{package} {here} (not {version})" for package, version, here in sorted(differences))
