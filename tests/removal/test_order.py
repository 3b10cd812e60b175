"""Which steps break a rule, how far a line has come, and who is the same person."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.removal.order import (
    Recordings,
    Taken,
    broken_rules,
    devices_at,
    furthest,
    person_key,
    room_for_verification,
)
from riskreg.rules.terms import EquipmentKind, Step

_FILE = Path(__file__).parents[1] / "cases" / "removal_order.csv"
CASES = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))


def _taken(text: str) -> Taken:
    step, on, devices = text.split(":")
    return Taken(Step(step), date.fromisoformat(on), int(devices))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_rules_of_order(case: dict[str, str]) -> None:
    recordings = Recordings(
        EquipmentKind(case["kind"]), case["locked"] == "yes", int(case["retention"]) if case["retention"] else None
    )
    new = Taken(Step(case["step"]), date.fromisoformat(case["on"]), int(case["devices"]))
    earlier = [_taken(text) for text in case["earlier"].split()]
    broken = broken_rules(new, earlier, int(case["quantity"]), recordings)
    assert [rule.rule for rule in broken] == case["breaches"].split()
    assert all(rule.explanation.endswith(".") for rule in broken)


def test_every_rule_has_a_case_that_breaks_it_and_one_that_keeps_it() -> None:
    told = {rule for case in CASES for rule in case["breaches"].split()}
    assert told == {
        "recordings-under-evidence-lock",
        "recordings-within-retention",
        "disposed-before-verified",
        "disposed-before-media-sanitised",
        "after-disposal",
    }


def test_the_furthest_step_counts_whatever_the_order_of_recording() -> None:
    day = date(2025, 3, 1)
    assert furthest([]) is None
    assert furthest([Taken(Step.VERIFIED, day, 1), Taken(Step.DISCONNECTED, day, 5)]) is Step.VERIFIED


days = st.integers(0, 9).map(lambda n: date(2025, 3, 1) + timedelta(days=n))


@given(
    st.lists(st.tuples(days, st.integers(1, 3)), max_size=5), st.lists(st.tuples(days, st.integers(1, 4)), max_size=8)
)
def test_verified_never_runs_ahead_of_removed(removals: list[tuple[date, int]], tries: list[tuple[date, int]]) -> None:
    taken = [Taken(Step.PHYSICALLY_REMOVED, on, devices) for on, devices in removals]
    for on, devices in tries:
        if devices <= room_for_verification(taken, on):
            taken.append(Taken(Step.VERIFIED, on, devices))
    for number in range(10):
        on = date(2025, 3, 1) + timedelta(days=number)
        assert devices_at(taken, Step.VERIFIED, on) <= devices_at(taken, Step.PHYSICALLY_REMOVED, on)


@pytest.mark.parametrize(
    "other",
    ["Jane Doe", "  jane   DOE ", "Doe, Jane", "Jane Doe (Brightgable Ltd)", "JANE DOE.", "Ｊane Doe", "Jane [x] Doe"],
)
def test_the_same_person_however_written(other: str) -> None:
    assert person_key(other) == person_key("Jane Doe")


@pytest.mark.parametrize("other", ["Jane Dow", "J Doe", "Jane Doe Smith", "(Brightgable)"])
def test_another_person(other: str) -> None:
    assert person_key(other) != person_key("Jane Doe")
    assert person_key(other)
