"""Blank lists to send out: headers that are understood as they stand, drop-downs, notes, an example, instructions."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any, BinaryIO, Final

import xlsxwriter  # type: ignore[import-untyped]

from riskreg.rules.terms import (
    ClaimedStatus,
    Control,
    Covers,
    EquipmentKind,
    Funding,
    ImportKind,
    Interoperability,
    LimbAnswer,
    Network,
    OrganisationKind,
)
from riskreg.tables import own

ROWS: Final = 5_000
"""Rows that have drop-downs and formats; a list may go on below them."""
_WORDS_SHEET: Final = "Words"
_TOP: Final = 3
_FONT: Final = "Arial"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template.

    Attributes:
        header: As it is understood when the list is imported.
        note: What belongs there, shown when the header is pointed at.
        example: What stands in each row of the example.
        choices: The words to choose from, or None.
        form: `text` for what a spreadsheet would mangle as a number, `date`, `number` or `plain`.
    """

    header: str
    note: str
    example: tuple[str, ...]
    choices: type[StrEnum] | None = None
    form: str = "plain"


@dataclass(frozen=True, slots=True)
class Template:
    """A blank list.

    Attributes:
        kind: What it holds when it is filled in.
        title: As an officer calls it.
        sheet: Name of the sheet that is filled in.
        columns: Its columns.
        asks: Labels that are answered on the sheet of instructions.
        lines: Instructions beyond those of every template.
    """

    kind: str
    title: str
    sheet: str
    columns: tuple[Column, ...]
    asks: tuple[str, ...]
    lines: tuple[str, ...]


def _columns(kind: str) -> tuple[Column, ...]:
    text = files("riskreg.intake").joinpath("template_columns.csv").read_text(encoding="utf-8")
    return tuple(
        Column(
            row["header"],
            row["note"],
            (row["example_1"], row["example_2"], row["example_3"]),
            _CHOICES[row["choices"]] if row["choices"] else None,
            row["form"],
        )
        for row in csv.DictReader(text.splitlines())
        if row["kind"] == kind
    )


_CHOICES: Final[Mapping[str, type[StrEnum]]] = {
    kind.__name__: kind
    for kind in (
        ClaimedStatus,
        Control,
        EquipmentKind,
        Funding,
        Interoperability,
        LimbAnswer,
        Network,
        OrganisationKind,
    )
}
TEMPLATES: Final = {
    ImportKind(template.kind): template
    for template in (
        Template(
            ImportKind.ASSETS,
            "List of surveillance equipment",
            "Assets",
            _columns(ImportKind.ASSETS),
            (own.DATED, own.COVERS, own.ORGANISATION, own.SIGNED, own.POST),
            (
                "One row for each device. Several alike in one place may share a row, with their number as Quantity.",
                "A row needs a site, and at least one of make, model, a number or a description.",
                "Is there none? Then send no blank list, but a nil return: a signed line with date, name and post.",
                "A device that has gone stays in the list with its status, or is left out: it then counts as not seen.",
            ),
        ),
        Template(
            ImportKind.ESTATE,
            "List of organisations and sites",
            "Sites",
            _columns(ImportKind.ESTATE),
            (own.DATED, own.COVERS),
            (
                "One row for each site. An organisation without a site has a row of its own.",
                "Four questions make a site sensitive; “Unknown” is an answer, and a blank says nothing.",
            ),
        ),
        Template(
            ImportKind.PLAN,
            "Replacement plan",
            "Plan",
            _columns(ImportKind.PLAN),
            (),
            ("One row for each piece of work at a site.", "Import it with: riskreg plan import FILE --dated DATE"),
        ),
    )
}


PRODUCTS: Final = Template(
    "products",
    "List of candidate replacements",
    "Products",
    _columns("products"),
    (),
    (
        "One row for each product. A row needs a vendor and a model; write nothing for what the supplier has not told.",
        "Import it with: riskreg products import FILE --dated DATE",
    ),
)


def choice_word(value: StrEnum) -> str:
    """A value as a person chooses it: `dome_camera` → `Dome camera`."""
    text = value.value.replace("_", " ")
    for short in ("ptz", "anpr", "pfi"):
        text = text.replace(short, short.upper())
    return text[0].upper() + text[1:]


def write_template(stream: BinaryIO, kind: ImportKind, marking: str) -> None:
    """Write a blank list.

    Args:
        stream: Where it goes.
        kind: What it is for.
        marking: Protective marking that the filled-in list will need, named in the instructions.
    """
    write_blank(stream, TEMPLATES[kind], marking)


def write_blank(stream: BinaryIO, template: Template, marking: str) -> None:
    """Write a blank list of a given form.

    Args:
        stream: Where it goes.
        template: Its form.
        marking: Protective marking that the filled-in list will need.
    """
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": template.title, "comments": "A blank list written by riskreg."})
    _Filling(book, template, marking).run()
    book.close()


