"""Errors as pages: what is wrong and what to do, with the number of the request, never a traceback."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from riskreg.errors import FileRejected, RiskregError
from riskreg.web.desk import Desk, Moment, moment_of
from riskreg.web.wording import for_pages

logger = logging.getLogger("riskreg.web")


def handle_faults(app: FastAPI) -> None:
    """Let every error of the service be one plain page, or one JSON object for a program.

    Args:
        app: The service.
    """
    app.add_exception_handler(RiskregError, _refused)
    app.add_exception_handler(HTTPException, _not_there)
    app.add_exception_handler(RequestValidationError, _mistyped)
    app.add_exception_handler(Exception, _fault)


def number_of(request: Request) -> str:
    """The number under which this request stands in the service's log."""
    number: str | None = getattr(request.state, "number", None)
    if number is None:
        number = secrets.token_hex(4)
        request.state.number = number
    return number


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, RiskregError):
        return _fault(request, error)
    issues = error.issues if isinstance(error, FileRejected) else ()
    return told(request, error.http_status, error.message, error.cure, issues)


def _not_there(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return told(request, 404, "There is no such page.", "Check the address, or begin at the home page.")
    if status == 405:
        return told(
            request, 405, "This address only takes a form that was filled in.", "Go back to the form, or begin at home."
        )
    return told(request, status, "This request cannot be answered.", "Go back, and try it again.")


def _mistyped(request: Request, error: Exception) -> Response:
    places = []
    if isinstance(error, RequestValidationError):
        places = [str(each["loc"][-1]) for each in error.errors() if each.get("loc")]
    what = ", ".join(f"“{place}”" for place in dict.fromkeys(places))
    return told(request, 422, f"The address or what was sent is not right: {what or 'it cannot be read'}.",
                 "Correct it, or begin at the home page.")  # fmt: skip


def _fault(request: Request, error: Exception) -> Response:
    logger.error("request %s, %s %s", number_of(request), request.method, request.url.path, exc_info=error)
    return told(
        request,
        500,
        "riskreg has a fault of its own; nothing that was under way has been written.",
        f"Tell those who look after riskreg, with this number: {number_of(request)}.",
    )


def _moment_of(request: Request) -> Moment:
    """The moment that the request looks at, so that links keep it; now where just that is what is wrong."""
    try:
        return moment_of(request)
    except RiskregError:
        return Moment()


def told(request: Request, status: int, message: str, cure: str, issues: Any = ()) -> Response:
    """The answer that says what is wrong: a page, or one JSON object for a program.

    Args:
        request: The request that is refused.
        status: HTTP status.
        message: What is wrong.
        cure: What to do.
        issues: Each problem with its place, where there are several.
    """
    number = number_of(request)
    if request.url.path.startswith("/api/") or request.url.path.endswith(".json"):
        answer = {
            "message": message,
            "cure": cure,
            "request": number,
            "issues": [issue.as_dict() for issue in issues],
        }
        return JSONResponse({"error": answer}, status)
    if not hasattr(request.state, "visit"):
        request.state.visit = ""
    desk = Desk.__new__(Desk)
    desk.request, desk.moment = request, _moment_of(request)
    message, cure = for_pages(message), for_pages(cure)
    values = {"message": message, "cure": cure, "number": number, "issues": issues, "status": status}
    return desk.page("fault.html", values, title=message.rstrip("."), status=status)
