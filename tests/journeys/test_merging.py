"""Two records of one device: merged, counted once, known again by either number, and taken apart."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.journeys.books import COUNTY_LIST
from tests.journeys.desk import Desk

READS_HERE = True

HEADERS = ("Site code", "Asset tag", "Serial no", "Make", "Model", "Status")
CAMERA = ("Hikvision", "DS-2CD2143G0-I", "In use")
GATE = ("SH-01", "GATE-1", "", *CAMERA)
DOOR = ("SH-01", "", "K55501234", *CAMERA)
AXIS = ("SH-01", "AX-1", "", "Axis", "P3245-LVE", "In use")


def listed(desk: Desk, rows: Sequence[Sequence[str]], on: str) -> Path:
    path = desk.folder / f"list {on}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADERS, *rows])
    return path


@pytest.fixture
def twice(county_desk: Desk) -> Desk:
    """A county that lists one camera twice: once by its tag, once by its serial number."""
    county_desk.do(
        "import", listed(county_desk, [GATE, DOOR, AXIS], "2026-02-01"), *COUNTY_LIST, "--dated", "2026-02-01",
        "--covers", "part", "--apply",
    )  # fmt: skip
    return county_desk


def reference(desk: Desk, name: str) -> str:
    return str(desk.ask("show", name)["reference"])


def flagged(desk: Desk, *words: str) -> int:
    return sum(row["devices"] for row in desk.rows("flagged-assets", *words))


def test_a_device_listed_twice_is_counted_once(twice: Desk) -> None:
    gate, door = reference(twice, "GATE-1"), reference(twice, "K55501234")
    before = flagged(twice)
    head = twice.held().sequence
    said = twice.do("asset", "merge", gate, "--into", door, "--reason", "Seen at the gate: one camera")
    assert f"{gate} is merged into {door}: 1 device no longer counted twice." in said.text
    assert flagged(twice) == before - 1
    assert flagged(twice, "--as-known", str(head)) == before
    shown = twice.do("show", gate).text
    assert "merged into" in shown
    assert "Seen at the gate: one camera" in shown
    assert "Seen at the gate: one camera" in twice.do("show", door).text
    report = twice.do("report", "progress", "--since", "2026-02-01", "-o", "out").text
    assert "Seen at the gate" not in report
    twice.do("asset", "separate", gate, "--reason", "Two cameras after all")
    assert flagged(twice) == before


def test_rows_of_either_record_are_the_same_device(twice: Desk) -> None:
    gate, door = reference(twice, "GATE-1"), reference(twice, "K55501234")
    twice.do("asset", "merge", gate, "--into", door, "--reason", "one camera")
    march = listed(twice, [GATE, DOOR, AXIS], "2026-03-01")
    again = ("import", march, *COUNTY_LIST, "--dated", "2026-03-01", "--covers", "part")
    preview = twice.ask(*again)
    assert preview["counts"] == {"unchanged": 3}
    assert preview["issue_totals"]["row-of-merged-asset"] == 1
    twice.do(*again, "--apply")
    only = ("import", listed(twice, [("SH-01", "GATE-1", "", "Hikvision", "DS-2CD2143G0-I", "Faulty")], "2026-04-01"),
            *COUNTY_LIST, "--dated", "2026-04-01", "--covers", "part", "--apply")  # fmt: skip
    twice.do(*only)
    assert "Faulty" in twice.do("show", door).text
    both = ("SH-01", "GATE-1", "K55501234", *CAMERA)
    joined = twice.ask(
        "import", listed(twice, [both], "2026-05-01"), *COUNTY_LIST, "--dated", "2026-05-01", "--covers", "part"
    )
    assert joined["counts"] == {"changed": 1}
    assert "numbers-contradict" not in joined["issue_totals"]


def test_what_would_hide_something_is_refused(twice: Desk) -> None:
    gate, door, axis = (reference(twice, name) for name in ("GATE-1", "K55501234", "AX-1"))
    because = ("--reason", "one camera")
    refused = (
        (("asset", "merge", gate, "--into", axis, *because), "would end a flag"),
        (("asset", "merge", gate, "--into", gate, *because), "cannot be merged into itself"),
        (("asset", "merge", gate, "--into", door), "needs a reason"),
        (("asset", "merge", gate, "--into", door, *because, "--on", "2026-01-31"), "1 February 2026"),
        (("asset", "merge", gate, "--into", door, *because, "--on", "2126-01-31"), "lies ahead"),
        (("asset", "separate", gate, *because), "is not merged"),
    )
    for words, message in refused:
        with twice.nothing_written():
            said = twice.run(*words)
        assert said.code in (2, 5, 6), (words, said)
        assert message in said.text, said.text
    twice.do("asset", "merge", axis, "--into", gate, "--reason", "the Axis label is on a Hikvision")
    for words, message in (
        (("asset", "merge", axis, "--into", door, *because), "is merged already"),
        (("removal", "record", axis, "--step", "disconnected", "--on", "2026-06-01"), f"Record the step for {gate}"),
        (
            (
                "exempt",
                "add",
                axis,
                "--regime",
                "uk_nil_2022",
                "--until",
                "2127-01-01",
                "--approved-by",
                "Ann",
                *because,
                "--control",
                "own network",
            ),
            f"Name {gate} instead",
        ),
    ):
        with twice.nothing_written():
            assert message in twice.run(*words).text
    twice.do("removal", "record", gate, "--step", "disconnected", "--on", "2026-06-01")
    with twice.nothing_written():
        assert "Keep that record" in twice.run("asset", "merge", gate, "--into", door, *because).text


def test_an_import_is_not_undone_under_a_record_that_stands_for_another(twice: Desk) -> None:
    done = twice.do(
        "import", listed(twice, [("SH-01", "NEW-1", "", *CAMERA)], "2026-03-01"), *COUNTY_LIST, "--dated", "2026-03-01",
        "--covers", "part", "--apply", "--json",
    ).json  # fmt: skip
    gate, new = reference(twice, "GATE-1"), reference(twice, "NEW-1")
    twice.do("asset", "merge", gate, "--into", new, "--reason", "one camera")
    with twice.nothing_written():
        said = twice.run("imports", "undo", done["reference"], "--apply", "--reason", "wrong file")
    assert f"riskreg asset separate {gate}" in said.text
    told = twice.do("imports", "undo", done["reference"]).text
    assert "cannot be reverted" in told
    assert f"riskreg asset separate {gate}" in told
    twice.do("asset", "separate", gate, "--reason", "to undo the import")
    twice.do("imports", "undo", done["reference"], "--apply", "--reason", "wrong file")


def test_an_open_flag_is_not_merged_into_one_that_was_dismissed(twice: Desk) -> None:
    gate, door = reference(twice, "GATE-1"), reference(twice, "K55501234")
    twice.do("decide", door, "--outcome", "dismissed", "--reason", "a dummy housing")
    before = flagged(twice)
    with twice.nothing_written():
        said = twice.run("asset", "merge", gate, "--into", door, "--reason", "one camera")
    assert said.code == 5
    assert "without a decision" in said.text
    twice.do("asset", "merge", door, "--into", gate, "--reason", "one camera")
    assert flagged(twice) == before


def test_a_device_seen_later_is_not_merged_into_one_that_was_verified_as_removed(twice: Desk) -> None:
    gate, door = reference(twice, "GATE-1"), reference(twice, "K55501234")
    photo = twice.folder / "photo.txt"
    photo.write_text("an empty bracket", encoding="utf-8")
    gone = ("--remover", "Rob", "--verifier", "Vera", "--evidence", photo)
    for step, day, more in (
        ("disconnected", "2026-02-02", ()),
        ("physically_removed", "2026-02-03", ("--remover", "Rob")),
        ("verified", "2026-02-04", gone),
    ):
        twice.do("removal", "record", door, "--step", step, "--on", day, *more)
    march = listed(twice, [GATE], "2026-03-01")
    twice.do("import", march, *COUNTY_LIST, "--dated", "2026-03-01", "--covers", "part", "--apply")
    before = flagged(twice)
    with twice.nothing_written():
        said = twice.run("asset", "merge", gate, "--into", door, "--reason", "one camera")
    assert said.code == 5
    assert "seen afterwards" in said.text
    assert flagged(twice) == before
    again = twice.folder / "again.csv"
    again.write_text(f"Site code,riskreg reference,Make,Model\nSH-01,{door},Hikvision,DS-2CD2143G0-I\n", "utf-8")
    twice.do("import", again, *COUNTY_LIST, "--dated", "2026-03-02", "--covers", "part", "--apply")
    assert flagged(twice) == before + 1
    twice.do("asset", "merge", gate, "--into", door, "--reason", "one camera")
    assert flagged(twice) == before
