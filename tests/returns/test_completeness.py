"""Of all that is known, what has come: lists, nil returns, less than that, and nothing; as at a date, as known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import Database
from riskreg.errors import Conflict, UsageError
from riskreg.intake import (
    Signature,
    Whose,
    ask_for_return,
    end_request,
    record_nil_return,
    withdraw_nil_return,
)
from riskreg.register import Asset, ImportBatch, ImportWithdrawal, Organisation
from riskreg.reporting.asking import Came, Filters
from riskreg.reporting.completeness import Completeness, bodies_inside, standing_of
from riskreg.reporting.questions import ask
from riskreg.reporting.returns import Return
from riskreg.reporting.state import NO_ASSETS, Point, estate_state
from riskreg.rules.references import ReferenceKind
from riskreg.rules.terms import Covers, Disposition, OrganisationKind, Step, Verdict
from tests.reporting_figures.make import Line, Made

JANUARY, MARCH, MAY, JUNE = date(2026, 1, 31), date(2026, 3, 31), date(2026, 5, 31), date(2026, 6, 30)
SIGNED = Signature("Mo Reed", "Director")


@dataclass
class Place:
    """A body with three sites and one below it with a site; nothing has come."""

    made: Made
    body: int
    agency: int
    sites: tuple[int, int, int, int]

    def listed(
        self,
        on: date,
        sites: Sequence[int],
        covers: Covers = Covers.SITES,
        *,
        organisation: int | None = None,
        disposition: Disposition = Disposition.NEW,
    ) -> int:
        """A list of equipment comes that has a row at each of these sites."""
        with self.made.act("import") as session:
            number = 1 + len(session.scalars(select(ImportBatch.id)).all())
            batch = ImportBatch(
                kind="assets", file_name=f"came {number}.csv", file_sha256=f"{number:064d}", file_bytes=1,
                described_on=on, covers=covers, mapping="{}", counts="{}", outcome_sha256="0" * 64,
                organisation_id=organisation,
            )  # fmt: skip
            session.add(batch)
            session.flush()
            for site in sites:
                self.made.row(session, batch.id, None, disposition, site=site)
            return batch.id

    def nil(self, on: date, *, organisation: int | None = None, site: int | None = None) -> int:
        with self.made.act("nil return") as session:
            return nil(session, on, organisation=organisation, site=site)

    def came(self, on: date = JUNE, known: int | None = None, since: date | None = None) -> list[str]:
        """What came for each site, in the order of `sites`."""
        with self.made.database.reading() as session:
            found = self.found(session, on, known, since).of_sites
            return [found[site].came.value for site in self.sites]

    def found(
        self, session: Session, on: date = JUNE, known: int | None = None, since: date | None = None
    ) -> Completeness:
        return Completeness(session, estate_state(session, Point(on, known), assets=NO_ASSETS), since=since)

    def asked(self, on: date) -> list[str]:
        """State of each request."""
        with self.made.database.reading() as session:
            return [each.state.value for each in self.found(session, on).of_requests()]


def nil(session: Session, on: date, *, organisation: int | None = None, site: int | None = None) -> int:
    whose = Whose(organisation, site)
    row = record_nil_return(
        session, whose, described_on=on, signature=SIGNED, paper="L 14", evidence_id=None, today=date(2026, 11, 22)
    )
    return row.id


def build(database: Database) -> Place:
    made = Made(database)
    body = made.organisation("Department of Weather")
    agency = made.organisation("Agency of Maps", parent=body)
    names = (("Storm Tower", body), ("Quay House", body), ("Net Loft", body), ("Map Room", agency))
    first, second, third, fourth = (made.site(name, whose) for name, whose in names)
    return Place(made, body, agency, (first, second, third, fourth))


@pytest.fixture
def place(database: Database) -> Place:
    return build(database)


@pytest.fixture
def quick(sqlite_database: Database) -> Place:
    return build(sqlite_database)


def test_each_site_says_what_came_for_it(place: Place) -> None:
    tower, quay, loft, room = place.sites
    assert place.came() == ["missing"] * 4
    place.listed(MARCH, [tower])
    place.nil(MARCH, site=quay)
    place.listed(MARCH, [loft], Covers.PART)
    assert place.came() == ["list", "nil", "part", "missing"]
    place.listed(MARCH, [tower], Covers.ORGANISATION, organisation=place.agency)
    assert place.came() == ["list", "nil", "part", "unnamed"]
    place.listed(MAY, [room], disposition=Disposition.REJECTED)
    assert place.came() == ["list", "nil", "part", "unnamed"], "a row that could not be taken answers for nothing"
    with place.made.database.reading() as session:
        bodies = place.found(session).of_bodies([place.body, place.agency])
    assert (bodies[place.body].answered, bodies[place.body].doubtful, bodies[place.body].came) == (2, 1, Came.DOUBTFUL)
    assert (bodies[place.agency].missing, bodies[place.agency].doubtful) == (0, 1)


def test_a_nil_return_of_an_organisation_speaks_for_its_own_sites_and_for_none_below(place: Place) -> None:
    place.nil(MARCH, organisation=place.body)
    assert place.came() == ["nil", "nil", "nil", "missing"]
    place.made.transfer(place.sites[0], place.agency, MAY)
    assert place.came()[0] == "nil", "who held the site on that day answered for it"


def test_a_nil_return_where_equipment_is_on_record_is_a_question_and_removes_nothing(place: Place) -> None:
    tower = place.sites[0]
    asset = place.made.asset(Line(tower, quantity=3), place.made.key("Axis", "axis", {}), Verdict.CLEAR)
    key = place.nil(MARCH, site=tower)
    assert place.came()[0] == "disputed"
    with place.made.database.reading() as session:
        assert place.found(session).of_sites[tower].devices == 3
        assert session.get_one(Asset, asset).is_seen
        (row,) = (row for row in ask(session, "returns", Filters(came=Came.DISPUTED, as_at=JUNE)).rows)
        assert "in question: 3 devices are on record there" in row
    place.made.step(asset, Step.VERIFIED, MAY, 2)
    with place.made.database.reading() as session:
        assert place.found(session).of_sites[tower].devices == 1
    place.made.step(asset, Step.VERIFIED, MAY, 1)
    assert place.came()[0] == "nil", "nothing stands there any more"
    assert place.came(on=date(2026, 4, 30))[0] == "disputed", "on that day it did"
    with place.made.act("undo") as session:
        withdraw_nil_return(session, key, "another building")
    assert place.came()[0] == "list"


def test_a_later_list_answers_anew(quick: Place) -> None:
    tower = quick.sites[0]
    quick.nil(MARCH, site=tower)
    quick.listed(MAY, [tower])
    assert quick.came()[0] == "list"
    assert quick.came(on=date(2026, 4, 30))[0] == "nil"


def test_what_is_withdrawn_counts_no_longer_and_what_was_known_before_stays(place: Place) -> None:
    tower, quay = place.sites[:2]
    key = place.nil(MARCH, site=tower)
    batch = place.listed(MARCH, [quay])
    before = place.made.sequence
    with place.made.act("wrong site") as session:
        withdraw_nil_return(session, key, "recorded for the wrong site")
    with place.made.act("wrong file") as session:
        session.add(ImportWithdrawal(import_batch_id=batch, reason="wrong file"))
    assert place.came()[:2] == ["missing", "missing"]
    assert place.came(known=before)[:2] == ["nil", "list"]
    with place.made.database.reading() as session:
        told = [row for row in ask(session, "returns", Filters(as_at=JUNE)).rows if "nil return" in row]
        assert [row for row in told if "withdrawn: recorded for the wrong site" in row]
    with pytest.raises(Conflict, match="withdrawn already"), place.made.act("again") as session:
        withdraw_nil_return(session, key, "again")
    with pytest.raises(UsageError, match="why"), place.made.act("again") as session:
        withdraw_nil_return(session, key, " ")


def test_a_return_counts_for_a_year_and_from_the_date_last_asked_for(quick: Place) -> None:
    tower = quick.sites[0]
    quick.listed(JANUARY, [tower])
    assert quick.came(on=JANUARY + timedelta(365))[0] == "list"
    assert quick.came(on=JANUARY + timedelta(366))[0] == "missing"
    assert quick.came(since=MARCH)[0] == "missing"
    with quick.made.act("ask") as session:
        row = ask_for_return(session, Whose(quick.body), described_on=MARCH, asked_on=MARCH, due_on=MAY, note="")
        key = row.id
    assert quick.came()[0] == "missing", "an older list does not answer a newer question"
    assert quick.came(on=date(2026, 2, 28))[0] == "list", "then nobody had asked"
    quick.listed(MARCH, [tower])
    assert quick.came()[0] == "list"
    with quick.made.act("drop") as session:
        end_request(session, key, "asked the wrong body")
    with pytest.raises(Conflict, match="no longer stands"), quick.made.act("drop") as session:
        end_request(session, key, "again")


def test_a_request_for_a_day_to_come_makes_no_list_too_old(quick: Place) -> None:
    quick.listed(MARCH, [quick.sites[0]])
    with quick.made.act("ask") as session:
        ask_for_return(session, Whose(quick.body), described_on=JUNE, asked_on=MARCH, due_on=JUNE, note="")
    assert quick.came(on=MAY)[0] == "list"
    assert quick.came(on=JUNE)[0] == "missing"


def test_a_request_is_outstanding_then_overdue_then_answered_and_late(place: Place) -> None:
    with place.made.act("ask") as session:
        ask_for_return(session, Whose(place.agency), described_on=MARCH, asked_on=MARCH, due_on=MAY, note="letter 14")
        ask_for_return(
            session, Whose(site_id=place.sites[0]), described_on=MARCH, asked_on=MARCH,
            due_on=date(2099, 1, 1), note="",
        )  # fmt: skip
    assert place.asked(date(2026, 2, 1)) == [], "nobody had been asked yet"
    assert place.asked(MAY) == ["outstanding", "outstanding"]
    assert place.asked(JUNE) == ["overdue", "outstanding"]
    place.listed(MARCH, [place.sites[3], place.sites[0]])
    # The register was told today, which is after the one day and before the other.
    assert place.asked(JUNE) == ["late", "answered"]
    with pytest.raises(UsageError, match="cannot be due"), place.made.act("ask") as session:
        ask_for_return(session, Whose(place.agency), described_on=MARCH, asked_on=MAY, due_on=MARCH, note="")


@pytest.mark.parametrize(
    ("signature", "on"),
    [(Signature("Mo Reed"), MARCH), (Signature(" ", "Director"), MARCH), (SIGNED, date(2099, 1, 1))],
)
def test_a_nil_return_needs_a_name_a_post_and_a_day_that_has_been(quick: Place, signature: Signature, on: date) -> None:
    with pytest.raises(UsageError), quick.made.act("nil") as session:
        record_nil_return(
            session, Whose(quick.body), described_on=on, signature=signature, paper=None, evidence_id=None, today=JUNE
        )


def test_the_same_nil_return_is_recorded_once(quick: Place) -> None:
    quick.nil(MARCH, site=quick.sites[0])
    with pytest.raises(Conflict, match="recorded already"), quick.made.act("nil") as session:
        nil(session, MARCH, site=quick.sites[0])
    quick.nil(MAY, site=quick.sites[0])


def test_a_body_without_sites_is_asked_too_and_a_group_is_not(quick: Place) -> None:
    alone = quick.made.organisation("Lone Inspector")
    with quick.made.act("group") as session:
        row = Organisation(name="Weather group", name_key="weathergroup", kind=OrganisationKind.GROUP)
        session.add(row)
        session.flush()
        group = row.id
    with quick.made.database.reading() as session:
        found = quick.found(session)
        bodies = found.of_bodies(bodies_inside(estate_state(session, Point(JUNE), assets=NO_ASSETS)))
    assert bodies[alone].came is Came.MISSING
    assert group not in bodies
    quick.nil(MARCH, organisation=alone)
    with quick.made.database.reading() as session:
        assert quick.found(session).of_bodies([alone])[alone].came is Came.ANSWERED


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from([None, *Covers]), st.integers(1, 9)), max_size=8, unique=True
    )
)
def test_what_came_does_not_depend_on_lists_of_a_part_where_there_is_a_whole_answer(
    told: list[tuple[int, Covers | None, int]],
) -> None:
    answers = [
        Return(
            ReferenceKind.IMPORT if covers is not None else ReferenceKind.NIL_RETURN, key, JANUARY + timedelta(day),
            None, None, covers, "", None, None, "", None, None,
        )
        for day, covers, key in sorted(told, key=lambda one: (one[0], one[1] is not None, one[2]))
    ]  # fmt: skip
    came, which = standing_of(answers)
    whole = [each for each in answers if each.covers is not Covers.PART]
    assert (came, which) == standing_of(whole) if whole else came in (Came.PART, Came.MISSING)
    assert (which is None) is (not answers)
    if whole:
        assert which is not None
        assert all(each.on <= which.on for each in whole)
        assert (came is Came.NIL) is which.is_nil
