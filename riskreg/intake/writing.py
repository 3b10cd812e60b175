"""What writing an import shares: the maker's key of each line, the sites and tenures that a list brings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.identification.trace import Trace, key_digest
from riskreg.intake import loading
from riskreg.intake.lines import Line
from riskreg.intake.names import name_key
from riskreg.intake.places import Places
from riskreg.intake.traces import told_by_columns, trace_of
from riskreg.register import Site, SiteTenure, SiteVersion, System
from riskreg.register.recording import bulk_insert, reserve_keys
from riskreg.rules.terms import Control, Disposition, ImportKind, Verdict

ROW_COLUMNS: Final = (
    "id", "import_batch_id", "sheet", "row", "disposition", "matched_by", "asset_id", "site_id", "cells", "issues",
)  # fmt: skip
"""Columns of an imported row as bulk writes give them."""
VERSION_COLUMNS: Final = (
    "id", "asset_id", "site_id", "system_id", "import_batch_id", "imported_row_id", "trace_key_id", "described_on",
    "matched_by", "quantity", "make", "model", "kind", "description", "name", "asset_tag", "serial_number",
    "mac_address", "ip_address", "hardware_id", "location", "network", "claimed_status", "installed_on",
    "purchased_on", "other",
)  # fmt: skip
"""Columns of an asset version as bulk writes give them; from `quantity` on in the order of a line, but its system."""
_REMEMBERED: Final = 100_000
"""Kinds of rows of which the key is remembered."""


def nothing_before() -> None:
    """Nothing."""


class LikeRows(Protocol):
    """Tells which rows have one distinct key."""

    def of(self, told: Mapping[str, Sequence[str | None]], count: int) -> list[Hashable]:
        """For each row what is equal only for rows of one key."""


class Keyer(Protocol):
    """What intake needs of identification."""

    @property
    def alike(self) -> LikeRows:
        """Tells which rows have one distinct key."""

    def key(self, trace: Trace) -> tuple[str, ...]:
        """The distinct key of a trace."""


class KeyScreener(Protocol):
    """What intake needs of screening: who made what a key describes, and what is said of that."""

    def resolve(self, session: Session, traces: Mapping[str, Trace]) -> Mapping[str, int]:
        """Key digest → trace key; identifies and screens those that are not yet known."""

    def verdict(self, organisation_id: int, trace_key_id: int) -> Verdict:
        """The gravest verdict over the regimes that the organisation has adopted."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import wrote.

    Attributes:
        kind: What the list held.
        batch_id: Key of the import; None where the same list had been applied before and nothing was written.
        counts: Rows per disposition.
        touched_assets: How many assets are new, changed, not seen, back, or under another organisation.
        new_sites: Sites that came into the register.
        reappeared: Assets that were recorded as removed and are named in service again.
    """

    kind: ImportKind
    batch_id: int | None
    counts: Mapping[Disposition, int]
    touched_assets: int
    new_sites: int = 0
    reappeared: int = 0


@dataclass
class TraceKeys:
    """The trace key of each line, resolved in groups.

    Cost grows with distinct traces: what was met before is not resolved again.
    """

    session: Session
    identifier: Keyer
    screener: KeyScreener
    before: Callable[[], None] = nothing_before
    """Done before the register is asked."""
    _known: dict[str, int] = field(default_factory=dict)
    _digests: dict[Hashable, str] = field(default_factory=dict)
    _verdicts: dict[tuple[int, int], str] = field(default_factory=dict)

    def of(self, lines: Sequence[Line]) -> list[int]:
        """Trace keys of some lines, in their order."""
        alike = self.identifier.alike.of(told_by_columns(lines), len(lines))
        unknown: dict[str, Trace] = {}
        if len(self._digests) > _REMEMBERED:
            self._digests.clear()
        for line, its in zip(lines, alike, strict=True):
            if its not in self._digests:
                trace = trace_of(line)
                key = self._digests[its] = key_digest(self.identifier.key(trace))
                if key not in self._known:
                    unknown.setdefault(key, trace)
        if unknown:
            self.before()
            self._known.update(self.screener.resolve(self.session, unknown))
        known = self._known
        return [known[digest] for digest in map(self._digests.__getitem__, alike)]

    def know_verdicts(self, wanted: Set[tuple[int, int]]) -> None:
        """Ask for verdicts at once, so that nothing need be asked later.

        Args:
            wanted: Organisation and trace key of each.
        """
        missing = wanted - self._verdicts.keys()
        if missing:
            self.before()
            for organisation_id, trace_key_id in missing:
                self.verdict(organisation_id, trace_key_id)

    def verdict(self, organisation_id: int, trace_key_id: int) -> str:
        """The verdict of a line of that key in an organisation, as stored."""
        known = self._verdicts.get((organisation_id, trace_key_id))
        if known is None:
            known = self._verdicts[organisation_id, trace_key_id] = self.screener.verdict(
                organisation_id, trace_key_id
            ).value
        return known


def write_new_sites(
    session: Session, places: Places, used: set[int], described_on: date, batch_id: int
) -> tuple[dict[int, int], int]:
    """Write the sites that an asset list brings, as unlisted; and, for known sites, that they were there by its date.

    Args:
        session: A writing session.
        places: All sites, known and new.
        used: Slots of the sites of rows that were taken.
        described_on: The date that the list describes.
        batch_id: The import.

    Returns:
        Slot → key for the used sites, and how many are new.
    """
    new = [slot for slot in sorted(used) if places.sites[slot].id is None]
    keys = reserve_keys(session, Site, len(new))
    ids = {slot: site_id for slot in used if (site_id := places.sites[slot].id) is not None}
    ids.update(zip(new, keys, strict=True))
    unknown = Control.UNKNOWN.value
    sites = [(places.sites[slot], ids[slot]) for slot in new]
    on = described_on.isoformat()
    if new:
        bulk_insert(
            session,
            Site,
            ("id", "organisation_id", "code", "name", "name_key", "postcode", "uprn", "control", "is_listed"),
            [
                (key, s.organisation_id, s.code, s.name, name_key(s.name), s.postcode, s.uprn, unknown, False)
                for s, key in sites
            ],
        )
        version_keys = reserve_keys(session, SiteVersion, len(new))
        bulk_insert(
            session,
            SiteVersion,
            (
                "id",
                "site_id",
                "import_batch_id",
                "described_on",
                "code",
                "name",
                "postcode",
                "uprn",
                "control",
                "is_listed",
            ),
            [
                (version, key, batch_id, on, s.code, s.name, s.postcode, s.uprn, unknown, False)
                for version, (s, key) in zip(version_keys, sites, strict=True)
            ],
        )
    tenures = [(ids[slot], places.sites[slot].organisation_id) for slot in new]
    tenures += _earlier_tenures(session, places, sorted(used - set(new)), described_on)
    if tenures:
        tenure_keys = reserve_keys(session, SiteTenure, len(tenures))
        bulk_insert(
            session,
            SiteTenure,
            ("id", "site_id", "organisation_id", "from_on", "import_batch_id"),
            [(key, site, owner, on, batch_id) for key, (site, owner) in zip(tenure_keys, tenures, strict=True)],
        )
    return ids, len(new)


def _earlier_tenures(session: Session, places: Places, slots: list[int], described_on: date) -> list[tuple[int, int]]:
    """Site and organisation where a list is older than the first tenure on record: the site was there by its date."""
    by_id = {site_id: slot for slot in slots if (site_id := places.sites[slot].id) is not None}
    held: set[int] = set()
    for piece in loading.chunked(sorted(by_id)):
        held.update(
            session.scalars(
                select(SiteTenure.site_id)
                .where(
                    SiteTenure.site_id.in_(piece),
                    SiteTenure.from_on <= described_on,
                    SiteTenure.import_batch_id.is_(None) | ~loading.is_withdrawn(SiteTenure.import_batch_id),
                )
                .distinct()
            )
        )
    return [(site, places.sites[slot].organisation_id) for site, slot in by_id.items() if site not in held]


class Systems:
    """Systems by site and name, made when first named.

    Args:
        session: A writing session.
        before: Done before the register is asked for anything but what it holds at first.
    """

    def __init__(self, session: Session, before: Callable[[], None] = nothing_before) -> None:
        self._session = session
        self._before = before
        self._known: dict[tuple[int, str], int] = {
            (site, key): system
            for system, site, key in session.execute(select(System.id, System.site_id, System.name_key))
        }

    def make(self, wanted: Iterable[tuple[int, str]]) -> None:
        """Write the systems of some site and name pairs that are not yet known."""
        new: dict[tuple[int, str], str] = {}
        for site, name in wanted:
            key = (site, name_key(name))
            if key not in self._known:
                new.setdefault(key, name)
        if new:
            self._before()
        keys = reserve_keys(self._session, System, len(new))
        rows = [(key, site, name, folded) for key, ((site, folded), name) in zip(keys, new.items(), strict=True)]
        if rows:
            bulk_insert(self._session, System, ("id", "site_id", "name", "name_key"), rows)
            self._known.update({(site, folded): key for key, site, _, folded in rows})

    def of(self, site: int, name: str | None) -> int | None:
        """Key of the system of that name at a site."""
        return self._known[site, name_key(name)] if name is not None else None
