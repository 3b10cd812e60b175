"""How an appraisal stands with those who decide and those who work. Pure."""

from __future__ import annotations

from enum import StrEnum


class PlanState(StrEnum):
    """How far a plan is."""

    DRAFT = "draft"
    """Options are reckoned and none is recommended."""
    WAITING = "waiting"
    """An option is recommended, and another person has yet to decide."""
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    UNDER_WAY = "under_way"
    FINISHED = "finished"
    LIST = "list"
    """A plan list that was imported: lines without options."""

    @property
    def words(self) -> str:
        """As a cell of a list says it."""
        return {
            PlanState.DRAFT: "options drafted",
            PlanState.WAITING: "waits for approval",
            PlanState.SENT_BACK: "sent back",
            PlanState.UNDER_WAY: "work under way",
            PlanState.FINISHED: "work finished",
            PlanState.LIST: "plan list",
        }.get(self, self.value)


def plan_state(
    *, is_waiting: bool, is_sent_back: bool, has_baseline: bool, is_started: bool, is_finished: bool
) -> PlanState:
    """How far an appraisal is. What waits for a person goes before what was decided earlier.

    Args:
        is_waiting: The newest recommendation is of the version that counts, and nobody has decided it.
        is_sent_back: The newest recommendation was sent back.
        has_baseline: An option was approved.
        is_started: Work has begun.
        is_finished: Work has ended.
    """
    if is_waiting:
        return PlanState.WAITING
    if not has_baseline:
        return PlanState.SENT_BACK if is_sent_back else PlanState.DRAFT
    if is_finished:
        return PlanState.FINISHED
    return PlanState.UNDER_WAY if is_started else PlanState.APPROVED
