"""Bulk rows written in a thread of their own while the next ones are prepared.

SQLite works without the interpreter while it carries out a statement. On PostgreSQL the server works beside this
process anyway, and the rows are written at once.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

from sqlalchemy.orm import Session

from riskreg.register.base import Base
from riskreg.register.recording import BulkValue, bulk_insert

_AT_MOST: Final = 4
"""Calls that may wait to be written, so that what was prepared does not pile up."""
_SWITCH_SECONDS: Final = 0.0005
"""How long the writing waits for the interpreter after each statement: the usual ten times as long outlasts most."""


class WritingBeside:
    """Writes bulk rows beside what is done meanwhile, in the order in which they are given.

    Until `settle`, nobody else may use the session. Left with an error, it writes nothing more, and the transaction
    ends with that error.

    Args:
        session: A writing session.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_beside = session.get_bind().dialect.name == "sqlite"
        self._under_way: deque[Future[int]] = deque()
        self._thread = ThreadPoolExecutor(1, "writing")
        self._interval = sys.getswitchinterval()

    def __enter__(self) -> Self:
        if self._is_beside:  # a register on SQLite has one writer, so nobody else sets it meanwhile
            sys.setswitchinterval(_SWITCH_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.settle()
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)
            if self._is_beside:
                sys.setswitchinterval(self._interval)

    def insert(self, model: type[Base], columns: Sequence[str], rows: Sequence[Sequence[BulkValue]]) -> None:
        """Give rows to be written, as `bulk_insert` takes them.

        Args:
            model: The table.
            columns: Columns of each row, beginning with `id`.
            rows: Rows in ascending order of their keys; not to be changed any more.

        Raises:
            IntegrityError: Rows that were given before break a constraint.
        """
        if not self._is_beside:
            bulk_insert(self._session, model, columns, rows)
            return
        while len(self._under_way) >= _AT_MOST:
            self._under_way.popleft().result()
        self._under_way.append(self._thread.submit(bulk_insert, self._session, model, columns, rows))

    def settle(self) -> None:
        """Wait until all that was given is written; the session may then be used until more is given.

        Raises:
            IntegrityError: Rows that were given break a constraint.
        """
        while self._under_way:
            self._under_way.popleft().result()
