"""The assets that a list may mean, by slot and by number: flat arrays, because there may be a million. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import repeat
from typing import Final

from riskreg.intake.numbers import Keys

FACTS_BYTES: Final = 16
"""How much of a digest of facts is compared: 128 bits."""
SHARED: Final = -2
"""Stands in the index for a number that several assets have."""
TAG: Final = 3
NO_KEYS: Final = (None, None, None, None)


class Ledger:
    """The assets that a list may mean: those of the register and, after them, those that the list brings.

    Attributes:
        ids: Key of each asset; 0 for a new one.
        sites: Slot of its site.
        owner: Row that stands for it, or -1.
        is_contested: Whether rows contradict each other about it.
        facts: Digests of the facts of the known assets, `FACTS_BYTES` each; zeros where none stand.
        is_single: Whether each of the numbers of a known asset is its own alone.
        merged: Slot of a merged asset → slot of the asset that stands for the device.
        named: Slots of assets whose numbers stand in rows that are left out until a person says which site is meant.
    """

    def __init__(self) -> None:
        self.ids = array("q")
        self.sites = array("q")
        self.owner = array("q")
        self.is_contested = bytearray()
        self.facts = bytearray()
        self.is_single = bytearray()
        self.index: tuple[dict[str, int], ...] = ({}, {}, {}, {})
        self.occupied: set[int] = set()
        self.known = 0
        self.merged: dict[int, int] = {}
        self.named: set[int] = set()
        self._numbers: list[Keys] = []

    def add_known(
        self, ids: Sequence[int], sites: Sequence[int], keys: Sequence[Sequence[str | None]], facts: bytes
    ) -> int:
        """Take in assets of the register; returns the slot of the first, which the others follow.

        Args:
            ids: Their keys.
            sites: Slots of their sites.
            keys: Per kind of number, that of each.
            facts: Digests of the facts of all.
        """
        first, count = len(self.ids), len(ids)
        self.ids.extend(ids)
        self.sites.extend(sites)
        self.owner.extend(repeat(-1, count))
        self.is_contested.extend(bytes(count))
        self.facts += facts
        self._numbers.extend(zip(*keys, strict=True))
        self.is_single.extend(b"\1" * count)
        for index, numbers in zip(self.index, keys, strict=True):
            for slot, key in enumerate(numbers, first):
                if key is not None and (before := index.setdefault(key, slot)) != slot:
                    index[key] = SHARED
                    self.is_single[slot] = 0
                    if before >= 0:
                        self.is_single[before] = 0
        self.occupied.update(sites)
        self.known += count
        return first

    def add_new(self, site: int, keys: Keys, row: int) -> int:
        """Take in an asset that the list brings; returns its slot."""
        slot = len(self.ids)
        self.ids.append(0)
        self.sites.append(site)
        self.owner.append(row)
        self.is_contested.append(0)
        self._numbers.append(keys)
        for index, key in zip(self.index, keys, strict=True):
            if key is not None:
                index.setdefault(key, slot)
        return slot

    def learn(self, slot: int, keys: Keys) -> None:
        """Take in the numbers that a row gives for an asset, where the asset has none of the kind."""
        known = self._numbers[slot]
        if keys == known:
            return
        for kind, (key, its) in enumerate(zip(keys, known, strict=True)):
            if key is not None and its is None:
                self.index[kind].setdefault(key, slot)
        serial, mac, hardware, tag = (key if its is None else its for key, its in zip(keys, known, strict=True))
        self._numbers[slot] = serial, mac, hardware, tag

    def share(self, kind: int, number: str) -> None:
        """Take note that several devices have a number.

        Args:
            kind: Position in `KINDS`.
            number: The number.
        """
        slot = self.index[kind].get(number, -1)
        if 0 <= slot < self.known:
            self.is_single[slot] = 0
        self.index[kind][number] = SHARED

    def steady(self, keys: Keys) -> tuple[int, int]:
        """The known asset with exactly these numbers, all its own, and no row yet, and the first of their kinds.

        (-1, 0) where there is none.
        """
        for kind, key in enumerate(keys):
            if key is not None:
                slot = self.index[kind].get(key, -1)
                is_free = 0 <= slot < self.known and self.owner[slot] < 0 and self.is_single[slot]
                return (slot, kind) if is_free and self._numbers[slot] == keys else (-1, 0)
        return -1, 0

    def note_named(self, keys: Keys) -> None:
        """Take note of the numbers of a row that is left out: what it names is not missing from the list."""
        for kind, key in enumerate(keys):
            slot = self.index[kind].get(key, -1) if key is not None else -1
            if slot >= 0:
                self.named.add(slot)

    def numbers(self, slot: int) -> Keys:
        """The numbers of an asset."""
        return self._numbers[slot]

    def facts_of(self, slot: int) -> bytes:
        """Digest of the facts of a known asset."""
        return bytes(self.facts[slot * FACTS_BYTES : (slot + 1) * FACTS_BYTES])

    def has_number(self, slot: int) -> bool:
        """Whether an asset has any number that tells it apart."""
        return self.telling(self.numbers(slot)) != NO_KEYS

    def telling(self, keys: Keys) -> Keys:
        """The numbers without a tag that several devices share."""
        tag = keys[TAG]
        if tag is not None and self.index[TAG].get(tag) == SHARED:
            return (keys[0], keys[1], keys[2], None)
        return keys
