"""How much of a brand a supply claim is about, and what that makes of a model."""

from dataclasses import replace

import pytest

from riskreg.identification.claims import ClaimVerdict, weigh_claims
from riskreg.identification.knowledge import SuppliedBrand
from tests.identification.known import claim

SERIES = "^QX-[0-9]"


def weighed(*claims: SuppliedBrand, models: tuple[str, ...] = (), is_lookalike: bool = False) -> list[ClaimVerdict]:
    return weigh_claims(claims, models, None, str.title, is_lookalike=is_lookalike)


def of(share: str, series: str | None = SERIES) -> SuppliedBrand:
    return replace(claim("one", "Brand", "hikvision", series=series, status="unstated"), share=share)


@pytest.mark.parametrize(
    ("share", "models", "is_suspected"),
    [
        ("some", (), True),
        ("some", ("QX-1",), True),
        ("some", ("ZZ-9",), False),
        ("most", (), True),
        ("most", ("ZZ-9",), True),
        ("few", (), False),
        ("few", ("QX-1",), True),
        ("few", ("ZZ-9",), False),
    ],
)
def test_a_share_decides_what_the_brand_alone_and_another_series_weigh(
    share: str, models: tuple[str, ...], is_suspected: bool
) -> None:
    (found,) = weighed(of(share), models=models)

    assert (found.suspicion > 0) is is_suspected


def test_a_series_weighs_more_than_most_of_a_brand_and_that_more_than_some() -> None:
    (series,) = weighed(of("some"), models=("QX-1",))
    (most,) = weighed(of("most"))
    (some,) = weighed(of("some"))

    assert series.suspicion > most.suspicion > some.suspicion


def test_goods_that_a_source_says_are_anothers_are_not_suspected_though_most_of_the_brand_is() -> None:
    against = claim("two", "Brand", "hikvision", series="^WIFI-", confidence="medium", counter=True)

    spoken_for, _ = weighed(of("most"), against, models=("WIFI-7",))
    others, _ = weighed(of("most"), against, models=("ZZ-9",))

    assert spoken_for.suspicion == 0
    assert others.suspicion > 0


def test_the_number_of_another_maker_is_not_suspected_for_the_sake_of_the_brand() -> None:
    (found,) = weighed(of("most"), models=("C1200-16T-2G",), is_lookalike=True)

    assert found.suspicion == 0


def test_no_share_lends_weight_to_a_claim_that_cannot_be_cited() -> None:
    weak = replace(of("most"), is_citable=False)

    assert weighed(weak)[0].suspicion == 0
    assert weighed(weak, models=("ZZ-9",))[0].suspicion == 0
