"""A decision holds while what was judged is what is known; a new hit is never hidden behind an old clearance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.catalogue import EntryDefinition
from riskreg.rules.decisions import Ground, still_judged
from riskreg.rules.terms import DecisionOutcome, Verdict
from riskreg.screening import OrganisationScreened
from tests.screening.council import COUNCIL, US, Council

HIKVISION, AXIS = ("Hikvision", "DS-2CD2143G0-I"), ("Axis", "P3245-LVE")
LIST = {"A": HIKVISION, "B": AXIS}
DISMISSED = DecisionOutcome.DISMISSED
HIKVISION_MAC = {"MAC address": {"A": "44:19:B6:00:00:01"}}


def day(month: int, number: int = 15) -> date:
    return date(2026, month, number)


def as_it_was(entry: EntryDefinition) -> EntryDefinition:
    return entry


def scoped(text: str) -> Callable[[EntryDefinition], EntryDefinition]:
    return lambda entry: replace(entry, scope=text) if entry.key == "hikvision" else entry


def dismissed(council: Council) -> None:
    council.adopt(US)
    council.list(LIST, day(1))
    council.decide("A", DISMISSED, day(2))
    assert council.open_tags() == set()


def test_a_dismissal_holds_when_the_list_is_issued_again_word_for_word(either: Council) -> None:
    dismissed(either)
    said = either.reissue("again", US, as_it_was)
    assert (said.changed, said.reopened) == (0, 0), "nothing is written of what stays as it is"
    assert either.open_tags() == set()


def test_a_dismissal_does_not_cover_an_entry_that_says_something_else(either: Council) -> None:
    dismissed(either)
    said = either.reissue("wider", US, scoped("any equipment"))
    assert (said.changed, said.reopened) == (1, 1)
    assert said.by_organisation == (OrganisationScreened(COUNCIL, 0, 1, 0, 1),)
    assert either.open_tags() == {"A"}
    either.decide("A", DISMISSED, day(11))
    assert either.open_tags() == set()


def test_a_dismissal_does_not_cover_a_new_trace(either: Council) -> None:
    dismissed(either)
    either.list(LIST, day(3))
    assert either.open_tags() == set()
    either.list(LIST, day(4), more=HIKVISION_MAC)
    assert either.open_tags() == {"A"}
    either.check_mirrors()


def test_a_flag_that_comes_back_on_the_same_ground_stays_dismissed(council: Council) -> None:
    dismissed(council)
    council.list({"A": AXIS, "B": AXIS}, day(3))
    council.list(LIST, day(4))
    assert council.open_tags() == set()


def test_a_ground_that_became_graver_is_not_covered() -> None:
    suspected, restricted = Ground(Verdict.SUSPECTED, "a"), Ground(Verdict.RESTRICTED, "a")
    assert not still_judged(suspected, restricted)
    assert still_judged(restricted, suspected)
    assert not still_judged(restricted, Ground(Verdict.RESTRICTED, "b"))


def test_a_ground_without_a_digest_is_compared_by_its_verdict() -> None:
    assert still_judged(Ground(Verdict.SUSPECTED, None), Ground(Verdict.SUSPECTED, "b"))
    assert not still_judged(Ground(Verdict.SUSPECTED, None), Ground(Verdict.RESTRICTED, "b"))


ACTS = st.lists(st.sampled_from(["again", "wider", "narrower", "trace", "dismiss", "screen"]), max_size=4)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_after_any_history_a_flag_is_dismissed_only_on_the_ground_that_stands(
    councils: Callable[[], Council], acts: list[str]
) -> None:
    council = councils()
    council.adopt(US)
    council.list(LIST, day(1))
    scope = next(each.scope for each in council.place.catalogue.regimes[US].latest.entries if each.key == "hikvision")
    ground = judged = (scope, False)
    is_dismissed = False
    for number, act in enumerate(acts):
        if act == "dismiss":
            council.decide("A", DISMISSED, day(11, 1 + number))
            judged, is_dismissed = ground, True
        elif act == "trace":
            council.list(LIST, day(3, 1 + number), more=HIKVISION_MAC)
            ground = (ground[0], True)
        elif act == "screen":
            assert council.screen().screened.reopened == 0
        else:
            text = {"again": ground[0], "wider": "any equipment", "narrower": "cameras"}[act]
            before = is_dismissed and judged == ground
            said = council.reissue(f"{act} {number}", US, scoped(text))
            ground = (text, ground[1])
            assert said.reopened == int(before and judged != ground)
        expected = set() if is_dismissed and judged == ground else {"A"}
        assert council.open_tags() == expected, (number, act)
