"""From a workbook's rows to tables with columns that mean something, each explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from riskreg.errors import UsageError
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.bands import Band, bands_of, part_of, said_of
from riskreg.tables.cells import Cell, as_text, is_blank
from riskreg.tables.columns import IGNORE, KEEP, assign
from riskreg.tables.counted_headers import block_with_counts
from riskreg.tables.counts import COUNTED, counted_lines, counts_of, said_of_counts
from riskreg.tables.exports import Layout, recognise
from riskreg.tables.exports.cobie import joined
from riskreg.tables.fields import ASSET_FIELDS, SITE_FIELDS, FieldSet, field_name
from riskreg.tables.found import ColumnFound, Filled, SkippedRow, TableFound, Understanding
from riskreg.tables.headerless import block_without_headers, said_of_values
from riskreg.tables.headers import is_group_name, read_headers
from riskreg.tables.locating import (
    Block,
    Rows,
    block_by_values,
    find_blocks,
    head_of,
    labelled,
    lines_above,
    titles_above,
)
from riskreg.tables.own import is_own_sheet
from riskreg.tables.placing import sites_from_sheets
from riskreg.tables.several import one_by_one, said_of_several
from riskreg.tables.sheets_said import export_said, left_out_issue, likely_headers, own_sheet, refuse_nothing, site_said
from riskreg.tables.verticals import upright_of, upright_table
from riskreg.tables.walking import Walk, heading_above
from riskreg.tables.wording import compact, plain
from riskreg.tables.workbook import Sheet, Workbook

_WEIGHED_ROWS = 400
_HEAD = 1000
_SAID_OF_LINES = 1000
_LABEL_AND_VALUE = 2


def find_tables(
    workbook: Workbook, wanted: FieldSet, overrides: Mapping[str, str] | None = None, *, sites: bool = True
) -> Understanding:
    """Find every table of a workbook and say what its columns mean.

    Args:
        workbook: As read.
        wanted: Which kind of list is expected.
        overrides: Header as written → canonical field, or `ignore`; what a person decided goes before every guess.
        sites: Whether places matter. Where not, a line that holds only a maker is a device, and never a heading.

    Returns:
        The tables, and everything that must be said of the workbook.

    Raises:
        FileRejected: No headers were recognised, or there is no row of data under them.
        UsageError: An override names a field that the list does not have.
    """
    decided = _decided(wanted, overrides or {})
    has_sites = sites and bool(SITE_FIELDS & set(wanted.fields))
    issues: list[Issue] = list(workbook.issues)
    tables: list[TableFound] = []
    left_out: dict[str, str] = {}
    used: set[str] = set()
    seen_headers: list[str] = []
    for sheet in workbook.sheets:
        if is_own_sheet(sheet):
            issues.append(own_sheet(sheet))
            continue
        issues.extend(sheet.issues)
        rows = head_of(sheet)
        blocks = find_blocks(sheet, rows, wanted)
        upright = upright_of(sheet, wanted) if wanted is ASSET_FIELDS and not _are_headers(blocks) else None
        if upright is not None:
            given = {key: field for key, (_, field) in decided.items()}
            table, said, took = upright_table(sheet, upright, wanted, given)
            used |= took
            tables.append(table)
            issues.extend(said)
            continue
        blocks = _blocks(blocks, rows, wanted, decided, has_sites)
        if not blocks:
            left_out[sheet.name] = "no row of headers was recognised"
            seen_headers.extend(likely_headers(rows))
        with_rows = 0
        for place, block in enumerate(blocks):
            layout = recognise(block.header.texts)
            if layout is not None and not layout.is_devices:
                left_out.setdefault(sheet.name, f"it is a sheet of {layout.title}, which lists no devices")
                continue
            last = blocks[place + 1].top - 1 if place + 1 < len(blocks) else sheet.row_count
            bands = _bands(block, layout, rows, wanted, decided)
            if bands:
                issues.append(said_of(sheet.name, block.rows[-1], bands))
            for band in bands or (None,):
                table, said, took = _table(workbook, sheet, block, last, rows, wanted, decided, has_sites, bands, band)
                used |= took
                if next(table.rows(), None) is None:
                    said = [
                        replace(each, severity=Severity.NOTE) for each in said if each.code == codes.CREDENTIALS_DROPPED
                    ]
                    left_out.setdefault(sheet.name, "there are headers, and no row of data under them")
                else:
                    with_rows += 1
                    tables.append(table)
                issues.extend(each for each in said if not bands or each not in issues)
        if with_rows:
            left_out.pop(sheet.name, None)
    refuse_nothing(workbook, wanted, tables, left_out, seen_headers)
    tables, said_of_joins = joined(workbook, tables)
    tables, said_of_sites = sites_from_sheets(tables) if has_sites else (tables, [])
    issues.extend((*said_of_joins, *said_of_sites))
    issues.extend(left_out_issue(sheet, why) for sheet, why in left_out.items())
    for header in decided.keys() - used:
        issues.append(
            Issue(
                codes.OVERRIDE_UNUSED,
                Severity.WARNING,
                f"No column is called “{decided[header][0]}”, so what was said of it had no effect.",
                "Compare the spelling with the headers of the file.",
            )
        )
    return Understanding(wanted.name, tuple(tables), tuple(issues), left_out)


def _decided(wanted: FieldSet, overrides: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Normalised header → (header as given, field)."""
    decided = {}
    for header, field in overrides.items():
        choice = field_name(field)
        if choice not in wanted.fields and choice not in (IGNORE, KEEP, COUNTED):
            raise UsageError(
                f"“{field}” is not a field of a {wanted.title}.",
                f"Use one of: {', '.join(wanted.fields)}; {KEEP} to keep it as text, {IGNORE} to leave it out, or "
                f"{COUNTED} where the header names a device or site and the cells count it.",
            )
        decided[compact(header)] = (header, choice)
    return decided


