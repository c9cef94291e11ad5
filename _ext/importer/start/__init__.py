"""An archive of one's own, begun: the sample leaves, a blog comes, and what names it is written down.

`python -m importer.start` does all of it. `checkout` knows the sample and asks git, `identity` what a source tells of
its blog (`zones` where it was written), `settings` writes it into ``conf.py``, `pages` into pages of their own.
"""
