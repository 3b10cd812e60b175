"""What of a workbook is lost when openpyxl writes it again, told by looking into the file itself."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_BY_NAME: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r"xl/vbaproject\.bin$", "macros"),
        (r"xl/macrosheets/", "macro sheets"),
        (r"xl/dialogsheets/", "dialogue sheets"),
        (r"xl/activex/", "ActiveX controls"),
        (r"xl/ctrlprops/", "form controls (buttons, tick boxes, lists)"),
        (r"xl/embeddings/", "embedded documents"),
        (r"xl/slicer", "slicers"),
        (r"xl/timeline", "timelines"),
        (r"xl/threadedcomments/", "threaded comments (their text stays as plain comments)"),
        (r"xl/media/", "pictures"),
        (r"xl/diagrams/", "SmartArt diagrams"),
        (r"xl/charts/chartex", "charts of newer kinds (such as waterfall, map or funnel)"),
        (r"xl/charts/chart\d", "the finer looks of charts (the charts themselves stay)"),
        (r"xl/querytables/|xl/connections\.xml$", "data connections and queries"),
        (r"xl/model/", "the data model (Power Pivot)"),
        (r"xl/richdata/", "linked data types and pictures in cells"),
        (r"xl/ink/", "drawings by pen"),
        (r"xl/webextensions/", "add-in panes"),
        (r"_xmlsignatures/", "the digital signature"),
        (r"customxml/item\d", "custom XML data"),
        (r"xl/revisions/|xl/userNames\.xml", "the change history of a shared workbook"),
    )
)
_IN_DRAWING: Final = ((b"<xdr:sp>", b"<xdr:sp ", b"<xdr:cxnSp", b"<xdr:grpSp"), "shapes, text boxes and arrows")
_IN_SHEET: Final[tuple[tuple[tuple[bytes, ...], str], ...]] = (
    ((b":sparklineGroup", b"<sparklineGroup"), "sparklines"),
    ((b"x14:dataValidation ", b"x14:dataValidation>"), "drop-down lists that take their words from another sheet"),
    ((b"x14:conditionalFormatting ", b"x14:conditionalFormatting>"), "conditional formats of newer kinds"),
    ((b"<picture ", b"<legacyDrawingHF"), "pictures behind the cells or in headers and footers"),
    ((b"<customSheetView ",), "custom views"),
)
_COMMENTS: Final = re.compile(r"xl/comments", re.IGNORECASE)


def lost_of(path: Path) -> tuple[str, ...]:
    """What openpyxl cannot keep of an Excel Workbook, in words, without repetition.

    Source: openpyxl 3.1, Tutorial, “Loading from a file”: openpyxl does not read all possible items in an Excel file,
    so shapes are lost; Working with comments: their dimensions are lost. Images need a library that is not installed.

    Args:
        path: An xlsx or xlsm file that has been read under guard before.
    """
    found: dict[str, None] = {}
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        for pattern, what in _BY_NAME:
            if any(pattern.match(name) for name in names):
                found[what] = None
        for name in names:
            lower = name.lower()
            if lower.startswith("xl/drawings/drawing") and lower.endswith(".xml"):
                text = archive.read(name)
                if any(sign in text for sign in _IN_DRAWING[0]):
                    found[_IN_DRAWING[1]] = None
            elif lower.startswith("xl/worksheets/") and lower.endswith(".xml"):
                _look(archive.read(name), found)
            elif lower == "xl/metadata.xml" and b"XLDAPR" in archive.read(name):
                found["formulas that spill into neighbouring cells (they become array formulas)"] = None
        if any(_COMMENTS.match(name) for name in names):
            found["the size of comment boxes"] = None
    return tuple(found)


def _look(sheet: bytes, found: dict[str, None]) -> None:
    for signs, what in _IN_SHEET:
        if any(sign in sheet for sign in signs):
            found[what] = None


def parts_of(path: Path) -> Iterator[str]:
    """Each part of a zipped workbook as text, its entities resolved.

    Args:
        path: The workbook.
    """
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            yield html.unescape(text) if "&" in text else text


def has_rich_text(path: Path) -> bool:
    """Whether any cell has letters of several looks, which takes openpyxl longer to keep."""
    with zipfile.ZipFile(path) as archive:
        texts = (n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml" or n.startswith("xl/worksheets/"))
        return any(b"<rPr" in archive.read(name) or b":rPr" in archive.read(name) for name in texts)
