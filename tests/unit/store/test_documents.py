"""Doctrees that forked processes read: each share in a file of its own, which is taken up when it is handed over."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from archive.store.database import Database
from archive.store.documents import Doctrees
from docutils import frontend, nodes, utils
from docutils.parsers.rst import Parser


def tree(name: str) -> nodes.document:
    settings = frontend.get_default_settings(Parser)
    settings.warning_stream = settings.env = settings.record_dependencies = None
    made = utils.new_document(name, settings)
    made += nodes.paragraph(text=name)
    return made


def test_a_process_may_read_a_second_share_before_its_first_is_taken_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(tmp_path / "archive.sqlite")
    doctrees = Doctrees(database)
    database.use_file()
    assert doctrees.names() == set()
    # As in a process that was forked.
    with monkeypatch.context() as forked:
        forked.setattr(os, "getpid", lambda: 1)
        doctrees.put("a", tree("a"))
        first = doctrees.finish_share()
        doctrees.put("b", tree("b"))
        doctrees.flush()  # as now and then in a large share
        doctrees.put("c", tree("c"))
        second = doctrees.finish_share()
    assert first and second and first != second
    doctrees.take_up(first)
    assert doctrees.names() == {"a"}
    doctrees.take_up(second)
    assert doctrees.names() == {"a", "b", "c"} and not list(tmp_path.glob("doctrees-*"))
    assert pickle.loads(doctrees.get("b")).astext() == "b"
    doctrees.put("d", tree("d"))
    assert doctrees.finish_share() is None and "d" in doctrees.names()
