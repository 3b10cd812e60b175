"""Page, workbook and JSON render the same frozen object."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from riskreg.errors import RiskregError
from riskreg.reporting.page import render_page, write_page
from riskreg.reporting.progress import Progress
from riskreg.reporting.tabular import write_json
from riskreg.reporting.wording import format_value
from riskreg.reporting.workbook import write_workbook
from tests.reporting.sample import sample_progress


def test_all_outputs_bear_the_same_digest_marking_and_figures(tmp_path: Path) -> None:
    progress = sample_progress()
    write_workbook(progress, tmp_path / "a.xlsx")
    write_json(progress, tmp_path / "a.json")
    page = render_page(progress)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    figures = json.loads((tmp_path / "a.json").read_bytes())

    assert figures["digest"] == progress.digest
    assert f"Digest of the figures (SHA-256): {progress.digest}" in cells
    assert progress.digest in page
    assert figures["figures"]["marking"] == progress.marking
    for figure in (progress.headline, *progress.beside_headline, *progress.figures):
        shown = format_value(figure.value, figure.unit)
        assert shown in page
        assert shown in cells


Writer = Callable[[Progress, Path], None]


@pytest.mark.parametrize("write", [write_workbook, write_page, write_json])
def test_a_file_that_cannot_be_written_is_said_with_its_cure(write: Writer, tmp_path: Path) -> None:
    with pytest.raises(RiskregError, match=r"cannot be written: no such file or directory\. Close it if it is open"):
        write(sample_progress(), tmp_path / "nowhere" / "report")


@pytest.mark.parametrize("write", [write_workbook, write_page])
def test_a_report_that_fails_half_way_leaves_no_file(write: Writer, tmp_path: Path) -> None:
    progress = sample_progress()
    wrong = replace(progress.breakdowns[0], plotted=("weather",))

    with pytest.raises(ValueError, match="no column weather"):
        write(replace(progress, breakdowns=(wrong,), digest=""), tmp_path / "report")

    assert list(tmp_path.iterdir()) == []
