"""Removed means verified: what is recorded, what is refused, and what is recorded as a breach."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from riskreg.database import Actor, Database
from riskreg.errors import Conflict, NotFound, NotPermitted, RiskregError, UsageError
from riskreg.register import Asset, Breach, ImportWithdrawal, Reappearance, RemovalStep
from riskreg.removal import open_breaches, record_step, record_steps, steps_in_force, steps_of
from riskreg.rules.terms import EquipmentKind, Step, Verdict
from tests.removal.make import make_asset, make_estate, make_evidence

D1, D2, D3 = date(2025, 3, 1), date(2025, 3, 5), date(2025, 3, 9)


def prepare(database: Database, officer: Actor, **asset: object) -> tuple[int, int]:
    with database.transaction(officer, "prepare", "test") as session:
        estate = make_estate(session)
        return make_asset(session, estate, **asset).id, make_evidence(session)  # type: ignore[arg-type]


def act(database: Database, officer: Actor, asset_id: int, step: Step, on: date, **more: object) -> tuple[str, ...]:
    with database.transaction(officer, "record step", "test") as session:
        asset = session.get_one(Asset, asset_id)
        return record_step(session, asset, step, on, **more).said  # type: ignore[arg-type]


def mirror(database: Database, asset_id: int) -> Step | None:
    with database.reading() as session:
        return session.get_one(Asset, asset_id).step


def test_from_the_wall_to_the_skip(database: Database, officer: Actor) -> None:
    asset_id, evidence_id = prepare(database, officer)
    act(database, officer, asset_id, Step.DISCONNECTED, D1)
    said = act(database, officer, asset_id, Step.PHYSICALLY_REMOVED, D2, remover="Rose  Remover")
    assert "once a second person has verified" in " ".join(said)
    assert mirror(database, asset_id) is Step.PHYSICALLY_REMOVED
    act(database, officer, asset_id, Step.VERIFIED, D3, verifier="Vera Verifier", evidence_id=evidence_id)
    act(database, officer, asset_id, Step.DISPOSED, D3, note="Carrier 12")
    assert mirror(database, asset_id) is Step.DISPOSED
    with database.reading() as session:
        rows = steps_of(session, asset_id)
        assert [row.step for row in rows] == [
            Step.DISCONNECTED,
            Step.PHYSICALLY_REMOVED,
            Step.VERIFIED,
            Step.DISPOSED,
        ]
        assert (rows[2].remover, rows[2].verifier, rows[2].devices) == ("Rose Remover", "Vera Verifier", 1)
        assert not open_breaches(session)


def test_a_line_is_removed_device_by_device(database: Database, officer: Actor) -> None:
    asset_id, evidence_id = prepare(database, officer, quantity=5)
    said = act(database, officer, asset_id, Step.PHYSICALLY_REMOVED, D1, devices=2, remover="Rose Remover")
    assert "2 of 5 devices are physically removed; 3 are left" in said[0]
    act(database, officer, asset_id, Step.VERIFIED, D2, verifier="Vera", evidence_id=evidence_id)
    act(database, officer, asset_id, Step.PHYSICALLY_REMOVED, D2, remover="Rose Remover")
    with database.reading() as session:
        assert [(row.step, row.devices) for row in steps_of(session, asset_id)] == [
            (Step.PHYSICALLY_REMOVED, 2),
            (Step.VERIFIED, 2),
            (Step.PHYSICALLY_REMOVED, 3),
        ]


def test_a_step_recorded_for_all_devices_is_not_recorded_again(database: Database, officer: Actor) -> None:
    asset_id, _ = prepare(database, officer, quantity=2)
    act(database, officer, asset_id, Step.DISCONNECTED, D1)
    with pytest.raises(Conflict, match="already recorded as disconnected, for all of its 2 devices, on 1 March 2025"):
        act(database, officer, asset_id, Step.DISCONNECTED, D2)


def test_more_devices_than_the_line_has_are_refused(database: Database, officer: Actor) -> None:
    asset_id, _ = prepare(database, officer, quantity=3)
    act(database, officer, asset_id, Step.DISCONNECTED, D1, devices=2)
    with pytest.raises(Conflict, match=r"the line has 3, and 2 already are.*Give 1 or fewer"):
        act(database, officer, asset_id, Step.DISCONNECTED, D2, devices=2)


VERIFY = {"verifier": "Vera Verifier"}


@pytest.mark.parametrize(
    ("step", "on", "more", "error", "says"),
    [
        (Step.ORDERED, None, {}, UsageError, "has not come yet"),
        (Step.ORDERED, D3, {"devices": 0}, UsageError, "no number of devices"),
        (Step.ORDERED, D3, {"evidence_id": 99}, NotFound, "no evidence number 99"),
        (Step.ORDERED, D3, {"verifier": "Vera"}, UsageError, "only for the step"),
        (Step.VERIFIED, D3, {"evidence_id": 1}, NotPermitted, "second person"),
        (Step.VERIFIED, D3, {"verifier": " ", "evidence_id": 1}, NotPermitted, "second person"),
        (Step.VERIFIED, D3, VERIFY, NotPermitted, "needs evidence"),
        (
            Step.VERIFIED,
            D1,
            {**VERIFY, "evidence_id": 1},
            Conflict,
            "nothing is recorded as physically removed by 1 March",
        ),
        (Step.VERIFIED, D3, {"verifier": "rose  REMOVER (Ltd)", "evidence_id": 1}, NotPermitted, "another person"),
        (Step.VERIFIED, D3, {**VERIFY, "remover": "Otto", "evidence_id": 1}, Conflict, "names Rose Remover"),
        (Step.VERIFIED, D3, {**VERIFY, "devices": 3, "evidence_id": 1}, Conflict, "only 2 had been physically removed"),
    ],
)
def test_what_cannot_be_so_is_refused(
    sqlite_database: Database,
    officer: Actor,
    step: Step,
    on: date | None,
    more: dict[str, object],
    error: type[RiskregError],
    says: str,
) -> None:
    asset_id, _ = prepare(sqlite_database, officer, quantity=5)
    act(sqlite_database, officer, asset_id, Step.PHYSICALLY_REMOVED, D2, devices=2, remover="Rose Remover")
    on = on or datetime.now().astimezone().date() + timedelta(days=2)
    with pytest.raises(error, match=says) as refused:
        act(sqlite_database, officer, asset_id, step, on, **more)
    assert refused.value.cure
    with sqlite_database.reading() as session:
        assert len(steps_of(session, asset_id)) == 1


def test_without_a_named_remover_nobody_can_verify(sqlite_database: Database, officer: Actor) -> None:
    asset_id, evidence_id = prepare(sqlite_database, officer)
    said = act(sqlite_database, officer, asset_id, Step.PHYSICALLY_REMOVED, D1)
    assert "no remover is named" in said[0]
    with pytest.raises(NotPermitted, match="nobody is named as remover"):
        act(sqlite_database, officer, asset_id, Step.VERIFIED, D2, verifier="Vera", evidence_id=evidence_id)
    with pytest.raises(NotPermitted, match="another person must verify"):
        act(sqlite_database, officer, asset_id, Step.VERIFIED, D2, verifier="V", remover="v", evidence_id=evidence_id)
    act(sqlite_database, officer, asset_id, Step.VERIFIED, D2, verifier="Vera", remover="R", evidence_id=evidence_id)


def test_none_of_several_removers_may_verify(sqlite_database: Database, officer: Actor) -> None:
    asset_id, evidence_id = prepare(sqlite_database, officer, quantity=2)
    for name in ("Rose", "Otto"):
        act(sqlite_database, officer, asset_id, Step.PHYSICALLY_REMOVED, D1, devices=1, remover=name)
    with pytest.raises(NotPermitted, match="Otto removed"):
        act(
            sqlite_database,
            officer,
            asset_id,
            Step.VERIFIED,
            D2,
            verifier="Otto",
            remover="Rose",
            evidence_id=evidence_id,
        )
    act(sqlite_database, officer, asset_id, Step.VERIFIED, D2, verifier="Vera", evidence_id=evidence_id)
    with sqlite_database.reading() as session:
        assert steps_of(session, asset_id)[-1].remover == "Rose and Otto"


def test_the_database_itself_refuses_half_a_verification(database: Database, officer: Actor) -> None:
    asset_id, evidence_id = prepare(database, officer)
    whole = {"devices": 1, "remover": "Rose", "verifier": "Vera", "evidence_id": evidence_id}
    wrong = [{"verifier": "Rose"}, {"verifier": None}, {"remover": None}, {"evidence_id": None}, {"devices": 0}]
    for values in wrong:
        row = RemovalStep(asset_id=asset_id, step=Step.VERIFIED, happened_on=D1, **{**whole, **values})
        with pytest.raises(IntegrityError), database.transaction(officer, "x", "x") as session:
            session.add(row)


def test_what_happened_against_the_rules_is_recorded_and_stays_open(database: Database, officer: Actor) -> None:
    asset_id, _ = prepare(database, officer, kind=EquipmentKind.RECORDER, other={"HasEvidenceLock": "True"})
    with database.transaction(officer, "record step", "test") as session:
        recorded = record_step(session, session.get_one(Asset, asset_id), Step.DISPOSED, D2)
        assert recorded.step is not None
        assert len(recorded.breaches) == 3
    with database.reading() as session:
        assert [breach.rule for breach, _ in open_breaches(session, as_at=D2, as_known=2)] == [
            "recordings-under-evidence-lock",
            "disposed-before-verified",
            "disposed-before-media-sanitised",
        ]
        assert not open_breaches(session, as_at=D1)
        assert not open_breaches(session, as_known=1)
        assert not open_breaches(session, asset_ids=[asset_id + 1])
        step = session.scalars(select(RemovalStep)).one()
        assert {breach.removal_step_id for breach, _ in open_breaches(session)} == {step.id}


def test_the_retention_is_read_from_the_list(sqlite_database: Database, officer: Actor) -> None:
    other = {"retention_days": "31", "ActualRetentionDays": "90.0", "Colour": "white"}
    asset_id, _ = prepare(sqlite_database, officer, kind=EquipmentKind.RECORDER, other=other)
    act(sqlite_database, officer, asset_id, Step.DISCONNECTED, D1)
    act(sqlite_database, officer, asset_id, Step.MEDIA_SANITISED, D1 + timedelta(days=60))
    with sqlite_database.reading() as session:
        ((breach, _),) = open_breaches(session)
    assert breach.rule == "recordings-within-retention"
    assert "90 days" in breach.explanation
    assert "30 May 2025" in breach.explanation


def test_a_camera_is_asked_for_its_memory_card(sqlite_database: Database, officer: Actor) -> None:
    asset_id, evidence_id = prepare(sqlite_database, officer)
    act(sqlite_database, officer, asset_id, Step.PHYSICALLY_REMOVED, D1, remover="Rose")
    act(sqlite_database, officer, asset_id, Step.VERIFIED, D1, verifier="Vera", evidence_id=evidence_id)
    assert "memory card" in " ".join(act(sqlite_database, officer, asset_id, Step.DISPOSED, D2))


def test_an_asset_that_is_not_flagged_can_go_too(sqlite_database: Database, officer: Actor) -> None:
    asset_id, _ = prepare(sqlite_database, officer, verdict=Verdict.CLEAR)
    assert "not flagged" in act(sqlite_database, officer, asset_id, Step.DISCONNECTED, D1)[0]


def test_what_was_seen_again_starts_anew(database: Database, officer: Actor) -> None:
    asset_id, evidence_id = prepare(database, officer)
    act(database, officer, asset_id, Step.PHYSICALLY_REMOVED, D1, remover="Rose")
    act(database, officer, asset_id, Step.VERIFIED, D1, verifier="Vera", evidence_id=evidence_id)
    with database.transaction(officer, "import", "test") as session:
        asset = session.get_one(Asset, asset_id)
        session.add(Reappearance(asset_id=asset_id, import_batch_id=1, seen_on=D2))
        asset.step = None
    act(database, officer, asset_id, Step.DISCONNECTED, D3)
    assert mirror(database, asset_id) is Step.DISCONNECTED
    with database.reading() as session:
        assert [row.step for row in steps_in_force(session, [asset_id])] == [Step.DISCONNECTED]
        before = steps_in_force(session, [asset_id], as_at=D1)
        assert [row.step for row in before] == [Step.PHYSICALLY_REMOVED, Step.VERIFIED]
        assert len(steps_in_force(session, [asset_id], as_known=3)) == 2
        assert len(steps_of(session, asset_id)) == 3
    with database.transaction(officer, "undo", "test") as session:
        session.add(ImportWithdrawal(import_batch_id=1, reason="wrong list"))
    with database.reading() as session:
        assert len(steps_in_force(session, [asset_id])) == 3
        assert len(steps_in_force(session, [asset_id], as_known=5)) == 1


def test_one_visit_is_recorded_at_once(database: Database, officer: Actor) -> None:
    with database.transaction(officer, "prepare", "test") as session:
        estate = make_estate(session)
        ids = [make_asset(session, estate, quantity=n).id for n in (1, 2, 3)]
    act(database, officer, ids[1], Step.DISCONNECTED, D1)
    with database.transaction(officer, "record steps", "test") as session:
        recorded = record_steps(session, list(session.scalars(select(Asset).order_by(Asset.id))), Step.DISCONNECTED, D2)
        assert [one.step.devices if one.step else None for one in recorded] == [1, None, 3]
    assert "already recorded" in recorded[1].said[0]
    with pytest.raises(Conflict, match="already recorded"), database.transaction(officer, "x", "x") as session:
        record_steps(session, list(session.scalars(select(Asset).order_by(Asset.id))), Step.DISCONNECTED, D2)
    with pytest.raises(UsageError, match="one asset line only"), database.transaction(officer, "x", "x") as session:
        record_steps(session, list(session.scalars(select(Asset).order_by(Asset.id))), Step.PLANNED, D2, devices=1)


moves = st.tuples(
    st.sampled_from(list(Step)), st.integers(0, 30), st.one_of(st.none(), st.integers(1, 4)), st.sampled_from("ABC")
)


class RolledBackError(Exception):
    """Ends a transaction without a trace, so that the next example finds the register empty."""


@given(st.lists(moves, max_size=14))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_step_is_taken_by_more_devices_than_there_are(
    sqlite_database: Database, officer: Actor, history: list[tuple[Step, int, int | None, str]]
) -> None:
    with pytest.raises(RolledBackError):
        play(sqlite_database, officer, history)


def play(database: Database, officer: Actor, history: list[tuple[Step, int, int | None, str]]) -> None:
    with database.transaction(officer, "x", "x") as session:
        asset = make_asset(session, make_estate(session), quantity=4, kind=EquipmentKind.RECORDER)
        evidence_id = make_evidence(session)
        for step, day, devices, name in history:
            with suppress(Conflict, NotPermitted):
                record_step(
                    session,
                    asset,
                    step,
                    D1 + timedelta(days=day),
                    devices=devices,
                    remover="A" if step is Step.PHYSICALLY_REMOVED else None,
                    verifier=name if step is Step.VERIFIED else None,
                    evidence_id=evidence_id,
                )
        check_sums(session, asset)
        raise RolledBackError


def check_sums(session: Session, asset: Asset) -> None:
    per_step = select(RemovalStep.step, func.sum(RemovalStep.devices)).group_by(RemovalStep.step)
    sums: dict[Step, int] = dict(session.execute(per_step).all())
    assert all(total <= asset.quantity for total in sums.values())
    assert sums.get(Step.VERIFIED, 0) <= sums.get(Step.PHYSICALLY_REMOVED, 0)
    assert asset.step == max(sums, key=list(Step).index, default=None)
    assert session.scalar(select(func.count()).select_from(RemovalStep).where(RemovalStep.verifier == "A")) == 0
    broken = set(session.scalars(select(Breach.removal_step_id)))
    assert broken <= set(session.scalars(select(RemovalStep.id)))
