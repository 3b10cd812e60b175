"""What stays when a device is replaced, and the answer to whether a candidate works with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from riskreg.rules.candidates import Candidate, ProfileClaim
from riskreg.rules.costing_lines import CostKind
from riskreg.rules.terms import EquipmentKind, Interoperability

NO_CAMERA: Final = frozenset(
    {EquipmentKind.NETWORK_EQUIPMENT, EquipmentKind.ACCESS_CONTROL, EquipmentKind.STORAGE, EquipmentKind.DISPLAY}
    | {EquipmentKind.VIDEO_SOFTWARE, EquipmentKind.SERVER, EquipmentKind.RECORDER}
)
"""Kinds that give no pictures."""


class Subject(StrEnum):
    """With what a candidate must work."""

    VMS = "video_system"
    AUTHENTICATION = "authentication"
    RECORDER = "recorder"
    SWITCH = "switch"
    CABLING = "cabling"
    CODEC = "codec"
    ANALYTICS = "analytics"
    PLATES = "plate_feed"
    DOORS = "access_control"
    PLAYBACK = "playback"
    ENVIRONMENT = "environment"
    MOUNT = "mount"
    PORTS = "switch_ports"
    FUNCTIONS = "analytic_functions"
    PLATFORM = "own_platform"


@dataclass(frozen=True, slots=True)
class Need:
    """What must be bought or done so that a candidate works: a line of cost that wants its price.

    Attributes:
        kind: Line of cost.
        what: In words.
        quantity: Units.
        unit: Of what the price is.
    """

    kind: CostKind
    what: str
    quantity: int
    unit: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a candidate works with one thing that stays, why, by which source, and what it takes."""

    subject: Subject
    outcome: Interoperability
    reason: str
    source: str
    needs: tuple[Need, ...] = ()


def answer(subject: Subject, outcome: Interoperability, reason: str, source: str, *needs: Need) -> Answer:
    """An answer with what it takes."""
    return Answer(subject, outcome, reason, source, needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """What is not replaced. What is None or empty is not known, or there is none where the text says so.

    Attributes:
        vms: Video system that stays; None where none does.
        client_profiles: Profiles of the video system as a client, each with the version of its declaration.
        is_vms_restricted: Whether the video system is itself restricted; None where not known.
        recorder: Recorder that stays; None where none does.
        is_recorder_restricted: Whether it is itself restricted; None where not known.
        has_switch: A switch stays that feeds the devices.
        port_class: Class of power that each port gives.
        budget_milliwatts: What the switch gives in all.
        other_milliwatts: What other devices on the switch draw at most.
        is_coax: Coaxial cable stays; False: twisted pair; None: not known, or new cable.
        cable_metres: Length of the longest run that stays.
        codecs: What the video system or recorder takes.
        uses_smart_codec: Storage was sized with the old maker's own saving codec.
        needs_analytics: Counts or events of analytics must arrive.
        feeds_plates: Plate reads feed another system.
        shares_doors: Doors or intercoms share the old maker's system.
        keeps_recordings: Old recordings must stay playable.
        forbids_username_token: Security rules forbid username-token authentication.
        bought_on: When it is to be bought.
        ingress: Protection from dust and water that the place needs, such as `IP66`.
        impact: Resistance to blows that it needs, such as `IK10`.
        coldest: Lowest temperature there in degrees Celsius.
        hottest: Highest temperature there in degrees Celsius.
        needs_special_housing: Custody, anti-ligature, explosion or wash-down: no general model does.
        mount: Bracket or plate that stays.
        analytics: What must go on being told from pictures, such as `people counting`.
        free_ports: Ports of the switch that are free once the old devices are out.
        allots_by_class: The switch sets power aside by class; False: by measured draw; None: not known.
        other_ports: Ports that what else comes takes; reckoned, not told.
        other_set_aside: What a switch that goes by class sets aside for other devices; None: what they draw.
        is_recorder_new: The recorder comes with the option; reckoned, not told.
    """

    vms: str | None = None
    client_profiles: tuple[ProfileClaim, ...] = ()
    is_vms_restricted: bool | None = None
    recorder: str | None = None
    is_recorder_restricted: bool | None = None
    has_switch: bool = False
    port_class: int | None = None
    budget_milliwatts: int | None = None
    other_milliwatts: int = 0
    is_coax: bool | None = None
    cable_metres: int | None = None
    codecs: tuple[str, ...] = ()
    uses_smart_codec: bool = False
    needs_analytics: bool = False
    feeds_plates: bool = False
    shares_doors: bool = False
    keeps_recordings: bool = False
    forbids_username_token: bool = False
    bought_on: date | None = None
    ingress: str | None = None
    impact: str | None = None
    coldest: int | None = None
    hottest: int | None = None
    needs_special_housing: bool = False
    mount: str | None = None
    analytics: tuple[str, ...] = ()
    free_ports: int | None = None
    allots_by_class: bool | None = None
    other_ports: int = 0
    other_set_aside: int | None = None
    is_recorder_new: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: so many of a candidate, with what stays."""

    candidate: Candidate
    stays: Stays
    quantity: int
