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


@lru_cache(maxsize=1_024)
def _parsed(regex: str) -> Any:
    return _parser.parse(regex)


def starts(regex: str, head: str) -> bool:
    """Whether a text that begins so may match a pattern. False is certain, True is not.

    Args:
        regex: A pattern that is matched from the beginning of the text, upper and lower case told apart.
        head: The first characters of the text, or all of it.
    """
    return bool(_reached(_parsed(regex), head, {0}))


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
        for run in self._runs:  # noqa: SIM110 - half the time of any() over a generator, for most cells of a list
            if run in low:
                return True
        return False


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


def _reached(items: Any, head: str, begun: set[int]) -> set[int]:
    """How far into a head a sequence may have come, from any of several places; its length where it may go beyond."""
    for item in items.data:
        begun = {end for at in begun for end in _ends(item, head, at)}
    return begun


def _ends(item: Any, head: str, at: int) -> set[int]:
    if at == len(head):
        return {at}
    operator, argument = item
    if operator is _constants.LITERAL:
        return {at + 1} if head[at] == chr(argument) else set()
    if operator is _constants.IN:
        text = _class_text(argument)
        return {len(head)} if text is None else {at + 1} if re.fullmatch(text, head[at]) else set()
    if operator in (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT):
        return {at}
    if operator is _constants.SUBPATTERN:
        return _reached(argument[-1], head, {at})
    if operator is _constants.BRANCH:
        return {end for branch in argument[1] for end in _reached(branch, head, {at})}
    if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
        least, most, body = argument
        return _repeated(body, head, at, int(least), int(most))
    return {len(head)}


def _repeated(body: Any, head: str, at: int, least: int, most: int) -> set[int]:
    now = {at}
    found = set(now) if least == 0 else set()
    for turn in range(1, min(most, len(head) + least) + 1):
        now = _reached(body, head, now)
        if turn >= least:
            if now <= found:
                break
            found |= now
    return found


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
