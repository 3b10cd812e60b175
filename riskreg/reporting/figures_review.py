"""Figures about what may stay for a time, and about what waits for a person."""

from __future__ import annotations

from riskreg.reporting.asking import Exempting, Filters, Review
from riskreg.reporting.findings import determinations_due
from riskreg.reporting.measures import Measures
from riskreg.reporting.progress import Figure


def exemptions(measures: Measures) -> list[Figure]:
    """Open devices that may stay for a time, and those whose time is over. They are never counted as removed or clear.

    **Source**: minimum removal-progress report: exceptions, expiring within 90 days, expired.
    """
    return [
        measures.flagged(
            "exempt_devices",
            "Open flagged devices under an exemption",
            "Open flagged devices of which every open flag is exempt on the as-at date. They stay flagged and open.",
            Filters(exempt=Exempting.NOW),
        ),
        measures.flagged(
            "exempt_devices_ending",
            "Exemption ends within 90 days",
            "Open flagged devices under an exemption whose last day comes within 90 days.",
            Filters(exempt=Exempting.ENDING),
        ),
        measures.flagged(
            "exempt_devices_expired",
            "Exemption has run out",
            "Open flagged devices that were exempt and are no longer: the exemption reached its last day or was ended.",
            Filters(exempt=Exempting.EXPIRED),
        ),
    ]


def reviews(measures: Measures) -> list[Figure]:
    """Flags that wait for a person."""
    return [
        measures.flagged(
            "waiting_devices",
            "Open flagged devices that wait for a decision",
            "Open flagged devices with a flag that nobody decided, or that stands on another ground than was judged.",
            Filters(review=Review.WAITING),
        ),
        measures.flagged(
            "reopened_devices",
            "Dismissed before, and open again",
            "Open flagged devices whose dismissal no longer fits: another trace, another entry of a list, or a graver "
            "verdict came after it.",
            Filters(review=Review.REOPENED),
        ),
        _determinations(measures),
    ]


def _determinations(measures: Measures) -> Figure:
    due, undated = determinations_due(measures.session, measures.state)
    return Figure(
        "determinations_due",
        "Determinations to look at again",
        "Determinations that count, and whose date of review has passed. Not known: those without such a date.",
        due,
        "number",
        not_known=undated,
        drill=measures.drill("determinations", Filters(review=Review.DUE)),
    )
