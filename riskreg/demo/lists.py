"""The workbooks that people keep: five shapes of asset list, with all that such lists are full of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from riskreg.demo.equipment import Device
from riskreg.demo.paper import Book, Cell, ErrorCell, TrueRow, true_row
from riskreg.demo.world import FIRST_DATED, dice
from riskreg.rules.terms import EquipmentKind

T = TypeVar("T")

_KINDS = {
    EquipmentKind.DOME_CAMERA: ("Dome", "Dôme"),
    EquipmentKind.BULLET_CAMERA: ("Bullet", "Caméra bullet"),
    EquipmentKind.PTZ_CAMERA: ("PTZ", "PTZ"),
    EquipmentKind.THERMAL_CAMERA: ("Thermal camera", "Caméra thermique"),
    EquipmentKind.MULTI_SENSOR_CAMERA: ("Multi sensor", "Caméra multicapteur"),
    EquipmentKind.ANPR_CAMERA: ("ANPR", "Lecture de plaques"),
    EquipmentKind.RECORDER: ("NVR", "Enregistreur"),
    EquipmentKind.ACCESS_CONTROL: ("Access reader", "Contrôle d'accès"),
    EquipmentKind.INTERCOM: ("Intercom", "Interphone"),
    EquipmentKind.RADIO: ("Radio", "Radio"),
    EquipmentKind.NETWORK_EQUIPMENT: ("Switch", "Commutateur"),
    EquipmentKind.ACCESSORY: ("Accessory", "Accessoire"),
}
_FRENCH_STATUS = {
    "In use": "En service", "Operational": "En service", "Working": "Fonctionne", "Faulty": "En panne",
    "Disconnected": "Débranchée", "Removed 06/2025": "Déposée 06/2025", "decommissioned": "Hors service",
    "In store": "En réserve",
}  # fmt: skip


def kind_text(kind: EquipmentKind, language: int = 0) -> str:
    """The kind of device as a list says it; 0 is English, 1 French."""
    return _KINDS.get(kind, ("Camera", "Caméra"))[language]


def _by_site(devices: Iterable[Device]) -> list[tuple[str, list[Device]]]:
    return [(name, list(lines)) for name, lines in groupby(devices, key=lambda device: device.site_name)]


def with_subtotals(path: Path, organisation: str, dated: date, devices: Sequence[Device]) -> list[TrueRow]:
    """Shape (a): title rows, subtotals by building, a grand total, footnotes, a hidden sheet, an error cell."""
    truth = []
    with Book(path, f"{organisation}: CCTV schedule", dated) as book:
        page = book.sheet("CCTV schedule", (34, 22, 14, 18, 26, 40, 14, 8, 14, 16, 30))
        page.title(organisation, f"Schedule of CCTV equipment at {dated:%d/%m/%Y}", "OFFICIAL-SENSITIVE")
        page.row()
        page.header(
            "Building", "Location", "Type", "Make", "Model", "Serial No", "Asset No", "Qty", "Date installed",
            "Status", "Remarks",
        )  # fmt: skip
        for building, lines in _by_site(devices):
            for number, device in enumerate(lines):
                is_error = device.id == devices[7].id
                row = page.row(
                    building, device.location, kind_text(device.kind), device.make, device.model, device.serial,
                    ErrorCell() if is_error else device.tag, device.quantity, device.installed, device.status,
                    "see note 1" if number == 3 else device.note,
                )  # fmt: skip
                truth.append(true_row(path.name, page.name, row, device, organisation, *(["error_cell"] * is_error)))
            page.row(f"Subtotal – {building}", *[None] * 6, sum(line.quantity for line in lines), style=book.bold)
            page.row()
        page.row("Grand total", *[None] * 6, sum(line.quantity for line in devices), style=book.bold)
        page.row()
        page.row("Note 1: position taken from drawing, not checked on site.")
        page.row("* Equipment of the landlord is not listed.")
        if dated == FIRST_DATED:
            _hidden_survey(book, devices)
    return truth


def _hidden_survey(book: Book, devices: Sequence[Device]) -> None:
    """A sheet that nobody dared delete; its lines are old and are not in the truth."""
    page = book.sheet("Survey 2019 (old)")
    page.row("DO NOT USE – superseded")
    page.header("Building", "Location", "Make", "Model")
    for device in devices[:6]:
        page.row(device.site_name, device.location, device.make or "Hikvision", device.model)
    page.hide()


def sheet_per_site(path: Path, organisation: str, dated: date, devices: Sequence[Device]) -> list[TrueRow]:
    """Shape (b): one sheet per site, whose name stands in the sheet's name and in a line above the table."""
    truth = []
    with Book(path, f"{organisation}: equipment by site", dated) as book:
        front = book.sheet("Contents", (40, 12))
        front.title(f"{organisation} – CCTV by site")
        front.header("Sheet", "Lines")
        for site, lines in _by_site(devices):
            front.row(site, len(lines))
        for site, lines in _by_site(devices):
            page = book.sheet(site[:31], (10, 24, 16, 20, 28, 42, 20, 16))
            page.title(organisation)
            page.row(f"Site: {site}")
            page.row()
            page.header("Cam no", "Location", "Type", "Manufacturer", "Model No", "S/N", "MAC address", "Install date",
                        "Working?")  # fmt: skip
            for number, device in enumerate(lines, 1):
                row = page.row(
                    f"C{number:02d}", device.location, kind_text(device.kind), device.make, device.model,
                    device.serial, (device.mac or "").replace(":", "-"), device.installed, device.status,
                )  # fmt: skip
                truth.append(true_row(path.name, page.name, row, device, organisation))
    return truth


