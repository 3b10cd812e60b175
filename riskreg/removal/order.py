"""The order of the steps of a removal, and what breaks it. Pure.

A step that cannot be so (more devices than there are, a verification of what nobody removed) is refused elsewhere. What
stands here did happen, although the rules forbid it: it is recorded, named, and stays open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from riskreg.rules.dates import long_date
from riskreg.rules.terms import EquipmentKind, Step

HOLDS_RECORDINGS = frozenset(
    {
        EquipmentKind.RECORDER,
        EquipmentKind.SERVER,
        EquipmentKind.STORAGE,
        EquipmentKind.BODY_WORN_VIDEO,
        EquipmentKind.DRONE,
    }
)
"""Kinds that always hold recordings. **Source**: DOMAIN section 3.3 (recorder disks and memory cards are media)."""

MAY_HOLD_RECORDINGS = frozenset(
    {
        EquipmentKind.CAMERA,
        EquipmentKind.FIXED_CAMERA,
        EquipmentKind.DOME_CAMERA,
        EquipmentKind.BULLET_CAMERA,
        EquipmentKind.PTZ_CAMERA,
        EquipmentKind.THERMAL_CAMERA,
        EquipmentKind.MULTI_SENSOR_CAMERA,
        EquipmentKind.ANPR_CAMERA,
        EquipmentKind.INTERCOM,
        EquipmentKind.ENCODER,
        EquipmentKind.UNKNOWN,
    }
)
"""Kinds that may hold a memory card: asked about, never a breach by themselves. **Source**: DOMAIN section 3.3."""

_STEPS = tuple(Step)
_NEEDS_THE_DEVICE = (Step.MITIGATED, Step.SCHEDULED, Step.DISCONNECTED, Step.PHYSICALLY_REMOVED, Step.VERIFIED)

STEP_WORDS = {
    Step.MITIGATED: "mitigated",
    Step.PLANNED: "planned",
    Step.FUNDED: "funded",
    Step.ORDERED: "ordered",
    Step.SCHEDULED: "scheduled",
    Step.DISCONNECTED: "disconnected",
    Step.PHYSICALLY_REMOVED: "physically removed",
    Step.VERIFIED: "verified as removed",
    Step.MEDIA_SANITISED: "sanitised (their media)",
    Step.DISPOSED: "disposed of",
}
"""Each step as it is said of devices: “2 devices are …”."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken by some devices of an asset line."""

    step: Step
    happened_on: date
    devices: int
    remover: str | None = None


