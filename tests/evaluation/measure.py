"""What methods' answers to labelled cases come to: counts, shares, how far chance may have moved them, reliability."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from riskreg.identification.knowledge import Knowledge
from tests.evaluation.cases import KINDS, Case
from tests.evaluation.methods import Flags, restricted_maker
from tests.journeys.desk import compiled

NORMAL_95 = 1.959964
"""Standard deviations of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its counts."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval after Wilson, which holds near 0 and 1 too; None of nothing.

        **Source**: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
        the American Statistical Association 22 (1927), pages 209 to 212.
        """
        if not self.whole:
            return None
        n, p, z = self.whole, self.part / self.whole, NORMAL_95
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind of case."""

    kind: str
    hits: int
    misses: int
    false_alarms: int
    left_alone: int

    @property
    def precision(self) -> Share:
        """Share of flagged devices that are restricted."""
        return Share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> Share:
        """Share of restricted devices that were flagged."""
        return Share(self.hits, self.hits + self.misses)

    @property
    def false_positive_rate(self) -> Share:
        """Share of other devices that were flagged."""
        return Share(self.false_alarms, self.false_alarms + self.left_alone)


def score(cases: Iterable[Case], flags: Flags) -> list[Score]:
    """One score per kind, in the order of `KINDS`, and one for all."""
    counts = {kind: [0, 0, 0, 0] for kind in (*KINDS, "all")}
    for case in cases:
        index = (0 if flags(case) else 1) if case.expected else (2 if flags(case) else 3)
        counts[case.kind][index] += 1
        counts["all"][index] += 1
    return [Score(kind, *numbers) for kind, numbers in counts.items()]


def total(cases: Iterable[Case], flags: Flags) -> Score:
    """The score of all cases together."""
    return score(cases, flags)[-1]


@dataclass(frozen=True, slots=True)
class Band:
    """Flags of a range of confidence, how sure they said they were on average, and how many named the right maker."""

    low: float
    high: float
    stated: float | None
    right: Share


def reliability(cases: Iterable[Case], knowledge: Knowledge) -> list[Band]:
    """How often a flag of a stated confidence named the right restricted maker, in ten bands from the highest down.

    A band holds what is at least its lower end and below its upper one; the highest holds 1 too.
    """
    identifier = compiled(knowledge)
    bands: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for case in cases:
        finding = identifier.identify(case.trace)
        if (maker := restricted_maker(finding, knowledge)) is not None:
            # Confidences are given to hundredths; 0.7 must not fall into the band below by how it is stored.
            tenth = min(9, int(round(finding.confidence * 1000) // 100))
            bands[tenth].append((finding.confidence, maker == case.expected))
    return [
        Band(
            tenth / 10,
            (tenth + 1) / 10,
            sum(stated for stated, _ in flagged) / len(flagged) if flagged else None,
            Share(sum(right for _, right in flagged), len(flagged)),
        )
        for tenth, flagged in reversed(list(enumerate(bands)))
    ]
