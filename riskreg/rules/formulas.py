"""Text that a spreadsheet would run as a formula, made harmless and back. Pure."""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def neutralise(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    A text gets one apostrophe in front if, after any apostrophes of its own, it starts with `=`, `+`, `-`, `@`, a tab,
    a carriage return, a line feed, or the full-width form of one of these signs. `denature` takes it off again, so that
    nothing is lost: `denature(neutralise(text)) == text` for every text.

    **Source**: OWASP, CSV Injection (the list of leading characters).
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def denature(text: str) -> str:
    """The text as it was before `neutralise`."""
    return text[1:] if _NEUTRALISED.match(text) else text
