"""The traces of one device, read; and each of them as a signal for or against a maker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from riskreg.identification import strengths
from riskreg.identification.families import Families
from riskreg.identification.finding import Signal
from riskreg.identification.inside import Inside, part_of
from riskreg.identification.knowledge import BrandNumbering, ComponentMarker, KnownName, ModelPattern, SoftwareMarker
from riskreg.identification.macs import MacReading
from riskreg.identification.models import ModelReading, numbers_in
from riskreg.identification.names import NameReading
from riskreg.identification.numberings import Near
from riskreg.identification.serials import SerialReading
from riskreg.identification.statements import NO_TEXT, Mention, Role, TextReading
from riskreg.identification.text import day_shown
from riskreg.rules.terms import NameKind, SignalKind

NETWORK_MAKERS = frozenset({"huawei", "zte"})
"""Makers whose address prefixes sit mostly in switches and telephones. **Source**: prefix lists, rules of use."""

_KINDS = {
    NameKind.LEGAL: SignalKind.LEGAL_NAME,
    NameKind.NATIVE: SignalKind.NATIVE_NAME,
    NameKind.ALIAS: SignalKind.ALIAS,
    NameKind.BRAND: SignalKind.OWN_BRAND,
    NameKind.AFFILIATE: SignalKind.AFFILIATE,
    NameKind.MISSPELLING: SignalKind.MISSPELLING,
}
_PHRASES = {
    NameKind.LEGAL: "is the registered name of",
    NameKind.NATIVE: "is the name, in its own language, of",
    NameKind.ALIAS: "is a usual name of",
    NameKind.BRAND: "is a brand of",
    NameKind.AFFILIATE: "is a company of",
    NameKind.MISSPELLING: "is a known misspelling of",
}


class Evidence(NamedTuple):
    """All traces of one device, read.

    Attributes:
        label: The make.
        model: The model number.
        part: The part number.
        mac: The registered prefix of its address.
        serial: The serial's grammar.
        text: What its free text says.
        components: Parts named.
        software: Software named for the device.
        software_is_device: The model or description is itself the software.
        dated_on: Day of manufacture or installation, where claims need it.
        beside: Normalised numbers in a text, where no column gives one and claims on the brand ask for a series.
        given_numbers: `numbers`, where they are already told apart from the model; None otherwise.
        near: Gives the numbering that a number fits but for one character; None where none is wanted.
        served_by: Watched vendors that supplied, installed or maintain the device.
        given_day: What stands for `dated_on` in sentences, where it is not the day itself.
        named_in_label: How names of the text stand inside the make, where they are told beforehand; empty otherwise.
    """

    label: NameReading
    model: ModelReading
    part: ModelReading
    mac: MacReading | None = None
    serial: SerialReading | None = None
    text: TextReading = NO_TEXT
    components: tuple[ComponentMarker, ...] = ()
    software: tuple[SoftwareMarker, ...] = ()
    software_is_device: bool = False
    dated_on: date | None = None
    beside: tuple[str, ...] = ()
    given_numbers: tuple[str, ...] | None = None
    near: Callable[[str], Near | None] | None = None
    served_by: tuple[KnownName, ...] = ()
    named_in_label: tuple[tuple[str, Inside | None], ...] = ()
    given_day: str = ""

    def inside(self, name: str) -> Inside | None:
        """How a name of the text stands inside the make; None where it does not."""
        return next((how for told, how in self.named_in_label if told == name), part_of(self.label.text, name))

    @property
    def day(self) -> str:
        """`dated_on` as sentences say it."""
        return self.given_day or day_shown(self.dated_on)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Normalised model and part numbers; where none is given, those that stand beside the brand in a text."""
        if self.given_numbers is not None:
            return self.given_numbers
        told = (number for reading in (self.model, self.part) for number in numbers_in(reading.text))
        return tuple(dict.fromkeys(told)) or self.beside

    def mentions(self, *roles: Role) -> tuple[Mention, ...]:
        """Names and numbers of the free text in one of these roles."""
        return tuple(m for m in self.text.mentions if m.role in roles)


