"""Copies of the whole archive, which `make dist` makes of a site that is built: books, data, and one file of it all.

Each form of copy is a module with one function, ``write(site, target)``: it writes the file or folder `target` from a
`site.Site`. `copies.COPIES` names them all. Only `building` knows Sphinx.
"""

from archive.cli import say_when_interrupted

say_when_interrupted("stopped before its end: run it again")
