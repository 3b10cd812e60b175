from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.identification import Finding, Identifier, Trace
from riskreg.identification.knowledge import Knowledge
from riskreg.rules.terms import Certainty, MatchBasis, SignalKind
from tests.identification.known import claim, small_knowledge

IDENTIFIED, SUSPECTED, UNKNOWN = Certainty.IDENTIFIED, Certainty.SUSPECTED, Certainty.UNKNOWN
HIK_MAC, AXIS_MAC, HUAWEI_MAC = "44:19:B6:00:00:01", "B8:A4:4F:00:00:01", "00:E0:FC:00:00:01"
HIK_SERIAL = "20190517AAWRD20341380"


@pytest.mark.parametrize(
    ("trace", "vendor", "certainty", "basis"),
    [
        (Trace(make="Hikvision"), "hikvision", IDENTIFIED, MatchBasis.ENTITY),
        (Trace(make="海康威视"), "hikvision", IDENTIFIED, MatchBasis.ENTITY),
        (Trace(make="HiLook by Hikvision"), "hikvision", IDENTIFIED, MatchBasis.ENTITY),
        (Trace(make="Hikvision CCTV camera"), "hikvision", IDENTIFIED, MatchBasis.ENTITY),
        (Trace(make="Prama Hikvision India Private Limited"), "hikvision", IDENTIFIED, MatchBasis.AFFILIATE),
        (Trace(make="EZVIZ"), "ezviz", IDENTIFIED, MatchBasis.AFFILIATE),
        (Trace(make="Hikvison"), "hikvision", IDENTIFIED, MatchBasis.MISSPELLING),
        (Trace(make_and_model="Hikvision DS-2CD2143G0-I"), "hikvision", IDENTIFIED, MatchBasis.ENTITY),
        (Trace(make_and_model="OC123 Oemcam"), "dahua", SUSPECTED, MatchBasis.OEM_RELABEL),
        (Trace(make="Ownbrand"), "dahua", IDENTIFIED, MatchBasis.ENTITY),
        # A word that is somebody else's brand too decides only with the device's help.
        (Trace(make="Hivision"), "hikvision", SUSPECTED, MatchBasis.MISSPELLING),
        (Trace(make="Twinname"), "hikvision", SUSPECTED, MatchBasis.MISSPELLING),
        (Trace(make="Hivision", model="DS-2CD2143"), "hikvision", IDENTIFIED, MatchBasis.MODEL),
        # The device itself, without a label or under a reseller's.
        (Trace(model="DS-2CD2143G0-I"), "hikvision", IDENTIFIED, MatchBasis.MODEL),
        (Trace(part_number="DS-2CD2143G0-I"), "hikvision", IDENTIFIED, MatchBasis.MODEL),
        (Trace(make="unknown", model="DS-2CD2143G0-I"), "hikvision", IDENTIFIED, MatchBasis.MODEL),
        (Trace(serial=HIK_SERIAL), "hikvision", IDENTIFIED, MatchBasis.SERIAL),
        (Trace(mac=HIK_MAC), "hikvision", IDENTIFIED, MatchBasis.MAC),
        (Trace(make="ABC Security", mac=HIK_MAC), "hikvision", IDENTIFIED, MatchBasis.MAC),
        (Trace(make="ABC Security", model="DS-2CD2143"), "hikvision", IDENTIFIED, MatchBasis.OEM_RELABEL),
        (Trace(make="StoreBrand", model="DS-2CD2143"), "hikvision", IDENTIFIED, MatchBasis.OEM_RELABEL),
        (Trace(make="Wholebrand", mac=HIK_MAC), "hikvision", IDENTIFIED, MatchBasis.OEM_RELABEL),
        (Trace(make="Honeywell", model="IPC-HFW2431"), "dahua", IDENTIFIED, MatchBasis.OEM_RELABEL),
        (Trace(model="2CD2143", mac=HIK_MAC), "hikvision", IDENTIFIED, MatchBasis.MODEL),
        (Trace(model="iVMS-4200"), "hikvision", IDENTIFIED, MatchBasis.ENTITY),
        # Reasons to look.
        (Trace(mac=HUAWEI_MAC), "huawei", SUSPECTED, MatchBasis.MAC),
        (Trace(model="M3045-V", mac=HUAWEI_MAC), "huawei", SUSPECTED, MatchBasis.MAC),
        (Trace(make="Axis", model="DS-2CD2143G0-I"), "hikvision", SUSPECTED, MatchBasis.CONFLICT),
        (Trace(make="Axis", mac=HIK_MAC), "hikvision", SUSPECTED, MatchBasis.CONFLICT),
        (Trace(make="Hikvision", mac=AXIS_MAC), "hikvision", SUSPECTED, MatchBasis.CONFLICT),
        (Trace(model="DS-2CD2143", mac=AXIS_MAC), "hikvision", SUSPECTED, MatchBasis.CONFLICT),
        (Trace(make="Wholebrand"), "hikvision", SUSPECTED, MatchBasis.OEM_RELABEL),
        (Trace(make="Oemcam", model="OC123"), "dahua", SUSPECTED, MatchBasis.OEM_RELABEL),
        (Trace(make="Honeywell", model="HEN08104"), "dahua", SUSPECTED, MatchBasis.OEM_RELABEL),
        (Trace(component="HI3516 inside"), None, SUSPECTED, MatchBasis.COMPONENT),
        (Trace(make="Hikvision / Dahua"), "hikvision", SUSPECTED, MatchBasis.CONFLICT),
        (Trace(make="Intel", software="iVMS-4200 V3"), "hikvision", SUSPECTED, MatchBasis.ENTITY),
        # Traces that agree outweigh an odd network card or a single address.
        (Trace(make="Hikvision", mac="00:1B:21:00:00:01"), "hikvision", IDENTIFIED, MatchBasis.ENTITY),
        (Trace(make="Hikvision", model="DS-2CD2143", mac=AXIS_MAC), "hikvision", IDENTIFIED, MatchBasis.ENTITY),
    ],
)
def test_traces_come_to_a_maker(
    identifier: Identifier, trace: Trace, vendor: str | None, certainty: Certainty, basis: MatchBasis
) -> None:
    finding = identifier.identify(trace)

    assert (finding.vendor, finding.certainty, finding.basis) == (vendor, certainty, basis), finding.explanation


