"""Native Excel charts of a report's tables, on one sheet, each with a link to its table and alternative text."""

from __future__ import annotations

from collections.abc import Sequence

from riskreg.reporting.charts import MOST_BARS, plotted_columns
from riskreg.reporting.progress import Breakdown, Column
from riskreg.reporting.sheets import Book, Chart, Sheet, TablePlace

# Charts are told apart by pattern, dash and marker as well as by colour.
# Source of the colours: Analysis Function, Data visualisation: colours in charts (categorical palette).
_COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
_PATTERNS = (
    None,
    "wide_upward_diagonal",
    "dotted_diamond",
    "dark_horizontal",
    "small_checker",
    "wide_downward_diagonal",
)
_DASHES = ("solid", "dash", "round_dot", "dash_dot", "long_dash", "square_dot")
_MARKERS = ("circle", "square", "triangle", "diamond", "x", "plus")
_CHART_ROWS = 24


def chart_sheet(book: Book, placed: Sequence[tuple[Breakdown, Sheet, TablePlace | None]]) -> Sheet | None:
    """A sheet with the charts of the tables that ask for one; None, and no sheet, where none does.

    Args:
        book: The workbook.
        placed: Each breakdown with its sheet and the place of its table there.
    """
    charted = [
        (breakdown, sheet, place)
        for breakdown, sheet, place in placed
        if breakdown.chart and breakdown.plotted and place is not None
    ]
    if not charted:
        return None
    page = book.sheet("Charts", "Charts")
    page.wrap_column(110)
    page.line("Each chart shows a table of this workbook; the link above it leads to the table, which has every value.")
    for breakdown, sheet, place in charted:
        columns = plotted_columns(breakdown)
        last = place.last_row if breakdown.chart == "line" else min(place.last_row, place.first_row + MOST_BARS - 1)
        part = f", first {MOST_BARS} of {len(breakdown.rows):,} rows" if last < place.last_row else ""
        page.link(f"{breakdown.title}{part}: go to the table", sheet)
        chart = _native_chart(book, breakdown, place, last)
        measures = ", ".join(column.title for _, column in columns)
        described = f"{breakdown.title}{part}: {measures} for each {breakdown.columns[0].title}. {breakdown.definition}"
        page.insert(chart, f"{described} The values are on the sheet {sheet.name}.", _CHART_ROWS)
    return page


def _native_chart(book: Book, breakdown: Breakdown, place: TablePlace, last: int) -> Chart:
    # Excel has no chart of ranges: the three cases stand there as bars of their own.
    kinds = {"stacked_bar": {"type": "bar", "subtype": "stacked"}, "line": {"type": "line"}}
    chart = book.chart(kinds.get(breakdown.chart or "", {"type": "bar"}))
    columns = plotted_columns(breakdown)
    for number, (index, _) in enumerate(columns):
        colour = _COLOURS[number]
        series = {
            "name": [place.sheet, place.header_row, index],
            "categories": [place.sheet, place.first_row, 0, last, 0],
            "values": [place.sheet, place.first_row, index, last, index],
        }
        if breakdown.chart == "line":
            line = {"color": colour, "width": 2.25, "dash_type": _DASHES[number]}
            mark = {"type": _MARKERS[number], "size": 7, "fill": {"color": colour}, "border": {"color": colour}}
            chart.add_series({**series, "line": line, "marker": mark})
        else:
            pattern = _PATTERNS[number]
            fill = {"fill": {"color": colour}} if pattern is None else {}
            if pattern is not None:
                fill = {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "#FFFFFF"}}
            labels = {"data_labels": {"value": True}} if len(columns) == 1 else {}
            chart.add_series({**series, **fill, **labels, "border": {"color": colour}, "gap": 40})
    measures = columns[0][1].title if len(columns) == 1 else _axis_title(columns[0][1])
    along = {"name": breakdown.columns[0].title}
    value_axis = {"name": measures, "major_gridlines": {"visible": True, "line": {"color": "#B1B4B6"}}}
    if breakdown.chart == "line":
        # The axis counts in months and would call the thirtieth the first: it names the month, the table the day.
        dated = {"date_axis": True, "num_format": "mmm yyyy"} if breakdown.columns[0].unit == "date" else {}
        chart.set_x_axis({**along, **dated})
        chart.set_y_axis({**value_axis, "min": 0})
    else:
        # XlsxWriter calls the axis of the categories y in a bar chart. The first row of the table goes on top, and the
        # axis of the values stays at the bottom.
        chart.set_y_axis({**along, "reverse": True, "crossing": "max", "major_gridlines": {"visible": False}})
        chart.set_x_axis({**value_axis, "min": 0})
    chart.set_title({"name": breakdown.title, "name_font": {"size": 13}})
    chart.set_legend({"position": "bottom"} if len(columns) > 1 else {"none": True})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 780, "height": 440})
    return chart


def _axis_title(column: Column) -> str:
    return {"share": "Share", "pence": "Pounds"}.get(column.unit, column.unit.capitalize())
