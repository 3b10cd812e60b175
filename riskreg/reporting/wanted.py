"""What a person wants to see in a list, such as of sites, assets or plans, and the sentence that says it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from riskreg.rules.dates import long_date
from riskreg.rules.plan_states import PlanState
from riskreg.rules.terms import Control, EquipmentKind, Sensitivity, Verdict


class Listing(StrEnum):
    """What is listed."""

    SITES = "sites"
    ASSETS = "assets"
    FLAGS = "flags"
    VENDORS = "vendors"
    PLANS = "plans"
    PRODUCTS = "products"


class Said(StrEnum):
    """Which verdicts are meant."""

    FLAGGED = "flagged"
    RESTRICTED = "restricted"
    SUSPECTED = "suspected"
    UNKNOWN = "unknown"
    CLEAR = "clear"

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """The verdicts."""
        if self is Said.FLAGGED:
            return frozenset({Verdict.RESTRICTED, Verdict.SUSPECTED})
        return frozenset({Verdict(self.value)})

    @property
    def words(self) -> str:
        """As a sentence says it, before the noun."""
        return {Said.FLAGGED: "restricted or suspected", Said.UNKNOWN: "not identified"}.get(self, self.value)


class Equipment(StrEnum):
    """Kinds of equipment as people speak of them; each stands for one kind of a list or several."""

    CAMERAS = "cameras"
    BODY_WORN = "body-worn video"
    DRONES = "drones"
    RECORDERS = "recorders"
    SERVERS = "servers and software"
    ACCESS = "access control and intercoms"
    NETWORK = "network and radio equipment"
    OTHER = "other equipment"
    NOT_TOLD = "equipment of a kind not told"

    @property
    def kinds(self) -> frozenset[EquipmentKind]:
        """The kinds that it stands for."""
        return _KINDS[self]


_KINDS = {
    Equipment.CAMERAS: frozenset(
        {
            EquipmentKind.CAMERA,
            EquipmentKind.FIXED_CAMERA,
            EquipmentKind.DOME_CAMERA,
            EquipmentKind.BULLET_CAMERA,
            EquipmentKind.PTZ_CAMERA,
            EquipmentKind.THERMAL_CAMERA,
            EquipmentKind.MULTI_SENSOR_CAMERA,
            EquipmentKind.ANPR_CAMERA,
        }
    ),
    Equipment.BODY_WORN: frozenset({EquipmentKind.BODY_WORN_VIDEO}),
    Equipment.DRONES: frozenset({EquipmentKind.DRONE}),
    Equipment.RECORDERS: frozenset({EquipmentKind.RECORDER, EquipmentKind.ENCODER}),
    Equipment.SERVERS: frozenset({EquipmentKind.SERVER, EquipmentKind.VIDEO_SOFTWARE, EquipmentKind.STORAGE}),
    Equipment.ACCESS: frozenset({EquipmentKind.ACCESS_CONTROL, EquipmentKind.INTERCOM}),
    Equipment.NETWORK: frozenset({EquipmentKind.NETWORK_EQUIPMENT, EquipmentKind.RADIO}),
    Equipment.OTHER: frozenset({EquipmentKind.DISPLAY, EquipmentKind.ACCESSORY, EquipmentKind.OTHER}),
    Equipment.NOT_TOLD: frozenset({EquipmentKind.UNKNOWN}),
}


class Deciding(StrEnum):
    """How a flag stands with the persons who decide."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    UNSURE = "unsure"

    @property
    def words(self) -> str:
        """As a sentence says it, after the noun."""
        return {Deciding.WAITING: "that wait for a decision", Deciding.UNSURE: "left as unsure"}.get(self, self.value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of a list; what is None or False does not filter. A list heeds those that it has columns for.

    Attributes:
        organisation: Key of a body: what it, or one below it, holds.
        site: Key of a site.
        maker: Slug of the maker; `none` where it is not known.
        words: Words that must stand in make and model; in name, code or postcode of a site; in a vendor's names.
        since: Installed on this date or later.
        before: Installed before this date.
        unseen: Only what the newest list of its place does not name.
        regime: Short name of a regime.
        raised_with: Key of the change of an import: only flags that it raised or changed.
        named: Only vendors that a list names, or that are determined as subject to a criterion.
        here: Only vendors of which the register holds equipment.
        plan: Only plans that are so far.
    """

    said: Said | None = None
    equipment: Equipment | None = None
    sensitivity: Sensitivity | None = None
    control: Control | None = None
    organisation: int | None = None
    site: int | None = None
    maker: str | None = None
    words: str = ""
    since: date | None = None
    before: date | None = None
    unseen: bool = False
    regime: str | None = None
    decision: Deciding | None = None
    raised_with: int | None = None
    named: bool = False
    here: bool = False
    plan: PlanState | None = None

    @property
    def is_of_version(self) -> bool:
        """Whether it asks for something that only the line of a list tells."""
        return self.equipment is not None or self.since is not None or self.before is not None

    @property
    def is_of_traces(self) -> bool:
        """Whether it asks for makers or for words of make and model."""
        return self.maker is not None or bool(self.words.strip())

    @property
    def is_of_places(self) -> bool:
        """Whether it asks for certain sites."""
        return any(each is not None for each in (self.sensitivity, self.control, self.organisation, self.site))


NOTHING_WANTED = Wanted()


@dataclass(frozen=True, slots=True)
class Order:
    """By which column a list is put in order."""

    column: str
    is_reversed: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.is_reversed else self.column

    def turned(self, column: str) -> Order:
        """The order that a click on a column's title asks for."""
        return replace(self, is_reversed=not self.is_reversed) if column == self.column else Order(column)


def sentence(
    listing: Listing, wanted: Wanted, *, organisation: str = "", site: str = "", maker: str = "", regime: str = ""
) -> str:
    """The list in one sentence: “Restricted or suspected cameras at sensitive sites of Larkmoor Police”.

    Args:
        listing: What is listed.
        wanted: Its filters.
        organisation: Name of the body.
        site: Name of the site.
        maker: Name of the maker.
        regime: Title of the regime.
    """
    places = _places(wanted, organisation, site)
    if listing is Listing.VENDORS:
        text = "vendors"
        text += " named by a list, or determined as subject to a criterion" if wanted.named else ""
        text += ", of which the register holds equipment" if wanted.here else ""
        text += f", called “{wanted.words}”" if wanted.words.strip() else ""
    elif listing is Listing.PRODUCTS:
        noun = wanted.equipment.value if wanted.equipment is not None else "candidate replacements"
        text = f"{wanted.said.words} {noun}" if wanted.said is not None else noun
        text += " that might replace others" if wanted.equipment is not None else ""
        text += f", called “{wanted.words}”" if wanted.words.strip() else ""
    elif listing is Listing.PLANS:
        text = _PLANS[wanted.plan] + places
        text += f", called “{wanted.words}”" if wanted.words.strip() else ""
    elif listing is Listing.SITES:
        text = _sites(wanted) or "sites"
        text += f" of {organisation}" if organisation else ""
        text += f" with {wanted.said.words} equipment" if wanted.said is not None else ""
        text += f", called “{wanted.words}”" if wanted.words.strip() else ""
    else:
        noun = wanted.equipment.value if wanted.equipment is not None else "equipment"
        text = f"{wanted.said.words} {noun}" if wanted.said is not None else noun
        if listing is Listing.FLAGS:
            text = f"flags of {text}"
            text += f" {wanted.decision.words}" if wanted.decision is not None else ""
            text += f" under “{regime}”" if regime else ""
            text += " raised or changed by one import" if wanted.raised_with is not None else ""
        text += f" made by {maker}" if maker else ""
        text += f" called “{wanted.words}”" if wanted.words.strip() else ""
        text += places
        text += _installed(wanted)
        text += ", not seen by the newest list" if wanted.unseen else ""
    return text[:1].upper() + text[1:]


_PLANS = {
    None: "replacement plans",
    PlanState.DRAFT: "appraisals whose options are drafted",
    PlanState.WAITING: "appraisals that wait for approval",
    PlanState.SENT_BACK: "appraisals that were sent back",
    PlanState.APPROVED: "approved replacement plans",
    PlanState.UNDER_WAY: "replacement plans whose work is under way",
    PlanState.FINISHED: "replacement plans whose work is finished",
    PlanState.LIST: "plan lists",
}
_CONTROLS = {
    Control.OWNED: "in buildings of its own",
    Control.LANDLORD: "in a landlord’s buildings",
    Control.SHARED: "in shared buildings",
    Control.PFI: "in PFI buildings",
    Control.CONTRACTOR: "in a contractor’s buildings",
    Control.PARTNER: "in a partner’s buildings",
    Control.UNKNOWN: "where it is not known who controls the building",
}


def _sites(wanted: Wanted) -> str:
    text = ""
    if wanted.sensitivity is not None:
        text = {
            Sensitivity.SENSITIVE: "sensitive sites",
            Sensitivity.NOT_SENSITIVE: "sites that are not sensitive",
            Sensitivity.NOT_ASSESSED: "sites not assessed yet",
        }[wanted.sensitivity]
    if wanted.control is not None:
        text = f"{text or 'sites'} {_CONTROLS[wanted.control]}"
    return text


def _places(wanted: Wanted, organisation: str, site: str) -> str:
    if site:
        return f" at {site}"
    sites = _sites(wanted)
    if sites:
        return f" at {sites} of {organisation}" if organisation else f" at {sites}"
    return f" of {organisation}" if organisation else ""


def _installed(wanted: Wanted) -> str:
    parts = []
    if wanted.since is not None:
        parts.append(f"installed since {_day(wanted.since)}")
    if wanted.before is not None:
        parts.append(f"{'and' if parts else 'installed'} before {_day(wanted.before)}")
    return ", " + " ".join(parts) if parts else ""


def _day(on: date) -> str:
    return str(on.year) if (on.month, on.day) == (1, 1) else long_date(on)
