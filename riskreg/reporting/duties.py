"""Obligations in force at a point, and to which flagged assets each applies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import ListEdition, Obligation, Regime
from riskreg.reporting.points import known
from riskreg.reporting.state import EstateState, FlaggedAsset
from riskreg.rules.terms import Act, Network, RegimeKind, Sensitivity, SiteClass

_REMOVING = (Act.REMOVE, Act.CONSIDER_REMOVAL, Act.NEVER_CONNECT)
"""Acts that ask something of equipment that stands already."""
_PROHIBITING = (Act.CEASE_DEPLOYMENT, Act.CEASE_PROCUREMENT)
"""Acts that forbid new equipment."""


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation of the newest edition of a regime's list by the as-at date."""

    regime_id: int
    regime: str
    key: str
    act: Act
    site_class: SiteClass
    equipment: str
    strength: str
    from_on: date
    due_on: date | None
    source: str

    @property
    def name(self) -> str:
        """Its name in a question: `us_889/part-a`."""
        return f"{self.regime}/{self.key}"

    @property
    def asks_removal(self) -> bool:
        """Whether it asks something of equipment that stands already."""
        return self.act in _REMOVING

    def is_overdue(self, on: date) -> bool:
        """Whether its date has passed."""
        return self.due_on is not None and self.due_on < on

    def reaches(self, sensitivity: Sensitivity) -> bool | None:
        """Whether it reaches a site; None where that turns on an assessment that is missing."""
        if self.site_class is SiteClass.ANY:
            return True
        if sensitivity is Sensitivity.NOT_ASSESSED:
            return None
        return (self.site_class is SiteClass.SENSITIVE) == (sensitivity is Sensitivity.SENSITIVE)

    def concerns(self, asset: FlaggedAsset) -> bool:
        """Whether an open flag of its regime stands on the asset (and, for connection, the core network is named)."""
        if not any(flag.regime_id == self.regime_id and flag.is_open for flag in asset.standing.flags):
            return False
        version = asset.standing.version
        return self.act is not Act.NEVER_CONNECT or (version is not None and version.network is Network.CORE_NETWORK)

    def applies(self, asset: FlaggedAsset) -> bool:
        """Whether it applies to the asset for certain."""
        return self.concerns(asset) and self.reaches(asset.sensitivity) is True


class Duties:
    """The obligations that count at a state's point, for the regimes of that state."""

    def __init__(self, all_duties: tuple[Duty, ...], on: date) -> None:
        self.all = all_duties
        self.on = on
        self.by_name = {duty.name: duty for duty in all_duties}
        self._by_regime: dict[int, list[Duty]] = defaultdict(list)
        for duty in all_duties:
            self._by_regime[duty.regime_id].append(duty)

    def overdue(self, asset: FlaggedAsset) -> bool:
        """Whether an obligation whose date has passed asks for the removal or disconnection of the asset."""
        return any(
            duty.asks_removal and duty.is_overdue(self.on) and duty.applies(asset)
            for flag in asset.standing.flags
            if flag.is_open
            for duty in self._by_regime[flag.regime_id]
        )

    def prohibited_from(self, asset: FlaggedAsset) -> date | None:
        """From when a regime of its open flags forbids to install such equipment at its site."""
        dates = [
            duty.from_on
            for flag in asset.standing.flags
            if flag.is_open
            for duty in self._by_regime[flag.regime_id]
            if duty.act in _PROHIBITING and duty.reaches(asset.sensitivity) is True
        ]
        return min(dates, default=None)


def duties_of(session: Session, state: EstateState) -> Duties:
    """Obligations of each regime's newest edition: of those in law by the as-at date, the one of the latest date."""
    newest: dict[int, int] = {}
    editions = select(ListEdition.regime_id, ListEdition.id).join(Regime, Regime.id == ListEdition.regime_id)
    for regime, edition in session.execute(
        editions.where(
            known(ListEdition, state.trail.limit),
            ListEdition.legal_on <= state.point.as_at,
            Regime.kind != RegimeKind.INDICATOR,
        ).order_by(ListEdition.legal_on, ListEdition.id)
    ):
        if regime in state.regimes:
            newest[regime] = edition
    regimes = {edition: regime for regime, edition in newest.items()}
    rows = session.scalars(
        select(Obligation)
        .where(Obligation.list_edition_id.in_(sorted(regimes)))
        .order_by(Obligation.list_edition_id, Obligation.from_on, Obligation.id)
    )
    found = [
        Duty(
            regimes[row.list_edition_id],
            state.regimes[regimes[row.list_edition_id]][0],
            row.obligation_key,
            row.act,
            row.site_class,
            row.equipment,
            row.strength,
            row.from_on,
            row.due_on,
            row.source,
        )
        for row in rows
    ]
    return Duties(tuple(sorted(found, key=lambda duty: (duty.regime, duty.from_on, duty.key))), state.point.as_at)
