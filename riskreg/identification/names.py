"""Names of makers: compared as whole fields after normalisation, never as substrings.

Edit distance never decides (trivision, xvision and heimvision are all close to hikvision and are other firms): it
only proposes a review.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from riskreg.identification.chinese import ChineseNames
from riskreg.identification.knowledge import BrandNumbering, Knowledge, KnownName, SuppliedBrand
from riskreg.identification.text import fold
from riskreg.rules.terms import NameKind

_WORDS = re.compile(r"[^\W_]+")
_PLAIN_WORDS = re.compile(r"[a-z\d]+", re.ASCII)
_APOSTROPHES = re.compile(r"['’`´]")
_CHINESE_FORM = re.compile(r"(?:股份)?(?:有限)?(?:责任)?公司$")

_LEGAL_FORMS = frozenset(
    """ltd limited inc incorporated llc llp plc gmbh ag ab aps as asa sa sau sas sarl srl spa bv nv oy oyj co company
    corp corporation pty pvt private kk kg se sro doo ooo jsc pte bhd sdn""".split()  # noqa: SIM905 - a list of words reads better as words
)
_LEGAL_LETTERS = frozenset(
    {("s", "a"), ("s", "l"), ("b", "v"), ("n", "v"), ("a", "s"), ("s", "a", "u"), ("s", "p", "a")}
)
_PLACES = frozenset(
    """uk gb ireland europe emea usa us america australia india canada deutschland france italia iberia benelux
    international group holdings holding""".split()  # noqa: SIM905 - a list of words reads better as words
)
"""What a national company adds to the group's name: “Hikvision (UK) Ltd”, “Dahua Technology Australia Pty Ltd”."""

_LAST_LETTERS = frozenset(letters[-1] for letters in _LEGAL_LETTERS)
_LEFT_OUT = _LEGAL_FORMS | _PLACES | {"and"}

_DIGITS_FOR_LETTERS = tuple(str.maketrans(dict(zip("0158", letters, strict=True))) for letters in ("oisb", "olsb"))
"""Digits that scanning or typing puts for letters: “H1KVISION”, “DAHUA TECHN0L0GY”."""
_MAY_BE_MISREAD = re.compile(r"[a-z0158]{5,}")

_SOUND = (
    # The order matters: `ck` before `c`.
    (re.compile(r"ck|q|kh"), "k"),
    (re.compile(r"[zc](?=[ie])|sh(?=i)"), "s"),
    (re.compile(r"(?<=k)e(?=v)"), ""),
    (re.compile(r"ph"), "f"),
    (re.compile(r"[yj](?=[ivt])|y$"), "i"),
    (re.compile(r"w"), "v"),
    (re.compile(r"(.)\1+"), r"\1"),
)


_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65_536)
def _without_repeats(key: str) -> str:
    """A normalised name with each letter that stands twice or more in a row written once."""
    return _REPEATED.sub(r"\1", key)


@lru_cache(maxsize=65_536)
def _sound(key: str) -> str:
    """A normalised name as it sounds: letters written for the same sound, and letters doubled, are as one."""
    for pattern, letters in _SOUND:
        key = pattern.sub(letters, key)
    return key


_LONGEST_NEAR = 20
"""Longest normalised name compared for a close spelling; in longer ones a short slip says little."""
BLANK_NAMES = frozenset(
    """unknown notknown na none nil tbc tbd generic various other others unbranded unspecified nobrand notstated blank
    general misc tobeconfirmed notapplicable notavailable nomake noname""".split()  # noqa: SIM905 - a list of words reads better as words
)
"""Words that an officer writes when no make is known; normalised. They are no label."""


def words_of(text: str) -> list[str]:
    """The words of a text in plain lower-case characters."""
    if text.isascii():
        return _PLAIN_WORDS.findall(text.replace("'", "").replace("`", "").lower())
    return _WORDS.findall(_APOSTROPHES.sub("", fold(text)).casefold())


