"""A list whose rows are taken while it is still being read gives the same preview as one that was read before."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from riskreg.intake import Ahead, Preview, answers_of, begin, prepare
from riskreg.intake.preview import Issues
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Covers, Severity
from riskreg.tables import Limits, Workbook, arriving, child, read_workbook, reading, spreadsheets
from riskreg.tables.arriving import Arriving, TakenBackError
from tests.intake.make import FEBRUARY, HEADERS, JANUARY, TODAY, Desk, camera
from tests.tables import builders

Row = tuple[Any, ...]
PLAIN = [camera(f"SN0000{n:03}", "Harbour House" if n % 3 else "Mill House", tag=f"A{n}") for n in range(40)]


class _Heard(io.BytesIO):
    """What the reading process would say on its standard output."""

    def __init__(self, told: SimpleQueue[bytes]) -> None:
        super().__init__()
        self._told = told

    def write(self, line: Any) -> int:
        self._told.put(bytes(line))
        return len(line)


def _beside(path: Path, folder: Path, limits: Limits, meanwhile: Callable[[Arriving], None]) -> dict[str, Any]:
    told: SimpleQueue[bytes] = SimpleQueue()

    def read() -> None:
        child.write_down(path, folder, limits, _Heard(told))
        told.put(b"")

    reader = Thread(target=read)
    reader.start()
    with suppress(TakenBackError):
        meanwhile(Arriving(path, folder, told))
    reader.join()
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return meta


@pytest.fixture(autouse=True)
def _in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGE", 0)
    monkeypatch.setattr(reading, "_run_beside", _beside)
    monkeypatch.setattr(arriving, "HEAD_ROWS", 12)
    monkeypatch.setattr(spreadsheets, "CHUNK_ROWS", 7)
    monkeypatch.setattr(child, "CHUNK_ROWS", 7)


def _read(desk: Desk, path: Path, *, asked: dict[str, Any] | None = None) -> tuple[Workbook, Ahead]:
    """Read a file, and begin with its rows meanwhile as a person's request says."""
    held: list[Ahead] = []
    thought = {"organisation_id": 1, "described_on": JANUARY, **(asked or {})}

    def meanwhile(coming: Arriving) -> None:
        with desk.database.reading() as session:

            def begun(workbook: Workbook) -> Any:
                told = answers_of(workbook)
                return begin(
                    session, workbook, kind=None, overrides=told.columns, today=TODAY, site=None, **thought
                ), told.sites

            held.append(Ahead(coming, **thought, site_overrides={}))
            held[0].run(session, begun)

    return read_workbook(path, meanwhile=meanwhile), held[0]


def _previews(session: Session, workbook: Workbook, ahead: Ahead) -> tuple[Preview, Preview]:
    asked: dict[str, Any] = {"organisation_id": 1, "described_on": JANUARY, "today": TODAY, "covers": Covers.SITES}
    with_it = prepare(session, workbook, ahead=ahead, **asked)
    return replace(with_it, plan=None), replace(prepare(session, workbook, **asked), plan=None)


def _sheets(rows: list[Row], *more: tuple[str, list[Row]]) -> dict[str, Any]:
    return {"Cameras": [HEADERS, *rows], **dict(more)}


DEVICES = [(f"C{n}", "T", "1", f"S90{n}") for n in range(30)]
CASES: dict[str, tuple[dict[str, Any], bool | None]] = {
    "plain rows": (_sheets(PLAIN), True),
    "a summary before, the list, and another sheet of it": (
        {"Summary": [("Site", "Cameras"), ("Mill House", 14)], **_sheets(PLAIN, ("More", [HEADERS, camera("SN9999")]))},
        True,
    ),
    "titles, blanks, a total, notes and a row that says nothing": (
        {"Cameras": [("Harbour Council",), (), HEADERS, *PLAIN[:9], (), *PLAIN[9:], ("Mill House",), ("Total", 40)]},
        True,
    ),
    "the same device twice, a quantity that cannot be taken, an unknown status": (
        _sheets([*PLAIN, PLAIN[3], camera("SN0000001", location="Roof"), camera("Z1234", quantity="some"),
                 camera("Z1235", status="Gone fishing")]),
        True,
    ),
    "one tag on several devices": (
        _sheets([*PLAIN, camera(f"Q{1000}", tag="SHARED"), camera("Q1001", tag="SHARED"), camera("Q1002", tag="A4")]),
        True,
    ),
    "headers again far below": (_sheets([*PLAIN, HEADERS, camera("SN9999")]), False),
    "another table far below": (
        _sheets([*PLAIN, (), ("Asset No", "Manufacturer", "Model", "Site"), ("B1", "Dahua", "X", "Mill House")]),
        False,
    ),
    "an organisation in each row": (
        {"Cameras": [(*HEADERS, "Organisation"), *((*row, "Harbour Council") for row in PLAIN)]},
        False,
    ),
    "types of a building model on a sheet of their own": (
        {
            "Component": [("Name", "TypeName", "Space", "SerialNumber"), *DEVICES],
            "Type": [("Name", "Manufacturer", "ModelNumber"), ("T", "Hikvision", "DS-2")],
            "Facility": [("Name", "Category"), ("Mill House", "School")],
        },
        None,  # begun, and taken back once the other sheets are there, unless those were there at once
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_rows_taken_while_they_come_in_are_taken_as_they_would_have_been(
    quick_desk: Desk, tmp_path: Path, case: str
) -> None:
    sheets, is_used = CASES[case]
    quick_desk.import_list([*PLAIN[5:30:2], camera("SN0000001", make="Dahua"), camera(None, location="Attic")])
    workbook, ahead = _read(quick_desk, builders.xlsx(tmp_path / "list.xlsx", sheets))
    assert is_used is None or (ahead._begun is not None) == is_used
    with quick_desk.database.reading() as session:
        ahead_of, after = _previews(session, workbook, ahead)
    assert ahead_of == after


def test_what_was_begun_counts_for_nothing_once_anything_else_is_so(quick_desk: Desk, tmp_path: Path) -> None:
    path = builders.xlsx(tmp_path / "list.xlsx", _sheets(PLAIN))
    before = _read(quick_desk, path)
    quick_desk.import_list(PLAIN[:4])  # the register is told something meanwhile
    for workbook, ahead in (before, _read(quick_desk, path, asked={"described_on": FEBRUARY})):
        with quick_desk.database.reading() as session:
            ahead_of, after = _previews(session, workbook, ahead)
        assert ahead_of == after
        assert sum(ahead_of.counts.values()) == 40


def test_a_text_whose_rows_grow_longer_far_below(quick_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    lines = [",".join(map(str, HEADERS)), *(",".join(str(c or "") for c in row) for row in PLAIN)]
    path.write_text("\n".join([*lines, lines[-1] + ",,,beyond"]), encoding="utf-8")
    workbook, ahead = _read(quick_desk, path)
    with quick_desk.database.reading() as session:
        ahead_of, after = _previews(session, workbook, ahead)
    assert ahead_of == after


def test_a_file_that_is_refused_is_refused_as_before(quick_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"x" * 300)
    with pytest.raises(Exception, match="damaged"):
        _read(quick_desk, path)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(0, 12))
def test_issues_gathered_apart_are_those_gathered_in_turn(said: list[str], cut: int) -> None:
    whole, first, later = Issues(3), Issues(3), Issues(3)
    for number, code in enumerate(said):
        issue = Issue(code, Severity.NOTE, str(number), "")
        whole.add(issue)
        (first if number < cut else later).add(issue)
    both = first.followed_by(later)
    assert (both.kept(), both.totals) == (whole.kept(), whole.totals)
