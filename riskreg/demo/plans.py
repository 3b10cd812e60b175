"""The replacement plans of the fictional estate, one workbook for all bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from random import Random

from riskreg.demo.equipment import Device, TrueClass
from riskreg.demo.paper import Book, Cell
from riskreg.demo.world import FIRST_DATED, Site, dice, table
from riskreg.rules.terms import EquipmentKind

_OWNERS = (
    "Estates lead, Hesper Longacre", "Security lead, Crispin Tarnhelm", "Project manager, Odile Wrenfield",
    "Facilities manager, Jocasta Brook-Ellery",
)  # fmt: skip
_DAY_RATE_POUNDS = (300, 400, 600)
"""An installer's day before tax, low, likely and high. **Source**: public United Kingdom price lists of 2024, weak."""
_POUNDS_PER_DOLLAR = 0.8
"""Assumption for the demo, to put United States list prices in the order of size of pounds."""
_HALF_DAYS = {EquipmentKind.PTZ_CAMERA: 2, EquipmentKind.ANPR_CAMERA: 3, EquipmentKind.RECORDER: 2}
"""Half days of work per device, one where nothing is said. An assumption: no public source was found."""


def write_plans(
    path: Path, bodies: Mapping[str, str], sites: Iterable[Site], devices: Iterable[Device], seed: int
) -> int:
    """Writes the plans and gives the number of their lines.

    About seven in ten sites with restricted devices have a plan; some target dates are past, some costs are missing.

    Args:
        path: Where to write.
        bodies: Names of the bodies by key.
        sites: All sites.
        devices: All devices of the first lists.
        seed: The seed of the estate.
    """
    random = dice(seed, "plans")
    by_code = {site.code: site for site in sites}
    restricted = [d for d in devices if d.site and d.truth in (TrueClass.RESTRICTED_MAKER, TrueClass.REBRAND)]
    count = 0
    with Book(path, "Replacement plans", FIRST_DATED) as book:
        page = book.sheet("Plans", (34, 12, 34, 36, 30, 10, 14, 36, 12, 12, 12, 10, 18, 14, 40))
        page.title("Replacement plans – all bodies", "Amounts in pounds before tax; invented for the demo")
        page.header(
            "Organisation", "Site code", "Site", "Replaces", "Replacement product", "Quantity", "Target date",
            "Owner", "Cost low (£)", "Cost likely (£)", "Cost high (£)", "Funded", "Interoperability", "Outage minutes",
            "Notes",
        )  # fmt: skip
        for code, lines in groupby(restricted, key=lambda device: device.site or ""):
            if random.random() < 0.3:
                continue
            for cells in _site_lines(random, list(lines)):
                page.row(bodies[by_code[code].organisation], code, by_code[code].name, *cells)
                count += 1
    return count


def _site_lines(random: Random, devices: Sequence[Device]) -> list[tuple[Cell, ...]]:
    """The lines of one site: everything at once, model by model, or a tag here and there."""
    target = date(2026, 2, 2) + timedelta(days=7 * random.randrange(0, 90))
    owner = random.choice(_OWNERS)
    if len(devices) <= 3 and all(device.tag for device in devices):
        return [_line(random, device.tag or "", device.kind, device.quantity, target, owner) for device in devices]
    if random.random() < 0.5:
        return [_line(random, "all flagged", _commonest(devices), sum(d.quantity for d in devices), target, owner)]
    named = sorted((d for d in devices if d.make and d.model), key=lambda device: (device.make, device.model))
    return [
        _line(random, f"{make} {model}", same[0].kind, sum(device.quantity for device in same), target, owner)
        for (make, model), same in (
            (key, list(group)) for key, group in groupby(named, key=lambda device: (device.make, device.model))
        )
    ]


@cache
def _replacements() -> tuple[dict[str, str], ...]:
    return tuple(table("replacements.csv"))


def _commonest(devices: Sequence[Device]) -> EquipmentKind:
    kinds = [device.kind for device in devices]
    return max(sorted(set(kinds)), key=kinds.count)


def _line(
    random: Random, replaces: str, kind: EquipmentKind, quantity: int, target: date, owner: str
) -> tuple[Cell, ...]:
    choices = [row for row in _replacements() if row["kind"] == kind.value]
    choice = random.choice(choices) if choices else None
    each = round(float(choice["usd"]) * _POUNDS_PER_DOLLAR) if choice and choice["usd"] else 650
    low, likely, high = (quantity * (each + rate * _HALF_DAYS.get(kind, 1) // 2) for rate in _DAY_RATE_POUNDS)
    effect = random.choices(("fits", "adapts", "blocks", "not known"), (55, 22, 5, 18))[0]
    costs: tuple[Cell, ...] = (low, likely, high)
    if random.random() < 0.06:
        costs = (None, "tbc", None)
    return (
        replaces,
        f"{choice['maker']} {choice['model']}".replace("Axis AXIS", "Axis") if choice else "to be chosen",
        quantity,
        target,
        owner,
        *costs,
        random.choices(("yes", "no", ""), (50, 38, 12))[0],
        effect,
        random.choice((30, 60, 120, 240, None)),
        {"adapts": "needs new driver pack", "blocks": "recorder takes no other maker's cameras"}.get(effect, ""),
    )
