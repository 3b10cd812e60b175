"""Serial numbers whose grammar gives the maker, and often the day of manufacture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from riskreg.identification.knowledge import Knowledge, SerialGrammar
from riskreg.identification.text import day_shown, fold

_BUILD_DATE = re.compile(r"(20[012]\d)(0[1-9]|1[0-2])([0-3]\d)")


@dataclass(frozen=True, slots=True)
class SerialReading:
    """What a serial number says: whose grammar it follows and, where it carries one, the day of manufacture.

    Attributes:
        grammar: The grammar.
        built_on: The day of manufacture, or None.
        given_day: What stands for that day in sentences, where it is not the day itself.
    """

    grammar: SerialGrammar
    built_on: date | None
    given_day: str = ""

    @property
    def day(self) -> str:
        """The day of manufacture as sentences say it; empty where there is none."""
        return self.given_day or day_shown(self.built_on)


class SerialReader:
    """The serial grammars of the catalogue, compiled.

    Args:
        knowledge: One edition of the catalogue.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._grammars = tuple((re.compile(g.regex), g) for g in knowledge.serials)

    def read(self, text: str | None) -> SerialReading | None:
        """What a serial says, or None. Cheap: called for every row."""
        if not text or len(text) < 12:
            return None
        upper = fold(text).upper()
        for regex, grammar in self._grammars:
            if found := regex.search(upper):
                return SerialReading(grammar, _built_on(found.group()))
        return None


def _built_on(text: str) -> date | None:
    found = _BUILD_DATE.search(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
