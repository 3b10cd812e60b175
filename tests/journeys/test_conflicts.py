"""What a list leaves open of identity: listed, answered, matched by from then on, seen in the history, taken back."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.books import COUNTY_LIST
from tests.journeys.desk import Desk
from tests.journeys.test_merging import AXIS, CAMERA, DOOR, GATE, flagged, listed, reference

READS_HERE = True

BOTH = ("SH-01", "GATE-1", "K55501234", *CAMERA)
MOVED = ("SH-02", "AX-1", "", "Axis", "P3245-LVE", "In use")


def imported(desk: Desk, path: Path, on: str) -> str:
    return desk.do("import", path, *COUNTY_LIST, "--dated", on, "--covers", "part", "--apply").text


def test_an_answer_merges_is_seen_in_the_history_and_is_taken_back(county_desk: Desk) -> None:
    imported(county_desk, listed(county_desk, [GATE, DOOR, AXIS], "2026-02-01"), "2026-02-01")
    march = listed(county_desk, [BOTH, MOVED], "2026-03-01")
    assert "waits for you: riskreg conflicts --import IMP-" in imported(county_desk, march, "2026-03-01")
    first, second = county_desk.ask("conflicts")["conflicts"]
    assert [first["question"], second["question"]] == ["numbers_of_two_assets", "moved"]
    assert set(first["assets"]) == {reference(county_desk, "GATE-1"), reference(county_desk, "K55501234")}
    assert (first["rows"][0]["row"], first["verdict"], first["state"]) == (2, "restricted", "waiting")

    shown = county_desk.do("conflicts", "show", first["reference"]).text
    assert "The row is left out." in shown
    assert f"riskreg conflicts resolve {first['reference']} --different --reason" in shown
    before = flagged(county_desk)
    name, reason = first["reference"], "One camera, seen at the gate"
    assert county_desk.run("conflicts", "resolve", name, "--same").code == 2
    assert county_desk.run("conflicts", "resolve", name, "--moved", "--reason", reason).code == 2
    assert "is merged into" in county_desk.do("conflicts", "resolve", name, "--same", "--reason", reason).text
    assert flagged(county_desk) == before - 1
    county_desk.do("conflicts", "resolve", second["reference"], "--moved", "--reason", "Works order 12")
    assert county_desk.ask("conflicts")["conflicts"] == []

    again = ("import", march, *COUNTY_LIST, "--dated", "2026-03-01", "--covers", "part")
    assert county_desk.ask(*again)["counts"] == {"changed": 1, "unchanged": 1}
    county_desk.do(*again, "--apply")
    assert county_desk.ask("conflicts")["conflicts"] == []
    history = county_desk.do("show", "K55501234").text
    assert history.count(reason) >= 2
    assert "Works order 12" in county_desk.do("show", "AX-1").text

    assert "counts by itself again" in county_desk.do("conflicts", "reopen", name, "--reason", "Two after all").text
    assert flagged(county_desk) == before
    assert [each["state"] for each in county_desk.ask("conflicts", "--all")["conflicts"]] == ["waiting", "answered"]