def _without_forms(words: list[str]) -> list[str]:
    changed = True
    while changed and len(words) > 1:
        changed = False
        if words[-1] in _LAST_LETTERS:
            for size in (3, 2):
                if len(words) > size and tuple(words[-size:]) in _LEGAL_LETTERS:
                    words, changed = words[:-size], True
        if len(words) > 1 and words[-1] in _LEFT_OUT:
            words, changed = words[:-1], True
        if len(words) > 1 and words[0] == "ooo":
            words, changed = words[1:], True
    return words


def _once(text: str) -> str:
    compact = "".join(_without_forms(words_of(text.replace("&", " and ") if "&" in text else text)))
    if compact.isascii():
        return compact
    return _CHINESE_FORM.sub("", compact) or compact


@lru_cache(maxsize=65_536)
def normalise_name(text: str) -> str:
    """The form in which names are compared.

    Case, spacing, punctuation, width, accents, invisible characters, look-alike letters, legal forms and the country
    of a national company are gone. Idempotent: a normalised name normalises to itself.
    """
    before, after = text, _once(text)
    # What is left of a text in plain letters is one word, and one word stays as it is.
    while after != before and not after.isascii():
        before, after = after, _once(after)
    return after


def _is_watched(knowledge: Knowledge, known: tuple[KnownName, ...]) -> bool:
    return knowledge.vendors[known[0].vendor].is_watched


_RANK = {
    NameKind.LEGAL: 0,
    NameKind.NATIVE: 1,
    NameKind.ALIAS: 2,
    NameKind.BRAND: 3,
    NameKind.AFFILIATE: 4,
    NameKind.MISSPELLING: 5,
}


def _with_letters_left_out(key: str, most: int) -> set[str]:
    """A word and what is left of it without one letter, or without two: spellings that are close share one of these."""
    found = {key}
    fresh = found
    for _ in range(most):
        fresh = {each[:i] + each[i + 1 :] for each in fresh for i in range(len(each))}
        found = found | fresh
    return found


class NameReading(NamedTuple):
    """What is known of one normalised name.

    Attributes:
        text: The name as it was found in the knowledge, or as written.
        key: Normalised form; empty when the field holds no label at all.
        names: Vendors of that name, surest first.
        claims: Claims that goods under this brand come from another maker.
        near: Watched vendors of a close spelling, for review only.
        is_everyday: The name is an everyday word too.
        told_by: The numbering that stands for the label, where no label that is known does. `text` is then the label as
            written, empty where there is none.
    """

    text: str
    key: str
    names: tuple[KnownName, ...] = ()
    claims: tuple[SuppliedBrand, ...] = ()
    near: tuple[tuple[str, str], ...] = ()
    is_everyday: bool = False
    told_by: BrandNumbering | None = None

    @property
    def is_blank(self) -> bool:
        """Whether there is no label."""
        return not self.key or (self.told_by is not None and not self.text)

    @property
    def brand(self) -> str:
        """The brand that the label is, or that a number tells."""
        return self.text if self.told_by is None else self.told_by.brand

    @property
    def is_known(self) -> bool:
        """Whether the label is a name or brand of the catalogue."""
        return bool(self.names or self.claims)


def _hiding(knowledge: Knowledge) -> frozenset[KnownName]:
    """Names of watched vendors that nobody vouches for and that hold one that somebody does.

    Known as a whole, “Hangzhou EZVIZ Network” would say less than the “EZVIZ” in it.
    """
    vouched: dict[str, set[str]] = defaultdict(set)
    for name in knowledge.names:
        if name.attestation.is_citable and not name.is_ambiguous and name.kind is not NameKind.MISSPELLING:
            vouched[name.vendor].add(normalise_name(name.value))
    return frozenset(
        name
        for name in knowledge.names
        if not name.attestation.is_citable
        and knowledge.vendors[name.vendor].is_watched
        and any(word in vouched[name.vendor] for word in words_of(name.value))
    )


