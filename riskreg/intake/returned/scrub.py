"""Taking dropped user names and passwords out of everything that could repeat them in a workbook.

**Source**: law 9 of the register: no credential is ever stored or passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment

from riskreg.intake.returned.package import strings_of
from riskreg.tables.credentials import REPLACED_BY, is_credential_header, without_credentials

Worksheet = Any
"""A worksheet of openpyxl, whose stubs lack its inner parts."""
_SHORTEST: Final = 4
"""Characters from which a text is told apart from ordinary words and numbers."""
_MOST_SEARCHED: Final = 400
"""Different secrets that are looked for inside longer texts; whole texts are compared for all."""


class Secrets:
    """What was dropped, for the time of one run and in memory only, so that it can be looked for elsewhere."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.columns: set[str] = set()
        """Headers of dropped columns by which formulas of a table may name them."""
        self._pattern: re.Pattern[str] | None = None
        self._known = -1

    def add(self, value: object) -> None:
        """Keep what a dropped cell held."""
        text = str(getattr(value, "text", value)).strip()
        if len(text) >= _SHORTEST and not is_credential_header(text):
            self.texts.add(text)

    def cleaned(self, text: str) -> str:
        """A text without anything that was dropped elsewhere, and without credentials of its own."""
        if self._known != len(self.texts):
            self._known = len(self.texts)
            longest = sorted(self.texts, key=lambda secret: (-len(secret), secret))[:_MOST_SEARCHED]
            self._pattern = re.compile("|".join(map(re.escape, longest))) if longest else None
        cleaned = without_credentials(text)
        return self._pattern.sub(REPLACED_BY, cleaned) if self._pattern is not None else cleaned

    def is_in(self, text: str | None) -> bool:
        """Whether a text holds anything that was dropped."""
        return text is not None and self.cleaned(text) != text

    def names_column(self, formula: str) -> bool:
        """Whether a formula takes from a dropped column by its header."""
        return any(f"[{name}]" in formula or f"[@{name}]" in formula for name in self.columns)

    def left_in(self, path: Path, kept: Iterable[str]) -> bool:
        """Whether a written workbook still holds a dropped text that no cell which was read holds.

        Args:
            path: The workbook.
            kept: Every text that was read.
        """
        if not self.texts:
            return False
        harmless: set[str] = set()
        inside = sorted(self.texts, key=lambda text: (-len(text), text))[:_MOST_SEARCHED]
        for text in kept:
            harmless.add(text.strip())
            harmless.update(secret for secret in inside if secret in text)
        looked_for = self.texts - harmless
        searched = [secret for secret in inside if secret in looked_for]
        if not looked_for:
            return False
        found = strings_of(path, lambda piece: piece.strip() in looked_for or any(s in piece for s in searched))
        return bool(found)


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
            formula = str(getattr(cell._value, "text", None) or cell._value)
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
