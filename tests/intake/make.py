"""Lists as real workbooks, and stand-ins for identification and screening."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import Actor, Database
from riskreg.identification.trace import Trace
from riskreg.intake import Applied, Preview, apply, prepare
from riskreg.intake.names import name_key
from riskreg.register import Organisation, TraceKey
from riskreg.register.recording import bulk_insert, reserve_keys
from riskreg.rules.terms import Disposition, OrganisationKind, Verdict
from riskreg.tables import Workbook, read_workbook

JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 15) for month in (1, 2, 3, 4))
TODAY = date(2026, 11, 22)
OFFICER = Actor("Olive Officer")
HEADERS = ("Site", "Location", "Type", "Make", "Model", "Serial No", "Asset No", "MAC address", "Qty", "Status")


class Keys:
    """A key that is the make and model."""

    @property
    def alike(self) -> Keys:
        return self

    def of(self, told: Mapping[str, Sequence[str | None]], count: int) -> list[Hashable]:
        nothing = [None] * count
        fields = ("make", "producer", "model", "make_and_model")
        return list(zip(*(told.get(field, nothing) for field in fields), strict=True))

    def key(self, trace: Trace) -> tuple[str, ...]:
        return (trace.make or "", trace.model or "", trace.make_and_model or "")


class Screener:
    """Hikvision is restricted, a blank make unknown, everything else clear."""

    def __init__(self) -> None:
        self.makes: dict[int, str] = {}
        self.asked = 0

    def resolve(self, session: Session, traces: Mapping[str, Trace]) -> Mapping[str, int]:
        self.asked += 1
        known = dict(
            session.execute(select(TraceKey.key_sha256, TraceKey.id).where(TraceKey.key_sha256.in_(list(traces)))).all()
        )
        new = [key for key in traces if key not in known]
        keys = reserve_keys(session, TraceKey, len(new))
        rows = [(n, key, traces[key].make, traces[key].model, "{}") for n, key in zip(keys, new, strict=True)]
        if rows:
            bulk_insert(session, TraceKey, ("id", "key_sha256", "make", "model", "traces"), rows)
        known.update(zip(new, keys, strict=True))
        self.makes.update((known[key], traces[key].make or "") for key in traces)
        return known

    def verdict(self, organisation_id: int, trace_key_id: int) -> Verdict:
        make = self.makes.get(trace_key_id, "")
        if make == "Hikvision":
            return Verdict.RESTRICTED
        return Verdict.CLEAR if make else Verdict.UNKNOWN


def write_list(
    folder: Path,
    rows: Sequence[Sequence[Any]],
    headers: Sequence[str] = HEADERS,
    name: str = "list.xlsx",
    above: Sequence[str] = (),
) -> Path:
    """A workbook with one sheet, `Cameras`; a row may be shorter than the headers."""
    path = folder / name
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Cameras")
    for number, text in enumerate(above):
        sheet.write(number, 0, text)
    for number, row in enumerate((headers, *rows), len(above)):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell)
    book.close()
    return path


def camera(
    serial: str | None = None,
    site: str | None = "Harbour House",
    *,
    location: str = "Lobby",
    make: str | None = "Hikvision",
    model: str | None = "DS-2CD2143G0-I",
    tag: str | None = None,
    mac: str | None = None,
    quantity: Any = 1,
    status: str | None = "In use",
) -> tuple[Any, ...]:
    """A row under `HEADERS`."""
    return (site, location, "Dome camera", make, model, serial, tag, mac, quantity, status)


class Desk:
    """An officer at a register: previews and applies lists."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.screener = Screener()
        self.number = 0

    def organisation(self, name: str = "Harbour Council") -> int:
        with self.database.transaction(OFFICER, "add organisation", "test") as session:
            organisation = Organisation(name=name, name_key=name_key(name), kind=OrganisationKind.COUNCIL)
            session.add(organisation)
            session.flush()
            return organisation.id

    def workbook(self, rows: Sequence[Sequence[Any]], headers: Sequence[str] = HEADERS, **options: Any) -> Workbook:
        self.number += 1
        folder = self.folder / f"list{self.number}"
        folder.mkdir()
        return read_workbook(write_list(folder, rows, headers, **options))

    def preview(self, rows: Sequence[Sequence[Any]], headers: Sequence[str] = HEADERS, **options: Any) -> Preview:
        arguments = {"organisation_id": 1, "described_on": JANUARY, "today": TODAY, **options}
        with self.database.reading() as session:
            return prepare(session, self.workbook(rows, headers), **arguments)

    def apply(self, preview: Preview) -> Applied:
        with self.database.transaction(OFFICER, "import", "test") as session:
            return apply(session, preview, identifier=Keys(), screener=self.screener)

    def import_list(self, rows: Sequence[Sequence[Any]], headers: Sequence[str] = HEADERS, **options: Any) -> Applied:
        return self.apply(self.preview(rows, headers, **options))

    def all(self, model: Any, *conditions: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.scalars(select(model).where(*conditions).order_by(model.id)))


def counts(thing: Preview | Applied) -> dict[str, int]:
    """Counts by disposition, without noughts."""
    return {Disposition(key).value: value for key, value in thing.counts.items()}


def codes(preview: Preview) -> set[str]:
    """Codes of everything said."""
    return set(preview.issue_totals)


def cells(text: str) -> list[Any]:
    """Stored cells."""
    return list(orjson.loads(text))
