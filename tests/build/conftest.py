"""Sites to build, and sites that were built once for all tests of a session."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from forked import Result

from build.built import Built
from build.sites import Site


@pytest.fixture
def site(tmp_path: Path) -> Callable[[str], Site]:
    """Copies a root of tests/roots, to be edited and built."""
    return lambda root: Site(tmp_path / root, root)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Built]:
    """Builds a root as it is, warnings as errors, once a session."""

    @cache
    def build(root: str) -> tuple[Site, Result]:
        site = Site(tmp_path_factory.mktemp(root), root, search=True)
        return site, site.build("-W", "--keep-going")

    def good(root: str) -> Built:
        site, result = build(root)
        assert (result.status, result.stderr) == (0, ""), result.stderr
        return Built(site.out)

    return cache(good)


@pytest.fixture
def blog(built: Callable[[str], Built]) -> Built:
    """The blog in which every feature has a post."""
    return built("blog")
