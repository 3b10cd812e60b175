"""The figures of money by which options are compared, each with what it means. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from riskreg.rules.costing import Estimate, Sum


@dataclass(frozen=True, slots=True)
class MoneyFigure:
    """A figure of money.

    Attributes:
        code: Stable name.
        title: As shown.
        means: What it holds, in a sentence.
        of: Takes it from a sum.
    """

    code: str
    title: str
    means: str
    of: Callable[[Sum], Estimate]


MONEY: Final = (
    MoneyFigure(
        "capital",
        "Capital",
        "What is paid once, without VAT, optimism bias and contingency.",
        lambda each: each.capital,
    ),
    MoneyFigure(
        "yearly", "Yearly, all years", "What is paid again each year, over all years.", lambda each: each.yearly
    ),
    MoneyFigure("whole_life", "Whole life", "Capital and all yearly cost.", lambda each: each.whole_life),
    MoneyFigure("contingency", "Contingency, apart", "Money for risks that are named.", lambda each: each.contingency),
    MoneyFigure("vat", "VAT, apart", "On capital, yearly cost and contingency.", lambda each: each.vat),
    MoneyFigure(
        "budget",
        "To be found",
        "Whole life, contingency and VAT: what has to be paid. Without optimism bias: no risk is paid for twice.",
        lambda each: each.budget,
    ),
    MoneyFigure(
        "bias",
        "Optimism bias",
        "What is put on top because estimates of this kind have proved too low.",
        lambda each: each.bias,
    ),
    MoneyFigure(
        "avoided",
        "Avoided",
        "What would have been paid without the plan, and now is not.",
        lambda each: each.avoided,
    ),
    MoneyFigure(
        "present_value",
        "Present cost with bias",
        "Whole life and optimism bias, discounted: what the options are compared by. Without VAT and contingency.",
        lambda each: each.present_value,
    ),
    MoneyFigure(
        "net_present_value",
        "Less avoided",
        "The present cost less what would have been paid anyway.",
        lambda each: each.net_present_value,
    ),
)
"""In the order in which they are read. Source: HM Treasury, Green Book, as `rules.costing` states."""
