"""Where the marks of a chart stand. Pure geometry: the page's macros draw it, and it knows nothing of SVG.

Horizontal places are percentages of the chart's width and vertical ones are pixels, so that a chart fits any screen and
its text keeps its size. Labels stand above their bars, since a telephone has no room beside them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from riskreg.reporting.map_chart import MapPlot, map_plot
from riskreg.reporting.progress import Breakdown, Bridge, Column, Scalar
from riskreg.reporting.wording import NOT_KNOWN, format_cell, format_date_on, format_signed, format_value

MOST_BARS = 15
"""Rows that a bar chart shows; its description says so when the table has more."""

MOST_SERIES = 6
"""Series that can be told apart by pattern as well as colour."""

LABEL_LENGTH = 38
"""Characters of a bar's label, which fit a screen 320 pixels wide."""

_MOST_TICK = 13
"""Characters of a label of the upright axis for which the style sheets have room."""
_LABEL_ROOM = 20.0
_BAR = 18.0
_GAP = 14.0
_WIDEST_BAR = 66.0
"""Percent of the width that the longest bar takes; the rest is for its value."""
_LINE_TOP = 28.0
_LINE_BOTTOM = 232.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of series number `series`."""

    series: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class BarRow:
    """A label, the bars of it and the value at their end; `mark` is where a line crosses them, None for none."""

    label: str
    label_y: float
    bar_y: float
    bars: tuple[Bar, ...]
    value: str
    value_x: float
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class BarPlot:
    """A bar chart. `series` is empty where there is one kind of bar only."""

    title: str
    description: str
    height: float
    bar_height: float
    series: tuple[str, ...]
    rows: tuple[BarRow, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series: the stretches without a gap, every point, and what it ends at."""

    name: str
    stretches: tuple[tuple[tuple[float, float], ...], ...]
    points: tuple[tuple[float, float], ...]
    last: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    label: str
    at: float