def _are_headers(blocks: Sequence[Block]) -> bool:
    """Whether what was found is plainly a row of headers, and not a label with its value."""
    return any(
        block.header.filled > _LABEL_AND_VALUE
        and len(block.header.meanings) * 2 > block.header.filled
        and not any(text.endswith(":") for text in block.header.texts)
        for block in blocks
    )


def _blocks(
    found: list[Block], rows: Rows, wanted: FieldSet, decided: Mapping[str, tuple[str, str]], has_sites: bool
) -> list[Block]:
    """The headers of a sheet: by words that are known, else by what a person said, else by the values."""
    fields = {key: field for key, (_, field) in decided.items()}
    if found:
        under = found[0].rows[-1] + 1
        # Under “Make | Model | Sites” the next row may name the sites.
        if wanted is ASSET_FIELDS and len(found) == 1 and has_sites and _goes_on(rows, under):
            return block_with_counts(rows, wanted, fields, sites=has_sites, only=under) or found
        return found
    found = _decided_block(rows, wanted, decided)
    if found or wanted is not ASSET_FIELDS:
        return found
    return (
        block_with_counts(rows, wanted, fields, sites=has_sites)
        or block_without_headers(rows, wanted, fields)
        or block_by_values(rows, wanted)
    )


def _goes_on(rows: Rows, number: int) -> bool:
    """Whether a row under headers holds nothing but texts, further to the right than its first cell."""
    cells = rows.get(number, ())
    return bool(cells) and is_blank(cells[0]) and sum(1 for cell in cells if not is_blank(cell)) > 1


def _decided_block(rows: Rows, wanted: FieldSet, decided: Mapping[str, tuple[str, str]]) -> list[Block]:
    """Where no header is known by itself, a row that holds headers a person has decided on."""
    for number in sorted(rows):
        header = read_headers(rows[number], wanted)
        if header is not None and any(compact(text) in decided for text in header.texts if text):
            return [Block((number,), header, number)]
    return []


def _bands(
    block: Block,
    layout: Layout | None,
    rows: Rows,
    wanted: FieldSet,
    decided: Mapping[str, tuple[str, str]],
) -> list[Band]:
    """Groups of columns that each name a device, unless the layout is known or a person said what such columns mean."""
    if layout is not None or wanted is not ASSET_FIELDS:
        return []
    above = block.rows[-1] - 1
    bands = bands_of(block.header, rows.get(above, ()), above, wanted, is_grouped=len(block.rows) == 2)
    told = {compact(text) for band in bands for i, text in enumerate(band.header.texts) if i in band.own and text}
    return [] if told & {key for key, (_, field) in decided.items() if field not in (KEEP, IGNORE)} else bands


