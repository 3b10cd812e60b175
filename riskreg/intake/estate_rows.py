"""The rows of an estate list, each cell read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

import orjson

from riskreg.intake.lines import cells_json
from riskreg.intake.preview import RowSkipped, SheetRead
from riskreg.intake.read import sheet_read
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Control, Limb, LimbAnswer, OrganisationKind, Severity
from riskreg.tables import Cell, SkippedRow, TableFound, TableRow, as_text, is_blank
from riskreg.tables.values import (
    issue_for,
    parse_answer,
    parse_control,
    parse_date,
    parse_organisation_kind,
    parse_postcode,
    parse_text,
    parse_uprn,
)

_SKIPPED_KEPT: Final = 200


@dataclass(frozen=True)
class EstateRow:
    """What a row says; None where it is blank.

    Attributes:
        sheet: Name of the sheet.
        number: Row as Excel numbers it.
        limbs: Limbs that are answered; a blank says nothing, `unknown` is an answer.
        cells: The raw cells as JSON.
        cells_of: Field → address of its cell.
        issues: What is to be said of its cells.
    """

    sheet: str
    number: int
    organisation: str | None = None
    organisation_kind: OrganisationKind | None = None
    parent: str | None = None
    site_code: str | None = None
    site_name: str | None = None
    address: str | None = None
    postcode: str | None = None
    uprn: str | None = None
    control: Control | None = None
    lease_end_on: str | None = None
    limbs: tuple[tuple[Limb, LimbAnswer], ...] = ()
    assessed_by: str | None = None
    assessed_on: date | None = None
    cells: str = "[]"
    cells_of: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    @property
    def names_site(self) -> bool:
        """Whether the row is about a site, not only about an organisation."""
        return bool(self.site_code or self.site_name or self.uprn)

    def facts(self) -> tuple[object, ...]:
        """All that the row says, for comparing two rows."""
        return (
            self.organisation, self.organisation_kind, self.parent, self.site_code, self.site_name, self.address,
            self.postcode, self.uprn, self.control, self.lease_end_on, self.limbs, self.assessed_by, self.assessed_on,
        )  # fmt: skip

    def canonical(self) -> bytes:
        """All that the row says, in canonical form, with its place."""
        return orjson.dumps([self.sheet, self.number, *self.facts()])


def read_rows(tables: Iterable[TableFound]) -> tuple[list[EstateRow], list[SheetRead]]:
    """Every row of the tables, and how the sheets were understood."""
    rows: list[EstateRow] = []
    sheets: list[SheetRead] = []
    for table in tables:
        before = len(rows)
        skipped: list[RowSkipped] = []
        total = 0
        for item in table.scan():
            if isinstance(item, SkippedRow):
                total += 1
                if len(skipped) < _SKIPPED_KEPT:
                    skipped.append(RowSkipped(item.sheet, item.number, item.code, item.reason, item.text))
            else:
                rows.append(_Cells(table, item).row())
        sheets.append(sheet_read(table, len(rows) - before, tuple(skipped), total))
    return rows, sheets


class _Cells:
    """The cells of one row by field."""

    def __init__(self, table: TableFound, item: TableRow) -> None:
        self.table = table
        self.item = item
        self.issues: list[Issue] = []
        self.cells_of: dict[str, str] = {}

    def cell(self, name: str) -> Cell:
        value = self.table.value(self.item, name)
        place = self.table.cell_of(self.item, name)
        if place is not None:
            self.cells_of[name] = place
        return value

    def text(self, name: str) -> str | None:
        return parse_text(self.cell(name))

    def say(self, name: str, code: str | None, value: Cell) -> None:
        if code is None:
            return
        column = self.table.column(name)
        issue = issue_for(
            code, value=value, sheet=self.item.sheet, cell=self.cells_of.get(name),
            column=column.header if column is not None else None,
        )  # fmt: skip
        # A cell that cannot be read says nothing; the rest of the row still counts.
        self.issues.append(replace(issue, severity=Severity.WARNING) if issue.severity is Severity.ERROR else issue)

    def day(self, name: str) -> date | None:
        cell = self.cell(name)
        value, code = parse_date(cell)
        self.say(name, code, cell)
        return value.date() if isinstance(value, datetime) else value

    def limbs(self) -> tuple[tuple[Limb, LimbAnswer], ...]:
        answered = []
        for limb in Limb:
            cell = self.cell(limb.value)
            if is_blank(cell):
                continue
            value, code = parse_answer(cell)
            self.say(limb.value, code, cell)
            if code is None:
                answered.append((limb, value))
        return tuple(answered)

    def row(self) -> EstateRow:
        kind_cell, control_cell = self.cell("organisation_kind"), self.cell("control")
        postcode_cell, uprn_cell = self.cell("postcode"), self.cell("uprn")
        kind, kind_code = (None, None) if is_blank(kind_cell) else parse_organisation_kind(kind_cell)
        control, control_code = (None, None) if is_blank(control_cell) else parse_control(control_cell)
        postcode, postcode_code = parse_postcode(postcode_cell)
        uprn, uprn_code = parse_uprn(uprn_cell)
        for name, code, cell in (
            ("organisation_kind", kind_code, kind_cell),
            ("control", control_code, control_cell),
            ("postcode", postcode_code, postcode_cell),
            ("uprn", uprn_code, uprn_cell),
        ):
            self.say(name, code, cell)
        lease_end = self.day("lease_end")
        hidden = frozenset(column.index for column in self.table.columns if column.is_credential)
        cells = tuple(None if n in hidden else cell for n, cell in enumerate(self.item.cells))
        return EstateRow(
            sheet=self.item.sheet,
            number=self.item.number,
            organisation=self.text("organisation"),
            organisation_kind=kind,
            parent=self.text("parent"),
            site_code=as_text(self.cell("site_code")) or None,
            site_name=self.text("site_name"),
            address=self.text("address"),
            postcode=postcode,
            uprn=uprn,
            control=control if control_code is None else None,
            lease_end_on=lease_end.isoformat() if lease_end is not None else None,
            limbs=self.limbs(),
            assessed_by=self.text("assessed_by"),
            assessed_on=self.day("assessed_on"),
            cells=cells_json(cells),
            cells_of=dict(self.cells_of),
            issues=tuple(self.issues),
        )
