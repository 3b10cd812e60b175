"""The register's database: engines, `transaction(actor, reason)` and `reading()`. The only place that commits.

SQLite and PostgreSQL alike. A writing transaction names a person; a statement that writes on any other connection is
refused before it reaches the database. A reading session cannot write, and the database itself enforces that.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotPermitted, RegisterUnavailable, UsageError
from riskreg.register import Change, Person, RegisterIdentity, TrailHead, note_tables
from riskreg.register.recording import OpenChange, change_hash, close_items, listen
from riskreg.rules.references import ALPHABET, CODE_LENGTH
from riskreg.rules.terms import ActorBasis

HEAD = "0013"
"""Newest migration; a test compares it with the migrations folder."""

GENESIS = "0" * 64
"""Hash that the first change follows."""

_WRITES = re.compile(
    r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|COPY|TRUNCATE|ALTER|DROP|CREATE|WITH\b.*\b(?:INSERT|UPDATE|DELETE)\b)",
    re.I | re.S,
)
_WRITES_NOTES = re.compile(rf"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:{'|'.join(note_tables())})\b", re.I)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a change."""

    name: str
    basis: ActorBasis = ActorBasis.DECLARED


class WriteSession(Session):
    """A session inside `transaction`."""


class ReadSession(Session):
    """A session inside `reading`."""


listen(WriteSession)
listen(ReadSession)


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _sqlite_connect(read_only: bool) -> Any:
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late for a consistent read
        cursor = connection.cursor()
        # FULL: in WAL mode NORMAL may lose the last commits at a power cut, which a register must not.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "trusted_schema=OFF",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    return on_connect


def _guard(connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool) -> None:
    if not _WRITES.match(statement) or "change" in connection.info:
        return
    if not ("notes" in connection.info and _WRITES_NOTES.match(statement)):
        raise NotPermitted("Nothing can be written here, because no person is named for it.")


