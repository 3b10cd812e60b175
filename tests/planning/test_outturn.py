"""What was paid is held against the baseline, and says of the estimate only what it can."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.planning.choosing import megapixels
from riskreg.rules.appraisal import OptionKind
from riskreg.rules.appraisal_figures import OptionFigures
from riskreg.rules.costing import Estimate, Sum
from riskreg.rules.costing_lines import CostKind, Spend
from riskreg.rules.disruption_terms import Disruption
from riskreg.rules.outturn import Against, Milestone, Paid, outturn
from riskreg.rules.terms import Interoperability

ENDS = date(2026, 6, 30)


def baseline(bias: int = 0) -> OptionFigures:
    device = Sum(capital=Estimate(800, 1000, 1500), bias=Estimate(0, bias, 0))
    return OptionFigures(
        label="B",
        kind=OptionKind.LIKE,
        name="a",
        devices_old=1,
        devices_new=1,
        total=device,
        by_kind=((CostKind.DEVICE, device),),
        by_year=((2026, device),),
        unpriced=(),
        without_bias=0,
        without_vat=0,
        over_budget=None,
        products=(),
        interoperability=Interoperability.FITS,
        keeps_restricted=False,
        views=(),
        disruption=Disruption.NOT_KNOWN,
        visits=1,
        crew_days=1,
        undated=0,
        clashes=(),
        starts_on=date(2026, 6, 1),
        ends_on=ENDS,
    )


@pytest.mark.parametrize(
    ("pence", "against"),
    [(799, Against.BELOW), (800, Against.WITHIN), (1500, Against.WITHIN), (1501, Against.ABOVE)],
)
def test_a_payment_stands_below_within_or_above_its_estimate(pence: int, against: Against) -> None:
    found = outturn(baseline(), [Paid(CostKind.DEVICE, Spend.CAPITAL, pence)], {})
    assert found.by_kind[0].against is against
    assert (found.overrun, found.days_late) == (None, None)
    assert found.says == ("Work is not finished: what was paid so far says nothing of the estimate yet.",)


def test_what_it_will_come_to_is_told_kind_by_kind_in_money_of_the_plan() -> None:
    paid = [Paid(CostKind.DEVICE, Spend.CAPITAL, 1155, 2023), Paid(CostKind.ESCORT, Spend.CAPITAL, 50, 2031)]
    found = outturn(baseline(), paid, {}, base_year=2024, on=date(2026, 6, 11))
    device, escort = found.by_kind
    assert (device.paid, device.paid_real, escort.paid_real) == (1155, 1200, 50)
    assert device.forecast == Estimate(1200, 1200, 1500)
    assert found.forecast == Estimate(1250, 1250, 1550)
    assert (found.paid, found.paid_real, found.not_converted) == (1205, 1250, 50)
    assert "2031" in found.says[-1]
    assert found.forecast_end == date(2026, 7, 10)  # it should have begun ten days ago
    ended = outturn(baseline(), paid, {Milestone.FINISHED: ENDS}, base_year=2024, on=ENDS)
    assert (ended.forecast, ended.forecast_end) == (Estimate(1250, 1250, 1250), ENDS)


@pytest.mark.parametrize(
    ("bias", "words"),
    [
        (300, "The optimism bias of 30 % covers it."),
        (200, "The optimism bias of 20 % does not cover it."),
        (0, "The estimate bore no optimism bias; the next one of this kind should."),
    ],
)
def test_the_outturn_says_whether_the_optimism_bias_covered_it(bias: int, words: str) -> None:
    dates = {Milestone.FINISHED: date(2026, 7, 10)}
    found = outturn(baseline(bias), [Paid(CostKind.DEVICE, Spend.CAPITAL, 1250)], dates)
    assert (found.overrun, found.days_late) == (2500, 10)
    assert found.says == (
        "25 % more than the likely estimate was paid, inside the range from low to high.",
        words,
        "Work ended 10 days late.",
    )


def test_what_nobody_planned_is_named() -> None:
    found = outturn(baseline(), [Paid(CostKind.ESCORT, Spend.CAPITAL, 5)], {})
    assert {each.kind: each.against for each in found.by_kind} == {
        CostKind.DEVICE: Against.NOTHING_PAID,
        CostKind.ESCORT: Against.NOT_PLANNED,
    }


@given(
    st.lists(
        st.builds(
            Paid,
            st.sampled_from(CostKind),
            st.sampled_from([Spend.CAPITAL, Spend.YEARLY]),
            st.integers(-10_000, 10_000),
        )
    )
)
def test_the_kinds_add_up_to_what_was_paid(paid: list[Paid]) -> None:
    found = outturn(baseline(), paid, {})
    assert sum(each.paid for each in found.by_kind) == found.paid
    assert found.paid + found.paid_yearly == sum(each.pence for each in paid)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1920x1080", 2.0736),
        ("4 MP", 4.0),
        ("5MP dome", 5.0),
        ("4K", 8.3),
        ("Full HD", 2.1),
        ("good", None),
        (None, None),
    ],
)
def test_resolution_is_read_as_lists_write_it(text: str | None, wanted: float | None) -> None:
    assert megapixels(text) == wanted
