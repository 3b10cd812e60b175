"""The removal-progress report as one self-contained page: no script, no request, readable on a telephone and in print.

What stands where is decided here; `reports/progress.html.j2` only sets it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from riskreg.reporting.charts import BarPlot, LinePlot, plot, waterfall
from riskreg.reporting.files import whole_file
from riskreg.reporting.map_chart import MapPlot
from riskreg.reporting.progress import Breakdown, Bridge, BridgeRow, Column, Figure, Progress, Scalar
from riskreg.reporting.sheets import unique_headers
from riskreg.reporting.wording import (
    NOT_KNOWN,
    as_sealed,
    drill_command,
    format_cell,
    format_date_on,
    format_instant,
    format_number,
    format_signed,
    format_value,
    fraction,
    is_number,
)
from riskreg.settings import data_folder

BRIDGE_ROWS_SHOWN = 25
"""Rows of a bridge line on the page; the workbook has them all, and the page says so."""

TABLE_ROWS_SHOWN = 500
"""Rows of a table on the page; a programme may appraise thousands of sites, and the workbook has them all."""

MOST_CARDS = 4
"""Figures of a section that are shown as cards; more than that are shown as a list, which is quicker to read."""

_SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "due",
        "What is due and overdue",
        ("due", "overdue", "obligation", "waiver", "breach", "core_network", "install", "deadline"),
    ),
    ("sensitive", "Sensitive sites", ("sensitive", "limb", "sites_not_assessed")),
    ("where", "By organisation, vendor and kind", ("by_",)),
    ("removal", "Removal: reported and verified", ("burn", "removal", "removed", "reported", "step", "open_")),
    ("plans", "Plans", ("plan",)),
    ("cost", "Cost", ("cost", "budget")),
    (
        "estate",
        "The whole estate",
        ("devices", "lines", "systems", "sites", "unlisted", "restricted", "suspected", "clear"),
    ),
    ("more", "More figures", ()),
    ("changes", "What changed since the earlier report", ()),
    ("quality", "How sound the data are", ("quality", "decision", "authenticated", "reappearance", "unknown")),
    ("basis", "What the figures rest on", ()),
)
"""Sections in the order in which an officer reads them: name, heading, how the codes begin that belong there."""


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure in words."""

    title: str
    value: str
    made_of: str
    not_known: str
    definition: str
    command: str
    drill: str
    code: str
    warn: bool
    is_nought: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `style` names its classes: `n` number, `d` date, `missing` not known."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table, and its chart if it has one. `narrow` tables stand beside their chart on a wide screen."""

    id: str
    title: str
    definition: str
    headers: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: BarPlot | LinePlot | MapPlot | None
    narrow: bool

    @property
    def is_line(self) -> bool:
        """Whether the chart is a line chart."""
        return isinstance(self.chart, LinePlot)

    @property
    def is_map(self) -> bool:
        """Whether the chart is a map."""
        return isinstance(self.chart, MapPlot)


