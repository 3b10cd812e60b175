"""Import a list: what it would do, and then, in one transaction, to do it; and to take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from riskreg import intake
from riskreg.database import register_code
from riskreg.errors import FileRejected, NotFound, OutcomeDiffers, RiskregError, UsageError
from riskreg.intake import Preview as Preview
from riskreg.intake.progress import listen
from riskreg.operations.office import Office
from riskreg.operations.previewing import Foreseeing
from riskreg.operations.references import resolve
from riskreg.operations.setting_up import find_organisation, is_organisation
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import BasisCause, Covers, Disposition, ImportKind, Severity
from riskreg.screening import Screened, Screener, reflag
from riskreg.tables import Workbook as Workbook
from riskreg.tables import read_workbook
from riskreg.tables.arriving import Arriving

NEW_SITE = "new"
"""What `--map-site "NAME=new"` says: the name is really that of a new site."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks of an import.

    Attributes:
        path: The file.
        kind: What it holds; told from its headers where None.
        organisation: Name of the organisation whose list it is; None where the rows say so.
        dated: The date that the list describes; proposed from the file where None, never silently today.
        covers: What the list covers; assets missing from it are *not seen* only inside. As the file itself answers
            where None, else the sites in it.
        mapping: Header → field, where a column was misunderstood.
        sites: Site as written → reference or code of the site that is meant, or `new`.
        expect: Digest of the preview that was seen; applying stops where the outcome would differ.
        site: Name or code of the site of all rows, for a list that says none.
        signed_by: Who answers for the list, not who types; as the file itself says where None.
        signed_post: The post that person holds.
    """

    path: Path
    kind: ImportKind | None = None
    organisation: str | None = None
    dated: date | None = None
    covers: Covers | None = None
    mapping: Mapping[str, str] | None = None
    sites: Mapping[str, str] | None = None
    expect: str | None = None
    site: str | None = None
    signed_by: str | None = None
    signed_post: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What applying did.

    Attributes:
        reference: Reference of the import; None where the list changed nothing.
        preview: What had been shown.
        screened: Flags that came and went with it.
    """

    reference: str | None
    preview: Preview
    screened: Screened


def parse_mapping(pairs: Sequence[str] | None) -> dict[str, str]:
    """`HEADER=FIELD` pairs as typed.

    Raises:
        UsageError: A pair has no equals sign.
    """
    mapping = {}
    for pair in pairs or ():
        left, sign, right = pair.rpartition("=")
        if not sign or not left.strip() or not right.strip():
            raise UsageError(f"“{pair}” is not of the form X=Y.", 'For example: --map "Cam ref=asset_tag"')
        mapping[left.strip()] = right.strip()
    return mapping


Beside = Callable[[Workbook, Preview | FileRejected], None]
"""What is done with a file beside importing it, while its rows are at hand."""


def nothing_beside(_workbook: Workbook, _outcome: Preview | FileRejected) -> None:
    """Nothing."""


Within = Callable[[Session, Imported], None]
"""What else is written in the transaction of an import, so that both are there or neither."""


def nothing_within(_session: Session, _done: Imported) -> None:
    """Nothing."""


def preview_import(office: Office, request: Request, beside: Beside = nothing_beside) -> Preview:
    """What an import would do. Writes nothing to the register; the session that it uses cannot.

    Args:
        office: Where.
        request: What is asked.
        beside: What else is done with the file and the preview, or with the refusal of a file that could be read.

    Raises:
        FileRejected: The file cannot be taken.
        NotFound: The organisation is unknown.
    """
    office.watcher("Reading the file", 0, None)
    begun: list[intake.Ahead] = []
    with read_workbook(request.path, meanwhile=_meanwhile(office, request, begun)) as workbook:
        return preview_of(office, workbook, request, beside, begun)


def preview_of(
    office: Office,
    workbook: Workbook,
    request: Request,
    beside: Beside = nothing_beside,
    begun: Sequence[intake.Ahead] = (),
) -> Preview:
    """The same of a file that has been read.

    Args:
        office: Where.
        workbook: The file.
        request: What is asked.
        beside: As of `preview_import`.
        begun: What was worked out while it was being read.
    """
    try:
        with office.reading() as session:
            preview = _prepare(office, session, workbook, request, begun)
    except (FileRejected, UsageError, NotFound) as error:
        beside(workbook, refusal_of(error))
        raise
    beside(workbook, preview)
    return preview


