"""The devices of the fictional estate: what each is in truth, and how a list writes it.

Model numbers, brands and address prefixes are those of real makers; serial numbers, addresses and places are invented.

**Source**: model numbers and brands: the makers' catalogues as collected for riskreg's vendor lists; address prefixes:
the public registry of the IEEE; serial forms: user-typed camera lists (Hikvision), otherwise invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from random import Random

from riskreg.demo.world import FIRST_DATED, table
from riskreg.rules.terms import EquipmentKind


class TrueClass(StrEnum):
    """What a device is in truth, known here because it was invented here."""

    RESTRICTED_MAKER = "restricted_maker"
    """Made and labelled by one of the makers named in lists (Hikvision, Dahua, Hytera, Huawei)."""
    REBRAND = "rebrand"
    """Made by such a maker and sold under another brand, as far as published claims go."""
    CRITERION = "criterion"
    """Made by a maker that only a criterion (jurisdiction) can cover, so an officer's determination decides."""
    OTHER = "other"
    """Made by some other maker."""
    UNKNOWN = "unknown"
    """Nothing on the row tells the maker."""


class Evidence(StrEnum):
    """By what a row tells its maker."""

    NAME = "name"
    MISSPELLING = "misspelling"
    MODEL = "model"
    """The make is blank or wrong; the model number tells it."""
    MAC = "mac"
    """Make and model are blank; only the MAC address tells it."""
    SERIAL = "serial"
    """Make and model are blank; the serial number holds the model."""
    BRAND = "brand"
    """A brand that others make for."""
    LOOKALIKE = "lookalike"
    """Another maker whose name or model resembles a restricted one; must not flag."""
    OWN_BRAND_LABEL = "own_brand_label"
    """An installer's own label, which says nothing of the maker."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Product:
    """A row of the table of models."""

    maker: str | None
    label: str
    model: str
    kind: EquipmentKind
    truth: TrueClass
    evidence: Evidence
    weight: int


@dataclass(frozen=True, slots=True)
class Device:
    """One device, or several alike on one line.

    `make` and `model` are as a list writes them, blank for a blank cell; `installed` is a date, or the text of a date
    that a list gives, or None.
    """

    id: int
    group: str
    organisation: str
    site: str | None
    site_name: str
    location: str
    maker: str | None
    kind: EquipmentKind
    truth: TrueClass
    evidence: Evidence
    make: str
    model: str
    serial: str | None
    tag: str | None
    mac: str | None
    ip: str | None
    installed: date | str | None
    status: str
    quantity: int
    note: str = ""
    dirt: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Habits:
    """How one body keeps its list.

    Attributes:
        serial: Share of lines with a serial number; likewise `tag` and `mac`.
        many: Share of lines that stand for several devices.
        is_machine_made: Whether software wrote the list, so that nobody misspelt anything.
    """

    serial: float = 0.0
    tag: float = 0.0
    mac: float = 0.0
    many: float = 0.0
    is_machine_made: bool = False


_MISSPELT = {
    "Hikvision": ("Hikvison", "Hikision", "Hik Vision", "Hikivision", "Hivision", "Hikvsion"),
    "Dahua": ("Alhua", "Ajhua", "Dauhua", "Dahau", "Duhua"),
    "Huawei": ("Hauwei",),
    "Uniview": ("Unview",),
}
_WRITTEN_OTHERWISE = {
    "Hikvision": ("HIKVISION", "hikvision", "HIK", "Hikvision UK"),
    "Dahua": ("DAHUA", "dahua", "Dahua Technology"),
    "Axis": ("AXIS", "Axis Communications", "axis"),
    "Bosch": ("BOSCH",),
    "Hanwha": ("HANWHA",),
}
_PLACES = (
    "Main entrance", "Reception", "Loading bay", "Car park north", "Car park south", "Corridor 1", "Corridor 2",
    "Stairwell A", "Stairwell B", "Server room", "Perimeter east", "Perimeter west", "Roof", "Lift lobby", "Yard",
    "Goods lift", "Front gate", "Rear gate", "Interview room", "Plant room", "Post room", "Bicycle shed",
)  # fmt: skip
_RECORDER_PLACES = ("Comms room", "Control room", "Rack 1", "Rack 2", "Security lodge")
_STATUSES = (
    ("In use", 50), ("Operational", 20), ("Working", 16), ("Faulty", 4), ("Disconnected", 2), ("Removed 06/2025", 1),
    ("decommissioned", 1), ("In store", 2), ("?", 1), ("", 3),
)  # fmt: skip


@cache
def products() -> tuple[Product, ...]:
    """The table of models."""
    return tuple(
        Product(
            maker=row["maker"] or None,
            label=row["label"],
            model=row["model"],
            kind=EquipmentKind(row["kind"]),
            truth=TrueClass(row["truth"]),
            evidence=Evidence(row["evidence"]),
            weight=int(row["weight"]),
        )
        for row in table("models.csv")
    )


@cache
def _makers() -> dict[str, tuple[tuple[str, ...], str]]:
    return {row["maker"]: (tuple(row["prefixes"].split()), row["serial"]) for row in table("makers.csv")}


def address_prefixes(maker: str | None) -> tuple[str, ...]:
    """The address prefixes used for a maker here, as six hexadecimal digits; none where none is known."""
    return _makers()[maker][0] if maker else ()


_SHARES = {
    TrueClass.RESTRICTED_MAKER: 38,
    TrueClass.REBRAND: 6,
    TrueClass.CRITERION: 3,
    TrueClass.OTHER: 33,
    TrueClass.UNKNOWN: 20,
}
"""Per cent of lines, chosen for the demo: an estate like that of a body that has done nothing yet."""


_ON_CAMERA_NETWORKS = frozenset(EquipmentKind) - {
    EquipmentKind.RADIO, EquipmentKind.NETWORK_EQUIPMENT, EquipmentKind.ACCESS_CONTROL, EquipmentKind.ACCESSORY,
}  # fmt: skip
"""What software that watches cameras can find."""


def make_product(random: Random, habits: Habits) -> Product:
    """A product drawn by the shares of the estate, of a kind that the keeper of the list can come across."""
    truth = random.choices(tuple(_SHARES), tuple(_SHARES.values()))[0]
    among, weights = _choices(truth, habits.is_machine_made)
    return random.choices(among, weights)[0]


@cache
def _choices(truth: TrueClass, is_machine_made: bool) -> tuple[list[Product], list[int]]:
    among = [
        product for product in products()
        if product.truth is truth and (not is_machine_made or product.kind in _ON_CAMERA_NETWORKS)
    ]  # fmt: skip
    return among, [product.weight for product in among]


def make_device(
    random: Random, product: Product, habits: Habits, *, id: int, group: str, organisation: str, site: str | None,
    site_name: str, prefix: str,
) -> Device:  # fmt: skip
    """A device of that product at that site, written with the habits of the body that keeps the list."""
    built = _built_on(random, product)
    recorder = product.kind is EquipmentKind.RECORDER
    place = random.choice(_RECORDER_PLACES if recorder else _PLACES)
    serial = _serial(random, product, built) if random.random() < habits.serial else None
    mac = _mac(random, product.maker, habits) if random.random() < habits.mac else None
    if serial and mac and product.maker and _makers()[product.maker][1] == "mac":
        serial = mac.replace(":", "")
    quantity = random.randrange(2, 7) if random.random() < habits.many and not recorder else 1
    device = Device(
        id=id, group=group, organisation=organisation, site=site, site_name=site_name,
        location=place if random.random() < 0.4 else f"{place} {random.randrange(1, 30)}",
        maker=product.maker, kind=product.kind, truth=product.truth, evidence=product.evidence,
        make=product.label, model=product.model,
        serial=serial if quantity == 1 else None,
        tag=f"{prefix}{id:06d}" if random.random() < habits.tag and quantity == 1 else None,
        mac=mac if quantity == 1 else None,
        ip=f"10.{id // 60_000 + 20}.{id // 250 % 240}.{id % 250 + 2}" if habits.mac else None,
        installed=_installed(random, built), quantity=quantity,
        status=random.choices([text for text, _ in _STATUSES], [weight for _, weight in _STATUSES])[0],
    )  # fmt: skip
    return _written(random, device, habits)


def _written(random: Random, device: Device, habits: Habits) -> Device:
    """The device as the keeper of the list writes make and model."""
    dirt = set(device.dirt)
    if device.quantity > 1:
        dirt.add("quantity")
    if not (device.serial or device.tag or device.mac):
        dirt.add("no_number")
    if isinstance(device.installed, str) and device.installed.startswith(("30/02", "31/02")):
        dirt.add("impossible_date")
    device = replace(device, dirt=frozenset(dirt))
    if device.truth in (TrueClass.UNKNOWN, TrueClass.REBRAND) or device.evidence is Evidence.LOOKALIKE:
        return device
    draw = random.random()
    is_named = device.truth is TrueClass.RESTRICTED_MAKER
    if draw < 0.05 and device.mac and is_named:
        return _blanked(device, Evidence.MAC)
    if draw < 0.08 and device.serial and "AAWR" in device.serial and is_named:
        return _blanked(device, Evidence.SERIAL)
    if draw < 0.15 and device.truth is not TrueClass.OTHER:
        return replace(device, make="", evidence=Evidence.MODEL, dirt=device.dirt | {"blank_make"})
    if draw < 0.18:
        return replace(device, make="", evidence=Evidence.MODEL, dirt=device.dirt | {"blank_make"})
    if habits.is_machine_made:
        return device
    if draw < 0.26 and device.make in _MISSPELT:
        make = random.choice(_MISSPELT[device.make])
        return replace(device, make=make, evidence=Evidence.MISSPELLING, dirt=device.dirt | {"misspelt_make"})
    if draw < 0.42 and device.make in _WRITTEN_OTHERWISE:
        device = replace(device, make=random.choice(_WRITTEN_OTHERWISE[device.make]))
    if draw > 0.95:
        device = replace(device, model=device.model.replace("-", " "), dirt=device.dirt | {"spaced_model"})
    elif draw > 0.93:
        device = replace(device, model=device.model.replace("-", "–"), dirt=device.dirt | {"dash_model"})
    return device


def _blanked(device: Device, evidence: Evidence) -> Device:
    return replace(device, make="", model="", evidence=evidence, dirt=device.dirt | {f"{evidence.value}_only"})


def _built_on(random: Random, product: Product) -> date:
    first = date(2010, 2, 1) if product.truth in (TrueClass.OTHER, TrueClass.UNKNOWN) else date(2014, 5, 1)
    return first + timedelta(days=random.randrange((date(2024, 9, 1) - first).days))


def _installed(random: Random, built: date) -> date | str | None:
    """When it was installed, in the many ways that lists say so."""
    on = min(built + timedelta(days=random.randrange(20, 240)), FIRST_DATED - timedelta(days=30))
    draw = random.random()
    if draw < 0.5:
        return on
    if draw < 0.5025:
        return random.choice(("31/02/2019", "30/02/2021"))
    forms = (f"{on:%d/%m/%Y}", f"{on:%d.%m.%y}", f"{on:%b %Y}", f"{on:%Y}", f"{on:%Y-%m-%d}", f"c. {on:%Y}", "n/k")
    return random.choice(forms) if draw < 0.85 else None


def _mac(random: Random, maker: str | None, habits: Habits) -> str | None:
    prefixes = address_prefixes(maker)
    if not prefixes:
        # Software always has an address; a locally administered one (02…) belongs to no maker.
        return f"02:00:{_pairs(random, 4)}" if habits.is_machine_made else None
    prefix = random.choice(prefixes)
    return f"{prefix[:2]}:{prefix[2:4]}:{prefix[4:]}:{_pairs(random, 3)}"


def _pairs(random: Random, count: int) -> str:
    return ":".join(f"{random.randrange(256):02X}" for _ in range(count))


def _serial(random: Random, product: Product, built: date) -> str | None:
    """An invented serial number in the maker's form."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    number = random.randrange(10**7, 10**8)
    form = _makers()[product.maker][1] if product.maker else random.choice(("digits", "none"))
    match form:
        case "hikvision":
            if random.random() < 0.3:
                return f"{random.choice(letters)}{number}"
            return f"{product.model}{built:%Y%m%d}AAWR{random.choice(letters)}{number}"
        case "dahua":
            first = f"{random.randrange(1, 9)}{random.choice(letters)}0{number % 10}"
            return f"{first}{number % 4096:03X}PAZ{number % 2**20:05X}"
        case "huawei":
            return f"2102{random.randrange(10**7, 10**8)}{random.choice(letters)}{number}"
        case "uniview":
            return f"210235C{random.choice(letters)}{random.choice(letters)}{number}"
        case "mac":
            return f"{(random.choice(address_prefixes(product.maker)))}{number % 2**24:06X}"
        case "bosch":
            return f"0{number:08d}{random.randrange(10**8, 10**9)}"
        case "hanwha":
            return f"Z{random.choice(letters)}{number % 10**4:04d}GK{number:08d}{random.choice(letters)}"
        case "mobotix":
            return f"10.{number // 10**6}.{number // 10**3 % 250}.{number % 250}"
        case "panasonic":
            return f"{random.choice(letters)}{random.choice(letters)}{random.choice(letters)}{number % 10**5:05d}"
        case "letters":
            return f"{random.choice(letters)}{random.choice(letters)}{number:08d}"
        case "digits":
            return f"{number}{random.randrange(10, 99)}"
        case _:
            return None
