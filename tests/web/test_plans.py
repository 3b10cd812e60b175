"""Plans on pages, without scripts: options down to their cost lines, and from a draft to what was paid."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from riskreg.operations.appraising import compare_options
from riskreg.operations.office import Actor, Office
from riskreg.operations.standing import where_we_stand
from riskreg.rules.appraisal_money import MONEY
from riskreg.settings import settings
from riskreg.web.app import Service, create_app
from tests.planning.appraised import TOWN_HALL, priced
from tests.planning.conftest import drafted_hall as drafted_hall
from tests.planning.conftest import town_hall as town_hall
from tests.web.conftest import Visitor
from tests.web.test_things import first, words_of


@pytest.fixture
def hall(drafted_hall: Path, tmp_path: Path) -> str:
    """A register in which the options of the town hall are drafted, to be written to."""
    return f"sqlite:///{shutil.copyfile(drafted_hall, tmp_path / 'register.sqlite')}"


class Sender(Visitor):
    """A visitor who keeps the token of the visit."""

    @cached_property
    def signed(self) -> str:
        return self.token("/plans/new")


@contextmanager
def as_person(url: str, name: str) -> Iterator[Sender]:
    base = Office(settings=settings().model_copy(update={"database_url": url}), actor=Actor(name))
    with Sender(create_app(base), base_url="http://127.0.0.1", raise_server_exceptions=False) as visitor:
        yield visitor


UNPAID = (
    ("amount", "much", "is not an amount"),
    ("amount", "1,25", "is not an amount"),
    ("amount", "١٢٣", "is not an amount"),
    ("amount", "9" * 21, "is more than £10,000,000,000"),
    ("amount", "x" * 5_000, "…” is not an amount"),
    ("vat", "-20", "different signs"),
    ("on", "1 January 0001", "lies too far back"),
    ("source", "\0", "a character in it that is no text"),
)
"""What is wrong with a payment: field, what is typed, what is said."""


def send(visitor: Sender, path: str, /, files: Any = None, **values: object) -> Any:
    return visitor.post(path, data={"_token": visitor.signed, **values}, files=files)


def corrected(visitor: Sender, plan: str, edit: Any) -> Any:
    """Take the workbook out, edit it, send it back; the answer is the preview."""
    book = openpyxl.load_workbook(io.BytesIO(visitor.get(f"{plan}/workbook.xlsx").content))
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return send(visitor, f"{plan}/workbook", files={"file": ("hall.xlsx", stream.getvalue())})


def test_from_draft_to_outturn_on_pages(hall: str) -> None:
    with as_person(hall, "Olive Officer") as olive:
        site = first(olive, "/sites", "SITE")
        assert f"/plans/new?site={site}" in olive.get(f"/sites/{site}").text
        wanted = {"site": site, "vms": "Milestone XProtect", "minutes": 60, "redesign-dome_camera": 18}
        wrong = send(olive, "/plans/new", **wanted | {"years": "many", "redesign-dome_camera": "few"})
        assert wrong.status_code == 422
        assert {"Write a whole number from 1 to 60.", "Write how many shall take their place"} <= set(
            re.findall(r"Write a whole number from 1 to 60\.|Write how many shall take their place", wrong.text)
        )
        looked = send(olive, "/plans/new", **wanted)
        assert "What comes of it: 26 flagged devices still in place" in words_of(looked.text)
        assert "1 plan" in words_of(olive.get("/plans").text)
        kept = send(olive, "/plans/new", **wanted, step="keep")
        plan = kept.url.path
        assert "The options are drafted." in words_of(kept.text)
        assert "2 plans" in words_of(olive.get("/plans").text)
        refused = send(olive, f"{plan}/decision", act="recommend", option="B", reasons="Like for like.")
        assert (refused.status_code, "have no price" in refused.text) == (422, True)
        faulty = corrected(olive, plan, lambda book: book["Costs"].__setitem__("F2", None))
        assert (faulty.status_code, "sheet “Costs”, cell F2" in faulty.text) == (422, True)
        vast = corrected(olive, plan, lambda book: book["Costs"].__setitem__("I2", 1e17))
        assert (vast.status_code, "more than £10,000,000,000" in vast.text) == (422, True)
        other = send(olive, f"{plan}/workbook", files={"file": ("a.csv", b"Make\nAxis\n")})
        assert "This is no workbook of an appraisal." in other.text
        seen = corrected(olive, plan, priced)
        assert "was £" in words_of(seen.text)
        assert "version 2" not in olive.get(f"{plan}/workbook").text.lower()
        assert "written as its newest version" in send(olive, f"{seen.url.path}/apply").text
        assert "Version 2" in olive.get(f"{plan}/workbook").text
        drafted = olive.get(f"{plan}/workbook.xlsx?version=1")
        assert "version-1-OFFICIAL-SENSITIVE" in drafted.headers["content-disposition"]
        older = send(olive, f"{plan}/workbook", files={"file": ("hall.xlsx", drafted.content)})
        assert (older.status_code, "Somebody changed the appraisal since" in older.text) == (422, True)
        said = [olive.get(f"/api{plan}{query}").json() for query in ("?version=1", "")]
        assert [each["version"] for each in said] == [1, 2]
        assert [bool(each["figures"]["options"][1]["unpriced"]) for each in said] == [True, False]
        assert "Say what speaks for it" in send(olive, f"{plan}/decision", act="recommend", option="B").text
        told = send(olive, f"{plan}/decision", act="recommend", option="B", reasons="Like for like.")
        assert "is recommended. Another person approves it" in words_of(told.text)
        assert first(olive, "/plans?plan=waiting", "APPR") in plan
        assert isinstance(olive.app, Service)
        waiting = where_we_stand(olive.app.house.office_with_lists()).waiting
        assert waiting is not None
        assert waiting.approvals == 1
        assert "You cannot approve it: you recommended it, as Olive Officer." in olive.get(f"{plan}/decision").text
        own = send(olive, f"{plan}/decision", act="decide", outcome="approve")
        assert (own.status_code, "everything bears the name Olive Officer" in own.text) == (422, True)
    with as_person(hall, "Ann Approver") as ann:
        assert "Say why you send it back." in send(ann, f"{plan}/decision", act="decide", outcome="back").text
        assert "Baseline 1 counts" in send(ann, f"{plan}/decision", act="decide", outcome="approve").text
        pay = {"act": "pay", "kind": "device", "amount": "£1,250.50", "source": "Invoice 1"}
        for field, wrong, told in UNPAID:
            refused = send(ann, f"{plan}/actual", **pay | {field: wrong})
            assert (refused.status_code, told in words_of(refused.text)) == (422, True), (field, wrong)
        assert "£1,250.50 for device" in send(ann, f"{plan}/actual", **pay).text
        twice = send(ann, f"{plan}/actual", **pay)
        assert (twice.status_code, "Payment 1 says the same already" in twice.text) == (422, True)
        assert 'value="1250.50"' in ann.get(f"{plan}/actual?corrects=1").text
        outturn = words_of(send(ann, f"{plan}/actual", **pay | {"amount": "-20", "corrects": 1}).text)
        assert "−£20.00 for device" in outturn
        assert "£1,250.50" not in outturn
        send(ann, f"{plan}/actual", act="work", milestone="started", told_by="Site diary")
        assert first(ann, "/plans?plan=under_way", "APPR") in plan
        dearer = corrected(ann, plan, lambda book: book["Costs"].__setitem__("G2", 999))
        send(ann, f"{dearer.url.path}/apply")
        send(ann, f"{plan}/decision", act="recommend", option="B", reasons="Prices rose.")
    with as_person(hall, "Olive Officer") as olive:
        send(olive, f"{plan}/decision", act="decide", outcome="approve")
        assert "Hold the plan against the newest approval" in olive.get(f"{plan}/decision").text
        again = send(olive, f"{plan}/decision", act="rebaseline", why="Prices rose.")
        assert "Baseline 2 counts" in words_of(again.text)
        assert "Option B recommended Ann Approver Prices rose." in words_of(olive.get(f"{plan}/decision").text)


def test_every_figure_leads_to_lines_that_add_up_to_it(hall: str) -> None:
    office = Office(settings=settings().model_copy(update={"database_url": hall}), actor=None)
    figures = compare_options(office, TOWN_HALL).figures
    office.close()
    with as_person(hall, "") as reader:
        plan = "/plans/" + first(reader, "/plans", "APPR")
        page = reader.get(plan).text
        links = re.findall(rf'href="({plan}/options/[A-D]/costs\?figure=\w+)"', page)
        assert len(links) > 20
        for option in figures.options:
            for figure in MONEY:
                path = f"{plan}/options/{option.label}/costs?figure={figure.code}"
                if path not in links:
                    continue
                told = words_of(reader.get(path).text)
                likely = figure.of(option.total).likely
                amount = f"{'−' if likely < 0 else ''}£{abs(likely) / 100:,.2f}"
                assert re.search(rf"Together \S+ {re.escape(amount)} ", told), path
                assert "to the penny" in told
        assert "Recommend an option" not in words_of(page)
        told = words_of(reader.get(f"{plan}/options/B").text)
        assert "Without a price, so the sums are too low" in told
        assert "Unknown is not fits." in told
        by_kind = re.findall(r"costs\?figure=budget&amp;kind=\w+", reader.get(f"{plan}/options/B").text)
        assert len(by_kind) > 1
        for each in by_kind:
            assert "to the penny" in reader.get(f"{plan}/options/B/{each.replace('&amp;', '&')}").text
        assert reader.get(f"{plan}/options/Z").status_code == 404
        assert reader.get(f"{plan}?version=7").status_code == 404


def test_plans_are_shown_as_they_stood_and_as_they_were_known(hall: str) -> None:
    with as_person(hall, "Olive Officer") as olive:
        plan = first(olive, "/plans", "APPR")
        assert "No site has a plan yet as it stood on 1 January 2026" in words_of(
            olive.get("/plans?as_at=2026-01-01").text
        )
        assert "had no version by then" in olive.get(f"/plans/{plan}?as_at=2026-01-01").text
        past = olive.get(f"/plans/{plan}/decision?as_known=99999").status_code
        assert past == 404
        assert "Recommend as" not in olive.get(f"/plans/{plan}/decision?as_at=2100-01-01").text
        sheet = olive.get("/plans/list.csv").text
        assert plan in sheet
        assert "Town Hall" in sheet or "M1" in sheet


def test_products_are_listed_shown_and_tried(hall: str) -> None:
    with as_person(hall, "Olive Officer") as olive:
        assert "4 products" in words_of(olive.get("/products").text)
        flagged = first(olive, "/products?said=flagged", "PROD")
        assert "Do not plan with it" in olive.get(f"/products/{flagged}").text
        thirsty = first(olive, "/products?words=thirsty", "PROD")
        told = words_of(olive.get(f"/products/{thirsty}").text)
        assert "GBP 300.00, 1 October 2026, quotation 7" in told
        asked: dict[str, str | int] = {
            "ask": "yes",
            "product": thirsty,
            "quantity": 24,
            "switch_watts": 195,
            "port_class": 4,
        }
        fit = olive.get("/products/fit", params={**asked, "site": TOWN_HALL, "vms": "Milestone XProtect"})
        assert "The switch cannot power them: 24 × 22.5 W" in words_of(fit.text)
        assert olive.get("/products/fit", params={**asked, "quantity": "x"}).status_code == 422
        assert (
            "no product with the name" in olive.get("/products/fit", params={**asked, "product": "none"}).text.lower()
        )
        listed = b"Vendor,Model,Kind\nAxis,Plain 4,dome\nDahua,IPC-HDBW2441E-S,dome\n"
        undated = send(olive, "/products/take", files={"file": ("own.csv", listed)})
        assert (undated.status_code, "never taken to be today" in undated.text) == (422, True)
        seen = send(olive, "/products/take", files={"file": ("own.csv", listed)}, dated="1 November 2026")
        assert "is restricted" in words_of(seen.text)
        assert "6 products" in words_of(send(olive, f"{seen.url.path}/apply").text)
