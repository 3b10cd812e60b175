"""What was found of a device's maker: signals, each with its strength and source, and what they come to.

Both are named tuples: one finding with its signals is made for every distinct key, in a third of the time that frozen
data classes take.
"""

from __future__ import annotations

from typing import NamedTuple

from riskreg.rules.terms import Certainty, MatchBasis, SignalKind


class Signal(NamedTuple):
    """One trace that points to a maker, or away from one.

    Attributes:
        kind: What kind of trace.
        vendor: Slug of the maker that it points to or away from; None where it concerns no one maker.
        is_for: Whether it points to the maker (True) or speaks against it (False).
        strength: 0 to 1; 0 is a note that decides nothing.
        text: One plain sentence.
        source: Where the fact behind it was read.
    """

    kind: SignalKind
    vendor: str | None
    is_for: bool
    strength: float
    text: str
    source: str

    @property
    def is_note(self) -> bool:
        """Whether the signal is shown and decides nothing."""
        return self.strength <= 0


class Finding(NamedTuple):
    """Who made a device, as far as its traces tell.

    Attributes:
        vendor: Slug of the likeliest maker, or None.
        certainty: How surely.
        confidence: 0 to 1, calibrated against the labelled cases; 0 for unknown.
        basis: Ground on which a flag would rest; None where there is none.
        candidates: Every maker that the traces point to, likeliest first.
        signals: All traces, those that decided first.
        explanation: The signals as sentences, read once by an officer.
        is_accessory: The text describes an accessory: a bracket, a power supply, a licence.
        component_of: Slug of the maker of a part inside, where one is named.
        is_clear_candidate: The maker itself is positively identified, so that the device can be `clear` if no
            regime covers the maker. Never true of a reseller's label, a house brand or a brand under a supply claim.
        conclusion: What the signals come to, in one or two sentences.
    """

    vendor: str | None
    certainty: Certainty
    confidence: float
    basis: MatchBasis | None
    candidates: tuple[str, ...]
    signals: tuple[Signal, ...]
    explanation: str
    is_accessory: bool = False
    component_of: str | None = None
    is_clear_candidate: bool = False
    conclusion: str = ""

    @property
    def explanation_with_sources(self) -> str:
        """The explanation with the source of each sentence in brackets, as an auditor reads it."""
        return " ".join(f"{s.text} [{s.source}]" if s.source else s.text for s in self.signals) or self.explanation
