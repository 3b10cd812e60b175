from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.reporting.charts import MOST_BARS, BarPlot, LinePlot, plot, waterfall
from riskreg.reporting.map_chart import MapPlot
from riskreg.reporting.progress import Breakdown, Bridge, BridgeLine, Column
from tests.reporting.sample import BREAKDOWNS, BRIDGE

BY_CODE = {breakdown.code: breakdown for breakdown in BREAKDOWNS}
COUNTS = st.one_of(st.none(), st.integers(0, 10**7))


def bars_of(code: str) -> BarPlot:
    chart = plot(BY_CODE[code])
    assert isinstance(chart, BarPlot)
    return chart


def test_bars_are_as_long_as_their_values() -> None:
    first, second, *_ = bars_of("by_vendor").rows

    assert first.bars[0].width / second.bars[0].width == pytest.approx(301 / 140, rel=1e-4)


def test_stacked_bars_follow_one_another_and_show_their_total() -> None:
    row = bars_of("by_organisation").rows[0]

    assert [bar.series for bar in row.bars] == [0, 1, 2]
    assert row.bars[1].x == pytest.approx(row.bars[0].x + row.bars[0].width, abs=0.01)
    assert row.value == "210"


def test_dots_of_the_map_cover_in_proportion_and_lie_where_their_areas_are() -> None:
    chart = plot(BY_CODE["by_area"])

    assert isinstance(chart, MapPlot)
    leeds, belfast, cardiff = chart.dots
    assert leeds.radius / belfast.radius == pytest.approx(2, abs=0.01)
    assert (leeds.is_left, cardiff.is_left) == (True, False)
    assert belfast.x < leeds.x
    assert leeds.y < cardiff.y


def test_a_missing_value_has_no_bar_and_is_said() -> None:
    row = next(row for row in bars_of("by_organisation").rows if row.label == "Agency of Maps")

    assert (row.bars, row.value) == ((), "not known")


def test_a_stack_that_is_known_in_part_says_so() -> None:
    columns = (Column("a", "A"), Column("x", "X", "devices"), Column("y", "Y", "devices"))
    chart = plot(Breakdown("b", "B", "", columns, (("one", 5, None),), "stacked_bar", ("x", "y")))

    assert isinstance(chart, BarPlot)
    assert chart.rows[0].value == "5, part not known"


def test_a_long_table_is_charted_in_part_and_says_so() -> None:
    chart = bars_of("by_vendor")

    assert len(chart.rows) == MOST_BARS
    assert chart.shown == "The chart shows the first 15 of 19 rows; the table has all of them."
    assert chart.shown in chart.description


def test_shares_run_to_one_hundred_percent() -> None:
    columns = (Column("a", "A"), Column("s", "S", "share"))
    half = plot(Breakdown("b", "B", "", columns, (("one", 0.5),), "bar", ("s",)))
    whole = plot(Breakdown("b", "B", "", columns, (("one", 1),), "bar", ("s",)))

    assert isinstance(half, BarPlot)
    assert isinstance(whole, BarPlot)
    assert half.rows[0].bars[0].width == pytest.approx(whole.rows[0].bars[0].width / 2)


def test_a_range_runs_from_low_to_high_and_is_crossed_at_the_likely_case() -> None:
    cases = tuple(Column(name, name.capitalize(), "pence") for name in ("low", "likely", "high"))
    rows = (("A", 100, 200, 400), ("B", 50, 50, 50), ("C", None, 5, 6))
    chart = plot(Breakdown("b", "Cost", "", (Column("a", "A"), *cases), rows, "range", ("low", "likely", "high")))

    assert isinstance(chart, BarPlot)
    widest, point, gap = chart.rows
    assert widest.mark == pytest.approx(widest.bars[0].x * 2)
    assert widest.bars[0].x + widest.bars[0].width == pytest.approx(widest.bars[0].x * 4)
    assert (point.bars[0].width, point.mark, point.value) == (0, point.bars[0].x, "£0.50")
    assert (gap.bars, gap.mark, gap.value) == ((), None, "£0.05")
    assert "A: likely £2.00, from £1.00 to £4.00" in chart.description


def test_a_line_is_broken_where_a_value_is_missing() -> None:
    chart = plot(BY_CODE["burn_down"])

    assert isinstance(chart, LinePlot)
    assert [len(stretch) for stretch in chart.lines[0].stretches] == [2, 3]
    assert chart.lines[1].last == "312 devices (22 November 2026)"
    assert [tick.label for tick in chart.y_ticks] == ["0", "200", "400", "600"]


def test_dates_stand_in_proportion_to_time() -> None:
    columns = (Column("on", "On", "date"), Column("n", "N", "devices"))
    rows = ((date(2026, 1, 1), 1), (date(2026, 1, 11), 2), (date(2026, 4, 11), 3))
    chart = plot(Breakdown("b", "B", "", columns, rows, "line", ("n",)))

    assert isinstance(chart, LinePlot)
    first, second, third = (x for x, _ in chart.lines[0].points)
    assert (second - first) / (third - first) == pytest.approx(0.1, abs=0.001)


@pytest.mark.parametrize("chart", ["bar", "stacked_bar", "line", "range"])
@settings(max_examples=40)
@given(rows=st.lists(st.tuples(st.text(max_size=60), COUNTS, COUNTS), max_size=20))
def test_every_mark_is_inside_the_chart(chart: str, rows: list[tuple[str, int | None, int | None]]) -> None:
    columns = (Column("a", "A"), Column("x", "X", "devices"), Column("y", "Y", "devices"))
    drawn = plot(
        Breakdown("b", "B", "", columns, tuple(rows), chart, ("x", "y", "y") if chart == "range" else ("x", "y"))
    )

    if isinstance(drawn, BarPlot):
        assert all(bar.x >= 0 and bar.x + bar.width <= 66.01 for row in drawn.rows for bar in row.bars)
        assert all(row.bar_y + drawn.bar_height <= drawn.height for row in drawn.rows)
    elif isinstance(drawn, LinePlot):
        assert all(0 <= x <= 100 and 0 <= y <= drawn.base + 0.01 for line in drawn.lines for x, y in line.points)
    else:
        assert all(x is None and y is None for _, x, y in rows)


@given(st.integers(0, 10_000), st.lists(st.integers(-5_000, 5_000), max_size=8))
def test_a_bridge_is_drawn_from_where_the_last_line_ended(opening: int, changes: list[int]) -> None:
    lines = tuple(BridgeLine(f"l{n}", f"Line {n}", change) for n, change in enumerate(changes))
    chart = waterfall(Bridge("Devices", date(2026, 1, 1), 1, opening, lines, opening + sum(changes)))

    assert len(chart.rows) == len(changes) + 2
    for row in chart.rows:
        (bar,) = row.bars
        assert bar.x >= 0
        assert bar.x + bar.width <= 66.01


def test_a_bridge_shows_rises_and_falls_apart() -> None:
    chart = waterfall(BRIDGE)

    assert [row.bars[0].series for row in chart.rows] == [0, 1, 1, 2, 2, 0]
    assert [row.value for row in chart.rows] == ["240", "+9", "0", "−60", "−2", "187"]


def test_a_column_that_is_not_there_cannot_be_plotted() -> None:
    with pytest.raises(ValueError, match="has no column weather to plot"):
        plot(replace(BY_CODE["by_kind"], plotted=("weather",)))


def test_a_table_that_asks_for_no_chart_has_none() -> None:
    assert plot(replace(BY_CODE["by_kind"], chart=None)) is None
    assert plot(BY_CODE["quality_issues"]) is None
