"""Formulas written with their last results, which openpyxl leaves out: a list that comes back reads the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zipfile import ZipFile

from openpyxl.cell import _writer
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element, SubElement

Results = Mapping[tuple[int, int], tuple[str, str]]
"""(row, column from 1) → type and text of a formula's last result."""


Book = Any
Worksheet = Any
"""Objects of openpyxl: its stubs lack the inner parts that are needed here."""
_inner: Any = _writer


class _SheetWriter(WorksheetWriter):
    """Writes a sheet; a formula with a known result is written here, every other cell by openpyxl."""

    def __init__(self, worksheet: Worksheet, results: Results) -> None:
        super().__init__(worksheet)
        self._sheet = worksheet
        self._results = results

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:
        if not any(cell.data_type == "f" and (cell.row, cell.column) in self._results for cell in row):
            super().write_row(xf, row, row_idx)
            return
        held = [cell for cell in row if not (cell.data_type == "f" and (cell.row, cell.column) in self._results)]
        attributes = {"r": f"{row_idx}", **dict(self._sheet.row_dimensions.get(row_idx, {}))}
        plain = set(map(id, held))
        with xf.element("row", attributes):
            for cell in row:
                if id(cell) in plain:
                    super().write_row(_Inside(xf), [cell], row_idx)
                else:
                    self._formula(xf, cell)

    def _formula(self, xf: Any, cell: Any) -> None:
        if cell._comment is not None:
            from openpyxl.comments.comment_sheet import CommentRecord

            self._sheet._comments.append(CommentRecord.from_cell(cell))
        value, attributes = _inner._set_attributes(cell, cell.has_style)
        kind, shown = self._results[cell.row, cell.column]
        attributes["t"] = kind
        element = Element("c", attributes)
        if isinstance(value, ArrayFormula | DataTableFormula):
            formula = SubElement(element, "f", dict(value))
            formula.text = (value.text or "=")[1:] if isinstance(value, ArrayFormula) else None
        else:
            SubElement(element, "f").text = value[1:]
        SubElement(element, "v").text = shown
        xf.write(element)


class _Inside:
    """Stands for a stream that is inside a row already: openpyxl then writes cells, and no row around them."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def element(self, _name: str, _attributes: Any = None) -> _Inside:
        return self

    def write(self, element: Any) -> None:
        self._stream.write(element)

    def __enter__(self) -> _Inside:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class ResultWriter(ExcelWriter):
    """Writes a workbook whose formulas keep their last results.

    Args:
        book: The workbook.
        archive: Where it goes.
        results: Name of each sheet → results of its formulas.
    """

    def __init__(self, book: Book, archive: ZipFile, results: Mapping[str, Results]) -> None:
        super().__init__(book, archive)
        self._target = archive
        self._results = results

    def write_worksheet(self, ws: Worksheet) -> None:
        """Write one sheet, as openpyxl does, with the results of its formulas."""
        results = self._results.get(ws.title)
        if not results:
            super().write_worksheet(ws)
            return
        ws._drawing = _drawing(ws)
        writer: Any = _SheetWriter(ws, results)
        writer.write()
        ws._rels = writer._rels
        self._target.write(writer.out, ws.path[1:])
        self.manifest.append(ws)
        writer.cleanup()


def _drawing(worksheet: Worksheet) -> Any:
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

    drawing = SpreadsheetDrawing()
    drawing.charts, drawing.images = worksheet._charts, worksheet._images
    return drawing
