"""Reading text files: character set, delimiter and rows. Runs inside the reading process."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from riskreg.errors import FileRejected
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.guard import SAVE_AGAIN
from riskreg.tables.spool import known_spellings
from riskreg.tables.wording import compact

_SAMPLE = 256 * 1024
_DELIMITERS = (";", "\t", ",", "|")
_EIGHT_BIT = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1256", "gb18030", "big5")
"""Character sets of Windows in western and central Europe, Russia, Greece, Arabic countries, China and Taiwan."""
_HEADER_LINES = 60
_SCAN_WITHIN = 4096
_SCAN = re.compile(
    r"Nmap scan report for|Host: \d|open (?:tcp|udp) \d|Discovered open port"
    r"|(?m:^[^,;|\n]*(?:[0-9A-Fa-f]{2,4}[:.-]){2})"
)
_CHARACTER_SETS = {
    "cp1252": "Windows Western European", "cp1250": "Windows Central European", "cp1251": "Windows Cyrillic",
    "cp1253": "Windows Greek", "cp1256": "Windows Arabic", "gb18030": "Chinese", "big5": "traditional Chinese",
}  # fmt: skip
_LONGEST_FIELD = 1_000_000
_CONTROL = frozenset(range(32)) - {0, 9, 10, 12, 13, 26, 27}
_BINARY_STARTS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BM",
    b"{\\rtf",
    b"II*\0",
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is written.

    Attributes:
        encoding: Python's name of the character set.
        is_guessed: Whether nothing in the file proves the character set.
        delimiter: The character between cells.
        skip_lines: Leading lines that are no data (a `sep=` line).
        has_nul: Whether the sample holds zero bytes that are no part of a character.
    """

    encoding: str
    is_guessed: bool
    delimiter: str
    skip_lines: int
    has_nul: bool


def sniff(path: Path) -> Dialect:
    """Tell how a text file is written.

    Raises:
        FileRejected: The content is no text, or a web page or XML export that only carries a spreadsheet's name.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    _refuse_other_formats(sample)
    encoding, is_guessed = encoding_of(path, sample)
    text = sample.decode(encoding, errors="ignore")
    has_nul = "\0" in text
    text = text.replace("\0", "").removeprefix("\ufeff")
    first = re.split(r"[\r\n]", text, maxsplit=1)[0].strip().strip('"')
    if first[:4].lower() == "sep=" and len(first) <= 5:
        return Dialect(encoding, is_guessed, first[4:5] or "\t", 1, has_nul)
    return Dialect(encoding, is_guessed, _delimiter(text), 0, has_nul)


def read_rows(path: Path, dialect: Dialect, swallowing: list[int] | None = None) -> Iterator[list[str]]:
    """The rows of a text file; a cell may hold line breaks. Text stays text: `00123` keeps its zeros.

    Args:
        path: The file.
        dialect: As told by `sniff`.
        swallowing: Takes the number of each row with a cell that holds what looks like a whole row of its own, as a
            quotation mark leaves it that is closed rows later.

    Raises:
        FileRejected: A quoted cell never ends, so that all rows below it would become one cell.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    taken: list[str] = []
    held = 0
    number = dialect.skip_lines
    with path.open("r", encoding=dialect.encoding, errors="replace", newline="") as file:
        lines: Iterator[str] = (line.replace("\0", "") for line in file) if dialect.has_nul else iter(file)
        for _ in range(dialect.skip_lines):
            next(lines, None)
        try:
            for row in csv.reader(_noted(lines, taken), delimiter=dialect.delimiter, skipinitialspace=False):
                del taken[:held]
                held = len(taken)
                number += 1
                if held > 1 and swallowing is not None and _swallows(row, dialect.delimiter):
                    swallowing.append(number)
                yield row
        except csv.Error as error:
            raise _never_closed(number + 1) from error
    if _is_left_open(taken, dialect.delimiter):
        raise _never_closed(number)


