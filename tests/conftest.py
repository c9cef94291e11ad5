"""What every test needs: the project's own packages on the path."""

import os
import signal
import sys
from pathlib import Path

import forked
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "_ext"))
# A shell has what it runs in the background ignore Ctrl-C, and so would all that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, since some tests wait for a browser or a build; four at most."""
    return min(4, (os.cpu_count() or 1) + 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-references", action="store_true", help="make tests/browser/references anew")


@pytest.fixture(scope="session", autouse=True)
def shared_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the builds of all test processes of this run share what they make of the shipped templates."""
    base = tmp_path_factory.getbasetemp()
    forked.shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "templates"
    forked.shared.mkdir(exist_ok=True)
