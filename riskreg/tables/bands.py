"""Several devices in one row: tables side by side, numbered groups of columns, a recorder's columns beside a camera's.

Each group of columns is read as a table of its own over the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import Cell, address, as_text, column_letter, is_blank
from riskreg.tables.fields import SITE_FIELDS, FieldSet
from riskreg.tables.found import Filled
from riskreg.tables.headers import HeaderRow, Meaning, meaning, without_number
from riskreg.tables.values import parse_kind
from riskreg.tables.values.identifiers import says_nothing
from riskreg.tables.wording import plain, word_set, words
from riskreg.tables.workbook import Sheet

_MAKERS = frozenset({"make", "model", "make_and_model"})
"""What a group of columns must repeat to name another device: two addresses may be those of one."""
_NUMBERS = frozenset({"serial_number", "mac_address", "asset_tag", "hardware_id", "ip_address", "quantity"})
_PLACES = SITE_FIELDS | {"organisation"}
_RECORDERS = word_set("nvr nvrs dvr dvrs hvr xvr recorder recorders")
_CAMERAS = word_set("camera cameras cam cams")
_KINDS = _RECORDERS | word_set("encoder encoders switch switches server servers intercom intercoms monitor monitors")
_NOT_THERE = word_set(
    "proposed replacement replacements replaced replace new future planned target recommended upgrade option",
    " alternative quote quoted old previous former removed",
)
_GENERAL = word_set("equipment device devices details unit units item items with by asset assets")
"""What stands over columns of devices that are not there: they stay text beside the device that is."""
_OF_CAMERA = frozenset({"channel", "port", "switch_port"})
"""What a header with a recorder's name tells of the camera: where it is connected."""


@dataclass(frozen=True, slots=True)
class Band:
    """One group of columns that names devices of its own.

    Attributes:
        header: The headers of its columns and of those that hold for every group; the others are blank.
        own: Its columns.
        said: What stands over the group: the site, or the kind of device.
        is_beside: Whether the device is named beside others, as a recorder in the row of each of its cameras.
    """

    header: HeaderRow
    own: frozenset[int]
    said: Mapping[str, Filled] = field(default_factory=dict)
    is_beside: bool = False


@dataclass(frozen=True)
class Part(Sheet):
    """A sheet of which only one group of columns, and what holds for all of them, is looked at.

    Attributes:
        own: Columns of the group.
        shown: These and the columns that hold for every group.
        others: Columns of the other groups.
        is_first: Whether it is the first group, which speaks for lines that are nobody's device.
        is_beside: As of the group: what is named again at the same place is the same device.
    """

    own: frozenset[int] = frozenset()
    shown: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    is_first: bool = True
    is_beside: bool = False

    def stretches(self, first: int = 1, last: int | None = None) -> Iterator[tuple[int, list[Sequence[Cell]]]]:
        """The rows; one that says nothing of this group is blank where it says something of another."""
        seen: set[tuple[str, ...]] = set()
        above: dict[int, str] = {}
        for number, columns in super().stretches(first, last):
            rows = [self._of(cells, seen, above) for cells in zip(*columns, strict=True)]
            yield number, list(zip(*rows, strict=True))

    def _of(self, cells: tuple[Cell, ...], seen: set[tuple[str, ...]], above: dict[int, str]) -> tuple[Cell, ...]:
        nothing: tuple[Cell, ...] = (None,) * len(cells)
        if all(_is_nothing(cells[index]) for index in self.own):
            of_others = any(not is_blank(cells[index]) for index in self.others)
            is_line = sum(1 for index in self.shown if not is_blank(cells[index])) == 1
            if of_others or not (self.is_first or is_line):
                return nothing
        elif self.is_beside:
            places = self.shown - self.own
            above.update({index: plain(as_text(cells[index])) for index in places if not is_blank(cells[index])})
            at = tuple(above.get(index, "") for index in sorted(places))
            key = (*at, *(plain(as_text(cells[index])) for index in sorted(self.own)))
            if key in seen:
                return nothing
            seen.add(key)
        return tuple(cell if index in self.shown else None for index, cell in enumerate(cells))