def make_and_model(path: Path, organisation: str, dated: date, devices: Sequence[Device]) -> list[TrueRow]:
    """Shape (c): make and model in one column, the site by its code; the second list has its columns elsewhere."""
    truth = []
    is_later = dated.year > 2025
    with Book(path, f"{organisation}: asset register extract", dated) as book:
        page = book.sheet("Assets", (14, 12, 30, 22, 40, 40, 8, 16, 18, 34))
        page.title("Asset register – security equipment", f"Extract of {dated.day} {dated:%B %Y}")
        page.header(*_register_cells(is_later, (
            "Asset ID", "Site code", "Premises", "Room / area", "Make & Model", "Serial number", "Qty", "Installed",
            "State", "Notes",
        ), "Last inspected"))  # fmt: skip
        for device in devices:
            both = f"{device.make} {device.model}".strip()
            cells: tuple[Cell, ...] = (
                device.tag, device.site, device.site_name, device.location, both, device.serial, device.quantity,
                device.installed, device.status, device.note,
            )  # fmt: skip
            seen = date(2026, 10, 1 + device.id % 30)
            row = page.row(*_register_cells(is_later, cells, seen))
            truth.append(true_row(path.name, page.name, row, device, organisation))
        page.row()
        page.row("Source: asset management system. Contact the facilities desk about errors.")
    return truth


def _register_cells(is_later: bool, cells: Sequence[T], last_inspected: T) -> tuple[T, ...]:
    return (*cells[1:4], cells[0], *cells[4:], last_inspected) if is_later else tuple(cells)


def blank_means_above(path: Path, organisation: str, dated: date, devices: Sequence[Device]) -> list[TrueRow]:
    """Shape (d): two header rows, and the site written only where it changes."""
    truth = []
    with Book(path, f"{organisation}: estates CCTV", dated) as book:
        page = book.sheet("CCTV", (32, 22, 14, 18, 26, 42, 20, 14, 14, 16))
        page.title(f"{organisation} – Estates and Facilities")
        page.header("Place", "", "Device", "", "", "Identification", "", "", "Service", "")
        page.header(
            "Site", "Location", "Type", "Make", "Model", "Serial", "MAC", "Tag", "Installed", "Status", "Comments"
        )
        for site, lines in _by_site(devices):
            for number, device in enumerate(lines):
                row = page.row(
                    site if number == 0 else None, device.location, kind_text(device.kind), device.make, device.model,
                    device.serial, device.mac, device.tag, device.installed, device.status, device.note,
                )  # fmt: skip
                truth.append(true_row(path.name, page.name, row, device, organisation))
    return truth


def in_french(path: Path, organisation: str, dated: date, devices: Sequence[Device]) -> list[TrueRow]:
    """Shape (f): the list of a liaison mission, in French."""
    truth = []
    with Book(path, "Mission de liaison : vidéosurveillance", dated) as book:
        page = book.sheet("Matériel", (36, 24, 22, 18, 26, 42, 10, 20, 18))
        page.title("Mission de liaison – inventaire de vidéosurveillance", f"Situation au {dated:%d/%m/%Y}")
        page.header("Bâtiment", "Emplacement", "Type", "Marque", "Modèle", "N° de série", "Quantité",
                    "Date d'installation", "État")  # fmt: skip
        for device in devices:
            row = page.row(
                device.site_name, device.location, kind_text(device.kind, 1), device.make, device.model, device.serial,
                device.quantity, device.installed, _FRENCH_STATUS.get(device.status, device.status),
            )  # fmt: skip
            truth.append(true_row(path.name, page.name, row, device, organisation))
    return truth


def quantity_lines(path: Path, organisation: str, dated: date, devices: Sequence[Device], seed: int) -> list[TrueRow]:
    """A list that counts and numbers nothing: “4 no.” of a kind at a school."""
    truth = []
    random = dice(seed, "quantities")
    with Book(path, f"{organisation}: CCTV return", dated) as book:
        page = book.sheet("Return", (32, 24, 18, 20, 26, 12, 14))
        page.title(f"{organisation} – CCTV return by schools")
        page.header("School", "Area", "Description", "Brand", "Model", "Quantity", "Year installed")
        for device in devices:
            count = device.quantity
            written: Cell = random.choice((count, f"{count} no.", f"x{count}", f"{count} nr"))
            row = page.row(
                device.site_name, device.location, kind_text(device.kind), device.make, device.model, written,
                device.installed if isinstance(device.installed, str) else None,
            )  # fmt: skip
            truth.append(true_row(path.name, page.name, row, device, organisation))
        page.row("Total", *[None] * 4, sum(device.quantity for device in devices), style=book.bold)
    return truth
