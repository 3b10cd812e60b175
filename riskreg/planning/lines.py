"""A line of a replacement plan as its list says it, and what is wrong with it. Pure: knows no table of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from riskreg.planning import codes
from riskreg.rules.dates import long_date
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Funding, Interoperability, Severity
from riskreg.tables import Cell, CellError, PlanField, TableFound, TableRow, Understanding, as_text, is_blank
from riskreg.tables.values import (
    issue_for,
    parse_date,
    parse_funding,
    parse_identifier,
    parse_interoperability,
    parse_minutes,
    parse_pence,
    parse_quantity,
    parse_text,
)
from riskreg.tables.wording import compact

Judge = Callable[[str], str | None]
"""Says of a product's text that its maker is, or may be, restricted; None where there is nothing to say."""

T = TypeVar("T")
_MAKE_HEADERS = frozenset({"newmake", "replacementmake", "newmanufacturer", "newbrand", "replacementbrand"})
_MODEL_HEADERS = frozenset({"newmodel", "replacementmodel", "newpartnumber"})
_VALUE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of a plan list, understood but not yet tied to the register.

    Attributes:
        sheet: Name of the sheet.
        number: Row number as Excel shows it.
        raw: Every cell from column A on, as text or number; credentials are None.
        site: Site as (reference or code, name, organisation), each as written or None.
        site_cell: Address of the cell that names the site.
        references: riskreg's own references, asset tags and serial numbers named in columns of their own.
        replaces: What is replaced, as written; empty where it is not said.
        replaces_cell: Address of that cell.
        product: The replacement.
        quantity: Number of new devices.
        target_on: When it is to be done.
        owner: Who answers for it.
        costs: Low, likely and high cost in pence sterling, each None where not given.
        funding: Whether money is set aside.
        interoperability: Whether it works with what stays.
        outage_minutes: For how long the site is without.
        note: Anything else.
        issues: What must be said of the row by itself.
    """

    sheet: str
    number: int
    raw: tuple[str | int | float | None, ...]
    site: tuple[str | None, str | None, str | None]
    site_cell: str | None
    references: tuple[str, ...]
    replaces: str
    replaces_cell: str | None
    product: str | None
    quantity: int | None
    target_on: date | None
    owner: str | None
    costs: tuple[int | None, int | None, int | None]
    funding: Funding
    interoperability: Interoperability
    outage_minutes: int | None
    note: str | None
    issues: tuple[Issue, ...]

    def said(self, code: str, severity: Severity, message: str, cure: str, cell: str | None, value: str = "") -> Issue:
        """An issue of this row; the row's number stands where no cell is to blame."""
        return Issue(
            code, severity, message, cure, self.sheet, cell or str(self.number), None, value[:_VALUE_LENGTH] or None
        )


def read_rows(understanding: Understanding, today: date, judge: Judge | None = None) -> Iterator[PlanRow]:
    """The rows of every table of a plan list, in order.

    Args:
        understanding: The list as understood under `PLAN_FIELDS`.
        today: To tell target dates that have passed.
        judge: Judges the replacement products; None leaves them unjudged.
    """
    known: dict[str, str | None] = {}

    def judged(product: str) -> str | None:
        if judge is not None and product not in known:
            known[product] = judge(product)
        return known.get(product)

    for table in understanding.tables:
        for row in table.rows():
            yield _Reader(table, row, today).read(judged)


