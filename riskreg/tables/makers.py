"""Names by which a column or header shows that it tells makers. They help to read a list and say nothing of a device.

Who made a device is told by `riskreg.identification` from the lists of vendors; these are some names of those lists.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from riskreg.tables.wording import compact, words

_MODEL = re.compile(
    r"(?<!\w)(?=[\w/.+-]*[A-Za-z])(?=(?:[A-Za-z_/.+-]*\d){2})(?!(?:FY|Q[1-4])[-/]?\d)[A-Za-z0-9][\w/.+-]{3,}",
    re.IGNORECASE,
)
_LONGEST = 2
_WORDS_LOOKED_AT = 12


@cache
def known_makers() -> frozenset[str]:
    """The names, normalised."""
    text = files("riskreg.tables").joinpath("makers.txt").read_text(encoding="utf-8")
    return frozenset(compact(line) for line in text.splitlines() if line)


def names_maker(text: str) -> bool:
    """Whether a text holds the name of a maker as words of their own."""
    known, inside = known_makers(), words(text)[:_WORDS_LOOKED_AT]
    return any(
        "".join(inside[start : start + length]) in known
        for length in range(1, _LONGEST + 1)
        for start in range(len(inside) - length + 1)
    )


def names_model(text: str) -> bool:
    """Whether a text holds what is shaped like the number of a model: letters and at least two digits in one word."""
    return _MODEL.search(text) is not None
