"""Writing the workbook that goes back: the officer's own where it can be marked, else a new one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from riskreg.errors import FileRejected
from riskreg.intake import codes
from riskreg.intake.preview import Preview
from riskreg.intake.returned.marks import marks_of
from riskreg.intake.returned.package import lost_of
from riskreg.intake.returned.plain import fits, write_plain
from riskreg.intake.returned.sheet_marks import Marks
from riskreg.intake.returned.summary import Line, Said, as_json, summary_lines
from riskreg.rules.terms import Severity
from riskreg.tables import Limits, Workbook

LIMITS: Final = Limits(seconds=300.0)
"""Bounds on openpyxl; what needs more is written as a new workbook."""
_OWN: Final = ("xlsx", "xlsm")
_ROOT: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that was written for an officer.

    Attributes:
        is_own: Whether it is the officer's own workbook; else a new one with the same cells.
        why_new: Why it is a new one, in words; empty where it is their own.
        lost: What of the officer's own could not be kept.
        marked: Cells that are marked.
        rows: Rows that have a reason.
        rows_left: Rows that were not taken.
        dropped: Credential columns that were emptied.
        errors: Issues that are errors.
        warnings: Issues that are warnings.
    """

    is_own: bool
    why_new: str
    lost: tuple[str, ...]
    marked: int
    rows: int
    rows_left: int
    dropped: int
    errors: int
    warnings: int

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.errors or self.warnings or self.rows_left)


def write_returned(
    workbook: Workbook,
    outcome: Preview | FileRejected,
    target: Path,
    said: Said,
    *,
    is_plain: bool = False,
    most_cells: int,
) -> Returned:
    """Write the workbook that goes back.

    Args:
        workbook: The file as read, still open.
        outcome: What importing it would do, or why it cannot be taken.
        target: Where the workbook goes, an .xlsx file that may be half written when this fails.
        said: What a person gave with the list.
        is_plain: Write a new workbook even where the officer's own could be marked.
        most_cells: Cells above which a new workbook is written, because openpyxl would take minutes.

    Raises:
        FileRejected: The list has more rows or columns than an Excel workbook holds.
    """
    marks = marks_of(workbook, outcome)
    why_new = _why_new(workbook, is_plain=is_plain, most_cells=most_cells)
    lost: tuple[str, ...] = ()
    name = workbook.path.name
    if not why_new:
        lost = lost_of(workbook.path)
        lines = summary_lines(name, outcome, marks, said, lost=lost, why_new="")
        refused = _mark_own(workbook, marks, lines, target)
        why_new = f"Your own workbook could not be marked: {refused}." if refused else ""
    if why_new:
        lost = ("its looks: formats, widths, formulas (their results are kept), charts and pictures",)
        if not fits(workbook.sheets):
            raise FileRejected(
                "The list has more rows or columns than an Excel workbook holds, so none can be handed back.",
                "Split the list, for example by site.",
                code=codes.NO_ROOM_FOR_RETURN,
            )
        lines = summary_lines(name, outcome, marks, said, lost=lost, why_new=why_new)
        aside = [name for name, sheet in marks.sheets.items() if sheet.header_row is None]
        sheets, left_out = workbook.sheets, _repeats(workbook, aside)
        if left_out is None:
            sheets, left_out = tuple(sheet for sheet in sheets if sheet.name not in aside), ()
        write_plain(target, sheets, marks.sheets, lines, said.marking, left_out)
    return _told(marks, lost, why_new)


def returned_name(file_name: str, marking: str) -> str:
    """Name of a workbook that goes back: that of the list, and the protective marking, as reports have it."""
    stem = Path(file_name).stem
    words = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in marking.upper()).split())
    return f"{stem}-returned-{words}.xlsx" if words else f"{stem}-returned.xlsx"