@pytest.mark.parametrize(
    "trace",
    [
        Trace(),
        Trace(make="", model=" ", mac="-", serial="?", description=""),
        Trace(make="ABC Security"),
        Trace(make="StoreBrand"),
        Trace(make="HearsayCam"),
        Trace(make="Rumourcam"),
        Trace(make="Unreadcam"),
        Trace(make="Oemcam", model="ZZ999"),
        Trace(make="Ring"),
        Trace(make="Hikvsion"),
        Trace(make="Hikvisionary Arts"),
        Trace(model="2CD2143"),
        Trace(model="DC-2CD2143"),
        Trace(model="DH-160"),
        Trace(model="M30-V"),
        Trace(software="SADP"),
        Trace(mac="46:19:B6:00:00:01"),
        Trace(make="Guessed Cameras"),
    ],
)
def test_what_cannot_be_told_stays_unknown(identifier: Identifier, trace: Trace) -> None:
    finding = identifier.identify(trace)

    assert finding.certainty is UNKNOWN, finding.explanation
    assert not finding.is_clear_candidate
    assert finding.confidence == 0
    assert finding.explanation


@pytest.mark.parametrize(
    ("trace", "maker", "clears"),
    [
        (Trace(make="Axis", model="M3045-V"), "axis", True),
        (Trace(make="AXIS COMMUNICATIONS AB"), "axis", True),
        (Trace(make_and_model="Axis P3245-LVE"), "axis", True),
        (Trace(mac=AXIS_MAC), "axis", True),
        (Trace(description="Axis P3245-LVE in lobby"), "axis", True),
        (Trace(make="Hikvision"), "hikvision", True),
        (Trace(make="Honeywell", model="HC30WB5R1"), "honeywell", False),
        (Trace(make="Axis", mac=HIK_MAC), "hikvision", False),
        (Trace(model="DS-2CD2143"), "hikvision", False),
        (Trace(mac="00:1B:21:00:00:01"), None, False),
    ],
)
def test_only_a_maker_that_is_established_can_clear(
    identifier: Identifier, trace: Trace, maker: str | None, clears: bool
) -> None:
    finding = identifier.identify(trace)

    assert (finding.vendor, finding.is_clear_candidate) == (maker, clears), finding.explanation


def test_a_date_outside_a_claim_weakens_it(identifier: Identifier) -> None:
    inside = identifier.identify(Trace(make="Honeywell", model="HEN08104", installed_on=date(2019, 5, 1)))
    outside = identifier.identify(Trace(make="Honeywell", model="HEN08104", installed_on=date(2024, 5, 1)))

    assert outside.confidence < inside.confidence
    assert "outside that time" in outside.explanation
    assert "1 May 2024" in outside.explanation


def test_the_day_of_manufacture_decides_before_the_day_of_installation() -> None:
    identifier = Identifier(small_knowledge())
    finding = identifier.identify(
        Trace(make="Honeywell", model="HEN08104", serial=HIK_SERIAL, installed_on=date(2024, 5, 1))
    )

    assert "outside that time" not in finding.explanation


def test_a_counter_claim_speaks_for_its_series_only(identifier: Identifier) -> None:
    meant = identifier.identify(Trace(make="Mixcam", model="NX5"))
    other = identifier.identify(Trace(make="Mixcam", model="AB5"))

    assert meant.confidence < other.confidence


