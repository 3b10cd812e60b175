"""COBie keeps a device on three sheets: the component, its type, the maker among the contacts. They are joined here.

**Source**: BS 1192-4:2014, COBie: `Component.TypeName` names a `Type.Name`; `Type.Manufacturer` names a
`Contact.Email`, whose `Company` is the maker; one file describes one `Facility`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import address, as_text, is_blank
from riskreg.tables.fields import SITE_FIELDS
from riskreg.tables.found import Filled, SkippedRow, Stretch, TableFound
from riskreg.tables.wording import compact
from riskreg.tables.workbook import Sheet, Workbook

COMPONENTS = "COBie, components"
"""Title of the layout whose rows are joined."""
_HEADER_ROWS = 20
_TYPE = ("name", "manufacturer", "modelnumber")
_CONTACT = ("email", "company")
_FACILITY = ("name", "projectname", "sitename")
_NO_VALUE = frozenset({"n/a", "na", "unknown", "none", "-"})


@dataclass(frozen=True, slots=True)
class _Record:
    """One row of a sheet: header → text, and the address of each."""

    sheet: str
    texts: Mapping[str, str]
    cells: Mapping[str, str]

    def filled(self, header: str) -> Filled:
        return Filled(self.texts[header], f"{self.sheet}!{self.cells[header]}")


def joined(workbook: Workbook, tables: list[TableFound]) -> tuple[list[TableFound], list[Issue]]:
    """The tables, those of components with make and model from their types and the site from the facility.

    Args:
        workbook: All sheets.
        tables: As found.
    """
    if not any(table.export == COMPONENTS for table in tables):
        return tables, []
    companies = {record.texts["email"].casefold(): record for record in _records(workbook, _CONTACT)}
    types: dict[str, dict[str, Filled]] = {}
    for record in _records(workbook, _TYPE):
        maker = companies.get(record.texts["manufacturer"].casefold())
        known = {
            "make": maker.filled("company") if maker is not None else record.filled("manufacturer"),
            "model": record.filled("modelnumber"),
        }
        said = {name: filled for name, filled in known.items() if filled.value.casefold() not in _NO_VALUE}
        # The address of somebody who is not among the contacts names no maker.
        if "@" in (said["make"].value if "make" in said else ""):
            del said["make"]
        if said:
            types.setdefault(record.texts["name"].casefold(), said)
    facilities = [record.filled("name") for record in _records(workbook, _FACILITY)]
    site = {"site_name": facilities[0]} if len(facilities) == 1 else {}
    found, issues = [], []
    for table in tables:
        column = next((c for c in table.columns if compact(c.header) == "typename"), None)
        if table.export != COMPONENTS or column is None:
            found.append(table)
            continue
        said_site = {} if SITE_FIELDS & (set(table.fields) | set(table.site)) else site
        brought = tuple(name for name in ("make", "model") if types and name not in table.fields)
        found.append(
            replace(
                table,
                site={**table.site, **said_site},
                brought=brought,
                walk=_with_types(table.walk, column.index, types) if brought else table.walk,
            )
        )
        issues.extend(_said(table.sheet, len(types) if brought else 0, said_site))
    return found, issues


def _with_types(
    walk: Callable[[TableFound], Iterator[Stretch | SkippedRow]], index: int, types: Mapping[str, dict[str, Filled]]
) -> Callable[[TableFound], Iterator[Stretch | SkippedRow]]:
    def each(table: TableFound) -> Iterator[Stretch | SkippedRow]:
        for item in walk(table):
            if isinstance(item, SkippedRow):
                yield item
                continue
            names = [as_text(cell).casefold() for cell in item.columns[index]]
            start = 0
            for name, same in groupby(names):
                end = start + len(list(same))
                part = item.part(start, end)
                yield replace(part, filled={**part.filled, **types[name]}) if name in types else part
                start = end

    return each


def _records(workbook: Workbook, headers: tuple[str, ...]) -> Iterator[_Record]:
    """The rows of the one sheet that has all these headers and no `TypeName`, whose first header is filled."""
    for sheet in workbook.sheets:
        at = _header(sheet, headers)
        if at is None:
            continue
        number, columns = at
        for row, cells in sheet.rows(number + 1):
            texts = {header: as_text(cells[column]) for header, column in columns.items()}
            if texts[headers[0]]:
                yield _Record(sheet.name, texts, {h: address(column, row) for h, column in columns.items()})
        return


def _header(sheet: Sheet, headers: tuple[str, ...]) -> tuple[int, dict[str, int]] | None:
    for number, cells in sheet.rows(1, _HEADER_ROWS):
        given = {compact(as_text(cell)): column for column, cell in enumerate(cells) if not is_blank(cell)}
        if set(headers) <= given.keys() and "typename" not in given:
            return number, {header: given[header] for header in headers}
    return None


def _said(sheet: str, types: int, site: Mapping[str, Filled]) -> list[Issue]:
    brought = [f"make and model from the sheet of types ({types:,} types)"] if types else []
    brought += [f"the site “{filled.value}” from the sheet of the facility" for filled in site.values()]
    if not brought:
        return []
    return [
        Issue(
            codes.SHEETS_JOINED,
            Severity.NOTE,
            f"The rows take {' and '.join(brought)}.",
            "If that is wrong, bring the columns into the sheet of components and say with --map what they mean.",
            sheet=sheet,
        )
    ]
