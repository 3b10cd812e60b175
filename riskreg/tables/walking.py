"""Going through the rows of a table once: what is data, what is a heading, a total, a note or headers again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from riskreg.rules.formulas import denature
from riskreg.tables import codes
from riskreg.tables.cells import Cell, CellError, address, as_text, is_blank
from riskreg.tables.dittos import DITTOS, NEVER_AS_ABOVE, is_numbering, is_rule
from riskreg.tables.fields import SITE_FIELDS
from riskreg.tables.found import Filled, SkippedRow, Stretch, TableFound
from riskreg.tables.locating import labelled
from riskreg.tables.merged import NOT_REPEATED, MergedDown
from riskreg.tables.totals import is_group_total, is_total
from riskreg.tables.values.identifiers import says_nothing
from riskreg.tables.wording import plain, word_set
from riskreg.tables.workbook import Sheet

_NOTE = re.compile(
    r"^\s*(?:[*†‡©]|\(?\d\)\s|notes?\b|n\.?b\.?\b|source\b|key\b|legend\b|printed\b|page \d|end of\b|prepared by\b"
    r"|generated\b"
    r"|last updated\b|disclaimer\b|confidential\b|official\b|remarks?:|nodyn|nodiadau|hinweis|remarque|nota\b|uwaga"
    r"|примечани[ея]\b|σημείωση|注[:：]|ملاحظة)",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"[*†‡§]+|\(?\d\)|\[\d\]")
_EQUIPMENT = word_set(
    "camera cameras nvr nvrs dvr dvrs recorder recorders server servers equipment devices cctv",
    " floor floors external internal basement mezzanine",
    " intercom intercoms switch switches network list assets encoders ptz dome domes fixed wireless kameras kamery",
    " камеры видеокамеры регистраторы оборудование καμερεσ καταγραφικα εξοπλισμοσ 摄像机 摄像头 录像机 设备 الكاميرات",
)
_PARTS = word_set("floor floors external internal basement mezzanine")
_CODE = re.compile(r"[A-Za-z]{0,6}[-/_.]?\d[\w\-/.]*")
_SITE_CODE = re.compile(r"[A-Z]{1,6}[-/]?\d{1,8}")
_IDENTITY = frozenset(
    {"serial_number", "mac_address", "hardware_id", "model", "make", "make_and_model", "asset_tag", "ip_address"}
)
_SIGNED = re.compile(
    r"\s*(?:signed|checked|prepared|completed|compiled|approved|authori[sz]ed|certified|verified|surveyed|reviewed"
    r"|produced|audited|updated|submitted|returned|confirmed)(?: off)?(?: and \w+)? by\b",
    re.IGNORECASE,
)
_NIL = re.compile(
    r"(?:none|nil)(?: (?:return|here|on site|at (?:this )?site|present|installed))?"
    r"|(?:no|nil|without) (?:\w+ ){0,3}(?:cctv|cameras?|equipment|surveillance|recorders?)\b.*"
)
"""What stands in a list in place of a device, where there is none."""
_FIRST_OF_NIL = frozenset("nNwW ")
_BESIDE_DEVICES = SITE_FIELDS | {"organisation", "postcode", "uprn", "quantity", "notes", "control"}
_UNDER_HEADERS = 3
"""Rows under the headers that may number or explain the columns."""
_LONGEST_HEADING = 80
_FAR_BELOW = 200
"""Blank rows after which a single cell is a slip of the hand rather than a device or a heading."""
_NOTHING: Mapping[str, Filled] = MappingProxyType({})


@dataclass(frozen=True)
class Walk:
    """What is needed to go through one table.

    Attributes:
        sheet: Where its rows lie.
        header_texts: Column → header as it stands in the last header row, for recognising repeats.
        again: Row numbers known to hold headers again.
        sites_wanted: Whether headings may be sites: the list has sites at all.
    """

    sheet: Sheet
    header_texts: Mapping[int, str]
    again: frozenset[int]
    sites_wanted: bool

    def __call__(self, table: TableFound) -> Iterator[Stretch | SkippedRow]:
        """Go through the rows of the table."""
        return _Pass(self, table).run()


def is_site_code(text: str) -> bool:
    """Whether the name of a place is plainly a code: `TH01`, `S-12`."""
    return _SITE_CODE.fullmatch(text) is not None


def heading_above(number: int, rows: Mapping[int, tuple[Cell, ...]]) -> Filled | None:
    """The text directly above a row of headers, one blank row between them allowed, where it can be a place's name.

    Args:
        number: Row of the headers.
        rows: The rows at hand.
    """
    for above in (number - 1, number - 2):
        shown = [(i, as_text(cell)) for i, cell in enumerate(rows.get(above, ())) if not is_blank(cell)]
        if not shown:
            continue
        index, text = shown[0]
        is_name = len(shown) == 1 and len(text) <= _LONGEST_HEADING and not _NOTE.match(text)
        if is_name and not is_total(text) and _EQUIPMENT.isdisjoint(plain(text).split()):
            return Filled(text, address(index, above))
        return None
    return None


def _most_blank(columns: Sequence[Sequence[Cell]]) -> int:
    """How many cells are blank in the row with the most blank ones."""
    with_blanks = [column for column in columns if None in column]
    return max((cells.count(None) for cells in zip(*with_blanks, strict=True)), default=0)


def _is_part_of_building(number: int, cells: tuple[Cell, ...]) -> bool:
    """Whether a line names a floor or the like, and no place by itself."""
    text = next(as_text(cell) for cell in cells if not is_blank(cell))
    return not labelled(number, cells) and not _PARTS.isdisjoint(plain(text).split())


class _Pass:
    """One pass over one table."""

    def __init__(self, walk: Walk, table: TableFound) -> None:
        self.walk = walk
        self.table = table
        self.name = table.sheet
        self.carried = [(c.index, c.field) for c in table.columns if c.carries and c.field is not None]
        self.is_own = table.is_own_export
        self.values: dict[str, Filled] = dict(table.site)
        self.filled: Mapping[str, Filled] = MappingProxyType(dict(self.values)) if self.values else _NOTHING
        self.pending: list[tuple[int, tuple[Cell, ...]]] = []
        known = [c.index for c in table.columns if c.field is not None]
        self.known = len(known)
        self.identity = frozenset(c.index for c in table.columns if c.field in _IDENTITY)
        # A line of one or two cells can be a heading only where a row of data has clearly more.
        self.sparse = 2 if self.known >= 4 else 1 if self.known >= 3 else 0
        self.total_up_to = max(self.sparse, 2, self.known // 2)
        self.first = min(walk.header_texts, default=0)
        self.without_sites = not SITE_FIELDS & set(table.fields)
        self.last_row = table.first_row
        self.as_above = [
            c.index for c in table.columns if c.field is not None and c.field not in NEVER_AS_ABOVE and not self.is_own
        ]
        self.merged = MergedDown(walk.sheet.merged, self._as_repeated(), table.first_row, table.last_row)
        self.above: tuple[Cell, ...] = ()
        self.of_devices = [c.index for c in table.columns if c.field is not None and c.field not in _BESIDE_DEVICES]
        self.quantity = table.fields.get("quantity")
        self._firsts: frozenset[str] | None = None

    def run(self) -> Iterator[Stretch | SkippedRow]:
        for first, columns in self.walk.sheet.stretches(self.table.first_row, self.table.last_row):
            count = len(columns[0]) if columns else 0
            if self._is_plain(first, count, columns):
                self.last_row = first + count - 1
                self.above = tuple(column[-1] for column in columns)
                yield Stretch(self.name, range(first, first + count), columns, self.filled)
                continue
            rows = list(zip(*columns, strict=True))
            numbers: list[int] = []
            taken: list[tuple[Cell, ...]] = []
            filled = self.filled
            for item in self._each(first, rows):
                is_skipped = isinstance(item, SkippedRow)
                if taken and (is_skipped or self.filled is not filled):
                    yield Stretch(self.name, numbers, list(zip(*taken, strict=True)), filled)
                    numbers, taken = [], []
                if isinstance(item, SkippedRow):
                    yield item
                    continue
                filled = self.filled
                numbers.append(item[0])
                taken.append(item[1])
            if taken:
                yield Stretch(self.name, numbers, list(zip(*taken, strict=True)), filled)
        yield from self._give_up_pending()

    def _is_plain(self, first: int, count: int, columns: Sequence[Sequence[Cell]]) -> bool:
        """Whether every row of a stretch is plainly a row of data: no heading, no total, no headers again."""
        header = self.walk.header_texts.get(self.first)
        return (
            not self.pending
            and first > self.table.first_row
            and not self.carried
            and not self.merged
            and not self.table.is_neutralised
            and not any(first <= number < first + count for number in self.walk.again)
            and not (header and header in columns[self.first])
            and all(DITTOS.isdisjoint(columns[index]) for index in self.as_above)
            and _most_blank(columns) < len(columns) - self.total_up_to
        )

    def _each(
        self, first: int, rows: Sequence[tuple[Cell, ...]]
    ) -> Iterator[tuple[int, tuple[Cell, ...]] | SkippedRow]:
        """The rows one by one: those of data with their numbers, and the others as skipped."""
        first_header = self.walk.header_texts.get(self.first)
        again, carried = self.walk.again, self.carried
        total_up_to = self.total_up_to
        own = self.table.is_neutralised
        for number, cells in enumerate(rows, first):
            filled = len(cells) - cells.count(None)
            if filled == 0:
                continue
            if self.merged:
                cells = self.merged.filled(number, cells)
                filled = len(cells) - cells.count(None)
            if own:
                cells = tuple(denature(cell) if type(cell) is str else cell for cell in cells)
            if number in again or (cells[self.first] == first_header and first_header and self._is_again(cells)):
                # What stands above headers that are repeated is the title of the section below, never of the one above.
                if self.pending and (self.without_sites or labelled(*self.pending[-1])):
                    yield from self._take_headings()
                else:
                    yield from self._give_up_pending()
                yield self._skip(number, cells, codes.ROW_HEADER_AGAIN, "the headers are repeated")
                continue
            if is_rule(cells) or (number - self.table.first_row < _UNDER_HEADERS and is_numbering(cells)):
                yield self._skip(number, cells, codes.ROW_NOTE, "a line that belongs to the headers, no device")
                continue
            cells = self._as_above(cells)
            if self._says_there_is_none(cells):
                yield self._skip(number, cells, codes.ROW_NOTE, "it says that there is no equipment")
                continue
            if filled <= total_up_to:
                skipped = self._judge_sparse(number, cells, filled)
                if skipped is not None:
                    yield from skipped
                    continue
            if self.pending:
                yield from self._take_headings()
            self.last_row = number
            self.above = cells
            if carried:
                self._carry(number, cells)
            yield number, cells

    def _as_repeated(self) -> frozenset[int]:
        """Columns of which a cell that is merged downwards holds for each of its rows."""
        carried = {index for index, _ in self.carried}
        known = [c for c in self.table.columns if c.field is not None and c.field not in NOT_REPEATED]
        return frozenset(c.index for c in known if c.index not in carried)

    def _says_there_is_none(self, cells: tuple[Cell, ...]) -> bool:
        """Whether a row says of a place that it has none: `No CCTV`. What is unknown, or counted, is there."""
        # Most rows are told by first letters, which is quick.
        if not any(isinstance(cell := cells[index], str) and cell[:1] in _FIRST_OF_NIL for index in self.of_devices):
            return False
        texts = [as_text(cells[index]) for index in self.of_devices if not is_blank(cells[index])]
        if not any(_NIL.fullmatch(plain(text)) for text in texts):
            return False
        counted = cells[self.quantity] if self.quantity is not None else None
        return (is_blank(counted) or as_text(counted) == "0") and all(
            says_nothing(text) or _NIL.fullmatch(plain(text)) for text in texts
        )

    def _as_above(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The row with the values above in place of marks that mean them."""
        marked = [index for index in self.as_above if cells[index] in DITTOS]
        if not marked or not self.above:
            return cells
        return tuple(self.above[index] if index in marked else cell for index, cell in enumerate(cells))

    def _is_again(self, cells: tuple[Cell, ...]) -> bool:
        texts = self.walk.header_texts
        same = sum(1 for index, text in texts.items() if as_text(cells[index]) == text)
        return same * 2 > len(texts)

    def _judge_sparse(self, number: int, cells: tuple[Cell, ...], filled: int) -> list[SkippedRow] | None:
        """What a row with few cells is: skipped rows, an empty list when it waits as a heading, or None for data."""
        shown = [(i, as_text(cell)) for i, cell in enumerate(cells) if not is_blank(cell)]
        if not shown:
            if any(isinstance(cell, CellError) for cell in cells):
                return None
            return []  # only spaces
        index, text = shown[0]
        if is_total(text) and len(text.split()) <= 6 and index not in self.identity - {self.first}:
            return [*self._give_up_pending(), self._skip(number, cells, codes.ROW_TOTAL, "a row of totals")]
        rest = [cell for i, cell in enumerate(cells) if i != index and not is_blank(cell)]
        if rest and is_group_total(text) and all(type(cell) in (int, float) for cell in rest):
            return [*self._give_up_pending(), self._skip(number, cells, codes.ROW_TOTAL, "a row of totals")]
        if _SIGNED.match(text):
            return [*self._give_up_pending(), self._skip(number, cells, codes.ROW_NOTE, "a line with a signature")]
        if filled > self.sparse:
            return None
        if len(shown) == 1 and (number - self.last_row > _FAR_BELOW or not any(c.isalnum() for c in text)):
            return [*self._give_up_pending(), self._skip(number, cells, codes.ROW_NOTE, "a cell of its own, no device")]
        is_note = _FOOTNOTE.fullmatch(text) if len(shown) == 2 else _NOTE.match(text)
        if len(text) > _LONGEST_HEADING or is_note or all(_NOTE.match(each) for _, each in shown):
            return [*self._give_up_pending(), self._skip(number, cells, codes.ROW_NOTE, "a line of notes")]
        if labelled(number, cells):
            self.pending.append((number, cells))
            return []
        if len(shown) > 1 or not isinstance(cells[index], str):
            return None
        covers = any(top == number and right - left >= 2 for top, left, _, right in self.walk.sheet.merged)
        if not covers and (self._tells_a_device(index, text) or _CODE.fullmatch(text)):
            return None
        self.pending.append((number, cells))
        return []

    def _tells_a_device(self, index: int, text: str) -> bool:
        """Whether a cell that stands alone is a maker or a number, so that its row is a device and no heading.

        A place may stand above its devices in the first column, whatever that column holds, but only where places are
        wanted, the list has no column for them, and no device says the same there.
        """
        if index not in self.identity:
            return False
        if index != self.first or not self.walk.sites_wanted or not self.without_sites:
            return True
        return plain(text) in self._said_first()

    def _said_first(self) -> frozenset[str]:
        """What the first column says in rows that say more."""
        if self._firsts is None:
            found = set()
            for _, columns in self.walk.sheet.stretches(self.table.first_row, self.table.last_row):
                for cells in zip(*columns, strict=True):
                    if len(cells) - cells.count(None) > self.sparse and not is_blank(cells[self.first]):
                        found.add(plain(as_text(cells[self.first])))
            self._firsts = frozenset(found)
        return self._firsts

    def _take_headings(self) -> Iterator[SkippedRow]:
        """The lines waiting stand above a row of data: the last is its heading, a site unless it names equipment."""
        # A floor below the name of a place is a part of that place.
        chosen = len(self.pending) - 1
        while chosen and self.walk.sites_wanted and _is_part_of_building(*self.pending[chosen]):
            chosen -= 1
        for place, (number, cells) in enumerate(self.pending):
            if place == chosen:
                yield self._heading(number, cells)
                continue
            said = labelled(number, cells)
            if said:
                self._set(said)
            where = "above" if place < chosen else "below"
            yield self._skip(number, cells, codes.ROW_HEADING, f"a heading {where} another heading")
        self.pending.clear()

    def _heading(self, number: int, cells: tuple[Cell, ...]) -> SkippedRow:
        index, text = next((i, as_text(cell)) for i, cell in enumerate(cells) if not is_blank(cell))
        said = labelled(number, cells)
        if not said and self.walk.sites_wanted and _EQUIPMENT.isdisjoint(plain(text).split()):
            field = "site_code" if is_site_code(text) else "site_name"
            said = {field: Filled(text, address(index, number))}
        if said:
            self.values.pop("site_code", None)
            self.values.pop("site_name", None)
            self._set(said)
            shown = " and ".join(f"“{filled.value}”" for filled in said.values())
            return self._skip(
                number, cells, codes.ROW_HEADING, f"a heading: {shown} was taken as the place of the rows below"
            )
        return self._skip(number, cells, codes.ROW_HEADING, "a heading that names a group of equipment, not a place")

    def _give_up_pending(self) -> list[SkippedRow]:
        """Lines with no data below them are notes."""
        given = [
            self._skip(number, cells, codes.ROW_NOTE, "a line of its own with no row of data below it")
            for number, cells in self.pending
        ]
        self.pending.clear()
        return given

    def _carry(self, number: int, cells: tuple[Cell, ...]) -> None:
        new: dict[str, Filled] = {}
        for index, field in self.carried:
            cell = cells[index]
            if not is_blank(cell):
                text = as_text(cell)
                if self.values.get(field) is None or self.values[field].value != text:
                    new[field] = Filled(text, address(index, number))
        if new:
            # A new site name without a code must not keep the code of the site above.
            for index, field in self.carried:
                is_other_site_field = field in SITE_FIELDS and field not in new and SITE_FIELDS & set(new)
                if is_other_site_field and is_blank(cells[index]):
                    self.values.pop(field, None)
            self._set(new)

    def _set(self, said: Mapping[str, Filled]) -> None:
        self.values.update(said)
        self.filled = MappingProxyType(dict(self.values))

    def _skip(self, number: int, cells: tuple[Cell, ...], code: str, reason: str) -> SkippedRow:
        text = " | ".join(filter(None, (as_text(cell) for cell in cells)))
        return SkippedRow(self.name, number, code, reason, text[:120])
