"""Counts in columns: devices counted per site under a header for each type, or under a header for each site. Pure.

Each count becomes a line of its own: the row says one half of it, the header of its column the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from riskreg.rules.counting import counted
from riskreg.rules.issues import Issue
from riskreg.rules.terms import EquipmentKind, Severity
from riskreg.tables import codes
from riskreg.tables.cells import Cell, address, as_text, column_letter, is_blank
from riskreg.tables.fields import SITE_FIELDS, FieldSet
from riskreg.tables.found import ColumnFound, Filled, SkippedRow, Stretch, TableFound
from riskreg.tables.headers import HeaderRow, Meaning
from riskreg.tables.makers import names_maker, names_model
from riskreg.tables.totals import is_total
from riskreg.tables.values import parse_date, parse_kind
from riskreg.tables.values.choices import is_kind
from riskreg.tables.values.counting import count_in, is_untold
from riskreg.tables.walking import is_site_code
from riskreg.tables.wording import compact, plain, word_set, words

COUNTED = "counted"
"""What a person says of a column whose header names what its cells count: `--map "Dahua PTZ=counted"`."""
MOST_COUNTED = 5_000
"""The most devices that a cell of such a table is believed to count by itself."""
_PLACES = SITE_FIELDS | {"organisation", "postcode", "uprn"}
_DEVICES = frozenset({"make", "producer", "model", "make_and_model", "part_number", "description", "kind"})
_IDENTITY = frozenset({"serial_number", "mac_address", "ip_address", "hardware_id", "reference"})
BY_TYPE = frozenset({"name", "recorder", "kind", "quantity", "system", "component"})
"""What a header such as “NVR” or “No of cameras” may be taken for, where the cells under it are counts."""
BY_SITE = frozenset({"site_name", "site_code", "location"})
_MARK = re.compile(
    r"[(\[]\s*(?:no|nos|qty|quantity|number|count|units?|pcs|each|ea|#|№|anzahl|nombre|st)\.?\s*[)\]]"
    r"|^\s*(?:number|no\.?|nos\.?|qty|quantity|count|total)\s+of\s+|^\s*(?:qty|no\.|#)\s*:?\s*|\s*[-–:]?\s*(?:qty|count)\s*$",
    re.IGNORECASE,
)
"""What says in a header that its cells count."""
_YEAR = re.compile(r"(?:fy ?)?(?:19|20)\d\d(?:\s*[-/–]\s*\d{2,4})?|q[1-4]\b.*", re.IGNORECASE)
_REST = word_set(
    "other others unknown misc miscellaneous unbranded various unidentified sonstige autres otros altri inne"
)
_NO_DEVICES = word_set(
    "staff rooms room floor floors storey storeys storeys area sqm sq m2 ft visitors spaces seats desks height age",
    " year years population budget cost costs price value rate lat latitude long longitude lon easting northing tel",
    " phone telephone fax hours days months weeks weight watts watt w power amps volts range metres meters mm lens",
    " resolution mp megapixel megapixels fps channels channel ports port bays drives tb gb mb storage hdd ram licence",
    " licences license licenses pupils students beds fte headcount capacity warranty life lifespan score rank priority",
    " risk incidents visits ref reference no number id order line item sort index version level distance",
)
_LEAST_SITES = 3
_LISTED = 20
_NO_COUNT = "no device is counted in it"
_Fields = Mapping[str, Filled]


@dataclass(frozen=True)
class Counts:
    """The columns of a table whose cells are counts.

    Attributes:
        columns: Column → what its header says of every device counted in it.
        totals: Columns that add the others up.
        are_sites: Whether the headers are sites; else they are types of device.
    """

    columns: Mapping[int, _Fields]
    totals: frozenset[int]
    are_sites: bool

    @property
    def brought(self) -> tuple[str, ...]:
        """The fields that the headers give."""
        return tuple(sorted({name for fields in self.columns.values() for name in fields}))

    @property
    def own(self) -> frozenset[int]:
        """Every column with counts or their totals."""
        return self.totals | self.columns.keys()

    def rest_of(self, header: HeaderRow) -> HeaderRow:
        """The headers of the other columns."""
        own = self.own
        texts = tuple("" if index in own else text for index, text in enumerate(header.texts))
        return replace(
            header,
            texts=texts,
            meanings={index: found for index, found in header.meanings.items() if index not in own},
            filled=sum(1 for text in texts if text),
        )

    def columns_with(self, found: Sequence[ColumnFound], header: HeaderRow) -> tuple[ColumnFound, ...]:
        """All columns of the table: those of counts, their totals, and the others as they were understood."""
        own = {c.index: c for c in found if c.index not in self.own}
        for index in self.columns:
            why = f"its cells count {'devices at the site' if self.are_sites else 'the devices'} that its header names"
            own[index] = ColumnFound(index, column_letter(index), header.texts[index], "quantity", why, 0.8)
        for index in self.totals:
            why = "it adds up the counts of the row"
            text = header.texts[index]
            own[index] = ColumnFound(index, column_letter(index), text, None, why, 0.9, is_ignored=True)
        return tuple(own[index] for index in sorted(own))


def counts_of(
    header: HeaderRow,
    header_rows: tuple[int, ...],
    values: Mapping[int, Sequence[Cell]],
    wanted: FieldSet,
    decided: Mapping[str, str],
    *,
    sites: bool,
) -> Counts | None:
    """The columns of a table that count devices; None where it has none, as most.

    Args:
        header: The headers.
        header_rows: Their rows.
        values: Column → its cells in some rows of data.
        wanted: The fields of the list.
        decided: Normalised header → what a person said that its column means.
        sites: Whether places matter.
    """
    if "quantity" not in wanted.fields or "make" not in wanted.fields:
        return None
    given = {index: decided[compact(text)] for index, text in enumerate(header.texts) if compact(text) in decided}
    named = [index for index, choice in given.items() if choice == COUNTED]
    fields = {found.field for index, found in header.meanings.items() if index not in given} | set(given.values())
    if not named and fields & _IDENTITY:
        return None
    counted = {
        index: column
        for index, text in enumerate(header.texts)
        if text and index not in given and _may_count(text, header.meanings.get(index))
        if (column := _column(values.get(index, ()), is_sure=_tells_maker(_stripped(text))))
    }
    if not named and not counted:
        return None
    totals = {index for index in counted if _is_total(header.texts[index])}
    parts = {index: column for index, column in counted.items() if index not in totals}
    are_sites = bool(fields & (_DEVICES - {"kind"})) or ("kind" in fields and not fields & _PLACES)
    if named:
        chosen = [index for index in named if index not in totals]
        are_sites = are_sites and not any(_tells_device(header.texts[index]) for index in chosen)
    else:
        chosen = _of_sites(header, parts, totals, counted) if are_sites and sites else []
        are_sites = bool(chosen)
        chosen = chosen or _of_types(header, parts, totals, counted, fields)
    if not chosen:
        return None
    said = _site_said if are_sites else _device_said
    return Counts(
        {index: said(header.texts[index], address(index, header_rows[-1])) for index in sorted(chosen)},
        frozenset(totals if len(chosen) > 1 else ()),
        are_sites,
    )


def counted_lines(
    walk: Callable[[TableFound], Iterator[Stretch | SkippedRow]], counts: Counts
) -> Callable[[TableFound], Iterator[Stretch | SkippedRow]]:
    """Goes through a table with counts: a line for each count, with what its header says.

    Args:
        walk: Goes through its rows.
        counts: Its columns.
    """

    def each(table: TableFound) -> Iterator[Stretch | SkippedRow]:
        for item in walk(table):
            if isinstance(item, SkippedRow):
                is_heading = item.code == codes.ROW_HEADING
                yield item._replace(code=codes.ROW_NOTE, reason=_NO_COUNT) if is_heading else item
                continue
            kept: list[int] = []
            for n, cells in enumerate(zip(*item.columns, strict=True)):
                skipped = _no_line(item, n, cells, counts)
                if skipped is None:
                    kept.append(n)
                else:
                    yield skipped
                    if skipped.code == codes.COUNT_NOT_KNOWN:
                        kept.append(n)
            yield from _by_column(item, kept, counts)

    return each


def said_of_counts(
    sheet: str, counts: Counts, header: HeaderRow, row: int, sample: Sequence[tuple[int, tuple[Cell, ...]]]
) -> list[Issue]:
    """What must be said of a table with counts.

    Args:
        sheet: Name of the sheet.
        counts: Its columns.
        header: Its headers.
        row: Row of the headers.
        sample: Some rows of data, each with its number.
    """
    shown = [f"“{header.texts[index][:60]}”" for index in counts.columns]
    listed = ", ".join(shown[:6]) + (f" and {len(shown) - 6} more" if len(shown) > 6 else "")
    what = "a site" if counts.are_sites else "a type of device"
    message = f"The headers {listed} were each read as {what}, and the numbers under them as counts of devices."
    if len(shown) == 1:
        message = f"The header {listed} was read as {what}, and the numbers under it as counts of devices."
    first = min(counts.columns)
    said = [
        Issue(
            codes.COUNTS_IN_COLUMNS, Severity.WARNING, f"{message} Each count is a line of its own.",
            f'If a column counts no such devices, say so, for example: --map "{header.texts[first]}=text"',
            sheet, address(first, row), header.texts[first],
        )
    ]  # fmt: skip
    untold = [(n, i) for n, cells in sample for i in counts.columns if is_untold(cells[i]) and not is_blank(cells[i])]
    said.extend(_not_known(sheet, n, index) for n, index in untold[:_LISTED])
    for index in sorted(counts.totals):
        said.append(
            Issue(
                codes.TOTAL_COLUMN, Severity.NOTE,
                f"Column “{header.texts[index]}” adds up the counts of its row and was left out.",
                "", sheet, address(index, row), header.texts[index],
            )
        )  # fmt: skip
        said.extend(_wrong_totals(sheet, counts, index, header, row, sample))
    return said


def _may_count(text: str, found: Meaning | None) -> bool:
    if found is not None and found.field not in BY_TYPE | BY_SITE and not _MARK.search(text):
        return False
    return not _YEAR.fullmatch(plain(text)) and parse_date(text)[0] is None


def _column(cells: Sequence[Cell], *, is_sure: bool) -> tuple[int, ...]:
    """The counts of a column, or nothing where its cells are none; a maker's counts may stand among other words."""
    filled = [cell for cell in cells if not is_blank(cell) and not is_untold(cell)]
    counts = [count_in(cell) for cell in cells]
    numbers = [count for count in counts if count]
    known = sum(1 for cell in filled if count_in(cell) is not None)
    if is_sure and filled and count_in(filled[0]) is None:
        is_sure = not _tells_device(as_text(filled[0]))  # what stands there is a row of headers more
    are_years = len(numbers) > 1 and all(1990 <= number <= 2040 for number in numbers)
    if not numbers or are_years or (known * 5 < len(filled) * 4 and not is_sure) or max(numbers) > MOST_COUNTED:
        return ()
    return tuple(count or 0 for count in counts)


