"""Work spread over processes."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time

import pytest
from archive.html import parallel
from archive.html.failures import WorkError

#: Sets a handler, as a server does, and then works with two processes.
WORK = """
import os, signal, sys
signal.signal(signal.SIGTERM, {handler})
from archive.html import parallel
print(sum(parallel.imap(lambda number: number * 2, range(100), 2)))
assert signal.getsignal(signal.SIGTERM) == {handler} or sys.exit("the handler is another")
"""


@pytest.mark.parametrize("handler", ["signal.SIG_IGN", "print", "signal.SIG_DFL"])
def test_workers_end_whatever_the_build_does_at_signals(handler: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORK.format(handler=handler)], capture_output=True, text=True, timeout=60,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "9900\n", "")


INTERRUPTED = """
import os, signal, sys, time
from archive.html import parallel
build = os.getpid()
def work(number):
    if number == 40:
        os.killpg(os.getpgid(0), signal.SIGINT)  # as a terminal does
    time.sleep(0.01)
try:
    list(parallel.imap(work, range(100), 2))
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_is_the_build_s_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=60, start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")


def test_what_goes_before_is_worked_out_here_and_all_comes_in_order() -> None:
    made = list(parallel.imap(lambda number: (number, os.getpid()), range(60), 2, before=3))
    assert [number for number, _ in made] == list(range(60))
    assert [process == os.getpid() for _, process in made] == [True] * 3 + [False] * 57


ENDED = """
import os, signal, sys
from archive.html import parallel
from archive.html.failures import WorkError
def work(number):
    if number == 70:
        {end}
    return number
done = []
try:
    for number in parallel.imap(work, range(100), 2):
        done.append(number)
except WorkError as error:
    print(done == list(range(len(done))), len(done) < 100, error)
"""


@pytest.mark.parametrize(
    ("end", "how"), [("os.kill(os.getpid(), signal.SIGKILL)", "ended by signal 9"), ("sys.exit(3)", "ended")]
)
def test_a_worker_that_is_gone_is_not_waited_for(end: str, how: str) -> None:
    """As the system ends the largest process where memory is short."""
    done = subprocess.run(
        [sys.executable, "-c", ENDED.format(end=end)], capture_output=True, text=True, timeout=60,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"True True a process that worked on this build was {how} before its work was done: ")


def test_all_before_an_error_is_had_and_what_was_said_by_then(caplog: pytest.LogCaptureFixture) -> None:
    def work(number: int) -> int:
        if number in (55, 90):
            parallel.logger.warning("at %d", number)
            raise ValueError(number)
        return number

    made = []
    warned = logging.getLogger("sphinx")
    warned.addHandler(caplog.handler)
    try:
        with pytest.raises(WorkError, match="ValueError: 55: "):
            for number in parallel.imap(work, range(100), 2):
                made.append(number)
    finally:
        warned.removeHandler(caplog.handler)
    assert made == list(range(55))
    assert {record.getMessage() for record in caplog.records} == {"at 55"}


def test_results_of_any_size_come() -> None:
    """A connection holds little of what nobody has received yet."""
    sizes = range(1_000_000, 1_000_060)
    made = parallel.imap(bytes, sizes, 3, meanwhile=lambda: time.sleep(0.5))
    assert [len(each) for each in made] == list(sizes)
