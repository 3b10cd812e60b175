"""Cost lines come to what the table says, to the penny, however they are grouped."""

from __future__ import annotations

import csv
from dataclasses import astuple, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.errors import FileRejected, UsageError
from riskreg.planning.draft_costs import unit_costs
from riskreg.rules.appraisal_said import life_said
from riskreg.rules.costing import Estimate, Sum, duration_bias, reckon
from riskreg.rules.costing_life import Installed, LifeState, early, lives
from riskreg.rules.costing_lines import CODES, MOST_YEARS, CostBasis, CostKind, CostLine, Spend, faults_of
from riskreg.rules.green_book import (
    BIAS_BOUNDS,
    GDP_DEFLATOR,
    Mitigation,
    ProjectType,
    RateKind,
    bias_share,
    duration_bias_share,
    is_below_lower_bound,
    schedule_on,
)
from riskreg.rules.terms import EquipmentKind

_FILE = Path(__file__).parents[1] / "cases" / "costs.csv"
_ROWS = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))
_SCHEDULE = schedule_on(date(2026, 11, 22))
_BASIS = CostBasis(2026, 2036, _SCHEDULE)


def _pence(pounds: str) -> int | None:
    return int(Decimal(pounds) * 100) if pounds else None


def _case(row: dict[str, str]) -> tuple[CostLine, CostBasis]:
    kind = ProjectType(row["project_type"]) if row["project_type"] else None
    managed = Mitigation(int(row["managed_percent"] or 0) * 100, "risk register of the programme")
    basis = CostBasis(
        int(row["base_year"]),
        int(row["last_year_of_appraisal"]),
        _SCHEDULE,
        mitigations={kind: managed} if kind else {},
    )
    line = CostLine(
        CostKind(row["kind"]),
        Spend(row["spend"]),
        row["case"],
        Decimal(row["quantity"]),
        row["unit"],
        _pence(row["low"]),
        _pence(row["likely"]),
        _pence(row["high"]),
        int(row["first_year"]),
        int(row["last_year"]),
        int(row["price_year"]),
        int(row["vat_percent"]) * 100 if row["vat_percent"] else None,
        kind,
        sheet="Costs",
        cell="D7",
    )
    return line, basis


@pytest.mark.parametrize("row", [row for row in _ROWS if not row["fault"]], ids=lambda row: row["case"])
def test_a_line_comes_to_what_the_table_says(row: dict[str, str]) -> None:
    line, basis = _case(row)
    total = reckon([line], basis).total
    found = {
        "cost": total.whole_life.likely,
        "vat": total.vat.likely,
        "bias": total.bias.likely,
        "contingency": total.contingency.likely,
        "avoided": total.avoided.likely,
        "present_value": total.present_value.likely,
    }
    assert found == {name: _pence(row[name]) for name in found}


@pytest.mark.parametrize("row", [row for row in _ROWS if row["fault"]], ids=lambda row: row["case"])
def test_a_line_that_cannot_be_reckoned_has_one_message_that_says_where(row: dict[str, str]) -> None:
    line, basis = _case(row)
    (fault,) = faults_of(line, basis)
    assert fault.code == row["fault"]
    assert fault.place == "sheet “Costs”, cell D7"
    assert row["case"] in fault.message
    assert fault.cure
    with pytest.raises(FileRejected) as caught:
        reckon([line], basis)
    assert caught.value.issues == (fault,)


def test_every_fault_of_a_cost_is_in_the_table() -> None:
    assert {row["fault"] for row in _ROWS if row["fault"]} == set(CODES)


@st.composite
def _lines(draw: st.DrawFn) -> CostLine:
    spend = draw(st.sampled_from(Spend))
    kind = draw(st.sampled_from(CostKind))
    bare = spend is Spend.AVOIDED or kind is CostKind.CONTINGENCY
    prices = sorted(draw(st.lists(st.integers(0, 10**8), min_size=3, max_size=3)))
    years = sorted(draw(st.lists(st.integers(2026, 2036), min_size=2, max_size=2)))
    return CostLine(
        kind,
        spend,
        draw(st.sampled_from(["A", "B", "C"])),
        draw(st.decimals("0.001", 5000, places=3)),
        "device",
        *prices,
        *years,
        2026,
        draw(st.sampled_from([None, 0, 500, 2000])),
        None if bare else draw(st.sampled_from([None, *ProjectType])),
    )


