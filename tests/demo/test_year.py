"""The scripted year: removals, decisions, what the second lists say of them, and the plans."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.demo import (
    LATER_DATED,
    YEAR_END,
    Estate,
    TrueClass,
    TrueRow,
    decisions,
    determinations,
    removals,
)
from riskreg.demo.population import population
from riskreg.demo.world import organisations, sites
from riskreg.demo.year import decisions as year_decisions
from riskreg.demo.year import script
from riskreg.rules.terms import DecisionOutcome, EvidenceKind, Step
from tests.demo.conftest import Reader

ORDER = list(Step)


def later_rows(estate: Estate) -> dict[int, TrueRow]:
    return {row.device: row for row in estate.truth if row.file[:2] in ("11", "12")}


def test_every_kind_of_ending_occurs(estate: Estate) -> None:
    last = Counter(act.steps[-1].step for act in removals(estate))
    assert set(last) == {
        Step.MITIGATED, Step.SCHEDULED, Step.DISCONNECTED, Step.PHYSICALLY_REMOVED, Step.VERIFIED, Step.DISPOSED,
    } | ({Step.MEDIA_SANITISED} & set(last))  # fmt: skip
    assert 400 <= sum(last.values()) <= 1_000
    assert any(step.step is Step.MEDIA_SANITISED for act in removals(estate) for step in act.steps)


def test_removals_spread_over_the_year(estate: Estate) -> None:
    months = {
        step.happened_on.replace(day=1)
        for act in removals(estate) for step in act.steps if step.step is Step.PHYSICALLY_REMOVED
    }  # fmt: skip
    assert len(months) >= 9


@given(seed=st.integers(0, 2**32))
@settings(max_examples=4, deadline=None)
def test_with_any_seed_steps_keep_their_order_and_nobody_verifies_their_own_work(seed: int) -> None:
    bodies = organisations()
    places = sites(bodies, seed)
    devices = population(bodies, places, seed)
    acts = script(devices, places, seed)
    assert acts
    assert len({act.device for act in acts}) == len(acts)
    assert {told.device for told in year_decisions(devices, acts)}.isdisjoint(act.device for act in acts)
    for act in acts:
        days = [step.happened_on for step in act.steps]
        assert days == sorted(days)
        assert date(2025, 12, 1) <= days[0]
        assert days[-1] <= date(2026, 11, 20)
        names = [ORDER.index(step.step) for step in act.steps]
        assert names == sorted(names)
        for step in act.steps:
            assert (step.remover is not None) is (step.step is Step.VERIFIED)
            assert step.remover != step.by


def test_only_restricted_and_rebranded_devices_are_removed(estate: Estate) -> None:
    assert {act.row.truth for act in removals(estate)} == {TrueClass.RESTRICTED_MAKER, TrueClass.REBRAND}
    assert all(act.row.site for act in removals(estate))


def test_evidence_is_written_and_its_pictures_open(estate: Estate) -> None:
    kept = {file.name: file for act in removals(estate) for step in act.steps for file in step.evidence}
    assert {path.name: path.read_bytes() for path in (estate.folder / "evidence").iterdir()} == {
        name: file.content for name, file in kept.items()
    }
    pictures = [file.content for file in kept.values() if file.kind is EvidenceKind.PHOTO]
    assert len(pictures) > 20
    assert len(set(pictures)) == len(pictures)
    for content in pictures:
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", content[16:24])
        length = struct.unpack(">I", content[33:37])[0]
        assert len(zlib.decompress(content[41 : 41 + length])) == height * (1 + 3 * width)
    for act in removals(estate):
        for step in act.steps:
            assert step.evidence or step.step is not Step.VERIFIED


def test_later_lists_do_not_contradict_the_year_but_for_the_two_that_are_back(estate: Estate) -> None:
    later = later_rows(estate)
    still = []
    for act in removals(estate):
        left = [step.happened_on for step in act.steps if step.step is Step.PHYSICALLY_REMOVED]
        if left and left[0] <= LATER_DATED and act.row.device in later:
            row = later[act.row.device]
            if not row.status.startswith("Removed"):
                still.append(act)
    assert len(still) == 2
    assert all(act.is_back for act in still)
    assert all(any(step.step is Step.VERIFIED for step in act.steps) for act in still)
    assert {act.row.organisation for act in still} == {
        "Department for Harbours and Lights", "Saltmarsh Vale Borough Council",
    }  # fmt: skip


def test_later_lists_leave_some_devices_out_without_any_record(estate: Estate) -> None:
    told = {act.row.device for act in removals(estate)}
    first = {device.id for device in estate.devices if device.group in ("harbours", "saltmarsh")}
    assert 5 <= len(first - told - set(later_rows(estate))) <= 80


def test_a_moved_device_keeps_its_numbers(estate: Estate) -> None:
    moved = [row for row in later_rows(estate).values() if "moved" in row.dirt]
    for row in moved:
        before = estate.first_rows[row.device]
        assert before.site != row.site
        assert (before.serial, before.tag) == (row.serial, row.tag)


def test_decisions_have_reasons_and_every_outcome(estate: Estate) -> None:
    told = decisions(estate)
    assert {item.decision.outcome for item in told} == set(DecisionOutcome)
    assert all(len(item.decision.reason) > 15 for item in told)
    assert all(date(2025, 12, 1) <= item.decision.on <= YEAR_END for item in told)
    assert [item.decision.on for item in told] == sorted(item.decision.on for item in told)
    assert {item.row.device for item in told}.isdisjoint(act.row.device for act in removals(estate))
    assert all(date(2025, 12, 1) <= item.on <= YEAR_END for item in determinations())


def test_plans_cover_most_restricted_sites_and_some_are_late(estate: Estate, cells: Reader) -> None:
    header, *rows = cells("plans.xlsx", "Plans")[2:]
    assert len(rows) == estate.plan_lines
    restricted = {
        row.site for row in estate.truth
        if row.site and row.truth in (TrueClass.RESTRICTED_MAKER, TrueClass.REBRAND) and row.file[:2] < "11"
    }  # fmt: skip
    planned = {row[header.index("Site code")] for row in rows}
    assert planned <= restricted
    assert 0.6 <= len(planned) / len(restricted) <= 0.8
    targets = [row[header.index("Target date")] for row in rows]
    assert any(target < date(2026, 6, 1) for target in targets if isinstance(target, date))
    assert any(target > YEAR_END for target in targets if isinstance(target, date))
    assert {row[header.index("Interoperability")] for row in rows} == {"fits", "adapts", "blocks", "not known"}
    replaces = {str(row[header.index("Replaces")]) for row in rows}
    assert "all flagged" in replaces
    assert any(text.startswith(("HL0", "SV0")) for text in replaces)
    assert any(text.startswith("Hikvision DS-2CD") for text in replaces)


def test_costs_go_from_low_to_high(cells: Reader) -> None:
    header, *rows = cells("plans.xlsx", "Plans")[2:]
    first = header.index("Cost low (£)")
    costs = [row[first : first + 3] for row in rows]
    assert {row[1] for row in costs if not isinstance(row[1], float)} == {"tbc"}
    assert all(row[0] < row[1] < row[2] for row in costs if isinstance(row[1], float))
