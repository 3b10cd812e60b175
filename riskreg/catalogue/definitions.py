"""What the catalogue holds once loaded: plain, frozen, ready to be recorded or compared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from riskreg.identification.knowledge import Attestation, Knowledge
from riskreg.rules.obligations import Goods, Purpose
from riskreg.rules.terms import Act, DeterminationOutcome, RegimeKind, SiteClass


@dataclass(frozen=True, slots=True)
class CriterionDefinition:
    """What a criterion asks of a vendor, and where it is written."""

    question: str
    source: str


@dataclass(frozen=True, slots=True)
class ObligationDefinition:
    """One act that a regime asks or forbids.

    Attributes:
        strength: `must` or `consider`.
        confidence: How far the wording and dates can be relied on; `low` or `unverified` dates are shown as such.
        text: The obligation in one sentence.
        source: Where it is written.
        goods: Classes of equipment to which it applies; none means all.
    """

    key: str
    act: Act
    site_class: SiteClass
    equipment: str
    from_on: date
    due_on: date | None
    strength: str
    confidence: str
    text: str
    source: str
    goods: tuple[Goods, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """To what an entry is limited; what is empty limits nothing.

    Attributes:
        goods: Classes of equipment.
        purposes: Purposes of use.
        made_outside: Country outside of which goods must be produced for the entry to reach them.
        made_in: Countries in which they must be produced for that.
        models: Model numbers that a list of approved products names; none means every product of the maker.
    """

    goods: tuple[Goods, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    made_outside: str | None = None
    made_in: tuple[str, ...] = ()
    models: tuple[str, ...] = ()

    def as_json(self) -> str:
        """Canonical JSON of what is limited."""
        values = {name: getattr(self, name) for name in Limits.__slots__}
        kept = {name: value for name, value in values.items() if value}
        return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode()


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ExemptionClause:
    """An exemption that a regime itself grants, perhaps for a time."""

    key: str
    text: str
    from_on: date | None
    to_on: date | None
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Debarment:
    """What the statute asks of a debarment entry.

    **Source**: Procurement Act 2023, section 62(4): ground, mandatory or discretionary, the contracts covered where
    national security is the ground, and when the ground is expected to cease.
    """

    ground: str
    is_mandatory: bool
    contracts: str | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class EntryDefinition:
    """A named entity of a list.

    Attributes:
        vendor: Slug in the catalogue, or None where the entity is not in it or is a category of goods.
        includes_affiliates: Whether the entry reaches subsidiaries and affiliates.
        scope: Purpose or goods to which the entry is limited.
        confidence: How surely the entry was read.
        names: Its other names.
        country: Where it is seated, as ISO 3166 code.
        may_be: Makers that it could mean and that nobody has settled.
        by_name: Its names stand for the company itself, which has no file of its own.
        limits: Goods, purposes, places of production or models to which it is limited; `scope` says it in words.
    """

    key: str
    name: str
    vendor: str | None
    from_on: date | None
    to_on: date | None
    includes_affiliates: bool
    scope: str
    confidence: str = "high"
    source: str = ""
    debarment: Debarment | None = None
    names: tuple[str, ...] = ()
    country: str | None = None
    may_be: tuple[str, ...] = ()
    by_name: bool = False
    limits: Limits | None = None

    def is_in_force(self, on: date) -> bool:
        """Whether the entry stands on that date."""
        return (self.from_on is None or self.from_on <= on) and (self.to_on is None or on <= self.to_on)

    def content(self) -> str:
        """What the entry says, as canonical JSON: its source and how it was read left out."""
        said = {name: value for name, value in _plain(self).items() if name not in ("source", "confidence")}
        return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


_SINCE_ADDED = frozenset({"names", "country", "may_be", "by_name", "limits"})
"""Counted only where filled in, so that an edition which does not use them keeps its checksum."""


def _plain(entry: EntryDefinition) -> dict[str, Any]:
    """An entry as its checksum counts it."""
    values = {name: getattr(entry, name) for name in EntryDefinition.__slots__}
    return {name: value for name, value in values.items() if value or name not in _SINCE_ADDED}


@dataclass(frozen=True, slots=True)
class Imported:
    """Where an imported edition came from.

    Attributes:
        file: Name of the file as it was brought.
        sha256: Of the file.
        format: Key of its format.
        lists: Of a file that holds several lists, those that were taken; empty for all.
        by: Who imported it.
        left_out: What was left out → how many.
    """

    file: str
    sha256: str
    format: str
    lists: tuple[str, ...]
    on: date
    by: str
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EditionDefinition:
    """One edition of a list.

    Attributes:
        checksum: SHA-256 of its canonical content.
        is_complete: Whether all entries of the official list were transcribed; if not, absence proves nothing.
        looked_for: Vendors that were searched for in the full list and are not there.
        only_companies_of: Country whose companies alone the list names, or None.
        reach: Equipment that the regime as a whole, and each of its duties, is about; it counts for the checksum.
    """

    label: str
    legal_on: date
    source: str
    url: str
    entries: tuple[EntryDefinition, ...]
    checksum: str = ""
    is_complete: bool = True
    looked_for: tuple[str, ...] = ()
    only_companies_of: str | None = None
    imported: Imported | None = None
    reach: tuple[str, ...] = ()

    def content_checksum(self) -> str:
        """SHA-256 of label, date and entries as canonical JSON."""
        entries = [_plain(each) for each in self.entries]
        content: dict[str, Any] = {"label": self.label, "legal_on": self.legal_on, "entries": entries}
        if self.reach:
            content["reach"] = self.reach
        return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True)
class RegimeDefinition:
    """A regime: who is bound, by what, to do what, from when.

    Attributes:
        goods: Equipment that it is about, where entries do not say it one by one; none means all.
        exemptions: What it exempts itself, to be named when an exemption is recorded.
    """

    slug: str
    title: str
    kind: RegimeKind
    authority: str
    source: str
    url: str
    jurisdiction: str
    bound_bodies: str
    editions: tuple[EditionDefinition, ...]
    obligations: tuple[ObligationDefinition, ...]
    criterion: CriterionDefinition | None
    note: str = ""
    goods: tuple[Goods, ...] = ()
    exemptions: tuple[ExemptionClause, ...] = ()

    @property
    def latest(self) -> EditionDefinition:
        """The edition with the latest legal date."""
        return max(self.editions, key=lambda edition: edition.legal_on)

    def edition(self, label: str) -> EditionDefinition | None:
        """The edition of that label, or None."""
        return next((edition for edition in self.editions if edition.label == label), None)


@dataclass(frozen=True, slots=True)
class ProposalFact:
    """A fact on which a proposed determination rests: headquarters, incorporation, ownership, listing or law."""

    about: str
    text: str
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed determination, for `check` and the demo: a named officer adopts, changes or rejects it."""

    regime: str
    vendor: str
    outcome: DeterminationOutcome
    reason: str
    facts: tuple[ProposalFact, ...]


