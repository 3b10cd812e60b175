"""The field's words as enumerations: one word per idea, in code, tables, screens and reports alike.

Values are stored as written here, so a member is added, never renamed, and each addition is a migration.
"""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What is said of an asset under the adopted regimes.

    `UNKNOWN` is a worklist, never a clearance. `CLEAR` is a positive statement: a maker was identified and no
    adopted regime covers it.
    """

    RESTRICTED = "restricted"
    SUSPECTED = "suspected"
    UNKNOWN = "unknown"
    CLEAR = "clear"

    @property
    def is_flagged(self) -> bool:
        """Whether an asset with this verdict carries a flag."""
        return self in (Verdict.RESTRICTED, Verdict.SUSPECTED)

    @property
    def gravity(self) -> int:
        """Order for taking the gravest of several verdicts: restricted 3, suspected 2, unknown 1, clear 0."""
        return {Verdict.RESTRICTED: 3, Verdict.SUSPECTED: 2, Verdict.UNKNOWN: 1, Verdict.CLEAR: 0}[self]


class Certainty(StrEnum):
    """How surely the maker of a device has been told from its traces."""

    IDENTIFIED = "identified"
    """The maker itself is established: by name, model numbering with no contrary label, or serial number."""
    SUSPECTED = "suspected"
    """A brand that the maker supplies, a conflict between traces, an ambiguous misspelling, a possible component."""
    UNKNOWN = "unknown"


class SignalKind(StrEnum):
    """One kind of trace that points to a maker, or away from it."""

    LEGAL_NAME = "legal_name"
    NATIVE_NAME = "native_name"
    ALIAS = "alias"
    OWN_BRAND = "own_brand"
    AFFILIATE = "affiliate"
    SUPPLIED_BRAND = "supplied_brand"
    MISSPELLING = "misspelling"
    MODEL_GRAMMAR = "model_grammar"
    MAC_PREFIX = "mac_prefix"
    SERIAL_GRAMMAR = "serial_grammar"
    COMPONENT = "component"
    STATEMENT = "statement"
    SOFTWARE = "software"
    OTHER_MAKER = "other_maker"
    """A maker of the directory that is not one of the restricted vendors."""
    NEAR_MISS = "near_miss"
    """A spelling or part number close to a restricted one: proposes a review, decides nothing."""


class MatchBasis(StrEnum):
    """Ground of a flag. Source: glossary `match_basis` (GSA OIG 2023; IPVM)."""

    ENTITY = "entity"
    AFFILIATE = "affiliate"
    OEM_RELABEL = "oem_relabel"
    COMPONENT = "component"
    MODEL = "model"
    MAC = "mac"
    SERIAL = "serial"
    CONFLICT = "conflict"
    MISSPELLING = "misspelling"
    DETERMINATION_AWAITED = "determination_awaited"
    CATEGORY = "category"
    """The kind of goods and where they were made, whoever made them. Source: FCC Covered List, December 2025."""
    NOT_APPROVED = "not_approved"


class NameKind(StrEnum):
    """What a name of a vendor is."""

    LEGAL = "legal"
    NATIVE = "native"
    ALIAS = "alias"
    BRAND = "brand"
    AFFILIATE = "affiliate"
    MISSPELLING = "misspelling"


class LinkKind(StrEnum):
    """How one vendor is tied to another."""

    SUBSIDIARY = "subsidiary"
    AFFILIATE = "affiliate"
    MAKES_FOR = "makes_for"
    COMPONENT = "component"


class RegimeKind(StrEnum):
    """How a regime names whom it covers."""

    LIST = "list"
    """A list of named entities."""
    CRITERION = "criterion"
    """A criterion that a named officer decides for each vendor."""
    INDICATOR = "indicator"
    """A list shown beside an asset that restricts something else (export), so it never flags."""
    POSITIVE_LIST = "positive_list"
    """A list of approved products: what is not on it may not be used or bought."""


class DeterminationOutcome(StrEnum):
    """What an officer decided of a vendor under a criterion."""

    SUBJECT = "subject"
    NOT_SUBJECT = "not_subject"
    UNDECIDED = "undecided"


class AdoptionBasis(StrEnum):
    """Why a regime counts for an organisation."""

    MANDATORY = "mandatory"
    VOLUNTARY = "voluntary"


class Act(StrEnum):
    """The act that an obligation is about."""

    CEASE_DEPLOYMENT = "cease_deployment"
    NEVER_CONNECT = "never_connect"
    REMOVE = "remove"
    CONSIDER_REMOVAL = "consider_removal"
    CEASE_PROCUREMENT = "cease_procurement"
    REPORT = "report"


class SiteClass(StrEnum):
    """To which sites an obligation applies."""

    SENSITIVE = "sensitive"
    NOT_SENSITIVE = "not_sensitive"
    ANY = "any"


class Sensitivity(StrEnum):
    """Whether a site is sensitive, from its four limbs.

    Source: Lords written answer HL, 9 April 2024: a site is sensitive when any one limb applies.
    """

    SENSITIVE = "sensitive"
    NOT_SENSITIVE = "not_sensitive"
    NOT_ASSESSED = "not_assessed"


class Limb(StrEnum):
    """The four limbs of a UK sensitive site. Source: Lords written answer, 9 April 2024."""

    SECRET_MATERIAL = "secret_material"  # noqa: S105 - the name of a limb
    VETTED_OFFICIALS = "vetted_officials"
    MINISTERS = "ministers"
    SOCPA_2005 = "socpa_2005"


class LimbAnswer(StrEnum):
    """An answer for one limb."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class OrganisationKind(StrEnum):
    """Kind of a body."""

    DEPARTMENT = "department"
    AGENCY = "agency"
    POLICE_FORCE = "police_force"
    COUNCIL = "council"
    HEALTH_BODY = "health_body"
    SCHOOL = "school"
    UNIVERSITY = "university"
    FIRE_SERVICE = "fire_service"
    GROUP = "group"
    OTHER = "other"


