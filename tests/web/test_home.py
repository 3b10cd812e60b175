"""Home: how a register begins, where we stand, what changed since the last visit, and the rows behind every figure."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Barrier, Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest

from riskreg.operations import setting_up
from riskreg.operations.office import Office
from riskreg.rules.terms import OrganisationKind
from riskreg.web import visits
from riskreg.web.house import House
from riskreg.web.kept import Kept
from tests.web.conftest import Visitor

PATIENCE_S = 60
"""How long a busy machine may take; what is waited for comes sooner."""


def _text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def _office(visitor: Visitor) -> Office:
    house: House = visitor.app.state.house  # type: ignore[attr-defined]
    return house.office()


def _home(visitor: Visitor, **parameters: str) -> str:
    """The home page once its figures are counted."""
    visitor.get("/api/standing", params=parameters)
    return visitor.get("/", params=parameters).text


def test_an_empty_register_says_how_to_begin(visitor: Visitor) -> None:
    page = visitor.get("/").text
    for words in (
        "Begin with this register",
        "Put the lists in use",
        "a blank list to fill in",
        "riskreg demo --serve",
    ):
        assert words in page


def test_the_headline_stands_with_what_is_not_known(reader: Visitor) -> None:
    page = _home(reader)
    figures = {each["code"]: each for each in reader.get("/api/standing").json()["figures"]}
    top, unknown = figures["removed_verified_share"], figures["unknown_share"]
    assert f"{top['numerator']} of {top['denominator']}" in page
    assert f"{unknown['numerator']} of {unknown['denominator']}" in _text(page)
    assert "They are not clear" in page


def test_every_figure_leads_to_rows_that_add_up_to_it(reader: Visitor) -> None:
    page = _home(reader)
    cards = re.findall(r'rr-card__number"><a [^>]*href="([^"]+)"[^>]*>([\d,]+) (\w+)</a>', page)
    assert len(cards) == 4
    for href, number, unit in cards:
        rows = _text(reader.get(href.replace("&amp;", "&")).text)
        if number == "0":
            assert "There are no such rows" in rows
        elif unit in ("devices", "device"):
            assert f"devices counted: {number}." in rows
        else:
            assert re.search(rf"\b{number} rows?[;.]", rows)


def test_what_waits_is_named_and_each_leads_somewhere(reader: Visitor) -> None:
    page = _home(reader)
    links = re.findall(r'govuk-task-list__link" href="([^"]+)"', page)
    assert links
    for href in links:
        assert reader.get(href.replace("&amp;", "&")).status_code == 200, href
    assert "Do next" in page


def test_the_past_has_figures_and_nothing_that_waits(reader: Visitor) -> None:
    page = _home(reader, as_at="2026-01-10")
    assert "as it stood on 10 January 2026" in page
    assert "What waits for you" not in page
    assert "As at 10 January 2026" in page
    assert "as it will stand on 5 May 2099" in _home(reader, as_at="2099-05-05")


def test_what_changed_since_the_last_visit_is_told_until_the_visit_ends(
    county: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "first visit" in _home(county)
    assert "Nothing has changed since" in _home(county)
    setting_up.add_organisation(_office(county), "Gull Rock", OrganisationKind.COUNCIL, parent=None, from_on=None)
    for _ in range(2):
        page = _home(county)
        assert "add organisation, by Olive Officer" in page
    rows = reader_rows(county, page)
    assert "Gull Rock" in rows
    monkeypatch.setattr(visits, "VISIT_ENDS_S", -1)
    assert "add organisation, by" in page
    assert "Nothing has changed since" in _home(county)


def reader_rows(visitor: Visitor, page: str) -> str:
    found = re.search(r'href="(/questions/changes\?after=\d+)"', page)
    assert found
    return visitor.get(found[1]).text


@pytest.mark.parametrize("value", ["", "x", "9.9.9", "99999.1.99999.1", "0.99999999999.0.1", "-1.0.-1.0"])
def test_a_cookie_that_makes_no_sense_is_a_first_visit(reader: Visitor, value: str) -> None:
    code = reader.get("/api/standing").json()["register_code"]
    page = reader.get("/", headers={"cookie": f"riskreg_seen_{code}={value}"})
    assert page.status_code == 200
    assert "first visit" in page.text


def test_figures_are_counted_once_per_change(reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    from riskreg.web import standing

    _home(reader)
    monkeypatch.setattr(standing, "where_we_stand", None)
    assert "Where we stand" in _home(reader)


def test_figures_that_take_long_are_announced_and_the_older_ones_shown_meanwhile(
    county: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from riskreg.web import standing

    _home(county)
    monkeypatch.setattr(standing, "COUNTING_S", 0.0)
    setting_up.add_organisation(_office(county), "Gull Rock", OrganisationKind.COUNCIL, parent=None, from_on=None)
    page = county.get("/").text
    assert "newer changes are being counted" in page
    assert 'http-equiv="refresh"' in page


def test_the_first_page_waits_for_no_figure_and_for_no_other_page(early: Visitor) -> None:
    house: House = early.app.state.house  # type: ignore[attr-defined]
    assert not house.is_whole
    page = early.get("/")
    assert "The figures are being counted" in page.text
    assert 'data-after="2000"' in page.text
    assert house.has_answered.wait(PATIENCE_S)
    assert "of the devices ever flagged are verified as removed" in _home(early)


@pytest.mark.parametrize(("path", "status"), [("/sites", 200), ("/api/openapi.json", 200), ("/nowhere", 404)])
def test_whoever_asks_for_another_page_before_all_are_loaded_gets_it(early: Visitor, path: str, status: int) -> None:
    answer = early.get(path)
    assert answer.status_code == status
    assert early.app.state.house.is_whole  # type: ignore[attr-defined]
    if status == 200 and path.startswith("/api"):
        assert "/api/standing" in answer.json()["paths"]
    assert early.get("/nowhere").status_code == 404


def test_a_value_is_made_once_however_many_ask_at_the_same_time() -> None:
    kept, made, start = Kept(), [], Barrier(4)

    def make() -> int:
        made.append(1)
        return 7

    def ask() -> None:
        start.wait()
        assert kept.now("value", "key", make) == 7

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_what_making_a_value_raises_reaches_those_who_ask() -> None:
    kept = Kept()

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.soon("value", "key", fail, 5.0)
    assert kept.soon("value", "key", lambda: 3, 5.0) == 3
    assert kept.newest("value") == 3


def test_questions_are_asked_by_their_filters_and_come_as_files(reader: Visitor, tmp_path: Path) -> None:
    page = reader.get("/questions/assets", params={"verdict": "restricted"}).text
    assert "Verdict" in page
    assert "Restricted" in page
    held = reader.get("/questions/assets/rows.csv", params={"verdict": "restricted"})
    assert "OFFICIAL-SENSITIVE.csv" in held.headers["content-disposition"]
    lines = held.text.splitlines()
    number = re.search(r"([\d,]+) rows?[;.]", _text(page))
    assert number
    assert len(lines) - 1 == int(number[1].replace(",", ""))
    assert reader.get("/questions/assets/rows.xlsx").content[:2] == b"PK"
    assert reader.get("/questions/assets/rows.pdf").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/questions/assets?verdict=grey", 422, "is no value of"),
        ("/questions/assets?organisation=Nobody", 422, "There is no organisation"),
        ("/questions/nothing", 404, "There is no question"),
        ("/questions/assets?from=0", 422, "from"),
        ("/questions/assets?as_known=9999", 422, "has no change"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(reader: Visitor, path: str, status: int, words: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == status
    assert words in answer.text


def test_a_question_that_takes_long_is_worked_out_while_the_page_says_so(
    reader: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from riskreg.web import questions

    may_go = Event()

    def slow(*given: Any) -> Any:
        may_go.wait(PATIENCE_S)
        return ask(*given)

    ask = questions.asking.asked
    monkeypatch.setattr(questions, "WORKING_OUT_S", 0.0)
    monkeypatch.setattr(questions.asking, "asked", slow)
    path = "/questions/assets?verdict=clear&columns=all"
    waiting = reader.get(path)
    assert waiting.status_code == 200
    assert "It is being worked out." in waiting.text
    assert 'data-again="/questions/assets?verdict=clear&amp;columns=all"' in waiting.text
    may_go.set()
    until = monotonic() + PATIENCE_S
    while "It is being worked out." in (shown := reader.get(path).text) and monotonic() < until:
        sleep(0.02)
    assert "Verdict" in shown


def test_rows_are_turned_over_in_order_and_none_is_lost(reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    from riskreg.web import questions

    monkeypatch.setattr(questions, "PAGE_ROWS", 5)
    whole = [row[0] for row in reader.get("/api/questions/assets", params={"most": 1000}).json()["rows"]]
    seen, href = [], "/questions/assets"
    while href:
        page = reader.get(href).text
        seen += re.findall(r"rr-reference\"><a [^>]*>(ASSET-[^<]+)</a>", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        href = found[1].replace("&amp;", "&") if found else ""
    assert seen == whole
