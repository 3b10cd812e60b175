"""The bundled catalogue on labelled development cases, and on the look-alikes that a careless rule would flag."""

import pytest

from riskreg.identification import Identifier, Trace
from riskreg.identification.knowledge import Knowledge
from riskreg.rules.terms import Certainty
from tests.evaluation.cases import Case, read_cases
from tests.evaluation.methods import restricted_maker

DEVELOPMENT = read_cases("identification.csv")


@pytest.mark.parametrize("case", DEVELOPMENT, ids=lambda case: case.id)
def test_a_development_case_comes_out_as_labelled(
    bundled_identifier: Identifier, bundled: Knowledge, case: Case
) -> None:
    finding = bundled_identifier.identify(case.trace)
    flagged = restricted_maker(finding, bundled)

    assert flagged == (case.expected or None), finding.explanation


@pytest.mark.parametrize(
    ("make", "model"),
    [
        ("Axis", "M3045-V"),
        ("TRENDnet", "TC-P16C5E"),
        ("Planex", "CS-W70HD"),
        ("Cisco", "ASA5515X-K8"),
        ("TP-Link", "T2600G-28TS"),
        ("Sony", "DH-160"),
        ("Anpviz", "IPC-D250W-S"),
        ("Vivint", "HDP450"),
        ("Netgear", "S3300-28X"),
        ("Allied Telesis", "AR4050S"),
        ("Trivision", "NC-336PW"),
        ("Xvision", "X104B"),
        ("HeimVision", "HM241"),
        ("Univision", ""),
        ("Skyvision", ""),
        ("KBVision", ""),
        ("Anker", ""),
        ("Dacha", ""),
    ],
)
def test_a_lookalike_is_never_flagged(
    bundled_identifier: Identifier, bundled: Knowledge, make: str, model: str
) -> None:
    for trace in (Trace(make=make, model=model), Trace(make_and_model=f"{make} {model}"), Trace(model=model)):
        assert restricted_maker(bundled_identifier.identify(trace), bundled) is None


def test_a_claim_that_cannot_be_cited_never_flags(bundled_identifier: Identifier, bundled: Knowledge) -> None:
    weak = {c.brand for c in bundled.supplied_brands if not c.is_citable or c.confidence not in ("high", "medium")}
    strong = {c.brand for c in bundled.supplied_brands if c.is_citable and c.confidence in ("high", "medium")}
    named = {n.value for n in bundled.names}

    for brand in sorted(weak - strong - named):
        finding = bundled_identifier.identify(Trace(make=brand))
        assert finding.certainty is Certainty.UNKNOWN, f"{brand}: {finding.explanation}"


def test_a_brand_alone_never_identifies_its_supplier(bundled_identifier: Identifier, bundled: Knowledge) -> None:
    for claim in bundled.supplied_brands:
        if claim.relation == "oem" and not claim.is_counter_claim:
            finding = bundled_identifier.identify(Trace(make=claim.brand))
            assert finding.certainty is not Certainty.IDENTIFIED or finding.vendor != claim.maker, claim.id
