"""Numberings of makers, found by the head of a number: few of them are tried in full. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from riskreg.identification.first import beginnings
from riskreg.identification.knowledge import Lookalike, ModelPattern

T = TypeVar("T")

_HEADS = (1, 2, 4, 6, 8)
"""Characters by which the patterns that a number may follow are looked up: more only where many are left to try."""
_FEW = 2
_MOST_HEADS, _MOST_SLIPS = 50_000, 50_000
"""Heads remembered: more than a national list holds, little enough for memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbering:
    """The numberings that a number follows. Numbers that follow the same ones share it, and it is told by identity.

    Attributes:
        hits: Patterns that fit, strong before medium before weak. Patterns that need the brand are among them.
        lookalikes: Other makers whose models resemble these.
    """

    hits: tuple[ModelPattern, ...] = ()
    lookalikes: tuple[Lookalike, ...] = ()


NO_NUMBERING = Numbering()
"""That of most numbers of other makers."""


class _Entry(NamedTuple, Generic[T]):
    may_begin: Callable[[str], object]
    """Whether a number that begins so may match. False is certain."""
    matches: Callable[[str], object]
    meant: T


class ByHead(Generic[T]):
    """Patterns, found by the head of the numbers that may follow them.

    Args:
        patterns: Regular expressions with what each stands for, in the order in which they are wanted.
    """

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        self._patterns = tuple(
            _Entry(beginnings(regex).match, re.compile(regex).match, meant) for regex, meant in patterns
        )
        self._by_head: dict[str, tuple[_Entry[T], ...]] = {}

    def of(self, number: str) -> list[T]:
        """What the patterns that a number follows stand for, in their order."""
        left, by_head = self._patterns, self._by_head
        for size in _HEADS:
            known = by_head.get(number[:size])
            left = self._of_head(number[:size], left) if known is None else known
            if len(left) <= _FEW:
                break
        return [meant for _, matches, meant in left if matches(number)] if left else []

    def reach(self, number: str) -> int:
        """Characters from the start after which no pattern is left that a number could follow."""
        left = self._patterns
        for size in _HEADS:
            left = self._of_head(number[:size], left)
            if not left:
                return size
        return len(number)

    def may_begin(self, head: str) -> bool:
        """Whether a number that begins so may follow one of the patterns. False is certain, True is not."""
        left = self._patterns
        for size in _HEADS[:2]:
            left = self._of_head(head[:size], left)
        return any(may_begin(head) for may_begin, _, _ in left)

    def _of_head(self, head: str, among: tuple[_Entry[T], ...]) -> tuple[_Entry[T], ...]:
        found = self._by_head.get(head)
        if found is None:
            if len(self._by_head) >= _MOST_HEADS:
                self._by_head.clear()
            found = self._by_head[head] = tuple([each for each in among if each.may_begin(head)])
        return found


_HAS_BOTH = re.compile(r"(?=.*[A-Z])(?=.*\d.*\d)")
_MISREAD = {
    pair[0]: pair[2:]
    for pair in "0:OD O:0 D:0 1:IL I:1 L:1 5:S S:5 8:B B:8 2:Z Z:2 6:G G:6".split()  # noqa: SIM905 - read as pairs
}
"""Characters that a camera, a scanner or a tired eye takes for one another."""
_HEAD = 10
"""Characters from the start in which a slip is looked for: the part of a number that tells its maker."""


class _Slip(NamedTuple):
    """What may have been meant: the characters from one place to another read otherwise."""

    start: int
    end: int
    meant: str


class Slips:
    """Numbers that would follow a sure numbering but for one character misread or mistyped near their head.

    Args:
        sure: The sure numberings.
    """

    def __init__(self, sure: ByHead[ModelPattern]) -> None:
        self._sure = sure
        self._by_head: dict[str, tuple[_Slip, ...]] = {}

    def of(self, normal: str) -> tuple[str, ModelPattern] | None:
        """The number as it may have been meant, and the pattern that it would fit; None for most numbers.

        Args:
            normal: Normalised number that fits no numbering.
        """
        if not 6 <= len(normal) <= 40 or _HAS_BOTH.match(normal) is None:
            return None
        head = normal[: _HEAD + 2]
        slips = self._by_head.get(head)
        if slips is None:
            if len(self._by_head) >= _MOST_SLIPS:
                self._by_head.clear()
            slips = self._by_head[head] = tuple(self._in_head(head))
        for start, end, letters in slips:
            meant = normal[:start] + letters + normal[end:]
            if fitting := self._sure.of(meant):
                return meant, fitting[0]
        return None

    def _in_head(self, head: str) -> Iterator[_Slip]:
        """The slips after which a number that begins so could follow a sure numbering.

        A slip beyond the place where no numbering is left would change nothing.
        """
        for slip in _slips(head, min(_HEAD, len(head) - 1, self._sure.reach(head))):
            if self._sure.may_begin(head[: slip.start] + slip.meant + head[slip.end :]):
                yield slip


def _slips(head: str, reach: int) -> Iterator[_Slip]:
    """One character read otherwise, swapped with the next, or typed twice."""
    for i in range(reach):
        for meant in _MISREAD.get(head[i], ""):
            yield _Slip(i, i + 1, meant)
    for i in range(reach):
        if head[i] != head[i + 1]:
            yield _Slip(i, i + 2, head[i + 1] + head[i])
        else:
            yield _Slip(i, i + 1, "")
