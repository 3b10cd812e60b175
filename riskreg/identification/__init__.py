"""Who made it: the maker of a device told from its traces, with every signal explained. Pure.

`Identifier(knowledge).identify(trace)` gives a `Finding`; `verdict_for(finding, covers)` what one regime says of it.
"""

from riskreg.identification.finding import Finding, Signal
from riskreg.identification.identify import Identifier
from riskreg.identification.trace import Trace, key_digest
from riskreg.identification.verdict import CoverStatus, RegimeVerdict, verdict_for

__all__ = ["CoverStatus", "Finding", "Identifier", "RegimeVerdict", "Signal", "Trace", "key_digest", "verdict_for"]
