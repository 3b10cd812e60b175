"""What a list would do to the restricted and suspected devices of each site, told before anything is written.

**Source**: design law 4: a device that no longer counts as restricted although nobody removed it is the first thing to
look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from riskreg.identification.trace import Trace
from riskreg.intake.assets import AssetPlan
from riskreg.intake.lines import Line
from riskreg.intake.preview import DIFFERENCES_KEPT, Difference, Fewer, Released
from riskreg.intake.row_state import State
from riskreg.intake.traces import trace_of
from riskreg.rules.terms import Verdict
from riskreg.tables.codes import ROW_HEADING, ROW_NOTE

_BY_GRAVITY: Final = {verdict.gravity: verdict for verdict in Verdict}


class Judge(Protocol):
    """What a preview needs of screening."""

    def verdict(self, organisation_id: int, trace: Trace) -> Verdict | None:
        """What would be said of such a device; None where no lists are in use."""


class NobodyJudges:
    """Where no lists are in use, nothing is foreseen."""

    def verdict(self, _organisation_id: int, _trace: Trace) -> None:
        """Nothing."""


@dataclass
class Foreseen:
    """Gathers, row by row, which restricted and suspected devices a list adds and takes.

    Attributes:
        plan: The rows, tied to their assets.
        judge: Says the verdict of a line.
        released: Assets that would no longer be restricted or suspected, the first ones.
        released_total: How many.
    """

    plan: AssetPlan
    judge: Judge
    released: list[Released] = field(default_factory=list)
    released_total: int = 0
    _taken: Counter[int] = field(default_factory=Counter)
    _added: Counter[int] = field(default_factory=Counter)

    def left_out(self) -> list[str]:
        """Lines that are no rows of data to the reader, and name what would be flagged if they were."""
        found = []
        one = self.plan.organisation_id
        organisations = sorted(self.plan.places.organisations) if one is None else [one]
        for sheet in self.plan.sheets:
            for row in sheet.skipped:
                if row.code not in (ROW_HEADING, ROW_NOTE):
                    continue
                verdicts = {self.judge.verdict(each, Trace(description=row.text)) for each in organisations}
                if any(verdict is not None and verdict.is_flagged for verdict in verdicts):
                    found.append(f"sheet “{row.sheet}”, row {row.row}: “{row.text}”")
        return found

    def changed(self, row: int, known: tuple[int, Line], now: Line, differences: Iterable[Difference]) -> None:
        """Take note of a known asset of which the list says something new.

        Args:
            row: The row.
            known: Slot of the site at which it was known, and what was known of it.
            now: What is known once the row has been heard.
            differences: What is different.
        """
        plan = self.plan
        slot, site = plan.matcher.slot[row], plan.matcher.site[row]
        was_site, was = known
        before = plan.known.gravity[slot]
        after = before
        is_told_otherwise = trace_of(was) != trace_of(now)
        organisation = plan.places.sites[site].organisation_id
        if is_told_otherwise or plan.places.sites[was_site].organisation_id != organisation:
            verdict = self.judge.verdict(organisation, trace_of(now))
            after = verdict.gravity if verdict is not None else before
        flagged = Verdict.SUSPECTED.gravity
        if before >= flagged and plan.known.is_seen[slot]:
            self._taken[was_site] += was.quantity
        if after >= flagged:
            self._added[site] += now.quantity
        elif before >= flagged:
            self.released_total += 1
            if len(self.released) < DIFFERENCES_KEPT:
                asset = plan.ledger.ids[slot]
                self.released.append(Released(asset, _BY_GRAVITY[before], _BY_GRAVITY[after], tuple(differences)))

    def fewer(self) -> list[Fewer]:
        """Sites with fewer restricted or suspected devices than before, the greatest loss first."""
        plan, ledger, known = self.plan, self.plan.ledger, self.plan.known
        for slot in plan.not_seen:
            if known.is_flagged(slot) and known.is_seen[slot] and not plan.is_older(slot):
                self._taken[ledger.sites[slot]] += known.quantities[slot]
        losing = {site for site, taken in self._taken.items() if taken > self._added[site]}
        if losing:
            self._count_new(losing)
            losing = {site for site in losing if self._taken[site] > self._added[site]}
        there: Counter[int] = Counter()
        for slot in range(ledger.known if losing else 0):
            if ledger.sites[slot] in losing and known.is_flagged(slot) and known.is_seen[slot]:
                there[ledger.sites[slot]] += known.quantities[slot] * (slot not in ledger.merged)
        found = [
            Fewer(plan.places.sites[site].name, there[site], there[site] - self._taken[site] + self._added[site])
            for site in losing
        ]
        return sorted(found, key=lambda each: (each.after - each.before, each.site))

    def _count_new(self, sites: set[int]) -> None:
        """New restricted or suspected devices at some sites; only there are new rows read again."""
        plan, matcher = self.plan, self.plan.matcher
        flagged = Verdict.SUSPECTED.gravity
        for row, table, cells in plan.rows():
            if (
                matcher.state[row] != State.OWNER
                or matcher.slot[row] < plan.ledger.known
                or matcher.site[row] not in sites
            ):
                continue
            line = plan.readers[table].read_again(cells)
            organisation = plan.places.sites[matcher.site[row]].organisation_id
            verdict = self.judge.verdict(organisation, trace_of(line))
            if verdict is not None and verdict.gravity >= flagged:
                self._added[matcher.site[row]] += line.quantity
