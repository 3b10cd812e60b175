"""Options are drafted, corrected in Excel, compared, recommended and approved; nothing is written of bad input."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from riskreg.database import Database, register_code
from riskreg.errors import Conflict, FileRejected, NotPermitted, OutcomeDiffers, UsageError
from riskreg.operations import appraising, approving
from riskreg.operations.appraisal_seen import see_appraisal, see_costs
from riskreg.operations.browsing import Listing, Wanted, browse
from riskreg.operations.office import Office
from riskreg.operations.reporting import report_figures
from riskreg.planning.appraisals import appraised_with, content_of, digest, figures_of, settled
from riskreg.register import AppraisalVersion, Change, Recommendation
from riskreg.reporting.questions import ask_text
from riskreg.rules.appraisal import OptionKind
from riskreg.rules.appraisal_figures import OptionFigures, ProductFact
from riskreg.rules.costing import Sum
from riskreg.rules.costing_lines import CostKind
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.outturn import Against, Milestone
from riskreg.rules.plan_states import PlanState
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import EquipmentKind, Interoperability, Verdict
from tests.planning import appraised
from tests.planning.appraised import REDESIGN, TOWN_HALL, add, answer, drafted, edited, put, sent_back
from tests.screening.council import TODAY, office_at

LINES = "Devices and products"
CUSTODY = add("Views", "Custody", "no gap", 0, 1, "C-1; C-2")


def changes(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(Change)) or 0


def chapters(office: Office, as_known: int | None = None) -> dict[str, float | int | None]:
    """The report's figures of appraisals, each held against the rows that it names."""
    report = report_figures(office, as_at=TODAY, as_known=as_known)
    told = [each for each in report.figures if each.drill.startswith("appraisal")]
    with office.reading() as session:
        for each in told:
            answer = ask_text(session, each.drill, on=TODAY)
            rows = list(answer.rows)
            if each.unit == "pence":
                place = answer.column(each.code.removeprefix("cost_"))
                assert sum(row[place] or 0 for row in rows) == each.value, each.code
            else:
                assert len(rows) == each.value, each.code
    assert all(len(row) == len(table.columns) for table in report.breakdowns for row in table.rows)
    return {each.code: each.value for each in told}


def option(office: Office, label: str) -> OptionFigures:
    figures = appraising.compare_options(office, TOWN_HALL).figures
    return next(each for each in figures.options if each.label == label)


def test_a_draft_finds_the_hidden_switch_and_proposes_what_it_can_power(office: Office) -> None:
    shown = drafted(office, apply=False)
    (domes, custody) = shown.drafted.proposed
    assert [each.product.candidate.model for each in domes.choices] == ["Frugal 1", "Thirsty 2"]
    assert (domes.devices, domes.found, domes.powered) == (24, 2, 1)
    assert any(each.startswith("The switch of 195 W cannot power every product") for each in shown.drafted.said)
    # 24 × 6.5 W leave 39 W: enough for two of 6.5 W and not for two of 22.5 W.
    assert (custody.choices[0].product.candidate.model, custody.powered) == ("Frugal 1", 1)
    assert shown.reference is None
    assert appraising.list_appraisals(office) == ()


def test_a_draft_has_each_kind_of_option_and_guesses_no_price(office: Office) -> None:
    shown = drafted(office, redesign=REDESIGN)
    keep, like, redesign, withdraw = shown.drafted.appraisal.options
    assert [each.kind for each in (keep, like, redesign, withdraw)] == list(OptionKind)
    figures = {each.kind: each for each in shown.figures.options}
    assert (figures[OptionKind.LIKE].devices_old, figures[OptionKind.LIKE].devices_new) == (26, 26)
    assert figures[OptionKind.REDESIGN].devices_new == 18
    assert figures[OptionKind.KEEP].keeps_restricted is True
    assert dict(figures[OptionKind.LIKE].by_kind)[CostKind.DEVICE].capital.likely == 26 * 400_00
    assert any(each.startswith("WEEE") for each in figures[OptionKind.LIKE].unpriced)
    assert all(cost.source for each in shown.drafted.appraisal.options for cost in each.costs if cost.likely)
    needs = [need for each in figures[OptionKind.LIKE].products for a in each.answers for need in a.needs]
    assert {need.kind for need in needs} == {CostKind.CONFIGURATION}  # the switch must go by measured draw
    assert not any("no cost for" in each for option in shown.figures.options for each in option.hindrances)
    # The domes of 2015 were due; the cameras of 2022 serve until 2029.
    avoided = [cost for cost in like.costs if cost.spend.value == "avoided"]
    assert [(cost.quantity, cost.first_year) for cost in avoided] == [(Decimal(24), 2026), (Decimal(2), 2029)]
    assert {each.total.avoided.likely for each in figures.values()} == {26 * 400_00}, "compared on one footing"
    lives = figures[OptionKind.LIKE].lives
    assert lives is not None
    assert (lives.ended, lives.running, lives.years_early) == (24, 2, 6)
    assert office.identifier.kind_of("HiLook NVR-108MH-C/8P") is EquipmentKind.RECORDER
    assert office.identifier.kind_of("Thirsty 2") is None


