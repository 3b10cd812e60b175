"""What screening would say of devices that are not recorded yet: for previews. Writes nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from riskreg.catalogue import Catalogue
from riskreg.catalogue.activation import require_active
from riskreg.identification import Finding, Identifier, Trace
from riskreg.rules.terms import Verdict
from riskreg.screening.adoptions import adoptions_in_force, uses_in_force
from riskreg.screening.judge import Judge
from riskreg.screening.judging import circumstances_of
from riskreg.screening.regimes import screened_regimes


class Foresight:
    """Verdicts of traces against the lists and determinations of a register, once per distinct key.

    Args:
        session: A session that may read.
        catalogue: The catalogue that is active in the register.
        identifier: Compiled from it.

    Raises:
        Conflict: No catalogue is active, or another one.
    """

    def __init__(self, session: Session, catalogue: Catalogue, identifier: Identifier) -> None:
        today = require_active(session, catalogue).activated_on
        self._identifier = identifier
        self._judge = Judge(screened_regimes(session, catalogue), today)
        self._adopted = adoptions_in_force(session)
        self._uses = uses_in_force(session)
        self._found: dict[tuple[str, ...], Finding] = {}
        self._said: dict[tuple[int, tuple[str, ...]], Verdict] = {}

    def verdict(self, organisation_id: int, trace: Trace) -> Verdict:
        """The gravest verdict under the regimes that the organisation has adopted; unknown where it has none."""
        key = self._identifier.key(trace)
        known = self._said.get((organisation_id, key))
        if known is None:
            known = self._said[organisation_id, key] = self._judged(organisation_id, key, trace)
        return known

    def _judged(self, organisation_id: int, key: tuple[str, ...], trace: Trace) -> Verdict:
        finding = self._found.get(key)
        if finding is None:
            finding = self._found[key] = self._identifier.identify(trace)
        told = circumstances_of(trace, self._identifier.made_by(trace))
        adopted = self._adopted.get(organisation_id, {})
        verdicts = [
            self._uses.verdict(organisation_id, regime.id, said.verdict, is_use_limited=said.is_use_limited)
            for regime, said in self._judge.of(finding, told)
            # A part of a list can flag, and clears nobody.
            if regime.id in adopted and (said.verdict.is_flagged or regime.is_complete)
        ]
        return max(verdicts, key=lambda each: each.gravity, default=Verdict.UNKNOWN)
