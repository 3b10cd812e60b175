"""Identification: one distinct key per kind of device, one finding per key.

Cost grows with distinct keys, not with rows: `Identifier.key` is a few dictionary look-ups for a row whose texts were
met before, and `Identifier.identify` weighs a key once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from riskreg.identification.evidence import Evidence
from riskreg.identification.families import Families
from riskreg.identification.finding import Finding
from riskreg.identification.knowledge import ComponentMarker, Knowledge, SoftwareMarker
from riskreg.identification.macs import MacReader
from riskreg.identification.models import ModelReader, ModelReading, model_tokens, normalise_model, numbers_in
from riskreg.identification.names import BLANK_NAMES, NameIndex, NameReading, words_of
from riskreg.identification.serials import SerialReader
from riskreg.identification.statements import Mention, Role, TextReader, TextReading
from riskreg.identification.text import fold
from riskreg.identification.trace import Trace
from riskreg.identification.weigh import weigh
from riskreg.rules.terms import NameKind

_PHRASE = re.compile(r"(?:[ :/-]+[\w.+()/-]*[A-Za-z\d][\w.+()/-]*){1,4}")
"""Up to four words after a brand: “SG 2404 MR L2+”."""

_DATED = 9
"""Where the date stands in a key."""
_MOST_KEPT = 200_000
"""Raw texts remembered per column: enough for a national list's distinct texts, little enough for memory."""

_BESIDE_A_NAME = frozenset(
    """by cctv camera cameras security ip nvr dvr dome bullet technology technologies digital systems system electronics
    video surveillance network vision branded brand make the and of uk ireland series products""".split()  # noqa: SIM905 - a list of words reads better as words
)
"""Words that stand beside a maker's name in a make column without changing whose name it is."""

_COMPANY_NAMES = (NameKind.LEGAL, NameKind.NATIVE, NameKind.ALIAS, NameKind.AFFILIATE)
"""Names that a firm trades under: a brand or a misspelling in a supplier's column names no firm."""

T = TypeVar("T")

_NO_LABEL = NameReading("", "")
_NO_MODEL = ModelReading("")
_NO_TEXT = TextReading()

_NOTHING_SAID = (_NO_LABEL, _NO_TEXT, "")

