from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from riskreg.reporting.sheets import POUNDS, sheet_name
from riskreg.reporting.wording import format_value
from riskreg.reporting.workbook import write_workbook
from tests.reporting.sample import BRIDGE, FORMULA, sample_progress


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "progress.xlsx"
    write_workbook(sample_progress(), path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def rows_of(sheet: Worksheet) -> list[dict[str, object]]:
    """The sheet's one marked-up table as records."""
    (table,) = sheet.tables.values()
    header, *rows = sheet[table.ref]
    return [dict(zip([cell.value for cell in header], [cell.value for cell in row], strict=True)) for row in rows]


def parts(path: Path, pattern: str) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if re.fullmatch(pattern, name):
                yield archive.read(name)


def test_the_same_figures_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_workbook(sample_progress(), tmp_path / "again.xlsx")

    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_there_is_a_sheet_for_everything(book: Workbook) -> None:
    assert book.sheetnames == [
        "Cover",
        "Headline",
        "Figures",
        "Progress over time",
        "By organisation",
        "By vendor",
        "By kind of equipment",
        "By postcode area",
        "Removal steps",
        "Cost by financial year",
        "Waivers that have expired",
        "Data quality",
        "Charts",
        "Bridge",
        "Bridge rows",
        "Editions",
        "Notes",
    ]


def test_the_cover_says_what_the_report_is(book: Workbook) -> None:
    text = "\n".join(str(cell.value) for cell in book["Cover"]["A"])
    progress = sample_progress()

    assert "As at: 22 November 2026" in text
    assert "change 812 of register DWT, made on 22 November 2026 at 09:41 UTC" in text
    for said in (progress.organisation, progress.scope, progress.trail_hash, progress.digest, "62.5 % (312 of 499)"):
        assert said in text
    assert "UK-WMS-2022: Written statement of 24 November 2022, edition 2022-11-24" in text


def test_the_cover_links_to_every_other_sheet(book: Workbook) -> None:
    targets = [cell.hyperlink.location for cell in book["Cover"]["A"] if cell.hyperlink]

    assert targets == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_every_figure_stands_with_its_definition_and_its_parts(book: Workbook) -> None:
    progress = sample_progress()
    records = {record["Code"]: record for record in rows_of(book["Figures"])}

    for figure in (progress.headline, *progress.beside_headline, *progress.figures):
        record = records[figure.code]
        expected = "not known" if figure.value is None else figure.value
        assert record["Value"] == (expected / 100 if figure.unit == "pence" and figure.value else expected)
        assert record["As shown in the report"] == format_value(figure.value, figure.unit)
        assert record["What is counted"] == figure.definition
        assert record["Numerator"] == ("not applicable" if figure.numerator is None else figure.numerator)
    assert records["removed_verified_share"]["How to list the rows"].startswith("riskreg query removals")


def test_dates_are_dates_and_money_is_pounds(book: Workbook) -> None:
    dated = book["Progress over time"]["A7"]
    cost = rows_of(book["Cost by financial year"])

    assert (dated.value.date(), dated.number_format) == (date(2026, 1, 31), "d mmmm yyyy")
    assert [record["Actual"] for record in cost] == [412_500.5, None]
    assert [record["Planned"] for record in cost] == [400_000, 830_000]
    sheet = book["Cost by financial year"]
    assert [sheet[cell].number_format for cell in ("B7", "C7")] == [POUNDS, POUNDS]


def test_a_missing_value_is_said_unless_a_chart_would_show_it_as_nought(book: Workbook) -> None:
    record = next(r for r in rows_of(book["By organisation"]) if r["Organisation"] == "Agency of Maps")

    assert record["Maker not known (devices)"] == "not known"
    assert record["Verified removed (devices)"] is None
    assert "An empty cell means: not known." in str(book["By organisation"]["A4"].value)


def test_text_is_never_a_formula_or_a_link(path: Path, book: Workbook) -> None:
    names = [record["Vendor"] for record in rows_of(book["By vendor"])]

    assert FORMULA in names
    assert not [part for part in parts(path, r"xl/worksheets/sheet\d+\.xml") if b"<f>" in part]
    external = [part for part in parts(path, r".*\.rels") if b'TargetMode="External"' in part]
    assert external == []


def test_the_bridge_adds_up_and_lists_its_rows(book: Workbook) -> None:
    lines = rows_of(book["Bridge"])
    details = rows_of(book["Bridge rows"])

    *before, closing = [record["Devices"] for record in lines]
    assert (sum(before), closing) == (187, 187)
    for line in BRIDGE.lines:
        mine = [record["Change in devices"] for record in details if record["Line of the bridge"] == line.title]
        assert sum(mine) == line.devices


def test_a_report_without_a_bridge_has_no_bridge_sheets(tmp_path: Path) -> None:
    write_workbook(sample_progress(bridge=None), tmp_path / "a.xlsx")

    assert not [name for name in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames if "Bridge" in name]


def test_charts_are_native_and_say_what_they_show(path: Path) -> None:
    charts = [part.decode() for part in parts(path, r"xl/charts/chart\d+\.xml")]

    assert len(charts) == 7
    for chart in charts:
        assert chart.count("<c:title>") == 3, "a title, and one for each axis"
    by_vendor = ElementTree.fromstring(charts[2])
    titles = {axis: "".join(by_vendor.find(f".//{{*}}{axis}/{{*}}title").itertext()) for axis in ("catAx", "valAx")}
    assert titles == {"catAx": "Vendor", "valAx": "Devices"}
    assert sum("<a:pattFill" in chart for chart in charts) == 3, "series differ by pattern"
    assert sum("<c:marker><c:symbol" in chart and "<a:prstDash" in chart for chart in charts) == 1


def test_charts_have_alternative_text(path: Path) -> None:
    (drawing,) = parts(path, r"xl/drawings/drawing\d+\.xml")
    names = [node.get("descr") for node in ElementTree.fromstring(drawing).iter() if node.tag.endswith("}cNvPr")]

    assert len(names) == 7
    assert all(name and "The values are on the sheet" in name for name in names)
    assert any(name and "first 15 of 19 rows" in name for name in names)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("By site: [north/south]?", "By site north south"),
        ("Devices by organisation and by month of the year", "Devices by organisation and by"),
        ("History", "History of figures"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("", "Sheet"),
    ],
)
def test_sheet_names_are_what_excel_accepts(asked: str, given: str) -> None:
    assert sheet_name(asked) == given
