"""What docutils says of faults in a text, which is told on the screen, and is no part of the text.

It stands in the doctree as a node, in the midst of a title too, and names the file by its path on this machine. Sphinx
takes it out when titles, labels and words have been taken note of.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.transforms import FilterSystemMessages

from .build import Build


class NoMessages(FilterSystemMessages):
    """Does what Sphinx does at the end, before any other transform reads the text."""

    default_priority = 5


def setup(app: Sphinx, build: Build) -> None:
    app.add_transform(NoMessages)
