"""Recording that a step of a removal happened: refused where it cannot be so, a breach where it must not be so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound, NotPermitted, UsageError
from riskreg.register import Asset, Breach, Evidence, RegisterIdentity, RemovalStep
from riskreg.register.merges import merges
from riskreg.removal.history import recordings_of, steps_in_force
from riskreg.removal.order import (
    MAY_HOLD_RECORDINGS,
    STEP_WORDS,
    BrokenRule,
    Recordings,
    Taken,
    broken_rules,
    devices_at,
    furthest,
    person_key,
    room_for_verification,
)
from riskreg.rules.counting import counted
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Step


@dataclass(frozen=True, slots=True)
class StepRecorded:
    """What came of recording a step for one asset line.

    Attributes:
        asset_id: The asset line.
        step: The row, or None where it was already recorded for all of its devices.
        breaches: The rules that the step broke; they stay open.
        said: What the person must know, as sentences.
    """

    asset_id: int
    step: RemovalStep | None
    breaches: tuple[Breach, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Act:
    """What the person says happened."""

    step: Step
    happened_on: date
    devices: int | None
    remover: str | None
    verifier: str | None
    evidence_id: int | None
    note: str | None


def record_step(
    session: Session,
    asset: Asset,
    step: Step,
    happened_on: date,
    *,
    devices: int | None = None,
    remover: str | None = None,
    verifier: str | None = None,
    evidence_id: int | None = None,
    note: str | None = None,
    today: date | None = None,
) -> StepRecorded:
    """Record that devices of an asset line took a step of their removal.

    Only *verified* counts as removed: by evidence, and by a second person. Once a device was seen again, its earlier
    steps no longer count, and all may be recorded anew.

    Args:
        session: A writing session.
        asset: The asset line.
        step: The step that happened.
        happened_on: When it happened, today or earlier.
        devices: How many devices took it; None for all that have not yet.
        remover: Who took them down; for a verification, by default the person named there.
        verifier: Who looked and found them gone; for a verification only.
        evidence_id: The evidence file; required for a verification.
        note: Anything else to be remembered.
        today: The date of today; the machine's where None.

    Raises:
        UsageError: The date lies ahead, a number is off, or a verifier is named for another step.
        NotFound: There is no evidence by that number.
        NotPermitted: A verification lacks its remover, verifier or evidence, or the verifier removed.
        Conflict: More devices than are left, or already recorded for all of them.
    """
    (recorded,) = record_steps(
        session,
        [asset],
        step,
        happened_on,
        devices=devices,
        remover=remover,
        verifier=verifier,
        evidence_id=evidence_id,
        note=note,
        today=today,
    )
    return recorded


def record_steps(
    session: Session,
    assets: Sequence[Asset],
    step: Step,
    happened_on: date,
    *,
    devices: int | None = None,
    remover: str | None = None,
    verifier: str | None = None,
    evidence_id: int | None = None,
    note: str | None = None,
    today: date | None = None,
) -> tuple[StepRecorded, ...]:
    """Record the same step for several asset lines at once, such as all devices of one visit.

    A refusal for one line refuses all. Lines for which the step was already recorded are passed over and said; where
    that is so for every line, it is a conflict.

    Args and raises as for `record_step`; results come in the order of the lines.
    """
    if devices is not None and len({asset.id for asset in assets}) > 1:
        raise UsageError(
            "A number of devices can be given for one asset line only.", "Record each line by itself, or all devices."
        )
    act = _Act(step, happened_on, devices, _tidy(remover), _tidy(verifier), evidence_id, _tidy(note))
    _check_act(session, act, today or datetime.now().astimezone().date())
    ids = list(dict.fromkeys(asset.id for asset in assets))
    # Locked in the order of their keys: two people who record the same line do so one after the other.
    locked = session.scalars(
        select(Asset)
        .where(Asset.id.in_(ids))
        .order_by(Asset.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    line = {asset.id: asset for asset in locked}
    taken: defaultdict[int, list[Taken]] = defaultdict(list)
    for earlier in steps_in_force(session, ids):
        taken[earlier.asset_id].append(_taken(earlier))
    recordings = recordings_of(session, ids)
    code = session.scalars(select(RegisterIdentity.code)).one()
    for asset_id, into_id in merges(session).items():
        if asset_id in line:
            name, there = (reference(ReferenceKind.ASSET, code, each) for each in (asset_id, into_id))
            raise Conflict(
                f"{name} is merged into {there}, which stands for the device.",
                f"Record the step for {there}.",
            )
    drafts: list[tuple[int, RemovalStep | None, tuple[BrokenRule, ...], tuple[str, ...]]] = []
    for asset_id in ids:
        name = reference(ReferenceKind.ASSET, code, asset_id)
        drafts.append((asset_id, *_draft(act, line[asset_id], taken[asset_id], recordings[asset_id], name)))
    if drafts and all(row is None for _, row, _, _ in drafts):
        raise Conflict(drafts[0][3][0], "Nothing was written; there is nothing more to do.")
    session.add_all(row for _, row, _, _ in drafts if row is not None)
    session.flush()
    recorded = []
    for asset_id, row, broken, said in drafts:
        breaches: tuple[Breach, ...] = ()
        if row is not None:
            breaches = tuple(
                Breach(asset_id=asset_id, removal_step_id=row.id, rule=rule.rule, explanation=rule.explanation)
                for rule in broken
            )
            session.add_all(breaches)
            line[asset_id].step = furthest([*taken[asset_id], _taken(row)])
        recorded.append(StepRecorded(asset_id, row, breaches, said))
    session.flush()
    return tuple(recorded)


def _tidy(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text is not None else None


def _taken(row: RemovalStep) -> Taken:
    return Taken(row.step, row.happened_on, row.devices, row.remover)


def _check_act(session: Session, act: _Act, today: date) -> None:
    if act.happened_on > today:
        raise UsageError(
            f"{long_date(act.happened_on)} has not come yet; a step is recorded once it has happened.",
            f"Give {long_date(today)} or an earlier date, or put the date in the replacement plan.",
        )
    if act.devices is not None and act.devices < 1:
        raise UsageError(f"{act.devices} is no number of devices.", "Give 1 or more.")
    if act.evidence_id is not None and session.get(Evidence, act.evidence_id) is None:
        raise NotFound(f"There is no evidence number {act.evidence_id}.", "Store the file first, then name its number.")
    if act.step is not Step.VERIFIED:
        if act.verifier is not None:
            raise UsageError(
                "A verifier is named only for the step “verified”.", "Leave the verifier out, or record “verified”."
            )
        return
    if act.verifier is None:
        raise NotPermitted(
            "A verification names the second person who looked.", "Name the verifier, who is not the remover."
        )
    if act.evidence_id is None:
        raise NotPermitted(
            "A verification needs evidence, such as a photograph of the place.", "Store the file and name it."
        )


def _draft(
    act: _Act, asset: Asset, taken: list[Taken], recordings: Recordings, name: str
) -> tuple[RemovalStep | None, tuple[BrokenRule, ...], tuple[str, ...]]:
    done = devices_at(taken, act.step)
    left = asset.quantity - done
    if left <= 0:
        return None, (), (_already(act, taken, done, name),)
    remover = act.remover
    if act.step is Step.VERIFIED:
        room = min(left, room_for_verification(taken, act.happened_on))
        remover = _check_persons(act, taken, room, name)
        left = room
    devices = left if act.devices is None else act.devices
    if devices > left:
        raise Conflict(
            f"{name}: {counted(devices, 'device')} cannot be {STEP_WORDS[act.step]}; "
            + (
                f"of {asset.quantity} only {left} had been physically removed by {long_date(act.happened_on)} and wait "
                "for verification."
                if act.step is Step.VERIFIED
                else f"the line has {asset.quantity}, and {done} already are."
            ),
            f"Give {left} or fewer, or leave the number out."
            + (" Record the removal of the others first." if act.step is Step.VERIFIED else ""),
        )
    new = Taken(act.step, act.happened_on, devices, remover)
    row = RemovalStep(
        asset_id=asset.id,
        step=act.step,
        happened_on=act.happened_on,
        devices=devices,
        remover=remover,
        verifier=act.verifier,
        evidence_id=act.evidence_id,
        note=act.note,
    )
    return row, broken_rules(new, taken, asset.quantity, recordings), _say(new, asset, taken, recordings, name)


def _already(act: _Act, taken: Sequence[Taken], done: int, name: str) -> str:
    last = max(one.happened_on for one in taken if one.step is act.step)
    count = "its one device" if done == 1 else f"all of its {done} devices"
    return f"{name}: already recorded as {STEP_WORDS[act.step]}, for {count}, on {long_date(last)}."


def _check_persons(act: _Act, taken: Sequence[Taken], room: int, name: str) -> str:
    removals = [one for one in taken if one.step is Step.PHYSICALLY_REMOVED and one.happened_on <= act.happened_on]
    if not removals or room < 1:
        raise Conflict(
            f"{name}: nothing is recorded as physically removed by {long_date(act.happened_on)} that waits for "
            "verification.",
            "Record “physically removed” with its date and remover first.",
        )
    named = list({person_key(one.remover): one.remover for one in removals if one.remover}.values())
    if act.remover is not None and named and person_key(act.remover) not in {person_key(one) for one in named}:
        raise Conflict(
            f"{name}: the removal names {' and '.join(named)} as remover, and not {act.remover}.",
            "Leave the remover out, or name the one recorded there.",
        )
    if act.remover is None and not named:
        raise NotPermitted(
            f"{name}: nobody is named as remover, so it cannot be told that a second person verified.",
            "Name the remover together with the verifier.",
        )
    remover = act.remover or " and ".join(named)
    verifier = act.verifier or ""
    if person_key(verifier) in {person_key(one) for one in [*named, remover]}:
        raise NotPermitted(
            f"{name}: {verifier} removed the devices, so another person must verify.",
            "Have somebody else look, and name that person as verifier.",
        )
    return remover


def _say(new: Taken, asset: Asset, taken: Sequence[Taken], recordings: Recordings, name: str) -> tuple[str, ...]:
    said = []
    done = devices_at(taken, new.step) + new.devices
    if done < asset.quantity:
        said.append(
            f"{name}: {done} of {counted(asset.quantity, 'device')} {'is' if done == 1 else 'are'} "
            f"{STEP_WORDS[new.step]}; {counted(asset.quantity - done, 'is', 'are')} left."
        )
    if not asset.verdict.is_flagged:
        said.append(f"{name}: this asset is not flagged; the step is recorded all the same.")
    if new.step is Step.PHYSICALLY_REMOVED:
        if new.remover is None:
            said.append(f"{name}: no remover is named; the verification will ask for one.")
        if recordings.is_locked:
            said.append(
                f"{name}: a list says that its recordings are under an evidence lock; export them before wiping."
            )
        said.append(f"{name}: counts as removed once a second person has verified it.")
    if new.step is Step.DISPOSED and recordings.kind in MAY_HOLD_RECORDINGS:
        wiped = devices_at(taken, Step.MEDIA_SANITISED, new.happened_on)
        if wiped < done:
            said.append(
                f"{name}: no sanitisation is recorded; if the device held a memory card, record what became of it."
            )
    return tuple(said)
