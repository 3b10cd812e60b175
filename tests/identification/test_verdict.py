import pytest

from riskreg.identification import CoverStatus, Identifier, Trace, verdict_for
from riskreg.rules.terms import MatchBasis, Verdict

COVERS = {
    "hikvision": CoverStatus.COVERED,
    "dahua": CoverStatus.AWAITED,
    "huawei": CoverStatus.COVERED,
    "axis": CoverStatus.NOT_COVERED,
    "bosch": CoverStatus.CANNOT_TELL,
    "honeywell": CoverStatus.NOT_COVERED,
}


@pytest.mark.parametrize(
    ("trace", "verdict", "basis"),
    [
        (Trace(make="Hikvision"), Verdict.RESTRICTED, MatchBasis.ENTITY),
        (Trace(make="Dahua"), Verdict.SUSPECTED, MatchBasis.DETERMINATION_AWAITED),
        (Trace(make="Axis"), Verdict.CLEAR, None),
        (Trace(make="Bosch"), Verdict.UNKNOWN, None),
        (Trace(make="ZTE"), Verdict.UNKNOWN, None),
        (Trace(make="ABC Security"), Verdict.UNKNOWN, None),
        (Trace(), Verdict.UNKNOWN, None),
        (Trace(make="Wholebrand"), Verdict.SUSPECTED, MatchBasis.OEM_RELABEL),
        (Trace(make="Oemcam", model="OC123"), Verdict.SUSPECTED, MatchBasis.DETERMINATION_AWAITED),
        (Trace(make="Axis", mac="44:19:B6:00:00:01"), Verdict.SUSPECTED, MatchBasis.CONFLICT),
        (Trace(make="Axis", component="HI3516"), Verdict.SUSPECTED, MatchBasis.COMPONENT),
        (Trace(make="Honeywell", model="HC30W"), Verdict.UNKNOWN, None),
        (Trace(description="bracket for Hikvision"), Verdict.UNKNOWN, None),
    ],
)
def test_a_finding_gives_a_verdict_under_a_regime(
    identifier: Identifier, trace: Trace, verdict: Verdict, basis: MatchBasis | None
) -> None:
    told = verdict_for(identifier.identify(trace), COVERS)

    assert (told.verdict, told.basis) == (verdict, basis), told.sentence
    assert told.sentence.endswith(".")


def test_a_regime_that_covers_nobody_flags_nobody(identifier: Identifier) -> None:
    nobody = dict.fromkeys(COVERS, CoverStatus.NOT_COVERED)

    assert verdict_for(identifier.identify(Trace(make="Hikvision")), nobody).verdict is Verdict.CLEAR
    assert verdict_for(identifier.identify(Trace(make="Wholebrand")), nobody).verdict is Verdict.UNKNOWN


def test_a_vendor_the_regime_does_not_mention_is_not_cleared(identifier: Identifier) -> None:
    assert verdict_for(identifier.identify(Trace(make="Axis")), {}).verdict is Verdict.UNKNOWN
