"""Devices of which the traces say the same in other words: weighed once, the words put in afterwards.

A national list names the same numberings under the same labels a thousand times, with another model number each time.
What is weighed of such a device (its *shape*) does not depend on the spelling of the number, of the label or of the
registered prefix; the sentences of the finding do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter

from riskreg.identification.claims import fits_series, in_time
from riskreg.identification.evidence import Evidence
from riskreg.identification.finding import Finding, Signal
from riskreg.identification.inside import Inside, part_of
from riskreg.identification.macs import MacReading
from riskreg.identification.models import ModelReading
from riskreg.identification.names import NameReading
from riskreg.identification.statements import Mention, Role, TextReading
from riskreg.identification.text import made_of
from riskreg.rules.terms import Certainty

_LABEL, _PREFIX, _NUMBER, _DAY, _BUILT = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""Stand for the words: characters for private use, which no text of a list holds."""
_FIRST_NUMBER = 5
"""Where the numbers of part and texts begin among the words."""
_PREFIX_SHOWN = MacReading(_PREFIX, "", "").shown
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SIGNALS = Finding._fields.index("signals")
"""Signals and explanation stand beside each other among the fields of a finding, and the conclusion last."""
_APART = "\uf8ff"
"""Stands between the sentences of a finding: for private use as well, so that no word holds it."""

Shape = tuple[object, ...]
Words = Sequence[str]
"""The words of the sentences: label, registered prefix, number, day, day of manufacture, further numbers; each empty
where there is none."""


class Template:
    """A finding with signs in place of words: that of all devices of a shape, once their words are put in.

    Args:
        finding: What weighing gave for `general` evidence.
    """

    __slots__ = ("_before", "_between", "_form", "_pick", "_places", "finding", "is_unknown")

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.is_unknown = finding.certainty is Certainty.UNKNOWN
        # The fields before and between those that hold words.
        self._before, self._between = finding[:_SIGNALS], finding[_SIGNALS + 2 : -1]
        # The explanation is the conclusion and the sentences of the signals, none of them twice.
        sentences = list(dict.fromkeys((finding.conclusion, *[each.text for each in finding.signals])))
        self._places = [
            (at, sentences.index(each.text), each)
            for at, each in enumerate(finding.signals)
            if _PRIVATE.search(each.text)
        ]
        # All sentences are filled at once: that takes little longer than one of them.
        said = [sentence.replace(_PREFIX_SHOWN, _PREFIX) for sentence in sentences]
        signs = [ord(sign) - ord(_LABEL) for sign in _PRIVATE.findall("".join(said))]
        self._pick = itemgetter(*signs) if signs else None
        self._form = _APART.join(_PRIVATE.sub("%s", text.replace("%", "%%")) for text in said)

    def told(self, words: Words) -> Finding:
        """The finding with the words of one device.

        Args:
            words: As `shape_of` gave them.
        """
        known = self.finding
        if self._pick is None:
            return known
        sentences = (self._form % self._pick(words)).split(_APART)
        signals = known.signals
        if self._places:
            filled = list(signals)
            for at, sentence, (kind, vendor, is_for, strength, _, source) in self._places:
                filled[at] = made_of(Signal, (kind, vendor, is_for, strength, sentences[sentence], source))
            signals = tuple(filled)
        return made_of(Finding, (*self._before, signals, " ".join(sentences), *self._between, sentences[0]))


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
    times = times_shape(label, evidence.dated_on) if label.key in dated else None
    words = [
        label.text,
        mac.shown if mac is not None else "",
        model.text,
        evidence.day if times is not None and False in times else "",
        serial.day if serial is not None else "",
    ]
    told: Shape = ()
    inside: tuple[tuple[str, Inside | None], ...] = ()
    if part.text or mentions:
        symbols = {model.text: _NUMBER} if model.text else {}
        for number in (part.text, *[m.text for m in mentions if m.pattern is not None]):
            if number and number not in symbols:
                symbols[number] = chr(ord(_LABEL) + len(words))
                words.append(number)
        if any(m.pattern is None and m.text in symbols for m in mentions):
            return None
        if label.key:
            names = [m.text for m in mentions if m.pattern is None and m.role in (Role.PRESENT, Role.DOUBTFUL)]
            inside = tuple([(name, part_of(label.text, name)) for name in names])
        told = (
            symbols.get(part.text),
            part.follows,
            evidence.text.is_accessory,
            inside,
            *[
                (m.role, m.said, m.is_marked, m.text if m.pattern is None else (symbols[m.text], id(m.pattern)))
                for m in mentions
            ],
        )
    elif evidence.text.is_accessory:
        told = (True,)
    is_plain = label.text.isascii() and model.text.isascii() and not part.text and not mentions
    if not is_plain and _holds_signs(words, mentions):
        return None
    numbers = evidence.numbers if label.key in series else ()
    shape = (
        label_shape(label),
        model.follows,
        told,
        mac.holder if mac is not None else None,
        (id(serial.grammar), serial.built_on is None) if serial is not None else None,
        tuple(map(id, evidence.components)) if evidence.components else None,
        tuple(map(id, evidence.software)) if evidence.software else None,
        evidence.software_is_device,
        times,
        evidence.served_by,
        series_shape(label, numbers),
    )
    return shape, words, evidence._replace(given_numbers=numbers, named_in_label=inside)


