"""Giving each column its meaning: header, values, what a person decided, and the reason. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import Cell, as_text, column_letter, is_blank
from riskreg.tables.combined import also_held
from riskreg.tables.credentials import is_credential_header
from riskreg.tables.dittos import DITTOS, NEVER_AS_ABOVE
from riskreg.tables.evidence import Evidence, are_site_codes, read_blanks, weigh
from riskreg.tables.exports import Layout
from riskreg.tables.fields import CARRIED_FIELDS, DATE_FIELDS, FieldSet
from riskreg.tables.found import ColumnFound
from riskreg.tables.headers import HeaderRow
from riskreg.tables.makers import names_maker, names_model
from riskreg.tables.merged import NOT_REPEATED
from riskreg.tables.own import is_dropped_header
from riskreg.tables.totals import is_group_total, is_sum_of_group
from riskreg.tables.values.choices import is_kind
from riskreg.tables.wording import compact

OWN = "riskreg"
"""How the headers of columns begin that an export of the register added: verdict, maker, source. Nobody's facts."""
IGNORE = "ignore"
"""What a person says of a column to leave it out."""
KEEP = "text"
"""What a person says of a column to keep it as text beside the asset, without a meaning."""
_SURE = 0.8
_NAMING = ("make", "producer", "model", "make_and_model", "part_number", "description")
_GUID = re.compile(r"\{?[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\}?|[0-9a-fA-F]{12,}")
_YEAR = re.compile(r"(?:19|20)\d\d|unknown|n/?a|tbc|not known|-|\?", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """The columns of one table, and what must be said of them."""

    found: tuple[ColumnFound, ...]
    issues: tuple[Issue, ...]
    used_overrides: frozenset[str]


class _Assignment:
    """Work on one table's columns; every decision leaves its reason."""

    def __init__(self, sheet: str, header_row: int, wanted: FieldSet) -> None:
        self.sheet = sheet
        self.header_row = header_row
        self.wanted = wanted
        self.columns: list[ColumnFound] = []
        self.evidence: dict[int, Evidence] = {}
        self.ranks: dict[int, int] = {}
        self.issues: list[Issue] = []

    def say(self, code: str, severity: Severity, column: ColumnFound, message: str, cure: str = "") -> None:
        self.issues.append(
            Issue(code, severity, message, cure, self.sheet, f"{column.letter}{self.header_row}", column.header or None)
        )

    def of(self, field: str) -> ColumnFound | None:
        return next((column for column in self.columns if column.field == field), None)

    def put(self, column: ColumnFound, field: str | None, why: str, confidence: float) -> None:
        position = next(i for i, c in enumerate(self.columns) if c.index == column.index)
        self.columns[position] = replace(self.columns[position], field=field, why=why, confidence=confidence)


def assign(
    sheet: str,
    header_row: int,
    header: HeaderRow,
    values: Mapping[int, Sequence[Cell]],
    masked: Mapping[int, str],
    merged_rows: Mapping[int, int],
    wanted: FieldSet,
    overrides: Mapping[str, str],
    layout: Layout | None = None,
) -> Columns:
    """Give each column its meaning.

    Args:
        sheet: Name of the sheet.
        header_row: Row number of the (lower) headers, for addresses.
        header: The headers.
        values: Column → its cells in some rows of data, in order.
        masked: Column → header, where the values were dropped while reading.
        merged_rows: Column → rows covered by merged cells below the headers.
        wanted: The fields of the list.
        overrides: Normalised header → field or `ignore`.
        layout: The export of a known product that the headers are of.
    """
    work = _Assignment(sheet, header_row, wanted)
    used: set[str] = set()
    decided: set[int] = set()
    for index in range(max(len(header.texts), max(values, default=-1) + 1)):
        text = header.texts[index] if index < len(header.texts) else ""
        cells = values.get(index, ())
        if not text and index not in masked and all(is_blank(cell) for cell in cells):
            continue
        if is_dropped_header(text) or is_dropped_header(masked.get(index, "")):
            continue
        column = ColumnFound(index, column_letter(index), text, None, "no known spelling in the header", 0.0)
        if index in masked or is_credential_header(text):
            column = replace(column, header=text or masked[index], why="names a credential", is_credential=True)
            work.columns.append(column)
            work.say(
                codes.CREDENTIALS_DROPPED,
                Severity.WARNING,
                column,
                f"Column “{column.header}” holds user names, passwords or the like. It was dropped unread.",
                "Take such columns out before lists are sent on, and change passwords that were sent in clear.",
            )
            continue
        work.evidence[index] = weigh(cells)
        key = compact(text)
        if key in overrides and text:
            used.add(key)
            decided.add(index)
            choice = overrides[key]
            is_ignored = choice == IGNORE
            column = replace(
                column,
                field=None if choice in (IGNORE, KEEP) else choice,
                why="kept as text, as a person decided" if choice == KEEP else "decided by a person",
                confidence=1.0,
                is_ignored=is_ignored,
            )
        elif layout is not None and key in layout.fields:
            decided.add(index)
            meant = layout.fields[key]
            why = f"a column of {layout.title}" if meant else f"kept as text: a column of {layout.title}"
            column = replace(column, field=meant, why=why, confidence=0.97)
        elif key.startswith(OWN) and key not in wanted.exact:
            column = replace(column, why="riskreg's own column", confidence=1.0, is_ignored=True)
        elif index in header.meanings:
            meaning = header.meanings[index]
            work.ranks[index] = meaning.rank
            column = replace(column, field=meaning.field, why=meaning.why, confidence=meaning.confidence)
        work.columns.append(column)
    _check_values(work, values, decided)
    _settle_sites(work, decided)
    _settle_duplicates(work, decided)
    _settle_maker(work)
    _settle_combined(work)
    _say_unknown(work)
    found = [_with_blanks(work, column, values.get(column.index, ()), merged_rows) for column in work.columns]
    return Columns(tuple(found), tuple(work.issues), frozenset(used))


def _check_values(work: _Assignment, values: Mapping[int, Sequence[Cell]], decided: set[int]) -> None:
    """Let the values speak: addresses are known by themselves, and a header that they contradict is not believed."""
    for field in ("mac_address", "ip_address"):
        if field not in work.wanted.fields:
            continue
        by_values = [
            c
            for c in work.columns
            if c.index in work.evidence
            and work.evidence[c.index].kind == field
            and not (c.field == "serial_number" and c.confidence >= _SURE and not _has_separators(values[c.index]))
        ]
        if not by_values or any(c.field == field for c in by_values):
            continue
        column = next((c for c in by_values if c.index not in decided), None)
        if column is not None:
            what = "MAC addresses" if field == "mac_address" else "IP addresses"
            work.put(column, field, f"its values are {what}", 0.9)
            work.say(
                codes.COLUMN_BY_VALUES,
                Severity.NOTE,
                column,
                f"Column “{column.header or column.letter}” holds {what} and is read as such, whatever its header.",
            )
    _kinds_by_values(work, values, decided)
    _devices_by_values(work, values, decided)
    for column in [c for c in work.columns if c.field is not None and c.index not in decided]:
        evidence = work.evidence[column.index]
        if evidence.filled == 0:
            continue
        texts = [as_text(cell) for cell in values.get(column.index, ()) if not is_blank(cell)]
        if column.field == "hardware_id" and compact(column.header) == "id" and not all(map(_GUID.fullmatch, texts)):
            is_tag = work.of("asset_tag") is None and any(not text.isdigit() for text in texts)
            work.put(
                column, "asset_tag" if is_tag else None, "an “ID” that is no device identifier", 0.6 if is_tag else 0.0
            )
        elif column.field == "ip_address" and compact(column.header) == "address" and evidence.ips < 0.5:
            if not any("://" in text for text in texts):
                _distrust(work, column, "IP addresses")
        elif (
            column.field in DATE_FIELDS
            and evidence.filled >= 3
            and evidence.dates == 0
            and not any(any(c.isdigit() for c in text) or _YEAR.fullmatch(text) for text in texts)
        ):
            _distrust(work, column, "dates")


def _has_separators(cells: Sequence[Cell]) -> bool:
    """Whether MAC addresses are written as such; Axis prints the same twelve digits as the serial number."""
    return any(sign in as_text(cell) for cell in cells for sign in ":-. ")


def _distrust(work: _Assignment, column: ColumnFound, what: str) -> None:
    work.put(column, None, f"the header promises {what}, and the values are none", 0.0)
    work.say(
        codes.COLUMN_VALUES_DO_NOT_FIT,
        Severity.WARNING,
        column,
        f"The header “{column.header}” promises {what}, and the values are none. The column is kept as text.",
        "Say what the column means when you import, or correct its header.",
    )


def _settle_sites(work: _Assignment, decided: set[int]) -> None:
    """A column called just “Site” holds names where another holds the codes, or where its values are no codes."""
    rivals = [c for c in work.columns if c.field == "site_code"]
    for column in rivals:
        if column.index in decided or compact(column.header) not in ("site", "sites"):
            continue
        evidence = work.evidence[column.index]
        if len(rivals) > 1 and work.of("site_name") is None:
            work.put(column, "site_name", "the header is “site”, and another column holds its code", 0.9)
        elif evidence.filled and not are_site_codes(evidence):
            work.put(column, "site_name", "the header is “site”, and the values are names", 0.9)


def _settle_duplicates(work: _Assignment, decided: set[int]) -> None:
    """One column for one meaning: the surest, fullest and first; the others stay as text, and that is said."""
    for field in work.wanted.fields:
        rivals = [c for c in work.columns if c.field == field]
        if len(rivals) < 2:
            continue
        rivals.sort(
            key=lambda c: (
                c.index not in decided,
                -round(c.confidence, 1),
                work.evidence[c.index].filled == 0,
                work.ranks.get(c.index, 0),
                c.index,
            )
        )
        for loser in rivals[1:]:
            if field == "site_name" and work.of("location") is None and "location" in work.wanted.fields:
                work.put(loser, "location", f"a second place name beside “{rivals[0].header}”", 0.6)
                continue
            work.put(loser, None, f"“{rivals[0].header}” (column {rivals[0].letter}) already holds this", 0.0)
            work.say(
                codes.COLUMN_DUPLICATE,
                Severity.WARNING,
                loser,
                f"Columns {rivals[0].letter} “{rivals[0].header}” and {loser.letter} “{loser.header}” both seem to "
                f"hold the {field.replace('_', ' ')}. Column {rivals[0].letter} was taken; the other is kept as text.",
                'If it is the other way round, say so with --map, for example: --map "HEADER=FIELD"',
            )


def _settle_maker(work: _Assignment) -> None:
    """Where no column names the make, the manufacturer or driver family stands for it, as in Milestone exports."""
    producer = work.of("producer")
    if producer is not None and work.of("make") is None and work.of("make_and_model") is None:
        work.put(producer, "make", producer.why + "; there is no column for the make", min(producer.confidence, 0.9))


def _settle_combined(work: _Assignment) -> None:
    """A header that names two numbers, such as “Serial / MAC”: its cells are split."""
    for position, column in enumerate(work.columns):
        if column.field is None or column.field not in work.wanted.fields:
            continue
        also = tuple(
            field
            for field in also_held(column.header, column.field, {c.field for c in work.columns if c.field})
            if field in work.wanted.fields
        )
        if also:
            further = " and ".join(field.replace("_", " ") for field in also)
            why = f"{column.why}; the {further} in the same cell is read as such"
            work.columns[position] = replace(column, also=also, why=why)


def _kinds_by_values(work: _Assignment, values: Mapping[int, Sequence[Cell]], decided: set[int]) -> None:
    """A column of kinds (`Dome`, `PTZ`, `NVR`) is one, where no header says so and it is called by a general word."""
    if "kind" not in work.wanted.fields or work.of("kind") is not None:
        return
    for column in work.columns:
        if column.index in decided or column.field not in (None, "description") or not column.header:
            continue
        texts = {as_text(cell) for cell in values.get(column.index, ()) if not is_blank(cell)}
        known = [text for text in texts if is_kind(text)]
        if len(known) >= 3 and len(known) * 5 >= len(texts) * 4:
            work.put(column, "kind", "its values are kinds of equipment", 0.75)
            return


def _devices_by_values(work: _Assignment, values: Mapping[int, Sequence[Cell]], decided: set[int]) -> None:
    """A column called “Device type” that names models is their description, where no column is one of makers."""
    column = work.of("kind")
    if column is None or column.index in decided or any(work.of(field) for field in _NAMING):
        return
    texts = {as_text(cell) for cell in values.get(column.index, ()) if not is_blank(cell)}
    if texts and sum(names_maker(text) or names_model(text) for text in texts) * 2 > len(texts):
        work.put(column, "description", "its values name makers and models", 0.8)


def _say_unknown(work: _Assignment) -> None:
    for column in work.columns:
        if not column.is_other or column.why.startswith(("“", "the header promises", "kept as text")):
            continue
        if column.header:
            work.say(
                codes.COLUMN_UNKNOWN,
                Severity.NOTE,
                column,
                f"Column “{column.header}” is not one that riskreg knows. Its text is kept beside each row.",
                f'If riskreg should use it, say what it means, for example: --map "{column.header}=site_name"',
            )
        else:
            work.say(
                codes.COLUMN_WITHOUT_HEADER,
                Severity.WARNING,
                column,
                f"Column {column.letter} has values and no header. Its text is kept beside each row.",
                "Give the column a header.",
            )


def _with_blanks(
    work: _Assignment, column: ColumnFound, cells: Sequence[Cell], merged_rows: Mapping[int, int]
) -> ColumnFound:
    if column.field is not None and column.field not in NEVER_AS_ABOVE and not DITTOS.isdisjoint(cells):
        work.say(
            codes.BLANK_AS_ABOVE,
            Severity.NOTE,
            column,
            f"Marks such as “ditto” in column “{column.header}” were read as the value above them.",
        )
    if column.field not in CARRIED_FIELDS:
        if column.field is not None and column.field not in NOT_REPEATED and merged_rows.get(column.index):
            work.say(
                codes.BLANK_AS_ABOVE,
                Severity.NOTE,
                column,
                f"Cells of column “{column.header}” are merged downwards; each row that they reach over says the same.",
            )
        return column
    # Totals under each group say nothing of how the rows between them are filled in.
    own = [cell for cell in cells if not is_sum_of_group(as_text(cell))]
    has_sums = any(is_group_total(as_text(cell)) for cell in cells)
    blanks = read_blanks(own, merged_rows.get(column.index, 0), has_sums=has_sums)
    if blanks.are_as_above:
        work_message = f"Blank cells of column “{column.header}” were read as the value above them: {blanks.why}."
        said = Issue(
            codes.BLANK_AS_ABOVE, Severity.NOTE, work_message, "If a blank means not known, write “unknown” there.",
            work.sheet, f"{column.letter}{work.header_row}", column.header or None,
        )  # fmt: skip
        work.issues.append(said)
        return replace(column, carries=True)
    if blanks.are_doubtful:
        work.say(
            codes.BLANK_LEFT_BLANK,
            Severity.WARNING,
            column,
            f"Blank cells of column “{column.header}” were left blank: {blanks.why}.",
            "Fill the cells if the value above them is meant.",
        )
    return column
