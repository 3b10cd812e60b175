"""Companies that are known only from the entry of a list: told by their exact name, never by likeness. Pure.

A listed company without a file of its own becomes a vendor of the catalogue, so that a device labelled with its name
is judged as any other. A name that could as well be somebody else's is withheld: a person sees it; it flags nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from riskreg.catalogue.definitions import EditionDefinition, EntryDefinition, Probe, RegimeDefinition, Withheld
from riskreg.identification.knowledge import Attestation, Knowledge, KnownName, VendorFacts
from riskreg.identification.names import BLANK_NAMES, normalise_name, words_of
from riskreg.rules.terms import NameKind

_SHORTEST = 4
"""Shorter names are letters that many firms use."""
_LONG_ENOUGH = 8
"""A single word that is another name of a company must be so long to stand for it alone."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7a3]")
_LEGAL = re.compile(r"\W+|\b(?:ltd|limited|inc|llc|gmbh|ag|sa|co|company|corp|corporation|plc|jsc|pjsc|ooo|zao|oao)\b")


@lru_cache(maxsize=1_048_576)
def compared_name(name: str) -> str:
    """The form in which names are compared; editions repeat names by the hundred thousand, so it is remembered."""
    return normalise_name(name)


@dataclass
class Known:
    """What the catalogue knows with the listed companies in it."""

    knowledge: Knowledge
    regimes: dict[str, RegimeDefinition]
    listed: frozenset[str] = frozenset()
    withheld: tuple[Withheld, ...] = ()


@dataclass
class _Company:
    """A listed company: all entries of one normalised name."""

    slug: str
    entry: EntryDefinition
    attestation: Attestation
    newest: tuple[str, EntryDefinition]
    """Regime and the entry on which the attestation rests."""
    names: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Normalised name → the name as written, and whether it is the name of an entry rather than another name."""

    @property
    def facts(self) -> VendorFacts:
        """The company as a vendor of the catalogue."""
        seat = self.entry.country
        return VendorFacts(self.slug, self.entry.name, False, seat, role="maker", basis="text")


@dataclass(frozen=True, slots=True)
class _Named:
    """An entry with its normalised names: normalising is what takes time, so it is done once."""

    regime: RegimeDefinition
    edition: EditionDefinition
    entry: EntryDefinition
    key: str
    others: tuple[tuple[str, str], ...]
    """Normalised name and the name as written, of its other names."""


def with_listed(
    knowledge: Knowledge, regimes: Mapping[str, RegimeDefinition], traps: Sequence[Probe], common: frozenset[str]
) -> Known:
    """The knowledge and regimes with every listed company that has no file of its own.

    Args:
        knowledge: Built from the files of vendors.
        regimes: By slug.
        traps: Whose makes must not be taken for a listed company.
        common: Words that firms of every trade bear.
    """
    entries = [
        _Named(regime, edition, entry, compared_name(entry.name), _others(entry))
        for regime in regimes.values()
        for edition in regime.editions
        for entry in edition.entries
        if entry.by_name and entry.vendor is None and not entry.may_be
    ]
    if not entries:
        return Known(knowledge, dict(regimes))
    companies = _companies(entries)
    judge = _Judge(knowledge, traps, common, companies)
    withheld: dict[tuple[str, str], str] = {}
    names: dict[str, tuple[KnownName, ...]] = {}
    vendors: dict[str, VendorFacts] = {}
    for key, company in companies.items():
        for name_key, (written, is_own) in company.names.items():
            reason = judge.against(key, name_key, written, is_own)
            if reason is not None:
                withheld[key, name_key] = reason
                continue
            kind = NameKind.NATIVE if _is_native(written) else NameKind.LEGAL if is_own else NameKind.ALIAS
            names[name_key] = (KnownName(company.slug, kind, written, company.attestation),)
            if company.slug not in vendors:
                vendors[company.slug] = company.facts
    slugs = {
        id(each.entry): companies[each.key].slug
        for each in entries
        if each.key in companies and companies[each.key].slug in vendors
    }
    return Known(
        replace(knowledge, vendors={**knowledge.vendors, **vendors}, listed_names=names),
        {slug: _resolved(regime, slugs) for slug, regime in regimes.items()},
        frozenset(vendors),
        tuple(_told(entries, withheld)),
    )


def _others(entry: EntryDefinition) -> tuple[tuple[str, str], ...]:
    return tuple((key, other) for other in entry.names if (key := compared_name(other)))


def _companies(entries: Sequence[_Named]) -> dict[str, _Company]:
    found: dict[str, _Company] = {}
    for each in entries:
        entry, key = each.entry, each.key
        if not key:
            continue
        text = f"entry {entry.key} (“{entry.name}”) of {each.regime.title}, edition {each.edition.label}"
        company = found.get(key)
        if company is None:
            company = found[key] = _Company(
                _slug(entry.name, key), entry, Attestation(text, "high"), (each.regime.slug, entry)
            )
        elif company.newest != (each.regime.slug, entry):
            # An edition that repeats the entry attests nothing new, and what was identified need not be written again.
            company.attestation = Attestation(text, "high")
            company.newest = (each.regime.slug, entry)
        company.names[key] = (entry.name, True)
        for name_key, other in each.others:
            company.names.setdefault(name_key, (other, False))
    return found


def _slug(name: str, key: str) -> str:
    plain = "-".join(re.findall(r"[a-z0-9]+", _LEGAL.sub(" ", name.lower())))[:40].strip("-")
    mark = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"listed-{plain}-{mark}" if plain else f"listed-{mark}"


def is_one_word(name: str) -> bool:
    """Whether a company's name is a single Latin word besides its legal form (`Orion LLC`), as many firms bear."""
    return not _is_native(name) and len(words_of(_LEGAL.sub(" ", name.lower()))) <= 1


