"""The three files of an issued report, read as whoever receives them reads them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import orjson

from tests.journeys.desk import Desk


@dataclass(frozen=True)
class Issued:
    """A report as JSON, as page and as workbook."""

    json: dict[str, Any]
    page: str
    cells: dict[str, list[tuple[Any, ...]]]
    """Sheet → rows."""

    @property
    def figures(self) -> list[dict[str, Any]]:
        """Every figure, the headline first."""
        found = self.json["figures"]
        return [found["headline"], *found["beside_headline"], *found["figures"]]

    @property
    def on_sheet(self) -> dict[str, dict[str, Any]]:
        """Code → the figure's line in the workbook, by header."""
        rows = self.cells["Figures"]
        start = next(number for number, row in enumerate(rows) if row[0] == "Figure")
        lines = [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]
        return {line["Code"]: line for line in lines}

    @property
    def on_page(self) -> dict[str, list[str]]:
        """How to list its rows → the numbers shown, of every figure on the page."""
        found: dict[str, list[str]] = {}
        for card in re.findall(r"<li class=\"[^\"]*\">(.*?)</li>", self.page, re.DOTALL):
            number = re.search(r"<p class=\"number\">(.*?)</p>", card, re.DOTALL)
            drill = re.search(r"<code>(.*?)</code>", card, re.DOTALL)
            if number and drill:
                found.setdefault(_text(drill[1]), []).append(_text(number[1]))
        return found


def issued(folder: Path) -> Issued:
    """The report of a folder that holds one."""
    (data,), (page,) = folder.glob("removal*.json"), folder.glob("removal*.html")
    (book,) = folder.glob("removal*.xlsx")
    sheets = openpyxl.load_workbook(book, data_only=True)
    cells = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in sheets}
    return Issued(orjson.loads(data.read_bytes()), page.read_text(encoding="utf-8"), cells)


def drilled(desk: Desk, figure: dict[str, Any]) -> int:
    """What the rows behind a figure add up to, listed by the command that stands beside it."""
    rows = desk.rows(*shlex.split(figure["drill"]))
    return added_up(figure, figure["drill"].split()[0], rows)


def added_up(figure: dict[str, Any], question: str, rows: list[dict[str, Any]]) -> int:
    """The sum of the column that a figure counts; the number of rows where it counts those."""
    if figure["unit"] == "pence":
        return sum(row[figure["code"].removeprefix("cost_")] or 0 for row in rows)
    if figure["unit"] == "devices" or (figure["unit"] == "share" and question in ("assets", "flagged-assets")):
        return sum(row["devices"] for row in rows)
    return len(rows)


def expected(figure: dict[str, Any]) -> Any:
    """What the rows must add up to."""
    return figure["numerator"] if figure["unit"] == "share" else figure["value"]


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
