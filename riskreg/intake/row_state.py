"""What matching made of a row, and by what it was tied to its asset. Pure."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from riskreg.rules.terms import MatchedBy

MATCHED_BY: Final = tuple(MatchedBy)
"""Position → what tied a row to its asset, as matching keeps it in one byte."""


class State(IntEnum):
    """What matching made of a row."""

    REJECTED = 0
    OWNER = 1
    """The row stands for its asset."""
    FOLLOWER = 2
    """The row is a channel or a repetition of an owner."""
    CONFLICTING = 3
    WAITING = 4
    """Decided when all rows have been seen."""
