"""What an estate list would do with each row, as it is kept between preview and writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from riskreg.intake.estate_known import KnownEstate, KnownOrganisation, LimbSaid, SiteFacts
from riskreg.intake.estate_rows import EstateRow
from riskreg.intake.places import Places
from riskreg.intake.preview import Difference, Issues, SheetRead, SitesTouched
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Covers, Disposition
from riskreg.tables import TableFound


@dataclass
class RowOutcome:
    """What a row of an estate list does.

    Attributes:
        disposition: New, changed, unchanged, older, conflicting or rejected.
        organisation: Slot of its organisation, or -1.
        site: Slot of its site, or -1.
        facts: What is to be recorded of the site, or None where nothing new is said.
        takes_over: Whether the site comes to the organisation.
        parent: Slot of the organisation above, where that is new.
        limbs: Answers to record.
        issues: What is to be said of the row.
    """

    disposition: Disposition
    organisation: int = -1
    site: int = -1
    facts: SiteFacts | None = None
    takes_over: bool = False
    parent: int | None = None
    limbs: tuple[LimbSaid, ...] = ()
    issues: list[Issue] = field(default_factory=list)


@dataclass
class EstatePlan:
    """What an estate list would do with each row."""

    tables: tuple[TableFound, ...]
    described_on: date
    covers: Covers
    organisation_id: int | None
    site_overrides: Mapping[str, int | None]
    overrides: Mapping[str, str]
    head: int
    rows: list[EstateRow]
    sheets: list[SheetRead]
    issues: Issues
    known: KnownEstate
    places: Places
    organisations: list[KnownOrganisation]
    outcomes: list[RowOutcome] = field(default_factory=list)
    differences: tuple[Difference, ...] = ()
    differences_total: int = 0
    changed_fields: dict[str, int] = field(default_factory=dict)
    touched: SitesTouched = field(default_factory=SitesTouched)
    rows_sha256: str = ""
    outcome_sha256: str = ""
    changes_nothing: bool = False

    @property
    def counts(self) -> dict[Disposition, int]:
        """Rows per disposition."""
        counted = Counter(outcome.disposition for outcome in self.outcomes)
        return {disposition: counted[disposition] for disposition in Disposition if counted[disposition]}
