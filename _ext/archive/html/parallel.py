"""Work spread over forked processes, with results and log records in the order of the work.

So the builder reads too: in as many shares as there are processes, with doctrees in the store.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from docutils import nodes
from sphinx.util import logging
from sphinx.util.display import progress_message

from ..core.addresses import POSTS
from . import failures
from .pagewriter import PageWriter

T = TypeVar("T")
R = TypeVar("R")
logger = logging.getLogger(__name__)
#: Fewer documents are not worth a fork for reading.
LEAST_TO_READ_SHARED = 20

#: So many pieces of work each process has before it: one that it works on, and one that it need not wait for.
_PIECES_HELD = 2


def imap(
    function: Callable[[T], R], items: Sequence[T], processes: int, *, chunk: int = 10, least: int = 24,
    before: int = 0, meanwhile: Callable[[], object] = lambda: None,
) -> Iterator[R]:  # fmt: skip
    """Yield ``function(item)`` for each item, in order, worked out by as many forked processes.

    Results must be picklable; functions and items need not be, as a fork has them. What a worker logs is logged here.
    Items are handed out `chunk` at a time; fewer than `least` are not worth a fork. `before` are worked out here before
    it: what is loaded for them, all processes have then. `meanwhile` is called here once they have begun. Raises
    `WorkError` where one of them does, or is ended by the system.
    """
    if processes < 2 or len(items) < least or not hasattr(os, "fork"):
        for item in items:
            yield function(item)
        return
    for item in items[:before]:
        yield function(item)
    items = items[before:]
    size = max(1, min(chunk, len(items) // (2 * processes)))
    chunks = [items[i : i + size] for i in range(0, len(items), size)]
    # Objects made so far are left alone by the collector, so that workers do not copy their pages.
    gc.freeze()
    workers: dict[Connection, BaseProcess] = {}
    try:
        _fork(partial(_work_on, function, chunks, os.getpid()), min(processes, len(chunks)), workers)
        yield from _handed_out(len(chunks), workers, meanwhile)
    finally:
        for process in workers.values():
            process.terminate()
        for connection, process in workers.items():
            process.join()
            connection.close()
        gc.unfreeze()


def _fork(work: Callable[[Connection], None], count: int, workers: dict[Connection, BaseProcess]) -> None:
    """Fork `workers`, each with a connection to it. They end when they are told to, and leave an interrupt to the
    process that forks them.

    Python's own pool has threads, one of which asks over and over what the others are about, and it waits for ever for
    a process that the system ended.
    """
    context = multiprocessing.get_context("fork")

    def begin(own: Connection, theirs: list[Connection]) -> None:
        for connection in theirs:  # else no process would see that the one at the other end is gone
            connection.close()
        work(own)

    with _signals_for_workers():
        for _ in range(count):
            here, there = context.Pipe()
            process = context.Process(target=begin, args=(there, [*workers, here]), daemon=True)
            process.start()
            there.close()
            workers[here] = process


@contextmanager
def _signals_for_workers() -> Iterator[None]:
    """Have processes that are forked now inherit no handlers of signals by which they would go on when they are told to
    end, as those of a server."""
    if threading.current_thread() is not threading.main_thread():  # where no handler can be set
        yield
        return
    handler = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler or signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _handed_out(
    count: int, workers: Mapping[Connection, BaseProcess], meanwhile: Callable[[], object]
) -> Iterator[Any]:
    """Hand out so many pieces of work, and yield the results of each, in order."""
    todo = iter(range(count))

    def hand_out(connection: Connection) -> None:
        if (number := next(todo, None)) is not None:
            connection.send(number)

    for connection in (*workers,) * _PIECES_HELD:
        hand_out(connection)
    meanwhile()
    done: dict[int, list[Any]] = {}
    for number in range(count):
        while number not in done:
            ready: list[Any] = wait([*workers])
            for connection in ready:
                try:
                    piece, *outcome = connection.recv()
                    hand_out(connection)
                except (EOFError, OSError):
                    raise _lost(workers[connection]) from None
                done[piece] = outcome
        logs, results, failed = done.pop(number)
        for record in logs:
            logger.handle(record)
        yield from results
        if failed:
            raise failed


def _lost(process: BaseProcess) -> failures.WorkError:
    """What to say of a worker that ended before its work."""
    process.join()
    status = process.exitcode or 0
    how = f"ended by signal {-status}" if status < 0 else "ended"
    cure = "if memory was short, build with one process, by `make html SPHINXOPTS=-j1`; else build again"
    return failures.WorkError(f"a process that worked on this build was {how} before its work was done: {cure}", "")


def _work_on(
    function: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], parent: int, connection: Connection
) -> None:
    """In a forked process, work on the chunks whose numbers come in, and send the log records and results of each."""
    while True:
        try:
            number = connection.recv()
        except (EOFError, OSError):  # nobody is there who could want more
            return
        collector = logging.LogCollector()
        results, failed = [], None
        with collector.collect():
            for item in chunks[number]:
                if os.getppid() != parent:  # the build was killed: write nothing more
                    os._exit(1)
                try:
                    results.append(function(item))
                except Exception as error:
                    failed = failures.as_work_error(error)
                    break
        logging.convert_serializable(collector.logs)
        connection.send((number, collector.logs, results, failed))


class SharedReading(PageWriter):
    """The part of the builder that reads."""

    def read(self) -> list[str]:  # type: ignore[misc]
        """Read what is outdated; whoever asks for a doctree from then on, as numbering does, has it from the store."""
        self.env._pickled_doctree_cache = self.state.store.doctrees.by_name()
        return super().read()

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Read in as many shares as processes: Sphinx makes many more, and of each hands over the whole environment."""
        if len(docnames) < LEAST_TO_READ_SHARED:
            self._read_serial(docnames)
            return
        for docname in docnames:
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
        shares = self._shares(docnames, nproc)
        read = imap(self._read_share, shares, nproc, chunk=1, least=2, meanwhile=self.state.store.sources.save)
        with progress_message(f"reading {len(docnames)} documents"):
            for share, (environment, aside) in zip(shares, read, strict=True):
                if aside:
                    self.state.store.doctrees.take_up(aside)
                self.env.merge_info_from(share, pickle.loads(environment), self._app)

    def _shares(self, docnames: list[str], count: int) -> list[list[str]]:
        """Documents in shares that take about as long to read: posts by turns, and of others, which may be long, the
        longest first, each to the share that has least of them."""
        posts = [name for name in docnames if name.startswith(POSTS)]
        others = [name for name in docnames if not name.startswith(POSTS)]
        shares = [posts[start::count] for start in range(count)]
        lengths = [0] * count
        for docname in sorted(others, key=self._length, reverse=True):
            least = lengths.index(min(lengths))
            shares[least].append(docname)
            lengths[least] += self._length(docname)
        return shares

    def _length(self, docname: str) -> int:
        """How long a document's text is, in bytes; 0 if that cannot be told, as reading it will."""
        try:
            return os.path.getsize(self.env.doc2path(docname))
        except OSError:
            return 0

    def _read_serial(self, docnames: list[str]) -> None:
        super()._read_serial(docnames)
        self.state.store.doctrees.flush()

    def read_doc(self, docname: str, *, _cache: bool = True) -> None:  # type: ignore[misc]
        """Read a document; one in which too much is nested, without its text, which ends no build."""
        try:
            try:
                super().read_doc(docname, _cache=_cache)
            except Exception as error:
                if not failures.is_too_deep(error):
                    raise
                logger.warning(failures.TOO_DEEP, location=(docname, 1), type="archive", subtype="post")
                self.state.too_deep.add(docname)
                self.events.emit("env-purge-doc", self.env, docname)
                self.env.clear_doc(docname)
                self.env.current_document.clear()
                self.env.ref_context.clear()
                super().read_doc(docname, _cache=_cache)
        except Exception as error:
            error.add_note(f"while reading {self.env.doc2path(docname, base=False)}")
            raise

    def write_doctree(self, docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:  # type: ignore[misc]
        self.state.store.doctrees.put(docname, doctree)

    def _read_share(self, docnames: list[str]) -> tuple[bytes, Path | None]:
        """Read documents in a forked process; give the environment, and the file in which the doctrees are."""
        self.env._app = self._app
        for docname in docnames:
            self.read_doc(docname)
        aside = self.state.store.doctrees.finish_share()
        return pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL), aside
