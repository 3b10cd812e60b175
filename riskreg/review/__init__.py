"""DECIDE: what officers decide of flags, and of vendors under a criterion."""

from riskreg.review.decisions import FlagState, basis_history, decide, decision_history, find_flag, flag_states
from riskreg.review.determinations import determination_history, determinations_in_force, determine

__all__ = [
    "FlagState",
    "basis_history",
    "decide",
    "decision_history",
    "determination_history",
    "determinations_in_force",
    "determine",
    "find_flag",
    "flag_states",
]
