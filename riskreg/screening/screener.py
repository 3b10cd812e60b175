"""Says, for each distinct set of traces, who made it and what every regime says of that; keeps both.

Works on trace keys, not on rows: a register of a million assets holds a few thousand keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.catalogue import Catalogue
from riskreg.catalogue.activation import require_active
from riskreg.catalogue.basis import Basis, basis_of
from riskreg.catalogue.uncollected import uncollected
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
from riskreg.screening.judge import Judge, Judged
from riskreg.screening.judging import Signals, circumstances_of, digest_of, ground_tail, judged_signals
from riskreg.screening.notes import NOTHING, Keys, Noted, OnRecord, alike_of, circumstances_noted, note, noted
from riskreg.screening.regimes import ScreenedRegime, screened_regimes
from riskreg.screening.standing import (
    StandingIdentification,
    StandingVerdict,
    Told,
    standing_identifications,
    standing_verdicts,
)

Judgeable = tuple[int, int, Trace, Finding]
"""A trace key, its identification, its traces and what they come to."""

_TRACES = select(TraceKey.id, TraceKey.traces).order_by(TraceKey.id)
_FEW = 4
"""Where fewer than every fourth key is looked at, only what is on record of these is read."""
_MOST_SINGLY = 20
"""Trace keys of which the verdicts are read one by one, as an act on a single asset asks; then all are read."""
_IDENTIFICATION = (
    *("id", "trace_key_id", "catalogue_edition_id", "vendor_id", "certainty", "confidence", "basis", "signals"),
    "explanation",
)
_VERDICT = (
    *("id", "trace_key_id", "regime_id", "identification_id", "verdict", "basis", "confidence", "cause", "from_on"),
    *("list_entry_id", "determination_id", "reason", "is_use_limited", "ground_sha256"),
)


class _Answer(NamedTuple):
    """What one regime says of keys that are judged alike: the verdict, without its digest, and the digest's tail."""

    regime: ScreenedRegime
    said: Judged
    verdict: StandingVerdict
    tail: bytes
    tail_sha256: str

    @property
    def would_be_told(self) -> bool:
        """Whether it is recorded where nothing is: a part of a list can flag, and clears nobody."""
        return self.regime.is_complete or self.said.verdict.is_flagged


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
        self.restated: Counter[str] = Counter()
        """Short name of a regime → verdicts that stand because its newest edition repeats their entry word for word."""
        self._standing: dict[tuple[int, int], StandingVerdict] = {}
        self._read: set[int] = set()
        self._singly = 0
        self._is_loaded = False

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
        self._read.update(keys)
        if pairs:
            fresh_notes = Noted()
            self._judge(session, self._identify(session, pairs), BasisCause.FOUND, fresh_notes)
            if self._basis is not None:
                note(session, self._basis, fresh_notes, instead=False)
        return known

    def standing(self, trace_key_id: int, regime_id: int) -> StandingVerdict | None:
        """The newest verdict of a key under a regime; None where nothing was ever said."""
        if not self._is_loaded and trace_key_id not in self._read:
            self._read_one_more(trace_key_id)
        return self._standing.get((trace_key_id, regime_id))

    def _read_one_more(self, trace_key_id: int) -> None:
        if self._singly == _MOST_SINGLY:
            self.load(self._session)
            return
        self._singly += 1
        self._standing.update(standing_verdicts(self._session, (trace_key_id,)))
        self._read.add(trace_key_id)

    def verdict(self, organisation_id: int, trace_key_id: int) -> Verdict:
        """The gravest verdict under the regimes that the organisation has adopted.

        Without an adopted regime nothing can be said, so the verdict is unknown.
        """
        verdicts = (
            self.uses.verdict(organisation_id, regime, each.verdict, is_use_limited=each.is_use_limited)
            for regime in self.adopted.get(organisation_id, {})
            if (each := self.standing(trace_key_id, regime)) is not None
        )
        return max(verdicts, key=lambda each: each.gravity, default=Verdict.UNKNOWN)

    def load(self, session: Session, keys: Collection[int] | None = None) -> None:
        """Read the newest verdicts of some keys; of all where None."""
        self._standing = standing_verdicts(session, keys)
        self._is_loaded = keys is None
        self._read = set(keys or ())

    def rescreen(self, session: Session, cause: BasisCause, *, afresh: bool = False) -> int:
        """Judge every trace key again, and record what is said otherwise than before.

        Keys of which a note says that their finding cannot have changed are judged by that note, all that are alike at
        once, and looked at singly only where a regime says otherwise than is on record. An identification or verdict
        that says the same as the one on record is not written again.

        Args:
            session: A writing session.
            cause: Why.
            afresh: Rely on no note: identify and judge every key.

        Returns:
            Number of verdicts that changed.
        """
        with uncollected():
            rows = [(key, text) for key, text in session.execute(_TRACES).all()]
            judge = Judge(self.regimes, self.edition.activated_on)
            settled = Noted() if afresh or self._basis is None else noted(session, self._basis, rows)
            self._pass_over(settled, judge)
            passed = settled.keys()
            looked_at = [(key, _trace(text)) for key, text in rows if key not in passed]
            keys = {key for key, _ in looked_at} if len(looked_at) * _FEW < len(rows) else None
            self.load(session, keys)
            known = standing_identifications(session, keys)
            changed = self._judge(session, self._identify(session, looked_at, known), cause, settled, judge)
            if self._basis is not None:
                note(session, self._basis, settled, instead=True)
            return changed

    @cached_property
    def _basis(self) -> Basis | None:
        return basis_of(self.catalogue.knowledge)

    def _pass_over(self, settled: Noted, judge: Judge) -> None:
        """Leave of noted keys those of which the regimes say what is on record, and count what stands restated."""
        turned: list[int] = []
        for alike, keys in settled.alike.items():
            finding, said = alike.finding(), dict(alike.said)
            turns_on_day, turns_on_model = judge.turns_on(finding)
            if turns_on_model:
                turned += keys
                continue
            for day, together in _by_day(keys, turns_on_day=turns_on_day):
                judged = judge.of(finding, circumstances_noted(alike, day))
                answers = _answers(judged, alike.signals)
                if not all(_stands(answer, said) for answer in answers):
                    turned += together
                    continue
                for regime, _, bare, _, _ in answers:
                    have = said[regime.id]
                    if have.tail is not None and have.entry != bare.entry:
                        self.restated[regime.slug] += len(together)
        settled.take(turned)

    def _identify(
        self,
        session: Session,
        pairs: Sequence[tuple[int, Trace]],
        known: Mapping[int, StandingIdentification] | None = None,
    ) -> list[Judgeable]:
        known = known or {}
        found: list[tuple[int, int | None, Trace, Finding]] = []
        fresh: list[tuple[int, Told]] = []
        for key, trace in pairs:
            finding, before = self.identifier.identify(trace), known.get(key)
            row = before.id if before is not None and before.catalogue_edition == self.edition.id else None
            if row is None:
                told = self._told(finding)
                if before is not None and before.told == told:
                    row = before.id
                else:
                    fresh.append((key, told))
            found.append((key, row, trace, finding))
        keys = reserve_keys(session, Identification, len(fresh))
        bulk_insert(
            session,
            Identification,
            _IDENTIFICATION,
            ((row, key, self.edition.id, *told) for (key, told), row in zip(fresh, keys, strict=True)),
        )
        new = iter(keys)
        return [(key, next(new) if row is None else row, trace, finding) for key, row, trace, finding in found]

    def _told(self, finding: Finding) -> Told:
        return Told(
            self._vendors.get(finding.vendor) if finding.vendor else None,
            finding.certainty.value,
            finding.confidence,
            finding.basis.value if finding.basis else None,
            orjson.dumps([signal._asdict() for signal in finding.signals]).decode(),
            finding.explanation,
        )

    def _judge(
        self,
        session: Session,
        found: Sequence[Judgeable],
        cause: BasisCause,
        notes: Noted,
        judge: Judge | None = None,
    ) -> int:
        rows: list[tuple[BulkValue, ...]] = []
        fresh: list[tuple[int, int, StandingVerdict]] = []
        judge = judge or Judge(self.regimes, self.edition.activated_on)
        alike: dict[tuple[int, tuple[object, ...]], tuple[list[_Answer], str]] = {}
        standing = self._standing
        for key, identification, trace, finding in found:
            made_by = self.identifier.made_by(trace)
            judged = judge.of(finding, circumstances_of(trace, made_by))
            # The judge gives the same list for all that it judges alike, and keeps it.
            group = (
                id(judged),
                tuple([(each.kind, each.vendor, each.is_for) for each in finding.signals if each.strength > 0]),
            )
            known = alike.get(group)
            if known is None:
                signals = judged_signals(finding)
                known = alike[group] = _answers(judged, signals), signals
            answers, signals = known
            on_record: list[tuple[int, OnRecord]] | None = []
            for answer in answers:
                regime, said, bare, tail, tail_sha256 = answer
                before = standing.get((key, regime.id))
                if before is None and not answer.would_be_told:
                    if on_record is not None:
                        on_record.append((regime.id, NOTHING))
                    continue
                digest, from_on, entry = digest_of(key, tail), bare.from_on, bare.entry
                decided, limited = bare.determination, bare.is_use_limited
                if before is not None:
                    # Nearly all digests are those on record: that alone is looked at first.
                    is_same = before.digest == digest and before.is_use_limited == limited
                    if is_same or before.says(bare._replace(digest=digest)):
                        if before.entry != entry:
                            self.restated[regime.slug] += 1
                        if not is_same:
                            on_record = None  # of before digests were kept
                        elif on_record is not None:
                            on_record.append((regime.id, OnRecord(tail_sha256, limited, before.entry)))
                        continue
                    # The newest of a date counts, so a correction must not be dated before what it corrects.
                    from_on = max(from_on, before.from_on)
                if on_record is not None:
                    on_record.append((regime.id, OnRecord(tail_sha256, limited, entry)))
                rows.append(
                    (
                        key,
                        regime.id,
                        identification,
                        said.verdict.value,
                        said.basis,
                        said.confidence,
                        cause.value,
                        from_on.isoformat(),
                        entry,
                        decided,
                        said.reason,
                        limited,
                        digest,
                    )
                )
                fresh.append((key, regime.id, bare._replace(from_on=from_on, digest=digest)))
            if on_record is not None:
                notes.add(alike_of(finding, trace, signals, tuple(on_record)), key, made_by)
        keys = reserve_keys(session, KeyVerdict, len(rows))
        bulk_insert(session, KeyVerdict, _VERDICT, ((row_key, *row) for row_key, row in zip(keys, rows, strict=True)))
        for (key, regime_id, now), row_key in zip(fresh, keys, strict=True):
            self._standing[key, regime_id] = now._replace(id=row_key)
        return len(rows)