def test_a_camera_in_the_street_costs_more_to_keep_than_one_in_a_building(office: Office) -> None:
    (inside, out) = (drafted(office, apply=False, is_street=each).drafted.appraisal for each in (False, True))
    yearly = [
        next(cost for cost in each.options[1].costs if cost.kind is CostKind.MAINTENANCE) for each in (inside, out)
    ]
    assert [(cost.likely, "by the GDP deflator" in (cost.source or "")) for cost in yearly] == [
        (222_21, True),
        (1_173_52, True),
    ]
    plant = [cost.what for cost in out.options[1].costs if cost.kind is CostKind.ACCESS_PLANT]
    assert plant == ["Lifting platform with its operator", "Order to close a lane or footway for a time"]
    assert not any(cost.kind is CostKind.ACCESS_PLANT for cost in inside.options[1].costs)


def test_totals_agree_to_the_penny_however_they_are_grouped(office: Office, tmp_path: Path) -> None:
    drafted(office, redesign=REDESIGN)
    sent_back(office, edited(office, tmp_path, appraised.priced), apply=True)
    for each in appraising.compare_options(office, TOWN_HALL).figures.options:
        for groups in (each.by_kind, each.by_year):
            total = Sum()
            for _, part in groups:
                total += part
            assert total == each.total
        assert each.total.bias.likely > 0


def test_a_workbook_that_nobody_touched_changes_nothing(office: Office, tmp_path: Path) -> None:
    drafted(office, redesign=REDESIGN)
    path = edited(office, tmp_path, CUSTODY, add("Blackout windows", date(2026, 12, 24), date(2027, 1, 2), "holiday"))
    assert sent_back(office, path, apply=True).is_written
    before = changes(office)
    again = sent_back(office, edited(office, tmp_path), apply=True)
    assert (again.differences, again.is_written, changes(office)) == ((), False, before)


def test_corrections_are_previewed_then_written_as_a_newer_version(office: Office, tmp_path: Path) -> None:
    drafted(office)
    place = [
        answer("What stays", item, told)
        for item, told in (
            ("Protection that the place needs", "IP66"),
            ("Coldest there (°C)", 0),
            ("The switch sets power aside by", "class"),
        )
    ]
    path = edited(office, tmp_path, answer("Appraisal", "Set aside, with VAT (£)", 50_000), CUSTODY, *place)
    seen = sent_back(office, path)
    assert [(each.change, each.where) for each in seen.differences] == [
        ("changed", "Appraisal: Set aside, with VAT (£)"),
        ("new", "What stays: ingress"),
        ("new", "What stays: coldest"),
        ("new", "What stays: allots by class"),
        ("new", "View Custody"),
    ]
    assert appraising.compare_options(office, TOWN_HALL).version == 1
    with pytest.raises(OutcomeDiffers):
        sent_back(office, path, apply=True, expect="0" * 64)
    assert sent_back(office, path, apply=True, expect=seen.outcome_sha256).is_written
    shown = appraising.compare_options(office, TOWN_HALL)
    assert (shown.version, shown.figures.budget_pence) == (2, 5_000_000)
    with pytest.raises(Conflict, match="Somebody changed the appraisal"):
        sent_back(office, path, apply=True)


