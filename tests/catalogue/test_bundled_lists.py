"""The bundled lists load, agree with each other, and never overstate what they know."""

from __future__ import annotations

import re
from datetime import date

import pytest

from riskreg.catalogue import Catalogue, vendor_lists_folder
from riskreg.catalogue.knowledge import folded
from riskreg.identification.knowledge import Attestation
from riskreg.rules.terms import Act, DeterminationOutcome, RegimeKind, SiteClass

CONFIDENCE = {"high", "medium", "low", "unverified"}


def _attestations(catalogue: Catalogue) -> list[Attestation]:
    known = catalogue.knowledge
    groups = (
        known.names,
        known.patterns,
        known.serials,
        known.components,
        known.software,
        known.lookalikes,
        known.brand_numberings,
        known.ties,
    )
    found = [each.attestation for group in groups for each in group]
    found += [fact.attestation for proposal in catalogue.proposals for fact in proposal.facts]
    return found + [each.attestation for each in catalogue.evidence]


def test_every_fact_has_a_source_and_a_confidence(catalogue: Catalogue) -> None:
    attestations = _attestations(catalogue)
    assert len(attestations) > 3_500
    assert all(each.text.strip() and each.confidence in CONFIDENCE for each in attestations)
    claims = catalogue.knowledge.supplied_brands
    assert all(claim.sources and all(source.strip() for source in claim.sources) for claim in claims)
    assert all(claim.confidence in CONFIDENCE for claim in claims)
    for regime in catalogue.regimes.values():
        assert regime.source
        assert regime.url.startswith("https://")
        assert all(duty.source and duty.confidence in CONFIDENCE for duty in regime.obligations)
        assert all(edition.source and edition.url.startswith("https://") for edition in regime.editions)


def test_no_unverified_fact_can_be_cited(catalogue: Catalogue) -> None:
    for each in _attestations(catalogue):
        if "general knowledge" in each.text:
            assert each.confidence == "unverified"
            assert not each.is_citable
    for claim in catalogue.knowledge.supplied_brands:
        if claim.is_citable:
            assert claim.confidence != "unverified"
            assert any("not identified further" not in source for source in claim.sources)


def test_every_vendor_named_is_known(catalogue: Catalogue) -> None:
    known = catalogue.knowledge
    named = {each.vendor for each in (*known.names, *known.patterns, *known.ties, *known.software)}
    named |= {tie.of for tie in known.ties} | set(known.prefixes.values())
    named |= {claim.maker for claim in known.supplied_brands} - {"unknown"}
    assert named <= set(known.vendors)


@pytest.mark.parametrize(
    "slug",
    [
        "hikvision",
        "dahua",
        "huawei",
        "hytera",
        "zte",
        "uniview",
        "tiandy",
        "kedacom",
        "tvt",
        "sunell",
        "cpplus",
        "reolink",
        "milesight",
        "ezviz",
        "pyronix",
        "imou",
        "lorex",
        "sepura",
        "teltronic",
        "norsat",
        "hisilicon",
        "dji",
        "autel-robotics",
        "kaspersky",
        "cetc",
        "cloudwalk",
        "netposa",
        "sensetime",
        "yitu",
        "megvii",
        "quectel",
        "iflytek",
        "china-telecom-americas",
    ],
)
def test_a_vendor_of_concern_is_watched(catalogue: Catalogue, slug: str) -> None:
    assert catalogue.knowledge.vendors[slug].is_watched


def test_the_directory_holds_the_other_makers(catalogue: Catalogue) -> None:
    vendors = catalogue.knowledge.vendors
    assert len(vendors) > 1_000
    axis = vendors["axis"]
    assert (axis.headquarters, axis.role, axis.is_watched, axis.prc_link) == ("SE", "maker", False, None)
    assert vendors["2n"].parents == ("axis",)
    assert vendors["pyronix"].parents == ("hikvision", "cetc")
    assert vendors["sepura"].parents == ()


def test_address_prefixes_lead_to_vendors(catalogue: Catalogue) -> None:
    known = catalogue.knowledge
    assert known.prefixes["4419B6"] == "hikvision"
    assert known.registrants["4419B6"] == "Hangzhou Hikvision Digital Technology Co.,Ltd."
    assert sum(vendor == "hikvision" for vendor in known.prefixes.values()) >= 84
    assert sum(vendor == "uniview" for vendor in known.prefixes.values()) == 4
    assert set(known.prefixes) == set(known.registrants)
    assert all(re.fullmatch(r"[0-9A-F]{6}(?:[0-9A-F](?:[0-9A-F]{2})?)?", prefix) for prefix in known.prefixes)
    assert len(known.module_prefixes) > 400


@pytest.mark.parametrize("word", ["Hivision", "HIK", "TP-Link", "Tapo", "Haivison"])
def test_a_word_of_several_makers_never_decides_alone(catalogue: Catalogue, word: str) -> None:
    names = [name for name in catalogue.knowledge.names if folded(name.value) == folded(word)]
    assert names
    assert all(name.is_ambiguous for name in names)