class NameIndex:
    """All names of the catalogue, looked up by normalised form.

    Args:
        knowledge: One edition of the catalogue.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        names: dict[str, list[KnownName]] = defaultdict(list)
        hidden = _hiding(knowledge)
        for name in knowledge.names:
            if name not in hidden:
                names[normalise_name(name.value)].append(name)
        self._listed = knowledge.listed_names
        listed = {name.vendor for known in self._listed.values() for name in known}
        for facts in knowledge.vendors.values():
            if facts.slug in listed:
                continue
            key = normalise_name(facts.name)
            if key not in names and not facts.is_watched:
                # A maker's display name counts as a name; its basis, not this entry, decides what rests on it.
                attestation = next((n.attestation for n in knowledge.names if n.vendor == facts.slug), None)
                if attestation is not None:
                    names[key].append(KnownName(facts.slug, NameKind.ALIAS, facts.name, attestation))
        claims: dict[str, list[SuppliedBrand]] = defaultdict(list)
        for claim in knowledge.supplied_brands:
            for brand in dict.fromkeys(normalise_name(b) for b in (claim.brand, *claim.aliases)):
                claims[brand].append(claim)
        self._names = {k: tuple(sorted(v, key=lambda n: (_RANK[n.kind], n.vendor))) for k, v in names.items() if k}
        self._claims = {k: tuple(v) for k, v in claims.items() if k}
        self._everyday = frozenset(normalise_name(w) for w in knowledge.everyday_words)
        self._makes = frozenset(normalise_name(w) for w in knowledge.make_words)
        self._numbered = frozenset(each.maker for each in knowledge.lookalikes)
        self._watched = tuple(
            sorted(
                (key, known[0].vendor)
                for key, known in self._names.items()
                if 5 <= len(key) <= _LONGEST_NEAR
                and key.isascii()
                and _is_watched(knowledge, known)
                and known[0].kind is not NameKind.MISSPELLING
            )
        )
        left_out: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, vendor in self._watched:
            for rest in _with_letters_left_out(key, 2):
                left_out[rest].append((key, vendor))
        self._left_out = dict(left_out)
        sounds: dict[str, list[KnownName]] = defaultdict(list)
        for key, _ in self._watched:
            if len(key) >= 6 and key.isalpha():
                sounds[_sound(key)] += [
                    replace(name, kind=NameKind.MISSPELLING, is_ambiguous=True) for name in self._names[key]
                ]
        others = {_sound(key) for key, known in self._names.items() if not _is_watched(knowledge, known)}
        self._sounds = {sound: tuple(known) for sound, known in sounds.items() if sound not in others}
        single = {_without_repeats(key) for key, known in self._names.items() if not _is_watched(knowledge, known)}
        self._repeated = {
            plain: tuple(replace(n, kind=NameKind.MISSPELLING, is_ambiguous=True) for n in self._names[key])
            for key, _ in self._watched
            if key.isalpha() and (plain := _without_repeats(key)) not in single
        }
        self.watched = frozenset(slug for slug, facts in knowledge.vendors.items() if facts.is_watched)
        self.keys: frozenset[str] = frozenset(self._names) | frozenset(self._claims)
        self._beginnings = frozenset(key[:size] for key in self.keys for size in range(2, len(key) + 1))
        self._chinese = ChineseNames([key for key in self._names if len(key) >= 2])
        self._chinese_watched = ChineseNames(
            [key for key, known in self._names.items() if len(key) >= 2 and known[0].vendor in self.watched]
        )

    def may_begin(self, word: str) -> bool:
        """Whether a name may begin with a word, or be it misspelt. False is certain, True is not."""
        return word in self._beginnings or not word.isascii() or _sound(word) in self._sounds or not word.isalpha()

    def read(self, text: str | None, *, with_near: bool = True) -> NameReading:
        """What is known of a make cell, taken as a whole; with names of a close spelling if wanted."""
        key = normalise_name(text) if text else ""
        if not key or key in BLANK_NAMES or not (key.isascii() or any(c.isalnum() for c in key)):
            return NameReading(text or "", "")
        reading = self.look_up(text or "", key)
        if reading.is_everyday and key in self._makes:
            return reading._replace(is_everyday=False)
        if reading.is_known or not with_near:
            return reading
        near = tuple(self._close_to(key))
        return reading._replace(near=near) if near else reading

    def before_number(self, reading: NameReading, raw: str, rest: list[str]) -> NameReading | None:
        """The make that an everyday word at the head of a cell is before a number (“Juniper EX2300”), if it is one.

        Only of a word that fills a make, or of a maker whose numbers are known; never of a watched vendor.

        Args:
            reading: The word.
            raw: The cell.
            rest: Its words after that one.
        """
        vendors = {name.vendor for name in reading.names}
        if vendors & self.watched or not (reading.key in self._makes or vendors & self._numbered):
            return None
        follows = rest[0] if "-".join(rest[:2]) not in raw.casefold() else "".join(rest[:2])
        return self.read(reading.text, with_near=False) if any(c.isdigit() for c in follows) else None

    def look_up(self, text: str, key: str) -> NameReading:
        """What is known of one normalised name; names of a close spelling are left out."""
        return NameReading(text.strip(), key, *self.known(key), (), key in self._everyday)

    def by_numbering(self, numbering: BrandNumbering, label: NameReading) -> NameReading:
        """The brand for which a number stands, where the label is blank or not known."""
        key = normalise_name(numbering.brand)
        return NameReading(label.text if label.key else "", key, *self.known(key), told_by=numbering)

    def is_known(self, key: str) -> bool:
        """Whether a normalised name is one of the catalogue's, however spelt."""
        return key in self.keys or key in self._listed or bool(self._by_other_letters(key))

    def known(self, key: str) -> tuple[tuple[KnownName, ...], tuple[SuppliedBrand, ...]]:
        """Vendors of a normalised name, and claims on it as a brand; both empty for most words."""
        names, claims = self._names.get(key, ()), self._claims.get(key, ())
        if not names and not claims:
            names = self._listed.get(key) or self._by_other_letters(key)
        return names, claims

    def _by_other_letters(self, key: str) -> tuple[KnownName, ...]:
        if not key.isascii():
            return self._in_chinese(key)
        return self._sounding(key) if key.isalpha() else self._misread(key)

    def _misread(self, key: str) -> tuple[KnownName, ...]:
        """Names of which a letter was read or typed as the digit that looks like it; never of a name with digits."""
        if not _MAY_BE_MISREAD.fullmatch(key):
            return ()
        for table in _DIGITS_FOR_LETTERS:
            letters = key.translate(table)
            if letters.isalpha() and letters in self._names:
                return tuple(replace(name, kind=NameKind.MISSPELLING) for name in self._names[letters])
        return ()

    def _sounding(self, key: str) -> tuple[KnownName, ...]:
        """A watched vendor's name spelt as it sounds (“hikvizion”), or with a letter repeated (“ezvizz”).

        A reason to look, for it may be another firm's.
        """
        if len(key) < 6:
            return ()
        return self._sounds.get(_sound(key), ()) or self._repeated.get(_without_repeats(key), ())

    def _in_chinese(self, key: str) -> tuple[KnownName, ...]:
        """Names that a run of Chinese characters begins with, where the rest only says what kind of goods it is."""
        name = self._chinese.of_goods(key)
        return self._names[name] if name is not None else ()

    def in_doubt(self, run: str, following: str) -> tuple[int, NameReading] | None:
        """A watched vendor's name that a run of Chinese characters may be about, and its offset in the run.

        Args:
            run: Chinese characters.
            following: The text after them.
        """
        found = self._chinese_watched.in_doubt(run, following)
        return (found.at, self.look_up(found.name, found.name)) if found is not None else None

    def _close_to(self, key: str) -> Iterable[tuple[str, str]]:
        if not 5 <= len(key) <= _LONGEST_NEAR or not key.isascii() or key.isdigit():
            return
        allowed = 1 if len(key) < 7 else 2
        found = {pair for rest in _with_letters_left_out(key, allowed) for pair in self._left_out.get(rest, ())}
        for name, vendor in sorted(found):
            if DamerauLevenshtein.distance(name, key, score_cutoff=allowed) <= allowed:
                yield vendor, name