def apply_import(office: Office, request: Request, beside: Beside = nothing_beside) -> Imported:
    """Import a list of assets or an estate list, identify, screen and flag: all of it, or nothing.

    Args:
        office: Where.
        request: What is asked.
        beside: What else is done with the file and its preview, once the register is written or the file refused.

    Raises:
        FileRejected: The file cannot be taken.
        OutcomeDiffers: It would do something else than the preview that was seen.
    """
    office.watcher("Reading the file", 0, None)
    begun: list[intake.Ahead] = []
    with read_workbook(request.path, meanwhile=_meanwhile(office, request, begun)) as workbook:
        return apply_of(office, workbook, request, beside, begun=begun)


def apply_of(
    office: Office,
    workbook: Workbook,
    request: Request,
    beside: Beside = nothing_beside,
    within: Within = nothing_within,
    begun: Sequence[intake.Ahead] = (),
) -> Imported:
    """The same of a file that has been read.

    Args:
        office: Where.
        workbook: The file.
        request: What is asked.
        beside: As of `apply_import`.
        within: What else is written with it; not asked where the list changes nothing.
        begun: What was worked out while it was being read.
    """
    previews: list[Preview] = []
    try:
        done = _apply(office, workbook, request, previews, within, begun)
    except (FileRejected, UsageError, NotFound) as error:
        beside(workbook, previews[0] if previews else refusal_of(error))
        raise
    beside(workbook, done.preview)
    return done


def refusal_of(error: FileRejected | UsageError | NotFound) -> FileRejected:
    """A list that fails as a whole, as its sender is told: what it does not say can be said in the workbook itself."""
    if isinstance(error, FileRejected):
        return error
    return FileRejected(
        error.message,
        "Say on this sheet, above, which date the list describes, and whose it is.",
        code="answers-missing",
    )


def _apply(
    office: Office,
    workbook: Workbook,
    request: Request,
    previews: list[Preview],
    within: Within,
    begun: Sequence[intake.Ahead],
) -> Imported:
    with office.acting("import list", f"List “{request.path.name}” imported.") as session:
        preview = _prepare(office, session, workbook, request, begun)
        previews.append(preview)
        if request.expect is not None and preview.outcome_sha256 != request.expect:
            raise OutcomeDiffers(
                "The import would now do something else than the preview that you saw.",
                "Somebody changed the register, or the file is another. Look at the preview again.",
            )
        if preview.changes_nothing:
            return Imported(None, preview, Screened())
        if preview.rows and not takes_any(preview):
            raise FileRejected(
                f"None of the {preview.rows:,} rows of “{preview.file_name}” can be taken; nothing was written."
                if preview.rows > 1
                else f"The one row of “{preview.file_name}” cannot be taken; nothing was written.",
                "Put right what stands below, and import the list again.",
                [issue for issue in preview.issues if issue.severity is not Severity.NOTE],
                code="no-row-taken",
            )
        office.watcher("Writing", 0, None)
        screener = Screener(session, office.catalogue, office.identifier)
        applied = intake.apply(session, preview, identifier=office.identifier, screener=screener)
        if applied.batch_id is None:
            return Imported(None, preview, Screened())
        office.watcher("Flagging", 0, None)
        # An estate list moves sites between organisations, and their assets with them: all are looked at.
        batch = applied.batch_id if preview.kind is ImportKind.ASSETS else None
        screened = reflag(session, screener, BasisCause.ASSET_CHANGED, on=preview.described_on, import_batch_id=batch)
        code = register_code(session)
        done = Imported(reference(ReferenceKind.IMPORT, code, applied.batch_id), preview, screened)
        within(session, done)
        return done


def takes_any(preview: Preview) -> bool:
    """Whether any row of the list can be taken."""
    left = (Disposition.REJECTED, Disposition.CONFLICTING, Disposition.NOT_SEEN)
    return any(count for disposition, count in preview.counts.items() if disposition not in left)