def _is_total(text: str) -> bool:
    return (
        is_total(text)
        or not (bare := _MARK.sub(" ", text).strip())
        or plain(bare) in ("qty", "quantity", "number", "count", "no")
    )


def _stripped(text: str) -> str:
    return " ".join(_MARK.sub(" ", text).split()).strip(" :-–")


def _tells_device(text: str) -> bool:
    """Whether a header names a type of device: a model, a maker, or a kind of equipment."""
    return _tells_maker(bare := _stripped(text)) or parse_kind(bare)[0] not in (
        EquipmentKind.UNKNOWN,
        EquipmentKind.OTHER,
    )


def _tells_maker(bare: str) -> bool:
    return names_maker(bare) or names_model(bare)


def _adds_up(columns: Collection[tuple[int, ...]], total: tuple[int, ...]) -> bool:
    """Whether a column holds the sums of others, in nine rows of ten."""
    sums = [sum(counts) for counts in zip(*columns, strict=True)]
    filled = [(one, other) for one, other in zip(sums, total, strict=True) if other]
    return len(columns) > 1 and bool(filled) and sum(one == other for one, other in filled) * 10 >= len(filled) * 9


def _of_types(
    header: HeaderRow,
    parts: Mapping[int, tuple[int, ...]],
    totals: Collection[int],
    counted: Mapping[int, tuple[int, ...]],
    fields: Collection[str | None],
) -> list[int]:
    """The columns that count types of device at the place of the row."""
    if not _PLACES & set(fields) or {"model", "make_and_model", "asset_tag"} & set(fields):
        return []
    telling = [index for index in parts if _tells_device(header.texts[index])]
    makers = [index for index in telling if _tells_maker(_stripped(header.texts[index]))]
    if "make" in fields or "producer" in fields:
        makers, telling = [], [index for index in telling if is_kind(_stripped(header.texts[index]))]
    if any(_adds_up(list(parts.values()), counted[index]) for index in totals) and telling:
        return list(parts)
    if not makers and len(telling) < 2:
        return []
    rest = [index for index in parts if index not in telling and set(plain(header.texts[index]).split()) & _REST]
    return [*telling, *rest]


