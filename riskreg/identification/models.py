"""Model numbers: normalisation and the numbering grammars of makers.

Source of the normalisation and of each grammar's strength: the catalogue's model patterns, measured on official model
lists, a device-type library and user-typed camera lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from riskreg.identification.first import starts
from riskreg.identification.knowledge import Knowledge, Lookalike, ModelPattern
from riskreg.identification.text import fold

T = TypeVar("T")

_JOINERS = re.compile(r"[\u2010-\u2015\u2212_.*\-]+")
_SPACE = re.compile(r"\s+")
_BRAND = re.compile(
    r"^(?:HIKVISION|HIK|DAHUA|UNIVIEW|UNV|HUAWEI|HYTERA|TIANDY|ANNKE|HILOOK|HIWATCH)(?:[ :/-]+)(?=[A-Z0-9])"
)
_PREFIXES = frozenset(
    """DS IDS DH DHI IPC HAC NVR XVR DVR PTZ THC HWI HWN HWD HWT HWP HM AE VTO VTH""".split()  # noqa: SIM905 - a list of words reads better as words
)
_PREFIX = re.compile(rf"^({'|'.join(sorted(_PREFIXES, key=len, reverse=True))}) (?=[A-Z0-9])")
_AROUND_HYPHEN = re.compile(r"(?<=[A-Z0-9]) ?- ?(?=[A-Z0-9])")
_GLUED = re.compile(r"^(I?DS)(?=2[A-Z]{2})")
_SPACED = re.compile(r"^(I?DS-2[A-Z]{2}|(?:DH[IE]?-)?IPC-H[A-Z]{2,3}) (?=[A-Z]?\d{2})")
_TOKEN = re.compile(r"[^\s,;:]+")
_IS_NUMBER = re.compile(r"(?=.*\d)(?=.*[^\W\d_])|^I?DS-[A-Z]{2}-[A-Z]{2}", re.IGNORECASE)
"""A word with letters and digits, or one of the few numbers without a digit (`DS-KD-TDE`)."""
_EDGES = "\"'“”‘’()[]{}<>.,;:!?/-"


_AS_IT_IS = re.compile(
    r"(?!I?DS2[A-Z]{2}|I?DS-2[A-Z]{2} |(?:DH[IE]?-)?IPC-H[A-Z]{2,3} )"
    rf"(?!(?:HIKVISION|HIK|DAHUA|UNIVIEW|UNV|HUAWEI|HYTERA|TIANDY|ANNKE|HILOOK|HIWATCH)[ /-])"
    rf"(?!(?:{'|'.join(sorted(_PREFIXES))}) )"
    r"[A-Z0-9]+(?:[-/ ][A-Z0-9]+)*"
)
"""Numbers as most lists have them, in which no rule for spaces, signs, brands or characters would change a thing."""


def _once(text: str) -> str:
    text = _SPACE.sub(" ", _JOINERS.sub("-", fold(text).upper())).strip(" \"'“”,;:-")
    text = _BRAND.sub("", text)
    text = _PREFIX.sub(r"\1-", text)
    text = _AROUND_HYPHEN.sub("-", text)
    return _SPACED.sub(r"\1", _GLUED.sub(r"\1-", text))


@lru_cache(maxsize=65_536)
def normalise_model(text: str) -> str:
    """The form in which model numbers are matched. Idempotent.

    **Source**: normalisation rules of the catalogue's model patterns (upper case, one kind of hyphen, leading brand
    word off, missing hyphens put in).
    """
    upper = text.upper() if text.isascii() else text
    if _AS_IT_IS.fullmatch(upper):
        return upper
    before, after = text, _once(text)
    while after != before and not _AS_IT_IS.fullmatch(after):
        before, after = after, _once(after)
    return after


@lru_cache(maxsize=4_096)
def model_tokens(text: str) -> tuple[tuple[int, str], ...]:
    """Candidates for a model number in free text with their offsets: words of letters and digits, prefixes joined."""
    found: list[tuple[int, str]] = []
    pieces = [(m.start(), m.group()) for m in _TOKEN.finditer(fold(text))]
    for index, (start, piece) in enumerate(pieces):
        if (piece.isalpha() or piece.isdecimal()) and (len(piece) > 3 or piece.upper() not in _PREFIXES):
            continue
        token = piece
        if not (piece[0].isalnum() and piece[-1].isalnum()) or ")" in piece:
            token = piece.lstrip(_EDGES)
            start += len(piece) - len(token)
            token = token.rstrip(_EDGES.replace(")", "") if "(" in token else _EDGES)
            while token.count(")") > token.count("("):
                token = token[: token.rindex(")")].rstrip(_EDGES.replace(")", ""))
        if token.upper() in _PREFIXES and index + 1 < len(pieces):
            token = f"{token} {pieces[index + 1][1].rstrip(_EDGES)}"
        if len(token) >= 4 and _IS_NUMBER.search(token):
            found.append((start, normalise_model(token)))
    return tuple(found)


_ONE_WORD = re.compile(r"[A-Z0-9]+(?:[-/+][A-Z0-9]+)*")
_MEASURE = re.compile(
    r"(?:\d+[X*])?\d+(?:[.,-]\d+)?(?:MP|MPX|MPIX|M|MM|CM|K|P|I|X|CH|CHAN|CHANNELS?|WAY|TB|GB|MB|FPS|W|V|VDC|VAC|AH?|DB|IN|"
    r"PORTS?|ST|ND|RD|TH|S|YRS?|OFF|NO|PCS?|EA|DEG|HZ|MBPS)"
)
"""Sizes, counts and rates (“4MP”, “8CH”, “1080P”): digits that number no model."""


def numbers_in(text: str) -> tuple[str, ...]:
    """What of a normalised model can be a model number: the text itself and each of its words that is no measure.

    Empty where the text only describes (“4MP DOME”, “PTZ CAMERA”).
    """
    words = [
        word
        for word in re.split(r"[\s,;()]+", text)
        if len(word) >= 3 and any(c.isdigit() for c in word) and _MEASURE.fullmatch(word) is None
    ]
    return tuple(dict.fromkeys((text, *words))) if words else ()


_HAS_BOTH = re.compile(r"(?=.*[A-Z])(?=.*\d.*\d)")
_MISREAD = {
    pair[0]: pair[2:]
    for pair in "0:OD O:0 D:0 1:IL I:1 L:1 5:S S:5 8:B B:8 2:Z Z:2 6:G G:6".split()  # noqa: SIM905 - read as pairs
}
"""Characters that a camera, a scanner or a tired eye takes for one another."""
_HEAD = 10
"""Characters from the start in which a slip is looked for: the part of a number that tells its maker."""


def _one_character_off(normal: str, reach: int) -> Iterator[str]:
    """The number with one character near its head read otherwise, swapped with the next, or left out.

    Args:
        normal: Normalised number.
        reach: Characters from the start beyond which a slip would change nothing.
    """
    head = min(_HEAD, len(normal) - 1, reach)
    for i in range(head):
        for meant in _MISREAD.get(normal[i], ""):
            yield f"{normal[:i]}{meant}{normal[i + 1 :]}"
    for i in range(head):
        if normal[i] != normal[i + 1]:
            yield f"{normal[:i]}{normal[i + 1]}{normal[i]}{normal[i + 2 :]}"
        else:
            yield normal[:i] + normal[i + 1 :]


_ORDER = {"strong": 0, "medium": 1, "weak": 2}


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What the numbering of one model says.

    Attributes:
        text: Normalised model, or the part of it that matched.
        hits: Patterns that fit, strong before medium before weak. Patterns that need the brand are among them.
        lookalikes: Other makers whose models resemble these.
    """

    text: str
    hits: tuple[ModelPattern, ...] = ()
    lookalikes: tuple[Lookalike, ...] = ()


