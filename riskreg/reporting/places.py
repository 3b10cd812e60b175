"""Organisations and sites on any date, as known at a point: the tree, who holds a site, its limbs, what is adopted.

Read whole, because a report of a past date must use the tree of that date, and a burn-down asks for many dates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.register import (
    Adoption,
    Organisation,
    OrganisationParent,
    Regime,
    Site,
    SiteAssessment,
    SiteTenure,
    SiteVersion,
)
from riskreg.reporting.points import AnySelect, known, withdrawn_batches
from riskreg.rules.obligations import is_use_of
from riskreg.rules.terms import AdoptionBasis, Control, Limb, LimbAnswer, OrganisationKind, RegimeKind, Sensitivity


class Held(NamedTuple):
    """A dated fact that points to an organisation: who holds a site, or who stands above a body."""

    on: date
    id: int
    organisation_id: int | None
    change_id: int


class Said(NamedTuple):
    """What was said of a site on a date."""

    on: date
    id: int
    code: str | None
    name: str
    address: str | None
    postcode: str | None
    uprn: str | None
    control: Control
    lease_end_on: date | None
    is_listed: bool


class Answered(NamedTuple):
    """An answer for a limb."""

    on: date
    id: int
    answer: LimbAnswer
    assessed_by: str | None


class Adopted(NamedTuple):
    """An adoption, or its end."""

    on: date
    id: int
    regime_id: int
    is_ended: bool
    basis: AdoptionBasis
    purpose: str | None


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation."""

    id: int
    name: str
    kind: OrganisationKind


Dated = TypeVar("Dated", Held, Said, Answered)


def in_force(facts: Sequence[Dated], on: date) -> Dated | None:
    """The fact that holds on a date: of those not later than it, the one with the greatest date and key."""
    for fact in reversed(facts):
        if fact.on <= on:
            return fact
    return None


def _site_versions(limit: int | None) -> AnySelect:
    return (
        select(
            SiteVersion.site_id,
            SiteVersion.import_batch_id,
            SiteVersion.described_on,
            SiteVersion.id,
            SiteVersion.code,
            SiteVersion.name,
            SiteVersion.address,
            SiteVersion.postcode,
            SiteVersion.uprn,
            SiteVersion.control,
            SiteVersion.lease_end_on,
            SiteVersion.is_listed,
        )
        .where(known(SiteVersion, limit))
        .order_by(SiteVersion.described_on, SiteVersion.id)
    )


