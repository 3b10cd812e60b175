"""What work takes from a view is what the table says, and the laws of it hold for any view and any work."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.rules.disruption import clashes, judge_view
from riskreg.rules.disruption_terms import Blackout, Criticality, Disruption, View, Visit

_ROWS = list(csv.DictReader((Path(__file__).parents[1] / "cases" / "disruption.csv").read_text("utf-8").splitlines()))


def _number(text: str) -> int | None:
    return int(text) if text else None


@pytest.mark.parametrize("row", _ROWS, ids=[row["case"] for row in _ROWS])
def test_work_takes_from_a_view_what_the_table_says(row: dict[str, str]) -> None:
    touched, sees = int(row["touched"]), int(row["sees"])
    parts = [(1, touched), (2, sees - touched)]
    view = View(
        row["case"],
        Criticality(row["criticality"]),
        _number(row["tolerable"]),
        int(row["floor"]),
        tuple((asset, devices) for asset, devices in parts if devices),
    )
    visit = Visit(
        "a", None, 1, (1,), int(row["at_once"]), _number(row["minutes"]), row["parallel"] == "yes", int(row["cover"])
    )
    found = judge_view(view, [visit], None if row["after"] == "unknown" else int(row["after"]))
    assert found.outcome is Disruption(row["outcome"]), found.reason
    assert found.lost_minutes == _number(row["lost"])
    assert found.longest_minutes == _number(row["longest"])
    assert found.lowest == int(row["lowest"])


views = st.builds(
    View,
    st.just("a"),
    st.sampled_from(Criticality),
    st.none() | st.integers(0, 300),
    st.integers(1, 6),
    st.dictionaries(st.integers(1, 5), st.integers(1, 3), min_size=1).map(lambda each: tuple(each.items())),
)
visits = st.lists(
    st.builds(
        Visit,
        st.just("a"),
        st.none(),
        st.integers(1, 3),
        st.sets(st.integers(1, 5)).map(tuple),
        st.integers(1, 4),
        st.none() | st.integers(0, 240),
        st.booleans(),
        st.integers(0, 2),
        st.integers(1, 3),
    ),
    max_size=4,
)


@given(views, visits, st.none() | st.integers(0, 8))
def test_a_no_gap_view_below_its_floor_is_refused(view: View, work: list[Visit], after: int | None) -> None:
    view = replace(view, criticality=Criticality.NO_GAP)
    found = judge_view(view, work, after)
    if found.lowest < view.floor and (view.devices >= view.floor or (after is not None and after < view.floor)):
        assert found.outcome is Disruption.REFUSED
    if found.outcome is Disruption.KEPT:
        assert found.lowest >= view.floor


@given(views, visits, st.integers(0, 8))
def test_more_cover_never_loses_more_and_a_higher_floor_never_less(view: View, work: list[Visit], after: int) -> None:
    lost = judge_view(view, work, after).lost_minutes
    covered = judge_view(view, [replace(each, cover=each.cover + 1) for each in work], after).lost_minutes
    higher = judge_view(replace(view, floor=view.floor + 1), work, after).lost_minutes
    assert lost is None or (covered is not None and covered <= lost)
    assert lost is None or higher is None or higher >= lost


@given(views, visits)
def test_parallel_running_loses_nothing(view: View, work: list[Visit]) -> None:
    parallel = [replace(each, is_parallel=True) for each in work]
    assert judge_view(view, parallel, view.devices).lost_minutes == 0


@given(views, visits, st.none() | st.integers(0, 8))
def test_the_order_of_visits_does_not_matter(view: View, work: list[Visit], after: int | None) -> None:
    assert judge_view(view, work, after) == judge_view(view, work[::-1], after)


@given(views, visits, st.integers(0, 8))
def test_what_is_not_told_is_never_kept(view: View, work: list[Visit], after: int) -> None:
    assert judge_view(view, work, None).outcome not in (Disruption.KEPT, Disruption.TOLERATED)
    found = judge_view(view, work, after)
    if found.lost_minutes is None:
        assert found.outcome not in (Disruption.KEPT, Disruption.TOLERATED)


_PAIR = View("a", Criticality.NO_GAP, None, 1, ((1, 1), (2, 1)))
_RECORDER = Visit("recorder", None, 1, (9,), 1, 45)


@pytest.mark.parametrize(
    ("visit", "behind", "outcome", "lost"),
    [
        (_RECORDER, {"relies_on": {9}}, Disruption.REFUSED, 45),
        (replace(_RECORDER, is_parallel=True), {"relies_on": {9}}, Disruption.KEPT, 0),
        (replace(_RECORDER, cover=1), {"relies_on": {9}}, Disruption.KEPT, 0),
        (_RECORDER, {"relies_on": {8}}, Disruption.KEPT, 0),
        (_RECORDER, {"unsaid": {9}}, Disruption.NOT_KNOWN, None),
        (replace(_RECORDER, is_parallel=True), {"unsaid": {9}}, Disruption.KEPT, 0),
    ],
)
def test_a_view_is_lost_while_the_recorder_is_out_on_which_it_hangs(
    visit: Visit, behind: dict[str, set[int]], outcome: Disruption, lost: int | None
) -> None:
    found = judge_view(_PAIR, [visit], 2, **behind)
    assert (found.outcome, found.lost_minutes) == (outcome, lost), found.reason


days = st.integers(0, 60).map(lambda each: date(2027, 1, 1) + timedelta(days=each))


@given(days, st.integers(1, 10), days, st.integers(0, 10))
def test_a_visit_clashes_exactly_where_it_shares_a_day_with_a_window(
    on: date, many: int, begins: date, more: int
) -> None:
    window = Blackout(begins, begins + timedelta(days=more), "court")
    shared = {on + timedelta(days=each) for each in range(many)} & {
        begins + timedelta(days=each) for each in range(more + 1)
    }
    visit = Visit("a", on, many, (1,), 1, 60)
    assert bool(list(clashes([visit], [window]))) is bool(shared)
    assert not list(clashes([replace(visit, on=None)], [window]))
