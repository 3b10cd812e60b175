"""Importing a list on pages, as a person without JavaScript does it."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from riskreg.operations.drafting import file_name
from riskreg.operations.office import Office
from riskreg.register import Change, Job
from riskreg.rules.jobs import JobState, JobStep
from tests.journeys import books
from tests.web.conftest import Visitor, visit

HEADERS = ("Site", "Cam ref", "Manufacturer", "Model", "Serial", "Password", "Remark", "How many")
ROWS: tuple[books.Row, ...] = (
    ("Shire Hall", "N-1", "Hikvision", "DS-2CD2143G0-I", "Q90000001", "hunter2", "north", 1),
    ("Shire Hal", "N-2", "Dahua", "IPC-HFW2431S", "Q90000002", "hunter3", "south", 1),
    ("Wold Library", "N-3", "Axis", "P3245-LV", "Q90000003", "hunter4", "loft", "several"),
)


class Officer:
    """Goes from page to page as a person does, by the forms that are there."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.url = ""
        self.text = ""
        self.status = 0

    def go(self, path: str) -> str:
        return self._read(self.visitor.get(path))

    def settled(self) -> str:
        """The page once nothing is under way any more: a busy machine takes longer than a page waits."""
        end = time.monotonic() + 60
        while "data-progress" in self.text and time.monotonic() < end:
            time.sleep(0.1)
            self.go(self.url)
        return self.go(self.url)

    def send(self, path: str, files: dict[str, Any] | None = None, **fields: str) -> str:
        token = re.search(r'name="_token" value="([0-9a-f]+)"', self.text)
        assert token, f"no form on {self.url}"
        return self._read(self.visitor.post(path, data={"_token": token[1], **fields}, files=files))

    def hand_in(self, path: Path, **fields: str) -> str:
        self.go("/imports/new")
        with path.open("rb") as file:
            said = self.send("/imports/new", files={"file": (path.name, file)}, **fields)
        return self.settled() if self.status == 200 else said

    def say(self, where: str, **fields: Any) -> str:
        said = self.send(f"{self.draft}/{where}", **fields)
        return self.settled() if self.status == 200 else said

    @property
    def draft(self) -> str:
        found = re.match(r"/imports/drafts/[\w-]+", self.url)
        assert found, self.url
        return found[0]

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.S)
        return html.unescape(re.sub(r"<[^>]+>", "", found[1]).strip()) if found else ""

    def apply(self) -> str:
        expect = re.search(r'name="expect" value="(\w+)"', self.text)
        assert expect, self.heading
        return self.say("apply", expect=expect[1])

    def _read(self, answer: Any) -> str:
        self.url = answer.url.path
        self.status = answer.status_code
        self.text = answer.text
        assert self.status < 500, answer.text
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def house(visitor: Visitor) -> Office:
    app = visitor.app
    assert isinstance(app, FastAPI)
    office: Office = app.state.house.base
    return office


def sequence(visitor: Visitor) -> int:
    with house(visitor).reading() as session:
        return session.scalar(select(func.max(Change.sequence))) or 0


