"""A plan list is previewed without writing, applied once, and matched to what it replaces."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select

from riskreg.database import Actor, Database
from riskreg.errors import FileRejected, OutcomeDiffers, UsageError
from riskreg.planning import Judge, PlanPreview, PlansApplied, apply, lines_of, plans_in_force, prepare
from riskreg.register import (
    Asset,
    Change,
    Decision,
    FlagBasis,
    ImportBatch,
    ImportedRow,
    ImportWithdrawal,
    PlanLine,
    PlanLineAsset,
    RegisterIdentity,
    ReplacementPlan,
)
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import DecisionOutcome, Disposition, Funding, ImportKind, Interoperability, Severity, Verdict
from riskreg.tables import read_workbook
from tests.planning.books import HEADERS, TARGET, line, write
from tests.removal.make import again, make_asset, make_estate, make_site

D1, D2, D3 = date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)


@pytest.fixture
def estate(database: Database, officer: Actor) -> Database:
    return fill(database, officer)


@pytest.fixture
def sqlite_estate(sqlite_database: Database, officer: Actor) -> Database:
    return fill(sqlite_database, officer)


def fill(database: Database, officer: Actor) -> Database:
    """Sites H1 and H2. At H1: 1 dome (tag T-1), 2 a line of 4 bullets, 3 a clear Axis, 4 dismissed; at H2: 5."""
    with database.transaction(officer, "prepare", "test") as session:
        estate = make_estate(session, "H1", "H2")
        make_asset(session, estate, tag="T-1", serial="C123 456")
        make_asset(session, estate, make="Dahua", model="IPC-HFW2431S", quantity=4, verdict=Verdict.SUSPECTED)
        make_asset(session, estate, make="Axis", model="P3265-LV", verdict=Verdict.CLEAR)
        dismissed = make_asset(session, estate, make="Honeywell", model="HC30W45R3", verdict=Verdict.SUSPECTED)
        make_asset(session, estate, "H2", tag="T-1")
        basis = session.scalars(select(FlagBasis).order_by(FlagBasis.id.desc()).offset(1)).first()
        assert basis
        assert session.get_one(Asset, 4) is dismissed
        session.add(
            Decision(
                flag_id=basis.flag_id,
                flag_basis_id=basis.id,
                outcome=DecisionOutcome.DISMISSED,
                decided_on=D1,
                reason="Opened.",
            )
        )
    return database


def preview(
    database: Database, path: Path, described_on: date = D1, *, judge: Judge | None = None, **overrides: str
) -> PlanPreview:
    with read_workbook(path) as workbook, database.reading() as session:
        return prepare(session, workbook, described_on, overrides, judge=judge)


def applied(database: Database, officer: Actor, shown: PlanPreview) -> PlansApplied:
    with database.transaction(officer, "import plan", "test") as session:
        return apply(session, shown)


def codes(shown: PlanPreview, least: Severity = Severity.WARNING) -> list[tuple[str, str | None]]:
    wanted = (Severity.ERROR, Severity.WARNING) if least is Severity.WARNING else tuple(Severity)
    said = [issue for issue in shown.issues if issue.severity in wanted and not issue.code.startswith("blank-")]
    return [(issue.code, issue.cell) for issue in said]


def count(database: Database, *models: type) -> list[int | None]:
    with database.reading() as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in models]


def test_a_plan_from_file_to_figures(estate: Database, officer: Actor, tmp_path: Path) -> None:
    path = write(
        tmp_path / "plans.xlsx",
        [
            line(quantity=5),
            line(code="H2", replaces="T-1", funded="no", fits="adapts", outage="2h", note="Needs a bracket"),
        ],
    )
    shown = preview(estate, path)
    assert shown.counts == {Disposition.NEW: 2}
    assert shown.changes_anything
    assert [(site.name, site.lines, site.devices, site.likely_pence) for site in shown.sites] == [
        ("H1 Town Hall (H1)", 1, 5, 150050),
        ("H2 Town Hall (H2)", 1, 1, 150050),
    ]
    assert not codes(shown)
    assert count(estate, ImportBatch, ReplacementPlan, Change) == [1, 0, 1]  # the preview wrote nothing
    done = applied(estate, officer, shown)
    assert (done.plans, done.lines) == (2, 2)
    with estate.reading() as session:
        plans = plans_in_force(session, D1)
        assert list(plans) == [1, 2]
        found = lines_of(session, [plan.id for plan in plans.values()])
        (first,), (second,) = found.values()
        assert first.asset_ids == (1, 2)
        assert second.asset_ids == (5,)
        assert (first.line.cost_low_pence, first.line.cost_likely_pence, first.line.cost_high_pence) == (
            100000,
            150050,
            200000,
        )
        assert (first.line.product, first.line.owner, first.line.target_on) == (
            "Axis P3265-LV",
            "Olive",
            TARGET,
        )
        assert (second.line.funding, second.line.interoperability) == (Funding.NOT_FUNDED, Interoperability.ADAPTS)
        assert (second.line.outage_minutes, second.line.note) == (120, "Needs a bracket")
        row = session.get_one(ImportedRow, second.line.imported_row_id)
        assert (row.sheet, row.row, row.site_id, row.asset_id) == ("Plan", 5, 2, 5)
        assert orjson.loads(row.cells)[2] == "T-1"
        batch = session.get_one(ImportBatch, done.import_batch_id)
        assert (batch.kind, batch.described_on, batch.file_sha256) == (ImportKind.PLAN, D1, shown.file_sha256)
        assert orjson.loads(batch.mapping)[0]["columns"][2]["field"] == "replaces"
        assert orjson.loads(batch.counts)["rows"] == {"new": 2}


def test_the_same_plan_twice_changes_nothing(estate: Database, officer: Actor, tmp_path: Path) -> None:
    rows = [line(), line(replaces="Dahua IPC-HFW2431S"), line(code="H2", low=None, likely="tbc", high=None)]
    applied(estate, officer, preview(estate, write(tmp_path / "a.xlsx", rows)))
    before = count(estate, Change, ImportBatch, ImportedRow, ReplacementPlan, PlanLine, PlanLineAsset)
    for path, on in ((tmp_path / "a.xlsx", D1), (write(tmp_path / "b.xlsx", rows[::-1]), D2)):
        shown = preview(estate, path, on)
        assert shown.counts == {Disposition.UNCHANGED: 3}
        assert not shown.changes_anything
        assert applied(estate, officer, shown).import_batch_id is None
    assert count(estate, Change, ImportBatch, ImportedRow, ReplacementPlan, PlanLine, PlanLineAsset) == before


def test_the_newest_plan_of_a_site_counts(estate: Database, officer: Actor, tmp_path: Path) -> None:
    first = write(tmp_path / "1.xlsx", [line(owner="First"), line(code="H2")])
    second = write(tmp_path / "2.xlsx", [line(owner="Second"), line(owner="Second", replaces="T-1"), line(code="H2")])
    applied(estate, officer, preview(estate, first, D1))
    shown = preview(estate, second, D3)
    assert shown.counts == {Disposition.CHANGED: 2, Disposition.UNCHANGED: 1}
    assert [(site.lines, site.lines_before) for site in shown.sites] == [(2, 1), (1, 1)]
    applied(estate, officer, shown)
    older = preview(estate, write(tmp_path / "3.xlsx", [line(owner="Between")]), D2)
    assert older.counts == {Disposition.OLDER: 1}
    assert ("plan-older", "4") in codes(older, Severity.NOTE)
    applied(estate, officer, older)

    def owner(as_at: date, as_known: int | None = None) -> str | None:
        with estate.reading() as session:
            plan = plans_in_force(session, as_at, as_known, site_ids=[1]).get(1)
            return lines_of(session, [plan.id])[plan.id][0].line.owner if plan else None

    assert [owner(D1), owner(D2), owner(D3), owner(date(2024, 1, 1))] == ["First", "Between", "Second", None]
    assert [owner(D2, 3), owner(D3, 2), owner(D3, 1)] == ["First", "First", None]
    with estate.transaction(officer, "undo", "test") as session:
        batch_id = plans_in_force(session, D3, site_ids=[1])[1].import_batch_id
        session.add(ImportWithdrawal(import_batch_id=batch_id, reason="wrong file"))
    assert [owner(D3), owner(D3, 4)] == ["Between", "Second"]
    again = preview(estate, second, D3)
    assert again.counts == {Disposition.CHANGED: 2, Disposition.UNCHANGED: 1}


def test_applying_stops_where_the_register_has_changed(estate: Database, officer: Actor, tmp_path: Path) -> None:
    shown = preview(estate, write(tmp_path / "plan.xlsx", [line(replaces="T-9")]))
    with estate.transaction(officer, "add", "test") as session:
        make_asset(session, again(session), tag="T-9")
    with pytest.raises(OutcomeDiffers):
        applied(estate, officer, shown)
    assert count(estate, ReplacementPlan) == [0]


REPLACED: list[tuple[str, tuple[int, ...]]] = [
    ("all flagged", (1, 2)),
    ("ALL", (1, 2)),
    ("All restricted devices", (1, 2)),
    ("t1", (1,)),
    ("C123456", (1,)),
    ("Hikvision DS-2CD2143G0-I", (1,)),
    ("DS-2CD2143G0-I", (1,)),
    ("Dahua", (2,)),
    ("4 x Dahua cameras", (2,)),
    ("all Dahua devices (4 no.)", (2,)),
    ("T-1, IPC-HFW2431S", (1, 2)),
    ("Hikvision and Dahua", (1, 2)),
    ("Axis P3265-LV", (3,)),
    ("Honeywell", (4,)),
    ("ASSET 2", (2,)),
]


def test_what_a_line_replaces(sqlite_estate: Database, tmp_path: Path) -> None:
    rows = [line(replaces=called(sqlite_estate, text)) for text, _ in REPLACED]
    shown = preview(sqlite_estate, write(tmp_path / "plan.xlsx", rows))
    found = [(text, row.asset_ids) for (text, _), row in zip(REPLACED, shown.rows, strict=True)]
    assert found == REPLACED
    assert not codes(shown)


def called(database: Database, text: str) -> str:
    """“ASSET 2” and “SITE 2” as the references of this register."""
    kind, _, key = text.partition(" ")
    if kind not in ("ASSET", "SITE") or not key.isdigit():
        return text
    with database.reading() as session:
        return reference(ReferenceKind(kind), session.scalars(select(RegisterIdentity.code)).one(), int(key))


SAID: list[tuple[dict[str, object], tuple[str, str]]] = [
    ({"code": "H9"}, ("plan-site-unknown", "A")),
    ({"code": None, "name": "H2 Town Hal"}, ("plan-site-unknown", "B")),
    ({"name": "H2 Town Hall"}, ("plan-site-contradicts", "A")),
    ({"replaces": None}, ("plan-replaces-missing", "C")),
    ({"replaces": "T-7"}, ("plan-nothing-matched", "C")),
    ({"replaces": "T-1, T-7"}, ("plan-nothing-matched", "C")),
    ({"replaces": "ASSET 5"}, ("plan-asset-elsewhere", "C")),
    ({"low": 3000}, ("plan-cost-reversed", "H")),
    ({"likely": 2500}, ("plan-cost-outside-range", "I")),
    ({"likely": 500}, ("plan-cost-outside-range", "I")),
    ({"likely": "1.250"}, ("money-ambiguous", "I")),
    ({"target": date(2025, 1, 1)}, ("plan-target-passed", "F")),
    ({"target": "31/02/2099"}, ("date-impossible", "F")),
    ({"fits": "blocks"}, ("plan-replacement-blocks", "L")),
    ({"product": "Hikvision DS-7608"}, ("plan-replacement-restricted", "D")),
    ({"quantity": "some"}, ("quantity-not-understood", "E")),
]
"""What a line says, and the code and column of the one issue that it must raise."""


def test_everything_that_must_be_said(sqlite_estate: Database, tmp_path: Path) -> None:
    rows = [
        line(**{name: called(sqlite_estate, value) if isinstance(value, str) else value for name, value in row.items()})
        for row, _ in SAID
    ]
    shown = preview(sqlite_estate, write(tmp_path / "plan.xlsx", rows), judge=judge)
    assert codes(shown) == [(code, f"{column}{number}") for number, (_, (code, column)) in enumerate(SAID, 4)]
    assert all(issue.sheet == "Plan" for issue in shown.issues)
    assert all(issue.cure for issue in shown.issues if issue.severity is not Severity.NOTE)
    refused = [issue for issue in shown.issues if issue.severity is Severity.ERROR]
    assert [issue.code for issue in refused] == [code for _, (code, _) in SAID if code.startswith("plan-site")]
    assert shown.counts == {Disposition.REJECTED: len(refused), Disposition.NEW: len(SAID) - len(refused)}


def judge(product: str) -> str | None:
    return "Hikvision is restricted by section 889." if "hikvision" in product.lower() else None


def test_an_unknown_site_is_refused_with_near_names(sqlite_estate: Database, officer: Actor, tmp_path: Path) -> None:
    shown = preview(sqlite_estate, write(tmp_path / "plan.xlsx", [line(code=None, name="H2 Town Hal")]))
    assert "H2 Town Hall (H2)" in shown.issues[0].cure
    assert not shown.changes_anything
    assert applied(sqlite_estate, officer, shown).import_batch_id is None


TOLD: list[tuple[dict[str, str | None], int]] = [
    ({"code": "h-2"}, 2),
    ({"code": None, "name": "h2 town  HALL"}, 2),
    ({"code": "SITE 2"}, 2),
    ({"code": "H1 Town Hall"}, 1),
    ({"code": None, "name": "H2"}, 2),
    ({"code": "X9", "name": "H2 Town Hall"}, 2),
]


def test_how_a_site_is_told(sqlite_estate: Database, tmp_path: Path) -> None:
    rows = [line(**{n: called(sqlite_estate, v) if v else None for n, v in row.items()}) for row, _ in TOLD]
    shown = preview(sqlite_estate, write(tmp_path / "plan.xlsx", rows))
    assert [row.site_id for row in shown.rows] == [site for _, site in TOLD]
    assert not codes(shown)


def test_a_line_without_a_site_is_refused(sqlite_estate: Database, tmp_path: Path) -> None:
    shown = preview(sqlite_estate, write(tmp_path / "plan.xlsx", [line(code=None), line(code="H2")]))
    assert codes(shown) == [("plan-site-missing", "A4")]
    assert shown.counts == {Disposition.REJECTED: 1, Disposition.NEW: 1}


def test_a_name_that_several_sites_share_is_a_question(sqlite_estate: Database, officer: Actor, tmp_path: Path) -> None:
    with sqlite_estate.transaction(officer, "add", "test") as session:
        make_site(session, again(session), None, "H2 Town Hall")
    path = write(tmp_path / "plan.xlsx", [line(code=None, name="H2 Town Hall")])
    assert codes(preview(sqlite_estate, path)) == [("plan-site-shared", "B4")]


def test_two_lines_for_one_asset_are_said(sqlite_estate: Database, tmp_path: Path) -> None:
    shown = preview(sqlite_estate, write(tmp_path / "plan.xlsx", [line(quantity=3), line(replaces="T-1")]))
    assert codes(shown, Severity.NOTE) == [("plan-quantity-differs", "4"), ("plan-asset-twice", "5")]


def test_numbers_in_columns_of_their_own(sqlite_estate: Database, tmp_path: Path) -> None:
    headers = ("Site code", "Asset tag", "Serial number", "New make", "New model", "Likely cost")
    rows = [["H1", "T-1", None, "Axis", "P3265-LV", 900], ["H1", None, "C123 456", "Bosch", None, None]]
    shown = preview(sqlite_estate, write(tmp_path / "plan.xlsx", rows, headers))
    assert [row.asset_ids for row in shown.rows] == [(1,), (1,)]
    assert [row.row.product for row in shown.rows] == ["Axis P3265-LV", "Bosch"]
    assert shown.rows[0].row.funding is Funding.NOT_KNOWN


def test_totals_are_skipped_and_columns_can_be_named(sqlite_estate: Database, tmp_path: Path) -> None:
    headers = [*HEADERS[:2], "Out", *HEADERS[3:]]
    total = ["Total", *[None] * 7, 1500.5]
    shown = preview(sqlite_estate, write(tmp_path / "plan.xlsx", [line(), total], headers), Out="replaces")
    assert [row.asset_ids for row in shown.rows] == [(1, 2)]
    assert [skipped.number for skipped in shown.skipped] == [5]


def test_what_is_no_plan_is_refused(sqlite_estate: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "plan.xlsx", [["red", "loud"]], ("Colour", "Sound"))
    with pytest.raises(FileRejected):
        preview(sqlite_estate, path)
    tomorrow = datetime.now().astimezone().date() + timedelta(days=2)
    with pytest.raises(UsageError, match="has not come yet"):
        preview(sqlite_estate, write(tmp_path / "ok.xlsx", [line()]), tomorrow)
