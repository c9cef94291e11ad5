"""How the builder reads: in as many shares as there are processes, with doctrees in the store."""

from __future__ import annotations

import pickle
from pathlib import Path

from docutils import nodes
from sphinx.util.display import progress_message

from . import parallel
from .pagewriter import PageWriter

#: So many documents are worth a fork for reading.
LEAST_TO_SHARE = 20


class SharedReading(PageWriter):
    """The part of the builder that reads."""

    def read(self) -> list[str]:  # type: ignore[misc]
        """Read what is outdated; whoever asks for a doctree from then on, as numbering does, has it from the store."""
        self.env._pickled_doctree_cache = self.state.store.doctrees.by_name()
        return super().read()

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Read in as many shares as processes: Sphinx makes many more, and of each hands over the whole environment."""
        if len(docnames) < LEAST_TO_SHARE:
            self._read_serial(docnames)
            return
        for docname in docnames:
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
        shares = [docnames[start::nproc] for start in range(nproc)]
        read = parallel.each(self._read_share, shares, nproc, chunk=1, least=2)
        with progress_message(f"reading {len(docnames)} documents"):
            for share, (environment, aside) in zip(shares, read, strict=True):
                if aside:
                    self.state.store.doctrees.take_up(aside)
                self.env.merge_info_from(share, pickle.loads(environment), self._app)

    def _read_serial(self, docnames: list[str]) -> None:
        super()._read_serial(docnames)
        self.state.store.doctrees.keep()

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
        aside = self.state.store.doctrees.hand_over()
        return pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL), aside