def _answers(judged: Sequence[tuple[ScreenedRegime, Judged]], signals: Signals) -> list[_Answer]:
    """What the regimes say of all keys that are judged alike and whose traces that count are the same."""
    answers = []
    for regime, said in judged:
        ground = said.ground
        entry, decided = ground.list_entry_id, ground.determination_id
        tail = ground_tail(said.verdict.value, said.vendor, said.basis, signals, said.entry, decided)
        now = StandingVerdict(0, said.verdict, ground.from_on, entry, decided, said.basis, said.is_use_limited)
        answers.append(_Answer(regime, said, now, tail, sha256(tail).hexdigest()))
    return answers


def _stands(answer: _Answer, said: Mapping[int, OnRecord]) -> bool:
    """Whether what a regime says now is what is on record, of keys of which a note knows."""
    have = said.get(answer.regime.id)
    if have is None:
        return False
    if have.tail is None:
        return not answer.would_be_told
    return have.tail == answer.tail_sha256 and have.is_use_limited == answer.verdict.is_use_limited


def _by_day(keys: Keys, *, turns_on_day: bool) -> Iterator[tuple[date | None, list[int]]]:
    """Keys by the day by which the device had been made, where a regime turns on it."""
    if not turns_on_day:
        yield None, list(keys)
        return
    days: dict[date | None, list[int]] = {}
    for key, day in keys.items():
        days.setdefault(day, []).append(key)
    yield from days.items()


def _json(trace: Trace) -> str:
    return orjson.dumps({name: value for name, value in asdict(trace).items() if value is not None}).decode()


def _trace(text: str) -> Trace:
    values = orjson.loads(text)
    if "installed_on" in values:
        values["installed_on"] = date.fromisoformat(values["installed_on"])
    return Trace(**values)
