"""Lists that stand upright: labels down a column with the devices across, or blocks of labels and values. Pure.

Each device becomes a row of its own, of which every cell keeps the address at which it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import Cell, address, as_text, is_blank, position
from riskreg.tables.columns import assign
from riskreg.tables.credentials import is_credential_header
from riskreg.tables.fields import SITE_FIELDS, FieldSet
from riskreg.tables.found import Filled, SkippedRow, Stretch, TableFound
from riskreg.tables.headers import HeaderRow, header_of, meaning
from riskreg.tables.walking import is_site_code
from riskreg.tables.wording import compact
from riskreg.tables.workbook import Sheet

_MOST_ROWS = 50_000
_LONGEST_LABEL = 60
_LOOKED_AT = 200
_LEAST_FIELDS = 3
_MAKERS = frozenset({"make", "model", "make_and_model", "producer", "description", "part_number", "serial_number"})
_CARRIED = SITE_FIELDS | {"organisation", "postcode", "uprn"}


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and what stands beside it."""

    row: int
    label: str
    values: tuple[tuple[int, Cell], ...]


@dataclass
class _Record:
    """One device: normalised label → its text, its value and where that stands."""

    row: int
    values: dict[str, tuple[str, Cell, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Upright:
    """A list that stands upright, as rows.

    Attributes:
        header: Its labels as headers.
        at: Number of each row → address of each of its cells.
        rows: Number of each row → its cells.
        filled: Number of a row → what an earlier line says of its place.
        skipped: Lines that belong to no device.
        last: Last row of the sheet that it reaches to.
        is_turned: Whether devices stand in columns, whose position from 1 is then the number of the row.
    """

    header: HeaderRow
    at: Mapping[int, tuple[str, ...]]
    rows: Mapping[int, tuple[Cell, ...]]
    filled: Mapping[int, Mapping[str, Filled]]
    skipped: tuple[SkippedRow, ...]
    last: int
    is_turned: bool

    def walk(self, table: TableFound) -> Iterator[Stretch | SkippedRow]:
        """The rows, and the lines that are none.

        Args:
            table: As what it was taken.
        """
        yield from self.skipped
        for number, cells in self.rows.items():
            said = {**table.site, **self.filled.get(number, {})}
            yield Stretch(table.sheet, [number], [[cell] for cell in cells], said)


def upright_of(sheet: Sheet, wanted: FieldSet) -> Upright | None:
    """The sheet as a list that stands upright; None where it is none.

    Args:
        sheet: The sheet.
        wanted: The fields of the list.
    """
    if sheet.row_count > _MOST_ROWS:
        return None
    lines = [(number, cells) for number, cells in sheet.rows() if any(not is_blank(cell) for cell in cells)]
    early = lines[:_LOOKED_AT]
    if sum(1 for number, cells in early if _pairs(number, cells, wanted)) * 5 < len(early) * 2:
        return None
    pairs = {number: found for number, cells in lines if (found := _pairs(number, cells, wanted))}
    fields = [told.field for each in pairs.values() for pair in each if (told := meaning(pair.label, wanted))]
    if len(set(fields)) < _LEAST_FIELDS or not _MAKERS & set(fields) or len(pairs) * 5 < len(lines) * 3:
        return None
    known = {compact(pair.label) for each in pairs.values() for pair in each}
    across = [len(each[0].values) for each in pairs.values() if len(each) == 1]
    is_turned = bool(across) and sum(1 for count in across if count > 1) * 2 > sum(map(bool, across))
    skipped: list[SkippedRow] = []
    if is_turned:
        records = _turned(lines, pairs, sheet.name, skipped)
    else:
        records = _blocks(lines, pairs, known, sheet.name, wanted, skipped)
    telling = [record for record in records if _tells(record, wanted)]
    context = [record for record in records if record not in telling]
    if not telling:
        return None
    skipped.extend(_of_list(sheet.name, context, wanted))
    return _as_rows(telling, context, wanted, tuple(skipped), lines[-1][0], is_turned=is_turned)


def upright_table(
    sheet: Sheet, upright: Upright, wanted: FieldSet, overrides: Mapping[str, str]
) -> tuple[TableFound, list[Issue], frozenset[str]]:
    """The list as a table like any other, what is to be said of it, and which decisions of a person it used.

    Args:
        sheet: The sheet.
        upright: The list in it.
        wanted: The fields of the list.
        overrides: Normalised header → field, as a person said.
    """
    first = min(upright.rows)
    values = {index: [cells[index] for cells in upright.rows.values()] for index in range(len(upright.header.texts))}
    found = assign(sheet.name, first, upright.header, values, {}, {}, wanted, overrides)
    shown = "columns" if upright.is_turned else "blocks of labels and values"
    count = len(upright.rows)
    said = Issue(
        codes.LIST_UPRIGHT, Severity.NOTE,
        f"The list has its labels beside its values; {count:,} {'devices were' if count > 1 else 'device was'} read "
        f"from its {shown}, each as a row.",
        "If a device is missing or two are one, put the list into a table with a row for each.",
        sheet.name, upright.at[first][0],
    )  # fmt: skip
    # A letter would name the column of another cell.
    kept = (issue for issue in found.issues if issue.code not in (codes.BLANK_LEFT_BLANK, codes.BLANK_AS_ABOVE))
    issues = [replace(issue, cell=upright.at[first][_index(issue)]) for issue in kept]
    table = TableFound(
        sheet=sheet.name,
        header_rows=(0,),
        columns=tuple(replace(column, letter="") for column in found.found),
        first_row=1,
        last_row=max(upright.last, len(upright.rows)),
        site={},
        at=upright.at,
        is_turned=upright.is_turned,
        walk=upright.walk,
    )
    return table, [said, *issues], found.used_overrides


def _index(issue: Issue) -> int:
    return position(issue.cell)[1] if issue.cell is not None else 0


def _label(cell: Cell) -> str:
    """The text of a cell that may be a label."""
    text = as_text(cell)
    return text if isinstance(cell, str) and len(text) <= _LONGEST_LABEL and any(c.isalpha() for c in text) else ""


def _pairs(number: int, cells: tuple[Cell, ...], wanted: FieldSet) -> list[_Pair]:
    """The labels of a line with their values: `Make | Axis`, `Make: Axis`, `Make: | Axis | Model: | P1`."""
    filled = [(index, cell) for index, cell in enumerate(cells) if not is_blank(cell)]
    index, first = filled[0]
    text = _label(first)
    if len(filled) == 1:
        if is_credential_header(as_text(first)):  # its value was dropped unread
            return [_Pair(number, as_text(first).strip(" :："), ())]
        label, colon, value = as_text(first).replace("：", ":").partition(":")
        if not colon or not value.strip() or not _is_label(label, wanted):
            return []
        return [_Pair(number, label.strip(), ((index, value.strip()),))]
    if not text or not _is_label(text, wanted):
        label, colon, value = text.replace("：", ":").partition(":")
        if not colon or not value.strip() or not _is_label(label, wanted):
            return []
        # A comma in a line of text makes two cells of one value.
        return [
            _Pair(number, label.strip(), ((index, " ".join([value.strip(), *(as_text(c) for _, c in filled[1:])])),))
        ]
    starts = [place for place, (_, cell) in enumerate(filled) if place == 0 or _is_label_inside(cell)]
    ends = [*starts[1:], len(filled)]
    return [
        _Pair(number, as_text(filled[start][1]).strip(" :："), tuple(filled[start + 1 : end]))
        for start, end in zip(starts, ends, strict=True)
    ]


def _is_label(text: str, wanted: FieldSet) -> bool:
    bare = text.strip(" :：")
    return bool(bare) and (meaning(bare, wanted) is not None or is_credential_header(bare))


def _is_label_inside(cell: Cell) -> bool:
    text = _label(cell)
    return text.endswith((":", "：")) and len(text) > 2


def _turned(
    lines: Sequence[tuple[int, tuple[Cell, ...]]],
    pairs: Mapping[int, list[_Pair]],
    sheet: str,
    skipped: list[SkippedRow],
) -> list[_Record]:
    """The devices of a list with a column for each."""
    records: dict[int, _Record] = {}
    first, last = min(pairs), max(pairs)
    label_at = min(index for n in pairs for index, cell in enumerate(dict(lines)[n]) if not is_blank(cell))
    for number, cells in lines:
        label = _label(cells[label_at]).strip(" :：") if label_at < len(cells) else ""
        values = [(index, cell) for index, cell in enumerate(cells) if index > label_at and not is_blank(cell)]
        if is_credential_header(label):
            continue
        if not (first <= number <= last) or not label or not values:
            skipped.append(_skip(sheet, number, cells))
            continue
        for index, cell in values:
            record = records.setdefault(index, _Record(index + 1))
            record.values.setdefault(compact(label), (label, cell, address(index, number)))
    return [records[index] for index in sorted(records)]


def _blocks(
    lines: Sequence[tuple[int, tuple[Cell, ...]]],
    pairs: Mapping[int, list[_Pair]],
    known: set[str],
    sheet: str,
    wanted: FieldSet,
    skipped: list[SkippedRow],
) -> list[_Record]:
    """The devices of a list with a block of lines for each: a label that comes again begins the next."""
    records: list[_Record] = []
    at_blanks = _parted_by_blanks(lines, pairs, wanted)
    before = 0
    current: _Record | None = None
    for number, cells in lines:
        found = pairs.get(number) or _unknown_pair(number, cells, inside=_is_inside(number, cells, pairs))
        if not found:
            skipped.append(_skip(sheet, number, cells))
            current = None
            continue
        is_parted = at_blanks and number > before + 1
        before = number
        for pair in found:
            key = compact(pair.label)
            if current is None or is_parted or (key in current.values and key in known):
                current = _Record(number)
                records.append(current)
                is_parted = False
            if is_credential_header(pair.label) or not pair.values:
                continue
            index, value = pair.values[0]
            if len(pair.values) > 1:
                value = " ".join(as_text(cell) for _, cell in pair.values)
            current.values.setdefault(key, (pair.label, value, address(index, number)))
    return records


def _parted_by_blanks(
    lines: Sequence[tuple[int, tuple[Cell, ...]]], pairs: Mapping[int, list[_Pair]], wanted: FieldSet
) -> bool:
    """Whether blank lines stand between devices: most parts between them name a maker, model or number."""
    parts: list[set[str]] = []
    before = -1
    for number, _ in lines:
        if number > before + 1:
            parts.append(set())
        before = number
        parts[-1].update(m.field for pair in pairs.get(number, ()) if (m := meaning(pair.label, wanted)))
    return sum(1 for part in parts if part & _MAKERS) * 2 > len(parts) > 1


def _is_inside(number: int, cells: tuple[Cell, ...], pairs: Mapping[int, list[_Pair]]) -> bool:
    """Whether a line stands between known labels, or below them with a colon of its own."""
    first = next(as_text(cell) for cell in cells if not is_blank(cell))
    return min(pairs) <= number and (number <= max(pairs) or ":" in first)


def _unknown_pair(number: int, cells: tuple[Cell, ...], *, inside: bool) -> list[_Pair]:
    """A label that nobody knows, between known ones."""
    filled = [(index, cell) for index, cell in enumerate(cells) if not is_blank(cell)]
    text = _label(filled[0][1]).strip(" :：")
    if inside and len(filled) == 2 and text:
        return [_Pair(number, text, (filled[1],))]
    label, colon, value = as_text(filled[0][1]).replace("：", ":").partition(":")
    if inside and len(filled) == 1 and colon and value.strip() and 1 < len(label) <= _LONGEST_LABEL:
        return [_Pair(number, label.strip(), ((filled[0][0], value.strip()),))]
    return []


def _tells(record: _Record, wanted: FieldSet) -> bool:
    found = (meaning(label, wanted) for label, _, _ in record.values.values())
    return any(each is not None and each.field in wanted.telling for each in found)


def _as_rows(
    records: Sequence[_Record],
    context: Sequence[_Record],
    wanted: FieldSet,
    skipped: tuple[SkippedRow, ...],
    last: int,
    *,
    is_turned: bool,
) -> Upright:
    labels: dict[str, str] = {}
    for record in (*context, *records):
        for key, (label, _, _) in record.values.items():
            labels.setdefault(key, label)
    held_by = {key for record in records for key in record.values}
    keys = [key for key in labels if key in held_by]
    header = header_of(tuple(labels[key] for key in keys), wanted)
    at: dict[int, tuple[str, ...]] = {}
    rows: dict[int, tuple[Cell, ...]] = {}
    filled: dict[int, Mapping[str, Filled]] = {}
    said: dict[str, Filled] = {}
    for record in sorted((*context, *records), key=lambda each: each.row):
        own = {m.field for label, _, _ in record.values.values() if (m := meaning(label, wanted)) is not None}
        if own & SITE_FIELDS:
            said = {name: told for name, told in said.items() if name not in SITE_FIELDS | {"postcode", "uprn"}}
        if record in records:
            held = own | (SITE_FIELDS if own & SITE_FIELDS else set())
            filled[record.row] = {name: told for name, told in said.items() if name not in held}
        for label, value, where in record.values.values():
            found = meaning(label, wanted)
            if found is not None and found.field in _CARRIED:
                said[_site_field(found.field, as_text(value))] = Filled(as_text(value), where)
        if record not in records:
            continue
        cells = [record.values.get(key) for key in keys]
        top = next(where for _, _, where in record.values.values())
        rows[record.row] = tuple(cell[1] if cell is not None else None for cell in cells)
        at[record.row] = tuple(cell[2] if cell is not None else top for cell in cells)
    return Upright(header, at, rows, filled, skipped, last, is_turned)


def _of_list(sheet: str, context: Sequence[_Record], wanted: FieldSet) -> Iterator[SkippedRow]:
    """Lines that say something of the list, and not where its devices stand."""
    for record in context:
        for label, value, where in record.values.values():
            found = meaning(label, wanted)
            if found is None or found.field not in _CARRIED:
                reason = "a line about the list, not about a device"
                yield SkippedRow(sheet, position(where)[0], codes.ROW_NOTE, reason, f"{label}: {as_text(value)}"[:120])


def _site_field(field: str, value: str) -> str:
    """A label that is just “Site” has a name or a code behind it."""
    return field if field not in SITE_FIELDS else "site_code" if is_site_code(value) else "site_name"


def _skip(sheet: str, number: int, cells: tuple[Cell, ...]) -> SkippedRow:
    text = " | ".join(filter(None, map(as_text, cells)))[:120]
    return SkippedRow(sheet, number, codes.ROW_NOTE, "a line of its own among labels and values", text)
