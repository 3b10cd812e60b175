"""Numberings of makers, found by the head of a number: few of them are tried in full. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from riskreg.identification.first import beginnings, surely
from riskreg.identification.knowledge import BrandNumbering, Lookalike, ModelPattern

T = TypeVar("T")
R = TypeVar("R")

_HEADS = (1, 2, 4, 6, 8)
"""Characters by which the patterns that a number may follow are looked up, the longest first; the shorter ones so that
few patterns are tried for a new head."""
_WHOLE = _HEADS[-1]
_MOST_HEADS, _MOST_SLIPS = 50_000, 50_000
"""Heads remembered: more than a national list holds, little enough for memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbering:
    """The numberings that a number follows. Numbers that follow the same ones share it, and it is told by identity.

    Attributes:
        hits: Patterns that fit, strong before medium before weak. Patterns that need the brand are among them.
        lookalikes: Other makers whose models resemble these.
        brands: Brands that number so, those that alone do so first.
    """

    hits: tuple[ModelPattern, ...] = ()
    lookalikes: tuple[Lookalike, ...] = ()
    brands: tuple[BrandNumbering, ...] = ()


NO_NUMBERING = Numbering()
"""That of most numbers of other makers."""


class _Entry(NamedTuple, Generic[T]):
    may_begin: Callable[[str], object]
    """Whether a number that begins so may match. False is certain."""
    surely: Callable[[str], bool]
    """Whether every number that begins so matches. True is certain."""
    matches: Callable[[str], object]
    meant: T


class _Head(NamedTuple, Generic[T, R]):
    """What is left of the patterns for numbers that begin alike.

    Attributes:
        left: Those that such a number may follow, in their order.
        open: What tells of each that only some such numbers follow whether one does.
        told: What is told of all such numbers; None where one of `left` is open.
        by_fit: What is told of those met so far, by which of `open` they follow.
    """

    left: tuple[_Entry[T], ...]
    open: tuple[Callable[[str], object], ...]
    told: R | None
    by_fit: dict[tuple[bool, ...], R]


class ByHead(Generic[T, R]):
    """Patterns, found by the head of the numbers that may follow them.

    Most heads settle which patterns a number follows, so that numbers of one head are told together.

    Args:
        patterns: Regular expressions with what each stands for, in the order in which they are wanted.
        told: What is told of numbers that follow the same patterns, from what these stand for. Asked once of each.
    """

    def __init__(self, patterns: Iterable[tuple[str, T]], told: Callable[[tuple[T, ...]], R]) -> None:
        self._patterns = tuple(
            _Entry(beginnings(regex).match, surely(regex), re.compile(regex).match, meant) for regex, meant in patterns
        )
        self._by_head: dict[str, _Head[T, R]] = {}
        self._told: dict[tuple[int, ...], R] = {}
        self._tell = told

    def of(self, number: str) -> R:
        """What is told of a number, by the patterns that it follows."""
        head = self._by_head.get(number[:_WHOLE])
        if head is None:
            head = self._met(number, _WHOLE)
            if len(self._by_head) < _MOST_HEADS:
                # A shorter head may have settled it: kept under the whole one too, it is found at once from now on.
                self._by_head[number[:_WHOLE]] = head
        if head.told is not None:
            return head.told
        fit = tuple([matches(number) is not None for matches in head.open])
        found = head.by_fit.get(fit)
        if found is None:
            fits = dict(zip(head.open, fit, strict=True))
            found = head.by_fit[fit] = self._shared([each for each in head.left if fits.get(each.matches, True)])
        return found

    def _shared(self, entries: Sequence[_Entry[T]]) -> R:
        key = tuple(map(id, entries))
        found = self._told.get(key)
        if found is None:
            found = self._told[key] = self._tell(tuple([each.meant for each in entries]))
        return found

    def reach(self, number: str) -> int:
        """Characters from the start after which no pattern is left that a number could follow."""
        for size in _HEADS:
            known = self._by_head.get(number[:size]) or self._met(number, size)
            if not known.left:
                return size
        return len(number)

    def may_begin(self, head: str) -> bool:
        """Whether a number that begins so may follow one of the patterns. False is certain, True is not."""
        return any(each.may_begin(head) for each in self._met(head, _WHOLE).left)

    def _met(self, number: str, size: int) -> _Head[T, R]:
        """What is left for numbers that begin as one does, for a size of `_HEADS` or one that leaves none."""
        left = self._patterns
        for shorter in _HEADS:
            head = number[:shorter]
            known = self._by_head.get(head)
            if known is None:
                known = self._narrowed(head, left)
                if len(self._by_head) >= _MOST_HEADS:
                    self._by_head.clear()
                self._by_head[head] = known
            if shorter >= size or not known.left:
                return known
            left = known.left
        raise ValueError(size)

    def _narrowed(self, head: str, among: Iterable[_Entry[T]]) -> _Head[T, R]:
        left = tuple([each for each in among if each.may_begin(head)])
        is_open = tuple([each.matches for each in left if not each.surely(head)])
        return _Head(left, is_open, None if is_open else self._shared(left), {})


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


class Near(NamedTuple):
    """A number that would follow a sure numbering if one of its characters were another.

    Attributes:
        meant: The number as it may have been meant.
        pattern: The numbering that it would follow.
        is_misread: The character looks like the other one (“DS-2C02143” for “DS-2CD2143”) in a number long enough that
            this is no chance.
    """

    meant: str
    pattern: ModelPattern
    is_misread: bool


_LONG = 10
"""Characters of a number of which one may be misread, and the rest still tells whose numbering it is."""


class Slips:
    """Numbers that would follow a sure numbering but for one character misread or mistyped near their head.

    Args:
        sure: The sure numberings.
    """

    def __init__(self, sure: ByHead[ModelPattern, tuple[ModelPattern, ...]]) -> None:
        self._sure = sure
        self._by_head: dict[str, tuple[_Slip, ...]] = {}

    def of(self, normal: str) -> Near | None:
        """The number as it may have been meant, and the pattern that it would fit; None for most numbers.

        Args:
            normal: Normalised number that fits no numbering.
        """
        if not 6 <= len(normal) <= 40 or _HAS_BOTH.match(normal) is None:
            return None
        reach = self._sure.reach(normal)
        if reach >= len(normal) and self._sure.of(normal):
            return None
        # A slip beyond the place where no numbering is left would change nothing.
        head = normal[: min(_HEAD, reach) + 1]
        slips = self._by_head.get(head)
        if slips is None:
            if len(self._by_head) >= _MOST_SLIPS:
                self._by_head.clear()
            slips = self._by_head[head] = tuple(self._in_head(head))
        for start, end, letters in slips:
            meant = normal[:start] + letters + normal[end:]
            if fitting := self._sure.of(meant):
                is_misread = letters in tuple(_MISREAD.get(normal[start:end], ""))
                return Near(meant, fitting[0], is_misread and len(normal.split(" ", 1)[0]) >= _LONG)
        return None

    def _in_head(self, head: str) -> Iterator[_Slip]:
        """The slips after which a number that begins so could follow a sure numbering."""
        for slip in _slips(head, len(head) - 1):
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
