"""How rows are written so that the trail knows of each: a listener for single rows, bulk writes with a digest.

A session that may write carries its change in `session.info`; nothing here opens or ends a transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import event, insert, inspect, select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction
from sqlalchemy.sql.functions import max as sql_max

from riskreg.errors import NotPermitted
from riskreg.register.base import Base, Note
from riskreg.register.sqlite_rows import sqlite_insert
from riskreg.register.trail import Change, ChangeItem, RegisterIdentity, TrailHead

_CHUNK = 20_000
_UNRECORDED = (Change, ChangeItem, TrailHead, RegisterIdentity)  # the trail does not describe itself

BulkValue = str | int | float | bool | None
"""What a bulk row may hold. Dates are ISO 8601 text, enumerations their value: the same on both engines."""


@dataclass
class _Bulk:
    """A bulk write of one table under way: how many rows so far, and their running digest."""

    columns: tuple[str, ...]
    count: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


@dataclass
class OpenChange:
    """The change that a writing session is making."""

    id: int
    items: list[dict[str, Any]] = field(default_factory=list)
    bulks: dict[tuple[str, str, tuple[str, ...]], _Bulk] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written yet."""
        return not self.items and not any(bulk.count for bulk in self.bulks.values())


def open_change(session: Session) -> OpenChange:
    """The change of a writing session.

    Raises:
        NotPermitted: The session may only read.
    """
    change = session.info.get("change")
    if not isinstance(change, OpenChange):
        raise NotPermitted("Nothing can be written here, because no person is named for it.")
    return change


