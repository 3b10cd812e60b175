"""The cells of a row, each read once: labels, numbers, combined texts, descriptions, parts, software and firms.

A national list repeats its texts; what a text says is remembered by the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from riskreg.identification.cell_keys import of_inside, of_make, of_parts, of_programs, of_text
from riskreg.identification.combined import is_elsewhere, is_make, is_too_short, names_no_device
from riskreg.identification.families import Families
from riskreg.identification.first import Literals
from riskreg.identification.knowledge import ComponentMarker, Knowledge, SoftwareMarker
from riskreg.identification.models import (
    SAYS_MORE,
    ModelReader,
    ModelReading,
    NumberOutline,
    model_tokens,
    names_other_goods,
    normalise_model,
    numbers_beside,
    words_in_outline,
)
from riskreg.identification.names import BLANK_NAMES, NameIndex, NameReading, words_of
from riskreg.identification.openings import outline
from riskreg.identification.shapes import label_shape
from riskreg.identification.statements import NO_TEXT, Mention, Role, TextReader, TextReading
from riskreg.identification.stock_codes import may_be_behind_a_code
from riskreg.identification.text import fold, made_of
from riskreg.identification.trace import Trace
from riskreg.rules.terms import NameKind

_HEAD_IS_NUMBER = re.compile(r"\s*[A-Za-z]{0,2}[\W\d_]|\s*[A-Za-z]+[-_.]?\d")
"""A first word with a digit, or of one or two letters: a number, and no name."""

MOST_KEPT = 200_000
"""Raw texts remembered per column: enough for a national list's distinct texts, little enough for memory."""

_BESIDE_A_NAME = frozenset(
    """by cctv camera cameras security ip nvr dvr dome bullet technology technologies digital systems system electronics
    video surveillance network vision device devices branded brand make the and of uk ireland series products""".split()  # noqa: SIM905 - a list of words reads better as words
)
"""Words that stand beside a maker's name in a make column without changing whose name it is."""

_COMPANY_NAMES = (NameKind.LEGAL, NameKind.NATIVE, NameKind.ALIAS, NameKind.AFFILIATE)
"""Names that a firm trades under: a brand or a misspelling in a supplier's column names no firm."""

_ITSELF = re.compile(r"^\W*\b(?:apps?|clients?|software|platform|servers?|service|licen[cs]es?|subscription)\b", re.I)
"""Words for a program after its name."""

_OTHER_GOODS = ("OTHER GOODS",)
"""Stands for the number of a device that is described as something else than video equipment."""

T = TypeVar("T")

_NO_NAME = NameReading("", "")


class Label(NamedTuple):
    """A make: what is known of the name, what else the cell says, and its part of the key.

    `shape` is what the weighing turns on where the cell says no more than a name (`is_plain`).
    """

    name: NameReading = _NO_NAME
    text: TextReading = NO_TEXT
    key: str = ""
    components: tuple[ComponentMarker, ...] = ()
    shape: object = label_shape(_NO_NAME)
    is_plain: bool = True


class Number(NamedTuple):
    """A model or part number: its numbering, what else the cell says, its part of the key, a make at its head.

    `is_plain` where it says no more than a number.
    """

    model: ModelReading = ModelReading("")
    text: TextReading = NO_TEXT
    key: str = ""
    label: NameReading | None = None
    programs: tuple[SoftwareMarker, ...] = ()
    is_plain: bool = True


class Both(NamedTuple):
    """A cell that holds make and model: the two, what else it says, and its part of the key."""

    name: NameReading = NameReading("", "")
    model: ModelReading = ModelReading("")
    text: TextReading = NO_TEXT
    key: str = ""
    programs: tuple[SoftwareMarker, ...] = ()


class Said(NamedTuple):
    """A free text: what it says of makers and models, and its part of the key."""

    text: TextReading = NO_TEXT
    key: str = ""
    components: tuple[ComponentMarker, ...] = ()
    programs: tuple[SoftwareMarker, ...] = ()


NO_LABEL, NO_NUMBER, NOT_BOTH, NOTHING_SAID = Label(), Number(), Both(), Said()


