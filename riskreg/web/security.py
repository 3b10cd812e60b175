"""What protects the pages from the start: who may call, what a page may load, how forms are signed, how much may come.

**Source**: OWASP cheat sheets on cross-site request forgery and on content security policy, as read in 2026.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from starlette.datastructures import FormData

from riskreg.errors import NotPermitted, UsageError
from riskreg.web.house import House

VISIT_COOKIE = "riskreg_visit"
TOKEN_FIELD = "_token"  # noqa: S105 - the name of a field
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


async def protect(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse callers from elsewhere; give every answer its headers, and the visit its cookie."""
    refusal = _refused(request)
    request.state.visit = request.cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(24)
    response = refusal or await call_next(request)
    form: FormData | None = getattr(request.state, "form", None)
    if form is not None:
        await form.close()  # files that were sent are gone with the answer
    response.headers.update(HEADERS)
    if "cache-control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if request.cookies.get(VISIT_COOKIE) is None and refusal is None:
        response.set_cookie(VISIT_COOKIE, request.state.visit, httponly=True, samesite="strict", path="/")
    return response


def _refused(request: Request) -> Response | None:
    """The answer to a caller who may not call, or None.

    A page of another site that resolves its own name to this machine sends that name as the host.
    """
    host = request.headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name not in LOCAL_HOSTS:
        return Response("riskreg answers only on this machine, at 127.0.0.1.", 421, media_type="text/plain")
    if request.method not in _SAFE:
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return Response("This came from another site and was refused.", 403, media_type="text/plain")
        origin = request.headers.get("origin")
        if origin is not None and origin != f"{request.url.scheme}://{host}":
            return Response("This came from another site and was refused.", 403, media_type="text/plain")
        length = request.headers.get("content-length", "")
        limit = _house(request).base.settings.read_file_mb * 1024**2
        if not length.isdigit():
            return Response("Say how long the request is.", 411, media_type="text/plain")
        if int(length) > limit + 64 * 1024:
            from riskreg.web.faults import told  # it draws pages, which carry the token that is made here

            return told(
                request,
                413,
                f"The file is larger than {limit // 1024**2:,} MB.",
                "Split the list, or remove pictures from the workbook. Whoever runs riskreg can allow more.",
            )
    return None


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house


def form_token(request: Request) -> str:
    """What a form of this visit carries to show that it came from a page of ours."""
    key = _house(request).secret
    return hmac.new(key, str(request.state.visit).encode(), hashlib.sha256).hexdigest()


async def posted(request: Request) -> FormData:
    """The form that was sent, once it is known to come from a page of ours; the only way to a form's values.

    Raises:
        NotPermitted: It does not.
        UsageError: It cannot be read.
    """
    try:
        form = await request.form(max_files=50, max_fields=5_000, max_part_size=4 * 1024**2)
    except Exception as error:
        raise UsageError("The form did not arrive whole.", "Go back, and send it again.") from error
    request.state.form = form
    token = form.get(TOKEN_FIELD)
    if not isinstance(token, str) or not hmac.compare_digest(token.encode(), form_token(request).encode()):
        raise NotPermitted(
            "This form is too old: riskreg was started anew since the page was opened. Nothing was written.",
            "Go back, load the page again, and send it again.",
        )
    return form