def _is_native(name: str) -> bool:
    return not name.isascii() and bool(_CHINESE.search(name) or _OTHER_SCRIPT.search(name))


class _Judge:
    """Says why a name cannot stand for a listed company."""

    def __init__(
        self, knowledge: Knowledge, traps: Sequence[Probe], common: frozenset[str], companies: Mapping[str, _Company]
    ) -> None:
        self._held = {normalise_name(name.value): name.vendor for name in reversed(knowledge.names)}
        self._held |= {normalise_name(facts.name): slug for slug, facts in knowledge.vendors.items()}
        self._brands = {normalise_name(b) for c in knowledge.supplied_brands for b in (c.brand, *c.aliases)}
        self._vendors = knowledge.vendors
        self._everyday = {normalise_name(word) for word in knowledge.everyday_words}
        self._traps = {normalise_name(trap.make) for trap in traps if trap.make}
        self._common = common
        self._companies = companies
        self._aliases: dict[str, set[str]] = defaultdict(set)
        for key, company in companies.items():
            for name_key in company.names:
                self._aliases[name_key].add(key)

    def against(self, company: str, key: str, written: str, is_own: bool) -> str | None:
        """The reason in one sentence, or None where the name can stand."""
        holder = self._held.get(key)
        if holder is not None:
            facts = self._vendors.get(holder)
            return f"It is also a name of {facts.name if facts else holder}, a maker of the catalogue."
        if key in self._brands:
            return "It is also a brand that the catalogue knows."
        if key in self._traps:
            return "It is a trap: a make that must not be taken for a restricted maker."
        if key in self._everyday or key in BLANK_NAMES:
            return "It is an everyday word."
        if not is_own and key in self._companies and key != company:
            return f"It is the name of another company of the lists (“{self._companies[key].entry.name}”)."
        if not is_own and len(self._aliases[key]) > 1:
            return "Several companies of the lists have it as another name."
        if key.isdigit() or len(key) < (2 if _is_native(written) else _SHORTEST):
            return "It is too short to tell one firm from another."
        first = written.split(maxsplit=1)[0].lower().strip(".,;'\"()")
        is_long = is_own or len(key) >= _LONG_ENOUGH
        if is_long and first.isascii() and first.isalnum() and not (self._is_common(first) or _LEGAL.fullmatch(first)):
            return None  # one telling word is enough, and this look is cheap
        words = words_of(_LEGAL.sub(" ", written.lower())) or [key]
        if all(self._is_common(word) for word in words):
            return "It consists of words that firms of every trade bear."
        if not is_own and len(words) == 1 and len(key) < (4 if _CHINESE.search(written) else _LONG_ENOUGH):
            return "It is one short word, and not the company's own name on the list."
        return None

    def _is_common(self, word: str) -> bool:
        return word in self._common or word in self._everyday or word.isdigit() or len(word) < 3


def _resolved(regime: RegimeDefinition, slugs: Mapping[int, str]) -> RegimeDefinition:
    """The regime with its entries tied to the listed companies; checksums stay, for the lists say what they said."""
    if not any(id(entry) in slugs for edition in regime.editions for entry in edition.entries):
        return regime
    editions = (
        replace(
            edition,
            entries=tuple(replace(e, vendor=slugs[id(e)]) if id(e) in slugs else e for e in edition.entries),
        )
        for edition in regime.editions
    )
    return replace(regime, editions=tuple(editions))


def _told(entries: Sequence[_Named], withheld: Mapping[tuple[str, str], str]) -> Iterator[Withheld]:
    for each in entries:
        entry, place = each.entry, (each.regime.slug, each.edition.label, each.entry.key, each.entry.name)
        if not each.key:
            yield Withheld(*place, entry.name, "Nothing is left of the name.")
        for name_key, written in ((each.key, entry.name), *each.others):
            why = withheld.get((each.key, name_key))
            if why is not None:
                yield Withheld(*place, written, why)
