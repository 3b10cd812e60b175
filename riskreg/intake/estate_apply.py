"""Writing an estate list."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy.orm import Session

from riskreg.intake.estate_plan import EstatePlan
from riskreg.intake.mirrors import assets_at, rebuild_mirrors, rebuild_site_mirrors
from riskreg.intake.names import name_key
from riskreg.intake.writing import ROW_COLUMNS, Applied, KeyScreener
from riskreg.register import (
    ImportedRow,
    Organisation,
    OrganisationParent,
    Site,
    SiteAssessment,
    SiteTenure,
    SiteVersion,
)
from riskreg.register.base import Base
from riskreg.register.recording import bulk_insert, reserve_keys
from riskreg.rules.terms import ImportKind


def apply_estate(session: Session, plan: EstatePlan, batch_id: int, screener: KeyScreener) -> Applied:
    """Write what an estate list says.

    Args:
        session: A writing session.
        plan: The rows, decided.
        batch_id: The import, already written.
        screener: Gives verdicts anew where a site comes under another organisation.
    """
    return _EstateWriting(session, plan, batch_id, screener).run()


class _EstateWriting:
    def __init__(self, session: Session, plan: EstatePlan, batch_id: int, screener: KeyScreener) -> None:
        self.session = session
        self.plan = plan
        self.batch_id = batch_id
        self.screener = screener
        self.on = plan.described_on.isoformat()
        self.organisations: dict[int, int] = {}
        self.sites: dict[int, int] = {}
        self.rows: range = range(0)

    def run(self) -> Applied:
        plan = self.plan
        self._organisations()
        new_sites = self._sites()
        self._imported_rows()
        touched = self._site_facts()
        moved = rebuild_site_mirrors(self.session, touched)
        assets = assets_at(self.session, moved)
        rebuild_mirrors(self.session, assets, self.screener)
        return Applied(ImportKind.ESTATE, self.batch_id, plan.counts, len(assets), new_sites)

    def _insert(self, model: type[Base], columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        """Append rows of one table, their keys given here."""
        if rows:
            keys = reserve_keys(self.session, model, len(rows))
            bulk_insert(
                self.session, model, ("id", *columns), [(key, *row) for key, row in zip(keys, rows, strict=True)]
            )

    def _organisations(self) -> None:
        plan = self.plan
        taken = {o.organisation for o in plan.outcomes} | {o.parent for o in plan.outcomes if o.parent is not None}
        new = [slot for slot, known in enumerate(plan.organisations) if known.id is None and slot in taken]
        keys = reserve_keys(self.session, Organisation, len(new))
        self.organisations = {slot: known.id for slot, known in enumerate(plan.organisations) if known.id is not None}
        self.organisations.update(zip(new, keys, strict=True))
        rows = [
            (
                key,
                plan.organisations[slot].name,
                name_key(plan.organisations[slot].name),
                plan.organisations[slot].kind.value,
            )
            for slot, key in zip(new, keys, strict=True)
        ]
        if rows:
            bulk_insert(self.session, Organisation, ("id", "name", "name_key", "kind"), rows)
        self._insert(
            OrganisationParent,
            ("organisation_id", "parent_id", "from_on"),
            [
                (self.organisations[outcome.organisation], self.organisations[outcome.parent], self.on)
                for outcome in plan.outcomes
                if outcome.parent is not None
            ],
        )

    def _sites(self) -> int:
        plan = self.plan
        places = plan.places
        by_slot = {o.site: (o.facts, o.organisation) for o in plan.outcomes if o.facts is not None and o.site >= 0}
        new = [slot for slot in sorted(by_slot) if places.sites[slot].id is None]
        keys = reserve_keys(self.session, Site, len(new))
        self.sites = {slot: site.id for slot, site in enumerate(places.sites) if site.id is not None}
        self.sites.update(zip(new, keys, strict=True))
        rows: list[tuple[Any, ...]] = []
        for slot, key in zip(new, keys, strict=True):
            facts, organisation = by_slot[slot]
            owner = self.organisations[organisation]
            rows.append(
                (
                    key, owner, facts.code, facts.name, name_key(facts.name), facts.postcode, facts.uprn, facts.control,
                    facts.is_listed,
                )
            )  # fmt: skip
        if rows:
            bulk_insert(
                self.session,
                Site,
                ("id", "organisation_id", "code", "name", "name_key", "postcode", "uprn", "control", "is_listed"),
                rows,
            )
        return len(new)

    def _imported_rows(self) -> None:
        plan = self.plan
        self.rows = reserve_keys(self.session, ImportedRow, len(plan.rows))
        bulk_insert(
            self.session,
            ImportedRow,
            ROW_COLUMNS,
            (
                (
                    key, self.batch_id, row.sheet, row.number, outcome.disposition.value, None, None,
                    self.sites.get(outcome.site), row.cells,
                    orjson.dumps([issue.as_dict() for issue in outcome.issues]).decode() if outcome.issues else None,
                )
                for key, row, outcome in zip(self.rows, plan.rows, plan.outcomes, strict=True)
            ),
        )  # fmt: skip

    def _site_facts(self) -> set[int]:
        plan = self.plan
        versions: list[tuple[Any, ...]] = []
        tenures: list[tuple[Any, ...]] = []
        answers: list[tuple[Any, ...]] = []
        touched: set[int] = set()
        for row_id, outcome in zip(self.rows, plan.outcomes, strict=True):
            site = self.sites.get(outcome.site)
            if site is None:
                continue
            if outcome.facts is not None:
                versions.append((site, self.batch_id, row_id, self.on, *outcome.facts))
                touched.add(site)
            if outcome.takes_over:
                tenures.append((site, self.organisations[outcome.organisation], self.on, self.batch_id))
                touched.add(site)
            answers.extend(
                (site, said.limb.value, said.answer.value, said.assessed_by, said.assessed_on, self.batch_id)
                for said in outcome.limbs
            )
        self._insert(
            SiteVersion,
            ("site_id", "import_batch_id", "imported_row_id", "described_on", "code", "name", "address", "postcode",
             "uprn", "control", "lease_end_on", "is_listed"),
            versions,
        )  # fmt: skip
        self._insert(SiteTenure, ("site_id", "organisation_id", "from_on", "import_batch_id"), tenures)
        self._insert(
            SiteAssessment, ("site_id", "limb", "answer", "assessed_by", "assessed_on", "import_batch_id"), answers
        )
        return touched
