"""Bring a blog into the archive: exports of Blogger and WordPress, feeds, saved pages and plain text.

Run by hand as ``python -m importer SRC``. Reader → model → converter → writer → report:

- `importer.readers`: one module a format, each yields the items of `importer.model` as it reads;
- `importer.spool`: keeps them on disk until the whole source is known to be sound;
- `importer.markup`: a post's HTML, sanitised, as MyST Markdown;
- `importer.writer`: files written aside and renamed, and a manifest that makes a second run safe;
- `importer.report`: every entry of the source accounted for.

Nothing here imports Sphinx or what runs inside the build.
"""
