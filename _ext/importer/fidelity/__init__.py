"""The check of each post: what a reader sees of the file that was written is what a reader saw of the source.

- `importer.fidelity.wordpress`: what WordPress stored as the HTML of its pages: paragraphs, shortcodes, blocks;
- `importer.fidelity.code`: code told from markup;
- `importer.fidelity.trees`: both sides as trees: the body as its own site showed it, the Markdown that was written;
- `importer.fidelity.shown`: what is seen of HTML: words, code, links, pictures, headings, lists, tables, notes;
- `importer.fidelity.addresses`: addresses as keys that are equal where they lead to the same;
- `importer.fidelity.compare`: what one shows and the other does not;
- `importer.fidelity.checker`: one post or comment judged by all of these.

None of it uses anything of `importer.markup`, which it judges, but the record of what was left out on purpose.
"""
