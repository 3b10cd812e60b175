"""The whole recorded history of an asset that was ever flagged, and what it says on any date. Pure.

Every figure about flagged devices, the burn-down and the bridge read from here, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from riskreg.rules.decisions import Ground, still_judged
from riskreg.rules.terms import (
    BasisCause,
    ClaimedStatus,
    DecisionOutcome,
    EquipmentKind,
    Network,
    Step,
    Verdict,
)


class Version(NamedTuple):
    """What a list said of the asset. `counts` is false where the import was undone."""

    on: date
    id: int
    quantity: int
    site_id: int
    system_id: int | None
    kind: EquipmentKind
    network: Network
    claimed: ClaimedStatus
    installed_on: date | None
    purchased_on: date | None
    trace_key_id: int
    make: str | None
    model: str | None
    location: str | None
    batch_id: int
    change_id: int
    counts: bool


class Basis(NamedTuple):
    """The ground of a flag coming or lapsing."""

    on: date
    id: int
    is_live: bool
    verdict: Verdict
    cause: BasisCause
    key_verdict_id: int | None
    change_id: int
    digest: str | None = None
    """Of what there is to judge; filled in where somebody decided of the flag."""


class Judged(NamedTuple):
    """A decision of a person on a flag, with the ground that was judged (None where it is not known any more)."""

    on: date
    id: int
    outcome: DecisionOutcome
    change_id: int
    ground: Ground | None = None


class Stepped(NamedTuple):
    """A removal step that happened."""

    on: date
    id: int
    step: Step
    devices: int
    change_id: int


class Seen(NamedTuple):
    """An asset recorded as removed was seen again."""

    on: date
    id: int
    change_id: int


class Absent(NamedTuple):
    """A list that covers the asset's place did not name it."""

    on: date
    batch_id: int


@dataclass(frozen=True, slots=True)
class FlagHistory:
    """A flag with all that was ever said of its ground, and decided."""

    id: int
    regime_id: int
    bases: tuple[Basis, ...]
    decisions: tuple[Judged, ...] = ()


@dataclass(frozen=True, slots=True)
class AssetHistory:
    """All facts of one asset, each sequence in the order of date and key."""

    id: int
    versions: tuple[Version, ...]
    flags: tuple[FlagHistory, ...]
    steps: tuple[Stepped, ...] = ()
    seen_again: tuple[Seen, ...] = ()
    absences: tuple[Absent, ...] = ()

    def dates(self) -> set[date]:
        """Dates on which anything may change about it."""
        found = {version.on for version in self.versions}
        for flag in self.flags:
            found.update(basis.on for basis in flag.bases)
            found.update(decision.on for decision in flag.decisions)
        found.update(step.on for step in self.steps)
        found.update(seen.on for seen in self.seen_again)
        return found


class Part(StrEnum):
    """Where the devices of the fixed cohort *ever flagged* are: the parts add up to it."""

    OPEN = "open"
    """The flag stands, no decision dismissed it, and no removal is verified."""
    VERIFIED = "verified"
    DISMISSED = "dismissed"
    RELEASED_EDITION = "released-edition"
    RELEASED_DETERMINATION = "released-determination"
    RELEASED_ADOPTION = "released-adoption"
    CATALOGUE_CORRECTED = "catalogue-corrected"
    ASSET_CHANGED = "asset-changed"
    MERGED = "merged"
    IMPORT_UNDONE = "import-undone"
    QUANTITY_CORRECTED = "quantity-corrected"


_RELEASED = {
    BasisCause.EDITION: Part.RELEASED_EDITION,
    BasisCause.DETERMINATION: Part.RELEASED_DETERMINATION,
    BasisCause.ADOPTION: Part.RELEASED_ADOPTION,
    BasisCause.CATALOGUE: Part.CATALOGUE_CORRECTED,
    BasisCause.ASSET_CHANGED: Part.ASSET_CHANGED,
    BasisCause.FOUND: Part.ASSET_CHANGED,
    BasisCause.IMPORT_UNDONE: Part.IMPORT_UNDONE,
    BasisCause.MERGED: Part.MERGED,
}


class FlagStanding(NamedTuple):
    """A flag on a date: its ground in force, and the decision in force."""

    id: int
    regime_id: int
    basis: Basis
    decision: Judged | None

    @property
    def is_decided(self) -> bool:
        """Whether somebody decided, and what was judged is what is known: a decision never covers a new ground."""
        if self.decision is None:
            return False
        judged = self.decision.ground
        return judged is None or still_judged(judged, Ground(self.basis.verdict, self.basis.digest))

    @property
    def is_open(self) -> bool:
        """Whether the ground stands and nobody dismissed it."""
        return self.basis.is_live and not self.is_dismissed

    @property
    def is_dismissed(self) -> bool:
        """Whether the newest decision dismissed it, on the ground that stands."""
        return self.is_decided and self.decision is not None and self.decision.outcome is DecisionOutcome.DISMISSED

    @property
    def is_reopened(self) -> bool:
        """Whether it was dismissed, and stands on another ground now, so that it waits for a decision again."""
        was = self.decision is not None and self.decision.outcome is DecisionOutcome.DISMISSED
        return was and self.basis.is_live and not self.is_decided


