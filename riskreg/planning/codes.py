"""Codes of everything that a replacement plan or a list of products can be told: stable words, one line each."""

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
PRODUCT_INCOMPLETE: Final = "product-incomplete"
PRODUCT_TWICE: Final = "product-twice"
PROFILE_UNKNOWN: Final = "product-profile-unknown"
PROFILE_WITHOUT_FIRMWARE: Final = "product-profile-without-firmware"
PRODUCT_VALUE_UNKNOWN: Final = "product-value-not-understood"
DRAW_ABOVE_CLASS: Final = "product-draw-above-class"
PRICE_WITHOUT_CURRENCY: Final = "product-price-without-currency"
PRICE_UNDATED: Final = "product-price-undated"
SUPPORT_ENDED: Final = "product-support-ended"
PRODUCT_RESTRICTED: Final = "product-restricted"
PRODUCT_OLDER: Final = "product-older"
APPRAISAL_SHEET_MISSING: Final = "appraisal-sheet-missing"
APPRAISAL_COLUMN_MISSING: Final = "appraisal-column-missing"
APPRAISAL_VALUE: Final = "appraisal-value-not-understood"
APPRAISAL_UNKNOWN: Final = "appraisal-name-unknown"
APPRAISAL_TWICE: Final = "appraisal-twice"
APPRAISAL_YEARS: Final = "appraisal-years-impossible"
BUDGET_NEGATIVE: Final = "appraisal-budget-negative"
WINDOW_IMPOSSIBLE: Final = "appraisal-window-impossible"
VIEW_IMPOSSIBLE: Final = "appraisal-view-impossible"
PROFILE_WITHOUT_EVIDENCE: Final = "appraisal-profile-without-evidence"
BIAS_WITHOUT_EVIDENCE: Final = "appraisal-bias-without-evidence"

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
        PRODUCT_INCOMPLETE: "A product has no vendor or no model.",
        PRODUCT_TWICE: "The list names the same product twice; the first line counts.",
        PROFILE_UNKNOWN: "ONVIF has no profile of that letter; it is left out.",
        PROFILE_WITHOUT_FIRMWARE: "A profile is claimed without the firmware of its declaration, so it proves nothing.",
        PRODUCT_VALUE_UNKNOWN: "A value of a product is not understood; it is left out.",
        DRAW_ABOVE_CLASS: "The product draws more than its PoE class gives.",
        PRICE_WITHOUT_CURRENCY: "A price has no currency; it is left out.",
        PRICE_UNDATED: "A price has no date or no source.",
        SUPPORT_ENDED: "The maker no longer mends the software of the product.",
        PRODUCT_RESTRICTED: "The product itself comes, or may come, from a restricted maker, or holds a part of one.",
        APPRAISAL_SHEET_MISSING: "A sheet of an appraisal's workbook is missing.",
        APPRAISAL_COLUMN_MISSING: "A column of an appraisal's workbook is missing.",
        APPRAISAL_VALUE: "A cell of an appraisal's workbook is blank or not understood.",
        APPRAISAL_UNKNOWN: "A row names an option, device or product that is not known.",
        APPRAISAL_TWICE: "Two options have one letter, or two views one name.",
        APPRAISAL_YEARS: "The years of the appraisal are impossible, or no discount rates are known for its date.",
        BUDGET_NEGATIVE: "What is set aside is below nought.",
        WINDOW_IMPOSSIBLE: "A blackout window ends before it begins, or lacks a day.",
        VIEW_IMPOSSIBLE: "A view has no floor, or more devices see it than there are.",
        PROFILE_WITHOUT_EVIDENCE: "A profile is claimed without the version of its declaration of conformance.",
        BIAS_WITHOUT_EVIDENCE: "Optimism bias is reduced without evidence, or by no share.",
        PRODUCT_OLDER: "A newer description of the product is known; this one is added to its history.",
    }
)
