"""Undoing an import withdraws its facts; mirrors follow the facts through any history."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from riskreg.database import Database
from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.intake import Undone, rebuild_mirrors, undo, undo_effects
from riskreg.intake.mirrors import rebuild_site_mirrors
from riskreg.register import Asset, AssetVersion, Change, ImportBatch, RemovalStep, Site
from riskreg.rules.terms import Covers, Step, Verdict
from tests.intake.make import APRIL, FEBRUARY, JANUARY, MARCH, OFFICER, Desk, camera, counts


def undone(desk: Desk, batch_id: int) -> Undone:
    with desk.database.transaction(OFFICER, "undo import", "test") as session:
        return undo(session, batch_id, "wrong file", screener=desk.screener)


def test_undoing_brings_back_what_was_known_before(desk: Desk) -> None:
    desk.import_list([camera("AA1001"), camera("AA1002")])
    applied = desk.import_list([camera("AA1001", make="Axis", model="P3245-V")], described_on=FEBRUARY)
    assert applied.batch_id is not None
    result = undone(desk, applied.batch_id)
    assert result.assets == (1, 2)
    first, second = desk.all(Asset)
    assert (first.verdict, first.described_on, second.is_seen) == (Verdict.RESTRICTED, JANUARY, True)
    assert len(desk.all(AssetVersion)) == 3


def test_after_an_undo_the_same_list_applies_again_to_the_same_assets(desk: Desk) -> None:
    applied = desk.import_list([camera("AA1001")])
    assert applied.batch_id is not None
    assert undone(desk, applied.batch_id).withdrawn_assets == 1
    assert desk.all(Asset)[0].version_id == 0
    assert counts(desk.import_list([camera("AA1001")])) == {"new": 1}
    (asset,) = desk.all(Asset)
    assert (asset.version_id, asset.is_seen) == (2, True)


def test_what_people_recorded_since_is_kept_and_said(quick_desk: Desk) -> None:
    applied = quick_desk.import_list([camera("AA1001")])
    with quick_desk.database.transaction(OFFICER, "record removal", "test") as session:
        session.add(
            RemovalStep(asset_id=1, step=Step.DISCONNECTED, happened_on=FEBRUARY, devices=1, remover="R. Remover")
        )
    assert applied.batch_id is not None
    assert "1 removal step recorded since" in undone(quick_desk, applied.batch_id).kept[0]


def test_a_list_from_before_does_not_bring_back_what_a_later_one_missed(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001"), camera("AA1002")])
    quick_desk.import_list([camera("AA1001")], described_on=FEBRUARY)
    seen = quick_desk.import_list([camera("AA1001"), camera("AA1002", model="DS-2CD2345")], covers=Covers.PART)
    assert counts(seen) == {"changed": 1, "unchanged": 1}
    missed = quick_desk.all(Asset)[1]
    assert (missed.is_seen, quick_desk.all(AssetVersion)[-1].model) == (False, "DS-2CD2345")


def test_an_import_is_undone_once_with_a_reason(quick_desk: Desk) -> None:
    applied = quick_desk.import_list([camera("AA1001")])
    assert applied.batch_id is not None
    undone(quick_desk, applied.batch_id)
    with pytest.raises(Conflict, match="wrong file"):
        undone(quick_desk, applied.batch_id)
    with pytest.raises(NotFound):
        undone(quick_desk, 99)
    with pytest.raises(UsageError), quick_desk.database.transaction(OFFICER, "undo", "test") as session:
        undo(session, applied.batch_id, "  ", screener=quick_desk.screener)


_ROW = st.builds(
    camera,
    st.sampled_from(["AA1001", "AA1002", "AA1003", None, None]),
    st.sampled_from(["Harbour House", "Mill Lane Depot"]),
    location=st.sampled_from(["Lobby", "Roof"]),
    make=st.sampled_from(["Hikvision", "Axis"]),
    tag=st.sampled_from([None, None, "T1", "T2"]),
    quantity=st.sampled_from([1, 1, 3]),
)
_ACT = st.one_of(
    st.tuples(
        st.lists(_ROW, min_size=1, max_size=4),
        st.sampled_from([JANUARY, FEBRUARY, MARCH, APRIL]),
        st.sampled_from(list(Covers)),
    ),
    st.integers(min_value=0, max_value=3),
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(_ACT, min_size=1, max_size=5))
def test_mirrors_equal_the_facts_after_any_history(migrated_sqlite: Path, acts: list[object]) -> None:
    folder = Path(tempfile.mkdtemp())
    shutil.copyfile(migrated_sqlite, folder / "register.sqlite")
    desk = Desk(Database(f"sqlite:///{folder / 'register.sqlite'}"), folder)
    try:
        desk.organisation()
        for act in acts:
            if isinstance(act, int):
                batches = desk.all(ImportBatch)
                if act < len(batches):
                    try:
                        undone(desk, batches[act].id)
                    except Conflict:
                        continue
                continue
            rows, on, covers = act  # type: ignore[misc]
            _changes_nothing_again(desk, rows, on, covers)
        with desk.database.transaction(OFFICER, "check", "test") as session:
            assets, sites = list(session.scalars(select(Asset.id))), list(session.scalars(select(Site.id)))
            assert rebuild_mirrors(session, assets, desk.screener) == 0
            assert rebuild_site_mirrors(session, sites) == []
    finally:
        desk.database.close()
        shutil.rmtree(folder)


def _changes_nothing_again(desk: Desk, rows: list[tuple[object, ...]], on: date, covers: Covers) -> None:
    """Import a list, and the same again: nothing changes."""
    desk.import_list(rows, described_on=on, covers=covers)
    before = len(desk.all(Change))
    again = desk.preview(rows, described_on=on, covers=covers)
    assert again.changes_nothing, counts(again)
    desk.apply(again)
    assert len(desk.all(Change)) == before


def told_and_done(desk: Desk, batch_id: int) -> dict[int, tuple[str, str]]:
    """What becomes of each asset, told before it is done; doing it must say the same."""
    with desk.database.reading() as session:
        told = undo_effects(session, session.get_one(ImportBatch, batch_id))
    assert list(undone(desk, batch_id).effects) == told
    return {effect.asset_id: (effect.outcome.value, effect.reason) for effect in told}


def test_what_becomes_of_each_asset_is_told_with_its_reason(desk: Desk) -> None:
    desk.import_list([camera("AA1001"), camera("AA1002"), camera("AA1005")])
    rows = [camera("AA1001", make="Axis"), camera("AA1002", make="Axis"), camera("AA1003"), camera("AA1004")]
    applied = desk.import_list(rows, described_on=FEBRUARY)
    desk.import_list([camera("AA1002", make="Bosch")], described_on=MARCH, covers=Covers.PART)
    with desk.database.transaction(OFFICER, "record removal", "test") as session:
        session.add(RemovalStep(asset_id=5, step=Step.DISCONNECTED, happened_on=APRIL, devices=1, remover="R. Remover"))
    assert applied.batch_id is not None
    assert told_and_done(desk, applied.batch_id) == {
        1: ("reverted", "What the list of 15 January 2026 says of it holds again."),
        2: ("kept", "Another list, of 15 March 2026, says how it stands."),
        3: ("reverted", "That this list does not name it no longer counts."),
        4: ("reverted", "No list says anything of it any more."),
        5: ("kept", "No list says anything of it any more. A person recorded 1 removal step since: that stays."),
    }
