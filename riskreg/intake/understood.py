"""How a file is understood before anything is compared: what it holds, its tables, what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import FileRejected, UsageError
from riskreg.intake.preview import SheetRead
from riskreg.intake.read import headers_digest, sheet_read
from riskreg.register import MappingProfile
from riskreg.rules.terms import ImportKind
from riskreg.tables import (
    ASSET_FIELDS,
    ESTATE_FIELDS,
    PLAN_FIELDS,
    FieldSet,
    Understanding,
    Workbook,
    find_tables,
    is_blank,
)
from riskreg.tables.columns import IGNORE, KEEP
from riskreg.tables.counts import COUNTED
from riskreg.tables.fields import field_name
from riskreg.tables.values import parse_organisation_kind

_FIELD_SETS: Mapping[ImportKind, FieldSet] = {
    ImportKind.ASSETS: ASSET_FIELDS,
    ImportKind.ESTATE: ESTATE_FIELDS,
    ImportKind.PLAN: PLAN_FIELDS,
}
_DEVICE_FIELDS = frozenset(
    {"make", "model", "make_and_model", "producer", "serial_number", "mac_address", "hardware_id", "asset_tag", "kind"}
    | {"part_number", "ip_address"}
)
_ESTATE_ONLY = frozenset(
    {
        "organisation_kind",
        "parent",
        "address",
        "control",
        "lease_end",
        "secret_material",
        "vetted_officials",
        "ministers",
    }
    | {"socpa_2005", "assessed_by", "assessed_on", "regimes"}
)
_OF_ASSESSMENTS = frozenset(
    {
        "parent",
        "secret_material",
        "vetted_officials",
        "ministers",
        "socpa_2005",
        "assessed_by",
        "assessed_on",
        "regimes",
    }
)
_KINDS_LOOKED_AT = 50
_PLAN_ONLY = frozenset({"replaces", "replacement", "target_on", "cost_likely", "cost_low", "cost_high", "funded"})


def _fields(understanding: Understanding | FileRejected) -> set[str]:
    if isinstance(understanding, FileRejected):
        return set()
    found = {column.field for table in understanding.tables for column in table.columns if column.field is not None}
    return found.union(*(table.brought for table in understanding.tables))


def _understood(workbook: Workbook, kind: ImportKind, overrides: Mapping[str, str]) -> Understanding | FileRejected:
    # While the kind is still open, a field of another kind of list is no mistake.
    wanted = {*_FIELD_SETS[kind].fields, IGNORE, KEEP, COUNTED}
    fitting = {header: field for header, field in overrides.items() if field_name(field) in wanted}
    try:
        return find_tables(workbook, _FIELD_SETS[kind], fitting)
    except FileRejected as refusal:
        return refusal


def kind_of(workbook: Workbook, overrides: Mapping[str, str] | None = None) -> ImportKind:
    """What a list holds, told from its headers: a plan names replacements, an asset list devices, an estate list sites.

    Raises:
        FileRejected: The headers are those of no list.
    """
    given = overrides or {}
    plan = _fields(_understood(workbook, ImportKind.PLAN, given)) & _PLAN_ONLY
    if "replacement" in plan and len(plan) >= 2:
        return ImportKind.PLAN
    assets = _understood(workbook, ImportKind.ASSETS, given)
    devices = _fields(assets) & _DEVICE_FIELDS
    if devices - {"kind"}:
        if not _only_counts(assets):
            return ImportKind.ASSETS
        sites = _understood(workbook, ImportKind.ESTATE, given)
        return ImportKind.ESTATE if _fields(sites) & _OF_ASSESSMENTS else ImportKind.ASSETS
    sites = _understood(workbook, ImportKind.ESTATE, given)
    estate = _fields(sites)
    if devices and not _are_kinds_of_bodies(sites) and not (_only_counts(assets) and estate & _OF_ASSESSMENTS):
        return ImportKind.ASSETS
    if estate & _ESTATE_ONLY or {"organisation", "site_name"} <= estate or {"site_code", "site_name"} <= estate:
        return ImportKind.ESTATE
    if isinstance(assets, FileRejected):
        raise assets
    return ImportKind.ASSETS


def _only_counts(assets: Understanding | FileRejected) -> bool:
    """Whether devices are told by headers over counts alone, as an estate list has them beside what it is about."""
    return not isinstance(assets, FileRejected) and not any(
        column.field in _DEVICE_FIELDS for table in assets.tables for column in table.columns
    )


def _are_kinds_of_bodies(estate: Understanding | FileRejected) -> bool:
    """Whether a list that tells of no device but by a column “Type” or “Kind” tells kinds of organisations there."""
    if isinstance(estate, FileRejected):
        return False
    for table in estate.tables:
        said = [table.value(row, "organisation_kind") for row in islice(table.rows(), _KINDS_LOOKED_AT)]
        words = [cell for cell in said if not is_blank(cell)]
        if words and sum(1 for cell in words if parse_organisation_kind(cell)[1] is None) * 2 >= len(words):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Understood:
    """A file as understood.

    Attributes:
        kind: What the list holds.
        understanding: Its tables and what was left out.
        overrides: Header → field, as a person said now or at an earlier import.
        is_remembered: Whether that was said at an earlier import.
    """

    kind: ImportKind
    understanding: Understanding
    overrides: Mapping[str, str]
    is_remembered: bool

    @property
    def sheets(self) -> tuple[SheetRead, ...]:
        """Its tables as a preview shows them; rows that are not data are still counted in."""
        tables = self.understanding.tables
        return tuple(sheet_read(table, table.last_row - table.first_row + 1, (), 0) for table in tables)


def understand(
    session: Session,
    workbook: Workbook,
    *,
    kind: ImportKind | None,
    organisation_id: int | None,
    overrides: Mapping[str, str],
) -> Understood:
    """What a file holds and how its columns are understood.

    Args:
        session: Any session.
        workbook: The file as read.
        kind: What the list holds; None: told from its headers.
        organisation_id: The organisation of the whole list, where no column names it.
        overrides: Header → field, where the understanding of a column must be corrected.

    Raises:
        FileRejected: No table of the kind was found.
        UsageError: The list is a replacement plan.
    """
    kind = kind or kind_of(workbook, overrides)
    if kind is ImportKind.PLAN:
        raise UsageError(
            "This is a replacement plan; assets and sites are imported here.",
            "Use: riskreg plan import FILE --dated DATE",
        )
    understanding = find_tables(workbook, _FIELD_SETS[kind], overrides)
    if overrides:
        return Understood(kind, understanding, overrides, is_remembered=False)
    given = _remembered(session, understanding, organisation_id)
    if not given:
        return Understood(kind, understanding, {}, is_remembered=False)
    return Understood(kind, find_tables(workbook, _FIELD_SETS[kind], given), given, is_remembered=True)


def _remembered(session: Session, understanding: Understanding, organisation_id: int | None) -> dict[str, str]:
    statement = (
        select(MappingProfile.mapping)
        .where(
            MappingProfile.headers_sha256 == headers_digest(understanding.tables),
            MappingProfile.organisation_id == organisation_id
            if organisation_id is not None
            else MappingProfile.organisation_id.is_(None),
        )
        .order_by(MappingProfile.id.desc())
        .limit(1)
    )
    mapping = session.scalar(statement)
    return dict(orjson.loads(mapping)) if mapping is not None else {}
