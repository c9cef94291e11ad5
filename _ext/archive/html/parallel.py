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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes
from sphinx.util import logging
from sphinx.util.display import progress_message

from ..core.addresses import POSTS
from . import failures
from .pagewriter import PageWriter

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

T = TypeVar("T")
R = TypeVar("R")
logger = logging.getLogger(__name__)
#: Fewer documents are not worth a fork for reading.
LEAST_TO_READ_SHARED = 20

#: What the forked processes work on: inherited by the fork, since closures cannot be pickled.
_work: tuple[Callable[[Any], Any], Sequence[Sequence[Any]], int] | None = None


def imap(
    function: Callable[[T], R], items: Sequence[T], processes: int, *, chunk: int = 10, least: int = 24, before: int = 0
) -> Iterator[R]:
    """Yield ``function(item)`` for each item, in order, worked out by as many forked processes.

    Results must be picklable; functions and items need not be. What a worker logs is logged here. Items are handed
    out `chunk` at a time; fewer than `least` are not worth a fork. `before` are worked out here before it: what is
    loaded for them, all processes have then.
    """
    global _work
    if processes < 2 or len(items) < least or not hasattr(os, "fork"):
        for item in items:
            yield function(item)
        return
    for item in items[:before]:
        yield function(item)
    items = items[before:]
    size = max(1, min(chunk, len(items) // (2 * processes)))
    chunks = [items[i : i + size] for i in range(0, len(items), size)]
    _work = (function, chunks, os.getpid())
    # Objects made so far are left alone by the collector, so that workers do not copy their pages.
    gc.freeze()
    try:
        with _pool(processes) as pool:
            for logs, results in pool.imap(_run_chunk, range(len(chunks))):
                for record in logs:
                    logger.handle(record)
                yield from results
    finally:
        _work = None
        gc.unfreeze()


def _pool(processes: int) -> Pool:
    """Fork workers, which end when they are told to, and leave an interrupt to the process that forks them.

    They inherit its signal handlers: with those of a server they would go on, and the pool wait for them.
    """
    if threading.current_thread() is not threading.main_thread():  # where no handler can be set
        return multiprocessing.get_context("fork").Pool(processes)
    handler = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return multiprocessing.get_context("fork").Pool(processes)
    finally:
        signal.signal(signal.SIGTERM, handler or signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _run_chunk(index: int) -> tuple[list[Any], list[Any]]:
    """Work on one chunk in a forked process; give the log records, and the results."""
    assert _work is not None
    function, chunks, parent = _work
    collector = logging.LogCollector()
    results = []
    with collector.collect():
        for item in chunks[index]:
            if os.getppid() != parent:  # the build was killed: write nothing more
                os._exit(1)
            try:
                results.append(function(item))
            except Exception as error:
                raise failures.as_work_error(error) from error
    logging.convert_serializable(collector.logs)
    return collector.logs, results


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
        read = imap(self._read_share, shares, nproc, chunk=1, least=2)
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
        try:
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
