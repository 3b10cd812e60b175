"""Lists without headers: columns told by their values, called by their letters, and what is not told is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from riskreg.errors import FileRejected
from riskreg.tables import ASSET_FIELDS, Understanding, codes, find_tables, read_workbook
from tests.tables.builders import xlsx

READS_HERE = True
ROWS: list[list[Any]] = [
    ["Hall", "Hikvision", "DS-2CD2143", "SN12345678", "44:19:b6:00:00:01", 4],
    ["Hall", "Dahua", "IPC-HFW2431", "SN12345679", "44:19:b6:00:00:02", 1],
    ["Inn", "Axis", "P3245-LVE", "SN12345680", "44:19:b6:00:00:03", 1],
]
TOLD = ["site_name", "make", "model", "serial_number", "mac_address", None]


def understood(path: Path, rows: list[list[Any]], **means: str) -> Understanding:
    return find_tables(read_workbook(xlsx(path / "list.xlsx", {"List": rows})), ASSET_FIELDS, means)


@pytest.mark.parametrize("titles", [[], [["Site: Hall"], []]])
def test_columns_are_told_by_their_values(tmp_path: Path, titles: list[list[Any]]) -> None:
    found = understood(tmp_path, [*titles, *ROWS], **{"Column F": "quantity"})
    table = found.tables[0]
    assert [column.field for column in table.columns] == [*TOLD[:5], "quantity"]
    assert [column.header for column in table.columns][:2] == ["Column A", "Column B"]
    assert [row.number for row in table.rows()] == [len(titles) + n for n in (1, 2, 3)]
    assert bool(table.site) == bool(titles)
    assert codes.NO_HEADERS in {issue.code for issue in found.issues}


def test_headers_of_which_no_word_is_known_stay_headers(tmp_path: Path) -> None:
    found = understood(tmp_path, [["Foo", "Bar", "Baz", "Qux", "Quux", "Corge"], *ROWS])
    assert [(c.header, c.field) for c in found.tables[0].columns][:2] == [("Foo", "site_name"), ("Bar", "make")]
    assert len(list(found.tables[0].rows())) == 3


def test_a_person_tells_what_values_do_not(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Hall", "Qwe"], ["Inn", "Rty"]]
    with pytest.raises(FileRejected):
        understood(tmp_path, rows)
    table = understood(tmp_path, rows, **{"Column A": "site_name", "Column B": "make"}).tables[0]
    assert [table.value(row, "make") for row in table.rows()] == ["Qwe", "Rty"]
