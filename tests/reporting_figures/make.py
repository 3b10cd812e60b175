"""Small registers made of plain rows, one act per transaction, for figures that were computed by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from riskreg.register import (
    Asset,
    AssetAbsence,
    AssetMerge,
    AssetVersion,
    Decision,
    Evidence,
    Flag,
    FlagBasis,
    ImportWithdrawal,
    PlanLine,
    PlanLineAsset,
    Reappearance,
    RemovalStep,
    ReplacementPlan,
    Site,
)
from riskreg.rules.terms import (
    BasisCause,
    BasisState,
    ClaimedStatus,
    DecisionOutcome,
    EquipmentKind,
    EvidenceKind,
    Funding,
    ImportKind,
    Interoperability,
    MatchedBy,
    Network,
    Step,
    Verdict,
)
from tests.reporting_figures.make_estate import FIRST, MadeEstate


@dataclass
class Line:
    """One line of an asset list."""

    site: int
    make: str | None = "Hikvision"
    quantity: int = 1
    model: str | None = "DS-2CD2143G0-I"
    kind: EquipmentKind = EquipmentKind.DOME_CAMERA
    network: Network = Network.UNKNOWN
    claimed: ClaimedStatus = ClaimedStatus.IN_SERVICE
    installed_on: date | None = None
    serial: str | None = None
    system: int | None = None
    other: dict[str, str] | None = None


class Made(MadeEstate):
    """The same with assets and all that happens to them."""

    def asset(
        self, line: Line, key: int, verdict: Verdict, *, on: date = FIRST, flags: dict[int, Verdict] | None = None
    ) -> int:
        """A new asset from a list of its own, with flags under regimes."""
        with self.act("first list") as session:
            batch = self.batch(session, on)
            site = session.get_one(Site, line.site)
            asset = Asset(
                organisation_id=site.organisation_id,
                site_id=line.site,
                version_id=0,
                trace_key_id=key,
                verdict=verdict,
                quantity=line.quantity,
                is_seen=True,
                claimed_status=line.claimed,
                described_on=on,
                facts_sha256="x",
            )
            session.add(asset)
            session.flush()
            asset.version_id = self._version(session, batch, asset.id, line, key, on)
            for regime, said in (flags or {}).items():
                self._flag(session, asset.id, regime, said, on)
            return asset.id

    def _version(self, session: Any, batch: int, asset: int, line: Line, key: int, on: date) -> int:
        version = AssetVersion(
            asset_id=asset,
            site_id=line.site,
            system_id=line.system,
            import_batch_id=batch,
            imported_row_id=self.row(session, batch, asset, site=line.site),
            trace_key_id=key,
            described_on=on,
            matched_by=MatchedBy.NOTHING,
            quantity=line.quantity,
            make=line.make,
            model=line.model,
            kind=line.kind,
            serial_number=line.serial,
            network=line.network,
            claimed_status=line.claimed,
            installed_on=line.installed_on,
            other=json.dumps(line.other) if line.other else None,
        )
        session.add(version)
        session.flush()
        return int(version.id)

    def list_again(self, asset: int, line: Line, on: date) -> int:
        """A later list says something else of the asset. Returns the import."""
        with self.act("later list") as session:
            batch = self.batch(session, on)
            row = session.get_one(Asset, asset)
            row.version_id = self._version(session, batch, asset, line, row.trace_key_id, on)
            row.quantity, row.claimed_status, row.described_on = line.quantity, line.claimed, on
            row.site_id, row.is_seen = line.site, True
            row.organisation_id = session.get_one(Site, line.site).organisation_id
            return batch

    def absent(self, asset: int, on: date) -> None:
        with self.act("list without it") as session:
            session.add(AssetAbsence(asset_id=asset, import_batch_id=self.batch(session, on), described_on=on))
            session.get_one(Asset, asset).is_seen = False

    def undo(self, asset: int) -> None:
        """Undo the asset's newest import, which was its only one, and lapse its flags."""
        with self.act("wrong file") as session:
            batch = session.scalars(
                select(AssetVersion.import_batch_id)
                .where(AssetVersion.asset_id == asset)
                .order_by(AssetVersion.id.desc())
            ).first()
            session.add(ImportWithdrawal(import_batch_id=batch, reason="wrong file"))
            for flag in session.scalars(select(Flag.id).where(Flag.asset_id == asset)).all():
                self._basis(session, flag, BasisState.LAPSED, BasisCause.IMPORT_UNDONE, None)

    def _flag(
        self, session: Any, asset: int, regime: int, verdict: Verdict, on: date, cause: Any = BasisCause.FOUND
    ) -> int:
        flag = Flag(asset_id=asset, regime_id=regime)
        session.add(flag)
        session.flush()
        session.add(FlagBasis(flag_id=flag.id, state=BasisState.LIVE, verdict=verdict, cause=cause, from_on=on))
        return int(flag.id)

    def flag(self, asset: int, regime: int, verdict: Verdict, on: date, cause: BasisCause) -> int:
        with self.act("re-screened") as session:
            session.get_one(Asset, asset).verdict = verdict
            return self._flag(session, asset, regime, verdict, on, cause)

    def flags_of(self, asset: int) -> list[int]:
        with self.database.reading() as session:
            return list(session.scalars(select(Flag.id).where(Flag.asset_id == asset).order_by(Flag.id)))

    def _basis(self, session: Any, flag: int, state: BasisState, cause: BasisCause, on: date | None) -> None:
        last = session.scalars(
            select(FlagBasis)
            .where(FlagBasis.flag_id == flag)
            .order_by(FlagBasis.from_on.desc(), FlagBasis.id.desc())
            .limit(1)
        ).one()
        session.add(FlagBasis(flag_id=flag, state=state, verdict=last.verdict, cause=cause, from_on=on or last.from_on))

    def lapse(self, flag: int, cause: BasisCause, on: date | None = None) -> None:
        with self.act("released") as session:
            self._basis(session, flag, BasisState.LAPSED, cause, on)
            session.get_one(Asset, session.get_one(Flag, flag).asset_id).verdict = Verdict.CLEAR

    def merge(self, asset: int, into: int, on: date) -> None:
        """Two records of one device: the first is counted no longer."""
        with self.act("one device, listed twice") as session:
            session.add(AssetMerge(asset_id=asset, into_id=into, merged_on=on, reason="one device, listed twice"))
            session.get_one(Asset, asset).version_id = 0
            for flag in session.scalars(select(Flag.id).where(Flag.asset_id == asset)).all():
                self._basis(session, flag, BasisState.LAPSED, BasisCause.MERGED, on)

    def separate(self, asset: int, on: date) -> None:
        """The merge is taken back."""
        with self.act("two devices after all") as session:
            session.add(AssetMerge(asset_id=asset, into_id=None, merged_on=on, reason="two devices after all"))
            version = select(func.max(AssetVersion.id)).where(AssetVersion.asset_id == asset)
            session.get_one(Asset, asset).version_id = session.scalars(version).one()
            for flag in session.scalars(select(Flag.id).where(Flag.asset_id == asset)).all():
                self._basis(session, flag, BasisState.LIVE, BasisCause.MERGED, on)

    def revive(self, flag: int, cause: BasisCause, on: date) -> None:
        with self.act("listed again") as session:
            self._basis(session, flag, BasisState.LIVE, cause, on)
            session.get_one(Asset, session.get_one(Flag, flag).asset_id).verdict = Verdict.RESTRICTED

    def decide(self, flag: int, outcome: DecisionOutcome, on: date, reason: str = "looked at it") -> None:
        with self.act(reason) as session:
            basis = session.scalars(select(func.max(FlagBasis.id)).where(FlagBasis.flag_id == flag)).one()
            session.add(Decision(flag_id=flag, flag_basis_id=basis, outcome=outcome, decided_on=on, reason=reason))

    def step(self, asset: int, step: Step, on: date, devices: int) -> None:
        with self.act(f"{step.value} done") as session:
            evidence = None
            if step is Step.VERIFIED:
                self._number += 1
                paper = Evidence(
                    sha256=f"{self._number:064d}", file_name="photo.jpg", file_bytes=9, kind=EvidenceKind.PHOTO
                )
                session.add(paper)
                session.flush()
                evidence = paper.id
            session.add(
                RemovalStep(
                    asset_id=asset,
                    step=step,
                    happened_on=on,
                    devices=devices,
                    remover="Rae Remover" if evidence else None,
                    verifier="Vic Verifier" if evidence else None,
                    evidence_id=evidence,
                )
            )
            session.get_one(Asset, asset).step = step

    def reappear(self, asset: int, on: date) -> None:
        with self.act("seen again") as session:
            session.add(Reappearance(asset_id=asset, import_batch_id=self.batch(session, on), seen_on=on))
            session.get_one(Asset, asset).step = None

    def plan(
        self,
        site: int,
        assets: list[int],
        *,
        on: date = FIRST,
        target_on: date | None = None,
        costs: tuple[int | None, int | None, int | None] = (None, None, None),
        funding: Funding = Funding.NOT_KNOWN,
    ) -> None:
        with self.act("plan") as session:
            batch = self.batch(session, on, ImportKind.PLAN)
            plan = ReplacementPlan(site_id=site, import_batch_id=batch, described_on=on)
            session.add(plan)
            session.flush()
            line = PlanLine(
                replacement_plan_id=plan.id,
                imported_row_id=self.row(session, batch, None),
                replaces="all flagged",
                product="Axis P3265-LV",
                quantity=len(assets),
                target_on=target_on,
                cost_low_pence=costs[0],
                cost_likely_pence=costs[1],
                cost_high_pence=costs[2],
                funding=funding,
                interoperability=Interoperability.FITS,
            )
            session.add(line)
            session.flush()
            session.add_all(PlanLineAsset(plan_line_id=line.id, asset_id=asset) for asset in assets)
