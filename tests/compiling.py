"""Statements of SQL are compiled once for all registers of a run: each has an engine of its own, and SQLAlchemy would
compile every statement anew for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from riskreg import database

_STATEMENTS = 5_000
"""More than there are in the program, so that none is compiled twice."""


@contextmanager
def compiled_once() -> Iterator[None]:
    """While this lasts, engines of one kind share what they compiled."""
    kept: dict[str, LRUCache[Any, Any]] = {}

    def sharing(url: str, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        engine._compiled_cache = kept.setdefault(engine.name, LRUCache(_STATEMENTS))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):  # a part of the key of each statement
            patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other), raising=False)
            patch.setattr(dialect, "__hash__", lambda one: hash(type(one)), raising=False)
        patch.setattr(database, "create_engine", sharing)
        yield
