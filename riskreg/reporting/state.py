"""The estate at a point: every asset that was ever flagged with its standing, and counts of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.register import Asset
from riskreg.register.merges import merges, survivors
from riskreg.reporting.histories import AssetHistory, Part, Standing, standing_on
from riskreg.reporting.loading import (
    NOT_KNOWN_MAKER,
    Maker,
    Planned,
    assets_once_at,
    load_histories,
    makers,
    plans_in_force,
    regime_keys,
)
from riskreg.reporting.places import Places
from riskreg.reporting.points import AnySelect, Point, Trail, code_of_register, trail_at
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Funding, Sensitivity

__all__ = ["NO_ASSETS", "EstateState", "FlaggedAsset", "Point", "estate_state", "with_assets"]

NO_ASSETS: AnySelect = select(Asset.id).where(Asset.id < 0)
"""For a state whose flagged assets are not needed, or read later."""


@dataclass(frozen=True, slots=True)
class FlaggedAsset:
    """An asset that was flagged by the as-at date.

    Attributes:
        is_inside: Whether its site belongs to the organisation asked for.
        lines: Lines of plans in force that replace it.
        stands_for: Asset lines that are alike and counted in it; see `reporting.alike`.
        stands_at: The sites of these; empty where it stands for itself alone.
    """

    history: AssetHistory
    standing: Standing
    site_id: int
    organisation_id: int
    is_inside: bool
    maker: Maker
    sensitivity: Sensitivity
    lines: tuple[Planned, ...]
    parts: Mapping[Part, int]
    """Devices of the cohort by where they are; kept, because every figure asks for them."""
    open_devices: int
    """Devices whose flag stands undismissed and whose removal is not verified."""
    stands_for: int = 1
    stands_at: frozenset[int] = frozenset()

    @property
    def id(self) -> int:
        """Key of the asset."""
        return self.history.id

    @property
    def reported_removed(self) -> int:
        """Open devices that a list claims to be removed, replaced or disposed of: a claim, not a removal."""
        version = self.standing.version
        return self.open_devices if version is not None and version.claimed.claims_removal else 0

    @property
    def is_funded(self) -> bool:
        """Whether a line of the plan sets money aside."""
        return any(line.funding is Funding.FUNDED for line in self.lines)

    @property
    def target_on(self) -> date | None:
        """The latest target date of its plan lines."""
        return max((line.target_on for line in self.lines if line.target_on is not None), default=None)


@dataclass(frozen=True)
class EstateState:
    """The estate at a point, as far as flags concern it.

    Attributes:
        assets: Ever flagged by the as-at date and inside the scope, in the order of their keys.
        regimes: Regimes that are counted: key → short name and title.
        everything: The same for assets outside the scope that were loaded with it; a bridge needs them.
    """

    point: Point
    trail: Trail
    code: str
    places: Places
    organisation_id: int | None
    regimes: dict[int, tuple[str, str]]
    is_every_regime: bool
    everything: tuple[FlaggedAsset, ...]
    plans: tuple[Planned, ...]
    makers: dict[int, Maker] = field(repr=False, default_factory=dict)
    merged: dict[int, int] = field(repr=False, default_factory=dict)
    """Merged asset → the asset that stands for the device."""

    @cached_property
    def assets(self) -> tuple[FlaggedAsset, ...]:
        """Assets inside the scope."""
        return tuple(asset for asset in self.everything if asset.is_inside)

    @cached_property
    def open_assets(self) -> tuple[FlaggedAsset, ...]:
        """Assets inside the scope that have open devices."""
        return tuple(asset for asset in self.assets if asset.open_devices)

    @cached_property
    def lines_of(self) -> dict[int, tuple[Planned, ...]]:
        """Lines of plans in force per asset that they replace."""
        found: dict[int, tuple[Planned, ...]] = {}
        for line in self.plans:
            for asset in sorted({self.merged.get(asset, asset) for asset in line.assets}):
                found[asset] = (*found.get(asset, ()), line)
        return found

    @cached_property
    def by_id(self) -> dict[int, FlaggedAsset]:
        """All loaded assets by key."""
        return {asset.id: asset for asset in self.everything}

    def is_inside(self, site_id: int) -> bool:
        """Whether a site belongs to the scope at the as-at date."""
        return self.places.is_inside(site_id, self.organisation_id, self.point.as_at)

    def total(self, part: Part) -> int:
        """Devices of the cohort that are in this part."""
        return sum(asset.parts.get(part, 0) for asset in self.assets)

    def asset_reference(self, asset_id: int) -> str:
        """`ASSET-…` of an asset."""
        return reference(ReferenceKind.ASSET, self.code, asset_id)

    def site_reference(self, site_id: int) -> str:
        """`SITE-…` of a site."""
        return reference(ReferenceKind.SITE, self.code, site_id)

    def organisation_name(self, organisation_id: int) -> str:
        """Name of a body."""
        body = self.places.bodies.get(organisation_id)
        return body.name if body is not None else "not known"


def estate_state(
    session: Session,
    point: Point,
    organisation_id: int | None = None,
    regimes: Iterable[str] | None = None,
    *,
    assets: AnySelect | None = None,
    also_organisations: frozenset[int] = frozenset(),
    places: Places | None = None,
) -> EstateState:
    """The estate at a point.

    Args:
        session: A session that may read.
        point: As at, as known.
        organisation_id: Only sites that this body, or one below it, holds at the as-at date; all where None.
        regimes: Only flags under these regimes (their short names); all that were adopted where None.
        assets: Only these assets, for a question that shows a few of them.
        also_organisations: Bodies whose assets are loaded too, marked as outside where they are.
        places: Organisations and sites as known at the point, where already read.

    Raises:
        NotFound: There is no such organisation, regime or change.
    """
    trail = trail_at(session, point.as_known)
    places = places or Places(session, trail.limit)
    slugs = tuple(sorted(set(regimes))) if regimes is not None else None
    keys = regime_keys(session, slugs)
    if slugs is not None and len(keys) < len(slugs):
        missing = ", ".join(sorted(set(slugs) - {slug for slug, _ in keys.values()}))
        raise NotFound(f"There is no regime {missing} that can flag.", "See them with: riskreg query lists")
    on = point.as_at
    inside = places.below(organisation_id, on) if organisation_id is not None else frozenset()
    if assets is None and organisation_id is not None:
        assets = assets_once_at(inside | also_organisations)
    plans = plans_in_force(session, on, trail.limit)
    who = makers(session, trail.limit)
    empty = EstateState(
        Point(on, trail.sequence),
        trail,
        code_of_register(session),
        places,
        organisation_id,
        keys,
        slugs is None,
        (),
        plans,
        who,
        survivors(merges(session, on, trail.limit)),
    )
    return with_assets(session, empty, assets)


def with_assets(session: Session, state: EstateState, assets: AnySelect | None) -> EstateState:
    """The same state with other assets loaded: these, or all ever flagged where None."""
    on, places = state.point.as_at, state.places
    regimes = None if state.is_every_regime else frozenset(state.regimes)
    found = []
    for history in load_histories(session, state.trail.limit, regimes, assets):
        standing = standing_on(history, on)
        if standing is None:
            continue
        site = standing.place.site_id
        found.append(
            FlaggedAsset(
                history,
                standing,
                site,
                places.organisation_of(site, on),
                places.is_inside(site, state.organisation_id, on),
                state.makers.get(standing.place.trace_key_id, NOT_KNOWN_MAKER),
                places.sensitivity(site, on),
                state.lines_of.get(history.id, ()),
                standing.parts(),
                standing.open_devices,
            )
        )
    return replace(state, everything=tuple(found))
