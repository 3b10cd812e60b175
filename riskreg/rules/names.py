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
