"""Whether a regime covers a maker on a date, and why. Pure.

**Source**: design laws 1 to 3; directory of makers, rules of use 2 to 4 (what may be called outside a regime).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from riskreg.catalogue.definitions import EditionDefinition, EntryDefinition, RegimeDefinition
from riskreg.catalogue.listed import is_one_word
from riskreg.catalogue.reach import Reach
from riskreg.catalogue.ties import Chain, Ties, When
from riskreg.identification.knowledge import Knowledge, VendorFacts
from riskreg.identification.verdict import CoverStatus
from riskreg.rules.dates import long_date
from riskreg.rules.obligations import NOTHING_TOLD, Circumstances
from riskreg.rules.terms import DeterminationOutcome, MatchBasis, RegimeKind

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
_WEAK = ("low", "unverified")
_ORDER = {
    CoverStatus.COVERED: 0,
    CoverStatus.AWAITED: 1,
    CoverStatus.CANNOT_TELL: 2,
    CoverStatus.NOT_COVERED: 3,
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
        basis: Ground of a flag, where it is another than what the finding gives.
        is_use_limited: The entry is for purposes of which the list says nothing, so it turns on the body's own use.
        is_past: It rests on a tie that no longer holds.
    """

    status: CoverStatus
    reason: str
    entry_key: str | None = None
    via: tuple[str, ...] = ()
    basis: MatchBasis | None = None
    is_use_limited: bool = False
    is_past: bool = False

    @property
    def is_by_affiliation(self) -> bool:
        """Whether it rests on a tie to another company."""
        return bool(self.via)


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
        self._ties = Ties(knowledge)
        self._reach = Reach(regime.goods)
        self._entries: dict[str, list[tuple[int, EntryDefinition]]] = defaultdict(list)
        self._doubtful: dict[str, list[tuple[int, EntryDefinition]]] = defaultdict(list)
        self._categories: list[tuple[int, EntryDefinition]] = []
        for number, entry in enumerate(edition.entries if edition else (), start=1):
            if entry.vendor is not None:
                self._entries[entry.vendor].append((number, entry))
            elif entry.limits is not None and entry.limits.goods and regime.kind is RegimeKind.LIST:
                self._categories.append((number, entry))
            for vendor in entry.may_be:
                self._doubtful[vendor].append((number, entry))
        self._answers: dict[tuple[str, date, Circumstances], Cover] = {}

    def of(self, vendor: str, on: date, told: Circumstances = NOTHING_TOLD) -> Cover:
        """Whether the regime covers a maker's device on a date.

        Args:
            vendor: Slug of the maker.
            on: The date for which it is asked; ties and entries count only while they hold.
            told: What a list tells of the device besides its maker.
        """
        told = self.counting(told, (vendor,))
        key = (vendor, on, told)
        if key not in self._answers:
            self._answers[key] = self._answer(vendor, on, told)
        return self._answers[key]

    def counting(self, told: Circumstances, vendors: Collection[str]) -> Circumstances:
        """What of the circumstances can change an answer about these makers: most devices then tell the same.

        Only a list of approved products asks for the model, and only of a maker that changed hands for the day.
        """
        model = told.model if self.regime.kind is RegimeKind.POSITIVE_LIST else None
        day = told.made_by
        if day is not None and not any(self._ties.turn_on_day(vendor) for vendor in vendors):
            day = None
        if (model, day) == (told.model, told.made_by):
            return told
        return Circumstances(told.kind, told.made_in, told.purpose, day, model)

    def of_goods(self, on: date, told: Circumstances) -> Cover | None:
        """What the regime says of goods by kind and place of production, whoever made them; None where nothing.

        **Source**: FCC Covered List, entries of 22 December 2025 and later, which name categories and no company.
        """
        for number, entry in self._categories:
            if not entry.is_in_force(on) or self.edition is None or on < self.edition.legal_on:
                continue
            text = f"Whoever made it, it is of the goods of {self._entry(number, entry)}."
            cover = Cover(CoverStatus.COVERED, text, entry.key, basis=MatchBasis.CATEGORY)
            limited = self._limited(cover, entry, told)
            if limited.status in (CoverStatus.COVERED, CoverStatus.AWAITED):
                return limited
        return None

    def statuses(self, vendors: tuple[str, ...], on: date) -> dict[str, CoverStatus]:
        """The status of each of several makers."""
        return {vendor: self.of(vendor, on).status for vendor in vendors}

    def _answer(self, vendor: str, on: date, told: Circumstances) -> Cover:
        facts = self._vendors.get(vendor)
        if facts is None:
            return Cover(CoverStatus.CANNOT_TELL, f"Nothing is known of a maker “{vendor}”.")
        told = replace(told, kind=self._reach.kind_of(told.kind, facts.kinds))
        if self.regime.kind is RegimeKind.CRITERION:
            return self._limited(self._by_criterion(facts, on, told.made_by), None, told, facts)
        if self.regime.kind is RegimeKind.POSITIVE_LIST:
            return self._limited(self._by_approval(facts, on, told.model), None, told)
        cover = self._by_list(facts, on, told)
        if self.regime.kind is RegimeKind.INDICATOR:
            return self._indicated(cover)
        return cover

    def _limited(
        self, cover: Cover, entry: EntryDefinition | None, told: Circumstances, facts: VendorFacts | None = None
    ) -> Cover:
        """The same answer, as far as goods, place of production and purpose let the entry reach this device."""
        if cover.status not in (CoverStatus.COVERED, CoverStatus.AWAITED):
            return cover
        if facts is not None and facts.role == "component_maker":
            return cover  # the kind told is that of the device, not of the part inside
        if entry is not None and entry.confidence in _WEAK:
            text = f"{cover.reason} That entry was not read surely enough to flag anything; look at the official list."
            return replace(cover, status=CoverStatus.CANNOT_TELL, reason=text)
        said = self._reach.of(entry.limits if entry is not None else None, told)
        status = said.status(cover.status, is_of_maker=cover.basis is None and not cover.is_past)
        reason = f"{cover.reason} {said.reason}".strip()
        return replace(cover, status=status, reason=reason, is_use_limited=said.is_use_limited)

    def _by_approval(self, facts: VendorFacts, on: date, model: str | None) -> Cover:
        """Under a list of approved products: not covered is what stands on it.

        **Source**: order of 6 March 2024 of the Government of India: only certified models are bought.
        """
        if self.edition is None or on < self.edition.legal_on:
            return Cover(CoverStatus.CANNOT_TELL, f"No edition of {self.regime.title} is in force on {long_date(on)}.")
        of_maker = [pair for pair in self._entries.get(facts.slug, []) if pair[1].is_in_force(on)]
        for number, entry in of_maker:
            models = entry.limits.models if entry.limits is not None else ()
            if not models or (model is not None and _plain(model) in {_plain(each) for each in models}):
                text = f"{facts.name}{f' {model}' if models else ''} is approved by {self._entry(number, entry)}."
                return Cover(CoverStatus.NOT_COVERED, text, entry.key)
        if of_maker and not model:
            text = f"{self._list()} approves some products of {facts.name}, and the model of this one is not told."
            return Cover(CoverStatus.CANNOT_TELL, text)
        if not self.edition.is_complete:
            text = f"{facts.name} is not in {self._list()}, of which only a part is at hand; look at the official list."
            return Cover(CoverStatus.CANNOT_TELL, text)
        what = f"{facts.name} {model}" if model else facts.name
        text = f"{what} is not on {self._list()}, a list of approved products. That says nothing against its maker."
        return Cover(CoverStatus.COVERED, text, basis=MatchBasis.NOT_APPROVED)

    def _by_list(self, facts: VendorFacts, on: date, told: Circumstances) -> Cover:
        if self.edition is None:
            return Cover(CoverStatus.CANNOT_TELL, f"No edition of {self.regime.title} is in use.")
        if on < self.edition.legal_on:
            return Cover(
                CoverStatus.NOT_COVERED,
                f"The edition {self.edition.label} of {self.regime.title} was not yet in force on {long_date(on)}.",
            )
        reached = [
            self._limited(self._named(facts, number, entry), entry, told, facts)
            for number, entry in self._entries.get(facts.slug, [])
            if entry.is_in_force(on)
        ]
        for chain in self._ties.chains(facts.slug, on, self._since, told.made_by):
            reached += [
                self._limited(self._tied(chain, number, entry, told.made_by), entry, told, facts)
                for number, entry in self._entries.get(chain.top, [])
                if entry.includes_affiliates and entry.is_in_force(on)
            ]
        if reached:
            # Of several entries and ties the one counts that reaches furthest, the maker's own before others'.
            return min(reached, key=lambda cover: _ORDER[cover.status])
        for number, entry in self._doubtful.get(facts.slug, []):
            if entry.is_in_force(on):
                text = f"{self._entry(number, entry)} may mean {facts.name}, and nobody has settled it."
                return Cover(CoverStatus.CANNOT_TELL, f"{text[0].upper()}{text[1:]}", entry.key)
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
        text = _with_scope(f"{facts.name} is named in {self._entry(number, entry)}", entry)
        if entry.by_name and is_one_word(entry.name):
            text = f"{text} That is all that is known of the company, and a single word names other firms too."
            return Cover(CoverStatus.AWAITED, text, entry.key)
        return Cover(CoverStatus.COVERED, text, entry.key)

    def _tied(self, chain: Chain, number: int, entry: EntryDefinition, made_by: date | None) -> Cover:
        text = f"{self._ties.told(chain)}, which is named in {self._entry(number, entry)} together with its affiliates"
        return self._through(_with_scope(text, entry), chain, entry.key, made_by, CoverStatus.COVERED)

    def _through(
        self, text: str, chain: Chain, entry_key: str | None, made_by: date | None, then: CoverStatus
    ) -> Cover:
        """What a tie carries over: now for certain, then as far as the regime asks who produced it, else a question."""
        if not chain.is_sound:
            reason = f"{text} The tie has not been verified, so somebody must check it."
            return Cover(CoverStatus.AWAITED, reason, entry_key, chain.via)
        if chain.when is When.NOW:
            return Cover(CoverStatus.COVERED, text, entry_key, chain.via)
        if chain.when is When.THEN:
            reason = f"{text} This device was in place by {long_date(made_by)}."
            return Cover(then, reason, entry_key, chain.via, is_past=True)
        reason = f"{text} The list does not tell when this device was made, so somebody must check it."
        return Cover(CoverStatus.AWAITED, reason, entry_key, chain.via, is_past=True)

    def _by_criterion(self, facts: VendorFacts, on: date, made_by: date | None) -> Cover:
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
        chains = self._ties.chains(facts.slug, on, self._since, made_by)
        for chain in chains:
            if self._determinations.get(chain.top) is DeterminationOutcome.SUBJECT:
                text = f"{self._ties.told(chain)}, which {self._was} to be subject{self._aside}."
                # The instruction speaks of companies that are subject, so a company sold since is a question.
                return self._through(text, chain, None, made_by, CoverStatus.AWAITED)
        if facts.prc_link in _LINKED:
            text = f"Nobody has decided whether {facts.name} is subject; {_LINKED[facts.prc_link]}."
            return Cover(CoverStatus.AWAITED, text)
        if facts.headquarters == "CN":
            text = f"Nobody has decided whether {facts.name} is subject; {_LINKED['headquarters']}."
            return Cover(CoverStatus.AWAITED, text)
        for chain in chains:
            if chain.when is When.NOW and self._seated_in_china(chain.top):
                text = f"{self._ties.told(chain)}, whose headquarters are in China; nobody has decided."
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

    @property
    def _since(self) -> date:
        """From when the regime holds: the earliest date of its editions."""
        return min((edition.legal_on for edition in self.regime.editions), default=date.max)

    def _seated_in_china(self, vendor: str) -> bool:
        facts = self._vendors.get(vendor)
        return facts is not None and facts.headquarters == "CN"

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


def _with_scope(text: str, entry: EntryDefinition) -> str:
    return f"{text}; the entry is for: {entry.scope}." if entry.scope else f"{text}."


def _plain(model: str) -> str:
    return "".join(character for character in model.casefold() if character.isalnum())
