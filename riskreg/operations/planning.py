"""Plan: import replacement plans, and show what replaces what at a site."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg import planning
from riskreg.database import register_code
from riskreg.errors import Conflict, FileRejected, OutcomeDiffers, UsageError
from riskreg.identification import Trace
from riskreg.intake import ColumnRead, Preview, RowSkipped, SheetRead, SitesTouched
from riskreg.intake.returned import OtherRows
from riskreg.operations.importing import Beside, nothing_beside
from riskreg.operations.office import Office
from riskreg.operations.products import products_shown, standing_checker
from riskreg.operations.references import resolve
from riskreg.planning import CostRange, PlanPreview
from riskreg.register import Organisation, ReplacementPlan, Site
from riskreg.rules.candidates import names_product
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Covers, ImportKind
from riskreg.screening.check import Checker
from riskreg.tables import Workbook, read_workbook


@dataclass(frozen=True, slots=True)
class PlanImported:
    """A plan list, previewed or applied.

    Attributes:
        reference: Reference of the import; None where nothing was written.
        preview: What was shown.
        lines: Lines in the file.
        problems: Things said of it.
    """

    reference: str | None
    preview: PlanPreview
    lines: int
    problems: int


@dataclass(frozen=True, slots=True)
class PlanLineShown:
    """A line of a plan, with the references of the assets that it replaces. Money in pence, outage in minutes."""

    replaces: str
    product: str | None
    quantity: int | None
    target_on: date | None
    owner: str | None
    cost_low_pence: int | None
    cost_likely_pence: int | None
    cost_high_pence: int | None
    funding: str
    interoperability: str
    outage_minutes: int | None
    note: str | None
    assets: tuple[str, ...]
    product_verdict: str | None = None
    """What the lists in use say of the product now: `restricted` or `suspected` must not be bought. None: no product,
    or the lists at hand are not those in use."""
    product_reason: str = ""


@dataclass(frozen=True, slots=True)
class SitePlanShown:
    """The plan in force of a site, and how much of what is flagged it covers; `described_on` is None without a plan."""

    site: str
    name: str
    organisation: str
    described_on: date | None
    lines: tuple[PlanLineShown, ...]
    cost: CostRange
    cost_funded: CostRange
    flagged_devices: int
    planned_devices: int
    unplanned: tuple[str, ...]


def import_plan(
    office: Office,
    path: Path,
    *,
    dated: date | None,
    mapping: Mapping[str, str] | None = None,
    apply: bool,
    expect: str | None = None,
    beside: Beside = nothing_beside,
    opened: Workbook | None = None,
) -> PlanImported:
    """Show what importing a plan list would do, or do it.

    Args:
        office: Where and who.
        path: The file.
        dated: The date that the plan describes.
        mapping: Header → field, where a column was misunderstood.
        apply: False writes nothing.
        expect: Digest of the preview that was seen.
        beside: What else is done with the file and its preview, or with the refusal of a file that could be read.
        opened: The file as read, where that was done before; it stays open.

    Raises:
        FileRejected: The file cannot be taken.
        UsageError: No date is given.
        OutcomeDiffers: It would do something else than the preview that was seen.
    """
    if dated is None:
        raise UsageError("Say of which date the plan is.", "Add --dated DATE; it is never taken to be today's.")
    checker = Checker(office.catalogue, office.identifier, (), office.today)

    def judge(product: str) -> str | None:
        found = checker.judge(Trace(make_and_model=product))
        return found.explanation if found.verdict.is_flagged else None

    office.watcher("Reading the plan", 0, None)
    with read_workbook(path) if opened is None else nullcontext(opened) as workbook:
        if not apply or beside is not nothing_beside:
            try:
                with office.reading() as session:
                    seen = planning.prepare(session, workbook, dated, mapping, judge=judge, today=office.today)
            except FileRejected as refusal:
                beside(workbook, refusal)
                raise
            beside(workbook, _for_the_sender(seen))
            if not apply:
                return PlanImported(None, seen, len(seen.rows), len(seen.issues))
        with office.acting("import plan", f"Replacement plan “{path.name}” imported.") as writing:
            seen = planning.prepare(writing, workbook, dated, mapping, judge=judge, today=office.today)
            if expect is not None and expect != seen.outcome_sha256:
                raise OutcomeDiffers(
                    "The import would now do something else than the preview that you saw.",
                    "Somebody changed the register, or the file is another. Look at the preview again.",
                )
            done = planning.apply(writing, seen)
            written = (
                reference(ReferenceKind.IMPORT, register_code(writing), done.import_batch_id)
                if done.import_batch_id is not None
                else None
            )
            return PlanImported(written, seen, len(seen.rows), len(seen.issues))


def _for_the_sender(seen: PlanPreview) -> Preview:
    """A plan list as the workbook that goes back is made from it."""
    skipped: dict[str, list[RowSkipped]] = defaultdict(list)
    for row in seen.skipped:
        skipped[row.sheet].append(RowSkipped(row.sheet, row.number, row.code, row.reason, row.text))
    sheets = tuple(
        SheetRead(
            table.sheet,
            table.header_rows,
            tuple(
                ColumnRead(c.letter, c.header, c.field, c.why, c.confidence, c.is_credential, c.is_ignored)
                for c in table.columns
            ),
            sum(each.row.sheet == table.sheet for each in seen.rows),
            tuple(skipped.pop(table.sheet, ())),
        )
        for table in seen.tables
    )
    left = tuple((each.row.sheet, each.row.number) for each in seen.rows if each.site_id is None)
    return Preview(
        kind=ImportKind.PLAN,
        file_name=seen.file_name,
        file_sha256=seen.file_sha256,
        file_bytes=seen.file_bytes,
        organisation_id=None,
        described_on=seen.described_on,
        covers=Covers.SITES,
        sheets=sheets,
        left_out=seen.sheets_left_out,
        counts=seen.counts,
        devices={},
        matched_by={},
        issues=seen.issues,
        issue_totals=Counter(issue.code for issue in seen.issues),
        differences=(),
        differences_total=0,
        changed_fields={},
        sites=SitesTouched(),
        not_seen=(),
        reappeared=(),
        outcome_sha256=seen.outcome_sha256,
        changes_nothing=not seen.changes_anything,
        plan=OtherRows(seen.tables, left),
    )


def show_plans(
    office: Office, sites: tuple[str, ...], *, as_at: date | None = None, as_known: int | None = None
) -> tuple[SitePlanShown, ...]:
    """The plans in force of these sites, or of all sites that have one, by organisation and site.

    Raises:
        NotFound: A site is unknown.
    """
    as_at = as_at or office.today
    with office.reading() as session:
        code = register_code(session)
        keys = [_site(session, each) for each in sites] or list(planning.plans_in_force(session, as_at, as_known))
        judge = _product_judge(office, session, as_at)
        return tuple(
            sorted(
                (_shown(session, code, key, as_at, as_known, judge) for key in keys),
                key=lambda each: (each.organisation, each.name, each.site),
            )
        )


def _site(session: Session, text: str) -> int:
    kind, key = resolve(session, text, (ReferenceKind.SITE, ReferenceKind.PLAN))
    if kind is ReferenceKind.PLAN:
        return session.scalars(select(ReplacementPlan.site_id).where(ReplacementPlan.id == key)).one()
    return key


def _product_judge(office: Office, session: Session, as_at: date) -> Callable[[str], tuple[str | None, str]]:
    """Judges the products of plans as they stand now: with chip and country where the register knows the product."""
    candidates = list(products_shown(session, as_at).values())
    checkers: list[Checker] = []

    @cache
    def judge(text: str) -> tuple[str | None, str]:
        known = [each for each in candidates if names_product(text, each.candidate)]
        if known:
            worst = max(known, key=lambda each: each.verdict.gravity)
            return worst.verdict.value, worst.reason
        if not checkers:
            try:
                checkers.append(standing_checker(office, session))
            except Conflict:
                return None, ""
        found = checkers[0].judge(Trace(make_and_model=text))
        return found.verdict.value, found.explanation

    return judge


def _shown(
    session: Session,
    code: str,
    key: int,
    as_at: date,
    as_known: int | None,
    judge: Callable[[str], tuple[str | None, str]],
) -> SitePlanShown:
    site, organisation = session.execute(
        select(Site, Organisation.name)
        .join(Organisation, Organisation.id == Site.organisation_id)
        .where(Site.id == key)
    ).one()
    found = planning.site_plan(session, key, as_at, as_known)
    return SitePlanShown(
        site=reference(ReferenceKind.SITE, code, key),
        name=site.name,
        organisation=organisation,
        described_on=found.plan.described_on if found.plan else None,
        lines=tuple(
            PlanLineShown(
                replaces=each.line.replaces,
                product=each.line.product,
                quantity=each.line.quantity,
                target_on=each.line.target_on,
                owner=each.line.owner,
                cost_low_pence=each.line.cost_low_pence,
                cost_likely_pence=each.line.cost_likely_pence,
                cost_high_pence=each.line.cost_high_pence,
                funding=each.line.funding.value,
                interoperability=each.line.interoperability.value,
                outage_minutes=each.line.outage_minutes,
                note=each.line.note,
                assets=tuple(reference(ReferenceKind.ASSET, code, asset) for asset in each.asset_ids),
                product_verdict=judge(each.line.product)[0] if each.line.product else None,
                product_reason=judge(each.line.product)[1] if each.line.product else "",
            )
            for each in found.lines
        ),
        cost=found.cost,
        cost_funded=found.cost_funded,
        flagged_devices=found.flagged_devices,
        planned_devices=found.planned_devices,
        unplanned=tuple(reference(ReferenceKind.ASSET, code, asset) for asset in found.unplanned_asset_ids),
    )
