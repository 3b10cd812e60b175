import pytest

from riskreg.identification import Identifier, Trace
from riskreg.rules.terms import Certainty, MatchBasis

NOT_OF_THIS_DEVICE = [
    "bracket for Hikvision dome",
    "Wall bracket to suit Hikvision DS-2CD2143",
    "PSU compatible with Hikvision",
    "junction box suitable for DS-2CD2143G0-I",
    "replaced by Bosch, was Hikvision",
    "replaces Hikvision DS-2CD2143",
    "was Hikvision until swapped 2022",
    "Hikvision until 2022",
    "Hikvision removed 12/2021",
    "not Hikvision",
    "non-Hikvision camera",
    "formerly Hikvision",
    "previously HIKVISION",
    "Hikvision replaced with Bosch in May 2022",
    "no Hikvision equipment here",
    "alternative to Hikvision",
    "Hikvisionary mural, north wall",
]


@pytest.mark.parametrize("text", NOT_OF_THIS_DEVICE)
def test_a_statement_about_another_device_flags_nothing(identifier: Identifier, text: str) -> None:
    finding = identifier.identify(Trace(description=text))

    assert finding.vendor != "hikvision", finding.explanation


@pytest.mark.parametrize(
    "text",
    [
        "Hikvision dome above reception",
        "2 x Hik 4MP dome DS2CD2143, ext. canteen",
        "Camera was installed in 2019 (Hikvision)",
        "replaced old Axis with Hikvision in 2019",
        "Axis replaced by Hikvision DS-2CD2143",
        "replacement Hikvision camera",
        "HIKVISION; no audio",
        "no signage needed. Hikvision bullet",
        "Hik\u200bvision dome",
        "for the benefit of visitors in the main hall Hikvision dome",
        "no access without a key to the plant room above Hikvision dome",
    ],
)
def test_a_statement_about_this_device_identifies(identifier: Identifier, text: str) -> None:
    finding = identifier.identify(Trace(description=text))

    assert (finding.vendor, finding.certainty) == ("hikvision", Certainty.IDENTIFIED), finding.explanation


def test_the_device_that_stands_there_now_is_the_one_identified(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(description="Bosch camera (replaced Hikvision DS-2CD2143 in 2022)"))

    assert finding.vendor == "bosch"
    assert finding.is_clear_candidate


def test_an_accessory_for_another_device_is_an_accessory(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(description="Wall bracket for Hikvision dome"))

    assert finding.is_accessory
    assert finding.certainty is Certainty.UNKNOWN
    assert "wall bracket" not in finding.explanation.lower()
    assert "Hikvision" in finding.explanation


def test_a_bracket_in_the_model_column_is_not_the_camera_it_fits(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(model="Bracket for DS-2CD2143G0-I"))

    assert finding.certainty is Certainty.UNKNOWN


def test_a_label_contradicted_by_the_description_is_a_conflict(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(make="Hikvision", description="was Hikvision until 2022, now Axis"))

    assert (finding.certainty, finding.basis) == (Certainty.SUSPECTED, MatchBasis.CONFLICT)


def test_a_denial_does_not_clear_a_labelled_device(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(make="Hikvision", description="not Hikvision"))

    assert (finding.vendor, finding.certainty) == ("hikvision", Certainty.SUSPECTED)


def test_a_claimed_removal_is_not_a_removal(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(make="Hikvision", model="DS-2CD2143", description="Hikvision removed 2021"))

    assert finding.certainty is Certainty.IDENTIFIED


@pytest.mark.parametrize(
    "text", ["Bosch House reception", "entrance, Axis Business Park", "camera facing the Axis building"]
)
def test_a_maker_named_in_passing_clears_nothing(identifier: Identifier, text: str) -> None:
    finding = identifier.identify(Trace(description=text))

    assert finding.certainty is Certainty.UNKNOWN
    assert not finding.is_clear_candidate


@pytest.mark.parametrize("text", ["Bosch House reception", "facing the Axis building"])
def test_a_place_named_after_a_maker_contradicts_nothing(identifier: Identifier, text: str) -> None:
    finding = identifier.identify(Trace(make="Hikvision", description=text))

    assert finding.certainty is Certainty.IDENTIFIED


def test_a_restricted_name_in_the_description_of_another_make_is_a_reason_to_look(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(make="Axis", description="Manufacturer: Hikvision"))

    assert (finding.vendor, finding.certainty) == ("hikvision", Certainty.SUSPECTED)
