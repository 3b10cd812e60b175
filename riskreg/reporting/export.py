"""The estate as one table that `riskreg import` understands again, with what the register made of each line.

Lossless: every recorded field of the version in force, every further column of the list under its own header, and where
it was read. Columns whose header begins with `riskreg` are the register's own, for an import to pass over, but for
the reference, by which each line finds its asset again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.register import AssetVersion, CatalogueEdition, Identification, ImportBatch, ImportedRow, System
from riskreg.reporting.asking import Answer, Filters
from riskreg.reporting.estate import Verdicts, inside, present
from riskreg.reporting.loading import NOT_KNOWN_MAKER
from riskreg.reporting.points import known
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.state import NO_ASSETS, EstateState, Point, estate_state
from riskreg.rules.dates import long_date
from riskreg.rules.terms import ClaimedStatus, EquipmentKind, Network, Verdict

_PLACE = (
    Column("riskreg_reference", "riskreg reference"),
    Column("organisation", "Organisation"),
    Column("site_code", "Site code"),
    Column("site_name", "Site name"),
    Column("uprn", "UPRN"),
    Column("postcode", "Postcode"),
)
_FIELDS = (
    Column("quantity", "Quantity", "number"),
    Column("make", "Make"),
    Column("model", "Model"),
    Column("kind", "Kind"),
    Column("description", "Description"),
    Column("name", "Name"),
    Column("asset_tag", "Asset tag"),
    Column("serial_number", "Serial number"),
    Column("mac_address", "MAC address"),
    Column("ip_address", "IP address"),
    Column("hardware_id", "Hardware id"),
    Column("location", "Location"),
    Column("network", "Network"),
    Column("status", "Status"),
    Column("installed_on", "Installed on", "date"),
    Column("purchased_on", "Purchased on", "date"),
    Column("system", "System"),
)
_REGISTER = (
    Column("riskreg_verdict", "riskreg verdict"),
    Column("riskreg_vendor", "riskreg vendor"),
    Column("riskreg_confidence", "riskreg confidence", "number"),
    Column("riskreg_explanation", "riskreg explanation"),
    Column("riskreg_described_on", "riskreg described on", "date"),
    Column("riskreg_seen", "riskreg seen by the newest list"),
    Column("riskreg_file", "riskreg source file"),
    Column("riskreg_sheet", "riskreg source sheet"),
    Column("riskreg_row", "riskreg source row", "number"),
)


def assets_export(
    session: Session,
    point: Point,
    *,
    organisation_id: int | None = None,
    filters: Filters | None = None,
    state: EstateState | None = None,
) -> Answer:
    """Every asset line inside the scope, by site and key.

    Args:
        session: A session that may read; the rows are read while it is open.
        point: As at, as known.
        organisation_id: Only what this body, or one below it, holds; all where None.
        filters: Only `verdict`, `vendor` and `site` are heeded.
        state: The estate at that point, where already read.

    Raises:
        NotFound: There is no such organisation or change.
    """
    found = state or estate_state(session, point, organisation_id, assets=NO_ASSETS)
    wanted = filters or Filters()
    others = _other_columns(session, found)
    columns = (*_PLACE, *_FIELDS, *(Column(key, key) for key in others), *_REGISTER)
    meta = {"as_at": long_date(point.as_at), "as_known": f"change {found.trail.sequence}", "register": found.code}
    return Answer("export", "Assets", columns, _rows(session, found, wanted, others), meta)


def _query(session: Session, state: EstateState) -> Any:
    row = present(session, state)
    query = (
        select(
            row,
            ImportedRow.sheet.label("sheet"),
            ImportedRow.row.label("sheet_row"),
            ImportBatch.file_name.label("file_name"),
            System.name.label("system_name"),
        )
        .join(ImportedRow, ImportedRow.id == row.c.imported_row_id)
        .join(ImportBatch, ImportBatch.id == row.c.import_batch_id)
        .outerjoin(System, System.id == row.c.system_id)
        .order_by(row.c.site_id, row.c.asset_id)
    )
    wide = inside(state, row.c.site_id)
    return query if wide is None else query.where(wide)


def _other_columns(session: Session, state: EstateState) -> tuple[str, ...]:
    """Headers of the further columns that any line carries, in alphabetical order; not those of a field of its own."""
    keys: set[str] = set()
    # Read apart from the rows, because a table needs its headers first; distinct texts, since most lines share few.
    distinct = select(AssetVersion.other).where(AssetVersion.other.is_not(None), known(AssetVersion, state.trail.limit))
    for other in session.scalars(distinct.distinct(), execution_options={"yield_per": 5_000}):
        keys.update(orjson.loads(other or "{}"))
    return tuple(sorted(keys - {column.code for column in _FIELDS} - {"claimed_status"}))


def _explanations(session: Session, state: EstateState) -> dict[int, tuple[float, str]]:
    newest = (
        select(func.max(Identification.id))
        .where(known(Identification, state.trail.limit))
        .group_by(Identification.trace_key_id)
    )
    rows = session.execute(
        select(Identification.trace_key_id, Identification.confidence, Identification.explanation)
        .join(CatalogueEdition, CatalogueEdition.id == Identification.catalogue_edition_id)
        .where(Identification.id.in_(newest))
    )
    return {key: (confidence, explanation) for key, confidence, explanation in rows}


def _rows(
    session: Session, state: EstateState, filters: Filters, others: tuple[str, ...]
) -> Iterator[tuple[Scalar, ...]]:
    verdicts = Verdicts(session, state)
    explained = _explanations(session, state)
    places, on = state.places, state.point.as_at
    for row in session.execute(_query(session, state), execution_options={"yield_per": 2_000}).mappings():
        site_id, key = row["site_id"], row["trace_key_id"]
        if not state.is_inside(site_id) or filters.site not in (None, site_id):
            continue
        body = places.organisation_of(site_id, on)
        verdict: Verdict = verdicts.of(body, key)
        maker = state.makers.get(key, NOT_KNOWN_MAKER)
        if filters.verdict not in (None, verdict) or filters.vendor not in (None, maker.slug or "none"):
            continue
        site = places.site(site_id, on)
        other = orjson.loads(row["other"]) if row["other"] else {}
        confidence, explanation = explained.get(key, (0.0, ""))
        yield (
            state.asset_reference(row["asset_id"]),
            state.organisation_name(body),
            site.code,
            site.name,
            site.uprn,
            site.postcode,
            row["quantity"],
            row["make"],
            row["model"],
            _word(row["kind"]) or other.get("kind"),
            row["description"],
            row["name"],
            row["asset_tag"],
            row["serial_number"],
            row["mac_address"],
            row["ip_address"],
            row["hardware_id"],
            row["location"],
            _word(row["network"]) or other.get("network"),
            _word(row["claimed_status"]) or other.get("claimed_status"),
            # A text that was no whole date stands where the list had it.
            row["installed_on"] or other.get("installed_on"),
            row["purchased_on"] or other.get("purchased_on"),
            row["system_name"],
            *(other.get(each) for each in others),
            verdict.value,
            maker.name,
            confidence,
            explanation,
            row["described_on"],
            "yes" if row["is_seen"] else "no",
            row["file_name"],
            row["sheet"],
            row["sheet_row"],
        )


def _word(value: EquipmentKind | Network | ClaimedStatus) -> str | None:
    """A stored word as an import reads it; blank where nothing was said."""
    return None if value.value == "unknown" else str(value.value).replace("_", " ")