class _Reader:
    """Reads one row, and keeps what must be said of its cells."""

    def __init__(self, table: TableFound, row: TableRow, today: date) -> None:
        self._table = table
        self._row = row
        self._today = today
        self._issues: list[Issue] = []

    def read(self, judged: Judge) -> PlanRow:
        site_code, site_name = self._site()
        replaces = self._text(PlanField.REPLACES) or ""
        references = tuple(
            text
            for field in (PlanField.REFERENCE, PlanField.ASSET_TAG, PlanField.SERIAL_NUMBER)
            if (text := self._value(field, parse_identifier))
        )
        funding = self._value(PlanField.FUNDED, parse_funding) or Funding.NOT_KNOWN
        fit = self._value(PlanField.INTEROPERABILITY, parse_interoperability) or Interoperability.NOT_KNOWN
        draft = PlanRow(
            sheet=self._row.sheet,
            number=self._row.number,
            raw=tuple(self._raw()),
            site=(site_code, site_name, self._text(PlanField.ORGANISATION)),
            site_cell=self._cell(PlanField.SITE_NAME if site_name and not site_code else PlanField.SITE_CODE),
            references=references,
            replaces=replaces,
            replaces_cell=self._cell(PlanField.REPLACES),
            product=self._product(),
            quantity=self._value(PlanField.QUANTITY, parse_quantity),
            target_on=self._value(PlanField.TARGET_ON, parse_date),
            owner=self._text(PlanField.OWNER),
            costs=(
                self._value(PlanField.COST_LOW, parse_pence),
                self._value(PlanField.COST_LIKELY, parse_pence),
                self._value(PlanField.COST_HIGH, parse_pence),
            ),
            funding=funding,
            interoperability=fit,
            outage_minutes=self._value(PlanField.OUTAGE_MINUTES, parse_minutes),
            note=self._text(PlanField.NOTES),
            issues=(),
        )
        draft = self._check_costs(draft)
        self._check_rest(draft, judged)
        return replace(draft, issues=tuple(self._issues))

    def _site(self) -> tuple[str | None, str | None]:
        """Code and name; where the row itself gives only one of them, the other is not carried from above."""
        own = {field for field in (PlanField.SITE_CODE, PlanField.SITE_NAME) if self._is_own(field)}
        fields = own or {PlanField.SITE_CODE, PlanField.SITE_NAME}
        return (
            self._text(PlanField.SITE_CODE) if PlanField.SITE_CODE in fields else None,
            self._text(PlanField.SITE_NAME) if PlanField.SITE_NAME in fields else None,
        )

    def _is_own(self, field: PlanField) -> bool:
        column = self._table.column(field)
        return column is not None and not is_blank(self._row.cells[column.index])

    def _text(self, field: PlanField) -> str | None:
        return parse_text(self._table.value(self._row, field))

    def _cell(self, field: PlanField) -> str | None:
        return self._table.cell_of(self._row, field)

    def _value(self, field: PlanField, parse: Callable[[Cell], tuple[T, str | None]]) -> T:
        cell = self._table.value(self._row, field)
        value, code = parse(cell)
        if code is not None:
            self._say(code, cell, field)
        return value

    def _say(self, code: str, cell: Cell, field: PlanField) -> None:
        column = self._table.column(field)
        issue = issue_for(
            code,
            value=cell,
            sheet=self._row.sheet,
            cell=self._cell(field),
            column=column.header if column is not None else None,
        )
        if issue.severity is Severity.ERROR:
            # A plan line is worth having without its cost or date: the value is left out, and the line is taken.
            issue = replace(issue, severity=Severity.WARNING, message=f"{issue.message} It is left out of the plan.")
        self._issues.append(issue)

    def _raw(self) -> Iterator[str | int | float | None]:
        dropped = {column.index for column in self._table.columns if column.is_credential}
        for index, cell in enumerate(self._row.cells):
            if index in dropped or cell is None:
                yield None
            elif isinstance(cell, int | float) and not isinstance(cell, bool):
                yield cell
            else:
                yield cell.text if isinstance(cell, CellError) else as_text(cell)

    def _product(self) -> str | None:
        # Many lists give the new make and the new model in columns of their own.
        parts = [
            parse_text(self._row.cells[column.index])
            for headers in (_MAKE_HEADERS, _MODEL_HEADERS)
            for column in self._table.other_columns
            if compact(column.header) in headers
        ]
        told = [*parts[:1], self._text(PlanField.REPLACEMENT), *parts[1:]]
        return " ".join(dict.fromkeys(part for part in told if part)) or None

    def _check_costs(self, draft: PlanRow) -> PlanRow:
        low, likely, high = draft.costs
        cell = self._cell(PlanField.COST_LIKELY if likely is not None else PlanField.COST_LOW)
        if low is not None and high is not None and low > high:
            self._issues.append(
                draft.said(
                    codes.COST_REVERSED,
                    Severity.WARNING,
                    f"The low cost, {_pounds(low)}, is above the high cost, {_pounds(high)}; neither is taken.",
                    "Correct the two costs and import the plan again.",
                    self._cell(PlanField.COST_LOW),
                )
            )
            return replace(draft, costs=(None, likely, None))
        if likely is not None and ((low is not None and likely < low) or (high is not None and likely > high)):
            self._issues.append(
                draft.said(
                    codes.COST_OUTSIDE_RANGE,
                    Severity.WARNING,
                    f"The likely cost, {_pounds(likely)}, lies outside the range of {_pounds(low)} to {_pounds(high)}.",
                    "Correct the costs and import the plan again.",
                    cell,
                )
            )
        return draft

    def _check_rest(self, draft: PlanRow, judged: Judge) -> None:
        if draft.target_on is not None and draft.target_on < self._today:
            self._issues.append(
                draft.said(
                    codes.TARGET_PASSED,
                    Severity.WARNING,
                    f"The target date, {long_date(draft.target_on)}, has passed.",
                    "Record the steps that have happened, or give a new date.",
                    self._cell(PlanField.TARGET_ON),
                )
            )
        if not draft.replaces and not draft.references:
            self._issues.append(
                draft.said(
                    codes.REPLACES_MISSING,
                    Severity.WARNING,
                    "This line does not say what it replaces, so no device counts as planned by it.",
                    "Name the asset, the make and model, or “all flagged”.",
                    draft.replaces_cell,
                )
            )
        told = judged(draft.product) if draft.product else None
        if told:
            self._issues.append(
                draft.said(
                    codes.REPLACEMENT_RESTRICTED,
                    Severity.WARNING,
                    f"The replacement itself is not free of restricted makers: {told}",
                    "Do not order it before its maker is settled; plan another product.",
                    self._cell(PlanField.REPLACEMENT),
                    draft.product or "",
                )
            )
        if draft.interoperability is Interoperability.BLOCKS:
            self._issues.append(
                draft.said(
                    codes.REPLACEMENT_BLOCKS,
                    Severity.WARNING,
                    "The plan itself says that the replacement does not work with what stays.",
                    "Plan what blocks it too (such as the recorder), or another product.",
                    self._cell(PlanField.INTEROPERABILITY),
                )
            )


def _pounds(pence: int | None) -> str:
    return "not known" if pence is None else f"£{pence / 100:,.2f}"
