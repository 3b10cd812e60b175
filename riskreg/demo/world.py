"""The fictional estate itself: its bodies and their sites. Everything here is invented, and says so by its names."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from random import Random

from riskreg.rules.terms import Control, Limb, LimbAnswer, OrganisationKind

FIRST_DATED = date(2025, 11, 30)
"""The date that every first list describes."""
LATER_DATED = date(2026, 11, 15)
"""The date that the second lists describe."""
YEAR_END = date(2026, 11, 22)
"""The end of the scripted year."""

_FIRST_WORDS = (
    "Barnacle Bittern Bracken Breakwater Bulrush Capstan Causeway Chandler Copperfold Cormorant "
    "Curlew Dovecot Driftwood Dunlin Eelgrass Fathom Fernlea Fetch Gannet Gorse Greywell Guillemot Halyard Hawser "
    "Heron Hollowmere Inkwell Jetty Juniper Kestrel Kittiwake Landfall Lantern Lapwing Limpet Lodestar "
    "Mallow Mariner Marram Mizzen Moorhen Nettlefold Northfleece Oakum Osier Oyster Petrel Pilchard Plover Quillback "
    "Ravelin Reedbed Ropewalk Rushmere Saltern Samphire Sandpiper Seawall Sextant Shearwater Shingle Skerry Spindrift "
    "Spinnaker Sternpost Tamarisk Teasel Thistledown Tideway Tollgate Turnstone Undercliff Viaduct Wavecrest Wherry "
    "Whimbrel Windlass Wrackline Yarrow Zephyrine"
)
_BUILDINGS: Mapping[str, tuple[str, ...]] = {
    "harbours": ("House", "Court", "Harbour Office", "Lighthouse Depot", "Records Store"),
    "lights": ("Inspection Office", "Test Station", "Buoy Yard"),
    "northmere": ("Police Station", "Custody Centre", "Operations Base"),
    "saltmarsh": ("Library", "Car Park", "Leisure Centre", "Council Offices", "Community Hall", "Depot"),
    "withy": ("Community Hospital", "Health Centre", "Clinic"),
    "fernhollow": ("Primary School", "Academy", "Infant School"),
    "tides": ("Gallery", "Collections Store"),
    "cinder": ("Fire Station", "Training Ground"),
}
_STREETS = ("Quay Lane", "Tallow Street", "Ballast Road", "Wharf Approach", "Lantern Row", "Old Mill Way", "Kelp Hill")
_TOWNS = ("Northmere", "Saltmarsh Vale", "Withy Hollow", "Cinder Fell", "Fernhollow", "Port Tallow")
_NATIONWIDE = ("HU", "LN", "TR", "NR", "CA", "TD", "IP", "PL", "HG", "DT", "EX", "KW", "DG", "SW", "E")
_LOCAL = {"northmere": "CA", "saltmarsh": "IP", "withy": "DT", "fernhollow": "LN", "cinder": "TD", "tides": "SW"}
"""Postcode areas of the bodies that keep to one; the others are all over the country."""
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
"""Letters that occur in the second half of a United Kingdom postcode."""
ASSESSORS = ("Departmental Security Unit", "Security adviser, region north", "Security adviser, region south")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A fictional body. `parent` is the key of the body above it; `regimes` are the codes of what it adopts."""

    key: str
    name: str
    kind: OrganisationKind
    parent: str | None
    regimes: tuple[str, ...]
    prefix: str
    sites: int
    equipped: int


@dataclass(frozen=True, slots=True)
class Site:
    """A fictional site as the estate list gives it.

    Attributes:
        is_equipped: Whether any asset list mentions it; the others have no equipment or no list.
        is_overseas: Whether it belongs to the liaison mission, whose list is in French.
    """

    code: str
    name: str
    address: str
    postcode: str
    uprn: str | None
    organisation: str
    control: Control
    lease_end: date | None
    limbs: Mapping[Limb, LimbAnswer]
    assessed_by: str | None
    assessed_on: date | None
    is_equipped: bool
    is_overseas: bool


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of this package's own data tables."""
    yield from csv.DictReader(files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines())


