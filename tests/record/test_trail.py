"""The record keeps what was written, by whom, in the order of commit, and refuses to forget."""

from __future__ import annotations

import hashlib
import threading
from itertools import pairwise

import orjson
import psycopg
import pytest
from sqlalchemy import func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from riskreg.database import GENESIS, Actor, Database
from riskreg.errors import NotPermitted
from riskreg.register import Change, ChangeItem, Organisation, Site, TraceKey, append_only_tables, sqlite_rows
from riskreg.register.beside import WritingBeside
from riskreg.register.recording import bulk_insert, change_hash, payload_digest, reserve_keys
from riskreg.register.sqlite_rows import indexed_afterwards
from riskreg.rules.terms import OrganisationKind


def add_organisation(database: Database, actor: Actor, name: str) -> None:
    with database.transaction(actor, "add organisation", "test") as session:
        session.add(Organisation(name=name, name_key=name.lower(), kind=OrganisationKind.COUNCIL))


def test_a_change_names_its_person_and_what_it_did(database: Database, officer: Actor) -> None:
    add_organisation(database, officer, "Harbour Council")
    with database.reading() as session:
        change = session.scalars(select(Change)).one()
        items = session.scalars(select(ChangeItem).order_by(ChangeItem.id)).all()
    assert (change.sequence, change.actor, change.previous_hash) == (1, "Olive Officer", GENESIS)
    assert [item.table_name for item in items] == ["organisation", "person"]
    assert orjson.loads(items[0].after or "")["name"] == "Harbour Council"


def test_the_chain_can_be_computed_again(database: Database, officer: Actor) -> None:
    for name in ("One", "Two", "Three"):
        add_organisation(database, officer, name)
    previous = GENESIS
    with database.reading() as session:
        for change in session.scalars(select(Change).order_by(Change.sequence)).all():
            items = session.execute(
                select(ChangeItem.__table__).where(ChangeItem.change_id == change.id).order_by(ChangeItem.id)
            ).mappings()
            payload = payload_digest([dict(item) for item in items])
            assert change.payload_sha256 == payload
            assert change.at is not None
            assert change.sequence is not None
            expected = change_hash(
                previous,
                change.sequence,
                change.at,
                change.actor,
                change.actor_basis.value,
                change.action,
                change.reason,
                payload,
            )
            assert change.hash == expected
            previous = expected


def test_a_bulk_write_leaves_its_count_and_digest(database: Database, officer: Actor) -> None:
    with database.transaction(officer, "bulk", "test") as session:
        keys = reserve_keys(session, TraceKey, 3)
        rows = [(key, f"k{key}", "Hikvision", None, "{}") for key in keys]
        bulk_insert(session, TraceKey, ("id", "key_sha256", "make", "model", "traces"), rows)
    with database.reading() as session:
        item = session.scalars(select(ChangeItem).where(ChangeItem.operation == "bulk_insert")).one()
        stored = session.execute(
            select(TraceKey.id, TraceKey.key_sha256, TraceKey.make, TraceKey.model, TraceKey.traces).order_by(
                TraceKey.id
            )
        ).all()
    digest = hashlib.sha256(b"\n".join(orjson.dumps(tuple(row)) for row in stored) + b"\n").hexdigest()
    assert (item.row_count, item.rows_sha256) == (3, digest)


def test_facts_cannot_be_changed_or_deleted(database: Database, officer: Actor) -> None:
    add_organisation(database, officer, "Harbour Council")
    for statement in ("UPDATE organisation SET name = 'Other'", "DELETE FROM organisation", "DELETE FROM change_item"):
        with (
            pytest.raises(DBAPIError, match=r"append-only|keeps its rows"),
            database.transaction(officer, "x", "x") as s,
        ):
            s.execute(text(statement))


def test_a_sealed_change_cannot_be_changed(database: Database, officer: Actor) -> None:
    add_organisation(database, officer, "Harbour Council")
    with pytest.raises(DBAPIError), database.transaction(officer, "x", "x") as session:
        session.execute(text("UPDATE change SET actor = 'Somebody else' WHERE sequence = 1"))


def test_every_append_only_table_has_its_triggers(database: Database) -> None:
    query = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if database.is_sqlite
        else "SELECT DISTINCT event_object_table FROM information_schema.triggers"
    )
    with database.reading() as session:
        guarded = set(session.scalars(text(query)))
    assert set(append_only_tables()) <= guarded


def test_a_reading_session_is_refused_by_the_database_itself(database: Database) -> None:
    with database.reading() as session:
        session.connection().info["change"] = True  # even a session that pretends to have an actor
        try:
            with pytest.raises(DBAPIError, match=r"readonly|read-only"):
                session.execute(text("INSERT INTO trail_head (id, sequence, hash) VALUES (2, 0, 'x')"))
        finally:
            session.rollback()
            session.connection().info.pop("change")


