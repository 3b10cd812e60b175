"""Looking at a file's packaging before any spreadsheet library touches it, inside the reading process.

Everything is expanded within bounds, and checked while it streams past: false sizes and entities before anything else
is done; what the cells of sheets say of themselves (errors, hidden rows) once more, while the library works.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from riskreg.errors import FileRejected
from riskreg.tables import codes
from riskreg.tables.cells import position
from riskreg.tables.limits import Limits
from riskreg.tables.struck import struck_cells

SAVE_AGAIN = "Open it in Excel or LibreOffice, save it as an Excel Workbook (.xlsx) and send that file."
_BLOCK = 1024 * 1024
_LARGE = 8 * _BLOCK
"""Bytes of a sheet's XML from which it is worth reading it in pieces."""
_TAIL_BLOCKS = 8
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_READ_PARTS = (".xml", ".rels", ".bin")
_ENTITY_SIGNS = tuple(
    sign.encode(encoding) for sign in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\s([^>]*?\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_EMPTY_FORMULA = re.compile(
    rb"<(?:\w+:)?c((?:\s[^>]*)?)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"')
_SHOWN = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_MOST_ERRORS = 100_000
_MOST_COLUMNS = 16_384
_DIMENSION_WITHIN = 64 * 1024
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^>]*?ref="[A-Z]+\d+:([A-Z]{1,3}\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"[^>]*(?<!/)>')
_HIDDEN_COLUMNS = re.compile(rb'<(?:\w+:)?col\s(?=[^>]*\bhidden="(?:1|true)")([^>]*)>')
_HIDDEN_OPEN = re.compile(rb'<table:table-row\s[^>]*table:visibility="(?:filter|collapse)"')


@dataclass
class Part:
    """What was seen of one sheet's XML.

    Attributes:
        has_cells: Whether any cell holds a value.
        has_open_errors: Whether an OpenDocument cell shows an error; such cells come as blank and state no address.
        errors: Address → error text, `=` for a formula without a saved result.
        unplaced_errors: Errors of cells that do not state their address, or beyond the number kept.
        corner: Last row (from 1) and last column (from 0) that the sheet says it has, or None where it does not say.
        hidden_rows: Numbers of rows that Excel does not show and that have cells.
        hidden_columns: Positions of columns, from 0, that Excel does not show.
        struck: Addresses of filled cells that are struck through.
        strikes: Finds them, where the workbook has a style that strikes.
        has_open_hidden: Whether an OpenDocument part hides rows; such rows state no number.
    """

    has_cells: bool = False
    has_open_errors: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    unplaced_errors: int = 0
    corner: tuple[int, int] | None = None
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    has_open_hidden: bool = False
    struck: set[str] = field(default_factory=set)
    strikes: re.Pattern[bytes] | None = None

    def look(self, block: bytes, *, is_open: bool) -> None:
        """Look at one stretch of XML that begins at a cell.

        Args:
            block: The stretch.
            is_open: Whether it is of an OpenDocument file.
        """
        if not self.has_cells:
            self.has_cells = any(sign in block for sign in (b"<v", b":v>", b"<is", b":is>"))
        if is_open and not self.has_open_errors:
            self.has_open_errors = b'value-type="error"' in block
        if b"hidden=" in block:
            self.hidden_rows.update(map(int, _HIDDEN_ROW.findall(block)))
            for found in _HIDDEN_COLUMNS.finditer(block):
                self._hide(found[1])
        if is_open and not self.has_open_hidden and b"table:visibility" in block:
            self.has_open_hidden = _HIDDEN_OPEN.search(block) is not None
        if self.strikes is not None and len(self.struck) < _MOST_ERRORS:
            self.struck.update(place.decode() for place in self.strikes.findall(block))
        if b't="e"' in block:
            for found in _ERROR_CELL.finditer(block):
                shown = _SHOWN.search(found[2])
                self._keep(found[1], shown[1].decode("utf-8", "replace") if shown else "#ERROR")
        if b"<f" in block or (b"<c " not in block and b":f" in block):
            for found in _EMPTY_FORMULA.finditer(block):
                if b't="str"' not in found[1] and b't="e"' not in found[1]:
                    self._keep(found[1], "=")

    def begin(self, block: bytes) -> None:
        """Look at the beginning of the part, where a sheet says how far it reaches."""
        if found := _DIMENSION.search(block[:_DIMENSION_WITHIN]):
            self.corner = position(found[1].decode())

    def _hide(self, attributes: bytes) -> None:
        first, last = (re.search(rb'\b%s="(\d{1,5})"' % name, attributes) for name in (b"min", b"max"))
        if first is not None and last is not None:
            self.hidden_columns.update(range(int(first[1]) - 1, min(int(last[1]), _MOST_COLUMNS)))

    def _keep(self, attributes: bytes, text: str) -> None:
        place = _PLACE.search(attributes)
        if place is None or len(self.errors) >= _MOST_ERRORS:
            self.unplaced_errors += 1
        else:
            self.errors[place[1].decode()] = text


@dataclass
class Package:
    """What was seen of a zipped workbook.

    Attributes:
        names: Its members.
        parts: Its sheets.
        texts: Small parts read whole.
        looking: Sheets that are being looked through.
        large: Sheets that may be read in pieces, and so are not looked through: the member, and how its XML ends.
    """

    names: frozenset[str]
    parts: dict[str, Part] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    looking: dict[str, Future[None]] = field(default_factory=dict)
    large: dict[str, tuple[zipfile.ZipInfo, bytes]] = field(default_factory=dict)

    def look_through(self, path: Path, members: Sequence[zipfile.ZipInfo]) -> None:
        """Begin to look through sheets, beside whatever is done meanwhile.

        Args:
            path: The workbook.
            members: The sheets.
        """
        # The library leaves the second processor idle; one sheet after the other, because more would gain nothing.
        readers = ThreadPoolExecutor(1, "looking")
        try:
            self.looking.update({each.filename: readers.submit(_look, path, each, self) for each in members})
        except RuntimeError:  # no room for another thread
            for each in members:
                _look(path, each, self)
        readers.shutdown(wait=False)

    def look_after_all(self, path: Path, name: str) -> None:
        """Look through a sheet that was to be read in pieces, and will not be.

        Args:
            path: The workbook.
            name: Name of the sheet's part.
        """
        member, _ = self.large.pop(name, (None, b""))
        if member is not None:
            self.parts[name] = Part(corner=self.parts[name].corner)
            self.look_through(path, [member])

    def part(self, name: str) -> Part | None:
        """A sheet's part, once all of it was looked at.

        Raises:
            FileRejected: The file has become another one meanwhile.
        """
        if name in self.looking:
            self.looking[name].result()
        return self.parts.get(name)

    @property
    def format(self) -> str:
        """`xlsx`, `xlsm`, `xlsb`, `ods`, or an empty text for a zip that is no workbook."""
        if "xl/workbook.bin" in self.names:
            return "xlsb"
        if any(name.lower() == "xl/workbook.xml" for name in self.names):
            return "xlsm" if "xl/vbaProject.bin" in self.names else "xlsx"
        kind = self.texts.get("mimetype", b"")
        return "ods" if b"opendocument.spreadsheet" in kind else ""


def inspect_package(path: Path, limits: Limits) -> Package:
    """Expand every part that reading will touch, within the limits, and note what is in it.

    Raises:
        FileRejected: Damaged, locked, or unpacking to more than the limits allow.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise damaged() from error
    if any(member.flag_bits & 1 for member in members):
        raise locked()
    size = path.stat().st_size
    declared = sum(member.file_size for member in members)
    if (
        len(members) > limits.parts
        or _is_too_much(declared, size, limits)
        or sum(member.compress_size for member in members) > size
    ):
        raise too_far(declared)
    package = Package(frozenset(member.filename for member in members))
    total = 0
    sheets: list[zipfile.ZipInfo] = []
    with path.open("rb") as file:
        for member in members:
            name = member.filename
            if name != "mimetype" and not name.lower().endswith(_READ_PARTS):
                continue
            if (name.startswith("xl/worksheets/") and name.endswith(".xml")) or name == "content.xml":
                package.parts.setdefault(name, Part())
                sheets.append(member)
            total += _expand(file, member, package, limits, size, total)
    strikes = struck_cells(package.texts.get("xl/styles.xml", b""))
    for part in package.parts.values():
        part.strikes = strikes
    package.look_through(path, [each for each in sheets if each.filename not in package.large])
    return package


def _expand(file: BinaryIO, member: zipfile.ZipInfo, package: Package, limits: Limits, size: int, total: int) -> int:
    name = member.filename
    keep = bytearray() if name.lower() in _KEPT else None
    expanded = 0
    last: deque[bytes] = deque(maxlen=_TAIL_BLOCKS)
    for block in blocks_of(file, member):
        if expanded == 0 and any(sign in block for sign in _ENTITY_SIGNS):
            raise FileRejected(
                "The file declares XML entities, which spreadsheet programs never do and attackers do.",
                SAVE_AGAIN,
                code=codes.XML_ENTITIES,
            )
        if expanded == 0 and name in package.parts:
            package.parts[name].begin(block)
        expanded += len(block)
        if _is_too_much(total + expanded, size, limits):
            raise too_far(total + expanded)
        if keep is not None:
            keep += block
        last.append(block)
    if expanded != member.file_size:
        raise damaged()
    if expanded >= _LARGE and name in package.parts and name != "content.xml":
        seen = b"".join(last)
        package.large[name] = member, seen[max(0, seen.rfind(b"</sheetData>")) :]
    if keep is not None:
        package.texts[name] = bytes(keep)
    return expanded


def _look(path: Path, member: zipfile.ZipInfo, package: Package) -> None:
    part, tail, is_open = package.parts[member.filename], b"", member.filename == "content.xml"
    with path.open("rb") as file:
        for block in blocks_of(file, member):
            seen = tail + block
            cut = max(seen.rfind(b"<c "), seen.rfind(b":c "))
            part.look(seen, is_open=is_open)
            # The cell that the block ends in is looked at again with the next block; addresses make that harmless.
            tail = seen[cut:] if cut >= 0 and len(seen) - cut < _BLOCK else b""


_KEPT = frozenset(
    {"mimetype", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "meta-inf/manifest.xml", "xl/styles.xml"}
    | {"[content_types].xml", "_rels/.rels"}
)


def blocks_of(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes as the compressed stream has them, whatever the directory claims of their number.

    Args:
        file: The workbook.
        member: The part.

    Raises:
        FileRejected: It is damaged.
    """
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise damaged()
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    file.seek(name_length + extra_length, 1)
    left = member.compress_size
    if member.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (raw := file.read(min(_BLOCK, left))):
            left -= len(raw)
            yield raw
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise damaged()
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while not inflater.eof:
            raw = inflater.unconsumed_tail
            if not raw:
                raw = file.read(min(_BLOCK // 4, left))
                left -= len(raw)
            block = inflater.decompress(raw, _BLOCK)
            if block:
                yield block
            elif not raw:
                raise damaged()
    except zlib.error as error:
        raise damaged() from error


def _is_too_much(expanded: int, size: int, limits: Limits) -> bool:
    if expanded > limits.expanded_bytes:
        return True
    return expanded > limits.ratio_from_bytes and expanded > size * limits.expansion_ratio


def damaged() -> FileRejected:
    """The refusal of a file that cannot be read to its end."""
    return FileRejected(
        "The file is damaged: it begins as a spreadsheet and cannot be read to its end.",
        "Ask for it again, or open it in Excel, let Excel repair it and save it as an Excel Workbook (.xlsx).",
        code=codes.DAMAGED,
    )


def locked() -> FileRejected:
    """The refusal of a file locked with a password."""
    return FileRejected(
        "The workbook is locked with a password, so nothing in it can be read.",
        "In Excel choose File, Info, Protect Workbook, Encrypt with Password, clear the password, and save it.",
        code=codes.PASSWORD_PROTECTED,
    )


def too_far(expanded: int) -> FileRejected:
    """The refusal of a file that unpacks to more than a spreadsheet of its size would.

    Args:
        expanded: Bytes that it unpacks to, as far as known.
    """
    return FileRejected(
        f"The file unpacks to {expanded / 1_000_000:,.0f} MB or more, far more than a list of its size would.",
        "Copy the cells of the list into a new workbook as values, save that as .xlsx and send it. "
        "Do not open the file if you do not know who sent it.",
        code=codes.EXPANDS_TOO_FAR,
    )
