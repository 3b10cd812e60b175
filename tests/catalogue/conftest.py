"""The bundled catalogue, loaded once, and a small folder of lists that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from riskreg.catalogue import Catalogue
from tests.journeys.desk import bundled_lists

SMALL: dict[str, str] = {
    "edition.yaml": "label: test\nas_of: 2026-11-22\n",
    "sources.yaml": (
        "sources:\n"
        "  REG: {text: A register of companies, confidence: high}\n"
        "  GK: {text: general knowledge, confidence: unverified, citable: false}\n"
    ),
    "vendors/optics.yaml": (
        "slug: optics\n"
        "name: Example Optics\n"
        "headquarters: {value: CN, source: REG, confidence: medium}\n"
        "prc_link: headquarters\n"
        "role: maker\n"
        "basis: text\n"
        "kinds: [cameras]\n"
        "names:\n"
        "  - {kind: legal, value: Example Optics Ltd, source: REG, confidence: high}\n"
        "  - {kind: alias, value: XO, source: GK, confidence: unverified}\n"
        "registrants: [EXAMPLE OPTICS]\n"
        "members:\n"
        "  - {vendor: lens, kind: subsidiary, source: REG, confidence: high, from: '2020', to: 2022-04}\n"
        "models:\n"
        "  - id: xo-cam\n"
        "    label: XO cameras\n"
        "    regex: '^XO-\\d{4}'\n"
        "    strength: strong\n"
        "    needs_brand: false\n"
        "    covers: cameras\n"
        "    source: REG\n"
        "    confidence: high\n"
        "supplied_brands:\n"
        "  - id: shop\n"
        "    brand: Shop\n"
        "    relation: oem\n"
        "    scope: all\n"
        "    series_regex: '^SH\\d'\n"
        "    examples: [SH1]\n"
        "    confidence: medium\n"
        "    citable: true\n"
        "    claim: It is said.\n"
        "    sources: ['REG: page 3']\n"
    ),
    "directory.yaml": (
        "makers:\n"
        "  - {slug: lens, name: Lens, country: {REG: GB}, role: maker, basis: registry, kinds: [cameras],"
        " legal: {REG: [Lens Ltd]}, registrants: [LENS]}\n"
        "  - {slug: prism, name: Prism, country: {GK: GB}, role: maker, basis: general_knowledge, kinds: [cameras],"
        " parent: {GK: optics}}\n"
    ),
    "other_brand_claims.yaml": "maker_unknown: []\n",
    "lookalikes.yaml": (
        "lookalikes:\n  - {maker: lens, regex: '^XO1', reason: alike, source: REG, confidence: high}\n"
    ),
    "brand_numberings.yaml": (
        "numberings:\n  - {brand: Shop, label: SHOP-, regex: '^SHOP-\\d', strength: strong, examples: [SHOP-12],"
        " source: REG, confidence: high}\n"
    ),
    "everyday_words.yaml": "words: [shop]\n",
    "words_of_firms.yaml": "words: [general, trading]\n",
    "module_makers.yaml": "registrants: [MODULES]\n",
    "oui.tsv": "# a comment\nAABBCC\tEXAMPLE OPTICS\nAABBCD\tLENS\nAABBCE1\tMODULES\n",
    "regimes/listed.yaml": (
        "slug: listed\n"
        "title: The List\n"
        "kind: list\n"
        "authority: A ministry\n"
        "jurisdiction: GB\n"
        "bound_bodies: departments\n"
        "source: REG\n"
        "url: https://example.org\n"
        "editions:\n"
        "  - label: first\n"
        "    legal_on: 2021-01-01\n"
        "    source: REG\n"
        "    url: https://example.org\n"
        "    entries:\n"
        "      - {key: optics, name: Example Optics Ltd, vendor: optics, includes_affiliates: true}\n"
        "obligations:\n"
        "  - {key: stop, act: cease_deployment, site_class: any, equipment: cameras, from: 2021-01-01,"
        " strength: must, confidence: high, text: Stop., source: REG}\n"
    ),
    "regimes/asked.yaml": (
        "slug: asked\n"
        "title: The Criterion\n"
        "kind: criterion\n"
        "authority: A ministry\n"
        "jurisdiction: GB\n"
        "bound_bodies: departments\n"
        "source: REG\n"
        "url: https://example.org\n"
        "criterion: {question: Is it so?, source: REG}\n"
        "editions:\n"
        "  - {label: first, legal_on: 2021-01-01, source: REG, url: https://example.org}\n"
    ),
    "proposals/asked.yaml": (
        "regime: asked\n"
        "proposals:\n"
        "  - vendor: optics\n"
        "    outcome: subject\n"
        "    reason: seated there\n"
        "    facts:\n"
        "      - {about: headquarters, text: there, source: REG, confidence: high}\n"
    ),
    "canaries.csv": (
        "make,model,mac,serial,description,vendor,certainty,reason\nExample Optics,XO-1234,,,,optics,identified,name\n"
    ),
    "traps.csv": "make,model,mac,serial,description,vendor,certainty,reason\nLens,L1,,,,,,other maker\n",
}


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return bundled_lists()


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    for path, text in SMALL.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(small_folder: Path, tmp_path: Path) -> Path:
    """A folder of lists of the test's own, without any fault."""
    return Path(shutil.copytree(small_folder, tmp_path / "lists"))
