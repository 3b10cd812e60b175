"""Tables of an appraisal with their charts: whole life by option, spending by year, lost coverage per view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from riskreg.reporting.charts import BarPlot, LinePlot, plot
from riskreg.reporting.progress import Breakdown, Column, Scalar
from riskreg.rules.appraisal_figures import Comparison, OptionFigures
from riskreg.rules.costing import Sum
from riskreg.rules.disruption_terms import ViewOutcome
from riskreg.rules.outturn import Outturn

LOST_FOR_GOOD = "lost for good"
_CASES = (Column("low", "Low", "pence"), Column("likely", "Likely", "pence"), Column("high", "High", "pence"))


@dataclass(frozen=True, slots=True)
class Charted:
    """A table, and its chart; None where there is nothing to draw."""

    table: Breakdown
    chart: BarPlot | LinePlot | None

    @property
    def is_line(self) -> bool:
        """Whether the chart is a line chart."""
        return isinstance(self.chart, LinePlot)


def comparison_charts(figures: Comparison) -> tuple[Charted, ...]:
    """Whole life by option, spending by year, and minutes of lost coverage per view.

    Args:
        figures: The frozen figures.
    """
    found = [whole_life(figures), spending(figures)]
    if any(each.views for each in figures.options):
        found.append(lost_coverage(figures))
    return tuple(_charted(each) for each in found)


def whole_life(figures: Comparison) -> Breakdown:
    """Whole-life cost by option, low to high."""
    return Breakdown(
        "whole_life",
        "Whole-life cost by option",
        f"Capital and all yearly cost of {figures.base_year} to {figures.last_year} in money of {figures.base_year}, "
        "without VAT, optimism bias and contingency.",
        (Column("option", "Option"), *_CASES),
        tuple((named(each), *_cases(each.total)) for each in figures.options),
        chart="range",
        plotted=("low", "likely", "high"),
    )


def _cases(total: Sum) -> tuple[int, int, int]:
    return total.whole_life.low, total.whole_life.likely, total.whole_life.high


def named(option: OptionFigures) -> str:
    """Letter and kind of an option."""
    return f"{option.label}: {option.kind.words}"


def spending(figures: Comparison) -> Breakdown:
    """What has to be found in each year, by option."""
    years = range(figures.base_year, figures.last_year + 1)
    paid = {each.label: dict(each.by_year) for each in figures.options}
    return Breakdown(
        "spending",
        "To be found by year",
        "Capital, yearly cost, contingency and VAT that fall in each year, likely, in money of "
        f"{figures.base_year}. Without optimism bias.",
        (Column("year", "Year"), *(Column(each.label, named(each), "pence") for each in figures.options)),
        tuple(
            (str(year), *(paid[each.label].get(year, Sum()).budget.likely for each in figures.options))
            for year in years
        ),
        chart="line",
        plotted=tuple(each.label for each in figures.options),
    )


def lost_coverage(figures: Comparison) -> Breakdown:
    """Minutes below the floor, per view and option."""
    views = next((each.views for each in figures.options if each.views), ())
    return Breakdown(
        "lost_coverage",
        "Minutes of lost coverage by view",
        "Minutes during the work for which fewer devices see a view than it needs.",
        (
            Column("view", "View"),
            Column("criticality", "It matters"),
            *(Column(each.label, f"Option {each.label}", "number") for each in figures.options),
        ),
        tuple(
            (view.view, view.criticality.words, *(lost(each.views[place]) for each in figures.options))
            for place, view in enumerate(views)
        ),
        chart="bar",
        plotted=tuple(each.label for each in figures.options),
    )


def lost(view: ViewOutcome) -> Scalar:
    """Minutes that are lost of a view, or that it is lost for good; None where not known."""
    if view.after is not None and view.after < min(view.floor, view.before):
        return LOST_FOR_GOOD
    return view.lost_minutes


def option_chart(option: OptionFigures) -> Charted:
    """What one option costs in each year.

    Args:
        option: Its figures.
    """
    columns = (
        Column("year", "Year"),
        Column("capital", "Capital", "pence"),
        Column("yearly", "Yearly", "pence"),
        Column("contingency", "Contingency", "pence"),
        Column("vat", "VAT", "pence"),
        Column("budget", "To be found", "pence"),
    )
    rows = tuple(
        (
            str(year),
            each.capital.likely,
            each.yearly.likely,
            each.contingency.likely,
            each.vat.likely,
            each.budget.likely,
        )
        for year, each in option.by_year
    )
    table = Breakdown(
        "by_year",
        "To be found by year",
        "Likely, in money of the base year. Without optimism bias.",
        columns,
        rows,
        chart="stacked_bar",
        plotted=("capital", "yearly", "contingency", "vat"),
    )
    return _charted(table)


def outturn_chart(found: Outturn) -> Charted:
    """Planned, paid and forecast capital.

    Args:
        found: The outturn.
    """
    paid = found.paid_real
    table = Breakdown(
        "outturn",
        "Capital planned, paid and forecast",
        "In money of the base year, without VAT, optimism bias and contingency.",
        (Column("what", "What"), *_CASES),
        (
            ("Planned", found.planned.low, found.planned.likely, found.planned.high),
            ("Paid so far", paid, paid, paid),
            ("Forecast when all is done", found.forecast.low, found.forecast.likely, found.forecast.high),
        ),
        chart="range",
        plotted=("low", "likely", "high"),
    )
    return _charted(table)


def _charted(table: Breakdown) -> Charted:
    drawn = plot(table)
    return Charted(table, drawn if isinstance(drawn, BarPlot | LinePlot) else None)


def products_flagged(options: Sequence[OptionFigures]) -> tuple[str, ...]:
    """Products of options that were flagged when they were reckoned, each once."""
    return tuple(
        dict.fromkeys(
            f"{each.name} ({each.reference}) is {each.verdict.value}. {each.reason}"
            for option in options
            for each in option.products
            if each.verdict.is_flagged
        )
    )
