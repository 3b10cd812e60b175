"""What a corrected appraisal changes: every difference with where it is, what was, and what becomes of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from riskreg.planning import appraisal_words as words
from riskreg.rules.appraisal import Appraisal, Option
from riskreg.rules.costing_lines import CostLine
from riskreg.rules.dates import long_date
from riskreg.rules.disruption_terms import View
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


Said = tuple[tuple[str, str], ...]
"""What a part says: aspect → text, the aspect blank where the part has only one."""


def _compared(before: Mapping[str, Said], after: Mapping[str, Said]) -> Iterator[Difference]:
    for where, text in before.items():
        if where not in after:
            yield Difference(GONE, where, _whole(text), "")
        elif after[where] != text:
            then, now = dict(text), dict(after[where])
            changed = [aspect for aspect in {**then, **now} if then.get(aspect) != now.get(aspect)]
            was, becomes = (tuple((each, told.get(each, "not said")) for each in changed) for told in (then, now))
            yield Difference(CHANGED, where, _whole(was), _whole(becomes))
    for where, text in after.items():
        if where not in before:
            yield Difference(NEW, where, "", _whole(text))


def _whole(text: Said) -> str:
    return "; ".join(f"{aspect} {told}".strip() for aspect, told in text)


def _parts(content: Appraisal, asset: Name, product: Name) -> Iterator[tuple[str, Said]]:
    """Every part of an appraisal: where it is → what it says."""
    yield f"{words.MAIN}: {words.NAME}", (("", content.name),)
    yield f"{words.MAIN}: {words.DATE}", (("", long_date(content.appraised_on)),)
    yield f"{words.MAIN}: years", (("", f"{content.base_year} to {content.last_year}"),)
    yield f"{words.MAIN}: {words.RATES}", (("", words.word(content.rates)),)
    yield f"{words.MAIN}: {words.BUDGET}", (("", _money(content.budget_pence)),)
    for kind, each in content.mitigations:
        managed = ("managed", f"{each.managed / 100:g} %")
        yield f"{words.BIAS}: {words.word(kind)}", (managed, ("evidence", each.evidence))
    for one in fields(Stays):
        value = getattr(content.stays, one.name)
        if value != one.default:
            yield f"{words.STAYS}: {one.name.replace('_', ' ')}", (("", _said(value)),)
    for option in content.options:
        yield from _numbered(_of_option(option, asset, product))
    for view in content.views:
        yield f"View {view.name}", _view(view, asset)
    windows = (
        (f"Window from {long_date(each.from_on)}", (("to", long_date(each.to_on)), ("reason", each.reason)))
        for each in content.blackouts
    )
    yield from _numbered(windows)


def _of_option(option: Option, asset: Name, product: Name) -> Iterator[tuple[str, Said]]:
    of = f"Option {option.label}"
    what = (("kind", words.word(option.kind)), ("name", option.name), ("description", option.description or "none"))
    yield of, what
    for line in option.lines:
        gone = ", ".join(sorted(map(asset, line.asset_ids))) or "nothing"
        come = ", ".join(sorted(f"{many} × {product(key)}" for key, many in line.products)) or "nothing"
        yield f"{of}, line {line.name}", (("replaces", gone), ("by", come), ("note", line.note or "none"))
    for cost in option.costs:
        yield f"{of}, {cost.kind.words}: {cost.what}", _cost(cost)
    for visit in option.visits:
        minutes = f"{visit.minutes_each:,}" if visit.minutes_each is not None else "not known"
        told = {
            "first day": long_date(visit.on),
            "days": str(visit.days),
            "out at once": str(visit.at_once),
            "minutes out each": minutes,
            "parallel running": words.YES if visit.is_parallel else words.NO,
            "temporary devices": str(visit.cover),
            "persons": str(visit.crew),
            "devices": ", ".join(sorted(map(asset, visit.asset_ids))) or "none",
        }
        yield f"{of}, visit {visit.name}", tuple(told.items())


def _view(view: View, asset: Name) -> Said:
    minutes = f"{view.tolerable_minutes:,}" if view.tolerable_minutes is not None else "not said"
    return (
        ("criticality", view.criticality.words),
        ("tolerated minutes", minutes),
        ("least devices", str(view.floor)),
        ("seen by", ", ".join(sorted(f"{asset(key)} x {many}" for key, many in view.sees))),
        *((f"devices after {label}", str(many)) for label, many in view.after),
    )


def _numbered(parts: Iterable[tuple[str, Said]]) -> Iterator[tuple[str, Said]]:
    """Parts that would have the same name get a number."""
    seen: Counter[str] = Counter()
    for where, text in parts:
        seen[where] += 1
        yield (where if seen[where] == 1 else f"{where} ({seen[where]})"), text


def _money(pence: int | None) -> str:
    return "not said" if pence is None else f"£{Decimal(pence) / 100:,.2f}"


def _cost(line: CostLine) -> Said:
    years = f"{line.first_year}" if line.first_year == line.last_year else f"{line.first_year} to {line.last_year}"
    told = {
        "falls": words.word(line.spend),
        "quantity": f"{line.quantity.normalize():f} {line.unit}",
        "low": _money(line.low),
        "likely": _money(line.likely),
        "high": _money(line.high),
        "years": years,
        "money of": str(line.price_year),
        "VAT": f"{line.vat / 100:g} %" if line.vat is not None else "not known",
        "type of project": words.word(line.project_type) if line.project_type is not None else "none",
        "source": line.source or "none",
    }
    return tuple(told.items())


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(getattr(each, "words", str(each)) for each in value)
    return "yes" if value is True else str(value)
