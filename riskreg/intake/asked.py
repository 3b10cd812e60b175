"""How a question of identity is known again in a later list: what it is about, in canonical form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson

from riskreg.intake import codes
from riskreg.intake.names import name_key
from riskreg.intake.numbers import Keys
from riskreg.rules.conflicts import Question

QUESTION_OF: Final[Mapping[str, Question]] = MappingProxyType(
    {
        codes.REAPPEARED: Question.BACK,
        codes.REAPPEARANCE_UNTOLD: Question.BACK_UNTOLD,
        codes.NUMBERS_CONTRADICT: Question.CONTRADICTION,
        codes.NUMBER_TWICE: Question.TWICE,
        codes.NUMBER_MOVED_ON: Question.OTHER_DEVICE,
        codes.SITE_NEARLY_KNOWN: Question.SITE_NAME,
        codes.NUMBER_DIFFERS: Question.DIFFERS,
        codes.SITE_MOVED: Question.MOVED,
        codes.FEWER_ALIKE: Question.SHORTFALL,
        codes.MORE_ALIKE: Question.SURPLUS,
        codes.SITE_CODE_DIFFERS: Question.SITE_CODE,
        codes.SITE_LIKE_ANOTHER: Question.SITE_ALIKE,
        codes.NUMBER_SHARED: Question.SHARED_TAG,
        codes.SEVERAL_CHANNELS: Question.CHANNELS,
        codes.ROW_REPEATED: Question.REPEATED,
    }
)
"""Code of an issue → the question that it puts to a person."""

_TELLING: Final[Mapping[Question, tuple[str, ...]]] = MappingProxyType(
    {
        Question.BACK: ("asset", "on"),
        Question.BACK_UNTOLD: ("asset", "gone_on"),
        Question.CONTRADICTION: ("keys",),
        Question.TWICE: ("kind", "number"),
        Question.OTHER_DEVICE: ("keys",),
        Question.SITE_NAME: ("text",),
        Question.DIFFERS: ("asset", "kind", "number"),
        Question.MOVED: ("asset", "site"),
        Question.SHORTFALL: ("site", "place", "known", "named"),
        Question.SURPLUS: ("site", "place", "known", "named"),
        Question.SITE_CODE: ("text",),
        Question.SITE_ALIKE: ("text",),
        Question.SHARED_TAG: ("tag",),
        Question.CHANNELS: ("site", "keys"),
        Question.REPEATED: ("site", "keys"),
    }
)


class RowAsking(NamedTuple):
    """A row that raises a question.

    Attributes:
        id: Key of the imported row.
        batch_id: Its import.
        file_name: File of the import.
        described_on: The date that the list describes.
        sheet: Its sheet.
        row: Row as Excel numbers it.
        site_id: Its site, or None.
        asset_id: The asset to which it was tied, or None.
        message: What was said of it.
        facts: What the question is about.
    """

    id: int
    batch_id: int
    file_name: str
    described_on: date
    sheet: str
    row: int
    site_id: int | None
    asset_id: int | None
    message: str
    facts: Mapping[str, Any]


def about(**facts: Any) -> str:
    """What an issue is about, as it is kept with the row."""
    return orjson.dumps(facts).decode()


def about_keys(keys: Keys) -> str | None:
    """The same for a row's numbers; None where it has none."""
    return about(keys=keys) if any(keys) else None


def subject_of(question: Question, facts: Mapping[str, Any], organisation_id: int, site_id: int | None) -> str:
    """The subject of a question: alike for the same question of another list.

    Args:
        question: What is asked.
        facts: What the issue is about.
        organisation_id: Whose row it is.
        site_id: Site of the row, or None where none could be told.
    """
    values = {**facts, "site": site_id}
    if "text" in values:
        values["text"] = name_key(str(values["text"]))
    parts = [values.get(name) for name in _TELLING[question]]
    return orjson.dumps([question.value, organisation_id, *parts]).decode()
