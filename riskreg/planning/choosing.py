"""Which product might take the place of some devices: of their kind, not flagged, sharp enough, powered. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from riskreg.rules.appraisal_figures import ProductFact
from riskreg.rules.costing_lines import CostKind
from riskreg.rules.interoperability import Fit, fit, gravity
from riskreg.rules.interoperability_terms import Stays, Subject
from riskreg.rules.terms import EquipmentKind, Interoperability, Verdict

_PIXELS = re.compile(r"(\d{3,5})\s*[x×]\s*(\d{3,5})", re.IGNORECASE)
_MEGAPIXELS = re.compile(r"(\d{1,3}(?:\.\d)?)\s*(?:mp|megapixels?)\b", re.IGNORECASE)
_NAMED = {"4k": 8.3, "uhd": 8.3, "1080p": 2.1, "full hd": 2.1, "720p": 0.9}
_SLACK = 0.9
"""A resolution counts as reached from nine tenths on: makers round megapixels."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Attributes:
        kind: Kind of equipment.
        quantity: How many.
        resolution: Least resolution as a list writes it; None where not known.
        on: The date on which it is to be bought: software must still be mended then.
    """

    kind: EquipmentKind
    quantity: int
    resolution: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Choice:
    """A product that might do.

    Attributes:
        product_id: Key of the product.
        product: What is known of it.
        fit: How it works with what stays.
        pence: Its price; None where none is known in a currency that can be converted.
        is_powered: Whether the switch that stays can power so many; None where no switch is told.
    """

    product_id: int
    product: ProductFact
    fit: Fit
    pence: int | None
    is_powered: bool | None


def megapixels(text: str | None) -> float | None:
    """Resolution in millions of pixels from `1920x1080`, `5 MP`, `4K`; None where it cannot be told."""
    if not text:
        return None
    found = _PIXELS.search(text)
    if found:
        return int(found[1]) * int(found[2]) / 1_000_000
    told = _MEGAPIXELS.search(text)
    if told:
        return float(told[1])
    return next((value for name, value in _NAMED.items() if name in text.lower()), None)


def price_in_pence(product: ProductFact, rates: Mapping[str, Decimal]) -> int | None:
    """The price of a product in pence sterling; None where there is none, or no rate for its currency.

    Args:
        product: The product.
        rates: Currency → pounds for one unit of it, as somebody gave them.
    """
    minor, currency = product.candidate.price_minor, product.candidate.currency
    if minor is None or currency is None:
        return None
    rate = Decimal(1) if currency == "GBP" else rates.get(currency)
    return int((minor * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP)) if rate is not None else None


def choices(
    wanted: Wanted, products: Mapping[int, ProductFact], stays: Stays, rates: Mapping[str, Decimal]
) -> tuple[Choice, ...]:
    """The products that might do, the best first: powered, clear of flags, fitting, priced, cheap, frugal.

    Left out are products that are flagged, of another kind, less sharp than what they replace, no longer mended, or
    blocked by what stays.

    Args:
        wanted: What is looked for.
        products: To choose from.
        stays: What is not replaced.
        rates: For prices in other currencies.
    """
    least = megapixels(wanted.resolution)
    found = []
    for key, product in products.items():
        candidate = product.candidate
        sharp = megapixels(candidate.resolution)
        is_blurred = least is not None and sharp is not None and sharp < least * _SLACK
        is_ended = candidate.support_ends_on is not None and candidate.support_ends_on < wanted.on
        if candidate.kind is not wanted.kind or product.verdict.is_flagged or is_blurred or is_ended:
            continue
        works = fit(candidate, stays, wanted.quantity)
        if works.outcome is Interoperability.BLOCKS:
            continue
        found.append(Choice(key, product, works, price_in_pence(product, rates), _powered(works)))
    return tuple(sorted(found, key=lambda each: _rank(each, least)))


def _powered(works: Fit) -> bool | None:
    """As it is, or by measured draw; not where a switch or injectors must be bought, or something is not told."""
    told = next((each for each in works.answers if each.subject is Subject.SWITCH), None)
    if told is None:
        return None
    return told.outcome is Interoperability.FITS or (
        told.outcome is Interoperability.ADAPTS and {need.kind for need in told.needs} == {CostKind.CONFIGURATION}
    )


def _rank(choice: Choice, least: float | None) -> tuple[object, ...]:
    candidate = choice.product.candidate
    return (
        choice.is_powered is False,
        choice.product.verdict is not Verdict.CLEAR,
        candidate.platform is not None,
        _grave(choice),
        least is not None and megapixels(candidate.resolution) is None,
        choice.pence is None and candidate.price_minor is None,
        choice.pence if choice.pence is not None else (candidate.price_minor or 0),
        candidate.milliwatts if candidate.milliwatts is not None else 1_000_000,
        candidate.name,
    )


def _grave(choice: Choice) -> int:
    """How much stands against a choice. To set the switch to measured draw is no reason to buy what is not priced."""
    if choice.fit.outcome is Interoperability.ADAPTS and {n.kind for n in choice.fit.needs} <= {CostKind.CONFIGURATION}:
        return gravity(Interoperability.FITS)
    return gravity(choice.fit.outcome)


def with_others(stays: Stays, drawn: int, allotted: int, ports: int) -> Stays:
    """What stays, with more taken from the switch by what was chosen before: power drawn and set aside, and ports."""
    return replace(
        stays,
        other_milliwatts=stays.other_milliwatts + drawn,
        other_set_aside=stays.other_milliwatts + allotted,
        other_ports=stays.other_ports + ports,
    )
