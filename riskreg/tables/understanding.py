"""From a workbook's rows to tables with columns that mean something, each explained."""

from __future__ import annotations

from collections.abc import Mapping

from riskreg.tables.fields import FieldSet
from riskreg.tables.found import Understanding
from riskreg.tables.workbook import Workbook


def find_tables(workbook: Workbook, wanted: FieldSet, overrides: Mapping[str, str] | None = None) -> Understanding:
    """Find every table of a workbook and say what its columns mean.

    Args:
        workbook: As read.
        wanted: Which kind of list is expected.
        overrides: Header as written → canonical field, or `ignore`; what a person decided goes before every guess.

    Returns:
        The tables, and everything that must be said of the workbook.

    Raises:
        FileRejected: No headers were recognised, or there is no row of data under them.
        UsageError: An override names a field that the list does not have.
    """
    raise NotImplementedError
