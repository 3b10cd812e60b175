"""The progress report of the county: three files, one set of figures, every one of them back to its rows."""

from __future__ import annotations

import hashlib

import orjson
import pytest

from riskreg.operations.reporting import format_value
from tests.journeys.issued import Issued, drilled, expected, issued
from tests.journeys.story import Story

# The report is issued on both engines in the main line; what its files say does not depend on the engine.
pytestmark = pytest.mark.parametrize("story", ["sqlite"], indirect=True)


@pytest.fixture(scope="session")
def july(story: Story) -> Issued:
    return issued(story.desk.folder / "july")


def test_the_three_files_carry_the_digest_of_the_figures(july: Issued) -> None:
    digest = july.json["digest"]
    assert hashlib.sha256(orjson.dumps(july.json["figures"], option=orjson.OPT_SORT_KEYS)).hexdigest() == digest
    assert digest in july.page
    assert any(digest in str(row[0]) for row in july.cells["Cover"])


def test_page_workbook_and_json_show_the_same_figures(july: Issued) -> None:
    assert len(july.figures) > 50
    on_page, on_sheet = july.on_page, july.on_sheet
    for figure in july.figures:
        shown = format_value(figure["value"], figure["unit"])
        line = on_sheet[figure["code"]]
        assert line["As shown in the report"].startswith(shown), figure["code"]
        assert line["How to list the rows"] == f"riskreg query {figure['drill']}"
        for name in ("Numerator", "Denominator"):
            assert line[name] == (figure[name.lower()] if figure[name.lower()] is not None else "not applicable")
        if figure["code"] != july.json["figures"]["headline"]["code"]:
            assert any(shown in number for number in on_page[f"riskreg query {figure['drill']}"]), figure["code"]
    headline = july.json["figures"]["headline"]
    assert format_value(headline["value"], "share") in july.page


def test_the_page_needs_nothing_else(july: Issued) -> None:
    for word in ("<script", 'src="http', 'href="http', "@import", "url(http"):
        assert word not in july.page
    assert july.page.count("<svg") >= 5
    assert july.page.count("<table") >= 10


def test_every_output_bears_its_marking_and_points(july: Issued) -> None:
    assert "OFFICIAL-SENSITIVE" in july.page
    assert all(
        any("OFFICIAL-SENSITIVE" in str(cell) for cell in rows[1]) for rows in july.cells.values() if len(rows) > 1
    )
    figures = july.json["figures"]
    assert (figures["marking"], figures["as_at"]) == ("OFFICIAL-SENSITIVE", "2026-06-30")
    assert figures["trail_hash"] in july.page


def test_the_headline_is_of_the_cohort_ever_flagged(july: Issued) -> None:
    by_code = {figure["code"]: figure for figure in july.figures}
    headline = july.json["figures"]["headline"]
    assert (headline["numerator"], headline["denominator"], headline["not_known"]) == (1, 10, 1)
    beside = {code: by_code[code]["value"] for code in ("ever_flagged", "open_devices", "left_dismissed")}
    assert beside == {"ever_flagged": 10, "open_devices": 7, "left_dismissed": 2}
    unknown = by_code["unknown_share"]
    assert (unknown["numerator"], unknown["denominator"]) == (1, 15)
    assert by_code["reported_removed"]["value"] == 1  # the recorder that a list calls removed
    assert (by_code["cost_likely"]["value"], by_code["plan_unplanned"]["value"]) == (200000, 3)
    assert (by_code["sites"]["value"], by_code["unlisted_sites"]["value"]) == (6, 1)
    assert by_code["step_disconnected"]["value"] == by_code["step_verified"]["value"] == 1


def test_the_bridge_adds_up_and_drills_to_rows_actors_and_reasons(july: Issued) -> None:
    bridge = july.json["figures"]["bridge"]
    lines = {line["code"]: line for line in bridge["lines"]}
    assert bridge["opening"] + sum(line["devices"] for line in lines.values()) == bridge["closing"] == 7
    assert all(sum(row["devices"] for row in line["rows"]) == line["devices"] for line in lines.values())
    moved = {code: line["devices"] for code, line in lines.items() if line["devices"]}
    assert sorted(moved.values()) == [-1]
    (row,) = next(line["rows"] for line in lines.values() if line["devices"])
    assert (row["site"], row["actor"].split(" (")[0], row["on"]) == ("Shire Hall", "Olive Officer", "2026-03-05")
    assert bridge["opening"] == 8


def test_the_rows_behind_a_figure_add_up_to_it(story: Story, july: Issued) -> None:
    # Every second one; the demonstration's report is held against the rows of every figure.
    chosen = july.figures[::2]
    found = {figure["code"]: (drilled(story.desk, figure), expected(figure)) for figure in chosen}
    assert {code: pair for code, pair in found.items() if pair[0] != pair[1]} == {}
