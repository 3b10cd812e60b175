"""When two names of sites or organisations are the same, and when they are nearly the same. Pure.

Nearly the same is a question for a person, never an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

from riskreg.rules.names import fold
from riskreg.tables.wording import plain

_SHORT = {
    # “St” may be a saint: nothing is decided by this, only asked.
    "st": "street", "saint": "street",
    "rd": "road", "ave": "avenue", "ln": "lane", "sq": "square", "bldg": "building", "blg": "building",
    "bld": "building", "hse": "house", "hq": "headquarters", "ctr": "centre", "center": "centre", "cntr": "centre",
    "stn": "station", "dept": "department", "min": "ministry", "gov": "government", "govt": "government",
    "sch": "school", "hosp": "hospital", "lib": "library", "uni": "university", "ofc": "office",
}  # fmt: skip
_IDLE = frozenset({"the", "of", "and", "at", "for"})
_ALIKE = 75.0
"""Two words, in per cent of equal letters, above which one may be a slip for the other (`gate`, `gates`, `gaet`)."""
_RUN_ALIKE = 92.0
"""The same for whole names written as one run of letters."""
_LOOK_AT = 65.0
_LOOK_AT_MANY = 40


def name_key(name: str) -> str:
    """The name without case, accents, punctuation or spaces: what makes two names the same."""
    return fold(name)


@lru_cache(maxsize=100_000)
def _tokens(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = tuple(sorted(_SHORT.get(word, word) for word in plain(name).split() if word not in _IDLE))
    return words, tuple(word for word in words if not word.isalpha())


def is_nearly(one: str, other: str) -> bool:
    """Whether a person would ask if two names mean the same.

    Numbers must agree: `Block 1` and `Block 2` are two places. Words must match one by one, in any order, but for
    slips.
    """
    (left, left_numbers), (right, right_numbers) = _tokens(one), _tokens(other)
    if not left or not right or left_numbers != right_numbers:
        return False
    if left == right:
        return True
    if len(left) == len(right):
        rest = list(right)
        for token in left:
            best = max(rest, key=lambda candidate: fuzz.ratio(token, candidate))
            if token != best and (min(len(token), len(best)) < 3 or fuzz.ratio(token, best) < _ALIKE):
                return False
            rest.remove(best)
        return True
    return fuzz.ratio("".join(left), "".join(right)) >= _RUN_ALIKE


def is_part_of(one: str, other: str) -> bool:
    """Whether all words of one of two names stand in the other: `Town Hall` and `Heronsford Town Hall`.

    Numbers must agree: `Block` and `Block 2` are two places.
    """
    (left, left_numbers), (right, right_numbers) = _tokens(one), _tokens(other)
    if not left or not right or left_numbers != right_numbers:
        return False
    return set(left) <= set(right) or set(right) <= set(left)


def near_names(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known names that are nearly this one, nearest first."""
    candidates = process.extract(
        plain(name),
        list(known),
        processor=plain,
        scorer=fuzz.token_sort_ratio,
        limit=_LOOK_AT_MANY,
        score_cutoff=_LOOK_AT,
    )
    return [candidate for candidate, _, _ in candidates if is_nearly(name, candidate)][:limit]


def resembling(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known names most like this one, for a message that suggests; nearest first."""
    candidates = process.extract(
        plain(name), list(known), processor=plain, scorer=fuzz.WRatio, limit=limit, score_cutoff=_LOOK_AT
    )
    return [candidate for candidate, _, _ in candidates]
