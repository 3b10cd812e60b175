"""Where the tables of a sheet begin: headers under titles, two rows together, further tables below. Pure over rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from riskreg.tables.cells import Cell, address, as_text, is_blank
from riskreg.tables.evidence import is_mac, weigh
from riskreg.tables.fields import SITE_FIELDS, FieldSet
from riskreg.tables.found import Filled
from riskreg.tables.headers import HeaderRow, join_headers, read_headers
from riskreg.tables.wording import plain
from riskreg.tables.workbook import Sheet

HEAD_ROWS = 1000
"""Rows that are looked at to find headers and to weigh the values of columns."""
_TITLE_ROWS = 60
_TITLE_CELLS = 2
"""The most cells of a line above headers that is a title or says the site; more are groups of columns."""
_MOST_CANDIDATES = 500
_LEAST_HEADERS = 3
_SITE_WORDS = (
    "site|building|premises|property|location|school|station|safle|standort|edificio|sede|bâtiment|obiekt"
    "|κτίριο|κτήριο|εγκατάσταση|объект|здание|站点|建筑|大楼|المبنى|الموقع|المنشأة"
)
_ORGANISATION_WORDS = (
    "organisation|organization|department|authority|force|council|trust|agency|sefydliad|behörde|organisme"
    "|organizzazione|ente|organismo|urząd|φορέας|υπηρεσία|организация|ведомство|учреждение|单位|单位名称|الجهة|المؤسسة"
)
_LABEL = re.compile(
    rf"^\s*(?:(?P<site>(?:{_SITE_WORDS})(?: name)?)|(?P<code>site (?:code|id|no\.?|ref))"
    rf"|(?P<body>{_ORGANISATION_WORDS}))"
    r"\s*(?:[:=：]|\s[-–]\s)\s*(?P<value>.*)$",
    re.IGNORECASE,
)

_FORM_LABEL = re.compile(r"[^\W\d][^:]{1,40}:(?:\s|$)")

Rows = dict[int, tuple[Cell, ...]]


@dataclass(frozen=True)
class Block:
    """The headers of one table.

    Attributes:
        rows: Row numbers, one or two.
        header: What they say.
        top: First row that belongs to this table: the lines directly above it included.
        is_bare: Whether the table has no headers: its rows begin below the last of `rows`, which is none of it.
    """

    rows: tuple[int, ...]
    header: HeaderRow
    top: int
    is_bare: bool = False


def head_of(sheet: Sheet) -> Rows:
    """The rows at the top of a sheet, and every row below that may hold headers with its neighbours."""
    rows: Rows = dict(sheet.rows(1, HEAD_ROWS))
    for number in sheet.header_rows[:_MOST_CANDIDATES]:
        if number > HEAD_ROWS and number not in rows:
            rows.update(sheet.rows(number - 3, number + 30))
    return rows


def find_blocks(sheet: Sheet, rows: Rows, wanted: FieldSet) -> list[Block]:
    """Every place where the headers of a table stand, in order; repeats of the same headers are left out.

    Args:
        sheet: The sheet.
        rows: As given by `head_of`.
        wanted: The fields of the list.
    """
    early = [number for number in sorted(rows) if number <= HEAD_ROWS and _filled(rows[number])][:_TITLE_ROWS]
    candidates = sorted({*early, *sheet.header_rows[:_MOST_CANDIDATES]})
    found: list[Block] = []
    for number in candidates:
        if found and number <= found[-1].rows[-1]:
            continue
        block = _block_at(number, rows, wanted)
        if block is not None:
            found.append(block)
    if not found:
        return []
    best = max(block.header.score for block in found)
    kept: list[Block] = []
    for block in found:
        strong = block.header.score >= best * 0.5
        if strong and not (kept and _same(kept[-1].header, block.header)):
            kept.append(block)
    return [_under_a_group(kept[0], rows), *kept[1:]]


def block_by_values(rows: Rows, wanted: FieldSet) -> list[Block]:
    """Where no header is known: the texts above a column that can only be MAC addresses.

    Args:
        rows: As given by `head_of`.
        wanted: The fields of the list.
    """
    numbers = [number for number in sorted(rows) if _filled(rows[number])]
    for place, number in enumerate(numbers[1:], 1):
        columns = [index for index, cell in enumerate(rows[number]) if is_mac(as_text(cell))]
        above = rows[numbers[place - 1]]
        if not columns:
            continue
        below = [rows[n] for n in numbers[place:]]
        are_texts = all(isinstance(cell, str) for cell in above if not is_blank(cell))
        header = read_headers(above, wanted)
        if header is None or _filled(above) < _LEAST_HEADERS or not are_texts:
            return []
        if any(header.texts[i] and weigh([cells[i] for cells in below]).kind == "mac_address" for i in columns):
            return [Block((numbers[place - 1],), header, top_of(numbers[place - 1], rows))]
        return []
    return []


def _under_a_group(first: Block, rows: Rows) -> Block:
    """The first headers of a sheet with the titles that stand above a row of group names over them.

    Below an earlier table such a row could be its last device, so only the first headers are looked at.
    """
    groups = rows.get(first.top - 1, ())
    are_texts = all(isinstance(cell, str) for cell in groups if not is_blank(cell))
    if first.top < first.rows[0] or _filled(groups) <= _TITLE_CELLS or not are_texts:
        return first
    return replace(first, top=top_of(first.top - 1, rows))


def _filled(cells: tuple[Cell, ...]) -> int:
    return sum(1 for cell in cells if not is_blank(cell))


def _is_title(cells: tuple[Cell, ...]) -> bool:
    """Whether a line has so few cells that it is a title, or is one of a form: `Site: | Town Hall | Date: | 3 May`."""
    filled = [as_text(cell) for cell in cells if not is_blank(cell)]
    return len(filled) <= _TITLE_CELLS or sum(1 for text in filled if _FORM_LABEL.match(text)) * 2 >= len(filled)


def _same(one: HeaderRow, other: HeaderRow) -> bool:
    def words(header: HeaderRow) -> list[str]:
        return [plain(text) for text in header.texts]

    return words(one) == words(other)


def _block_at(number: int, rows: Rows, wanted: FieldSet) -> Block | None:
    upper = read_headers(rows.get(number, ()), wanted)
    if upper is None or upper.filled == 0:
        return None
    lower = read_headers(rows.get(number + 1, ()), wanted)
    if lower is not None and lower.filled >= 2 and _are_two_rows(upper, lower):
        joined = join_headers(upper, lower, wanted)
        says_more = len(joined.fields) > max(len(upper.fields), len(lower.fields))
        # “Name” under “Building” is the site; by itself it would be the name of a device.
        is_under_group = upper.filled < lower.filled and not SITE_FIELDS & lower.fields
        is_site = is_under_group and not SITE_FIELDS.isdisjoint(joined.fields)
        if joined.is_plausible(wanted) and (says_more or is_site):
            return Block((number, number + 1), joined, top_of(number, rows))
    if not upper.is_plausible(wanted):
        return None
    return Block((number,), upper, top_of(number, rows))


def _are_two_rows(upper: HeaderRow, lower: HeaderRow) -> bool:
    """Whether the lower row continues headers: half of the lower texts are known words, under fewer groups."""
    if upper.filled < 2 or (upper.filled > lower.filled + 3 and lower.filled < 2):
        return False
    known = len(lower.meanings) + lower.credentials
    beside = sum(1 for u, low in zip(upper.texts, lower.texts, strict=False) if low and not u)
    return known * 2 >= lower.filled and (beside > 0 or upper.filled <= lower.filled)


def top_of(number: int, rows: Rows) -> int:
    """First of the lines directly above the headers that hold one or two cells.

    Args:
        number: First row of the headers.
        rows: The rows at hand.
    """
    top = number
    while (above := rows.get(top - 1)) is not None and _is_title(above):
        top -= 1
        if _filled(above) == 0 and number - top > 8:
            break
    return top


def titles_above(block: Block, rows: Rows) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The lines above the headers that may be titles or say the site, with their row numbers."""
    for number in range(block.top, block.rows[0] + block.is_bare):
        cells = rows.get(number, ())
        if _filled(cells) and _is_title(cells):
            yield number, cells


def lines_above(block: Block, rows: Rows) -> tuple[tuple[int, str], ...]:
    """The lines above the headers as (row, text), blank ones left out."""
    lines = ((number, " ".join(filter(None, map(as_text, cells)))) for number, cells in titles_above(block, rows))
    return tuple((number, text[:300]) for number, text in lines if text)


def labelled(number: int, cells: tuple[Cell, ...]) -> dict[str, Filled]:
    """What a line such as `Site: Town Hall` says, in one cell or in two side by side: field → value and its cell."""
    filled = [(i, as_text(cell)) for i, cell in enumerate(cells) if not is_blank(cell)]
    if not filled or len(filled) > 4:
        return {}
    said: dict[str, Filled] = {}
    for place, (index, text) in enumerate(filled):
        label = _LABEL.match(text if ":" in text or "：" in text or place + 1 == len(filled) else text + ":")
        if label is None:
            continue
        value, where = label["value"].strip(), index
        if not value and place + 1 < len(filled):
            where, value = filled[place + 1]
        field = "site_name" if label["site"] else "site_code" if label["code"] else "organisation"
        if value and field not in said:
            said[field] = Filled(value, address(where, number))
    return said
