"""What an asset list would do with each of its rows, as it is worked out."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from riskreg.intake import loading
from riskreg.intake.columns import ColumnReader
from riskreg.intake.identity import Matcher
from riskreg.intake.ledger import Ledger
from riskreg.intake.lines import Line, LineReader
from riskreg.intake.places import Places
from riskreg.intake.preview import Issues, SheetRead
from riskreg.intake.whereabouts import Whereabouts
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Covers, Step, Verdict
from riskreg.tables import Stretch, TableFound, TableRow

ROWS_WITH_ISSUES_KEPT = 200_000
SKIPPED_KEPT = 200


@dataclass
class KnownAssets:
    """What is kept of each known asset beside its numbers, in flat arrays by slot."""

    versions: array[int] = field(default_factory=lambda: array("q"))
    """Key of the version in force; 0 where the import that brought the asset was undone."""
    days: array[int] = field(default_factory=lambda: array("l"))
    quantities: array[int] = field(default_factory=lambda: array("l"))
    is_seen: bytearray = field(default_factory=bytearray)
    is_steady: bytearray = field(default_factory=bytearray)
    """Whether a row that says what is known of an asset changes nothing, as far as the register tells: it is seen, not
    under way to removal, and known from no newer list."""
    gravity: bytearray = field(default_factory=bytearray)
    """Gravity of the verdict of each; from that of *suspected* on it carries a flag."""
    steps: dict[int, Step] = field(default_factory=dict)
    """Slot → step, for those under way to removal."""
    slot_of: dict[int, int] = field(default_factory=dict)

    def is_flagged(self, slot: int) -> bool:
        """Whether an asset is restricted or suspected."""
        return self.gravity[slot] >= Verdict.SUSPECTED.gravity


@dataclass
class AssetPlan:
    """What an asset list would do with each row; compact enough to keep for a million rows."""

    tables: tuple[TableFound, ...]
    described_on: date
    covers: Covers
    organisation_id: int | None
    site_overrides: Mapping[str, int | None]
    overrides: Mapping[str, str]
    head: int
    readers: list[LineReader]
    columns: list[ColumnReader]
    places: Places
    where: Whereabouts
    ledger: Ledger
    known: KnownAssets
    matcher: Matcher
    starts: array[int]
    numbers: array[int]
    quantities: array[int]
    said: dict[int, list[Issue]]
    issues: Issues
    sheets: list[SheetRead]
    rows_sha256: str = ""
    is_same: bytearray = field(default_factory=bytearray)
    """Per row, whether it says of a steady asset what is known of it, in its place."""
    disposition: bytearray = field(default_factory=bytearray)
    not_seen: list[int] = field(default_factory=list)
    newly_not_seen: int = 0
    reappeared: dict[int, int] = field(default_factory=dict)
    """Slot → row, of assets that come back."""
    sightings: dict[int, loading.Sighting] = field(default_factory=dict)
    outcome_sha256: str = ""

    def table_of(self, row: int) -> int:
        """Which table a row belongs to."""
        return bisect_right(self.starts, row) - 1

    def stretches(self) -> Iterator[tuple[int, int, Stretch]]:
        """The rows of data in order, many at a time: the first row of each stretch, its table, and the rows."""
        row = 0
        for number, table in enumerate(self.tables):
            for item in table.stretches():
                if isinstance(item, Stretch):
                    yield row, number, item
                    row += len(item.numbers)

    def rows(self) -> Iterator[tuple[int, int, TableRow]]:
        """Row, table and cells of every row of data, in order."""
        for first, number, stretch in self.stretches():
            for row, item in enumerate(stretch.rows(), first):
                yield row, number, item

    def lines(self, is_wanted: Callable[[int], bool]) -> Iterator[tuple[int, int, Line]]:
        """Row, table and facts of some rows that were taken before, in order.

        Args:
            is_wanted: Says of a row whether it is among them.
        """
        for first, number, stretch in self.stretches():
            wanted = [n for n in range(len(stretch.numbers)) if is_wanted(first + n)]
            for n, line in zip(wanted, self.columns[number].lines(stretch, wanted), strict=True):
                yield first + n, number, line

    def is_older(self, slot: int) -> bool:
        """Whether the register knows something newer of an asset than this list."""
        return slot < self.ledger.known and (
            self.known.days[slot] > self.described_on.toordinal() or self.ledger.ids[slot] in self.sightings
        )
