"""Tables of web pages, which web systems export as workbooks, and of MHTML. Runs inside the reading process.

A page becomes one sheet, as Excel shows it: the rows of its tables below each other, the lines of text between them as
rows with one cell. Nothing that the page refers to is opened, and no script is run.
"""

from __future__ import annotations

import codecs as encodings
import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from riskreg.errors import FileRejected
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.child import too_long, too_wide
from riskreg.tables.limits import Limits

_BLOCK = 1024 * 1024
_SIGNS = (b"<html", b"<!doctype html", b"<table", b"<body", b"<head", b"<meta", b"<style")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_MHTML = re.compile(rb"^content-type:\s*multipart/related|^content-type:\s*text/html", re.IGNORECASE | re.MULTILINE)
_SHEET_NAME = re.compile(
    r"<x:Name>([^<]{1,60})</x:Name>(?:(?!<x:Name>).){0,400}?<x:WorksheetSource\s+HRef=\"([^\"]{1,300})\"", re.DOTALL
)
_SILENT = frozenset({"script", "style", "template", "title", "xml", "noframes"})
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "section", "header", "footer"}
    | {"form", "fieldset", "legend", "hr", "body", "caption", "pre", "address", "center"}
)
_MOST_MERGED = 100_000
_DEEPEST = 50
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")


@dataclass
class PageSheet:
    """One page as a sheet.

    Attributes:
        name: The name of the file, or that of a sheet in it.
        rows: Its rows; can be asked once.
        merged: Cells that reach over several rows or columns, as of a `Sheet`; whole once the rows were asked.
        issues: What must be said of it; whole once the rows were asked.
        is_hidden: Whether Excel hides it.
        errors: Row and column of cells with an error → its text; whole once the rows were asked.
    """

    name: str
    rows: Iterator[list[Any]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    is_hidden: bool = False
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def is_page(start: bytes) -> bool:
    """Whether a file begins as a web page.

    Args:
        start: Its first bytes.
    """
    text = start.replace(b"\0", b"").lower().lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return text.startswith(b"<") and any(sign in text for sign in _SIGNS)


def is_mhtml(start: bytes) -> bool:
    """Whether a file begins as a web page saved as a single file, which is a message with parts.

    Args:
        start: Its first bytes.
    """
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:13].lower() in (b"mime-version:", b"from: <saved ") and _MHTML.search(head) is not None


def read_page(path: Path, limits: Limits, guess: Callable[[Path, bytes], tuple[str, bool]]) -> list[PageSheet]:
    """The one sheet of a web page.

    Args:
        path: The file.
        limits: The most rows and columns.
        guess: Tells the character set of a file that does not name it.
    """
    with path.open("rb") as file:
        start = file.read(_BLOCK)
    encoding = _named(start) or guess(path, start)[0]

    def texts() -> Iterator[str]:
        decoder = encodings.getincrementaldecoder(encoding)(errors="replace")
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield decoder.decode(block)
            yield decoder.decode(b"", final=True)

    return [_sheet(path.name, texts(), limits)]


def read_mhtml(path: Path, limits: Limits) -> list[PageSheet]:
    """The pages of a file in which a web page was saved whole, each a sheet.

    Args:
        path: The file.
        limits: The most rows and columns.
    """
    with path.open("rb") as file:
        message = email.message_from_binary_file(file)
    pages: list[tuple[str, str]] = []
    names: dict[str, str] = {}
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        encoding = _known(part.get_content_charset() or "") or _named(payload) or "utf-8"
        text = payload.decode(encoding, errors="replace")
        names.update((href.rpartition("/")[2], name) for name, href in _SHEET_NAME.findall(text))
        pages.append((str(part.get("Content-Location", "")).rpartition("/")[2], text))
    tables = [(place, text) for place, text in pages if "<td" in text.lower() or "<th" in text.lower()]
    return [
        _sheet(names.get(place, path.name if len(tables) == 1 else place or f"Page {number}"), iter((text,)), limits)
        for number, (place, text) in enumerate(tables, 1)
    ]


def without_table() -> FileRejected:
    """The refusal of a web page in which no table stands."""
    return FileRejected(
        "The file is a web page without a table; it may be the page on which one signs in, or say what went wrong.",
        "Export the list again. If Excel shows it, save it there as an Excel Workbook (.xlsx) and send that file.",
        code=codes.WEB_PAGE,
    )


def _known(name: str) -> str | None:
    try:
        return encodings.lookup(name).name if name else None
    except LookupError:
        return None


