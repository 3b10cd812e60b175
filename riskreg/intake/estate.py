"""What an estate list would do: organisations and their parents, sites, whose they are, and how each limb was answered.

A blank cell says nothing and changes nothing. Sites that a newer list does not name are said, never deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Final

import orjson
from sqlalchemy.orm import Session

from riskreg.intake import codes, loading
from riskreg.intake.estate_known import (
    KnownOrganisation,
    LimbSaid,
    SiteFacts,
    known_estate,
    limb_as_at,
    newest_as_at,
)
from riskreg.intake.estate_plan import EstatePlan, RowOutcome
from riskreg.intake.estate_rows import EstateRow, read_rows
from riskreg.intake.names import name_key, near_names
from riskreg.intake.places import KnownSite, Places
from riskreg.intake.preview import DIFFERENCES_KEPT, NAMES_KEPT, Difference, Issues, SitesTouched, Subject
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Control, Covers, Disposition, ImportKind, OrganisationKind, Severity
from riskreg.tables import Understanding

_SITE_FIELDS: Final = ("code", "name", "address", "postcode", "uprn", "control", "lease_end_on", "is_listed")


def read_estate(
    session: Session,
    understanding: Understanding,
    *,
    organisation_id: int | None,
    described_on: date,
    covers: Covers,
    site_overrides: Mapping[str, int | None],
    overrides: Mapping[str, str],
    issues: Issues,
) -> EstatePlan:
    """Read every row of an estate list and decide what it does; the arguments are those of `read_assets`."""
    rows, sheets = read_rows(understanding.tables)
    known = known_estate(session, described_on)
    names = {organisation.id: organisation.name for organisation in known.organisations if organisation.id is not None}
    plan = EstatePlan(
        understanding.tables, described_on, covers, organisation_id, site_overrides, overrides,
        loading.head_sequence(session), rows, sheets, issues, known,
        Places(loading.known_sites(session), site_overrides, names), list(known.organisations),
    )  # fmt: skip
    _Reading(plan).run()
    plan.changes_nothing = all(
        outcome.disposition in (Disposition.UNCHANGED, Disposition.REJECTED, Disposition.CONFLICTING)
        for outcome in plan.outcomes
    ) and loading.same_list_applied(session, ImportKind.ESTATE, described_on, covers, plan.rows_sha256)
    return plan


class _Reading:
    """Decides the rows in their order; later rows see what earlier ones bring."""

    def __init__(self, plan: EstatePlan) -> None:
        self.plan = plan
        self.by_name = {name_key(o.name): slot for slot, o in enumerate(plan.organisations)}
        self.first_row_of: dict[int, int] = {}
        self.parents = dict(plan.known.parents)
        self.differences: list[Difference] = []
        self.total = 0
        self.fields: Counter[str] = Counter()

    def run(self) -> None:
        plan = self.plan
        for number, row in enumerate(plan.rows):
            outcome = self._row(number, row)
            outcome.issues[:0] = row.issues
            for issue in outcome.issues:
                plan.issues.add(issue)
            plan.outcomes.append(outcome)
        if any(table.column("regimes") is not None for table in plan.tables):
            plan.issues.add(
                Issue(
                    codes.REGIMES_NOT_TAKEN,
                    Severity.NOTE,
                    "The column of regimes is kept with the rows and adopts nothing.",
                    "Adopt a regime for an organisation by its own command, with a reason.",
                )
            )
        plan.differences = tuple(self.differences)
        plan.differences_total = self.total
        plan.changed_fields = dict(self.fields.most_common())
        self._touched()
        said = sha256()
        done = sha256(f"{plan.described_on}\x1f{plan.covers}".encode())
        for row, outcome in zip(plan.rows, plan.outcomes, strict=True):
            said.update(row.canonical())
            done.update(
                orjson.dumps(
                    [outcome.disposition.value, self._named(outcome), outcome.facts, outcome.takes_over, outcome.limbs],
                    default=tuple,
                )
            )
        plan.rows_sha256, plan.outcome_sha256 = said.hexdigest(), done.hexdigest()

    def _named(self, outcome: RowOutcome) -> list[int | str | None]:
        plan = self.plan
        named: list[int | str | None] = []
        if outcome.organisation >= 0:
            organisation = plan.organisations[outcome.organisation]
            named += [organisation.id, organisation.name]
        if outcome.site >= 0:
            named += [plan.places.sites[outcome.site].id, plan.places.sites[outcome.site].name]
        if outcome.parent is not None:
            named.append(plan.organisations[outcome.parent].name)
        return named

    def _say(self, row: EstateRow, code: str, severity: Severity, message: str, cure: str = "", at: str = "") -> Issue:
        return Issue(code, severity, message, cure, row.sheet, row.cells_of.get(at) or str(row.number))

    def _row(self, number: int, row: EstateRow) -> RowOutcome:
        plan = self.plan
        outcome = RowOutcome(Disposition.UNCHANGED)
        organisation = self._organisation(row, outcome)
        if organisation is None:
            outcome.disposition = Disposition.REJECTED
            return outcome
        outcome.organisation = organisation
        is_new = self._is_first(organisation)
        self._parent(row, organisation, outcome)
        if outcome.disposition is Disposition.REJECTED:
            return outcome
        if not row.names_site:
            if is_new:
                outcome.disposition = Disposition.NEW
            elif outcome.parent is not None:
                outcome.disposition = Disposition.CHANGED
            return outcome
        slot = self._site(row, organisation, outcome)
        if slot is None:
            outcome.disposition = Disposition.REJECTED
            return outcome
        outcome.site = slot
        if slot in self.first_row_of:
            self._again(row, self.first_row_of[slot], outcome)
            return outcome
        self.first_row_of[slot] = number
        self._site_facts(row, slot, organisation, outcome)
        if is_new or (plan.places.sites[slot].id is None):
            outcome.disposition = Disposition.NEW
        elif outcome.facts or outcome.takes_over or outcome.parent is not None or outcome.limbs:
            older = plan.known.newest.get(plan.places.sites[slot].id or 0, date.min) > plan.described_on
            outcome.disposition = Disposition.OLDER if older else Disposition.CHANGED
        return outcome

    def _is_first(self, organisation: int) -> bool:
        known = self.plan.organisations[organisation]
        if known.id is not None or known.is_said:
            return False
        self.plan.organisations[organisation] = replace(known, is_said=True)
        return True

    def _organisation(self, row: EstateRow, outcome: RowOutcome) -> int | None:
        plan = self.plan
        if not row.organisation:
            for slot, known in enumerate(plan.organisations):
                if known.id is not None and known.id == plan.organisation_id:
                    return slot
            outcome.issues.append(
                self._say(
                    row,
                    codes.ORGANISATION_MISSING,
                    Severity.ERROR,
                    "This row does not say which organisation it is about.",
                    "Fill in the organisation, or import with --organisation NAME.",
                )
            )
            return None
        found = self.by_name.get(name_key(row.organisation))
        if found is None:
            return self._new_organisation(row, row.organisation, row.organisation_kind, "organisation", outcome)
        if row.organisation_kind is not None and plan.organisations[found].kind is not row.organisation_kind:
            known = plan.organisations[found]
            if known.id is None and not known.is_said:  # named before only as a parent
                plan.organisations[found] = replace(known, kind=row.organisation_kind)
            elif known.id is not None:
                message = f"{known.name} is known as {known.kind.value.replace('_', ' ')}; the list says otherwise."
                outcome.issues.append(
                    self._say(row, codes.ORGANISATION_KIND_DIFFERS, Severity.WARNING, message, "", "organisation_kind")
                )
        return found

    def _new_organisation(
        self, row: EstateRow, name: str, kind: OrganisationKind | None, at: str, outcome: RowOutcome
    ) -> int:
        plan = self.plan
        near = near_names(name, [known.name for known in plan.organisations], limit=2)
        if near:
            message = f"“{name}” comes in as a new organisation, and its name is nearly that of {' and '.join(near)}."
            cure = "If it is the same, write the name alike and import the list again."
            outcome.issues.append(self._say(row, codes.ORGANISATION_LIKE_ANOTHER, Severity.WARNING, message, cure, at))
        else:
            message = f"“{name}” comes in as a new organisation."
            outcome.issues.append(self._say(row, codes.ORGANISATION_NEW, Severity.NOTE, message, "", at))
        plan.organisations.append(KnownOrganisation(None, name, kind or OrganisationKind.OTHER))
        slot = self.by_name[name_key(name)] = len(plan.organisations) - 1
        return slot

    def _parent(self, row: EstateRow, organisation: int, outcome: RowOutcome) -> None:
        if not row.parent:
            return
        above = self.by_name.get(name_key(row.parent))
        if above is None:
            above = self._new_organisation(row, row.parent, None, "parent", outcome)
        if self.parents.get(organisation) == above:
            return
        step: int | None = above
        while step is not None:
            if step == organisation:
                name = self.plan.organisations[organisation].name
                outcome.issues.append(
                    self._say(
                        row, codes.PARENT_CIRCLE, Severity.ERROR, f"{name} would stand below itself.",
                        "Correct the parent organisation.", "parent",
                    )
                )  # fmt: skip
                outcome.disposition = Disposition.REJECTED
                return
            step = self.parents.get(step)
        before = self.parents.get(organisation)
        self.parents[organisation] = above
        outcome.parent = above
        known = self.plan.organisations[organisation]
        if known.id is not None:
            was = self.plan.organisations[before].name if before is not None else ""
            self._differ(row, Subject.ORGANISATION, known.id, "parent", was, self.plan.organisations[above].name)

    def _site(self, row: EstateRow, organisation: int, outcome: RowOutcome) -> int | None:
        places = self.plan.places
        # A new organisation has no key yet; its slot below zero keeps its sites apart from all others.
        owner = self.plan.organisations[organisation].id or -1 - organisation
        moved = places.elsewhere(owner, row.site_code, row.site_name, row.uprn)
        if moved is not None:
            if places.sites[moved].id is None:  # earlier in this list under another organisation
                return moved
            places.sites[moved].organisation_id = owner
            places.index(moved)
            return moved
        resolved = places.resolve(owner, row.site_code, row.site_name, row.postcode, row.uprn)
        if resolved.said is not None:
            said = resolved.said
            outcome.issues.append(self._say(row, said.code, said.severity, said.message, said.cure, "site_name"))
        return resolved.slot if resolved.slot >= 0 else None

    def _again(self, row: EstateRow, first: int, outcome: RowOutcome) -> None:
        other = self.plan.rows[first]
        if other.facts() == row.facts():
            message = f"This row says the same as row {other.number} of sheet “{other.sheet}”; it is counted once."
            outcome.issues.append(self._say(row, codes.ROW_REPEATED, Severity.NOTE, message))
            return
        message = (
            f"Row {other.number} of sheet “{other.sheet}” names the same site and says something else; "
            "this row was not taken."
        )
        cure = "Keep one row for each site, and import the list again."
        outcome.issues.append(self._say(row, codes.SITE_TWICE, Severity.ERROR, message, cure))
        outcome.disposition = Disposition.CONFLICTING

    def _site_facts(self, row: EstateRow, slot: int, organisation: int, outcome: RowOutcome) -> None:
        plan = self.plan
        site = plan.places.sites[slot]
        before = newest_as_at(plan.known, site.id)
        said = SiteFacts(
            code=row.site_code or (before.code if before else site.code),
            name=row.site_name or (before.name if before else site.name),
            address=row.address or (before.address if before else None),
            postcode=row.postcode or (before.postcode if before else site.postcode),
            uprn=row.uprn or (before.uprn if before else site.uprn),
            control=(row.control or Control(before.control if before else Control.UNKNOWN)).value,
            lease_end_on=row.lease_end_on or (before.lease_end_on if before else None),
            is_listed=True,
        )
        if said != before:
            outcome.facts = said
            if before is not None and site.id is not None:
                for name in _SITE_FIELDS:
                    old, new = getattr(before, name), getattr(said, name)
                    if old != new:
                        self._differ(row, Subject.SITE, site.id, name, _shown(old), _shown(new))
        owner = plan.organisations[organisation]
        holder = plan.known.tenures.get(site.id) if site.id is not None else None
        if holder is None or holder != owner.id:
            outcome.takes_over = True
            if holder is not None and site.id is not None:
                was = next(o.name for o in plan.organisations if o.id == holder)
                self._differ(row, Subject.SITE, site.id, "organisation", was, owner.name)
        outcome.limbs = tuple(limb for limb in self._limbs(row, outcome) if self._is_new(limb, site))

    def _limbs(self, row: EstateRow, outcome: RowOutcome) -> list[LimbSaid]:
        if row.limbs and row.assessed_on is None:
            message = "The assessment has no date of its own; the date of the list was taken."
            outcome.issues.append(self._say(row, codes.ASSESSED_ON_ASSUMED, Severity.NOTE, message))
        on = (row.assessed_on or self.plan.described_on).isoformat()
        return [LimbSaid(limb, answer, row.assessed_by, on) for limb, answer in row.limbs]

    def _is_new(self, said: LimbSaid, site: KnownSite) -> bool:
        """An answer is recorded unless the same one already holds on its date, by the same person or by none named.

        An answer of a later date confirms, and is a fact of its own, only where the list dates it.
        """
        before = limb_as_at(self.plan.known, site.id, said.limb, date.fromisoformat(said.assessed_on))
        if before is None or before.answer is not said.answer:
            return True
        if said.assessed_by is not None and said.assessed_by != before.assessed_by:
            return True
        return said.assessed_on != before.assessed_on and said.assessed_on != self.plan.described_on.isoformat()

    def _differ(self, row: EstateRow, subject: Subject, key: int, name: str, before: str, after: str) -> None:
        self.total += 1
        self.fields[name] += 1
        if len(self.differences) < DIFFERENCES_KEPT:
            self.differences.append(Difference(subject, key, row.sheet, row.number, name, before, after))

    def _touched(self) -> None:
        plan = self.plan
        named = {outcome.site for outcome in plan.outcomes if outcome.site >= 0}
        sites = plan.places.sites
        owners = {plan.organisations[o.organisation].id for o in plan.outcomes if o.organisation >= 0}
        missing = [
            site.name
            for slot, site in enumerate(sites[: plan.places.known_count])
            if slot not in named and site.is_listed and site.organisation_id in owners
        ]
        new = [sites[slot].name for slot in sorted(named) if sites[slot].id is None]
        if missing:
            plan.issues.add(
                Issue(
                    codes.SITES_NOT_NAMED,
                    Severity.WARNING,
                    f"The list does not name {len(missing)} listed sites of its organisations, such as {missing[0]}. "
                    "They stay as they are.",
                    "If a site was given up, say so with a list that gives it to its new holder.",
                )
            )
        plan.touched = SitesTouched(
            known=sum(1 for slot in named if sites[slot].id is not None),
            new=tuple(new[:NAMES_KEPT]),
            new_total=len(new),
            not_named=tuple(missing[:NAMES_KEPT]),
            not_named_total=len(missing),
        )


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
