"""Candidates are read as a list says them, known as at a date, and screened with their parts whenever asked."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from riskreg.database import Database
from riskreg.errors import Conflict, FileRejected, OutcomeDiffers, UsageError
from riskreg.intake.template import PRODUCTS
from riskreg.operations import activating, products
from riskreg.operations.office import Office
from riskreg.operations.templating import write_blank_products
from riskreg.planning.product_lists import bundled_list, of_yaml
from riskreg.planning.product_rows import ProductRow, ProductSource, read_product
from riskreg.planning.products import trace_of
from riskreg.register import Change
from riskreg.rules.candidates import Candidate, ProfileClaim, names_product
from riskreg.rules.terms import Disposition, EquipmentKind, Verdict
from tests.screening.council import TODAY, office_at

_CASES = list(csv.DictReader((Path(__file__).parents[1] / "cases" / "products.csv").read_text("utf-8").splitlines()))


def _read(**values: str) -> ProductRow:
    told = {"make": "Axis", "model": "P1"} | values
    return read_product(ProductSource("Products", 2, told.get, lambda field: f"C2 {field}"), TODAY)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["case"])
def test_a_value_is_read_as_the_table_says(case: dict[str, str]) -> None:
    row = _read(**{case["field"]: case["text"]})
    assert row.candidate is not None
    found = getattr(row.candidate, case["attribute"])
    told = (
        "; ".join(claim.words for claim in found) if isinstance(found, tuple) else "" if found is None else str(found)
    )
    assert told == case["value"]
    assert [issue.code for issue in row.issues] == ([case["code"]] if case["code"] else [])
    assert all(issue.cure and issue.sheet == "Products" for issue in row.issues)


@pytest.mark.parametrize("missing", ["make", "model"])
def test_a_line_without_vendor_or_model_names_no_product(missing: str) -> None:
    row = _read(**{missing: ""})
    assert row.candidate is None
    assert [issue.code for issue in row.issues] == ["product-incomplete"]


def test_a_draw_above_the_class_is_told() -> None:
    assert [issue.code for issue in _read(poe_class="3", watts="13.5").issues] == ["product-draw-above-class"]


def test_two_currencies_for_one_price_are_no_price() -> None:
    row = _read(price="£10", currency="USD")
    assert row.candidate is not None
    assert row.candidate.price_minor is None


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("12 x Axis P3275-LVE dome", True),
        ("P3275-LVE", True),
        ("AXIS P3275 LVE", True),
        ("Axis P3275", False),
        ("P3275-LVE-2", False),
        ("XP3275-LVE", False),
        ("other maker's dome", False),
    ],
)
def test_a_plan_names_a_product_by_its_whole_model(text: str, is_named: bool) -> None:
    assert names_product(text, Candidate(vendor="Axis", model="AXIS P3275-LVE")) is is_named


def test_a_model_that_is_only_a_word_needs_its_vendor() -> None:
    bullet = Candidate(vendor="Ubiquiti", model="Bullet")
    assert not names_product("4 bullet cameras", bullet)
    assert names_product("Ubiquiti Bullet", bullet)


_TOLD = st.fixed_dictionaries(
    {},
    optional={
        "chip": st.sampled_from(["ARTPEC-9", "CV25"]),
        "made_in": st.sampled_from(["PL", "KR"]),
        "kind": st.sampled_from([EquipmentKind.DOME_CAMERA, EquipmentKind.CAMERA]),
        "profiles": st.just((ProfileClaim("T", "11.8"),)),
        "codecs": st.just(("H.265",)),
        "milliwatts": st.integers(0, 90_000),
        "price_minor": st.integers(0, 10_000),
    },
)


@given(_TOLD, _TOLD)
def test_silence_erases_nothing_and_what_is_told_stands(newer: dict[str, object], older: dict[str, object]) -> None:
    now = Candidate(vendor="Axis", model="P1", **newer)  # type: ignore[arg-type]
    before = Candidate(vendor="Axis", model="P1", **older)  # type: ignore[arg-type]
    found = now.filled(before)
    for each in fields(Candidate):
        expected = newer.get(each.name, older.get(each.name, getattr(now, each.name)))
        assert getattr(found, each.name) == expected
    assert found.filled(before) == found


def test_a_price_never_takes_the_currency_of_another() -> None:
    euros = Candidate(vendor="Axis", model="P1", price_minor=100, currency="EUR", price_on=TODAY)
    pounds = Candidate(vendor="Axis", model="P1", price_minor=90, currency="GBP", price_source="Quotation")
    assert pounds.filled(euros) == replace(pounds)


def test_every_bundled_product_is_sourced_and_read_without_a_fault() -> None:
    read = of_yaml(bundled_list(), TODAY)
    assert {issue.code for issue in read.issues} <= {"product-profile-without-firmware"}
    candidates = [row.candidate for row in read.rows if row.candidate is not None]
    assert len(candidates) == len(read.rows) == len({each.key for each in candidates})
    assert all(each.source for each in candidates)
    assert all(each.price_on and each.price_source for each in candidates if each.price_minor is not None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("products:\n  - {vendor: A, model: B}\n  - {vendor: A, modle: C}\n", "line 3: "),
        ("products: []\n", "there is no product"),
        ("products:\n  - just words\n", "keys and values"),
        ("products:\n  - {vendor: A, model: {x: 1}}\n", "no text or number"),
        ("prodcts:\n  - {vendor: A, model: B}\n", "“prodcts” is not known"),
        ("products: [\n", "cannot be read"),
    ],
)
def test_a_yaml_list_at_fault_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRejected) as caught:
        of_yaml(path, TODAY)
    assert said in " ".join(issue.message for issue in caught.value.issues)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    place = office_at(database.url, tmp_path)
    activating.activate_lists(place, apply=True, on=date(2025, 12, 1))
    yield place
    place.close()


@pytest.fixture(scope="session")
def active(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with the lists in use; copied, never written."""
    path = Path(shutil.copyfile(migrated_sqlite, tmp_path_factory.mktemp("active") / "active.sqlite"))
    place = office_at(f"sqlite:///{path}", path.parent)
    activating.activate_lists(place, apply=True, on=date(2025, 12, 1))
    place.close()
    return path