def _table(
    workbook: Workbook,
    sheet: Sheet,
    block: Block,
    last: int,
    rows: Rows,
    wanted: FieldSet,
    decided: Mapping[str, tuple[str, str]],
    has_sites: bool,
    bands: Sequence[Band] = (),
    band: Band | None = None,
) -> tuple[TableFound, list[Issue], frozenset[str]]:
    first = block.rows[-1] + 1
    bottom = () if block.is_bare else rows[block.rows[-1]]
    masked = {m.column: m.header for m in sheet.masked if m.row in block.rows}
    shown: Collection[int] = range(sheet.column_count)
    if band is not None:
        sheet = part = part_of(sheet, band, bands)
        block, shown = replace(block, header=band.header), part.shown
        rows = {n: cells for n, cells in rows.items() if n < first} | dict(part.rows(first, min(last, first + _HEAD)))
    sample = _sample(block, rows, first, last)
    values: dict[int, Sequence[Cell]] = {i: [cells[i] for _, cells in sample] for i in shown}
    layout = recognise(block.header.texts) if wanted is ASSET_FIELDS else None
    given = {key: field for key, (_, field) in decided.items()}
    counts = None
    if layout is None and band is None:
        counts = counts_of(block.header, block.rows, values, wanted, given, sites=has_sites)
    assigned = assign(
        sheet.name,
        first if block.is_bare else block.rows[-1],
        counts.rest_of(block.header) if counts is not None else block.header,
        {i: cells for i, cells in values.items() if counts is None or i not in counts.own},
        masked,
        _merged_down(sheet, first, last),
        wanted,
        {key: field for key, field in given.items() if field != COUNTED},
        layout,
    )
    columns, used, issues = assigned.found, assigned.used_overrides, list(assigned.issues)
    if counts is not None:
        columns = counts.columns_with(columns, block.header)
        used |= {compact(block.header.texts[index]) for index in counts.columns} & given.keys()
        issues[:0] = said_of_counts(sheet.name, counts, block.header, block.rows[-1], sample)
    issues[:0] = said_of_values(sheet.name, block)
    if layout is not None:
        issues.insert(0, export_said(sheet.name, block.rows[0], layout))
    if len(block.rows) == 2:
        issues.append(
            Issue(codes.TWO_HEADER_ROWS, Severity.NOTE, f"Rows {block.rows[0]} and {block.rows[1]} are joined headers.",
                  sheet=sheet.name, cell=str(block.rows[0]))
        )  # fmt: skip
    texts = {i: text for i, cell in enumerate(bottom) if i in shown and (text := as_text(cell))}
    again = {n for n in sheet.header_rows if first <= n <= last and _repeats(n, rows, block)}
    if len(block.rows) == 2:
        again |= {n - 1 for n in again}
    walk = Walk(sheet, texts, frozenset(again), has_sites and counts is None)
    going = counted_lines(walk, counts) if counts is not None else walk
    if counts is None and wanted is ASSET_FIELDS:
        going = one_by_one(walk, columns)
        issues.extend(said_of_several(sheet.name, columns, sample))
    site = _site_above(block, rows, wanted) or _title_of_section(block, rows, again, columns, has_sites)
    table = TableFound(
        sheet=sheet.name,
        header_rows=(0,) if block.is_bare else block.rows,
        columns=columns,
        first_row=first,
        last_row=last,
        export=layout.title if layout is not None else None,
        above=lines_above(block, rows),
        site={**site, **(band.said if band is not None else {})},
        brought=counts.brought if counts is not None else ("kind",) if band is not None and "kind" in band.said else (),
        # The rows live as long as the workbook does, so the table keeps it.
        walk=lambda found, _keep=workbook: going(found),  # type: ignore[misc]
    )
    for field, filled in table.site.items():
        if field in table.brought:
            continue
        issues.append(site_said(sheet.name, field, filled))
    issues.extend(_headings_said(table))
    return table, issues, used


def _sample(block: Block, rows: Rows, first: int, last: int) -> list[tuple[int, tuple[Cell, ...]]]:
    """Some rows under the headers that hold more than a heading, with their numbers, for weighing the columns."""
    least = 2 if block.header.filled >= 3 else 1
    found = ((n, rows[n]) for n in sorted(rows) if first <= n <= last and not _repeats(n, rows, block))
    full = ((n, cells) for n, cells in found if sum(1 for cell in cells if not is_blank(cell)) >= least)
    return list(islice(full, _WEIGHED_ROWS))


def _repeats(number: int, rows: Rows, block: Block) -> bool:
    cells, header = rows.get(number), rows[block.rows[-1]]
    if cells is None:
        return False
    pairs = [(plain(as_text(h)), plain(as_text(c))) for h, c in zip(header, cells, strict=True) if not is_blank(h)]
    return bool(pairs) and sum(1 for one, other in pairs if one == other) * 2 > len(pairs)


def _merged_down(sheet: Sheet, first: int, last: int) -> dict[int, int]:
    covered: Counter[int] = Counter()
    for top, left, bottom, right in sheet.merged:
        if first <= top and bottom <= last and bottom > top and left == right:
            covered[left] += bottom - top + 1
    return dict(covered)


def _site_above(block: Block, rows: Rows, wanted: FieldSet) -> dict[str, Filled]:
    said: dict[str, Filled] = {}
    for number, cells in titles_above(block, rows):
        for field, filled in labelled(number, cells).items():
            if field in wanted.fields and not (number == block.rows[0] - 1 and is_group_name(filled.value, wanted)):
                said[field] = filled
    return said


def _title_of_section(
    block: Block, rows: Rows, again: set[int], columns: Sequence[ColumnFound], has_sites: bool
) -> dict[str, Filled]:
    """The line above the headers, where the same headers come again under further lines: each titles its section."""
    if not has_sites or any(column.field in SITE_FIELDS for column in columns):
        return {}
    own = heading_above(block.rows[0], rows)
    if own is None or not any(heading_above(number, rows) for number in again):
        return {}
    return {"site_name": own}


def _headings_said(table: TableFound) -> list[Issue]:
    """A note on headings inside the table that were taken as sites, from its first rows."""
    taken = [
        row
        for row in islice(table.scan(), _SAID_OF_LINES)
        if isinstance(row, SkippedRow) and row.code == codes.ROW_HEADING and "taken as the place" in row.reason
    ]
    if not taken:
        return []
    names = ", ".join(f"“{row.text}”" for row in taken[:5]) + (" …" if len(taken) > 5 else "")
    return [
        Issue(
            codes.SITE_FROM_LINE,
            Severity.NOTE,
            f"Lines inside the table were taken as the site of the rows below them: {names}.",
            "If they are not sites, add a column with the site and leave the lines out.",
            sheet=table.sheet,
            cell=str(taken[0].number),
        )
    ]
