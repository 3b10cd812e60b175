"""Numbers that few others use, and goods that a claim on a brand does not mean: what is a reason to look."""

import pytest

from riskreg.identification import Identifier, Trace
from riskreg.identification.knowledge import Knowledge
from riskreg.rules.terms import Certainty
from tests.evaluation.methods import restricted_maker


@pytest.mark.parametrize("make", [None, "Three Mobile", "TalkTalk"])
def test_a_number_that_few_others_use_is_a_reason_to_look_without_a_maker(
    bundled_identifier: Identifier, make: str | None
) -> None:
    finding = bundled_identifier.identify(Trace(make=make, model="HG633"))

    assert (finding.vendor, finding.certainty) == ("huawei", Certainty.SUSPECTED)
    assert "few others" in finding.explanation


def test_under_the_label_of_a_known_maker_it_is_none(bundled_identifier: Identifier, bundled: Knowledge) -> None:
    assert restricted_maker(bundled_identifier.identify(Trace(make="Netgear", model="HG633")), bundled) is None


@pytest.mark.parametrize("model", ["Sensation XE Beats Z715e", "AirTab MF101"])
def test_inside_a_name_it_tells_nothing(bundled_identifier: Identifier, bundled: Knowledge, model: str) -> None:
    assert restricted_maker(bundled_identifier.identify(Trace(model=model)), bundled) is None


def test_with_the_maker_in_a_text_it_identifies(bundled_identifier: Identifier) -> None:
    finding = bundled_identifier.identify(Trace(model="HG633", description="Huawei home router"))

    assert (finding.vendor, finding.certainty) == ("huawei", Certainty.IDENTIFIED)


@pytest.mark.parametrize(
    "trace",
    [
        Trace(make="Honeywell", model="Morley loop isolation module"),
        Trace(make="Honeywell", description="WRR Morley intelligent loop sounder base"),
    ],
    ids=["in the model", "in the description"],
)
def test_other_goods_of_a_brand_that_is_supplied_in_part_are_not_suspected(
    bundled_identifier: Identifier, bundled: Knowledge, trace: Trace
) -> None:
    assert restricted_maker(bundled_identifier.identify(trace), bundled) is None


@pytest.mark.parametrize(
    "trace",
    [
        Trace(make="Honeywell"),
        Trace(make="Honeywell", model="Dome camera"),
        Trace(make="Honeywell", description="covert smoke detector camera"),
        Trace(make="Honeywell", description="main entrance north"),
    ],
    ids=["nothing said", "a camera", "a camera in a smoke detector", "a place"],
)
def test_its_cameras_and_what_is_not_described_are(
    bundled_identifier: Identifier, bundled: Knowledge, trace: Trace
) -> None:
    assert restricted_maker(bundled_identifier.identify(trace), bundled) == "dahua"


@pytest.mark.parametrize(
    ("make", "model"), [("OnePlus", "HD1900"), ("BrightSign", "HD1023"), ("JAY-tech", "TPC-PA7807")]
)
def test_telephones_players_and_tablets_are_not_taken_for_cameras(
    bundled_identifier: Identifier, bundled: Knowledge, make: str, model: str
) -> None:
    assert restricted_maker(bundled_identifier.identify(Trace(make=make, model=model)), bundled) is None
