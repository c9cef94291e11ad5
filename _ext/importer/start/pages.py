"""The pages of an archive's own: its front page, what it says of itself, and what its repository says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

from archive.core.localization import Localization

from importer.convert import heading
from importer.markup import escape
from importer.place import Place
from importer.start.identity import Identity

#: Where in ``LICENSE`` the software's own licence ends.
_TEXT = "\nThe text\n"


def written(
    identity: Identity, places: Mapping[str, Place], licence: str, local: Localization
) -> dict[str, str]:
    """The texts of these files, by their paths.

    `places` are those of the standing pages, by their keys; `licence` is the text of ``LICENSE`` as it is; `local` says
    what readers meet in the language of the blog.
    """
    return {
        "index.md": _front_page(identity, places),
        "about.md": _about(identity, local),
        "README.md": _readme(identity),
        "LICENSE": _licence(identity, licence),
        "_static/logo.svg": files("importer.start").joinpath("mark.svg").read_text(encoding="utf-8"),
    }


def _front_page(identity: Identity, places: Mapping[str, Place]) -> str:
    """Title and tagline, and the standing pages, which the sidebar shows in this order."""
    named = []
    for page in identity.pages:
        if page.key in places:
            name = str(places[page.key].file.with_suffix(""))
            named.append(f"{page.title} <{name}>" if page.title and not re.search("[<>]", page.title) else name)
    about = [] if any(str(place.file) == "about.md" for place in places.values()) else ["about"]
    contents = "\n".join(["```{toctree}", ":hidden:", "", *named, *about, "```"])
    tagline = escape.line(escape.inline(identity.tagline))
    return "\n\n".join(filter(None, (f"# {heading(identity.title)}", tagline, contents))) + "\n"


def _about(identity: Identity, local: Localization) -> str:
    """What the archive is, whose words it holds, and what may be done with them, in the language of the blog."""
    if identity.address:
        # Translators: on the page about an archive. The address is that of the blog that it keeps.
        what = local.gettext("This is the archive of the blog at %(address)s.") % {"address": f"<{identity.address}>"}
    else:
        # Translators: the same where the address of the blog is not known.
        what = local.gettext("This is the archive of “%(title)s”.") % {"title": escape.inline(identity.title)}
    parts = [what]
    if identity.author:
        names = local.listed([escape.inline(name) for name in identity.authors])
        # Translators: on the page about an archive, of one author or of several.
        parts.append(local.gettext("The posts are by %(names)s.") % {"names": names})
    if identity.licence:
        licence = f"[{identity.licence}]({identity.licence_url})" if identity.licence_url else identity.licence
        # Translators: likewise. The licence is a name such as CC BY 4.0.
        parts.append(local.gettext("The text may be used under the licence %(licence)s.") % {"licence": licence})
    # Translators: the title of the page about an archive.
    title = local.gettext("About this archive")
    # Translators: on that page.
    how = local.gettext("There are no trackers here, nothing is loaded from other sites, and no page needs JavaScript.")
    # A paragraph each: between sentences there is no space in every language.
    return "\n\n".join((f"# {title}", *parts, how)) + "\n"


def _readme(identity: Identity) -> str:
    whose = f" by {escape.inline(identity.author)}" if identity.author else ""
    stood = f" It stood at <{identity.address}>." if identity.address else ""
    return f"""# {heading(identity.title)}

The archive of a blog{whose}, as a documentation site: posts in Markdown, built with
[Sphinx](https://www.sphinx-doc.org/), [ABlog](https://ablog.readthedocs.io/),
[MyST](https://myst-parser.readthedocs.io/) and [Furo](https://pradyunsg.me/furo/).{stood}

```sh
make html              # builds the site: open _build/html/index.html
make livehtml          # shows it with its drafts, and again at every change
make new TITLE="…"     # begins a post
make import SRC=…      # brings a newer export, or another blog
make check             # says what is wrong in the posts, and where
make upgrade           # brings the newest version of the software
```

You need Python 3.11 or later and `make`.

The posts are in `posts/`, the standing pages `index.md` and `about.md` here and others in `p/`. What names this blog
stands at the top of `conf.py`. [The guide](guide/index.md) has the rest: [writing](guide/writing.md),
[bringing more](guide/importing.md), [publishing](guide/publishing.md), [a newer version](guide/upgrading.md).

The code is under the MIT licence; [LICENSE](LICENSE) says what holds for the text.
"""


def _licence(identity: Identity, licence: str) -> str:
    """``LICENSE``: the software's own stays, and what is said of the text is this archive's."""
    code = licence.partition(_TEXT)[0].rstrip()
    whose = identity.author or f"the authors of {identity.title}"
    under = " ".join(filter(None, (identity.licence, identity.licence_url)))
    text = f"The posts and the standing pages are the work of {whose}"
    said = f"{text}, and may be used under {under}." if under else f"{text}. No licence is given for them here."
    return f"{code}\n\n{_TEXT}\n{said}\n" if code else f"{_TEXT.lstrip()}\n{said}\n"
