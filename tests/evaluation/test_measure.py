"""The evaluation kit itself: its cases, its arithmetic, and that the method page shows what the command prints."""

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from riskreg.identification import Trace
from riskreg.identification.knowledge import Knowledge
from tests.evaluation.__main__ import BEGIN, END, METHOD, main
from tests.evaluation.cases import (
    DEVELOPMENT,
    FIFTH,
    FOURTH,
    HELD_OUT,
    KINDS,
    OLDER,
    SECOND,
    SIXTH,
    THIRD,
    Case,
    cells,
    read_cases,
    read_sources,
)
from tests.evaluation.measure import Share, reliability, score, total
from tests.evaluation.methods import RESTRICTED, name_matching_flags, riskreg_flags, search_flags
from tests.evaluation.tables import INTRODUCTIONS, page, tables
from tests.journeys.desk import bundled_lists

SETS = (HELD_OUT, DEVELOPMENT, SECOND, THIRD, FOURTH, FIFTH, SIXTH)
MAKERS = {"hikvision", "dahua", "huawei", "hytera", "zte", "uniview", "tiandy"}
"""Whose devices stand in every set; the sixth alone has drones and software for security."""


@pytest.fixture(scope="module")
def bundled() -> Knowledge:
    return bundled_lists().knowledge


def plain(text: str | None) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text or "").casefold() if c.isalnum())


def told(case: Case) -> tuple[str, ...]:
    t = case.trace
    return tuple(plain(cell) for cell in (t.make, t.model or t.make_and_model, t.mac, t.serial, t.description))


def test_held_out_cases_are_many_of_every_kind_and_sourced() -> None:
    cases, sources = read_cases(HELD_OUT), read_sources()
    restricted = Counter(case.kind for case in cases if case.expected)

    assert len(cases) >= 3000
    assert {case.source for case in cases} <= set(sources)
    assert all(source.address and source.what for source in sources.values())
    assert min(Counter(case.kind for case in cases)[kind] for kind in KINDS) >= 100
    assert min(restricted[kind] for kind in KINDS[:7]) >= 100
    assert {case.expected for case in cases} == {"", *MAKERS}
    assert {case.composed for case in cases} == {"", "part", "suffix", "yes"}


def test_the_second_set_is_many_of_every_kind_and_sourced() -> None:
    cases = read_cases(SECOND)
    kinds = Counter(case.kind for case in cases)
    restricted = sum(bool(case.expected) for case in cases)

    assert min(restricted, len(cases) - restricted) >= 600
    assert set(kinds) == set(KINDS)
    assert kinds["near_miss"] >= 170
    assert {case.source for case in cases} <= set(read_sources())
    assert {case.expected for case in cases} == {"", *MAKERS}
    assert {case.composed for case in cases} == {"", "part", "suffix", "yes"}


def test_the_third_set_is_many_of_every_kind_and_sourced() -> None:
    cases = read_cases(THIRD)
    kinds = Counter(case.kind for case in cases)
    restricted = sum(bool(case.expected) for case in cases)

    assert min(restricted, len(cases) - restricted) >= 600
    assert set(kinds) == set(KINDS)
    assert kinds["near_miss"] >= 170
    assert {case.source for case in cases} <= set(read_sources())
    assert {case.expected for case in cases} == {"", *MAKERS}
    assert {case.composed for case in cases} == {"", "part", "suffix", "yes"}


def test_the_fourth_set_is_many_of_every_kind_and_sourced() -> None:
    cases = read_cases(FOURTH)
    kinds = Counter(case.kind for case in cases)
    restricted = sum(bool(case.expected) for case in cases)

    assert min(restricted, len(cases) - restricted) >= 550
    assert set(kinds) == set(KINDS)
    assert kinds["near_miss"] >= 140
    assert kinds["plain_negative"] >= 500
    assert {case.source for case in cases} <= set(read_sources())
    assert {case.expected for case in cases} == {"", *MAKERS}
    assert {case.composed for case in cases} == {"", "part", "suffix"}