def _why_new(workbook: Workbook, *, is_plain: bool, most_cells: int) -> str:
    if is_plain:
        return "A new workbook was asked for. It holds the same cells in the same places."
    if workbook.format not in _OWN:
        kinds = {
            "html": "a web page",
            "mhtml": "a web page",
            "text": "a text file",
            "csv": "a text file",
            "ods": "an OpenDocument file",
            "xls": "an older Excel file",
            "xlsb": "a binary ",
        }
        kind = kinds.get(workbook.format, f"a file of the kind {workbook.format}") + (
            "Excel file" if workbook.format == "xlsb" else ""
        )
        return f"The list was {kind}, which cannot be marked. This one holds the same cells in the same places."
    cells = sum(sheet.row_count * sheet.column_count for sheet in workbook.sheets)
    if cells > most_cells:
        return (
            f"The list has {cells:,} cells; up to {most_cells:,} your own workbook is marked (RISKREG_RETURN_CELLS). "
            "This one holds the same cells in the same places."
        )
    return ""


def _mark_own(workbook: Workbook, marks: Marks, lines: Sequence[Line], target: Path) -> str:
    """Mark the officer's own workbook in a process of its own; gives why it cannot be done, or an empty text."""
    folder = Path(tempfile.mkdtemp(prefix="riskreg-"))
    try:
        stored = {name: sheet.as_json() for name, sheet in marks.sheets.items()}
        (folder / "job.json").write_text(json.dumps({"marks": stored, "lines": as_json(lines)}), encoding="utf-8")
        refused = _run(workbook, folder)
        if not refused:
            shutil.move(folder / "returned.xlsx", target)
        return refused
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _repeats(workbook: Workbook, aside: Sequence[str]) -> Collection[tuple[str, int, int]] | None:
    """Cells on sheets without a list that repeat what was dropped; None where that cannot be told."""
    if workbook.format == "csv" or not aside or not any(sheet.masked for sheet in workbook.sheets):
        return ()
    if not workbook.path.exists():  # deleted since, because of what was dropped
        return None
    folder = Path(tempfile.mkdtemp(prefix="riskreg-"))
    try:
        (folder / "job.json").write_text(json.dumps({"aside": list(aside)}), encoding="utf-8")
        if _run(workbook, folder):
            return None
        found = json.loads((folder / "result.json").read_text(encoding="utf-8"))["repeats"]
        return [(name, row, column) for name, row, column in found]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(workbook: Workbook, folder: Path) -> str:
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_ROOT), environment.get("PYTHONPATH", "")]))
    module = "riskreg.intake.returned.child"
    command = [sys.executable, "-m", module, str(workbook.path.resolve()), str(workbook.folder), str(folder)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, arguments as a list
            [*command, json.dumps(asdict(LIMITS))],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=LIMITS.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"writing it again took longer than {LIMITS.seconds:,.0f} seconds"
    try:
        result: dict[str, str] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return why_ended(ended.returncode, ended.stderr.decode("utf-8", "replace"))
    return result.get("refused", "")


def why_ended(code: int, told: str) -> str:
    """Why the returning process ended without a word of its own.

    Args:
        code: How it ended, as of `subprocess`: below nought the signal that ended it.
        told: What it wrote on its standard error.
    """
    if code == -signal.SIGKILL:
        return "the system stopped the program that writes it again, which mostly means that memory ran out"
    if code < 0:
        return f"the program that writes it again crashed (signal {-code})"
    last = told.strip().rpartition("\n")[2]
    if last.startswith("MemoryError"):
        return "writing it again needs too much memory"
    if "No space left" in last:
        return "there is no room left on the disk for temporary files"
    # The name of the fault alone: its text may quote a cell.
    return f"the program that writes it again failed ({last.partition(':')[0][:60] or f'exit code {code}'})"


def _told(marks: Marks, lost: tuple[str, ...], why_new: str) -> Returned:
    return Returned(
        is_own=not why_new,
        why_new=why_new,
        lost=lost,
        marked=marks.cells,
        rows=sum(len(sheet.reasons) for sheet in marks.sheets.values()),
        rows_left=marks.rows_left,
        dropped=sum(len({column for _, column in sheet.dropped}) for sheet in marks.sheets.values()),
        errors=sum(issue.severity is Severity.ERROR for issue in marks.issues),
        warnings=sum(issue.severity is Severity.WARNING for issue in marks.issues),
    )
