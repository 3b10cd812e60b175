"""Whatever a list holds, what goes back unchanged comes again with the outcome of the list that was sent."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.intake.make import Desk, camera
from tests.intake.returns import give_back, outcome_of, previewed, whole_text

HEADERS = ("Site", "Serial No", "Make", "Model", "MAC address", "Qty", "Status", "Installed", "Password", "Remarks")
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
SERIALS = st.one_of(st.none(), st.sampled_from(("AA1001", "AA1002", "0012", "n/a")), st.integers(1, 10**12))
CELLS = (
    st.sampled_from((None, "Harbour House", "Quay House", "Harbour  House")),
    SERIALS,
    st.one_of(st.sampled_from((None, "Hikvision", "Axis", "=1+1", "@x", "'quoted")), TEXTS),
    st.one_of(st.none(), TEXTS, st.floats(allow_nan=False, allow_infinity=False, width=32)),
    st.sampled_from((None, "44:19:B6:00:1F:2A", "44:19:b6", "1.23E+11")),
    st.one_of(st.none(), st.integers(0, 5), st.sampled_from(("2 no.", "lots"))),
    st.sampled_from((None, "In use", "Scrapped", "???")),
    st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2030, 1, 1)), st.sampled_from(("Q3 2019", "unknown"))),
    st.one_of(st.none(), st.integers(0, 9999), st.from_regex(r"[a-z]{4}-[0-9]{4}!", fullmatch=True)),
    st.one_of(st.none(), TEXTS, st.sampled_from(("rtsp://admin:secretword@10.0.0.1/", "Total", "Site"))),
)
EMPTY = (None,) * len(HEADERS)


def write(path: Path, rows: list[tuple[Any, ...]], titles: int, formulas: bool) -> Path:
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet, day = book.add_worksheet("Cameras"), book.add_format({"num_format": "dd/mm/yyyy"})
    for number in range(titles):
        sheet.write(number, 0, f"A title, line {number}")
    for number, row in enumerate((HEADERS, *rows), titles):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, int) and formulas:
                sheet.write_formula(number, column, f"={cell}+0", None, cell)
            elif cell is not None:
                sheet.write(number, column, cell)
    book.close()
    return path


def is_of_a_device(row: tuple[Any, ...]) -> bool:
    """A row of passwords and remarks alone is another row, or none, once these are dropped."""
    return any(str(row[column] or "").strip() for column in (1, 2, 3))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(st.tuples(*CELLS).filter(is_of_a_device), min_size=1, max_size=6),
    titles=st.integers(0, 2),
    formulas=st.booleans(),
    is_plain=st.booleans(),
)
@example(rows=[("Harbour House", 1990, *EMPTY[2:8], 1990, None)], titles=0, formulas=True, is_plain=False)
def test_a_returned_list_reads_as_the_list_that_was_sent(
    quick_desk: Desk, rows: list[tuple[Any, ...]], titles: int, formulas: bool, is_plain: bool
) -> None:
    if not quick_desk.number:
        quick_desk.import_list([camera("AA1001"), camera("AA1002", site="Quay House"), camera()])
    folder = Path(tempfile.mkdtemp(dir=quick_desk.folder))
    sent, back = write(folder / "sent.xlsx", rows, titles, formulas), folder / "back.xlsx"
    returned = give_back(quick_desk, sent, back, is_plain=is_plain)
    # A password that is another cell's text too can be taken out of a new workbook only.
    assert returned.is_own is not is_plain or "password" in returned.why_new
    assert returned.dropped == 1
    secrets = [row[8] for row in rows if isinstance(row[8], str)]
    text = whole_text(back)
    assert [secret for secret in (*secrets, "secretword") if secret in text] == []
    if returned.errors and returned.rows == 0 and returned.rows_left == 0:
        return  # refused whole: there is nothing to compare
    assert outcome_of(previewed(quick_desk, back)) == outcome_of(previewed(quick_desk, sent))
    shutil.rmtree(folder)
