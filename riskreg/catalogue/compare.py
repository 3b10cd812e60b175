"""Two editions of a list set side by side: entries added, removed and changed, and companies that are lost. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from riskreg.catalogue.definitions import EntryDefinition
from riskreg.identification.names import normalise_name
from riskreg.rules.dates import long_date


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """An entry that both editions have, and what differs.

    Attributes:
        before: As the first edition has it.
        after: As the second has it.
        changes: Each difference as a sentence.
    """

    before: EntryDefinition
    after: EntryDefinition
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What two editions have of each other.

    Attributes:
        added: Entries of the second that the first lacks.
        removed: Entries of the first that the second lacks.
        changed: Entries of both that differ.
        same: Number of entries that do not differ.
        lost: Names of companies that the first has in force, and the second has no more under any entry or name.
    """

    added: tuple[EntryDefinition, ...]
    removed: tuple[EntryDefinition, ...]
    changed: tuple[ChangedEntry, ...]
    same: int
    lost: tuple[EntryDefinition, ...]


def compare(first: Sequence[EntryDefinition], second: Sequence[EntryDefinition], on: date | None = None) -> Difference:
    """Set two editions side by side.

    Entries are the same if their key is, else if they are the only ones of their maker, else if they share a name.

    Args:
        first: Entries of the earlier edition.
        second: Entries of the later one.
        on: A company whose entry in the second has ended by then counts as lost; None looks at no dates.
    """
    pairs = _pairs(first, second)
    met = {id(after) for _, after in pairs}
    changed = [ChangedEntry(a, b, found) for a, b in pairs if (found := tuple(_changes(a, b)))]
    paired = {id(before) for before, _ in pairs}
    removed = tuple(each for each in first if id(each) not in paired)
    return Difference(
        added=tuple(each for each in second if id(each) not in met),
        removed=removed,
        changed=tuple(changed),
        same=len(pairs) - len(changed),
        lost=tuple(_lost(first, second, on)),
    )


def _keys_of(entry: EntryDefinition) -> set[str]:
    return {key for name in (entry.name, *entry.names) if (key := normalise_name(name))}


def _pairs(
    first: Sequence[EntryDefinition], second: Sequence[EntryDefinition]
) -> list[tuple[EntryDefinition, EntryDefinition]]:
    by_key = {each.key: each for each in second}
    pairs = [(each, by_key[each.key]) for each in first if each.key in by_key]
    done = {each.key for each, _ in pairs}
    left, right = [e for e in first if e.key not in done], [e for e in second if e.key not in done]
    for same in (_one_of_its_maker, _by_name):
        found = same(left, right)
        pairs += found
        gone, met = {id(a) for a, _ in found}, {id(b) for _, b in found}
        left, right = [e for e in left if id(e) not in gone], [e for e in right if id(e) not in met]
    return pairs


def _one_of_its_maker(
    left: Iterable[EntryDefinition], right: Iterable[EntryDefinition]
) -> list[tuple[EntryDefinition, EntryDefinition]]:
    ones, others = _by_vendor(left), _by_vendor(right)
    return [(a[0], others[v][0]) for v, a in ones.items() if len(a) == 1 and len(others.get(v, ())) == 1]


def _by_vendor(entries: Iterable[EntryDefinition]) -> dict[str, list[EntryDefinition]]:
    found: dict[str, list[EntryDefinition]] = defaultdict(list)
    for each in entries:
        if each.vendor is not None:
            found[each.vendor].append(each)
    return found


def _by_name(
    left: Iterable[EntryDefinition], right: Iterable[EntryDefinition]
) -> list[tuple[EntryDefinition, EntryDefinition]]:
    held: dict[str, EntryDefinition] = {}
    for each in right:
        for key in _keys_of(each):
            held.setdefault(key, each)
    found, taken = [], set()
    for each in left:
        other = next((held[key] for key in sorted(_keys_of(each)) if key in held), None)
        if other is not None and id(other) not in taken:
            taken.add(id(other))
            found.append((each, other))
    return found


def _lost(
    first: Sequence[EntryDefinition], second: Sequence[EntryDefinition], on: date | None
) -> Iterable[EntryDefinition]:
    kept = [each for each in second if on is None or each.is_in_force(on) or (each.from_on or on) > on]
    vendors = {each.vendor for each in kept if each.vendor is not None}
    names = {key for each in kept for key in _keys_of(each)}
    told: set[tuple[str | None, str]] = set()
    for each in first:
        if on is not None and not each.is_in_force(on):
            continue
        mark = (each.vendor, "" if each.vendor is not None else normalise_name(each.name))
        is_there = each.vendor in vendors if each.vendor is not None else bool(_keys_of(each) & names)
        # A company that was known by its name alone may have got a file of its own since.
        is_there = is_there or bool(each.vendor and each.vendor.startswith("listed-") and _keys_of(each) & names)
        if not is_there and mark not in told:
            told.add(mark)
            yield each


def _changes(before: EntryDefinition, after: EntryDefinition) -> Iterable[str]:
    if before.name != after.name:
        yield f"now called “{after.name}”"
    if before.vendor != after.vendor:
        yield f"maker: {before.vendor or 'none'}, now {after.vendor or 'none'}"
    for what, was, now in (("from", before.from_on, after.from_on), ("until", before.to_on, after.to_on)):
        if was != now:
            yield f"{what}: {long_date(was) if was else 'no date'}, now {long_date(now) if now else 'no date'}"
    if before.includes_affiliates != after.includes_affiliates:
        yield "now reaches affiliates" if after.includes_affiliates else "no longer reaches affiliates"
    if before.scope != after.scope:
        yield f"limited to: {before.scope or 'nothing'}; now: {after.scope or 'nothing'}"
    gained, gone = set(after.names) - set(before.names), set(before.names) - set(after.names)
    if before.names and (gained or gone):
        yield f"other names: {len(gained)} more, {len(gone)} fewer"