_NOTHING = ModelReading("")

_HEADS = (1, 2, 4, 6, 8)
"""Characters by which the patterns that a number may follow are looked up: more only where many are left to try."""
_FEW = 2
_MOST_HEADS, _MOST_READ = 50_000, 100_000
"""Heads and numbers remembered: more than a national list holds, little enough for memory."""

_Entry = tuple[str, Callable[[str], object], T]
"""A regular expression, its matching from the start of a number, and what it stands for."""


class _ByHead(Generic[T]):
    """Patterns, found by the head of the numbers that may follow them.

    Args:
        patterns: Regular expressions with what each stands for, in the order in which they are wanted.
    """

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        self._patterns: tuple[_Entry[T], ...] = tuple(
            (regex, re.compile(regex).match, meant) for regex, meant in patterns
        )
        self._by_head: dict[str, tuple[_Entry[T], ...]] = {}

    def of(self, number: str) -> tuple[T, ...]:
        """What the patterns that a number follows stand for, in their order."""
        left, by_head = self._patterns, self._by_head
        for size in _HEADS:
            known = by_head.get(number[:size])
            left = self._of_head(number[:size], left) if known is None else known
            if len(left) <= _FEW:
                break
        return tuple([meant for _, matches, meant in left if matches(number)]) if left else ()

    def reach(self, number: str) -> int:
        """Characters from the start after which no pattern is left that a number could follow."""
        left = self._patterns
        for size in _HEADS:
            left = self._of_head(number[:size], left)
            if not left:
                return size
        return len(number)

    def _of_head(self, head: str, among: tuple[_Entry[T], ...]) -> tuple[_Entry[T], ...]:
        found = self._by_head.get(head)
        if found is None:
            if len(self._by_head) >= _MOST_HEADS:
                self._by_head.clear()
            found = self._by_head[head] = tuple(each for each in among if starts(each[0], head))
        return found


