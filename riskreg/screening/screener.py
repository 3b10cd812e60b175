"""Says, for each distinct set of traces, who made it and what every regime says of that; keeps both.

Works on trace keys, not on rows: a register of a million assets holds a few thousand keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

import orjson
from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from riskreg.catalogue import Catalogue
from riskreg.catalogue.activation import require_active
from riskreg.identification import Finding, Identifier, Trace
from riskreg.register import (
    Identification,
    KeyVerdict,
    TraceKey,
    Vendor,
)
from riskreg.register.recording import BulkValue, bulk_insert, reserve_keys
from riskreg.rules.terms import BasisCause, Verdict
from riskreg.screening.adoptions import adoptions_in_force, uses_in_force
from riskreg.screening.judging import circumstances_of, ground_digest, judge_finding
from riskreg.screening.regimes import screened_regimes

Judgeable = tuple[int, int, Trace, Finding]
"""A trace key, its identification, its traces and what they come to."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """The newest key verdict of a key and regime."""

    id: int
    verdict: Verdict
    from_on: date
    entry: int | None
    determination: int | None
    basis: str | None
    is_use_limited: bool = False
    digest: str | None = None

    def is_same(self, other: _Standing) -> bool:
        """Whether nothing that a person would judge differs; a digest counts once both have one."""
        if self.digest is not None and other.digest is not None and self.digest != other.digest:
            return False
        return (self.verdict, self.entry, self.determination, self.basis, self.is_use_limited) == (
            other.verdict,
            other.entry,
            other.determination,
            other.basis,
            other.is_use_limited,
        )


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
        self.regimes = screened_regimes(session, catalogue)
        self.adopted = adoptions_in_force(session)
        self.uses = uses_in_force(session)
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
        found = [
            (each, self._standing[trace_key_id, each]) for each in regimes if (trace_key_id, each) in self._standing
        ]
        verdicts = (
            self.uses.verdict(organisation_id, regime, each.verdict, is_use_limited=each.is_use_limited)
            for regime, each in found
        )
        return max(verdicts, key=lambda each: each.gravity, default=Verdict.UNKNOWN)

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
            newest.c.is_use_limited,
            newest.c.ground_sha256,
        )
        for key, regime, row, verdict, from_on, entry, determination, basis, limited, digest in session.execute(query):
            self._standing[key, regime] = _Standing(
                row, verdict, from_on, entry, determination, basis, bool(limited), digest
            )
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
        done = [
            (key, identified, trace, self.identifier.identify(trace)) for key, trace, identified in traces if identified
        ]
        fresh = self._identify(session, [(key, trace) for key, trace, identified in traces if identified is None])
        return self._judge(session, [*done, *fresh], cause)

    def _identify(self, session: Session, pairs: Sequence[tuple[int, Trace]]) -> list[Judgeable]:
        keys = reserve_keys(session, Identification, len(pairs))
        found = [
            (key, row, trace, self.identifier.identify(trace)) for (key, trace), row in zip(pairs, keys, strict=True)
        ]
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
                    orjson.dumps([signal._asdict() for signal in finding.signals]).decode(),
                    finding.explanation,
                )
                for key, row, _, finding in found
            ),
        )
        return found

    def _judge(self, session: Session, found: Sequence[Judgeable], cause: BasisCause) -> int:
        today = self.edition.activated_on
        rows: list[tuple[BulkValue, ...]] = []
        fresh: list[tuple[int, int, _Standing]] = []
        days = [
            (regime, [max(today, regime.legal_on), *regime.starts_after(max(today, regime.legal_on))])
            for regime in self.regimes
        ]
        for key, identification, trace, finding in found:
            told = circumstances_of(trace, self.identifier.made_by(trace))
            for regime, [on, *later] in days:
                said, cover = judge_finding(finding, regime.coverage, on, told)
                # Nobody judges again on the day when an entry begins: it counts at once, and holds from that day.
                coming = (judge_finding(finding, regime.coverage, day, told) for day in later)
                if not said.verdict.is_flagged:
                    said, cover = next((each for each in coming if each[0].verdict.is_flagged), (said, cover))
                ground = regime.ground(said.vendor, cover)
                from_on = ground.from_on
                before = self._standing.get((key, regime.id))
                basis = said.basis.value if said.basis else None
                if before is None and not regime.is_complete and not said.verdict.is_flagged:
                    continue
                limited = cover is not None and cover.is_use_limited
                digest = ground_digest(key, said, finding, regime.entry_content(cover), ground.determination_id)
                now = _Standing(
                    0, said.verdict, from_on, ground.list_entry_id, ground.determination_id, basis, limited, digest
                )
                if before is not None:
                    if before.is_same(now):
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
                        limited,
                        digest,
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
            "is_use_limited",
            "ground_sha256",
        )
        keys = reserve_keys(session, KeyVerdict, len(rows))
        bulk_insert(session, KeyVerdict, ("id", *columns), ((key, *row) for key, row in zip(keys, rows, strict=True)))
        for (key, regime_id, now), row_key, row in zip(fresh, keys, rows, strict=True):
            self._standing[key, regime_id] = replace(now, id=row_key, from_on=date.fromisoformat(str(row[7])))
        return len(rows)


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


def _json(trace: Trace) -> str:
    return orjson.dumps({name: value for name, value in asdict(trace).items() if value is not None}).decode()


def _trace(text: str) -> Trace:
    values = orjson.loads(text)
    if "installed_on" in values:
        values["installed_on"] = date.fromisoformat(values["installed_on"])
    return Trace(**values)
