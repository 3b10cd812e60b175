"""Obligations in force at a point, and to which flagged assets each applies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import KeyVerdict, ListEdition, ListEntry, Obligation, Regime
from riskreg.reporting.exemptions import Exemptions, exemptions_of
from riskreg.reporting.points import known
from riskreg.reporting.remembered import remembered
from riskreg.reporting.state import EstateState, FlaggedAsset
from riskreg.rules.dates import long_date
from riskreg.rules.obligations import After, Fit, Goods, came_after, goods_fit
from riskreg.rules.terms import Act, EquipmentKind, Network, RegimeKind, Sensitivity, SiteClass

_REMOVING = (Act.REMOVE, Act.CONSIDER_REMOVAL, Act.NEVER_CONNECT)
"""Acts that ask something of equipment that stands already."""
_PROHIBITING = (Act.CEASE_DEPLOYMENT, Act.CEASE_PROCUREMENT)
"""Acts that forbid new equipment."""
_NO_DATE = "no date of installation or purchase"
_LATER_THAN_LIST = "its dates are later than the list that tells them"
_NOT_ASSESSED = "its site is not assessed, and the ban is on sensitive sites"


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
    goods: tuple[Goods, ...] = ()
    confidence: str = "high"
    text: str = ""

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

    def is_about(self, asset: FlaggedAsset) -> bool | None:
        """Whether it is about equipment of that kind; None where no list tells, or it is a question of law."""
        fit = goods_fit(self.goods, asset.standing.place.kind)
        return None if fit is Fit.NOT_TOLD else fit is Fit.YES

    def concerns(self, asset: FlaggedAsset) -> bool:
        """Whether an open flag of its regime stands on the asset (and, for connection, the core network is named)."""
        if not any(flag.regime_id == self.regime_id and flag.is_open for flag in asset.standing.flags):
            return False
        if self.is_about(asset) is not True:
            return False
        version = asset.standing.version
        return self.act is not Act.NEVER_CONNECT or (version is not None and version.network is Network.CORE_NETWORK)

    def applies(self, asset: FlaggedAsset) -> bool:
        """Whether it applies to the asset for certain."""
        return self.concerns(asset) and self.reaches(asset.sensitivity) is True


_Alike = tuple[int, Sensitivity, EquipmentKind, tuple[tuple[int, int | None], ...]]
"""Organisation, sensitivity of the site, kind, and open flags: assets alike in these are under the same bans."""


@dataclass(frozen=True, slots=True)
class Prohibition:
    """A ban on new equipment of an asset's kind at its site.

    Attributes:
        duty: The obligation.
        begun: From when it bound the body that holds the site: by the regime's own date, or since the body follows it.
        is_certain: Whether it reaches the site and the kind of equipment for certain.
    """

    duty: Duty
    begun: date
    is_certain: bool

    def came_after(self, asset: FlaggedAsset) -> After:
        """Whether the asset was put in, or bought, on or after that day."""
        return came_after(self.duty.act, self.begun, *dates_told(asset))


def dates_told(asset: FlaggedAsset) -> tuple[date | None, date | None]:
    """Dates of installation and purchase, as far as they can be: a date after the list that tells it tells nothing."""
    version = asset.standing.version
    if version is None:
        return None, None
    told = (version.installed_on, version.purchased_on)
    installed, bought = (day if day is not None and day <= version.on else None for day in told)
    return installed, bought


class Duties:
    """The obligations that count at a state's point for the regimes of that state, and the exemptions from them."""

    def __init__(
        self,
        all_duties: tuple[Duty, ...],
        state: EstateState,
        exemptions: Exemptions,
        listed_from: Mapping[int, date],
    ) -> None:
        self.all = all_duties
        self._listed_from = listed_from
        self.verdict_listed_on = {day: verdict for verdict, day in listed_from.items()}
        """Date of an entry → some verdict that rests on an entry of that date."""
        self.on = state.point.as_at
        self.exemptions = exemptions
        self.by_name = {duty.name: duty for duty in all_duties}
        self._places = state.places
        self._bound: dict[tuple[int, int], date | None] = {}
        self._prohibitions: dict[_Alike, tuple[Prohibition, ...]] = {}
        self._by_regime: dict[int, list[Duty]] = defaultdict(list)
        for duty in all_duties:
            self._by_regime[duty.regime_id].append(duty)

    def turning_dates(self, regimes: Collection[int]) -> list[date]:
        """Dates from which a ban of these regimes may bind anybody: between two of them, installations are alike.

        Args:
            regimes: Their keys.
        """
        begun = {duty.from_on for duty in self.all if duty.act in _PROHIBITING and duty.regime_id in regimes}
        dates = {*begun, *self.verdict_listed_on, *self._places.adoption_dates(regimes)}
        return sorted(day for day in dates if begun and day >= min(begun))

    def overdue(self, asset: FlaggedAsset) -> bool:
        """Whether an obligation whose date has passed asks for the removal or disconnection of the asset.

        While a flag is exempt its duties are not overdue; they are again on the day after, by themselves.
        """
        return any(
            duty.asks_removal and duty.is_overdue(self.on) and duty.applies(asset)
            for flag in asset.standing.flags
            if flag.is_open and self.exemptions.flag_until(asset, flag) is None
            for duty in self._by_regime[flag.regime_id]
        )

    def due_ahead(self, asset: FlaggedAsset) -> bool:
        """Whether an obligation asks for its removal or disconnection by a date still to come, and none is overdue."""
        return not self.overdue(asset) and any(
            duty.asks_removal and duty.due_on is not None and duty.due_on >= self.on and duty.applies(asset)
            for flag in asset.standing.flags
            if flag.is_open and self.exemptions.flag_until(asset, flag) is None
            for duty in self._by_regime[flag.regime_id]
        )

    def may_be_overdue_at(self, sensitivity: Sensitivity) -> bool:
        """Whether an obligation whose date has passed asks for a removal at sites that are sensitive so.

        Args:
            sensitivity: Of a site.
        """
        return any(
            duty.asks_removal and duty.is_overdue(self.on) and duty.reaches(sensitivity) is True for duty in self.all
        )

    def prohibitions(self, asset: FlaggedAsset) -> tuple[Prohibition, ...]:
        """Bans of the regimes of its open flags that reach, or may reach, such equipment at its site, earliest first.

        **Source**: Public Law 115-232, section 889(a)(1) (procure, from 13 August 2019); written statement of 24
        November 2022 (cease deployment on sensitive sites). A maker that came to the list later is banned from then on;
        a body that follows a regime by choice is bound from its choice on.
        """
        open_flags = tuple((flag.regime_id, flag.basis.key_verdict_id) for flag in asset.standing.flags if flag.is_open)
        # Hundreds of thousands of assets share a few answers.
        key = (asset.organisation_id, asset.sensitivity, asset.standing.place.kind, open_flags)
        if key not in self._prohibitions:
            self._prohibitions[key] = self._prohibited(asset, open_flags)
        return self._prohibitions[key]

    def _prohibited(
        self, asset: FlaggedAsset, open_flags: tuple[tuple[int, int | None], ...]
    ) -> tuple[Prohibition, ...]:
        found = []
        for regime_id, key_verdict_id in open_flags:
            since = self._binds_from(asset.organisation_id, regime_id)
            listed = self._listed_from.get(key_verdict_id or 0)
            for duty in self._by_regime[regime_id]:
                if duty.act not in _PROHIBITING or duty.strength != "must":
                    continue
                site, kind = duty.reaches(asset.sensitivity), duty.is_about(asset)
                if site is False or kind is False:
                    continue
                begun = max(day for day in (duty.from_on, since, listed) if day is not None)
                found.append(Prohibition(duty, begun, site is True and kind is True))
        return tuple(sorted(found, key=lambda each: (each.begun, each.duty.name)))

    def _binds_from(self, organisation_id: int, regime_id: int) -> date | None:
        key = (organisation_id, regime_id)
        if key not in self._bound:
            self._bound[key] = self._places.binds_from(organisation_id, regime_id, self.on)
        return self._bound[key]

    def installed_after(self, asset: FlaggedAsset) -> Prohibition | None:
        """The first ban that was in force when the asset was put in, or, where only that is told, bought."""
        installed, bought = dates_told(asset)
        put_in = installed or bought
        if put_in is None:
            return None
        return next((each for each in self.prohibitions(asset) if each.is_certain and put_in >= each.begun), None)

    def bought_after(self, asset: FlaggedAsset) -> Prohibition | None:
        """The ban on buying that was in force when the asset was bought, as its list tells; None where none was."""
        return next(
            (
                each
                for each in self.prohibitions(asset)
                if each.is_certain and each.duty.act is Act.CEASE_PROCUREMENT and each.came_after(asset) is After.YES
            ),
            None,
        )

    def not_tested(self, asset: FlaggedAsset) -> tuple[str, ...]:
        """Why it cannot be told whether the asset came after a ban; empty where it can, or where it did."""
        if self.installed_after(asset) is not None or self.bought_after(asset) is not None:
            return ()
        installed, bought = dates_told(asset)
        reasons: dict[str, None] = {}
        for each in self.prohibitions(asset):
            said = each.came_after(asset)
            if said is After.NO:
                continue
            if each.duty.reaches(asset.sensitivity) is None:
                reasons[_NOT_ASSESSED] = None
            if each.duty.is_about(asset) is None:
                reasons["what kind of equipment it is, or whether the ban reaches that kind, is not settled"] = None
            if said is After.NO_DATE and installed is None and bought is None:
                version = asset.standing.version
                is_told = version is not None and (version.installed_on or version.purchased_on) is not None
                reasons[_LATER_THAN_LIST if is_told else _NO_DATE] = None
            elif said is After.NO_DATE and installed is None:
                reasons[f"bought on {long_date(bought)}, and no date of installation"] = None
            elif said is After.NO_DATE:
                reasons[f"installed on {long_date(installed)}, and no date of purchase"] = None
        return tuple(reasons)


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
            tuple(Goods(each) for each in row.goods.split(",")) if row.goods else (),
            row.confidence,
            row.text or "",
        )
        for row in rows
    ]
    ordered = tuple(sorted(found, key=lambda duty: (duty.regime, duty.from_on, duty.key)))
    listed_from = remembered(session, "dates of entries", lambda: _listed_from(session))
    return Duties(ordered, state, exemptions_of(session, state), listed_from)


def _listed_from(session: Session) -> Mapping[int, date]:
    """Verdicts that rest on an entry with a date of its own: since when their maker is on the list."""
    dated = select(KeyVerdict.id, ListEntry.from_on).join(ListEntry, ListEntry.id == KeyVerdict.list_entry_id)
    return {verdict: day for verdict, day in session.execute(dated) if day is not None}
