"""What the register holds of the organisations that a list is about, read for matching and comparing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, String, func, select, type_coerce
from sqlalchemy.orm import Session

from riskreg.intake.ledger import FACTS_BYTES
from riskreg.intake.lines import Line
from riskreg.intake.places import KnownSite
from riskreg.register import (
    Asset,
    AssetAbsence,
    AssetVersion,
    ImportBatch,
    ImportedRow,
    ImportWithdrawal,
    Organisation,
    RegisterIdentity,
    Site,
    SiteTenure,
    System,
    TrailHead,
)
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Covers, Disposition, ImportKind

_IN = 900
"""Values in one IN list: below the lowest limit of SQLite builds in use."""


def chunked(values: Iterable[int], size: int = _IN) -> Iterator[list[int]]:
    """The values in pieces that fit one statement."""
    piece: list[int] = []
    for value in values:
        piece.append(value)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


def head_sequence(session: Session) -> int:
    """Sequence of the newest sealed change."""
    return session.scalar(select(TrailHead.sequence)) or 0


def register_code(session: Session) -> str:
    """The three characters inside the references of this register."""
    return session.scalars(select(RegisterIdentity.code)).one()


def organisation_names(session: Session) -> dict[int, str]:
    """Key → name of every organisation."""
    return dict(session.execute(select(Organisation.id, Organisation.name)).all())


def known_sites(session: Session, on: date | None = None) -> list[KnownSite]:
    """Every site of the register, in the order of their keys.

    Of all organisations, so that a list imported for the wrong one is noticed.

    Args:
        session: Any session.
        on: Date of the list; who held each site then, and who held it before, is told too. None: only who holds it now.
    """
    code = register_code(session)
    rows = session.execute(
        select(Site.id, Site.organisation_id, Site.code, Site.name, Site.postcode, Site.uprn, Site.is_listed).order_by(
            Site.id
        )
    )
    sites = [KnownSite(*row, reference=reference(ReferenceKind.SITE, code, row[0])) for row in rows]
    held = _tenures(session) if on is not None else {}
    for site in sites:
        tenures = held.get(site.id or 0, [])
        then = next((owner for day, owner in reversed(tenures) if on is not None and day <= on), None)
        site.then = then if then != site.organisation_id else None
        site.former = frozenset(owner for _, owner in tenures) - {site.organisation_id}
    return sites


def _tenures(session: Session) -> dict[int, list[tuple[date, int]]]:
    """Site → from when which organisation held it, of sites that changed hands."""
    found: dict[int, list[tuple[date, int]]] = {}
    statement = (
        select(SiteTenure.site_id, SiteTenure.from_on, SiteTenure.organisation_id)
        .where(SiteTenure.import_batch_id.is_(None) | ~is_withdrawn(SiteTenure.import_batch_id))
        .order_by(SiteTenure.from_on, SiteTenure.id)
    )
    for site, day, owner in session.execute(statement):
        found.setdefault(site, []).append((day, owner))
    return {site: tenures for site, tenures in found.items() if len({owner for _, owner in tenures}) > 1}


_KNOWN = (
    "id", "site_id", "version_id", "described_on", "quantity", "step", "is_seen", "verdict", "facts_sha256",
    "serial_key", "mac_key", "hardware_key", "tag_key",
)  # fmt: skip


def known_assets(session: Session, organisation_ids: Collection[int]) -> Iterator[list[Sequence[Any]]]:
    """The assets of some organisations in the order of their keys, some thousand at a time, by columns.

    Key, site, version, day, devices, step, whether seen, verdict, as much of the digest of the facts as is compared,
    and the four numbers as they are compared. Days are ordinals; step and verdict are as stored, because there may be
    a million.
    """
    table = Asset.__table__.c
    plain = {"step", "verdict", "described_on"}
    columns: list[Any] = [
        type_coerce(table[name], String).label(name) if name in plain else table[name] for name in _KNOWN
    ]
    columns[_KNOWN.index("facts_sha256")] = func.substr(table.facts_sha256, 1, 2 * FACTS_BYTES)
    statement = select(*columns).where(Asset.organisation_id.in_(sorted(organisation_ids))).order_by(Asset.id)
    ordinals: dict[Any, int] = {}
    # By the connection: a session would go through every row once more.
    for rows in session.connection().execute(statement.execution_options(yield_per=10_000)).partitions():
        found: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for day in set(found[3]) - ordinals.keys():
            ordinals[day] = (day if isinstance(day, date) else date.fromisoformat(day)).toordinal()
        found[3] = [ordinals[day] for day in found[3]]
        yield found


def with_survivors(session: Session, organisation_ids: set[int], merged: dict[int, int]) -> set[int]:
    """The organisations, and those that hold the assets that stand for merged assets of theirs."""
    owners: dict[int, int] = {}
    for piece in chunked(sorted({*merged, *merged.values()})):
        owners.update(session.execute(select(Asset.id, Asset.organisation_id).where(Asset.id.in_(piece))).all())
    return organisation_ids | {owners[into] for key, into in merged.items() if owners[key] in organisation_ids}


def place_keys(session: Session, site_ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Asset and place key of every asset at some sites."""
    for piece in chunked(site_ids):
        rows = session.execute(select(Asset.id, Asset.place_key).where(Asset.site_id.in_(piece)).order_by(Asset.id))
        yield from ((key, place) for key, place in rows if place is not None)


