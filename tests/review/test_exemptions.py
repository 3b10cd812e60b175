"""Exemptions: approved by another person, for a time; the flag stays, and comes back by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from riskreg.errors import Conflict, NotFound, NotPermitted, RiskregError, UsageError
from riskreg.operations import asking, exempting
from riskreg.reporting import Point
from riskreg.reporting.asking import Exempting, Filters
from riskreg.reporting.exemptions import Exempt, ExemptionState
from riskreg.reporting.figures import progress
from riskreg.reporting.questions import ask
from riskreg.rules.obligations import ExemptionGround
from tests.screening.council import COUNCIL, TODAY, US, Council

HIKVISION, DAHUA = ("Hikvision", "DS-2CD2143G0-I"), ("Dahua", "SD59230U-HNI")
LIST = {"A": HIKVISION, "B": DAHUA}
MARCH = date(2027, 3, 31)


def prepared(council: Council) -> Council:
    council.adopt(US)
    council.list(LIST, date(2026, 1, 15))
    return council


@pytest.fixture
def flagged(council: Council) -> Council:
    """A council with two restricted cameras at site M1."""
    return prepared(council)


@pytest.fixture
def flagged_on_either(either: Council) -> Council:
    """The same, once on each engine."""
    return prepared(either)


def let_stay(council: Council, what: str = "A", until: date = MARCH, **more: object) -> str:
    given = {"approver": "Ada Approver", "reason": "The replacement is ordered.", "control": "Own network", **more}
    return exempting.record_exemption(council.place, what, US, until_on=until, **given).reference  # type: ignore[arg-type]


def counted(council: Council, on: date, exempt: Exempting | None = None) -> int:
    with council.place.reading() as session:
        found = ask(session, "flagged-assets", Filters(as_at=on, exempt=exempt))
        place = found.column("devices")
        return sum(int(str(row[place])) for row in found.rows)


def test_an_exempt_flag_stays_open_and_is_counted_apart(flagged_on_either: Council) -> None:
    flagged = flagged_on_either
    ref = let_stay(flagged)
    assert ref.startswith("EXM-")
    assert flagged.open_tags() == {"A", "B"}
    assert counted(flagged, TODAY) == 2
    assert counted(flagged, TODAY, Exempting.NOW) == 1
    with flagged.place.reading() as session:
        figures = {each.code: each for each in progress(session, Point(TODAY, None), marking="OFFICIAL").figures}
    assert figures["exempt_devices"].value == 1
    assert figures["exempt_devices_expired"].value == 0


def test_after_its_last_day_an_exemption_has_run_out_without_anybody_acting(flagged: Council) -> None:
    let_stay(flagged)
    before = flagged.sequence()
    assert counted(flagged, MARCH, Exempting.NOW) == 1
    assert counted(flagged, MARCH, Exempting.ENDING) == 1
    after = MARCH + timedelta(1)
    assert counted(flagged, after, Exempting.NOW) == 0
    assert counted(flagged, after, Exempting.EXPIRED) == 1
    assert counted(flagged, TODAY - timedelta(1), Exempting.NOW) == 0
    assert flagged.sequence() == before


def test_an_asset_a_site_or_an_organisation_can_be_exempt(flagged: Council) -> None:
    for what, devices in (("B", 1), ("M1", 2), (COUNCIL, 2)):
        ref = let_stay(flagged, what, from_on=date(2026, 11, 1))
        assert counted(flagged, TODAY, Exempting.NOW) == devices
        exempting.end(flagged.place, ref, reason="For the next.")
        assert counted(flagged, TODAY, Exempting.NOW) == 0


def test_an_exemption_can_be_ended_early_and_stays_on_record(flagged: Council) -> None:
    ref = let_stay(flagged)
    assert exempting.end(flagged.place, ref, reason="The replacement came.", on=TODAY) == TODAY
    assert counted(flagged, TODAY, Exempting.EXPIRED) == 1
    with pytest.raises(Conflict, match="ended on 22 November 2026 already"):
        exempting.end(flagged.place, ref, reason="Again.")
    told = asking.show(flagged.place, ref)
    rows = dict(told.sections[0].rows)
    assert (rows["State"], rows["Ended because"], rows["Approved by"]) == (
        "Ended",
        "The replacement came.",
        "Ada Approver",
    )
    let_stay(flagged)


def test_the_asset_tells_its_exemption_and_the_bans(flagged: Council) -> None:
    let_stay(flagged)
    titles = {section.title: section.table for section in asking.show(flagged.place, "A").sections}
    assert "Ada Approver" in titles["Exemptions"][0]
    assert any("cannot be tested" in str(cell) for row in titles["Prohibitions of new equipment"] for cell in row)


REFUSED: tuple[tuple[dict[str, object], type[RiskregError], str], ...] = (
    ({"approver": "olive officer"}, NotPermitted, "cannot ask for an exemption and approve it"),
    ({"approver": " "}, UsageError, "needs the person who approved it"),
    ({"reason": " "}, UsageError, "needs its reason"),
    ({"control": None}, UsageError, "keeps the risk down"),
    ({"until": date(2026, 1, 1)}, UsageError, "before it begins"),
    ({"clause": "no-such"}, NotFound, "has no clause"),
    ({"what": "Nobody Council"}, NotFound, "no organisation"),
)


def test_exemptions_that_are_refused(council: Council) -> None:
    council.list(LIST, date(2026, 1, 15))
    before = council.sequence()
    for more, error, says in REFUSED:
        with pytest.raises(error, match=says):
            let_stay(council, **more)  # type: ignore[arg-type]
    assert council.sequence() == before


def test_the_same_is_not_exempt_twice_and_a_clause_counts_until_its_own_end(council: Council) -> None:
    council.list(LIST, date(2026, 1, 15))
    let_stay(council)
    with pytest.raises(Conflict, match="exempt already, from 22 November 2026 until 31 March 2027"):
        let_stay(council)
    let_stay(council, from_on=MARCH + timedelta(1), until=date(2027, 6, 30))
    given = {"approver": "Ada", "reason": "A drone.", "clause": "aircraft-2027"}
    with pytest.raises(UsageError, match="holds until 1 January 2027"):
        exempting.record_exemption(council.place, "A", "us_fcc_covered", until_on=MARCH, **given)  # type: ignore[arg-type]
    done = exempting.record_exemption(council.place, "A", "us_fcc_covered", until_on=date(2026, 12, 31), **given)  # type: ignore[arg-type]
    assert "was not read in the official text" in done.said[0]


BROKEN = {
    "approver_is_another_person": ("approver", "requested_by"),
    "dates_in_order": ("until_on", "'2001-01-01'"),
    "of_one_thing": ("organisation_id", "1"),
    "reason_given": ("reason", "''"),
}


def test_the_database_itself_wants_a_second_person_and_an_order_of_dates(flagged_on_either: Council) -> None:
    let_stay(flagged_on_either)
    names = [
        *("regime_id", "organisation_id", "asset_id", "ground", "from_on", "until_on", "reason", "requested_by"),
        *("approver", "change_id"),
    ]
    for constraint, (column, value) in BROKEN.items():
        chosen = [value if name == column else name for name in names]
        statement = f"INSERT INTO exemption ({', '.join(names)}) SELECT {', '.join(chosen)} FROM exemption"
        with pytest.raises(IntegrityError, match=constraint):
            _run(flagged_on_either, statement)
    exempting.end(flagged_on_either.place, _newest(flagged_on_either), reason="Over.")
    for statement in ("UPDATE exemption SET control = 'x'", "DELETE FROM exemption_end"):
        with pytest.raises(IntegrityError, match="append-only"):
            _run(flagged_on_either, statement)


def _newest(council: Council) -> str:
    with council.place.reading() as session:
        return str(next(iter(ask(session, "exemptions", on=TODAY).rows))[0])


def _run(council: Council, statement: str) -> None:
    with council.place.acting("spoil", "a test") as session:
        session.execute(text(statement))


def test_an_exemption_stands_by_its_dates() -> None:
    base = Exempt(
        1, 1, 1, None, None, ExemptionGround.WAIVER, None, date(2026, 1, 1), date(2026, 12, 31), None, None, "r", "c",
        "a", "b", 1,
    )  # fmt: skip
    ended = replace(base, ended_on=date(2026, 3, 1))
    days = {
        date(2025, 12, 31): (ExemptionState.COMING, ExemptionState.COMING),
        date(2026, 1, 1): (ExemptionState.IN_FORCE, ExemptionState.IN_FORCE),
        date(2026, 2, 28): (ExemptionState.IN_FORCE, ExemptionState.IN_FORCE),
        date(2026, 3, 1): (ExemptionState.IN_FORCE, ExemptionState.ENDED),
        date(2026, 10, 1): (ExemptionState.IN_FORCE, ExemptionState.ENDED),
        date(2026, 10, 2): (ExemptionState.ENDING, ExemptionState.ENDED),
        date(2026, 12, 31): (ExemptionState.ENDING, ExemptionState.ENDED),
        date(2027, 1, 1): (ExemptionState.EXPIRED, ExemptionState.ENDED),
    }
    assert {day: (base.standing(day), ended.standing(day)) for day in days} == days


def test_a_file_can_prove_the_approval(council: Council, tmp_path: Path) -> None:
    council.list(LIST, date(2026, 1, 15))
    paper = tmp_path / "approval.pdf"
    paper.write_bytes(b"%PDF-1.4 approved")
    rows = dict(asking.show(council.place, let_stay(council, evidence=paper)).sections[0].rows)
    assert str(rows["Evidence"]).startswith("approval.pdf (SHA-256 ")