@dataclass(frozen=True, slots=True)
class Proof:
    """A trace of the device itself, apart from its label, that points to a maker.

    Attributes:
        kind: Model numbering, serial grammar or address prefix.
        vendor: Slug.
        is_firm: It can decide alone when nothing speaks against it.
        signal: The trace as a signal.
        is_shared: A numbering that few others than the maker use: alone, a reason to look.
    """

    kind: SignalKind
    vendor: str
    is_firm: bool
    signal: Signal
    is_shared: bool = False


def label_signal(name: KnownName, families: Families) -> Signal:
    """A known name as a signal.

    The name stands as the catalogue spells it: rows that spell it otherwise share the finding.
    """
    maker, label = families.name(name.vendor), name.value
    own = name.value.casefold() == maker.casefold() and name.kind is not NameKind.MISSPELLING
    text = f"The make “{label}” is {maker}'s own name." if own else f"The make “{label}” {_PHRASES[name.kind]} {maker}."
    if name.is_ambiguous:
        text = f"{text} It is also a word or brand of others, so it does not decide alone."
    kind = _KINDS[name.kind] if families.is_watched(name.vendor) else SignalKind.OTHER_MAKER
    citable = families.is_vouched(name) or not families.is_watched(name.vendor)
    if not citable:
        text = f"{text} No source that can be relied on confirms it, so it decides nothing."
    is_misspelt = name.kind is NameKind.MISSPELLING
    strength = strengths.SIGNAL_MISSPELLING if is_misspelt else strengths.SIGNAL_NAME
    strength = strengths.SIGNAL_AMBIGUOUS if name.is_ambiguous else strength
    strength = strength if citable else 0.0
    return Signal(kind, name.vendor, True, strength, text, name.attestation.text)


def numbering_signal(numbering: BrandNumbering, label: NameReading) -> Signal:
    """The numbering of a brand as a signal, where it stands for the label."""
    vendor = next((name.vendor for name in label.names), None)
    others = f" {' and '.join(numbering.also)} number so as well." if numbering.also else ""
    text = f"No label tells the brand; the number is of {numbering.brand}'s numbering ({numbering.label}).{others}"
    source = numbering.attestation.text
    return Signal(SignalKind.MODEL_GRAMMAR, vendor, True, strengths.SIGNAL_NUMBER, text, source)


def model_proofs(evidence: Evidence, families: Families) -> tuple[list[Proof], list[Signal]]:
    """Model and part numbers as proofs, and what was set aside, as notes.

    **Source**: strength and brand condition of each pattern; lookalikes of other makers.
    """
    proofs: list[Proof] = []
    notes: list[Signal] = []
    named: set[str] = set()
    if evidence.label.told_by is None:
        named = {n.vendor for n in evidence.label.names} | {c.maker for c in evidence.label.claims}
    named |= {m.vendor for m in evidence.mentions(Role.PRESENT) if m.vendor}
    for reading in (evidence.model, evidence.part):
        for pattern in reading.hits:
            if any(p.vendor == pattern.vendor for p in proofs):
                continue
            of_brand = any(families.are_related(pattern.vendor, vendor) for vendor in named)
            if pattern.needs_brand and not of_brand:
                continue
            if reading.lookalikes and not of_brand:
                other = reading.lookalikes[0]
                numbering = numbering_of(families, pattern)
                text = f"Model {reading.text} resembles {numbering}, but others use it too: {other.reason}."
                notes.append(Signal(SignalKind.OTHER_MAKER, pattern.vendor, False, 0.0, text, other.attestation.text))
                continue
            text = f"Model {reading.text} follows {numbering_of(families, pattern)}."
            source = pattern.attestation.text
            if pattern.strength == "weak" or not pattern.attestation.is_citable:
                text = f"Model {reading.text} is close to {numbering_of(families, pattern)}: worth a look."
                notes.append(Signal(SignalKind.NEAR_MISS, pattern.vendor, True, 0.0, text, source))
                continue
            firm = pattern.strength == "strong"
            strength = strengths.SIGNAL_STRONG_NUMBER if firm else strengths.SIGNAL_NUMBER
            signal = Signal(SignalKind.MODEL_GRAMMAR, pattern.vendor, True, strength, text, source)
            is_shared = pattern.strength == "shared"
            proofs.append(Proof(SignalKind.MODEL_GRAMMAR, pattern.vendor, firm, signal, is_shared=is_shared))
    return proofs, notes


