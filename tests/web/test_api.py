"""The JSON that pages offer: as described, for programs of this machine, without a server error whatever is sent."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.conftest import Visitor

HOST = {"host": "127.0.0.1"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
REFUSALS = {400, 404, 409, 422}


@pytest.fixture(scope="module")
def described(reader: Visitor) -> schemathesis.BaseSchema:
    """The description of the service, asked without a network."""
    assert isinstance(reader.app, FastAPI)
    return schemathesis.openapi.from_asgi("/api/openapi.json", reader.app, headers=HOST)


def test_whatever_is_sent_is_answered_as_described(described: schemathesis.BaseSchema) -> None:
    seen = []
    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        seen.append(operation.label)

        @settings(
            max_examples=40 if operation.path.startswith("/api/") else 6,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def fuzzed(case: schemathesis.Case[Any]) -> None:
            case.validate_response(case.call(headers=HOST), checks=CHECKS)

        fuzzed()
    assert len(seen) == 11


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/questions/sites?as_known=99999999999", 404),
        ("/api/questions/sites?as_known=²", 400),
        ("/api/questions/sites?organisation=" + "9" * 30, 404),
        ("/api/questions/sites?site=SITE-XXX-22222", 400),
        ("/api/questions/sites?sensitivity=very", 400),
        ("/api/questions/sites?colour=red", 400),
        ("/api/questions/sites?as_at=0000-00-00", 400),
        ("/api/questions/changes?since=9999-12-31&after=0", 200),
        ("/api/questions/no-such", 404),
        ("/api/questions/sites?from=0", 422),
        ("/api/things/ASSET-22222", 400),
        ("/api/things/%00", 404),
    ],
)
def test_what_is_off_is_said_in_words(reader: Visitor, path: str, status: int) -> None:
    answer = reader.get(path)
    assert answer.status_code == status
    if status in REFUSALS:
        assert answer.json()["error"]["message"]


def test_the_rows_of_every_question_come_in_pages_that_add_up(reader: Visitor) -> None:
    for question in reader.get("/api/questions").json():
        path = f"/api/questions/{question['name']}"
        whole = reader.get(path, params={"most": 1000}).json()
        rows, first = [], 1
        while first is not None:
            page = reader.get(path, params={"from": first, "most": 7}).json()
            rows += page["rows"]
            first = page["next"]
            if len(rows) > 40:
                break
        assert rows == whole["rows"][: len(rows)], question["name"]


def test_the_figures_of_the_home_page_lead_to_rows_that_add_up(reader: Visitor) -> None:
    standing = reader.get("/api/standing").json()
    counted = {figure["code"]: figure for figure in standing["figures"]}
    drill = counted["open_devices"]["drill"].split()
    rows = reader.get(f"/api/questions/{drill[0]}", params={"count": "open", "most": 1000}).json()
    place = [column["code"] for column in rows["columns"]].index("devices")
    assert sum(row[place] for row in rows["rows"]) == counted["open_devices"]["value"] > 0


def test_a_check_says_of_each_line_what_it_is_and_keeps_nothing(reader: Visitor) -> None:
    before = reader.get("/api/questions/changes", params={"most": 1000}).json()["rows"]
    asked = {"lines": [{"make": "Hikvision", "model": "DS-2CD2143G2-I"}, {"make": "Axis"}, {"description": "camera"}]}
    said = reader.post("/api/check", json=asked).json()
    assert said["is_by_register"] is True
    assert [line["verdict"] for line in said["lines"]] == ["restricted", "clear", "unknown"]
    assert reader.get("/api/questions/changes", params={"most": 1000}).json()["rows"] == before


def test_a_program_of_another_site_is_refused(reader: Visitor) -> None:
    answer = reader.post("/api/check", json={"lines": [{}]}, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
