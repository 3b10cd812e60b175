"""How names of organisations, sites and systems are compared: case, accents, spacing and punctuation do not matter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The form in which two spellings of one name agree.

    `St. Mary's  House` and `st marys-house` agree; `&` reads as `and`; nothing is ever matched by likeness.
    """
    decomposed = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    kept = "".join(c if c.isalnum() else "" if c in "'’`" or unicodedata.combining(c) else " " for c in decomposed)
    return "".join(kept.split())


def marked_name(stem: str, marking: str, ending: str) -> str:
    """Name of an output file with its protective marking, so that it is not sent on unread.

    Args:
        stem: What the file is, such as `flagged-assets-2026-11-22`.
        marking: Protective marking; "" where there is none.
        ending: With its dot.
    """
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in marking.upper()).split()
    return "-".join((stem, *words)) + ending
