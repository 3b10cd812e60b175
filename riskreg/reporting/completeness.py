"""Who has sent a list, or has said that there is none, and who has sent nothing: for each site and organisation.

A list that covers its sites answers for those that it names; a nil return for its place. Three things are less than an
answer and stand apart as *doubtful*: a list of a part, a list of a whole organisation that passes a site over, and a
nil return for a place where equipment is on record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import ImportedRow
from riskreg.reporting.asking import AskedState, Came
from riskreg.reporting.estate import STALE_DAYS, present_sites
from riskreg.reporting.returns import Request, Return, devices_on_record, lists_in, nils_in, requests_in
from riskreg.reporting.state import EstateState
from riskreg.rules.terms import Covers, Disposition, OrganisationKind


@dataclass(frozen=True, slots=True)
class SiteReturn:
    """How a site stands.

    Attributes:
        came: What came for it: `LIST`, `NIL`, `DISPUTED`, `PART`, `UNNAMED` or `MISSING`.
        found: The return that says so, or None.
        since: A return counts where it describes this date or a later one.
        devices: Devices on record at the site where a nil return says that there are none.
    """

    site_id: int
    organisation_id: int
    came: Came
    found: Return | None
    since: date
    request: Request | None
    devices: int = 0


@dataclass(frozen=True, slots=True)
class RequestStanding:
    """How a request stands.

    Attributes:
        answered_on: The day on which the register had been told all that was asked for, or None.
        answered: Sites with an answer to it.
        sites: Sites that it reaches.
    """

    request: Request
    state: AskedState
    answered_on: date | None
    answered: int
    sites: int


@dataclass(frozen=True, slots=True)
class BodyReturn:
    """How a body stands, over the sites that it holds itself.

    Attributes:
        came: `ANSWERED`: every site is answered for; `DOUBTFUL`: something came; `MISSING`: nothing did.
        newest: The newest return from it, or None.
    """

    organisation_id: int
    came: Came
    answered: int
    doubtful: int
    missing: int
    newest: Return | None
    request: Request | None

    @property
    def sites(self) -> int:
        """Sites that it holds."""
        return self.answered + self.doubtful + self.missing


class Completeness:
    """The returns at a state's point.

    Args:
        session: A session that may read.
        state: The point and the scope.
        site_ids: Sites that are asked about; those inside the scope that were there by the date, where None.
        since: Returns count that describe this date or a later one; where None, for each site the date that it was last
            asked for, and not more than twelve months back.
    """

    def __init__(
        self, session: Session, state: EstateState, site_ids: Sequence[int] | None = None, since: date | None = None
    ) -> None:
        self._session = session
        self._state = state
        self._since = since
        self._on = state.point.as_at
        self._limit = state.trail.limit
        self._spoken_for: dict[int, list[int]] = {}
        self.site_ids = list(site_ids) if site_ids is not None else self._sites_there()

    def _sites_there(self) -> list[int]:
        state, on = self._state, self._on
        inside = [site for site in state.places.site_ids if state.is_inside(site)]
        if all(state.places.is_there(site, on) for site in inside):
            return inside
        with_assets = present_sites(self._session, state)
        return [site for site in inside if site in with_assets or state.places.is_there(site, on)]

    @cached_property
    def lists(self) -> dict[int, Return]:
        """Imported lists of equipment by key, undone ones left out, oldest first."""
        return {each.key: each for each in lists_in(self._session, self._state)}

    @cached_property
    def nils(self) -> list[Return]:
        """Nil returns that count, oldest first."""
        return nils_in(self._session, self._state)

    def lists_inside(self, bodies: Set[int]) -> list[Return]:
        """Lists that were given for one of these bodies as a whole, or name a site that is asked about."""
        if self._state.organisation_id is None:
            return list(self.lists.values())
        mine = set(self.site_ids)
        naming = {batch for batch, site in self._named if site in mine}
        return [each for key, each in self.lists.items() if key in naming or each.organisation_id in bodies]

    def nils_inside(self, bodies: Set[int]) -> list[Return]:
        """Nil returns of these bodies, and of sites that are asked about."""
        mine = set(self.site_ids)
        return [each for each in self.nils if each.organisation_id in bodies or each.site_id in mine]

    @cached_property
    def requests(self) -> list[Request]:
        """Requests that stand and were made by the date, oldest first."""
        return requests_in(self._session, self._state)

    @cached_property
    def of_sites(self) -> dict[int, SiteReturn]:
        """How each site stands, by key, in the order of the keys."""
        found = {}
        for site in self.site_ids:
            body = self._state.places.organisation_of(site, self._on)
            request = self.request_of(body, site)
            since = self._since or self._since_of(request)
            answers = [each for each in self._answers[site] if each.on >= since]
            came, which = standing_of(answers)
            if which is None:
                which = next((each for each in reversed(self._unnamed[site]) if each.on >= since), None)
                came = Came.UNNAMED if which is not None else Came.MISSING
            devices = self.on_record.get(site, 0) if came is Came.NIL else 0
            found[site] = SiteReturn(
                site, body, Came.DISPUTED if devices else came, which, since, request, devices
            )  # fmt: skip
        return found

    def of_bodies(self, bodies: Iterable[int]) -> dict[int, BodyReturn]:
        """How bodies stand, by key. A group without sites of its own has nothing to send and is left out."""
        by_body: dict[int, list[SiteReturn]] = defaultdict(list)
        for site in self.of_sites.values():
            by_body[site.organisation_id].append(site)
        found = {}
        for body in bodies:
            mine = by_body[body]
            request = self.request_of(body, None)
            if not mine and self._state.places.bodies[body].kind is OrganisationKind.GROUP and request is None:
                continue
            since = self._since or self._since_of(request)
            own = [each for each in self._given_for(body) if each.on >= since]
            answered = sum(site.came.is_answer for site in mine)
            missing = sum(site.came is Came.MISSING for site in mine)
            newest = max(
                (*own, *(site.found for site in mine if site.found is not None)), key=_order, default=None
            )  # fmt: skip
            came = Came.MISSING if newest is None else Came.DOUBTFUL
            if newest is not None and answered == len(mine):
                came = Came.ANSWERED
            found[body] = BodyReturn(body, came, answered, len(mine) - answered - missing, missing, newest, request)
        return found

    def of_requests(self) -> Iterator[RequestStanding]:
        """How the requests inside the scope stand, oldest first."""
        bodies = set(bodies_inside(self._state))
        for each in self.requests:
            if each.organisation_id is not None and each.organisation_id in bodies:
                sites = [site for site, found in self.of_sites.items() if found.organisation_id == each.organisation_id]
            elif each.site_id in self.of_sites:
                sites = [each.site_id]
            else:
                continue
            days = [day for site in sites if (day := self._answered_on(site, each.described_on)) is not None]
            whole = days if sites else self._given_on(each)
            answered_on = max(whole) if whole and len(days) == len(sites) else None
            if answered_on is not None:
                state = AskedState.LATE if answered_on > each.due_on else AskedState.ANSWERED
            else:
                state = AskedState.OVERDUE if self._on > each.due_on else AskedState.OUTSTANDING
            yield RequestStanding(each, state, answered_on, len(days), len(sites))

    def _answered_on(self, site: int, since: date) -> date | None:
        """The day on which the register was first told of an answer for a site that describes a date or a later one."""
        answers = (each for each in self._answers[site] if each.on >= since and each.covers is not Covers.PART)
        return min((each.recorded_on for each in answers if not (each.is_nil and site in self.on_record)), default=None)

    def _given_on(self, request: Request) -> list[date]:
        if request.organisation_id is None:
            return []
        given = self._given_for(request.organisation_id)
        days = [each.recorded_on for each in given if each.on >= request.described_on]
        return [min(days)] if days else []

    def request_of(self, organisation_id: int, site_id: int | None) -> Request | None:
        """The newest request that asks for a date which has come, of a site or of the body that holds it."""
        for each in reversed(self.requests):
            if each.described_on <= self._on and (
                each.organisation_id == organisation_id or (site_id is not None and each.site_id == site_id)
            ):
                return each
        return None

    def _since_of(self, request: Request | None) -> date:
        year = self._on - timedelta(STALE_DAYS)
        return max(request.described_on, year) if request is not None else year

    def _given_for(self, organisation_id: int) -> list[Return]:
        given = (*self.lists.values(), *(each for each in self.nils if each.site_id is None))
        return sorted((each for each in given if each.organisation_id == organisation_id), key=_order)

    @cached_property
    def _answers(self) -> dict[int, list[Return]]:
        """Site → lists that name it and nil returns for it, oldest first."""
        found: dict[int, list[Return]] = defaultdict(list)
        for batch, site in self._named:
            found[site].append(self.lists[batch])
        for each in self.nils:
            for site in self.sites_of(each):
                found[site].append(each)
        for answers in found.values():
            answers.sort(key=_order)
        return found

    def sites_of(self, each: Return) -> list[int]:
        """Sites that a list names, or for which a nil return speaks: those that its body held on its date."""
        if not each.is_nil:
            return [site for batch, site in self._named if batch == each.key]
        if each.site_id is not None:
            return [each.site_id]
        if each.key not in self._spoken_for:
            places = self._state.places
            self._spoken_for[each.key] = [
                site for site in places.site_ids if places.organisation_of(site, each.on) == each.organisation_id
            ]
        return self._spoken_for[each.key]

    @cached_property
    def _unnamed(self) -> dict[int, list[Return]]:
        """Site → lists of everything that its organisation has, oldest first."""
        places = self._state.places
        bodies: dict[int, set[int]] = defaultdict(set)
        for batch, site in self._named:
            if self.lists[batch].covers is Covers.ORGANISATION:
                bodies[batch].add(places.organisation_of(site, self.lists[batch].on))
        found: dict[int, list[Return]] = defaultdict(list)
        for key, each in self.lists.items():
            if each.covers is not Covers.ORGANISATION:
                continue
            whose = bodies[key] | {each.organisation_id}
            for site in self.site_ids:
                if places.organisation_of(site, each.on) in whose:
                    found[site].append(each)
        return found

    @cached_property
    def _named(self) -> list[tuple[int, int]]:
        """Import and site, for each site of which a list names a row that could be taken."""
        wanted = sorted(self.lists)
        query = (
            select(ImportedRow.import_batch_id, ImportedRow.site_id)
            .where(
                ImportedRow.import_batch_id.in_(wanted),
                ImportedRow.site_id.is_not(None),
                ImportedRow.disposition != Disposition.REJECTED,
            )
            .distinct()
        )
        return sorted((batch, site) for batch, site in self._session.execute(query) if site is not None)

    @cached_property
    def on_record(self) -> dict[int, int]:
        """Site with a nil return → devices on record there whose removal is not verified."""
        sites = {site for each in self.nils for site in self.sites_of(each)} & set(self.site_ids)
        return devices_on_record(self._session, self._state, sites)


def bodies_inside(state: EstateState) -> list[int]:
    """Bodies inside the scope, by name."""
    bodies: Iterator[int] = iter(state.places.bodies)
    if state.organisation_id is not None:
        below = state.places.below(state.organisation_id, state.point.as_at)
        bodies = (body for body in state.places.bodies if body in below)
    return sorted(bodies, key=lambda key: (state.places.bodies[key].name.casefold(), key))


def _order(each: Return) -> tuple[date, bool, int]:
    # Of two of one date a list goes before a nil return: equipment that somebody saw is there.
    return each.on, not each.is_nil, each.key


def standing_of(answers: Sequence[Return]) -> tuple[Came, Return | None]:
    """What came by returns about one site: the newest whole one says; a list of a part only where there is no other.

    Args:
        answers: Lists that name the site and nil returns for it, oldest first.
    """
    whole = [each for each in answers if each.covers is not Covers.PART]
    if whole:
        return (Came.NIL if whole[-1].is_nil else Came.LIST), whole[-1]
    return (Came.PART, answers[-1]) if answers else (Came.MISSING, None)