def _named(start: bytes) -> str | None:
    """The character set that a page names; what a byte order mark says goes first."""
    if start.startswith((encodings.BOM_UTF16_LE, encodings.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(encodings.BOM_UTF8):
        return "utf-8-sig"
    found = _CHARSET.search(start[:4096])
    name = _known(found[1].decode("ascii")) if found is not None and start.count(b"\0") * 5 < len(start) else None
    # Pages that name it so are written on Windows, and browsers read them as such. Source: WHATWG, Encoding, labels.
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _sheet(name: str, texts: Iterator[str], limits: Limits) -> PageSheet:
    page = _Page(name, limits)
    found = PageSheet(name, iter(()), page.merged)

    def rows() -> Iterator[list[Any]]:
        for text in texts:
            page.feed(text)
            yield from page.taken()
        page.close()
        page.end()
        yield from page.taken()
        if page.cells:
            said = "The file is a web page that is called a spreadsheet; its tables were read as one sheet."
            found.issues.append(Issue(codes.WEB_PAGE_READ, Severity.NOTE, said, sheet=name))

    found.rows = rows()
    return found


@dataclass
class _Open:
    """A table that has begun: the row at work, and columns that cells above reach down into."""

    cells: list[str] | None = None
    column: int = 0
    below: dict[int, int] = field(default_factory=dict)
    spans: list[tuple[int, int, int]] = field(default_factory=list)


class _Page(HTMLParser):
    """Turns a page into rows."""

    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.name = name
        self.limits = limits
        self.merged: list[tuple[int, int, int, int]] = []
        self.cells = 0
        self._rows: list[list[Any]] = []
        self._count = 0
        self._open: list[_Open] = []
        self._text: list[str] = []
        self._silent: list[str] = []
        self._is_cell = False

    def taken(self) -> Iterator[list[Any]]:
        """The rows that have come, which are then forgotten."""
        rows, self._rows = self._rows, []
        yield from rows

    def end(self) -> None:
        """The page is over, whatever was left open."""
        while self._open:
            self._end_table()
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if self._silent:
            return
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "table":
            self._flush()
            if len(self._open) < _DEEPEST:
                self._end_row()  # the row around a table within a table is given as far as it has come
                self._open.append(_Open())
        elif tag == "tr" and self._open:
            self._flush()
            self._end_row()
            self._open[-1].cells = []
            self._open[-1].column = 0
        elif tag in ("td", "th") and self._open:
            self._begin_cell(dict(attrs))
        elif tag == "br":
            self._text.append("\n")
        elif tag == "input":
            given = dict(attrs)
            if (given.get("type") or "text").lower() in ("text", "number", "date", "email", "tel", "url"):
                self._text.append(given.get("value") or "")
        elif tag in _BLOCKS:
            self._break()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin and end an element."""
        self.handle_starttag(tag, attrs)
        if tag in ("td", "th", "table", "tr", *_SILENT):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr" and self._open:
            self._end_row()
        elif tag == "table" and self._open:
            self._end_table()
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._silent:
            self._text.append(data if self._is_cell or not data.isspace() else " ")

    def _break(self) -> None:
        if self._is_cell:
            self._text.append("\n")
        else:
            self._flush()

    def _taken_text(self) -> str:
        whole, self._text = "".join(self._text), []
        lines = (_SPACE.sub(" ", line).strip() for line in whole.split("\n"))
        return "\n".join(line for line in lines if line)

    def _flush(self) -> None:
        """Text outside of cells is a row of its own."""
        if self._is_cell:
            return
        text = " ".join(self._taken_text().split("\n"))
        if text:
            self._put([text])

    def _begin_cell(self, attrs: dict[str, str | None]) -> None:
        self._end_cell()
        table = self._open[-1]
        if table.cells is None:
            table.cells, table.column = [], 0
        self._text = []
        self._is_cell = True
        while table.below.get(table.column, 0) > 0:
            table.column += 1
        across, down = _span(attrs.get("colspan"), self.limits.columns), _span(attrs.get("rowspan"), 65_534)
        if table.column + across > self.limits.columns:
            raise too_wide(self.limits, self.name)
        table.spans.append((table.column, across, down))
        number = attrs.get("x:num")
        self._number = number if number and re.fullmatch(r"-?\d+(?:\.\d+)?", number) else None

    def _end_cell(self) -> None:
        if not self._is_cell:
            return
        text, table = self._taken_text(), self._open[-1]
        self._is_cell = False
        column, across, _ = table.spans[-1]
        cells = table.cells if table.cells is not None else []
        cells.extend([""] * (column + across - len(cells)))
        # Excel writes the number itself beside the rounded text that it shows.
        cells[column] = self._number if self._number and len(self._number) > len(text) else text
        table.cells, table.column = cells, column + across
        self.cells += 1

    def _end_row(self) -> None:
        if not self._open:
            return
        self._end_cell()
        table = self._open[-1]
        if table.cells is None:
            return
        for column, left in list(table.below.items()):
            if left > 1:
                table.below[column] = left - 1
            else:
                del table.below[column]
        number = self._count + 1
        for column, across, down in table.spans:
            if down > 1:
                table.below.update((column + n, down - 1) for n in range(across))
            if (down > 1 or across > 1) and len(self.merged) < _MOST_MERGED:
                self.merged.append((number, column, number + down - 1, column + across - 1))
        self._put(list(table.cells))
        table.cells, table.spans = None, []

    def _end_table(self) -> None:
        self._end_row()
        self._open.pop()
        self._text = []

    def _put(self, cells: list[Any]) -> None:
        self._count += 1
        if self._count > self.limits.rows:
            raise too_long(self.limits, self.name)
        self._rows.append(cells)


def _span(text: str | None, most: int) -> int:
    """How many rows or columns a cell reaches over."""
    return min(max(int(text), 1), most) if text and text.strip().isdigit() and len(text) < 10 else 1
