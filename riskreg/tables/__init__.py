"""Read any spreadsheet: guarded reading, headers understood and explained, rows with their addresses, values parsed.

The verbs are `read_workbook` (any file → rows) and `find_tables` (rows → columns with meaning). Values are parsed by
`riskreg.tables.values`. Every code that is refused or said is in `riskreg.tables.codes`.

Names are loaded when they are first used: the reading process is started for every file and needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskreg.tables.cells import Cell, CellError, address, as_text, column_letter, is_blank
    from riskreg.tables.fields import (
        ASSET_FIELDS,
        ESTATE_FIELDS,
        PLAN_FIELDS,
        PRODUCT_FIELDS,
        AssetField,
        EstateField,
        FieldSet,
        PlanField,
        ProductField,
    )
    from riskreg.tables.found import ColumnFound, Filled, SkippedRow, Stretch, TableFound, TableRow, Understanding
    from riskreg.tables.limits import Limits
    from riskreg.tables.placing import placed
    from riskreg.tables.reading import kept_workbook, read_workbook
    from riskreg.tables.understanding import find_tables
    from riskreg.tables.workbook import Masked, Sheet, Workbook

__all__ = [
    "ASSET_FIELDS",
    "ESTATE_FIELDS",
    "PLAN_FIELDS",
    "PRODUCT_FIELDS",
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
    "ProductField",
    "Sheet",
    "SkippedRow",
    "Stretch",
    "TableFound",
    "TableRow",
    "Understanding",
    "Workbook",
    "address",
    "as_text",
    "column_letter",
    "find_tables",
    "is_blank",
    "kept_workbook",
    "placed",
    "read_workbook",
]

_PLACES = {
    "cells": ("Cell", "CellError", "address", "as_text", "column_letter", "is_blank"),
    "fields": (
        *("ASSET_FIELDS", "ESTATE_FIELDS", "PLAN_FIELDS", "PRODUCT_FIELDS"),
        *("AssetField", "EstateField", "FieldSet", "PlanField", "ProductField"),
    ),
    "found": ("ColumnFound", "Filled", "SkippedRow", "Stretch", "TableFound", "TableRow", "Understanding"),
    "limits": ("Limits",),
    "reading": ("kept_workbook", "read_workbook"),
    "placing": ("placed",),
    "understanding": ("find_tables",),
    "workbook": ("Masked", "Sheet", "Workbook"),
}
_MODULE_OF = {name: f"{__name__}.{module}" for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    """A public name of this package, loaded with the module that defines it."""
    if name not in _MODULE_OF:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = found
    return found
