"""A list of today, read through the indexes, is the list that the facts give; pages follow each other exactly."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.reporting import walking
from riskreg.reporting.browsing import asset_rows, flag_rows
from riskreg.reporting.remembered import state_of
from riskreg.reporting.state import Point
from riskreg.reporting.walking import ORDERS, ORDERS_OF_FEW, Walk
from riskreg.reporting.walking_past import PastWalk
from riskreg.reporting.wanted import Equipment, Order, Said, Wanted
from riskreg.rules.terms import Control, Sensitivity
from tests.reporting_figures.conftest import AS_AT, Estate

WANTED = st.builds(
    Wanted,
    said=st.none() | st.sampled_from(Said),
    equipment=st.none() | st.sampled_from(Equipment),
    sensitivity=st.none() | st.sampled_from(Sensitivity),
    control=st.none() | st.sampled_from(Control),
    organisation=st.none() | st.sampled_from([1, 2]),
    maker=st.none() | st.sampled_from(["hikvision", "dahua", "none"]),
    words=st.sampled_from(["", "hik", "ax"]),
    unseen=st.booleans(),
    before=st.none() | st.dates(),
)
ORDERED = st.builds(Order, st.sampled_from(["site", "organisation", "maker", *ORDERS_OF_FEW]), st.booleans())
MANY = st.builds(Order, st.sampled_from(ORDERS), st.booleans())
ALIKE = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ALIKE
@given(wanted=WANTED, order=ORDERED)
def test_today_is_what_the_facts_give(estate: Estate, wanted: Wanted, order: Order) -> None:
    with estate.made.database.reading() as session:
        state = state_of(session, Point(AS_AT))
        # The sample's key says of one asset what its flag, set by hand, does not: verdicts are compared on real lists.
        wanted = replace(wanted, said=None)
        now, then = (list(asset_rows(kind(session, state, wanted, order))) for kind in (Walk, PastWalk))
        assert [row.cells[2:] for row in now] == [row.cells[2:] for row in then]
        assert Walk(session, state, wanted, order).lines == len(now)
        flagged = Wanted(said=Said.FLAGGED)
        both = [kind(session, state, flagged, order) for kind in (Walk, PastWalk)]
        one, other = ([row.cells for row in flag_rows(walk)] for walk in both)
        assert one == other


@ALIKE
@given(wanted=WANTED, order=MANY)
def test_many_lines_are_walked_as_few_are_read(estate: Estate, wanted: Wanted, order: Order) -> None:
    with estate.made.database.reading() as session, pytest.MonkeyPatch.context() as patch:
        state = state_of(session, Point(AS_AT))
        few = list(asset_rows(Walk(session, state, wanted, order)))
        patch.setattr(walking, "FEW", -1)
        walk = Walk(session, state, wanted, order)
        assert not walk.is_few
        whole = list(asset_rows(walk))
        assert [row.cells for row in whole] == [row.cells for row in few]
        for earlier, later in pairwise(whole):
            group, key = earlier.position
            after: Any = (tuple(group), key)  # type: ignore[arg-type]
            assert next(islice(asset_rows(walk, after), 1)).cells == later.cells
