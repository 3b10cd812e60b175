"""What a screening changed, in all and per organisation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Decision, Flag, FlagBasis, KeyVerdict, Organisation
from riskreg.rules.decisions import Ground, still_judged
from riskreg.rules.terms import DecisionOutcome

_PARAMETERS = 500


class Turn(StrEnum):
    """What became of a flag."""

    RAISED = "raised"
    CHANGED = "changed"
    LAPSED = "lapsed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class OrganisationScreened:
    """What a screening did to one organisation's flags, in asset lines."""

    organisation: str
    raised: int
    changed: int
    lapsed: int
    reopened: int


@dataclass(frozen=True, slots=True)
class Screened:
    """What a screening did, in asset lines.

    Attributes:
        raised: Flags that are new, or stand again.
        changed: Flags whose verdict or ground changed.
        lapsed: Flags whose ground is gone; they and their decisions stay on record.
        verdicts_changed: Asset lines whose overall verdict changed.
        reopened: Dismissed flags that wait for a decision again, because what was judged is no longer what is known.
        by_organisation: The same per organisation, by name; only those with a change.
    """

    raised: int = 0
    changed: int = 0
    lapsed: int = 0
    verdicts_changed: int = 0
    reopened: int = 0
    by_organisation: tuple[OrganisationScreened, ...] = field(default=())


def screened(
    session: Session, turns: Iterable[tuple[Turn, int]], reopened: Iterable[int], verdicts_changed: int
) -> Screened:
    """The sum of what became of flags.

    Args:
        session: Any session.
        turns: What became of each flag, with the key of its organisation.
        reopened: Keys of the organisations of the flags that opened again.
        verdicts_changed: Asset lines whose overall verdict changed.
    """
    counts: dict[int, Counter[Turn]] = defaultdict(Counter)
    for turn, organisation in turns:
        counts[organisation][turn] += 1
    for organisation in reopened:
        counts[organisation][Turn.REOPENED] += 1
    names = dict(session.execute(select(Organisation.id, Organisation.name)).all()) if counts else {}
    rows = [
        OrganisationScreened(names[key], of[Turn.RAISED], of[Turn.CHANGED], of[Turn.LAPSED], of[Turn.REOPENED])
        for key, of in sorted(counts.items(), key=lambda each: (names[each[0]], each[0]))
    ]
    return Screened(
        raised=sum(row.raised for row in rows),
        changed=sum(row.changed for row in rows),
        lapsed=sum(row.lapsed for row in rows),
        verdicts_changed=verdicts_changed,
        reopened=sum(row.reopened for row in rows),
        by_organisation=tuple(rows),
    )


def dismissed_grounds(session: Session, flags: Iterable[int]) -> dict[int, Ground]:
    """The grounds on which flags were dismissed, for those whose newest decision dismissed them.

    Args:
        session: Any session.
        flags: Keys of flags.

    Returns:
        Flag → the ground that was judged.
    """
    wanted = sorted(set(flags))
    found: dict[int, Ground] = {}
    for start in range(0, len(wanted), _PARAMETERS):
        query = (
            select(Decision.flag_id, Decision.outcome, FlagBasis.verdict, KeyVerdict.ground_sha256)
            .join(FlagBasis, FlagBasis.id == Decision.flag_basis_id)
            .outerjoin(KeyVerdict, KeyVerdict.id == FlagBasis.key_verdict_id)
            .join(Flag, Flag.id == Decision.flag_id)
            .where(Decision.flag_id.in_(wanted[start : start + _PARAMETERS]))
            .order_by(Decision.flag_id, Decision.decided_on, Decision.id)
        )
        for flag, outcome, verdict, digest in session.execute(query):
            found.pop(flag, None)
            if outcome is DecisionOutcome.DISMISSED:
                found[flag] = Ground(verdict, digest)
    return found


def reopened(session: Session, turned: Iterable[tuple[int, Ground | None, Ground, int]]) -> list[int]:
    """Which of the flags that came or changed were dismissed on a ground that is no longer the one that stands.

    Args:
        session: Any session.
        turned: Flag, the ground that stood before (None where none did), the ground now, and what to give back.

    Returns:
        What was given with each flag that opened again.
    """
    rows = list(turned)
    dismissed = dismissed_grounds(session, (row[0] for row in rows))
    return [
        tag
        for flag, before, now, tag in rows
        if (judged := dismissed.get(flag)) is not None
        and not still_judged(judged, now)
        and (before is None or still_judged(judged, before))
    ]


def digests(session: Session, key_verdicts: Iterable[int | None]) -> dict[int | None, str | None]:
    """Key verdict → digest of its ground."""
    wanted = sorted({key for key in key_verdicts if key is not None})
    found: dict[int | None, str | None] = {}
    for start in range(0, len(wanted), _PARAMETERS):
        part = wanted[start : start + _PARAMETERS]
        found.update(
            session.execute(select(KeyVerdict.id, KeyVerdict.ground_sha256).where(KeyVerdict.id.in_(part))).all()
        )
    return found