def folders(visitor: Visitor) -> list[Path]:
    folder = house(visitor).jobs_folder
    return sorted(folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def officer(county: Visitor) -> Officer:
    return Officer(county)


@pytest.fixture
def cameras(tmp_path: Path) -> Path:
    return books.workbook(tmp_path / "hall.xlsx", Cameras=[HEADERS, *ROWS], Notes=[["no list", "here"]])


def test_a_list_is_looked_at_asked_about_written_and_taken_back(officer: Officer, cameras: Path) -> None:
    before = sequence(officer.visitor)
    officer.hand_in(cameras)
    assert officer.heading == "About this list"
    said = officer.say("about", dated="1 March 2026", covers="part")
    assert officer.status == 422
    assert "No column of the list says whose devices they are." in said
    assert 'value="1 March 2026"' in officer.text
    said = officer.say("about", dated="1 March 2026", covers="part", organisation="Larkmoor County Counsil")
    assert "Did you mean “Larkmoor County Council”" in said
    said = officer.say("about", dated="1 March 2026", covers="part", organisation=books.COUNTY)
    assert officer.heading == "What importing this list would do"
    assert "1 site name of the list is nearly that of a known site" in said

    officer.go(f"{officer.draft}/sites")
    site = re.search(r'name="site-0" type="radio" value="(SITE-[\w-]+)"', officer.text)
    assert site
    said = officer.say("sites", **{"site-0": site[1]})
    assert "nearly that of a known site" not in said
    assert sequence(officer.visitor) == before

    said = officer.apply()
    assert officer.heading == "Imported"
    assert "2 flags raised" in said
    assert sequence(officer.visitor) == before + 1
    reference = re.search(r"IMP-[\w-]+", said)
    assert reference
    said = officer.go(f"/imports/{reference[0]}/rows?which=not-taken")
    assert "“several” is not a number of devices" in said

    officer.go(f"/imports/{reference[0]}/undo")
    officer.send(f"/imports/{reference[0]}/undo", reason=" ")
    assert officer.status == 422
    assert "Say why the import is taken back." in officer.text
    said = officer.send(f"/imports/{reference[0]}/undo", reason="Wrong list")
    assert "Taken back" in said
    assert "Wrong list" in said


def test_no_user_name_or_password_is_shown_or_kept_once_the_file_was_read(officer: Officer, cameras: Path) -> None:
    officer.hand_in(cameras, organisation=books.COUNTY, dated="1 March 2026")
    pages = [officer.go(f"{officer.draft}{where}") for where in ("", "/columns", "/issues", "/about")]
    officer.say("returned")
    pages.append(officer.go(officer.draft))
    assert "Dropped unread" in pages[1]
    assert not any("hunter" in page for page in pages)
    kept = [path for path in folders(officer.visitor)[0].rglob("*") if path.is_file()]
    assert [path.name for path in kept if path.suffix == ".xlsx"] == ["hall-returned-OFFICIAL-SENSITIVE.xlsx"]
    assert not any(b"hunter" in path.read_bytes() for path in kept)
    answer = officer.visitor.get(f"{officer.draft}/returned.xlsx")
    assert "OFFICIAL-SENSITIVE" in answer.headers["content-disposition"]


def test_two_lists_at_once_do_not_mix_and_an_older_page_writes_nothing(officer: Officer, tmp_path: Path) -> None:
    one = books.workbook(tmp_path / "one.xlsx", A=[HEADERS[:5], ROWS[0][:5]])
    two = books.workbook(tmp_path / "two.xlsx", A=[HEADERS[:5], ("Wold Library", "N-7", "Axis", "M3085-V", "Q7")])
    officer.hand_in(one, organisation=books.COUNTY, dated="1 March 2026", covers="part")
    first, older = officer.draft, re.search(r'name="expect" value="(\w+)"', officer.text)
    officer.hand_in(two, organisation=books.COUNTY, dated="2 March 2026", covers="part")
    assert officer.draft != first
    assert older

    said = officer.say("apply", expect=older[1])
    assert officer.status == 409
    assert "older page" in said
    officer.go(first)
    officer.say("about", dated="3 March 2026", covers="part", organisation=books.COUNTY)
    assert "3 March 2026" in officer.text
    assert "one.xlsx" in officer.text
    assert "Not finished" in officer.go("/imports")
    officer.go(first)
    officer.apply()
    assert officer.heading == "Imported"


def test_a_register_that_changed_in_the_meantime_is_looked_at_again(officer: Officer, tmp_path: Path) -> None:
    path = books.workbook(tmp_path / "one.xlsx", A=[HEADERS[:5], ROWS[0][:5]])
    officer.hand_in(path, organisation=books.COUNTY, dated="1 March 2026", covers="part")
    first, seen = officer.draft, officer.text
    officer.hand_in(path, organisation=books.COUNTY, dated="1 March 2026", covers="part")
    officer.apply()
    officer.text = seen
    expect = re.search(r'name="expect" value="(\w+)"', seen)
    assert expect
    said = officer.send(f"{first}/apply", expect=expect[1])
    assert "would now do something else" in said
    said = officer.say("again")
    assert "The list changes nothing" in said


def test_what_columns_mean_is_changed_on_the_page_and_remembered(officer: Officer, tmp_path: Path) -> None:
    headers = ("Site", "Zwort", "Manufacturer", "Model")
    rows = [("Shire Hall", f"AS-{n}", "Axis", "P3245-LV") for n in range(3)]
    path = books.workbook(tmp_path / "first.xlsx", A=[headers, *rows])
    officer.hand_in(path, organisation=books.COUNTY, dated="1 March 2026", covers="part")
    officer.go(f"{officer.draft}/columns")
    names = dict(re.findall(r'for="(column-\d+)">Column “(\w+)”', html.unescape(officer.text)))
    zwort = next(name for name, header in names.items() if header == "Zwort")
    assert re.search(rf'name="{zwort}">\s*<option value="text" selected>', officer.text)
    said = officer.say("columns", **{zwort: "no such meaning"})
    assert "Say what column “Zwort” holds." in said
    officer.say("columns", **{zwort: "asset_tag"})
    officer.apply()
    assert officer.heading == "Imported"

    again = books.workbook(tmp_path / "second.xlsx", A=[headers, ("Shire Hall", "AS-9", "Axis", "P3245-LV")])
    said = officer.hand_in(again, organisation=books.COUNTY, dated="2 March 2026", covers="part")
    assert "as at an earlier import" in said
    officer.go(f"{officer.draft}/columns")
    assert '<option value="asset_tag" selected>' in officer.text


def test_what_is_no_list_is_told_with_what_to_do_and_can_be_dropped(officer: Officer, tmp_path: Path) -> None:
    odd = tmp_path / "letter.csv"
    odd.write_text("Dear colleague,\nplease find\n", encoding="utf-8")
    officer.hand_in(odd, dated="1 March 2026")
    assert officer.heading == "This list cannot be imported"
    officer.say("drop")
    assert officer.url == "/imports"
    assert folders(officer.visitor) == []
    empty = tmp_path / "empty.xlsx"
    empty.touch()
    said = officer.hand_in(empty)
    assert officer.status == 422
    assert "holds not one byte" in said
    said = officer.send("/imports/new", dated="yesterday")
    assert "Choose the file of the list." in said
    assert "is not a date" in said or "Write the date as" in said
    assert 'value="yesterday"' in officer.text
    assert officer.visitor.get("/imports/drafts/none").status_code == 404


def test_lists_that_wait_may_not_take_more_room_than_is_given(officer: Officer, tmp_path: Path) -> None:
    app = officer.visitor.app
    assert isinstance(app, FastAPI)
    base = app.state.house.base
    base.settings = base.settings.model_copy(update={"jobs_mb": 1})
    large = tmp_path / "large.csv"
    large.write_bytes(b"Site,Serial\n" + b"x" * 1_100_000)
    said = officer.hand_in(large)
    assert "There is no room" in said
    assert folders(officer.visitor) == []


@pytest.mark.parametrize("step", [JobStep.LOOK, JobStep.APPLY])
def test_what_was_under_way_when_the_service_stopped_is_told_and_goes_on(
    prepared: Path, tmp_path: Path, step: JobStep
) -> None:
    path = tmp_path / "register.sqlite"
    path.write_bytes(prepared.read_bytes())
    url = f"sqlite:///{path}"
    cameras = books.workbook(tmp_path / "one.xlsx", A=[HEADERS[:5], ROWS[0][:5]])
    for visitor in visit(url):
        officer = Officer(visitor)
        officer.hand_in(cameras, organisation=books.COUNTY, dated="1 March 2026", covers="part")
        draft = officer.draft
        with house(visitor).database.noting() as session:
            session.execute(update(Job).values(state=JobState.WORKING, step=step))
        said = officer.go(draft)
        assert 'http-equiv="refresh"' in officer.text
        assert "You can leave this page" in said
        assert officer.visitor.get(f"{draft}/progress.json").json()["is_under_way"] is True
        officer.go("/imports/new")
        officer.send(f"{draft}/drop")
        assert officer.status == 409
        before = sequence(visitor)
    for visitor in visit(url):
        officer = Officer(visitor)
        officer.go(draft)
        assert officer.heading == "This list was interrupted"
        assert sequence(visitor) == before
        officer.say("again")
        officer.apply()
        assert officer.heading == "Imported"
        assert [each.name for each in folders(visitor)[0].iterdir() if each.name in ("file", "rows")] == []


def test_blank_lists_bear_the_marking_in_their_names(reader: Visitor) -> None:
    for kind in ("assets", "estate"):
        answer = reader.get(f"/imports/blank/{kind}.xlsx")
        assert "OFFICIAL-SENSITIVE" in answer.headers["content-disposition"]
        assert answer.content.startswith(b"PK")
    assert reader.get("/imports/blank/other.xlsx").status_code == 422


def test_an_empty_register_says_how_to_begin(visitor: Visitor) -> None:
    answer = visitor.get("/imports")
    assert "Nothing was imported yet" in answer.text
    assert "/imports/blank/estate.xlsx" in answer.text


def test_imports_and_rows_are_turned_over_by_pages(reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    from riskreg.web import imports

    monkeypatch.setattr(imports, "PAGE_IMPORTS", 1)
    monkeypatch.setattr(imports, "PAGE_ROWS", 3)
    first = reader.get("/imports").text
    assert "cctv register v7 FINAL.xlsx" in first
    second = reader.get(turned(first, "next") or "").text
    assert "property terrier.xlsx" in second
    assert turned(second, "next") is None
    assert turned(second, "prev") == "/imports"
    assert turned(first, "prev") is None
    reference = re.search(r'href="/imports/(IMP-[\w-]+)"', first)
    assert reference
    where: str | None = f"/imports/{reference[1]}/rows"
    pages = []
    while where is not None:
        pages.append(reader.get(where).text)
        where = turned(pages[-1], "next")
    seen = [row for page in pages for row in rows_on(page)]
    assert len(seen) == len(set(seen)) == len(books.COUNTY_ROWS)
    back = pages[-1]
    for page in reversed(pages[:-1]):
        back = reader.get(turned(back, "prev") or "").text
        assert rows_on(back) == rows_on(page)
    assert turned(back, "prev") is None


def turned(text: str, way: str) -> str | None:
    """The address of the next or the previous page."""
    found = re.search(rf'rel="{way}" href="([^"]+)"', text)
    return html.unescape(found[1]) if found else None


def rows_on(text: str) -> list[str]:
    return re.findall(r'<th scope="row" class="govuk-table__header rr-plain">(\d+)<br>', text)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("list.xlsx", "list.xlsx"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\o\list 31 March 2026.xlsx", "list 31 March 2026.xlsx"),
        ("..", "list"),
        ("", "list"),
        ("a\x00b<c>.csv", "a_b_c_.csv"),
        ("é" * 300 + ".xlsx", "é" * 120 + ".xlsx"),
    ],
)
def test_the_name_of_a_file_is_one_that_may_lie_in_a_folder(sent: str, kept: str) -> None:
    assert file_name(sent) == kept
