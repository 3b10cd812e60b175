"""Numbers close to a restricted one: proposed to a person, or a reason to look where a character was misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.identification import Identifier, Trace
from riskreg.identification.nearness import NearNumbers
from riskreg.rules.terms import Certainty, SignalKind


@pytest.mark.parametrize("model", ["IPC-DHBW1431E", "DS-1KT671TM", "SD-7608NI-K2", "DDS-7608NI-K2", "HWI-8104"])
def test_a_number_one_slip_from_a_sure_numbering_is_proposed_and_flags_nothing(
    bundled_identifier: Identifier, model: str
) -> None:
    finding = bundled_identifier.identify(Trace(model=model))

    assert (finding.certainty, finding.confidence) == (Certainty.UNKNOWN, 0)
    assert [s.kind for s in finding.signals] == [SignalKind.NEAR_MISS]
    assert finding.signals[0].is_note


@pytest.mark.parametrize(
    ("model", "vendor"), [("DS-2C02143G2-I", "hikvision"), ("IPC-HDBWI431E", "dahua"), ("DS-72O4HUHI-K1", "hikvision")]
)
def test_a_long_number_with_one_character_misread_is_a_reason_to_look(
    bundled_identifier: Identifier, model: str, vendor: str
) -> None:
    finding = bundled_identifier.identify(Trace(model=model))

    assert (finding.vendor, finding.certainty) == (vendor, Certainty.SUSPECTED)
    assert bundled_identifier.identify(Trace(make="Axis", model=model)).vendor != vendor


def test_a_number_under_the_label_of_another_maker_is_not_compared(bundled_identifier: Identifier) -> None:
    finding = bundled_identifier.identify(Trace(make="Axis", model="D5-2CD2143G2-I"))

    assert SignalKind.NEAR_MISS not in {s.kind for s in finding.signals}


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("KX-9900-B", "ending"),
        ("KX-9900-A/UK", "ending"),
        ("KX 9900 A", "punctuation"),
        ("kx9900a", "punctuation"),
        ("KX-99OO-A", "misread"),
        ("KX-9901-A", None),
        ("QT-4412-A", None),
        ("9900", None),
        ("", None),
        (None, None),
    ],
)
def test_numbers_are_close_by_ending_punctuation_or_misreading(number: str | None, reason: str | None) -> None:
    near = NearNumbers({"KX-9900-A": "hikvision"}).to(number)

    assert (near is None) is (reason is None)
    if near is not None and reason is not None:
        assert reason in near.reason
        assert (near.flagged, near.vendor) == ("KX-9900-A", "hikvision")


@given(st.text(alphabet="ABCDXYZ0123456789- /.", max_size=24))
def test_a_flagged_number_is_always_close_to_itself_or_too_short_to_compare(number: str) -> None:
    near = NearNumbers({number: "dahua"})

    assert near.to(number) is None or near.to(number) == near.to(number.replace(" ", "  "))
