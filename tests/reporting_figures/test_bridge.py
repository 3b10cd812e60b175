"""A bridge adds up exactly, whatever happened, and each line is the sum of its rows."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.database import Database
from riskreg.register.merges import survivors
from riskreg.reporting.bridge import bridge
from riskreg.reporting.estate import Verdicts, groups
from riskreg.reporting.histories import Part
from riskreg.reporting.progress import Bridge
from riskreg.reporting.state import Point, estate_state
from riskreg.rules.terms import BasisCause, DecisionOutcome, Step, Verdict
from tests.reporting_figures.make import FIRST, Line, Made

OPENING = date(2026, 2, 1)
CLOSING = date(2026, 6, 1)
BETWEEN = date(2026, 4, 1)


def lines(found: Bridge) -> dict[str, int]:
    return {line.code: line.devices for line in found.lines if line.devices or line.rows}


def checked(found: Bridge) -> Bridge:
    assert found.adds_up
    assert all(line.devices == sum(row.devices for row in line.rows) for line in found.lines)
    return found


class Small:
    """Two bodies, a site each, a regime that both adopted, and a key that it restricts."""

    def __init__(self, database: Database) -> None:
        self.made = made = Made(database)
        self.body = made.organisation("Harbour Board")
        self.other = made.organisation("Tide Office")
        self.site = made.site("Quay House", self.body)
        self.far = made.site("Tide House", self.other)
        self.regime = made.regime("us_889")
        self.second = made.regime("uk_nil_2022")
        self.key = made.key("Hikvision", "hikvision", {self.regime: Verdict.RESTRICTED})

    def flagged(self, quantity: int = 1, *, on: date = FIRST, site: int | None = None) -> int:
        line = Line(site or self.site, quantity=quantity)
        return self.made.asset(line, self.key, Verdict.RESTRICTED, on=on, flags={self.regime: Verdict.RESTRICTED})

    def plain(self, quantity: int = 1) -> int:
        return self.made.asset(Line(self.site, quantity=quantity), self.key, Verdict.CLEAR)

    def bridge(self, organisation: int | None = None, opening: Point | None = None) -> Bridge:
        with self.made.database.reading() as session:
            return checked(bridge(session, opening or Point(OPENING), Point(CLOSING), organisation_id=organisation))


def test_each_change_stands_on_its_own_line(database: Database) -> None:
    small = Small(database)
    made = small.made
    removed, dismissed, released, grown = (small.flagged(n) for n in (10, 3, 2, 4))
    undone, back, listed = small.flagged(6), small.flagged(5), small.plain(7)
    made.step(back, Step.VERIFIED, date(2026, 1, 20), 5)
    before = made.sequence
    small.flagged(8, on=BETWEEN)
    made.step(removed, Step.VERIFIED, BETWEEN, 4)
    made.decide(made.flags_of(dismissed)[0], DecisionOutcome.DISMISSED, BETWEEN, "an Axis, see photo")
    made.lapse(made.flags_of(released)[0], BasisCause.EDITION, BETWEEN)
    made.list_again(grown, Line(small.site, quantity=9), BETWEEN)
    made.undo(undone)
    made.reappear(back, BETWEEN)
    made.flag(listed, small.second, Verdict.RESTRICTED, BETWEEN, BasisCause.DETERMINATION)
    found = small.bridge(opening=Point(OPENING, before))
    assert (found.opening, found.closing) == (10 + 3 + 2 + 4 + 6 + 0, 6 + 9 + 5 + 7 + 8)
    assert lines(found) == {
        "found": 8,
        "flagged-determination": 7,
        "reappeared": 5,
        "verified": -4,
        "dismissed": -3,
        "released-edition": -2,
        "quantity": 5,
        "undone": -6,
    }
    row = next(line for line in found.lines if line.code == "dismissed").rows[0]
    assert (row.actor, row.reason, row.on, row.make) == ("Olive Officer", "an Axis, see photo", BETWEEN, "Hikvision")
    undone_row = next(line for line in found.lines if line.code == "undone").rows[0]
    assert undone_row.reason == "wrong file"


def test_a_record_merged_into_another_leaves_on_a_line_of_its_own(database: Database) -> None:
    small = Small(database)
    made = small.made
    one, other = small.flagged(1), small.flagged(2)
    made.plan(small.site, [one], on=FIRST)
    before = made.sequence
    made.merge(one, other, BETWEEN)
    found = small.bridge(opening=Point(OPENING, before))
    assert (found.opening, found.closing) == (3, 2)
    assert lines(found) == {"merged": -1}
    row = next(line for line in found.lines if line.code == "merged").rows[0]
    assert (row.actor, row.reason, row.on) == ("Olive Officer", "one device, listed twice", BETWEEN)
    with database.reading() as session:
        state = estate_state(session, Point(CLOSING))
        assert state.by_id[other].lines, "the plan line that named the merged record counts for the other"
        assert {part.value: state.total(part) for part in Part if state.total(part)} == {"open": 2, "merged": 1}
        assert sum(group.devices for group in groups(session, state, Verdicts(session, state))) == 2
        earlier = estate_state(session, Point(OPENING))
        assert sum(group.devices for group in groups(session, earlier, Verdicts(session, earlier))) == 3
        unknown = estate_state(session, Point(CLOSING, before))
        assert sum(group.devices for group in groups(session, unknown, Verdicts(session, unknown))) == 3
    small.flagged(5, on=date(2026, 7, 1))  # so that the closing lies in the past, and is read from the facts
    with database.reading() as session:
        past = estate_state(session, Point(CLOSING))
        assert sum(group.devices for group in groups(session, past, Verdicts(session, past))) == 2
    made.separate(one, date(2026, 5, 1))
    assert lines(small.bridge(opening=Point(OPENING, before))) == {}
    assert lines(small.bridge(opening=Point(BETWEEN))) == {"merged": 1}


def test_a_change_of_number_and_a_removal_split(sqlite_database: Database) -> None:
    small = Small(sqlite_database)
    asset = small.flagged(10)
    small.made.step(asset, Step.VERIFIED, date(2026, 3, 1), 4)
    small.made.list_again(asset, Line(small.site, quantity=5), BETWEEN)  # 4 removed, and one counted too many
    assert lines(small.bridge()) == {"verified": -4, "quantity": -1}


def test_a_site_that_goes_to_another_body_is_a_transfer(database: Database) -> None:
    small = Small(database)
    small.flagged(3)
    small.flagged(2, site=small.far)
    small.made.transfer(small.site, small.other, BETWEEN)
    assert lines(small.bridge(small.body)) == {"transferred-out": -3}
    assert lines(small.bridge(small.other)) == {"transferred-in": 3}
    assert lines(small.bridge()) == {}


def test_a_body_that_goes_below_another_brings_its_sites(sqlite_database: Database) -> None:
    small = Small(sqlite_database)
    small.flagged(3)
    small.made.reparent(small.body, small.other, BETWEEN)
    assert lines(small.bridge(small.other)) == {"transferred-in": 3}


def test_found_and_dismissed_in_one_period_shows_both(sqlite_database: Database) -> None:
    small = Small(sqlite_database)
    asset = small.flagged(3, on=BETWEEN)
    small.made.decide(small.made.flags_of(asset)[0], DecisionOutcome.DISMISSED, BETWEEN)
    assert lines(small.bridge()) == {"found": 3, "dismissed": -3}


def test_an_earlier_report_is_not_changed_by_what_is_learnt_later(database: Database) -> None:
    small = Small(database)
    asset = small.flagged(3)
    then = small.made.sequence
    small.made.lapse(small.made.flags_of(asset)[0], BasisCause.CATALOGUE)
    with database.reading() as session:
        known_then = estate_state(session, Point(CLOSING, then))
        known_now = estate_state(session, Point(CLOSING))
        found = checked(bridge(session, Point(CLOSING, then), Point(CLOSING)))
    assert sum(asset.open_devices for asset in known_then.assets) == 3
    assert sum(asset.open_devices for asset in known_now.assets) == 0
    assert lines(found) == {"released-catalogue": -3}


days = st.integers(0, 200).map(lambda days: FIRST + timedelta(days))
act = st.tuples(
    st.sampled_from(
        [
            "found",
            "verify",
            "dismiss",
            "confirm",
            "lapse",
            "revive",
            "list",
            "undo",
            "reappear",
            "transfer",
            "other",
            "gone",
            "merge",
            "separate",
        ]
    ),
    st.integers(0, 5),
    st.integers(1, 9),
    days,
)


def perform(small: Small, assets: list[int], acts: list[tuple[str, int, int, date]]) -> list[int]:
    made, sequences = small.made, []
    merged: dict[int, date] = {}
    last_merge = FIRST
    for name, which, number, on in acts:
        if name == "found" or not assets:
            assets.append(small.flagged(number, on=on, site=small.far if which % 2 else small.site))
            continue
        asset = assets[which % len(assets)]
        flag = made.flags_of(asset)[0]
        place = small.far if number % 2 else small.site
        if name == "verify":
            made.step(asset, Step.VERIFIED, on, number)
        elif name in ("dismiss", "confirm"):
            outcome = DecisionOutcome.DISMISSED if name == "dismiss" else DecisionOutcome.CONFIRMED
            made.decide(flag, outcome, on)
        elif name == "lapse":
            made.lapse(flag, [BasisCause.EDITION, BasisCause.CATALOGUE, BasisCause.DETERMINATION][number % 3], on)
        elif name == "revive":
            made.revive(flag, BasisCause.EDITION, on)
        elif name == "list":
            made.list_again(asset, Line(place, quantity=number), on)
        elif name == "gone":
            made.absent(asset, on)
        elif name == "reappear":
            made.reappear(asset, on)
        elif name == "transfer":
            made.transfer(place, small.body if which % 2 else small.other, on)
        elif name == "other" and len(made.flags_of(asset)) == 1:
            made.flag(asset, small.second, Verdict.SUSPECTED, on, BasisCause.ADOPTION)
        elif name == "merge":
            # As the program does it: neither of the two is merged already, and days do not go back.
            others = [each for each in assets if each != asset and each not in merged]
            if others and asset not in merged:
                merged[asset] = last_merge = max(on, last_merge)
                made.merge(asset, others[0], last_merge)
        elif name == "separate" and asset in merged:
            del merged[asset]
            last_merge = max(on, last_merge)
            made.separate(asset, last_merge)
        elif name == "undo":
            undo_newest(made, asset)
        sequences.append(made.sequence)
    return sequences


def undo_newest(made: Made, asset: int) -> None:
    from sqlalchemy import select

    from riskreg.register import AssetVersion, ImportWithdrawal

    with made.database.reading() as session:
        newest = session.scalars(
            select(AssetVersion.import_batch_id).where(AssetVersion.asset_id == asset).order_by(AssetVersion.id.desc())
        ).first()
        if session.scalar(select(ImportWithdrawal.id).where(ImportWithdrawal.import_batch_id == newest)):
            return
    made.undo(asset)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(act, min_size=1, max_size=12), first=days, last=days, cut=st.integers(0, 12))
def test_it_adds_up_after_any_history(
    migrated_sqlite: Path, acts: list[tuple[str, int, int, date]], first: date, last: date, cut: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite"
        shutil.copyfile(migrated_sqlite, path)
        database = Database(f"sqlite:///{path}")
        small = Small(database)
        sequences = [small.made.sequence, *perform(small, [], acts)]
        opening = Point(min(first, last), sequences[min(cut, len(sequences) - 1)])
        with database.reading() as session:
            for organisation in (None, small.body, small.other):
                found = checked(bridge(session, opening, Point(max(first, last)), organisation_id=organisation))
                state = estate_state(session, Point(max(first, last)), organisation)
                assert found.closing == sum(asset.open_devices for asset in state.assets)
                assert all(asset.standing.cohort == sum(asset.standing.parts().values()) for asset in state.assets)
        database.close()


def test_a_circle_of_merges_ends() -> None:
    assert survivors({1: 2, 2: 3, 4: 1}) == {1: 3, 2: 3, 4: 3}
    assert survivors({1: 2, 2: 1, 3: 1}) == {}
