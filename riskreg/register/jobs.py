"""Jobs of the running service: what is under way and what waits for an answer. No fact of the register."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Note
from riskreg.rules.jobs import JobKind, JobState, JobStep


class Job(Note):
    """A piece of work between two visits to a page, such as an import that is being prepared."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("length(handle) >= 12", name="handle_hard_to_guess"),
        CheckConstraint("length(person) > 0", name="person_named"),
        Index("ix_job_state_id", "state", "id"),
    )

    handle: Mapped[str] = mapped_column(unique=True)
    """What addresses carry."""
    kind: Mapped[JobKind]
    step: Mapped[JobStep]
    state: Mapped[JobState]
    person: Mapped[str]
    """Who set it going last."""
    title: Mapped[str]
    """What it is about, such as the name of a file."""
    asked: Mapped[str]
    """JSON: what the person asks."""
    told: Mapped[str | None]
    """JSON: what came of the last step."""
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
