"""Many rows into one SQLite table: several to a statement, and checked by the table's own constraints once for all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import CheckConstraint, Connection, FromClause, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError

_AT_ONCE = 200
"""Rows in one statement: written beside other work, each statement asks for the interpreter again."""
_MANY = 20_000
_INDEXES = (
    "SELECT name, sql FROM sqlite_master "
    "WHERE type = 'index' AND tbl_name = ? AND sql LIKE 'CREATE INDEX %' ORDER BY name"
)


def sqlite_insert(
    connection: Connection, table: FromClause, columns: Sequence[str], rows: Sequence[Sequence[Any]], change_id: int
) -> None:
    """Insert rows in ascending order of their keys.

    SQLite puts the list of an `IN` together anew for every row that it checks, which is half of the time of an import.
    So the rows of one call are checked together, by the words of the constraints themselves, before anything else is
    done.

    Args:
        connection: Inside a transaction, which ends with the error where one is raised.
        table: The table.
        columns: Those of each row, beginning with `id`, and after them `change_id`.
        rows: The values, without the change.
        change_id: The change.

    Raises:
        IntegrityError: A row breaks a constraint.
    """
    if not rows:
        return
    insert = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "  # type: ignore[attr-defined]
    row = f"({'?, ' * (len(columns) - 1)}{change_id})"
    limit = connection.connection.dbapi_connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)  # type: ignore[union-attr]
    many = max(1, min(_AT_ONCE, limit // len(columns)))
    whole = len(rows) - len(rows) % many
    checks = _checks(table)
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    try:
        if whole:
            groups = [tuple(chain.from_iterable(rows[n : n + many])) for n in range(0, whole, many)]
            connection.exec_driver_sql(insert + ", ".join([row] * many), groups)
        if whole < len(rows):
            connection.exec_driver_sql(insert + row, [tuple(each) for each in rows[whole:]])
    finally:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    held = " AND ".join(f"({words})" for words in checks.values())
    span = (rows[0][0], rows[-1][0])
    within = f"SELECT id FROM {table.name} WHERE id BETWEEN ? AND ? AND NOT "  # type: ignore[attr-defined]
    if checks and connection.exec_driver_sql(f"{within}({held}) LIMIT 1", span).first() is not None:
        broken = [n for n, words in checks.items() if connection.exec_driver_sql(f"{within}({words})", span).first()]
        error = sqlite3.IntegrityError(f"CHECK constraint failed: {', '.join(broken)}")
        raise IntegrityError(insert, None, error)


@contextmanager
def indexed_afterwards(connection: Connection, table: FromClause, coming: int) -> Iterator[None]:
    """Where more rows come into a table than it has, they are put into its indexes at the end, sorted.

    A million numbers in no order, each put into its place at once, cost more than the rows themselves. Like all else,
    this comes to nothing where the transaction does.

    Args:
        connection: Inside a transaction; on PostgreSQL nothing is done.
        table: The table, which nobody asks by an index meanwhile.
        coming: How many rows.
    """
    indexes: Sequence[Any] = ()
    if connection.dialect.name == "sqlite" and coming >= _MANY:
        present = connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar_one()  # type: ignore[attr-defined]
        if coming > present:
            indexes = connection.exec_driver_sql(_INDEXES, (table.name,)).all()  # type: ignore[attr-defined]
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, words in indexes:
        connection.exec_driver_sql(words)


@lru_cache(maxsize=100)
def _checks(table: Table) -> dict[str, str]:
    """Name of each CHECK of a table → its condition."""
    return {
        str(check.name): str(check.sqltext.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
        for check in sorted(table.constraints, key=lambda each: str(each.name))
        if isinstance(check, CheckConstraint)
    }
