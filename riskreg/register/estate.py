"""The estate: organisations, sites, systems and assets, each with its dated facts.

A dated fact holds from its date until the next fact of the same subject; of two with the same date the later entered
supersedes. So nothing is ever updated, and every past state can be rebuilt.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact, Standing
from riskreg.rules.terms import (
    ClaimedStatus,
    Control,
    EquipmentKind,
    Limb,
    LimbAnswer,
    MatchedBy,
    Network,
    OrganisationKind,
    Step,
    Verdict,
)


class Organisation(Fact):
    """A body: department, agency, police force, council, health body, school and the like."""

    __tablename__ = "organisation"

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind]


class OrganisationParent(Fact):
    """From `from_on` the organisation stands below `parent_id`; None means that it stands at the top."""

    __tablename__ = "organisation_parent"
    __table_args__ = (CheckConstraint("parent_id <> organisation_id", name="not_its_own_parent"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    from_on: Mapped[date]


class Site(Standing):
    """A place with an address. `is_listed` mirrors whether an estate list names it: the denominator."""

    __tablename__ = "site"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str | None]
    name: Mapped[str]
    name_key: Mapped[str]
    postcode: Mapped[str | None]
    uprn: Mapped[str | None]
    control: Mapped[Control]
    is_listed: Mapped[bool]


class SiteVersion(Fact):
    """What a list, or a person, said of a site on a date."""

    __tablename__ = "site_version"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    imported_row_id: Mapped[int | None] = mapped_column(ForeignKey("imported_row.id"))
    described_on: Mapped[date]
    code: Mapped[str | None]
    name: Mapped[str]
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    uprn: Mapped[str | None]
    control: Mapped[Control]
    lease_end_on: Mapped[date | None]
    is_listed: Mapped[bool]


class SiteTenure(Fact):
    """From `from_on` the site belongs to the organisation."""

    __tablename__ = "site_tenure"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_on: Mapped[date]
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class SiteAssessment(Fact):
    """An answer for one limb of a UK sensitive site. Source: Lords written answer, 9 April 2024."""

    __tablename__ = "site_assessment"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    limb: Mapped[Limb]
    answer: Mapped[LimbAnswer]
    assessed_by: Mapped[str | None]
    assessed_on: Mapped[date]
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class System(Fact):
    """A video management system or recorder group at a site: a unit of count. Source: Defence estimates 2023 [R]."""

    __tablename__ = "system"
    __table_args__ = (UniqueConstraint("site_id", "name_key"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str]
    name_key: Mapped[str]


_NUMBERS = ("serial_key", "mac_key", "hardware_key", "tag_key")


def _of_known(name: str, column: str, condition: str) -> Index:
    """An index of the rows that meet a condition, which costs nothing for the others."""
    return Index(name, column, sqlite_where=text(condition), postgresql_where=text(condition))


class Asset(Standing):
    """The identity of an asset line, which stands for `quantity` devices.

    All columns but the key and the change mirror the newest facts; a test rebuilds them after random histories.
    """

    __tablename__ = "asset"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_asset_site_id_verdict", "site_id", "verdict"),
        Index("ix_asset_organisation_id_verdict", "organisation_id", "verdict"),
        Index("ix_asset_verdict_site_id", "verdict", "site_id"),
        Index("ix_asset_trace_key_id", "trace_key_id"),
        *(_of_known(f"ix_asset_{column}", column, f"{column} IS NOT NULL") for column in _NUMBERS),
        _of_known("ix_asset_gone", "site_id", "version_id = 0"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    version_id: Mapped[int] = mapped_column(index=False)
    trace_key_id: Mapped[int] = mapped_column(ForeignKey("trace_key.id"))
    verdict: Mapped[Verdict]
    quantity: Mapped[int]
    step: Mapped[Step | None]
    is_seen: Mapped[bool]
    claimed_status: Mapped[ClaimedStatus]
    described_on: Mapped[date]
    serial_key: Mapped[str | None]
    tag_key: Mapped[str | None]
    mac_key: Mapped[str | None]
    hardware_key: Mapped[str | None]
    place_key: Mapped[str | None]
    facts_sha256: Mapped[str]


class AssetVersion(Fact):
    """What a list said of an asset on a date, with the raw text of make and model as given."""

    __tablename__ = "asset_version"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    system_id: Mapped[int | None] = mapped_column(ForeignKey("system.id"))
    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    imported_row_id: Mapped[int] = mapped_column(ForeignKey("imported_row.id"))
    trace_key_id: Mapped[int] = mapped_column(ForeignKey("trace_key.id"))
    described_on: Mapped[date]
    matched_by: Mapped[MatchedBy]
    quantity: Mapped[int]
    make: Mapped[str | None]
    model: Mapped[str | None]
    kind: Mapped[EquipmentKind]
    description: Mapped[str | None]
    name: Mapped[str | None]
    asset_tag: Mapped[str | None]
    serial_number: Mapped[str | None]
    mac_address: Mapped[str | None]
    ip_address: Mapped[str | None]
    hardware_id: Mapped[str | None]
    location: Mapped[str | None]
    network: Mapped[Network]
    claimed_status: Mapped[ClaimedStatus]
    installed_on: Mapped[date | None]
    purchased_on: Mapped[date | None]
    other: Mapped[str | None]
    """Every further column of the list as a JSON object, field or header → text."""


class AssetAbsence(Fact):
    """A list that covers the asset's place did not name it: *not seen*, never *removed*."""

    __tablename__ = "asset_absence"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    described_on: Mapped[date]


class AssetMerge(Fact):
    """From `merged_on` the asset is the same device as `into_id`, and counts there; None: the merge is taken back."""

    __tablename__ = "asset_merge"
    __table_args__ = (
        CheckConstraint("into_id <> asset_id", name="not_into_itself"),
        CheckConstraint("length(reason) > 0", name="reason_given"),
    )

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    into_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"), index=True)
    merged_on: Mapped[date]
    reason: Mapped[str]
