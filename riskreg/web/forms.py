"""Forms as pydantic models, and their faults as the GOV.UK error summary shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from starlette.datastructures import FormData, UploadFile

from riskreg.errors import RiskregError, UsageError
from riskreg.rules.dates import parse_typed_date
from riskreg.web.wording import for_pages

_UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Control characters: databases cut a text at them or refuse it, and a workbook cannot hold them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a form.

    Attributes:
        field: The field; "" where it is of the form as a whole.
        text: What is wrong and what to do.
    """

    field: str
    text: str

    @classmethod
    def of(cls, error: RiskregError, field: str = "") -> Fault:
        """A refusal as a fault of the form, at a field where one is meant.

        Args:
            error: The refusal.
            field: Name of the field.
        """
        return cls(field, for_pages(str(error)))


def _blank_as_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _typed_date(value: object) -> object:
    if isinstance(value, str):
        try:
            return parse_typed_date(value) if value.strip() else None
        except UsageError as error:
            # Of this kind pydantic makes a fault of the field, and goes on with the other fields.
            raise ValueError(str(error)) from error
    return value


Optional = BeforeValidator(_blank_as_none)
"""A field that may be left blank."""
TypedDate = Annotated[date | None, BeforeValidator(_typed_date)]
"""A date as a person types it: `22 November 2026`, `22/11/2026`, `2026-11-22`."""
NeededDate = Annotated[date, BeforeValidator(_typed_date)]
"""The same where it must be given."""


class Form(BaseModel):
    """What a page asks for; `json_schema_extra={"missing": …, "wrong": …}` of a field says its faults in words."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", frozen=True)

    @classmethod
    def read(cls, data: FormData) -> tuple[Self | None, tuple[Fault, ...]]:
        """The form as sent, or its faults, every one at once.

        Args:
            data: As `security.posted` gives it.
        """
        values: dict[str, Any] = {}
        unkept: list[Fault] = []
        for name, info in cls.model_fields.items():
            key = info.alias or name
            sent = [each for each in data.getlist(key) if not isinstance(each, UploadFile)]
            if any(map(_UNKEPT.search, sent)):
                unkept.append(Fault(name, "There is a character in it that is no text. Type it anew."))
            many = str(info.annotation).startswith(("list", "tuple"))
            if sent:
                values[key] = sent if many else sent[-1]
        if unkept:
            return None, tuple(unkept)
        try:
            return cls.model_validate(values), ()
        except ValidationError as error:
            return None, tuple(cls._fault(each) for each in error.errors())
        except RiskregError as error:
            return None, (Fault.of(error),)

    @classmethod
    def _fault(cls, error: Any) -> Fault:
        name = str(error["loc"][0]) if error["loc"] else ""
        info = cls.model_fields.get(name)
        said = info.json_schema_extra if info is not None and isinstance(info.json_schema_extra, dict) else {}
        is_missing = error["type"] == "missing" or error.get("input") in ("", None)
        text = said.get("missing" if is_missing else "wrong") or said.get("wrong") or said.get("missing")
        cause = (error.get("ctx") or {}).get("error")
        return Fault(name, str(text or cause or error["msg"]))
