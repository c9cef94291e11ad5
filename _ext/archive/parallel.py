"""Work spread over forked processes, with results and log records in the order of the work."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from sphinx.util import logging

T = TypeVar("T")
R = TypeVar("R")
logger = logging.getLogger(__name__)

#: What the forked processes work on: inherited by the fork, since closures cannot be pickled.
_work: tuple[Callable[[Any], Any], Sequence[Sequence[Any]], int] | None = None


def each(
    function: Callable[[T], R], items: Sequence[T], processes: int, *, chunk: int = 40, least: int = 24
) -> Iterator[R]:
    """Yield ``function(item)`` for each item, in order, worked out by as many forked processes.

    Results must be picklable; functions and items need not be. What a worker logs is logged here. Items are handed
    out `chunk` at a time; fewer than `least` are not worth a fork.
    """
    global _work
    if processes < 2 or len(items) < least or not hasattr(os, "fork"):
        for item in items:
            yield function(item)
        return
    size = max(1, min(chunk, len(items) // (2 * processes)))
    chunks = [items[i : i + size] for i in range(0, len(items), size)]
    _work = (function, chunks, os.getpid())
    # Objects made so far are left alone by the collector, so that workers do not copy their pages.
    gc.freeze()
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            for logs, results in pool.imap(_run, range(len(chunks))):
                for record in logs:
                    logger.handle(record)
                yield from results
    finally:
        _work = None
        gc.unfreeze()


def _run(index: int) -> tuple[list[Any], list[Any]]:
    assert _work is not None
    function, chunks, parent = _work
    collector = logging.LogCollector()
    results = []
    with collector.collect():
        for item in chunks[index]:
            if os.getppid() != parent:  # the build was killed: write nothing more
                os._exit(1)
            results.append(function(item))
    logging.convert_serializable(collector.logs)
    return collector.logs, results
