"""What a text must begin with or hold for a pattern to match: cheap looks that spare trying every pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

# The parser is private to the standard library, yet the only reading of a pattern that is sure to agree with `re`.
_parser = import_module("re._parser")
_constants = import_module("re._constants")
_ANYTHING = None


@lru_cache(maxsize=1_024)
def _firsts(regex: str) -> frozenset[str] | None:
    """First characters, upper-case letters and digits alone; None where any may come first."""
    found, is_open = _of(_parser.parse(regex))
    return None if is_open or found is _ANYTHING else frozenset(found)


def starts(regex: str, character: str) -> bool:
    """Whether a text that begins with a character may match a pattern. False is certain, True is not.

    Args:
        regex: A pattern that is matched from the beginning of the text.
        character: One upper-case letter or digit.
    """
    firsts = _firsts(regex)
    return firsts is None or character in firsts


class Literals:
    """Whether a text holds what any of several patterns cannot match without.

    Args:
        patterns: Patterns that are searched, upper and lower case alike.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        runs = [_longest_run(_parser.parse(pattern)) for pattern in patterns]
        self._runs = None if any(len(run) < 2 for run in runs) else tuple(sorted({run.casefold() for run in runs}))

    def may(self, text: str) -> bool:
        """Whether one of the patterns may match. False is certain, True is not."""
        if self._runs is None:
            return True
        low = text.casefold()
        return any(run in low for run in self._runs)


def _longest_run(items: Any) -> str:
    """The longest run of characters that every match of a sequence holds; empty where there is none."""
    best = run = ""
    for operator, argument in items:
        if operator is _constants.LITERAL:
            run += chr(argument)
            best = max(best, run, key=len)
            continue
        run = ""
        if operator is _constants.SUBPATTERN:
            best = max(best, _longest_run(argument[-1]), key=len)
    return best


def _of(items: Any) -> tuple[set[str] | None, bool]:
    """First characters of a sequence (None: any), and whether it can match an empty text."""
    found: set[str] = set()
    for operator, argument in items:
        characters, is_empty = _one(operator, argument)
        if characters is _ANYTHING:
            return _ANYTHING, False
        found |= characters
        if not is_empty:
            return found, False
    return found, True


def _one(operator: Any, argument: Any) -> tuple[set[str] | None, bool]:
    if operator is _constants.LITERAL:
        return {chr(argument)}, False
    if operator is _constants.IN:
        text = _class_text(argument)
        return (_ANYTHING, False) if text is None else ({c for c in _ALL if re.fullmatch(text, c)}, False)
    if operator in (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT):
        return set(), True
    if operator is _constants.SUBPATTERN:
        return _of(argument[-1])
    if operator is _constants.BRANCH:
        found: set[str] = set()
        is_empty = False
        for branch in argument[1]:
            characters, branch_empty = _of(branch)
            if characters is _ANYTHING:
                return _ANYTHING, False
            found |= characters
            is_empty = is_empty or branch_empty
        return found, is_empty
    if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
        least, _, body = argument
        characters, body_empty = _of(body)
        return characters, body_empty or least == 0
    return _ANYTHING, False


_ALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
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
