"""What a text must begin with or hold for a pattern to match: cheap looks that spare trying every pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

# The parser is private to the standard library, yet the only reading of a pattern that is sure to agree with `re`.
_parser = import_module("re._parser")
_constants = import_module("re._constants")


@lru_cache(maxsize=1_024)
def beginnings(regex: str) -> re.Pattern[str]:
    """A pattern that matches every text with which a match of another pattern may begin, and any longer match.

    Where it does not match the first characters of a text, the other pattern does not match the text.

    Args:
        regex: A pattern that is matched from the beginning of the text, upper and lower case told apart.
    """
    return re.compile(_begun(_parser.parse(regex)))


def starts(regex: str, head: str) -> bool:
    """Whether a text that begins so may match a pattern. False is certain, True is not.

    Args:
        regex: A pattern that is matched from the beginning of the text, upper and lower case told apart.
        head: The first characters of the text, or all of it.
    """
    return beginnings(regex).match(head) is not None


_BEYOND = "\ue000"
"""Stands for whatever may follow a head: no letter, no digit, no space, and no end of the text."""


def surely(regex: str) -> Callable[[str], bool]:
    """Tells of the head of a text whether every text that begins so matches a pattern. True is certain, False is not.

    Args:
        regex: A pattern that is matched from the beginning of the text, upper and lower case told apart.
    """
    items = [item for item in _parser.parse(regex) if item != (_constants.AT, _constants.AT_BEGINNING)]
    barred = None
    if items and items[0][0] is _constants.ASSERT_NOT:
        # What the text must not begin with is barred as soon as the head may become it.
        barred = re.compile(_begun(items.pop(0)[1][1])).match
    asks_for_more = not all(map(_asks_for_what_is_there, items))
    matches = re.compile(regex).match

    def certain(head: str) -> bool:
        if asks_for_more or (barred is not None and barred(head) is not None):
            return False
        return matches(head + _BEYOND) is not None

    return certain


_SAID_OUTRIGHT = frozenset({_constants.CATEGORY_DIGIT, _constants.CATEGORY_WORD, _constants.CATEGORY_SPACE})


def _asks_for_what_is_there(item: Any) -> bool:
    """Whether a part of a pattern only asks for characters that it names: what it finds, no further text takes away."""
    operator, argument = item
    if operator is _constants.LITERAL:
        return bool(argument != ord(_BEYOND))
    if operator is _constants.IN:
        return all(
            (kind is _constants.LITERAL and value < ord(_BEYOND))
            or (kind is _constants.RANGE and value[1] < ord(_BEYOND))
            or (kind is _constants.CATEGORY and value in _SAID_OUTRIGHT)
            for kind, value in argument
        )
    if operator is _constants.AT:
        return argument in (_constants.AT_BEGINNING, _constants.AT_END, _constants.AT_END_STRING)
    if operator is _constants.BRANCH:
        return all(_asks_for_what_is_there(each) for branch in argument[1] for each in branch)
    if operator in (_constants.ASSERT, _constants.SUBPATTERN, _constants.MAX_REPEAT, _constants.MIN_REPEAT):
        return all(map(_asks_for_what_is_there, argument[-1]))
    return False


class Literals:
    """Whether a text holds what any of several patterns cannot match without.

    Args:
        patterns: Patterns that are searched, upper and lower case alike.
        written: How the texts are written that will be asked of, in lower case.
    """

    def __init__(self, patterns: Iterable[str], written: Callable[[str], str] = str) -> None:
        needed = {written(text.casefold()) for pattern in patterns for text in _needed(_parser.parse(pattern))}
        is_telling = all(len(text) >= 2 for text in needed)
        # A run that holds another one tells nothing more.
        least = {text for text in needed if not any(other in text for other in needed - {text})}
        self._held = tuple(sorted(least)) if is_telling else None

    def may(self, text: str) -> bool:
        """Whether one of the patterns may match. False is certain, True is not."""
        if self._held is None or not text.isascii():
            return True
        low = text.lower()
        for held in self._held:  # noqa: SIM110 - a loop in line: every text is asked, and one pattern takes thrice the time
            if held in low:
                return True
        return False


_MOST_SPELLINGS = 8
"""Spellings of a run of characters that are told apart: `HI35` and `HI-35`."""


def _needed(items: Any) -> frozenset[str]:
    """Runs of characters of which every match of a sequence holds one; the empty run where there is none."""
    best = run = frozenset({""})
    for item in items:
        operator, argument = item
        spelt = _spellings(item)
        if spelt is None:
            run = frozenset({""})
            if operator is _constants.SUBPATTERN or (operator is _constants.MAX_REPEAT and argument[0] > 0):
                best = _tells_more(best, _needed(argument[-1]))
            elif operator is _constants.BRANCH:
                best = _tells_more(best, frozenset().union(*map(_needed, argument[1])))
            continue
        longer = frozenset(before + each for before in run for each in spelt)
        run = longer if len(longer) <= _MOST_SPELLINGS else spelt
        best = _tells_more(best, run)
    return best


def _tells_more(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """The runs of which the shortest is longer."""
    return max(one, other, key=lambda runs: min(map(len, runs)))


def _spellings(item: Any) -> frozenset[str] | None:
    """All that a part of a pattern can stand for; None where that is more than a few texts."""
    operator, argument = item
    found: frozenset[str] | None = None
    if operator is _constants.LITERAL:
        found = frozenset({chr(argument)})
    elif operator in (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT):
        found = frozenset({""})
    elif operator is _constants.IN and all(kind is _constants.LITERAL for kind, _ in argument):
        found = frozenset(chr(value) for _, value in argument)
    elif operator is _constants.BRANCH:
        found = _any_of([_in_sequence(branch) for branch in argument[1]])
    elif operator is _constants.SUBPATTERN:
        found = _in_sequence(argument[-1])
    elif operator is _constants.MAX_REPEAT and tuple(argument[:2]) == (0, 1):
        found = _any_of([frozenset({""}), _in_sequence(argument[-1])])
    return found if found is not None and len(found) <= _MOST_SPELLINGS else None


def _any_of(spellings: list[frozenset[str] | None]) -> frozenset[str] | None:
    told = [each for each in spellings if each is not None]
    return frozenset().union(*told) if len(told) == len(spellings) else None


def _in_sequence(items: Any) -> frozenset[str] | None:
    found = frozenset({""})
    for item in items:
        spelt = _spellings(item)
        if spelt is None or len(found) * len(spelt) > _MOST_SPELLINGS:
            return None
        found = frozenset(before + each for before in found for each in spelt)
    return found


def _begun(items: Any) -> str:
    """A sequence as a pattern in which the text may end before each character."""
    return "".join(map(_step, items))


def _step(item: Any) -> str:
    operator, argument = item
    if operator is _constants.LITERAL:
        return rf"(?:\Z|{re.escape(chr(argument))})"
    if operator is _constants.IN:
        text = _class_text(argument)
        return _ANYTHING if text is None else rf"(?:\Z|{text})"
    if operator is _constants.AT and argument is _constants.AT_END:
        return r"(?=\n?\Z)"
    if operator is _constants.ASSERT and argument[0] > 0:
        return f"(?={_begun(argument[-1])})"
    if operator in (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT):
        return ""
    if operator is _constants.SUBPATTERN:
        return f"(?:{_begun(argument[-1])})"
    if operator is _constants.BRANCH:
        return f"(?:{'|'.join(map(_begun, argument[1]))})"
    if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
        least, most, body = argument
        return f"(?:{_begun(body)}){{{least},{'' if most is _constants.MAXREPEAT else most}}}"
    return _ANYTHING


_ANYTHING = r"[\s\S]*"

_CLASSES = {
    _constants.CATEGORY_DIGIT: r"\d",
    _constants.CATEGORY_WORD: r"\w",
    _constants.CATEGORY_SPACE: r"\s",
    _constants.CATEGORY_NOT_DIGIT: r"\D",
    _constants.CATEGORY_NOT_WORD: r"\W",
    _constants.CATEGORY_NOT_SPACE: r"\S",
}


def _class_text(argument: Any) -> str | None:
    """A character class as a pattern; None where it holds something unforeseen."""
    parts = []
    for operator, value in argument:
        if operator is _constants.NEGATE:
            parts.append("^")
        elif operator is _constants.LITERAL:
            parts.append(re.escape(chr(value)))
        elif operator is _constants.RANGE:
            parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        elif operator is _constants.CATEGORY and value in _CLASSES:
            parts.append(_CLASSES[value])
        else:
            return None
    return f"[{''.join(parts)}]"
