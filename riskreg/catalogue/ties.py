"""Which companies stand above a maker, on a date or when a device was made. Pure.

**Source**: Public Law 115-232, section 889(f)(3): equipment *produced by* a named company or any subsidiary or
affiliate of it. A company sold later produced its earlier devices as a subsidiary; a company bought later is one now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from riskreg.identification.knowledge import Knowledge, VendorTie
from riskreg.rules.dates import long_date
from riskreg.rules.terms import LinkKind

_COMPANY_TIES = (LinkKind.SUBSIDIARY, LinkKind.AFFILIATE)


class When(IntEnum):
    """When a chain of ties holds, the strongest first."""

    NOW = 0
    THEN = 1
    """It no longer does, and it did when the device was in place."""
    PERHAPS = 2
    """It no longer does, and nothing tells when the device was made."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Ties that lead upwards from a maker, in order."""

    ties: tuple[VendorTie, ...]
    when: When

    @property
    def is_sound(self) -> bool:
        """Whether every tie rests on a source that can be cited."""
        return all(tie.attestation.is_citable for tie in self.ties)

    @property
    def top(self) -> str:
        """The company at its end."""
        return self.ties[-1].of

    @property
    def via(self) -> tuple[str, ...]:
        """The companies from the maker to the top."""
        return (*(tie.vendor for tie in self.ties), self.top)


class Ties:
    """The ties of all companies.

    Args:
        knowledge: What is known of vendors and their ties.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._vendors = knowledge.vendors
        self._above: dict[str, list[VendorTie]] = defaultdict(list)
        for tie in knowledge.ties:
            if tie.kind in _COMPANY_TIES:
                self._above[tie.vendor].append(tie)
        self._was_sold: dict[str, bool] = {}

    def turn_on_day(self, vendor: str) -> bool:
        """Whether the ways upwards from a maker depend on when a device was made: one of the ties has ended."""
        found = self._was_sold.get(vendor)
        if found is None:
            found = any(tie.to_on is not None for ties in self._walk(vendor, lambda _tie: True) for tie in ties)
            self._was_sold[vendor] = found
        return found

    def chains(self, vendor: str, on: date, since: date, made_by: date | None) -> tuple[Chain, ...]:
        """Every way upwards from a maker, by soundness within *now*, *then* and *perhaps*, the shortest first.

        A tie that ended before the regime began reaches nothing, and a former tie that nobody verified neither.

        Args:
            vendor: The maker.
            on: The date for which it is asked.
            since: From when the regime holds.
            made_by: A day by which the device had been made; None where nobody told.
        """
        found = [Chain(ties, When.NOW) for ties in self._walk(vendor, lambda tie: _holds(tie, on))]
        known = {chain.via for chain in found if chain.is_sound}

        def once(tie: VendorTie) -> bool:
            if _holds(tie, on):
                return True
            if tie.to_on is None or tie.to_on < since or tie.to_on >= on:
                return False
            return made_by is None or _holds(tie, made_by)

        # A device that was put in after a sale may have been in stock before it; that alone proves nothing.
        when = When.PERHAPS if made_by is None else When.THEN
        past = (Chain(ties, when) for ties in self._walk(vendor, once) if _via(ties) not in known)
        found += [chain for chain in past if chain.is_sound]
        return tuple(sorted(found, key=lambda chain: (chain.when, not chain.is_sound)))

    def told(self, chain: Chain) -> str:
        """`EZVIZ is a subsidiary of Hikvision`, and so on up the chain; `was` where it no longer is."""
        parts = []
        for position, tie in enumerate(chain.ties):
            article = "an affiliate" if tie.kind is LinkKind.AFFILIATE else "a subsidiary"
            is_past = chain.when is not When.NOW
            verb = ("was " if is_past else "is ") if position == 0 else ""
            who = self._name(tie.vendor) if position == 0 else "itself"
            until = f" (until {long_date(tie.to_on)})" if tie.to_on is not None else ""
            parts.append(f"{who} {verb}{article} of {self._name(tie.of)}{until}")
        return ", ".join(parts)

    def _name(self, vendor: str) -> str:
        facts = self._vendors.get(vendor)
        return facts.name if facts is not None else vendor

    def _walk(self, vendor: str, holds: Callable[[VendorTie], bool]) -> Iterator[tuple[VendorTie, ...]]:
        queue: list[tuple[VendorTie, ...]] = [()]
        while queue:
            ties = queue.pop(0)
            end = ties[-1].of if ties else vendor
            met = {vendor} | {tie.of for tie in ties}
            for tie in self._above.get(end, []):
                if tie.of not in met and holds(tie):
                    yield (*ties, tie)
                    queue.append((*ties, tie))


def _via(ties: tuple[VendorTie, ...]) -> tuple[str, ...]:
    return (*(tie.vendor for tie in ties), ties[-1].of)


def _holds(tie: VendorTie, on: date) -> bool:
    return (tie.from_on is None or tie.from_on <= on) and (tie.to_on is None or on <= tie.to_on)