def label_shape(label: NameReading) -> object:
    """What of a make its weighing turns on, spelling and numbers apart."""
    if label.told_by is not None:
        return id(label.told_by), not label.text
    return label.key if label.names or label.claims else (label.near, label.is_everyday, not label.key, not label.text)


def times_shape(label: NameReading, on: date | None) -> tuple[bool | None, ...] | None:
    """Within the time of which claims on a make a day lies; None where no day is known.

    Args:
        label: A make on which a claim holds between dates.
        on: Day of manufacture or installation.
    """
    return tuple([in_time(claim, on) for claim in label.claims]) if on is not None else None


def series_shape(label: NameReading, numbers: tuple[str, ...]) -> tuple[bool, ...] | None:
    """Of which series claimed of a make the numbers of a device are; None where it has no number.

    Args:
        label: A make on which a claim holds for a series.
        numbers: Normalised numbers.
    """
    return tuple([fits_series(claim, numbers) for claim in label.claims]) if numbers else None


def _holds_signs(words: Words, mentions: tuple[Mention, ...]) -> bool:
    """Whether a text holds a character that stands for a word."""
    said = "".join([*words, *[m.said + m.text for m in mentions]])
    return not said.isascii() and _PRIVATE.search(said) is not None


def general(evidence: Evidence, words: Words) -> Evidence:
    """The evidence with signs in place of its words.

    Args:
        evidence: The traces, as `shape_of` gave them.
        words: What stands for each word, as `shape_of` gave it.
    """
    symbols = {word: chr(ord(_LABEL) + at) for at, word in enumerate(words) if at >= _FIRST_NUMBER}
    symbols[evidence.model.text] = _NUMBER
    label, mac, serial = evidence.label, evidence.mac, evidence.serial
    mentions = tuple(m if m.pattern is None else m._replace(text=symbols[m.text]) for m in evidence.text.mentions)
    return evidence._replace(
        label=label._replace(text=_LABEL) if label.text else label,
        model=_named(evidence.model, symbols),
        part=_named(evidence.part, symbols),
        mac=replace(mac, prefix=_PREFIX) if mac is not None else None,
        serial=replace(serial, given_day=_BUILT) if serial is not None and serial.built_on is not None else serial,
        given_day=_DAY,
        text=TextReading(mentions, evidence.text.is_accessory),
        near=None,
    )


def _named(reading: ModelReading, symbols: dict[str, str]) -> ModelReading:
    return reading._replace(text=symbols[reading.text]) if reading.text else reading
