"""A large sheet read piece by piece, each some thousand rows, by the usual library. Runs inside the reading process.

The library gives the first row of a sheet when it holds the last, and looks through the whole sheet a second time for
merged cells. So a piece of the sheet goes to it as a small workbook of its own, with the same styles and the same start
of dates: while it reads one, the rows of the one before are packed, and nobody ever holds more than a few of them.

A row means the same in a piece as in the whole, because it states its number. What is not plainly of that form is
left to the library whole (`NotPlainError`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import python_calamine as calamine

from riskreg.tables.guard import Package, blocks_of

_PIECE: Final = 4 * 1024 * 1024
"""Bytes of XML of one piece, some thousand rows."""
_LONGEST_ROW: Final = 64 * 1024 * 1024
_MOST_STRINGS: Final = 256 * 1024 * 1024
"""Bytes of the texts that a workbook's sheets share, above which the library had better hold them alone."""
_BEGIN: Final = b"<sheetData>"
_END: Final = b"</sheetData>"
_ROW_END: Final = b"</row>"
_FIRST_ROW: Final = re.compile(rb'\s*<row\s(?:[^>]*?\s)?r="(\d{1,7})"')
_NO_MERGED: Final = b'<mergeCells count="0"></mergeCells>'
"""Stands before the rows of a piece: at the first such list the library stops looking for merged cells."""
_DIRECTORY: Final = ("[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_STYLES: Final = "xl/styles.xml"
_STRINGS: Final = "xl/sharedstrings.xml"
_SHARED: Final = b' t="s"'
_SHARED_CELL: Final = b' t="s"><v>'
# A sign that no text of a list holds: a shared text comes through as this with its number, and is put in here.
_MARK: Final = "\ue000"
_MARKED_CELL: Final = f' t="str"><v>{_MARK}'.encode()
_STRINGS_AT_ONCE: Final = 50_000
_SHEET: Final = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_UNDATED: Final = (1980, 1, 1, 0, 0, 0)

KEPT_PARTS: Final = frozenset({*_DIRECTORY, _STYLES})
"""Parts, in small letters, of which the text is needed."""


class NotPlainError(Exception):
    """The sheet is not of the form that can be read in pieces; nothing is wrong with it."""


class SheetInPieces:
    """The rows of one sheet.

    Args:
        path: The workbook.
        package: What was seen of it. What the sheet's cells say of themselves is added to its part of the sheet,
            always before the rows of those cells are given.
        part_name: Name of the sheet's part.
        name: Name of the sheet.

    Attributes:
        merged: Its merged ranges as the library gives them.
        last_row: Number of the last row of the pieces that came, from 1.
        last_column: Position of the last column in them, from 0.

    Raises:
        NotPlainError: It cannot be read in this way.
    """

    def __init__(self, path: Path, package: Package, part_name: str, name: str) -> None:
        member, tail = package.large.get(part_name, (None, b""))
        end = tail.find(_END)
        if member is None or end < 0 or tail.find(b"<row", end) >= 0:
            raise NotPlainError
        self._path, self._member, self._name, self._part_name = path, member, name, part_name
        self._part = package.parts[part_name]
        self._parts = {known: text for known, text in package.texts.items() if known.lower() in KEPT_PARTS}
        if {known.lower() for known in self._parts} < set(_DIRECTORY):
            raise NotPlainError
        self._head = b""
        self._strings: list[Any] | None = None
        self._strings_at = next((known for known in package.names if known.lower() == _STRINGS), None)
        after = tail[end + len(_END) :]
        self.merged = self._sheet(_SHEET + b"<sheetData></sheetData>" + after).merged_cell_ranges or []
        self.last_row, self.last_column = 0, -1

    def blocks(self) -> Iterator[list[list[Any]]]:
        """Every row from the first, piece by piece, each as long as its piece is wide.

        Raises:
            NotPlainError: The sheet goes on in another form than it began; what was given before is void.
        """
        for first, shift, rows in self._pieces():
            before = self.last_row
            if first <= before:
                raise NotPlainError
            self.last_row = first + len(rows) - 1
            self.last_column = max(self.last_column, shift + max(map(len, rows)) - 1)
            if shift:
                rows = [[None] * shift + row for row in rows]
            yield [[] for _ in range(before + 1, first)] + rows if first > before + 1 else rows

    def _pieces(self) -> Iterator[tuple[int, int, list[list[Any]]]]:
        """Number of the first row, position of the first column, and the rows of each piece that holds a cell."""
        waiting: deque[Future[calamine.CalamineSheet]] = deque()
        worker = ThreadPoolExecutor(1, "a piece")
        try:
            for xml in self._cut():
                waiting.append(worker.submit(self._sheet, xml))
                if len(waiting) > 1:
                    yield from self._taken(waiting.popleft().result())
            while waiting:
                yield from self._taken(waiting.popleft().result())
        except RuntimeError as error:  # no room for another thread
            raise NotPlainError from error
        finally:
            worker.shutdown(wait=True, cancel_futures=True)

    def _taken(self, sheet: calamine.CalamineSheet) -> Iterator[tuple[int, int, list[list[Any]]]]:
        if sheet.start is None:
            return
        rows = sheet.to_python()
        if self._strings is not None:
            self._put_strings(rows)
        yield sheet.start[0] + 1, sheet.start[1], rows

    def _put_strings(self, rows: list[list[Any]]) -> None:
        strings = self._strings or []
        try:
            for row in rows:
                for place, cell in enumerate(row):
                    if type(cell) is str and cell[:1] == _MARK:
                        row[place] = strings[int(cell[1:])]
        except (ValueError, IndexError) as error:
            raise NotPlainError from error

    def _cut(self) -> Iterator[bytes]:
        """The sheet's XML in pieces of whole rows, each a sheet by itself."""
        rest, blocks, size = b"", [], 0
        with self._path.open("rb") as file:
            for block in blocks_of(file, self._member):
                blocks.append(block)
                size += len(block)
                if size < _PIECE:
                    continue
                seen = b"".join((rest, *blocks))
                if not self._head:
                    seen = self._beheaded(seen)
                end = seen.find(_END, max(0, len(seen) - size - len(_END)))
                last = seen.rfind(_ROW_END)
                cut = end if end >= 0 else last + len(_ROW_END) if last >= 0 else 0
                rest, blocks, size = seen[cut:], [], 0
                if len(rest) > _LONGEST_ROW:
                    raise NotPlainError
                if cut:
                    yield self._piece(seen[:cut])
                if end >= 0:
                    return
        seen = b"".join((rest, *blocks))
        if not self._head:
            seen = self._beheaded(seen)
        end = seen.find(_END)
        if end < 0:
            raise NotPlainError
        if end:
            yield self._piece(seen[:end])

    def _beheaded(self, seen: bytes) -> bytes:
        at = seen.find(_BEGIN)
        if at < 0:
            raise NotPlainError
        self._part.look(seen[:at], is_open=False)
        self._head = seen[:at] + _NO_MERGED + _BEGIN
        return seen[at + len(_BEGIN) :]

    def _piece(self, rows: bytes) -> bytes:
        if _FIRST_ROW.match(rows) is None and rows.strip():
            raise NotPlainError
        self._part.look(rows, is_open=False)
        shared = rows.count(_SHARED) if self._strings_at is not None else 0
        if shared:
            if shared != rows.count(_SHARED_CELL) or _MARK.encode() in rows:
                raise NotPlainError
            if self._strings is None:
                self._strings = self._shared_strings()
            rows = rows.replace(_SHARED_CELL, _MARKED_CELL)
        elif self._strings is not None and _MARK.encode() in rows:
            raise NotPlainError
        return b"".join((self._head, rows, _END, b"</worksheet>"))

    def _sheet(self, xml: bytes) -> calamine.CalamineSheet:
        try:
            return _opened({**self._parts, self._part_name: xml}).get_sheet_by_name(self._name)
        except MemoryError:
            raise
        except BaseException as error:  # a panic of the library derives from BaseException; the whole sheet decides
            raise NotPlainError from error

    def _shared_strings(self) -> list[Any]:
        """The texts that the sheets of the workbook share, as the library reads them."""
        if self._strings_at is None:
            return []
        with zipfile.ZipFile(self._path) as archive:
            if archive.getinfo(self._strings_at).file_size > _MOST_STRINGS:
                raise NotPlainError
            xml = archive.read(self._strings_at)
        count = xml.count(b"<si>") + xml.count(b"<si ") + xml.count(b"<si/>")
        starts = range(0, count, _STRINGS_AT_ONCE)
        parts = {known: text for known, text in self._parts.items() if known.lower() not in _DIRECTORY[2:]}
        parts |= {self._strings_at: xml, **_directory_of(len(starts))}
        for number, start in enumerate(starts):
            cells = (
                f'<row r="{n - start + 1}"><c r="A{n - start + 1}" t="s"><v>{n}</v></c></row>'
                for n in range(start, min(count, start + _STRINGS_AT_ONCE))
            )
            rows = "".join(cells).encode()
            parts[f"xl/worksheets/s{number}.xml"] = _SHEET + _NO_MERGED + _BEGIN + rows + _END + b"</worksheet>"
        del xml
        strings: list[Any] = []
        try:
            book = _opened(parts)
            del parts
            for number in range(len(starts)):
                sheet = book.get_sheet_by_index(number)
                strings.extend("" for _ in range(number * _STRINGS_AT_ONCE - len(strings)))
                if sheet.start is not None:
                    strings.extend("" for _ in range(sheet.start[0]))
                    strings.extend(row[0] for row in sheet.to_python())
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise NotPlainError from error
        return strings + [""] * (count - len(strings))


def directory(package: Package) -> list[calamine.SheetMetadata] | None:
    """What the sheets of a workbook are, without its shared texts; None where it is not plain.

    Args:
        package: What was seen of it.
    """
    try:
        return _opened({k: text for k, text in package.texts.items() if k.lower() in KEPT_PARTS}).sheets_metadata
    except (calamine.CalamineError, OSError, ValueError):
        return None


def _opened(parts: dict[str, bytes]) -> calamine.CalamineWorkbook:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _UNDATED), text)
    whole.seek(0)
    return calamine.CalamineWorkbook.from_filelike(whole)


def _directory_of(sheets: int) -> dict[str, bytes]:
    """The directory of a workbook with so many sheets."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    listed = "".join(f'<sheet name="s{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(sheets))
    related = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/s{n}.xml"/>' for n in range(sheets)
    )
    strings = f'<Relationship Id="rs" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    return {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{related}{strings}</Relationships>'.encode(),
    }
