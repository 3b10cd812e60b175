"""How a vendor file must look: one model per part, unknown keys refused. Regimes: `regime_schema`."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from riskreg.rules.terms import EquipmentKind, LinkKind, NameKind

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Confidence = Literal["high", "medium", "low", "unverified"]
PrcLink = Literal["headquarters", "parent", "former_parent", "disputed", "hong_kong", "to_check"]
Role = Literal["maker", "house_brand", "platform", "component_maker"]
Basis = Literal["text", "registry", "general_knowledge"]
BySource = dict[str, list[Text]]
"""Values grouped under the key of their source."""


def _whole_date(value: Any, *, last: bool) -> Any:
    """A year or a month widened to its first or last day; anything else as it is."""
    if isinstance(value, datetime):
        raise ValueError("write a date such as 2022-11-24, without a time of day")
    if isinstance(value, bool) or value is None or isinstance(value, date):
        return value
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(value))
    if match is None:
        raise ValueError(f"“{value}” is not a date; write 2022-11-24, 2022-11 or 2022")
    year, month, day = int(match[1]), match[2], match[3]
    try:
        if day is not None:
            return date(year, int(month), int(day))
        if month is not None:
            return date(year, int(month), calendar.monthrange(year, int(month))[1] if last else 1)
    except (ValueError, calendar.IllegalMonthError):
        raise ValueError(f"“{value}” is not a day of the calendar") from None
    return date(year, 12, 31) if last else date(year, 1, 1)


FirstDay = Annotated[date | None, BeforeValidator(lambda value: _whole_date(value, last=False))]
"""The first day of what is written: 2012-03 is 1 March 2012."""
LastDay = Annotated[date | None, BeforeValidator(lambda value: _whole_date(value, last=True))]
"""The last day of what is written: 2022-04 is 30 April 2022."""


class Part(BaseModel):
    """Any part of a list file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Dated(Part):
    """A part that holds between two dates, either of which may be open."""

    from_on: FirstDay = Field(default=None, alias="from")
    to_on: LastDay = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.from_on is not None and self.to_on is not None and self.from_on > self.to_on:
            raise ValueError("“from” is later than “to”")
        return self


class Sourced(Part):
    """A part that names the key of its source in sources.yaml."""

    source: Text
    confidence: Confidence
    note: Text | None = None


class SourceFile(Part):
    """One source: how it is cited, what it can carry at most, and whether an auditor may be shown it."""

    text: Text
    confidence: Confidence
    citable: bool = True


class SourcesFile(Part):
    """sources.yaml."""

    sources: dict[str, SourceFile]


class EditionFile(Part):
    """edition.yaml."""

    label: Text
    as_of: date
    note: Text | None = None


class NamePart(Dated, Sourced):
    """A name of a vendor."""

    kind: NameKind
    value: Text
    ambiguous: bool = False


class CountryPart(Sourced):
    """A seat."""

    value: Country


class MemberPart(Dated, Sourced):
    """A company tied to the vendor of the file."""

    vendor: Slug
    kind: Literal[LinkKind.SUBSIDIARY, LinkKind.AFFILIATE]


class ModelPart(Sourced):
    """A model numbering."""

    id: Slug
    label: Text
    regex: Text
    strength: Literal["strong", "shared", "medium", "weak"]
    needs_brand: bool
    equipment: EquipmentKind | None = None
    covers: Text
    measured: Text | None = None


class RegexPart(Sourced):
    """A serial numbering."""

    regex: Text


class MarkerPart(RegexPart):
    """A marker of a component or of software."""

    label: Text


class EvidencePart(Sourced):
    """A single fact beside a decision."""

    about: Text
    text: Text


class ClaimPart(Dated):
    """A claim that goods of a brand are made by another maker."""

    id: Slug
    brand: Text
    aliases: list[Text] = []
    relation: Literal["own_brand", "oem", "subsidiary", "affiliate"]
    status: Literal["current", "former", "mixed", "contested", "unstated", "unknown"] = "unknown"
    scope: Text
    share: Literal["most", "some", "few"] | None = None
    """How much of the brand the sources say comes from the maker; without it, some."""
    series_regex: Text | None = None
    examples: list[Text] = []
    not_examples: list[Text] = []
    confidence: Confidence
    citable: bool
    claim: Text
    sources: list[Text] = Field(min_length=1)
    against: list[Text] = []
    note: Text | None = None


class CounterClaimPart(Part):
    """A claim that goods of a brand are not made by a restricted maker."""

    id: Slug
    brand: Text
    aliases: list[Text] = []
    not_by: Slug
    made_by: Text
    scope: Text
    series_regex: Text | None = None
    confidence: Confidence
    sources: list[Text] = Field(min_length=1)
    against: list[Text] = []
    note: Text | None = None


class VendorFile(Part):
    """vendors/<slug>.yaml."""

    slug: Slug
    name: Text
    note: Text | None = None
    headquarters: CountryPart | None = None
    prc_link: PrcLink | None = None
    role: Role
    basis: Basis
    kinds: list[Slug]
    names: list[NamePart] = Field(min_length=1)
    registrants: list[Text] = []
    members: list[MemberPart] = []
    models: list[ModelPart] = []
    serials: list[RegexPart] = []
    components: list[MarkerPart] = []
    software: list[MarkerPart] = []
    evidence: list[EvidencePart] = []
    supplied_brands: list[ClaimPart] = []


class OtherClaimsFile(Part):
    """other_brand_claims.yaml."""

    maker_unknown: list[ClaimPart] = []
    not_made_by_a_restricted_maker: list[CounterClaimPart] = []


class MakerPart(Part):
    """One line of directory.yaml."""

    slug: Slug
    name: Text
    short: list[Text] = []
    country: dict[str, Country] = Field(min_length=1, max_length=1)
    prc_link: PrcLink | None = None
    role: Role
    basis: Basis
    kinds: list[Slug]
    legal: BySource = {}
    aliases: BySource = {}
    brands: BySource = {}
    parent: dict[str, Slug] = Field(default={}, max_length=1)
    owner: dict[str, Text] = Field(default={}, max_length=1)
    registrants: list[Text] = []
    note: Text | None = None


class DirectoryFile(Part):
    """directory.yaml."""

    makers: list[MakerPart]


class LookalikePart(Sourced):
    """A model string of another maker that resembles a restricted one."""

    maker: Slug
    regex: Text
    reason: Text


class LookalikesFile(Part):
    """lookalikes.yaml."""

    lookalikes: list[LookalikePart]


class BrandNumberingPart(Sourced):
    """A numbering of a brand's own, by which the brand is told where no make is given."""

    brand: Text
    label: Text
    regex: Text
    strength: Literal["strong", "shared"]
    also: list[Text] = []
    """Other brands that number so."""
    examples: list[Text] = Field(min_length=1)
    not_examples: list[Text] = []
    measured: Text | None = None


class BrandNumberingsFile(Part):
    """brand_numberings.yaml."""

    numberings: list[BrandNumberingPart] = []


class WordsFile(Part):
    """everyday_words.yaml."""

    words: list[Text]
    makes: list[Text] = []
    """Of these, the words that mean the maker where they fill a make cell."""


class RegistrantsFile(Part):
    """module_makers.yaml."""

    registrants: list[Text]