class Control(StrEnum):
    """Who controls a site's building. Source: DOMAIN section 0 no. 5 (removals stall with landlords)."""

    OWNED = "owned"
    LANDLORD = "landlord"
    SHARED = "shared"
    PFI = "pfi"
    CONTRACTOR = "contractor"
    PARTNER = "partner"
    UNKNOWN = "unknown"


class EquipmentKind(StrEnum):
    """Kind of equipment. Source: FOI disclosures, BSCC technology classes, Australian audit 2023."""

    CAMERA = "camera"
    FIXED_CAMERA = "fixed_camera"
    DOME_CAMERA = "dome_camera"
    BULLET_CAMERA = "bullet_camera"
    PTZ_CAMERA = "ptz_camera"
    THERMAL_CAMERA = "thermal_camera"
    MULTI_SENSOR_CAMERA = "multi_sensor_camera"
    ANPR_CAMERA = "anpr_camera"
    BODY_WORN_VIDEO = "body_worn_video"
    DRONE = "drone"
    RECORDER = "recorder"
    ENCODER = "encoder"
    SERVER = "server"
    VIDEO_SOFTWARE = "video_software"
    INTERCOM = "intercom"
    ACCESS_CONTROL = "access_control"
    RADIO = "radio"
    NETWORK_EQUIPMENT = "network_equipment"
    STORAGE = "storage"
    DISPLAY = "display"
    ACCESSORY = "accessory"
    OTHER = "other"
    UNKNOWN = "unknown"


class Network(StrEnum):
    """Where a device is connected. Source: UK written statement of 24 November 2022, limb (b)."""

    CORE_NETWORK = "core_network"
    SEGREGATED = "segregated"
    AIR_GAPPED = "air_gapped"
    INTERNET_REACHABLE = "internet_reachable"
    DISCONNECTED = "disconnected"
    UNKNOWN = "unknown"