@given(st.lists(_lines(), max_size=5))
def test_totals_agree_to_the_penny_however_they_are_grouped(lines: list[CostLine]) -> None:
    costs = reckon(lines, _BASIS)
    whole = costs.total
    for key in (
        lambda cell: cell.year,
        lambda cell: cell.line.kind,
        lambda cell: (cell.line.what, cell.line.spend),
        lambda cell: cell.line.project_type,
    ):
        assert sum(costs.by(key).values(), Sum()) == whole
    parts = [reckon([line], _BASIS).total for line in reversed(lines)]
    assert sum(parts, Sum()) == whole
    assert whole.budget == whole.capital + whole.yearly + whole.contingency + whole.vat


@given(st.lists(_lines(), max_size=4))
def test_low_likely_and_high_stay_in_order_and_nothing_is_negative(lines: list[CostLine]) -> None:
    total = reckon(lines, _BASIS).total
    for amount in (*astuple(total), astuple(total.budget), astuple(total.present_value)):
        assert 0 <= amount[0] <= amount[1] <= amount[2]
    net = total.net_present_value
    assert net.low <= net.likely <= net.high


@given(_lines())
def test_what_is_paid_later_is_never_worth_more_today(line: CostLine) -> None:
    here = replace(line, first_year=2026, last_year=2026)
    later = replace(line, first_year=2030, last_year=2030)
    now, then = reckon([here], _BASIS).total, reckon([later], _BASIS).total
    assert then.present_value.likely <= now.present_value.likely
    assert then.budget == now.budget


def test_what_is_not_known_of_costs_is_told_and_not_guessed() -> None:
    line, _ = _case(_ROWS[2])
    costs = reckon([replace(line, vat=None)], _BASIS)
    assert (len(costs.without_range), len(costs.without_vat), len(costs.without_bias)) == (1, 1, 1)
    assert costs.total.vat == Estimate()


def test_optimism_bias_is_reduced_only_with_evidence() -> None:
    with pytest.raises(UsageError, match="without evidence"):
        CostBasis(2026, 2036, _SCHEDULE, mitigations={ProjectType.STANDARD_BUILDINGS: Mitigation(5000)})
    with pytest.raises(UsageError, match="no share"):
        bias_share(ProjectType.STANDARD_BUILDINGS, Mitigation(10_001, "all managed"))


def test_bias_below_what_well_managed_projects_showed_is_noticed() -> None:
    kind = ProjectType.NON_STANDARD_BUILDINGS
    assert is_below_lower_bound(kind, Mitigation(9300, "register"))
    assert not is_below_lower_bound(kind, Mitigation(9200, "register"))


def test_duration_bias_is_not_made_up_where_none_was_measured() -> None:
    assert duration_bias_share(ProjectType.OUTSOURCING) is None
    assert duration_bias_share(ProjectType.STANDARD_CIVIL_ENGINEERING) == Fraction(1, 5)


def test_every_type_of_project_has_its_bounds() -> None:
    assert set(BIAS_BOUNDS) == set(ProjectType)
    assert all(each.lower <= each.upper for each in BIAS_BOUNDS.values())


def test_rates_fall_with_time_and_year_nought_counts_whole() -> None:
    factors = [_SCHEDULE.factor(year) for year in range(400)]
    assert factors[0] == 1
    assert all(later < earlier for earlier, later in pairwise(factors))
    assert _SCHEDULE.factor(30, RateKind.HEALTH) > _SCHEDULE.factor(30, RateKind.REDUCED) > factors[30]


