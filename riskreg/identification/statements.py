"""Free text: which makers and models it names, and whether it says them of this device or of another one.

“Bracket for a Hikvision dome”, “replaced by Axis”, “was Dahua until 2022”, “not Hikvision” name a restricted maker and
are no ground to flag the device. Names are compared word by word, never as substrings.
"""

from __future__ import annotations

import re
from operator import attrgetter

from riskreg.identification.accessories import IS_ACCESSORY
from riskreg.identification.beside import (
    CAPITAL_FOLLOWS,
    DEVICE_BESIDE,
    ENDS_A_MAKE,
    GLUED_HEAD,
    GLUED_NUMBER,
    GLUED_WORDS,
    HOST_DEVICES,
    LEADS_A_MAKE,
    LEADS_A_NUMBER,
    LINE_AND_DEVICE,
    LINE_BESIDE,
    LONGER_THAN_A_ROOM,
    LONGEST_TITLE,
    MAKE_IS,
    NAMES_A_DEVICE,
    NUMBER_BESIDE,
    NUMBER_LIKE,
    OF_A_PLACE,
    PLACE_BESIDE,
    SPACED_NUMBER,
    SURELY_NUMBER,
    TITLE,
    ends_goods,
)
from riskreg.identification.cue_words import ACCESSORY_WORDS, may_be_of_another
from riskreg.identification.cues import CLAUSE, NOT_OF_A_DEVICE, role_of
from riskreg.identification.cues import Role as Role
from riskreg.identification.knowledge import KnownName
from riskreg.identification.mentions import NO_TEXT as NO_TEXT
from riskreg.identification.mentions import Mention as Mention
from riskreg.identification.mentions import TextReading as TextReading
from riskreg.identification.mentions import apart, in_one_breath, with_subjects
from riskreg.identification.models import ModelReader, model_tokens, normalise_model
from riskreg.identification.names import NameIndex, NameReading
from riskreg.identification.openings import SHORTEST_GLUED, Openings, may_be_numbered, places_of
from riskreg.identification.text import fold
from riskreg.rules.terms import NameKind

_SHORTEST_MISSPELT = 6
"""Characters of the shortest misspelling that is read inside a sentence: shorter ones are words of other languages."""
_SHORT_AND_DEVICE = 6
"""Characters of a short name and a device in the name of a host: “HIKNVR01”."""
_SHORTEST_BESIDE_GOODS = 5
"""The same where the word for a device or a number stands beside it (“Dauha PTZ”): a reason to look."""
_where = attrgetter("at")
_WORD = re.compile(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]+")
"""A word; Chinese characters end one, for they are written to Latin ones without a space."""
_COUNT_GLUED = re.compile(r"(?<![\w.-])(\d{1,3}x)(?=[A-Za-z]{3})")
"""A count without a space behind it: “8xHikvision”."""
_PLAIN_WORD = re.compile(r"[a-z\d]+", re.ASCII)


def _is_short_form(key: str, reading: NameReading) -> bool:
    """Whether a name tells something only beside a number or a device: an ambiguous one, a short misspelling."""
    is_short = len(key) < _SHORTEST_MISSPELT
    return any(name.is_ambiguous or (is_short and name.kind is NameKind.MISSPELLING) for name in reading.names)


