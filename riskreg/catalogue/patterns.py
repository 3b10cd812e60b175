"""Whether a pattern of the lists may be used: it compiles, and no text can make it run for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

LONGEST = 1500
"""Longest pattern in characters; one that is longer cannot be read by hand."""

# The parser is private to the standard library, yet the only reading of a pattern that is sure to agree with `re`.
_parser = import_module("re._parser")
_UNBOUNDED = _parser.MAXREPEAT
_REPEATS = (_parser.MAX_REPEAT, _parser.MIN_REPEAT)
_MANY = 12


def fault_in_pattern(pattern: str) -> str | None:
    """What is wrong with a pattern, in plain English, or None.

    Refused: what does not compile; what matches an empty text; back references; a repetition without limit inside
    another repetition, which some texts make run for hours.
    """
    if len(pattern) > LONGEST:
        return f"the pattern is longer than {LONGEST} characters"
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        return f"the pattern does not compile: {error}"
    if compiled.match(""):
        return "the pattern matches an empty text"
    for repeat, inside in _walk(_parser.parse(pattern), False):
        if repeat == "back reference":
            return "the pattern refers back to what it matched, which can run for hours"
        if inside:
            return "the pattern repeats a repetition without limit, which can run for hours"
    return None


def _walk(items: Any, inside_repeat: bool) -> Iterator[tuple[str, bool]]:
    """Each unbounded repetition and back reference, with whether it stands inside another repetition."""
    for operator, argument in items:
        if operator in _REPEATS:
            _, most, body = argument
            if most == _UNBOUNDED:
                yield "repeat", inside_repeat
            yield from _walk(body, inside_repeat or most == _UNBOUNDED or most > _MANY)
        elif operator in (_parser.GROUPREF, _parser.GROUPREF_EXISTS):
            yield "back reference", False
        elif operator is _parser.SUBPATTERN:
            yield from _walk(argument[-1], inside_repeat)
        elif operator is _parser.BRANCH:
            for branch in argument[1]:
                yield from _walk(branch, inside_repeat)
        elif operator in (_parser.ASSERT, _parser.ASSERT_NOT):
            yield from _walk(argument[1], inside_repeat)
        elif operator is _parser.ATOMIC_GROUP:
            yield from _walk(argument, inside_repeat)
