"""Asked on a terminal: a real one, with the keys that a person presses."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

from tests.journeys.books import COUNTY, workbook
from tests.journeys.desk import Desk

_CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
_PATIENCE = 120


def typed(desk: Desk, words: tuple[object, ...], keys: list[str]) -> tuple[int, str]:
    """What a command ends with and shows, when these lines are typed at its questions."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "riskreg", *map(str, words)]
    environment = {**os.environ, **desk.environment, "TERM": "xterm", "COLUMNS": "160"}
    process = subprocess.Popen(
        command, cwd=desk.folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    shown, end, answers = b"", time.monotonic() + _PATIENCE, iter(keys)
    asked = 0
    while time.monotonic() < end:
        if not select.select([ours], [], [], 1)[0]:
            continue
        try:
            block = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not block:
            break
        shown += block
        if shown.count(b"Meaning (") > asked and shown.rstrip().endswith(b"]:"):
            asked = shown.count(b"Meaning (")
            os.write(ours, f"{next(answers)}\n".encode())
    os.close(ours)
    return process.wait(_PATIENCE), _CODES.sub("", shown.decode("utf-8", "replace"))


def odd_list(folder: Path) -> Path:
    rows = [["LM/003", "Axis", "P3245-LVE", f"PT{n}", f"roof {n}"] for n in range(3)]
    return workbook(folder / "odd.xlsx", Cams=[["Property ref", "Make", "Model", "Serial Code", "Perch"], *rows])


def test_a_person_is_asked_of_what_is_unsure_and_the_answers_are_remembered(county_desk: Desk) -> None:
    path = odd_list(county_desk.folder)
    words = ("import", path, "--organisation", COUNTY, "--dated", "2026-02-01", "--covers", "part")
    code, shown = typed(county_desk, (*words, "--apply"), ["nonsense", ""])
    assert code == 0, shown
    assert "One column is not sure" in shown
    assert "Column D “Serial Code”" in shown
    assert "“nonsense” is not a field" in shown
    question = shown[shown.index("Column D") : shown.index("The same without being asked")]
    assert "Reading the file" not in question, "a progress bar was drawn over the question"
    assert {row["serial_number"] for row in county_desk.rows("assets")} >= {"PT0", "PT1", "PT2"}
    again = county_desk.do(*words, "--json").json
    assert "mapping-remembered" in again["issue_totals"], again["issue_totals"]
