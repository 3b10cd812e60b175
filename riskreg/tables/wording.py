"""Bringing headers and words of many languages to one spelling. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[\W_]+")
# Letters that NFKD leaves whole, and signs that stand for a word.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "đ": "d", "°": "o", "#": " no ", "№": " no ", "&": " and "}
    # Arabic as it is typed: two forms of one letter, a stretching stroke, Persian letters, digits of its own.
    | {"ة": "ه", "ى": "ي", "ـ": "", "ی": "ي", "ک": "ك"}
    | {chr(start + digit): str(digit) for start in (0x660, 0x6F0) for digit in range(10)}
)


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Text in lower case, without accents, its words apart by one space: `N° de série` → `no de serie`.

    Letters of every script stay: `Серийный №` → `серииныи no`.
    """
    lowered = text.casefold().translate(_LETTERS)
    if lowered.isascii():  # there is nothing to take apart, and most texts are like that
        return _NOT_WORD.sub(" ", lowered).strip()
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    # Taking signs apart yields capitals (`℡`) and letters that are written in one way only (Arabic joined forms).
    return _NOT_WORD.sub(" ", bare.casefold().translate(_LETTERS)).strip()


@lru_cache(maxsize=50_000)
def compact(text: str) -> str:
    """Text as one run of letters and digits, so that `Serial No.`, `serial_no` and `SerialNo` are the same."""
    return plain(text).replace(" ", "")


@lru_cache(maxsize=50_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a header, `MacAddress` being two."""
    return tuple(plain(_CAMEL.sub(" ", text)).split())


def word_set(*texts: str) -> frozenset[str]:
    """The words of some texts, for word lists that read better as text."""
    return frozenset(word for text in texts for word in text.split())
