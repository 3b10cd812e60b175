"""Which devices stand where: the first lists, and what a year makes of two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from riskreg.demo.equipment import Device, Evidence, Habits, TrueClass, make_device, make_product, products
from riskreg.demo.world import Organisation, Site, dice


@dataclass(frozen=True, slots=True)
class Group:
    """The devices of one asset list.

    Attributes:
        key: Name of the list's shape and keeper.
        unlisted: Name of a site that the estate list does not know, or None.
    """

    key: str
    organisation: str
    devices: int
    habits: Habits
    unlisted: str | None = None


GROUPS = (
    Group("harbours", "harbours", 1040, Habits(serial=0.85, tag=0.9, many=0.01), unlisted="Old Customs Shed"),
    Group("lights", "lights", 410, Habits(serial=0.7, mac=0.75)),
    Group("saltmarsh", "saltmarsh", 1230, Habits(serial=0.6, tag=0.8, many=0.02), unlisted="Tannery Lane Depot 9"),
    Group("withy", "withy", 600, Habits(serial=0.55, mac=0.6, tag=0.3)),
    Group("northmere", "northmere", 1150, Habits(mac=1.0, is_machine_made=True)),
    Group("mission", "harbours", 40, Habits(serial=0.8)),
    Group("cinder", "cinder", 190, Habits(serial=1.0, mac=1.0, is_machine_made=True)),
    Group("fernhollow", "fernhollow", 300, Habits(many=0.75)),
    Group("tides", "tides", 80, Habits(serial=0.6)),
)


def population(bodies: Iterable[Organisation], sites: Iterable[Site], seed: int) -> tuple[Device, ...]:
    """Every line of every first list, list by list and site by site."""
    prefixes = {body.key: body.prefix for body in bodies}
    all_sites = tuple(sites)
    devices: list[Device] = []
    for group in GROUPS:
        random = dice(seed, group.key)
        for site, site_name, share in _places(random, group, all_sites):
            wanted = share
            while wanted > 0:
                device = make_device(
                    random, make_product(random, group.habits), group.habits, id=len(devices) + 1, group=group.key,
                    organisation=group.organisation, site=site, site_name=site_name,
                    prefix=prefixes[group.organisation],
                )  # fmt: skip
                devices.append(device)
                wanted -= device.quantity
    return _with_oddities(devices)


def _places(random: Random, group: Group, sites: tuple[Site, ...]) -> list[tuple[str | None, str, int]]:
    """Each site of the group with its number of devices: a few hold many, most hold few."""
    own = [
        site for site in sites
        if site.organisation == group.organisation and site.is_equipped and site.is_overseas == (group.key == "mission")
    ]  # fmt: skip
    weights = [random.paretovariate(1.6) for _ in own]
    total = sum(weights)
    places: list[tuple[str | None, str, int]] = [
        (site.code, site.name, max(2, round(group.devices * weight / total)))
        for site, weight in zip(own, weights, strict=True)
    ]
    if group.unlisted:
        places.append((None, group.unlisted, 5))
    return places


def _with_oddities(devices: list[Device]) -> tuple[Device, ...]:
    """Adds what is rare: one serial number at two sites, a note that denies what it names, a make typed wrongly."""
    for group in ("saltmarsh", "harbours"):
        own = [
            device
            for device in devices
            if device.group == group and device.serial and device.site and device.maker == "hikvision"
        ]
        first = own[3]
        second = next(device for device in own if device.site != first.site)
        for device, serial in ((first, first.serial), (second, first.serial)):
            devices[device.id - 1] = replace(device, serial=serial, dirt=device.dirt | {"duplicate_serial"})
    others = [
        device for device in devices
        if device.truth is TrueClass.OTHER and device.evidence is Evidence.NAME
        and device.group in ("saltmarsh", "withy")
    ]  # fmt: skip
    notes = (
        "replaced old Hikvision dome, 2022", "was Dahua, swapped 2023", "on bracket left by Hikvision camera",
        "not Hikvision – checked on site",
    )  # fmt: skip
    for device, note in zip(others[5::40], notes * 3, strict=False):
        devices[device.id - 1] = replace(device, note=note, dirt=device.dirt | {"negated_statement"})
    named = [
        device for device in devices
        if device.maker == "hikvision" and device.evidence is Evidence.NAME and device.group in ("withy", "lights")
    ]  # fmt: skip
    for device, make in zip(named[3::60], ("Axis", "Bosch", "Panasonic", "Axis"), strict=False):
        devices[device.id - 1] = replace(device, make=make, evidence=Evidence.MODEL, dirt=device.dirt | {"wrong_make"})
    return tuple(devices)


@dataclass(frozen=True, slots=True)
class Fate:
    """What the scripted year did to a device.

    Attributes:
        removed_on: When it physically left, or None.
        is_back: Whether the later list shows it in service again.
    """

    removed_on: date | None
    is_back: bool = False


def a_year_later(
    devices: Iterable[Device], group: str, fates: Mapping[int, Fate], seed: int, next_id: int
) -> tuple[Device, ...]:
    """The lines of a second list of the same body.

    Of devices that left, most are not mentioned any more and some are claimed removed; a few vanish or are claimed
    removed without any record; one is back; one moved; a few are new, among them restricted ones.

    Args:
        devices: All devices of the first lists.
        group: Key of the list that is written again.
        fates: What happened to a device, by its id.
        seed: The seed of the estate.
        next_id: The first free id for new devices.
    """
    random = dice(seed, f"{group} later")
    own = [device for device in devices if device.group == group]
    kept: list[Device] = []
    for device in own:
        fate = fates.get(device.id, Fate(None))
        if fate.is_back:
            kept.append(replace(device, status="In use", dirt=device.dirt | {"reappeared"}))
        elif fate.removed_on is not None:
            if random.random() < 0.3:
                claim = f"Removed {fate.removed_on:%m/%Y}"
                kept.append(replace(device, status=claim, dirt=device.dirt | {"claimed_removed"}))
        else:
            draw = random.random()
            if draw < 0.01:
                claim = random.choice(("Removed 03/2026", "decommissioned", "Scrapped"))
                kept.append(replace(device, status=claim, dirt=device.dirt | {"claimed_removed"}))
            elif draw > 0.025:
                kept.append(device)
    kept = _moved(kept)
    return tuple(_in_place(own, [*kept, *_new(random, kept, group, next_id)]))


def _moved(kept: list[Device]) -> list[Device]:
    index, device = next(
        (index, device) for index, device in enumerate(kept)
        if device.serial and device.tag and device.site and "reappeared" not in device.dirt
        and device.evidence is Evidence.NAME and device.truth is TrueClass.RESTRICTED_MAKER
    )  # fmt: skip
    other = next(other for other in reversed(kept) if other.site and other.site != device.site)
    kept[index] = replace(
        device, site=other.site, site_name=other.site_name, location="Store room", dirt=device.dirt | {"moved"}
    )
    return kept


def _new(random: Random, kept: list[Device], group: str, next_id: int) -> list[Device]:
    habits = next(g.habits for g in GROUPS if g.key == group)
    replacements = [p for p in products() if p.maker in ("axis", "hanwha", "bosch") and p.evidence is Evidence.NAME]
    restricted = [p for p in products() if p.truth is TrueClass.RESTRICTED_MAKER and p.maker == "hikvision"]
    new = []
    for number in range(24):
        place = random.choice(kept)
        product = random.choice(restricted if number >= 21 else replacements)
        prefix = "HL" if group == "harbours" else "SV"
        device = make_device(
            random, product, habits, id=next_id + number, group=group, organisation=place.organisation,
            site=place.site, site_name=place.site_name, prefix=prefix,
        )  # fmt: skip
        new.append(replace(device, installed=date(2026, 1 + number % 9, 12), dirt=device.dirt | {"new_in_later_list"}))
    return new


def _in_place(first: list[Device], lines: list[Device]) -> list[Device]:
    """All lines with each site's lines together, sites in the order of the first list."""
    order: dict[str, int] = {}
    for device in first:
        order.setdefault(device.site_name, len(order))
    return sorted(lines, key=lambda device: (order[device.site_name], device.id))
