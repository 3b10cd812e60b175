"""What is new, changed, unchanged, older, not seen or back again: the rows of an asset list against what is known."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.intake import codes, loading
from riskreg.intake.again import leave_out_again, standing_import
from riskreg.intake.asked import about
from riskreg.intake.assets import AssetPlan
from riskreg.intake.counted import say_counts, say_of_row
from riskreg.intake.foreseen import Foreseen, Judge
from riskreg.intake.ledger import FACTS_BYTES
from riskreg.intake.lines import Line, LineReader, differences, digest, has_unread_status, merged
from riskreg.intake.preview import DIFFERENCES_KEPT, Difference, Subject
from riskreg.intake.row_state import State
from riskreg.register import AssetAbsence, RemovalStep
from riskreg.register import Reappearance as ReappearanceRow
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import ClaimedStatus, Covers, Disposition, Severity, Step

DISPOSITIONS: Final = tuple(Disposition)
NEW: Final = DISPOSITIONS.index(Disposition.NEW)
CHANGED: Final = DISPOSITIONS.index(Disposition.CHANGED)
UNCHANGED: Final = DISPOSITIONS.index(Disposition.UNCHANGED)
OLDER: Final = DISPOSITIONS.index(Disposition.OLDER)
CONFLICTING: Final = DISPOSITIONS.index(Disposition.CONFLICTING)
REJECTED: Final = DISPOSITIONS.index(Disposition.REJECTED)
_COMPARE: Final = 255
_AT_ONCE: Final = 900

_GONE: Final = (Step.PHYSICALLY_REMOVED, Step.VERIFIED, Step.MEDIA_SANITISED, Step.DISPOSED)
"""Steps after which a device is no longer in its place."""
_IN_PLACE: Final = (ClaimedStatus.IN_SERVICE.value, ClaimedStatus.FAULTY.value, ClaimedStatus.UNKNOWN.value)
"""Status of a device that is held to be in its place; a line without a status is an entry of what there is."""
_NOT_TRACES: Final = frozenset({"seen", "claimed_status", "quantity", "network", "location", "ip_address", "system"})
"""Fields of which a change says nothing of the maker."""
_COLUMN_OF: Final = {"claimed_status": "status", "site": "site_name"}
_IMPORTANCE: Final = {
    name: rank
    for rank, name in enumerate(
        ("make", "model", "make_and_model", "producer", "site", "claimed_status", "quantity", "seen", "serial_number",
         "mac_address", "hardware_id", "asset_tag", "kind", "network", "system", "description", "installed_on",
         "purchased_on", "location", "name", "ip_address")
    )
}  # fmt: skip


@dataclass
class Found:
    """What comparing found beyond the dispositions."""

    foreseen: Foreseen
    differences: list[tuple[int, int, int, Difference]] = field(default_factory=list)
    total: int = 0
    fields: Counter[str] = field(default_factory=Counter)

    def add(self, row: int, difference: Difference) -> None:
        """Keep the most important differences, and count all."""
        self.total += 1
        self.fields[difference.field] += 1
        rank = _IMPORTANCE.get(difference.field, len(_IMPORTANCE))
        # A change of make or model of a flagged asset may end the flag, so it stands before everything else.
        group = 0 if difference.is_flagged and rank < 4 else 1
        self.differences.append((group, rank, row, difference))
        if len(self.differences) > 8 * DIFFERENCES_KEPT:
            self._trim()

    def _trim(self) -> None:
        self.differences.sort(key=lambda entry: entry[:3])
        del self.differences[DIFFERENCES_KEPT:]

    def most_important(self) -> tuple[Difference, ...]:
        """The differences to show."""
        self._trim()
        return tuple(difference for _, _, _, difference in self.differences)


def compare(session: Session, plan: AssetPlan, judge: Judge) -> Found:
    """Decide what each row does, and which assets are not seen; fills in the plan.

    Args:
        session: A reading or writing session.
        plan: The rows, tied to their assets.
        judge: Says the verdict of what the list would change.
    """
    if loading.has_later_list(session, plan.described_on):
        holders = {plan.places.sites[site].organisation_id for site in set(plan.matcher.site) if site >= 0}
        plan.sightings = loading.later_sightings(session, plan.where.named | holders, plan.described_on)
    found = Found(Foreseen(plan, judge))
    _first_dispositions(plan)
    standing = standing_import(session, plan)
    if standing is not None:
        undecided = [row for row, disposition in enumerate(plan.disposition) if disposition in (NEW, _COMPARE)]
        for row in leave_out_again(session, plan, standing, undecided):
            plan.disposition[row] = CONFLICTING
    if _COMPARE in plan.disposition:
        _Comparison(session, plan, found).run()
    _not_seen(session, plan)
    if standing is not None:  # what the very same list did not miss, it does not miss now
        plan.not_seen = [slot for slot in plan.not_seen if not plan.known.is_seen[slot]]
        plan.newly_not_seen = 0
    say_counts(plan)
    plan.outcome_sha256 = _outcome(plan)
    return found


def _first_dispositions(plan: AssetPlan) -> None:
    """What can be told without reading a row again: a steady list is decided here whole."""
    matcher, ledger, known = plan.matcher, plan.ledger, plan.known
    facts, slots, sites, by_state = matcher.facts, matcher.slot, matcher.site, matcher.state
    with_step = {slot for slot, step in known.steps.items() if step in _GONE}
    decided = bytearray((UNCHANGED,)) * len(by_state)
    # Only here it is known which assets a later list named, and which row speaks for a merged asset.
    is_open = bool(plan.sightings or ledger.merged)
    for row, (state, is_same) in enumerate(zip(by_state, plan.is_same, strict=True)):
        if is_same and state == State.OWNER and not is_open:
            continue
        slot = slots[row]
        if state == State.REJECTED:
            decided[row] = REJECTED
        elif state == State.CONFLICTING:
            decided[row] = CONFLICTING
        elif state == State.FOLLOWER:
            decided[row] = UNCHANGED
        elif slot >= ledger.known or (known.versions[slot] == 0 and slot not in with_step):
            decided[row] = NEW
        elif (
            facts[row * FACTS_BYTES : (row + 1) * FACTS_BYTES] == ledger.facts_of(slot)
            and sites[row] == ledger.sites[slot]
            and known.is_seen[slot]
            and slot not in with_step
            and not plan.is_older(slot)
        ):
            decided[row] = UNCHANGED
        else:
            decided[row] = _COMPARE
    row = by_state.find(State.FOLLOWER)
    while row >= 0:
        if decided[ledger.owner[slots[row]]] == CONFLICTING:
            decided[row] = CONFLICTING
        row = by_state.find(State.FOLLOWER, row + 1)
    plan.disposition = decided


class _Comparison:
    """Rows whose facts are not those on record, in groups that fit one statement."""

    def __init__(self, session: Session, plan: AssetPlan, found: Found) -> None:
        self.session = session
        self.plan = plan
        self.found = found
        self.code = loading.register_code(session)
        self.gone = _gone_devices(session, plan)

    def run(self) -> None:
        plan = self.plan
        group: list[tuple[int, int, Line, LineReader]] = []
        for row, table, line in plan.lines(lambda row: plan.disposition[row] == _COMPARE):
            group.append((row, plan.matcher.slot[row], line, plan.readers[table]))
            if len(group) >= _AT_ONCE:
                self._decide(group)
                group = []
        self._decide(group)

    def _decide(self, group: list[tuple[int, int, Line, LineReader]]) -> None:
        plan = self.plan
        before = known_lines(self.session, plan, [slot for _, slot, _, _ in group])
        hidden = [plan.ledger.ids[slot] for slot in before if not plan.known.is_seen[slot]]
        absent = loading.last_absence(self.session, hidden) if hidden else {}
        for row, slot, said, reader in group:
            standing = before.get(slot)
            line = merged(standing.line, said, reader.present) if standing is not None else said
            plan.matcher.facts[row * FACTS_BYTES : (row + 1) * FACTS_BYTES] = digest(line)[:FACTS_BYTES]
            plan.quantities[row] = line.quantity
            site = plan.places.sites[plan.matcher.site[row]]
            is_older = plan.is_older(slot)
            changes = differences(standing.line, line) if standing is not None else []
            if standing is not None and standing.site_id != site.id:
                was = plan.places.sites[plan.places.slot_of(standing.site_id)].name
                changes.append(("site", was, site.name))
                self._moved(row, slot, was, site.name)
            # An export of the register says what the register knows: nobody went and looked, so it is no sighting.
            is_echo = reader.table.is_own_export and standing is not None and not changes
            is_back = absent.get(plan.ledger.ids[slot], (date.max, 0))[0] <= plan.described_on
            if standing is not None and not is_older and not is_echo and is_back:
                changes.append(("seen", "not seen", "seen again"))
            if standing is None:
                plan.disposition[row] = OLDER if is_older else NEW
            elif not changes:
                plan.disposition[row] = UNCHANGED
            else:
                plan.disposition[row] = OLDER if is_older else CHANGED
            if not is_older and changes:
                noted = self._note(row, slot, changes, reader)
                if standing is not None:
                    was_site = plan.places.slot_of(standing.site_id)
                    telling = [each for each in noted if each.field not in _NOT_TRACES]
                    self.found.foreseen.changed(row, (was_site, standing.line), line, telling or noted)
            if not is_echo:
                self._reappearance(row, slot, line)

    def _note(self, row: int, slot: int, changes: list[tuple[str, str, str]], reader: LineReader) -> list[Difference]:
        plan = self.plan
        number, asset, is_flagged = plan.numbers[row], plan.ledger.ids[slot], plan.known.is_flagged(slot)
        noted = []
        for name, old, new in changes:
            column = reader.table.only_column(_COLUMN_OF.get(name, name))
            cell = reader.table.address(column.index, number) if column is not None else None
            noted.append(Difference(Subject.ASSET, asset, reader.table.sheet, number, name, old, new, is_flagged, cell))
            self.found.add(row, noted[-1])
        return noted

    def _moved(self, row: int, slot: int, was: str, now: str) -> None:
        text = f"The asset was known at {was} and stands at {now} in this list."
        asked = about(asset=self.plan.ledger.ids[slot])
        say_of_row(self.plan, row, codes.SITE_MOVED, Severity.NOTE, text, "", asked)

    def _reappearance(self, row: int, slot: int, line: Line) -> None:
        gone = self.gone.get(slot)
        if gone is None or line.claimed_status not in _IN_PLACE or line.quantity <= gone[0]:
            return
        plan = self.plan
        name = reference(ReferenceKind.ASSET, self.code, plan.ledger.ids[slot])
        today = long_date(plan.described_on)
        if has_unread_status(line):
            say_of_row(
                plan,
                row,
                codes.REAPPEARANCE_UNTOLD,
                Severity.WARNING,
                f"{name} was recorded as removed on {long_date(gone[1])}, and this list of {today} names it with a "
                "status that is not understood. It is not held to be back.",
                "If it is in service, write “In use” as its status and import the list again.",
                about(asset=plan.ledger.ids[slot], gone_on=gone[1].isoformat()),
            )
            return
        plan.reappeared[slot] = row
        say_of_row(
            plan,
            row,
            codes.REAPPEARED,
            Severity.WARNING,
            f"{name} was recorded as removed on {long_date(gone[1])}, and this list of {today} names {line.quantity} "
            f"in place. It counts as back from {today}.",
            "Look at the place. If the list is out of date, correct it; if the device is there, remove it anew.",
            about(asset=plan.ledger.ids[slot], on=plan.described_on.isoformat()),
        )


def known_lines(session: Session, plan: AssetPlan, slots: list[int]) -> dict[int, loading.Standing]:
    """Slot → what is known of the asset as at the date of the list."""
    ids = plan.ledger.ids
    older = [slot for slot in slots if plan.is_older(slot)]
    current = [slot for slot in slots if slot < plan.ledger.known and not plan.is_older(slot)]
    by_version = loading.versions_of(
        session, {plan.known.versions[slot] for slot in current if plan.known.versions[slot]}
    )
    found = {slot: by_version[plan.known.versions[slot]] for slot in current if plan.known.versions[slot]}
    if older:
        by_asset = loading.standing_as_at(session, {ids[slot] for slot in older}, plan.described_on)
        found.update((slot, by_asset[ids[slot]]) for slot in older if ids[slot] in by_asset)
    return found


def _gone_devices(session: Session, plan: AssetPlan) -> dict[int, tuple[int, date]]:
    """Slot → how many devices should be left in place, and since when, of assets with a removal before this list."""
    ids = {plan.ledger.ids[slot]: slot for slot, step in plan.known.steps.items() if step in _GONE}
    found: dict[int, tuple[int, date]] = {}
    for piece in loading.chunked(sorted(ids)):
        back = reset_days(session, piece)
        removed: dict[int, Counter[Step]] = {}
        last: dict[int, date] = {}
        statement = select(RemovalStep.asset_id, RemovalStep.step, RemovalStep.happened_on, RemovalStep.devices).where(
            RemovalStep.asset_id.in_(piece), RemovalStep.step.in_(_GONE), RemovalStep.happened_on < plan.described_on
        )
        for asset_id, step, happened_on, devices in session.execute(statement):
            if asset_id in back and happened_on < back[asset_id]:
                continue
            removed.setdefault(asset_id, Counter())[step] += devices
            last[asset_id] = max(last.get(asset_id, happened_on), happened_on)
        for asset_id, devices_by_step in removed.items():
            standing = loading.standing_as_at(session, [asset_id], last[asset_id]).get(asset_id)
            slot = ids[asset_id]
            quantity = standing.line.quantity if standing is not None else plan.known.quantities[slot]
            found[slot] = (max(quantity - max(devices_by_step.values()), 0), last[asset_id])
    return found


def reset_days(session: Session, asset_ids: list[int]) -> dict[int, date]:
    """Asset → the last date on which it came back; steps that happened before it no longer stand."""
    statement = select(ReappearanceRow.asset_id, ReappearanceRow.seen_on).where(
        ReappearanceRow.asset_id.in_(asset_ids), ~loading.is_withdrawn(ReappearanceRow.import_batch_id)
    )
    back: dict[int, date] = {}
    for asset_id, seen_on in session.execute(statement):
        back[asset_id] = max(back.get(asset_id, seen_on), seen_on)
    return back


def covered_sites(plan: AssetPlan) -> set[int]:
    """Slots of the sites inside which an asset that is not named counts as not seen."""
    if plan.covers is Covers.PART:
        return set()
    matcher = plan.matcher
    if plan.covers is Covers.SITES:
        return {site for site, state in zip(matcher.site, matcher.state, strict=True) if state != State.REJECTED}
    covered = set(plan.where.named)
    if plan.organisation_id is not None:
        covered.add(plan.organisation_id)
    return {slot for slot, site in enumerate(plan.places.sites) if site.holder in covered}


def _not_seen(session: Session, plan: AssetPlan) -> None:
    ledger, known = plan.ledger, plan.known
    covered = covered_sites(plan)
    missing = [
        slot
        for slot in range(ledger.known)
        if ledger.owner[slot] < 0
        and not ledger.is_contested[slot]
        and slot not in ledger.named
        and known.versions[slot]
        and ledger.sites[slot] in covered
    ]
    older = [slot for slot in missing if plan.is_older(slot)]
    skipped: set[int] = set()
    already: set[int] = {slot for slot in missing if not known.is_seen[slot]}
    if older:
        # An older list can only miss what was known to be there by its date.
        standing = loading.standing_as_at(session, {ledger.ids[slot] for slot in older}, plan.described_on)
        skipped = {slot for slot in older if ledger.ids[slot] not in standing}
        noted = _absent_on(session, plan, [ledger.ids[slot] for slot in older])
        already = {
            slot for slot in missing if (ledger.ids[slot] in noted if plan.is_older(slot) else not known.is_seen[slot])
        }
    plan.not_seen = [slot for slot in missing if slot not in skipped]
    plan.newly_not_seen = sum(1 for slot in plan.not_seen if slot not in already)


def _absent_on(session: Session, plan: AssetPlan, asset_ids: list[int]) -> set[int]:
    found: set[int] = set()
    for piece in loading.chunked(sorted(asset_ids)):
        found.update(
            session.scalars(
                select(AssetAbsence.asset_id).where(
                    AssetAbsence.asset_id.in_(piece),
                    AssetAbsence.described_on == plan.described_on,
                    ~loading.is_withdrawn(AssetAbsence.import_batch_id),
                )
            )
        )
    return found


def new_slots(plan: AssetPlan) -> Iterator[tuple[int, int]]:
    """Row and slot of every asset that comes into the register, in the order of the rows."""
    known = plan.ledger.known
    for row, state in enumerate(plan.matcher.state):
        if state == State.OWNER and plan.matcher.slot[row] >= known:
            yield row, plan.matcher.slot[row]


def _outcome(plan: AssetPlan) -> str:
    """Digest over what is done with every row, in terms that do not depend on this run."""
    matcher, ledger = plan.matcher, plan.ledger
    names = array("q", (ledger.ids[slot] if slot >= 0 else -1 for slot in matcher.slot))
    whole = sha256(f"{plan.described_on}\x1f{plan.covers}\x1f{plan.rows_sha256}".encode())
    for part in (plan.disposition, matcher.by, names.tobytes(), matcher.facts):
        whole.update(part)
    used = sorted({site for site in matcher.site if site >= 0})
    site_names = {site: n for n, site in enumerate(used)}
    whole.update(array("q", (site_names.get(site, -1) for site in matcher.site)).tobytes())
    for site in used:
        whole.update(f"\x1e{plan.places.sites[site].id}\x1f{plan.places.sites[site].name}".encode())
    whole.update(array("q", sorted(ledger.ids[slot] for slot in plan.not_seen)).tobytes())
    whole.update(array("q", sorted(ledger.ids[slot] for slot in plan.reappeared)).tobytes())
    return whole.hexdigest()
