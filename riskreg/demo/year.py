"""A scripted year of removals, decisions and one determination, from 1 December 2025 to 20 November 2026."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice
from random import Random

from riskreg.demo.equipment import Device, Evidence, TrueClass
from riskreg.demo.evidence import EvidenceFile, note, photo
from riskreg.demo.population import Fate
from riskreg.demo.world import Site, dice
from riskreg.rules.terms import Control, DecisionOutcome, DeterminationOutcome, EquipmentKind, EvidenceKind, Step

STARTS_ON = date(2025, 12, 1)
LAST_ACT_ON = date(2026, 11, 20)

_REMOVERS = (
    "Isolde Marchbanks (Brightgable Installations)", "Tobias Quillfeather (Brightgable Installations)",
    "Ottoline Fenwharf (Copperlane Systems)", "Ambrose Tidewell (Copperlane Systems)",
)  # fmt: skip
_VERIFIERS = ("Lettice Oakhollow (security adviser)", "Barnaby Saltgrove (security adviser)")
_REVIEWERS = ("Philippa Marrowdene (programme office)", "Cuthbert Wayland-Moss (procurement)")


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of a removal.

    Attributes:
        step: Which.
        happened_on: When it happened in the world.
        by: Who did it; of a verification, who verified.
        remover: Of a verification, who had removed; never the same person. None for other steps.
        evidence: Files kept with it, shared by all devices of the same visit.
        reason: What the person said of it.
    """

    step: Step
    happened_on: date
    by: str
    remover: str | None
    evidence: tuple[EvidenceFile, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ScriptedRemoval:
    """What the year did to one device, by the estate's own number of it."""

    device: int
    site: str
    steps: tuple[StepTaken, ...]
    is_back: bool = False

    @property
    def fate(self) -> Fate:
        """What a later list can tell of it."""
        left = [step.happened_on for step in self.steps if step.step is Step.PHYSICALLY_REMOVED]
        return Fate(left[0] if left else None, self.is_back)


@dataclass(frozen=True, slots=True)
class ScriptedDecision:
    """What a person decided of a device's flag."""

    device: int
    on: date
    by: str
    outcome: DecisionOutcome
    reason: str


@dataclass(frozen=True, slots=True)
class ScriptedDetermination:
    """An officer's determination under a criterion."""

    regime: str
    vendor: str
    outcome: DeterminationOutcome
    on: date
    by: str
    reason: str


DETERMINATION = ScriptedDetermination(
    regime="uk_nil_2022",
    vendor="uniview",
    outcome=DeterminationOutcome.SUBJECT,
    on=date(2026, 5, 18),
    by="Philippa Marrowdene (programme office)",
    reason="Headquarters and incorporation in the PRC by the company's own registration; decided for the demo.",
)


def script(devices: Iterable[Device], sites: Iterable[Site], seed: int) -> tuple[ScriptedRemoval, ...]:
    """The year's removals, site by site.

    About a fifth of the sites that hold restricted or rebranded devices are done to the end, others stand still at
    each earlier step, most wait. Sites of a landlord wait longest.
    """
    random = dice(seed, "year")
    by_site = {site.code: site for site in sites}
    restricted = [
        device for device in devices
        if device.site and device.truth in (TrueClass.RESTRICTED_MAKER, TrueClass.REBRAND)
        and device.status in ("In use", "Operational", "Working", "Faulty", "")
    ]  # fmt: skip
    acts: list[ScriptedRemoval] = []
    for code, lines in groupby(restricted, key=lambda device: device.site or ""):
        waits = 25 if by_site[code].control is Control.LANDLORD else 0
        outcome = random.choices(_OUTCOMES, [weight + (waits if not steps else 0) for steps, weight in _WEIGHTS])[0]
        if not outcome:
            continue
        visit = _Visit(random, by_site[code])
        at_site = list(lines)
        done = at_site if random.random() < 0.6 else at_site[: max(1, len(at_site) * 3 // 4)]
        acts.extend(ScriptedRemoval(device.id, code, visit.steps(device, outcome)) for device in done)
    return _with_one_back(acts, restricted)


_TO_THE_END = (
    Step.DISCONNECTED, Step.PHYSICALLY_REMOVED, Step.VERIFIED, Step.MEDIA_SANITISED, Step.DISPOSED,
)  # fmt: skip
_WEIGHTS: tuple[tuple[tuple[Step, ...], int], ...] = (
    (_TO_THE_END, 18),
    ((Step.MITIGATED, *_TO_THE_END), 4),
    (_TO_THE_END[:3], 5),
    (_TO_THE_END[:2], 6),
    (_TO_THE_END[:1], 5),
    ((Step.MITIGATED,), 6),
    ((Step.PLANNED, Step.FUNDED, Step.ORDERED, Step.SCHEDULED), 6),
    ((), 50),
)
_OUTCOMES = tuple(steps for steps, _ in _WEIGHTS)
_DAYS_AFTER = {
    Step.MITIGATED: 0, Step.PLANNED: 0, Step.FUNDED: 14, Step.ORDERED: 35, Step.SCHEDULED: 60,
    Step.DISCONNECTED: 14, Step.PHYSICALLY_REMOVED: 16, Step.VERIFIED: 24, Step.MEDIA_SANITISED: 30,
    Step.DISPOSED: 41,
}  # fmt: skip
_HAS_MEDIA = (EquipmentKind.RECORDER, EquipmentKind.SERVER, EquipmentKind.STORAGE)
_WORDS = {
    Step.MITIGATED: "Moved to a network without a way out; remote access switched off.",
    Step.PLANNED: "Entered in the replacement plan.",
    Step.FUNDED: "Budget agreed.",
    Step.ORDERED: "Replacement ordered.",
    Step.SCHEDULED: "Date agreed with the site.",
    Step.DISCONNECTED: "Unplugged at the switch.",
    Step.PHYSICALLY_REMOVED: "Taken down and labelled.",
    Step.VERIFIED: "Looked for it at its place and found it gone; photograph taken.",
    Step.MEDIA_SANITISED: "Storage wiped, certificate kept.",
    Step.DISPOSED: "Handed over to the waste carrier.",
}


class _Visit:
    """The work at one site: its dates, its people and the evidence that its devices share."""

    def __init__(self, random: Random, site: Site) -> None:
        self._site = site
        self._start = STARTS_ON + timedelta(days=random.randrange(0, 310))
        self._remover = random.choice(_REMOVERS)
        self._verifier = random.choice(_VERIFIERS)
        self._files = self._evidence()

    def _on(self, step: Step) -> date:
        return min(self._start + timedelta(days=_DAYS_AFTER[step]), LAST_ACT_ON)

    def _evidence(self) -> Mapping[Step, tuple[EvidenceFile, ...]]:
        return {
            Step.PHYSICALLY_REMOVED: (
                self._note("work-order", EvidenceKind.WORK_ORDER, "Work order", Step.PHYSICALLY_REMOVED),
            ),
            Step.VERIFIED: (
                photo(f"{self._site.code}-after.png", f"{self._site.code} {self._on(Step.VERIFIED)}"),
                self._note("photo-note", EvidenceKind.DOCUMENT, "Note on photographs", Step.VERIFIED),
            ),
            Step.MEDIA_SANITISED: (
                self._note("sanitisation", EvidenceKind.CERTIFICATE, "Certificate", Step.MEDIA_SANITISED),
            ),
            Step.DISPOSED: (
                self._note("waste-transfer", EvidenceKind.WASTE_NOTE, "Waste transfer note", Step.DISPOSED),
            ),
        }

    def _note(self, name: str, kind: EvidenceKind, title: str, step: Step) -> EvidenceFile:
        person = self._verifier if step is Step.VERIFIED else self._remover
        return note(f"{self._site.code}-{name}.txt", kind, title, self._site.name, self._on(step), person)

    def steps(self, device: Device, outcome: tuple[Step, ...]) -> tuple[StepTaken, ...]:
        taken = []
        for step in outcome:
            if step is Step.MEDIA_SANITISED and device.kind not in _HAS_MEDIA:
                continue
            is_check = step is Step.VERIFIED
            person = self._verifier if is_check else self._remover
            evidence = self._files.get(step, ())
            taken.append(
                StepTaken(step, self._on(step), person, self._remover if is_check else None, evidence, _WORDS[step])
            )
        return tuple(taken)


def _with_one_back(acts: list[ScriptedRemoval], devices: list[Device]) -> tuple[ScriptedRemoval, ...]:
    """Marks, in each body that is listed a second time, one device verified removed that will be seen again."""
    group = {device.id: device.group for device in devices if device.tag and device.serial and not device.dirt}
    result = list(acts)
    for key in ("harbours", "saltmarsh"):
        found = (
            (index, act) for index, act in enumerate(result)
            if group.get(act.device) == key
            and any(step.step is Step.VERIFIED and step.happened_on < date(2026, 9, 1) for step in act.steps)
        )  # fmt: skip
        # With a seed by which that body verified nothing in time, nothing of it comes back.
        for index, act in islice(found, 1):
            kept = tuple(step for step in act.steps if step.step is not Step.DISPOSED)
            result[index] = ScriptedRemoval(act.device, act.site, kept, is_back=True)
    return tuple(result)


def decisions(devices: Iterable[Device], acts: Iterable[ScriptedRemoval]) -> tuple[ScriptedDecision, ...]:
    """A dozen decisions on flags: most of the brand-only ones are looked at first."""
    touched = {act.device for act in acts}
    open_devices = [device for device in devices if device.id not in touched and device.site and device.serial]
    rebrands = [device for device in open_devices if device.truth is TrueClass.REBRAND]
    by_mac = [device for device in open_devices if device.evidence is Evidence.MAC]
    plain = [device for device in open_devices if device.truth is TrueClass.RESTRICTED_MAKER and device.make]
    told: list[tuple[Device, DecisionOutcome, str]] = [
        *((device, DecisionOutcome.DISMISSED, _NOT_MADE.format(device=device)) for device in rebrands[:5]),
        *((device, DecisionOutcome.CONFIRMED, _MADE.format(device=device)) for device in rebrands[5:9]),
        *((device, DecisionOutcome.UNSURE, "Cannot be reached without a lift; look again in spring.")
          for device in by_mac[:2]),
        *((device, DecisionOutcome.CONFIRMED, "Label read on site.") for device in plain[:3]),
    ]  # fmt: skip
    return tuple(
        ScriptedDecision(
            device=device.id,
            on=date(2026, 1, 19) + timedelta(days=17 * number),
            by=_REVIEWERS[number % len(_REVIEWERS)],
            outcome=outcome,
            reason=reason,
        )
        for number, (device, outcome, reason) in enumerate(told)
    )


_NOT_MADE = (
    "Opened on site: the board and the supplier's declaration name another maker than the one suspected for "
    "{device.make} {device.model}."
)
_MADE = "The start page of {device.make} {device.model} shows the suspected maker's interface."
