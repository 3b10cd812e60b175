"""Pages that look at the past: what had been recorded by then, of days up to then; and pages that are acts of today."""

from __future__ import annotations

import html
import re

import pytest

from tests.web.conftest import Visitor
from tests.web.test_importing import Officer
from tests.web.test_things import first


def said(visitor: Visitor, path: str) -> str:
    """What the main part of a page says."""
    answer = visitor.get(path)
    assert answer.status_code < 500, path
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


TODAYS = ("/imports/new", "/returns/nil", "/check", "/check/saved", "/conflicts", "/lists/compare", "/lists/preview")


@pytest.mark.parametrize("path", TODAYS)
def test_a_page_that_is_an_act_of_today_says_so_and_leads_back_to_today(reader: Visitor, path: str) -> None:
    page = reader.get(f"{path}?as_at=2026-01-20&x=1").text
    assert "This page shows the register as it stands today." in page
    assert f'href="{path}?x=1">Stay with today' in page
    assert "as it stands today" not in reader.get(path).text


@pytest.mark.parametrize(
    "path",
    ["/returns", "/imports", "/lists", "/lists/adoptions", "/lists/determinations", "/lists/exemptions", "/sites"],
)
def test_a_page_of_the_past_says_so_and_offers_no_act(reader: Visitor, path: str) -> None:
    page = reader.get(f"{path}?as_at=2026-01-20")
    assert "You are looking at the register" in page.text
    assert '<button class="govuk-button" type="submit"' not in page.text
    assert 'method="post"' not in page.text
    assert f'href="{path}">Show it as it stands today' in page.text


def test_imports_are_those_of_the_day_and_of_what_had_been_recorded(reader: Visitor) -> None:
    cameras = first(reader, "/imports", "IMP")
    for asked in ("as_known=2", "as_at=2026-01-10"):
        page = said(reader, f"/imports?{asked}")
        assert "property terrier.xlsx" in page
        assert page.count("IMP-") == 1
        rows = reader.get(f"/api/questions/imports?{asked}").json()["rows"]
        assert [row[2] for row in rows] == ["property terrier.xlsx"]
    assert "held no import" in said(reader, "/imports?as_known=1")
    assert said(reader, "/imports").count("IMP-") == 2
    assert reader.get(f"/imports/{cameras}?as_known=4").status_code == 404
    assert reader.get(f"/imports/{cameras}/rows?as_known=4").status_code == 404
    assert reader.get(f"/api/things/{cameras}?as_known=4").status_code == 404
    assert "a later day than the one that you look at" in said(reader, f"/imports/{cameras}?as_at=2026-01-10")


def test_an_import_taken_back_later_counted_then(county: Visitor) -> None:
    officer, cameras = Officer(county), first(county, "/imports", "IMP")
    officer.go(f"/imports/{cameras}/undo")
    officer.send(f"/imports/{cameras}/undo", reason="The wrong file")
    assert "Taken back" in officer.settled()
    assert "Taken back" in said(county, "/imports")
    assert "Taken back" not in said(county, "/imports?as_known=5")
    then = said(county, f"/imports/{cameras}?as_known=5")
    assert "The wrong file" not in then
    assert "An import can be taken back today, not in the past." in then


def test_lists_are_those_in_force_on_the_day_as_far_as_they_were_known(reader: Visitor) -> None:
    now, then = said(reader, "/lists?as_known=1"), said(reader, "/lists?as_at=2010-01-01")
    assert "Lists in force on" in now
    assert "2025-12-01" not in now
    assert "1 December 2025" in now
    assert "1 December 2025" not in then
    assert "none was in force yet" in then
    assert "No list was in use" in said(reader, "/lists?as_known=0")
    edition = re.search(r"Section 1260H.*?Names companies (\S+)", now)
    assert edition
    assert f"Edition {edition[1]} was in force" in said(reader, "/lists/editions/us_1260h?as_known=1")


def test_adoptions_are_those_in_force_on_the_day_as_far_as_they_were_known(reader: Visitor) -> None:
    now = said(reader, "/lists/adoptions?as_known=3")
    assert "nothing of theirs can be flagged" not in now
    for asked in ("as_known=2", "as_at=2022-11-23"):
        assert said(reader, f"/lists/adoptions?{asked}").count("nothing of theirs can be flagged") == 2
    assert "knew no organisation" in said(reader, "/lists/adoptions?as_known=1")


def test_search_finds_what_the_register_held_then(reader: Visitor) -> None:
    assert "Equipment called" in said(reader, "/search?q=hikvision")
    then = said(reader, "/search?q=hikvision&as_known=2")
    assert "Equipment called" not in then
    assert "Vendors" in then
    assert reader.get("/search?q=C11112221").url.path.startswith("/assets/")
    for asked in ("as_at=2026-01-10", "as_known=4"):
        assert "Nothing is found" in said(reader, f"/search?q=C11112221&{asked}")
        assert "Nothing is found" in said(reader, f"/search?q=cctv+register&{asked}")


@pytest.mark.parametrize("known", [0, 1])
def test_what_had_not_been_recorded_yet_is_not_there(reader: Visitor, known: int) -> None:
    for question, column in (("determinations", 0), ("sites", 0), ("organisations", 0), ("changes", 0)):
        found = reader.get(f"/api/questions/{question}").json()["rows"][-1][column]
        ref = found if isinstance(found, str) else first(reader, "/questions/determinations", "DET")
        answer = reader.get(f"/api/things/{ref}?as_known={known}")
        assert answer.status_code == 404, question
        assert "not in the register then" in answer.json()["error"]["message"]
