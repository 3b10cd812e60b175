"""Which regimes count for which organisations, and what is known of the use that each makes of its equipment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Adoption, Organisation, Regime
from riskreg.rules.obligations import is_use_of, verdict_in_use
from riskreg.rules.terms import RegimeKind, Verdict


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


@dataclass(frozen=True)
class Uses:
    """For which organisations and regimes it is known that purpose-limited entries reach their use."""

    unknown: frozenset[tuple[int, int]]
    """Organisation and regime of every adoption for which it is not."""

    def verdict(self, organisation_id: int, regime_id: int, verdict: Verdict, *, is_use_limited: bool) -> Verdict:
        """A regime's verdict for one organisation."""
        is_known = (organisation_id, regime_id) not in self.unknown
        return verdict_in_use(verdict, is_use_limited=is_use_limited, is_use_known=is_known)


def uses_in_force(session: Session) -> Uses:
    """What is known of the use that organisations make of their equipment, as of now."""
    stated: dict[tuple[int, int], bool] = {}
    rows = session.execute(
        select(Adoption.organisation_id, Adoption.regime_id, Adoption.purpose, Organisation.kind)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .order_by(Adoption.from_on, Adoption.id)
    )
    for organisation, regime, purpose, kind in rows:
        key = (organisation, regime)
        stated[key] = stated.get(key, False) or is_use_of(kind, purpose)
    return Uses(frozenset(key for key, is_known in stated.items() if not is_known))