@dataclass(frozen=True, slots=True)
class VendorEvidence:
    """A single fact that an officer may want beside a decision about a vendor."""

    vendor: str
    about: str
    text: str
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class Probe:
    """A canary (must be recognised) or a trap (must not be taken for a watched vendor).

    Attributes:
        vendor: For a canary, the vendor to be found; for a trap, the one not to be found, or None for any watched one.
        certainty: For a canary, `identified` or `suspected`; for a trap, None.
        reason: Why the probe exists.
        line: Line in its file.
    """

    make: str
    model: str
    mac: str
    serial: str
    description: str
    vendor: str | None
    certainty: str | None
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """A name of a list that flags nothing by itself, for a person to look at.

    Attributes:
        regime: Slug of the regime.
        edition: Label of the edition.
        entry_key: Key of the entry.
        entry: The entry's name.
        name: The name that is withheld.
        reason: Why, in one sentence.
    """

    regime: str
    edition: str
    entry_key: str
    entry: str
    name: str
    reason: str


@dataclass(frozen=True)
class Catalogue:
    """All that is known of vendors and regimes, as loaded from one folder.

    Attributes:
        edition: Label of the edition, such as `2026-11-22`.
        checksum: SHA-256 of the canonical content of all files; comments do not change it.
    """

    edition: str
    as_of: date
    checksum: str
    knowledge: Knowledge
    regimes: Mapping[str, RegimeDefinition]
    proposals: tuple[Proposal, ...]
    canaries: tuple[Probe, ...]
    traps: tuple[Probe, ...]
    evidence: tuple[VendorEvidence, ...] = field(default=())
    listed: frozenset[str] = frozenset()
    """Slugs of companies that are known only from the entry of a list."""
    withheld: tuple[Withheld, ...] = ()

    def proposed(self, regime: str) -> dict[str, DeterminationOutcome]:
        """Vendor slug → proposed outcome for that regime."""
        return {each.vendor: each.outcome for each in self.proposals if each.regime == regime}
