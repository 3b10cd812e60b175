"""The evaluation kit itself, and that the method page shows what the command prints."""

from collections import Counter

import pytest

from riskreg.catalogue.load import load_catalogue
from riskreg.identification import Trace
from riskreg.identification.knowledge import Knowledge
from tests.evaluation.__main__ import BEGIN, END, METHOD, tables
from tests.evaluation.measure import KINDS, Case, read_cases, score, search_flags


@pytest.fixture(scope="module")
def bundled() -> Knowledge:
    return load_catalogue().knowledge


def test_held_out_cases_are_many_and_sourced() -> None:
    cases = read_cases("identification_held_out.csv")

    assert len(cases) >= 300
    assert all(case.source for case in cases)
    assert set(Counter(case.kind for case in cases)) == set(KINDS)
    assert len({case.id for case in cases}) == len(cases)


def test_no_held_out_case_is_a_development_case() -> None:
    def told(case: Case) -> tuple[str, ...]:
        t = case.trace
        return tuple((cell or "").casefold() for cell in (t.make, t.model, t.make_and_model, t.mac, t.description))

    development = {told(case) for case in read_cases("identification.csv")}

    assert [c.id for c in read_cases("identification_held_out.csv") if told(c) in development] == []


def test_shares_are_counted_from_the_cases() -> None:
    cases = [
        Case("1", "direct", "hikvision", Trace(make="Hikvision"), "made up"),
        Case("2", "direct", "hikvision", Trace(make="HIK VISION"), "made up"),
        Case("3", "direct", "", Trace(description="bracket for Hikvision"), "made up"),
        Case("4", "direct", "", Trace(make="Axis"), "made up"),
    ]
    direct = score(cases, search_flags)[0]

    assert (direct.hits, direct.misses, direct.false_alarms, direct.left_alone) == (1, 1, 1, 1)
    assert (direct.precision, direct.recall, direct.false_positive_rate) == (0.5, 0.5, 0.5)


def test_the_method_page_shows_what_the_command_prints(bundled: Knowledge) -> None:
    shown = METHOD.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].strip()

    assert shown == tables("identification_held_out.csv", bundled).strip()
