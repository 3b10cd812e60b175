"""Blank lists: every word of their drop-downs is understood, and filled in they import without questions."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path

import openpyxl
import pytest

from riskreg.errors import FileRejected, UsageError
from riskreg.intake import answers_of, kind_of
from riskreg.intake.template import TEMPLATES, choice_word, write_template
from riskreg.rules.terms import (
    ClaimedStatus,
    Control,
    EquipmentKind,
    Funding,
    ImportKind,
    Interoperability,
    LimbAnswer,
    Network,
    OrganisationKind,
)
from riskreg.tables import ASSET_FIELDS, ESTATE_FIELDS, PLAN_FIELDS, find_tables, own, read_workbook
from riskreg.tables.values.choices import spellings
from riskreg.tables.wording import compact
from tests.intake.make import Desk
from tests.intake.returns import previewed

FIELDS = {ImportKind.ASSETS: ASSET_FIELDS, ImportKind.ESTATE: ESTATE_FIELDS, ImportKind.PLAN: PLAN_FIELDS}
WORDS: dict[type[StrEnum], str] = {
    EquipmentKind: "kind",
    ClaimedStatus: "status",
    Network: "network",
    Control: "control",
    OrganisationKind: "organisation_kind",
    LimbAnswer: "answer",
    Funding: "funding",
    Interoperability: "interoperability",
}


def filled(folder: Path, kind: ImportKind, answers: dict[str, object]) -> Path:
    """A template with its own example typed into the sheet for filling in."""
    path = folder / f"{kind.value}.xlsx"
    with path.open("wb") as stream:
        write_template(stream, kind, "OFFICIAL")
    book = openpyxl.load_workbook(path)
    template = TEMPLATES[kind]
    for index, column in enumerate(template.columns, 1):
        for row, text in enumerate(column.example, 2):
            cell = book[template.sheet].cell(row, index)
            if column.form == "date" and text:
                cell.value = date.fromisoformat(text)
            elif text:
                cell.value = int(text) if column.form == "number" else text
    for row in book["Instructions"].iter_rows(max_row=10):
        if row[0].value in answers:
            row[1].value = answers[row[0].value]
    book.save(path)
    return path


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_every_word_of_a_drop_down_is_understood_as_what_it_stands_for(kind: ImportKind) -> None:
    for column in TEMPLATES[kind].columns:
        if column.choices is not None:
            known = spellings(WORDS[column.choices])
            assert {choice_word(value): known.get(compact(choice_word(value))) for value in column.choices} == {
                choice_word(value): value.value for value in column.choices
            }
            assert {text for text in column.example if text} <= set(map(choice_word, column.choices))


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_every_header_of_a_template_is_understood_as_it_stands(kind: ImportKind, tmp_path: Path) -> None:
    with read_workbook(filled(tmp_path, kind, {})) as workbook:
        assert kind_of(workbook) is kind
        (table,) = find_tables(workbook, FIELDS[kind]).tables
    assert table.sheet == TEMPLATES[kind].sheet
    assert [c.header for c in table.columns if c.field is None or c.confidence < 0.9] == []


def test_a_filled_in_template_imports_without_questions(quick_desk: Desk, tmp_path: Path) -> None:
    answers = {own.DATED: date(2026, 3, 31), own.COVERS: "Part", own.ORGANISATION: "Harbour Council"}
    path = filled(tmp_path, ImportKind.ASSETS, answers)
    preview = previewed(quick_desk, path)
    assert preview.counts == {"new": 3}
    assert (preview.described_on, preview.covers) == (date(2026, 3, 31), "part")
    assert {issue.code for issue in preview.issues} == {"sheet-of-riskreg", "answers-read", "site-unlisted"}
    with read_workbook(path) as workbook:
        assert answers_of(workbook).organisation == "Harbour Council"


def test_a_template_sent_back_blank_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    with path.open("wb") as stream:
        write_template(stream, ImportKind.ASSETS, "OFFICIAL")
    with read_workbook(path) as workbook, pytest.raises(FileRejected, match="no row of data"):
        find_tables(workbook, ASSET_FIELDS)


@pytest.mark.parametrize(("label", "answer"), [(own.DATED, "last spring"), (own.COVERS, "everything")])
def test_an_answer_that_is_not_understood_is_asked_again(tmp_path: Path, label: str, answer: str) -> None:
    path = filled(tmp_path, ImportKind.ASSETS, {label: answer})
    with read_workbook(path) as workbook, pytest.raises(UsageError, match=answer):
        answers_of(workbook)