@dataclass(frozen=True, slots=True)
class LinePlot:
    """A line chart. `gutter` is the room in pixels that the labels of the upright axis take, left of the plot."""

    title: str
    description: str
    height: float
    lines: tuple[Line, ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    base: float
    gutter: int


def plot(breakdown: Breakdown) -> BarPlot | LinePlot | MapPlot | None:
    """The chart of a breakdown; None where it asks for none or has no value to show."""
    columns = plotted_columns(breakdown)
    values = [row[index] for row in breakdown.rows for index, _ in columns]
    if breakdown.chart is None or not any(isinstance(value, int | float) for value in values):
        return None
    if breakdown.chart == "map":
        return map_plot(breakdown)
    if breakdown.chart == "line":
        return _line_plot(breakdown, columns)
    if breakdown.chart == "range" and len(columns) == 3:
        return _range_plot(breakdown, columns)
    return _bar_plot(breakdown, columns)


def plotted_columns(breakdown: Breakdown) -> list[tuple[int, Column]]:
    """The columns to plot, with their places in a row; columns that are not there are a mistake of the caller.

    Raises:
        ValueError: `plotted` names a column that the breakdown does not have.
    """
    places = {column.code: (index, column) for index, column in enumerate(breakdown.columns)}
    missing = [code for code in breakdown.plotted if code not in places]
    if missing:
        raise ValueError(f"Breakdown {breakdown.code} has no column {', '.join(missing)} to plot.")
    return [places[code] for code in breakdown.plotted[:MOST_SERIES]]


def waterfall(bridge: Bridge) -> BarPlot:
    """The bridge as a chart: the opening figure, each line from where the last one ended, the closing figure."""
    steps = [(f"{format_date_on(bridge.opening_as_at)}", 0, bridge.opening, 0, format_value(bridge.opening, "number"))]
    running = bridge.opening
    for line in bridge.lines:
        low, high = sorted((running, running + line.devices))
        steps.append((line.title, low, high, 1 if line.devices >= 0 else 2, format_signed(line.devices)))
        running += line.devices
    steps.append(("This report", 0, bridge.closing, 0, format_value(bridge.closing, "number")))
    lowest = min(0, *(low for _, low, *_ in steps))
    scale = _WIDEST_BAR / max(1, max(high for _, _, high, *_ in steps) - lowest)
    rows = []
    for number, (label, low, high, series, value) in enumerate(steps):
        start, width = (low - lowest) * scale, (high - low) * scale
        rows.append(_row(number, label, (Bar(series, start, width),), value))
    described = "; ".join(f"{row.label}: {row.value}" for row in rows)
    return BarPlot(
        title=f"{bridge.measure}: from the earlier report to this one",
        description=f"Bars from the opening figure through each change to the closing figure. {described}.",
        height=_height(len(rows)),
        bar_height=_BAR,
        series=("Total", "Increase", "Decrease"),
        rows=tuple(rows),
        shown="",
    )


def _bar_plot(breakdown: Breakdown, columns: Sequence[tuple[int, Column]]) -> BarPlot:
    stacked = breakdown.chart == "stacked_bar" and len(columns) > 1
    shown = breakdown.rows[:MOST_BARS]
    totals = [_number(sum(_number(row[i]) for i, _ in columns) if stacked else _most(row, columns)) for row in shown]
    scale = _WIDEST_BAR / _full_scale(columns, totals)
    rows: list[BarRow] = []
    for row in shown:
        label = format_cell(row[0], breakdown.columns[0].unit)
        if stacked:
            rows.append(_stacked_row(len(rows), label, row, columns, scale))
        else:
            for series, (index, column) in enumerate(columns):
                name = label if len(columns) == 1 else f"{_short(label, 20)}: {column.title}"
                width = _number(row[index]) * scale
                text = format_cell(row[index], column.unit)
                rows.append(_row(len(rows), name, (Bar(series, 0, width),), text))
    part = ""
    if len(breakdown.rows) > MOST_BARS:
        part = f"The chart shows the first {MOST_BARS} of {len(breakdown.rows):,} rows; the table has all of them."
    measures = ", ".join(column.title for _, column in columns)
    described = "; ".join(f"{row.label}: {row.value}" for row in rows[:5]) + ("; and so on" if len(rows) > 5 else "")
    return BarPlot(
        title=f"{breakdown.title}: {measures}",
        description=f"Bar chart. {described}. The table has every value. {part}".rstrip(),
        height=_height(len(rows)),
        bar_height=_BAR,
        series=tuple(column.title for _, column in columns) if len(columns) > 1 else (),
        rows=tuple(rows),
        shown=part,
    )


def _range_plot(breakdown: Breakdown, columns: Sequence[tuple[int, Column]]) -> BarPlot:
    """A bar from the low to the high case of each row, crossed by a line at the likely one."""
    low, likely, high = (index for index, _ in columns)
    unit = columns[1][1].unit
    shown = breakdown.rows[:MOST_BARS]
    scale = _WIDEST_BAR / _full_scale(columns, [_most(row, columns) for row in shown])
    rows: list[BarRow] = []
    for row in shown:
        start, end = sorted((_number(row[low]) * scale, _number(row[high]) * scale))
        is_known = all(isinstance(row[index], int | float) for index in (low, likely, high))
        bars = (Bar(0, start, end - start),) if is_known else ()
        label = format_cell(row[0], breakdown.columns[0].unit)
        mark = round(_number(row[likely]) * scale, 3) if is_known else None
        rows.append(replace(_row(len(rows), label, bars, format_cell(row[likely], unit)), mark=mark))
    part = "The bar runs from the low to the high case; the line across it is the likely one."
    if len(breakdown.rows) > MOST_BARS:
        part += f" The first {MOST_BARS} of {len(breakdown.rows):,} rows are shown; the table has all of them."
    described = "; ".join(
        f"{row.label}: likely {row.value}, from {format_cell(cells[low], unit)} to {format_cell(cells[high], unit)}"
        for row, cells in zip(rows[:5], shown, strict=False)
    )
    return BarPlot(
        title=breakdown.title,
        description=f"Chart of ranges. {described}. The table has every value.",
        height=_height(len(rows)),
        bar_height=_BAR,
        series=(),
        rows=tuple(rows),
        shown=part,
    )


def _stacked_row(
    number: int, label: str, row: Sequence[Scalar], columns: Sequence[tuple[int, Column]], scale: float
) -> BarRow:
    bars = []
    at = 0.0
    for series, (index, _) in enumerate(columns):
        width = _number(row[index]) * scale
        if width > 0:
            bars.append(Bar(series, at, width))
        at += width
    unit = columns[0][1].unit
    known = [value for value in (row[index] for index, _ in columns) if isinstance(value, int | float)]
    text = format_cell(sum(known), unit) if known else NOT_KNOWN
    if known and len(known) < len(columns):
        text = f"{text}, part {NOT_KNOWN}"
    return _row(number, label, tuple(bars), text)


def _line_plot(breakdown: Breakdown, columns: Sequence[tuple[int, Column]]) -> LinePlot:
    keys = [row[0] for row in breakdown.rows]
    across = _across(keys)
    highest = max(_most(row, columns) for row in breakdown.rows)
    ceiling, step = _nice(_full_scale(columns, [highest]))
    unit = columns[0][1].unit
    depth = (_LINE_BOTTOM - _LINE_TOP) / ceiling
    lines = []
    for index, column in columns:
        stretches: list[list[tuple[float, float]]] = [[]]
        last = NOT_KNOWN
        for x, row in zip(across, breakdown.rows, strict=True):
            value = row[index]
            if isinstance(value, int | float):
                stretches[-1].append((x, _LINE_BOTTOM - value * depth))
                last = f"{format_value(value, column.unit)} ({format_cell(row[0], breakdown.columns[0].unit)})"
            elif stretches[-1]:
                stretches.append([])
        kept = tuple(tuple(stretch) for stretch in stretches if stretch)
        lines.append(Line(column.title, kept, tuple(point for stretch in kept for point in stretch), last))
    labels = [format_cell(key, breakdown.columns[0].unit) for key in keys]
    marked = sorted({0, len(keys) // 2, len(keys) - 1} if len(keys) > 2 else {0, len(keys) - 1})
    y_ticks = tuple(
        Tick(format_cell(step * n, unit).removesuffix(".00"), _LINE_BOTTOM - step * n * depth)
        for n in range(round(ceiling / step) + 1)
    )
    described = "; ".join(f"{line.name} ends at {line.last}" for line in lines)
    return LinePlot(
        title=f"{breakdown.title}: {', '.join(column.title for _, column in columns)}",
        description=f"Line chart from {labels[0]} to {labels[-1]}. {described}. The table has every value.",
        height=_LINE_BOTTOM + 28,
        lines=tuple(lines),
        y_ticks=y_ticks,
        x_ticks=tuple(Tick(labels[number], across[number]) for number in marked),
        base=_LINE_BOTTOM,
        gutter=12 + 8 * min(_MOST_TICK, max(len(tick.label) for tick in y_ticks)),
    )


def _across(keys: Sequence[Scalar]) -> list[float]:
    """Places from 1 to 99 %: in proportion to time where the keys are dates, evenly otherwise."""
    days = [float(key.toordinal()) if isinstance(key, date) else None for key in keys]
    known = [day for day in days if day is not None]
    places = known if len(known) == len(keys) else [float(number) for number in range(len(keys))]
    first, span = min(places), max(places) - min(places)
    return [round(1 + 98 * (place - first) / span, 3) if span else 50.0 for place in places]


def _nice(highest: float) -> tuple[float, float]:
    """The top of an axis and the distance of its ticks: 1, 2, 2.5 or 5 times a power of ten, about four of them."""
    rough = highest / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    return math.ceil(highest / step - 1e-9) * step, step


def _full_scale(columns: Sequence[tuple[int, Column]], values: Sequence[float]) -> float:
    """What the full width stands for: shares always run to 100 %."""
    if all(column.unit == "share" for _, column in columns):
        return max(1.0, *values) if values else 1.0
    return max(values, default=0) or 1.0


def _most(row: Sequence[Scalar], columns: Sequence[tuple[int, Column]]) -> float:
    return max(_number(row[index]) for index, _ in columns)


def _number(value: Scalar) -> float:
    """What a mark is drawn from: a missing value has no length, and its label says that it is not known."""
    return max(0.0, float(value)) if isinstance(value, int | float) else 0.0


def _row(number: int, label: str, bars: tuple[Bar, ...], value: str) -> BarRow:
    top = number * (_LABEL_ROOM + _BAR + _GAP)
    rounded = tuple(Bar(bar.series, round(bar.x, 3), round(bar.width, 3)) for bar in bars)
    end = max((bar.x + bar.width for bar in rounded), default=0.0)
    return BarRow(_short(label, LABEL_LENGTH), top + 15, top + _LABEL_ROOM, rounded, value, round(end, 3))


def _short(label: str, length: int) -> str:
    return label if len(label) <= length else label[: length - 1].rstrip() + "…"


def _height(rows: int) -> float:
    return rows * (_LABEL_ROOM + _BAR + _GAP)