@dataclass(frozen=True, slots=True)
class BridgeLineView:
    """A line of the bridge with the rows that are shown of it."""

    title: str
    change: str
    rows: TableView | None
    left_out: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page."""

    id: str
    heading: str
    figures: tuple[FigureView, ...]
    tables: tuple[TableView, ...]
    as_list: bool


def write_page(progress: Progress, path: Path) -> None:
    """Write the report as one HTML page.

    Raises:
        RiskregError: The file cannot be written there.
        ValueError: The figures carry a digest that is not theirs, or their bridge does not add up.
    """
    page = render_page(progress).encode()
    with whole_file(path) as stream:
        stream.write(page)


def render_page(progress: Progress) -> str:
    """The page as text, for those who serve it. Raises as `write_page` does."""
    parts = page_parts(progress)
    folder = data_folder("reports")
    css = (folder / "page.css").read_text(encoding="utf-8")
    # The style sheet is ours; the marking is made safe for the string that it stands in.
    safe = Markup(css.replace("%MARKING%", css_string(progress.marking)))  # noqa: S704
    return _environment(folder).get_template("progress.html.j2").render(css=safe, **parts)


def page_parts(progress: Progress) -> dict[str, Any]:
    """What stands on the page and where, for this page and those of the service. Raises as `write_page` does."""
    sealed = as_sealed(progress)
    return {
        "progress": sealed,
        "as_at": format_date_on(sealed.as_at),
        "as_known_at": format_instant(sealed.as_known_at) if sealed.as_known_at else "",
        "headline": _figure(sealed.headline),
        "meter": _meter(sealed.headline),
        "beside": [_figure(figure) for figure in sealed.beside_headline if not _is_way_out(figure)],
        "ways_out": [_figure(figure) for figure in sealed.beside_headline if _is_way_out(figure)],
        "sections": _sections(sealed),
        "bridge": sealed.bridge,
        "bridge_opening": format_date_on(sealed.bridge.opening_as_at) if sealed.bridge else "",
        "bridge_chart": waterfall(sealed.bridge) if sealed.bridge else None,
        "bridge_lines": _bridge_lines(sealed.bridge) if sealed.bridge else [],
        "editions": _editions(sealed),
        "number": format_number,
    }


def css_string(text: str) -> str:
    """A text as it may stand between quotes in a style sheet: all but letters, digits and spaces as escapes."""
    return re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found.group()):06x}", text)


@lru_cache(maxsize=4)
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _sections(progress: Progress) -> list[Section]:
    """The sections that have something to say."""
    figures: dict[str, list[FigureView]] = {key: [] for key, *_ in _SECTIONS}
    tables: dict[str, list[TableView]] = {key: [] for key, *_ in _SECTIONS}
    for figure in progress.figures:
        figures[_section_of(figure.code, (figure.unit,))].append(_figure(figure))
    for number, breakdown in enumerate(progress.breakdowns, start=1):
        units = tuple(column.unit for column in breakdown.columns)
        tables[_section_of(breakdown.code, units)].append(_table(breakdown, f"t{number}"))
    always = {"basis"} | ({"changes"} if progress.bridge is not None else set())
    return [
        Section(key, title, tuple(figures[key]), tuple(tables[key]), as_list=len(figures[key]) > MOST_CARDS)
        for key, title, _ in _SECTIONS
        if figures[key] or tables[key] or key in always
    ]


def _section_of(code: str, units: Iterable[str]) -> str:
    for section, _, beginnings in _SECTIONS:
        if code.startswith(beginnings):
            return section
    return "cost" if "pence" in units else "more"


def _figure(figure: Figure) -> FigureView:
    unknown = ""
    if figure.not_known is not None:
        unknown = f"Not known: {format_number(figure.not_known)}" if figure.not_known else "Not known: none"
    return FigureView(
        title=figure.title,
        value=format_value(figure.value, figure.unit),
        made_of=fraction(figure),
        not_known=unknown,
        definition=figure.definition,
        command=drill_command(figure),
        drill=figure.drill,
        code=figure.code,
        warn="overdue" in figure.code.split("_") and bool(figure.value),
        is_nought=figure.value == 0,
    )


def _is_way_out(figure: Figure) -> bool:
    """Whether a figure tells how devices left the cohort without a verified removal."""
    return figure.code.startswith("left_")


def _meter(figure: Figure) -> float | None:
    """How far the bar of the headline is filled, in percent; None where the headline is no share."""
    if figure.unit != "share" or figure.value is None:
        return None
    return round(min(max(float(figure.value), 0.0), 1.0) * 100, 2)


def _table(breakdown: Breakdown, identity: str) -> TableView:
    shown, definition = breakdown.rows[:TABLE_ROWS_SHOWN], breakdown.definition
    if len(shown) < len(breakdown.rows):
        definition += f" The first {len(shown)} of {len(breakdown.rows):,} rows; the workbook has all of them."
    return _table_view(identity, breakdown.title, definition, breakdown.columns, shown, chart=plot(breakdown))


def _table_view(
    identity: str,
    title: str,
    definition: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Scalar]],
    chart: BarPlot | LinePlot | MapPlot | None = None,
) -> TableView:
    headers = zip(unique_headers(columns), columns, strict=True)
    return TableView(
        id=identity,
        title=title,
        definition=definition,
        headers=tuple(Cell(header, "n" if is_number(column.unit) else "") for header, column in headers),
        rows=tuple(tuple(_cell(v, column.unit) for v, column in zip(row, columns, strict=True)) for row in rows),
        chart=chart,
        narrow=chart is not None and len(columns) <= 4,
    )


def _cell(value: Scalar, unit: str) -> Cell:
    text = format_cell(value, unit)
    styles = (
        "n" if is_number(unit) else "",
        "d" if isinstance(value, date) else "",
        "missing" if text == NOT_KNOWN else "",
    )
    return Cell(text, " ".join(style for style in styles if style))


_BRIDGE_COLUMNS = (
    Column("reference", "Reference"),
    Column("devices", "Change", "signed"),
    Column("site", "Site"),
    Column("make", "Make and model"),
    Column("on", "Date", "date"),
    Column("actor", "Person"),
    Column("reason", "Reason"),
    Column("change", "Change in the trail", "number"),
)


def _bridge_lines(bridge: Bridge) -> list[BridgeLineView]:
    views = []
    for number, line in enumerate(bridge.lines, start=1):
        shown = line.rows[:BRIDGE_ROWS_SHOWN]
        title = f"Assets behind “{line.title}”"
        rows = _table_view(f"b{number}", title, "", _BRIDGE_COLUMNS, [_bridge_row(row) for row in shown])
        left_out = ""
        if len(line.rows) > len(shown):
            left_out = (
                f"The first {len(shown)} of {len(line.rows):,} assets. "
                "The sheet “Bridge rows” of the workbook has all of them."
            )
        views.append(BridgeLineView(line.title, format_signed(line.devices), rows if shown else None, left_out))
    return views


def _bridge_row(row: BridgeRow) -> tuple[Scalar, ...]:
    place = f"{row.site}, {row.organisation}" if row.organisation else row.site
    maker = f"{row.make} {row.model}".strip()
    return (row.reference, row.devices, place, maker, row.on, row.actor, row.reason, row.change)


def _editions(progress: Progress) -> TableView:
    columns = (
        Column("regime", "Regime"),
        Column("title", "Title"),
        Column("edition", "Edition"),
        Column("legal_on", "In law from", "date"),
        Column("checksum", "Checksum (SHA-256)"),
    )
    rows = [(e.regime, e.title, e.edition, e.legal_on, e.checksum) for e in progress.editions]
    return _table_view("editions", "List editions and determinations", "", columns, rows)