@dataclass(frozen=True, slots=True)
class Recordings:
    """What a list says of the recordings that a device holds.

    Attributes:
        kind: Kind of equipment.
        is_locked: Whether its recordings are under an evidence lock or legal hold.
        retention_days: For how long recordings are kept, or None where no list says so.
    """

    kind: EquipmentKind
    is_locked: bool = False
    retention_days: int | None = None


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that a step broke.

    Attributes:
        rule: Stable code.
        explanation: What happened and why it must not, as a sentence or two.
    """

    rule: str
    explanation: str


def furthest(taken: Iterable[Taken]) -> Step | None:
    """The furthest step that any device of the line has reached; None where none was taken."""
    return max((one.step for one in taken), key=_STEPS.index, default=None)


def devices_at(taken: Iterable[Taken], step: Step, on: date | None = None) -> int:
    """How many devices had taken a step by a date, or at all."""
    return sum(one.devices for one in taken if one.step is step and (on is None or one.happened_on <= on))


def room_for_verification(taken: Sequence[Taken], on: date) -> int:
    """How many more devices can have been verified on a date: never more than had been removed by then.

    Looks ahead as well, so that an entry made late does not leave a later verification without its removal.
    """
    dates = [on, *(one.happened_on for one in taken if one.happened_on > on)]
    return min(devices_at(taken, Step.PHYSICALLY_REMOVED, day) - devices_at(taken, Step.VERIFIED, day) for day in dates)


def broken_rules(new: Taken, taken: Sequence[Taken], quantity: int, recordings: Recordings) -> tuple[BrokenRule, ...]:
    """The rules that a new step breaks, given the steps in force before it.

    Taking a device down without disconnecting it first is no breach: the one implies the other.

    **Source**: DOMAIN section 3.3 (evidence first; sanitisation), section 3.5 (removal lattice), section 5.2 (the
    evidence test for “removed”).

    Args:
        new: The step that is being recorded.
        taken: The steps in force, whenever recorded; only those of the same date or earlier excuse the new one.
        quantity: Devices of the line.
        recordings: What is known of the recordings.
    """
    broken = []
    if new.step is Step.MEDIA_SANITISED or (new.step is Step.DISPOSED and recordings.kind in HOLDS_RECORDINGS):
        broken += _recordings_lost(new, taken, recordings)
    if new.step is Step.DISPOSED:
        broken += _disposed_too_early(new, taken, recordings)
    gone = devices_at(taken, Step.DISPOSED, new.happened_on - timedelta(days=1))
    if new.step in _NEEDS_THE_DEVICE and gone and new.devices > quantity - gone:
        broken.append(
            BrokenRule(
                "after-disposal",
                f"Recorded as {STEP_WORDS[new.step]} on {long_date(new.happened_on)}, after {_devices(gone)} of the "
                "line had been disposed of: one of the two entries is wrong, or something else was disposed of.",
            )
        )
    return tuple(broken)


def _recordings_lost(new: Taken, taken: Sequence[Taken], recordings: Recordings) -> list[BrokenRule]:
    # Of a device wiped before, disposal loses nothing more: the breach, if any, stands on the wiping.
    by_then = new.happened_on
    if new.step is Step.DISPOSED and _covered(new, taken, Step.MEDIA_SANITISED):
        return []
    broken = []
    what = "Media were wiped" if new.step is Step.MEDIA_SANITISED else "Devices were disposed of"
    if recordings.is_locked:
        broken.append(
            BrokenRule(
                "recordings-under-evidence-lock",
                f"{what} on {long_date(by_then)} although a list says that their recordings are under an evidence "
                "lock. Locked recordings are exported before anything is wiped or scrapped.",
            )
        )
    stopped = [
        one.happened_on
        for one in taken
        if one.step in (Step.DISCONNECTED, Step.PHYSICALLY_REMOVED) and one.happened_on <= by_then
    ]
    if recordings.retention_days:
        ends_on = min(stopped, default=by_then) + timedelta(days=recordings.retention_days)
        if by_then < ends_on:
            broken.append(
                BrokenRule(
                    "recordings-within-retention",
                    f"{what} on {long_date(by_then)}, before the retention of {recordings.retention_days} days "
                    f"ended on {long_date(ends_on)}.",
                )
            )
    return broken


def _disposed_too_early(new: Taken, taken: Sequence[Taken], recordings: Recordings) -> list[BrokenRule]:
    broken = []
    if not _covered(new, taken, Step.VERIFIED):
        broken.append(
            BrokenRule(
                "disposed-before-verified",
                f"{_devices(new.devices).capitalize()} disposed of on {long_date(new.happened_on)} before a second "
                "person had verified the removal: it can no longer be shown that these were the devices.",
            )
        )
    if recordings.kind in HOLDS_RECORDINGS and not _covered(new, taken, Step.MEDIA_SANITISED):
        broken.append(
            BrokenRule(
                "disposed-before-media-sanitised",
                f"{_devices(new.devices).capitalize()} that hold recordings were disposed of on "
                f"{long_date(new.happened_on)} before their media were sanitised.",
            )
        )
    return broken


def _covered(new: Taken, taken: Sequence[Taken], needed: Step) -> bool:
    disposed = devices_at(taken, Step.DISPOSED, new.happened_on)
    return devices_at(taken, needed, new.happened_on) >= disposed + new.devices


def _devices(count: int) -> str:
    return "1 device" if count == 1 else f"{count} devices"


def person_key(name: str) -> str:
    """A person's name for comparing: case, spaces, punctuation and what stands in brackets do not matter.

    `Doe, Jane` and `Jane  DOE (Brightgable Ltd)` are the same person.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    text = bare if re.search(r"\w", bare) else text
    if text.count(",") == 1:
        family, given = text.split(",")
        text = f"{given} {family}"
    return " ".join(re.findall(r"\w+", text))
