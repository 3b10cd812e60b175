"""What holds of any lists: order of disjoint files, the same list again, export and back, absence is no removal."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from riskreg.database import Database
from riskreg.intake import prepare
from riskreg.register import Asset, AssetAbsence, AssetVersion, Change, RemovalStep, Site
from riskreg.reporting.export import assets_export
from riskreg.reporting.points import Point
from riskreg.reporting.tabular import TableFormat, write_table
from riskreg.rules.terms import ClaimedStatus, Covers
from riskreg.tables import read_workbook
from tests.intake.make import FEBRUARY, JANUARY, MARCH, TODAY, Desk, camera, counts

SITES = ("Harbour House", "Mill Lane Depot", "Quay Offices")
QUICK = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


@contextmanager
def a_desk(migrated: Path) -> Iterator[Desk]:
    folder = Path(tempfile.mkdtemp())
    shutil.copyfile(migrated, folder / "register.sqlite")
    desk = Desk(Database(f"sqlite:///{folder / 'register.sqlite'}"), folder)
    try:
        desk.organisation()
        yield desk
    finally:
        desk.database.close()
        shutil.rmtree(folder)


@st.composite
def rows_of(draw: st.DrawFn, site: str) -> list[tuple[Any, ...]]:
    """Rows of one site: some with numbers of their own, some alike without any."""
    count = draw(st.integers(min_value=1, max_value=4))
    rows = []
    for n in range(count):
        serial = draw(st.sampled_from([f"SN{SITES.index(site)}00{n}", None]))
        make = draw(st.sampled_from(["Hikvision", "Axis", None]))
        status = draw(st.sampled_from(["In use", "Removed", "Faulty", None]))
        location = draw(st.sampled_from(["Lobby", "Roof"]))
        rows.append(camera(serial, site, location=location, make=make, status=status, quantity=draw(st.integers(1, 3))))
    return rows


def what_is_known(desk: Desk) -> list[tuple[Any, ...]]:
    """Every asset as it stands, without the keys that tell the order of arrival."""
    with desk.database.reading() as session:
        found = session.execute(
            select(
                Site.name, Asset.serial_key, Asset.place_key, Asset.quantity, Asset.verdict, Asset.is_seen,
                Asset.claimed_status, Asset.described_on, Asset.facts_sha256,
            ).join(Site, Site.id == Asset.site_id)
        )  # fmt: skip
        return sorted((tuple(row) for row in found), key=repr)


@QUICK
@given(lists=st.tuples(*(rows_of(site) for site in SITES)), days=st.permutations([JANUARY, FEBRUARY, MARCH]))
def test_files_of_different_places_may_come_in_any_order(
    migrated_sqlite: Path, lists: tuple[list[tuple[Any, ...]], ...], days: list[Any]
) -> None:
    dated = list(zip(lists, days, strict=True))
    outcomes = []
    for order in [*permutations(dated)][::3]:
        with a_desk(migrated_sqlite) as desk:
            for rows, on in order:
                desk.import_list(rows, described_on=on)
            outcomes.append(what_is_known(desk))
    assert all(outcome == outcomes[0] for outcome in outcomes)


@QUICK
@given(first=rows_of(SITES[0]), second=rows_of(SITES[0]), covers=st.sampled_from(list(Covers)))
def test_absence_from_any_list_removes_nothing(
    migrated_sqlite: Path, first: list[tuple[Any, ...]], second: list[tuple[Any, ...]], covers: Covers
) -> None:
    with a_desk(migrated_sqlite) as desk:
        desk.import_list([*first, camera("OTHER1", SITES[1])])
        before = {asset.id: (asset.verdict, asset.quantity) for asset in desk.all(Asset)}
        desk.import_list(second, described_on=FEBRUARY, covers=covers)
        missed = {absence.asset_id for absence in desk.all(AssetAbsence)}
        after = {asset.id: asset for asset in desk.all(Asset)}
        assert desk.all(RemovalStep) == []
        assert before.keys() <= after.keys()
        # What the list does not name keeps its facts: at most it is not seen, and that only inside the cover.
        said = {version.asset_id for version in desk.all(AssetVersion, AssetVersion.described_on == FEBRUARY)}
        for asset_id in before.keys() - said:
            assert (after[asset_id].verdict, after[asset_id].quantity) == before[asset_id]
        assert {each for each in missed if after[each].is_seen} == set()
        assert covers is not Covers.PART or missed == set()
        other = next(asset for asset in after.values() if asset.serial_key == "OTHER1")
        assert other.is_seen is (covers is not Covers.ORGANISATION)


@QUICK
@given(rows=rows_of(SITES[0]), covers=st.sampled_from(list(Covers)), data=st.data())
def test_the_same_list_again_in_any_order_of_rows_changes_nothing(
    migrated_sqlite: Path, rows: list[tuple[Any, ...]], covers: Covers, data: st.DataObject
) -> None:
    with a_desk(migrated_sqlite) as desk:
        desk.import_list(rows, covers=covers)
        known, changes = what_is_known(desk), len(desk.all(Change))
        turned = data.draw(st.permutations(rows))
        again = desk.preview(turned, covers=covers)
        assert set(counts(again)) == {"unchanged"}
        desk.apply(desk.preview(rows, covers=covers))
        assert (what_is_known(desk), len(desk.all(Change))) == (known, changes)


@QUICK
@given(rows=rows_of(SITES[0]), more=rows_of(SITES[1]), ending=st.sampled_from(["csv", "xlsx"]))
def test_an_export_comes_back_without_a_change(
    migrated_sqlite: Path, rows: list[tuple[Any, ...]], more: list[tuple[Any, ...]], ending: TableFormat
) -> None:
    awkward = camera("=1+1", SITES[0], location="+44 (0)20", make="@Home", tag="'007")
    with a_desk(migrated_sqlite) as desk:
        desk.import_list([*rows, *more, awkward])
        desk.import_list([*rows, awkward], described_on=FEBRUARY, covers=Covers.ORGANISATION)
        path = desk.folder / f"export.{ending}"
        with desk.database.reading() as session:
            found = assets_export(session, Point(TODAY, None))
            blanks = [column.code for column in found.columns]
            write_table(found.columns, found.rows, path, format=ending, meta=found.meta, empty=blanks)
            known, changes = what_is_known(desk), len(desk.all(Change))
            back = prepare(
                session,
                read_workbook(path),
                organisation_id=1,
                described_on=MARCH,
                covers=Covers.ORGANISATION,
                today=TODAY,
            )
        assert set(counts(back)) <= {"unchanged"}, counts(back)
        assert back.changes_nothing
        desk.apply(back)
        assert (what_is_known(desk), len(desk.all(Change))) == (known, changes)


def test_a_status_that_claims_removal_removes_nothing(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001"), camera("AA1002", status="Removed")])
    assert [asset.claimed_status for asset in quick_desk.all(Asset)] == [
        ClaimedStatus.IN_SERVICE,
        ClaimedStatus.REMOVED,
    ]
    assert [asset.step for asset in quick_desk.all(Asset)] == [None, None]
