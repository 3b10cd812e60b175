"""Writes an appraisal as a workbook that officers correct and send back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]

from riskreg.planning import appraisal_words as words
from riskreg.planning.draft_costs import unit_costs
from riskreg.rules.appraisal import Appraisal, Option
from riskreg.rules.appraisal_figures import AssetFact, ProductFact
from riskreg.rules.costing_lines import CostLine
from riskreg.rules.disruption_terms import View
from riskreg.rules.formulas import neutralise
from riskreg.rules.interoperability_terms import Stays

_FONT = "Arial"
_ROWS = 2_000
"""Rows that have drop-downs."""
_TOGETHER = 50
"""References in one cell."""
_WIDTHS = {"What": 48, "Source": 60, "Replaces": 60, "Devices": 60, "Seen by": 60, "Description": 60, "Evidence": 60}

Value = str | int | float | Decimal | date | bool | None


def write_book(
    stream: BinaryIO,
    content: Appraisal,
    *,
    reference: str,
    based_on: str,
    assets: Mapping[int, AssetFact],
    products: Mapping[int, ProductFact],
    marking: str,
) -> None:
    """Write an appraisal.

    Args:
        stream: Where it goes.
        content: The inputs.
        reference: Its reference.
        based_on: Digest of the inputs, by which is told whether somebody changed them meanwhile.
        assets: Every asset line of the site, and every one that the appraisal names.
        products: Every product that it names.
        marking: Protective marking.
    """
    book = xlsxwriter.Workbook(
        stream, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": content.name, "comments": "An appraisal written by riskreg."})
    _Writing(book, content, assets, products, marking).run(reference, based_on)
    book.close()


class _Writing:
    """One workbook under construction."""

    def __init__(
        self,
        book: Any,
        content: Appraisal,
        assets: Mapping[int, AssetFact],
        products: Mapping[int, ProductFact],
        marking: str,
    ) -> None:
        self._book = book
        self._content = content
        self._assets = assets
        self._products = products
        self._marking = marking
        self._plain = self._style()
        self._bold = self._style(bold=True, bottom=2, text_wrap=True)
        self._date = self._style(num_format="dd/mm/yyyy", align="left")
        self._choices: dict[str, str] = {}

    def _style(self, **properties: Any) -> Any:
        return self._book.add_format({"font_name": _FONT, "font_size": 11, "valign": "top", **properties})

    def run(self, reference: str, based_on: str) -> None:
        content = self._content
        order = (words.READ_ME, *words.HEADERS, words.DEVICES, words.PRICES, words.WORDS)
        sheets = {name: self._book.add_worksheet(name) for name in order}
        for sheet in sheets.values():
            if self._marking:
                sheet.set_header(f"&C{self._marking.replace('&', '&&')}")
        self._words(sheets[words.WORDS])
        self._read_me(sheets[words.READ_ME])
        main: dict[str, Value] = {
            words.REFERENCE: reference,
            words.BASED_ON: based_on,
            words.NAME: content.name,
            words.DATE: content.appraised_on,
            words.BASE_YEAR: content.base_year,
            words.LAST_YEAR: content.last_year,
            words.RATES: words.word(content.rates),
            words.BUDGET: _pounds(content.budget_pence),
        }
        self._sheet(sheets[words.MAIN], words.HEADERS[words.MAIN], list(main.items()))
        rule = {"validate": "list", "source": self._choices[words.RATES]}
        row = 1 + words.MAIN_ITEMS.index(words.RATES)
        sheets[words.MAIN].data_validation(row, 1, row, 1, rule)
        bias = [(words.word(kind), each.managed / 100, each.evidence) for kind, each in content.mitigations]
        self._sheet(sheets[words.BIAS], words.HEADERS[words.BIAS], bias)
        self._sheet(sheets[words.STAYS], words.HEADERS[words.STAYS], list(_stays(content.stays)))
        options = [(each.label, words.word(each.kind), each.name, each.description) for each in content.options]
        self._sheet(sheets[words.OPTIONS], words.HEADERS[words.OPTIONS], options)
        lines = [row for option in content.options for row in self._lines(option)]
        self._sheet(sheets[words.LINES], words.HEADERS[words.LINES], lines)
        costs = [_cost(option.label, each) for option in content.options for each in option.costs]
        self._sheet(sheets[words.COSTS], words.HEADERS[words.COSTS], costs)
        work = [row for option in content.options for row in self._work(option)]
        self._sheet(sheets[words.WORK], words.HEADERS[words.WORK], work)
        after = [f"{words.AFTER} {option.label}" for option in content.options]
        views = [self._view(each) for each in content.views]
        self._sheet(sheets[words.VIEWS], (*words.HEADERS[words.VIEWS], *after), views)
        windows = [(each.from_on, each.to_on, each.reason) for each in content.blackouts]
        self._sheet(sheets[words.WINDOWS], words.HEADERS[words.WINDOWS], windows)
        here = [
            (each.reference, each.name, each.quantity, words.word(each.kind), words.word(each.verdict))
            for each in self._assets.values()
        ]
        self._sheet(sheets[words.DEVICES], ("Reference", "Device", "Number", "Kind of device", "Verdict"), here)
        prices = [
            (
                words.word(each.kind),
                each.what,
                each.unit,
                _pounds(each.low),
                _pounds(each.likely),
                _pounds(each.high),
                each.money_of,
                each.source,
            )
            for each in unit_costs().values()
        ]
        headers = ("Cost", "What", "Unit", "Low (£)", "Likely (£)", "High (£)", "Money of", "Source")
        self._sheet(sheets[words.PRICES], headers, prices, has_choices=False)
        sheets[words.READ_ME].activate()

    def _words(self, sheet: Any) -> None:
        sheet.write_string(0, 0, "The drop-downs take their words from here. Leave this sheet as it is.", self._plain)
        for column, (header, kind) in enumerate(words.CHOICES.items()):
            sheet.write_string(1, column, header, self._bold)
            for row, value in enumerate(kind, 2):
                sheet.write_string(row, column, words.word(value), self._plain)
            letter = chr(ord("A") + column)
            self._choices[header] = f"={words.WORDS}!${letter}$3:${letter}${2 + len(kind)}"
        sheet.set_column(0, len(words.CHOICES), 26)

    def _read_me(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 120)
        sheet.write_string(0, 0, words.MARK, self._style(bold=True, font_size=16))
        for row, line in enumerate(_read_me(self._marking), 2):
            sheet.write_string(row, 0, line, self._style(text_wrap=True))

    def _sheet(
        self, sheet: Any, headers: Sequence[str], rows: Sequence[Sequence[Value]], *, has_choices: bool = True
    ) -> None:
        for column, header in enumerate(headers):
            sheet.set_column(column, column, _WIDTHS.get(header, max(16, len(header) + 2)))
            sheet.write_string(0, column, header, self._bold)
            if has_choices and header in self._choices:
                rule = {"validate": "list", "source": self._choices[header], "error_message": "Choose from the list."}
                sheet.data_validation(1, column, _ROWS, column, rule)
            if header == "Parallel running":
                sheet.data_validation(1, column, _ROWS, column, {"validate": "list", "source": [words.YES, words.NO]})
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values):
                self._cell(sheet, row, column, value)
        sheet.freeze_panes(1, 0)

    def _cell(self, sheet: Any, row: int, column: int, value: Value) -> None:
        if value is None:
            return
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, self._date)
        elif isinstance(value, bool):
            sheet.write_string(row, column, words.YES if value else words.NO, self._plain)
        elif isinstance(value, str):
            sheet.write_string(row, column, neutralise(value), self._plain)
        else:
            sheet.write_number(row, column, value, self._plain)

    def _references(self, asset_ids: Sequence[int]) -> list[str]:
        """References as texts of a cell, so many that each cell stays legible."""
        told = [self._assets[each].reference for each in asset_ids]
        return ["; ".join(told[start : start + _TOGETHER]) for start in range(0, len(told), _TOGETHER)] or [""]

    def _lines(self, option: Option) -> Iterator[Sequence[Value]]:
        for line in option.lines:
            assets = self._references(line.asset_ids)
            products: list[tuple[Value, Value]] = [
                (f"{self._products[key].candidate.name} ({self._products[key].reference})", quantity)
                for key, quantity in line.products
            ]
            for place in range(max(len(assets), len(products))):
                replaced = assets[place] if place < len(assets) else None
                product, quantity = products[place] if place < len(products) else (None, None)
                yield option.label, line.name, replaced or None, product, quantity, line.note if not place else None

    def _work(self, option: Option) -> Iterator[Sequence[Value]]:
        for visit in option.visits:
            for place, text in enumerate(self._references(visit.asset_ids)):
                told: tuple[Value, ...] = (
                    visit.at_once,
                    visit.minutes_each,
                    visit.is_parallel,
                    visit.cover,
                    visit.crew,
                )
                first = (option.label, visit.name, visit.on, visit.days)
                yield (*first, text, *told) if not place else (option.label, visit.name, None, None, text)

    def _view(self, view: View) -> Sequence[Value]:
        after = dict(view.after)
        seen = "; ".join(
            f"{self._assets[key].reference}{f' x {devices}' if devices != self._assets[key].quantity else ''}"
            for key, devices in view.sees
        )
        told = (view.name, words.word(view.criticality), view.tolerable_minutes, view.floor, seen)
        return (*told, *(after.get(option.label) for option in self._content.options))


def _pounds(pence: int | None) -> Decimal | None:
    return Decimal(pence) / 100 if pence is not None else None


def _cost(label: str, line: CostLine) -> Sequence[Value]:
    return (
        label,
        words.word(line.kind),
        words.word(line.spend),
        line.what,
        line.quantity,
        line.unit,
        _pounds(line.low),
        _pounds(line.likely),
        _pounds(line.high),
        line.first_year,
        line.last_year,
        line.price_year,
        Decimal(line.vat) / 100 if line.vat is not None else None,
        words.word(line.project_type) if line.project_type is not None else None,
        line.source,
    )


def _stays(stays: Stays) -> Iterator[tuple[str, Value]]:
    for item, (name, form) in words.STAYS_ITEMS.items():
        yield item, _written(getattr(stays, name), form)


def _written(value: Any, form: str) -> Value:
    if form == "profiles":
        return "; ".join(f"{each.profile}:{each.firmware}" if each.firmware else each.profile for each in value) or None
    if form == "list":
        return "; ".join(value) or None
    if form == "watts":
        return value / 1000 if value else None
    if form == "coax":
        return None if value is None else words.COAX if value else words.PAIR
    if form == "allots":
        return None if value is None else words.BY_CLASS if value else words.BY_DRAW
    found: Value = value
    return found


def _read_me(marking: str) -> list[str]:
    text = files("riskreg.planning").joinpath("appraisal_read_me.txt").read_text(encoding="utf-8")
    return [*([f"Protective marking: {marking}"] if marking else []), *text.splitlines()]