def test_the_fifth_set_is_many_of_every_kind_and_sourced() -> None:
    cases = read_cases(FIFTH)
    kinds = Counter(case.kind for case in cases)
    restricted = sum(bool(case.expected) for case in cases)

    assert min(restricted, len(cases) - restricted) >= 300
    assert set(kinds) == set(KINDS)
    assert kinds["near_miss"] >= 50
    assert {case.source for case in cases} <= set(read_sources())
    assert {case.expected for case in cases} == {"", *MAKERS}


def test_the_sixth_set_is_many_of_every_kind_and_sourced() -> None:
    cases = read_cases(SIXTH)
    kinds = Counter(case.kind for case in cases)
    restricted = sum(bool(case.expected) for case in cases)

    assert min(restricted, len(cases) - restricted) >= 300
    assert set(kinds) == set(KINDS)
    assert kinds["near_miss"] >= 140
    assert {case.source for case in cases} <= set(read_sources())
    assert {"", "dji", "kaspersky"} <= {case.expected for case in cases} <= {"", *RESTRICTED}


def test_near_misses_and_plain_negatives_are_devices_that_must_not_flag() -> None:
    cases = [case for name in SETS for case in read_cases(name)]

    assert [c.id for c in cases if c.expected and c.kind in ("near_miss", "plain_negative")] == []


def test_no_two_cases_say_the_same_in_any_set() -> None:
    cases = [case for name in SETS for case in read_cases(name)]

    assert [said for said, times in Counter(map(told, cases)).items() if times > 1] == []
    assert len({case.id for case in cases}) == len(cases)


def test_no_held_out_case_is_an_older_case() -> None:
    development = set(map(told, read_cases("identification.csv")))
    older = development | set(map(told, read_cases(OLDER)))

    assert [c.id for c in read_cases(HELD_OUT) if told(c) in development] == []
    assert [c.id for name in (SECOND, THIRD, FOURTH, FIFTH, SIXTH) for c in read_cases(name) if told(c) in older] == []


def test_no_older_held_out_case_is_an_older_development_case() -> None:
    def said(case: Case) -> tuple[str, ...]:
        t = case.trace
        return tuple((cell or "").casefold() for cell in (t.make, t.model, t.make_and_model, t.mac, t.description))

    development = set(map(said, read_cases("identification.csv")))

    assert [c.id for c in read_cases(OLDER) if said(c) in development] == []


def test_no_model_stands_in_both_parts() -> None:
    def models(name: str) -> set[str]:
        found = {
            plain((case.trace.model or "").split(" - ")[0]) for case in read_cases(name) if case.kind != "misspelt"
        }
        return {model for model in found if len(model) >= 4}

    seen = models(DEVELOPMENT)

    older = models(HELD_OUT) | models(SECOND) | models(THIRD) | models(FOURTH)

    assert (older | models(FIFTH) | models(SIXTH)) & seen == set()
    assert models(THIRD) & (models(HELD_OUT) | models(SECOND)) == set()
    assert models(FOURTH) & (models(HELD_OUT) | models(SECOND) | models(THIRD)) == set()
    assert models(FIFTH) & older == set()
    assert models(SIXTH) & (older | models(FIFTH)) == set()


def test_shares_are_counted_from_the_cases() -> None:
    cases = [
        Case("1", "direct", "hikvision", Trace(make="Hikvision"), "made up"),
        Case("2", "direct", "hikvision", Trace(make="HIK VISION"), "made up"),
        Case("3", "direct", "", Trace(description="bracket for Hikvision"), "made up"),
        Case("4", "direct", "", Trace(make="Axis"), "made up"),
    ]
    direct = score(cases, search_flags)[0]

    assert (direct.hits, direct.misses, direct.false_alarms, direct.left_alone) == (1, 1, 1, 1)
    assert [s.value for s in (direct.precision, direct.recall, direct.false_positive_rate)] == [0.5, 0.5, 0.5]


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=5e-5)


def test_there_is_no_share_of_nothing() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_an_interval_holds_its_share_and_narrows_with_more_cases(counts: tuple[int, int]) -> None:
    share, more = Share(*counts), Share(counts[0] * 4, counts[1] * 4)
    assert share.interval is not None
    assert more.interval is not None
    assert share.value is not None
    low, high = share.interval

    assert 0 <= low <= share.value + 1e-12
    assert share.value - 1e-12 <= high <= 1
    assert more.interval[1] - more.interval[0] < high - low


