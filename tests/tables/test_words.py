"""The data files of words: no spelling has two meanings in one kind of list, and no language is forgotten."""

from __future__ import annotations

import csv
import inspect
from collections import defaultdict
from pathlib import Path

import pytest

import riskreg.tables
from riskreg.rules import terms
from riskreg.tables import ASSET_FIELDS, ESTATE_FIELDS, PLAN_FIELDS, PRODUCT_FIELDS, FieldSet, codes
from riskreg.tables.fields import all_synonyms
from riskreg.tables.wording import compact

WORDS = Path(riskreg.tables.__file__).parent / "values" / "words.csv"
LANGUAGES = {"en", "cy", "fr", "de", "es", "it", "pl", "el", "ru", "zh", "ar"}
ENUMERATIONS = {
    "answer": terms.LimbAnswer,
    "status": terms.ClaimedStatus,
    "control": terms.Control,
    "network": terms.Network,
    "kind": terms.EquipmentKind,
    "funding": terms.Funding,
    "interoperability": terms.Interoperability,
    "organisation_kind": terms.OrganisationKind,
}


@pytest.mark.parametrize("wanted", [ASSET_FIELDS, ESTATE_FIELDS, PLAN_FIELDS], ids=lambda wanted: wanted.name)
def test_no_header_means_two_fields_of_one_list(wanted: FieldSet) -> None:
    meanings = defaultdict(set)
    for synonym in all_synonyms():
        if synonym.field in (*wanted.fields, "credential"):
            meanings[compact(synonym.text)].add(synonym.field)
    assert {text: fields for text, fields in meanings.items() if len(fields) > 1} == {}


def test_every_synonym_is_of_a_field_that_exists() -> None:
    known = {*ASSET_FIELDS.fields, *ESTATE_FIELDS.fields, *PLAN_FIELDS.fields, *PRODUCT_FIELDS.fields}
    known.add("credential")
    assert {s.field for s in all_synonyms()} <= known


@pytest.mark.parametrize(
    "field", ["make", "model", "serial_number", "asset_tag", "location", "site_name", "status", "kind", "notes"]
)
def test_the_main_headers_are_known_in_every_language(field: str) -> None:
    assert {s.language for s in all_synonyms() if s.field == field} >= LANGUAGES - (
        {"cy"} if field == "model" else set()
    )


def test_words_are_of_their_enumerations_and_mean_one_thing() -> None:
    meanings = defaultdict(set)
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ENUMERATIONS[row["enumeration"]](row["value"])
            meanings[row["enumeration"], compact(row["word"])].add(row["value"])
    assert all(len(values) == 1 for values in meanings.values())
    for name, enumeration in ENUMERATIONS.items():
        assert {v for (n, _), found in meanings.items() if n == name for v in found} == {m.value for m in enumeration}


def test_every_code_has_its_line() -> None:
    constants = {value for name, value in inspect.getmembers(codes) if name.isupper() and isinstance(value, str)}
    assert constants == set(codes.CODES)
    assert all(line.endswith(".") for line in codes.CODES.values())
