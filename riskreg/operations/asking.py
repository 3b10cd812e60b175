"""Ask: the questions behind every figure, everything known of one thing, and the lists out again. Reads only."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import NotFound, UsageError
from riskreg.operations.office import Office
from riskreg.operations.references import refuse_mistyped, resolve
from riskreg.operations.setting_up import find_organisation
from riskreg.register import Asset, Organisation
from riskreg.reporting import QUESTIONS, Point, Question, ask, filters_from, write_table
from riskreg.reporting import Answer as Answer
from riskreg.reporting.description import Description as Description
from riskreg.reporting.export import assets_export
from riskreg.reporting.offering import FilterOffered as FilterOffered
from riskreg.reporting.offering import all_filters as all_filters
from riskreg.reporting.offering import filters_of as filters_of
from riskreg.reporting.offering import offered as offered
from riskreg.reporting.progress import Column as Column
from riskreg.reporting.progress import Scalar as Scalar
from riskreg.reporting.tabular import TableFormat
from riskreg.reporting.wording import format_cell as format_cell
from riskreg.reporting.wording import is_number as is_number
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, parse_reference, reference
from riskreg.rules.terms import Verdict

FORMATS: Mapping[str, TableFormat] = {".csv": "csv", ".json": "json", ".xlsx": "xlsx"}


def drill_parts(drill: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Name of the question and filters as typed, from the drill of a figure: `flagged-assets --count open`.

    Args:
        drill: As a figure gives it.
    """
    words = shlex.split(drill)
    found: dict[str, tuple[str, ...]] = {}
    name = ""
    for word in words[1:]:
        if word.startswith("--"):
            name = word[2:].replace("-", "_")
            found.setdefault(name, ())
        else:
            found[name] = (*found[name], word)
    return words[0], found


def questions() -> tuple[Question, ...]:
    """The questions that can be asked, with what each lists."""
    return tuple(QUESTIONS.values())


@contextmanager
def asked(office: Office, question: str, given: Mapping[str, str | bool | Iterable[str] | None]) -> Iterator[Answer]:
    """The answer to a question; its rows are read while the context is open.

    Args:
        office: Where.
        question: Name of the question, such as `flagged-sites`.
        given: Filter → value as typed; an organisation or site may be named by name, code or reference.

    Raises:
        UsageError: There is no such question, filter or value.
        NotFound: An organisation or site is unknown.
    """
    with office.reading() as session:
        found = ask(session, question, filters_from(_with_keys(session, given)), on=office.today)
        yield replace(found, meta={"marking": office.settings.marking, **found.meta})


def _with_keys(
    session: Session, given: Mapping[str, str | bool | Iterable[str] | None]
) -> dict[str, str | bool | Iterable[str] | None]:
    known = dict(given)
    organisation = known.get("organisation")
    if isinstance(organisation, str):
        known["organisation"] = str(organisation_key(session, organisation))
    site = known.get("site")
    if isinstance(site, str):
        known["site"] = str(resolve(session, site, (ReferenceKind.SITE,))[1])
    return known


def organisation_names(office: Office, most: int) -> tuple[str, ...]:
    """Names of all organisations, for choosing; none where there are more than can be chosen from.

    Args:
        office: Where.
        most: How many can be chosen from.
    """
    with office.reading() as session:
        names = session.scalars(select(Organisation.name).order_by(Organisation.name).limit(most + 1)).all()
        return tuple(names) if len(names) <= most else ()


def organisation_key(session: Session, text: str) -> int:
    """Key of an organisation by its reference or name.

    Args:
        session: Any session.
        text: As typed.

    Raises:
        NotFound: There is none.
    """
    if parse_reference(text) is not None:
        return resolve(session, text, (ReferenceKind.ORGANISATION,))[1]
    return find_organisation(session, text).id


def write_question(
    office: Office, question: str, given: Mapping[str, str | bool | Iterable[str] | None], path: Path
) -> None:
    """Write the rows of a question as CSV, JSON or a workbook, by the ending of the file's name."""
    form = format_of(path)
    with asked(office, question, given) as found:
        write_table(found.columns, found.rows, path, format=form, meta=found.meta)


def format_of(path: Path) -> TableFormat:
    """The format that a file's ending asks for.

    Raises:
        UsageError: It is none of the formats written.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise UsageError(f"“{path.name}” has no ending that is written.", f"Use one of: {', '.join(FORMATS)}.")
    return form


def export_assets(office: Office, path: Path, organisation: str | None = None) -> int:
    """Write every asset with all that is recorded of it, where it came from and what is said of it.

    The file can be imported again without a change.

    Returns:
        Number of asset lines.
    """
    form = format_of(path)
    with office.reading() as session:
        key = organisation_key(session, organisation) if organisation else None
        found = assets_export(session, Point(office.today, None), organisation_id=key)
        count = 0

        def counted() -> Iterator[tuple[Scalar, ...]]:
            nonlocal count
            for row in found.rows:
                count += 1
                if count % 1000 == 0:
                    office.watcher("Writing assets", count, None)
                yield row

        meta = {"marking": office.settings.marking, **found.meta}
        # A blank comes back as a blank: an import would take “not known” for what a list says.
        blanks = [column.code for column in found.columns]
        write_table(found.columns, counted(), path, format=form, meta=meta, empty=blanks)
        return count


def show(office: Office, text: str, point: Point | None = None) -> Description:
    """Everything known of an asset, site, organisation, flag, vendor or import.

    Args:
        office: Where.
        text: A reference, a serial number or asset tag, a site's code, an organisation's or a vendor's name.
        point: As at, as known; today, as known now, where None.

    Raises:
        NotFound: Nothing is called so, or it was not in the register then.
    """
    from riskreg.reporting.describe import describe  # with the lists, which questions do without

    with office.reading() as session:
        return describe(session, _reference_of(session, text), point=point or Point(office.today))


def _reference_of(session: Session, text: str) -> str:
    """A reference for what may be called by its number, code or name; a vendor's name stays as it is."""
    refuse_mistyped(text)
    if parse_reference(text) is not None:
        return text
    code = register_code(session)
    try:
        kind, key = resolve(session, text, (ReferenceKind.ASSET, ReferenceKind.SITE))
        return reference(kind, code, key)
    except NotFound as missing:
        if "more than one" in missing.message:
            raise
    found = session.scalar(select(Organisation.id).where(Organisation.name_key == fold(text)))
    return reference(ReferenceKind.ORGANISATION, code, found) if found is not None else text


def an_example(office: Office) -> str:
    """The reference of some restricted asset, for trying `show`; of any asset where none is restricted."""
    with office.reading() as session:
        key = session.scalar(select(Asset.id).where(Asset.verdict == Verdict.RESTRICTED).order_by(Asset.id).limit(1))
        code = register_code(session)
        if key is not None:
            return reference(ReferenceKind.ASSET, code, key)
        return reference(ReferenceKind.ORGANISATION, code, session.scalars(select(Organisation.id).limit(1)).one())
