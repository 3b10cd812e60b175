"""Who answers for a list, as its own file says: a line such as `Signed: Jane Doe, Head of Estates`. Pure.

The name in a file's properties is that of whoever typed it, or of a computer; it signs nothing and is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_SIGNED: Final = (
    r"signed(?:\s+off)?(?:\s+by)?|signature|signatory|name\s+of\s+signatory|authori[sz]ed\s+by|approved\s+by|certified\s+by"
    r"|llofnodwyd(?:\s+gan)?|signé\s+par|unterzeichnet\s+von|firmado\s+por|firmato\s+da|podpisano\s+przez"
)
_COMPLETED: Final = (
    r"(?:form|list|return|survey|inventory)?\s*(?:completed|prepared|compiled|submitted|returned)\s+by"
    r"|cwblhawyd\s+gan|rempli\s+par|ausgefüllt\s+von|cumplimentado\s+por|compilato\s+da|wypełnione?\s+przez"
)
_POST: Final = r"position|post|job\s+title|job|role|grade|designation|title|swydd|fonction|funktion|cargo|stanowisko"
_PART: Final = re.compile(
    rf"(?P<signed>\b(?:{_SIGNED})\b)\s*(?P<s1>[:=：]|\s[-–—]\s)?"
    rf"|(?P<completed>\b(?:{_COMPLETED})\b)\s*(?P<s2>[:=：]|\s[-–—]\s)?"
    rf"|(?P<post>\b(?:{_POST})\b)\s*[:=：]"
    r"|(?P<other>\b(?:date|dated|dyddiad|datum|fecha|data|tel|telephone|phone|e-?mail|name)\b)\s*[:=：]",
    re.IGNORECASE,
)
_WORD: Final = r"[^\W\d_][\w.'’\-]*"
_NAME: Final = re.compile(rf"{_WORD}(?:\s+{_WORD}){{0,6}}")
_NOBODY: Final = frozenset(
    {"yes", "no", "n/a", "na", "none", "tbc", "unknown", "unsigned", "pending", "blank", "and", "by", "date"}
)
_TO_COME: Final = re.compile(r"\b(?:to\s+be|not\s+yet|must\s+be|should\s+be)\s*$", re.IGNORECASE)
_ASIDE: Final = re.compile(r"\s*(?:,|;|\(|\||\s[-–—]\s)\s*")
_MOST_LETTERS: Final = 120


@dataclass(frozen=True, slots=True)
class Signature:
    """Who answers for a return.

    Attributes:
        name: Name of the person.
        post: Post held, or None where it is not said.
    """

    name: str
    post: str | None = None

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name


@dataclass(frozen=True, slots=True)
class SignatureRead:
    """A signature that a file states, and where.

    Attributes:
        is_signed: Whether it says that the person signed; else only that the person filled the list in.
    """

    signature: Signature
    is_signed: bool
    sheet: str
    row: int
    text: str


def signatures_in(lines: Iterable[tuple[str, int, str]]) -> list[SignatureRead]:
    """The signatures that lines of a list state, of the strongest kind, each person once.

    Args:
        lines: Sheet, row and text of each line that is not data.
    """
    found: list[SignatureRead] = []
    posts: dict[str, str] = {}
    for sheet, row, text in lines:
        for read, post in _of_line(sheet, row, text):
            if read is not None:
                found.append(read)
            elif post is not None:
                posts.setdefault(sheet, post)
    strongest = [each for each in found if each.is_signed] or found
    people: dict[str, SignatureRead] = {}
    for each in strongest:
        if each.signature.post is None and each.sheet in posts:
            whole = Signature(each.signature.name, posts[each.sheet])
            each = SignatureRead(whole, each.is_signed, each.sheet, each.row, each.text)
        kept = people.get(each.signature.name.casefold())
        if kept is None or (kept.signature.post is None and each.signature.post is not None):
            people[each.signature.name.casefold()] = each
    return list(people.values())


def _of_line(sheet: str, row: int, text: str) -> list[tuple[SignatureRead | None, str | None]]:
    parts = list(_PART.finditer(text))
    told: list[tuple[SignatureRead | None, str | None]] = []
    for number, part in enumerate(parts):
        end = parts[number + 1].start() if number + 1 < len(parts) else len(text)
        value = text[part.end() : end].strip(" \t,;|.:")
        if part["other"] is not None or not value or len(value) > _MOST_LETTERS:
            continue
        if part["post"] is not None:
            told.append((None, value))
            continue
        has_sign = part["s1"] is not None or part["s2"] is not None
        # “… was completed by nine o'clock” inside a sentence signs nothing.
        if _TO_COME.search(text[: part.start()]) or (not has_sign and text[: part.start()].strip(" *-•")):
            continue
        signature = _person(value, is_labelled=has_sign)
        if signature is not None:
            told.append((SignatureRead(signature, part["signed"] is not None, sheet, row, text), None))
    return told


def _person(value: str, *, is_labelled: bool) -> Signature | None:
    first, *rest = _ASIDE.split(value, maxsplit=1)
    match = _NAME.match(first)
    name = match[0].strip(" .,-") if match is not None else ""
    words = name.split()
    if not words or name.casefold() in _NOBODY or words[0].casefold() in _NOBODY or len(name) < 2:
        return None
    if not words[0][0].isupper() and words[0][0].lower() != words[0][0].upper():
        return None  # in scripts that have capitals a name begins with one
    if not is_labelled and len(words) < 2:
        return None
    post = re.sub(r"\s*\b\d[\d./-]*\b.*$", "", rest[0].strip(" )")).strip(" ,;)-") if rest else ""
    return Signature(name, post or None)