def test_a_core_statement_without_an_actor_is_refused(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotPermitted):
        session.execute(insert(Organisation).values(name="X", name_key="x", kind="council", change_id=1))


def test_an_unnamed_person_cannot_write(sqlite_database: Database) -> None:
    with pytest.raises(NotPermitted), sqlite_database.transaction(Actor("  "), "x", "x"):
        pass


def test_nothing_written_leaves_no_change(database: Database, officer: Actor) -> None:
    with database.transaction(officer, "look", "test"):
        pass
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Change)) == 0


def test_a_failure_leaves_nothing(database: Database, officer: Actor) -> None:
    def write_half() -> None:
        with database.transaction(officer, "x", "x") as session:
            session.add(Organisation(name="X", name_key="x", kind=OrganisationKind.COUNCIL))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_sequence_order_is_commit_order_with_many_writers(database: Database) -> None:
    def write(number: int) -> None:
        add_organisation(database, Actor(f"Person {number}"), f"Organisation {number}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        changes = session.scalars(select(Change).order_by(Change.sequence)).all()
    assert [change.sequence for change in changes] == [1, 2, 3, 4, 5, 6]
    assert all(b.previous_hash == a.hash for a, b in pairwise(changes))
    instants = [change.at for change in changes if change.at]
    assert instants == sorted(instants)


@pytest.mark.parametrize("is_beside", [False, True])
def test_a_bulk_write_obeys_the_constraints_of_its_table(
    database: Database, officer: Actor, *, is_beside: bool
) -> None:
    add_organisation(database, officer, "Harbour Council")
    columns = ("id", "organisation_id", "name", "name_key", "control", "is_listed")

    def write(bad: int, control: str) -> None:
        with database.transaction(officer, "bulk", "test") as session:
            organisation = session.scalar(select(Organisation.id))
            rows = [
                (key, organisation, f"Site {key}", f"site {key}", control if n == bad else "owned", False)
                for n, key in enumerate(reserve_keys(session, Site, 452))
            ]
            if not is_beside:
                bulk_insert(session, Site, columns, rows)
                return
            with WritingBeside(session) as beside:
                for start in range(0, 452, 50):
                    beside.insert(Site, columns, rows[start : start + 50])

    for bad in (0, 199, 200, 451):
        with pytest.raises((DBAPIError, psycopg.Error), match="ck_site_control"):  # COPY speaks for itself
            write(bad, "borrowed")
    write(0, "pfi")
    with database.reading() as reader:
        assert reader.scalar(select(func.count()).select_from(Site)) == 452
    # What checks rows together is over with its write: a single statement is checked as ever.
    with pytest.raises(DBAPIError, match="ck_site_control"), database.transaction(officer, "one", "test") as session:
        session.execute(text("UPDATE site SET control = 'borrowed'"))


def test_rows_written_beside_come_to_nothing_with_their_transaction(database: Database, officer: Actor) -> None:
    add_organisation(database, officer, "Harbour Council")
    columns = ("id", "organisation_id", "name", "name_key", "control", "is_listed")
    for is_broken in (True, False):
        try:
            with database.transaction(officer, "bulk", "test") as session:
                organisation = session.scalar(select(Organisation.id))
                keys = reserve_keys(session, Site, 900)
                with WritingBeside(session) as beside:
                    for first in range(0, 900, 100):
                        rows = [
                            (key, organisation, "A", f"a {key}", "owned", False) for key in keys[first : first + 100]
                        ]
                        beside.insert(Site, columns, rows)
                        if is_broken and first == 700:
                            raise KeyboardInterrupt
                    beside.settle()
                    assert session.scalar(select(func.count()).select_from(Site)) == 900
        except KeyboardInterrupt:
            pass
        with database.reading() as reader:
            assert reader.scalar(select(func.count()).select_from(Site)) == (0 if is_broken else 900)


def test_indexes_that_wait_for_many_rows_are_all_there_afterwards(
    database: Database, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_rows, "_MANY", 2)

    def indexes() -> list[tuple[object, ...]]:
        with database.reading() as session:
            return [(each["name"], each["column_names"]) for each in inspect(session.connection()).get_indexes("site")]

    add_organisation(database, officer, "Harbour Council")
    before = indexes()
    assert before
    for is_broken in (True, False):
        try:
            with database.transaction(officer, "bulk", "test") as session:
                organisation = session.scalar(select(Organisation.id))
                with indexed_afterwards(session.connection(), Site.__table__, 3):
                    rows = [(key, organisation, "A", "a", "owned", False) for key in reserve_keys(session, Site, 3)]
                    bulk_insert(
                        session, Site, ("id", "organisation_id", "name", "name_key", "control", "is_listed"), rows
                    )
                    if is_broken:
                        raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass
        assert indexes() == before
    with database.reading() as reader:
        assert reader.scalar(select(func.count()).select_from(Site)) == 3
