"""Whether the switch that stays can power the candidates: the usual hidden cost of newer cameras. Pure.

**Source**: classes as in `rules.power`; most draw counts, not usual draw; a switch that sets aside by class needs the
sum of the classes within its budget, one that goes by measured draw the sum of the draws.
"""

from __future__ import annotations

from collections.abc import Iterator

from riskreg.rules.candidates import Candidate
from riskreg.rules.costing_lines import CostKind
from riskreg.rules.interoperability_terms import Answer, Asked, Need, Stays, Subject, answer
from riskreg.rules.power import POE_CLASSES, class_for, rank, watts
from riskreg.rules.terms import EquipmentKind, Interoperability

_CLASSES = "IEEE 802.3af, at and bt: power by class"
_BUDGET = "CCTV Storage Calculator, October 2026: most draw against the budget of the switch"
_MAINS = frozenset(
    {EquipmentKind.RECORDER, EquipmentKind.SERVER, EquipmentKind.STORAGE, EquipmentKind.VIDEO_SOFTWARE}
    | {EquipmentKind.DISPLAY, EquipmentKind.NETWORK_EQUIPMENT}
)
"""Fed from the mains, unless a list says that they ask for power over Ethernet."""
_PLANNED_SHARE = 80
"""Per cent of a budget that planners fill: one practitioner's rule, so it is said and decides nothing."""


def switch_answer(asked_for: Asked) -> Iterator[Answer]:
    """Whether so many can be powered by the switch that stays; nothing where none stays, or of what the mains feed."""
    candidate, stays, quantity = asked_for.candidate, asked_for.stays, asked_for.quantity
    asked = candidate.poe_class
    is_mains = candidate.kind in _MAINS and asked is None and candidate.milliwatts is None
    if not stays.has_switch or is_mains:
        return
    if asked is None and candidate.milliwatts is not None:
        asked = class_for(candidate.milliwatts)
        if asked is None:
            yield _midspan(candidate, quantity, f"draws {watts(candidate.milliwatts)}, more than any class gives")
            return
    if asked is None or stays.budget_milliwatts is None or stays.port_class is None:
        missing = [
            what
            for what, told in (
                ("what it draws", asked),
                ("the budget of the switch", stays.budget_milliwatts),
                ("the class of its ports", stays.port_class),
            )
            if told is None
        ]
        text = f"Not on record: {', '.join(missing)}."
        yield answer(Subject.SWITCH, Interoperability.NOT_KNOWN, text, _BUDGET)
        return
    given = POE_CLASSES[asked]
    draw = candidate.milliwatts if candidate.milliwatts is not None else given.at_device
    if draw > given.at_device:
        text = f"It draws up to {watts(draw)}, above the {watts(given.at_device)} of its class {asked}: the switch may"
        yield answer(Subject.SWITCH, Interoperability.BLOCKS, f"{text} cut its power.", "MOBOTIX manual, PoE classes")
    elif rank(asked) > rank(stays.port_class):
        yield _midspan(candidate, quantity, f"asks for class {asked}, and the ports give class {stays.port_class}")
    else:
        yield _within(stays, stays.budget_milliwatts, quantity, draw, given.at_switch)


def _within(stays: Stays, budget: int, quantity: int, draw: int, set_aside: int) -> Answer:
    drawn = quantity * draw + stays.other_milliwatts
    beside = stays.other_milliwatts if stays.other_set_aside is None else stays.other_set_aside
    reserved = quantity * set_aside + beside
    others = f" with {watts(stays.other_milliwatts)} of other devices" if stays.other_milliwatts else ""
    sum_told = f"{quantity} × {watts(draw)}{others} = {watts(drawn)}, of {watts(budget)} that the switch gives"
    if drawn > budget:
        need = Need(CostKind.SWITCH, f"Switch or injectors for {watts(drawn)}", 1, "switch")
        text = f"The switch cannot power them: {sum_told}."
        return answer(Subject.SWITCH, Interoperability.ADAPTS, text, _BUDGET, need)
    if reserved > budget and stays.allots_by_class:
        need = Need(CostKind.SWITCH, f"Switch or injectors for {watts(reserved)}, set aside by class", 1, "switch")
        text = f"{sum_told}; but this switch goes by class, and would set aside {watts(reserved)}."
        return answer(Subject.SWITCH, Interoperability.ADAPTS, text, _CLASSES, need)
    if reserved > budget and stays.allots_by_class is None:
        need = Need(CostKind.CONFIGURATION, "Set the switch to power by measured draw (LLDP), and test", 1, "switch")
        text = f"{sum_told}; by class it would set aside {watts(reserved)}, so it must go by measured draw."
        return answer(Subject.SWITCH, Interoperability.ADAPTS, text, _CLASSES, need)
    full = " It is fuller than planners like." if drawn * 100 > budget * _PLANNED_SHARE else ""
    return answer(Subject.SWITCH, Interoperability.FITS, f"{sum_told}.{full}", _BUDGET)


def _midspan(candidate: Candidate, quantity: int, why: str) -> Answer:
    need = Need(CostKind.SWITCH, f"Midspan or injector for {candidate.name}", quantity, "device")
    return answer(Subject.SWITCH, Interoperability.ADAPTS, f"{candidate.name} {why}.", _CLASSES, need)
