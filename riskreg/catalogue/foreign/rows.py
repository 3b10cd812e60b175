"""Opens a delimited file that somebody downloaded; refuses what is not whole: web pages, cut files, damaged rows."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from riskreg.catalogue.foreign.company import refused

_BLOCK = 1 << 20
_LOOKED_AT = 65_536
_AGAIN = "Download the file again, and compare its size and checksum with what the publisher says."
LINES_OF_PREAMBLE = 12
"""Lines above the headers that are looked at: a title, a date, a notice."""
_LONGEST_CELL = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """A file, looked over once from its first byte to its last.

    Attributes:
        path: Where it lies.
        sha256: Of the file.
        encoding: In which it is read.
        is_guessed: Whether the encoding was guessed, because the file is not UTF-8.
        start: Its first characters.
        has_open_quote: Whether a quotation mark is opened and never closed.
    """

    path: Path
    sha256: str
    encoding: str
    is_guessed: bool
    start: str
    has_open_quote: bool

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.name


def look_over(path: Path) -> Opened:
    """Read a file once: its checksum, its encoding, and whether it is what it should be.

    Raises:
        FileRejected: There is no such file, it is empty, or it is a web page instead of a list.
    """
    if not path.is_file():
        raise refused(path.name, "There is no such file.", "Check the path and the spelling.", code="file-not-found")
    digest, quotes, start = hashlib.sha256(), 0, b""
    decoder, is_utf8 = codecs.getincrementaldecoder("utf-8")(), True
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            start = start or block[:_LOOKED_AT]
            digest.update(block)
            quotes += block.count(b'"')
            if is_utf8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
    if not start:
        raise refused(path.name, "The file is empty.", _AGAIN, code="file-empty")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, is_utf8 = "utf-16", True
    else:
        encoding = "utf-8-sig" if is_utf8 else "cp1252"
    text = start.decode(encoding, errors="replace").lstrip("\ufeff")
    head = text.lstrip()[:400].lower()
    if head.startswith(("<!doctype html", "<html", "<head", "<body")) or "<html" in head:
        raise refused(
            path.name,
            "It is a web page, not a list: the download brought an error or a sign-in page.",
            "Open the address in a browser, and save the file that it offers.",
            code="web-page-not-list",
        )
    if head.startswith("<"):
        raise refused(
            path.name, "It is XML; lists are read as CSV or JSON lines.", "Download the CSV of the same list."
        )
    return Opened(path, digest.hexdigest(), encoding, not is_utf8, text, quotes % 2 == 1)


@dataclass(frozen=True, slots=True)
class Header:
    """The line of headers of a delimited file.

    Attributes:
        above: Lines before it, such as the date of the report.
        columns: Header in lower case → position.
        width: Number of columns.
        delimiter: Between cells.
        skip: Rows before it.
    """

    above: tuple[str, ...]
    columns: Mapping[str, int]
    width: int
    delimiter: str
    skip: int


def find_header(opened: Opened, signatures: Sequence[frozenset[str]]) -> tuple[Header, int] | None:
    """The line of headers that holds all columns of one of the signatures, and which; None where there is none.

    Args:
        opened: The file.
        signatures: Columns in lower case that tell a format.
    """
    lines = opened.start.splitlines()[: LINES_OF_PREAMBLE + 1]
    for delimiter in (",", ";", "\t", "|"):
        met = header_among(list(csv.reader(lines, delimiter=delimiter)), signatures, delimiter)
        if met is not None:
            return met
    return None


def header_among(
    first: Sequence[Sequence[str]], signatures: Sequence[frozenset[str]], delimiter: str = ""
) -> tuple[Header, int] | None:
    """The row of headers among the first rows that holds all columns of one of the signatures, and which."""
    for skip, row in enumerate(first):
        columns = {cell.strip().lower(): index for index, cell in reversed(list(enumerate(row)))}
        for number, signature in enumerate(signatures):
            if signature <= columns.keys():
                above = tuple(delimiter.join(cells) for cells in first[:skip])
                return Header(above, columns, len(row), delimiter, skip), number
    return None


def rows(opened: Opened, header: Header) -> Iterator[tuple[int, list[str]]]:
    """The rows below the headers with their line, each as wide as the headers; blank ones are passed over.

    Raises:
        FileRejected: A row is damaged, or the file ends in the middle of one.
    """
    csv.field_size_limit(_LONGEST_CELL)
    width: int | None = None
    last: tuple[int, list[str]] | None = None
    with opened.path.open(encoding=opened.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=header.delimiter)
        try:
            for number, row in enumerate(reader):
                if number <= header.skip or not row or not any(row):
                    continue
                # A comma after every row is harmless; in one row alone it may have moved all cells behind it.
                width = width or max(len(row), header.width)
                if last is not None:
                    yield last[0], _as_wide(opened, header, width, *last, is_last=False)
                last = (reader.line_num, row)
        except csv.Error as error:
            raise refused(
                opened.name, f"Line {reader.line_num:,} cannot be read ({error}).", _AGAIN, "file-damaged"
            ) from error
    if last is not None:
        yield last[0], _as_wide(opened, header, width or header.width, *last, is_last=True)
    if opened.has_open_quote:
        raise refused(opened.name, _cut(last[0] if last else 0), _AGAIN, code="file-cut-short")


def _as_wide(opened: Opened, header: Header, width: int, line: int, row: list[str], *, is_last: bool) -> list[str]:
    if len(row) == header.width == width:
        return row
    if len(row) == width and not any(cell.strip() for cell in row[header.width :]):
        return row[: header.width]
    if is_last and len(row) < header.width:
        raise refused(opened.name, _cut(line), _AGAIN, code="file-cut-short")
    what = f"Line {line:,} has {len(row)} cells where the headers have {header.width}: the file is damaged."
    raise refused(opened.name, what, _AGAIN, code="file-damaged")


def _cut(line: int) -> str:
    return f"It ends in the middle of a row (line {line:,}): the download was cut short."
