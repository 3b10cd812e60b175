"""Devices of which the traces say the same in other words: weighed once, the words put in afterwards.

A national list names the same numberings under the same labels a thousand times, with another model number each time.
What is weighed of such a device (its *shape*) does not depend on the spelling of the number, of the label or of the
registered prefix; the sentences of the finding do.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from riskreg.identification.claims import fits_series
from riskreg.identification.evidence import Evidence
from riskreg.identification.inside import Inside, part_of
from riskreg.identification.macs import MacReading
from riskreg.identification.models import ModelReading
from riskreg.identification.statements import Mention, Role, TextReading

_LABEL, _PREFIX, _NUMBER = "\ue000", "\ue001", "\ue002"
"""Stand for the words: characters for private use, which no text of a list holds."""
_PREFIX_SHOWN = MacReading(_PREFIX, "", "").shown
_PRIVATE = re.compile("[\ue000-\uf8ff]")

Shape = tuple[object, ...]
Words = dict[str, str]
"""What stands for each word of the sentences → the word."""


def shape_of(
    evidence: Evidence, series: Collection[str], dated: Collection[str]
) -> tuple[Shape, Words, Evidence] | None:
    """All that the weighing of a device turns on, its words, and its traces with all told that depends on the words.

    Two devices of one shape have one finding but for their words. What the catalogue holds once (patterns, markers)
    counts by its identity, which is quick to compare and lasts as long as the catalogue.

    Args:
        evidence: The traces.
        series: Normalised brands on which a claim holds for a series.
        dated: Normalised brands of which a claim or a name holds between dates.

    Returns:
        None where a text holds a character that stands for a word here: such a device is weighed by itself.
    """
    label, model, part, mac, serial = evidence.label, evidence.model, evidence.part, evidence.mac, evidence.serial
    mentions = evidence.text.mentions
    words: Words = {}
    told: Shape = ()
    inside: tuple[tuple[str, Inside | None], ...] = ()
    if model.text:
        words[_NUMBER] = model.text
    if part.text or mentions:
        symbols = {model.text: _NUMBER} if model.text else {}
        for number in (part.text, *[m.text for m in mentions if m.pattern is not None]):
            if number and number not in symbols:
                symbol = symbols[number] = chr(ord(_NUMBER) + len(symbols))
                words[symbol] = number
        if any(m.pattern is None and m.text in symbols for m in mentions):
            return None
        if label.key:
            names = [m.text for m in mentions if m.pattern is None and m.role is Role.PRESENT]
            inside = tuple([(name, part_of(label.text, name)) for name in names])
        told = (
            symbols.get(part.text),
            tuple(map(id, part.hits)),
            tuple(map(id, part.lookalikes)),
            evidence.text.is_accessory,
            inside,
            *[
                (m.role, m.said, m.is_marked, m.text if m.pattern is None else (symbols[m.text], id(m.pattern)))
                for m in mentions
            ],
        )
    elif evidence.text.is_accessory:
        told = (True,)
    if label.text:
        words[_LABEL] = label.text
    if mac is not None:
        words[_PREFIX_SHOWN] = mac.shown
    is_plain = label.text.isascii() and model.text.isascii() and not part.text and not mentions
    if not is_plain and _holds_signs(words, mentions):
        return None
    numbers = evidence.numbers if label.key in series else ()
    hits, like = model.hits, model.lookalikes
    shape = (
        label.key if label.names or label.claims else (label.near, label.is_everyday, not label.key, not label.text),
        tuple(map(id, hits)) if hits else None,
        tuple(map(id, like)) if like else None,
        told,
        (mac.vendor, mac.registrant) if mac is not None else None,
        (id(serial.grammar), serial.built_on) if serial is not None else None,
        tuple(map(id, evidence.components)) if evidence.components else None,
        tuple(map(id, evidence.software)) if evidence.software else None,
        evidence.software_is_device,
        evidence.dated_on if label.key in dated else None,
        evidence.served_by,
        bool(numbers),
        tuple([fits_series(claim, numbers) for claim in label.claims]) if numbers else None,
    )
    return shape, words, evidence._replace(given_numbers=numbers, named_in_label=inside)


def _holds_signs(words: Words, mentions: tuple[Mention, ...]) -> bool:
    """Whether a text holds a character that stands for a word."""
    said = "".join([*words.values(), *[m.said + m.text for m in mentions]])
    return not said.isascii() and _PRIVATE.search(said) is not None


def general(evidence: Evidence, words: Words) -> Evidence:
    """The evidence with signs in place of its words.

    Args:
        evidence: The traces, as `shape_of` gave them.
        words: What stands for each word, as `shape_of` gave it.
    """
    symbols = {word: symbol for symbol, word in words.items() if symbol not in (_LABEL, _PREFIX_SHOWN)}
    label, mac = evidence.label, evidence.mac
    mentions = tuple(m if m.pattern is None else m._replace(text=symbols[m.text]) for m in evidence.text.mentions)
    return evidence._replace(
        label=replace(label, text=_LABEL) if _LABEL in words else label,
        model=_named(evidence.model, symbols),
        part=_named(evidence.part, symbols),
        mac=replace(mac, prefix=_PREFIX) if mac is not None else None,
        text=TextReading(mentions, evidence.text.is_accessory),
        near=None,
    )


def _named(reading: ModelReading, symbols: dict[str, str]) -> ModelReading:
    return replace(reading, text=symbols[reading.text]) if reading.text else reading
