"""The assets that a list may mean, by slot and by number: flat arrays, because there may be a million. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
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
        keys: Per kind of number, the number of each asset.
        facts: Digest of the facts of each known asset, `FACTS_BYTES` long; empty where none stand.
        merged: Slot of a merged asset → slot of the asset that stands for the device.
        named: Slots of assets whose numbers stand in rows that are left out until a person says which site is meant.
    """

    def __init__(self) -> None:
        self.ids = array("q")
        self.sites = array("q")
        self.owner = array("q")
        self.is_contested = bytearray()
        self.facts: list[bytes] = []
        self.keys: tuple[list[str | None], ...] = ([], [], [], [])
        self.index: tuple[dict[str, int], ...] = ({}, {}, {}, {})
        self.occupied: set[int] = set()
        self.known = 0
        self.merged: dict[int, int] = {}
        self.named: set[int] = set()

    def add_known(
        self, ids: Sequence[int], sites: Sequence[int], keys: Sequence[Sequence[str | None]], facts: Iterable[bytes]
    ) -> int:
        """Take in assets of the register; returns the slot of the first, which the others follow.

        Args:
            ids: Their keys.
            sites: Slots of their sites.
            keys: Per kind of number, that of each.
            facts: Digest of the facts of each.
        """
        first, count = len(self.ids), len(ids)
        self.ids.extend(ids)
        self.sites.extend(sites)
        self.owner.extend(repeat(-1, count))
        self.is_contested.extend(bytes(count))
        self.facts.extend(facts)
        for known, index, numbers in zip(self.keys, self.index, keys, strict=True):
            known.extend(numbers)
            for slot, key in enumerate(numbers, first):
                if key is not None:
                    index[key] = slot if key not in index else SHARED
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
        for known, index, key in zip(self.keys, self.index, keys, strict=True):
            known.append(key)
            if key is not None:
                index.setdefault(key, slot)
        return slot

    def learn(self, slot: int, keys: Keys) -> None:
        """Take in the numbers that a row gives for an asset, where the asset has none of the kind."""
        for kind, key in enumerate(keys):
            if key is not None and self.keys[kind][slot] is None:
                self.keys[kind][slot] = key
                self.index[kind].setdefault(key, slot)

    def note_named(self, keys: Keys) -> None:
        """Take note of the numbers of a row that is left out: what it names is not missing from the list."""
        for kind, key in enumerate(keys):
            slot = self.index[kind].get(key, -1) if key is not None else -1
            if slot >= 0:
                self.named.add(slot)

    def numbers(self, slot: int) -> Keys:
        """The numbers of an asset."""
        serial, mac, hardware, tag = self.keys
        return serial[slot], mac[slot], hardware[slot], tag[slot]

    def has_number(self, slot: int) -> bool:
        """Whether an asset has any number that tells it apart."""
        return self.telling(self.numbers(slot)) != NO_KEYS

    def telling(self, keys: Keys) -> Keys:
        """The numbers without a tag that several devices share."""
        tag = keys[TAG]
        if tag is not None and self.index[TAG].get(tag) == SHARED:
            return (keys[0], keys[1], keys[2], None)
        return keys
