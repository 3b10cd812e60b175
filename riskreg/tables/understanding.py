"""From a workbook's rows to tables with columns that mean something, each explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from riskreg.errors import FileRejected, UsageError
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.bands import Band, bands_of, part_of, said_of
from riskreg.tables.cells import Cell, as_text, is_blank
from riskreg.tables.columns import IGNORE, KEEP, assign
from riskreg.tables.exports import Layout, recognise
from riskreg.tables.exports.cobie import joined
from riskreg.tables.fields import ASSET_FIELDS, SITE_FIELDS, FieldSet, field_name
from riskreg.tables.found import ColumnFound, Filled, SkippedRow, TableFound, TableRow, Understanding
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
from riskreg.tables.sheets_said import export_said, left_out_issue, own_sheet, site_said
from riskreg.tables.walking import Walk, heading_above, is_site_code
from riskreg.tables.wording import compact, plain, word_set
from riskreg.tables.workbook import Sheet, Workbook

_WEIGHED_ROWS = 400
_HEAD = 1000
_SAID_OF_LINES = 1000
# Names that say nothing of a place: a sheet called so is not a site.
_GENERAL = word_set(
    "sheet tabelle feuil feuille hoja foglio arkusz taflen data list lists asset assets camera cameras cctv inventory",
    " register equipment devices device export report summary table estate sites all master main copy of final draft",
    " new old total nvr nvrs dvr recorders servers raw results page notes readme cover contents the and for cameras2 v",
    " removed removals decommissioned disposed disposals archive archived history replaced faulty spare spares stock",
    " stores unknown other misc miscellaneous test backup working lookup lookups validation",
)


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
        blocks = find_blocks(sheet, rows, wanted) or _decided_block(rows, wanted, decided)
        if not blocks and wanted is ASSET_FIELDS:
            blocks = block_by_values(rows, wanted)
        if not blocks:
            left_out[sheet.name] = "no row of headers was recognised"
            seen_headers.extend(_likely_headers(rows))
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
    _refuse_nothing(workbook, wanted, tables, left_out, seen_headers)
    tables, said_of_joins = joined(workbook, tables)
    tables, said_of_sites = _sites_from_sheets(tables) if has_sites else (tables, [])
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
        if choice not in wanted.fields and choice not in (IGNORE, KEEP):
            raise UsageError(
                f"“{field}” is not a field of a {wanted.title}.",
                f"Use one of: {', '.join(wanted.fields)}; {KEEP} to keep it as text, or {IGNORE} to leave it out.",
            )
        decided[compact(header)] = (header, choice)
    return decided


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
    bottom = rows[block.rows[-1]]
    masked = {m.column: m.header for m in sheet.masked if m.row in block.rows}
    shown: Collection[int] = range(sheet.column_count)
    if band is not None:
        sheet = part = part_of(sheet, band, bands)
        block, shown = replace(block, header=band.header), part.shown
        rows = {n: cells for n, cells in rows.items() if n < first} | dict(part.rows(first, min(last, first + _HEAD)))
    sample = _sample(block, rows, first, last)
    values: dict[int, Sequence[Cell]] = {i: [cells[i] for cells in sample] for i in shown}
    layout = recognise(block.header.texts) if wanted is ASSET_FIELDS else None
    assigned = assign(
        sheet.name,
        block.rows[-1],
        block.header,
        values,
        masked,
        _merged_down(sheet, first, last),
        wanted,
        {key: field for key, (_, field) in decided.items()},
        layout,
    )
    issues = list(assigned.issues)
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
    walk = Walk(sheet, texts, frozenset(again), has_sites)
    site = _site_above(block, rows, wanted) or _title_of_section(block, rows, again, assigned.found, has_sites)
    table = TableFound(
        sheet=sheet.name,
        header_rows=block.rows,
        columns=assigned.found,
        first_row=first,
        last_row=last,
        export=layout.title if layout is not None else None,
        above=lines_above(block, rows),
        site={**site, **(band.said if band is not None else {})},
        brought=("kind",) if band is not None and "kind" in band.said else (),
        # The rows live as long as the workbook does, so the table keeps it.
        walk=lambda found, _keep=workbook: walk(found),  # type: ignore[misc]
    )
    for field, filled in table.site.items():
        if field in table.brought:
            continue
        issues.append(site_said(sheet.name, field, filled))
    issues.extend(_headings_said(table))
    return table, issues, assigned.used_overrides


def _sample(block: Block, rows: Rows, first: int, last: int) -> list[tuple[Cell, ...]]:
    """Some rows under the headers that hold more than a heading, for weighing the columns."""
    least = 2 if block.header.filled >= 3 else 1
    numbers = (n for n in sorted(rows) if first <= n <= last)
    found = (rows[n] for n in numbers if not _repeats(n, rows, block))
    return list(islice((c for c in found if sum(1 for cell in c if not is_blank(cell)) >= least), _WEIGHED_ROWS))


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


def _sites_from_sheets(tables: list[TableFound]) -> tuple[list[TableFound], list[Issue]]:
    """One sheet per site: several sheets with tables, none of which says its site, named like places."""
    without = [t for t in tables if not SITE_FIELDS & (set(t.fields) | set(t.site)) and not _has_sites_inside(t)]
    names = {table.sheet for table in without if not _is_general(table.sheet)}
    if len(names) < 2 or len({t.sheet for t in tables}) < 2:
        return tables, []
    issues = [
        Issue(codes.SITE_FROM_SHEET, Severity.NOTE, f"No row of sheet “{name}” says its site; its name was taken.",
              "If the sheet's name is not a site, add a column with the site.", sheet=name, value=name)
        for name in sorted(names)
    ]  # fmt: skip
    return [
        replace(t, site={**t.site, "site_name": Filled(t.sheet.strip(), None)})
        if t in without and t.sheet in names
        else t
        for t in tables
    ], issues


def placed(understanding: Understanding, site: str) -> Understanding:
    """The same with a site that a person names, for every table that says none; exports of video systems have no sites.

    Args:
        understanding: As found.
        site: Name or code of the site.
    """
    field = "site_code" if is_site_code(site) else "site_name"
    tables = tuple(
        replace(t, site={**t.site, field: Filled(site, None)})
        if not SITE_FIELDS & (set(t.fields) | set(t.site)) and not _has_sites_inside(t)
        else t
        for t in understanding.tables
    )
    return replace(understanding, tables=tables)


def _has_sites_inside(table: TableFound) -> bool:
    rows = islice(table.rows(), 200)
    return any(isinstance(row, TableRow) and SITE_FIELDS & set(row.filled) for row in rows)


def _is_general(name: str) -> bool:
    parts = plain(name).split()
    return all(part.rstrip("0123456789") in _GENERAL or part.isdigit() for part in parts)


def _likely_headers(rows: Rows) -> list[str]:
    """The first row of a sheet that looks like headers though none is known, for saying what was seen."""
    for number in sorted(rows)[:60]:
        texts = [as_text(cell) for cell in rows[number] if isinstance(cell, str) and not is_blank(cell)]
        if len(texts) >= 2:
            return texts[:12]
    return []


def _refuse_nothing(
    workbook: Workbook, wanted: FieldSet, tables: Sequence[TableFound], left_out: Mapping[str, str], seen: Sequence[str]
) -> None:
    if tables:
        return
    if any("no row of data" in why for why in left_out.values()):
        raise FileRejected(
            f"“{workbook.path.name}” has headers and no row of data under them.",
            "Check that this is the filled-in list, and that no filter or macro has emptied it. If its sender means "
            "that there is none, have that signed, and record it with: riskreg returns nil",
            [left_out_issue(sheet, why) for sheet, why in left_out.items()],
            code=codes.NO_DATA_ROWS,
        )
    read = f" The headers read were: {', '.join(f'“{text[:40]}”' for text in seen[:12])}." if seen else ""
    raise FileRejected(
        f"“{workbook.path.name}” was searched for a {wanted.title}, and no row of headers was recognised.{read}",
        f"Give the columns headers such as {', '.join(wanted.examples)}, or say at import what each column means.",
        [left_out_issue(sheet, why) for sheet, why in left_out.items()],
        code=codes.NO_TABLE_FOUND,
    )
