"""The life of an asset from the first list that named it on: what happened when, and where that was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from riskreg.register import AssetVersion
from riskreg.reporting.breakdowns import words
from riskreg.reporting.description import Section, columns
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import At, cells_said, is_undone, row_and_batch
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference

_FIELDS = (
    ("make", "Make"),
    ("model", "Model"),
    ("kind", "Kind"),
    ("quantity", "Devices"),
    ("location", "Location"),
    ("serial_number", "Serial number"),
    ("mac_address", "MAC address"),
    ("asset_tag", "Asset tag"),
    ("network", "Network"),
    ("claimed_status", "Status"),
    ("installed_on", "Installed"),
    ("purchased_on", "Bought"),
    ("site_id", "Site"),
)
"""What is told where a later list says something else."""


class _Event(NamedTuple):
    """Something that happened; `place` puts events of one day in the order in which they follow from each other."""

    on: date
    place: int
    what: str
    detail: str
    source: str


def timeline(session: Session, versions: Sequence[AssetVersion], sections: Mapping[str, Section], at: At) -> Section:
    """Everything that happened to an asset, in order.

    Args:
        session: A session that may read.
        versions: What lists said of it, in order.
        sections: The other sections of its description, by title.
        at: The point.
    """
    events = [*_listed(session, versions, at), *_recorded(sections)]
    rows = tuple((each.on, each.what, each.detail, each.source) for each in sorted(events))
    return Section("Timeline", (), columns("On (date)", "What happened", "In detail", "Where it stands"), rows)


def _listed(session: Session, versions: Sequence[AssetVersion], at: At) -> Iterator[_Event]:
    before: AssetVersion | None = None
    for version in versions:
        row, batch = row_and_batch(session, version.imported_row_id)
        cells = {cell.field: cell.address for cell in cells_said(row, batch.mapping)}
        ref = reference(ReferenceKind.IMPORT, at.code, batch.id)
        source = f"{batch.file_name}, sheet “{row.sheet}”, row {row.row} ({ref})"
        if is_undone(session, batch.id, at.limit):
            yield _Event(version.described_on, 0, "Named by a list whose import was undone", "", source)
            continue
        said = list(_said(version, before, cells, at))
        if before is None:
            what = "First named by a list"
        else:
            what = "Named again, otherwise than before" if said else "Named again, unchanged"
        yield _Event(version.described_on, 0, what, "; ".join(said), source)
        before = version


def _said(version: AssetVersion, before: AssetVersion | None, cells: Mapping[str, str], at: At) -> Iterator[str]:
    for name, title in _FIELDS:
        value, earlier = getattr(version, name), getattr(before, name) if before is not None else None
        if value == earlier or (before is None and (name == "site_id" or _shown(value) in ("not said", "unknown"))):
            continue
        cell = f" (cell {cells[name]})" if name in cells else ""
        if before is None:
            yield f"{title} {_shown(value)}{cell}"
        elif name == "site_id":
            there, here = (reference(ReferenceKind.SITE, at.code, key) for key in (before.site_id, version.site_id))
            yield f"moved from {there} to {here}"
        else:
            yield f"{title}: {_shown(earlier)} → {_shown(value)}{cell}"


def _shown(value: object) -> str:
    if value is None:
        return "not said"
    if isinstance(value, date):
        return long_date(value)
    return str(getattr(value, "value", value)).replace("_", " ")


def _recorded(sections: Mapping[str, Section]) -> Iterator[_Event]:
    for row in _rows(sections, "Not seen, and seen again"):
        yield _Event(_day(row[0]), 1, str(row[1]).capitalize(), "", f"{row[2]} ({row[3]})")
    for row in _rows(sections, "Records of the same device"):
        yield _Event(_day(row[0]), 2, f"{row[1]} {row[2]} {row[3]}", str(row[4]), _by(row[5], row[6]))
    for row in _rows(sections, "Questions of identity"):
        yield _Event(_day(row[0]), 2, f"{row[1]}: {row[2]}", str(row[4]), _by(row[6], row[7]))
    for row in _rows(sections, "Grounds of the flags"):
        comes = "The flag stands" if row[2] == "stands" else "The flag’s ground lapses"
        yield _Event(_day(row[1]), 3, f"{comes} ({row[0]})", f"{row[3]}; {str(row[4]).lower()}", _by(row[5], row[6]))
    for row in _rows(sections, "Decisions"):
        yield _Event(_day(row[1]), 4, f"{row[2]} ({row[0]})", _joined(row[3], row[4]), _by(row[5], row[6]))
    for row in _rows(sections, "Plans"):
        target = f"; target {long_date(_day(row[3]))}" if row[3] is not None else ""
        yield _Event(_day(row[1]), 5, f"Planned ({row[0]})", f"{row[2] or 'replacement not named'}{target}", "")
    for row in _rows(sections, "Removal"):
        detail = _joined(
            f"{row[2]} device{'s' if row[2] != 1 else ''}",
            f"by {row[3]}" if row[3] else "",
            f"verified by {row[4]}" if row[4] else "",
            str(row[5]).split(" (SHA-256")[0],
            row[6],
            f"Breach: {row[7]}" if row[7] else "",
        )
        yield _Event(_day(row[0]), 6, words(str(row[1])), detail, _by(row[8], row[9]))


def _rows(sections: Mapping[str, Section], title: str) -> tuple[tuple[Scalar, ...], ...]:
    section = sections.get(title)
    return section.table if section is not None else ()


def _day(value: Scalar) -> date:
    return value if isinstance(value, date) else date.min


def _joined(*parts: object) -> str:
    return "; ".join(str(part) for part in parts if part)


def _by(person: object, change: object) -> str:
    return f"{person}, change {change}"