class ClaimedStatus(StrEnum):
    """What a list says of a device. `REMOVED` and the like are claims, shown as reported and never as verified."""

    IN_SERVICE = "in_service"
    FAULTY = "faulty"
    DISCONNECTED = "disconnected"
    REMOVED = "removed"
    REPLACED = "replaced"
    DISPOSED = "disposed"
    IN_STORE = "in_store"
    UNKNOWN = "unknown"

    @property
    def claims_removal(self) -> bool:
        """Whether the list claims that the device has left its place."""
        return self in (ClaimedStatus.REMOVED, ClaimedStatus.REPLACED, ClaimedStatus.DISPOSED)


class Step(StrEnum):
    """Steps of a removal, in their order. Source: DOMAIN section 3.5 (removal lattice)."""

    MITIGATED = "mitigated"
    PLANNED = "planned"
    FUNDED = "funded"
    ORDERED = "ordered"
    SCHEDULED = "scheduled"
    DISCONNECTED = "disconnected"
    PHYSICALLY_REMOVED = "physically_removed"
    VERIFIED = "verified"
    MEDIA_SANITISED = "media_sanitised"
    DISPOSED = "disposed"


class DecisionOutcome(StrEnum):
    """What a person decided of a flag."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    UNSURE = "unsure"


class BasisState(StrEnum):
    """Whether a flag's ground stands."""

    LIVE = "live"
    LAPSED = "lapsed"


class BasisCause(StrEnum):
    """Why a flag's ground came or went."""

    FOUND = "found"
    """The asset came into the register."""
    EDITION = "edition"
    """A list edition was activated."""
    DETERMINATION = "determination"
    ADOPTION = "adoption"
    CATALOGUE = "catalogue"
    """What is known of vendors changed."""
    ASSET_CHANGED = "asset_changed"
    """A list said something else of the asset."""
    IMPORT_UNDONE = "import_undone"
    MERGED = "merged"
    """The asset was merged into another record of the same device, or the merge was taken back."""


class Covers(StrEnum):
    """What an import covers: an asset missing from it is *not seen* only inside this cover."""

    ORGANISATION = "organisation"
    SITES = "sites"
    PART = "part"


class ImportKind(StrEnum):
    """What an imported list holds."""

    ASSETS = "assets"
    ESTATE = "estate"
    PLAN = "plan"


class Disposition(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    """The list is older than what is known: added to the history, nothing newer replaced."""
    NOT_SEEN = "not_seen"
    CONFLICTING = "conflicting"
    REJECTED = "rejected"


class MatchedBy(StrEnum):
    """What tied a row to an asset."""

    SERIAL_NUMBER = "serial_number"
    ASSET_TAG = "asset_tag"
    MAC_ADDRESS = "mac_address"
    HARDWARE_ID = "hardware_id"
    REFERENCE = "reference"
    PLACE = "place"
    NOTHING = "nothing"


class Interoperability(StrEnum):
    """Whether a replacement works with what stays. Source: interoperability facts, column Effect."""

    FITS = "fits"
    ADAPTS = "adapts"
    BLOCKS = "blocks"
    NOT_KNOWN = "not_known"


class Funding(StrEnum):
    """Whether money is set aside."""

    FUNDED = "funded"
    NOT_FUNDED = "not_funded"
    NOT_KNOWN = "not_known"


class EvidenceKind(StrEnum):
    """Kind of an evidence file."""

    PHOTO = "photo"
    CERTIFICATE = "certificate"
    WASTE_NOTE = "waste_note"
    WORK_ORDER = "work_order"
    SCREENSHOT = "screenshot"
    DOCUMENT = "document"
    OTHER = "other"


class ActorBasis(StrEnum):
    """How the person behind a change is known."""

    DECLARED = "declared"
    AUTHENTICATED = "authenticated"


class Severity(StrEnum):
    """How grave an issue of a file is."""

    ERROR = "error"
    """The row or file is not taken."""
    WARNING = "warning"
    """Taken, with something left out or in doubt."""
    NOTE = "note"
    """Said, so that nothing is silent."""
