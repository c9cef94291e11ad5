"""Ctrl-C while the modules of a command load, which nothing of its own heeds yet."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
#: Python runs it as it begins: the search for one module says so, and then takes its time.
STALLING = """import os, sys, time

class Stalling:
    def find_spec(name, path=None, target=None):
        if name == os.environ["STALLED"]:
            print("stalled", flush=True)
            time.sleep(60)

sys.meta_path.insert(0, Stalling)
"""


@pytest.mark.parametrize(
    ("command", "stalled", "said"),
    [
        ("archive.cli.build", "sphinx.application", "Interrupted!"),
        ("archive.cli.check", "myst_parser", "Interrupted!"),
        ("archive.cli.preview", "archive.cli.preview.building", "Interrupted!"),
        ("importer", "importer.cli", "stopped; run it again to complete it"),
        ("importer.start", "lxml", "stopped; run it again to complete it"),
        ("dist", "sphinx", "stopped before its end: run it again"),
        ("dist.verify", "dist.verify", "stopped before its end: run it again"),
        ("outlinks", "outlinks.collecting", "Stopped: run it again to go on."),
        ("publish", "publish.findings", "Interrupted!"),
    ],
)
def test_a_command_that_is_interrupted_as_it_loads_says_so_in_a_line(
    command: str, stalled: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(STALLING)
    env = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT / '_ext'}", "STALLED": stalled}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-m", command], cwd=tmp_path, env=env, stdout=pipe, stderr=pipe, text=True
    ) as process:  # fmt: skip
        assert process.stdout and process.stdout.readline() == "stalled\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == ("", f"{said}\n")
    assert process.returncode == 130


def test_whoever_only_imports_the_packages_keeps_what_python_does() -> None:
    program = "import sys, archive.cli, importer, dist, outlinks, publish; assert sys.excepthook is sys.__excepthook__"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "_ext")}
    assert subprocess.run([sys.executable, "-c", program], env=env, check=False).returncode == 0
