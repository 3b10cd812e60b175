"""Questions: their filters, their spelling, and that a question of today says what the facts say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from riskreg.database import Database
from riskreg.errors import NotFound, UsageError
from riskreg.reporting import by_site
from riskreg.reporting.asking import (
    Answer,
    Counted,
    Filters,
    Installed,
    Lacking,
    Planning,
    filters_from,
    parse_question,
)
from riskreg.reporting.duties import duties_of
from riskreg.reporting.histories import Part
from riskreg.reporting.questions import QUESTIONS, ask
from riskreg.reporting.selecting import selected
from riskreg.reporting.state import Point, estate_state
from riskreg.rules.terms import Act, Control, EquipmentKind, Limb, Sensitivity, SiteClass, Step, Verdict
from tests.reporting_figures.conftest import AS_AT, Estate
from tests.reporting_figures.make import Line
from tests.reporting_figures.make_estate import FIRST
from tests.reporting_figures.test_bridge import BETWEEN, Small


def rows(answer: Answer, *codes: str) -> list[tuple[object, ...]]:
    return [tuple(row[answer.column(code)] for code in codes) for row in answer.rows]


def asked(estate: Estate, name: str, filters: Filters | None = None, *codes: str) -> list[tuple[object, ...]]:
    with estate.made.database.reading() as session:
        return rows(ask(session, name, filters or Filters(), on=AS_AT), *codes)


def test_flagged_sites_by_name_with_what_is_open(estate: Estate) -> None:
    found = asked(estate, "flagged-sites", None, "site", "organisation", "sensitivity", "lines", "open", "verified")
    assert found == [
        ("Map Room", "Agency of Maps", "not assessed", 1, 5, 0),
        ("Quay House", "Department of Weather", "sensitive", 1, 6, 0),
        ("Storm Tower", "Department of Weather", "not sensitive", 1, 6, 4),
    ]


FILTERS = [
    (Filters(), 17),
    (Filters(count=Counted.ALL), 26),
    (Filters(count=Part.DISMISSED), 3),
    (Filters(verdict=Verdict.SUSPECTED), 5),
    (Filters(vendor="dahua"), 5),
    (Filters(sensitivity=Sensitivity.SENSITIVE), 6),
    (Filters(limb=Limb.MINISTERS), 6),
    (Filters(control=Control.LANDLORD), 6),
    (Filters(step=Step.PHYSICALLY_REMOVED), 5),
    (Filters(text="storm hikvision"), 6),
    (Filters(planning=Planning.UNPLANNED), 5),
    (Filters(installed=Installed.AFTER_PROHIBITION), 6),
    (Filters(overdue=True), 6),
    (Filters(unseen=True), 5),
    (Filters(regime=("us_889",)), 17),
]


@pytest.mark.parametrize(("filters", "devices"), FILTERS)
def test_each_filter_selects(sqlite_estate: Estate, filters: Filters, devices: int) -> None:
    assert sum(row[0] for row in asked(sqlite_estate, "flagged-assets", filters, "devices")) == devices  # type: ignore[misc]


def test_what_is_due_is_overdue_on_the_day_after(sqlite_estate: Estate) -> None:
    made, late = sqlite_estate.made, AS_AT + timedelta(1)
    made.obligation(sqlite_estate.regime, Act.REMOVE, SiteClass.NOT_SENSITIVE, from_on=date(2024, 4, 24), due_on=AS_AT)
    due, overdue, before = (
        set(asked(sqlite_estate, "flagged-assets", filters, "reference", "devices"))
        for filters in (Filters(due_ahead=True), Filters(overdue=True, as_at=late), Filters(overdue=True))
    )
    assert due
    assert overdue == due | before
    assert not due & before
    assert asked(sqlite_estate, "flagged-assets", Filters(due_ahead=True, as_at=late), "reference") == []


PAST = [
    Filters(as_at=AS_AT),
    Filters(as_at=date(2025, 6, 1), count=Counted.ALL),
    Filters(as_at=date(2024, 6, 1)),
    Filters(as_known=3),
    Filters(as_known=3, count=Counted.ALL, kind=EquipmentKind.CAMERA),
]


def flagged_rows_differ(session: Session, filters: Filters) -> list[object]:
    """Rows of flagged assets, one site and one asset read at a time, that are not those of the whole estate."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_FIRST_SITES", "_SITES", "_BLOCK", "_RARE"):
            patch.setattr(by_site, name, 1)
        patch.setattr(by_site, "_MANY", 0)
        found = rows(ask(session, "flagged-assets", filters, on=AS_AT), "reference", "devices")
    point = Point(filters.as_at or AS_AT, filters.as_known)
    state = estate_state(session, point, filters.organisation, filters.regime)
    whole: list[tuple[object, ...]] = [
        (state.asset_reference(asset.id), devices)
        for asset, devices in selected(state, duties_of(session, state), filters)
    ]
    return [each for each in {*found, *whole} if found.count(each) != whole.count(each)]


