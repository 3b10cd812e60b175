"""Where we stand: the headline with what belongs beside it, and what waits for a person. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from riskreg.operations.activating import lists_in_use
from riskreg.operations.conflicts import list_conflicts
from riskreg.operations.deciding import proposals
from riskreg.operations.lists import waiting_lists
from riskreg.operations.office import Office
from riskreg.operations.saved_checks import checks_watched
from riskreg.planning.standing import standings, versions_named
from riskreg.reporting.points import trail_at
from riskreg.reporting.progress import Figure as Figure
from riskreg.reporting.standing import standing_figures
from riskreg.reporting.state import Point
from riskreg.rules.plan_states import PlanState
from riskreg.rules.terms import DeterminationOutcome


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person, by number.

    Attributes:
        conflicts: Questions of identity.
        alarms: Of these, those that come before everything else.
        proposals: Bundled proposals of determinations that nobody adopted or rejected.
        editions: Names of imported lists that wait.
        newer_lists: The edition that came with the program, where the register works with another; "" where not.
        caught: Saved checks with a line that is graver now than when it was saved.
        approvals: Appraisals with a recommendation that another person has yet to decide.
    """

    conflicts: int
    alarms: int
    proposals: int
    editions: tuple[str, ...]
    newer_lists: str
    caught: int
    approvals: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where we stand at a point.

    Attributes:
        as_at: The date.
        as_known: Number of the last change that counts.
        figures: Code → figure, as in the progress report.
        waiting: What waits for a person; None of the past.
    """

    as_at: date
    as_known: int
    figures: Mapping[str, Figure]
    waiting: Waiting | None


def where_we_stand(office: Office, *, as_at: date | None = None, as_known: int | None = None) -> Standing:
    """The figures of a point, and, where it is now, what waits for a person.

    Reads the histories of all flagged assets: those who show it often keep it until the register changes.

    Args:
        office: Where; its lists are needed.
        as_at: The date; today where None.
        as_known: Only what the register had been told by that change.

    Raises:
        NotFound: There is no such change.
    """
    with office.reading() as session:
        figures = standing_figures(session, Point(as_at or office.today, as_known))
        sequence = trail_at(session, as_known).sequence
    is_now = as_at is None and as_known is None
    return Standing(as_at or office.today, sequence, figures, _waiting(office) if is_now else None)


def _waiting(office: Office) -> Waiting:
    with office.reading() as session:
        caught = sum(bool(each.caught) for each in checks_watched(session))
        plans = standings(session, versions_named(session, office.today).values(), office.today)
    lists = lists_in_use(office)
    conflicts = list_conflicts(office)
    undecided = [
        each
        for each in proposals(office)
        if each.decided is None and each.proposed is not DeterminationOutcome.UNDECIDED
    ]
    return Waiting(
        conflicts=len(conflicts),
        alarms=sum(each.is_alarm for each in conflicts),
        proposals=len(undecided),
        editions=waiting_lists(office),
        newer_lists="" if lists.is_newest else lists.at_hand,
        caught=caught,
        approvals=sum(each.state is PlanState.WAITING for each in plans.values()),
    )
