"""Bodies, sites, regimes and trace keys of small registers, made of plain rows, one act per transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from riskreg.database import Actor, Database
from riskreg.register import (
    Adoption,
    CatalogueEdition,
    Identification,
    ImportBatch,
    ImportedRow,
    KeyVerdict,
    ListEdition,
    ListEntry,
    Obligation,
    Organisation,
    OrganisationParent,
    Regime,
    Site,
    SiteAssessment,
    SiteTenure,
    SiteVersion,
    System,
    TraceKey,
    Vendor,
)
from riskreg.rules.terms import (
    Act,
    AdoptionBasis,
    BasisCause,
    Certainty,
    Control,
    Covers,
    Disposition,
    ImportKind,
    Limb,
    LimbAnswer,
    MatchBasis,
    OrganisationKind,
    RegimeKind,
    SiteClass,
    Verdict,
)

FIRST = date(2026, 1, 10)
"""Date of the first list."""


@dataclass
class MadeEstate:
    """A register under construction, and the keys of what was put into it."""

    database: Database
    actor: Actor = field(default_factory=lambda: Actor("Olive Officer"))
    _number: int = 0

    def act(self, reason: str = "test") -> Any:
        return self.database.transaction(self.actor, "test act", reason)

    @property
    def sequence(self) -> int:
        from riskreg.register import TrailHead

        with self.database.reading() as session:
            return session.scalars(select(TrailHead.sequence)).one()

    def organisation(self, name: str, parent: int | None = None, on: date = FIRST) -> int:
        with self.act() as session:
            body = Organisation(name=name, name_key=name.casefold(), kind=OrganisationKind.DEPARTMENT)
            session.add(body)
            session.flush()
            session.add(OrganisationParent(organisation_id=body.id, parent_id=parent, from_on=on))
            return body.id

    def reparent(self, organisation: int, parent: int | None, on: date) -> None:
        with self.act("merged") as session:
            session.add(OrganisationParent(organisation_id=organisation, parent_id=parent, from_on=on))

    def site(self, name: str, organisation: int, *, listed: bool = True, control: Control = Control.OWNED) -> int:
        with self.act() as session:
            site = Site(
                organisation_id=organisation,
                code=name[:3].upper(),
                name=name,
                name_key=name.casefold(),
                control=control,
                is_listed=listed,
            )
            session.add(site)
            session.flush()
            session.add(
                SiteVersion(
                    site_id=site.id, described_on=FIRST, code=site.code, name=name, control=control, is_listed=listed
                )
            )
            session.add(SiteTenure(site_id=site.id, organisation_id=organisation, from_on=FIRST))
            return site.id

    def transfer(self, site: int, organisation: int, on: date) -> None:
        with self.act("site handed over") as session:
            session.add(SiteTenure(site_id=site, organisation_id=organisation, from_on=on))
            session.get_one(Site, site).organisation_id = organisation

    def assess(self, site: int, answers: dict[Limb, LimbAnswer], on: date = FIRST) -> None:
        with self.act() as session:
            for limb, answer in answers.items():
                session.add(SiteAssessment(site_id=site, limb=limb, answer=answer, assessed_by="A", assessed_on=on))

    def system(self, site: int, name: str) -> int:
        with self.act() as session:
            system = System(site_id=site, name=name, name_key=name.casefold())
            session.add(system)
            session.flush()
            return system.id

    def regime(self, slug: str, kind: RegimeKind = RegimeKind.LIST, legal_on: date = date(2022, 11, 24)) -> int:
        with self.act() as session:
            regime = Regime(slug=slug, title=slug.upper(), kind=kind, authority="test", source="test")
            session.add(regime)
            session.flush()
            edition = ListEdition(
                regime_id=regime.id, label="1", legal_on=legal_on, activated_on=FIRST, source="s", checksum="ab" * 32
            )
            session.add(edition)
            session.flush()
            session.add(
                ListEntry(
                    list_edition_id=edition.id,
                    entry_key="hikvision",
                    name="Hikvision",
                    includes_affiliates=True,
                    scope="all",
                )
            )
            return regime.id

    def obligation(self, regime: int, act: Act, site_class: SiteClass, *, from_on: date, due_on: date | None) -> None:
        with self.act() as session:
            edition = session.scalars(select(ListEdition.id).where(ListEdition.regime_id == regime)).one()
            self._number += 1
            session.add(
                Obligation(
                    list_edition_id=edition,
                    obligation_key=f"duty-{self._number}",
                    act=act,
                    site_class=site_class,
                    equipment="visual surveillance systems",
                    strength="must",
                    from_on=from_on,
                    due_on=due_on,
                    confidence="high",
                    source="test",
                )
            )

    def adopt(self, organisation: int, regime: int, on: date = FIRST) -> None:
        with self.act() as session:
            session.add(
                Adoption(
                    organisation_id=organisation,
                    regime_id=regime,
                    basis=AdoptionBasis.MANDATORY,
                    from_on=on,
                    is_ended=False,
                )
            )

    def key(self, make: str | None, vendor: str | None, verdicts: dict[int, Verdict]) -> int:
        """A trace key, identified as of `vendor`, and judged under regimes."""
        with self.act() as session:
            self._number += 1
            edition = session.scalars(select(CatalogueEdition.id)).first()
            if edition is None:
                row = CatalogueEdition(label="2026-01", checksum="cd" * 32, activated_on=FIRST)
                session.add(row)
                session.flush()
                edition = row.id
            maker = None
            if vendor is not None:
                maker = session.scalars(select(Vendor.id).where(Vendor.slug == vendor)).first()
                if maker is None:
                    row_vendor = Vendor(slug=vendor, name=vendor.title(), is_watched=True)
                    session.add(row_vendor)
                    session.flush()
                    maker = row_vendor.id
            key = TraceKey(key_sha256=f"key{self._number}", make=make, traces="{}")
            session.add(key)
            session.flush()
            found = Identification(
                trace_key_id=key.id,
                catalogue_edition_id=edition,
                vendor_id=maker,
                certainty=Certainty.IDENTIFIED if maker else Certainty.UNKNOWN,
                confidence=0.9 if maker else 0.0,
                basis=MatchBasis.ENTITY if maker else None,
                signals="[]",
                explanation=f"The make says {make}.",
            )
            session.add(found)
            session.flush()
            for regime, verdict in verdicts.items():
                session.add(
                    KeyVerdict(
                        trace_key_id=key.id,
                        regime_id=regime,
                        identification_id=found.id,
                        verdict=verdict,
                        basis=MatchBasis.ENTITY if verdict.is_flagged else None,
                        confidence=0.9,
                        cause=BasisCause.FOUND,
                        from_on=FIRST,
                        reason="test",
                    )
                )
            return key.id

    def batch(self, session: Any, on: date, kind: ImportKind = ImportKind.ASSETS) -> int:
        self._number += 1
        batch = ImportBatch(
            kind=kind,
            file_name=f"list {self._number}.xlsx",
            file_sha256=f"{self._number:064d}",
            file_bytes=1000,
            described_on=on,
            covers=Covers.SITES,
            mapping="{}",
            counts="{}",
            outcome_sha256="0" * 64,
        )
        session.add(batch)
        session.flush()
        return batch.id

    def row(
        self,
        session: Any,
        batch: int,
        asset: int | None,
        disposition: Disposition = Disposition.NEW,
        site: int | None = None,
    ) -> int:
        self._number += 1
        row = ImportedRow(
            import_batch_id=batch,
            sheet="Cameras",
            row=self._number,
            disposition=disposition,
            asset_id=asset,
            site_id=site,
            cells=json.dumps(["Hikvision", "DS-2CD2143G0-I"]),
        )
        session.add(row)
        session.flush()
        return row.id
