"""Figures and tables of the chapters on plans and cost: what was appraised, approved, paid, what it will come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from riskreg.reporting.appraised import AppraisedSite
from riskreg.reporting.asking import Appraised, Filters
from riskreg.reporting.measures import Measures
from riskreg.reporting.progress import Breakdown, Column, Figure, Scalar
from riskreg.rules.appraisal_figures import OptionFigures
from riskreg.rules.costing import Estimate, Sum
from riskreg.rules.costing_lines import CostKind

_REAL = "Each amount is in money of the base year of its appraisal, without optimism bias"
_STATES = {
    Appraised.DRAFTED: "Options drafted, none recommended",
    Appraised.WAITING: "Recommended, waits for approval",
    Appraised.SENT_BACK: "Sent back",
    Appraised.APPROVED: "Option approved",
}


def appraisals(measures: Measures) -> list[Figure]:
    """How far appraisals have come, and what was approved, paid and is forecast."""
    found = measures.appraised
    approved = [each for each in found if each.approved is not None]

    def counted(code: str, title: str, definition: str, state: Appraised | None) -> Figure:
        number = sum(state in (None, each.state) for each in found)
        drill = measures.drill("appraisals", Filters(appraised=state))
        return Figure(code, title, definition, number, "number", drill=drill)

    def money(code: str, title: str, definition: str, pence: int, not_known: int) -> Figure:
        drill = measures.drill("appraisals")
        return Figure(code, title, f"{definition} {_REAL}.", pence, "pence", not_known=not_known, drill=drill)

    spent = [each.outturn for each in approved if each.outturn is not None]
    return [
        counted("plan_appraisals", "Appraisals", "Sites or systems whose options stand side by side, costed.", None),
        counted(
            "plan_options_waiting",
            "Options waiting for approval",
            "Appraisals with an option that one person recommends and another has not decided on.",
            Appraised.WAITING,
        ),
        counted(
            "plan_options_approved",
            "Options approved",
            "Appraisals with an option that one person recommended and another approved.",
            Appraised.APPROVED,
        ),
        Figure(
            "plan_costs_unpriced",
            "Costs without a price",
            "Costs of the options of all appraisals that nobody has priced: the sums of these options are too low.",
            sum(each.unpriced for each in found),
            "number",
            drill=measures.drill("appraisal-costs", Filters(unpriced=True)),
        ),
        money(
            "cost_approved",
            "Approved money to be found",
            "What approved options cost over the years of their appraisals, likely, with contingency and VAT. "
            "Not known: costs in them whose VAT is not known.",
            sum(each.approved.total.budget.likely for each in approved if each.approved is not None),
            sum(each.approved.without_vat for each in approved if each.approved is not None),
        ),
        money(
            "cost_planned",
            "Approved capital",
            "Capital cost of approved options, likely, without VAT and contingency. "
            "Not known: appraisals without an approved option.",
            sum(each.approved.total.capital.likely for each in approved if each.approved is not None),
            len(found) - len(approved),
        ),
        money(
            "cost_paid",
            "Capital paid",
            "What was paid by the as-at date for approved options, without VAT and yearly cost. "
            "Not known: appraisals with payments that cannot be put into money of their base year; these are taken "
            "as paid.",
            sum(each.paid_real for each in spent),
            sum(bool(each.not_converted) for each in spent),
        ),
        money(
            "cost_forecast",
            "Capital forecast",
            "What the capital of approved options will come to: what was paid where work is finished; else, kind by "
            "kind, what was planned or what was paid already, whichever is more. "
            "Not known: appraisals without an approved option.",
            sum(each.forecast.likely for each in spent),
            len(found) - len(approved),
        ),
    ]


def tables(measures: Measures) -> tuple[Breakdown, ...]:
    """The tables of the chapters; none where nothing is appraised."""
    found = measures.appraised
    if not found:
        return ()
    names = {each.reference: _site(measures, each) for each in found}
    approved = [each.approved for each in found if each.approved is not None]
    held = (_against(found, names), _kinds(found), _years(approved)) if approved else ()
    undecided = [each for each in found if each.approved is None]
    return (
        _states(found),
        _sites(found, names),
        _works(found, names),
        *held,
        *((_options(undecided, names),) if undecided else ()),
        _unpriced(found, names),
    )


def _site(measures: Measures, each: AppraisedSite) -> str:
    return measures.state.places.site(each.site_id, measures.on).name


def _states(found: tuple[AppraisedSite, ...]) -> Breakdown:
    number = Counter(each.state for each in found)
    devices: Counter[Appraised] = Counter()
    for each in found:
        devices[each.state] += max((option.devices_old for option in each.figures.options), default=0)
    return Breakdown(
        "plan_states",
        "How far appraisals have come",
        "Appraisals by what was decided, with the devices that they are about.",
        (
            Column("state", "State"),
            Column("appraisals", "Appraisals", "number"),
            Column("devices", "Devices", "devices"),
        ),
        tuple((title, number[state], devices[state]) for state, title in _STATES.items()),
        "bar",
        ("devices",),
    )


def _sites(found: tuple[AppraisedSite, ...], names: dict[str, str]) -> Breakdown:
    def row(each: AppraisedSite) -> tuple[Scalar, ...]:
        option = each.option
        if option is None:
            return each.reference, names[each.reference], _STATES[each.state], *("not decided",) * 6
        return (
            each.reference,
            names[each.reference],
            _STATES[each.state],
            f"{option.label}: {option.name}",
            option.devices_old,
            option.devices_new,
            option.starts_on,
            option.ends_on,
            each.outturn.forecast_end if each.outturn is not None else None,
        )

    return Breakdown(
        "plan_appraised_sites",
        "Appraised sites",
        "Each appraisal with the option that is approved, else the one that waits for approval, and when its work is "
        "planned. Work that began late, or should have begun and has not, is forecast to end as much later.",
        (
            Column("appraisal", "Appraisal"),
            Column("site", "Site"),
            Column("state", "State"),
            Column("option", "Option"),
            Column("old", "Devices out", "devices"),
            Column("new", "Devices in", "devices"),
            Column("starts_on", "Work from", "date"),
            Column("ends_on", "Work to", "date"),
            Column("forecast_end", "Forecast or real end", "date"),
        ),
        tuple(map(row, found)),
    )


def _works(found: tuple[AppraisedSite, ...], names: dict[str, str]) -> Breakdown:
    def row(each: AppraisedSite, option: OptionFigures) -> tuple[Scalar, ...]:
        stays = option.keeps_restricted
        return (
            each.reference,
            names[each.reference],
            f"{option.label}: {option.name}",
            _words(option.interoperability.value),
            "not known" if stays is None else "yes" if stays else "no",
            _words(option.disruption.value) if option.views else "no view recorded",
            option.minutes_lost,
            option.crew_days,
        )

    return Breakdown(
        "plan_work",
        "Does it work, and what is lost meanwhile",
        "Of the options approved or waiting: the gravest answer to whether what comes works with what stays; whether "
        "something restricted stays; what the work means for what must be seen, and for how many minutes in all.",
        (
            Column("appraisal", "Appraisal"),
            Column("site", "Site"),
            Column("option", "Option"),
            Column("works", "With what stays"),
            Column("restricted", "Something restricted stays"),
            Column("views", "Views"),
            Column("minutes", "Minutes lost", "number"),
            Column("crew_days", "Person-days on site", "number"),
        ),
        tuple(row(each, each.option) for each in found if each.option is not None),
    )


def _words(value: str) -> str:
    return value.replace("_", " ")


def _against(found: tuple[AppraisedSite, ...], names: dict[str, str]) -> Breakdown:
    def row(each: AppraisedSite) -> Iterator[tuple[Scalar, ...]]:
        held = each.outturn
        if held is not None:
            capital = (held.planned.low, held.planned.likely, held.planned.high)
            gap = held.forecast.likely - held.planned.likely
            yield names[each.reference], each.reference, *capital, held.paid_real, held.forecast.likely, gap

    return Breakdown(
        "cost_against_baseline",
        "Approved capital: planned, paid, forecast",
        f"Capital of approved options without VAT and contingency. {_REAL}; what was paid in other years is put into "
        "it by the GDP deflator where a price level is at hand. The forecast is what was paid where work is finished; "
        "else, kind by kind, what was planned or what was paid already, whichever is more.",
        (
            Column("site", "Site"),
            Column("appraisal", "Appraisal"),
            Column("low", "Planned, low", "pence"),
            Column("planned", "Planned, likely", "pence"),
            Column("high", "Planned, high", "pence"),
            Column("paid", "Paid", "pence"),
            Column("forecast", "Forecast", "pence"),
            Column("gap", "Forecast above plan", "pence"),
        ),
        tuple(line for each in found for line in row(each)),
        "bar",
        ("planned", "paid", "forecast"),
    )


def _kinds(found: tuple[AppraisedSite, ...]) -> Breakdown:
    planned: defaultdict[CostKind, Estimate] = defaultdict(Estimate)
    forecast: defaultdict[CostKind, Estimate] = defaultdict(Estimate)
    paid: Counter[CostKind] = Counter()
    for each in found:
        for line in each.outturn.by_kind if each.outturn is not None else ():
            planned[line.kind] += line.planned
            forecast[line.kind] += line.forecast
            paid[line.kind] += line.paid_real
    rows = [
        (
            kind.words[:1].upper() + kind.words[1:],
            planned[kind].low,
            planned[kind].likely,
            planned[kind].high,
            paid[kind],
            forecast[kind].likely,
        )
        for kind in CostKind
        if kind in planned
    ]
    rows.sort(key=lambda row: -row[2])
    return Breakdown(
        "cost_by_kind",
        "Approved capital by what it is for",
        f"Capital of all approved options by kind of cost; contingency stands apart and is forecast as far as it was "
        f"drawn. {_REAL}.",
        (
            Column("kind", "Cost"),
            Column("low", "Planned, low", "pence"),
            Column("planned", "Planned, likely", "pence"),
            Column("high", "Planned, high", "pence"),
            Column("paid", "Paid", "pence"),
            Column("forecast", "Forecast", "pence"),
        ),
        tuple(rows),
        "bar",
        ("planned", "paid"),
    )


def _years(approved: list[OptionFigures]) -> Breakdown:
    years: defaultdict[int, Sum] = defaultdict(Sum)
    for figures in approved:
        for year, total in figures.by_year:
            years[year] += total
    return Breakdown(
        "cost_by_year",
        "Approved money to be found, by year",
        f"What approved options cost in each year, likely: capital, yearly cost, contingency and VAT. {_REAL}.",
        (
            Column("year", "Year"),
            Column("capital", "Capital", "pence"),
            Column("yearly", "Yearly cost", "pence"),
            Column("contingency", "Contingency", "pence"),
            Column("vat", "VAT", "pence"),
            Column("total", "To be found", "pence"),
        ),
        tuple(
            (
                str(year),
                each.capital.likely,
                each.yearly.likely,
                each.contingency.likely,
                each.vat.likely,
                each.budget.likely,
            )
            for year, each in sorted(years.items())
        ),
        "stacked_bar",
        ("capital", "yearly", "contingency", "vat"),
    )


def _options(found: list[AppraisedSite], names: dict[str, str]) -> Breakdown:
    rows = [
        (
            f"{option.label}, {names[each.reference]}",
            each.reference,
            option.name,
            option.total.present_value.low,
            option.total.present_value.likely,
            option.total.present_value.high,
            option.total.budget.likely,
            len(option.unpriced),
            len(option.hindrances),
        )
        for each in found
        for option in each.figures.options
    ]
    return Breakdown(
        "cost_options",
        "Options not decided yet",
        "Options of appraisals without an approved one. The present cost is capital, yearly cost and optimism bias, "
        "discounted, without VAT and contingency; where costs have no price, it is too low by these. An option with "
        "something to be put right cannot be recommended.",
        (
            Column("option", "Option and site"),
            Column("appraisal", "Appraisal"),
            Column("name", "What it is"),
            Column("low", "Present cost, low", "pence"),
            Column("likely", "Present cost, likely", "pence"),
            Column("high", "Present cost, high", "pence"),
            Column("budget", "To be found", "pence"),
            Column("unpriced", "Costs without a price", "number"),
            Column("hindrances", "To be put right", "number"),
        ),
        tuple(rows),
        "bar",
        ("likely",),
    )


def _unpriced(found: tuple[AppraisedSite, ...], names: dict[str, str]) -> Breakdown:
    rows = [
        (each.reference, names[each.reference], option.label, text)
        for each in found
        for option in each.figures.options
        for text in option.unpriced
    ]
    return Breakdown(
        "cost_unpriced",
        "Costs without a price",
        "Costs that belong to an option and that nobody has priced. No public price is at hand for them, and none is "
        "guessed.",
        (
            Column("appraisal", "Appraisal"),
            Column("site", "Site"),
            Column("option", "Option"),
            Column("cost", "Cost"),
        ),
        tuple(rows),
    )
