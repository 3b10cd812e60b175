"""What can be wanted of a list: the fields of an asset list, an estate list and a plan. Pure but for its data file.

Names follow what organisations themselves record. Source: freedom-of-information disclosures, Milestone and Siqura
exports, 48 CFR 52.204-25(d) for the purchasing identifiers.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from riskreg.tables.wording import compact, words


class AssetField(StrEnum):
    """Fields of a list of equipment."""

    REFERENCE = "reference"
    """riskreg's own reference, ASSET-…, in a workbook that it handed back."""
    ASSET_TAG = "asset_tag"
    NAME = "name"
    HARDWARE_ID = "hardware_id"
    CHANNEL = "channel"
    SERIAL_NUMBER = "serial_number"
    MAC_ADDRESS = "mac_address"
    IP_ADDRESS = "ip_address"
    PORT = "port"
    MAKE = "make"
    PRODUCER = "producer"
    MODEL = "model"
    MAKE_AND_MODEL = "make_and_model"
    PART_NUMBER = "part_number"
    DESCRIPTION = "description"
    KIND = "kind"
    COMPONENT = "component"
    FIRMWARE = "firmware"
    FIRMWARE_SEEN_ON = "firmware_seen_on"
    SITE_CODE = "site_code"
    SITE_NAME = "site_name"
    UPRN = "uprn"
    POSTCODE = "postcode"
    ORGANISATION = "organisation"
    LOCATION = "location"
    CONTROL = "control"
    NETWORK = "network"
    CLOUD = "cloud"
    SYSTEM = "system"
    RECORDER = "recorder"
    INSTALLED_ON = "installed_on"
    PURCHASED_ON = "purchased_on"
    PURCHASE_ORDER = "purchase_order"
    COST = "cost"
    SUPPLIER = "supplier"
    INSTALLER = "installer"
    MAINTAINER = "maintainer"
    WARRANTY_END = "warranty_end"
    END_OF_LIFE = "end_of_life"
    STATUS = "status"
    QUANTITY = "quantity"
    CRITICALITY = "criticality"
    PURPOSE = "purpose"
    MADE_IN = "made_in"
    """Country of production."""
    ENVIRONMENT = "environment"
    """Indoors or outdoors."""
    RESOLUTION = "resolution"
    CODEC = "codec"
    POWER = "power"
    SWITCH_PORT = "switch_port"
    MOUNT = "mount"
    RETENTION_DAYS = "retention_days"
    SURVEY_METHOD = "survey_method"
    LAST_SEEN_ON = "last_seen_on"
    NOTES = "notes"


class EstateField(StrEnum):
    """Fields of a list of organisations and sites."""

    ORGANISATION = "organisation"
    ORGANISATION_KIND = "organisation_kind"
    PARENT = "parent"
    SITE_CODE = "site_code"
    SITE_NAME = "site_name"
    ADDRESS = "address"
    POSTCODE = "postcode"
    UPRN = "uprn"
    CONTROL = "control"
    LEASE_END = "lease_end"
    SECRET_MATERIAL = "secret_material"  # noqa: S105 - the name of a limb
    VETTED_OFFICIALS = "vetted_officials"
    MINISTERS = "ministers"
    SOCPA_2005 = "socpa_2005"
    ASSESSED_BY = "assessed_by"
    ASSESSED_ON = "assessed_on"
    REGIMES = "regimes"
    NOTES = "notes"


class PlanField(StrEnum):
    """Fields of a replacement plan."""

    SITE_CODE = "site_code"
    SITE_NAME = "site_name"
    ORGANISATION = "organisation"
    REPLACES = "replaces"
    REFERENCE = "reference"
    ASSET_TAG = "asset_tag"
    SERIAL_NUMBER = "serial_number"
    REPLACEMENT = "replacement"
    QUANTITY = "quantity"
    TARGET_ON = "target_on"
    OWNER = "owner"
    COST_LOW = "cost_low"
    COST_LIKELY = "cost_likely"
    COST_HIGH = "cost_high"
    FUNDED = "funded"
    INTEROPERABILITY = "interoperability"
    OUTAGE_MINUTES = "outage_minutes"
    NOTES = "notes"


class ProductField(StrEnum):
    """Fields of a list of candidate replacements."""

    MAKE = "make"
    PRODUCER = "producer"
    MODEL = "model"
    PART_NUMBER = "part_number"
    KIND = "kind"
    ONVIF_PROFILES = "onvif_profiles"
    FIRMWARE = "firmware"
    """Firmware of the declaration of conformance."""
    CODEC = "codec"
    SMART_CODEC = "smart_codec"
    POE_CLASS = "poe_class"
    WATTS = "watts"
    WATTS_SUPPLIED = "watts_supplied"
    PORTS_SUPPLIED = "ports_supplied"
    VMS_DRIVERS = "vms_drivers"
    MOUNT = "mount"
    ANALYTICS = "analytics"
    RESOLUTION = "resolution"
    INGRESS = "ingress"
    IMPACT = "impact"
    TEMPERATURE = "temperature"
    MADE_IN = "made_in"
    COMPONENT = "component"
    PLATFORM = "platform"
    """The one system that it works with."""
    PRICE = "price"
    CURRENCY = "currency"
    PRICE_ON = "price_on"
    PRICE_SOURCE = "price_source"
    LEAD_TIME = "lead_time"
    SUPPORT_ENDS = "support_ends"
    SOURCE = "source"
    NOTES = "notes"