class Database:
    """A register at an address.

    Args:
        url: `sqlite:///file` or `postgresql+psycopg://…`.
        reader_url: The same PostgreSQL database under a role that may only read; `url` where None.

    Raises:
        UsageError: The address is of neither kind.
    """

    def __init__(self, url: str, reader_url: str | None = None) -> None:
        try:
            backend = make_url(url).get_backend_name()
        except ArgumentError as error:
            raise UsageError(
                f"“{url}” is not the address of a register.", "Write sqlite:///file.sqlite or postgresql+psycopg://…"
            ) from error
        if backend not in ("sqlite", "postgresql"):
            raise UsageError(f"riskreg keeps no register in {backend}.", "Use SQLite or PostgreSQL.")
        self.url = url
        self.is_sqlite = backend == "sqlite"
        self._writer = self._engine(url, read_only=False)
        self._reader = self._engine(reader_url or url, read_only=True)
        self._checked = False

    def _engine(self, url: str, *, read_only: bool) -> Engine:
        if self.is_sqlite:
            engine = create_engine(url)
            event.listen(engine, "connect", _sqlite_connect(read_only))
            begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

            @event.listens_for(engine, "begin")
            def _begin(connection: Connection) -> None:
                connection.exec_driver_sql(begin)

        else:
            # No server-side prepared statements: they break behind a transaction pooler.
            engine = create_engine(url, pool_pre_ping=True, connect_args={"prepare_threshold": None})
            if read_only:
                engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        event.listen(engine, "before_cursor_execute", _guard)
        return engine

    @property
    def address(self) -> str:
        """The address as it may be shown: without its password."""
        return make_url(self.url).render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite register; None on PostgreSQL."""
        name = make_url(self.url).database
        return Path(name) if self.is_sqlite and name else None

    def close(self) -> None:
        """Give back all connections."""
        self._writer.dispose()
        self._reader.dispose()

    def check(self) -> None:
        """Make sure that a register of this program's shape is there.

        Raises:
            RegisterUnavailable: There is none, it is older or newer than this program, or it cannot be reached.
        """
        if self._checked:
            return
        path = make_url(self.url).database
        if self.is_sqlite and (not path or not Path(path).exists()):
            raise RegisterUnavailable(f"There is no register at “{path}” yet.", "Make one with: riskreg db upgrade")
        try:
            with self._reader.connect() as connection:
                if not inspect(connection).has_table("alembic_version"):
                    raise RegisterUnavailable(
                        "The database holds no register yet.", "Make one with: riskreg db upgrade"
                    )
                found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        except DatabaseError as error:  # also of a file that is no database at all
            raise RegisterUnavailable(
                "The register cannot be reached.", f"Check the address {make_url(self.url).render_as_string()}."
            ) from error
        if found != HEAD:
            raise RegisterUnavailable(
                f"The register has the shape {found}, and this program works with {HEAD}.",
                "Bring it up to date with: riskreg db upgrade",
            )
        self._checked = True

    @contextmanager
    def reading(self) -> Iterator[ReadSession]:
        """A session on one consistent state that cannot write."""
        self.check()
        with ReadSession(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def transaction(self, actor: Actor, action: str, reason: str) -> Iterator[WriteSession]:
        """One act of one person: all of it is written, or nothing.

        The change is sealed last, under the lock on the head of the trail. Where nothing was written, no change is
        kept either.

        Args:
            actor: Who acts.
            action: What is done, in a few words, such as `import assets`.
            reason: Why.

        Raises:
            NotPermitted: No person is named.
            Conflict: Another person is writing and did not finish in time.
        """
        self.check()
        if not actor.name.strip():
            raise NotPermitted("A change needs the name of the person who makes it.", "Give it with --as NAME.")
        with WriteSession(self._writer) as session:
            try:
                connection = session.connection()
            except OperationalError as error:
                raise Conflict(
                    "Somebody else is writing to the register just now.", "Try again in a minute."
                ) from error
            marks = connection.info  # of the driver's connection, which outlives this transaction in the pool
            marks["change"] = True
            try:
                change = Change(actor=actor.name.strip(), actor_basis=actor.basis, action=action, reason=reason)
                session.info["change"] = OpenChange(0)
                session.add(change)
                session.flush()
                open_change = OpenChange(change.id)
                session.info["change"] = open_change
                yield session
                session.flush()
                if open_change.is_empty:
                    session.rollback()
                    return
                self._seal(session, change, open_change)
                session.commit()
            except ProgrammingError as error:
                session.rollback()
                if "permission denied" in str(error).lower():
                    raise NotPermitted(
                        "The role at this address may only read the register.",
                        "Give the address of a role that may write, with --database or RISKREG_DATABASE_URL.",
                    ) from error
                raise
            except BaseException:
                session.rollback()
                raise
            finally:
                marks.pop("change", None)

    @contextmanager
    def noting(self) -> Iterator[WriteSession]:
        """Notes of the running service, such as how far a job is. Facts cannot be written here; the trail is silent.

        Raises:
            Conflict: Another person is writing and did not finish in time.
        """
        self.check()
        with WriteSession(self._writer) as session:
            try:
                connection = session.connection()
            except OperationalError as error:
                raise Conflict(
                    "Somebody else is writing to the register just now.", "Try again in a minute."
                ) from error
            marks = connection.info
            marks["notes"] = True
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                marks.pop("notes", None)

    def _seal(self, session: Session, change: Change, open_change: OpenChange) -> None:
        if session.scalar(select(Person.id).where(Person.name == change.actor)) is None:
            session.add(Person(name=change.actor))
            session.flush()
        payload = close_items(session, open_change)
        head = session.scalars(select(TrailHead).with_for_update()).one()
        at = datetime.now(UTC)
        change.sequence = head.sequence + 1
        change.at = at
        change.payload_sha256 = payload
        change.previous_hash = head.hash
        change.hash = change_hash(
            head.hash,
            change.sequence,
            at,
            change.actor,
            change.actor_basis.value,
            change.action,
            change.reason,
            payload,
        )
        head.sequence, head.hash = change.sequence, change.hash
        session.flush()

    def upgrade(self) -> None:
        """Bring the register to this program's shape; make it where there is none."""
        from alembic import command
        from alembic.config import Config

        from riskreg.settings import data_folder

        path = make_url(self.url).database
        if self.is_sqlite and path:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        config = Config()
        config.set_main_option("script_location", str(data_folder("migrations")).replace("%", "%%"))
        config.attributes["url"] = self.url
        try:
            command.upgrade(config, "head")
        except DatabaseError as error:
            raise RegisterUnavailable(
                "The register cannot be reached or made.", f"Check the address {make_url(self.url).render_as_string()}."
            ) from error
        self._checked = False


def register_code(session: Session) -> str:
    """The three characters inside this register's references."""
    code: str | None = session.info.get("register_code")
    if code is None:
        code = session.scalars(select(RegisterIdentity.code)).one()
        session.info["register_code"] = code  # it never changes
    return code


def new_register_code() -> str:
    """Three random characters for a new register."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
