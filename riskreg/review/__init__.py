"""DECIDE: what officers decide of flags, and of vendors under a criterion."""

from riskreg.review.decisions import FlagState, basis_history, decide, decision_history, find_flag, flag_states
from riskreg.review.determinations import determination_history, determinations_in_force, determine
from riskreg.review.exemptions import Exempted, end_exemption, exempt

__all__ = [
    "Exempted",
    "FlagState",
    "basis_history",
    "decide",
    "decision_history",
    "determination_history",
    "determinations_in_force",
    "determine",
    "end_exemption",
    "exempt",
    "find_flag",
    "flag_states",
]
