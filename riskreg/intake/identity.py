"""Which asset a row means: by number, by reference, or by place. Pure; holds a million rows in flat arrays.

A row is never guessed onto an asset. Numbers that disagree, and numbers that stand twice, are put to a person with both
places named; rows without numbers are matched as a count within their site.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from riskreg.intake import codes
from riskreg.intake import identity_said as said
from riskreg.intake.apart import Apart, told_apart
from riskreg.intake.asked import about_keys
from riskreg.intake.ledger import FACTS_BYTES, NO_KEYS, SHARED, TAG, Ledger
from riskreg.intake.numbers import KINDS, Agreement, Keys, PlaceFacts, agreement, place_key
from riskreg.intake.places import Said
from riskreg.intake.row_state import MATCHED_BY, State
from riskreg.rules.terms import MatchedBy, Severity

_NOTHING: Final = MATCHED_BY.index(MatchedBy.NOTHING)
_REFERENCE: Final = MATCHED_BY.index(MatchedBy.REFERENCE)
_PLACE: Final = MATCHED_BY.index(MatchedBy.PLACE)
BY_KIND: Final = tuple(MATCHED_BY.index(kind) for kind in KINDS)


class Matcher:
    """Ties the rows of a list to assets.

    Args:
        ledger: The assets.
        where: Says where a row stands, such as `sheet “Cameras”, row 17`.
        called: Says how an asset is called, such as `ASSET-…`.
        say: Takes what is to be said of a row.

    Attributes:
        state: Per row, what matching made of it.
        slot: Per row, the asset.
        site: Per row, the site.
        by: Per row, what tied it to the asset.
        facts: Per row, the digest of its facts.
        pins: Exact numbers of a row → slot of the asset that a person said it is.
        aliases: Number → slot of the asset to which a person said it belongs as well.
        shared_tags: Tags known from the start to tell no device from another, each with the first row that gives it.
        found_shared: Tags found to tell nothing only after rows had been tied by them; what became of those hangs on
            the order of the list, so it is to be matched anew with these as `shared_tags`.
        counted: Key of a place, the rows without numbers that name it and the known assets, where they are not as many.
    """

    def __init__(
        self,
        ledger: Ledger,
        where: Callable[[int], str],
        called: Callable[[int], str],
        say: Callable[[int, Said, int | None], None],
    ) -> None:
        self.ledger = ledger
        self.state = bytearray()
        self.slot = array("q")
        self.site = array("q")
        self.by = bytearray()
        self.facts = bytearray()
        self._where = where
        self._called = called
        self._say = say
        self._channels: dict[int, str] = {}
        self._by_place: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._new_at_place: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._doubts: list[tuple[int, int, int, Keys, PlaceFacts | None]] = []
        self._apart: dict[tuple[int, int, str], list[Apart]] = defaultdict(list)
        self._yielding: list[tuple[int, Keys, PlaceFacts | None]] = []
        self.pins: dict[Keys, int] = {}
        self.aliases: dict[tuple[int, str], int] = {}
        self.shared_tags: dict[str, int] = {}
        self.found_shared: set[str] = set()
        self._newly_shared: set[str] = set()
        self._is_order_felt = False
        self.counted: list[tuple[str, list[int], list[int]]] = []

    def reject(self, site: int = -1) -> None:
        """Take note of the next row as one that is not taken."""
        self._append(State.REJECTED, -1, site, _NOTHING, bytes(FACTS_BYTES))

    def _append(self, state: State, slot: int, site: int, by: int, facts: bytes) -> int:
        self.state.append(state)
        self.slot.append(slot)
        self.site.append(site)
        self.by.append(by)
        self.facts += facts
        return len(self.state) - 1

    def take(
        self,
        site: int,
        keys: Keys,
        facts: bytes,
        channel: str | None,
        place: PlaceFacts | None,
        referenced: int | None,
        *,
        yields: bool = False,
    ) -> None:
        """Take in the next row.

        Args:
            site: Slot of its site.
            keys: Its numbers.
            facts: Digest of its facts, `FACTS_BYTES` long.
            channel: Channel of a recorder or a multi-sensor device.
            place: What is compared without numbers, where the site holds known assets; else None.
            referenced: Slot of the asset that it names by the register's own reference.
            yields: Whether a person said that another row speaks for its device.
        """
        row = self._append(State.WAITING, -1, site, _NOTHING, facts)
        if channel is not None:
            self._channels[row] = channel
        if yields:
            self._yielding.append((row, keys, place))
            return
        self._match(row, keys, place, referenced)

    def _match(self, row: int, keys: Keys, place: PlaceFacts | None, referenced: int | None) -> None:
        ledger = self.ledger
        slot = -1 if referenced is None else referenced
        found_by = -1
        is_of_merged = False
        apart = -1
        if self.pins and slot < 0:
            slot = self.pins.get(keys, -1)
            if slot >= 0:
                self._claim(row, slot, BY_KIND[next(kind for kind in range(4) if keys[kind] is not None)], keys)
                return
        for kind in range(4):
            key = keys[kind]
            if key is None:
                continue
            hit = ledger.index[kind].get(key, -1)
            if hit < 0:
                if hit == SHARED and kind != TAG and apart < 0:
                    apart = kind
                elif key in self.shared_tags and kind == TAG:
                    self._shares_tag(row, key)
                continue
            if slot < 0:
                slot, found_by = hit, kind
            elif hit != slot:
                if ledger.merged.get(hit, hit) != ledger.merged.get(slot, slot):
                    self._contradicted(row, slot, hit, keys)
                    return
                slot, is_of_merged = ledger.merged.get(slot, slot), True
        if slot < 0:
            if apart >= 0:
                at = self.site[row], apart, keys[apart] or ""
                self._apart[at].append(Apart(row, apart, keys, self.facts_of(row)))
            else:
                self._unknown(row, keys, place)
            return
        asset = ledger.numbers(slot)
        if keys != asset and referenced is None and not is_of_merged:
            level, differing = agreement(self._without_aliases(keys, slot) if self.aliases else keys, asset)
            if level is Agreement.CONTRADICTS:
                if ledger.owner[slot] >= 0:
                    self._shared(row, slot, found_by, keys, place)
                else:
                    self._doubts.append((row, slot, found_by, keys, place))
                return
            if level is Agreement.MOSTLY:
                self._differs(row, slot, differing[0], found_by, keys)
        self._claim(row, slot, _REFERENCE if referenced is not None else BY_KIND[found_by], keys)

    def _shares_tag(self, row: int, tag: str) -> None:
        first = self.shared_tags[tag] = row if self.shared_tags[tag] < 0 else self.shared_tags[tag]
        if first != row:
            self._say(row, said.tag_shared(self._where(first), tag), TAG)

    def _without_aliases(self, keys: Keys, slot: int) -> Keys:
        """The numbers of a row without those of which a person said that the asset has them as well."""
        serial, mac, hardware, tag = (
            None if key is None or self.aliases.get((kind, key)) == slot else key for kind, key in enumerate(keys)
        )
        return serial, mac, hardware, tag

    def _claim(self, row: int, slot: int, by: int, keys: Keys) -> None:
        ledger = self.ledger
        self.slot[row], self.by[row] = slot, by
        owner = ledger.owner[slot]
        if owner >= 0:
            self._again(row, slot, owner, keys)
            return
        ledger.owner[slot] = row
        self.state[row] = State.OWNER
        ledger.learn(slot, keys)

    def _unknown(self, row: int, keys: Keys, place: PlaceFacts | None) -> None:
        site = self.site[row]
        if place is not None and self.ledger.telling(keys) == NO_KEYS:
            self._by_place[site, place_key(*place)].append(row)
            return
        slot = self.slot[row] = self.ledger.add_new(site, keys, row)
        self.state[row] = State.OWNER
        if place is not None:
            self._new_at_place[site, place_key(*place)].append(slot)

    def _again(self, row: int, slot: int, owner: int, keys: Keys) -> None:
        shared = self._in_common(slot, keys)
        self._is_order_felt |= self.by[row] == BY_KIND[TAG]
        if self.ledger.is_contested[slot]:
            self._conflict(row, self._twice(row, owner, shared))
            self.ledger.learn(slot, keys)
            return
        if self.site[row] == self.site[owner]:
            if self.facts_of(row) == self.facts_of(owner):
                text = f"This row says the same as {self._where(owner)}; it is counted once."
                self._follow(row, codes.ROW_REPEATED, text, about_keys(keys))
                return
            mine, its = self._channels.get(row), self._channels.get(owner)
            if mine is not None and its is not None and mine != its:
                text = f"This row is another channel of the device in {self._where(owner)}; they are one asset."
                self._follow(row, codes.SEVERAL_CHANNELS, text, about_keys(keys))
                if (len(mine), mine) < (len(its), its):  # the lowest channel speaks, in whatever order the rows stand
                    self.state[row], self.state[owner] = State.OWNER, State.FOLLOWER
                    self.ledger.owner[slot] = row
                return
        self.ledger.is_contested[slot] = 1
        self._conflict(owner, self._twice(owner, row, shared))
        self._conflict(row, self._twice(row, owner, shared))
        self.ledger.learn(slot, keys)

    def _in_common(self, slot: int, keys: Keys) -> tuple[int, str] | None:
        """The strongest number that a row has in common with an asset."""
        its = self.ledger.numbers(slot)
        return next(((kind, key) for kind, key in enumerate(keys) if key is not None and key == its[kind]), None)

    def facts_of(self, row: int) -> bytes:
        """Digest of the facts of a row."""
        return bytes(self.facts[row * FACTS_BYTES : (row + 1) * FACTS_BYTES])

    def _follow(self, row: int, code: str, message: str, asked: str | None = None) -> None:
        self.state[row] = State.FOLLOWER
        self._say(row, Said(code, Severity.NOTE, message, "", asked), None)

    def _conflict(self, row: int, told: Said, kind: int | None = None) -> None:
        self.state[row] = State.CONFLICTING
        self._say(row, told, kind)

    def _twice(self, row: int, other: int, shared: tuple[int, str] | None) -> Said:
        is_apart = self.site[row] != self.site[other]
        return said.twice(self._where(row), self._where(other), shared, is_at_two_sites=is_apart)

    def _contradicted(self, row: int, one: int, other: int, keys: Keys) -> None:
        for slot in (one, other):
            self.ledger.is_contested[slot] = 1
            owner = self.ledger.owner[slot]
            if owner >= 0 and self.state[owner] == State.OWNER and self.ledger.ids[slot] == 0:
                self._conflict(owner, self._twice(owner, row, self._in_common(slot, keys)))
        assets = self.ledger.ids[one], self.ledger.ids[other]
        self._conflict(row, said.contradicted(self._name(one), self._name(other), keys, assets))

    def _name(self, slot: int) -> str:
        asset_id = self.ledger.ids[slot]
        return self._called(asset_id) if asset_id else f"the new one in {self._where(self.ledger.owner[slot])}"

    def _differs(self, row: int, slot: int, kind: int, found_by: int, keys: Keys) -> None:
        told = said.differs(self._name(slot), kind, found_by, keys, self.ledger.ids[slot])
        self._say(row, told, kind)

    def _shared(self, row: int, slot: int, kind: int, keys: Keys, place: PlaceFacts | None) -> None:
        owner = self.ledger.owner[slot]
        if kind != TAG:
            self.slot[row] = slot
            self.ledger.is_contested[slot] = 1
            shared = self._in_common(slot, keys)
            self._conflict(owner, self._twice(owner, row, shared), kind)
            self._conflict(row, self._twice(row, owner, shared), kind)
            return
        tag = keys[TAG]
        if tag is not None:
            self.ledger.share(TAG, tag)
            self._newly_shared.add(tag)
            self._is_order_felt |= self.by[owner] == BY_KIND[TAG]
        self._say(row, said.tag_shared(self._where(owner), tag), kind)
        self._match(row, keys, place, None)

    def finish(self, at_places: Callable[[set[int]], Iterable[tuple[int, str]]]) -> None:
        """Decide the rows that waited until all were seen.

        Args:
            at_places: Gives slot and place key of the known assets at some sites.
        """
        self._pass_over()
        for row, slot, kind, keys, place in self._doubts:
            if self.ledger.owner[slot] >= 0:
                self._is_order_felt = True
                self._shared(row, slot, kind, keys, place)
                continue
            self.slot[row] = slot
            self.ledger.is_contested[slot] = 1
            self._conflict(row, said.on_another(self._name(slot), kind, keys, self.ledger.ids[slot]), kind)
        self._doubts.clear()
        if self._apart:
            self._tell_apart()
        wanted = {site for site, _ in self._by_place} | {site for site, _ in self._new_at_place}
        free: dict[tuple[int, str], list[int]] = defaultdict(list)
        if wanted:
            for slot, key in at_places(wanted):
                if self.ledger.owner[slot] < 0 and not self.ledger.is_contested[slot]:
                    free[self.ledger.sites[slot], key].append(slot)
        for at, rows in self._by_place.items():
            self._by_count(at[1], rows, free[at])
        adopted: dict[int, int] = {}
        for at, slots in self._new_at_place.items():
            self._numbered(slots, free[at], adopted)
        if adopted:
            self.slot = array("q", (adopted.get(slot, slot) for slot in self.slot))
        self._redirect()
        if self._newly_shared and (self._is_order_felt or State.CONFLICTING in self.state):
            self.found_shared = self._newly_shared

    def _pass_over(self) -> None:
        """Rows for which a person said that another one speaks follow it, where the list has it."""
        ledger = self.ledger
        for row, keys, place in self._yielding:
            hits = (ledger.index[kind].get(key, -1) for kind, key in enumerate(keys) if key is not None)
            slot = next((hit for hit in hits if hit >= 0), -1)
            owner = ledger.owner[slot] if slot >= 0 else -1
            if owner < 0 or ledger.is_contested[slot]:
                self._match(row, keys, place, None)
                continue
            self.slot[row] = slot
            text = f"As a person decided, {self._where(owner)} speaks for the device of this row; it is counted there."
            self._follow(row, codes.ROW_PASSED_OVER, text)

    def _tell_apart(self) -> None:
        for row, (slot, at) in told_apart(self.ledger, self._apart).items():
            if slot >= 0:
                self._claim(row, slot, BY_KIND[at.kind], at.keys)
            else:
                self.slot[row] = self.ledger.add_new(self.site[row], at.keys, row)
                self.state[row] = State.OWNER

    def _redirect(self) -> None:
        """Rows of merged assets speak for the asset that stands for the device, where it has no row of its own."""
        ledger = self.ledger
        if not ledger.merged:
            return
        for slot in sorted(ledger.merged, key=lambda slot: ledger.ids[slot]):
            into, row = ledger.merged[slot], ledger.owner[slot]
            if row < 0:
                continue
            ledger.owner[slot] = -1
            if ledger.owner[into] < 0 and not ledger.is_contested[into]:
                ledger.owner[into] = row
                continue
            text = f"This row names {self._name(slot)}, which is merged into {self._name(into)}; it is counted there."
            self._follow(row, codes.ROW_MERGED, text)
        self.slot = array("q", (ledger.merged.get(slot, slot) for slot in self.slot))

    def _by_count(self, key: str, rows: list[int], free: list[int]) -> None:
        """Identical places as a count: rows that say the same first, then in the order of register and list."""
        ledger = self.ledger
        if free and len(free) != len(rows):
            self.counted.append((key, rows, list(free)))
        free.sort(key=lambda slot: (ledger.has_number(slot), ledger.ids[slot]))
        rest = []
        same: dict[bytes, list[int]] = defaultdict(list)
        for slot in reversed(free):
            same[ledger.facts_of(slot)].append(slot)
        for row in rows:
            slots = same.get(self.facts_of(row))
            if slots:
                self._at_place(row, slots.pop())
            else:
                rest.append(row)
        left = [slot for slot in free if ledger.owner[slot] < 0]
        for row, slot in zip(rest, left, strict=False):
            self._at_place(row, slot)
        for row in rest[len(left) :]:
            self.slot[row] = ledger.add_new(self.site[row], NO_KEYS, row)
            self.state[row] = State.OWNER

    def _at_place(self, row: int, slot: int) -> None:
        self.slot[row], self.by[row], self.state[row] = slot, _PLACE, State.OWNER
        self.ledger.owner[slot] = row

    def _numbered(self, slots: list[int], free: list[int], adopted: dict[int, int]) -> None:
        """Assets known without any number, of which a list now gives one."""
        unnumbered = [slot for slot in free if self.ledger.owner[slot] < 0 and not self.ledger.has_number(slot)]
        for new in slots:
            row = self.ledger.owner[new]
            if not unnumbered or self.ledger.is_contested[new] or self.state[row] != State.OWNER:
                continue
            known = adopted[new] = unnumbered.pop(0)
            self.by[row] = _PLACE
            self.ledger.owner[known], self.ledger.owner[new] = row, -1
