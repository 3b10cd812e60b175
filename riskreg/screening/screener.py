"""Says, for each distinct set of traces, who made it and what every regime says of that; keeps both.

Works on trace keys, not on rows: a register of a million assets holds a few thousand keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import orjson
from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from riskreg.catalogue import Catalogue
from riskreg.catalogue.activation import require_active
from riskreg.catalogue.coverage import Cover, Coverage, coverage_of
from riskreg.identification import Finding, Identifier, RegimeVerdict, Trace, verdict_for
from riskreg.register import (
    Adoption,
    Criterion,
    Determination,
    Identification,
    KeyVerdict,
    ListEdition,
    ListEntry,
    Regime,
    TraceKey,
    Vendor,
)
from riskreg.register.recording import BulkValue, bulk_insert, reserve_keys
from riskreg.rules.terms import BasisCause, DeterminationOutcome, RegimeKind, Verdict


@dataclass(frozen=True, slots=True)
class Ground:
    """On what a regime's answer rests: a list entry, a determination, or neither; and from which date."""

    from_on: date
    list_entry_id: int | None
    determination_id: int | None


@dataclass(frozen=True, slots=True)
class ScreenedRegime:
    """A regime as it stands in the register."""

    id: int
    slug: str
    coverage: Coverage
    is_complete: bool
    """Whether absence from the edition in use says anything. A part of a list can flag, and clears nobody."""
    legal_on: date
    entries: Mapping[str, tuple[int, date | None]]
    determinations: Mapping[str, tuple[int, date]]

    def ground(self, vendor: str | None, cover: Cover | None) -> Ground:
        """On which entry or determination an answer rests, and from which date it holds."""
        if vendor is None or cover is None:
            return Ground(self.legal_on, None, None)
        if cover.entry_key is not None and cover.entry_key in self.entries:
            entry, from_on = self.entries[cover.entry_key]
            return Ground(from_on or self.legal_on, entry, None)
        for slug in (vendor, *cover.via):
            if slug in self.determinations:
                determination, decided_on = self.determinations[slug]
                return Ground(max(self.legal_on, decided_on), None, determination)
        return Ground(self.legal_on, None, None)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The newest key verdict of a key and regime."""

    id: int
    verdict: Verdict
    from_on: date
    entry: int | None
    determination: int | None
    basis: str | None


class Screener:
    """Identification and verdicts against the lists and determinations of one register.

    Args:
        session: A session of the register; writing where `resolve` or `rescreen` is used.
        catalogue: The catalogue that is active in the register.
        identifier: Compiled from the catalogue; made here where None.

    Raises:
        Conflict: No catalogue is active, or another one.
    """

    def __init__(self, session: Session, catalogue: Catalogue, identifier: Identifier | None = None) -> None:
        self._session = session
        self.edition = require_active(session, catalogue)
        self.catalogue = catalogue
        self.identifier = identifier or Identifier(catalogue.knowledge)
        self._vendors = dict(session.execute(select(Vendor.slug, Vendor.id).order_by(Vendor.id)).all())
        self.regimes = _regimes(session, catalogue)
        self.adopted = adoptions_in_force(session)
        self._standing: dict[tuple[int, int], _Standing] = {}
        self._loaded: set[int] = set()

    def resolve(self, session: Session, traces: Mapping[str, Trace]) -> Mapping[str, int]:
        """The trace keys of these traces; the unknown ones are identified, judged and recorded.

        Args:
            session: A writing session.
            traces: Digest of the distinct key → an example of its traces.

        Returns:
            Digest → key of the `trace_key` row.
        """
        known: dict[str, int] = {}
        digests = sorted(traces)
        for start in range(0, len(digests), 500):  # stays below the engines' limit on parameters
            part = digests[start : start + 500]
            known.update(
                (digest, key)
                for digest, key in session.execute(
                    select(TraceKey.key_sha256, TraceKey.id).where(TraceKey.key_sha256.in_(part))
                )
            )
        fresh = [digest for digest in digests if digest not in known]
        keys = reserve_keys(session, TraceKey, len(fresh))
        bulk_insert(
            session,
            TraceKey,
            ("id", "key_sha256", "make", "model", "traces"),
            (
                (
                    key,
                    digest,
                    traces[digest].make or traces[digest].make_and_model,
                    traces[digest].model,
                    _json(traces[digest]),
                )
                for key, digest in zip(keys, fresh, strict=True)
            ),
        )
        pairs = [(key, traces[digest]) for key, digest in zip(keys, fresh, strict=True)]
        known.update(zip(fresh, keys, strict=True))
        self._loaded.update(keys)
        self._judge(session, self._identify(session, pairs), BasisCause.FOUND)
        return known

    def verdict(self, organisation_id: int, trace_key_id: int) -> Verdict:
        """The gravest verdict under the regimes that the organisation has adopted.

        Without an adopted regime nothing can be said, so the verdict is unknown.
        """
        regimes = self.adopted.get(organisation_id)
        if not regimes:
            return Verdict.UNKNOWN
        if trace_key_id not in self._loaded:
            self.load(self._session)
        found = [self._standing[trace_key_id, each] for each in regimes if (trace_key_id, each) in self._standing]
        return max((each.verdict for each in found), key=lambda each: each.gravity, default=Verdict.UNKNOWN)

    def load(self, session: Session) -> None:
        """Read the newest verdict of every key and regime."""
        newest = newest_key_verdicts()
        query = select(
            newest.c.trace_key_id,
            newest.c.regime_id,
            newest.c.id,
            newest.c.verdict,
            newest.c.from_on,
            newest.c.list_entry_id,
            newest.c.determination_id,
            newest.c.basis,
        )
        for key, regime, row, verdict, from_on, entry, determination, basis in session.execute(query):
            self._standing[key, regime] = _Standing(row, verdict, from_on, entry, determination, basis)
            self._loaded.add(key)

    def rescreen(self, session: Session, cause: BasisCause) -> int:
        """Judge every trace key again: under a new catalogue it is identified anew, else only the regimes are asked.

        Returns:
            Number of verdicts that changed.
        """
        self.load(session)
        rows = session.execute(
            select(TraceKey.id, TraceKey.traces, Identification.id)
            .outerjoin(
                Identification,
                (Identification.trace_key_id == TraceKey.id) & (Identification.catalogue_edition_id == self.edition.id),
            )
            .order_by(TraceKey.id)
        ).all()
        traces = [(key, _trace(text), identified) for key, text, identified in rows]
        done = [(key, identified, self.identifier.identify(trace)) for key, trace, identified in traces if identified]
        fresh = self._identify(session, [(key, trace) for key, trace, identified in traces if identified is None])
        return self._judge(session, [*done, *fresh], cause)

    def _identify(self, session: Session, pairs: Sequence[tuple[int, Trace]]) -> list[tuple[int, int, Finding]]:
        keys = reserve_keys(session, Identification, len(pairs))
        found = [(key, row, self.identifier.identify(trace)) for (key, trace), row in zip(pairs, keys, strict=True)]
        columns = (
            "id",
            "trace_key_id",
            "catalogue_edition_id",
            "vendor_id",
            "certainty",
            "confidence",
            "basis",
            "signals",
            "explanation",
        )
        bulk_insert(
            session,
            Identification,
            columns,
            (
                (
                    row,
                    key,
                    self.edition.id,
                    self._vendors.get(finding.vendor) if finding.vendor else None,
                    finding.certainty.value,
                    finding.confidence,
                    finding.basis.value if finding.basis else None,
                    orjson.dumps([asdict(signal) for signal in finding.signals]).decode(),
                    finding.explanation,
                )
                for key, row, finding in found
            ),
        )
        return found

    def _judge(self, session: Session, found: Sequence[tuple[int, int, Finding]], cause: BasisCause) -> int:
        today = self.edition.activated_on
        rows: list[tuple[BulkValue, ...]] = []
        fresh: list[tuple[int, int, _Standing]] = []
        for key, identification, finding in found:
            for regime in self.regimes:
                said, cover = judge_finding(finding, regime.coverage, max(today, regime.legal_on))
                ground = regime.ground(said.vendor, cover)
                from_on = ground.from_on
                before = self._standing.get((key, regime.id))
                basis = said.basis.value if said.basis else None
                if before is None and not regime.is_complete and not said.verdict.is_flagged:
                    continue
                now = _Standing(0, said.verdict, from_on, ground.list_entry_id, ground.determination_id, basis)
                if before is not None:
                    if (before.verdict, before.entry, before.determination, before.basis) == (
                        now.verdict,
                        now.entry,
                        now.determination,
                        now.basis,
                    ):
                        continue
                    # The newest of a date counts, so a correction must not be dated before what it corrects.
                    from_on = max(from_on, before.from_on)
                rows.append(
                    (
                        key,
                        regime.id,
                        identification,
                        said.verdict.value,
                        basis,
                        said.confidence,
                        cause.value,
                        from_on.isoformat(),
                        now.entry,
                        now.determination,
                        f"{said.sentence} {cover.reason}" if cover is not None and cover.reason else said.sentence,
                    )
                )
                fresh.append((key, regime.id, now))
        columns = (
            "trace_key_id",
            "regime_id",
            "identification_id",
            "verdict",
            "basis",
            "confidence",
            "cause",
            "from_on",
            "list_entry_id",
            "determination_id",
            "reason",
        )
        keys = reserve_keys(session, KeyVerdict, len(rows))
        bulk_insert(session, KeyVerdict, ("id", *columns), ((key, *row) for key, row in zip(keys, rows, strict=True)))
        for (key, regime_id, now), row_key, row in zip(fresh, keys, rows, strict=True):
            self._standing[key, regime_id] = _Standing(
                row_key, now.verdict, date.fromisoformat(str(row[7])), now.entry, now.determination, now.basis
            )
        return len(rows)


def judge_finding(finding: Finding, coverage: Coverage, on: date) -> tuple[RegimeVerdict, Cover | None]:
    """What a regime says of a finding on a date, and what it says of the vendor on which the verdict rests."""
    asked = {vendor for vendor in (finding.vendor, finding.component_of, *finding.candidates) if vendor is not None}
    covers = {vendor: coverage.of(vendor, on) for vendor in sorted(asked)}
    said = verdict_for(finding, {vendor: cover.status for vendor, cover in covers.items()})
    return said, covers.get(said.vendor) if said.vendor is not None else None


def newest_key_verdicts() -> Subquery:
    """Subquery: the newest verdict of every trace key and regime, by date, then by entry."""
    rank = (
        func.row_number()
        .over(
            partition_by=(KeyVerdict.trace_key_id, KeyVerdict.regime_id),
            order_by=(KeyVerdict.from_on.desc(), KeyVerdict.id.desc()),
        )
        .label("rank")
    )
    ranked = select(KeyVerdict.__table__, rank).subquery()
    return select(ranked).where(ranked.c.rank == 1).subquery()


def adoptions_in_force(session: Session) -> dict[int, dict[int, date]]:
    """Organisation → regime → date from which it counts, for regimes that can flag, as of now."""
    rows = session.execute(
        select(Adoption.organisation_id, Adoption.regime_id, Adoption.from_on, Adoption.is_ended)
        .join(Regime, Regime.id == Adoption.regime_id)
        .where(Regime.kind != RegimeKind.INDICATOR)
        .order_by(Adoption.from_on, Adoption.id)
    ).all()
    found: dict[int, dict[int, date]] = defaultdict(dict)
    for organisation, regime, from_on, is_ended in rows:
        if is_ended:
            found[organisation].pop(regime, None)
        else:
            found[organisation].setdefault(regime, from_on)
    return dict(found)


def _regimes(session: Session, catalogue: Catalogue) -> tuple[ScreenedRegime, ...]:
    screened = []
    # Indicators restrict something else (exports): what they say is shown with the maker, and judges nothing.
    query = select(Regime).where(Regime.kind != RegimeKind.INDICATOR).order_by(Regime.slug)
    for regime in session.scalars(query).all():
        definition = catalogue.regimes.get(regime.slug)
        edition = session.scalars(
            select(ListEdition)
            .where(ListEdition.regime_id == regime.id)
            .order_by(ListEdition.legal_on.desc(), ListEdition.id.desc())
            .limit(1)
        ).first()
        if definition is None or edition is None:
            continue
        entries = {
            key: (row, from_on)
            for key, row, from_on in session.execute(
                select(ListEntry.entry_key, ListEntry.id, ListEntry.from_on)
                .where(ListEntry.list_edition_id == edition.id)
                .order_by(ListEntry.id)
            )
        }
        determinations: dict[str, tuple[int, date]] = {}
        outcomes: dict[str, DeterminationOutcome] = {}
        for slug, row, decided_on, outcome in session.execute(
            select(Vendor.slug, Determination.id, Determination.decided_on, Determination.outcome)
            .join(Criterion, Criterion.id == Determination.criterion_id)
            .join(Vendor, Vendor.id == Determination.vendor_id)
            .where(Criterion.regime_id == regime.id)
            .order_by(Determination.decided_on, Determination.id)
        ):
            determinations[slug], outcomes[slug] = (row, decided_on), outcome
        carried = definition.edition(edition.label)
        coverage = coverage_of(definition, carried, outcomes, catalogue.knowledge)
        is_complete = carried is not None and carried.is_complete
        screened.append(
            ScreenedRegime(regime.id, regime.slug, coverage, is_complete, edition.legal_on, entries, determinations)
        )
    return tuple(screened)


def _json(trace: Trace) -> str:
    return orjson.dumps({name: value for name, value in asdict(trace).items() if value is not None}).decode()


def _trace(text: str) -> Trace:
    values = orjson.loads(text)
    if "installed_on" in values:
        values["installed_on"] = date.fromisoformat(values["installed_on"])
    return Trace(**values)
