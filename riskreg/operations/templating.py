"""Blank lists that officers send out."""

from __future__ import annotations

from pathlib import Path

from riskreg.errors import UsageError
from riskreg.intake.template import write_template
from riskreg.reporting.files import whole_file
from riskreg.rules.terms import ImportKind


def write_blank_list(kind: ImportKind, path: Path, marking: str) -> Path:
    """Write a blank list.

    Args:
        kind: What it is for.
        path: An .xlsx file, or a folder.
        marking: Protective marking that the filled-in list will need.

    Returns:
        Where it was written.

    Raises:
        UsageError: The name is none of an Excel Workbook.
    """
    target = path / f"riskreg-{kind.value}-template.xlsx" if path.is_dir() else path
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"“{target.name}” is not the name of an Excel Workbook.", "Let it end in .xlsx.")
    with whole_file(target) as stream:
        write_template(stream, kind, marking)
    return target