class _Filling:
    """One template under construction."""

    def __init__(self, book: Any, template: Template, marking: str) -> None:
        self.book = book
        self.template = template
        self.marking = marking
        self.choices: dict[str, str] = {}

    def style(self, **properties: Any) -> Any:
        return self.book.add_format({"font_name": _FONT, "font_size": 11, "valign": "top", **properties})

    def run(self) -> None:
        book, template = self.book, self.template
        instructions = book.add_worksheet("Instructions")
        sheet = book.add_worksheet(template.sheet)
        example, words = book.add_worksheet("Example"), book.add_worksheet(_WORDS_SHEET)
        self._words(words)
        self._instructions(instructions)
        self._list(sheet)
        self._example(example)
        instructions.activate()

    def _words(self, sheet: Any) -> None:
        bold, plain = self.style(bold=True), self.style()
        sheet.write_string(0, 0, own.CHOICES, self.style(bold=True, font_size=16))
        sheet.write_string(1, 0, "The drop-downs take their words from here. Leave this sheet as it is.", plain)
        lists: dict[str, type[StrEnum]] = {c.header: c.choices for c in self.template.columns if c.choices is not None}
        if own.COVERS in self.template.asks:
            lists[own.COVERS] = Covers
        for column, (header, kind) in enumerate(lists.items()):
            sheet.write_string(_TOP - 1, column, header, bold)
            for row, value in enumerate(kind, _TOP):
                sheet.write_string(row, column, choice_word(value), plain)
            letter = chr(ord("A") + column)
            self.choices[header] = f"={_WORDS_SHEET}!${letter}${_TOP + 1}:${letter}${_TOP + len(kind)}"
        sheet.set_column(0, len(lists), 24)

    def _instructions(self, sheet: Any) -> None:
        plain, bold = self.style(), self.style(bold=True)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 34)
        sheet.write_string(0, 0, own.INSTRUCTIONS, self.style(bold=True, font_size=16))
        sheet.write_string(1, 0, self.template.title, bold)
        row = 3
        fill = {"bg_color": "#FFF2CC", "border": 1}
        for label in self.template.asks:
            sheet.write_string(row, 0, label, bold)
            form = {"num_format": "dd/mm/yyyy", "align": "left"} if label == own.DATED else {"num_format": "@"}
            sheet.write_blank(row, 1, None, self.style(**fill, **form))
            if label == own.COVERS:
                sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": self.choices[label]})
            sheet.write_string(row, 2, _ASKED[label], plain)
            row += 1
        row += 1
        lines = (
            f"Fill in the sheet “{self.template.sheet}”. Point at a header to see what belongs there.",
            *self.template.lines,
            "The sheet “Example” shows filled-in rows. Nothing of it is imported, or of this sheet and “Words”.",
            "Columns may be left blank or deleted, and others added: their text is kept beside each row.",
            "Write nothing for what is not known. Never write user names or passwords; they are dropped unread.",
            f"Once filled in, handle the list as {self.marking}." if self.marking else "",
        )
        for line in filter(None, lines):
            sheet.write_string(row, 0, line, plain)
            row += 1

    def _list(self, sheet: Any) -> None:
        header = self.style(bold=True, bottom=2, text_wrap=True)
        forms = {
            "text": self.style(num_format="@"),
            "date": self.style(num_format="dd/mm/yyyy", align="left"),
            "number": self.style(num_format="0"),
            "plain": self.style(),
        }
        for index, column in enumerate(self.template.columns):
            sheet.set_column(index, index, max(14, len(column.header) + 4), forms[column.form])
            sheet.write_string(0, index, column.header, header)
            if column.note:
                sheet.write_comment(0, index, column.note, {"author": "riskreg", "x_scale": 1.6})
            rule = self._rule(column)
            if rule is not None:
                sheet.data_validation(1, index, ROWS, index, rule)
        sheet.freeze_panes(1, 0)

    def _rule(self, column: Column) -> dict[str, Any] | None:
        if column.choices is not None:
            return {
                "validate": "list",
                "source": self.choices[column.header],
                "error_title": "Not one of the words",
                "error_message": "Choose a word from the list, or leave the cell blank.",
            }
        if column.form == "date":
            # A warning and no stop: what is known only in part is better written down than lost.
            return {
                "validate": "date",
                "criteria": ">=",
                "value": "=DATE(1980,1,1)",
                "error_type": "warning",
                "error_title": "Not a whole date",
                "error_message": "Give day, month and year, such as 31/03/2019, or leave the cell blank.",
            }
        if column.header == "Quantity":
            return {
                "validate": "integer",
                "criteria": ">=",
                "value": 1,
                "error_message": "Give a whole number of devices, or leave the cell blank for one.",
            }
        return None

    def _example(self, sheet: Any) -> None:
        bold, plain = self.style(bold=True, bottom=2), self.style(font_color="#595959")
        sheet.write_string(0, 0, own.EXAMPLE, self.style(bold=True, font_size=16))
        sheet.write_string(1, 0, "Rows filled in by an invented council.", plain)
        for index, column in enumerate(self.template.columns):
            sheet.set_column(index, index, max(14, len(column.header) + 4))
            sheet.write_string(3, index, column.header, bold)
            for row, text in enumerate(column.example, 4):
                if text:
                    sheet.write_string(row, index, text, plain)


_ASKED: Final = {
    own.DATED: "The day on which it was like this, not the day of writing.",
    own.COVERS: "Choose: all that the organisation has, all at the sites named, or only a part of it.",
    own.ORGANISATION: "Whose list it is, as the register calls it.",
    own.SIGNED: "Who answers for the list, which need not be who fills it in.",
    own.POST: "Such as Head of Estates.",
}
