"""Where the trail stands, what it was told by a day, and what came after a change. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from riskreg.database import register_code
from riskreg.operations.office import Office
from riskreg.register import Change


@dataclass(frozen=True, slots=True)
class TrailHeadSeen:
    """The newest change.

    Attributes:
        register: The register's code.
        sequence: Its number; 0 where nothing was written yet.
        at: Its instant (UTC).
    """

    register: str
    sequence: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ActsSince:
    """Changes of one kind of act that came after another change.

    Attributes:
        action: The act, as the trail names it.
        changes: How many.
        by: Who did the newest.
        at: When that was (UTC).
    """

    action: str
    changes: int
    by: str
    at: datetime | None


def trail_head(office: Office) -> TrailHeadSeen:
    """The newest change of the register."""
    with office.reading() as session:
        newest = session.execute(
            select(Change.sequence, Change.at)
            .where(Change.sequence.is_not(None))
            .order_by(Change.sequence.desc())
            .limit(1)
        ).first()
        code = register_code(session)
        return TrailHeadSeen(code, newest.sequence, newest.at) if newest is not None else TrailHeadSeen(code, 0, None)


def change_known_on(office: Office, day: date) -> int:
    """The last change by the end of a day (UTC): what the register had been told by then.

    Args:
        office: Where.
        day: The day.

    Returns:
        Number of the change; 0 where nothing was written by then.
    """
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    with office.reading() as session:
        found = session.scalar(select(func.max(Change.sequence)).where(Change.sequence.is_not(None), Change.at < end))
        return found or 0


def acts_since(office: Office, sequence: int) -> tuple[ActsSince, ...]:
    """What was done after a change, by kind of act, the newest act first.

    Args:
        office: Where.
        sequence: Number of the change.
    """
    with office.reading() as session:
        groups = session.execute(
            select(Change.action, func.count(), func.max(Change.sequence))
            .where(Change.sequence > sequence)
            .group_by(Change.action)
        ).all()
        newest = {
            row.sequence: row
            for row in session.execute(
                select(Change.sequence, Change.actor, Change.at).where(
                    Change.sequence.in_([last for _, _, last in groups])
                )
            )
        }
        found = sorted(groups, key=lambda group: group[2] or 0, reverse=True)
        return tuple(ActsSince(action, count, newest[last].actor, newest[last].at) for action, count, last in found)