BAD = {
    "a cost without unit": (put("Costs", "Unit", None), "Costs", "F2", "has no unit"),
    "a negative price": (put("Costs", "Likely (£)", -5), "Costs", "H2", "below nought"),
    "a negative budget": (answer("Appraisal", "Set aside, with VAT (£)", -1), "Appraisal", "B9", "below nought"),
    "a budget in words": (answer("Appraisal", "Set aside, with VAT (£)", "lots"), "Appraisal", "B9", "amount"),
    "a window that ends before it begins": (
        add("Blackout windows", date(2027, 1, 2), date(2026, 12, 24), "holiday"),
        "Blackout windows",
        "B2",
        "ends before it begins",
    ),
    "a profile without evidence": (
        answer("What stays", "Its profiles, with version", "T"),
        "What stays",
        "B3",
        "without evidence",
    ),
    "a rating that is none": (
        answer("What stays", "Protection that the place needs", "weatherproof"),
        "What stays",
        "B21",
        "no such rating",
    ),
    "a class of power that is none": (answer("What stays", "PoE class of its ports", 9), "What stays", "B6", "class 9"),
    "a quantity in words": (put("Costs", "Quantity", "a dozen"), "Costs", "E2", "“a dozen”"),
    "a formula gone wrong": (put("Costs", "Likely (£)", "#DIV/0!"), "Costs", "H2", "the error #DIV/0!"),
    "a temperature that cannot be": (
        answer("What stays", "Coldest there (°C)", -200),
        "What stays",
        "B23",
        "cannot be",
    ),
    "bias reduced without evidence": (
        add("Optimism bias", "standard buildings", 50),
        "Optimism bias",
        "C2",
        "evidence",
    ),
    "a year before the base year": (put("Costs", "First year", 2020), "Costs", "J2", "year 2020"),
    "an unknown product": (
        put("Devices and products", "Product", "Nobody 1"),
        "Devices and products",
        "D2",
        "Nobody 1",
    ),
    "an unknown device": (add("Views", "Yard", "no gap", 0, 1, "Z-9"), "Views", "E2", "Z-9"),
    "a view without a floor": (add("Views", "Yard", "no gap", 0, None, "C-1"), "Views", "D2", "how many devices"),
    "more devices than there are": (add("Views", "Yard", "no gap", 0, 1, "C-1 x 3"), "Views", "E2", "1 device"),
    "an option that is none": (put("Costs", "Option", "Z"), "Costs", "A2", "no option “Z”"),
    "a missing sheet": (lambda book: book.remove(book["Work"]), "Work", None, "missing"),
    "a missing column": (lambda book: book["Costs"].delete_cols(6), "Costs", "1", "“Unit”"),
    "impossible years": (answer("Appraisal", "Last year", 2020), "Appraisal", "B7", "impossible"),
}


def test_bad_input_is_told_with_its_cell_and_nothing_is_written(drafted_hall: Path, tmp_path: Path) -> None:
    office = office_at(f"sqlite:///{shutil.copyfile(drafted_hall, tmp_path / 'register.sqlite')}", tmp_path)
    before = changes(office)
    for case, (edit, sheet, cell, words) in BAD.items():
        path = Path(shutil.copyfile(drafted_hall.parent / "appraisal.xlsx", tmp_path / "a.xlsx"))
        with pytest.raises(FileRejected) as refused:
            sent_back(office, appraised.corrected(path, edit), apply=True)
        (issue,) = refused.value.issues
        assert (issue.sheet, issue.cell) == (sheet, cell), case
        assert words in issue.message, case
        assert issue.cure, case
    assert changes(office) == before
    office.close()


