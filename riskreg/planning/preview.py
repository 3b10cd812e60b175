"""What importing a replacement plan would do, site by site; nothing is written."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import orjson
from sqlalchemy.orm import Session

from riskreg.errors import UsageError
from riskreg.planning import codes
from riskreg.planning.equipment import Equipment
from riskreg.planning.history import PlannedLine, lines_of, plans_in_force
from riskreg.planning.lines import Judge, PlanRow, read_rows
from riskreg.planning.places import PlaceKnown, Places
from riskreg.rules.dates import long_date
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Disposition, Severity
from riskreg.tables import PLAN_FIELDS, SkippedRow, TableFound, Workbook, find_tables

LineContent = tuple[
    str,
    str | None,
    int | None,
    str | None,
    str | None,
    int | None,
    int | None,
    int | None,
    str,
    str,
    int | None,
    str | None,
    tuple[int, ...],
]
"""All that a line of a plan says, for telling whether two plans say the same."""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What becomes of a row; where `site_id` is None it is rejected, and only the row itself is kept."""

    row: PlanRow
    disposition: Disposition
    site_id: int | None
    asset_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SiteOutcome:
    """What becomes of a site's plan.

    Attributes:
        site_id: Key of the site.
        reference: Its reference.
        name: Its name and code.
        organisation: Its organisation.
        disposition: New, changed, unchanged, or older than what is known.
        lines: Lines of this list.
        lines_before: Lines of the plan that counts now.
        devices: Devices at the site that the lines replace.
        likely_pence: Sum of the likely costs given.
    """

    site_id: int
    reference: str
    name: str
    organisation: str
    disposition: Disposition
    lines: int
    lines_before: int
    devices: int
    likely_pence: int


@dataclass(frozen=True)
class PlanPreview:
    """What importing a plan list would do.

    Attributes:
        file_name: Name of the file.
        file_sha256: Digest of its bytes.
        file_bytes: Its size.
        described_on: The date that the plan describes.
        tables: Every table found, with its columns.
        sheets_left_out: Name of each sheet without a table → why.
        skipped: Rows that are not lines of a plan, with the reason.
        counts: Rows by disposition.
        sites: What becomes of each site's plan, in the order of the list.
        issues: Everything that must be said, in the order of the list.
        outcome_sha256: Digest of what would happen; applying stops where it differs.
        rows: What becomes of each row.
    """

    file_name: str
    file_sha256: str
    file_bytes: int
    described_on: date
    tables: tuple[TableFound, ...] = field(repr=False)
    sheets_left_out: Mapping[str, str]
    skipped: tuple[SkippedRow, ...]
    counts: Mapping[Disposition, int]
    sites: tuple[SiteOutcome, ...]
    issues: tuple[Issue, ...]
    outcome_sha256: str
    rows: tuple[RowOutcome, ...] = field(repr=False)

    @property
    def changes_anything(self) -> bool:
        """Whether applying would write anything."""
        return any(site.disposition is not Disposition.UNCHANGED for site in self.sites)


def prepare(
    session: Session,
    workbook: Workbook,
    described_on: date,
    overrides: Mapping[str, str] | None = None,
    *,
    judge: Judge | None = None,
    today: date | None = None,
) -> PlanPreview:
    """Understand a plan list and say what importing it would do. Nothing is written.

    Args:
        session: Any session.
        workbook: The list as read; it must stay open until the preview has been made.
        described_on: The date that the plan describes, today or earlier.
        overrides: Header as written → field of a plan, or `ignore`.
        judge: Says of a replacement product that its maker is, or may be, restricted.
        today: The date of today; the machine's where None.

    Raises:
        UsageError: The date lies ahead, or an override names no field.
        FileRejected: No plan is recognised in the file.
    """
    today = today or datetime.now().astimezone().date()
    if described_on > today:
        raise UsageError(
            f"A plan cannot describe {long_date(described_on)}, which has not come yet.",
            "Give the date on which the plan was made; dates of the work stand in the plan's own column.",
        )
    understanding = find_tables(workbook, PLAN_FIELDS, overrides)
    rows = tuple(read_rows(understanding, today, judge))
    outcomes, sites, said = resolve(session, rows, described_on)
    issues = [*understanding.issues, *(issue for row in rows for issue in row.issues), *said]
    return PlanPreview(
        file_name=workbook.path.name,
        file_sha256=workbook.sha256,
        file_bytes=Path(workbook.path).stat().st_size,
        described_on=described_on,
        tables=understanding.tables,
        sheets_left_out=understanding.sheets_left_out,
        skipped=tuple(skipped for table in understanding.tables for skipped in table.skipped()),
        counts=dict(Counter(outcome.disposition for outcome in outcomes)),
        sites=sites,
        issues=tuple(_in_order(issues, rows)),
        outcome_sha256=digest_of(outcomes, described_on),
        rows=outcomes,
    )


def _in_order(issues: list[Issue], rows: Sequence[PlanRow]) -> list[Issue]:
    sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(row.sheet for row in rows))}

    def place(issue: Issue) -> tuple[int, int]:
        digits = "".join(filter(str.isdigit, issue.cell or ""))
        return sheets.get(issue.sheet or "", -1), int(digits or 0)

    return sorted(issues, key=place)