def part_of(sheet: Sheet, band: Band, bands: Sequence[Band]) -> Part:
    """The sheet as one of its groups of columns sees it.

    Args:
        sheet: The sheet.
        band: The group.
        bands: All groups of its rows.
    """
    shown = frozenset(index for index, text in enumerate(band.header.texts) if text) | band.own
    others = frozenset(index for other in bands for index in other.own) - shown
    whole = {each.name: getattr(sheet, each.name) for each in fields(Sheet)}
    return Part(**whole, own=band.own, shown=shown, others=others, is_first=band is bands[0], is_beside=band.is_beside)


def bands_of(header: HeaderRow, over: Sequence[Cell], row: int, wanted: FieldSet, *, is_grouped: bool) -> list[Band]:
    """The groups of columns that each name a device; none where a row names one, as it mostly does.

    Args:
        header: The headers.
        over: The line directly above the (lower) headers.
        row: Number of that line.
        wanted: The fields of the list.
        is_grouped: Whether that line holds the names of groups of columns.
    """
    if not _MAKERS & set(wanted.fields):
        return []
    return _repeated(header, over, row, is_grouped) or _numbered(header, wanted) or _of_kinds(header, wanted)


def said_of(sheet: str, row: int, bands: Sequence[Band]) -> Issue:
    """That the rows of a sheet name several devices each.

    Args:
        sheet: Its name.
        row: Row of the headers.
        bands: The groups.
    """
    shown = "; ".join(_letters(band.own) for band in bands)
    beside = " A device beside others is taken once for each place." if any(b.is_beside for b in bands) else ""
    return Issue(
        codes.SEVERAL_IN_ROW,
        Severity.WARNING,
        f"{len(bands)} groups of columns name a device each ({shown}); each was read as a list of its own.{beside}",
        "Check the devices of one row. If they are not right, put every device in a row of its own.",
        sheet=sheet,
        cell=str(row),
    )


def _kind_said(word: str, where: str | None) -> dict[str, Filled]:
    kind, code = parse_kind(word)
    return {} if code is not None else {"kind": Filled(kind.value, where)}


def _is_nothing(cell: Cell) -> bool:
    return is_blank(cell) or says_nothing(as_text(cell))


def _letters(columns: frozenset[int]) -> str:
    runs: list[list[int]] = []
    for index in sorted(columns):
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return ", ".join(column_letter(r[0]) + (f"–{column_letter(r[-1])}" if len(r) > 1 else "") for r in runs)


def _header(header: HeaderRow, own: frozenset[int], shared: frozenset[int], more: Mapping[int, Meaning]) -> HeaderRow:
    texts = tuple(text if index in own | shared else "" for index, text in enumerate(header.texts))
    meanings = {index: found for index, found in {**header.meanings, **more}.items() if texts[index]}
    return HeaderRow(texts, meanings, sum(1 for text in texts if text), header.credentials)


def _repeated(header: HeaderRow, over: Sequence[Cell], row: int, is_grouped: bool) -> list[Band]:
    """Tables side by side: the same headers again, further to the right."""
    at: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(header.texts):
        found = header.meanings.get(index)
        if text:
            # Under the names of groups, “Camera make” and “Make” are the makes of two groups.
            is_alike = is_grouped and found is not None and found.field in _MAKERS
            at[found.field if found is not None and is_alike else plain(text)].append(index)
    makers = [len(columns) for columns in at.values() if (m := header.meanings.get(columns[0])) and m.field in _MAKERS]
    times = max(makers, default=1)
    again = {text: columns for text, columns in at.items() if len(columns) == times}
    if times < 2 or len(again) < 2:
        return []
    starts = [min(columns[n] for columns in again.values()) for n in range(times)]
    ends = [max(columns[n] for columns in again.values()) for n in range(times)]
    if any(end >= start for end, start in zip(ends, starts[1:], strict=False)):
        return []
    ends[-1] = _end_of_last(header, ends[-1], over if is_grouped else ())
    owns = [frozenset(range(start, stop)) for start, stop in zip(starts, [*starts[1:], ends[-1] + 1], strict=True)]
    shared = frozenset(i for i, text in enumerate(header.texts) if text) - frozenset().union(*owns)
    bands = []
    for own, start, end in zip(owns, starts, ends, strict=True):
        titles = [(i, as_text(over[i])) for i in range(start, end + 1) if i < len(over) and not is_blank(over[i])]
        index, title = titles[0] if titles else (start, "")
        told = set(words(title))
        if told & _NOT_THERE and told <= _NOT_THERE | _CAMERAS | _KINDS | _GENERAL:
            continue
        said: dict[str, Filled] = {}
        if told & _KINDS:
            said = _kind_said(next(word for word in words(title) if word in _KINDS), address(index, row))
        elif title and not told & (_CAMERAS | _GENERAL) and sum(not is_blank(cell) for cell in over) == times:
            said = {"site_name": Filled(title, address(index, row))}
        is_beside = bool(told & _RECORDERS)
        seen = frozenset(i for i in shared if _is_place(header, i)) if is_beside else shared
        bands.append(Band(_header(header, own, seen, {}), own, said, is_beside))
    # What is left of two groups, of which one names what is proposed, is a list like any other.
    return bands if len(bands) > 1 else []


