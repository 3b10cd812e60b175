"""Remembered mappings: how columns of a layout are understood, listed and forgotten; and mappings from a file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.errors import FileRejected, NotFound, UsageError
from riskreg.operations.office import Office
from riskreg.register import Change, ImportBatch, MappingProfile, Organisation

_TITLES = ("header", "column", "field", "meaning")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A mapping in force.

    Attributes:
        number: By which it is forgotten.
        organisation: For whose lists it counts; None for lists that say their organisation themselves.
        columns: Header → field, as a person said.
        headers: All headers of the layout, from the import that brought it.
        file_name: File of that import.
        actor: Who said it.
        at: When, in UTC.
    """

    number: int
    organisation: str | None
    columns: Mapping[str, str]
    headers: tuple[str, ...]
    file_name: str | None
    actor: str
    at: datetime | None


def read_mapping_file(path: Path) -> dict[str, str]:
    """Header → field from a CSV file of two columns; a first line of titles is passed over.

    Raises:
        FileRejected: The file is not there, is no text, or a line has not two cells.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileRejected(
            f"The mapping file “{path}” cannot be read as text.", "Give a CSV file saved as UTF-8."
        ) from error
    lines = text.splitlines()
    delimiter = ";" if lines and ";" in lines[0] and "," not in lines[0] else ","
    mapping: dict[str, str] = {}
    for number, row in enumerate(csv.reader(lines, delimiter=delimiter), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and all(cell.lower() in _TITLES for cell in cells)):
            continue
        if len(cells) != 2 or not all(cells):
            raise FileRejected(
                f"Line {number} of the mapping file “{path.name}” is not a header and a field.",
                "Write in each line the header as it stands in the list, a comma, and the field: Cam ref,asset_tag",
            )
        mapping[cells[0]] = cells[1]
    return mapping


def remembered_mappings(office: Office) -> list[Remembered]:
    """The mappings in force, the newest first."""
    with office.reading() as session:
        return [_told(session, profile) for profile in _in_force(session) if orjson.loads(profile.mapping)]


def forget_mapping(office: Office, number: int, reason: str) -> Remembered:
    """Forget a mapping from now on; what was imported by it stays as it is.

    Args:
        office: Where.
        number: As listed.
        reason: Why, in a sentence.

    Raises:
        UsageError: No reason is given.
        NotFound: No mapping in force has that number.
    """
    if not reason.strip():
        raise UsageError("Say why the mapping is to be forgotten.", 'Add --reason "…".')
    with office.acting("forget mapping", reason) as session:
        for profile in _in_force(session):
            if profile.id == number and orjson.loads(profile.mapping):
                told = _told(session, profile)
                session.add(
                    MappingProfile(
                        organisation_id=profile.organisation_id, headers_sha256=profile.headers_sha256, mapping="{}"
                    )
                )
                return told
        raise NotFound(f"No mapping in use has the number {number}.", "See them with: riskreg mappings list")


def _in_force(session: Session) -> list[MappingProfile]:
    newest = select(func.max(MappingProfile.id)).group_by(MappingProfile.organisation_id, MappingProfile.headers_sha256)
    statement = select(MappingProfile).where(MappingProfile.id.in_(newest)).order_by(MappingProfile.id.desc())
    return list(session.scalars(statement))


def _told(session: Session, profile: MappingProfile) -> Remembered:
    change = session.get_one(Change, profile.change_id)
    batch = session.scalar(select(ImportBatch).where(ImportBatch.change_id == profile.change_id))
    sheets = orjson.loads(batch.mapping)["sheets"] if batch is not None else []
    headers = tuple(column["header"] for sheet in sheets for column in sheet["columns"] if column["header"])
    owner = session.get(Organisation, profile.organisation_id) if profile.organisation_id is not None else None
    return Remembered(
        profile.id,
        owner.name if owner is not None else None,
        orjson.loads(profile.mapping),
        headers,
        batch.file_name if batch is not None else None,
        change.actor,
        change.at,
    )