def as_answer(preview: Preview) -> dict[str, Any]:
    """A preview as JSON-ready values, for programs."""
    return {
        "kind": preview.kind,
        "file": preview.file_name,
        "file_sha256": preview.file_sha256,
        "described_on": preview.described_on,
        "covers": preview.covers,
        "signed_by": preview.signature.name if preview.signature else None,
        "signed_post": preview.signature.post if preview.signature else None,
        "outcome_sha256": preview.outcome_sha256,
        "changes_nothing": preview.changes_nothing,
        "look_first": [asdict(look) for look in preview.looks],
        "counts": {key.value: count for key, count in preview.counts.items()},
        "devices": {key.value: count for key, count in preview.devices.items()},
        "matched_by": {key.value: count for key, count in preview.matched_by.items()},
        "sheets": [asdict(sheet) for sheet in preview.sheets],
        "left_out": dict(preview.left_out),
        "sites": asdict(preview.sites),
        "differences": [asdict(each) for each in preview.differences],
        "differences_total": preview.differences_total,
        "changed_fields": dict(preview.changed_fields),
        "not_seen": [asdict(each) for each in preview.not_seen],
        "reappeared": list(preview.reappeared),
        "issues": [issue.as_dict() for issue in preview.issues],
        "issue_totals": dict(preview.issue_totals),
    }


def _meanwhile(office: Office, request: Request, begun: list[intake.Ahead]) -> Callable[[Arriving], None]:
    """Begins with the rows of a list while it is being read, where its date and organisation are given."""

    def work(arriving: Arriving) -> None:
        name, dated = request.organisation, request.dated
        if name is None or dated is None or request.kind not in (None, ImportKind.ASSETS):
            return
        with office.reading() as session:
            # How many rows there are is not known yet.
            listen(session, lambda what, done, _of: office.watcher(what, done, None))
            if not is_organisation(session, name):
                return
            organisation_id = find_organisation(session, name).id

            def begin(workbook: Workbook) -> tuple[intake.Begun, Mapping[str, int | None]]:
                told = intake.answers_of(workbook)
                understood = intake.begin(
                    session,
                    workbook,
                    kind=request.kind,
                    organisation_id=organisation_id,
                    described_on=dated,
                    overrides=request.mapping or told.columns,
                    today=office.today,
                    site=request.site,
                )
                return understood, _sites(session, request, told)

            try:
                given = _sites(session, request, None)
            except RiskregError:
                return  # it is said when all of the file is there
            ahead = intake.Ahead(arriving, organisation_id, dated, given)
            begun.append(ahead)
            ahead.run(session, begin)

    return work


def _sites(session: Session, request: Request, told: intake.Answers | None) -> dict[str, int | None]:
    """Site as written → key of the site that is meant, or None where it is really a new one."""
    return {
        name: None if site == NEW_SITE else resolve(session, site, (ReferenceKind.SITE,))[1]
        for name, site in {**(told.sites if told else {}), **(request.sites or {})}.items()
    }


def _prepare(
    office: Office, session: Session, workbook: Workbook, request: Request, begun: Sequence[intake.Ahead]
) -> Preview:
    listen(session, office.watcher)
    told = intake.answers_of(workbook)
    name = request.organisation or told.organisation
    organisation = find_organisation(session, name) if name else None
    preview = intake.prepare(
        session,
        workbook,
        kind=request.kind,
        organisation_id=organisation.id if organisation else None,
        described_on=request.dated or told.dated,
        covers=request.covers or told.covers or Covers.SITES,
        overrides=request.mapping or told.columns,
        site_overrides=_sites(session, request, told),
        today=office.today,
        site=request.site,
        said=told.said,
        judge=Foreseeing(office, session),
        ahead=begun[0] if begun else None,
    )
    preview = intake.with_signature(preview, _signature(request, told))
    return intake.set_against_nil_returns(session, preview, register_code(session))


def _signature(request: Request, told: intake.Answers) -> intake.Signature | None:
    if request.signed_by is not None and not request.signed_by.strip():
        raise UsageError("Nobody is named as signing.", 'Write --signed-by "Jane Doe".')
    if request.signed_post is not None and request.signed_by is None and told.signed_by is None:
        raise UsageError("A post signs nothing by itself.", 'Give the name too: --signed-by "Jane Doe".')
    if request.signed_by is not None:
        return intake.Signature(request.signed_by.strip(), (request.signed_post or "").strip() or None)
    if told.signed_by is not None:
        return intake.Signature(told.signed_by, request.signed_post or told.signed_post)
    return None
