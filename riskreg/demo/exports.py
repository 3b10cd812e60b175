"""The files that software writes: a camera report of a video system, a discovery export, and a plain CSV list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from uuid import UUID

from riskreg.demo.equipment import Device, Evidence, TrueClass
from riskreg.demo.lists import kind_text
from riskreg.demo.paper import TrueRow, true_row, write_csv
from riskreg.demo.world import dice
from riskreg.rules.terms import EquipmentKind

USER_NAME = "invented-user"
"""The one user name in any export; nobody's."""
PASSWORD = "not-a-password-{:05d}"  # noqa: S105 – the shape of an invented value, so that a leak is easy to find
"""The form of the invented passwords."""

_CAMERA_REPORT = (
    "Site", "Name", "Channel", "Enabled", "State", "LastModified", "Id", "IsRecording", "HardwareName", "HardwareId",
    "Model", "Address", "Username", "Password", "HTTPSEnabled", "MAC", "Firmware", "DriverFamily", "Driver",
    "DriverVersion", "RecorderName", "ConfiguredRecordedResolution", "ConfiguredRecordedCodec",
    "ExpectedRetentionDays", "ActualRetentionDays", "HasEvidenceLock",
)  # fmt: skip
"""Columns in the order of the report; the force put `Site` in front. There is no column for the make.

**Source**: Milestone Systems, MilestonePSTools, `Get-VmsCameraReport`.
"""
_DISCOVERY = (
    "IPAddress", "Port", "Username", "Password", "ForcedOffline", "Name", "ModelName", "ProductType", "SerialNumber",
    "MacAddress", "Status", "Site",
)  # fmt: skip
"""**Source**: TKH Security, SDM2 device export (semicolons); the service added `Site`."""


def camera_report(path: Path, organisation: str, devices: Sequence[Device], seed: int) -> list[TrueRow]:
    """Shape (e): one row per channel; the channels of one device share its HardwareId and its address."""
    random = dice(seed, "camera-report")
    rows: list[Sequence[str | int]] = [_CAMERA_REPORT]
    truth = []
    for device in devices:
        hardware = _guid(random)
        family, model = _driver(device)
        for channel in range(_channels(random, device)):
            locked = random.random() < 0.05
            rows.append((
                device.site_name, f"{device.site_name} - {device.location} - {channel + 1}", channel, "True",
                "Responding" if device.status != "Faulty" else "Not responding",
                f"2025-11-{1 + device.id % 28:02d} 03:{channel:02d}:00", str(_guid(random)), "True",
                f"{family} {model} ({device.ip})", str(hardware), model, f"http://{device.ip}/", USER_NAME,
                PASSWORD.format(device.id), "False", (device.mac or "").replace(":", ""),
                f"V5.{device.id % 8}.{channel}", family, f"{family} driver", "13.2a", f"{device.site_name} recorder",
                random.choice(("1920x1080", "2688x1520", "3840x2160")), random.choice(("H.264", "H.265")),
                31, random.randrange(20, 32), str(locked),
            ))  # fmt: skip
            dirt = ("several_channels",) if channel else ()
            shown = replace(device, make="" if family == "ONVIF" else family, model=model)
            truth.append(true_row(path.name, path.name, len(rows), shown, organisation, *dirt))
    write_csv(path, rows)
    return truth


def _guid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def _driver(device: Device) -> tuple[str, str]:
    if not device.make or device.truth is TrueClass.UNKNOWN:
        return "ONVIF", device.model or "ONVIF Conformant Device"
    if device.maker == "axis":
        return "Axis", f"AXIS {device.model} Network Camera"
    return device.make, device.model


def _channels(random: Random, device: Device) -> int:
    if device.kind is EquipmentKind.MULTI_SENSOR_CAMERA:
        return 4
    return random.choice((2, 4)) if device.kind is EquipmentKind.RECORDER else 1


def discovery(path: Path, organisation: str, devices: Sequence[Device]) -> list[TrueRow]:
    """Shape (g): addresses, serial numbers and models found on the network; the make only where the model says it."""
    rows: list[Sequence[str | int]] = [_DISCOVERY]
    truth = []
    for device in devices:
        is_bare = device.truth in (TrueClass.RESTRICTED_MAKER, TrueClass.CRITERION, TrueClass.UNKNOWN)
        model = device.model if is_bare else f"{device.make} {device.model}".strip()
        told_by = Evidence.MODEL if device.evidence is Evidence.NAME and is_bare else device.evidence
        rows.append((
            device.ip or "", 80, USER_NAME, PASSWORD.format(device.id), "No", f"{device.site_name} {device.location}",
            model, kind_text(device.kind), device.serial or "", (device.mac or "").lower(),
            "Offline" if device.status == "Faulty" else "Online", device.site_name,
        ))  # fmt: skip
        shown = replace(device, make="", model=model, evidence=told_by)
        truth.append(true_row(path.name, path.name, len(rows), shown, organisation))
    write_csv(path, rows, delimiter=";", encoding="utf-8-sig")
    return truth


def plain_csv(path: Path, organisation: str, devices: Sequence[Device]) -> list[TrueRow]:
    """A short list saved as CSV by a spreadsheet of a western Windows."""
    rows: list[Sequence[str | int]] = [
        (f"{organisation} – security equipment (café and shop included)",),
        ("Ref", "Building", "Where", "Equipment", "Make", "Type no", "Serial", "Bought", "Condition"),
    ]
    truth = []
    for number, device in enumerate(devices, 1):
        bought = device.installed
        rows.append((
            f"MT/{number:03d}", device.site_name, device.location, kind_text(device.kind), device.make, device.model,
            device.serial or "", bought if isinstance(bought, str) else f"{bought:%d/%m/%Y}" if bought else "",
            device.status,
        ))  # fmt: skip
        shown = replace(device, tag=f"MT/{number:03d}", dirt=device.dirt - {"no_number"})
        truth.append(true_row(path.name, path.name, len(rows), shown, organisation))
    # A name in Chinese characters cannot be written in this encoding; the spreadsheet writes question marks.
    plain = [[cell.encode("cp1252", "replace").decode("cp1252") if isinstance(cell, str) else cell for cell in row]
             for row in rows]  # fmt: skip
    write_csv(path, plain, encoding="cp1252")
    return truth
