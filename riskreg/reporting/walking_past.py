"""The same walk over the asset lines of another point in time: as at a date, as known at a change.

What is kept on an asset tells only today, so the lines in force at the point are worked out from the facts and read
once; which of them are wanted, and their order, is then remembered for the pages that follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select

from riskreg.reporting.estate import present
from riskreg.reporting.points import AnySelect
from riskreg.reporting.remembered import remembered, verdicts_of
from riskreg.reporting.walking import Position, Walk, raised_with
from riskreg.rules.terms import EquipmentKind, Verdict

_COLUMNS = ("asset_id", "site_id", "trace_key_id", "quantity", "installed_on", "make", "model", "kind", "is_seen")

_REMEMBERED = 50_000


class _Line(NamedTuple):
    """An asset line at the point, named as the columns of today's lines are."""

    id: int
    site_id: int
    trace_key_id: int
    quantity: int
    installed_on: Any
    make: str | None
    model: str | None
    kind: EquipmentKind
    is_seen: bool
    verdict: Verdict


@dataclass(frozen=True)
class PastWalk(Walk):
    """The asset lines of a point in time that are wanted, in any order. Their number is always known."""

    @cached_property
    def is_few(self) -> bool:
        """They are always read whole."""
        return True

    @cached_property
    def _few(self) -> list[Position]:
        what = ("past", self.state.point, self.wanted, self.order, self.only)
        return remembered(self.session, what, self._read_few, unless_over=_REMEMBERED)

    def details(self, keys: Sequence[int]) -> dict[int, Any]:
        """What a row shows of some assets, by key."""
        return {line.id: line for line in self._lines(self._present(keys))}

    def _candidates(self) -> Iterable[_Line]:
        wanted, verdicts = self.wanted, self._verdicts
        raised = None
        if wanted.raised_with is not None:
            raised = frozenset(self.session.scalars(raised_with(wanted.raised_with)))
        for line in self._lines(self._present(None)):
            if (
                (verdicts is None or line.verdict in verdicts)
                and (self.only is None or line.id in self.only)
                and (raised is None or line.id in raised)
                and not (wanted.unseen and line.is_seen)
                and (wanted.equipment is None or line.kind in wanted.equipment.kinds)
                and (wanted.since is None or (line.installed_on is not None and line.installed_on >= wanted.since))
                and (wanted.before is None or (line.installed_on is not None and line.installed_on < wanted.before))
            ):
                yield line

    def _present(self, keys: Sequence[int] | None) -> AnySelect:
        row = present(self.session, self.state)
        query: AnySelect = select(*(row.c[name] for name in _COLUMNS))
        return query if keys is None else query.where(row.c.asset_id.in_(keys))

    def _lines(self, query: AnySelect) -> Iterable[_Line]:
        said = verdicts_of(self.session, self.state.point, self.state)
        places, on = self.state.places, self.state.point.as_at
        for row in self.session.execute(query, execution_options={"yield_per": 2_000}):
            body = places.organisation_of(row.site_id, on)
            yield _Line._make((*row, said.of(body, row.trace_key_id)))
