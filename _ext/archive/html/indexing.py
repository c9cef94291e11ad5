"""What of a build is indexed for search: all its documents, but for those that are marked ``no-search``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.util.display import progress_message

from ..search import indexes
from ..search.documents import Sources, documents
from ..search.pagefind import IndexingError
from ..source import comments
from .pagewriter import PageWriter


def update(builder: PageWriter) -> dict[str, str]:
    """Write the indexes of what changed; give the key of each of their files, by place in the output."""
    archive, env, current = builder.archive, builder.env, builder.state
    unmarked = {name for name in env.found_docs if "no-search" not in env.metadata[name]}
    if len(unmarked) < len(env.found_docs):
        archive = replace(archive, posts=tuple(post for post in archive.posts if post.docname in unmarked))
    titles = {name: env.titles[name].astext() for name in sorted(unmarked - archive.by_docname.keys())}
    read = current.scan.discussed.items()
    discussed = {name: found.digest for name, found in read if not found.problem and name in archive.by_docname}
    fragments = current.store.fragments
    talk, pictures = partial(comments.load, Path(builder.srcdir)), builder.config.pictures_in_lists
    sources = Sources(titles, discussed, fragments.heads, fragments.body, talk, pictures)
    found = documents(archive, sources)
    outdir, code = Path(builder.outdir), builder.config.archive_code
    try:
        return indexes.update(found, archive.site.language, current.store, outdir, code, progress_message)
    except IndexingError as error:
        raise ExtensionError(str(error)) from error