def test_what_newer_lists_say_of_a_product_stops_its_option_and_names_the_site(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = drafted(office)
    sent_back(office, edited(office, tmp_path, appraised.priced), apply=True)
    with office.reading() as session:
        known = appraising.product_facts(session, TODAY)
        (chosen,) = (key for key, each in known.items() if each.candidate.model == "Frugal 1")
        assert appraised_with(session, set(known) - {chosen}, TODAY) == {}
        (site,) = appraised_with(session, [chosen], TODAY)[chosen]
        assert reference(ReferenceKind.SITE, register_code(session), site) == shown.site
    facts = appraising.product_facts

    def as_if_listed(session: Session, on: date, ids: Collection[int] | None = None) -> dict[int, ProductFact]:
        return {key: replace(each, verdict=Verdict.RESTRICTED) for key, each in facts(session, on, ids).items()}

    monkeypatch.setattr(appraising, "product_facts", as_if_listed)
    (told,) = appraising.compare_options(office, TOWN_HALL).since
    assert "Axis Frugal 1 is now restricted; it was clear." in told
    with pytest.raises(Conflict, match="is now restricted"):
        approving.recommend_option(office, TOWN_HALL, "B", reasons="Like for like.")


def test_a_plan_that_takes_a_no_gap_view_below_its_floor_is_refused_with_the_view_named(
    office: Office, tmp_path: Path
) -> None:
    drafted(office)
    two = add("Views", "Custody", "no gap", 0, 2, "C-1; C-2")
    sent_back(office, edited(office, tmp_path, appraised.priced, two), apply=True)
    before = changes(office)
    with pytest.raises(Conflict, match="No-gap view “Custody”: During the work 1 device sees it, below its floor of 2"):
        approving.recommend_option(office, TOWN_HALL, "B", reasons="It is like for like.")
    assert changes(office) == before


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ((), "have no price"),
        (
            (appraised.priced, put(LINES, "Product", "Hikvision DS-2CD2143G2-IS", 4)),
            "itself restricted",
        ),
        (
            (
                appraised.priced,
                put("Work", "First day", date(2026, 12, 24)),
                add("Blackout windows", date(2026, 12, 24), date(2026, 12, 31), "election"),
            ),
            "falls between 24 December 2026 and 31 December 2026: election",
        ),
        (
            (appraised.priced, put(LINES, "Product", "Axis Thirsty 2", 4)),
            "needs “Switch or injectors for .*”, and no cost for switch is given",
        ),
        ((appraised.priced, put("Work", "Temporary devices", 1)), "no cost for temporary cover is given"),
    ],
    ids=["without prices", "restricted product", "blackout", "need without cost", "cover without cost"],
)
def test_what_hinders_an_option_is_told_when_it_is_recommended(
    office: Office, tmp_path: Path, edits: tuple[appraised.Edit, ...], words: str
) -> None:
    drafted(office)
    if edits:
        sent_back(office, edited(office, tmp_path, *edits), apply=True)
    with pytest.raises(Conflict, match=words):
        approving.recommend_option(office, TOWN_HALL, "B", reasons="It is like for like.")


def test_cameras_of_which_nobody_says_what_takes_their_pictures_do_not_fit(office: Office) -> None:
    shown = drafted(office, apply=False, stays=Stays())
    like = next(each for each in shown.figures.options if each.kind is OptionKind.LIKE)
    assert like.interoperability is Interoperability.NOT_KNOWN
    assert "is told" in like.products[0].answers[-1].reason


