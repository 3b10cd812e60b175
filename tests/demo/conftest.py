"""The fictional estate, written once for all tests of this folder."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from riskreg.demo import Estate, write_estate

Table = list[list[object]]
Reader = Callable[[str, str], Table]

_DELIMITERS = {"08-cinder-fell-discovery.csv": ";"}
_ENCODINGS = {"08-cinder-fell-discovery.csv": "utf-8-sig", "10-museum-of-tides.csv": "cp1252"}


@pytest.fixture(scope="session")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Estate:
    return write_estate(tmp_path_factory.mktemp("estate"))


@pytest.fixture(scope="session")
def cells(estate: Estate) -> Reader:
    """All cells of a sheet of a written file, with nothing cut off, each sheet read once."""
    known: dict[tuple[str, str], Table] = {}
    books: dict[str, CalamineWorkbook] = {}

    def read(file: str, sheet: str) -> Table:
        if (file, sheet) not in known:
            path = estate.folder / file
            if path.suffix == ".csv":
                known[file, sheet] = _delimited(path)
            else:
                book = books.setdefault(file, CalamineWorkbook.from_path(str(path)))
                known[file, sheet] = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return known[file, sheet]

    return read


def _delimited(path: Path) -> Table:
    with path.open(encoding=_ENCODINGS.get(path.name, "utf-8"), newline="") as stream:
        return [list(row) for row in csv.reader(stream, delimiter=_DELIMITERS.get(path.name, ","))]
