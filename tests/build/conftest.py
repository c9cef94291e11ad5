"""Sites to build, and sites that were built once for all tests of a session."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from browser.sites import once

from build.built import Built
from build.sites import Site


@pytest.fixture
def site(tmp_path: Path) -> Callable[[str], Site]:
    """Copies a root of tests/roots, to be edited and built."""
    return lambda root: Site(tmp_path / root, root)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Built]:
    """Builds a root as it is, warnings as errors, once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def build(folder: Path) -> None:
        result = Site(folder, folder.name, search=True).build("-W", "--keep-going")
        assert (result.status, result.stderr) == (0, ""), result.stderr

    return cache(lambda root: Built(once(shared / root, build) / "out"))


@pytest.fixture
def blog(built: Callable[[str], Built]) -> Built:
    """The blog in which every feature has a post."""
    return built("blog")
