"""What riskreg's own sheet of a template, or of a workbook that was handed back, answers for the whole list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from riskreg.errors import UsageError
from riskreg.intake import codes
from riskreg.rules.dates import long_date
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Covers, Severity
from riskreg.tables import Workbook, is_blank, own
from riskreg.tables.values import parse_date


@dataclass(frozen=True, slots=True)
class Answers:
    """What the file itself answers; what a person gives with the command goes before it.

    Attributes:
        dated: The date that the list describes.
        covers: What it covers.
        organisation: Whose list it is.
        signed_by: Who answers for it.
        signed_post: The post that person holds.
        columns: Header → field, as a person said when the workbook was handed back.
        sites: Site as written → the site meant, as a person said then.
        said: What is to be said of it in the preview.
    """

    dated: date | None = None
    covers: Covers | None = None
    organisation: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)
    said: tuple[Issue, ...] = ()
    signed_by: str | None = None
    signed_post: str | None = None


def answers_of(workbook: Workbook) -> Answers:
    """The answers on riskreg's own sheet of a workbook; all blank where it has none.

    Raises:
        UsageError: An answer is there and cannot be understood.
    """
    found = own.answered(workbook)
    if found is None:
        return Answers()
    on, covers, organisation = _date(found), _covers(found), found.text(own.ORGANISATION)
    signed, post = found.text(own.SIGNED), found.text(own.POST)
    parts = [
        f"it describes {long_date(on)}" if on else "",
        f"it covers {covers.value}" if covers else "",
        f"it is the list of {organisation.value}" if organisation else "",
        f"{signed.value} answers for it" if signed else "",
        *(f"column “{header}” is read as {meant}" for header, meant in found.columns.items()),
        *(f"site “{name}” is read as {meant}" for name, meant in found.sites.items()),
    ]
    told = "; ".join(filter(None, parts))
    said = Issue(
        codes.ANSWERS_READ,
        Severity.NOTE,
        f"Sheet “{found.sheet}” says of the list: {told}.",
        "What you give with the command goes before it.",
        found.sheet,
    )
    name = organisation.value if organisation else None
    return Answers(
        on, covers, name, found.columns, found.sites, (said,) if told else (),
        signed.value if signed else None, post.value if post else None,
    )  # fmt: skip


def _date(found: own.Answered) -> date | None:
    cell, where = found.answers.get(own.DATED, (None, ""))
    if is_blank(cell):
        return None
    value, _ = parse_date(cell)
    if value is None:
        raise UsageError(
            f"The date of the list on sheet “{found.sheet}”, cell {where}, is not understood: “{cell}”.",
            "Write it as 31 March 2026 there, or give it with --dated.",
        )
    return value.date() if isinstance(value, datetime) else value


def _covers(found: own.Answered) -> Covers | None:
    text = found.text(own.COVERS)
    if text is None:
        return None
    word = text.value.split()[0].lower()
    if word not in set(Covers):
        raise UsageError(
            f"What the list covers is not understood on sheet “{found.sheet}”, cell {text.cell}: “{text.value}”.",
            f"Write one of: {', '.join(Covers)}; or give it with --covers.",
        )
    return Covers(word)
