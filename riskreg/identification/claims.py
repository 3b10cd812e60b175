"""Supply claims: whether a device under a brand is one of those that another maker is said to supply.

**Source**: catalogue of supply claims, rules of use: brand first, then series, then dates. A brand alone, a contested,
mixed or weakly sourced claim is a reason to look, never more. What the brand alone weighs follows from the share of it
that the sources say is made elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from riskreg.identification import strengths
from riskreg.identification.finding import Signal
from riskreg.identification.knowledge import SuppliedBrand
from riskreg.identification.text import day_shown
from riskreg.rules.terms import SignalKind

_OWNED = frozenset({"own_brand", "subsidiary", "affiliate"})

_DOUBTFUL = frozenset({"contested", "mixed", "former", "unknown"})


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """What one claim comes to for one device.

    Attributes:
        maker: Slug of the maker claimed; None where the claim does not know it.
        suspicion: 0 (a note) to 1.
        fits_series: The model is of the series that the claim names.
        excludes: The claim covers only series that the model is not of, or says that the goods are another's.
        signal: The claim as a signal.
    """

    maker: str | None
    suspicion: float
    fits_series: bool
    excludes: bool
    signal: Signal


@lru_cache(maxsize=2_048)
def _series(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def fits_series(claim: SuppliedBrand, models: Sequence[str]) -> bool:
    """Whether one of the normalised numbers is of the series that the claim names."""
    return claim.series_regex is not None and any(_series(claim.series_regex).match(model) for model in models)


def is_owned(claim: SuppliedBrand) -> bool:
    """Whether the claim says that the brand is the maker's own, or a company of its group."""
    return claim.relation in _OWNED


def in_time(claim: SuppliedBrand, on: date | None) -> bool | None:
    """Whether a date lies within a claim's dates; None where either is not known."""
    if on is None or (claim.from_on is None and claim.to_on is None):
        return None
    return (claim.from_on is None or on >= claim.from_on) and (claim.to_on is None or on <= claim.to_on)


def weigh_claims(
    claims: Sequence[SuppliedBrand],
    models: tuple[str, ...],
    on: date | None,
    name: Callable[[str], str],
    *,
    is_lookalike: bool = False,
    day: str = "",
) -> list[ClaimVerdict]:
    """What the claims on a brand come to together, in their order.

    Where one claim names the series that a maker supplies and the model is of none of them, that maker's claims on the
    brand at large fall with it, unless most of the brand is the maker's. Goods that a source says are another's are
    not suspected.

    Args:
        claims: The claims on the device's brand.
        models: Normalised model and part numbers; empty where none is known.
        on: Day of manufacture or installation, or None.
        name: Gives a maker's name as shown.
        is_lookalike: The model is of a numbering of another maker, so that a share of the brand says nothing of it.
        day: What stands for `on` in sentences, where it is not the day itself.
    """
    found = [weigh_claim(claim, models, on, name(claim.maker), is_lookalike=is_lookalike, day=day) for claim in claims]
    pairs = list(zip(claims, found, strict=True))
    fitted = {v.maker for c, v in pairs if v.fits_series and not c.is_counter_claim}
    spoken_for = {v.maker for c, v in pairs if c.is_counter_claim and v.excludes and c.series_regex is not None}
    mostly = {v.maker for c, v in pairs if c.share == "most" and v.suspicion > 0} - spoken_for
    missed = {v.maker for v in found if v.maker and v.excludes} - fitted - mostly
    return [
        replace(v, suspicion=0.0, excludes=True, signal=v.signal._replace(strength=0.0))
        if v.maker in missed and v.suspicion > 0 and not is_owned(claim) and not claim.is_counter_claim
        else v
        for claim, v in pairs
    ]


def weigh_claim(
    claim: SuppliedBrand,
    models: tuple[str, ...],
    on: date | None,
    maker_name: str,
    *,
    is_lookalike: bool = False,
    day: str = "",
) -> ClaimVerdict:
    """What a claim comes to for a device.

    Args:
        claim: A claim on the device's brand.
        models: Normalised model and part numbers; empty where none is known.
        on: Day of manufacture or installation, or None.
        maker_name: The claimed maker's name as shown.
        is_lookalike: The model is of a numbering of another maker.
        day: What stands for `on` in sentences, where it is not the day itself.
    """
    fits = fits_series(claim, models)
    is_mostly = claim.share == "most" and not is_lookalike and _is_usable(claim)
    misses = claim.series_regex is not None and bool(models) and not fits and not is_mostly
    dated = in_time(claim, on)
    source = "; ".join(claim.sources) or f"supply claim {claim.id}"
    maker = None if claim.maker in ("", "unknown") else claim.maker
    when = f" ({_period(claim)})" if claim.from_on or claim.to_on else ""

    def verdict(suspicion: float, text: str, *, excludes: bool = False) -> ClaimVerdict:
        signal = Signal(SignalKind.SUPPLIED_BRAND, maker, not excludes, suspicion, text, source)
        return ClaimVerdict(maker, suspicion, fits, excludes, signal)

    if claim.is_counter_claim:
        meant = (claim.series_regex is None or fits) and claim.is_citable and claim.confidence in strengths.SERIES
        said = claim.note.split(". ")[0] or claim.id
        text = f"A source speaks against {maker_name} as maker of these {claim.brand} goods: {said}"
        return verdict(
            strengths.COUNTER_CLAIM if meant else 0.0, f"{text.rstrip('.')}." if meant else "", excludes=meant
        )
    if misses:
        text = f"Only some {claim.brand} series are known to come from {maker_name}; this model is of none of them."
        return verdict(0.0, text if claim.is_citable else "", excludes=True)
    if not _is_usable(claim):
        named = maker_name if maker else "another maker"
        text = f"It has been said, without a source that can be relied on, that {named} makes some {claim.brand} goods."
        return verdict(0.0, text)
    if fits:
        text = f"{claim.brand} models of this series are reported to be made by {maker_name}{when}."
        suspicion = strengths.SERIES[claim.confidence]
    elif claim.share == "few":
        text = (
            f"A few {claim.brand} goods are reported to come from {maker_name}{when}; nothing shows that this is one."
        )
        return verdict(0.0, text)
    elif is_owned(claim):
        text = f"{claim.brand} is a brand or company of {maker_name}{when}."
        suspicion = strengths.OWNED if claim.status not in _DOUBTFUL else strengths.OWNED_DOUBTFULLY
    else:
        part = "for the most part" if is_mostly else "at least in part"
        text = f"{claim.brand} goods are reported to come, {part}, from {maker_name}{when}."
        text = f"{text} The brand alone is no proof."
        suspicion = strengths.BRAND_ALONE[claim.confidence]
        suspicion += strengths.MOST_OF_BRAND if is_mostly else 0.0
        suspicion -= strengths.DOUBTFUL_CLAIM if claim.status in _DOUBTFUL else 0.0
    if dated is False:
        text = f"{text} This device is dated {day or day_shown(on)}, outside that time." if on else text
        suspicion = suspicion / 2 if fits else 0.0
    return verdict(suspicion, text)


def _is_usable(claim: SuppliedBrand) -> bool:
    return claim.is_citable and claim.confidence in strengths.SERIES and claim.maker not in ("", "unknown")


def _period(claim: SuppliedBrand) -> str:
    if claim.from_on and claim.to_on:
        return f"from {day_shown(claim.from_on)} to {day_shown(claim.to_on)}"
    if claim.from_on:
        return f"since {day_shown(claim.from_on)}"
    return f"until {day_shown(claim.to_on)}" if claim.to_on else ""
