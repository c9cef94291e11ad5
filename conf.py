"""Settings of the site, for Sphinx: https://www.sphinx-doc.org/en/master/usage/configuration.html"""

import os
import sys

sys.path.insert(0, os.path.abspath("_ext"))

# -- This blog ---------------------------------------------------------------------------------------------------------
# All that names this blog stands here; with other posts in posts/, change these and nothing else.

project = "The Chris Mills archive"
tagline = "A blog on child protection in England, kept as it may be read for years."
author = "Chris Mills"
language = "en-GB"
time_zone = "Europe/London"
# Where the site is published: Read the Docs says it, and elsewhere it is to be set here.
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "https://archive.example/")
# The service on which the blog stood, or a list: addresses of months, labels and feeds go on to answer.
old_addresses = "blogger"
# Under what licence the text may be used; where it is empty, pages say nothing of it.
licence = "CC BY 4.0"
licence_url = "https://creativecommons.org/licenses/by/4.0/"
# What is said of posts that tell another's texts anew; one's own have neither.
retelling = "Retold from a post by Chris Mills"
original_note = "Told anew from a post by Chris Mills, whose original words stand at"
# Pages may run and load nothing but what is the site's own; Read the Docs puts scripts of its own into them.
content_security_policy = "READTHEDOCS" not in os.environ

# -- Sources -----------------------------------------------------------------------------------------------------------
# The source folder is the whole repository, so what belongs to the site is named.

extensions = ["archive", "myst_parser"]
include_patterns = ["index.md", "about.md", "guide/*.md", "p/*.md", "posts/**.md"]
exclude_patterns = ["_build", ".venv", ".git", "node_modules"]
templates_path = ["_templates"]
nitpicky = True
# The roles for posts and names, such as {person}, need no prefix.
primary_domain = "archive"
# Text stands as its author typed it, and code of which no language is told has no colours.
smartquotes = False
highlight_language = "text"

# -- MyST: https://myst-parser.readthedocs.io/en/latest/configuration.html ---------------------------------------------

myst_enable_extensions = ["attrs_block", "attrs_inline", "deflist", "strikethrough", "tasklist"]
myst_heading_anchors = 3
# Strikethrough shows in HTML alone, which is what is published.
suppress_warnings = ["myst.strikethrough"]

# -- Works cited: https://sphinxcontrib-bibtex.readthedocs.io/en/latest/usage.html -------------------------------------
# Loaded where the file is there.

bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "unsrt"

# -- HTML, with Furo: https://pradyunsg.me/furo/customisation/ ---------------------------------------------------------

html_theme = "furo"
html_title = project
# Formulas without a script from another host.
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["archive.css"]
html_js_files = [("keyboard.js", {"defer": ""})]
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_logo = "_static/logo.svg"
html_favicon = html_logo
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_theme_options = {"top_of_page_buttons": []}

# -- E-book: https://www.sphinx-doc.org/en/master/usage/configuration.html#options-for-epub-output ---------------------

# A book wants an edition.
version = "1"
epub_copyright = f"{author}; {licence}".strip("; ")
epub_show_urls = "no"