_VERSION = AssetVersion.__table__.c
_COLUMNS = (
    _VERSION.id, _VERSION.asset_id, _VERSION.site_id, _VERSION.described_on, _VERSION.quantity, _VERSION.make,
    _VERSION.model, _VERSION.kind, _VERSION.description, _VERSION.name, _VERSION.asset_tag, _VERSION.serial_number,
    _VERSION.mac_address, _VERSION.ip_address, _VERSION.hardware_id, _VERSION.location, _VERSION.network,
    _VERSION.claimed_status, _VERSION.installed_on, _VERSION.purchased_on, System.__table__.c.name.label("system"),
    _VERSION.other, _VERSION.trace_key_id, _VERSION.import_batch_id,
)  # fmt: skip


def version_rows() -> Select[Any]:
    """Select of asset versions with the name of their system, as plain rows for `standing_of`."""
    return select(*_COLUMNS).outerjoin(System, System.id == _VERSION.system_id)


def is_withdrawn(batch_id: Any) -> Any:
    """SQL condition: the import of that key was undone."""
    return select(ImportWithdrawal.id).where(ImportWithdrawal.import_batch_id == batch_id).exists()


class Standing(NamedTuple):
    """What is known of an asset at some point: which version, at which site, since when, and its facts."""

    version_id: int
    asset_id: int
    site_id: int
    described_on: date
    trace_key_id: int
    batch_id: int
    line: Line


def standing_of(row: Any) -> Standing:
    """A row of `version_rows` as what is known."""
    facts = list(row[4:22])
    for position in (3, 12, 13):
        facts[position] = facts[position].value
    for position in (14, 15):
        facts[position] = facts[position].isoformat() if facts[position] else None
    return Standing(row[0], row[1], row[2], row[3], row[22], row[23], Line(*facts))


def versions_of(session: Session, version_ids: Collection[int]) -> dict[int, Standing]:
    """Version key → what it says."""
    found = {}
    for piece in chunked(sorted(version_ids)):
        for row in session.execute(version_rows().where(_VERSION.id.in_(piece))):
            found[row[0]] = standing_of(row)
    return found


