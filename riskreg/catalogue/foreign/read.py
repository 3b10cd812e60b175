"""Reads a foreign list: its format recognised by header or first line, never by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from riskreg.catalogue.foreign import sanctions_lists, screening_lists
from riskreg.catalogue.foreign.company import OTHER_LISTS, ForeignFormat, ForeignList, is_meant, refused
from riskreg.catalogue.foreign.ftm import read_ftm
from riskreg.catalogue.foreign.rows import LINES_OF_PREAMBLE, Header, Opened, find_header, header_among, look_over, rows
from riskreg.catalogue.foreign.sheet import read_sheet
from riskreg.errors import UsageError
from riskreg.tables import as_text, read_workbook

_Read = Callable[[Header, Iterable[tuple[int, list[str]]], ForeignList], None]

_DELIMITED: tuple[tuple[ForeignFormat, frozenset[str], _Read], ...] = (
    (ForeignFormat.CSL_CSV, screening_lists.CSL, screening_lists.read_csl),
    (ForeignFormat.TARGETS_SIMPLE_CSV, screening_lists.TARGETS, screening_lists.read_targets),
    (ForeignFormat.UK_SANCTIONS_CSV, sanctions_lists.UK, sanctions_lists.read_uk),
    (ForeignFormat.EU_FSF_CSV, sanctions_lists.EU, sanctions_lists.read_eu),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


ALL = "all"
"""Asks for every list of a file that holds several."""


def read_foreign(path: Path, format: ForeignFormat | None = None, wanted: Sequence[str] = (ALL,)) -> ForeignList:
    """Read a list that somebody downloaded or typed.

    Args:
        path: The file.
        format: What it is; recognised where None.
        wanted: Parts of the names of lists, or `all`, of a file that holds several. Empty takes all as well, and
            `chosen_lists` then refuses a file that holds several.

    Raises:
        FileRejected: It is no list, not whole, of a format that is not read, or holds no company.
    """
    if path.is_file():
        with path.open("rb") as file:
            if file.read(4).startswith(_WORKBOOKS) or format is ForeignFormat.SHEET:
                return _sheet(path, format)
    opened = look_over(path)
    lists = () if [each.lower() for each in wanted] == [ALL] else tuple(wanted)
    found = _json(opened, format, lists) or _delimited(opened, format, lists)
    if found is None:
        if format is not None:
            raise refused(
                path.name,
                f"It is no {format.words}: its headers are others.",
                "Leave --format out, and riskreg says what it takes the file for.",
            )
        return _sheet(path, ForeignFormat.SHEET)
    return _with_companies(found)


def _sheet(path: Path, format: ForeignFormat | None) -> ForeignList:
    """A workbook: one of the known lists saved as such, else a table that somebody typed."""
    if format is not ForeignFormat.SHEET:
        with read_workbook(path) as workbook:
            for sheet in workbook.sheets:
                first = [[as_text(cell) for cell in row] for _, row in sheet.rows(1, LINES_OF_PREAMBLE)]
                known = [each for each in _DELIMITED if format in (None, each[0])]
                met = header_among(first, [signature for _, signature, _ in known], ",")
                if met is not None:
                    header, number = met
                    found = ForeignList(known[number][0], path.name, workbook.sha256)
                    below = sheet.rows(header.skip + 2)
                    known[number][2](header, ((line, [as_text(cell) for cell in row]) for line, row in below), found)
                    return _with_companies(found)
    return _with_companies(read_sheet(path))


def _json(opened: Opened, format: ForeignFormat | None, wanted: tuple[str, ...]) -> ForeignList | None:
    start = opened.start.lstrip()
    if start.startswith("["):
        raise refused(
            opened.name,
            "It is one long JSON list.",
            "Bring the same data as JSON lines (entities.ftm.json) or as targets.simple.csv.",
        )
    if not start.startswith("{") or format not in (None, ForeignFormat.ENTITIES_FTM_JSON):
        return None
    found = ForeignList(ForeignFormat.ENTITIES_FTM_JSON, opened.name, opened.sha256, wanted=wanted)
    read_ftm(opened, found)
    return found


def _delimited(opened: Opened, format: ForeignFormat | None, wanted: tuple[str, ...]) -> ForeignList | None:
    known = [each for each in _DELIMITED if format in (None, each[0])]
    met = find_header(opened, [signature for _, signature, _ in known])
    if met is None:
        if find_header(opened, [sanctions_lists.UK_FORMER]) is not None:
            raise refused(
                opened.name,
                "It is the former consolidated list of OFSI, which closed on 28 January 2026.",
                "Bring the UK Sanctions List of the Foreign, Commonwealth and Development Office as CSV.",
            )
        return None
    header, number = met
    kind, _, read = known[number]
    found = ForeignList(kind, opened.name, opened.sha256, wanted=wanted if kind.holds_several else ())
    read(header, rows(opened, header), found)
    if opened.is_guessed:
        found.notes.append("The file is not UTF-8; it was read as Windows text, so check names with accents.")
    return found


def _with_companies(found: ForeignList) -> ForeignList:
    found.left_out = Counter({what: number for what, number in found.left_out.items() if number})
    if not found.companies:
        said = ", ".join(f"{number:,} {what}" for what, number in found.left_out.most_common()) or "nothing at all"
        if found.left_out[OTHER_LISTS]:
            chosen_lists(found)
        raise refused(
            found.file,
            f"It was read as {found.format.words} and holds no company; it holds {said}.",
            "Bring the whole list, as its publisher gives it.",
            code="list-without-companies",
        )
    return found


def chosen_lists(found: ForeignList) -> tuple[str, ...]:
    """The names of the lists that were taken of a file that holds several; empty for all.

    Raises:
        UsageError: The file holds several lists and none is chosen, or a wanted one is not in it.
    """
    inside = ", ".join(f"“{name}” ({number:,})" for name, number in found.lists.most_common(12))
    if not found.wanted:
        if found.format.holds_several and len(found.lists) > 1:
            raise UsageError(
                f"“{found.file}” holds several lists, and a regime is usually one of them: {inside}.",
                "Say which to take with --list, for example --list “Entity List”; or take all with --list all.",
            )
        return ()
    taken = tuple(sorted(name for name in found.lists if any(is_meant(each, name) for each in found.wanted)))
    for each in found.wanted:
        if not any(is_meant(each, name) for name in taken):
            raise UsageError(f"“{found.file}” holds no list “{each}”.", f"It holds: {inside or 'one list'}.")
    return taken