class Places:
    """Organisations and sites as known at a point of the trail.

    Args:
        session: A session that may read.
        limit: Number of the last change that counts, or None for all.
    """

    def __init__(self, session: Session, limit: int | None) -> None:
        undone = withdrawn_batches(session, limit)
        self.bodies = {
            row.id: Body(row.id, row.name, row.kind)
            for row in session.execute(
                select(Organisation.id, Organisation.name, Organisation.kind)
                .where(known(Organisation, limit))
                .order_by(Organisation.id)
            )
        }
        self._parents: dict[int, list[Held]] = defaultdict(list)
        for above in session.execute(
            select(
                OrganisationParent.organisation_id,
                OrganisationParent.from_on,
                OrganisationParent.id,
                OrganisationParent.parent_id,
                OrganisationParent.change_id,
            )
            .where(known(OrganisationParent, limit))
            .order_by(OrganisationParent.from_on, OrganisationParent.id)
        ):
            self._parents[above[0]].append(Held(*above[1:]))
        self._mirrors = {
            row.id: row
            for row in session.execute(
                select(Site.id, Site.organisation_id, Site.code, Site.name, Site.postcode, Site.uprn, Site.control)
                .where(known(Site, limit))
                .order_by(Site.id)
            )
        }
        self._tenures: dict[int, list[Held]] = defaultdict(list)
        for held in session.execute(
            select(
                SiteTenure.site_id,
                SiteTenure.import_batch_id,
                SiteTenure.from_on,
                SiteTenure.id,
                SiteTenure.organisation_id,
                SiteTenure.change_id,
            )
            .where(known(SiteTenure, limit))
            .order_by(SiteTenure.from_on, SiteTenure.id)
        ):
            if held[1] not in undone:
                self._tenures[held[0]].append(Held(*held[2:]))
        self._said: dict[int, list[Said]] = defaultdict(list)
        for told in session.execute(_site_versions(limit)):
            if told[1] not in undone:
                self._said[told[0]].append(Said(*told[2:]))
        self._answers: dict[tuple[int, Limb], list[Answered]] = defaultdict(list)
        for answer in session.execute(
            select(
                SiteAssessment.site_id,
                SiteAssessment.limb,
                SiteAssessment.import_batch_id,
                SiteAssessment.assessed_on,
                SiteAssessment.id,
                SiteAssessment.answer,
                SiteAssessment.assessed_by,
            )
            .where(known(SiteAssessment, limit))
            .order_by(SiteAssessment.assessed_on, SiteAssessment.id)
        ):
            if answer[2] not in undone:
                self._answers[answer[0], answer[1]].append(Answered(*answer[3:]))
        self._adoptions: dict[int, list[Adopted]] = defaultdict(list)
        for adopted in session.execute(
            select(
                Adoption.organisation_id,
                Adoption.from_on,
                Adoption.id,
                Adoption.regime_id,
                Adoption.is_ended,
                Adoption.basis,
                Adoption.purpose,
            )
            .join(Regime, Regime.id == Adoption.regime_id)
            .where(known(Adoption, limit), Regime.kind != RegimeKind.INDICATOR)
            .order_by(Adoption.from_on, Adoption.id)
        ):
            self._adoptions[adopted[0]].append(Adopted(*adopted[1:]))
        self._sensitivities: dict[tuple[int, date], Sensitivity] = {}
        self._scopes: dict[tuple[int, date], frozenset[int]] = {}

    @property
    def site_ids(self) -> list[int]:
        """Every site known, in the order of their keys."""
        return list(self._mirrors)

    @cached_property
    def turning_dates(self) -> tuple[date, ...]:
        """Dates on which an organisation moved in the tree, in order."""
        return tuple(sorted({fact.on for facts in self._parents.values() for fact in facts}))

    def adoption_dates(self, regimes: Collection[int]) -> set[date]:
        """Dates from which one of these regimes counts, or counts no longer, for some body."""
        return {fact.on for facts in self._adoptions.values() for fact in facts if fact.regime_id in regimes}

    def tenure_dates(self, site_id: int) -> list[date]:
        """Dates on which a site came to an organisation."""
        return [fact.on for fact in self._tenures.get(site_id, ())]

    def tenure(self, site_id: int, on: date) -> Held:
        """Who holds a site on a date.

        Before the first tenure on record the first one stands, since an older list may describe an earlier date.
        """
        facts = self._tenures.get(site_id)
        if not facts:
            return Held(on, 0, int(self._mirrors[site_id].organisation_id), 0)
        return in_force(facts, on) or facts[0]

    def organisation_of(self, site_id: int, on: date) -> int:
        """Key of the organisation that holds a site on a date."""
        return int(self.tenure(site_id, on).organisation_id or 0)

    def parent_of(self, organisation_id: int, on: date) -> int | None:
        """The body above on a date; before the first record of it, the first record stands."""
        facts = self._parents.get(organisation_id)
        if not facts:
            return None
        return (in_force(facts, on) or facts[0]).organisation_id

    def parent_change(self, organisation_id: int, on: date) -> Held | None:
        """The fact that puts a body where it is on a date."""
        return in_force(self._parents.get(organisation_id, ()), on)

    def below(self, organisation_id: int, on: date) -> frozenset[int]:
        """A body and everything below it in the tree of a date.

        Raises:
            NotFound: There is no such body.
        """
        if organisation_id not in self.bodies:
            raise NotFound("There is no such organisation.", "List them with: riskreg query organisations")
        if (organisation_id, on) not in self._scopes:
            children: dict[int, list[int]] = defaultdict(list)
            for body in self.bodies:
                parent = self.parent_of(body, on)
                if parent is not None:
                    children[parent].append(body)
            found: set[int] = set()
            open_ends = [organisation_id]
            while open_ends:
                body = open_ends.pop()
                if body not in found:
                    found.add(body)
                    open_ends.extend(children[body])
            self._scopes[organisation_id, on] = frozenset(found)
        return self._scopes[organisation_id, on]

    def is_inside(self, site_id: int, organisation_id: int | None, on: date) -> bool:
        """Whether a site belongs to a body, or one below it, on a date. Everything is inside None."""
        if organisation_id is None:
            return True
        return self.organisation_of(site_id, on) in self.below(organisation_id, on)

    def site(self, site_id: int, on: date) -> Said:
        """What is said of a site on a date; where no list counts, its identity, unlisted."""
        facts = self._said.get(site_id)
        if facts:
            return in_force(facts, on) or facts[0]._replace(is_listed=False)
        row = self._mirrors[site_id]
        return Said(on, 0, row.code, row.name, None, row.postcode, row.uprn, row.control, None, False)

    def is_there(self, site_id: int, on: date) -> bool:
        """Whether a list that counts had named the site by a date."""
        return in_force(self._said.get(site_id, ()), on) is not None

    def limbs(self, site_id: int, on: date) -> dict[Limb, Answered]:
        """Answers in force per limb; a limb nobody answered is missing."""
        found = {}
        for limb in Limb:
            fact = in_force(self._answers.get((site_id, limb), ()), on)
            if fact is not None:
                found[limb] = fact
        return found

    def sensitivity(self, site_id: int, on: date) -> Sensitivity:
        """Whether a site is sensitive: one yes makes it so; not sensitive only where all four limbs are answered no.

        **Source**: Lords written answer, 9 April 2024 (any one limb applies).
        """
        if (site_id, on) not in self._sensitivities:
            answers = [fact.answer for fact in self.limbs(site_id, on).values()]
            if LimbAnswer.YES in answers:
                said = Sensitivity.SENSITIVE
            elif answers.count(LimbAnswer.NO) == len(Limb):
                said = Sensitivity.NOT_SENSITIVE
            else:
                said = Sensitivity.NOT_ASSESSED
            self._sensitivities[site_id, on] = said
        return self._sensitivities[site_id, on]

    def adopted(self, organisation_id: int, on: date) -> dict[int, date]:
        """Regimes in force for a body on a date, with the date from which each counts."""
        found: dict[int, date] = {}
        for fact in self._adoptions.get(organisation_id, ()):
            if fact.on > on:
                break
            if fact.is_ended:
                found.pop(fact.regime_id, None)
            else:
                found.setdefault(fact.regime_id, fact.on)
        return found

    def binds_from(self, organisation_id: int, regime_id: int, on: date) -> date | None:
        """From when a regime in force for a body on a date binds it; None where it binds it by itself.

        A regime that binds a body does so from the regime's own dates, whenever that was recorded; one that the body
        follows by choice, from the day on which it chose to.
        """
        facts = [fact for fact in self._adoptions.get(organisation_id, ()) if fact.on <= on]
        mine = [fact for fact in facts if fact.regime_id == regime_id and not fact.is_ended]
        if any(fact.basis is AdoptionBasis.MANDATORY for fact in mine):
            return None
        return self.adopted(organisation_id, on).get(regime_id)

    def is_use_known(self, organisation_id: int, regime_id: int, on: date) -> bool:
        """Whether it is known that a regime's purpose-limited entries reach the use that a body makes of equipment."""
        facts = self._adoptions.get(organisation_id, ())
        stated = next(
            (fact.purpose for fact in facts if fact.regime_id == regime_id and fact.on <= on and fact.purpose), None
        )
        return is_use_of(self.bodies[organisation_id].kind, stated)
