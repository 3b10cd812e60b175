"""Blank lists that officers send out."""

from __future__ import annotations

from pathlib import Path

from riskreg.errors import UsageError
from riskreg.intake.template import PRODUCTS, TEMPLATES, Template, write_blank
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
    return _written(TEMPLATES[kind], path, marking)


def write_blank_products(path: Path, marking: str) -> Path:
    """Write a blank list of candidate replacements.

    Args:
        path: An .xlsx file, or a folder.
        marking: Protective marking that the filled-in list will need.

    Returns:
        Where it was written.

    Raises:
        UsageError: The name is none of an Excel Workbook.
    """
    return _written(PRODUCTS, path, marking)


def _written(template: Template, path: Path, marking: str) -> Path:
    target = path / f"riskreg-{template.kind}-template.xlsx" if path.is_dir() else path
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"“{target.name}” is not the name of an Excel Workbook.", "Let it end in .xlsx.")
    with whole_file(target) as stream:
        write_blank(stream, template, marking)
    return target
