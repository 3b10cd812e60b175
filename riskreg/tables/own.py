"""What riskreg itself puts into a workbook that it hands out, by which it knows that again and leaves it out.

A workbook that goes back to an officer, and a template, carry sheets and a column of riskreg's own. They declare
themselves by the texts below, as riskreg's exports do by their headers. What an officer may answer on such a sheet
(the date of the list, what it covers, whose it is) stands beside labels of this page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from riskreg.tables.cells import Cell, address, as_text, is_blank
from riskreg.tables.found import Filled
from riskreg.tables.wording import compact
from riskreg.tables.workbook import Sheet, Workbook

REASON_HEADER: Final = "riskreg: what to look at"
"""Header of the column at the right end that says per row what is to be looked at."""
DROPPED_HEADER: Final = "riskreg: dropped"
"""What stands in place of the header of a credential column, so that no other column moves."""
SUMMARY: Final = "riskreg: your list as it was read"
INSTRUCTIONS: Final = "riskreg: how to fill in this workbook"
EXAMPLE: Final = "riskreg: an example, which is not imported"
CHOICES: Final = "riskreg: words to choose from"
_TITLES: Final = frozenset(map(compact, (SUMMARY, INSTRUCTIONS, EXAMPLE, CHOICES)))

DATED: Final = "Date that the list describes"
COVERS: Final = "What the list covers"
ORGANISATION: Final = "Organisation"
SIGNED: Final = "Signed by"
POST: Final = "Post of the person who signs"
COLUMN_MEANS: Final = "Column read as a person said"
SITE_MEANS: Final = "Site read as a person said"
_ANSWERS: Final = {compact(label): label for label in (DATED, COVERS, ORGANISATION, SIGNED, POST)}
_PAIRS: Final = {compact(label): label for label in (COLUMN_MEANS, SITE_MEANS)}
_ANSWER_ROWS: Final = 200
_COVER: Final = "Cover"
_COVER_SIGNS: Final = ("Protective marking: ", "As known: change ", "Register: ")
"""How lines on the cover of a workbook begin that the register wrote rows into."""
_COVER_ROWS: Final = 12


@dataclass(frozen=True, slots=True)
class Answered:
    """What stands on riskreg's own sheets of a workbook.

    Attributes:
        sheet: The sheet on which the answers stand.
        answers: Label → the cell beside it, and its address.
        columns: Header → field, as a person said when the workbook was handed back.
        sites: Site as written → the site that was meant.
    """

    sheet: str
    answers: Mapping[str, tuple[Cell, str]]
    columns: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)

    def text(self, label: str) -> Filled | None:
        """The answer beside a label as text, or None where it is blank."""
        found = self.answers.get(label)
        return Filled(as_text(found[0]), found[1]) if found is not None and not is_blank(found[0]) else None


def is_own_sheet(sheet: Sheet) -> bool:
    """Whether riskreg added the sheet: its first cell says so, or it is the cover of an export."""
    lines = [as_text(cells[0]) for _, cells in sheet.rows(1, _COVER_ROWS) if cells]
    if not lines:
        return False
    is_cover = sheet.name == _COVER and all(any(line.startswith(sign) for line in lines) for sign in _COVER_SIGNS)
    return compact(lines[0]) in _TITLES or is_cover


def is_dropped_header(text: str) -> bool:
    """Whether a header stands where riskreg dropped a credential column, alone or under a group's header."""
    return compact(text).rstrip("0123456789").endswith(compact(DROPPED_HEADER))


def answered(workbook: Workbook) -> Answered | None:
    """What riskreg's own sheets of a workbook say of the list, or None where there is no such sheet."""
    found: Answered | None = None
    for sheet in workbook.sheets:
        if not is_own_sheet(sheet):
            continue
        answers: dict[str, tuple[Cell, str]] = {}
        pairs: dict[str, dict[str, str]] = {COLUMN_MEANS: {}, SITE_MEANS: {}}
        for number, cells in sheet.rows(1, _ANSWER_ROWS):
            label = compact(as_text(cells[0])) if cells else ""
            beside = cells[1] if len(cells) > 1 else None
            if label in _ANSWERS and _ANSWERS[label] not in answers:
                answers[_ANSWERS[label]] = (beside, address(1, number))
            elif label in _PAIRS and len(cells) > 2 and not is_blank(beside):
                pairs[_PAIRS[label]][as_text(beside)] = as_text(cells[2])
        if answers and found is None:
            found = Answered(sheet.name, answers, pairs[COLUMN_MEANS], pairs[SITE_MEANS])
    return found