def test_an_appraisal_older_than_the_rates_at_hand_is_refused() -> None:
    with pytest.raises(UsageError, match="15 April 2026"):
        schedule_on(date(2026, 4, 15))


@pytest.mark.parametrize("last", [2025, 2026 + MOST_YEARS + 1])
def test_an_impossible_horizon_is_refused(last: int) -> None:
    with pytest.raises(UsageError, match="impossible"):
        CostBasis(2026, last, _SCHEDULE)


def _installed(year: int | None, life: int | None = 7) -> Installed:
    return Installed("Dome", 10, year, life, None, 50_000, None, 2026)


def test_a_camera_past_its_life_costs_nothing_extra_to_replace_now() -> None:
    found = early(_installed(2015), 2027, _BASIS)
    assert (found.state, found.ends, found.years_early) == (LifeState.ENDED, 2022, 0)
    assert found.accelerated == Estimate()
    assert found.avoided is not None
    assert found.avoided.first_year == 2027


def test_replacing_a_young_camera_brings_its_renewal_forward() -> None:
    found = early(_installed(2024), 2027, _BASIS)
    assert (found.state, found.ends, found.years_early) == (LifeState.RUNNING, 2031, 4)
    # 5,000.00 / 1.035 less 5,000.00 / 1.035^5
    assert found.accelerated == Estimate(483_092 - 420_987, 483_092 - 420_987, 483_092 - 420_987)
    assert found.avoided is not None
    assert found.avoided.first_year == 2031


def test_a_life_that_ends_after_the_appraisal_avoids_nothing_within_it() -> None:
    found = early(_installed(2025, 15), 2027, _BASIS)
    assert (found.state, found.avoided) == (LifeState.BEYOND, None)
    assert found.accelerated is not None
    assert found.accelerated.likely == 483_092


def test_an_unknown_year_of_installation_is_not_guessed() -> None:
    assert early(_installed(None), 2027, _BASIS).state is LifeState.NOT_KNOWN


def test_devices_are_told_by_where_they_stand_in_life_and_being_early_has_its_price() -> None:
    avoided = early(_installed(2024), 2027, _BASIS).avoided
    assert avoided is not None
    dome = EquipmentKind.DOME_CAMERA
    going = [(dome, 10, 2024), (dome, 3, 2015), (dome, 2, None), (EquipmentKind.NETWORK_EQUIPMENT, 1, 2030)]
    found = lives(going, [avoided], 2027, _BASIS)
    assert (found.running, found.ended, found.not_known, found.beyond) == (10, 3, 2, 1)
    assert (found.years_early, found.accelerated.likely) == (40, 483_092 - 420_987)
    assert life_said(found) == (
        "Taken out: 3 devices past the end of life; 10 devices before the end of life, 40 device-years early in all; "
        "1 device that would outlive the appraisal; 2 devices of unknown age. What was paid for them is sunk and in no "
        "sum. Renewing before it is due costs £621.05 in present value."
    )


def test_bias_on_duration_weighs_each_type_of_project_by_its_cost() -> None:
    def line(pounds: int, kind: ProjectType | None) -> CostLine:
        what = (CostKind.INSTALLATION, Spend.CAPITAL, "a", Decimal(1), "job", None, pounds * 100, None)
        return CostLine(*what, 2026, 2026, 2026, 2000, kind)

    mixed = [line(3000, ProjectType.STANDARD_BUILDINGS), line(1000, ProjectType.EQUIPMENT_AND_DEVELOPMENT)]
    others = [line(9000, None), line(9000, ProjectType.OUTSOURCING)]
    assert duration_bias(reckon([*mixed, *others], _BASIS)) == Fraction(165, 1000)
    assert duration_bias(reckon(others, _BASIS)) is None


def test_every_public_price_has_its_range_unit_year_and_source() -> None:
    for key, each in unit_costs().items():
        assert 0 < each.low <= each.likely <= each.high, key
        assert each.unit, key
        assert each.source, key
        assert each.money_of in GDP_DEFLATOR or each.money_of == 2026, key
