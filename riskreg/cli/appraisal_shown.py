"""How options stand side by side on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from riskreg.cli.common import counted, say, show_table, words
from riskreg.operations.reporting import format_value
from riskreg.rules.appraisal_figures import Comparison, OptionFigures
from riskreg.rules.appraisal_money import MONEY
from riskreg.rules.appraisal_said import delay_said, life_said
from riskreg.rules.dates import long_date
from riskreg.rules.terms import Interoperability

Row = tuple[object, ...]


def pounds(pence: int | None) -> str:
    """Pence as an officer reads it, a minus in front where it is one."""
    if pence is None:
        return "not known"
    return f"−{format_value(-pence, 'pence')}" if pence < 0 else str(format_value(pence, "pence"))


def show_comparison(figures: Comparison) -> None:
    """The options side by side: money, what works, what is lost, and what hinders each."""
    options = figures.options
    headers = ("", *(f"{each.label}: {words(each.kind.value)}" for each in options))
    places = tuple(range(1, len(options) + 1))
    show_table(
        f"Cost in money of {figures.base_year}, {figures.base_year} to {figures.last_year}, likely",
        headers,
        list(_money(options)),
        numbers=places,
    )
    show_table("Range of the present cost with optimism bias", headers, list(_range(options)), numbers=places)
    show_table("Does it work, and what is lost meanwhile", headers, list(_works(options)))
    for each in options:
        _of_option(each)
    if figures.budget_pence is not None:
        say(f"Set aside: {pounds(figures.budget_pence)}.")
    say(f"Discount rates: {figures.rates_source}. Optimism bias: {figures.bias_source}.")


def _money(options: tuple[OptionFigures, ...]) -> Iterator[Row]:
    for figure in MONEY:
        yield figure.title, *(pounds(figure.of(each.total).likely) for each in options)
    if any(each.over_budget for each in options):
        yield "Above what is set aside", *(pounds(each.over_budget) for each in options)
    yield "Costs without a price", *(len(each.unpriced) for each in options)


def _range(options: tuple[OptionFigures, ...]) -> Iterator[Row]:
    for name in ("low", "likely", "high"):
        yield name, *(pounds(getattr(each.total.present_value, name)) for each in options)


def _works(options: tuple[OptionFigures, ...]) -> Iterator[Row]:
    yield "Devices out", *(each.devices_old for each in options)
    yield "Devices in", *(each.devices_new for each in options)
    yield "With what stays", *(words(each.interoperability.value) for each in options)
    yield "Something restricted stays", *(_told(each.keeps_restricted) for each in options)
    yield "Views", *(words(each.disruption.value) for each in options)
    yield "Minutes lost", *(_minutes(each) for each in options)
    yield "Visits", *(each.visits for each in options)
    yield "Person-days on site", *(each.crew_days for each in options)
    for place, view in enumerate(options[0].views if options else ()):
        name = f"{view.view} ({view.criticality.words})"
        yield name, *(words(each.views[place].outcome.value) for each in options)


def _told(state: bool | None) -> str:
    return "not known" if state is None else "yes" if state else "no"


def _minutes(option: OptionFigures) -> str:
    if not option.views:
        return "no view recorded"
    if any(each.after is not None and each.after < min(each.floor, each.before) for each in option.views):
        return "lost for good"
    return "not known" if option.minutes_lost is None else f"{option.minutes_lost:,}"


def _of_option(option: OptionFigures) -> None:
    say(f"{option.label}: {option.name}")
    for product in option.products:
        say(f"  {product.quantity} × {product.name} ({product.reference}): {words(product.outcome.value)}")
        if product.note is not None:
            say(f"    its list notes: {product.note}")
        for answer in product.answers:
            if answer.outcome is not Interoperability.FITS:
                how = f"{words(answer.subject.value)} {words(answer.outcome.value)}"
                say(f"    {how}: {answer.reason} [{answer.source}]")
    for view in option.views:
        say(f"  View “{view.view}”: {words(view.outcome.value)}. {view.reason}")
    if option.starts_on is not None:
        say(f"  Work from {long_date(option.starts_on)} to {long_date(option.ends_on)}.")
        for text in delay_said(option):
            say(f"  {text}")
    elif option.visits:
        say(f"  {counted(option.undated, 'visit')} without a date.")
    if option.lives is not None:
        say(f"  {life_said(option.lives)}")
    if option.without_bias:
        bear = "bears" if option.without_bias == 1 else "bear"
        say(f"  {counted(option.without_bias, 'cost')} {bear} no optimism bias: no type of project is chosen.")
    if option.without_vat:
        say(f"  VAT of {counted(option.without_vat, 'cost')} is not known; the money to be found is too low by it.")
    for each in option.hindrances:
        say(f"  To be put right before it can be recommended: {each}")
