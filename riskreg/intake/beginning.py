"""How a preview begins: what a list holds, how its columns are understood, which date it describes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from riskreg.errors import UsageError
from riskreg.intake import codes
from riskreg.intake.dated import proposed_dates
from riskreg.intake.preview import Issues
from riskreg.intake.understood import understand
from riskreg.rules.dates import long_date
from riskreg.rules.issues import Issue
from riskreg.rules.terms import ImportKind, Severity
from riskreg.tables import Understanding, Workbook, placed


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of a list before its rows are compared.

    Attributes:
        kind: What it holds.
        understanding: Its tables.
        overrides: Header → field, as a person said now or at an earlier import.
        described_on: The date that it describes.
        organisation_id: The organisation of the whole list, or None where a column names it.
    """

    kind: ImportKind
    understanding: Understanding
    overrides: Mapping[str, str]
    described_on: date
    organisation_id: int | None


def begin(
    session: Session,
    workbook: Workbook,
    *,
    kind: ImportKind | None,
    organisation_id: int | None,
    described_on: date | None,
    overrides: Mapping[str, str],
    today: date,
    site: str | None,
    issues: Issues | None = None,
) -> Begun:
    """Understand a list before its rows are compared; nothing is written.

    Args:
        session: Any session.
        workbook: The file as read.
        kind: What the list holds; None: told from its headers.
        organisation_id: The organisation of the whole list, where no column names it.
        described_on: The date that the list describes; None: as the file's name or a line above a table states it.
        overrides: Header → field, where the understanding of a column must be corrected.
        today: Today.
        site: Name or code of the site of all rows, for tables that say none.
        issues: Takes what is to be said; None: nobody asks.

    Raises:
        FileRejected: No table of the kind was found.
        UsageError: The date is missing or lies ahead; or the list is a replacement plan.
    """
    issues = issues if issues is not None else Issues()
    understood = understand(session, workbook, kind=kind, organisation_id=organisation_id, overrides=overrides)
    understanding = understood.understanding
    if understood.is_remembered:
        spelled = ", ".join(f"“{header}” as {field}" for header, field in understood.overrides.items())
        issues.add(
            Issue(
                codes.MAPPING_REMEMBERED,
                Severity.NOTE,
                f"Columns were understood as at an earlier import of this layout: {spelled}.",
                "If that is wrong this time, say with --map how they are meant.",
            )
        )
    if site is not None:
        understanding = placed(understanding, site)
    on = _dated(workbook, understanding, described_on, today, issues)
    for issue in understanding.issues:
        issues.add(issue)
    return Begun(understood.kind, understanding, understood.overrides, on, organisation_id)


def _dated(workbook: Workbook, understanding: Understanding, given: date | None, today: date, issues: Issues) -> date:
    if given is not None:
        if given > today:
            raise UsageError(
                f"{long_date(given)} lies ahead; a list describes a day that has been.",
                "Correct --dated.",
                about="dated",
            )
        return given
    lines = [(table.sheet, row, text) for table in understanding.tables for row, text in table.above]
    proposals = [proposal for proposal in proposed_dates(workbook.path.name, lines) if proposal.on <= today]
    if not proposals:
        raise UsageError(
            "Neither the file's name nor a line above the table says which date the list describes.",
            "Give it with --dated, such as --dated 2026-03-31.",
            about="dated",
        )
    if len(proposals) > 1:
        told = " and ".join(f"{long_date(p.on)} (“{p.text}”)" for p in proposals[:3])
        raise UsageError(
            f"The file states more than one date: {told}.",
            "Say which one the list describes with --dated.",
            about="dated",
        )
    proposal = proposals[0]
    source = "its name" if proposal.row is None else f"row {proposal.row} of sheet “{proposal.sheet}”"
    issues.add(
        Issue(
            codes.DATE_PROPOSED,
            Severity.NOTE,
            f"The list describes {long_date(proposal.on)}, as {source} states.",
            "If that is another date, give the right one with --dated.",
            proposal.sheet,
            str(proposal.row) if proposal.row is not None else None,
            None,
            proposal.text[:120],
        )
    )
    return proposal.on
