"""What an import would do, as shown before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from riskreg.intake.signed import Signature
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Covers, Disposition, ImportKind, MatchedBy, Severity, Verdict

ISSUES_KEPT_PER_CODE = 1_000
DIFFERENCES_KEPT = 200
NAMES_KEPT = 200


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """One column of a sheet and how it was understood.

    Attributes:
        letter: Name in Excel.
        header: As written.
        field: What it was taken for, or None where its text is only kept.
        why: The reason, in plain English.
        confidence: From 0 to 1.
        is_dropped: Whether the values were dropped unread, because they are credentials.
        is_ignored: Whether a person asked to leave the column out.
    """

    letter: str
    header: str
    field: str | None
    why: str
    confidence: float
    is_dropped: bool = False
    is_ignored: bool = False


@dataclass(frozen=True, slots=True)
class RowSkipped:
    """A row inside a table that is not data, and why."""

    sheet: str
    row: int
    code: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One table that was found.

    Attributes:
        name: Name of the sheet.
        header_rows: Rows of its headers as Excel numbers them.
        columns: Every column, in order.
        rows: Rows of data.
        skipped: Rows that are not data, the first ones.
        skipped_total: How many rows are not data.
        places: Number of a row → addresses of its cells, where they do not stand side by side.
    """

    name: str
    header_rows: tuple[int, ...]
    columns: tuple[ColumnRead, ...]
    rows: int
    skipped: tuple[RowSkipped, ...] = ()
    skipped_total: int = 0
    places: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


class Subject(StrEnum):
    """What a difference is about."""

    ASSET = "asset"
    SITE = "site"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a known asset or site that the list gives otherwise.

    Attributes:
        subject: Asset, site or organisation.
        key: Primary key of the subject.
        sheet: Where the row is.
        row: Row as Excel numbers it.
        field: Name of the field.
        before: Text known so far, empty where blank.
        after: Text of the list, empty where blank.
        is_flagged: Whether the asset carries a flag so far, which the change may end.
        cell: Address of the cell as Excel shows it, where a column of its own says it.
    """

    subject: Subject
    key: int
    sheet: str
    row: int
    field: str
    before: str
    after: str
    is_flagged: bool = False
    cell: str | None = None

    @property
    def place(self) -> str:
        """Where it is, as an officer looks for it."""
        return f"sheet “{self.sheet}”, {f'cell {self.cell}' if self.cell else f'row {self.row}'}"


@dataclass(frozen=True, slots=True)
class Released:
    """A restricted or suspected asset that what the list says would take out of it.

    Attributes:
        asset_id: Its key.
        before: Its verdict so far.
        after: Its verdict by the list.
        differences: What of make, model and other traces the list gives otherwise.
    """

    asset_id: int
    before: Verdict
    after: Verdict
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Fewer:
    """A site with fewer restricted or suspected devices in the list than before."""

    site: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Look:
    """One thing of a preview that deserves a look.

    Attributes:
        code: Stable word for programs.
        title: What it is, with its number.
        why: Why it matters, in a sentence.
        items: The first of them.
        total: How many in all.
    """

    code: str
    title: str
    why: str
    items: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class NotSeen:
    """A known asset at a place that the list covers, and which it does not name."""

    asset_id: int
    site: str
    was_seen: bool


@dataclass(frozen=True, slots=True)
class SitesTouched:
    """Sites of the list.

    Attributes:
        known: How many were known.
        new: Names of sites that come into the register with this list, the first ones.
        new_total: How many come new.
        emptied: Names of covered sites of which the list names no asset that was there, the first ones.
        emptied_total: How many.
        not_named: Estate list only: listed sites of its organisations that it does not name, the first ones.
        not_named_total: How many.
    """

    known: int = 0
    new: tuple[str, ...] = ()
    new_total: int = 0
    emptied: tuple[str, ...] = ()
    emptied_total: int = 0
    not_named: tuple[str, ...] = ()
    not_named_total: int = 0


@dataclass(frozen=True)
class Preview:
    """What an import would do. Nothing has been written.

    Attributes:
        kind: What the list holds.
        file_name: Name of the file.
        file_sha256: Digest of its bytes.
        file_bytes: Its size.
        organisation_id: The organisation given for the whole list, or None.
        described_on: The date that the list describes.
        covers: What it covers.
        sheets: Tables found.
        left_out: Sheet → why it was not read.
        counts: Rows per disposition; for `not_seen`, assets.
        devices: Devices that the rows stand for, per disposition.
        matched_by: Rows per what tied them to an asset.
        issues: Everything to be said, the first of each code.
        issue_totals: Code → how often in all.
        differences: What changes, the most important first.
        differences_total: Changed fields in all.
        changed_fields: Field → how often it changes.
        sites: Sites of the list.
        not_seen: Assets not named, the first ones.
        reappeared: Assets that were recorded as removed and are named in service again, by key.
        outcome_sha256: Digest over what would be done with every row.
        changes_nothing: Whether applying would write nothing at all.
        signature: Who answers for the list, or None where nobody says.
    """

    kind: ImportKind
    file_name: str
    file_sha256: str
    file_bytes: int
    organisation_id: int | None
    described_on: date
    covers: Covers
    sheets: tuple[SheetRead, ...]
    left_out: Mapping[str, str]
    counts: Mapping[Disposition, int]
    devices: Mapping[Disposition, int]
    matched_by: Mapping[MatchedBy, int]
    issues: tuple[Issue, ...]
    issue_totals: Mapping[str, int]
    differences: tuple[Difference, ...]
    differences_total: int
    changed_fields: Mapping[str, int]
    sites: SitesTouched
    not_seen: tuple[NotSeen, ...]
    reappeared: tuple[int, ...]
    outcome_sha256: str
    changes_nothing: bool
    looks: tuple[Look, ...] = ()
    """What deserves a look before anything else, the gravest first."""
    signature: Signature | None = None
    plan: object = field(repr=False, compare=False, default=None)
    """What `apply` needs; nobody else reads it."""

    @property
    def rows(self) -> int:
        """Rows of data in the file."""
        return sum(sheet.rows for sheet in self.sheets)

    def issues_of(self, severity: Severity) -> tuple[Issue, ...]:
        """The issues of one severity, in the order of the file."""
        return tuple(issue for issue in self.issues if issue.severity is severity)


class Issues:
    """Gathers issues without growing with the file: the first of each code are kept, all are counted."""

    def __init__(self, kept_per_code: int = ISSUES_KEPT_PER_CODE) -> None:
        self._kept_per_code = kept_per_code
        self._kept: list[Issue] = []
        self.totals: Counter[str] = Counter()

    def add(self, issue: Issue) -> None:
        """Keep or count one issue."""
        self.totals[issue.code] += 1
        if self.totals[issue.code] <= self._kept_per_code:
            self._kept.append(issue)

    def followed_by(self, later: Issues) -> Issues:
        """These and, after them, others that were gathered apart: the same as if all had been added here in turn."""
        both = Issues(self._kept_per_code)
        both._kept = list(self._kept)
        room = Counter({code: self._kept_per_code - self.totals[code] for code in later.totals})
        for issue in later._kept:
            if room[issue.code] > 0:
                room[issue.code] -= 1
                both._kept.append(issue)
        both.totals = self.totals + later.totals
        return both

    def kept(self) -> tuple[Issue, ...]:
        """What was kept: the file as a whole first, then errors, warnings and notes in the order of the file."""
        order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
        return tuple(sorted(self._kept, key=lambda issue: order[issue.severity]))