@pytest.mark.parametrize(
    "word", ["Hikvision", "Dahua", "Axis", "EZVIZ", "海康威视", "Uniview", "Cisco", "Ericsson AB", "Hanwha"]
)
def test_a_word_of_one_maker_is_plain(catalogue: Catalogue, word: str) -> None:
    names = [name for name in catalogue.knowledge.names if folded(name.value) == folded(word)]
    assert any(not name.is_ambiguous and name.attestation.is_citable for name in names)


def test_a_number_that_begins_a_registered_name_is_not_attested_by_it(catalogue: Catalogue) -> None:
    names = [name for name in catalogue.knowledge.names if name.value == "360"]
    assert names
    assert not any(name.attestation.is_citable for name in names)


def test_the_uk_instruction_is_a_criterion_with_its_acts(catalogue: Catalogue) -> None:
    regime = catalogue.regimes["uk_nil_2022"]
    assert regime.kind is RegimeKind.CRITERION
    assert regime.criterion is not None
    duties = {(duty.act, duty.site_class): duty for duty in regime.obligations}
    assert set(duties) == {
        (Act.CEASE_DEPLOYMENT, SiteClass.SENSITIVE),
        (Act.NEVER_CONNECT, SiteClass.ANY),
        (Act.CONSIDER_REMOVAL, SiteClass.SENSITIVE),
        (Act.CONSIDER_REMOVAL, SiteClass.NOT_SENSITIVE),
        (Act.REMOVE, SiteClass.SENSITIVE),
    }
    removal = duties[Act.REMOVE, SiteClass.SENSITIVE]
    assert (removal.due_on, removal.confidence) == (date(2025, 4, 30), "low")
    assert all(duty.from_on >= date(2022, 11, 24) for duty in regime.obligations)


def test_regimes_are_of_their_kind_and_dated(catalogue: Catalogue) -> None:
    kinds = {slug: regime.kind for slug, regime in catalogue.regimes.items()}
    assert kinds == {
        "uk_nil_2022": RegimeKind.CRITERION,
        "uk_debarment": RegimeKind.LIST,
        "us_889": RegimeKind.LIST,
        "us_fcc_covered": RegimeKind.LIST,
        "us_1260h": RegimeKind.LIST,
        "us_bis_el": RegimeKind.INDICATOR,
    }
    assert [duty.from_on for duty in catalogue.regimes["us_889"].obligations[:2]] == [
        date(2019, 8, 13),
        date(2020, 8, 13),
    ]
    for regime in catalogue.regimes.values():
        dates = [edition.legal_on for edition in regime.editions]
        assert dates == sorted(dates)
        assert regime.latest is regime.editions[-1]
        for edition in regime.editions:
            assert edition.checksum == edition.content_checksum()
            assert len({entry.key for entry in edition.entries}) == len(edition.entries)
            assert all(entry.from_on is None or entry.from_on <= edition.legal_on for entry in edition.entries)


def test_editions_follow_each_other(catalogue: Catalogue) -> None:
    keys = {
        edition.label: {entry.key for entry in edition.entries} for edition in catalogue.regimes["us_1260h"].editions
    }
    assert keys["2022-10-05"] - keys["2021-06-03"] == {"dahua", "cloudwalk", "dji"}
    assert keys["2024-01-31"] - keys["2025-01-07"] == {"megvii"}


def test_proposals_rest_on_facts_and_leave_the_disputed_open(catalogue: Catalogue) -> None:
    proposed = catalogue.proposed("uk_nil_2022")
    subject = DeterminationOutcome.SUBJECT
    assert all(proposed[slug] is subject for slug in ("hikvision", "dahua", "uniview", "tiandy", "huawei", "dji"))
    open_cases = ("tp-link", "tp-link-systems", "reolink", "lorex", "teltronic", "xiongmai", "longse")
    assert all(proposed[slug] is DeterminationOutcome.UNDECIDED for slug in open_cases)
    for proposal in catalogue.proposals:
        if proposal.outcome is not DeterminationOutcome.UNDECIDED:
            assert any(fact.attestation.is_citable and fact.about != "law" for fact in proposal.facts), proposal.vendor


def test_supply_claims_keep_their_dates_and_counter_claims(catalogue: Catalogue) -> None:
    claims = {claim.id: claim for claim in catalogue.knowledge.supplied_brands}
    assert (claims["lorex-dahua"].maker, claims["lorex-dahua"].to_on) == ("dahua", date(2022, 11, 24))
    assert claims["honeywell-perf"].to_on == date(2022, 4, 30)
    assert claims["honeywell-35"].is_counter_claim
    assert claims["honeywell-35"].maker == "dahua"
    assert not claims["northern"].is_citable


def test_the_lists_say_what_they_are_and_where_they_come_from() -> None:
    folder = vendor_lists_folder()
    assert "Authority and date" in (folder / "README.md").read_text(encoding="utf-8")
    assert "Redistribution and use" in (folder / "oui.LICENCE.txt").read_text(encoding="utf-8")
    head = (folder / "oui.tsv").read_text(encoding="utf-8")[:500]
    assert "BSD-2-Clause" in head
    assert "26 August 2026" in head
