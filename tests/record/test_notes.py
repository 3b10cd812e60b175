"""Notes of the running service stand beside the register's facts and cannot touch them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from riskreg.database import Actor, Database
from riskreg.errors import NotPermitted
from riskreg.operations.office import rehearsal
from riskreg.register import Change, ChangeItem, Job, Organisation
from riskreg.rules.jobs import JobKind, JobState, JobStep
from riskreg.rules.terms import OrganisationKind


def a_job() -> Job:
    now = datetime.now(UTC)
    return Job(
        handle="x" * 16, kind=JobKind.IMPORT, step=JobStep.LOOK, state=JobState.READY, person="O", title="a.xlsx",
        asked="{}", told=None, made_at=now, changed_at=now,
    )  # fmt: skip


def test_notes_change_and_go_and_the_trail_is_silent(database: Database) -> None:
    with database.noting() as session:
        session.add(a_job())
    with database.noting() as session:
        session.execute(update(Job).values(state=JobState.DONE))
    with database.reading() as session:
        assert session.scalars(select(Job.state)).one() is JobState.DONE
    with database.noting() as session:
        session.execute(delete(Job))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Change)) == 0
        assert session.scalar(select(func.count()).select_from(ChangeItem)) == 0


def test_no_fact_can_be_written_as_a_note(database: Database) -> None:
    made = {"name": "A", "name_key": "a", "kind": OrganisationKind.OTHER}
    with pytest.raises(NotPermitted), database.noting() as session:
        session.add(Organisation(**made))
    with pytest.raises(NotPermitted), database.noting() as session:
        session.execute(insert(Organisation).values(**made, change_id=1))
    with pytest.raises(NotPermitted), database.noting() as session:
        session.execute(text("UPDATE job_other SET state = 'done'"))
    with pytest.raises(NotPermitted), database.reading() as session:
        session.execute(delete(Job))


def test_a_note_beside_facts_is_there_with_them_or_not_at_all(database: Database, officer: Actor) -> None:
    with database.noting() as session:
        session.add(a_job())
    with rehearsal(database.transaction(officer, "test", "Why.")) as session:
        session.add(Organisation(name="A", name_key="a", kind=OrganisationKind.OTHER))
        session.execute(update(Job).values(state=JobState.DONE))
    with database.reading() as session:
        assert session.scalars(select(Job.state)).one() is JobState.READY
    with database.transaction(officer, "test", "Why.") as session:
        session.add(Organisation(name="A", name_key="a", kind=OrganisationKind.OTHER))
        session.execute(update(Job).values(state=JobState.DONE))
    with database.reading() as session:
        assert session.scalars(select(Job.state)).one() is JobState.DONE
        assert session.scalars(select(ChangeItem.table_name)).all() == ["organisation", "person"]
