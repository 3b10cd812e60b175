"""Decisions of officers: on flags, and on vendors under a criterion."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from riskreg.database import Actor, Database
from riskreg.errors import Conflict, NotFound, RiskregError, UsageError
from riskreg.register import Asset, Criterion, Flag, Regime, Vendor
from riskreg.review import (
    basis_history,
    decide,
    decision_history,
    determination_history,
    determinations_in_force,
    determine,
    find_flag,
    flag_states,
)
from riskreg.rules.terms import BasisState, DecisionOutcome, DeterminationOutcome, RegimeKind, Verdict
from tests.removal.make import LISTED_ON, again, make_asset, make_basis, make_estate, make_evidence, make_flag

D1, D2, D3 = date(2025, 3, 1), date(2025, 3, 5), date(2025, 3, 9)
TOMORROW = datetime.now().astimezone().date() + timedelta(days=2)


@pytest.fixture
def criterion(database: Database, officer: Actor) -> Database:
    """A register with a regime by criterion (1), a list (2), two vendors and a file of evidence."""
    return prepare_criterion(database, officer)


def prepare_criterion(database: Database, officer: Actor) -> Database:
    with database.transaction(officer, "prepare", "test") as session:
        regime = Regime(
            slug="uk-2022", title="UK instruction", kind=RegimeKind.CRITERION, authority="Cabinet Office", source="WMS"
        )
        listed = Regime(
            slug="us-889", title="Section 889", kind=RegimeKind.LIST, authority="Congress", source="Pub. L."
        )
        session.add_all([regime, listed])
        session.flush()
        session.add(Criterion(regime_id=regime.id, question="Subject to the law?", source="WMS"))
        for slug in ("hikvision", "uniview"):
            session.add(Vendor(slug=slug, name=slug.title(), is_watched=True))
            session.flush()
        make_evidence(session)
    return database


def determined(database: Database, officer: Actor, vendor: int, outcome: str, on: date, **more: object) -> None:
    with database.transaction(officer, "determine", "test") as session:
        values: dict[str, object] = {"reason": "Articles of association.", "evidence_id": 1, **more}
        determine(
            session,
            regime=session.get_one(Regime, values.pop("regime", 1)),
            vendor=session.get_one(Vendor, vendor),
            outcome=DeterminationOutcome(outcome),
            decided_on=on,
            **values,  # type: ignore[arg-type]
        )


def test_the_newest_determination_of_a_date_counts(criterion: Database, officer: Actor) -> None:
    determined(criterion, officer, 1, "subject", D1)
    determined(criterion, officer, 2, "subject", D2, evidence_id=None, proposal="Headquarters: company report 2023.")
    determined(criterion, officer, 2, "not_subject", D3)
    determined(criterion, officer, 1, "undecided", D1, evidence_id=None, reason="Decided by mistake.")

    def told(as_at: date, as_known: int | None = None) -> dict[str, str]:
        with criterion.reading() as session:
            found = determinations_in_force(session, 1, as_at, as_known)
            return {slug: row.outcome.value for slug, row in found.items()}

    assert told(D3) == {"hikvision": "undecided", "uniview": "not_subject"}
    assert told(D2) == {"hikvision": "undecided", "uniview": "subject"}
    assert told(D2, 4) == {"hikvision": "subject", "uniview": "subject"}
    assert told(D3, 2) == {"hikvision": "subject"}
    assert told(LISTED_ON) == {}
    with criterion.reading() as session:
        assert determinations_in_force(session, 2, D3) == {}
        history = determination_history(session, regime_id=1, vendor_id=2)
        assert [row.outcome.value for row in history] == ["subject", "not_subject"]
        assert history[0].proposal == "Headquarters: company report 2023."
        assert len(determination_history(session, regime_id=1, vendor_id=2, as_known=3)) == 1


@pytest.mark.parametrize(
    ("outcome", "on", "more", "error", "says"),
    [
        ("subject", D1, {"regime": 2}, Conflict, "names whom it covers"),
        ("subject", TOMORROW, {}, UsageError, "has not come yet"),
        ("subject", D1, {"reason": "  "}, UsageError, "needs its reason"),
        ("not_subject", D1, {"evidence_id": None, "proposal": " "}, UsageError, "needs the evidence"),
        ("subject", D1, {"evidence_id": 9}, NotFound, "no evidence number 9"),
        ("subject", D2, {}, Conflict, "already recorded that Hikvision meets the criterion, on 5 March 2025"),
    ],
)
def test_determinations_that_are_refused(
    sqlite_database: Database,
    officer: Actor,
    outcome: str,
    on: date,
    more: dict[str, object],
    error: type[RiskregError],
    says: str,
) -> None:
    prepare_criterion(sqlite_database, officer)
    determined(sqlite_database, officer, 1, "subject", D2)
    with pytest.raises(error, match=says):
        determined(sqlite_database, officer, 1, outcome, on, **more)


def flagged(database: Database, officer: Actor) -> None:
    with database.transaction(officer, "prepare", "test") as session:
        make_asset(session, make_estate(session), verdict=Verdict.SUSPECTED)
        make_evidence(session)


def decided(database: Database, officer: Actor, outcome: DecisionOutcome, on: date, **more: object) -> None:
    with database.transaction(officer, "decide", "test") as session:
        values: dict[str, object] = {"reason": "Board looked at.", **more}
        decide(session, session.get_one(Flag, 1), outcome, decided_on=on, **values)  # type: ignore[arg-type]


def basis(database: Database, officer: Actor, state: BasisState, verdict: Verdict, on: date) -> None:
    with database.transaction(officer, "screen", "test") as session:
        make_basis(session, session.get_one(Flag, 1), state, verdict, on)


def test_a_decision_is_bound_to_the_ground_that_was_judged(database: Database, officer: Actor) -> None:
    flagged(database, officer)
    decided(database, officer, DecisionOutcome.DISMISSED, D1, evidence_id=1)
    with database.reading() as session:
        (state,) = flag_states(session, asset_ids=[1], as_at=D1)
        assert state.is_live
        assert not state.is_open
        assert state.decision
        assert state.decision.flag_basis_id == 1
    basis(database, officer, BasisState.LIVE, Verdict.RESTRICTED, D2)
    decided(database, officer, DecisionOutcome.CONFIRMED, D3)
    decided(database, officer, DecisionOutcome.UNSURE, D1, reason="First impression, entered late.")
    with database.reading() as session:
        rows = decision_history(session, 1)
        assert [(row.outcome.value, row.flag_basis_id) for row in rows] == [
            ("dismissed", 1),
            ("unsure", 1),
            ("confirmed", 2),
        ]
        assert len(decision_history(session, 1, as_known=2)) == 1
        (now,) = flag_states(session, flag_ids=[1], as_at=D3)
        assert now.is_open
        assert [row.verdict.value for row in basis_history(session, 1)] == ["suspected", "restricted"]
        assert len(basis_history(session, 1, as_known=1)) == 1
        (earlier,) = flag_states(session, flag_ids=[1], as_at=D3, as_known=2)
        assert not earlier.is_open
        assert earlier.basis
        assert earlier.basis.id == 1
        (before,) = flag_states(session, flag_ids=[1], as_at=date(2024, 1, 1))
        assert before.basis is None
        assert not before.is_live


def test_a_lapsed_flag_is_not_decided(database: Database, officer: Actor) -> None:
    flagged(database, officer)
    basis(database, officer, BasisState.LAPSED, Verdict.CLEAR, D2)
    with pytest.raises(Conflict, match="has lapsed since 5 March 2025"):
        decided(database, officer, DecisionOutcome.CONFIRMED, D3)
    with pytest.raises(Conflict, match="has lapsed"):
        decided(database, officer, DecisionOutcome.CONFIRMED, D1)
    basis(database, officer, BasisState.LIVE, Verdict.RESTRICTED, D3)
    with pytest.raises(UsageError, match="not flagged; its ground stands since 9 March 2025"):
        decided(database, officer, DecisionOutcome.CONFIRMED, D2)
    decided(database, officer, DecisionOutcome.CONFIRMED, D3)


@pytest.mark.parametrize(
    ("on", "more", "error", "says"),
    [
        (TOMORROW, {}, UsageError, "has not come yet"),
        (date(2024, 1, 1), {}, UsageError, "was not flagged"),
        (D2, {"reason": " "}, UsageError, "needs its reason"),
        (D2, {"evidence_id": 7}, NotFound, "no evidence number 7"),
        (D1, {}, Conflict, "already recorded"),
    ],
)
def test_decisions_that_are_refused(
    sqlite_database: Database, officer: Actor, on: date, more: dict[str, object], error: type[RiskregError], says: str
) -> None:
    flagged(sqlite_database, officer)
    decided(sqlite_database, officer, DecisionOutcome.CONFIRMED, D1)
    with pytest.raises(error, match=says):
        decided(sqlite_database, officer, DecisionOutcome.CONFIRMED, on, **more)


def test_the_flag_that_is_meant_is_found(sqlite_database: Database, officer: Actor) -> None:
    flagged(sqlite_database, officer)
    with sqlite_database.transaction(officer, "more", "test") as session:
        regime = Regime(slug="eu", title="Another", kind=RegimeKind.LIST, authority="A", source="S")
        session.add(regime)
        session.flush()
        estate = again(session, regime)
        clear = make_asset(session, estate, verdict=Verdict.CLEAR)
        asset = session.get_one(Asset, 1)
        assert find_flag(session, asset).id == 1
        with pytest.raises(NotFound, match="not flagged"):
            find_flag(session, clear)
        other = make_flag(session, estate, asset, Verdict.RESTRICTED)
        with pytest.raises(UsageError, match="several regimes"):
            find_flag(session, asset)
        assert find_flag(session, asset, session.get_one(Regime, other.regime_id)).id == other.id
        make_basis(session, other, BasisState.LAPSED, Verdict.CLEAR, D1)
        assert find_flag(session, asset).id == 1