def canonical(values: object) -> bytes:
    """Canonical JSON: keys sorted, dates and instants ISO 8601 UTC, enumerations by value."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def _row_values(instance: Base) -> dict[str, Any]:
    return {attribute.key: _plain(attribute.value) for attribute in inspect(instance).attrs}


def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    new, deleted = _recorded(session.new), _recorded(session.deleted)
    changed = [row for row in _recorded(session.dirty) if session.is_modified(row)]
    if not new and not changed and not deleted:
        return
    change = open_change(session)
    for row in new:
        if "change_id" in inspect(row).mapper.columns and getattr(row, "change_id", None) is None:
            row.change_id = change.id
    for row in changed:
        before, after = {}, {}
        for attribute in inspect(row).attrs:
            if attribute.history.has_changes():
                before[attribute.key] = _plain(next(iter(attribute.history.deleted or ()), None))
                after[attribute.key] = _plain(attribute.value)
        if not isinstance(row, _UNRECORDED):
            change.items.append(
                {
                    "table_name": row.__tablename__,
                    "operation": "update",
                    "row_key": row.id,
                    "before": canonical(before).decode(),
                    "after": canonical(after).decode(),
                }
            )
    session.info["new_rows"] = [row for row in new if not isinstance(row, _UNRECORDED)]


def _recorded(rows: Iterable[Any]) -> list[Any]:
    """Rows that belong to a change: all but the notes of the running service."""
    return [row for row in rows if not isinstance(row, Note)]


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    new_rows = session.info.pop("new_rows", [])
    if not new_rows:
        return
    change = open_change(session)
    # After the flush, because only then the keys are known.
    change.items.extend(
        {
            "table_name": row.__tablename__,
            "operation": "insert",
            "row_key": row.id,
            "before": None,
            "after": canonical(_row_values(row)).decode(),
        }
        for row in new_rows
    )


def listen(session_class: type[Session]) -> None:
    """Record every row that sessions of this class write."""
    event.listen(session_class, "before_flush", _before_flush)
    event.listen(session_class, "after_flush", _after_flush)


def reserve_keys(session: Session, model: type[Base], count: int) -> range:
    """Keys for `count` rows to be written in bulk, in order.

    On SQLite the writer has the file for itself, so the next keys are free; on PostgreSQL they are drawn from the
    table's sequence, so other writers cannot get them.
    """
    if count == 0:
        return range(0)
    if session.get_bind().dialect.name == "sqlite":
        top = session.scalar(select(sql_max(model.__table__.c.id))) or 0
        promised = session.info.setdefault("promised_keys", {})
        first = max(top, promised.get(model.__tablename__, 0)) + 1
        promised[model.__tablename__] = first + count - 1
        return range(first, first + count)
    sequence = f"{model.__tablename__}_id_seq"
    # One row lock-free block: advance the sequence by `count` under an advisory lock that all bulk writers take.
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": sequence})
    keys = session.scalars(
        text("SELECT nextval(:name) FROM generate_series(1, :count)"), {"name": sequence, "count": count}
    ).all()
    first = int(keys[0])
    if int(keys[-1]) != first + count - 1:  # a single-row writer drew a key in between
        start = int(session.scalar(text("SELECT nextval(:name)"), {"name": sequence}) or 0)
        session.execute(text("SELECT setval(:name, :last)"), {"name": sequence, "last": start + 2 * count + 1000})
        first = start + 1000
    return range(first, first + count)


def _chunks(rows: Iterable[Sequence[BulkValue]]) -> Iterator[list[Sequence[BulkValue]]]:
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk


def _bulk(session: Session, table: str, operation: str, columns: Sequence[str]) -> _Bulk:
    change = open_change(session)
    key = (table, operation, tuple(columns))
    if key not in change.bulks:
        change.bulks[key] = _Bulk(tuple(columns))
    return change.bulks[key]


def bulk_insert(
    session: Session, model: type[Base], columns: Sequence[str], rows: Iterable[Sequence[BulkValue]]
) -> int:
    """Append many rows of one table: executemany on SQLite, COPY on PostgreSQL.

    Args:
        session: A writing session.
        model: The table.
        columns: Columns of each row, beginning with `id` (see `reserve_keys`); `change_id` is added here.
        rows: Rows in ascending order of their keys.

    Returns:
        Number of rows.
    """
    change = open_change(session)
    session.flush()
    bulk = _bulk(session, model.__tablename__, "bulk_insert", columns)
    names = (*columns, "change_id")
    connection = session.connection()
    start = bulk.count
    if connection.dialect.name == "sqlite":
        for chunk in _chunks(rows):
            _digest(bulk, chunk)
            sqlite_insert(connection, model.__table__, names, chunk, change.id)
        return bulk.count - start
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {model.__tablename__} ({', '.join(names)}) FROM STDIN") as copy:
        for chunk in _chunks(rows):
            _digest(bulk, chunk)
            for row in chunk:
                copy.write_row((*row, change.id))
    return bulk.count - start


def _digest(bulk: _Bulk, rows: Sequence[Sequence[BulkValue]]) -> None:
    bulk.count += len(rows)
    bulk.digest.update(b"\n".join(map(orjson.dumps, rows)) + b"\n")


def bulk_update(
    session: Session, model: type[Base], columns: Sequence[str], rows: Iterable[Sequence[BulkValue]]
) -> int:
    """Set mirrored columns of many rows of a standing table.

    Args:
        session: A writing session.
        model: The table.
        columns: Columns of each row, beginning with `id`.
        rows: Rows in ascending order of their keys.

    Returns:
        Number of rows.
    """
    session.flush()
    bulk = _bulk(session, model.__tablename__, "bulk_update", columns)
    connection = session.connection()
    sets = list(columns[1:])
    start = bulk.count
    if connection.dialect.name == "sqlite":
        statement = f"UPDATE {model.__tablename__} SET {', '.join(f'{c} = ?' for c in sets)} WHERE id = ?"
        for chunk in _chunks(rows):
            _digest(bulk, chunk)
            connection.exec_driver_sql(statement, [(*row[1:], row[0]) for row in chunk])
        return bulk.count - start
    types = {c.name: c.type.compile(connection.dialect) for c in model.__table__.c}
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS bulk_{model.__tablename__} "
        f"ON COMMIT DROP AS SELECT * FROM {model.__tablename__} WHERE false"
    )
    cursor = connection.connection.cursor()
    for chunk in _chunks(rows):
        _digest(bulk, chunk)
        cursor.execute(f"TRUNCATE bulk_{model.__tablename__}")
        with cursor.copy(f"COPY bulk_{model.__tablename__} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in chunk:
                copy.write_row(row)
        assigned = ", ".join(f"{c} = new.{c}::{types[c]}" for c in sets)
        cursor.execute(
            f"UPDATE {model.__tablename__} AS old SET {assigned} FROM bulk_{model.__tablename__} AS new "
            "WHERE old.id = new.id"
        )
    return bulk.count - start


def close_items(session: Session, change: OpenChange) -> str:
    """Write what the change did, and return the SHA-256 over it."""
    items = [
        {**item, "change_id": change.id, "columns": None, "row_count": None, "rows_sha256": None}
        for item in change.items
    ]
    for (table, operation, columns), bulk in sorted(change.bulks.items()):
        if not bulk.count:  # a bulk write of no rows did nothing
            continue
        items.append(
            {
                "change_id": change.id,
                "table_name": table,
                "operation": operation,
                "row_key": None,
                "before": None,
                "after": None,
                "columns": canonical(list(columns)).decode(),
                "row_count": bulk.count,
                "rows_sha256": bulk.digest.hexdigest(),
            }
        )
    session.execute(insert(ChangeItem), items)
    return payload_digest(items)


def payload_digest(items: Iterable[dict[str, Any]]) -> str:
    """SHA-256 over the digests of a change's items, in their order, so that one item's text can later be redacted."""
    whole = hashlib.sha256()
    for item in items:
        parts = [item[name] for name in ("table_name", "operation", "row_key", "columns", "row_count", "rows_sha256")]
        texts = [
            hashlib.sha256(item[name].encode()).hexdigest() if item[name] is not None else None
            for name in ("before", "after")
        ]
        whole.update(hashlib.sha256(canonical([*parts, *texts])).digest())
    return whole.hexdigest()


def change_hash(
    previous: str, sequence: int, at: datetime, actor: str, basis: str, action: str, reason: str, payload: str
) -> str:
    """Hash of a sealed change over the one before it."""
    return hashlib.sha256(
        canonical([previous, sequence, at.isoformat(timespec="microseconds"), actor, basis, action, reason, payload])
    ).hexdigest()
