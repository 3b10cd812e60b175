"""What a report measures from, loaded once, and how a figure with its drill is made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy.orm import Session

from riskreg.reporting.appraised import AppraisedSite, appraised_sites
from riskreg.reporting.asking import Filters
from riskreg.reporting.duties import Duties, duties_of
from riskreg.reporting.estate import Group, SiteTotal, Verdicts, groups, site_totals
from riskreg.reporting.progress import Figure
from riskreg.reporting.selecting import selected
from riskreg.reporting.state import EstateState
from riskreg.rules.terms import Verdict


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of selected assets in each unit."""

    devices: int
    lines: int
    systems: int
    sites: int


class Measures:
    """A state with everything else that the figures of a report read.

    Args:
        session: A session that may read.
        state: The estate at the point of the report.
        regimes: Regimes that were asked for; None for all.
    """

    def __init__(self, session: Session, state: EstateState, regimes: tuple[str, ...] | None) -> None:
        self.session = session
        self.state = state
        self.on = state.point.as_at
        self.duties: Duties = duties_of(session, state)
        self.verdicts = Verdicts(session, state)
        self.base = Filters(
            organisation=state.organisation_id, regime=regimes, as_at=self.on, as_known=state.trail.sequence
        )

    @cached_property
    def groups(self) -> list[Group]:
        """The whole estate inside the scope."""
        return list(groups(self.session, self.state, self.verdicts))

    @cached_property
    def by_site(self) -> list[SiteTotal]:
        """The same, counted by site and verdict alone, which takes a fraction of the time."""
        return list(site_totals(self.session, self.state, self.verdicts))

    @cached_property
    def devices(self) -> int:
        """Devices of the estate."""
        return sum(each.devices for each in self.by_site)

    @cached_property
    def unknown_devices(self) -> int:
        """Devices whose maker, or its standing, cannot be told."""
        return sum(each.devices for each in self.by_site if each.verdict is Verdict.UNKNOWN)

    @cached_property
    def site_ids(self) -> list[int]:
        """Sites inside the scope that a list had named by the as-at date, in the order of their keys."""
        with_assets = {each.site_id for each in self.by_site}
        places = self.state.places
        return [
            site
            for site in places.site_ids
            if self.state.is_inside(site) and (places.is_there(site, self.on) or site in with_assets)
        ]

    @cached_property
    def appraised(self) -> tuple[AppraisedSite, ...]:
        """The appraisals of the sites inside the scope."""
        return appraised_sites(self.session, self.state)

    def is_used(self, slug: str) -> bool:
        """Whether a regime was asked for, or a body of the scope has adopted it."""
        if not self.state.is_every_regime:
            return True
        key = next(key for key, (name, _) in self.state.regimes.items() if name == slug)
        bodies = {self.state.places.organisation_of(site, self.on) for site in self.site_ids}
        return any(key in self.verdicts.adopted(body) for body in bodies)

    def drill(self, question: str, filters: Filters | None = None) -> str:
        """A question in the spelling that `riskreg query` takes, at the point of the report."""
        base = self.base
        whole = replace(
            filters or Filters(),
            organisation=base.organisation,
            regime=base.regime,
            as_at=base.as_at,
            as_known=base.as_known,
        )
        return f"{question} {whole.arguments(self.state.code)}"

    def count(self, filters: Filters) -> Counted:
        """What the filters select of the assets ever flagged."""
        devices = lines = 0
        systems: set[int] = set()
        sites: set[int] = set()
        for asset, number in selected(self.state, self.duties, filters):
            devices += number
            lines += asset.stands_for
            sites.update(asset.stands_at or (asset.site_id,))
            system = asset.standing.place.system_id
            if system is not None:
                systems.add(system)
        return Counted(devices, lines, len(systems), len(sites))

    def flagged(self, code: str, title: str, definition: str, filters: Filters, not_known: int | None = None) -> Figure:
        """Devices of assets ever flagged that the filters select."""
        value = self.count(filters).devices
        drill = self.drill("flagged-assets", filters)
        return Figure(code, title, definition, value, "devices", not_known=not_known, drill=drill)

    def share(
        self, code: str, title: str, definition: str, above: int, below: int, not_known: int | None, drill: str
    ) -> Figure:
        """A share, with what is above and below the line and what could not be told."""
        value = above / below if below else None
        return Figure(code, title, definition, value, "share", above, below, not_known, drill)

    def lines_where(
        self, code: str, title: str, definition: str, number: Callable[[Group], int], filters: Filters
    ) -> Figure:
        """Asset lines of the whole estate."""
        value = sum(number(group) for group in self.groups)
        return Figure(code, title, definition, value, "assets", drill=self.drill("assets", filters))
