"""A list that is being imported, arranged for its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from riskreg.operations.drafting import understood_as
from riskreg.operations.drafts import Draft, Preview, Refused
from riskreg.rules.dates import long_date
from riskreg.rules.terms import Covers, Severity
from riskreg.web.wording import for_pages

_PLACES_SHOWN = 12
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """A column as its page shows it; columns of one header are one, on however many sheets they stand.

    Attributes:
        number: By which the form names it; None where nothing can be said of it.
        letter: Name in Excel.
        header: As written.
        sheets: On how many sheets it stands.
        meaning: What it is taken for: a field, `text` or `ignore`.
        why: Why, in plain English.
        share: How sure, from 0 to 1.
        values: Some of its values.
        is_unsure: Whether a person should look at it.
        is_dropped: Whether its values were dropped unread.
    """

    number: int | None
    letter: str
    header: str
    sheets: int
    meaning: str
    why: str
    share: float
    values: tuple[str, ...]
    is_unsure: bool
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Issues that say the same of several places.

    Attributes:
        count: How many.
        places: The first ones.
        values: What stood there, of the first ones.
    """

    severity: Severity
    message: str
    cure: str
    count: int
    places: tuple[str, ...]


def columns_shown(seen: Draft, chosen: Mapping[str, str] | None = None) -> tuple[ColumnShown, ...]:
    """The columns of a file, those first that a person should look at.

    Args:
        seen: The draft.
        chosen: What a person has chosen on the page, where that is not taken yet.
    """
    if seen.found is None:
        return ()
    sheets = seen.preview.sheets if seen.preview else seen.found.sheets
    numbers = {header: number for number, header in enumerate(understood_as(seen.found))}
    unsure = {question.header for question in seen.found.questions}
    columns: dict[tuple[str, bool], ColumnShown] = {}
    for sheet in sheets:
        for column in sheet.columns:
            key = (column.header or column.letter, column.is_dropped)
            if key in columns:
                before = columns[key]
                columns[key] = _on_one_more(before)
                continue
            meaning = "ignore" if column.is_ignored else column.field or "text"
            columns[key] = ColumnShown(
                None if column.is_dropped else numbers.get(column.header),
                column.letter,
                column.header,
                1,
                (chosen or {}).get(column.header, meaning),
                for_pages(column.why),
                column.confidence,
                seen.found.values.get(column.header, ()) if column.header and not column.is_dropped else (),
                column.header in unsure and not column.is_dropped,
                column.is_dropped,
            )
    return tuple(sorted(columns.values(), key=lambda each: not each.is_unsure))


def _on_one_more(before: ColumnShown) -> ColumnShown:
    return ColumnShown(
        before.number,
        before.letter,
        before.header,
        before.sheets + 1,
        before.meaning,
        before.why,
        before.share,
        before.values,
        before.is_unsure,
        before.is_dropped,
    )


def issue_groups(said: Preview | Refused) -> tuple[Group, ...]:
    """Alike issues together, the gravest first."""
    alike: dict[tuple[Severity, str, str], list[str]] = {}
    for issue in said.issues:
        key = (issue.severity, issue.message, issue.cure)
        alike.setdefault(key, []).append(issue.place)
    ranked = sorted(alike.items(), key=lambda item: (_ORDER[item[0][0]], -len(item[1])))
    return tuple(
        Group(
            severity,
            for_pages(message),
            for_pages(cure),
            len(places),
            tuple(each for each in places[:_PLACES_SHOWN] if each),
        )
        for (severity, message, cure), places in ranked
    )


def as_shown(seen: Draft) -> dict[str, str]:
    """What is said of a list so far, as its form shows it: by a person, else by the file."""
    request, preview = seen.request, seen.preview
    dated = request.dated or (preview.described_on if preview else None)
    if dated is None and seen.found is not None and len(seen.found.dates) == 1:
        dated = seen.found.dates[0].on
    covers = request.covers or (preview.covers if preview else None) or (seen.found.covers if seen.found else None)
    signature = preview.signature if preview else None
    kind = request.kind or (seen.found.kind if seen.found else None)
    return {
        "kind": kind.value if kind else "",
        "organisation": request.organisation or (seen.found.organisation or "" if seen.found else ""),
        "dated": long_date(dated) if dated else "",
        "covers": (covers or Covers.SITES).value if seen.found else "",
        "site": request.site or "",
        "signed_by": request.signed_by or (signature.name if signature else ""),
        "signed_post": request.signed_post or (signature.post or "" if signature else ""),
    }