def test_from_draft_to_outturn_on_both_engines(database: Database, tmp_path: Path) -> None:
    appraised.build(database.url, tmp_path)
    office = office_at(database.url, tmp_path)
    drafted(office, redesign=REDESIGN)
    work = [put("Work", "First day", date(2027, 2, day), row) for row, day in ((2, 1), (3, 9))]
    assert sent_back(office, edited(office, tmp_path, appraised.priced, CUSTODY, *work), apply=True).is_written
    with office.reading() as session:
        newest = session.scalars(select(AppraisalVersion).order_by(AppraisalVersion.id.desc())).first()
        assert newest is not None
        content = content_of(session, newest)
        again = appraising.reckon_appraisal(office, session, content)
        assert digest(settled(content)) == newest.inputs_sha256
        assert again == figures_of(newest)
        assert digest(again) == newest.results_sha256
    known = changes(office)
    before = chapters(office)
    assert (before["plan_appraisals"], before["plan_options_waiting"], before["cost_approved"]) == (1, 0, 0)
    approving.recommend_option(office, TOWN_HALL, "B", reasons="Least loss of coverage.")
    assert chapters(office)["plan_options_waiting"] == 1
    with pytest.raises(Conflict, match="already, with the same reasons"):
        approving.recommend_option(office, TOWN_HALL, "B", reasons="Least loss of coverage. ")
    with pytest.raises(NotPermitted, match="recommend an option and approve it"):
        approving.approve_option(office, TOWN_HALL)
    approver = office.as_person("Ann Approver")
    with pytest.raises(UsageError, match="sent back"):
        approving.approve_option(approver, TOWN_HALL, is_approved=False)
    assert approving.approve_option(approver, TOWN_HALL).baseline == 1
    with pytest.raises(Conflict, match="decided on"):
        approving.approve_option(approver, TOWN_HALL)
    planned = option(office, "B").total.capital.likely
    first = approving.record_payment(office, TOWN_HALL, kind=CostKind.DEVICE, pence=planned * 2, source="Invoice 1")
    approving.record_payment(
        office, TOWN_HALL, kind=CostKind.DEVICE, pence=planned + 100, source="Invoice 1a", corrects=first.number
    )
    with pytest.raises(Conflict, match="corrected before"):
        approving.record_payment(office, TOWN_HALL, kind=CostKind.DEVICE, pence=1, source="b", corrects=first.number)
    held = option(office, "B")
    device = dict(held.by_kind)[CostKind.DEVICE].capital.likely
    report = chapters(office)
    assert (report["plan_options_waiting"], report["plan_options_approved"]) == (0, 1)
    assert (report["cost_approved"], report["cost_planned"]) == (held.total.budget.likely, planned)
    # Of devices more was paid than planned; the other kinds are still to come.
    assert (report["cost_paid"], report["cost_forecast"]) == (planned + 100, 2 * planned + 100 - device)
    assert chapters(office, known) == before
    with pytest.raises(UsageError, match="has not come yet"):
        approving.record_milestone(office, TOWN_HALL, Milestone.FINISHED, source="diary", on=date(2027, 2, 20))
    approving.record_milestone(office, TOWN_HALL, Milestone.FINISHED, source="diary", on=TODAY)
    assert chapters(office)["cost_forecast"] == planned + 100
    shown = approving.show_outturn(office, TOWN_HALL)
    assert shown.outturn is not None
    assert [each.source for each in shown.payments] == ["Invoice 1a"]
    assert (shown.outturn.paid, shown.outturn.days_late) == (planned + 100, (TODAY - date(2027, 2, 9)).days)
    assert {each.kind: each.against for each in shown.outturn.by_kind}[CostKind.DEVICE] is Against.ABOVE
    with pytest.raises(Conflict, match="Nothing was approved since"):
        approving.rebaseline_plan(office, TOWN_HALL, reason="Prices rose.")
    cheaper = edited(office, tmp_path, put("Costs", "Likely (£)", 19))
    assert sent_back(office, cheaper, apply=True).is_written
    with pytest.raises(Conflict, match="decided on"):
        approving.approve_option(approver, TOWN_HALL)
    approving.recommend_option(office, TOWN_HALL, "A", reasons="The money went elsewhere.")
    assert approving.approve_option(approver, TOWN_HALL).baseline is None
    assert approving.rebaseline_plan(office, TOWN_HALL, reason="The money went elsewhere.").baseline == 2
    assert approving.show_outturn(office, TOWN_HALL).option == "A"
    assert approving.show_outturn(office, TOWN_HALL, as_known=known).option is None
    seen = see_appraisal(office, TOWN_HALL)
    assert (seen.standing.state, seen.standing.number, seen.baseline) == (PlanState.FINISHED, 2, 3)
    assert see_appraisal(office, TOWN_HALL, as_known=known).standing.state is PlanState.DRAFT
    finished = browse(office, Listing.PLANS, Wanted(plan=PlanState.FINISHED)).rows
    assert [row.cells[4] for row in finished] == [f"A: {option(office, 'A').name}"]
    then = see_costs(office, TOWN_HALL, "B", "budget", kind=CostKind.DEVICE, version=2)
    assert then.total == then.stored == dict(held.by_kind)[CostKind.DEVICE].budget
    with office.acting("a test", "Written past the rules.") as writing:
        row = writing.scalars(select(Recommendation).order_by(Recommendation.id)).first()
        assert row is not None
        insert = text(
            "INSERT INTO plan_approval (id, recommendation_id, recommended_by, approver, approved_on, is_approved, "
            "reason, change_id) VALUES (99, :of, :by, :by, '2026-11-22', true, '', 1)"
        )
        with pytest.raises(IntegrityError, match="approver_is_another_person"):
            writing.execute(insert, {"of": row.id, "by": row.recommended_by})
    office.close()
