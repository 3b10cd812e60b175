"""Cells that are struck through in Excel: an officer's way of saying something, which nobody can read for sure.

They are read like any other and said, never taken for removed. Runs inside the reading process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from riskreg.rules.counting import counted
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import address, position

LARGEST_STYLES = 8 * 1024 * 1024
_LISTED = 50
_CELLS_NAMED = 4


def struck_cells(styles: bytes) -> re.Pattern[bytes] | None:
    """What finds the addresses of filled cells that are struck through; None where no style strikes, as mostly.

    Args:
        styles: The part of a workbook with its styles.
    """
    if b"strike" not in styles or len(styles) > LARGEST_STYLES:
        return None
    try:
        root = ElementTree.fromstring(styles)  # noqa: S314 - entities were refused before
    except ElementTree.ParseError:
        return None
    parts = {element.tag.rpartition("}")[2]: element for element in root}
    struck = {place for place, font in enumerate(parts.get("fonts", ())) if _is_struck(font)}
    found = [n for n, style in enumerate(parts.get("cellXfs", ())) if int(style.get("fontId", "0")) in struck]
    if not found:
        return None
    of_style = b"|".join(str(n).encode() for n in found)
    return re.compile(rb'<(?:\w+:)?c\s(?=[^>]*\bs="(?:%s)")[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*(?<!/)>' % of_style)


def said_of_struck(sheet: str, cells: Iterable[str]) -> list[Issue]:
    """What must be said of cells that are struck through, row by row.

    Args:
        sheet: Name of the sheet.
        cells: Their addresses.
    """
    rows: dict[int, list[int]] = {}
    for row, column in sorted(map(position, cells)):
        rows.setdefault(row, []).append(column)
    issues = []
    for row, columns in list(rows.items())[:_LISTED]:
        named = ", ".join(address(column, row) for column in columns[:_CELLS_NAMED])
        more = f" and {len(columns) - _CELLS_NAMED} more" if len(columns) > _CELLS_NAMED else ""
        verb = "is" if len(columns) == 1 else "are"
        issues.append(
            Issue(
                codes.STRUCK_THROUGH,
                Severity.WARNING,
                f"{named}{more} {verb} struck through in Excel; riskreg cannot tell whether this means removed, and "
                "read the row like any other.",
                "If the device is gone, say so in a column Status; removal is recorded with evidence. If not, take the "
                "line through it away.",
                sheet=sheet,
                cell=address(columns[0], row),
            )
        )
    if len(rows) > _LISTED:
        issues.append(
            Issue(
                codes.MORE_OF_THE_SAME,
                Severity.WARNING,
                counted(len(rows) - _LISTED, "further row is", "further rows are")
                + " struck through, wholly or in part.",
                "Say in a column Status which devices are gone.",
                sheet=sheet,
            )
        )
    return issues


def _is_struck(font: ElementTree.Element) -> bool:
    marks = [each for each in font if each.tag.rpartition("}")[2] == "strike"]
    return any(mark.get("val", "1") not in ("0", "false") for mark in marks)
