"""A town hall with a recorder, 24 domes and two cameras in custody; products that might take their place; workbooks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from riskreg.operations import appraising, importing, products
from riskreg.operations.appraisal_books import AppraisalImported, export_appraisal, import_plan_or_appraisal
from riskreg.operations.appraising import DraftShown, DraftWanted
from riskreg.operations.importing import nothing_beside
from riskreg.operations.office import Office
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.terms import EquipmentKind
from tests.screening.council import COUNCIL, TODAY, US, Council, found

TOWN_HALL = "M1"
_LIST = """Site code,Asset tag,Make,Model,Type,Location,Installed,Quantity,Resolution
M1,D-1,Hikvision,DS-2CD2143G2-IS,Dome camera,Ground floor,2015-05-01,24,4 MP
M1,C-1,Dahua,IPC-HDBW2441E-S,Dome camera,Custody,2022-05-01,1,4 MP
M1,C-2,Dahua,IPC-HDBW2441E-S,Dome camera,Custody,2022-05-01,1,4 MP
M1,X-1,Axis,P3245-LVE,Dome camera,Front door,2021-05-01,1,2 MP
"""
_PRODUCTS = """Vendor,Model,Kind,Watts,PoE class,Resolution,Price,Currency,Price date,Price source
Axis,Frugal 1,dome,6.5,3,4 MP,400,GBP,2026-10-01,quotation 7
Axis,Thirsty 2,dome,22.5,4,4 MP,300,GBP,2026-10-01,quotation 7
Axis,Blurred 3,dome,5,3,2 MP,100,GBP,2026-10-01,quotation 7
Hikvision,DS-2CD2143G2-IS,dome,6.5,3,4 MP,90,GBP,2026-10-01,quotation 8
"""
SWITCH = Stays(has_switch=True, port_class=4, budget_milliwatts=195_000, vms="Milestone XProtect")


def build(url: str, folder: Path) -> None:
    """Make the register: lists in use, the United States list adopted, equipment and products imported."""
    found(url, folder)
    council = Council(folder, url)
    council.adopt(US)
    path = folder / "town hall.csv"
    path.write_text(_LIST, encoding="utf-8")
    importing.apply_import(council.place, importing.Request(path=path, organisation=COUNCIL, dated=date(2026, 1, 15)))
    priced = folder / "products.csv"
    priced.write_text(_PRODUCTS, encoding="utf-8")
    products.import_products(council.place, priced, dated=date(2026, 10, 1), apply=True)
    council.place.close()


def drafted(office: Office, *, apply: bool = True, **wanted: Any) -> DraftShown:
    """Draft the options of the town hall."""
    told: dict[str, Any] = {"name": "", "on": TODAY, "stays": SWITCH, "vat": 2000, "minutes_each": 60}
    return appraising.draft_appraisal(office, TOWN_HALL, DraftWanted(**told | wanted), apply=apply)


REDESIGN = {EquipmentKind.DOME_CAMERA: 18}
Edit = Callable[[Any], None]


def edited(office: Office, folder: Path, *edits: Edit) -> Path:
    """Take the appraisal out, edit its workbook, and give where that lies."""
    return corrected(export_appraisal(office, TOWN_HALL, folder / "appraisal.xlsx"), *edits)


def corrected(path: Path, *edits: Edit) -> Path:
    """Edit a workbook in its place."""
    book = openpyxl.load_workbook(path)
    for edit in edits:
        edit(book)
    book.save(path)
    return path


def sent_back(office: Office, path: Path, *, apply: bool = False, expect: str | None = None) -> AppraisalImported:
    """Import a workbook of an appraisal."""
    done = import_plan_or_appraisal(
        office, path, dated=None, mapping=None, apply=apply, expect=expect, beside=nothing_beside
    )
    assert isinstance(done, AppraisalImported)
    return done


def put(sheet: str, header: str, value: object, row: int = 2) -> Edit:
    """Write a cell of a sheet under a header."""

    def edit(book: Any) -> None:
        headers = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row, headers.index(header) + 1).value = value

    return edit


def answer(sheet: str, item: str, value: object) -> Edit:
    """Write the value beside an item."""

    def edit(book: Any) -> None:
        row = next(cells[0].row for cells in book[sheet].iter_rows() if cells[0].value == item)
        book[sheet].cell(row, 2).value = value

    return edit


def add(sheet: str, *values: object) -> Edit:
    """Add a row."""
    return lambda book: book[sheet].append(values)


def priced(book: Any) -> None:
    """Give every cost that has none a price, and choose the type of project."""
    sheet = book["Costs"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, headers["Likely (£)"]).value is None:
            sheet.cell(row, headers["Likely (£)"]).value = 20
        if sheet.cell(row, headers["Falls"]).value != "avoided":
            sheet.cell(row, headers["Type of project"]).value = "standard buildings"
