"""The sheet in front of a workbook that goes back: what the list is, what was counted, dropped, lost, and every issue.

One content for both ways of writing; the officer's own file decides how cells are drawn, not what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final, NamedTuple

from riskreg.errors import FileRejected
from riskreg.intake.preview import Preview
from riskreg.intake.returned.sheet_marks import Marks
from riskreg.rules.counting import counted
from riskreg.rules.dates import long_date
from riskreg.rules.terms import Disposition, Severity
from riskreg.tables import own

ISSUES_LISTED: Final = 5_000
"""Issues that the summary lists; an Excel sheet holds no more than 65,530 links, and nobody reads more than these."""
SHEET_NAME: Final = "riskreg summary"
WIDTHS: Final = (30, 34, 70, 70, 26)
_COVERS: Final = {
    "organisation": "organisation (everything that it has)",
    "sites": "sites (everything at the sites named)",
    "part": "part (only some of what is there)",
}
_ROWS: Final = {
    Disposition.NEW: "new",
    Disposition.CHANGED: "changed",
    Disposition.UNCHANGED: "as known",
    Disposition.OLDER: "older than what is known, added to the history",
    Disposition.NOT_SEEN: "known, and not in the list (assets)",
    Disposition.CONFLICTING: "not taken: identity in doubt",
    Disposition.REJECTED: "not taken: something is missing or wrong",
}


class Text(NamedTuple):
    """One cell of the summary.

    Attributes:
        text: What it says.
        style: `plain`, `title`, `bold`, `head`, `error`, `warning` or `note`.
        sheet: For a link, the sheet that it leads to.
        cell: For a link, the address on that sheet.
    """

    text: str
    style: str = "plain"
    sheet: str | None = None
    cell: str | None = None


Line = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person gave with the list, beyond what the preview tells.

    Attributes:
        marking: Protective marking.
        organisation: The organisation given for the whole list.
        dated: Date given, as text, for a file that cannot be taken.
        columns: Header → field, as a person said.
        sites: Site as written → site meant, as a person said.
    """

    marking: str
    organisation: str | None = None
    dated: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)


def height(line: Line) -> float:
    """Height of a line in points, so that wrapped text stands whole in every program."""
    if len(line) == 1:
        return 24.0 if line[0].style == "title" else 18.0
    most = max((ceil(len(text.text) * 0.95 / width) for text, width in zip(line, WIDTHS, strict=False)), default=1)
    return 15.0 * max(most, 1)


def summary_lines(
    file_name: str, outcome: Preview | FileRejected, marks: Marks, said: Said, *, lost: Sequence[str], why_new: str
) -> list[Line]:
    """The lines of the summary sheet, from its first row.

    Args:
        file_name: Name of the file that was sent.
        outcome: What importing it would do, or why it cannot be taken.
        marks: What is marked.
        said: What a person gave with it.
        lost: What of the officer's workbook could not be kept.
        why_new: Why this is a new workbook and not the officer's own; empty where it is their own.
    """
    lines: list[Line] = [
        (Text(own.SUMMARY, "title"),),
        (Text(f"Protective marking: {said.marking or 'none'}", "bold"),),
        *_answers(outcome, said),
        (),
        *_what_now(outcome, marks),
        (),
        (Text("About the file", "head"),),
        (Text("File"), Text(file_name)),
    ]
    if isinstance(outcome, Preview):
        lines += [(Text("SHA-256 of the file"), Text(""), Text(outcome.file_sha256))]
        lines += [
            (Text(f"Rows {_ROWS[disposition]}"), Text(f"{count:,}")) for disposition, count in outcome.counts.items()
        ]
        lines += [(Text("Rows matched by place"), Text(f"{marks.by_place:,}"))] if marks.by_place else []
    lines += _sheets(outcome)
    lines += _dropped(marks)
    if why_new:
        lines.append((Text("This is a new workbook", "warning"), Text(""), Text(why_new)))
    if lost:
        lines.append((Text("Not kept of your workbook", "warning"), Text(""), Text("; ".join(lost) + ".")))
    lines.append(())
    lines += _issues(marks)
    return lines


