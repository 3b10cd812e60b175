"""What screening noted of trace keys: who made them, and what is on record of that, once for all that are alike.

A key is passed over at the next edition only where its finding cannot have changed and the regimes say of it what the
note says is on record (decision 0013). What a regime says is always judged anew. A missing note costs time only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import orjson
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from riskreg.catalogue.basis import Basis
from riskreg.identification import Finding, Trace
from riskreg.register import ScreeningNote
from riskreg.rules.obligations import Circumstances
from riskreg.rules.terms import Certainty, MatchBasis
from riskreg.screening.judging import circumstances_of


class OnRecord(NamedTuple):
    """What is on record of a key under a regime.

    Attributes:
        tail: Digest of what a person judges, the key apart; None where nothing is on record.
        is_use_limited: Whether it turns on the body's own use.
        entry: Key of the entry that the verdict names.
    """

    tail: str | None
    is_use_limited: bool
    entry: int | None


NOTHING = OnRecord(None, False, None)
"""Nothing is on record, for a part of a list clears nobody."""


class Alike(NamedTuple):
    """What keys have in common of which the same is said.

    Attributes:
        vendor: As the finding has it; so the six that follow.
        signals: The traces that count, as the digest of a ground holds them.
        kind: What lists tell of the device besides its maker; so the two that follow.
        said: Regime and what is on record under it. Of a regime that is missing the note knows nothing.
    """

    vendor: str | None
    certainty: str
    confidence: float
    basis: str | None
    candidates: tuple[str, ...]
    component_of: str | None
    is_clear_candidate: bool
    signals: str
    kind: str | None
    made_in: str | None
    purpose: str | None
    said: tuple[tuple[int, OnRecord], ...]

    def finding(self) -> Finding:
        """The finding, as far as a verdict turns on it: without the words."""
        return Finding(
            self.vendor,
            Certainty(self.certainty),
            self.confidence,
            MatchBasis(self.basis) if self.basis is not None else None,
            self.candidates,
            (),
            "",
            component_of=self.component_of,
            is_clear_candidate=self.is_clear_candidate,
        )


_CANDIDATES = Alike._fields.index("candidates")
Keys = dict[int, date | None]
"""Trace key → the day by which the device had been made, where anything turns on it."""


@dataclass
class Noted:
    """Trace keys by what they have in common."""

    alike: dict[Alike, Keys] = field(default_factory=dict)

    def add(self, alike: Alike, key: int, made_by: date | None) -> None:
        """Note a key."""
        self.alike.setdefault(alike, {})[key] = made_by

    def keys(self) -> set[int]:
        """All keys noted."""
        return {key for keys in self.alike.values() for key in keys}

    def take(self, keys: Iterable[int]) -> None:
        """Forget some keys."""
        gone = set(keys)
        for alike, held in list(self.alike.items()):
            left = {key: day for key, day in held.items() if key not in gone}
            if left:
                self.alike[alike] = left
            else:
                del self.alike[alike]


def alike_of(finding: Finding, trace: Trace, signals: str, said: tuple[tuple[int, OnRecord], ...]) -> Alike:
    """What a key has in common with others of which the same is said.

    Args:
        finding: Who made it.
        trace: Its traces.
        signals: Those that count.
        said: What is on record.
    """
    return Alike(
        finding.vendor,
        finding.certainty.value,
        finding.confidence,
        finding.basis.value if finding.basis is not None else None,
        finding.candidates,
        finding.component_of,
        finding.is_clear_candidate,
        signals,
        trace.kind,
        trace.made_in,
        trace.purpose,
        said,
    )


def circumstances_noted(alike: Alike, made_by: date | None) -> Circumstances:
    """What lists tell of the devices besides their maker, the model apart."""
    return circumstances_of(Trace(kind=alike.kind, made_in=alike.made_in, purpose=alike.purpose), made_by)


def noted(session: Session, basis: Basis, traces: Sequence[tuple[int, str]]) -> Noted:
    """What is noted of the keys whose findings cannot have changed.

    Args:
        session: Any session.
        basis: On what findings rest now.
        traces: Key and JSON of each trace.
    """
    rows = session.execute(select(ScreeningNote.basis_sha256, ScreeningNote.basis, ScreeningNote.told)).all()
    bases = {sha256: _basis(text) for sha256, text, _ in rows if text is not None}
    found = Noted()
    texts = dict(traces)
    for sha256, _, told in rows:
        if sha256 not in bases:
            continue
        groups = _read(told)
        held = [(key, texts[key]) for keys in groups.alike.values() for key in keys if key in texts]
        differing = bases[sha256].may_differ(basis, held)
        if differing is None:
            continue
        if differing:
            groups.take(differing)
        for alike, keys in groups.alike.items():
            found.alike.setdefault(alike, {}).update(keys)
    return found


def note(session: Session, basis: Basis, told: Noted, *, instead: bool) -> None:
    """Write what is noted; goes unseen by the trail.

    Args:
        session: A writing session.
        basis: On what the findings rest.
        told: Keys, whose newest identification and verdicts are on record.
        instead: Everything noted before is given up.
    """
    text = orjson.dumps([basis.sha256, basis.names, basis.named])
    sha256 = hashlib.sha256(text).hexdigest()
    if instead:
        session.execute(delete(ScreeningNote))
    is_known = session.scalar(
        select(ScreeningNote.id).where(ScreeningNote.basis_sha256 == sha256, ScreeningNote.basis.is_not(None)).limit(1)
    )
    rows = [
        (alike[:-1], [(regime, *on_record) for regime, on_record in alike.said], list(keys), list(keys.values()))
        for alike, keys in told.alike.items()
    ]
    session.execute(
        insert(ScreeningNote),
        {
            "basis_sha256": sha256,
            "basis": text.decode() if is_known is None else None,
            "told": orjson.dumps(rows).decode(),
        },
    )


def _basis(text: str) -> Basis:
    sha256, names, named = orjson.loads(text)
    return Basis(sha256, names, tuple(named))


def _read(told: str) -> Noted:
    found: dict[Alike, Keys] = {}
    for plain, said, keys, days in orjson.loads(told):
        plain[_CANDIDATES] = tuple(plain[_CANDIDATES])
        alike = Alike._make([*plain, tuple((regime, OnRecord(*record)) for regime, *record in said)])
        found[alike] = dict(zip(keys, (date.fromisoformat(day) if day else None for day in days), strict=True))
    return Noted(found)