@pytest.fixture
def quick_office(active: Path, tmp_path: Path) -> Iterator[Office]:
    place = office_at(f"sqlite:///{shutil.copyfile(active, tmp_path / 'register.sqlite')}", tmp_path)
    yield place
    place.close()


HEADERS = "Vendor,Model,Kind,Chip,Made in,Watts\n"


def _list(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text(HEADERS + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_candidates_are_screened_with_their_parts_and_as_known_then(office: Office, tmp_path: Path) -> None:
    plain = _list(tmp_path, "a.csv", "Hanwha Vision,QNV-8080R,dome,,,8.9", "Hikvision,DS-2CD2143G2-IS,dome,,,6.5")
    seen = products.import_products(office, plain, dated=date(2026, 9, 1), apply=False)
    assert products.list_products(office) == ()
    assert [each.verdict for each in seen.preview.outcomes] == [Verdict.CLEAR, Verdict.RESTRICTED]
    digest = seen.preview.outcome_sha256
    assert products.import_products(office, plain, dated=date(2026, 9, 1), apply=True, expect=digest).is_written
    with office.reading() as session:
        then = session.scalar(select(func.max(Change.sequence)))
    told = _list(tmp_path, "b.csv", "hanwha vision,qnv 8080r,,HiSilicon Hi3516,KR,")
    products.import_products(office, told, dated=date(2026, 10, 1), apply=True)
    now = products.show_product(office, "QNV-8080R")
    assert (now.verdict, now.candidate.milliwatts, now.candidate.made_in) == (Verdict.SUSPECTED, 8900, "KR")
    assert "HiSilicon" in now.reason
    assert products.show_product(office, now.reference, as_known=then).verdict is Verdict.CLEAR
    assert products.show_product(office, now.reference, as_at=date(2026, 9, 30)).candidate.chip is None
    assert [each.candidate.vendor for each in products.list_products(office, verdicts=[Verdict.RESTRICTED])] == [
        "Hikvision"
    ]
    again = products.import_products(office, told, dated=date(2026, 10, 1), apply=True)
    assert not again.is_written


def test_the_order_in_which_lists_arrive_changes_nothing_that_is_known(active: Path, tmp_path: Path) -> None:
    lists = [
        (_list(tmp_path, "1.csv", "Axis,P3275-LVE,dome,,,10"), date(2026, 1, 1)),
        (_list(tmp_path, "2.csv", "Axis,P3275-LVE,,ARTPEC-9,,"), date(2026, 2, 1)),
        (_list(tmp_path, "3.csv", "Axis,P3275-LVE,,,Poland,11"), date(2026, 3, 1)),
    ]
    found = set()
    for number, order in enumerate(permutations(lists)):
        place = office_at(f"sqlite:///{shutil.copyfile(active, tmp_path / f'{number}.sqlite')}", tmp_path)
        for each, dated in order:
            products.import_products(place, each, dated=dated, apply=True)
        found.add(products.show_product(place, "P3275-LVE").candidate)
        place.close()
    assert len(found) == 1
    (known,) = found
    assert (known.milliwatts, known.chip, known.made_in) == (11_000, "ARTPEC-9", "PL")


def test_the_bundled_list_is_imported_once(quick_office: Office) -> None:
    done = products.import_products(quick_office, None, apply=True)
    assert set(done.preview.counts) == {Disposition.NEW}
    assert not any(each.verdict.is_flagged for each in products.list_products(quick_office))
    assert not products.import_products(quick_office, None, apply=True).is_written


def test_an_import_stops_where_it_would_differ_from_what_was_seen(quick_office: Office, tmp_path: Path) -> None:
    path = _list(tmp_path, "a.csv", "Axis,P1,dome,,,5")
    seen = products.import_products(quick_office, path, dated=TODAY, apply=False).preview.outcome_sha256
    path.write_text(path.read_text().replace(",5", ",6"))
    with pytest.raises(OutcomeDiffers):
        products.import_products(quick_office, path, dated=TODAY, apply=True, expect=seen)
    assert products.list_products(quick_office) == ()


def test_a_product_twice_in_a_list_is_taken_once(quick_office: Office, tmp_path: Path) -> None:
    path = _list(tmp_path, "a.csv", "Axis,AXIS P1,dome,,,5", "axis,p-1,dome,,,6")
    seen = products.import_products(quick_office, path, dated=TODAY, apply=False).preview
    assert seen.counts == {Disposition.NEW: 1, Disposition.REJECTED: 1}
    assert [issue.code for issue in seen.issues] == ["product-twice"]


@pytest.mark.parametrize("dated", [None, date(2026, 11, 23)])
def test_a_list_needs_a_date_that_has_come(quick_office: Office, tmp_path: Path, dated: date | None) -> None:
    with pytest.raises(UsageError):
        products.import_products(quick_office, _list(tmp_path, "a.csv", "Axis,P1,dome,,,5"), dated=dated, apply=False)


def test_without_lists_in_use_nothing_is_taken_unscreened(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(Conflict):
        products.import_products(office_at(sqlite_url, tmp_path), None, apply=False)


def test_the_example_of_the_template_imports_without_a_warning(quick_office: Office, tmp_path: Path) -> None:
    path = write_blank_products(tmp_path, "OFFICIAL")
    book = openpyxl.load_workbook(path)
    for index, column in enumerate(PRODUCTS.columns, 1):
        for row, text in enumerate(column.example, 2):
            book[PRODUCTS.sheet].cell(row, index).value = text or None
    book.save(path)
    seen = products.import_products(quick_office, path, dated=TODAY, apply=False).preview
    assert seen.counts == {Disposition.NEW: 2}
    assert {issue.severity.value for issue in seen.issues} <= {"note"}
    first = seen.outcomes[0].row.candidate
    assert first is not None
    untold = {each.name for each in fields(Candidate) if getattr(first, each.name) in (None, ())}
    assert untold == {"smart_codec", "supplies_milliwatts", "supplies_ports", "platform", "note", "producer"}


def test_screening_looks_at_label_maker_chip_and_country() -> None:
    candidate = Candidate(vendor="Badge", producer="Maker", model="M1", chip="Hi3516", made_in="CN")
    trace = trace_of(candidate)
    assert (trace.make, trace.component, trace.made_in) == ("Badge", "Hi3516", "CN")
    assert "Maker" in (trace.make_and_model or "")
