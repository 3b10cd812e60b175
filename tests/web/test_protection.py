"""What the pages refuse, and what every answer carries."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from fastapi import FastAPI, Request

from riskreg.web.security import form_token, posted
from tests.benchmarks.pages import left_out
from tests.web.conftest import Visitor

STATIC = Path(__file__).parents[2] / "riskreg" / "web" / "static"


@pytest.fixture
def with_form(visitor: Visitor) -> Visitor:
    """The service with one more route, whose form tells who may send one."""
    app = visitor.app
    assert isinstance(app, FastAPI)

    @app.get("/probe")
    def give(request: Request) -> dict[str, str]:
        return {"token": form_token(request)}

    @app.post("/probe")
    async def take(request: Request) -> dict[str, str]:
        return {"said": str((await posted(request)).get("word"))}

    return visitor


def test_every_answer_may_load_nothing_from_elsewhere(visitor: Visitor) -> None:
    for path in ("/", "/no-such-page", "/static/riskreg.css"):
        answer = visitor.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_name_that_only_leads_here_is_refused(visitor: Visitor) -> None:
    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 421
    assert visitor.get("/", headers={"host": "127.0.0.1.evil.example:8000"}).status_code == 421
    assert visitor.get("/", headers={"host": "localhost:8000"}).status_code == 200


def test_a_form_counts_only_with_the_token_of_its_visit(with_form: Visitor) -> None:
    token = with_form.get("/probe").json()["token"]
    assert with_form.post("/probe", data={"word": "yes", "_token": token}).json() == {"said": "yes"}
    for wrong in ("", "0" * 64, token[:-1], "é"):
        answer = with_form.post("/probe", data={"word": "yes", "_token": wrong})
        assert answer.status_code == 403
        assert "too old" in answer.text
    with_form.cookies.clear()
    assert with_form.post("/probe", data={"word": "yes", "_token": token}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "http://evil.example"}]
)
def test_a_form_from_another_site_is_refused_unread(with_form: Visitor, headers: dict[str, str]) -> None:
    token = with_form.get("/probe").json()["token"]
    answer = with_form.post("/probe", data={"word": "yes", "_token": token}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text


def test_what_is_too_large_is_refused_before_it_is_read(with_form: Visitor) -> None:
    answer = with_form.post("/probe", content=b"", headers={"content-length": str(5 * 1024**3)})
    assert answer.status_code == 413
    assert "MB" in answer.text


def test_an_error_is_a_page_with_a_number_and_no_traceback(visitor: Visitor) -> None:
    app = visitor.app
    assert isinstance(app, FastAPI)

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("secret detail")

    answer = visitor.get("/broken")
    assert answer.status_code == 500
    assert "fault of its own" in answer.text
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text


def test_what_is_not_there_is_said(visitor: Visitor) -> None:
    answer = visitor.get("/no-such-page")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert visitor.get("/api/no-such-thing").json()["error"]["message"]


def test_a_mistyped_date_is_said(visitor: Visitor) -> None:
    answer = visitor.get("/", params={"as_at": "yesterday"})
    assert answer.status_code == 400
    assert "is not a date" in answer.text


def test_the_past_is_told_by_a_banner_and_links_stay_in_it(visitor: Visitor) -> None:
    answer = visitor.get("/", params={"as_at": "1 March 2026"})
    assert "as it stood on 1 March 2026" in answer.text
    assert 'href="/sites?as_at=2026-03-01"' in answer.text


@pytest.mark.parametrize(
    ("name", "sha256"),
    [
        ("govuk-frontend.min.css", "60881f356c046bcf20b11a6a954352d9238395c97748a8219623fd1e34ec4903"),
        ("govuk-frontend.min.js", "03560aaedbb42e58bbf21b212cc33c5c41bd58245264b48211090acb57f6997b"),
    ],
)
def test_what_came_from_elsewhere_is_unchanged(name: str, sha256: str) -> None:
    content = (STATIC / "govuk" / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == sha256
    assert b"@font-face" not in content
    assert b"sourceMappingURL" not in content


def test_every_kind_of_page_is_measured_or_left_out_for_a_reason() -> None:
    assert left_out() == []
