"""The assets of the register that an asset list may mean, as matching needs them: a million, in flat arrays."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from riskreg.intake import loading
from riskreg.intake.assets import AssetPlan
from riskreg.intake.ledger import FACTS_BYTES, TAG
from riskreg.intake.settled import Settled
from riskreg.register.merges import merges, survivors
from riskreg.rules.terms import Step, Verdict
from riskreg.tables import Stretch, as_text
from riskreg.tables.arriving import TakenBackError


def load_known(session: Session, plan: AssetPlan, answers: Settled, is_in_vain: Callable[[], bool]) -> None:
    """Take the assets that the rows of a list may mean into its plan.

    Args:
        session: Any session.
        plan: Of the list, whose tables are known where a column of them names organisations.
        answers: What persons have said of numbers.
        is_in_vain: Says whether nobody needs them any more.

    Raises:
        TakenBackError: Nobody does.
    """
    known, ledger = plan.known, plan.ledger
    gravity = {verdict.value: verdict.gravity for verdict in Verdict}
    last = plan.described_on.toordinal()
    merged = survivors(merges(session))
    # The two belonged to one organisation when they were merged; the site of one may have passed to another since.
    organisation_ids = loading.with_survivors(session, _organisations(plan), merged)
    for columns in loading.known_assets(session, organisation_ids):
        if is_in_vain():
            raise TakenBackError
        ids, sites, versions, days, devices, steps, seen, verdicts, facts, *numbers = columns
        nothing = "00" * FACTS_BYTES
        digests = [digest if version else nothing for digest, version in zip(facts, versions, strict=True)]
        at = list(map(plan.places.slot_of, sites))
        first = ledger.add_known(ids, at, numbers, bytes.fromhex("".join(digests)))
        known.versions.extend(versions)
        known.days.extend(days)
        known.quantities.extend(devices)
        known.is_seen.extend(map(bool, seen))
        known.is_steady.extend(
            bool(version and is_seen and step is None and day <= last)
            for version, is_seen, step, day in zip(versions, seen, steps, days, strict=True)
        )
        known.gravity.extend(map(gravity.__getitem__, verdicts))
        if any(steps):
            known.steps.update((first + n, Step(step)) for n, step in enumerate(steps) if step is not None)
    if merged:
        slots = {key: slot for slot, key in enumerate(ledger.ids)}
        ledger.merged = {slots[key]: slots[into] for key, into in merged.items() if key in slots}
    _settle(plan, answers)


def _settle(plan: AssetPlan, answers: Settled) -> None:
    """What persons have said of the numbers of these assets."""
    ledger, matcher = plan.ledger, plan.matcher
    for kind, number in answers.apart:
        ledger.share(kind, number)
    for tag in matcher.shared_tags:
        ledger.share(TAG, tag)
    if not (answers.pins or answers.aliases):
        return
    slots = {key: slot for slot, key in enumerate(ledger.ids)}
    matcher.pins = {keys: slots[asset] for keys, asset in answers.pins.items() if asset in slots}
    matcher.aliases = {number: slots[asset] for number, asset in answers.aliases.items() if asset in slots}
    for (kind, number), slot in matcher.aliases.items():
        ledger.index[kind].setdefault(number, slot)


def _organisations(plan: AssetPlan) -> set[int]:
    """The organisations that rows are about, told before the first row is matched."""
    texts: set[str] = set()
    found = {plan.organisation_id} if plan.organisation_id is not None else set()
    for table in plan.tables:
        column = table.column("organisation")
        if column is not None:
            for each in table.stretches():
                if isinstance(each, Stretch):
                    texts.update(as_text(cell) for cell in set(each.columns[column.index]))
    for text in texts:
        key, _ = plan.where.organisation(text or None)
        if key is not None:
            found.add(key)
    # Sites that passed to others since the date of the list took their assets along.
    return found | {site.organisation_id for site in plan.places.sites if site.then in found}