class ModelReader:
    """The numbering grammars of the catalogue, compiled.

    Args:
        knowledge: One edition of the catalogue.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        ordered = sorted(knowledge.patterns, key=lambda p: (_ORDER.get(p.strength, 3), p.needs_brand, p.id))
        self._patterns = _ByHead((p.regex, p) for p in ordered)
        self._sure = _ByHead((p.regex, p) for p in ordered if p.strength == "strong" and not p.needs_brand)
        self._lookalikes = _ByHead((entry.regex, entry) for entry in knowledge.lookalikes)
        self._read: dict[str, ModelReading] = {}

    def read(self, text: str | None) -> ModelReading:
        """What a model cell says: the cell as a whole, else the first of its words that fits a numbering."""
        normal = normalise_model(text) if text else ""
        if not normal:
            return _NOTHING
        whole = self.read_number(normal)
        if whole.hits or normal.isalnum() or _ONE_WORD.fullmatch(normal):
            return whole
        for _, token in model_tokens(normal):
            part = self.read_number(token)
            if part.hits:
                return part
        return whole

    def near(self, normal: str) -> tuple[str, ModelPattern] | None:
        """A sure numbering that a number would fit but for one character misread or mistyped near its head.

        For a reviewer only: it never identifies anything.

        Args:
            normal: Normalised number that fits no numbering.

        Returns:
            The number as it may have been meant, and the pattern that it would fit.
        """
        if not 6 <= len(normal) <= 40 or not _HAS_BOTH.search(normal):
            return None
        for meant in _one_character_off(normal, self._sure.reach(normal)):
            if fitting := self._sure.of(meant):
                return meant, fitting[0]
        return None

    def read_number(self, normal: str) -> ModelReading:
        """What one normalised number says."""
        found = self._read.get(normal)
        if found is None:
            if len(self._read) >= _MOST_READ:
                self._read.clear()
            found = ModelReading(normal, self._patterns.of(normal), self._lookalikes.of(normal))
            self._read[normal] = found
        return found
