"""The frozen figures of a removal-progress report. Screen, workbook, page and JSON render this object and no other.

Pure: knows no table and no file format.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime

import orjson

Scalar = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with all that makes it honest.

    Attributes:
        code: Stable name, such as `removed_verified_share`.
        title: As shown.
        definition: One sentence: what is counted.
        value: The figure: a count, pence, or a share between 0 and 1. None where it cannot be given.
        unit: `devices`, `assets`, `systems`, `sites`, `share`, `pence`, `days`, `months`.
        numerator: For a share, what is above the line.
        denominator: For a share, what is below the line.
        not_known: How much of the denominator could not be told.
        drill: Question and filters that list the rows behind the figure, as `riskreg query` takes them.
    """

    code: str
    title: str
    definition: str
    value: float | int | None
    unit: str
    numerator: int | None = None
    denominator: int | None = None
    not_known: int | None = None
    drill: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a breakdown. `unit` is as for figures, or `text`, `date`."""

    code: str
    title: str
    unit: str = "text"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table of the report: one row per what `title` says, in a stated order.

    Attributes:
        chart: `bar`, `stacked_bar`, `line`, `range` or None; charts plot the columns named in `plotted` against
            column 0. A range plots three: the low, the likely and the high case.
    """

    code: str
    title: str
    definition: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    chart: str | None = None
    plotted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One asset's part in a bridge line, back to the change and person that made it."""

    reference: str
    site: str
    organisation: str
    make: str
    model: str
    devices: int
    on: date | None
    actor: str
    reason: str
    change: int | None


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """A line of the bridge; `devices` is signed, and is the sum over `rows`."""

    code: str
    title: str
    devices: int
    rows: tuple[BridgeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Bridge:
    """From an earlier figure to this one: `opening` plus all lines is `closing`, exactly."""

    measure: str
    opening_as_at: date
    opening_as_known: int
    opening: int
    lines: tuple[BridgeLine, ...]
    closing: int

    @property
    def adds_up(self) -> bool:
        """Whether the lines add up exactly."""
        return self.opening + sum(line.devices for line in self.lines) == self.closing


@dataclass(frozen=True, slots=True)
class EditionUsed:
    """A list edition or determination set on which the figures rest."""

    regime: str
    title: str
    edition: str
    legal_on: date | None
    checksum: str


@dataclass(frozen=True)
class Progress:
    """All figures of one removal-progress report.

    Attributes:
        as_at: The date that the figures describe.
        as_known: Sequence number of the last change of the register that was taken into account.
        as_known_at: Instant of that change (UTC).
        trail_hash: Hash of the trail at that change.
        marking: Protective marking.
        scope: What is inside, in one sentence.
    """

    title: str
    organisation: str
    register_code: str
    as_at: date
    as_known: int
    as_known_at: datetime | None
    trail_hash: str
    marking: str
    scope: str
    regimes: tuple[str, ...]
    catalogue_edition: str
    headline: Figure
    beside_headline: tuple[Figure, ...]
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]
    editions: tuple[EditionUsed, ...]
    notes: tuple[str, ...] = ()
    bridge: Bridge | None = None
    digest: str = field(default="")

    def figure(self, code: str) -> Figure:
        """The figure of that code.

        Raises:
            KeyError: There is none.
        """
        for figure in (self.headline, *self.beside_headline, *self.figures):
            if figure.code == code:
                return figure
        raise KeyError(code)

    def breakdown(self, code: str) -> Breakdown:
        """The breakdown of that code.

        Raises:
            KeyError: There is none.
        """
        for breakdown in self.breakdowns:
            if breakdown.code == code:
                return breakdown
        raise KeyError(code)

    def canonical_json(self) -> bytes:
        """The figures as canonical JSON (keys sorted, dates ISO 8601, without the digest itself)."""
        values = asdict(self)
        del values["digest"]
        return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)

    def sealed(self) -> Progress:
        """The same figures carrying the SHA-256 of their canonical JSON."""
        return replace(self, digest=hashlib.sha256(self.canonical_json()).hexdigest())
