"""Identification: one distinct key per kind of device, one finding per key.

Cost grows with distinct keys, not with rows: `Identifier.key` is a few dictionary look-ups for a row whose texts were
met before, and `Identifier.identify` weighs a key once. Keys that differ only in the spelling of a model number that
says the same are weighed once together, and the number is put into the sentences afterwards.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from riskreg.identification.alike import Alike
from riskreg.identification.cell_keys import of_markers
from riskreg.identification.cells import (
    MOST_KEPT,
    NO_LABEL,
    NO_NUMBER,
    NOT_BOTH,
    NOTHING_SAID,
    Both,
    Cells,
    Label,
    Number,
    Said,
)
from riskreg.identification.evidence import Evidence
from riskreg.identification.families import Families
from riskreg.identification.finding import Finding
from riskreg.identification.knowledge import BrandNumbering, Knowledge
from riskreg.identification.macs import MacReader
from riskreg.identification.models import ModelReader, numbers_in
from riskreg.identification.names import NameIndex, NameReading
from riskreg.identification.numberings import NO_NUMBERING
from riskreg.identification.serials import SerialReader, SerialReading
from riskreg.identification.shapes import Shape, Template, Words, general, series_shape, shape_of, times_shape
from riskreg.identification.statements import NO_TEXT, Role, TextReading
from riskreg.identification.text import day_shown, made_of
from riskreg.identification.trace import Trace
from riskreg.identification.weigh import weigh
from riskreg.rules.terms import EquipmentKind


class _Row(NamedTuple):
    """The cells of a row, read."""

    label: Label
    number: Number
    both: Both
    part: Number
    prefix: str
    serial: SerialReading | None
    said: Said


class Identifier:
    """Tells the makers of devices from their traces, with one edition of the catalogue.

    Args:
        knowledge: One edition of the catalogue.

    Attributes:
        alike: Tells which rows of a list have one key, many rows at a time.

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
        self.alike = Alike(self._cells, self._macs, self._serials, self._dated)
        self._findings: dict[tuple[str, ...], Finding] = {}
        self._shapes: dict[Shape, Template] = {}
        self._few: dict[Shape, Template] = {}
        self._adopted: dict[str, NameReading] = {}
        self._series: dict[tuple[str, str], tuple[bool, ...] | None] = {}

    def kind_of(self, model: str) -> EquipmentKind | None:
        """Kind of equipment that the numbering of a model tells; None where none tells it.

        Args:
            model: Model, or make and model, as a list writes it.
        """
        hits = self._models.read(model).hits
        return next((each.equipment for each in hits if each.strength in ("strong", "shared") and each.equipment), None)

    def key(self, trace: Trace) -> tuple[str, ...]:
        """The distinct key of a trace: all that its finding depends on, normalised.

        Two rows of one key share a finding.

        Order: make, model, make and model, part number, address prefix, serial's maker, description, component,
        software, date (only where a claim on the brand holds between dates, or the maker changed hands); then suppliers
        and maintainers, where one of them is a watched vendor, numbers in a text, where a claim on the brand holds for
        a series, and the circumstances on which entries of lists may turn.
        """
        return self._key(trace, self._row(trace))

    def _row(self, trace: Trace) -> _Row:
        cells, make, model, both = self._cells, trace.make, trace.model, trace.make_and_model
        part, described = trace.part_number, trace.description
        # Look-ups stand in line: this runs for every row of a national list.
        row = (
            (cells.labels.get(make) or cells.label(make)) if make else NO_LABEL,
            (cells.numbers.get(model) or cells.number(model)) if model else NO_NUMBER,
            (cells.boths.get(both) or cells.both(both)) if both else NOT_BOTH,
            (cells.numbers.get(part) or cells.number(part)) if part else NO_NUMBER,
            self._macs.prefix(trace.mac) if trace.mac else "",
            self._serials.read(trace.serial) if trace.serial else None,
            (cells.said.get(described) or cells.description(described)) if described else NOTHING_SAID,
        )
        return made_of(_Row, row)

    def _key(self, trace: Trace, row: _Row) -> tuple[str, ...]:
        cells, label, serial = self._cells, row.label, row.serial
        on = self._day(trace, row) if trace.installed_on is not None or serial is not None else None
        key = (
            label.key,
            row.number.key,
            row.both.key,
            row.part.key,
            row.prefix,
            serial.grammar.vendor if serial is not None else "",
            row.said.key,
            of_markers(cells.components_in(trace.component)) if trace.component else "",
            of_markers(cells.programs_in(trace.software)) if trace.software else "",
            on.isoformat() if on is not None else "",
        )
        # Most rows have none of these, and so keep a short key.
        more = [f"by {each.key}" for each in cells.firms_in(trace.supplier)] if trace.supplier else []
        if not trace.model and not trace.part_number and (not label.name.key or cells.is_in_series(label.name.key)):
            more += cells.beside(trace, self._effective_label(row))
        if trace.kind or trace.made_in or trace.purpose:
            more += trace.circumstances
        return (*key, *more) if more else key

    def made_by(self, trace: Trace) -> date | None:
        """A day by which the device had been made, where anything turns on it; None elsewhere."""
        if trace.installed_on is None and trace.serial is None:
            return None
        name = self._cells.label(trace.make).name if trace.make else NO_LABEL.name
        # Of most devices the make settles that no day matters, and no other cell is looked at.
        return None if name.is_known and name.key not in self._dated else self._day(trace, self._row(trace))

    def _day(self, trace: Trace, row: _Row) -> date | None:
        """The day that decides, where a claim on the brand holds between dates or the maker changed hands."""
        name = row.label.name
        brand = name.key if name.is_known else self._effective_label(row).key
        return (
            _dated_on(trace.installed_on, row.serial.built_on if row.serial else None) if brand in self._dated else None
        )

    def identify(self, trace: Trace) -> Finding:
        """Who made a device, as far as its traces tell."""
        row = self._row(trace)
        key = self._key(trace, row)
        found = self._findings.get(key)
        if found is None:
            if len(self._findings) >= MOST_KEPT:
                self._findings.clear()
            found = self._of_few_cells(trace, row) or self._weighed(self._evidence(trace, row))
            self._findings[key] = found
        return found

    def _of_few_cells(self, trace: Trace, row: _Row) -> Finding | None:
        """The finding of a device of which make, model and address alone tell: most of a list. None where more tells.

        It is what `_weighed` gives, told without putting the evidence together.
        """
        label, number, cells = row.label, row.number, self._cells
        if (
            row.said is not NOTHING_SAID
            or row.both is not NOT_BOTH
            or row.part is not NO_NUMBER
            or not (label.is_plain and number.is_plain)
            or (number.model.follows.brands and not label.name.is_known)
            or (trace.software and cells.programs_in(trace.software))
            or (trace.component and cells.components_in(trace.component))
            or (trace.supplier and cells.firms_in(trace.supplier))
        ):
            return None
        name, model, serial = label.name, number.model, row.serial
        of_series = self._of_series(trace, name, model.text) if name.key in cells.in_series else None
        on = _dated_on(trace.installed_on, serial.built_on if serial is not None else None)
        times = times_shape(name, on) if name.key in self._dated else None
        mac = self._macs.read(row.prefix) if row.prefix else None
        shape = (
            label.shape,
            model.follows,
            None if mac is None else mac.holder,
            of_series,
            None if serial is None else (id(serial.grammar), serial.built_on is None),
            times,
        )
        known = self._few.get(shape)
        if known is None:
            if len(self._few) >= MOST_KEPT:
                self._few.clear()
            shaped = self._shaped(self._evidence(trace, row))
            if shaped is None:
                return None
            known = self._few[shape] = shaped[0]
        if known.is_unknown and model.follows is NO_NUMBERING and self._models.near(model.text) is not None:
            return None
        return known.told(
            (
                name.text,
                "" if mac is None else mac.shown,
                model.text,
                day_shown(on) if times is not None and False in times else "",
                "" if serial is None else serial.day,
            )
        )

    def _of_series(self, trace: Trace, name: NameReading, number: str) -> tuple[bool, ...] | None:
        """Of which series claimed of a make the model is, or a number in a text where there is no model."""
        found = self._series.get((name.key, number))
        if found is None:
            numbers = numbers_in(number)
            if not numbers:
                return series_shape(name, self._cells.beside(trace, name))
            if len(self._series) >= MOST_KEPT:
                self._series.clear()
            found = self._series[name.key, number] = series_shape(name, numbers)
        return found

    def _weighed(self, evidence: Evidence) -> Finding:
        """The finding, weighed once for all devices of a shape."""
        shaped = self._shaped(evidence)
        if shaped is None:
            return weigh(evidence, self._families)
        known, words = shaped
        if known.is_unknown and evidence.near is not None and evidence.near(evidence.model.text) is not None:
            # Only where nothing else tells is a number compared with those that it nearly fits.
            return weigh(evidence, self._families)
        return known.told(words)

    def _shaped(self, evidence: Evidence) -> tuple[Template, Words] | None:
        """The finding of all devices of a shape, and the words of this one; None where it is weighed by itself."""
        shaped = shape_of(evidence, self._cells.in_series, self._dated)
        if shaped is None:
            return None
        shape, words, told = shaped
        known = self._shapes.get(shape)
        if known is None:
            if len(self._shapes) >= MOST_KEPT:
                self._shapes.clear()
            known = self._shapes[shape] = Template(weigh(general(told, words), self._families))
        return known, words

    def _evidence(self, trace: Trace, row: _Row) -> Evidence:
        cells, serial = self._cells, row.serial
        effective = self._effective_label(row)
        named = cells.programs_in(trace.software) if trace.software else ()
        if not named and not effective.key:
            named = row.said.programs
        as_device = () if named else row.number.programs or row.part.programs or row.both.programs
        parts = cells.components_in(trace.component) if trace.component else ()
        model = row.number.model if row.number.model.text else row.both.model
        is_numbered = bool(numbers_in(model.text) or numbers_in(row.part.model.text))
        return Evidence(
            effective,
            model,
            row.part.model,
            self._macs.read(row.prefix) if row.prefix else None,
            serial,
            _joined((row.label.text, row.number.text, row.both.text, row.said.text), effective),
            parts or row.said.components or row.label.components,
            named or as_device,
            bool(as_device),
            _dated_on(trace.installed_on, serial.built_on if serial else None),
            cells.beside(trace, effective) if effective.key in cells.in_series and not is_numbered else (),
            near=self._models.near if model.text and model.follows is NO_NUMBERING else None,
            served_by=tuple(each.names[0] for each in cells.firms_in(trace.supplier)) if trace.supplier else (),
        )

    def _effective_label(self, row: _Row) -> NameReading:
        """The make; else the make named in a combined column, in the model column or in the description."""
        label = row.label.name
        if label.is_known:
            return label
        if not label.key:
            if row.both.name.key:
                return row.both.name
            if row.number.label is not None:
                return row.number.label
            for text in (row.number.text, row.said.text):
                for mention in text.mentions:
                    if mention.role is Role.PRESENT and mention.claims:
                        return self._adopted.get(mention.text) or self._adopt(mention.text)
        told_by = self._told_by(row)
        return label if told_by is None else self._names.by_numbering(told_by, label)

    @staticmethod
    def _told_by(row: _Row) -> BrandNumbering | None:
        """The brand's numbering of which the number is; in a text, only of a device of which no make is written."""
        for model in (row.number.model, row.both.model, row.part.model):
            if model.follows.brands:
                return model.follows.brands[0]
        return None if row.label.name.key else row.both.text.told_by or row.said.text.told_by

    def _adopt(self, name: str) -> NameReading:
        if len(self._adopted) >= MOST_KEPT:
            self._adopted.clear()
        found = self._adopted[name] = self._names.read(name)
        return found


def _dated_on(installed_on: date | None, built_on: date | None) -> date | None:
    """The day that decides a dated claim: manufacture where the serial gives it, else installation."""
    return built_on or installed_on


def _joined(texts: tuple[TextReading, ...], adopted: NameReading) -> TextReading:
    """All free texts of a row as one, without the mention that became the label."""
    told = [text for text in texts if text is not NO_TEXT]
    if not told:
        return NO_TEXT
    if len(told) == 1 and not adopted.claims and told[0].told_by is None:
        return told[0]
    mentions = tuple(
        m
        for text in told
        for m in text.mentions
        if not (
            m.role is Role.PRESENT and m.pattern is None and m.claims and not m.names and m.claims == adopted.claims
        )
    )
    return TextReading(mentions, any(text.is_accessory for text in told))
