"""Page, workbook and JSON render the same frozen object."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from riskreg.reporting.page import render_page
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