class Cells:
    """Reads the cells of rows with one edition of the catalogue, each text once.

    Args:
        knowledge: The edition.
        names: Its names.
        models: Its numberings.
        families: Its vendors and their ties.
    """

    def __init__(self, knowledge: Knowledge, names: NameIndex, models: ModelReader, families: Families) -> None:
        self._names, self._models, self._families = names, models, families
        self._texts = TextReader(names, models)
        self._component_markers = tuple((re.compile(m.regex, re.IGNORECASE), m) for m in knowledge.components)
        self._software_markers = tuple((re.compile(m.regex, re.IGNORECASE), m) for m in knowledge.software)
        self._any_component = _any_of(m.regex for m in knowledge.components)
        self._any_program = _any_of(m.regex for m in knowledge.software)
        self._parts_hold = Literals(m.regex for m in knowledge.components)
        self._programs_hold = Literals(m.regex for m in knowledge.software)
        self.in_series = frozenset(
            brand for brand in names.keys if any(c.series_regex for c in names.look_up("", brand).claims)
        )
        self._programs_in_outline = Literals((m.regex for m in knowledge.software), outline)
        self._outlines: dict[str, NumberOutline] = {}
        self.labels: dict[str, Label] = {}
        self.numbers: dict[str, Number] = {}
        self.boths: dict[str, Both] = {}
        self.said: dict[str, Said] = {}
        self._parts: dict[str, tuple[ComponentMarker, ...]] = {}
        self._firms: dict[str, tuple[NameReading, ...]] = {}
        self._programs: dict[str, tuple[SoftwareMarker, ...]] = {}

    def is_in_series(self, brand: str) -> bool:
        """Whether a claim on a brand, by normalised name, holds only for a series."""
        return brand in self.in_series

    def label(self, raw: str) -> Label:
        """What a make says."""
        return _remembered(self.labels, raw, self._read_label)

    def _read_label(self, raw: str) -> Label:
        reading = self._names.read(raw)
        if reading.is_blank:
            return NO_LABEL
        if reading.is_known:
            return _labelled(reading, NO_TEXT, reading.key, self.components_in(raw))
        leading = self._leading_name(raw)
        if leading is not None:
            return _labelled(leading, NO_TEXT, f"{leading.key}…", self.components_in(raw))
        text = self._texts.read(raw)
        key = of_inside(of_text(reading.key, text), raw, text)
        return _labelled(reading, text, key, self.components_in(raw))

    def _leading_name(self, raw: str) -> NameReading | None:
        """The name at the head of a make such as “Hikvision CCTV” or “HiWatch by Hikvision”, if that is all it says."""
        words = words_of(raw)
        if not words or not self._names.may_begin(words[0]):
            return None
        first: NameReading | None = None
        index = 0
        while index < len(words):
            for size in range(min(5, len(words) - index), 0, -1):
                key = "".join(words[index : index + size])
                if not self._names.is_known(key):
                    continue
                reading = self._names.look_up(" ".join(words[index : index + size]), key)
                if not reading.is_everyday:
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

    def number(self, raw: str) -> Number:
        """What a model or part number says."""
        return _remembered(self.numbers, raw, self._read_number)

    def _read_number(self, raw: str) -> Number:
        if raw.isascii():
            alike = outline(raw)
            known = self._outlines.get(alike) or _remembered(self._outlines, alike, self._outlined)
            if known is not SAYS_MORE and not (known.may_name and self._texts.may_name(raw)):
                normal = raw.upper()
                reading = self._models.read_words(normal, known)
                if not (known.is_number or reading.follows.hits):
                    leading = self._leading_name(raw)
                    return Number(reading, NO_TEXT, of_make(normal, leading is not None), leading, (), leading is None)
                if normal.startswith(reading.text):
                    return made_of(Number, (reading, NO_TEXT, reading.text, None, (), True))
        return self._read_any_number(raw)

    def _outlined(self, alike: str) -> NumberOutline:
        """What is known of all cells of an outline."""
        words = words_in_outline(alike)
        if words is None or alike.isalpha() or self._programs_in_outline.may(alike):
            return SAYS_MORE
        is_number = _HEAD_IS_NUMBER.match(alike) is not None
        return NumberOutline(words, is_number, self._texts.may_name_in_outline(alike), may_be_behind_a_code(alike))

    def _read_any_number(self, raw: str) -> Number:
        normal = normalise_model(raw)
        reading = self._models.read_normal(normal)
        number, hits = reading.text, reading.follows.hits
        if number.isalpha() and number.casefold() in BLANK_NAMES:
            return NO_NUMBER
        # A number at the head is this device's; elsewhere (“bracket for DS-2CD2143”) the words before it decide.
        is_inside = bool(hits or reading.follows.brands) and not normal.startswith(number)
        if is_inside and hits and hits[0].strength == "shared":
            # “Sensation Z715e”: inside a name, a form that others use as well tells nothing.
            reading, hits, is_inside, number = ModelReading(normal), (), False, normal
        programs = self._read_programs(raw)
        leading = None if hits or _HEAD_IS_NUMBER.match(raw) else self._leading_name(raw)
        if not is_inside and not self._texts.may_name(raw):
            is_plain = leading is None and not programs and number.isascii()
            key = of_programs(of_make(number, leading is not None), programs)
            return Number(reading, NO_TEXT, key, leading, programs, is_plain)
        text = self._texts.read(raw)
        if is_inside and not hits and text.told_by is None:
            reading, number = ModelReading(normal), normal
        if text.mentions and any(m.pattern is not None and m.role is not Role.PRESENT for m in text.mentions):
            # “Bracket for DS-2CD2143”: the number is another device's.
            reading = ModelReading(number)
            leading = None if _HEAD_IS_NUMBER.match(raw) else self._leading_name(raw)
        if text is not NO_TEXT:
            names = tuple(m for m in text.mentions if m.pattern is None or m.role is not Role.PRESENT)
            text = TextReading(names, text.is_accessory) if names or text.is_accessory else NO_TEXT
        key = of_programs(of_text(of_make(number, leading is not None), text), programs)
        return Number(reading, text, key, leading, programs, is_plain=False)

    def both(self, raw: str) -> Both:
        """What a cell says that holds make and model."""
        return _remembered(self.boths, raw, self._read_both)

    def _read_both(self, raw: str) -> Both:
        whole = self._names.read(raw, with_near=False)
        if whole.is_blank or whole.is_known:
            programs = self.programs_in(raw)
            return Both(whole, key=of_programs(whole.key, programs), programs=programs)
        text = self._texts.read(raw)
        head, said = self._head(raw), text.mentions
        if head is None or not is_make(head, said):
            named = (self._names.read(m.text) for m in said if self._is_label(m))
            head = next(named, head if head is not None and not said else NO_LABEL.name)
        label = head
        number = next((m.text for m in text.mentions if m.role is Role.PRESENT and m.pattern is not None), "")
        given = [token for _, token in model_tokens(raw) if not is_elsewhere(token, said)] if not number else []
        tokens = [self._models.read_number(token) for token in given]
        first = tokens[0] if tokens else NO_NUMBER.model
        model = self._models.read_number(number) if number else next((t for t in tokens if t.follows.brands), first)
        rest = tuple(m for m in text.mentions if m.role is not Role.PRESENT or self._is_another(m, label))
        kept = TextReading(rest, text.is_accessory) if rest or text.is_accessory else NO_TEXT
        if model.follows.brands and not model.hits and text.told_by is None and not label.key:
            model = ModelReading(model.text)  # “Bracket for IP8M-2483E”: the number is another device's.
        programs = self.programs_in(raw)
        key = of_programs(of_text(f"{label.key}/{model.text}", kept), programs)
        return Both(label, model, kept, key, programs)

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
            key = "".join(words[:size])
            if len(key) < 2 or not self._names.is_known(key):
                continue
            reading = self._names.look_up(" ".join(words[:size]), key)
            meant = self._names.before_number(reading, raw, words[size:]) if reading.is_everyday else reading
            if meant is not None:
                return None if is_too_short(meant, words[size]) or names_no_device(raw, words[:size]) else meant
        return None

    def _is_another(self, mention: Mention, label: NameReading) -> bool:
        vendor = mention.vendor
        if mention.pattern is not None or vendor is None:
            return False
        named = {n.vendor for n in label.names} | {c.maker for c in label.claims}
        return vendor not in named and not any(self._families.are_related(vendor, each) for each in named)

    def description(self, raw: str) -> Said:
        """What a free text says."""
        return _remembered(self.said, raw, self._read_description)

    def _read_description(self, raw: str) -> Said:
        text = self._texts.read(raw)
        parts, programs = self.components_said(raw), self.programs_said(raw)
        key = "" if text is NO_TEXT else text.key
        key = of_programs(of_parts(key, parts), programs)
        if not key and text is NO_TEXT:
            return NOTHING_SAID
        return Said(text, key, parts, programs)

    def components_in(self, raw: str) -> tuple[ComponentMarker, ...]:
        """Parts that a text names."""
        return _remembered(self._parts, raw, self._read_parts)

    def _read_parts(self, raw: str) -> tuple[ComponentMarker, ...]:
        plain = fold(raw)
        if not self._parts_hold.may(plain) or self._any_component is None or self._any_component.search(plain) is None:
            return ()
        return tuple(m for regex, m in self._component_markers if regex.search(plain))

    def components_said(self, raw: str) -> tuple[ComponentMarker, ...]:
        """Parts that a text names for the device itself: not “no HiSilicon chip”."""
        parts = self.components_in(raw)
        found = self._any_component.search(fold(raw)) if parts and self._any_component is not None else None
        return parts if found and self._texts.is_of_this_device(raw, found.start()) else ()

    def programs_said(self, raw: str) -> tuple[SoftwareMarker, ...]:
        """Software that a text names for the device itself, not for another one (“viewed in iVMS-4200”)."""
        seek = self._any_program.search if self._any_program is not None and self._programs_hold.may(raw) else None
        if seek is None or not (found := seek(raw) or seek(raw.replace("_", " "))):
            return ()
        said = raw[: found.end()] + _ITSELF.sub("", raw[found.end() :], count=1)
        return self.programs_in(raw) if self._texts.is_of_this_device(said, found.start()) else ()

    def firms_in(self, raw: str) -> tuple[NameReading, ...]:
        """Suppliers and maintainers that are watched or listed, by a name of their own, compared whole."""
        return _remembered(self._firms, raw, self._read_firms)

    def _read_firms(self, raw: str) -> tuple[NameReading, ...]:
        readings = (self._names.read(part) for part in raw.split(";"))
        return tuple(
            each
            for each in readings
            if each.names
            and not (each.is_everyday or each.names[0].is_ambiguous)
            and each.names[0].kind in _COMPANY_NAMES
            and (self._families.is_watched(each.names[0].vendor) or self._families.is_listed(each.names[0].vendor))
            and self._families.is_vouched(each.names[0])
        )

    def programs_in(self, raw: str) -> tuple[SoftwareMarker, ...]:
        """Software that a text names."""
        return _remembered(self._programs, raw, self._read_programs)

    def _read_programs(self, raw: str) -> tuple[SoftwareMarker, ...]:
        plain = fold(f"{raw} {raw.replace('_', ' ')}" if "_" in raw else raw)
        if not self._programs_hold.may(plain) or self._any_program is None or self._any_program.search(plain) is None:
            return ()
        return tuple(m for regex, m in self._software_markers if regex.search(plain))

    def beside(self, trace: Trace, label: NameReading) -> tuple[str, ...]:
        """Numbers that stand in a text with the brand, where a claim on the brand holds only for a series.

        A text that names other goods stands for a number of no series.
        """
        if label.key not in self.in_series:
            return ()
        found = numbers_beside(label.text, trace.make_and_model, trace.description)
        if not found and trace.description and names_other_goods(trace.description):
            return _OTHER_GOODS
        return found


def _labelled(name: NameReading, text: TextReading, key: str, components: tuple[ComponentMarker, ...]) -> Label:
    is_plain = text is NO_TEXT and not components and name.text.isascii()
    return Label(name, text, of_parts(key, components), components, label_shape(name), is_plain)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    alternatives = "|".join(f"(?:{each})" for each in patterns)
    return re.compile(alternatives, re.IGNORECASE) if alternatives else None


def _remembered(kept: dict[str, T], raw: str, read: Callable[[str], T]) -> T:
    found = kept.get(raw)
    if found is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[raw] = read(raw)
    return found
