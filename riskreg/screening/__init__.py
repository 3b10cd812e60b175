"""Flag: what each regime says of each asset, and, before buying, of each line of a quotation."""

from riskreg.screening.flags import Screened, reflag
from riskreg.screening.screener import Screener, judge_finding

__all__ = ["Screened", "Screener", "judge_finding", "reflag"]
