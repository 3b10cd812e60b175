"""Whether a regime covers a maker on a date, and why. Pure.

**Source**: design laws 1 to 3; directory of makers, rules of use 2 to 4 (what may be called outside a regime).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from riskreg.catalogue.definitions import EditionDefinition, EntryDefinition, RegimeDefinition
from riskreg.identification.knowledge import Knowledge, VendorFacts, VendorTie
from riskreg.identification.verdict import CoverStatus
from riskreg.rules.terms import DeterminationOutcome, LinkKind, RegimeKind

_COMPANY_TIES = (LinkKind.SUBSIDIARY, LinkKind.AFFILIATE)
_LINKED = {
    "headquarters": "its headquarters are in China",
    "parent": "a company above it is Chinese",
    "disputed": "from where it is controlled is disputed",
    "hong_kong": "it is seated in Hong Kong",
    "to_check": "its ownership has not been checked",
}
"""How a pointer reads. A former parent is no pointer to the present: its ties end at a date."""
_NO_MAKER = {
    "house_brand": "a house brand: who makes the unit varies",
    "platform": "a platform inside other brands: it does not tell who makes the unit",
    "component_maker": "a maker of components: it does not tell who makes the unit",
}


@dataclass(frozen=True, slots=True)
class Cover:
    """Whether a regime covers a maker, and why.

    Attributes:
        status: Covered, not covered, awaited (somebody must decide or check), or cannot tell.
        reason: One or two sentences that an officer reads once.
        entry_key: Key of the list entry on which it rests, or None.
        via: Slugs of the companies between the maker and the entry or determination, the maker first; empty where the
            maker itself is named.
        is_by_affiliation: Whether it rests on a tie to another company.
    """

    status: CoverStatus
    reason: str
    entry_key: str | None = None
    via: tuple[str, ...] = ()

    @property
    def is_by_affiliation(self) -> bool:
        """Whether it rests on a tie to another company."""
        return bool(self.via)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Ties that lead upwards from a maker, in order."""

    ties: tuple[VendorTie, ...]

    @property
    def is_sound(self) -> bool:
        return all(tie.attestation.is_citable for tie in self.ties)

    @property
    def top(self) -> str:
        return self.ties[-1].of

    @property
    def via(self) -> tuple[str, ...]:
        return (*(tie.vendor for tie in self.ties), self.top)