def _of_sites(
    header: HeaderRow,
    parts: Mapping[int, tuple[int, ...]],
    totals: Collection[int],
    counted: Mapping[int, tuple[int, ...]],
) -> list[int]:
    """The columns that count the device of the row at the sites that their headers name."""
    places = [index for index, found in header.meanings.items() if found.field in _PLACES and index not in counted]
    named = [index for index in parts if not _NO_DEVICES & set(words(_stripped(header.texts[index])))]
    texts = [header.texts[index] for index in named]
    if places or len(named) < 2 or any(_tells_device(text) and not is_site_code(text) for text in texts):
        return []
    if any(_adds_up([parts[index] for index in named], counted[index]) for index in totals):
        return named
    if totals:
        return []
    has_gaps = any(0 in parts[index] for index in named)
    return named if len(named) >= _LEAST_SITES or has_gaps else []


def _device_said(text: str, where: str) -> dict[str, Filled]:
    bare = _stripped(text) or text
    kind = parse_kind(bare)[0]
    said = {"kind": Filled(kind.value, where)}
    said["description" if is_kind(bare) and not _tells_maker(bare) else "make_and_model"] = Filled(bare, where)
    return said


def _site_said(text: str, where: str) -> dict[str, Filled]:
    return {"site_code" if is_site_code(text) else "site_name": Filled(_stripped(text) or text, where)}