def dice(seed: int, name: str) -> Random:
    """A source of chance of its own for each part of the estate, so that a change to one leaves the others alone."""
    return Random(f"{seed}:{name}")  # noqa: S311 – invents an estate, protects nothing


def organisations() -> tuple[Organisation, ...]:
    """The eight bodies, parents before children."""
    return tuple(
        Organisation(
            key=row["key"],
            name=row["name"],
            kind=OrganisationKind(row["kind"]),
            parent=row["parent"] or None,
            regimes=tuple(row["regimes"].split()),
            prefix=row["prefix"],
            sites=int(row["sites"]),
            equipped=int(row["equipped"]),
        )
        for row in table("organisations.csv")
    )


def sites(bodies: tuple[Organisation, ...], seed: int) -> tuple[Site, ...]:
    """All sites of the estate, in the order of the estate list, with names that occur once only."""
    random = dice(seed, "sites")
    names = _site_names(random)
    return tuple(
        _site(random, body, number, next(names[body.key])) for body in bodies for number in range(1, body.sites + 1)
    )


def _site_names(random: Random) -> dict[str, Iterator[str]]:
    names: dict[str, Iterator[str]] = {}
    for key, buildings in _BUILDINGS.items():
        combined = [f"{word} {building}" for word in _FIRST_WORDS.split() for building in buildings]
        random.shuffle(combined)
        names[key] = iter(combined)
    return names


def _site(random: Random, body: Organisation, number: int, name: str) -> Site:
    is_overseas = body.key == "harbours" and number in (51, 52)
    if is_overseas:
        name = {51: "Mission de liaison, Port-Écluse", 52: "Mission de liaison, annexe du Phare"}[number]
    control = random.choices(
        (Control.OWNED, Control.LANDLORD, Control.SHARED, Control.PFI, Control.CONTRACTOR, Control.UNKNOWN),
        (46, 24, 10, 9, 6, 5),
    )[0]
    leased = control in (Control.LANDLORD, Control.SHARED, Control.PFI)
    lease_end = date(2026, 3, 31) + timedelta(days=91 * random.randrange(48)) if leased else None
    limbs, assessed = _limbs(random, body)
    return Site(
        code=f"{body.prefix}-{number:03d}",
        name=name,
        address=f"{random.randrange(1, 180)} {random.choice(_STREETS)}, {random.choice(_TOWNS)}",
        postcode="" if is_overseas else _postcode(random, body),
        uprn=f"999{random.randrange(10**8, 10**9)}" if random.random() < 0.6 and not is_overseas else None,
        organisation=body.key,
        control=control,
        lease_end=lease_end if random.random() < 0.9 else None,
        limbs=limbs,
        assessed_by=random.choice(ASSESSORS) if assessed else None,
        assessed_on=date(2024, 6, 3) + timedelta(days=random.randrange(480)) if assessed else None,
        is_equipped=number <= body.equipped,
        is_overseas=is_overseas,
    )


def _postcode(random: Random, body: Organisation) -> str:
    # Districts of these areas end below 40, but for 95 and more: no postcode here is anybody's, and the map shows it.
    number = random.randrange(1, 60)
    area = _LOCAL.get(body.key) or _NATIONWIDE[number % len(_NATIONWIDE)]
    return f"{area}{40 + number % 50} {random.randrange(10)}{random.choice(_INWARD)}{random.choice(_INWARD)}"


def _limbs(random: Random, body: Organisation) -> tuple[dict[Limb, LimbAnswer], bool]:
    """Answers for the four limbs, and whether an assessment took place. Blank answers mean unknown."""
    central = body.kind in (OrganisationKind.DEPARTMENT, OrganisationKind.AGENCY)
    if random.random() < (0.15 if central else 0.45):
        return dict.fromkeys(Limb, LimbAnswer.UNKNOWN), False
    chance = {OrganisationKind.DEPARTMENT: 0.22, OrganisationKind.AGENCY: 0.12, OrganisationKind.POLICE_FORCE: 0.10}
    limbs = {}
    for limb in Limb:
        draw = random.random()
        if draw < chance.get(body.kind, 0.01):
            limbs[limb] = LimbAnswer.YES
        else:
            limbs[limb] = LimbAnswer.UNKNOWN if draw > 0.96 else LimbAnswer.NO
    return limbs, True