def test_a_brand_that_a_source_clears_of_a_claim_may_be_clear() -> None:
    knowledge = small_knowledge()
    cleared = claim("counter", "Bosch", "dahua", confidence="medium", counter=True)
    weak = claim("weak", "Bosch", "dahua", confidence="low")
    identifier = Identifier(replace(knowledge, supplied_brands=(cleared, weak)))

    assert identifier.identify(Trace(make="Bosch", model="NBE-3502")).is_clear_candidate


def test_a_part_inside_is_never_the_maker(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(make="Axis", component="SoC HI3516"))

    assert (finding.vendor, finding.component_of) == ("axis", "huawei")


def test_a_near_spelling_proposes_a_review(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(make="Hikvsion"))

    assert finding.candidates == ("hikvision",)
    assert [s.kind for s in finding.signals] == [SignalKind.NEAR_MISS]
    assert all(s.is_note for s in finding.signals)


def test_every_signal_names_its_source(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(make="ABC Security", model="DS-2CD2143G0-I", mac=HIK_MAC, serial=HIK_SERIAL))

    assert {s.kind for s in finding.signals} == {
        SignalKind.MODEL_GRAMMAR,
        SignalKind.MAC_PREFIX,
        SignalKind.SERIAL_GRAMMAR,
    }
    assert all(s.source for s in finding.signals)
    assert "the label says ABC Security" in finding.explanation
    assert "44:19:B6… is registered to Hangzhou Hikvision Digital Technology Co.,Ltd." in finding.explanation
    assert "[a text that was read]" in finding.explanation_with_sources


TRACES = st.builds(
    Trace,
    make=st.sampled_from(
        [None, "Hikvision", "hik vision", "Axis", "ABC", "Honeywell", "Oemcam", "Hikvison", "unknown"]
    ),
    model=st.sampled_from(
        [None, "DS-2CD2143", "ds2cd2143", "M3045-V", "HEN08104", "OC123", "x", "Bracket for DS-2CD2143", "dome HEN1"]
    ),
    make_and_model=st.sampled_from([None, "Dahua IPC-HDW1230", "LTS x", "dome HEN081"]),
    mac=st.sampled_from([None, HIK_MAC, AXIS_MAC, "44-19-b6-99-99-99"]),
    serial=st.sampled_from([None, HIK_SERIAL, "SN1", "20190517AAWRD20341381"]),
    description=st.sampled_from([None, "lobby", "not Hikvision", "Axis dome", "bracket for Dahua", "HEN081 dome"]),
    software=st.sampled_from([None, "iVMS-4200", "V5.1"]),
    installed_on=st.sampled_from([None, date(2019, 1, 1), date(2024, 1, 1)]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TRACES, min_size=2, max_size=12))
def test_rows_of_one_key_have_one_finding(identifier: Identifier, traces: list[Trace]) -> None:
    seen: dict[tuple[str, ...], Finding] = {}
    for trace in traces:
        key = identifier.key(trace)
        finding = Identifier(small_knowledge()).identify(trace)
        first = seen.setdefault(key, finding)

        told = (finding.vendor, finding.certainty, finding.confidence, finding.basis, finding.candidates)
        assert told == (first.vendor, first.certainty, first.confidence, first.basis, first.candidates)


@settings(max_examples=150, deadline=None)
@given(trace=TRACES, at=st.integers(0, 6), invisible=st.sampled_from("\u200b\u200d\u2060\ufeff"))
def test_an_invisible_character_never_changes_a_finding(
    identifier: Identifier, trace: Trace, at: int, invisible: str
) -> None:
    def spoilt(text: str | None) -> str | None:
        return text if text is None else text[:at] + invisible + text[at:]

    other = Trace(
        make=spoilt(trace.make),
        model=spoilt(trace.model),
        make_and_model=spoilt(trace.make_and_model),
        mac=trace.mac,
        serial=spoilt(trace.serial),
        description=spoilt(trace.description),
        software=spoilt(trace.software),
        installed_on=trace.installed_on,
    )
    one, two = identifier.identify(trace), identifier.identify(other)

    assert (one.vendor, one.certainty, one.basis) == (two.vendor, two.certainty, two.basis)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_an_axis_never_becomes_restricted_by_case(identifier: Identifier, data: st.DataObject) -> None:
    def recased(text: str) -> str:
        return "".join(c.upper() if data.draw(st.booleans()) else c.lower() for c in text)

    finding = identifier.identify(Trace(make=recased("Axis Communications"), model=recased("M3045-V")))

    assert (finding.vendor, finding.certainty) == ("axis", IDENTIFIED)


def test_an_empty_catalogue_knows_nobody() -> None:
    empty = Knowledge("none", {}, (), (), (), (), (), (), (), (), {}, {})

    assert (
        Identifier(empty).identify(Trace(make="Hikvision", mac=HIK_MAC, description="Hikvision")).certainty is UNKNOWN
    )