def _answers(outcome: Preview | FileRejected, said: Said) -> list[Line]:
    """What is read again from this sheet when the workbook comes back."""
    is_read = isinstance(outcome, Preview)
    on = long_date(outcome.described_on) if isinstance(outcome, Preview) else said.dated or ""
    covers = _COVERS[outcome.covers.value] if isinstance(outcome, Preview) else ""
    signature = outcome.signature if isinstance(outcome, Preview) else None
    lines: list[Line] = [
        (Text(own.DATED, "bold"), Text(on), Text("Change it here if the list is brought up to date.", "note")),
        (Text(own.COVERS, "bold"), Text(covers), Text("organisation, sites or part", "note")),
        (Text(own.ORGANISATION, "bold"), Text(said.organisation or ""), Text("Blank where a column says it.", "note")),
        (
            Text(own.SIGNED, "bold"),
            Text(signature.name if signature else ""),
            Text("Who answers for the list.", "note"),
        ),
        (Text(own.POST, "bold"), Text((signature.post if signature else None) or "")),
    ]
    if is_read:
        lines += [(Text(own.COLUMN_MEANS, "bold"), Text(h), Text(f)) for h, f in said.columns.items()]
        lines += [(Text(own.SITE_MEANS, "bold"), Text(name), Text(site)) for name, site in said.sites.items()]
    return lines


def _what_now(outcome: Preview | FileRejected, marks: Marks) -> list[Line]:
    head: Line = (Text("What to do", "head"),)
    if isinstance(outcome, FileRejected):
        return [
            head,
            (Text("The list could not be taken.", "error"), Text(outcome.message), Text(outcome.cure)),
            (Text("Put it right in this workbook, save it and send it back."),),
        ]
    grave = sum(1 for issue in marks.issues if issue.severity is not Severity.NOTE)
    if not grave and not marks.rows_left:
        return [head, (Text("Nothing is wrong with this list. Nothing needs to be done."),)]
    lines = [head]
    if marks.rows_left:
        lines.append((Text(counted(marks.rows_left, "row was", "rows were") + " not taken.", "error"),))
    return [
        *lines,
        (Text(f"Cells to look at are coloured, with a comment; the column “{own.REASON_HEADER}” says it per row."),),
        (Text("Correct them in place, save this workbook and send it back. Leave this sheet and that column in."),),
    ]


def _sheets(outcome: Preview | FileRejected) -> list[Line]:
    if isinstance(outcome, FileRejected):
        return []
    read: list[Line] = [
        (
            Text(f"Sheet “{sheet.name}”", sheet=sheet.name, cell=f"A{sheet.header_rows[0] or 1}"),
            Text(
                counted(sheet.rows, "row")
                + " read"
                + (f" under row {sheet.header_rows[-1]}" if sheet.header_rows[-1] else "")
            ),
            Text(
                f"Besides, rows that are not devices or sites: {sheet.skipped_total:,}" if sheet.skipped_total else ""
            ),
        )
        for sheet in outcome.sheets
    ]
    return read + [(Text(f"Sheet “{name}”"), Text("not read"), Text(why)) for name, why in outcome.left_out.items()]


def _dropped(marks: Marks) -> list[Line]:
    count = sum(len({column for _, column in sheet.dropped}) for sheet in marks.sheets.values())
    if not count:
        return []
    what = f"{count} column{'s' * (count != 1)} of user names, passwords or the like"
    return [
        (
            Text("Dropped unread", "warning"),
            Text(what),
            Text(
                f"The cells are empty here, and “{own.DROPPED_HEADER}” stands above them. "
                "Change passwords that were sent in clear, and leave such columns out of lists."
            ),
        )
    ]


def _issues(marks: Marks) -> list[Line]:
    if not marks.issues:
        return [(Text("No issues.", "head"),)]
    lines: list[Line] = [
        (Text(f"Issues: {len(marks.issues):,}", "head"),),
        tuple(Text(title, "bold") for title in ("How grave", "Where", "What", "What to do", "Code")),
    ]
    for issue in marks.issues[:ISSUES_LISTED]:
        is_there = issue.sheet in marks.sheets
        cell = f"A{issue.cell}" if issue.cell is not None and issue.cell.isdigit() else issue.cell
        where = Text(issue.place or "the whole file", "plain", issue.sheet if is_there else None, cell or "A1")
        lines.append(
            (
                Text(issue.severity.value, issue.severity.value),
                where,
                Text(issue.message),
                Text(issue.cure),
                Text(issue.code),
            )
        )
    if len(marks.issues) > ISSUES_LISTED:
        lines.append((Text(f"… and {len(marks.issues) - ISSUES_LISTED:,} more, marked in their places."),))
    return lines


def as_json(lines: Iterable[Line]) -> list[list[list[Any]]]:
    """The lines as JSON-ready values."""
    return [[list(text) for text in line] for line in lines]


def from_json(stored: Sequence[Sequence[Sequence[Any]]]) -> list[Line]:
    """The lines as `as_json` gave them."""
    return [tuple(Text(*cell) for cell in line) for line in stored]
