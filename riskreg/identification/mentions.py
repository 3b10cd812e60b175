"""What a free text names, and what is said of several names in one breath. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from riskreg.identification.cues import Role
from riskreg.identification.knowledge import BrandNumbering, KnownName, ModelPattern, SuppliedBrand


class Mention(NamedTuple):
    """A name or a model number met in free text.

    Attributes:
        role: Of what the text says it.
        said: The words that decided the role, as written; empty for a plain mention.
        text: The name or number as written.
        at: Offset in the text, which orders the mentions.
        names: Vendors of the name.
        claims: Claims on the brand.
        pattern: The model pattern that the number fits; None for a name.
        is_marked: The text says it of this device in so many words (“now Axis”), or a number or the word for a device
            stands beside the name (“Axis P3245-LVE”, “Axis dome”). An unmarked name may be a place: “Paxton House”.
        numbering: The brand's numbering that the number fits; None for all else.
    """

    role: Role
    said: str
    text: str
    at: int
    names: tuple[KnownName, ...] = ()
    claims: tuple[SuppliedBrand, ...] = ()
    pattern: ModelPattern | None = None
    is_marked: bool = False
    numbering: BrandNumbering | None = None

    @property
    def vendor(self) -> str | None:
        """The vendor named, where the text names one."""
        if self.pattern is not None:
            return self.pattern.vendor
        return self.names[0].vendor if self.names else None


class TextReading(NamedTuple):
    """What a free text tells of makers.

    Attributes:
        mentions: In the order of the text.
        is_accessory: The text describes an accessory: a bracket, a power supply, a licence.
        told_by: The brand's numbering of which this device's number is, where the text names nothing else.
    """

    mentions: tuple[Mention, ...] = ()
    is_accessory: bool = False
    told_by: BrandNumbering | None = None

    @property
    def key(self) -> str:
        """The telling words alone: two texts of the same key tell the same."""
        told = "|".join(f"{m.role}:{m.vendor or ''}:{m.text}:{m.said}:{m.is_marked:d}" for m in self.mentions)
        told += f"#{self.told_by.brand} {self.told_by.label}" if self.told_by is not None else ""
        return f"{told}|accessory" if self.is_accessory else told


NO_TEXT = TextReading()
"""What most texts say: nothing of makers."""


def apart(mentions: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], BrandNumbering | None]:
    """Names and makers' numbers, and the brand's numbering of this device's number where there are none of these."""
    told = [mention for mention in mentions if mention.numbering is not None]
    if not told:
        return mentions, None
    rest = tuple(mention for mention in mentions if mention.numbering is None)
    return rest, told[0].numbering if told[0].role is Role.PRESENT and not rest else None


_JOINS = re.compile(r"\s*(?:/|,|&|,?\s*\b(?:and|or|nor|und|oder|et|ou|y|e|o|en|of|i|oraz|lub|и|или)\b)\s*")
_REPLACED = re.compile(r"[\s\w/()-]*?\b(?:replaced|superseded)\b[\s\w/()-]*", re.ASCII)
"""What stands between the two of “Hikvision dome replaced the old Bosch”, in lower case."""
_BY = re.compile(r"\b(?:replaced|superseded)\b.*\b(?:by|with|for|to|was|were)\b")
_OF_ANOTHER = (Role.PAST, Role.LEFT, Role.FUTURE, Role.DENIED, Role.OTHER_DEVICE)
"""Said of a name, it is said of the number beside it too: “not Hikvision DS-2CD2143”."""


def in_one_breath(mentions: tuple[Mention, ...], low: str) -> tuple[Mention, ...]:
    """“Bracket for Hikvision and Dahua”, “no Hikvision/Dahua”: what is said of the first is said of the next."""
    for mention in mentions:
        if mention.role is not Role.PRESENT:
            break
    else:
        return mentions
    said: list[Mention] = []
    for mention in mentions:
        before = said[-1] if said else None
        if before is not None and before.role is not Role.PRESENT and mention.role is Role.PRESENT:
            between = low[before.at + len(before.text) : mention.at]
            if _JOINS.fullmatch(between) or (before.role in _OF_ANOTHER and not between.strip()):
                mention = mention._replace(role=before.role, said=before.said)
        said.append(mention)
    return tuple(said)


def with_subjects(mentions: list[Mention], low: str) -> list[Mention]:
    """“Hikvision DS-2CD2143 replaced Axis P3245”: what replaced another stands here, though “replaced” follows it."""
    if not any(mention.role is Role.LEFT for mention in mentions):
        return mentions
    found = list(mentions)
    for index, mention in enumerate(mentions):
        if mention.role is Role.LEFT:
            end = mention.at + len(mention.text)
            for other in mentions[index + 1 :]:
                between = low[end : other.at]
                if other.role is Role.PAST and _REPLACED.fullmatch(between) and not _BY.search(between):
                    found[index] = mention._replace(role=Role.PRESENT, said="replaced", is_marked=True)
                    break
    return found
