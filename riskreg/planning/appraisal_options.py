"""Reads the options in an appraisal's workbook: their lines, costs and visits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from riskreg.planning import appraisal_words as words
from riskreg.planning import codes
from riskreg.planning.appraisal_cells import Faults, Row, rows_of
from riskreg.rules.appraisal import Option, OptionKind, OptionLine
from riskreg.rules.costing_lines import (
    BIAS_MISPLACED,
    NEGATIVE,
    PRICE_MISSING,
    PRICE_YEAR_UNKNOWN,
    QUANTITY_IMPOSSIBLE,
    RANGE_REVERSED,
    UNIT_MISSING,
    VAT_IMPOSSIBLE,
    YEAR_IMPOSSIBLE,
    CostBasis,
    CostKind,
    CostLine,
    Spend,
    faults_of,
)
from riskreg.rules.disruption_terms import Visit
from riskreg.rules.green_book import ProjectType
from riskreg.rules.names import fold
from riskreg.tables import Workbook

_BETWEEN = re.compile(r"\s*[;\n]\s*")
_REFERENCE = re.compile(r"\((PROD-[0-9A-Z-]+)\)\s*$")
_COLUMN_OF: Final = {
    UNIT_MISSING: "Unit",
    QUANTITY_IMPOSSIBLE: "Quantity",
    NEGATIVE: "Likely (£)",
    RANGE_REVERSED: "Low (£)",
    YEAR_IMPOSSIBLE: "First year",
    PRICE_YEAR_UNKNOWN: "Money of",
    VAT_IMPOSSIBLE: "VAT (%)",
    BIAS_MISPLACED: "Type of project",
}
_PRICES: Final = ("Low (£)", "Likely (£)", "High (£)")


@dataclass
class _Line:
    assets: dict[int, None] = field(default_factory=dict)
    products: dict[int, int] = field(default_factory=dict)
    note: str | None = None


class OptionReader:
    """Reads the options of a workbook, and tells what is wrong with them.

    Args:
        workbook: As read.
        assets: Reference or tag, folded → asset of the site.
        products: Reference or name, folded → product.
        faults: Where faults are told.
    """

    def __init__(
        self, workbook: Workbook, assets: Mapping[str, int], products: Mapping[str, int], faults: Faults
    ) -> None:
        self._workbook = workbook
        self._assets = assets
        self._products = products
        self._faults = faults
        self._costs: list[tuple[str, CostLine, Row]] = []

    def read(self) -> tuple[Option, ...]:
        """The options, in the order of their rows."""
        found: dict[str, Option] = {}
        for row in rows_of(self._workbook, words.OPTIONS, self._faults):
            label, kind = row.needed("Option").upper(), row.choice("Kind", OptionKind)
            if kind is None and row.text("Kind") is None:
                row.needed("Kind")
            if label in found:
                cure = "Give each option a letter of its own."
                row.fault("Option", f"Option “{label}” stands here twice.", cure, codes.APPRAISAL_TWICE)
            name = row.needed("Name")
            found[label] = Option(label, kind or OptionKind.KEEP, name, row.text("Description"))
        if not found:
            self._faults.say(
                codes.APPRAISAL_VALUE, "There is no option.", "Write at least one row.", words.OPTIONS, None
            )
        lines = self._lines(found)
        self._read_costs(found)
        visits = self._visits(found)
        return tuple(
            replace(
                option,
                lines=lines.get(label, ()),
                costs=tuple(cost for of, cost, _ in self._costs if of == label),
                visits=visits.get(label, ()),
            )
            for label, option in found.items()
        )

    def _label(self, row: Row, found: Mapping[str, Option]) -> str:
        label = row.needed("Option").upper()
        if label and label not in found:
            cure = f"Use one of: {', '.join(found)}." if found else "Write it on the sheet “Options” first."
            row.fault("Option", f"There is no option “{label}”.", cure, codes.APPRAISAL_UNKNOWN)
        return label

    def _named(self, row: Row, header: str) -> list[int]:
        assets = []
        for part in filter(None, _BETWEEN.split(row.text(header) or "")):
            asset = self._assets.get(fold(part))
            if asset is None:
                cure = "Copy the reference from the sheet “Devices at the site”, and put semicolons between several."
                row.fault(header, f"“{part}” is no device of this site.", cure, codes.APPRAISAL_UNKNOWN)
            else:
                assets.append(asset)
        return assets

    def _lines(self, found: Mapping[str, Option]) -> dict[str, tuple[OptionLine, ...]]:
        lines: dict[str, dict[str, _Line]] = {}
        names: dict[tuple[str, str], str] = {}
        for row in rows_of(self._workbook, words.LINES, self._faults):
            label, name = self._label(row, found), row.needed("Line")
            line = lines.setdefault(label, {}).setdefault(fold(name), _Line())
            names.setdefault((label, fold(name)), name)
            line.assets.update(dict.fromkeys(self._named(row, "Replaces")))
            line.note = line.note or row.text("Note")
            product = self._product(row)
            if product is not None:
                quantity = row.whole("Number of products", 1)
                if quantity is None and row.text("Number of products") is None:
                    row.fault("Number of products", "It is not said how many.", "Give a number of at least 1.")
                line.products[product] = line.products.get(product, 0) + (quantity or 1)
        return {
            label: tuple(
                OptionLine(names[label, key], tuple(each.assets), tuple(each.products.items()), each.note)
                for key, each in of_option.items()
            )
            for label, of_option in lines.items()
        }

    def _product(self, row: Row) -> int | None:
        text = row.text("Product")
        if text is None:
            return None
        told = _REFERENCE.search(text)
        found = self._products.get(fold(told[1] if told else text))
        if found is None:
            cure = "Give the PROD-… reference or brand and model as riskreg products list shows it."
            row.fault("Product", f"No product “{text}” is known.", cure, codes.APPRAISAL_UNKNOWN)
        return found

    def _read_costs(self, found: Mapping[str, Option]) -> None:
        for row in rows_of(self._workbook, words.COSTS, self._faults):
            label = self._label(row, found)
            kind, spend = row.choice("Cost", CostKind), row.choice("Falls", Spend)
            for header, told in (("Cost", kind), ("Falls", spend)):
                if told is None and row.text(header) is None:
                    row.needed(header)
            low, likely, high = (row.money(header) for header in _PRICES)
            quantity, first = row.decimal("Quantity"), row.whole("First year")
            if first is None and row.text("First year") is None:
                row.needed("First year")
            last, money_of = row.whole("Last year"), row.whole("Money of")
            vat = row.decimal("VAT (%)")
            line = CostLine(
                kind=kind or CostKind.OTHER,
                spend=spend or Spend.CAPITAL,
                what=row.needed("What"),
                quantity=quantity.normalize() if quantity is not None else Decimal(0),
                unit=row.text("Unit") or "",
                low=low,
                likely=likely,
                high=high,
                first_year=first or 0,
                last_year=last if last is not None else first or 0,
                price_year=money_of if money_of is not None else first or 0,
                vat=round(vat * 100) if vat is not None else None,
                project_type=row.choice("Type of project", ProjectType),
                source=row.text("Source"),
                sheet=row.sheet,
                cell=str(row.number),
            )
            self._costs.append((label, line, row))

    def check_costs(self, basis: CostBasis) -> None:
        """Tell what is wrong with each cost; a price that is missing is no fault here, only said of the option.

        A cell that could not be read has its message, and is not told again for what stands in its place.
        """
        unread = {(each.sheet, each.cell) for each in self._faults.issues}
        for _, line, row in self._costs:
            for issue in faults_of(line, basis):
                header = _COLUMN_OF.get(issue.code, "What")
                if issue.code == NEGATIVE:
                    prices = (line.low, line.likely, line.high)
                    header = next(h for h, p in zip(_PRICES, prices, strict=True) if p is not None and p < 0)
                is_told = (row.sheet, row.place(header)) in unread
                is_told = is_told or (issue.code == YEAR_IMPOSSIBLE and not line.first_year)
                if issue.code != PRICE_MISSING and not is_told:
                    self._faults.issues.append(replace(issue, cell=row.place(header)))

    def _visits(self, found: Mapping[str, Option]) -> dict[str, tuple[Visit, ...]]:
        visits: dict[tuple[str, str], Visit] = {}
        for row in rows_of(self._workbook, words.WORK, self._faults):
            label, name = self._label(row, found), row.needed("Visit")
            assets = tuple(self._named(row, "Devices"))
            key = label, fold(name)
            if key in visits:
                visits[key] = replace(visits[key], asset_ids=(*visits[key].asset_ids, *assets))
                continue
            visits[key] = Visit(
                name=name,
                on=row.date("First day"),
                days=row.whole("Days", 1) or 1,
                asset_ids=assets,
                at_once=row.whole("Out at once", 1) or 1,
                minutes_each=row.minutes("Minutes out each"),
                is_parallel=row.yes("Parallel running"),
                cover=row.whole("Temporary devices") or 0,
                crew=row.whole("Persons", 1) or 1,
            )
        return {label: tuple(visit for (of, _), visit in visits.items() if of == label) for label, _ in visits}
