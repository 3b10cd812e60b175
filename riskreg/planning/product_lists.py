"""Lists of candidate replacements as files: any workbook, or YAML with the same words as headers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from riskreg.catalogue.files import Faults, ListFile, read_yaml
from riskreg.errors import FileRejected, UsageError
from riskreg.planning.product_rows import ProductRow, ProductSource, read_product
from riskreg.rules.issues import Issue
from riskreg.tables import PRODUCT_FIELDS, Cell, TableFound, TableRow, Workbook, find_tables
from riskreg.tables.values import parse_date
from riskreg.tables.wording import compact

ENDINGS = (".yaml", ".yml")
"""Endings of names of files that are read as YAML."""
BUNDLED = "products.yaml"
"""Name of the list that comes with the program."""
_MOST_BYTES = 5_000_000
_KEYS = ("described_on", "sources", "products")


@dataclass(frozen=True)
class ProductsRead:
    """A list of products as read, tied to nothing.

    Attributes:
        file_name: Name of the file.
        file_sha256: Digest of its bytes.
        file_bytes: Its size.
        dated: The date that the file itself gives; None where it gives none.
        rows: Its lines.
        issues: What must be said of the file and of each line.
    """

    file_name: str
    file_sha256: str
    file_bytes: int
    dated: date | None
    rows: tuple[ProductRow, ...]
    issues: tuple[Issue, ...]


def bundled_list() -> Path:
    """The list that comes with the program."""
    return Path(str(files("riskreg.planning"))) / BUNDLED


def of_workbook(workbook: Workbook, overrides: Mapping[str, str] | None, today: date) -> ProductsRead:
    """A list of products in a workbook or delimited text.

    Args:
        workbook: As read.
        overrides: Header → field, where a column was misunderstood.
        today: To tell support that has ended.

    Raises:
        FileRejected: No list of products is recognised.
        UsageError: An override names no field.
    """
    understanding = find_tables(workbook, PRODUCT_FIELDS, overrides)
    rows = tuple(read_product(_of_row(table, row), today) for table in understanding.tables for row in table.rows())
    said = (*understanding.issues, *(issue for row in rows for issue in row.issues))
    size = Path(workbook.path).stat().st_size
    return ProductsRead(workbook.path.name, workbook.sha256, size, None, rows, said)


def _of_row(table: TableFound, row: TableRow) -> ProductSource:
    return ProductSource(
        row.sheet,
        row.number,
        lambda field: table.value(row, field),
        lambda field: table.cell_of(row, field),
    )


def of_yaml(path: Path, today: date) -> ProductsRead:
    """A list of products in YAML: `described_on`, `sources` and `products`, each product with headers as its keys.

    Args:
        path: The file.
        today: To tell support that has ended.

    Raises:
        FileRejected: It cannot be read, or a key or value is none that a list of products has; names each line.
    """
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        raise _refused(path, (), "There is no such file, or it is larger than any list of products.")
    faults = Faults()
    source = read_yaml(path.parent, path.name, faults)
    if source is None or faults.issues:
        raise _refused(path, faults.issues)
    content = source.content if isinstance(source.content, dict) else {}
    for key in content:
        if key not in _KEYS:
            faults.at("list-part-wrong", source, (key,), f"the key “{key}” is not known", f"Use {', '.join(_KEYS)}.")
    named = _sources(source, content, faults)
    products = content.get("products")
    if not isinstance(products, list) or not products:
        faults.at("list-part-wrong", source, ("products",), "there is no product", "List them under products:")
        products = []
    entries = [_entry(source, place, entry, named, faults) for place, entry in enumerate(products)]
    if faults.issues:
        raise _refused(path, faults.issues)
    rows = tuple(read_product(entry, today) for entry in entries)
    dated, _ = parse_date(content.get("described_on"))
    whole = path.read_bytes()
    said = tuple(issue for row in rows for issue in row.issues)
    return ProductsRead(path.name, hashlib.sha256(whole).hexdigest(), len(whole), dated, rows, said)


def _sources(source: ListFile, content: Mapping[str, Any], faults: Faults) -> Mapping[str, str]:
    """Short names of sources that stand for a longer text."""
    named = content.get("sources") or {}
    if not isinstance(named, dict) or not all(isinstance(text, str) for text in named.values()):
        faults.at("list-part-wrong", source, ("sources",), "a source is no text", "Write name: text.")
        return {}
    return {str(name): text for name, text in named.items()}


def _entry(source: ListFile, place: int, entry: Any, named: Mapping[str, str], faults: Faults) -> ProductSource:
    where = ("products", place)
    values: dict[str, Cell] = {}
    for key, value in entry.items() if isinstance(entry, dict) else ():
        synonym = PRODUCT_FIELDS.exact.get(compact(str(key)))
        if synonym is None:
            cure = "Use the words that a workbook has as headers; see: riskreg products template"
            faults.at("list-part-wrong", source, (*where, key), f"the key “{key}” is not known", cure)
            continue
        parts = value if isinstance(value, list) else [value]
        if not all(part is None or isinstance(part, str | int | float) for part in parts):
            faults.at("list-part-wrong", source, (*where, key), "this is no text or number", "Correct it.")
            continue
        if synonym.field in ("source", "price_source"):
            parts = [named.get(str(part), part) for part in parts]
        values[synonym.field] = "; ".join(map(str, parts)) if isinstance(value, list) else parts[0]
    if not isinstance(entry, dict):
        faults.at("list-part-wrong", source, where, "a product is written as keys and values", "Write vendor: … first.")
    return ProductSource(source.path, source.line(where), values.get, lambda _field: None)


def _refused(path: Path, issues: Iterator[Issue] | list[Issue] | tuple[Issue, ...], why: str = "") -> FileRejected:
    return FileRejected(
        f"“{path.name}” is no list of products that can be taken.",
        why or "Nothing was written. Each message says which line to correct.",
        tuple(issues),
        code="products-not-understood",
    )


def dated_or_refused(read: ProductsRead, dated: date | None, today: date) -> date:
    """The date that a list describes: as said, else as the file says.

    Raises:
        UsageError: Neither says one, or it lies ahead.
    """
    on = dated or read.dated
    if on is None:
        raise UsageError(
            "Say of which date the list of products is.", "Add --dated DATE; it is never taken to be today's."
        )
    if on > today:
        raise UsageError("A list of products cannot describe a date that has not come yet.", "Give the date it is of.")
    return on
