"""Labelled cases, riskreg's answer and a plain substring search's answer to each, and what they come to."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from riskreg.identification import Finding, Identifier, Trace
from riskreg.identification.knowledge import Knowledge
from riskreg.rules.terms import Certainty

CASES = Path(__file__).parent.parent / "cases"
KINDS = (
    "direct",
    "subsidiary",
    "rebrand",
    "model_only",
    "mac_only",
    "misspelt",
    "description_only",
    "near_miss",
    "plain_negative",
)
RESTRICTED = ("hikvision", "dahua", "huawei", "hytera", "zte", "uniview", "tiandy")
"""Makers whose devices count as positives here: named by at least one bundled list, with cases to measure on."""

SEARCH_WORDS = ("hikvision", "dahua", "huawei", "hytera", "zte", "uniview", "tiandy")
"""What an officer types into Excel's search box: the same makers' names."""

_FIELDS = ("make", "model", "make_and_model", "mac", "serial", "description", "part_number", "software")


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled device; `expected` is the slug of its restricted maker, or empty for a device that must not flag."""

    id: str
    kind: str
    expected: str
    trace: Trace
    source: str


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind of case."""

    kind: str
    hits: int
    misses: int
    false_alarms: int
    left_alone: int

    @property
    def precision(self) -> float | None:
        """Share of flagged devices that are restricted; None where none was flagged."""
        return _share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float | None:
        """Share of restricted devices that were flagged; None where there are none."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def false_positive_rate(self) -> float | None:
        """Share of other devices that were flagged; None where there are none."""
        return _share(self.false_alarms, self.false_alarms + self.left_alone)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def read_cases(name: str) -> list[Case]:
    """The cases of a file in tests/cases."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [_case(row) for row in csv.DictReader(file)]


def _case(row: dict[str, str]) -> Case:
    installed = date.fromisoformat(row["installed_on"]) if row["installed_on"] else None
    cells = {field: row[field] or None for field in _FIELDS}
    return Case(row["id"], row["kind"], row["expected"], Trace(installed_on=installed, **cells), row["source"])


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


def riskreg_flags(knowledge: Knowledge, *, identified_only: bool = False) -> Callable[[Case], bool]:
    """Whether riskreg flags a case: as restricted or suspected, or with `identified_only` as restricted alone."""
    identifier = Identifier(knowledge)

    def flags(case: Case) -> bool:
        finding = identifier.identify(case.trace)
        wanted = finding.certainty is Certainty.IDENTIFIED or not identified_only
        return wanted and restricted_maker(finding, knowledge) is not None

    return flags


def search_flags(case: Case) -> bool:
    """Whether a search for the makers' names in the row's cells, upper and lower case alike, finds one."""
    text = " ".join(getattr(case.trace, field) or "" for field in _FIELDS).lower()
    return any(word in text for word in SEARCH_WORDS)


def score(cases: Iterable[Case], flags: Callable[[Case], bool]) -> list[Score]:
    """One score per kind, in the order of `KINDS`, and one for all."""
    counts = {kind: [0, 0, 0, 0] for kind in (*KINDS, "all")}
    for case in cases:
        index = (0 if flags(case) else 1) if case.expected else (2 if flags(case) else 3)
        counts[case.kind][index] += 1
        counts["all"][index] += 1
    return [Score(kind, *numbers) for kind, numbers in counts.items()]


@dataclass(frozen=True, slots=True)
class Band:
    """Flagged cases of a range of confidence, and how many of them were rightly flagged."""

    title: str
    flagged: int
    right: int


BANDS = (("0.90 to 1.00", 0.9, 1.01), ("0.70 to 0.89", 0.7, 0.9), ("0.50 to 0.69", 0.5, 0.7), ("below 0.50", 0.0, 0.5))


def calibration(cases: Iterable[Case], knowledge: Knowledge) -> list[Band]:
    """How often a flag of a stated confidence named the right restricted maker."""
    identifier = Identifier(knowledge)
    flagged = []
    for case in cases:
        finding = identifier.identify(case.trace)
        if (maker := restricted_maker(finding, knowledge)) is not None:
            flagged.append((finding.confidence, maker == case.expected))
    return [
        Band(title, sum(low <= c < high for c, _ in flagged), sum(right for c, right in flagged if low <= c < high))
        for title, low, high in BANDS
    ]
