"""What an import would do, or did, as an officer reads it on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from riskreg.cli.common import counted, say, show_counts, show_issues, show_table, words
from riskreg.operations import importing as act
from riskreg.operations.returning import GivenBack, GivingBack
from riskreg.rules.dates import long_date
from riskreg.rules.terms import Severity

_ITEMS_SHOWN = 5
"""Examples of each thing to look at that the terminal shows."""


@contextmanager
def said_of(giving: GivingBack | None, *, as_json: bool) -> Iterator[list[GivenBack]]:
    """Say of the workbook that went back, also where the list itself was refused."""
    given = giving.given if giving is not None else []
    try:
        yield given
    finally:
        if given and not as_json:
            show_given(given[0])


def given_json(given: list[GivenBack]) -> dict[str, Any] | None:
    """What is said in JSON of a workbook that went back."""
    return {"path": str(given[0].path), **asdict(given[0].returned)} if given else None


def show_given(given: GivenBack) -> None:
    """What became of a workbook that goes back."""
    told = given.returned
    say(f"Written: {given.path}")
    if not given.is_name_marked:
        say(f"  The first sheet says {given.marking}; the name of the file, which you chose, does not.")
    if told.is_fine:
        say("  Nothing is wrong with the list; the workbook says so.")
    else:
        rows = counted(told.rows, "row")
        say(f"  {counted(told.marked, 'cell')} marked; {rows} with a reason, of which {told.rows_left:,} not taken.")
    if told.dropped:
        say(f"  {counted(told.dropped, 'column')} of user names, passwords or the like emptied.")
    if told.why_new:
        say(f"  {told.why_new}")
    if told.lost:
        say(f"  Not kept: {'; '.join(told.lost)}.")
        if told.is_own:
            say("  Where that matters, add --return-plain for a new workbook, and correct the original by it.")


def show_looks(preview: act.Preview) -> None:
    """What deserves a look, before anything else."""
    if not preview.looks:
        return
    say()
    say("Look at this first")
    for number, look in enumerate(preview.looks, start=1):
        say(f"{number}. {look.title}.")
        say(f"   {look.why}")
        for item in look.items[:_ITEMS_SHOWN]:
            say(f"   - {item}")
        if look.total > _ITEMS_SHOWN and len(look.items) > _ITEMS_SHOWN:
            say(f"   … and {look.total - _ITEMS_SHOWN:,} more; see them with --preview-html or --json.")
    say()


def show_heading(preview: act.Preview) -> None:
    """Which list it is, and who answers for it."""
    when, what = long_date(preview.described_on), words(preview.covers)
    say(f"{preview.file_name}: {words(preview.kind)} as of {when}; covers: {what}.")
    say(f"Signed by: {preview.signature or 'nobody is named; say it with --signed-by and --post'}.")


def show_preview(preview: act.Preview, *, applied: act.Imported | None) -> None:
    """All that a preview says, the gravest first; what to do next, or what was done."""
    show_heading(preview)
    show_looks(preview)
    show_table(
        "Sheets",
        ("Sheet", "Header rows", "Rows", "Not data"),
        (
            (s.name, ", ".join(map(str, filter(None, s.header_rows))) or "none", s.rows, s.skipped_total)
            for s in preview.sheets
        ),
        numbers=(2, 3),
    )
    for name, why in preview.left_out.items():
        say(f"Sheet “{name}” was not read: {why}")
    for sheet in preview.sheets[:3]:
        show_table(
            f"Columns of “{sheet.name}”",
            ("", "Header", "Taken for", "Sure", "Why"),
            (
                (
                    c.letter,
                    c.header,
                    "dropped unread"
                    if c.is_dropped
                    else words(c.field or ("left out" if c.is_ignored else "kept as text")),
                    f"{c.confidence:.0%}",
                    c.why,
                )
                for c in sheet.columns
            ),
        )
    if len(preview.sheets) > 3:
        say(f"… and {len(preview.sheets) - 3} more sheets, all listed with --json.")
    show_counts("Rows", {disposition.value: count for disposition, count in preview.counts.items()})
    show_counts("Matched by", {matched.value: count for matched, count in preview.matched_by.items()})
    if preview.differences:
        show_table(
            f"What changes: the first {min(20, len(preview.differences))} of {preview.differences_total:,} fields",
            ("Sheet", "Cell", "Field", "Until now", "In the list"),
            ((d.sheet, d.cell or f"row {d.row}", words(d.field), d.before, d.after) for d in preview.differences[:20]),
        )
    show_issues(preview.issues)
    errors = len(preview.issues_of(Severity.ERROR))
    if applied is None:
        say(f"Nothing was written. Digest of this preview: {preview.outcome_sha256}")
        if preview.changes_nothing:
            say("The list changes nothing.")
        elif act.takes_any(preview):
            say("Write it with --apply.")
    elif applied.reference is None:
        say("The list changes nothing; nothing was written.")
    else:
        flags = applied.screened
        say(f"Imported as {applied.reference}.")
        say(f"Flags raised: {flags.raised:,}; changed: {flags.changed:,}; lapsed: {flags.lapsed:,}.")
        if any(issue.about is not None for issue in preview.issues):
            say(f"What it leaves open of identity waits for you: riskreg conflicts --import {applied.reference}")
    if errors:
        what = "row was not taken; it", "rows were not taken; each"
        say(f"{counted(errors, *what)} is listed above with its place and cure.")
