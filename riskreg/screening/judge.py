"""Judges findings under the regimes of a register, each kind of finding once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from riskreg.identification import Finding
from riskreg.rules.obligations import Circumstances
from riskreg.rules.terms import Certainty, MatchBasis, Verdict
from riskreg.screening.judging import judge_finding, makers_asked
from riskreg.screening.regimes import Ground, ScreenedRegime

About = tuple[str | None, Certainty, float, MatchBasis | None, tuple[str, ...], str | None, bool]
"""All of a finding that a verdict turns on, in the order of `judged_by`."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a regime says, ready to be recorded.

    Attributes:
        vendor: Slug of the vendor on which it rests.
        reason: Why, in one or two sentences.
        ground: Entry or determination on which it rests, and from when it holds.
        entry: What that entry says, as canonical JSON; None where it rests on none.
        is_use_limited: It turns on what the body uses its equipment for.
    """

    verdict: Verdict
    vendor: str | None
    confidence: float
    basis: str | None
    reason: str
    ground: Ground
    entry: str | None
    is_use_limited: bool


_ALL_TOLD = Circumstances(made_by=date.min, model="any")


class Judge:
    """Answers for the regimes of a register.

    Args:
        regimes: As they stand in the register.
        today: The date from which the lists in use count here.
    """

    def __init__(self, regimes: Sequence[ScreenedRegime], today: date) -> None:
        self._regimes: list[tuple[ScreenedRegime, list[date]]] = []
        for regime in regimes:
            on = max(today, regime.legal_on)
            self._regimes.append((regime, [on, *regime.starts_after(on)]))
        self._judged: dict[tuple[object, ...], list[tuple[ScreenedRegime, Judged]]] = {}
        self._counting: dict[About, tuple[bool, bool]] = {}

    def of(self, finding: Finding, told: Circumstances) -> list[tuple[ScreenedRegime, Judged]]:
        """What each regime says of a finding.

        Args:
            finding: Who made the device.
            told: What a list tells of it besides its maker.
        """
        about = judged_by(finding)
        counts = self._turns_on(about, finding)
        # Nearly every device tells something of its own, on which no regime turns.
        day, model = told.made_by if counts[0] else None, told.model if counts[1] else None
        of_all = (about, told.kind, told.made_in, told.purpose, day, model)
        judged = self._judged.get(of_all)
        if judged is None:
            counting = Circumstances(told.kind, told.made_in, told.purpose, day, model)
            judged = [(regime, _judge(regime, days, finding, counting)) for regime, days in self._regimes]
            self._judged[of_all] = judged
        return judged

    def turns_on(self, finding: Finding) -> tuple[bool, bool]:
        """Whether a regime turns on the day of manufacture, and on the model, of a device of these makers."""
        return self._turns_on(judged_by(finding), finding)

    def _turns_on(self, about: About, finding: Finding) -> tuple[bool, bool]:
        counts = self._counting.get(about)
        if counts is None:
            makers = makers_asked(finding)
            found = [regime.coverage.counting(_ALL_TOLD, makers) for regime, _ in self._regimes]
            counts = any(each.made_by is not None for each in found), any(each.model is not None for each in found)
            self._counting[about] = counts
        return counts


def _judge(regime: ScreenedRegime, days: Sequence[date], finding: Finding, told: Circumstances) -> Judged:
    on, *later = days
    said, cover = judge_finding(finding, regime.coverage, on, told)
    # Nobody judges again on the day when an entry begins: it counts at once, and holds from that day.
    coming = (judge_finding(finding, regime.coverage, day, told) for day in later)
    if not said.verdict.is_flagged:
        said, cover = next((each for each in coming if each[0].verdict.is_flagged), (said, cover))
    return Judged(
        said.verdict,
        said.vendor,
        said.confidence,
        said.basis.value if said.basis is not None else None,
        f"{said.sentence} {cover.reason}" if cover is not None and cover.reason else said.sentence,
        regime.ground(said.vendor, cover),
        regime.entry_content(cover),
        cover is not None and cover.is_use_limited,
    )


def judged_by(finding: Finding) -> About:
    """All of a finding that a verdict turns on: the traces themselves count for the digest, not for the verdict."""
    return (
        finding.vendor,
        finding.certainty,
        finding.confidence,
        finding.basis,
        finding.candidates,
        finding.component_of,
        finding.is_clear_candidate,
    )
