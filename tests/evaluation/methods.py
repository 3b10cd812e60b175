"""The methods that are compared, each saying yes or no to a case: riskreg, a plain search, a name-matching library."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rapidfuzz import fuzz, process, utils

from riskreg.identification import Finding
from riskreg.identification.knowledge import Knowledge
from riskreg.rules.terms import Certainty
from tests.evaluation.cases import Case, cells
from tests.journeys.desk import compiled

Flags = Callable[[Case], bool]

RESTRICTED = (
    *("hikvision", "dahua", "huawei", "hytera", "zte", "uniview", "tiandy"),
    *("dji", "autel-robotics", "kaspersky"),
)
"""Makers whose devices count as positives here: named by at least one bundled list, with cases to measure on."""

SEARCH_WORDS = tuple(slug.removesuffix("-robotics") for slug in RESTRICTED)
"""What an officer types into Excel's search box: the same makers' names."""

MATCHED_NAMES = (
    "Hikvision",
    "Hangzhou Hikvision Digital Technology Co., Ltd.",
    "杭州海康威视数字技术股份有限公司",
    "海康威视",
    "EZVIZ",
    "Hangzhou EZVIZ Network Co., Ltd.",
    "HiLook",
    "HiWatch",
    "HIKMICRO",
    "Hikrobot",
    "Prama Hikvision India Private Limited",
    "Dahua",
    "Dahua Technology",
    "Zhejiang Dahua Technology Co., Ltd.",
    "浙江大华技术股份有限公司",
    "大华",
    "Imou",
    "Hangzhou Huacheng Network Technology Co., Ltd.",
    "Huawei",
    "Huawei Technologies Co., Ltd.",
    "Huawei Device Co., Ltd.",
    "华为技术有限公司",
    "华为",
    "Hytera",
    "Hytera Communications Corporation Limited",
    "海能达通信股份有限公司",
    "ZTE",
    "ZTE Corporation",
    "中兴通讯股份有限公司",
    "Uniview",
    "UNV",
    "Uniarch",
    "Zhejiang Uniview Technologies Co., Ltd.",
    "浙江宇视科技有限公司",
    "Tiandy",
    "Tiandy Technologies Co., Ltd.",
    "天津天地伟业数码科技有限公司",
    "DJI",
    "SZ DJI Technology Co., Ltd.",
    "深圳市大疆创新科技有限公司",
    "大疆",
    "Autel Robotics",
    "Autel Robotics Co., Ltd.",
    "Kaspersky",
    "Kaspersky Lab, Inc.",
    "Лаборатория Касперского",
)
"""Registered, usual and native names of the makers and of their companies and own brands: what a screening desk
would load into a name-matching tool."""

MATCH_THRESHOLD = 85
"""Score out of 100 from which a match counts; 85 is what name-screening tools start from."""


def restricted_maker(finding: Finding, knowledge: Knowledge) -> str | None:
    """The restricted maker, or its owner, at which a finding flags; None where it flags nothing."""
    if finding.certainty is Certainty.UNKNOWN:
        return None
    if finding.certainty is Certainty.IDENTIFIED:
        candidates: Iterable[str | None] = (finding.vendor,)
    else:
        candidates = (*finding.candidates, finding.component_of)
    for vendor in candidates:
        if vendor is None:
            continue
        for slug in (vendor, *knowledge.vendors[vendor].parents):
            if slug in RESTRICTED:
                return slug
    return None


def riskreg_flags(knowledge: Knowledge, *, identified_only: bool = False) -> Flags:
    """Whether riskreg flags a case: as restricted or suspected, or with `identified_only` as restricted alone."""
    identifier = compiled(knowledge)

    def flags(case: Case) -> bool:
        finding = identifier.identify(case.trace)
        wanted = finding.certainty is Certainty.IDENTIFIED or not identified_only
        return wanted and restricted_maker(finding, knowledge) is not None

    return flags


def named_otherwise(knowledge: Knowledge) -> Flags:
    """Whether riskreg positively names a maker that is not restricted: of a restricted device, a wrong clearance."""
    identifier = compiled(knowledge)

    def named(case: Case) -> bool:
        finding = identifier.identify(case.trace)
        return finding.certainty is Certainty.IDENTIFIED and restricted_maker(finding, knowledge) is None

    return named


def search_flags(case: Case) -> bool:
    """Whether a search for the makers' names in the row's cells, upper and lower case alike, finds one."""
    text = " ".join(cells(case)).lower()
    return any(word in text for word in SEARCH_WORDS)


def name_matching_flags(scorer: Callable[..., float] = fuzz.token_set_ratio) -> Flags:
    """Whether rapidfuzz finds one of the makers' names in the make, the model or the description of a case.

    Args:
        scorer: `fuzz.token_set_ratio`, which finds a name among other words, or `fuzz.WRatio`, the library's default,
            which also accepts a name inside a longer word.
    """

    def flags(case: Case) -> bool:
        trace = case.trace
        told = (trace.make, trace.model, trace.make_and_model, trace.description)
        return any(
            process.extractOne(
                text,
                MATCHED_NAMES,
                scorer=scorer,
                processor=utils.default_process,
                score_cutoff=MATCH_THRESHOLD,
            )
            for text in told
            if text
        )

    return flags