def _no_line(item: Stretch, n: int, cells: Sequence[Cell], counts: Counts) -> SkippedRow | None:
    """Why a row gives no line, or not all of its lines."""
    number = item.numbers[n]
    text = " | ".join(filter(None, map(as_text, cells)))[:120]
    first = next((as_text(cell) for cell in cells if not is_blank(cell)), "")
    if is_total(first) and len(first.split()) <= 6:
        return SkippedRow(item.sheet, number, codes.ROW_TOTAL, "a row of totals", text)
    own = [cells[index] for index in counts.columns]
    if all(count_in(cell) == 0 for cell in own):
        return SkippedRow(item.sheet, number, codes.ROW_NOTE, _NO_COUNT, text)
    unknown = [index for index in counts.columns if is_untold(cells[index])]
    if unknown:
        where = ", ".join(address(index, number) for index in unknown)
        return SkippedRow(item.sheet, number, codes.COUNT_NOT_KNOWN, f"no number stands in {where}; not counted", text)
    return None


def _by_column(item: Stretch, kept: Sequence[int], counts: Counts) -> Iterator[Stretch]:
    """The lines of some rows, column after column."""
    count = len(item.numbers)
    for index, said in counts.columns.items():
        cells = item.columns[index]
        rows = [n for n in kept if count_in(cells[n]) != 0 and not is_untold(cells[n])]
        if not rows:
            continue
        others = counts.own - {index}
        columns: list[Sequence[Cell]] = [
            [None] * len(rows) if position in others else [column[n] for n in rows]
            for position, column in enumerate(item.columns)
        ]
        numbers = item.numbers if len(rows) == count else [item.numbers[n] for n in rows]
        yield Stretch(item.sheet, numbers, columns, {**item.filled, **said})


def _not_known(sheet: str, row: int, index: int) -> Issue:
    return Issue(
        codes.COUNT_NOT_KNOWN, Severity.WARNING,
        "The cell says in words that the number of devices is not known; none was counted.",
        "Write how many there are, 0 where there is none.", sheet, address(index, row),
    )  # fmt: skip


def _wrong_totals(
    sheet: str, counts: Counts, total: int, header: HeaderRow, row: int, sample: Sequence[tuple[int, tuple[Cell, ...]]]
) -> list[Issue]:
    sums = [(count_in(cells[total]), sum(count_in(cells[i]) or 0 for i in counts.columns)) for _, cells in sample]
    wrong = sum(1 for told, found in sums if told and told != found)
    if not wrong:
        return []
    return [
        Issue(
            codes.TOTAL_DIFFERS, Severity.WARNING,
            f"In {counted(wrong, 'row')} column “{header.texts[total]}” is not the sum of the counts, which count.",
            "Correct the counts or the totals.", sheet, address(total, row), header.texts[total],
        )
    ]  # fmt: skip