_Label = tuple[NameReading, TextReading, str]
_Number = tuple[ModelReading, TextReading, str]
_Both = tuple[NameReading, ModelReading, TextReading, str]


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
        self._texts = TextReader(self._names, self._models)
        self._families = Families(knowledge)
        self._components = tuple((re.compile(m.regex, re.IGNORECASE), m) for m in knowledge.components)
        self._any_component = (
            re.compile("|".join(f"(?:{m.regex})" for m in knowledge.components), re.IGNORECASE)
            if knowledge.components
            else None
        )
        self._any_program = (
            re.compile("|".join(f"(?:{m.regex})" for m in knowledge.software), re.IGNORECASE)
            if knowledge.software
            else None
        )
        self._software = tuple((re.compile(m.regex, re.IGNORECASE), m) for m in knowledge.software)
        changed_hands = {tie.vendor for tie in knowledge.ties if tie.to_on is not None}
        self._dated = frozenset(
            brand
            for brand in self._names.keys
            if any(c.from_on or c.to_on for c in self._names.look_up("", brand).claims)
            or any(name.vendor in changed_hands for name in self._names.look_up("", brand).names)
        )
        self._in_series = frozenset(
            brand for brand in self._names.keys if any(c.series_regex for c in self._names.look_up("", brand).claims)
        )
        self._labels: dict[str, _Label] = {}
        self._numbers: dict[str, _Number] = {}
        self._boths: dict[str, _Both] = {}
        self._described: dict[str, tuple[TextReading, str]] = {}
        self._parts: dict[str, tuple[ComponentMarker, ...]] = {}
        self._firms: dict[str, tuple[NameReading, ...]] = {}
        self._programs: dict[str, tuple[SoftwareMarker, ...]] = {}
        self._findings: dict[tuple[str, ...], Finding] = {}

    def key(self, trace: Trace) -> tuple[str, ...]:
        """The distinct key of a trace: all that its finding depends on, normalised.

        Two rows of one key share a finding.

        Order: make, model, make and model, part number, address prefix, serial's maker, description, component,
        software, date (only where a claim on the brand holds between dates, or the maker changed hands); then suppliers
        and maintainers, where one of them is a watched vendor, numbers in a text, where a claim on the brand holds for
        a series, and the circumstances on which entries of lists may turn.
        """
        make, model, both = trace.make, trace.model, trace.make_and_model
        part, described = trace.part_number, trace.description
        # Look-ups stand in line: this runs for every row of a national list.
        label = (self._labels.get(make) or self._label(make)) if make else _NOTHING_SAID
        serial = self._serials.read(trace.serial) if trace.serial else None
        dated = ""
        if (trace.installed_on is not None or serial is not None) and (
            label[0].key in self._dated or (not label[0].key and self._effective_label(trace).key in self._dated)
        ):
            on = self._dated_on(trace.installed_on, serial.built_on if serial else None)
            dated = on.isoformat() if on else ""
        key = (
            label[2],
            (self._numbers.get(model) or self._number(model))[2] if model else "",
            (self._boths.get(both) or self._both(both))[3] if both else "",
            (self._numbers.get(part) or self._number(part))[2] if part else "",
            self._macs.prefix(trace.mac) if trace.mac else "",
            serial.grammar.vendor if serial is not None else "",
            (self._described.get(described) or self._description(described))[1] if described else "",
            ",".join(m.label for m in self._components_in(trace.component)) if trace.component else "",
            ",".join(m.label for m in self._programs_in(trace.software)) if trace.software else "",
            dated,
        )
        # Most rows have neither of these, and so keep a short key.
        more = [f"by {each.key}" for each in self._firms_in(trace.supplier)] if trace.supplier else []
        if not model and not part and (label[0].key in self._in_series or not label[0].key):
            more += self._beside(trace, self._effective_label(trace))
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
            if len(self._findings) >= _MOST_KEPT:
                self._findings.clear()
            found = self._findings[key] = weigh(self._evidence(trace), self._families)
        return found

    def _evidence(self, trace: Trace) -> Evidence:
        _label, label_text, _ = self._label(trace.make)
        model, model_text, _ = self._number(trace.model)
        _both_label, both_model, both_text, _ = self._both(trace.make_and_model)
        description, _ = self._description(trace.description)
        part, _, _ = self._number(trace.part_number)
        serial = self._serials.read(trace.serial)
        effective = self._effective_label(trace)
        text = _joined(label_text, model_text, both_text, description, adopted=effective)
        named = self._programs_in(trace.software)
        if not named and effective.is_blank:
            named = self._programs_said(trace.description)
        as_device = next(
            (
                found
                for cell in (trace.model, trace.part_number, trace.make_and_model)
                if (found := self._programs_in(cell))
            ),
            (),
        )
        if named:
            as_device = ()
        return Evidence(
            label=effective,
            model=self._with_near(model if model.text else both_model),
            part=part,
            mac=self._macs.read(self._macs.prefix(trace.mac)),
            serial=serial,
            text=text,
            components=self._components_in(trace.component)
            or self._components_in(trace.description)
            or self._components_in(trace.make),
            software=named or as_device,
            software_is_device=bool(as_device),
            dated_on=self._dated_on(trace.installed_on, serial.built_on if serial else None),
            beside=self._beside(trace, effective),
            served_by=tuple(reading.names[0] for reading in self._firms_in(trace.supplier)),
        )

    @staticmethod
    def _dated_on(installed_on: date | None, built_on: date | None) -> date | None:
        """The day that decides a dated claim: manufacture where the serial gives it, else installation."""
        return built_on or installed_on

    def _with_near(self, model: ModelReading) -> ModelReading:
        if model.hits or model.lookalikes or not model.text:
            return model
        return replace(model, near=self._models.near(model.text))

    def _beside(self, trace: Trace, label: NameReading) -> tuple[str, ...]:
        """Numbers that stand in a text with the brand, where a claim on the brand holds only for a series."""
        if label.key not in self._in_series:
            return ()
        found: list[str] = []
        for text in (trace.make_and_model, trace.description):
            plain = fold(text) if text else ""
            at = plain.casefold().find(fold(label.text).casefold()) if label.text else -1
            if at >= 0 and (phrase := _PHRASE.match(plain, at + len(fold(label.text)))):
                found += numbers_in(normalise_model(phrase.group()))[:1]
            found += [number for _, token in model_tokens(plain) for number in numbers_in(token)]
        return tuple(dict.fromkeys(found))

    def _effective_label(self, trace: Trace) -> NameReading:
        """The make; else the make named in a combined column, in the model column or in the description."""
        label = self._label(trace.make)[0]
        if not label.is_blank:
            return label
        both = self._both(trace.make_and_model)[0]
        if not both.is_blank:
            return both
        leading = self._leading_name(trace.model) if trace.model else None
        if leading is not None:
            return leading
        for text in (self._number(trace.model)[1], self._description(trace.description)[0]):
            for mention in text.mentions:
                if mention.role is Role.PRESENT and mention.claims:
                    return self._names.read(mention.text)
        return label

    def _label(self, raw: str | None) -> _Label:
        if not raw:
            return _NO_LABEL, _NO_TEXT, ""
        return _remembered(self._labels, raw, self._read_label)

    def _read_label(self, raw: str) -> _Label:
        reading = self._names.read(raw)
        if reading.is_blank:
            return _NO_LABEL, _NO_TEXT, ""
        if reading.is_known:
            return reading, _NO_TEXT, reading.key
        leading = self._leading_name(raw)
        if leading is not None:
            return leading, _NO_TEXT, f"{leading.key}…"
        text = self._texts.read(raw) if self._texts.may_tell(raw) else _NO_TEXT
        return reading, text, f"{reading.key}{'|' + text.key if text.key else ''}"

    def _leading_name(self, raw: str) -> NameReading | None:
        """The name at the head of a make such as “Hikvision CCTV” or “HiWatch by Hikvision”, if that is all it says."""
        words = words_of(raw)
        first: NameReading | None = None
        index = 0
        while index < len(words):
            for size in range(min(5, len(words) - index), 0, -1):
                reading = self._names.look_up(
                    " ".join(words[index : index + size]), "".join(words[index : index + size])
                )
                if reading.is_known and not reading.is_everyday:
                    if first is None:
                        first = reading
                    elif not self._same_house(first, reading):
                        return None
                    index += size
                    break
            else:
                if first is None or words[index] not in _BESIDE_A_NAME:
                    return None
                index += 1
        return first

    def _same_house(self, one: NameReading, other: NameReading) -> bool:
        ones = {n.vendor for n in one.names} | {c.maker for c in one.claims}
        others = {n.vendor for n in other.names} | {c.maker for c in other.claims}
        return any(self._families.are_related(a, b) for a in ones for b in others)

    def _number(self, raw: str | None) -> _Number:
        if not raw:
            return _NO_MODEL, _NO_TEXT, ""
        return _remembered(self._numbers, raw, self._read_number)

    def _read_number(self, raw: str) -> _Number:
        if "".join(words_of(raw)) in BLANK_NAMES:
            return _NO_MODEL, _NO_TEXT, ""
        reading = self._models.read(raw)
        whole = self._models.read_number(reading.text) if reading.hits else None
        is_plain = whole is not None and reading.text == self._models.read(reading.text).text and " " not in raw.strip()
        text = _NO_TEXT if is_plain or not self._texts.may_tell(raw) else self._texts.read(raw)
        if text.mentions and any(m.pattern is not None and m.role is not Role.PRESENT for m in text.mentions):
            # “Bracket for DS-2CD2143”: the number is another device's.
            reading = ModelReading(reading.text)
        names = tuple(m for m in text.mentions if m.pattern is None or m.role is not Role.PRESENT)
        text = TextReading(names, text.is_accessory)
        return reading, text, f"{reading.text}{'|' + text.key if text.key else ''}"

    def _both(self, raw: str | None) -> _Both:
        if not raw:
            return _NO_LABEL, _NO_MODEL, _NO_TEXT, ""
        return _remembered(self._boths, raw, self._read_both)

    def _read_both(self, raw: str) -> _Both:
        whole = self._names.read(raw)
        if whole.is_blank or whole.is_known:
            return whole, _NO_MODEL, _NO_TEXT, whole.key
        text = self._texts.read(raw)
        label = self._head(raw) or next(
            (self._names.read(m.text) for m in text.mentions if self._is_label(m)), _NO_LABEL
        )
        number = next((m.text for m in text.mentions if m.role is Role.PRESENT and m.pattern is not None), "")
        if not number:
            number = next((token for _, token in model_tokens(raw)), "")
        model = self._models.read_number(number) if number else _NO_MODEL
        rest = tuple(m for m in text.mentions if m.role is not Role.PRESENT or self._is_another(m, label))
        kept = TextReading(rest, text.is_accessory)
        return label, model, kept, f"{label.key}/{model.text}{'|' + kept.key if kept.key else ''}"

    def _is_label(self, mention: Mention) -> bool:
        """Whether a name inside a combined text is the make: marked as such, or a watched maker's or supplied brand."""
        if mention.role is not Role.PRESENT or mention.pattern is not None:
            return False
        watched = mention.vendor is not None and self._families.is_watched(mention.vendor)
        return mention.is_marked or watched or bool(mention.claims)

    def _head(self, raw: str) -> NameReading | None:
        """A known name at the very head of a combined text, short brands included (“LTS CMIP8232”)."""
        words = words_of(raw)
        for size in range(min(5, len(words) - 1), 0, -1):
            reading = self._names.look_up(" ".join(words[:size]), "".join(words[:size]))
            if reading.is_known and not reading.is_everyday and len(reading.key) >= 2:
                return reading
        return None

    def _is_another(self, mention: Mention, label: NameReading) -> bool:
        named = {n.vendor for n in label.names} | {c.maker for c in label.claims}
        if mention.pattern is not None or mention.vendor is None:
            return False
        return not any(self._families.are_related(mention.vendor, vendor) for vendor in named)

    def _description(self, raw: str | None) -> tuple[TextReading, str]:
        if not raw:
            return _NO_TEXT, ""
        return _remembered(self._described, raw, self._read_description)

    def _read_description(self, raw: str) -> tuple[TextReading, str]:
        text = self._texts.read(raw) if self._texts.may_tell(raw) else _NO_TEXT
        has_part = self._any_component is not None and self._any_component.search(raw) is not None
        parts = ",".join(m.label for m in self._components_in(raw)) if has_part else ""
        programs = ",".join(m.label for m in self._programs_said(raw))
        return text, f"{text.key}{'+' + parts if parts else ''}{'~' + programs if programs else ''}"

    def _components_in(self, raw: str | None) -> tuple[ComponentMarker, ...]:
        if not raw:
            return ()
        return _remembered(self._parts, raw, self._read_parts)

    def _read_parts(self, raw: str) -> tuple[ComponentMarker, ...]:
        plain = fold(raw)
        if self._any_component is None or self._any_component.search(plain) is None:
            return ()
        return tuple(m for regex, m in self._components if regex.search(plain))

    def _programs_said(self, raw: str | None) -> tuple[SoftwareMarker, ...]:
        """Software that a text names for the device itself, not for another one (“viewed in iVMS-4200”)."""
        if not raw or self._any_program is None:
            return ()
        found = self._any_program.search(raw)
        return self._programs_in(raw) if found and self._texts.is_of_this_device(raw, found.start()) else ()

    def _firms_in(self, raw: str | None) -> tuple[NameReading, ...]:
        """Suppliers and maintainers that are watched vendors by a name of their own, compared whole."""
        if not raw:
            return ()
        return _remembered(self._firms, raw, self._read_firms)

    def _read_firms(self, raw: str) -> tuple[NameReading, ...]:
        readings = (self._names.read(part) for part in raw.split(";"))
        return tuple(
            each
            for each in readings
            if each.names
            and not (each.is_everyday or each.names[0].is_ambiguous)
            and each.names[0].kind in _COMPANY_NAMES
            and self._families.is_watched(each.names[0].vendor)
            and self._families.is_vouched(each.names[0])
        )

    def _programs_in(self, raw: str | None) -> tuple[SoftwareMarker, ...]:
        if not raw:
            return ()
        return _remembered(self._programs, raw, self._read_programs)

    def _read_programs(self, raw: str) -> tuple[SoftwareMarker, ...]:
        plain = fold(raw)
        if self._any_program is None or self._any_program.search(plain) is None:
            return ()
        return tuple(m for regex, m in self._software if regex.search(plain))


def _joined(*texts: TextReading, adopted: NameReading) -> TextReading:
    """All free texts of a row as one, without the mention that became the label."""
    mentions = tuple(
        m
        for text in texts
        for m in text.mentions
        if not (
            m.role is Role.PRESENT and m.pattern is None and m.claims and not m.names and m.claims == adopted.claims
        )
    )
    return TextReading(mentions, any(text.is_accessory for text in texts))


def _remembered(kept: dict[str, T], raw: str, read: Callable[[str], T]) -> T:
    found = kept.get(raw)
    if found is None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        found = kept[raw] = read(raw)
    return found