def resolve(
    session: Session, rows: Sequence[PlanRow], described_on: date
) -> tuple[tuple[RowOutcome, ...], tuple[SiteOutcome, ...], list[Issue]]:
    """Tie rows to sites and assets, and say what becomes of each under the register as it stands."""
    places = Places(session)
    issues: list[Issue] = []
    site_of: list[PlaceKnown | None] = []
    for row in rows:
        place, said = places.resolve(row)
        site_of.append(place)
        if said is not None:
            issues.append(said)
    site_ids = list(dict.fromkeys(place.id for place in site_of if place is not None))
    equipment = Equipment(session, site_ids, places.register_code)
    replaced: list[tuple[int, ...]] = []
    first_line: dict[int, PlanRow] = {}
    for row, place in zip(rows, site_of, strict=True):
        found, matched = equipment.resolve(row, place.id) if place is not None else ((), [])
        replaced.append(found)
        issues.extend(matched)
        twice = [first_line[asset_id] for asset_id in found if asset_id in first_line]
        if twice:
            issues.append(_twice(row, twice))
        for asset_id in found:
            first_line.setdefault(asset_id, row)
    content: defaultdict[int, list[LineContent]] = defaultdict(list)
    for row, place, found in zip(rows, site_of, replaced, strict=True):
        if place is not None:
            content[place.id].append(content_of_row(row, found))
    sites = {
        site_id: _site_outcome(places, equipment, site_id, content[site_id], becomes, before)
        for site_id, (becomes, before) in _dispositions(session, content, described_on).items()
    }
    for site in sites.values():
        if site.disposition is Disposition.OLDER:
            row = next(row for row, place in zip(rows, site_of, strict=True) if place and place.id == site.site_id)
            issues.append(
                row.said(
                    codes.PLAN_OLDER,
                    Severity.NOTE,
                    f"A newer plan of {site.name} is known; this one is added to its history and replaces nothing.",
                    "",
                    None,
                )
            )
    outcomes = tuple(
        RowOutcome(row, sites[place.id].disposition, place.id, found)
        if place is not None
        else RowOutcome(row, Disposition.REJECTED, None, ())
        for row, place, found in zip(rows, site_of, replaced, strict=True)
    )
    return outcomes, tuple(sites.values()), issues


def _twice(row: PlanRow, before: Sequence[PlanRow]) -> Issue:
    others = ", ".join(dict.fromkeys(str(other.number) for other in before))
    return row.said(
        codes.ASSET_TWICE,
        Severity.NOTE,
        f"Some of what this line replaces is also replaced by row {others}.",
        "Nothing need be done where several products replace one; correct the line otherwise.",
        None,
    )


def _dispositions(
    session: Session, content: Mapping[int, list[LineContent]], described_on: date
) -> dict[int, tuple[Disposition, int]]:
    """Site → what becomes of its plan, and how many lines the plan has that counts now."""
    then = plans_in_force(session, described_on, site_ids=content)
    now = plans_in_force(session, date.max, site_ids=content)
    lines = lines_of(session, {plan.id for plan in [*then.values(), *now.values()]})
    found = {}
    for site_id, wanted in content.items():
        earlier, newest = then.get(site_id), now.get(site_id)
        before = len(lines[newest.id]) if newest is not None else 0
        if earlier is not None and same(wanted, [content_of_line(line) for line in lines[earlier.id]]):
            found[site_id] = Disposition.UNCHANGED, before
        elif newest is None:
            found[site_id] = Disposition.NEW, before
        elif newest.described_on > described_on:
            found[site_id] = Disposition.OLDER, before
        else:
            found[site_id] = Disposition.CHANGED, before
    return found


def _site_outcome(
    places: Places,
    equipment: Equipment,
    site_id: int,
    content: Sequence[LineContent],
    disposition: Disposition,
    lines_before: int,
) -> SiteOutcome:
    place = places.known[site_id]
    assets = {asset_id for line in content for asset_id in line[-1]}
    return SiteOutcome(
        site_id=site_id,
        reference=places.reference(place),
        name=place.called,
        organisation=place.organisation,
        disposition=disposition,
        lines=len(content),
        lines_before=lines_before,
        devices=sum(equipment.known[asset_id].quantity for asset_id in assets),
        likely_pence=sum(line[6] or 0 for line in content),
    )


def content_of_row(row: PlanRow, asset_ids: tuple[int, ...]) -> LineContent:
    """What a row says, as it would be stored."""
    return (
        stated(row),
        row.product,
        row.quantity,
        row.target_on.isoformat() if row.target_on else None,
        row.owner,
        *row.costs,
        row.funding.value,
        row.interoperability.value,
        row.outage_minutes,
        row.note,
        asset_ids,
    )


def stated(row: PlanRow) -> str:
    """What a row says it replaces: its own words, else the numbers named in columns of their own."""
    return row.replaces or ", ".join(row.references)


def content_of_line(planned: PlannedLine) -> LineContent:
    """What a stored line says."""
    line = planned.line
    return (
        line.replaces,
        line.product,
        line.quantity,
        line.target_on.isoformat() if line.target_on else None,
        line.owner,
        line.cost_low_pence,
        line.cost_likely_pence,
        line.cost_high_pence,
        line.funding.value,
        line.interoperability.value,
        line.outage_minutes,
        line.note,
        planned.asset_ids,
    )


def same(one: Sequence[LineContent], other: Sequence[LineContent]) -> bool:
    """Whether two plans say the same, whatever the order of their lines."""
    return sorted(map(orjson.dumps, one)) == sorted(map(orjson.dumps, other))


def digest_of(outcomes: Sequence[RowOutcome], described_on: date) -> str:
    """SHA-256 of what would happen: each row with its disposition, site and content."""
    whole = hashlib.sha256(described_on.isoformat().encode())
    for outcome in outcomes:
        said = (outcome.row.sheet, outcome.row.number, outcome.disposition.value, outcome.site_id)
        whole.update(orjson.dumps([*said, content_of_row(outcome.row, outcome.asset_ids)]))
    return whole.hexdigest()
