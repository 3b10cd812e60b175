"""Read any spreadsheet: guarded reading, headers understood and explained, rows with their addresses, values parsed.

The verbs are `read_workbook` (any file → rows) and `find_tables` (rows → columns with meaning). Values are parsed by
`riskreg.tables.values`. Every code that is refused or said is in `riskreg.tables.codes`.
"""

from riskreg.tables.cells import Cell, CellError, address, as_text, column_letter, is_blank
from riskreg.tables.fields import ASSET_FIELDS, ESTATE_FIELDS, PLAN_FIELDS, AssetField, EstateField, FieldSet, PlanField
from riskreg.tables.found import ColumnFound, Filled, SkippedRow, TableFound, TableRow, Understanding
from riskreg.tables.limits import Limits
from riskreg.tables.reading import read_workbook
from riskreg.tables.understanding import find_tables, placed
from riskreg.tables.workbook import Masked, Sheet, Workbook

__all__ = [
    "ASSET_FIELDS",
    "ESTATE_FIELDS",
    "PLAN_FIELDS",
    "AssetField",
    "Cell",
    "CellError",
    "ColumnFound",
    "EstateField",
    "FieldSet",
    "Filled",
    "Limits",
    "Masked",
    "PlanField",
    "Sheet",
    "SkippedRow",
    "TableFound",
    "TableRow",
    "Understanding",
    "Workbook",
    "address",
    "as_text",
    "column_letter",
    "find_tables",
    "is_blank",
    "placed",
    "read_workbook",
]
