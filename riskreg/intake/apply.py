"""Applying a preview: in one transaction, and stopped where its outcome would differ from what was seen."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.catalogue.uncollected import uncollected
from riskreg.errors import OutcomeDiffers
from riskreg.intake import loading
from riskreg.intake.assets import AssetPlan
from riskreg.intake.compare import CHANGED, DISPOSITIONS, NEW, OLDER, UNCHANGED, compare, known_lines, new_slots
from riskreg.intake.estate import read_estate
from riskreg.intake.estate_apply import apply_estate
from riskreg.intake.estate_plan import EstatePlan
from riskreg.intake.foreseen import NobodyJudges
from riskreg.intake.lines import Line, merged
from riskreg.intake.mirrors import ASSET_COLUMNS, compared_of, mirror_of, rebuild_mirrors
from riskreg.intake.pins import pin_later_sightings
from riskreg.intake.preview import Issues, Preview
from riskreg.intake.progress import tell
from riskreg.intake.read import headers_digest, mapping_json
from riskreg.intake.row_state import MATCHED_BY, State
from riskreg.intake.tying import read_assets
from riskreg.intake.writing import (
    ROW_COLUMNS,
    VERSION_COLUMNS,
    Applied,
    Keyer,
    KeyScreener,
    Systems,
    TraceKeys,
    write_new_sites,
)
from riskreg.register import (
    Asset,
    AssetAbsence,
    AssetVersion,
    ImportBatch,
    ImportedRow,
    MappingProfile,
    Reappearance,
    TrailHead,
)
from riskreg.register.beside import WritingBeside
from riskreg.register.recording import bulk_insert, bulk_update, reserve_keys
from riskreg.register.sqlite_rows import indexed_afterwards
from riskreg.rules.terms import Disposition, ImportKind
from riskreg.tables import Stretch, Understanding

_CHUNK = 10_000
_DISPOSED = tuple(disposition.value for disposition in DISPOSITIONS)
_MATCHED = tuple(matched.value for matched in MATCHED_BY)


def apply(session: Session, preview: Preview, *, identifier: Keyer, screener: KeyScreener) -> Applied:
    """Write what a preview showed, in the transaction of the session.

    Args:
        session: A writing session.
        preview: As `prepare` gave it; its workbook must still be open.
        identifier: Gives the distinct key of a maker's traces.
        screener: Identifies and screens the keys.

    Raises:
        OutcomeDiffers: The register has changed since the preview so that the import would do something else.
    """
    plan = preview.plan
    if not isinstance(plan, AssetPlan | EstatePlan):
        raise TypeError("a preview is applied as prepare gave it")
    # Locked until this import is sealed, so that nothing can be sealed between the comparison and the writing.
    head = session.scalar(select(TrailHead.sequence).with_for_update()) or 0
    plan = _still_true(session, preview, plan, head)
    if preview.changes_nothing:
        return Applied(preview.kind, None, preview.counts, 0)
    batch = ImportBatch(
        kind=preview.kind,
        file_name=preview.file_name,
        file_sha256=preview.file_sha256,
        file_bytes=preview.file_bytes,
        organisation_id=preview.organisation_id,
        described_on=preview.described_on,
        covers=preview.covers,
        mapping=mapping_json(preview.sheets, plan.rows_sha256, plan.overrides),
        counts=_counts_json(preview),
        outcome_sha256=preview.outcome_sha256,
        signed_by=preview.signature.name if preview.signature is not None else None,
        signed_post=preview.signature.post if preview.signature is not None else None,
    )
    session.add(batch)
    session.flush()
    if plan.overrides:
        session.add(
            MappingProfile(
                organisation_id=preview.organisation_id,
                headers_sha256=headers_digest(plan.tables),
                mapping=orjson.dumps(dict(plan.overrides)).decode(),
            )
        )
    if isinstance(plan, EstatePlan):
        return apply_estate(session, plan, batch.id, screener)
    with WritingBeside(session) as beside:
        traces = TraceKeys(session, identifier, screener, beside.settle)
        return _Writing(session, plan, preview, batch.id, traces, beside).run()


def _still_true(session: Session, preview: Preview, plan: AssetPlan | EstatePlan, head: int) -> AssetPlan | EstatePlan:
    """The plan, worked out again where anything was written since the preview."""
    if head == plan.head:
        return plan
    understanding = Understanding(preview.kind.value, plan.tables, ())
    again: AssetPlan | EstatePlan
    if isinstance(plan, EstatePlan):
        again = read_estate(
            session, understanding, organisation_id=plan.organisation_id, described_on=plan.described_on,
            covers=plan.covers, site_overrides=plan.site_overrides, overrides=plan.overrides, issues=Issues(),
        )  # fmt: skip
    else:
        again = read_assets(
            session, understanding, organisation_id=plan.organisation_id, described_on=plan.described_on,
            covers=plan.covers, site_overrides=plan.site_overrides, overrides=plan.overrides, issues=Issues(),
        )  # fmt: skip
        compare(session, again, NobodyJudges())
    if again.outcome_sha256 != preview.outcome_sha256:
        raise OutcomeDiffers(
            "The register has changed since the preview: this import would now do something else. Nothing was written.",
            "Look at a new preview, and apply that.",
        )
    return again


def _counts_json(preview: Preview) -> str:
    return orjson.dumps(
        {
            "rows": {disposition.value: count for disposition, count in preview.counts.items()},
            "devices": {disposition.value: count for disposition, count in preview.devices.items()},
            "matched_by": {matched.value: count for matched, count in preview.matched_by.items()},
            "issues": dict(preview.issue_totals),
            "sheets_left_out": dict(preview.left_out),
            "skipped_rows": sum(sheet.skipped_total for sheet in preview.sheets),
            "dropped_columns": [c.header for sheet in preview.sheets for c in sheet.columns if c.is_dropped],
        }
    ).decode()


class _Writing:
    """The second pass over the rows of an asset list, which writes."""

    def __init__(
        self,
        session: Session,
        plan: AssetPlan,
        preview: Preview,
        batch_id: int,
        traces: TraceKeys,
        beside: WritingBeside,
    ) -> None:
        self.session = session
        self.plan = plan
        self.preview = preview
        self.batch_id = batch_id
        self.traces = traces
        self.beside = beside
        self.on = plan.described_on.isoformat()
        self.updates: list[tuple[Any, ...]] = []
        self.systems = Systems(session, beside.settle)

    def run(self) -> Applied:
        plan, session = self.plan, self.session
        matcher = plan.matcher
        used = {site for site, state in zip(matcher.site, matcher.state, strict=True) if state == State.OWNER}
        self.sites, new_sites = write_new_sites(session, plan.places, used, plan.described_on, self.batch_id)
        pairs = list(new_slots(plan))
        asset_keys = reserve_keys(session, Asset, len(pairs))
        self.assets = dict(zip((slot for _, slot in pairs), asset_keys, strict=True))
        self.is_new = {row for row, _ in pairs}
        row_keys = reserve_keys(session, ImportedRow, len(matcher.state))
        self.first_row = row_keys.start
        writing = sum(
            1
            for disposition, state in zip(plan.disposition, matcher.state, strict=True)
            if disposition in (NEW, CHANGED, OLDER) and state == State.OWNER
        )
        self.next_version = reserve_keys(session, AssetVersion, writing).start
        with indexed_afterwards(session.connection(), Asset.__table__, len(pairs)), uncollected():
            self._rows()
        self.updates.sort(key=lambda row: row[0])
        if self.updates:
            bulk_update(session, Asset, ASSET_COLUMNS, self.updates)
        touched = {plan.ledger.ids[slot] for slot in (*plan.not_seen, *plan.reappeared)}
        self._absences()
        self._reappearances()
        pin_later_sightings(session, plan, self._older_assets(), self.batch_id)
        again = sorted(touched | set(self._older_assets()))
        rebuild_mirrors(session, again, self.traces.screener)
        counts = Counter({DISPOSITIONS[n]: count for n, count in Counter(plan.disposition).items()})
        counts[Disposition.NOT_SEEN] = len(plan.not_seen)
        return Applied(
            ImportKind.ASSETS,
            self.batch_id,
            {disposition: count for disposition, count in counts.items() if count},
            writing + len(touched),
            new_sites,
            len(plan.reappeared),
        )

    def _rows(self) -> None:
        plan, session, rows_in_all = self.plan, self.session, len(self.plan.matcher.state)
        chunk: list[tuple[int, int, Stretch]] = []
        for first, table, stretch in plan.stretches():
            start, rows = 0, len(stretch.numbers)
            while start < rows:
                end = min(rows, start + _CHUNK - (first + start) % _CHUNK)
                chunk.append((first + start, table, stretch.part(start, end)))
                start = end
                if not (first + end) % _CHUNK:
                    self._chunk(chunk)
                    chunk = []
                    tell(session, "Writing rows", first + end, rows_in_all)
        if chunk:
            self._chunk(chunk)
            tell(session, "Writing rows", rows_in_all, rows_in_all)
        self.beside.settle()

    def _older_assets(self) -> list[int]:
        plan = self.plan
        rows = (row for row, disposition in enumerate(plan.disposition) if disposition == OLDER)
        found = {plan.ledger.ids[plan.matcher.slot[row]] for row in rows}
        found.update(plan.ledger.ids[slot] for slot in plan.not_seen if plan.is_older(slot))
        return sorted(found)

    def _asset_id(self, slot: int) -> int | None:
        if slot < 0:
            return None
        return self.plan.ledger.ids[slot] or self.assets.get(slot)

    def _chunk(self, chunk: list[tuple[int, int, Stretch]]) -> None:
        plan, matcher = self.plan, self.plan.matcher
        imported: list[tuple[Any, ...]] = []
        writing: list[tuple[int, Line]] = []
        compared: list[int] = []
        for first, table, stretch in chunk:
            cells = plan.columns[table].stored_cells(stretch)
            wanted: list[int] = []
            for n, (number, text) in enumerate(zip(stretch.numbers, cells, strict=True)):
                row = first + n
                slot, site, state = matcher.slot[row], matcher.site[row], matcher.state[row]
                disposition = plan.disposition[row]
                said = plan.said.get(row)
                imported.append(
                    (
                        self.first_row + row,
                        self.batch_id,
                        stretch.sheet,
                        number,
                        _DISPOSED[disposition],
                        _MATCHED[matcher.by[row]] if state != State.REJECTED else None,
                        self._asset_id(slot),
                        self.sites.get(site) or (plan.places.sites[site].id if site >= 0 else None),
                        text,
                        orjson.dumps([issue.as_dict() for issue in said]).decode() if said else None,
                    )
                )
                if state == State.OWNER and disposition != UNCHANGED:
                    wanted.append(n)
                    if row not in self.is_new:
                        compared.append(slot)
            lines = plan.columns[table].lines(stretch, wanted)
            writing.extend((first + n, line) for n, line in zip(wanted, lines, strict=True))
        if not writing:
            self.beside.insert(ImportedRow, ROW_COLUMNS, imported)
            return
        lines, keys, absent = self._told(writing, compared)
        self.beside.insert(ImportedRow, ROW_COLUMNS, imported)
        self._versions(writing, lines, keys, absent)

    def _told(
        self, writing: list[tuple[int, Line]], compared: list[int]
    ) -> tuple[list[Line], list[int], dict[int, tuple[date, int]]]:
        """What is now known of the rows' assets, their keys, and which of them were missed last; asks the register."""
        plan, matcher = self.plan, self.plan.matcher
        if compared:
            self.beside.settle()
        before = known_lines(self.session, plan, compared) if compared else {}
        lines: list[Line] = []
        for row, said in writing:
            standing = before.get(matcher.slot[row])
            present = plan.readers[plan.table_of(row)].present
            lines.append(merged(standing.line, said, present) if standing is not None else said)
        hidden = [plan.ledger.ids[slot] for slot in compared if not plan.known.is_seen[slot]]
        absent = loading.last_absence(self.session, hidden) if hidden else {}
        keys = self.traces.of(lines)
        sites = [matcher.site[row] for row, _ in writing]
        self.traces.know_verdicts(
            {(plan.places.sites[site].organisation_id, key) for site, key in zip(sites, keys, strict=True)}
        )
        self.systems.make(
            (self.sites[site], line.system) for site, line in zip(sites, lines, strict=True) if line.system is not None
        )
        return lines, keys, absent

    def _versions(
        self,
        writing: list[tuple[int, Line]],
        lines: list[Line],
        keys: list[int],
        absent: dict[int, tuple[date, int]],
    ) -> None:
        plan, matcher = self.plan, self.plan.matcher
        compared_with = compared_of(lines)
        assets: list[tuple[Any, ...]] = []
        versions: list[tuple[Any, ...]] = []
        for (row, _), line, key, its in zip(writing, lines, keys, compared_with, strict=True):
            slot = matcher.slot[row]
            asset_id = self._asset_id(slot)
            site = plan.places.sites[matcher.site[row]]
            site_id = self.sites[matcher.site[row]]
            version_id = self.next_version
            self.next_version += 1
            versions.append(
                (
                    version_id, asset_id, site_id, self.systems.of(site_id, line.system), self.batch_id,
                    self.first_row + row, key, self.on, _MATCHED[matcher.by[row]], *line[:16], line.other,
                )
            )  # fmt: skip
            if plan.disposition[row] == OLDER:
                continue
            columns = mirror_of(
                asset_id, site.organisation_id, site_id, version_id, key,
                self.traces.verdict(site.organisation_id, key), line, self.on,
                # A later list that covers the place may have missed it already: this one does not bring it back.
                is_seen=asset_id not in absent or absent[asset_id][0] <= plan.described_on, compared=its,
            )  # fmt: skip
            if row in self.is_new:
                assets.append(columns)
            else:
                self.updates.append(columns)
        if assets:
            self.beside.insert(Asset, ASSET_COLUMNS, assets)
        self.beside.insert(AssetVersion, VERSION_COLUMNS, versions)

    def _absences(self) -> None:
        plan = self.plan
        keys = reserve_keys(self.session, AssetAbsence, len(plan.not_seen))
        rows = [
            (key, plan.ledger.ids[slot], self.batch_id, self.on) for key, slot in zip(keys, plan.not_seen, strict=True)
        ]
        if rows:
            bulk_insert(self.session, AssetAbsence, ("id", "asset_id", "import_batch_id", "described_on"), rows)

    def _reappearances(self) -> None:
        plan = self.plan
        for slot in sorted(plan.reappeared):
            self.session.add(
                Reappearance(asset_id=plan.ledger.ids[slot], import_batch_id=self.batch_id, seen_on=plan.described_on)
            )