class TextReader:
    """Reads makers and models out of free text.

    Args:
        names: The names of the catalogue.
        models: Its model grammars.
    """

    _LONGEST_NAME = 5

    def __init__(self, names: NameIndex, models: ModelReader) -> None:
        self._models = models
        self._names = names
        self._readings = {
            key: reading
            for key in names.keys
            if (reading := names.look_up(key, key))
            and self._may_be_scanned(reading.key, reading.names, reading.is_everyday)
        }
        self._short_forms = frozenset(key for key, reading in self._readings.items() if _is_short_form(key, reading))
        self._acronyms = frozenset(key for key in self._readings if len(key) == 3 and key.isascii())
        self._gluing = frozenset(
            key
            for key, reading in self._readings.items()
            if len(key) >= SHORTEST_GLUED
            and key.isascii()
            and key.isalpha()
            and any(self._may_be_glued(key, name) for name in reading.names)
        )
        short = [key for key in self._acronyms if any(n.vendor in names.watched for n in self._readings[key].names)]
        self._hosts = {f"{key}{device}": key for key in short for device in HOST_DEVICES}
        self._openings = Openings(self._readings, (*self._gluing, *self._hosts))
        self._of_outlines = self._openings.of_outlines()
        self._starts, self._glued_heads = self._openings.starts, self._openings.glued_heads

    @staticmethod
    def _may_be_scanned(key: str, names: tuple[KnownName, ...], is_everyday: bool) -> bool:
        """Everyday words, ambiguous spellings and short brands tell nothing inside a sentence; acronyms may."""
        if is_everyday or any(n.is_ambiguous for n in names):
            # A maker's short form (“Hik dome”) is read where a number or a device stands beside it.
            kinds = {n.kind for n in names}
            is_slip = kinds == {NameKind.MISSPELLING} and len(key) >= _SHORTEST_BESIDE_GOODS and not is_everyday
            return (len(key) == 3 and kinds == {NameKind.ALIAS}) or (is_slip and key.isascii())
        if any(n.kind is NameKind.MISSPELLING for n in names):
            return len(key) >= _SHORTEST_BESIDE_GOODS
        is_acronym = len(key) == 3 and any(n.value.isupper() and n.attestation.is_citable for n in names)
        return len(key) >= 4 or is_acronym or (not key.isascii() and len(key) >= 2)

    def _may_be_glued(self, key: str, name: KnownName) -> bool:
        """Watched makers' own names alone: of another maker, a name glued to a number would only clear."""
        is_long_enough = name.kind is not NameKind.MISSPELLING or len(key) >= _SHORTEST_MISSPELT
        is_own = is_long_enough and name.attestation.is_citable and not name.is_ambiguous
        return is_own and name.vendor in self._names.watched

    def may_name(self, text: str) -> bool:
        """Whether a text may name a maker or an accessory, models apart: cheap. False is certain, True is not."""
        return not text.isascii() or self._openings.may_name(_PLAIN_WORD.findall(text.lower()))

    def may_name_in_outline(self, text: str) -> bool:
        """The same of all texts of one outline.

        Args:
            text: The outline, in plain characters.
        """
        return self._of_outlines.may_name(_PLAIN_WORD.findall(text.lower()))

    def read(self, text: str | None) -> TextReading:
        """What a free text tells of makers."""
        if not text or not text.strip():
            return NO_TEXT
        if _COUNT_GLUED.search(text) is not None:
            text = _COUNT_GLUED.sub(r"\1 ", text)
        plain = fold(text)
        if "_" in plain and " " not in plain:
            # The name of a template or of a host (“template_olt_zte_c320”) writes its words so.
            plain = plain.replace("_", " ")
        low = plain.casefold()
        words = _PLAIN_WORD.findall(low) if low.isascii() else _WORD.findall(low)
        if text.isascii() and not self._openings.may_name(words) and not may_be_numbered(low):
            # What most texts say: a place, a count, a date.
            return NO_TEXT
        names = self._name_mentions(plain, words)
        found = [*names, *self._model_mentions(plain, names)]
        if len(found) > 1:
            found.sort(key=_where)
        if found and may_be_of_another(words, low):
            found = with_subjects([self._placed(mention, low) for mention in found], low)
        placed, told_by = apart(in_one_breath(tuple(found), low))
        is_accessory = (
            not ACCESSORY_WORDS.isdisjoint(words)
            and IS_ACCESSORY.search(low) is not None
            and not any(m.role is Role.PRESENT and (m.pattern is not None or m.names) for m in placed)
        )
        return TextReading(placed, is_accessory, told_by) if placed or is_accessory or told_by else NO_TEXT

    def is_of_this_device(self, text: str, at: int) -> bool:
        """Whether something named at an offset of a text is said of the device itself."""
        plain = fold(text)
        mention = self._placed(Mention(Role.PRESENT, "", plain[at : at + 4], at), plain.casefold())
        return mention.role is Role.PRESENT

    def _name_mentions(self, plain: str, words: list[str]) -> list[Mention]:
        starts = self._starts
        places: list[tuple[int, int]] = []
        if not plain.isascii():
            # The words of the text in lower case may be others: some letters become two.
            matches = list(_WORD.finditer(plain))
            places, words = [m.span() for m in matches], [m.group().casefold() for m in matches]
        elif starts.isdisjoint(words) and not self._openings.may_hold_glued(words):
            return []
        found: list[Mention] = []
        readings, last = self._readings, len(words) - 1
        index = 0
        while index <= last:
            word = words[index]
            if not word.isascii() or (
                word in starts and (word in readings or (index < last and word + words[index + 1] in starts))
            ):
                places = places or places_of(plain.lower(), words)
                index += self._named_at(plain, words, places, index, found)
            elif word[:SHORTEST_GLUED] in self._glued_heads:
                places = places or places_of(plain.lower(), words)
                if (mention := self._glued(plain, word, places[index])) is not None:
                    found.append(mention)
                index += 1
            else:
                index += 1
        return found

    def _named_at(
        self, plain: str, words: list[str], places: list[tuple[int, int]], index: int, found: list[Mention]
    ) -> int:
        """Add the name that begins at a word, the longest first; gives the number of words that it takes."""
        key = words[index]
        keys = [key]
        for word in words[index + 1 : index + self._LONGEST_NAME]:
            key += word
            if key not in self._starts and key.isascii():
                break
            keys.append(key)
        start = places[index][0]
        for size in range(len(keys), 0, -1):
            key = keys[size - 1]
            reading = self._readings.get(key) or self._chinese(key)
            if reading is None:
                continue
            end = places[index + size - 1][1]
            is_acronym = key in self._acronyms
            by_itself = is_acronym and self._is_by_itself(reading, plain, start, end)
            is_told = not is_acronym or by_itself or plain[start:end].isupper()
            if not is_told and not self._is_meant(reading, plain, start, end):
                continue
            if size > 1 and CLAUSE.search(plain[start:end]):
                continue
            if NOT_OF_A_DEVICE.match(plain, end) is not None:
                return size
            marked = NUMBER_BESIDE.match(plain, end) is not None or DEVICE_BESIDE.match(plain, end) is not None
            if is_acronym and not marked:
                marked = LINE_AND_DEVICE.match(plain, end) is not None or self._is_numbered(reading, plain, end)
            if TITLE.search(plain, max(start - LONGEST_TITLE, 0), start) is not None:
                return size
            is_short_form = key in self._short_forms if key.isascii() else _is_short_form(key, reading)
            if is_short_form and not (marked or by_itself):
                return size
            is_doubtful = is_short_form or PLACE_BESIDE.match(plain, end) is not None
            role = Role.DOUBTFUL if is_doubtful else Role.PRESENT
            if is_acronym and not (marked or self._is_named_again(reading, words, index + size)):
                is_head = by_itself or self._is_head(reading, plain, start, end)
                if NUMBER_LIKE.match(plain, end) is None and not is_head:
                    return size
                if SURELY_NUMBER.match(plain, end) is None:
                    role = Role.DOUBTFUL
            text = plain[start:end]
            found.append(Mention(role, "", text, start, reading.names, reading.claims, is_marked=marked))
            return size
        if not plain[start : places[index][1]].isascii():
            found += self._in_doubt(plain, *places[index])
        return 1

    def _in_doubt(self, plain: str, start: int, end: int) -> list[Mention]:
        """What a run of Chinese characters may be about, where it does not say so outright."""
        reading = self._names.in_doubt(plain[start:end], plain[end:])
        if reading is None:
            return []
        at, name = reading
        return [Mention(Role.DOUBTFUL, "", name.text, start + at, name.names, name.claims)]

    def _is_meant(self, reading: NameReading, plain: str, start: int, end: int) -> bool:
        """Whether letters in lower case are a watched maker's short name: a number or a device stands beside them."""
        if not any(name.vendor in self._names.watched for name in reading.names):
            return False
        beside = NUMBER_BESIDE.match(plain, end) or DEVICE_BESIDE.match(plain, end)
        return beside is not None or self._is_numbered(reading, plain, end) or ends_goods(plain, start, end)

    def _is_by_itself(self, reading: NameReading, plain: str, start: int, end: int) -> bool:
        """Whether a watched maker's short name stands where lists put a make: “all cams are Hik”, “Hik/Axis mix”."""
        if LEADS_A_MAKE.search(plain, 0, start) is None or ENDS_A_MAKE.match(plain, end) is None:
            return False
        return any(name.vendor in self._names.watched for name in reading.names)

    def _is_head(self, reading: NameReading, plain: str, start: int, end: int) -> bool:
        """Whether a text begins with a watched maker's short name, or gives it in brackets, as make or behind goods."""
        if OF_A_PLACE.match(plain, end) is not None:
            return False
        bracketed = plain[start - 1 : start] == "(" and plain[end : end + 1] == ")"
        by_itself = bracketed or ends_goods(plain, start, end)
        is_behind = LEADS_A_NUMBER.fullmatch(plain, 0, start) is None and MAKE_IS.search(plain, 0, start) is None
        if is_behind and not by_itself:
            return False
        return any(name.vendor in self._names.watched for name in reading.names)

    def _is_numbered(self, reading: NameReading, plain: str, end: int) -> bool:
        """Whether a number in two parts, or a line of goods, that follows a name is of the same maker's numbering."""
        number = SPACED_NUMBER.match(plain, end) or LINE_BESIDE.match(plain, end)
        return number is not None and self._is_of(reading, number.group(1))

    def _is_of(self, reading: NameReading, number: str) -> bool:
        vendors = {name.vendor for name in reading.names}
        written = {normalise_model(number), normalise_model(number.replace(" ", ""))}
        return any(hit.vendor in vendors for each in written for hit in self._models.read_number(each).hits)

    def _glued(self, plain: str, word: str, place: tuple[int, int]) -> Mention | None:
        """A watched maker's name to which a number, or a word that completes a firm's name, is written without a space.

        Letters alone count only where they begin a number of the maker's own numbering: “Dahuang 12” is a place. A
        capital after the name begins a word (“HuaweiHomeGateway”), and a short name in that of a host (“HIKNVR01”):
        a reason to look.
        """
        start, end = place
        if (short := self._hosts.get(word[:_SHORT_AND_DEVICE])) is not None:
            reading, text = self._readings[short], plain[start : start + len(short)]
            return Mention(Role.DOUBTFUL, "", text, start, reading.names, reading.claims, is_marked=True)
        for size in range(len(word) - 1, SHORTEST_GLUED - 1, -1):
            if word[:size] not in self._gluing:
                continue
            reading, rest = self._readings[word[:size]], word[size:]
            number = GLUED_HEAD.match(plain, start + size)
            if (
                rest in GLUED_WORDS
                or GLUED_NUMBER.fullmatch(rest) is not None
                or (number is not None and number.end() > end and self._is_of(reading, number.group()))
            ) and NOT_OF_A_DEVICE.match(plain, end) is None:
                text = plain[start : start + size]
                return Mention(Role.PRESENT, "", text, start, reading.names, reading.claims, is_marked=True)
            if CAPITAL_FOLLOWS.match(plain, start + size - 1) and NOT_OF_A_DEVICE.match(plain, end) is None:
                return Mention(Role.DOUBTFUL, "", plain[start : start + size], start, reading.names, reading.claims)
        return None

    def _is_named_again(self, reading: NameReading, words: list[str], index: int) -> bool:
        """Whether the next word is another name of the same maker, as in “DJI Mavic”."""
        following = self._readings.get(words[index]) if index < len(words) else None
        return following is not None and bool({n.vendor for n in reading.names} & {n.vendor for n in following.names})

    def _chinese(self, key: str) -> NameReading | None:
        """A maker's name at the head of a run of Chinese characters, which no spaces part into words."""
        if key.isascii():
            return None
        reading = self._names.look_up(key, key)
        return reading if reading.names and not any(n.is_ambiguous for n in reading.names) else None

    def _model_mentions(self, plain: str, names: list[Mention]) -> list[Mention]:
        """Numbers of sure numberings; those that others write too (“Epson DS-C490”) only beside the maker's name."""
        found: list[Mention] = []
        for at, token in model_tokens(plain):
            reading = self._models.read_number(token)
            if not reading.follows.hits:
                brands = reading.follows.brands
                if brands and brands[0].strength == "strong":
                    found.append(Mention(Role.PRESENT, "", token, at, numbering=brands[0]))
                continue
            hits = [h for h in reading.hits if h.strength == "strong" and not h.needs_brand]
            if hits and reading.lookalikes:
                named = {name.vendor for mention in names for name in mention.names}
                hits = [h for h in hits if h.vendor in named]
            if hits:
                found.append(Mention(Role.PRESENT, "", token, at, pattern=hits[0], is_marked=True))
            elif (
                len(token) >= LONGER_THAN_A_ROOM
                and reading.is_of_few
                and (LEADS_A_NUMBER.fullmatch(plain, 0, at) or (not names and NAMES_A_DEVICE.search(plain)))
            ):
                found.append(Mention(Role.DOUBTFUL, "", token, at, pattern=reading.hits[0]))
        return found

    @staticmethod
    def _placed(mention: Mention, low: str) -> Mention:
        """The mention with its role, from the words of its clause."""
        is_name = mention.pattern is None
        role, said = role_of(low, mention.at, mention.at + len(mention.text), is_name=is_name)
        if role is Role.PRESENT:
            return mention._replace(is_marked=True) if said and mention.role is role else mention
        return Mention(role, said.strip(), *mention[2:])
