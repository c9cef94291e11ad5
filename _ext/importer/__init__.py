"""Bring a blog into the archive: exports of Blogger and WordPress, feeds, saved pages and plain text.

Run by hand as ``python -m importer SRC``. Reader → model → converter → writer → report:

- `importer.readers`: one module a format, each yields the items of `importer.model` as it reads;
- `importer.contents`: what the source holds, kept on disk until the whole of it is known to be sound;
- `importer.place`, `importer.settle`: which file each entry becomes, and what must agree between them;
- `importer.convert`: an entry as its file, its HTML made MyST Markdown by `importer.markup`;
- `importer.fidelity`: each post held against its raw source;
- `importer.writer`: files written aside and renamed, and a manifest that makes a second run safe;
- `importer.report`: every entry of the source accounted for.

`importer.run` has all of it in order.

Nothing here imports Sphinx or what runs inside the build.
"""

from archive.cli import say_when_interrupted

say_when_interrupted("stopped; run it again to complete it")
