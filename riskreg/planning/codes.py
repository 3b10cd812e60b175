"""Codes of everything that a replacement plan can be told: stable words, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SITE_MISSING: Final = "plan-site-missing"
SITE_UNKNOWN: Final = "plan-site-unknown"
SITE_SHARED: Final = "plan-site-shared"
SITE_CONTRADICTS: Final = "plan-site-contradicts"
SITE_CODE_UNKNOWN: Final = "plan-site-code-unknown"
REPLACES_MISSING: Final = "plan-replaces-missing"
NOTHING_MATCHED: Final = "plan-nothing-matched"
ASSET_ELSEWHERE: Final = "plan-asset-elsewhere"
ASSET_TWICE: Final = "plan-asset-twice"
QUANTITY_DIFFERS: Final = "plan-quantity-differs"
COST_REVERSED: Final = "plan-cost-reversed"
COST_OUTSIDE_RANGE: Final = "plan-cost-outside-range"
TARGET_PASSED: Final = "plan-target-passed"
REPLACEMENT_RESTRICTED: Final = "plan-replacement-restricted"
REPLACEMENT_BLOCKS: Final = "plan-replacement-blocks"
PLAN_OLDER: Final = "plan-older"

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        SITE_MISSING: "A line does not say for which site it is.",
        SITE_UNKNOWN: "The register knows no site by that code or name.",
        SITE_SHARED: "Several sites have that code or name.",
        SITE_CONTRADICTS: "The code of a line is one site and its name another.",
        SITE_CODE_UNKNOWN: "The code is not known, and the site was told from its name.",
        REPLACES_MISSING: "A line does not say what it replaces.",
        NOTHING_MATCHED: "Nothing at the site answers to what a line replaces; the line is kept.",
        ASSET_ELSEWHERE: "A line names an asset of another site.",
        ASSET_TWICE: "Two lines replace the same asset.",
        QUANTITY_DIFFERS: "The number of new devices is not the number that they replace.",
        COST_REVERSED: "The low cost is above the high cost; neither is taken.",
        COST_OUTSIDE_RANGE: "The likely cost lies outside the low and the high cost.",
        TARGET_PASSED: "The target date has passed.",
        REPLACEMENT_RESTRICTED: "The replacement itself comes, or may come, from a restricted maker.",
        REPLACEMENT_BLOCKS: "The replacement does not work with what stays.",
        PLAN_OLDER: "A newer plan of the site is known; this one is added to its history.",
    }
)
