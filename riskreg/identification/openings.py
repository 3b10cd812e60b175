"""Whether a text may name a maker or an accessory: a cheap look that spares reading most texts. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from riskreg.identification.cue_words import ACCESSORY_WORDS

SHORTEST_GLUED = 5
"""Characters of the shortest name that is read with a number written to it: “dahua123”."""

_DIGIT = re.compile(r"\d")
_MIXED = re.compile(
    r"[a-z][-_.]?\d\d|\d(?!mp\b|st\b|nd\b|rd\b|th\b|ch\b|mm\b)[a-z]{2}|\d[a-z]\d"
    r"|\bi?ds-[a-z]{2}-[a-z]{2}|\bds-2|\bipc-h|\b(?:ds|ids|dh|dhi|ipc|hac|hwi|thc|vto|vth) \d"
)

_ALIKE = bytes.maketrans(b"123456789", b"000000000")


def outline(text: str) -> str:
    """A text with a nought for each digit: a thousand models of a list have a few hundred outlines."""
    return text.encode(errors="surrogatepass").translate(_ALIKE).decode(errors="surrogatepass")


class Openings:
    """What the names of makers begin with.

    Args:
        names: The names that are looked for, normalised.
        gluing: Those that are read with a number written to them.
    """

    def __init__(self, names: Collection[str], gluing: Iterable[str]) -> None:
        self.names = frozenset(names)
        self.starts = frozenset(key[:size] for key in names for size in range(2, len(key) + 1))
        self.glued_heads = frozenset(key[:SHORTEST_GLUED] for key in gluing)
        self._openings = self.starts | ACCESSORY_WORDS
        # A word that begins a name is read as that name; of an outline it is not known whether it does.
        self._not_glued = self.starts

    def of_outlines(self) -> Openings:
        """The same for outlines of texts: where it denies a name to an outline, no text of that outline has one."""
        found = Openings((), ())
        found.names, found.starts = frozenset(map(outline, self.names)), frozenset(map(outline, self.starts))
        found.glued_heads, found._openings = self.glued_heads, found.starts | ACCESSORY_WORDS
        return found

    def may_name(self, words: list[str]) -> bool:
        """Whether one of the words of a text may begin a name or tell of an accessory. False is certain, True is not.

        Args:
            words: In lower case, in their order.
        """
        starts = self.starts
        if not self._openings.isdisjoint(words):
            if not ACCESSORY_WORDS.isdisjoint(words):
                return True
            for first, following in zip(words, (*words[1:], ""), strict=True):
                if first in starts and (first in self.names or first + following in starts):
                    return True
        return self.may_hold_glued(words)

    def may_hold_glued(self, words: list[str]) -> bool:
        """Whether a word may begin with a name that a number is written to. False is certain, True is not."""
        heads, not_glued = self.glued_heads, self._not_glued
        for word in words:
            # A loop in line: most texts hold no such word, and each of their words is looked at.
            if len(word) > SHORTEST_GLUED and word[:SHORTEST_GLUED] in heads and word not in not_glued:
                return True
        return False


def may_be_numbered(low: str) -> bool:
    """Whether a text in plain lower-case characters may hold a model number. False is certain, True is not."""
    return (_DIGIT.search(low) is not None or "ds-" in low) and _MIXED.search(low) is not None


def places_of(low: str, words: list[str]) -> list[tuple[int, int]]:
    """Where each word of a text begins and ends; all its words, in their order."""
    found, end = [], 0
    for word in words:
        start = low.index(word, end)
        end = start + len(word)
        found.append((start, end))
    return found
