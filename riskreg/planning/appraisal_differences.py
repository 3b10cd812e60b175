"""What a corrected appraisal changes: every difference with where it is, what was, and what becomes of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from riskreg.planning import appraisal_words as words
from riskreg.rules.appraisal import Appraisal
from riskreg.rules.costing_lines import CostLine
from riskreg.rules.dates import long_date
from riskreg.rules.interoperability_terms import Stays

NEW, CHANGED, GONE = "new", "changed", "gone"
Name = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a corrected appraisal changes.

    Attributes:
        change: `new`, `changed` or `gone`.
        where: Sheet and row in words.
        was: What stood there; empty where it is new.
        becomes: What stands there; empty where it is gone.
    """

    change: str
    where: str
    was: str
    becomes: str


def differences(before: Appraisal, after: Appraisal, asset: Name, product: Name) -> tuple[Difference, ...]:
    """What one appraisal changes of another.

    Args:
        before: As it stands.
        after: As it would be.
        asset: Key of an asset → its reference.
        product: Key of a product → its name.
    """
    one, other = (dict(_parts(each, asset, product)) for each in (before, after))
    return tuple(_compared(one, other))


def _compared(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for where, text in before.items():
        if where not in after:
            yield Difference(GONE, where, text, "")
        elif after[where] != text:
            yield Difference(CHANGED, where, text, after[where])
    for where, text in after.items():
        if where not in before:
            yield Difference(NEW, where, "", text)


def _parts(content: Appraisal, asset: Name, product: Name) -> Iterator[tuple[str, str]]:
    """Every part of an appraisal: where it is → what it says."""
    yield f"{words.MAIN}: {words.NAME}", content.name
    yield f"{words.MAIN}: {words.DATE}", long_date(content.appraised_on)
    yield f"{words.MAIN}: years", f"{content.base_year} to {content.last_year}"
    yield f"{words.MAIN}: {words.RATES}", words.word(content.rates)
    yield f"{words.MAIN}: {words.BUDGET}", _money(content.budget_pence)
    for kind, each in content.mitigations:
        yield f"{words.BIAS}: {words.word(kind)}", f"{each.managed / 100:g} % managed: {each.evidence}"
    for one in fields(Stays):
        value = getattr(content.stays, one.name)
        if value not in (None, (), False, 0):
            yield f"{words.STAYS}: {one.name.replace('_', ' ')}", _said(value)
    for option in content.options:
        of = f"Option {option.label}"
        yield of, f"{words.word(option.kind)}: {option.name}. {option.description or ''}".strip()
        for line in option.lines:
            gone = ", ".join(sorted(map(asset, line.asset_ids))) or "nothing"
            come = ", ".join(sorted(f"{many} × {product(key)}" for key, many in line.products)) or "nothing"
            yield f"{of}, line {line.name}", f"{gone} by {come}{f' ({line.note})' if line.note else ''}"
        yield from _numbered((f"{of}, {words.word(each.kind)}: {each.what}", _cost(each)) for each in option.costs)
        for visit in option.visits:
            flags = f"{'parallel, ' if visit.is_parallel else ''}{visit.cover} temporary, {visit.crew} persons"
            minutes = f"{visit.minutes_each} min each" if visit.minutes_each is not None else "minutes not known"
            touched = ", ".join(sorted(map(asset, visit.asset_ids)))
            when = f"{long_date(visit.on)}, {visit.days} days, {visit.at_once} at once, {minutes}"
            yield f"{of}, visit {visit.name}", f"{when}, {flags}: {touched}"
    for view in content.views:
        seen = ", ".join(sorted(f"{asset(key)} x {many}" for key, many in view.sees))
        after = "".join(f"; after {label}: {many}" for label, many in view.after)
        minutes = f"{view.tolerable_minutes} min tolerated" if view.tolerable_minutes is not None else "not said"
        yield f"View {view.name}", f"{view.criticality.words}, {minutes}, at least {view.floor}: {seen}{after}"
    windows = (
        (f"Window from {long_date(w.from_on)}", f"to {long_date(w.to_on)}: {w.reason}") for w in content.blackouts
    )
    yield from _numbered(windows)


def _numbered(parts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Parts that would have the same name get a number."""
    seen: Counter[str] = Counter()
    for where, text in parts:
        seen[where] += 1
        yield (where if seen[where] == 1 else f"{where} ({seen[where]})"), text


def _money(pence: int | None) -> str:
    return "not said" if pence is None else f"£{Decimal(pence) / 100:,.2f}"


def _cost(line: CostLine) -> str:
    prices = " / ".join(_money(each) for each in (line.low, line.likely, line.high))
    years = f"{line.first_year}" if line.first_year == line.last_year else f"{line.first_year} to {line.last_year}"
    bias = f", {words.word(line.project_type)}" if line.project_type is not None else ""
    vat = f", VAT {line.vat / 100:g} %" if line.vat is not None else ", VAT not known"
    told = f"{words.word(line.spend)}, {line.quantity.normalize():f} {line.unit}, {prices}, {years}"
    return f"{told}, money of {line.price_year}{vat}{bias}. {line.source or ''}".strip()


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(getattr(each, "words", str(each)) for each in value)
    return "yes" if value is True else str(value)
