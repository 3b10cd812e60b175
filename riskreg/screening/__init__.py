"""Flag: what each regime says of each asset, and, before buying, of each line of a quotation."""

from riskreg.screening.delta import OrganisationScreened, Screened
from riskreg.screening.flags import reflag
from riskreg.screening.foresight import Foresight
from riskreg.screening.judging import judge_finding
from riskreg.screening.screener import Screener

__all__ = ["Foresight", "OrganisationScreened", "Screened", "Screener", "judge_finding", "reflag"]
