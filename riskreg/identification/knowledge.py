"""What is known of vendors, in the form that identification reads. Plain facts; the catalogue fills it from files.

This module knows no file format and no table. Identification compiles it once (`Identifier(knowledge)`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from riskreg.rules.terms import EquipmentKind, LinkKind, NameKind


@dataclass(frozen=True, slots=True)
class Attestation:
    """Where a fact was read, and how far it can be relied on.

    Attributes:
        text: The source as an auditor would cite it.
        confidence: `high`, `medium`, `low` or `unverified`. An unverified fact never flags anything by itself.
    """

    text: str
    confidence: str

    @property
    def is_citable(self) -> bool:
        """Whether the fact may carry a flag together with others."""
        return self.confidence in ("high", "medium")


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name of a vendor: legal, native, alias, brand, affiliate or misspelling."""

    vendor: str
    kind: NameKind
    value: str
    attestation: Attestation
    is_ambiguous: bool = False
    """The word is also somebody else's brand, or an everyday word: never decides alone."""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class ModelPattern:
    """A maker's model numbering, searched anchored at the start of the normalised model."""

    id: str
    vendor: str
    regex: str
    strength: str
    """`strong`: the vendor's own.
    `shared`: its own and that of few others, such as firms which were once its own: alone, a reason to look.
    `medium`: others are similar: needs a second trace.
    `weak`: for review only.
    """
    needs_brand: bool
    covers: str
    attestation: Attestation
    label: str
    """How the numbering is called in an explanation, such as `DS-2CD`."""
    equipment: EquipmentKind | None = None


@dataclass(frozen=True, slots=True)
class SuppliedBrand:
    """A claim that goods sold under a brand are, or were, made by another maker (OEM, white label)."""

    id: str
    brand: str
    aliases: tuple[str, ...]
    maker: str
    relation: str
    status: str
    series_regex: str | None
    from_on: date | None
    to_on: date | None
    confidence: str
    is_citable: bool
    sources: tuple[str, ...]
    note: str = ""
    is_counter_claim: bool = False
    """The claim says that goods are NOT made by a restricted maker."""
    share: str = "some"
    """How much of the brand comes from the maker: `most`, `some` or `few`."""


@dataclass(frozen=True, slots=True)
class SerialGrammar:
    """A maker's serial numbering."""

    vendor: str
    regex: str
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class ComponentMarker:
    """A part whose presence points to a maker of components (a chip), never to the maker of the device."""

    vendor: str
    regex: str
    label: str
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class SoftwareMarker:
    """Video software, apps and cloud services of a vendor, such as iVMS-4200 or DSS."""

    vendor: str
    regex: str
    label: str
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A model string of another maker that resembles a restricted one and must not flag."""

    maker: str
    regex: str
    reason: str
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class BrandNumbering:
    """A numbering of a brand's own: a bare number of that form stands for the brand's label, and for no maker.

    Attributes:
        brand: The brand, by a name that a claim or a maker of the directory bears.
        regex: Searched anchored at the start of the normalised model.
        strength: `strong`: the brand's own. `shared`: other brands use the form as well, so a weaker reason to look.
        label: How the numbering is called in an explanation, such as `IP8M-`.
        also: Other brands that use it.
    """

    brand: str
    regex: str
    strength: str
    label: str
    attestation: Attestation
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorFacts:
    """One vendor or maker of the directory.

    Attributes:
        slug: Stable key, such as `hikvision`.
        name: Name as shown.
        is_watched: Whether a file of its own exists because a regime or an OEM claim concerns it.
        headquarters: ISO 3166 country code, or None.
        prc_link: `headquarters`, `parent`, `former_parent`, `disputed`, `hong_kong`, `to_check` or None: a pointer
            for an officer under the UK criterion, never a determination.
        parents: Slugs of the companies above it, nearest first.
        role: `maker`, `house_brand`, `platform` or `component_maker`; only `maker` can be a positive identification.
        basis: `text`, `registry` or `general_knowledge`; the last is no positive identification.
    """

    slug: str
    name: str
    is_watched: bool
    headquarters: str | None = None
    prc_link: str | None = None
    parents: tuple[str, ...] = ()
    role: str = "maker"
    basis: str = "text"
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorTie:
    """A dated tie between two vendors: `vendor` is a subsidiary or affiliate of `of`."""

    vendor: str
    of: str
    kind: LinkKind
    from_on: date | None
    to_on: date | None
    attestation: Attestation


@dataclass(frozen=True)
class Knowledge:
    """All that identification works with, as loaded from one edition of the catalogue."""

    edition: str
    vendors: Mapping[str, VendorFacts]
    names: tuple[KnownName, ...]
    patterns: tuple[ModelPattern, ...]
    supplied_brands: tuple[SuppliedBrand, ...]
    serials: tuple[SerialGrammar, ...]
    components: tuple[ComponentMarker, ...]
    software: tuple[SoftwareMarker, ...]
    lookalikes: tuple[Lookalike, ...]
    ties: tuple[VendorTie, ...]
    prefixes: Mapping[str, str]
    """MAC prefix (6, 7 or 9 upper-case hex digits) → vendor slug, for vendors and makers of the directory."""
    registrants: Mapping[str, str]
    """MAC prefix → registrant as the IEEE prints it, for every prefix in `prefixes`."""
    brand_numberings: tuple[BrandNumbering, ...] = ()
    """Numberings by which a brand is told where no make is given."""
    module_prefixes: frozenset[str] = field(default_factory=frozenset)
    """Prefixes of network-module makers, which never count for or against a maker."""
    everyday_words: frozenset[str] = field(default_factory=frozenset)
    """Words that are names of vendors and everyday words too: whole-field comparison with a second trace only."""
    make_words: frozenset[str] = field(default_factory=frozenset)
    """Of these, the words that mean the vendor where they fill a make: everyday words inside a text alone."""
    listed_names: Mapping[str, tuple[KnownName, ...]] = field(default_factory=dict)
    """Normalised name → companies that are known only from a list. Thousands; told by the whole label alone."""
    listed: frozenset[str] = field(default_factory=frozenset)
    """Slugs of all that an entry of a regime names, makers of the directory among them; not of those that only show."""