@pytest.mark.parametrize("scorer", [fuzz.token_set_ratio, fuzz.WRatio], ids=["token_set_ratio", "WRatio"])
@pytest.mark.parametrize(
    ("trace", "found"),
    [
        (Trace(make="HIKVISION (UK) Ltd"), True),
        (Trace(make="杭州海康威视数字技术股份有限公司"), True),
        (Trace(description="2 x Dahua dome, stairwell"), True),
        (Trace(make="Hikvison"), True),
        (Trace(make="Axis", model="P3245-V"), False),
        (Trace(model="DS-2CD2143G0-I"), False),
        (Trace(mac="44:19:B6:00:00:01"), False),
    ],
)
def test_name_matching_is_a_fair_opponent(scorer: object, trace: Trace, found: bool) -> None:
    flags = name_matching_flags(scorer)  # type: ignore[arg-type]

    assert flags(Case("1", "direct", "", trace, "made up")) is found


def test_each_flag_stands_in_one_band_of_reliability(bundled: Knowledge) -> None:
    cases = read_cases(OLDER)
    bands = reliability(cases, bundled)
    flagged = total(cases, riskreg_flags(bundled)).precision.whole

    assert sum(band.right.whole for band in bands) == flagged
    assert [(band.low, band.high) for band in bands] == [(n / 10, (n + 1) / 10) for n in range(9, -1, -1)]
    assert all(band.stated is None or band.low <= band.stated <= band.high for band in bands)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--errors"],
        ["--errors", "--older"],
        ["--errors", "--second"],
        ["--errors", "--third"],
        ["--errors", "--fourth"],
        ["--page", "--dev"],
        ["--held-out"],
    ],
)
def test_the_command_refuses_what_would_spoil_the_held_out_cases(arguments: list[str]) -> None:
    assert re.search("Errors|page|Unknown", main(arguments) or "")


def test_every_source_is_used_and_every_case_says_something() -> None:
    used = {case.source for name in SETS for case in read_cases(name)}

    assert used == set(read_sources())
    assert all(cells(case) for name in (HELD_OUT, SECOND, THIRD, FOURTH) for case in read_cases(name))


def test_the_method_page_shows_what_the_command_prints(bundled: Knowledge) -> None:
    shown = METHOD.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].strip()

    assert shown == page(bundled).strip()


@pytest.mark.parametrize(
    ("option", "name"),
    [
        (None, HELD_OUT),
        ("--dev", DEVELOPMENT),
        ("--second", SECOND),
        ("--third", THIRD),
        ("--fourth", FOURTH),
    ],
)
def test_each_option_measures_its_own_set(
    option: str | None, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.evaluation.__main__.tables", lambda name, _: f"tables of {name}")

    assert main([option] if option else []) is None
    out = capsys.readouterr().out
    assert out.startswith(f"tests/cases/{name}; ")
    assert f"tables of {name}" in out


def test_the_aims_are_measured_on_every_unseen_set_as_on_the_held_out_one(
    bundled: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [case for case in read_cases(DEVELOPMENT) if case.expected][:3]
    monkeypatch.setattr("tests.evaluation.tables.read_cases", lambda _: few)

    assert ["**the aims**" in tables(name, bundled) for name in (HELD_OUT, SECOND, THIRD, FOURTH, DEVELOPMENT)] == [
        *(True, True, True, True),
        False,
    ]


def test_the_page_introduces_each_set_that_it_shows_after_the_first(
    bundled: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.evaluation.tables.SHOWN", (HELD_OUT, SECOND, THIRD))
    monkeypatch.setattr("tests.evaluation.tables.tables", lambda name, _: f"tables of {name}\n")

    monkeypatch.setattr("tests.evaluation.tables.together", lambda _: "all together")

    assert page(bundled) == (
        f"all together\ntables of {HELD_OUT}\n\n{INTRODUCTIONS[SECOND]}tables of {SECOND}\n\n"
        f"{INTRODUCTIONS[THIRD]}tables of {THIRD}\n"
    )
