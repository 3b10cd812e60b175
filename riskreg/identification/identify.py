"""Identification: one distinct key per kind of device, one finding per key.

Cost grows with distinct keys, not with rows: `Identifier.key` is a few dictionary look-ups for a row whose texts were
met before, and `Identifier.identify` weighs a key once. Keys that differ only in the spelling of a model number that
says the same are weighed once together, and the number is put into the sentences afterwards.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from riskreg.identification.cells import MOST_KEPT, NO_LABEL, NO_NUMBER, NOT_BOTH, NOTHING_SAID, Cells
from riskreg.identification.claims import fits_series
from riskreg.identification.evidence import Evidence
from riskreg.identification.families import Families
from riskreg.identification.finding import Finding
from riskreg.identification.knowledge import Knowledge, SoftwareMarker
from riskreg.identification.macs import MacReader
from riskreg.identification.models import ModelReader
from riskreg.identification.names import NameIndex, NameReading
from riskreg.identification.serials import SerialReader
from riskreg.identification.statements import Role, TextReading
from riskreg.identification.trace import Trace
from riskreg.identification.weigh import weigh
from riskreg.rules.terms import Certainty

_DATED = 9
"""Where the date stands in a key."""
_THE_NUMBER = "\ue000"
"""Stands for the model number while a shape is weighed: a character that no text holds, for private use."""
_NO_TEXT = TextReading()


class Identifier:
    """Tells the makers of devices from their traces, with one edition of the catalogue.

    Args:
        knowledge: One edition of the catalogue.

    Not safe for use by several threads at once: it remembers what it has read.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._names = NameIndex(knowledge)
        self._models = ModelReader(knowledge)
        self._macs = MacReader(knowledge)
        self._serials = SerialReader(knowledge)
        self._families = Families(knowledge)
        self._cells = Cells(knowledge, self._names, self._models, self._families)
        changed_hands = {tie.vendor for tie in knowledge.ties if tie.to_on is not None}
        self._dated = frozenset(
            brand
            for brand in self._names.keys
            if any(c.from_on or c.to_on for c in self._names.look_up("", brand).claims)
            or any(name.vendor in changed_hands for name in self._names.look_up("", brand).names)
        )
        self._findings: dict[tuple[str, ...], Finding] = {}
        self._shapes: dict[tuple[object, ...], Finding] = {}

    def key(self, trace: Trace) -> tuple[str, ...]:
        """The distinct key of a trace: all that its finding depends on, normalised.

        Two rows of one key share a finding.

        Order: make, model, make and model, part number, address prefix, serial's maker, description, component,
        software, date (only where a claim on the brand holds between dates, or the maker changed hands); then suppliers
        and maintainers, where one of them is a watched vendor, numbers in a text, where a claim on the brand holds for
        a series, and the circumstances on which entries of lists may turn.
        """
        make, model, both = trace.make, trace.model, trace.make_and_model
        part, described, cells = trace.part_number, trace.description, self._cells
        # Look-ups stand in line: this runs for every row of a national list.
        label = (cells.labels.get(make) or cells.label(make)) if make else NO_LABEL
        serial = self._serials.read(trace.serial) if trace.serial else None
        dated = ""
        if (trace.installed_on is not None or serial is not None) and (
            label.name.key in self._dated
            or (not label.name.key and self._effective_label(trace, label.name).key in self._dated)
        ):
            on = _dated_on(trace.installed_on, serial.built_on if serial else None)
            dated = on.isoformat() if on else ""
        key = (
            label.key,
            (cells.numbers.get(model) or cells.number(model)).key if model else "",
            (cells.boths.get(both) or cells.both(both)).key if both else "",
            (cells.numbers.get(part) or cells.number(part)).key if part else "",
            self._macs.prefix(trace.mac) if trace.mac else "",
            serial.grammar.vendor if serial is not None else "",
            (cells.said.get(described) or cells.description(described)).key if described else "",
            ",".join(m.label for m in cells.components_in(trace.component)) if trace.component else "",
            ",".join(m.label for m in cells.programs_in(trace.software)) if trace.software else "",
            dated,
        )
        # Most rows have none of these, and so keep a short key.
        more = [f"by {each.key}" for each in cells.firms_in(trace.supplier)] if trace.supplier else []
        if not model and not part and (not label.name.key or cells.is_in_series(label.name.key)):
            more += cells.beside(trace, self._effective_label(trace, label.name))
        more += trace.circumstances
        return (*key, *more) if more else key

    def made_by(self, trace: Trace) -> date | None:
        """A day by which the device had been made, where anything turns on it; None elsewhere."""
        text = self.key(trace)[_DATED]
        return date.fromisoformat(text) if text else None

    def identify(self, trace: Trace) -> Finding:
        """Who made a device, as far as its traces tell."""
        key = self.key(trace)
        found = self._findings.get(key)
        if found is None:
            if len(self._findings) >= MOST_KEPT:
                self._findings.clear()
            found = self._findings[key] = self._weighed(self._evidence(trace))
        return found

    def _weighed(self, evidence: Evidence) -> Finding:
        """The finding, weighed once for all model numbers that say the same."""
        number = evidence.model.text
        if not number or evidence.text.mentions or evidence.part.text or _THE_NUMBER in evidence.label.text:
            return weigh(evidence, self._families)
        label, model = evidence.label, evidence.model
        numbers = evidence.numbers if label.claims else ()
        shape = (
            label.key,
            label.text,
            model.hits,
            model.lookalikes,
            evidence.mac,
            evidence.serial,
            evidence.text.is_accessory,
            evidence.components,
            evidence.software,
            evidence.software_is_device,
            evidence.dated_on if label.key in self._dated else None,
            evidence.served_by,
            bool(numbers),
            tuple(fits_series(claim, numbers) for claim in label.claims),
        )
        known = self._shapes.get(shape)
        if known is None:
            if len(self._shapes) >= MOST_KEPT:
                self._shapes.clear()
            general = replace(evidence, model=replace(model, text=_THE_NUMBER), given_numbers=numbers, near=None)
            known = self._shapes[shape] = weigh(general, self._families)
        if known.certainty is Certainty.UNKNOWN and evidence.near is not None and evidence.near(number) is not None:
            # Only where nothing else tells is a number compared with those that it nearly fits.
            return weigh(evidence, self._families)
        return known.with_text(_THE_NUMBER, number)

    def _evidence(self, trace: Trace) -> Evidence:
        cells, described = self._cells, trace.description
        label = cells.label(trace.make) if trace.make else NO_LABEL
        number = cells.number(trace.model) if trace.model else NO_NUMBER
        both = cells.both(trace.make_and_model) if trace.make_and_model else NOT_BOTH
        said = cells.description(described) if described else NOTHING_SAID
        serial = self._serials.read(trace.serial) if trace.serial else None
        effective = self._effective_label(trace, label.name)
        named = cells.programs_in(trace.software) if trace.software else ()
        if not named and effective.is_blank and described:
            named = cells.programs_said(described)
        as_device = () if named else self._device_software(trace)
        parts = (cells.components_in(cell) for cell in (trace.component, described, trace.make) if cell)
        model = number.model if number.model.text else both.model
        return Evidence(
            label=effective,
            model=model,
            part=cells.number(trace.part_number).model if trace.part_number else NO_NUMBER.model,
            mac=self._macs.read(self._macs.prefix(trace.mac)) if trace.mac else None,
            serial=serial,
            text=_joined((label.text, number.text, both.text, said.text), effective),
            components=next((found for found in parts if found), ()),
            software=named or as_device,
            software_is_device=bool(as_device),
            dated_on=_dated_on(trace.installed_on, serial.built_on if serial else None),
            beside=cells.beside(trace, effective),
            served_by=tuple(each.names[0] for each in cells.firms_in(trace.supplier)) if trace.supplier else (),
            near=self._models.near if model.text and not model.hits and not model.lookalikes else None,
        )

    def _device_software(self, trace: Trace) -> tuple[SoftwareMarker, ...]:
        for cell in (trace.model, trace.part_number, trace.make_and_model):
            if cell and (found := self._cells.programs_in(cell)):
                return found
        return ()

    def _effective_label(self, trace: Trace, label: NameReading) -> NameReading:
        """The make; else the make named in a combined column, in the model column or in the description."""
        if not label.is_blank:
            return label
        cells = self._cells
        if trace.make_and_model:
            both = cells.both(trace.make_and_model).name
            if not both.is_blank:
                return both
        number = cells.number(trace.model) if trace.model else NO_NUMBER
        if number.label is not None:
            return number.label
        said = cells.description(trace.description).text if trace.description else _NO_TEXT
        for text in (number.text, said):
            for mention in text.mentions:
                if mention.role is Role.PRESENT and mention.claims:
                    return self._names.read(mention.text)
        return label


def _dated_on(installed_on: date | None, built_on: date | None) -> date | None:
    """The day that decides a dated claim: manufacture where the serial gives it, else installation."""
    return built_on or installed_on


def _joined(texts: tuple[TextReading, ...], adopted: NameReading) -> TextReading:
    """All free texts of a row as one, without the mention that became the label."""
    if all(text is _NO_TEXT or not (text.mentions or text.is_accessory) for text in texts):
        return _NO_TEXT
    mentions = tuple(
        m
        for text in texts
        for m in text.mentions
        if not (
            m.role is Role.PRESENT and m.pattern is None and m.claims and not m.names and m.claims == adopted.claims
        )
    )
    return TextReading(mentions, any(text.is_accessory for text in texts))
