"""How a regime file, and a file of proposals, must look: one model per part, unknown keys refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from riskreg.catalogue.schema import Confidence, Country, Dated, FirstDay, LastDay, Part, Slug, Sourced, Text
from riskreg.rules.obligations import Goods, Purpose
from riskreg.rules.terms import Act, DeterminationOutcome, RegimeKind, SiteClass


class CriterionPart(Part):
    """What a criterion asks of a vendor."""

    question: Text
    source: Text


class ObligationPart(Part):
    """One act that a regime asks or forbids. `equipment` says in words what `goods` says in classes."""

    key: Slug
    act: Act
    site_class: SiteClass
    equipment: Text
    goods: list[Goods] = Field(default=[])
    from_on: FirstDay = Field(alias="from")
    due_on: LastDay = Field(default=None, alias="due")
    strength: Literal["must", "consider"]
    confidence: Confidence
    text: Text
    source: Text

    @model_validator(mode="after")
    def _begins(self) -> ObligationPart:
        if self.from_on is None:
            raise ValueError("an obligation needs the date from which it holds")
        return self


class DebarmentPart(Part):
    """What the statute asks of an entry. Source: Procurement Act 2023, section 62(4)."""

    ground: Text
    mandatory: bool
    contracts: Text | None = None
    ends: LastDay = None


class LimitsPart(Part):
    """To what an entry is limited; each part that is left out limits nothing.

    `made_outside` names the one country outside of which goods are restricted, `made_in` the countries whose goods
    are. `models` are the model numbers that a list of approved products names.
    """

    goods: list[Goods] = Field(default=[])
    purposes: list[Purpose] = Field(default=[])
    made_outside: Country | None = None
    made_in: list[Country] = Field(default=[])
    models: list[Text] = Field(default=[])

    @model_validator(mode="after")
    def _one_place(self) -> LimitsPart:
        if self.made_outside is not None and self.made_in:
            raise ValueError("write “made_outside” or “made_in”, not both")
        return self


class ExemptionPart(Dated):
    """An exemption that the regime itself grants, perhaps for a time."""

    key: Slug
    text: Text
    confidence: Confidence
    source: Text


class EntryPart(Dated):
    """A named entity of a list.

    `by_name: true` says that its names stand for the company itself, so that a device labelled with one of them is told
    by the list alone. `may_be` names makers that the entry could mean and that nobody has settled: about them the
    edition says nothing, neither covered nor outside.
    """

    key: Text
    name: Text
    names: list[Text] = Field(default=[])
    country: Country | None = None
    by_name: bool = False
    may_be: list[Slug] = Field(default=[])
    vendor: Slug | None = None
    includes_affiliates: bool = False
    scope: Text | None = None
    limits: LimitsPart | None = None
    confidence: Confidence = "high"
    source: Text | None = None
    debarment: DebarmentPart | None = None


class ImportedPart(Part):
    """Where an imported edition came from."""

    file: Text
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    format: Text
    lists: list[Text] = Field(default=[])
    on: date
    by: Text
    left_out: dict[str, int] = Field(default={})


class EditionPart(Part):
    """One edition of a list or criterion.

    `complete: false` says that only a part was transcribed, so that absence proves nothing; `looked_for` then names the
    vendors that were searched for in the full list and are not there, and `only_companies_of` the one country whose
    companies the list names.
    """

    label: Text
    legal_on: date
    complete: bool = True
    looked_for: list[Slug] = Field(default=[])
    only_companies_of: Country | None = None
    source: Text
    url: Text
    entries_from: Text | None = None
    """A CSV file beside this one that holds the entries: an imported list has thousands."""
    imported: ImportedPart | None = None
    entries: list[EntryPart] = Field(default=[])


class RegimeFile(Part):
    """regimes/<slug>.yaml; its editions stand in it, or in editions/<slug>/ of a ministry's own lists."""

    slug: Slug
    title: Text
    kind: RegimeKind
    authority: Text
    jurisdiction: Text
    bound_bodies: Text
    source: Text
    url: Text
    note: Text | None = None
    criterion: CriterionPart | None = None
    goods: list[Goods] = Field(default=[])
    """Equipment that the regime is about, where its entries do not say it one by one; none means all."""
    exemptions: list[ExemptionPart] = Field(default=[])
    obligations: list[ObligationPart] = Field(default=[])
    editions: list[EditionPart] = Field(default=[])

    @model_validator(mode="after")
    def _criterion_asked(self) -> RegimeFile:
        if (self.kind is RegimeKind.CRITERION) != (self.criterion is not None):
            raise ValueError("a regime of kind “criterion” states its question, and no other does")
        return self


class ProposalFactPart(Sourced):
    """A fact on which a proposed determination rests."""

    about: Literal["headquarters", "incorporation", "ownership", "listing", "law"]
    text: Text


class ProposalPart(Part):
    """A proposed determination of one vendor."""

    vendor: Slug
    outcome: DeterminationOutcome
    reason: Text
    facts: list[ProposalFactPart] = Field(min_length=1)


class ProposalsFile(Part):
    """proposals/<regime>.yaml."""

    regime: Slug
    proposals: list[ProposalPart]
