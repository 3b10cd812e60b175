"""Data errors are values: every issue of a file at once, each with its place and its cure."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from riskreg.rules.terms import Severity


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with, or must be said of, an imported file.

    Attributes:
        code: Stable kebab-case code such as `date-not-understood`; every code is listed in docs/import-format.md.
        severity: Error, warning or note.
        message: What is wrong, in plain English, read once by an officer.
        cure: What to do about it; empty only for a note that asks for nothing.
        sheet: Sheet name, or None for the whole file. A CSV file has one sheet, called by the file's name.
        cell: Address as Excel shows it, such as `D17`, a row as `17`, or None.
        column: The header as written, or None.
        value: The raw text met (never of a credential column), cut to 120 characters, or None.
        about: JSON for a question of identity: what it is about, so that it is known again; None for all else.
    """

    code: str
    severity: Severity
    message: str
    cure: str = ""
    sheet: str | None = None
    cell: str | None = None
    column: str | None = None
    value: str | None = None
    about: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """The issue as JSON-ready values."""
        values = asdict(self)
        if self.about is None:
            del values["about"]
        return values

    @property
    def place(self) -> str:
        """Where it is, as an officer looks for it: `sheet “Cameras”, cell D17`."""
        parts = []
        if self.sheet is not None:
            parts.append(f"sheet “{self.sheet}”")
        if self.cell is not None:
            parts.append(f"row {self.cell}" if self.cell.isdigit() else f"cell {self.cell}")
        return ", ".join(parts)
