"""Appraisals as workbooks: taken out, corrected by officers, previewed and written as a new version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import Conflict, FileRejected, OutcomeDiffers, UsageError
from riskreg.operations.appraising import find_appraisal, product_facts, reckon_appraisal
from riskreg.operations.importing import Beside, nothing_beside
from riskreg.operations.office import Office
from riskreg.operations.planning import PlanImported, import_plan
from riskreg.planning.appraisal_book import write_book
from riskreg.planning.appraisal_cells import is_appraisal as is_appraisal
from riskreg.planning.appraisal_differences import Difference, differences
from riskreg.planning.appraisal_reading import Names, read_appraisal, reference_in
from riskreg.planning.appraisal_writing import write_version
from riskreg.planning.appraisals import AppraisalKnown, content_of, digest, of_version, settled
from riskreg.planning.scope import asset_facts, lines_at
from riskreg.register import Asset, AssetVersion
from riskreg.reporting.files import whole_file
from riskreg.rules.appraisal import Appraisal
from riskreg.rules.appraisal_figures import AssetFact, Comparison, ProductFact
from riskreg.rules.dates import long_date
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, reference
from riskreg.tables import Workbook, read_workbook


@dataclass(frozen=True, slots=True)
class AppraisalImported:
    """A corrected appraisal, previewed or written.

    Attributes:
        reference: `APPR-…`.
        is_written: Whether the register changed.
        differences: What it changes.
        figures: What the options come to.
        outcome_sha256: Digest of what would be written.
    """

    reference: str
    is_written: bool
    differences: tuple[Difference, ...]
    figures: Comparison
    outcome_sha256: str


def export_appraisal(
    office: Office,
    text: str,
    path: Path,
    *,
    version: int | None = None,
    as_at: date | None = None,
    as_known: int | None = None,
) -> Path:
    """Write an appraisal as a workbook.

    Args:
        office: Where.
        text: Reference of the appraisal, or its site.
        path: An .xlsx file, or a folder.
        version: Number of an earlier version, to be read: only that of the one that counts can be sent back corrected.
            The one that counts where None.
        as_at: The version that counted on that date; today where None.
        as_known: Only what the register had been told by that change.

    Returns:
        Where it was written.

    Raises:
        NotFound: There is no such appraisal or version.
        UsageError: The name is none of an Excel Workbook.
    """
    with office.reading() as session:
        on = as_at or office.today
        known = of_version(session, find_appraisal(session, text, on, as_known), version, on, as_known)
        content = content_of(session, known.version)
        ref = reference(ReferenceKind.APPRAISAL, register_code(session), known.record.id)
        target = path / f"{ref}.xlsx" if path.is_dir() else path
        if target.suffix.lower() != ".xlsx":
            raise UsageError(f"“{target.name}” is not the name of an Excel Workbook.", "Let it end in .xlsx.")
        wanted = {key for option in content.options for line in option.lines for key, _ in line.products}
        with whole_file(target) as stream:
            write_book(
                stream,
                content,
                reference=ref,
                based_on=known.version.inputs_sha256,
                assets=_assets(session, known, content),
                products=product_facts(session, office.today, wanted),
                marking=office.settings.marking,
            )
    return target


def import_plan_or_appraisal(
    office: Office,
    path: Path,
    *,
    dated: date | None,
    mapping: Mapping[str, str] | None,
    apply: bool,
    expect: str | None,
    beside: Beside,
) -> PlanImported | AppraisalImported:
    """Show what importing a plan list or a corrected appraisal would do, or do it; the content tells which it is.

    Args:
        office: Where and who.
        path: The file.
        dated: The date that a plan list describes; an appraisal says its own.
        mapping: Header → field, for a plan list.
        apply: False writes nothing.
        expect: Digest of the preview that was seen.
        beside: As for `planning.import_plan`; nothing is done beside an appraisal.

    Raises:
        FileRejected: The file cannot be taken.
        UsageError: A plan list has no date, or an appraisal is given one.
        Conflict: Somebody changed the appraisal since the workbook was written.
        OutcomeDiffers: It would do something else than the preview that was seen.
    """
    with read_workbook(path) as workbook:
        if not is_appraisal(workbook):
            return import_plan(
                office,
                path,
                dated=dated,
                mapping=mapping,
                apply=apply,
                expect=expect,
                beside=beside,
                opened=workbook,
            )
        if dated is not None or mapping or beside is not nothing_beside:
            raise UsageError(
                "An appraisal's workbook says its date and columns itself, and is not handed back marked.",
                "Leave --dated, --map and --return out.",
            )
        return import_appraisal(office, workbook, apply=apply, expect=expect)


def import_book_of(
    office: Office, named: str, path: Path, *, apply: bool, expect: str | None = None
) -> AppraisalImported:
    """Show what the corrected workbook of one appraisal would change, or write it as the newest version.

    Args:
        office: Where and who.
        named: Reference of the appraisal, as it was looked up.
        path: The workbook.
        apply: False writes nothing.
        expect: Digest of the preview that was seen.

    Raises:
        FileRejected: Anything is wrong with it, or it is no workbook of an appraisal, or that of another one.
        Conflict: Somebody changed the appraisal since the workbook was written.
        OutcomeDiffers: It would do something else than the preview that was seen.
    """
    with read_workbook(path) as workbook:
        told = reference_in(workbook) if is_appraisal(workbook) else ""
        if told != named:
            raise FileRejected(
                f"The workbook is that of {told}, not of {named}." if told else "This is no workbook of an appraisal.",
                f"Take out the workbook of {named}, correct it, and send that.",
                code="appraisal-not-understood",
            )
        return import_appraisal(office, workbook, apply=apply, expect=expect)


def import_appraisal(
    office: Office, workbook: Workbook, *, apply: bool, expect: str | None = None
) -> AppraisalImported:
    """Show what a corrected appraisal would change, or write it as the newest version.

    Args:
        office: Where and who.
        workbook: As read; `is_appraisal` says that it is one.
        apply: False writes nothing.
        expect: Digest of the preview that was seen.

    Raises:
        FileRejected: Anything is wrong with it; names each fault with sheet and cell.
        NotFound: The appraisal that it names is not in the register.
        Conflict: Somebody changed the appraisal since the workbook was written.
        OutcomeDiffers: It would do something else than the preview that was seen.
    """
    if not apply:
        with office.reading() as session:
            return _read(office, session, workbook)[0]
    with office.acting("import appraisal", f"Appraisal “{workbook.path.name}” imported.") as session:
        seen, known, content = _read(office, session, workbook)
        if expect is not None and expect != seen.outcome_sha256:
            raise OutcomeDiffers(
                "The import would now do something else than the preview that you saw.",
                "Somebody changed the register, or the file is another. Look at the preview again.",
            )
        if not seen.differences:
            return seen
        write_version(
            session,
            known.record.id,
            content,
            seen.figures,
            file_name=workbook.path.name,
            file_sha256=workbook.sha256,
        )
        return replace(seen, is_written=True)


def _read(office: Office, session: Session, workbook: Workbook) -> tuple[AppraisalImported, AppraisalKnown, Appraisal]:
    told = reference_in(workbook)
    if not told:
        raise FileRejected(
            "The workbook does not say which appraisal it is.",
            "Take the appraisal out again with riskreg plan export, and correct that.",
            code="appraisal-not-understood",
        )
    known = find_appraisal(session, told, office.today)
    before = content_of(session, known.version)
    assets = _assets(session, known, before)
    products = product_facts(session, office.today)
    read = read_appraisal(workbook, _names(session, assets, products))
    if read.based_on != known.version.inputs_sha256:
        raise Conflict(
            "Somebody changed the appraisal since this workbook was written.",
            "Take it out again with riskreg plan export, and make your corrections there.",
        )
    if read.content.appraised_on < known.version.appraised_on:
        raise Conflict(
            "The date of the appraisal is earlier than that of the version that counts.",
            "Give the day of your corrections on the sheet “Appraisal”.",
        )
    if read.content.appraised_on > office.today:
        raise UsageError(
            f"An appraisal cannot be of {long_date(read.content.appraised_on)}, which has not come yet.",
            "Give today's date or an earlier one on the sheet “Appraisal”.",
        )
    content = settled(read.content)
    changed = differences(before, content, lambda key: assets[key].reference, lambda key: products[key].candidate.name)
    figures = reckon_appraisal(office, session, content)
    outcome = digest((known.version.inputs_sha256, content, figures))
    done = AppraisalImported(told, False, changed, figures, outcome)
    return done, known, content


def _assets(session: Session, known: AppraisalKnown, content: Appraisal) -> dict[int, AssetFact]:
    """Every line of the site, and what the appraisal names that has since moved elsewhere."""
    here = lines_at(session, known.record.site_id)
    named = {key for option in content.options for key in option.asset_ids}
    named |= {key for view in content.views for key, _ in view.sees}
    named |= {key for option in content.options for visit in option.visits for key in visit.asset_ids}
    return here | asset_facts(session, named - here.keys())


def _names(session: Session, assets: Mapping[int, AssetFact], products: Mapping[int, ProductFact]) -> Names:
    query = (
        select(Asset.id, AssetVersion.asset_tag)
        .join(AssetVersion, AssetVersion.id == Asset.version_id)
        .where(Asset.id.in_(list(assets)), AssetVersion.asset_tag.is_not(None))
    )
    tags = [(fold(tag), key) for key, tag in session.execute(query) if tag is not None]
    often = Counter(tag for tag, _ in tags)
    by_name = {fold(each.candidate.name): key for key, each in products.items()}
    return Names(
        assets={tag: key for tag, key in tags if often[tag] == 1}
        | {fold(each.reference): key for key, each in assets.items()},
        quantities={key: each.quantity for key, each in assets.items()},
        products=by_name | {fold(each.reference): key for key, each in products.items()},
    )
