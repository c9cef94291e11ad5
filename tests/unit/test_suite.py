"""The suite itself: no file of tests is passed over."""

import re
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_every_file_of_tests_is_run() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--numprocesses=0"]
    said = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=True).stdout
    collected = set(re.findall(r"^(tests/\S+?\.py)::", said, re.MULTILINE))
    assert collected == {path.relative_to(TESTS.parent).as_posix() for path in TESTS.rglob("test_*.py")}
