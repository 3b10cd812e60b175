"""Exemptions at a point: which open flags they reach, until when, and which have run out. They take no flag away.

**Source**: minimum removal-progress report: exceptions in force, expiring within 90 days, expired.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Change, Exemption, ExemptionEnd
from riskreg.reporting.histories import FlagStanding
from riskreg.reporting.points import known
from riskreg.reporting.state import EstateState, FlaggedAsset
from riskreg.rules.dates import long_date
from riskreg.rules.obligations import ExemptionGround

ENDING_DAYS = 90
"""An exemption that ends within so many days is *ending*."""


class ExemptionState(StrEnum):
    """How an exemption stands on a date."""

    COMING = "coming"
    IN_FORCE = "in force"
    ENDING = "ending"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Exempt:
    """An exemption as recorded. `ended_on` is the day from which it no longer held, where it was ended early."""

    id: int
    regime_id: int
    asset_id: int | None
    site_id: int | None
    organisation_id: int | None
    ground: ExemptionGround
    clause: str | None
    from_on: date
    until_on: date
    ended_on: date | None
    ended_because: str | None
    reason: str
    control: str | None
    requested_by: str
    approver: str
    sequence: int | None

    def standing(self, on: date) -> ExemptionState:
        """How it stands on a date; its last day counts."""
        if self.ended_on is not None and self.ended_on <= on:
            return ExemptionState.ENDED
        if on < self.from_on:
            return ExemptionState.COMING
        if self.until_on < on:
            return ExemptionState.EXPIRED
        return ExemptionState.ENDING if self.until_on - on <= timedelta(ENDING_DAYS) else ExemptionState.IN_FORCE

    def holds(self, on: date) -> bool:
        """Whether it holds on a date."""
        return self.standing(on) in (ExemptionState.IN_FORCE, ExemptionState.ENDING)


class Exemptions:
    """All exemptions as known at a state's point.

    Args:
        every: In the order in which they were recorded.
        state: The estate, for the organisation tree.
    """

    def __init__(self, every: tuple[Exempt, ...], state: EstateState) -> None:
        self.all = every
        self._on = state.point.as_at
        self._places = state.places
        self._by_regime: dict[int, list[Exempt]] = defaultdict(list)
        for each in every:
            if each.from_on <= self._on:
                self._by_regime[each.regime_id].append(each)

    def of_flag(self, asset: FlaggedAsset, flag: FlagStanding) -> list[Exempt]:
        """Exemptions that reach, or reached, a flag: those of its asset, of its site, and of its organisations."""
        return [each for each in self._by_regime.get(flag.regime_id, []) if self._reaches(each, asset)]

    def _reaches(self, each: Exempt, asset: FlaggedAsset) -> bool:
        if each.asset_id is not None:
            return each.asset_id == asset.id
        if each.site_id is not None:
            return each.site_id == asset.site_id
        return each.organisation_id is not None and self._places.is_inside(
            asset.site_id, each.organisation_id, self._on
        )

    def of_site(self, site_id: int) -> frozenset[int]:
        """Keys of the exemptions that reach, or reached, whatever is flagged at a site."""
        return frozenset(
            each.id
            for each in self.all
            if each.asset_id is None
            and (
                each.site_id == site_id
                if each.site_id is not None
                else each.organisation_id is not None
                and self._places.is_inside(site_id, each.organisation_id, self._on)
            )
        )

    def flag_until(self, asset: FlaggedAsset, flag: FlagStanding) -> date | None:
        """The last day on which a flag is exempt; None where it is not."""
        return max((each.until_on for each in self.of_flag(asset, flag) if each.holds(self._on)), default=None)

    def until(self, asset: FlaggedAsset) -> date | None:
        """The last day on which every open flag of an asset is exempt; None where one is not."""
        found = [self.flag_until(asset, flag) for flag in asset.standing.flags if flag.is_open]
        dates = [day for day in found if day is not None]
        return min(dates) if dates and len(dates) == len(found) else None

    def said(self, asset: FlaggedAsset) -> str:
        """How an asset stands to exemptions, in words: `until 31 March 2027`, `has run out`, `not exempt`."""
        until = self.until(asset)
        if until is not None:
            return f"until {long_date(until)}"
        return "has run out" if self.is_expired(asset) else "not exempt"

    def is_ending(self, asset: FlaggedAsset) -> bool:
        """Whether the exemption of an asset ends within 90 days."""
        until = self.until(asset)
        return until is not None and until - self._on <= timedelta(ENDING_DAYS)

    def is_expired(self, asset: FlaggedAsset) -> bool:
        """Whether an open flag was exempt and is no longer: nobody need act for it to come back."""
        return any(
            flag.is_open and self.flag_until(asset, flag) is None and bool(self.of_flag(asset, flag))
            for flag in asset.standing.flags
        )


def exemptions_of(session: Session, state: EstateState) -> Exemptions:
    """The exemptions as known at a state's point, of the regimes of that state."""
    return Exemptions(tuple(_read(session, state)), state)


def _read(session: Session, state: EstateState) -> Iterator[Exempt]:
    limit = state.trail.limit
    ends = {
        end.exemption_id: end
        for end in session.scalars(select(ExemptionEnd).where(known(ExemptionEnd, limit)).order_by(ExemptionEnd.id))
    }
    query = (
        select(Exemption, Change.sequence)
        .join(Change, Change.id == Exemption.change_id)
        .where(known(Exemption, limit))
        .order_by(Exemption.id)
    )
    for row, sequence in session.execute(query):
        if row.regime_id not in state.regimes:
            continue
        end = ends.get(row.id)
        yield Exempt(
            row.id,
            row.regime_id,
            row.asset_id,
            row.site_id,
            row.organisation_id,
            row.ground,
            row.clause,
            row.from_on,
            row.until_on,
            end.ended_on if end is not None else None,
            end.reason if end is not None else None,
            row.reason,
            row.control,
            row.requested_by,
            row.approver,
            sequence,
        )
