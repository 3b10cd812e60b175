"""The removal-progress report as an accessible Excel workbook with native charts.

The same figures give the same bytes: nothing depends on the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

from riskreg.reporting.files import whole_file
from riskreg.reporting.native_charts import chart_sheet
from riskreg.reporting.progress import Breakdown, Bridge, Column, Figure, Progress, Scalar
from riskreg.reporting.sheets import Book, Sheet, TablePlace, TableSpec
from riskreg.reporting.wording import (
    as_sealed,
    drill_command,
    format_date_on,
    format_instant,
    format_value,
    fraction,
)

NOT_APPLICABLE = "not applicable"

_FIGURE_COLUMNS = (
    Column("title", "Figure"),
    Column("value", "Value", "number"),
    Column("unit", "Unit"),
    Column("shown", "As shown in the report"),
    Column("numerator", "Numerator", "number"),
    Column("denominator", "Denominator", "number"),
    Column("not_known", "Not known", "number"),
    Column("definition", "What is counted"),
    Column("drill", "How to list the rows"),
    Column("code", "Code"),
)

_BRIDGE_ROW_COLUMNS = (
    Column("line", "Line of the bridge"),
    Column("reference", "Reference"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("make", "Make"),
    Column("model", "Model"),
    Column("devices", "Change in devices", "signed"),
    Column("on", "Date", "date"),
    Column("actor", "Person"),
    Column("reason", "Reason"),
    Column("change", "Change number in the trail", "number"),
)

_UNITS = {"share": "share", "pence": "pounds"}

_STANDING_NOTES = (
    "“Not known” means that the register cannot tell. It is never counted as nought, as clear or as removed.",
    "A percentage always stands with its numerator, its denominator and what is not known.",
    "A percentage reads 100.0 % only when nothing is left.",
    "Reported means that somebody says so. Verified means that there is evidence and that a second person checked it.",
    "The command under “How to list the rows” lists the rows behind a figure, from the same register.",
    "Money is in pounds. The register keeps pence.",
    "The digest is the SHA-256 of the figures in canonical JSON. Reports with the same digest show the same figures.",
)


def write_workbook(progress: Progress, path: Path) -> None:
    """Write the report as a workbook: cover, headline, figures, breakdowns, charts, bridge, editions and notes.

    Raises:
        RiskregError: The file cannot be written there.
        ValueError: The figures carry a digest that is not theirs, or their bridge does not add up.
    """
    sealed = as_sealed(progress)
    created = sealed.as_known_at or datetime.combine(sealed.as_at, time())
    with whole_file(path) as stream:
        book = Book(stream, title=sealed.title, author=sealed.organisation, marking=sealed.marking, created=created)
        _fill(book, sealed)
        book.close()


def _fill(book: Book, sealed: Progress) -> None:
    cover = book.sheet("Cover", sealed.title)
    contents: list[tuple[str, Sheet]] = []

    headline = book.sheet("Headline", "Where we stand")
    headline.notes("The headline figure, with what is not known and what left the cohort in another way.")
    _figures(headline, "headline", (sealed.headline, *sealed.beside_headline))
    contents.append(("The headline and the figures to be read beside it", headline))

    figures = book.sheet("Figures", "All figures, with their definitions")
    _figures(figures, "figures", (sealed.headline, *sealed.beside_headline, *sealed.figures))
    contents.append(("Every figure: definition, numerator, denominator, not known, how to list its rows", figures))

    placed = [(breakdown, *_breakdown(book, breakdown)) for breakdown in sealed.breakdowns]
    contents.extend((breakdown.title, sheet) for breakdown, sheet, _ in placed)
    charts = chart_sheet(book, placed)
    if charts is not None:
        contents.append(("Charts of the tables above", charts))
    if sealed.bridge is not None:
        contents.extend(_bridge(book, sealed.bridge))
    contents.append(("List editions and determinations that the figures rest on", _editions(book, sealed)))
    contents.append(("Notes", _notes(book, sealed)))
    _cover(cover, sealed, contents)


def _cover(sheet: Sheet, progress: Progress, contents: Sequence[tuple[str, Sheet]]) -> None:
    sheet.wrap_column()
    known = f"change {progress.as_known:,} of register {progress.register_code}"
    if progress.as_known_at is not None:
        known += f", made on {format_instant(progress.as_known_at)}"
    lines = (
        f"Organisation: {progress.organisation}",
        f"As at: {format_date_on(progress.as_at)}. The figures describe this date.",
        f"As known: {known}. Nothing that the register was told later is in the figures.",
        f"Scope: {progress.scope}",
        f"Regimes: {', '.join(progress.regimes) or 'none adopted'}",
        f"Headline: {progress.headline.title}: {_shown(progress.headline)}",
    )
    for line in lines:
        sheet.line(line, text_wrap=True)
    sheet.line("Contents", bold=True, font_size=13)
    for text, target in contents:
        sheet.link(f"{target.name}: {text}", target)
    sheet.line("What the figures rest on", bold=True, font_size=13)
    for edition in progress.editions:
        sheet.line(f"{edition.regime}: {edition.title}, edition {edition.edition}", text_wrap=True)
    sheet.line(f"Catalogue of vendors: edition {progress.catalogue_edition}", text_wrap=True)
    sheet.line(f"Hash of the trail at change {progress.as_known:,}: {progress.trail_hash}", text_wrap=True)
    sheet.line(f"Digest of the figures (SHA-256): {progress.digest}", text_wrap=True)


def _shown(figure: Figure) -> str:
    made_of = fraction(figure)
    unknown = "" if figure.not_known is None else f"; not known: {figure.not_known:,}"
    return f"{format_value(figure.value, figure.unit)}{f' ({made_of})' if made_of else ''}{unknown}"


def _figures(sheet: Sheet, name: str, figures: Sequence[Figure]) -> None:
    rows: list[tuple[Scalar, ...]] = [
        (
            figure.title,
            figure.value,
            _UNITS.get(figure.unit, figure.unit),
            format_value(figure.value, figure.unit),
            *(NOT_APPLICABLE if part is None else part for part in (figure.numerator, figure.denominator)),
            NOT_APPLICABLE if figure.not_known is None else figure.not_known,
            figure.definition,
            drill_command(figure) or NOT_APPLICABLE,
            figure.code,
        )
        for figure in figures
    ]
    units = {"value": [figure.unit for figure in figures]}
    sheet.notes("This sheet has one table, one row for each figure. A share is a number between 0 and 1, shown as %.")
    sheet.table(TableSpec(name, sheet.title, _FIGURE_COLUMNS, rows, mixed=units))


def _breakdown(book: Book, breakdown: Breakdown) -> tuple[Sheet, TablePlace | None]:
    sheet = book.sheet(breakdown.title, breakdown.title)
    sheet.notes(breakdown.definition)
    charted = frozenset(breakdown.plotted) if breakdown.chart else frozenset()
    places = [index for index, column in enumerate(breakdown.columns) if column.code in charted]
    if any(row[index] is None for row in breakdown.rows for index in places):
        sheet.notes("An empty cell means: not known. It is left empty so that the chart does not show it as nought.")
    if breakdown.rows:
        count = len(breakdown.rows)
        sheet.notes(f"This sheet has one table of {count:,} {'row' if count == 1 else 'rows'}.")
    spec = TableSpec(breakdown.code, breakdown.title, breakdown.columns, breakdown.rows, empty=charted)
    return sheet, sheet.table(spec)


def _bridge(book: Book, bridge: Bridge) -> list[tuple[str, Sheet]]:
    opening = format_date_on(bridge.opening_as_at)
    lines: list[tuple[Scalar, ...]] = [(f"Earlier report, as at {opening}", bridge.opening, "opening figure", None)]
    lines.extend((line.title, line.devices, "change", len(line.rows)) for line in bridge.lines)
    lines.append(("This report", bridge.closing, "closing figure", None))
    columns = (
        Column("line", "Line"),
        Column("devices", "Devices", "signed"),
        Column("role", "What it is"),
        Column("rows", "Rows that make it up", "number"),
    )
    kinds = ["number", *("signed" for _ in bridge.lines), "number"]
    shown = [(*row[:3], NOT_APPLICABLE if row[3] is None else row[3]) for row in lines]
    summary = book.sheet("Bridge", f"{bridge.measure}: from the earlier report to this one")
    summary.notes(
        f"The earlier report described {opening} as known at change {bridge.opening_as_known:,}. "
        "The opening figure and all changes add up to the closing figure exactly."
    )
    summary.table(TableSpec("bridge", summary.title, columns, shown, mixed={"devices": kinds}))
    rows = [
        (
            line.title,
            row.reference,
            row.site,
            row.organisation,
            row.make,
            row.model,
            row.devices,
            row.on,
            row.actor,
            row.reason,
            row.change,
        )
        for line in bridge.lines
        for row in line.rows
    ]
    detail = book.sheet("Bridge rows", "The rows behind each line of the bridge")
    detail.notes("One row for each asset that a line is made of, back to the person and the change that made it.")
    detail.table(TableSpec("bridge_rows", detail.title, _BRIDGE_ROW_COLUMNS, rows))
    return [("What changed since the earlier report", summary), ("The assets behind each change", detail)]


def _editions(book: Book, progress: Progress) -> Sheet:
    sheet = book.sheet("Editions", "List editions and determinations that the figures rest on")
    columns = (
        Column("regime", "Regime"),
        Column("title", "Title"),
        Column("edition", "Edition"),
        Column("legal_on", "In law from", "date"),
        Column("checksum", "Checksum (SHA-256)"),
    )
    rows = [(e.regime, e.title, e.edition, e.legal_on, e.checksum) for e in progress.editions]
    sheet.table(TableSpec("editions", sheet.title, columns, rows))
    return sheet


def _notes(book: Book, progress: Progress) -> Sheet:
    sheet = book.sheet("Notes", "Notes")
    columns = (Column("number", "Note number"), Column("text", "Note text"))
    rows = [(f"[note {number}]", text) for number, text in enumerate((*progress.notes, *_STANDING_NOTES), start=1)]
    sheet.table(TableSpec("notes", "Notes to the report", columns, rows))
    return sheet