@pytest.mark.parametrize("filters", [*(each for each, _ in FILTERS), *PAST])
def test_rows_that_are_read_some_at_a_time_are_those_of_the_whole_estate(
    sqlite_estate: Estate, filters: Filters
) -> None:
    with sqlite_estate.made.database.reading() as session:
        assert flagged_rows_differ(session, filters) == []


@pytest.mark.parametrize("name", ["flagged-sites", "flagged-assets", "flagged-systems"])
def test_a_question_of_today_and_one_of_the_facts_agree(estate: Estate, name: str) -> None:
    with estate.made.database.reading() as session:
        now = list(ask(session, name, on=AS_AT).rows)
        then = list(ask(session, name, Filters(as_at=AS_AT)).rows)
    assert now == then
    assert now


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_an_answer_with_whole_rows(sqlite_estate: Estate, name: str) -> None:
    with sqlite_estate.made.database.reading() as session:
        for organisation in (None, sqlite_estate.agency):
            answer = ask(session, name, Filters(organisation=organisation), on=AS_AT)
            found = list(answer.rows)
            assert all(len(row) == len(answer.columns) for row in found)
            assert len(set(found)) == len(found)
    assert QUESTIONS[name].about


def test_what_the_lists_leave_out(sqlite_estate: Estate) -> None:
    assert asked(sqlite_estate, "assets", Filters(lacking=Lacking.MAKE), "devices", "verdict") == [(7, "unknown")]
    assert asked(sqlite_estate, "sites-without-assets", None, "site") == [("Empty Depot",)]
    assert asked(sqlite_estate, "unlisted-sites", None, "site") == [("Map Room",)]


def test_an_asset_whose_import_was_undone_is_no_asset(sqlite_estate: Estate) -> None:
    estate = sqlite_estate
    estate.made.undo(estate.assets["d"])
    assert sum(row[0] for row in asked(estate, "assets", None, "devices")) == 53 - 6  # type: ignore[misc]
    undone = asked(estate, "flagged-assets", Filters(count=Part.IMPORT_UNDONE), "devices")
    assert undone == [(6,)]


def test_a_body_that_was_never_known_is_said(sqlite_estate: Estate) -> None:
    with sqlite_estate.made.database.reading() as session:
        for filters in (Filters(organisation=99), Filters(regime=("nonsense",)), Filters(as_known=10_000)):
            with pytest.raises(NotFound):
                ask(session, "flagged-assets", filters)
        with pytest.raises(NotFound, match="no question"):
            ask(session, "nonsense")


@pytest.mark.parametrize("text", ["", "flagged-assets --step flying", "flagged-assets --colour red", "assets verdict"])
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_question(text)


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and not text.startswith("--")
)


@given(
    st.builds(
        Filters,
        organisation=st.none() | st.integers(1, 10**6),
        regime=st.none() | st.lists(st.sampled_from(["us_889", "uk_nil_2022"]), min_size=1, unique=True).map(tuple),
        count=st.none() | st.sampled_from([*Part, *Counted]),
        step=st.none() | st.sampled_from(Step),
        text=st.none() | words,
        overdue=st.booleans(),
        as_at=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
        as_known=st.none() | st.integers(0, 10**6),
    )
)
def test_filters_are_read_back_as_they_are_spelled(filters: Filters) -> None:
    assert parse_question(f"flagged-assets {filters.arguments('4KX')}") == ("flagged-assets", filters)


def test_filters_come_from_typed_words() -> None:
    found = filters_from({"as-at": "22/11/2026", "step": "physically-removed", "overdue": True, "text": None})
    assert found == Filters(as_at=date(2026, 11, 22), step=Step.PHYSICALLY_REMOVED, overdue=True)


def test_an_asset_that_moved_is_found_where_it_was(sqlite_database: Database) -> None:
    small = Small(sqlite_database)
    asset = small.flagged(2)
    small.made.list_again(asset, Line(small.far, quantity=2), BETWEEN)
    with sqlite_database.reading() as session:
        for day, site in ((FIRST, "Quay House"), (BETWEEN, "Tide House")):
            filters = Filters(as_at=day, count=Counted.ALL)
            assert flagged_rows_differ(session, filters) == []
            assert rows(ask(session, "flagged-assets", filters, on=AS_AT), "site", "devices") == [(site, 2)]
