"""A number that several devices have tells them apart only within a site, and there as a count. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from riskreg.intake.ledger import TAG, Ledger
from riskreg.intake.numbers import Keys, agreement

At = tuple[int, int, str]
"""Slot of a site, kind of number, number."""


class Apart(NamedTuple):
    """A row of which no other number finds an asset."""

    row: int
    kind: int
    keys: Keys
    facts: bytes


def told_apart(ledger: Ledger, groups: Mapping[At, Sequence[Apart]]) -> dict[int, tuple[int, Apart]]:
    """Which asset each row is: those that say the very same first, then any that no number of the row contradicts.

    Args:
        ledger: The assets; those that a row stands for already are left out.
        groups: Rows by site and number.

    Returns:
        Row → slot of its asset, or -1 where it is a new one; and the row.
    """
    free: dict[At, list[int]] = {at: [] for at in groups}
    for slot in range(ledger.known):
        if ledger.owner[slot] >= 0 or ledger.is_contested[slot] or slot in ledger.merged:
            continue
        for kind in range(TAG):
            at = ledger.sites[slot], kind, ledger.numbers(slot)[kind] or ""
            if at in free:
                free[at].append(slot)
    found: dict[int, tuple[int, Apart]] = {}
    taken: set[int] = set()
    for at, rows in groups.items():
        for is_exact in (True, False):
            for each in rows:
                if each.row in found:
                    continue
                slots = (slot for slot in free[at] if slot not in taken)
                slot = next((slot for slot in slots if _fits(ledger, slot, each, is_exact=is_exact)), -1)
                if slot >= 0:
                    taken.add(slot)
                    found[each.row] = slot, each
        for each in rows:
            found.setdefault(each.row, (-1, each))
    return dict(sorted(found.items()))


def _fits(ledger: Ledger, slot: int, row: Apart, *, is_exact: bool) -> bool:
    if is_exact:
        return ledger.facts_of(slot) == row.facts
    return not agreement(row.keys, ledger.numbers(slot))[1]
