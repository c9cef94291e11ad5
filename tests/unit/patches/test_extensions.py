"""The plugins of pybtex and its extension for Sphinx, at hand without a look at what is installed."""

import importlib.metadata

import pybtex.plugin
import pytest
from archive.patches import extensions
from pybtex.plugin import find_plugin
from sphinxcontrib.bibtex.plugin import find_plugin as find_of_extension


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch):
    for place in extensions.BIBTEX_PLUGINS:
        monkeypatch.setattr(".".join(place), {"sphinxcontrib.bibtex.style.referencing": {}})


def test_none_is_looked_up_again(monkeypatch):
    extensions.register_bibtex_plugins()
    monkeypatch.setattr(pybtex.plugin, "entry_points", None)
    monkeypatch.setattr("sphinxcontrib.bibtex.plugin.entry_points", None)
    assert find_plugin("pybtex.style.sorting", "none") and find_plugin("pybtex.backends", "docutils")
    assert find_of_extension("sphinxcontrib.bibtex.style.referencing", "foot")


def test_of_another_version_that_keeps_them_elsewhere_nothing_is_changed(monkeypatch):
    monkeypatch.delattr(pybtex.plugin, "_RUNTIME_PLUGINS")
    extensions.register_bibtex_plugins()
    assert not hasattr(pybtex.plugin, "_RUNTIME_PLUGINS")


def test_installed_packages_are_looked_through_once(monkeypatch):
    asked = []
    look = importlib.metadata.entry_points
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **which: asked.append(which) or look(**which))
    extensions.register_bibtex_plugins()
    assert asked == [{}]