class Coverage:
    """Answers for one regime, one edition and one set of determinations. Answers are kept, so asking again is free.

    Args:
        regime: The regime.
        edition: The edition of its list; None where no edition is in use.
        determinations: Vendor slug → what was decided, for a criterion; from the proposals for a check before buying,
            from the register otherwise.
        knowledge: What is known of vendors and their ties.
        are_proposals: The determinations are only the catalogue's proposals, which every reason then says.
    """

    def __init__(
        self,
        regime: RegimeDefinition,
        edition: EditionDefinition | None,
        determinations: Mapping[str, DeterminationOutcome],
        knowledge: Knowledge,
        *,
        are_proposals: bool = False,
    ) -> None:
        self.regime = regime
        self.edition = edition
        self._determinations = determinations
        self._was = "is proposed" if are_proposals else "was determined"
        self._aside = " (a proposal: no officer has decided)" if are_proposals else ""
        self._vendors = knowledge.vendors
        self._above: dict[str, list[VendorTie]] = defaultdict(list)
        for tie in knowledge.ties:
            if tie.kind in _COMPANY_TIES:
                self._above[tie.vendor].append(tie)
        self._entries: dict[str, list[tuple[int, EntryDefinition]]] = defaultdict(list)
        for number, entry in enumerate(edition.entries if edition else (), start=1):
            if entry.vendor is not None:
                self._entries[entry.vendor].append((number, entry))
        self._answers: dict[tuple[str, date], Cover] = {}

    def of(self, vendor: str, on: date) -> Cover:
        """Whether the regime covers a maker on a date.

        Args:
            vendor: Slug of the maker.
            on: The date for which it is asked; ties and entries count only while they hold.
        """
        key = (vendor, on)
        if key not in self._answers:
            self._answers[key] = self._answer(vendor, on)
        return self._answers[key]

    def statuses(self, vendors: tuple[str, ...], on: date) -> dict[str, CoverStatus]:
        """The status of each of several makers."""
        return {vendor: self.of(vendor, on).status for vendor in vendors}

    def _answer(self, vendor: str, on: date) -> Cover:
        facts = self._vendors.get(vendor)
        if facts is None:
            return Cover(CoverStatus.CANNOT_TELL, f"Nothing is known of a maker “{vendor}”.")
        if self.regime.kind is RegimeKind.CRITERION:
            return self._by_criterion(facts, on)
        cover = self._by_list(facts, on)
        if self.regime.kind is RegimeKind.INDICATOR:
            return self._indicated(cover)
        return cover

    def _by_list(self, facts: VendorFacts, on: date) -> Cover:
        if self.edition is None:
            return Cover(CoverStatus.CANNOT_TELL, f"No edition of {self.regime.title} is in use.")
        if on < self.edition.legal_on:
            return Cover(
                CoverStatus.NOT_COVERED,
                f"The edition {self.edition.label} of {self.regime.title} was not yet in force on {_day(on)}.",
            )
        for number, entry in self._entries.get(facts.slug, []):
            if entry.is_in_force(on):
                return self._named(facts, number, entry)
        chains = self._chains(facts.slug, on)
        for chain in sorted(chains, key=lambda each: not each.is_sound):
            for number, entry in self._entries.get(chain.top, []):
                if entry.includes_affiliates and entry.is_in_force(on):
                    return self._tied(chain, number, entry)
        if not self._says_by_absence(facts, self.edition):
            text = f"{facts.name} is not in {self._list()}, of which only a part is at hand; look at the official list."
            return Cover(CoverStatus.CANNOT_TELL, text)
        return self._outside(facts, f"{facts.name} is not on {self._list()}")

    def _says_by_absence(self, facts: VendorFacts, edition: EditionDefinition) -> bool:
        """Whether a maker's absence from the edition says that it is not listed."""
        if edition.is_complete or facts.slug in edition.looked_for:
            return True
        country = edition.only_companies_of
        is_elsewhere = facts.headquarters not in (None, country) and facts.prc_link not in _LINKED
        return country is not None and is_elsewhere

    def _named(self, facts: VendorFacts, number: int, entry: EntryDefinition) -> Cover:
        text = f"{facts.name} is named in {self._entry(number, entry)}"
        return Cover(CoverStatus.COVERED, _with_scope(text, entry), entry.key)

    def _tied(self, chain: _Chain, number: int, entry: EntryDefinition) -> Cover:
        text = f"{self._told(chain)}, which is named in {self._entry(number, entry)} together with its affiliates"
        if chain.is_sound:
            return Cover(CoverStatus.COVERED, _with_scope(text, entry), entry.key, chain.via)
        reason = f"{_with_scope(text, entry)} The tie has not been verified, so somebody must check it."
        return Cover(CoverStatus.AWAITED, reason, entry.key, chain.via)

    def _by_criterion(self, facts: VendorFacts, on: date) -> Cover:
        outcome = self._determinations.get(facts.slug)
        if outcome is DeterminationOutcome.SUBJECT:
            text = f"{facts.name} {self._was} to be subject to {self.regime.title}{self._aside}."
            return Cover(CoverStatus.COVERED, text)
        if outcome is DeterminationOutcome.NOT_SUBJECT:
            text = f"{facts.name} {self._was} not to be subject to {self.regime.title}{self._aside}."
            return Cover(CoverStatus.NOT_COVERED, text)
        if outcome is DeterminationOutcome.UNDECIDED:
            text = f"Whether {facts.name} is subject was examined and left undecided{self._aside}."
            return Cover(CoverStatus.AWAITED, text)
        chains = self._chains(facts.slug, on)
        for chain in sorted(chains, key=lambda each: not each.is_sound):
            if self._determinations.get(chain.top) is DeterminationOutcome.SUBJECT:
                text = f"{self._told(chain)}, which {self._was} to be subject{self._aside}"
                if chain.is_sound:
                    return Cover(CoverStatus.COVERED, f"{text}.", None, chain.via)
                reason = f"{text}. The tie has not been verified, so somebody must decide."
                return Cover(CoverStatus.AWAITED, reason, None, chain.via)
        if facts.prc_link in _LINKED:
            text = f"Nobody has decided whether {facts.name} is subject; {_LINKED[facts.prc_link]}."
            return Cover(CoverStatus.AWAITED, text)
        if facts.headquarters == "CN":
            text = f"Nobody has decided whether {facts.name} is subject; {_LINKED['headquarters']}."
            return Cover(CoverStatus.AWAITED, text)
        for chain in chains:
            if self._seated_in_china(chain.top):
                text = f"{self._told(chain)}, whose headquarters are in China; nobody has decided."
                return Cover(CoverStatus.AWAITED, text, None, chain.via)
        if facts.headquarters is None:
            return Cover(CoverStatus.CANNOT_TELL, f"It is not known where {facts.name} is seated.")
        return self._outside(facts, f"{facts.name} is seated outside China, and no tie to a Chinese company is known")

    def _outside(self, facts: VendorFacts, text: str) -> Cover:
        """Not covered, unless the name tells too little to say so."""
        if facts.role in _NO_MAKER:
            return Cover(CoverStatus.CANNOT_TELL, f"{facts.name} is {_NO_MAKER[facts.role]}.")
        if facts.basis == "general_knowledge":
            return Cover(CoverStatus.CANNOT_TELL, f"Nothing about {facts.name} has been checked in a text or registry.")
        return Cover(CoverStatus.NOT_COVERED, f"{text}.")

    def _indicated(self, cover: Cover) -> Cover:
        """An indicator restricts something else, so it covers nothing; that it names the maker is said."""
        if cover.entry_key is None:
            return Cover(CoverStatus.NOT_COVERED, f"{self.regime.title} restricts something else and never flags.")
        reason = f"{cover.reason} It restricts something else, so it is shown and never flags."
        return Cover(CoverStatus.NOT_COVERED, reason, cover.entry_key, cover.via)

    def _chains(self, vendor: str, on: date) -> list[_Chain]:
        """Every way upwards by ties that hold on the date, the shortest first; at each company the soundest tie."""
        found: list[_Chain] = []
        queue: list[tuple[VendorTie, ...]] = [()]
        while queue:
            ties = queue.pop(0)
            end = ties[-1].of if ties else vendor
            met = {vendor} | {tie.of for tie in ties}
            for tie in self._above.get(end, []):
                if tie.of not in met and _holds(tie, on):
                    chain = _Chain((*ties, tie))
                    found.append(chain)
                    queue.append(chain.ties)
        return found

    def _seated_in_china(self, vendor: str) -> bool:
        facts = self._vendors.get(vendor)
        return facts is not None and facts.headquarters == "CN"

    def _told(self, chain: _Chain) -> str:
        """`EZVIZ is a subsidiary of Hikvision`, and so on up the chain."""
        parts = []
        for position, tie in enumerate(chain.ties):
            article = "an affiliate" if tie.kind is LinkKind.AFFILIATE else "a subsidiary"
            who = self._name(tie.vendor) if position == 0 else "itself"
            since = f" (until {_day(tie.to_on)})" if tie.to_on is not None else ""
            parts.append(f"{who} {'is ' if position == 0 else ''}{article} of {self._name(tie.of)}{since}")
        return ", ".join(parts)

    def _name(self, vendor: str) -> str:
        facts = self._vendors.get(vendor)
        return facts.name if facts is not None else vendor

    def _entry(self, number: int, entry: EntryDefinition) -> str:
        return f"entry {number} (“{entry.name}”) of {self._list()}"

    def _list(self) -> str:
        label = self.edition.label if self.edition else "unknown"
        return f"{self.regime.title}, edition {label}"


def coverage_of(
    regime: RegimeDefinition,
    edition: EditionDefinition | None,
    determinations: Mapping[str, DeterminationOutcome],
    knowledge: Knowledge,
    *,
    are_proposals: bool = False,
) -> Coverage:
    """The coverage of one regime under one edition and one set of determinations; see `Coverage`."""
    return Coverage(regime, edition, determinations, knowledge, are_proposals=are_proposals)


def _holds(tie: VendorTie, on: date) -> bool:
    return (tie.from_on is None or tie.from_on <= on) and (tie.to_on is None or on <= tie.to_on)


def _with_scope(text: str, entry: EntryDefinition) -> str:
    return f"{text}; the entry is for: {entry.scope}." if entry.scope else f"{text}."


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