SITE_FIELDS = frozenset({"site_code", "site_name"})
"""Fields that say where a row stands."""
CARRIED_FIELDS = frozenset({"site_code", "site_name", "organisation", "parent"})
"""Fields whose blank cells may mean the value above."""
DATE_FIELDS = frozenset(
    {"installed_on", "purchased_on", "last_seen_on", "firmware_seen_on", "warranty_end", "end_of_life", "lease_end"}
    | {"assessed_on", "target_on", "price_on", "support_ends"}
)
"""Fields that hold dates."""


def field_name(text: str) -> str:
    """The canonical name of a field as a person types it: `Site name` → `site_name`."""
    return text.strip().lower().replace(" ", "_").replace("-", "_")


@dataclass(frozen=True)
class Synonym:
    """One spelling of a header, and the field that it means.

    Attributes:
        field: Canonical field name.
        text: The spelling as in the data file.
        language: ISO 639-1 code, or `x` for the export of a product.
        words: The spelling as normalised words.
        rank: Position in the data file; the earlier spelling wins between two of one field.
    """

    field: str
    text: str
    language: str
    words: tuple[str, ...]
    rank: int


@dataclass(frozen=True)
class FieldSet:
    """The fields wanted of one kind of list.

    Attributes:
        name: `assets`, `estate`, `plan` or `products`.
        title: The list as an officer calls it.
        fields: Canonical names, in the order of a full row.
        telling: Fields of which at least one must be found for a row to be taken as headers.
        examples: Headers to suggest when none was recognised.
    """

    name: str
    title: str
    fields: tuple[str, ...]
    telling: frozenset[str]
    examples: tuple[str, ...]
    exact: Mapping[str, Synonym] = field(default_factory=dict, repr=False, compare=False)
    """Normalised spelling without spaces → synonym."""

    @property
    def synonyms(self) -> tuple[Synonym, ...]:
        """Every spelling of this set, in the order of the data file."""
        return tuple(self.exact.values())


@cache
def all_synonyms() -> tuple[Synonym, ...]:
    """Every spelling of the data file, in its order."""
    text = files("riskreg.tables").joinpath("synonyms.csv").read_text(encoding="utf-8")
    return tuple(
        Synonym(row["field"], row["synonym"], row["language"], words(row["synonym"]), rank)
        for rank, row in enumerate(csv.DictReader(text.splitlines()))
    )


def _field_set(
    name: str,
    title: str,
    kind: type[StrEnum],
    telling: set[str],
    examples: tuple[str, ...],
    own: Mapping[str, str] = MappingProxyType({}),
) -> FieldSet:
    """A set of fields; `own` has spellings that mean something in such a list only, with their field."""
    wanted = tuple(member.value for member in kind)
    exact = {compact(text): Synonym(field, text, "en", words(text), 0) for text, field in own.items()}
    for synonym in all_synonyms():
        if synonym.field in wanted:
            exact.setdefault(compact(synonym.text), synonym)
    for rank, canonical in enumerate(wanted):
        spelled = canonical.replace("_", " ")
        exact.setdefault(compact(canonical), Synonym(canonical, spelled, "en", words(spelled), 100_000 + rank))
    return FieldSet(name, title, wanted, frozenset(telling), examples, MappingProxyType(exact))


ASSET_FIELDS = _field_set(
    "assets",
    "list of equipment",
    AssetField,
    {"asset_tag", "hardware_id", "serial_number", "mac_address", "make", "producer", "model", "make_and_model"}
    | {"part_number", "description", "kind", "reference", "ip_address"},
    ("Make", "Model", "Serial number", "Asset tag", "MAC address", "Description"),
)
"""The fields of a list of equipment."""
ESTATE_FIELDS = _field_set(
    "estate",
    "list of organisations and sites",
    EstateField,
    {"organisation", "site_code", "site_name", "uprn"},
    ("Organisation", "Site code", "Site name", "Postcode"),
)
"""The fields of a list of organisations and sites."""
PLAN_FIELDS = _field_set(
    "plan",
    "replacement plan",
    PlanField,
    {"replaces", "replacement", "target_on", "cost_likely", "reference"},
    ("Site code", "Replaces", "Replacement product", "Quantity", "Target date", "Likely cost"),
)
"""The fields of a replacement plan."""
PRODUCT_FIELDS = _field_set(
    "products",
    "list of products",
    ProductField,
    {"make", "model", "part_number", "onvif_profiles", "poe_class", "watts"},
    ("Vendor", "Model", "Kind", "ONVIF profiles", "PoE class", "Watts", "Price", "Currency"),
    # On a list of products the vendor is the brand; on a list of equipment it may be who sold it.
    {"vendor": "make"},
)
"""The fields of a list of candidate replacements."""
