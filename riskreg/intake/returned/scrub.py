"""Taking dropped user names and passwords out of everything that could repeat them in a workbook.

**Source**: law 9 of the register: no credential is ever stored or passed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment

from riskreg.intake.returned.secrets import Secrets

Worksheet = Any
"""A worksheet of openpyxl, whose stubs lack its inner parts."""


def formula_of(cell: Any) -> str:
    """The text of a formula, also of one that fills an area."""
    return str(getattr(cell._value, "text", None) or cell._value)


def scrub_sheet(worksheet: Worksheet, secrets: Secrets, dropped: Sequence[tuple[int, int]]) -> None:
    """Clean what hangs on a sheet beside its cells: comments, links, drop-downs, filters, formats, headers, scenarios.

    Args:
        worksheet: The sheet.
        secrets: What was dropped anywhere in the workbook.
        dropped: Header cells of its credential columns, as (row from 1, column from 0).
    """
    columns = {column + 1 for _, column in dropped}
    for cell in worksheet._cells.values():
        if isinstance(cell, MergedCell):
            continue
        if cell.comment is not None:
            _comment(cell, secrets, is_dropped=cell.column in columns)
        if cell.hyperlink is not None:
            for name in ("target", "location", "tooltip", "display"):
                if secrets.is_in(getattr(cell.hyperlink, name)):
                    setattr(cell.hyperlink, name, secrets.cleaned(getattr(cell.hyperlink, name)))
        if cell.data_type == "f":
            formula = formula_of(cell)
            if secrets.names_column(formula) or secrets.is_in(formula):
                cell.value = None
    _validations(worksheet, secrets, columns)
    _filters(worksheet, columns)
    formats = worksheet.conditional_formatting
    for area in list(formats):
        if any(secrets.is_in(str(text)) for rule in area.rules for text in (*rule.formula, rule.text or "")):
            del formats[str(area.sqref)]
    for part in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        for place in ("left", "center", "right"):
            item = getattr(getattr(worksheet, part), place)
            if secrets.is_in(item.text):
                item.text = secrets.cleaned(item.text)
    if columns:
        worksheet.scenarios.scenario = []
    worksheet._pivots = [] if secrets.texts else worksheet._pivots
    worksheet._charts = [chart for chart in worksheet._charts if not secrets.texts or not _is_cached(chart, secrets)]


def _comment(cell: Any, secrets: Secrets, *, is_dropped: bool) -> None:
    if is_dropped and cell._value is None:
        cell.comment = None
    elif secrets.is_in(cell.comment.text):
        cell.comment = Comment(secrets.cleaned(cell.comment.text), cell.comment.author)


def _validations(worksheet: Worksheet, secrets: Secrets, columns: set[int]) -> None:
    kept = []
    for rule in worksheet.data_validations.dataValidation:
        on = {c for area in rule.sqref.ranges for c in range(area.min_col, area.max_col + 1)} if columns else set()
        texts = (rule.formula1, rule.formula2, rule.prompt, rule.promptTitle, rule.error, rule.errorTitle)
        if not (on and on <= columns) and not any(secrets.is_in(text) for text in texts):
            kept.append(rule)
    worksheet.data_validations.dataValidation = kept


def _filters(worksheet: Worksheet, columns: set[int]) -> None:
    """A filter keeps the values that were chosen, also of a column that was dropped."""
    for holder in (worksheet, *worksheet.tables.values()):
        found = getattr(holder, "auto_filter", None) or getattr(holder, "autoFilter", None)
        if found is None or not found.ref:
            continue
        left = worksheet[found.ref.split(":")[0]].column
        found.filterColumn = [item for item in found.filterColumn if left + item.colId not in columns]


def _is_cached(chart: Any, secrets: Secrets) -> bool:
    from openpyxl.xml.functions import tostring

    return secrets.is_in(tostring(chart._write()).decode("utf-8"))


def scrub_book(book: Any, secrets: Secrets) -> None:
    """Clean what belongs to the workbook as a whole: names, properties, copies of other workbooks."""
    for holder in (book, *book.worksheets):
        for name in list(holder.defined_names):
            text = holder.defined_names[name].attr_text or ""
            if secrets.is_in(text) or secrets.is_in(holder.defined_names[name].comment):
                del holder.defined_names[name]
    for name in ("title", "subject", "description", "keywords", "category", "creator", "lastModifiedBy"):
        text = getattr(book.properties, name)
        if secrets.is_in(text):
            setattr(book.properties, name, secrets.cleaned(text))
    for item in list(book.custom_doc_props.props):
        if secrets.is_in(str(item.value)):
            del book.custom_doc_props[item.name]
    for link in book._external_links:
        if link.externalBook is not None:
            link.externalBook.sheetDataSet = None