def _end_of_last(header: HeaderRow, end: int, groups: Sequence[Cell]) -> int:
    """Last column of the last group: those of its numbers follow, and all up to the next group's name."""
    for index in range(end + 1, len(header.texts)):
        found = header.meanings.get(index)
        is_number = found is not None and found.field in _NUMBERS
        is_of_group = index < len(groups) and is_blank(groups[index]) and bool(header.texts[index])
        if not (is_number or is_of_group):
            break
        end = index
    return end


def _is_place(header: HeaderRow, index: int) -> bool:
    found = header.meanings.get(index)
    return found is not None and found.field in _PLACES


def _numbered(header: HeaderRow, wanted: FieldSet) -> list[Band]:
    """Groups that are told apart by a number, such as `Camera 1 Make`, `Camera 1 Model` and `Camera 2 Make`."""
    groups: dict[str, dict[int, Meaning]] = defaultdict(dict)
    for index, text in enumerate(header.texts):
        number, rest = without_number(text)
        found = meaning(rest, wanted) if number else None
        if found is not None and found.field not in _PLACES:
            groups[number][index] = found
    named = [group for group in groups.values() if any(found.field in _MAKERS for found in group.values())]
    if len(named) < 2:
        return []
    owned = frozenset(index for group in named for index in group)
    shared = frozenset(i for i, text in enumerate(header.texts) if text) - owned
    return [Band(_header(header, own := frozenset(group), shared, group), own) for group in named]


def _of_kinds(header: HeaderRow, wanted: FieldSet) -> list[Band]:
    """The columns of another device beside those of a camera: `NVR make`, `NVR model` beside `Make` and `Model`."""
    beside: dict[str, dict[int, Meaning]] = defaultdict(dict)
    for index, text in enumerate(header.texts):
        parts = words(text)
        rest = meaning(" ".join(parts[1:]), wanted) if len(parts) > 1 and parts[0] in _KINDS else None
        whole = header.meanings.get(index)
        # “Recorder name” and “Server” tell of the camera by what it is recorded.
        if rest is not None and rest.field not in _OF_CAMERA and (whole is None or whole.field == rest.field):
            kind = "recorder" if parts[0] in _RECORDERS else parts[0].removesuffix("s")
            beside[kind][index] = rest
    named = {kind: group for kind, group in beside.items() if any(found.field in _MAKERS for found in group.values())}
    taken = frozenset(index for group in named.values() for index in group)
    rest_makers = [i for i, found in header.meanings.items() if found.field in _MAKERS and i not in taken]
    if not named or len(named) + bool(rest_makers) < 2:
        return []
    shown = frozenset(i for i, text in enumerate(header.texts) if text)
    places = frozenset(i for i in shown if _is_place(header, i))
    bands = [Band(_header(header, own := shown - taken - places, places, {}), own)] if rest_makers else []
    for kind, group in named.items():
        own = frozenset(group)
        bands.append(Band(_header(header, own, places, group), own, _kind_said(kind, None), is_beside=True))
    return bands
