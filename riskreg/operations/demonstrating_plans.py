"""The demonstration's appraisal: options drafted, corrected as an officer does in Excel, recommended, approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select

from riskreg.database import register_code
from riskreg.operations import approving, products
from riskreg.operations.appraisal_books import export_appraisal, import_appraisal
from riskreg.operations.appraising import DraftWanted, draft_appraisal
from riskreg.operations.office import Office
from riskreg.planning import appraisal_words as words
from riskreg.planning.scope import flagged_lines, lines_at
from riskreg.register import Asset, AssetVersion
from riskreg.rules.appraisal_figures import AssetFact
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import EquipmentKind, Step, Verdict
from riskreg.tables import read_workbook

APPROVER = "Isolde Fennimore"
_DEVICES = 16
"""About so many devices make an appraisal that can be read at a glance."""
_KINDS = (EquipmentKind.DOME_CAMERA, EquipmentKind.BULLET_CAMERA)
_GONE = (Step.PHYSICALLY_REMOVED, Step.VERIFIED, Step.MEDIA_SANITISED, Step.DISPOSED)
_INVENTED = "invented for the demonstration"
_POUNDS = Decimal("0.8")
"""Pounds for a dollar: an assumption of the demonstration, as in its plans."""


def appraise(office: Office, folder: Path, on: date) -> str | None:
    """Appraise one site of the demonstration, from the draft to the approval.

    Args:
        office: The demonstration's, with its officer.
        folder: Where the workbook goes.
        on: The day.

    Returns:
        Reference of the appraisal; None where no site has such devices left.
    """
    import openpyxl  # a tenth of a second that no other command needs

    products.import_products(office, None, apply=True)
    chosen = _site(office)
    if chosen is None:
        return None
    site, lines = chosen
    devices = sum(each.quantity for each in lines.values())
    kinds = {each.kind for each in lines.values() if each.kind in _KINDS}
    wanted = DraftWanted(
        name="",
        on=on,
        stays=Stays(has_switch=True, port_class=4, budget_milliwatts=195_000, bought_on=on),
        redesign={kind: max(1, _of_kind(lines, kind) * 3 // 4) for kind in kinds},
        vat=2000,
        rates={"USD": _POUNDS},
        minutes_each=60,
    )
    made = draft_appraisal(office, site, wanted, apply=True).reference
    if made is None:
        return None
    path = export_appraisal(office, made, folder / "appraisal.xlsx")
    book = openpyxl.load_workbook(path)
    _fill(book, lines, devices, on)
    book.save(path)
    with read_workbook(path) as workbook:
        import_appraisal(office, workbook, apply=True)
    reason = "It ends the finding, keeps every view, and costs little more than setting the old devices apart."
    approving.recommend_option(office, made, "B", reasons=reason, on=on)
    approving.approve_option(office.as_person(APPROVER), made, on=on)
    return made


def _site(office: Office) -> tuple[str, dict[int, AssetFact]] | None:
    """A site with about so many restricted cameras of a kind that products are known of, and its flagged lines."""
    devices = func.sum(Asset.quantity)
    query = (
        select(Asset.site_id)
        .join(AssetVersion, AssetVersion.id == Asset.version_id)
        .where(
            Asset.verdict == Verdict.RESTRICTED,
            AssetVersion.kind.in_(_KINDS),
            or_(Asset.step.is_(None), Asset.step.not_in(_GONE)),
        )
        .group_by(Asset.site_id)
        .having(devices >= 2)
        .order_by(func.abs(devices - _DEVICES), Asset.site_id)
        .limit(1)
    )
    with office.reading() as session:
        site = session.scalars(query).first()
        if site is None:
            return None
        here = lines_at(session, site)
        lines = {key: here[key] for key in flagged_lines(session, site) if key in here}
        return reference(ReferenceKind.SITE, register_code(session), site), lines


def _of_kind(lines: Mapping[int, AssetFact], kind: EquipmentKind) -> int:
    return sum(each.quantity for each in lines.values() if each.kind is kind)


def _fill(book: Any, lines: Mapping[int, AssetFact], devices: int, on: date) -> None:
    """What an officer fills in: prices, type of project, dates, what must be seen, when nothing is touched."""
    costs = book[words.COSTS]
    column = {cell.value: cell.column for cell in costs[1]}
    for row in range(2, costs.max_row + 1):
        if costs.cell(row, column["Likely (£)"]).value is None:
            for header, pounds in (("Low (£)", 60), ("Likely (£)", 90), ("High (£)", 150)):
                costs.cell(row, column[header]).value = pounds
            costs.cell(row, column["Source"]).value = _INVENTED
        if costs.cell(row, column["Falls"]).value != "avoided":
            costs.cell(row, column["Type of project"]).value = "standard buildings"
    book[words.BIAS].append(("standard buildings", 40, f"risk register, {_INVENTED}"))
    work = book[words.WORK]
    place = {cell.value: cell.column for cell in work[1]}
    begins = on + timedelta(days=70)
    for row in range(2, work.max_row + 1):
        recorders = [each.reference for each in lines.values() if each.kind not in _KINDS]
        if any(each in (work.cell(row, place["Devices"]).value or "") for each in recorders):
            work.cell(row, place["Parallel running"]).value = words.YES
        if work.cell(row, place["Days"]).value is not None:
            work.cell(row, place["First day"]).value = begins + timedelta(days=7 * (row - 2))
    cameras = [each for each in lines.values() if each.kind in _KINDS]
    seen = "; ".join(each.reference for each in cameras)
    floor = max(1, sum(each.quantity for each in cameras) - 1)
    last = begins + timedelta(days=7 * work.max_row)
    book[words.VIEWS].append(("Everything that the cameras see", "no gap", 0, floor, seen))
    book[words.WINDOWS].append((last + timedelta(days=60), last + timedelta(days=67), "local elections"))
    main = book[words.MAIN]
    budget = next(row[0].row for row in main.iter_rows() if row[0].value == words.BUDGET)
    main.cell(budget, 2).value = 10_000 * devices
