"""The check of each post: what a reader sees of the file that was written is what a reader saw of the source.

- `importer.fidelity.raw`: the body exactly as the source has it, as the HTML that its own site showed;
- `importer.fidelity.wordpress`: WordPress's rules for that: paragraphs, shortcodes, blocks;
- `importer.fidelity.code`: code told from markup;
- `importer.fidelity.made`: the Markdown that was written, as HTML;
- `importer.fidelity.shown`: what is seen of HTML: words, code, links, pictures, headings, lists, tables, notes;
- `importer.fidelity.compare`: what one shows and the other does not.

None of it uses anything of `importer.markup`, which it judges, but the record of what was left out on purpose.
"""