def _noted(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """The lines, each noted as it is taken."""
    for line in lines:
        taken.append(line)
        yield line


def _swallows(row: list[str], delimiter: str) -> bool:
    """Whether a cell runs over lines and holds at least as many delimiters as a row between its cells."""
    return len(row) > 2 and any(
        ("\n" in cell or "\r" in cell) and cell.count(delimiter) >= len(row) - 1 for cell in row
    )


def _is_left_open(lines: list[str], delimiter: str) -> bool:
    """Whether the file ends inside a quoted cell; Python's reader then gives what it has without a word."""
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _never_closed(row: int) -> FileRejected:
    return FileRejected(
        f"The text file cannot be split into cells: a cell of row {row:,} begins with a quotation mark that is never "
        "closed, so that every row below it would be part of that cell.",
        f'Look for a lone quotation mark (") in row {row:,}, remove it, or save the list from Excel as .xlsx.',
        code=codes.DAMAGED,
    )


def _refuse_other_formats(sample: bytes) -> None:
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<body", b"mime-version:")):
        raise FileRejected(
            "The file is a web page or an XML export that is only called a spreadsheet.",
            SAVE_AGAIN,
            code=codes.WEB_PAGE,
        )
    head = sample[:65536]
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_utf16(head) is not None
    controls = 0 if is_wide else sum(1 for byte in head if byte in _CONTROL)
    nuls = 0 if is_wide else head.count(0)
    if sample.startswith(_BINARY_STARTS) or controls > len(head) * 0.005 or nuls > len(head) * 0.2:
        raise not_a_spreadsheet()


def _looks_utf16(head: bytes) -> str | None:
    even, odd = head[0:2000:2], head[1:2000:2]
    if len(odd) < 4:
        return None
    if odd.count(0) > len(odd) * 0.6 and even.count(0) < len(even) * 0.1:
        return "utf-16-le"
    if even.count(0) > len(even) * 0.6 and odd.count(0) < len(odd) * 0.1:
        return "utf-16-be"
    return None


def encoding_of(path: Path, sample: bytes) -> tuple[str, bool]:
    """The character set of a text file, and whether nothing in the file proves it.

    Args:
        path: The file.
        sample: Its first bytes.
    """
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", False
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    wide = _looks_utf16(sample)
    if wide is not None:
        return wide, True
    if sample.isascii() and path.stat().st_size <= len(sample):
        return "utf-8", False
    try:
        decoder = codecs.getincrementaldecoder("utf-8")()
        with path.open("rb") as file:
            while block := file.read(_SAMPLE):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _by_headers(sample), True
    return "utf-8", False


def _by_headers(sample: bytes) -> str:
    """The character set under which most headers become known words; Western European where none does better.

    No byte of such a file tells its character set. The same bytes are `Марка` in one and `Ìàðêà` in another, and only
    one of the two is a header.
    """
    best, most = _EIGHT_BIT[0], 0
    for candidate in _EIGHT_BIT:
        text = codecs.getincrementaldecoder(candidate)(errors="replace").decode(sample)
        cells = {cell.strip(' "') for line in text.splitlines()[:_HEADER_LINES] for cell in re.split(r"[;,\t|]", line)}
        known = sum(1 for cell in cells if not cell.isascii() and compact(cell) in known_spellings())
        if known > most:
            best, most = candidate, known
    return best


def _delimiter(text: str) -> str:
    """The delimiter under which most lines of the sample have the same number of cells, and more than one."""
    best, best_score = ",", 0.0
    for candidate in _DELIMITERS:
        try:
            rows = [
                row
                for row, _ in zip(
                    csv.reader(io.StringIO(text, newline=""), delimiter=candidate), range(60), strict=False
                )
            ]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, agreeing = widths.most_common(1)[0]
        score = agreeing / len(rows) + min(width, 40) / 100
        if score > best_score:
            best, best_score = candidate, score
    return best


def may_be_scan(path: Path, dialect: Dialect) -> bool:
    """Whether a text may be what a network tool printed, told quickly: most are lists."""
    with path.open("r", encoding=dialect.encoding, errors="replace") as file:
        return _SCAN.search(file.read(_SCAN_WITHIN)) is not None


def said_of_text(dialect: Dialect) -> list[Issue]:
    """What must be said of how a text file is written."""
    notes = []
    if dialect.is_guessed:
        shown = _CHARACTER_SETS.get(dialect.encoding, "UTF-16")
        notes.append(
            Issue(
                codes.TEXT_ENCODING_GUESSED,
                Severity.NOTE,
                f"The text file does not say its character set; it was read as {shown} ({dialect.encoding}).",
                "If accented letters look wrong, save the list from Excel as CSV UTF-8 or as .xlsx.",
            )
        )
    if dialect.has_nul:
        notes.append(
            Issue(
                codes.NUL_REMOVED,
                Severity.WARNING,
                "The text file holds zero bytes; they were removed.",
                "Check the first rows of the preview; export the list again if cells are cut short.",
            )
        )
    return notes


def not_a_spreadsheet() -> FileRejected:
    """The refusal of content that is no spreadsheet."""
    return FileRejected(
        "The content of this file is not a spreadsheet, whatever its name says.",
        "Send the list as an Excel Workbook (.xlsx), an OpenDocument Spreadsheet (.ods) or a CSV file.",
        code=codes.NOT_A_SPREADSHEET,
    )