@dataclass(frozen=True, slots=True)
class Standing:
    """An asset on a date.

    Attributes:
        version: What is said of it, or None where no list that counts names it by then.
        place: The version that tells its site; where nothing counts, the newest that was withdrawn.
        flags: Flags whose ground had come by then, live or lapsed.
        is_flagged: Whether a ground stands.
        is_open: Whether a ground stands that nobody dismissed, and a list that counts names the asset.
        cohort: Devices ever flagged.
        remaining: Devices not verified as removed.
        verified: Devices verified as removed.
        steps: Devices per removal step in force.
        verified_by: The newest verification in force.
        seen_again: The newest reappearance.
        is_seen: Whether the newest list that covers its place names it.
    """

    version: Version | None
    place: Version
    flags: tuple[FlagStanding, ...]
    is_flagged: bool
    is_open: bool
    cohort: int
    remaining: int
    verified: int
    steps: dict[Step, int]
    verified_by: Stepped | None
    seen_again: Seen | None
    is_seen: bool

    @property
    def open_devices(self) -> int:
        """Devices whose flag stands undismissed and whose removal is not verified."""
        return self.remaining if self.is_open else 0

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of its grounds; of lapsed ones where none stands."""
        live = [flag for flag in self.flags if flag.basis.is_live] or list(self.flags)
        return max((flag.basis.verdict for flag in live), key=lambda verdict: verdict.gravity, default=Verdict.UNKNOWN)

    def parts(self) -> dict[Part, int]:
        """The cohort's devices by where they are; adds up to `cohort` exactly."""
        gone = min(self.verified, self.cohort)
        left = self.cohort - gone
        found = {Part.VERIFIED: gone}
        if self.is_open:
            found[Part.OPEN] = min(self.remaining, left)
            found[Part.QUANTITY_CORRECTED] = left - found[Part.OPEN]
        else:
            found[self._why_closed()] = left
        return {part: devices for part, devices in found.items() if devices}

    def _why_closed(self) -> Part:
        if self.is_flagged:
            return Part.DISMISSED if self.version is not None else Part.IMPORT_UNDONE
        newest = max(self.flags, key=lambda flag: flag.basis.id)
        return _RELEASED[newest.basis.cause]


def standing_on(history: AssetHistory, on: date) -> Standing | None:
    """What the record says of an asset on a date.

    Returns:
        The standing, or None where the asset had not been flagged by then.
    """
    flags = tuple(found for flag in history.flags if (found := _flag_on(flag, on)) is not None)
    first = min(
        (basis.on for flag in history.flags for basis in flag.bases if basis.is_live and basis.on <= on), default=None
    )
    if first is None:
        return None
    versions = [version for version in history.versions if version.counts and version.on <= on]
    version = versions[-1] if versions else None
    said = versions or [v for v in history.versions if v.on <= on] or list(history.versions[:1])
    seen = next((each for each in reversed(history.seen_again) if each.on <= on), None)
    # Steps before a reappearance are reset: the device stands there again.
    steps = [step for step in history.steps if step.on <= on and (seen is None or step.on >= seen.on)]
    verifications = [step for step in steps if step.step is Step.VERIFIED]
    remaining, verified = devices_left(said, verifications)
    peak = max([v.quantity for v in said if v.on > first] + [_last(said, first).quantity])
    cohort = max(peak, remaining + verified)
    by_step: dict[Step, int] = {}
    for step in steps:
        by_step[step.step] = min(cohort, by_step.get(step.step, 0) + step.devices)
    is_flagged = any(flag.basis.is_live for flag in flags)
    return Standing(
        version=version,
        place=said[-1],
        flags=flags,
        is_flagged=is_flagged,
        is_open=version is not None and any(flag.is_open for flag in flags),
        cohort=cohort,
        remaining=remaining,
        verified=verified,
        steps=by_step,
        verified_by=verifications[-1] if verifications else None,
        seen_again=seen,
        is_seen=version is not None and not any(each.on <= on and _follows(each, version) for each in history.absences),
    )


def devices_left(versions: Sequence[Version], verifications: Sequence[Stepped]) -> tuple[int, int]:
    """Devices that remain, and devices verified as removed.

    A list may name the devices that are left (its number falls after a removal) or still name all of them. So a fall
    of the number is first set against removals verified since; only what is left of it corrects the number.

    Returns:
        Remaining and verified devices.
    """
    if not verifications:
        return (versions[-1].quantity if versions else 0), 0
    events = [(step.on, 0, step.devices) for step in verifications]
    events += [(version.on, 1, version.quantity) for version in versions]
    events.sort(key=lambda event: (event[0], event[1]))
    quantity: int | None = None
    unreflected = verified = 0
    for _, kind, devices in events:
        if kind == 0:
            verified += devices
            unreflected += devices
            continue
        if quantity is not None and devices < quantity:
            unreflected -= min(quantity - devices, unreflected)
        quantity = devices
    return max(0, (quantity or 0) - unreflected), verified


def _follows(absence: Absent, version: Version) -> bool:
    # Of two lists of one date the later imported one is the newer.
    return (absence.on, absence.batch_id) > (version.on, version.batch_id)


def _flag_on(flag: FlagHistory, on: date) -> FlagStanding | None:
    basis = next((each for each in reversed(flag.bases) if each.on <= on), None)
    if basis is None:
        return None
    decision = next((each for each in reversed(flag.decisions) if each.on <= on), None)
    return FlagStanding(flag.id, flag.regime_id, basis, decision)


def _last(versions: Sequence[Version], on: date) -> Version:
    return next((version for version in reversed(versions) if version.on <= on), versions[0])
