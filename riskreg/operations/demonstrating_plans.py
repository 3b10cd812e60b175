"""The demonstration's appraisals: options drafted, corrected as an officer does in Excel, recommended, approved."""

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
from riskreg.rules.costing_lines import CostKind
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.outturn import Milestone
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import EquipmentKind, Step, Verdict
from riskreg.tables import read_workbook

APPROVER = "Isolde Fennimore"
APPROVED, WAITING, UNDER_WAY = "approved", "waiting", "under way"
_STAGES = (APPROVED, WAITING, UNDER_WAY)
_PAID = ((CostKind.SURVEY, 41_500), (CostKind.DEVICE, 212_000))
"""What was paid, in pence."""
_DEVICES = 16
"""About so many devices make an appraisal that can be read at a glance."""
_KINDS = (EquipmentKind.DOME_CAMERA, EquipmentKind.BULLET_CAMERA)
_GONE = (Step.PHYSICALLY_REMOVED, Step.VERIFIED, Step.MEDIA_SANITISED, Step.DISPOSED)
_INVENTED = "invented for the demonstration"
_POUNDS = Decimal("0.8")
"""Pounds for a dollar: an assumption of the demonstration, as in its plans."""


def appraise(office: Office, folder: Path, on: date) -> str | None:
    """Appraise three sites of the demonstration: one approved, one that waits for approval, one under way.

    Args:
        office: The demonstration's, with its officer.
        folder: Where the workbooks go.
        on: The day.

    Returns:
        Reference of the approved one; None where no site has such devices left.
    """
    products.import_products(office, None, apply=True)
    first = None
    for stage, (site, lines) in zip(_STAGES, _sites(office, len(_STAGES)), strict=False):
        made = _drafted(office, site, lines, folder / f"appraisal {stage}.xlsx", on, begins=_begins(stage, on))
        first = first or made
        reason = "It ends the finding, keeps every view, and costs little more than setting the old devices apart."
        approving.recommend_option(office, made, "B", reasons=reason, on=on)
        if stage == WAITING:
            continue
        approving.approve_option(office.as_person(APPROVER), made, on=on)
        if stage == UNDER_WAY:
            _go_on(office, made, on)
    return first


def _begins(stage: str, on: date) -> date:
    return on if stage == UNDER_WAY else on + timedelta(days=70)


def _drafted(office: Office, site: str, lines: Mapping[int, AssetFact], path: Path, on: date, *, begins: date) -> str:
    """Draft the options of a site and correct them in their workbook, as an officer does. Returns the reference."""
    import openpyxl  # a tenth of a second that no other command needs

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
    made = str(draft_appraisal(office, site, wanted, apply=True).reference)
    export_appraisal(office, made, path)
    book = openpyxl.load_workbook(path)
    _fill(book, lines, begins)
    book.save(path)
    with read_workbook(path) as workbook:
        import_appraisal(office, workbook, apply=True)
    return made


def _go_on(office: Office, made: str, on: date) -> None:
    """The work has begun, and the first invoices are paid."""
    approving.record_milestone(office, made, Milestone.STARTED, source=f"site diary, {_INVENTED}", on=on)
    for number, (kind, pence) in enumerate(_PAID, 1):
        approving.record_payment(
            office, made, kind=kind, pence=pence, vat_pence=pence // 5, source=f"invoice {number}, {_INVENTED}", on=on
        )


def _sites(office: Office, number: int) -> list[tuple[str, dict[int, AssetFact]]]:
    """Sites with about so many restricted cameras of kinds that products are known of, and their flagged lines."""
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
        .limit(number)
    )
    with office.reading() as session:
        found = []
        for site in session.scalars(query).all():
            here = lines_at(session, site)
            lines = {key: here[key] for key in flagged_lines(session, site) if key in here}
            found.append((reference(ReferenceKind.SITE, register_code(session), site), lines))
        return found


def _of_kind(lines: Mapping[int, AssetFact], kind: EquipmentKind) -> int:
    return sum(each.quantity for each in lines.values() if each.kind is kind)


def _fill(book: Any, lines: Mapping[int, AssetFact], begins: date) -> None:
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
    main.cell(budget, 2).value = 10_000 * sum(each.quantity for each in lines.values())
