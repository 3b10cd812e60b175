"""Flags come with adoption and determination, lapse when their ground goes, and are never deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.errors import RiskregError, UsageError
from riskreg.rules.terms import BasisState, Covers, DecisionOutcome, DeterminationOutcome, Step, Verdict
from tests.screening.council import UK, US, Council

HIKVISION, AXIS, DAHUA = ("Hikvision", "DS-2CD2143G0-I"), ("Axis", "P3245-LVE"), ("Dahua", "SD59230U-HNI")
LABEL = ("Fine Cameras Ltd", "FC-9")
JANUARY = {"A": HIKVISION, "B": AXIS, "C": DAHUA, "D": LABEL}
LIVE, LAPSED = BasisState.LIVE, BasisState.LAPSED
RESTRICTED, SUSPECTED, UNKNOWN, CLEAR = Verdict.RESTRICTED, Verdict.SUSPECTED, Verdict.UNKNOWN, Verdict.CLEAR
SUBJECT, NOT_SUBJECT = DeterminationOutcome.SUBJECT, DeterminationOutcome.NOT_SUBJECT


def day(month: int, number: int = 15) -> date:
    return date(2026, month, number)


def test_without_an_adopted_regime_nothing_is_said(council: Council) -> None:
    council.list(JANUARY, day(1))
    assert set(council.verdicts().values()) == {UNKNOWN}
    assert council.flags() == {}


def test_adoption_lets_a_regime_flag_what_is_there(council: Council) -> None:
    council.list(JANUARY, day(1))
    council.adopt(US)
    assert council.verdicts() == {"A": RESTRICTED, "B": CLEAR, "C": RESTRICTED, "D": UNKNOWN}
    assert council.flags() == {("A", US): (LIVE, RESTRICTED), ("C", US): (LIVE, RESTRICTED)}


def test_under_a_criterion_a_determination_makes_the_verdict(council: Council) -> None:
    council.list(JANUARY, day(1))
    council.adopt(UK)
    assert council.verdicts()["A"] is SUSPECTED
    council.determine("hikvision", SUBJECT, day(2))
    assert (council.verdicts()["A"], council.verdicts()["C"]) == (RESTRICTED, SUSPECTED)
    assert council.flags()["A", UK] == (LIVE, RESTRICTED)
    council.check_mirrors()


def test_a_determination_taken_back_lets_the_flag_lapse(council: Council) -> None:
    council.list(JANUARY, day(1))
    council.adopt(UK)
    council.determine("hikvision", SUBJECT, day(2))
    council.determine("hikvision", NOT_SUBJECT, day(3))
    assert council.verdicts()["A"] is CLEAR
    assert council.flags()["A", UK][0] is LAPSED
    council.determine("hikvision", SUBJECT, day(4))
    assert council.flags()["A", UK] == (LIVE, RESTRICTED)
    council.check_mirrors()


def test_a_changed_make_lets_the_flag_lapse_and_keeps_the_decision(council: Council) -> None:
    council.adopt(US)
    council.list(JANUARY, day(1))
    council.decide("A", DecisionOutcome.CONFIRMED, day(2))
    council.list({**JANUARY, "A": AXIS}, day(3))
    assert council.verdicts()["A"] is CLEAR
    assert council.flags()["A", US][0] is LAPSED
    with council.place.reading() as session:
        assert session.connection().exec_driver_sql("SELECT outcome FROM decision").scalars().all() == ["confirmed"]
    council.list(JANUARY, day(4))
    assert council.flags()["A", US] == (LIVE, RESTRICTED)


def test_an_undone_import_takes_its_flags_with_it(council: Council) -> None:
    council.adopt(US)
    council.list(JANUARY, day(1))
    council.list({**JANUARY, "B": HIKVISION}, day(2))
    assert council.flags()["B", US][0] is LIVE
    council.undo()
    assert council.flags()["B", US][0] is LAPSED
    assert council.verdicts()["B"] is CLEAR
    council.undo()
    assert {state for state, _ in council.flags().values()} == {LAPSED}
    council.check_mirrors()


def test_screening_again_changes_nothing(council: Council) -> None:
    council.adopt(UK)
    council.adopt(US)
    council.list(JANUARY, day(1))
    before = council.sequence()
    for _ in range(2):
        done = council.screen()
        assert (done.verdicts, done.screened.raised, done.screened.changed, done.screened.lapsed) == (0, 0, 0, 0)
    assert council.sequence() == before
    assert done.verdict_counts == {"restricted": 2, "suspected": 0, "unknown": 1, "clear": 1}


def test_an_indicator_never_flags(council: Council) -> None:
    council.list(JANUARY, day(1))
    with pytest.raises(UsageError, match="never flags"):
        council.adopt("us_bis_el")
    assert council.flags() == {}


def test_a_list_of_which_a_part_is_known_clears_nobody(council: Council) -> None:
    partial = [slug for slug, each in council.place.catalogue.regimes.items() if not each.latest.is_complete]
    assert partial
    council.list(JANUARY, day(1))
    for slug in partial:
        if slug != "us_bis_el":
            council.adopt(slug)
    assert CLEAR not in council.verdicts().values()


def test_a_part_of_a_list_takes_no_clearance_of_a_whole_list_away(council: Council) -> None:
    council.list(JANUARY, day(1))
    council.adopt(US)
    council.adopt("uk_debarment")
    assert council.verdicts() == {"A": RESTRICTED, "B": CLEAR, "C": RESTRICTED, "D": UNKNOWN}


def test_the_gravest_of_several_regimes_is_the_verdict(council: Council) -> None:
    council.adopt(UK)
    council.adopt(US)
    council.list(JANUARY, day(1))
    assert council.verdicts()["A"] is RESTRICTED
    assert {regime: verdict for (tag, regime), (_, verdict) in council.flags().items() if tag == "A"} == {
        UK: SUSPECTED, US: RESTRICTED,
    }  # fmt: skip


TAGS = st.sampled_from("ABCD")
MAKES = st.sampled_from((HIKVISION, AXIS, DAHUA, LABEL))
ACTS = st.one_of(
    st.tuples(st.just("list"), st.dictionaries(TAGS, MAKES, min_size=1), st.booleans(), st.booleans()),
    st.tuples(st.just("determine"), st.sampled_from(("hikvision", "dahua")), st.sampled_from(DeterminationOutcome)),
    st.tuples(st.just("step"), TAGS, st.sampled_from(Step)),
    st.tuples(st.just("decide"), TAGS, st.sampled_from(DecisionOutcome)),
    st.tuples(st.just("adopt"), st.sampled_from((UK, US))),
    st.tuples(st.just("undo")),
    st.tuples(st.just("undo")),
)


def perform(council: Council, act: tuple[object, ...], on: date) -> None:
    """One act of a history; what the register refuses did not happen."""
    name, *rest = act
    try:
        if name == "list":
            makes, is_part, is_late = rest
            dated = date(2026, 1, on.day) if is_late else on
            council.list(makes, dated, Covers.PART if is_part else Covers.SITES)  # type: ignore[arg-type]
        elif name == "adopt":
            council.adopt(str(rest[0]))
        elif name == "undo":
            council.undo()
        else:
            getattr(council, str(name))(*rest, on)
    except RiskregError:
        return


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=6, max_size=9))
def test_mirrors_and_flags_follow_the_facts_after_any_history(
    councils: Callable[[], Council], acts: list[tuple[object, ...]]
) -> None:
    council = councils()
    council.adopt(UK)
    council.list(JANUARY, day(1))
    for number, act in enumerate(acts):
        perform(council, act, day(2 + number % 8, 1 + number))
        council.check_mirrors()
    before = council.sequence()
    council.screen()
    assert council.sequence() == before
