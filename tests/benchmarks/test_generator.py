"""The benchmark workbook: its columns, its variety, its repeatability."""

from __future__ import annotations

from pathlib import Path
from random import Random

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.benchmarks.generator import HEADERS, lines, main, pairs


def test_a_small_workbook_reads_back_and_repeats(tmp_path: Path) -> None:
    for name in ("first.xlsx", "second.xlsx"):
        assert main(["--rows", "300", "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()
    created = openpyxl.load_workbook(tmp_path / "first.xlsx", read_only=True).properties.created
    assert created is not None
    assert created.isoformat() == "2025-11-30T00:00:00"
    header, *rows = CalamineWorkbook.from_path(str(tmp_path / "first.xlsx")).get_sheet_by_index(0).to_python()
    assert tuple(header) == HEADERS
    assert len(HEADERS) == 22
    assert len(rows) == 300


@pytest.mark.parametrize(("rows", "distinct"), [(10_000, 500), (100_000, 1_000), (1_000_000, 8_000)])
def test_makes_and_models_grow_with_the_rows(rows: int, distinct: int) -> None:
    found = pairs(rows, Random(1))
    assert len({pair[:2] for pair in found}) == len(found) == distinct
    assert max(len(pair[1]) for pair in found) < 60


def test_sites_and_numbers_vary() -> None:
    rows = list(lines(10_000))
    assert len({row[1] for row in rows}) == 200
    assert len({row[0] for row in rows}) == 10_000
    assert len({row[8] for row in rows}) > 9_990


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--rows", "1048576", "-o", str(tmp_path / "never.xlsx")])
    assert "a sheet holds no more" in capsys.readouterr().err
