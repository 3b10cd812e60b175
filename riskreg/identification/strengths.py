"""The table of strengths: what each kind of trace is worth, and how sure each conclusion is. One place, no black box.

Figures between 0 and 1. Those of conclusions are set so that what scores about 0.9 is right about nine times in ten or
more often, and are checked against the labelled cases (`python -m tests.evaluation`, table of reliability). Brand
alone is set lower than it measures: the cases were chosen where something else tells, a list of assets is not.
"""

from __future__ import annotations

from riskreg.rules.terms import SignalKind

# Conclusions.
LABEL_AND_DEVICE = 0.98
"""Label and numbering, serial or address agree."""
NAME = 0.96
"""The maker's own name as label, and nothing else."""
OWN_BRAND_CLAIM = 0.95
"""A brand that is the maker's own by a supply claim."""
OTHER_MAKER = 0.92
"""A maker of the directory by its name."""
MISSPELT = 0.9
"""A misspelling of the table."""
DESCRIBED = 0.9
"""A maker's name or number in the description, and no label."""
DESCRIBED_BESIDE_LABEL = 0.8
"""The same, beside the label of a reseller."""
SOFTWARE_ITSELF = 0.9
SUPPLIED_AND_SHOWN = 0.93
"""A brand that a maker supplies, on a device that shows the maker's numbering, serial or address."""
LABEL_AGAINST_ANOTHER_TRACE = 0.85
"""Label and numbering agree, and another trace says otherwise."""
AGREEING_TRACES = 0.03
"""Added where traces of two kinds point to the same maker."""

ALONE = {SignalKind.MODEL_GRAMMAR: 0.95, SignalKind.SERIAL_GRAMMAR: 0.93, SignalKind.MAC_PREFIX: 0.9}
"""A trace of the device itself, with no label."""
RELABELLED = {SignalKind.MODEL_GRAMMAR: 0.92, SignalKind.SERIAL_GRAMMAR: 0.9, SignalKind.MAC_PREFIX: 0.8}
"""The same, under the label of a reseller."""
CONFLICTING = {SignalKind.MODEL_GRAMMAR: 0.6, SignalKind.SERIAL_GRAMMAR: 0.7, SignalKind.MAC_PREFIX: 0.5}
"""The same, under the label of another maker."""
MOST_IN_CONFLICT = 0.8
CONTRADICTED = 0.6
"""The label names the maker, and other traces another."""
NAMED_BESIDE_OTHERS = 0.5
"""A text names the maker and others, or the label only contains its name."""
DESCRIBED_OTHER_MAKER = 0.8
ADDRESS_OF_OTHER_MAKER = 0.75
NUMBER_OF_OTHER_MAKER = 0.85
"""A numbering of a maker of the directory, and no make."""

SERIES = {"high": 0.85, "medium": 0.75}
"""Brand and series agree with a supply claim, by the confidence of the claim."""
BRAND_ALONE = {"high": 0.55, "medium": 0.45}
"""The brand alone, where some of it is the maker's."""
MOST_OF_BRAND = 0.15
"""Added where most of the brand is the maker's."""
DOUBTFUL_CLAIM = 0.1
"""Taken off where a claim is contested, mixed, or of former times; and where several makers come into question."""
BRAND_BY_NUMBER = 0.1
"""Taken off where only the number tells the brand."""
COUNTER_CLAIM = 0.3
OWNED = 0.9
OWNED_DOUBTFULLY = 0.5

NETWORK_ADDRESS = 0.5
"""An address of a maker of switches and telephones."""
SHARED_NUMBER = 0.5
"""A numbering that few others than the maker use, and no make."""
AMBIGUOUS_NAME = 0.4
SUGGESTED = 0.4
"""Software, a part inside, a supplier: a reason to look."""

# Signals.
SIGNAL_NAME, SIGNAL_MISSPELLING, SIGNAL_AMBIGUOUS = 0.95, 0.85, 0.4
SIGNAL_STRONG_NUMBER, SIGNAL_NUMBER, SIGNAL_NUMBER_IN_TEXT = 0.93, 0.5, 0.9
SIGNAL_ADDRESS, SIGNAL_WEAK_ADDRESS = 0.8, 0.4
SIGNAL_SERIAL, SIGNAL_STATEMENT = 0.9, 0.8
SIGNAL_SOFTWARE_ITSELF, SIGNAL_SOFTWARE, SIGNAL_SUGGESTION = 0.9, 0.5, 0.4