def numbering_of(families: Families, pattern: ModelPattern) -> str:
    """A numbering as an officer reads it: `Hikvision's numbering (DS-2… cameras)`."""
    numbering = f"{families.name(pattern.vendor)}'s numbering"
    return f"{numbering} ({pattern.label})" if pattern.label else numbering


def address_proof(mac: MacReading, families: Families) -> Proof:
    """An address prefix as a proof. Firm only for makers whose prefixes sit in cameras and recorders."""
    watched = families.is_watched(mac.vendor)
    text = f"The MAC address {mac.shown} is registered to {mac.registrant.rstrip('.')}."
    firm = watched and mac.vendor not in NETWORK_MAKERS
    kind = SignalKind.MAC_PREFIX if watched else SignalKind.OTHER_MAKER
    strength = strengths.SIGNAL_ADDRESS if firm else strengths.SIGNAL_WEAK_ADDRESS
    signal = Signal(kind, mac.vendor, True, strength, text, "IEEE registry of MAC prefixes")
    return Proof(SignalKind.MAC_PREFIX, mac.vendor, firm, signal)


def serial_proof(serial: SerialReading, families: Families) -> Proof:
    """A serial grammar as a proof."""
    maker = families.name(serial.grammar.vendor)
    text = f"The serial number follows {maker}'s serial numbering."
    if serial.built_on is not None:
        text = f"The serial number follows {maker}'s serial numbering and gives {serial.day} as day of manufacture."
    citable = serial.grammar.attestation.is_citable
    source = serial.grammar.attestation.text
    signal = Signal(
        SignalKind.SERIAL_GRAMMAR,
        serial.grammar.vendor,
        True,
        strengths.SIGNAL_SERIAL if citable else 0.0,
        text,
        source,
    )
    return Proof(SignalKind.SERIAL_GRAMMAR, serial.grammar.vendor, citable, signal)


_SAID = {
    Role.PAST: "of an earlier device",
    Role.FUTURE: "of a device that is to come",
    Role.DENIED: "to say what the device is not",
    Role.OTHER_DEVICE: "of another device, which this one fits or works with",
    Role.OWN_ACCESSORY: "of an accessory",
}


_TEXT = "description of the device"


def mention_signal(mention: Mention, families: Families) -> Signal:
    """A name or number of the free text as a signal."""
    vendor = mention.vendor
    if mention.role is Role.PRESENT:
        if mention.pattern is not None:
            text = f"The text names model {mention.text}, which follows {numbering_of(families, mention.pattern)}."
            return Signal(
                SignalKind.MODEL_GRAMMAR,
                vendor,
                True,
                strengths.SIGNAL_NUMBER_IN_TEXT,
                text,
                mention.pattern.attestation.text,
            )
        source = mention.names[0].attestation.text if mention.names else ""
        watched = vendor is not None and families.is_watched(vendor)
        kind = SignalKind.STATEMENT if watched else SignalKind.OTHER_MAKER
        return Signal(kind, vendor, True, strengths.SIGNAL_STATEMENT, f"The text names “{mention.text}”.", source)
    said = f" (“{mention.said}”)" if mention.said else ""
    if mention.role is Role.DOUBTFUL:
        text = f"The text names “{mention.text}”{said} in a way that may not mean this device."
        return Signal(SignalKind.STATEMENT, vendor, True, strengths.SIGNAL_SUGGESTION, text, _TEXT)
    if mention.role is Role.LEFT:
        text = f"The text names “{mention.text}” of a device or a part that was replaced{said}."
        return Signal(SignalKind.STATEMENT, vendor, True, strengths.SIGNAL_SUGGESTION, text, _TEXT)
    text = f"The text names “{mention.text}” {_SAID[mention.role]}{said}, so this is no ground for a flag."
    return Signal(SignalKind.STATEMENT, vendor, False, 0.0, text, _TEXT)
