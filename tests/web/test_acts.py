"""Acts that take longer than a page: how far they are, what came of them, and that nothing is waited for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from riskreg.operations import act_work, jobs
from riskreg.rules.jobs import JobKind, JobState, JobStep
from riskreg.web import acts, imports, lists
from tests.web.conftest import Visitor
from tests.web.test_things import first


def house_of(visitor: Visitor):  # type: ignore[no-untyped-def]
    return visitor.app.state.house  # type: ignore[attr-defined]


def begun(visitor: Visitor, kind: JobKind = JobKind.UNDO) -> str:
    """A job that nobody works on: it was not set going."""
    office = house_of(visitor).office()
    return jobs.new_job(office, kind, "list.xlsx", {"reference": "IMP-XXX-22222", "reason": "wrong"}).handle


def test_an_act_under_way_shows_how_far_it_is(county: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = begun(county)
    seen = jobs.job(house_of(county).office(), handle)
    jobs.reporting_progress(seen.folder)("Taking the import back", 3, 10)
    monkeypatch.setattr(jobs, "job", lambda _office, _handle: replace(seen, state=JobState.WORKING))
    page = county.get(f"/acts/{handle}").text
    assert "Taking the import back" in page
    assert "3 of 10" in page
    assert county.get(f"/acts/{handle}/progress.json").json() == {
        "is_under_way": True, "what": "Taking the import back", "done": 3, "of": 10,
    }  # fmt: skip


def test_an_act_that_cannot_be_says_why_and_writes_nothing(county: Visitor) -> None:
    office = house_of(county).office()
    handle = act_work.begin_undo(office, "IMP-XXX-22222", "list.xlsx", "wrong")
    county.app.state.house.worker.wait_for(handle, 20)  # type: ignore[attr-defined]
    page = county.get(f"/acts/{handle}")
    assert "This was not done" in page.text
    assert "Imports" in page.text


def test_the_way_leads_back_to_an_act_under_way_and_to_one_that_was_not_done(county: Visitor) -> None:
    office, imported = house_of(county).office(), first(county, "/imports", "IMP")
    handle = act_work.begin_undo(office, imported, "list.xlsx", "wrong")
    assert f"/acts/{handle}" in county.get("/imports").text
    assert f"/acts/{handle}" in county.get(f"/imports/{imported}").text
    refused = act_work.begin_undo(office, "IMP-XXX-22222", "list.xlsx", "wrong")
    county.app.state.house.worker.wait_for(refused, 20)  # type: ignore[attr-defined]
    page = county.get("/imports").text
    assert f"/acts/{handle}" not in page
    assert f"/acts/{refused}" in page
    assert f"/acts/{refused}" not in county.get("/lists").text
    sent = {"_token": county.token(f"/acts/{refused}")}
    assert f"/acts/{refused}" not in county.post(f"/acts/{refused}/drop", data=sent).text


def test_an_act_that_was_interrupted_says_where_to_look(county: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = jobs.job(house_of(county).office(), begun(county, JobKind.LISTS))
    lost = replace(seen, state=JobState.INTERRUPTED, step=JobStep.APPLY)
    monkeypatch.setattr(jobs, "job", lambda _office, _handle: lost)
    assert "see under “Lists” which" in county.get(f"/acts/{seen.handle}").text


def test_what_an_act_would_do_is_not_waited_for(county: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (lists, imports):
        monkeypatch.setattr(module, "WORKING_OUT_S", 0.0)
    imported = first(county, "/imports", "IMP")
    page = county.get(f"/imports/{imported}/undo")
    assert "It is being worked out." in page.text
    assert re.search(r'http-equiv="refresh" content="4; url=/imports/IMP-[^"]+/undo"', page.text)
    assert "It is being worked out." in county.get("/lists/preview").text
    monkeypatch.setattr(imports, "WORKING_OUT_S", acts.WORKING_OUT_S + 30)
    assert "Take this import back" in county.get(f"/imports/{imported}/undo").text
