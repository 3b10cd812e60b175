"""Writes a large asset workbook for benchmarks: 22 columns, thousands of makes and models, the same bytes each time.

Run by hand: `python -m tests.benchmarks.generator --rows 1000000 -o FILE.xlsx`; with `--later`, the list of the same
estate half a year on, in which one device in ten differs, one in twenty is gone and as many are new.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from random import Random

import xlsxwriter  # type: ignore[import-untyped]

from riskreg.demo.equipment import TrueClass, address_prefixes, products

HEADERS = (
    "Asset No", "Site Ref", "Site Name", "Room / Area", "Camera Name", "Equipment Type", "Manufacturer", "Model No",
    "Serial No", "MAC Address", "IP Address", "Firmware Version", "Network", "Date Installed", "Purchase Date",
    "PO Number", "Supplier", "Maintenance Contractor", "Status", "Qty", "Last Inspected", "Description",
)  # fmt: skip
MOST_ROWS = 1_048_575
"""Rows that fit below the header on one sheet. Source: Microsoft, Excel specifications and limits."""
_DATES = frozenset({13, 14, 20})
_NUMBERS = frozenset({19})
_EPOCH = date(1899, 12, 30)
_LAST = date(2025, 11, 30)
_LENGTHS = ("-2.8MM", "-4MM", "-6MM", "-12MM", "-IR", "-B", "-W", "-UK", "-V2", "-S", "/PoE", " (grey)")
_PLACES = (
    "Main entrance",
    "Reception",
    "Loading bay",
    "Car park",
    "Corridor",
    "Stairwell",
    "Server room",
    "Yard",
    "Roof",
)
_STATUSES = ("In use", "In use", "In use", "Operational", "Working", "Faulty", "Disconnected", "", "Removed 03/2026")
_NETWORKS = ("core", "segregated", "", "CCTV VLAN", "stand-alone")
_SUPPLIERS = ("Brightgable Installations", "Copperlane Systems", "Oakum Security", "")
_NO_MAKER = ("020000",)
"""Locally administered, so nobody's."""


def pairs(rows: int, random: Random) -> list[tuple[str, str, str, str]]:
    """Makes and models that differ, each with kind and address prefix: one for a hundred rows, 500 to 8,000."""
    wanted = min(8_000, max(500, rows // 100))
    base = [product for product in products() if product.truth is not TrueClass.UNKNOWN]
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for turn in itertools.count():
        for product in base:
            model = product.model + "".join(random.choice(_LENGTHS) for _ in range(turn % 4))
            make = random.choice((product.label, product.label.upper(), product.label.lower(), ""))
            prefix = random.choice(address_prefixes(product.maker) or _NO_MAKER)
            found.setdefault((make, model), (product.kind.value.replace("_", " "), prefix))
        if len(found) >= wanted:
            break
    return [(*key, *facts) for key, facts in itertools.islice(found.items(), wanted)]


def lines(rows: int, seed: int = 1) -> Iterator[tuple[str | int, ...]]:
    """The rows below the header. Dates are Excel's day numbers."""
    random = Random(seed)
    pool = pairs(rows, random)
    # A few models make up most of an estate: the weight of the n-th is 1 / n.
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(pool) + 1)))
    sites = min(2_000, max(200, rows // 500))
    last = (_LAST - _EPOCH).days
    for first in range(0, rows, 10_000):
        chosen = random.choices(pool, cum_weights=weights, k=min(10_000, rows - first))
        for number, (make, model, kind, prefix) in enumerate(chosen, first + 1):
            site = number * sites // (rows + 1) + 1
            chance = random.getrandbits(48)
            place = _PLACES[chance % 9]
            installed = last - 20 - chance % 5_000
            tail = f"{chance & 0xFFFFFF:06X}"
            yield (
                f"A{number:07d}", f"S-{site:04d}", f"Site {site:04d} House", f"{place} {chance % 40}",
                f"CAM-{site:04d}-{number % 1000:03d}", kind, make, model, f"{model[:6]}{chance:015d}",
                f"{prefix[:2]}:{prefix[2:4]}:{prefix[4:]}:{tail[:2]}:{tail[2:4]}:{tail[4:]}",
                f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", f"V5.{chance % 9}.{chance % 21}",
                _NETWORKS[chance % 5], installed, installed - 15, f"PO{chance % 90_000:05d}",
                _SUPPLIERS[chance % 4], _SUPPLIERS[chance % 3], _STATUSES[chance % 9],
                1 if chance % 50 else 4, last - chance % 400,
                f"{kind} at {place.lower()}, covers approach {chance % 12}",
            )  # fmt: skip


def later(rows: int, seed: int = 1) -> Iterator[tuple[str | int, ...]]:
    """The rows of the same estate half a year on: some differ, some are gone, some have come."""
    for number, line in enumerate(lines(rows, seed)):
        facts = dict(zip(HEADERS, line, strict=True))
        if number % 20 == 7:
            # Another device stands in the place of the one that is gone.
            facts |= {"Asset No": f"B{number:07d}", "Serial No": f"N{number:011d}", "MAC Address": ""}
        elif number % 20 == 3:
            facts |= {"Status": "Faulty", "Last Inspected": int(facts["Last Inspected"]) + 180}
        elif number % 40 == 13:
            facts["Room / Area"] = f"{facts['Room / Area']} (moved)"
        elif number % 40 == 33:
            facts |= {"Manufacturer": "Axis", "Model No": "P3245-LV", "IP Address": ""}
        yield tuple(facts.values())


def write(path: Path, rows: int, seed: int = 1, *, is_later: bool = False) -> None:
    """Writes the workbook, holding one row in memory at a time."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    book.set_properties({"title": "Benchmark", "created": datetime.combine(_LAST, time())})
    sheet = book.add_worksheet("Assets")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEADERS)
    for row, cells in enumerate((later if is_later else lines)(rows, seed), 1):
        for column, cell in enumerate(cells):
            if column in _DATES:
                sheet.write_number(row, column, cell, day)
            elif column in _NUMBERS:
                sheet.write_number(row, column, cell)
            elif cell:
                sheet.write_string(row, column, cell)
    book.close()


def main(arguments: list[str] | None = None) -> int:
    """Reads the command line and writes the file."""
    parser = argparse.ArgumentParser(description="Write a large asset workbook for benchmarks.")
    parser.add_argument("--rows", type=int, required=True, help=f"rows below the header, 1 to {MOST_ROWS}")
    parser.add_argument("--later", action="store_true", help="the list of the same estate half a year on")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the workbook to write")
    chosen = parser.parse_args(arguments)
    if not 1 <= chosen.rows <= MOST_ROWS:
        parser.error(f"--rows must be 1 to {MOST_ROWS}: a sheet holds no more")
    write(chosen.output, chosen.rows, is_later=chosen.later)
    return 0


if __name__ == "__main__":
    sys.exit(main())
