"""PLAN: what replaces what at each site, when, by whom, for how much, and how well it fits."""

from riskreg.planning.history import CostRange, PlannedLine, SitePlan, lines_of, plans_in_force, site_plan
from riskreg.planning.lines import Judge
from riskreg.planning.preview import PlanPreview, RowOutcome, SiteOutcome, prepare
from riskreg.planning.write import PlansApplied, apply

__all__ = [
    "CostRange",
    "Judge",
    "PlanPreview",
    "PlannedLine",
    "PlansApplied",
    "RowOutcome",
    "SiteOutcome",
    "SitePlan",
    "apply",
    "lines_of",
    "plans_in_force",
    "prepare",
    "site_plan",
]