def standing_as_at(
    session: Session,
    asset_ids: Collection[int],
    on: date | None,
    *,
    without_batch: int | None = None,
    even_withdrawn: bool = False,
) -> dict[int, Standing]:
    """Asset → the version in force as at a date, for the assets that had one.

    Args:
        session: Any session.
        asset_ids: The assets.
        on: The date; None: the newest.
        without_batch: An import to leave out of account.
        even_withdrawn: Whether versions of undone imports count too.
    """
    found: dict[int, Standing] = {}
    for piece in chunked(sorted(asset_ids)):
        statement = version_rows().where(_VERSION.asset_id.in_(piece))
        if not even_withdrawn:
            statement = statement.where(~is_withdrawn(_VERSION.import_batch_id))
        if without_batch is not None:
            statement = statement.where(_VERSION.import_batch_id != without_batch)
        if on is not None:
            statement = statement.where(_VERSION.described_on <= on)
        for row in session.execute(statement.order_by(_VERSION.asset_id, _VERSION.described_on, _VERSION.id)):
            found[row[1]] = standing_of(row)
    return found


class Sighting(NamedTuple):
    """A later list that named an asset without saying anything new of it."""

    described_on: date
    batch_id: int
    row_id: int


def has_later_list(session: Session, on: date) -> bool:
    """Whether an asset list of a later date stands in the register."""
    return session.scalar(_later_batches(on).limit(1)) is not None


def _later_batches(on: date) -> Select[Any]:
    return select(ImportBatch.id).where(
        ImportBatch.kind == ImportKind.ASSETS, ImportBatch.described_on > on, ~is_withdrawn(ImportBatch.id)
    )


def later_sightings(session: Session, organisation_ids: Collection[int], on: date) -> dict[int, Sighting]:
    """Asset → the earliest later list that named it unchanged, where no newer facts came in between."""
    changed = (
        select(AssetVersion.id)
        .where(
            AssetVersion.asset_id == ImportedRow.asset_id,
            AssetVersion.described_on > on,
            AssetVersion.described_on <= ImportBatch.described_on,
            ~is_withdrawn(AssetVersion.import_batch_id),
        )
        .exists()
    )
    statement = (
        select(ImportedRow.asset_id, ImportBatch.described_on, ImportBatch.id, func.min(ImportedRow.id))
        .join(ImportBatch, ImportBatch.id == ImportedRow.import_batch_id)
        .join(Asset, Asset.id == ImportedRow.asset_id)
        .where(
            Asset.organisation_id.in_(sorted(organisation_ids)),
            ImportedRow.disposition == Disposition.UNCHANGED,
            ImportBatch.id.in_(_later_batches(on)),
            ~changed,
        )
        .group_by(ImportedRow.asset_id, ImportBatch.described_on, ImportBatch.id)
        .order_by(ImportedRow.asset_id, ImportBatch.described_on.desc(), ImportBatch.id.desc())
    )
    return {
        asset: Sighting(day, batch, row) for asset, day, batch, row in session.execute(statement) if asset is not None
    }


def same_list_applied(session: Session, kind: ImportKind, on: date, covers: Covers, rows_sha256: str) -> bool:
    """Whether a standing import of the same date and cover said the very same."""
    statement = select(ImportBatch.mapping).where(
        ImportBatch.kind == kind,
        ImportBatch.described_on == on,
        ImportBatch.covers == covers,
        ~is_withdrawn(ImportBatch.id),
    )
    return any(f'"rows_sha256":"{rows_sha256}"' in mapping for mapping in session.scalars(statement))


def last_absence(session: Session, asset_ids: list[int]) -> dict[int, tuple[date, int]]:
    """Asset → date and import of the newest list that covered its place and did not name it."""
    statement = select(AssetAbsence.asset_id, AssetAbsence.described_on, AssetAbsence.import_batch_id).where(
        AssetAbsence.asset_id.in_(asset_ids), ~is_withdrawn(AssetAbsence.import_batch_id)
    )
    last: dict[int, tuple[date, int]] = {}
    for asset_id, described_on, batch_id in session.execute(statement):
        last[asset_id] = max(last.get(asset_id, (date.min, 0)), (described_on, batch_id))
    return last
