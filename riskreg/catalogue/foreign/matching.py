"""Which maker of the catalogue a listed company is: by exact name, never by likeness; in doubt a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from riskreg.catalogue.definitions import EntryDefinition
from riskreg.catalogue.foreign.company import ForeignCompany
from riskreg.catalogue.listed import compared_name
from riskreg.identification.knowledge import Knowledge, KnownName
from riskreg.identification.names import words_of
from riskreg.rules.terms import NameKind

_OWN_NAMES = frozenset({NameKind.LEGAL, NameKind.NATIVE})
_USUAL_NAMES = frozenset({NameKind.ALIAS, NameKind.BRAND})
_OF_A_GROUP = frozenset("international group holding holdings europe emea iberia benelux uk gb usa us global".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Matched:
    """What a company of a list is in the catalogue.

    Attributes:
        vendor: Slug, where the match is sure.
        may_be: Slugs of makers that it could be, for a person to settle.
        note: Why, in one sentence; empty where nothing of that name is known.
    """

    vendor: str | None = None
    may_be: tuple[str, ...] = ()
    note: str = ""


class Matcher:
    """Matches companies of a list with the vendors and makers of the catalogue.

    Args:
        knowledge: What is known of them; companies that are known only from lists are no match.
        listed: Slugs of those companies.
        settled: Entry key → the entry of an earlier edition, whose match a person may have settled.
    """

    def __init__(
        self, knowledge: Knowledge, listed: frozenset[str], settled: Mapping[str, EntryDefinition] | None = None
    ) -> None:
        self._vendors = knowledge.vendors
        self._listed = listed
        self._settled = settled or {}
        self._names: dict[str, list[KnownName]] = defaultdict(list)
        for name in knowledge.names:
            self._names[compared_name(name.value)].append(name)

    def match(self, company: ForeignCompany) -> Matched:
        """What one company is."""
        if company.vendor is not None:
            return Matched(company.vendor, (), "As written in the table.")
        before = self._settled.get(company.key)
        is_settled = before is not None and before.name == company.name and before.vendor not in self._listed
        if before is not None and is_settled and (before.vendor or before.may_be):
            return Matched(before.vendor, before.may_be, "As in the edition before.")
        own = self._sure(company.name, company)
        if len(own) == 1:
            return self._said(company.name, own)
        others = {} if own else self._of_others(company)
        if len(others) == 1:
            return self._said(next(iter(others.values())), dict.fromkeys(others))
        if own or others:
            return self._doubt((*own, *others), "Its names are those of several makers")
        return self._loosely(company)

    def _said(self, name: str, sure: Mapping[str, object]) -> Matched:
        vendor = next(iter(sure))
        return Matched(vendor, (), f"“{name}” is a name of {self._vendors[vendor].name}.")

    def _doubt(self, slugs: Sequence[str], why: str) -> Matched:
        makers = tuple(dict.fromkeys(slugs))
        named = ", ".join(self._vendors[slug].name for slug in makers)
        return Matched(None, makers, f"{why}: {named}. A person must settle which is meant, or that none is.")

    def _of_others(self, company: ForeignCompany) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in company.names:
            for vendor in self._sure(name, company):
                found.setdefault(vendor, name)
        return found

    def _sure(self, name: str, company: ForeignCompany) -> dict[str, None]:
        """Makers of which this is surely a name: attested, theirs alone, and not that of a branch."""
        found: dict[str, None] = {}
        for known in self._names.get(compared_name(name), ()):
            facts = self._vendors[known.vendor]
            if known.is_ambiguous or not known.attestation.is_citable or _adds_a_place(name, known.value):
                continue
            # Of a watched vendor somebody looked who else bears its names: its own holds whatever address a list gives,
            # a usual one in its country. Of the others nobody looked: only their own names, in their country.
            allowed = _OWN_NAMES | _USUAL_NAMES if facts.is_watched else _OWN_NAMES
            is_here = not self._is_elsewhere(known.vendor, company)
            if known.kind in allowed and (is_here or (facts.is_watched and known.kind in _OWN_NAMES)):
                found[known.vendor] = None
        return found

    def _loosely(self, company: ForeignCompany) -> Matched:
        """Makers that share a name in a way that proves nothing; by a usual name a firm of another country is none."""
        met: dict[str, str] = {}
        for name in (company.name, *company.names):
            for known in self._names.get(compared_name(name), ()):
                is_elsewhere = self._is_elsewhere(known.vendor, company) and known.kind not in _OWN_NAMES
                if known.kind is NameKind.MISSPELLING or is_elsewhere:
                    continue
                met.setdefault(known.vendor, known.kind)
        if not met:
            return Matched()
        if all(kind is NameKind.AFFILIATE for kind in met.values()):
            return self._doubt(tuple(met), "It is a company of")
        return self._doubt(tuple(met), "It shares a name with")

    def _is_elsewhere(self, vendor: str, company: ForeignCompany) -> bool:
        seat = self._vendors[vendor].headquarters
        return seat is not None and company.country is not None and seat != company.country


def settle_group(matches: Sequence[Matched]) -> list[Matched]:
    """Doubts about makers that stand on the list themselves are none: a company of theirs changes nothing."""
    on_the_list = {each.vendor for each in matches if each.vendor is not None}
    settled = []
    for each in matches:
        if each.may_be and on_the_list.issuperset(each.may_be):
            each = Matched(None, (), f"{each.note.partition('.')[0]}, which is itself on the list.")
        settled.append(each)
    return settled


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    names = Locale("en").territories.values()
    return frozenset(word for name in names for word in words_of(str(name)) if len(word) > 3) | _OF_A_GROUP


def _adds_a_place(listed: str, known: str) -> bool:
    """Whether the listed name is that of a branch: `Hikvision USA, Inc.` is not Hikvision."""
    return bool((set(words_of(listed)) - set(words_of(known))) & _places())
