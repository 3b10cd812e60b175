"""Refreshes the table of address prefixes from the registry of the IEEE or from Wireshark's list of it.

**Source**: IEEE Registration Authority, public listings MA-L (oui.csv), MA-M (mam.csv) and MA-S (oui36.csv);
Wireshark, file `manuf`. A prefix has 24, 28 or 36 bits: 6, 7 or 9 hexadecimal digits.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from riskreg.catalogue.foreign.company import refused, spaced
from riskreg.catalogue.foreign.rows import Header, Opened, find_header, look_over, rows
from riskreg.catalogue.knowledge import folded
from riskreg.catalogue.whole import Whole
from riskreg.errors import FileRejected
from riskreg.rules.dates import long_date
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity

_IEEE = frozenset({"registry", "assignment", "organization name"})
_SIZES = {6: "24-bit", 7: "28-bit", 9: "36-bit"}
_MANUF = re.compile(r"(?P<hex>[0-9A-Fa-f]{2}(?:[:.-][0-9A-Fa-f]{2}){2,5})(?:/(?P<bits>\d{1,2}))?\s*\t\s*(?P<names>.+)")
_AGAIN = "Download the file again; the registry only ever grows."
LEAST_SHARE = 0.99
"""Registrations are hardly ever given back: one in a hundred fewer is how a cut file looks."""
LEAST_SHARE_OF_A_VENDOR = 0.9
"""A watched vendor that loses a tenth of its prefixes has been renamed in the registry, or the file is wrong."""
SMALL_HOLDER = 10
"""Below so many prefixes, one more or less is no share worth stopping for."""


@dataclass(frozen=True, slots=True)
class VendorPrefixes:
    """What becomes of the prefixes of one maker of the catalogue."""

    vendor: str
    name: str
    is_watched: bool
    before: int
    after: int
    new: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A prefix that belongs to another maker than before."""

    prefix: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A new table and what it changes.

    Attributes:
        table: Prefix → registrant.
        text: The file.
        before: Number of prefixes in the table at hand.
        kept: Sizes of prefix that the files do not hold, and that stay as they are.
        left_out: What was left out → how many.
        vendors: Makers of the catalogue whose prefixes change, watched ones first.
        moved: Prefixes that went from one maker to another.
        missing: Registrants of the catalogue that the new table does not have.
    """

    table: Mapping[str, str]
    text: str
    before: int
    kept: tuple[str, ...]
    left_out: Mapping[str, int]
    vendors: tuple[VendorPrefixes, ...]
    moved: tuple[Moved, ...]
    missing: tuple[str, ...]


def refresh(
    files: Sequence[Path], whole: Whole, dated: date, brought: str, confirmed: Collection[str] = ()
) -> Refreshed:
    """Read registry files into a new table, and say what it changes for the makers of the catalogue.

    Args:
        files: oui.csv, mam.csv, oui36.csv, or manuf.
        whole: The lists at hand, with the table in use.
        dated: The day of which the registry is.
        brought: By whom and when, for the head of the table.
        confirmed: Slugs of vendors whose loss of prefixes a person has looked at.

    Raises:
        FileRejected: A file is no registry, not whole, or much smaller than the table at hand.
    """
    opened = [look_over(path) for path in files]
    left_out: Counter[str] = Counter()
    table: dict[str, str] = {}
    for each in opened:
        _read(each, table, left_out)
    kept = _keep_other_sizes(table, whole.prefixes)
    _refuse_shrinkage(opened[0].name, table, whole.prefixes)
    slugs = _registrants(whole)
    spelt = {folded(name): name for name in reversed(slugs)}
    table = {prefix: name if name in slugs else spelt.get(folded(name), name) for prefix, name in sorted(table.items())}
    vendors, moved = _changes(whole, table, {name: slug for name, slug in slugs.items() if slug is not None})
    _refuse_losses(vendors, confirmed)
    present = set(table.values())
    had = set(whole.prefixes.values())
    return Refreshed(
        table=table,
        text=_text(table, opened, dated, brought),
        before=len(whole.prefixes),
        kept=kept,
        left_out=dict(left_out.most_common()),
        vendors=vendors,
        moved=moved,
        missing=tuple(sorted(name for name in slugs if name in had and name not in present)),
    )


def _read(opened: Opened, table: dict[str, str], left_out: Counter[str]) -> None:
    found = find_header(opened, [_IEEE])
    size = len(table)
    if found is not None:
        _read_ieee(opened, found[0], table, left_out)
    elif opened.start.lstrip().startswith("#") or _MANUF.search(opened.start):
        _read_manuf(opened, table, left_out)
    if len(table) == size:
        raise refused(
            opened.name,
            "It is neither a listing of the IEEE (oui.csv, mam.csv, oui36.csv) nor Wireshark's manuf.",
            "Bring one of these files.",
            code="oui-format-unknown",
        )


def _read_ieee(opened: Opened, header: Header, table: dict[str, str], left_out: Counter[str]) -> None:
    at, name = header.columns["assignment"], header.columns["organization name"]
    for line, row in rows(opened, header):
        prefix = row[at].strip().upper()
        if len(prefix) not in _SIZES or prefix.strip("0123456789ABCDEF"):
            raise refused(opened.name, f"Line {line:,}: “{prefix}” is no prefix.", _AGAIN, code="file-damaged")
        _take(prefix, row[name], table, left_out)


def _read_manuf(opened: Opened, table: dict[str, str], left_out: Counter[str]) -> None:
    text = opened.path.read_text(encoding=opened.encoding)
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = _MANUF.match(line)
        if match is None:
            left_out["lines that are no prefix"] += 1
            continue
        digits = re.sub(r"[:.-]", "", match["hex"]).upper()
        size = int(match["bits"] or len(digits) * 4) // 4
        if size not in _SIZES:
            left_out["well-known single addresses"] += 1
            continue
        _take(digits[:size], match["names"].split("\t")[-1].split(" # ")[0], table, left_out)


def _take(prefix: str, written: str, table: dict[str, str], left_out: Counter[str]) -> None:
    name = spaced(written)
    if not name or name.lower() == "private":
        left_out["registered as private"] += 1
    elif prefix in table:
        left_out["prefixes listed twice"] += 1
    else:
        table[prefix] = name


def _keep_other_sizes(table: dict[str, str], before: Mapping[str, str]) -> tuple[str, ...]:
    met = {len(prefix) for prefix in table}
    for prefix, name in before.items():
        if len(prefix) not in met:
            table[prefix] = name
    return tuple(text for size, text in _SIZES.items() if size not in met)


def _refuse_shrinkage(file: str, table: Mapping[str, str], before: Mapping[str, str]) -> None:
    was, now = Counter(map(len, before)), Counter(map(len, table))
    for size, count in was.items():
        if now[size] < count * LEAST_SHARE:
            raise refused(
                file,
                f"It holds {now[size]:,} prefixes of {_SIZES[size]}, and the table in use {count:,}.",
                _AGAIN,
                code="oui-shrinks",
            )


def _registrants(whole: Whole) -> dict[str, str | None]:
    """Registrant as the catalogue spells it → vendor; a registry that spells it otherwise is written so."""
    found: dict[str, str | None] = {name: file.part.slug for file in whole.vendors for name in file.part.registrants}
    found |= {name: maker.slug for maker in whole.directory.part.makers for name in maker.registrants}
    return found | dict.fromkeys(whole.modules.part.registrants)


def _changes(
    whole: Whole, table: Mapping[str, str], slugs: Mapping[str, str]
) -> tuple[tuple[VendorPrefixes, ...], tuple[Moved, ...]]:
    names = {maker.slug: maker.name for maker in whole.directory.part.makers}
    watched = {file.part.slug: file.part.name for file in whole.vendors}
    names |= watched
    old = {prefix: slug for prefix, name in whole.prefixes.items() if (slug := slugs.get(name)) is not None}
    new = {prefix: slug for prefix, name in table.items() if (slug := slugs.get(name)) is not None}
    gained: dict[str, list[str]] = defaultdict(list)
    lost: dict[str, list[str]] = defaultdict(list)
    moved = []
    for prefix in sorted(old.keys() | new.keys()):
        before, after = old.get(prefix), new.get(prefix)
        if before == after:
            continue
        if before is not None:
            lost[before].append(prefix)
        if after is not None:
            gained[after].append(prefix)
        if before is not None and prefix in table:
            moved.append(Moved(prefix, names[before], names[after] if after is not None else table[prefix]))
    counts, later = Counter(old.values()), Counter(new.values())
    changed = sorted(gained.keys() | lost.keys(), key=lambda slug: (slug not in watched, names[slug].casefold()))
    return (
        tuple(
            VendorPrefixes(s, names[s], s in watched, counts[s], later[s], tuple(gained[s]), tuple(lost[s]))
            for s in changed
        ),
        tuple(moved),
    )


def _refuse_losses(vendors: Sequence[VendorPrefixes], confirmed: Collection[str]) -> None:
    losing = [
        each
        for each in vendors
        if each.is_watched
        and each.before >= SMALL_HOLDER
        and each.after < each.before * LEAST_SHARE_OF_A_VENDOR
        and each.vendor not in confirmed
    ]
    if losing:
        raise FileRejected(
            "The table is stopped: watched vendors lose more than a tenth of their prefixes.",
            "Nothing was written. If a registrant was renamed, add the new name to the vendor's file first.",
            [
                Issue(
                    "oui-loses-vendor",
                    Severity.ERROR,
                    f"{each.name} has {each.after:,} prefixes instead of {each.before:,}.",
                    f"If that is right, add --confirm-loss {each.vendor}",
                )
                for each in losing
            ],
            code="oui-loses-vendor",
        )


def _text(table: Mapping[str, str], opened: Sequence[Opened], dated: date, brought: str) -> str:
    origin = "; ".join(f"{each.name}, SHA-256 {each.sha256}" for each in opened)
    head = (
        "# IEEE registries of address prefixes (MA-L 24 bit, MA-M 28 bit, MA-S 36 bit): prefix in upper-case "
        "hexadecimal, tab, registrant.\n"
        f"# Origin: {origin}; registry state of {long_date(dated)}; {brought}.\n"
        "# Match the longest prefix first.\n"
    )
    return head + "".join(f"{prefix}\t{name}\n" for prefix, name in table.items())
