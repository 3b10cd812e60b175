"""Writes the whole fictional estate into a folder and says what is true of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from riskreg.demo import exports, lists, year
from riskreg.demo.equipment import Device
from riskreg.demo.paper import Book, TrueRow
from riskreg.demo.plans import write_plans
from riskreg.demo.population import a_year_later, population
from riskreg.demo.world import FIRST_DATED, LATER_DATED, Organisation, Site, organisations, sites
from riskreg.rules.terms import Covers, ImportKind, Limb, LimbAnswer

DEFAULT_SEED = 20221124
"""The date of the United Kingdom's written statement, 24 November 2022, as a number."""


@dataclass(frozen=True, slots=True)
class EstateFile:
    """One file to import.

    Attributes:
        organisation: Name of the body whose list it is; None where the rows name the bodies.
        dated: The date that the list describes.
    """

    path: Path
    kind: ImportKind
    organisation: str | None
    dated: date
    covers: Covers


@dataclass(frozen=True)
class Estate:
    """What was written, and what is true of it.

    Attributes:
        files: The files in the order in which to import them.
        truth: What each device row of each asset list is in truth.
        devices: Every line of the first lists, before anybody wrote it down.
        plan_lines: Number of lines in the replacement plans.
        acts: The scripted year's removals.
    """

    folder: Path
    seed: int
    organisations: tuple[Organisation, ...]
    sites: tuple[Site, ...]
    files: tuple[EstateFile, ...]
    truth: tuple[TrueRow, ...]
    devices: tuple[Device, ...]
    plan_lines: int
    acts: tuple[year.ScriptedRemoval, ...]

    def file(self, name: str) -> EstateFile:
        """The file of that name.

        Raises:
            KeyError: There is none.
        """
        for file in self.files:
            if file.path.name == name:
                return file
        raise KeyError(name)

    @property
    def first_rows(self) -> Mapping[int, TrueRow]:
        """The first row that mentions a device, by the estate's own number of it."""
        rows: dict[int, TrueRow] = {}
        for row in self.truth:
            rows.setdefault(row.device, row)
        return rows


@dataclass(frozen=True, slots=True)
class RemovalAct:
    """The removal of one device, findable in the register by its serial number, its tag or its row.

    Attributes:
        row: Where the first list names the device (file, sheet, row).
        is_back: Whether a later list shows it in service again.
    """

    row: TrueRow
    steps: tuple[year.StepTaken, ...]
    is_back: bool


@dataclass(frozen=True, slots=True)
class FlagDecision:
    """A person's decision on the flags of one device."""

    row: TrueRow
    decision: year.ScriptedDecision


def removals(estate: Estate) -> tuple[RemovalAct, ...]:
    """The scripted year's removals, in the order of the lists."""
    rows = estate.first_rows
    return tuple(RemovalAct(rows[act.device], act.steps, act.is_back) for act in estate.acts)


def decisions(estate: Estate) -> tuple[FlagDecision, ...]:
    """The scripted year's decisions on flags, by date."""
    rows = estate.first_rows
    return tuple(FlagDecision(rows[told.device], told) for told in year.decisions(estate.devices, estate.acts))


def determinations() -> tuple[year.ScriptedDetermination, ...]:
    """The scripted year's determinations under a criterion; the same for every estate."""
    return (year.DETERMINATION,)


def write_estate(folder: Path, seed: int = DEFAULT_SEED) -> Estate:
    """Writes all lists, the plans and the evidence files of the fictional estate.

    The same seed gives the same bytes. Files that are there already are overwritten.

    Args:
        folder: Where to write; it is made if it does not exist.
        seed: Whatever else the estate may be.

    Returns:
        What was written and what is true of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bodies = organisations()
    places = sites(bodies, seed)
    devices = population(bodies, places, seed)
    acts = year.script(devices, places, seed)
    names = {body.key: body.name for body in bodies}
    written = _Writer(folder, seed, names, devices)
    _write_estate_list(folder / "01-estate-list.xlsx", bodies, places)
    written.record("01-estate-list.xlsx", ImportKind.ESTATE, None, FIRST_DATED, Covers.ORGANISATION)
    written.first_lists()
    plan_lines = write_plans(folder / "plans.xlsx", names, places, devices, seed)
    written.record("plans.xlsx", ImportKind.PLAN, None, FIRST_DATED, Covers.PART)
    written.later_lists(acts)
    _write_evidence(folder / "evidence", acts)
    return Estate(
        folder=folder, seed=seed, organisations=bodies, sites=places, files=tuple(written.files),
        truth=tuple(written.truth), devices=devices, plan_lines=plan_lines, acts=acts,
    )  # fmt: skip


class _Writer:
    """Writes the asset lists and remembers each of them."""

    def __init__(self, folder: Path, seed: int, names: Mapping[str, str], devices: Sequence[Device]) -> None:
        self._folder = folder
        self._seed = seed
        self._names = names
        self._devices = devices
        self._groups = {key: list(lines) for key, lines in groupby(devices, key=lambda device: device.group)}
        self.files: list[EstateFile] = []
        self.truth: list[TrueRow] = []

    def record(self, name: str, kind: ImportKind, organisation: str | None, dated: date, covers: Covers) -> None:
        """Remembers a file in the order of import."""
        self.files.append(EstateFile(self._folder / name, kind, organisation, dated, covers))

    def _listed(self, name: str, body: str, rows: list[TrueRow], dated: date, covers: Covers) -> None:
        self.truth.extend(rows)
        self.record(name, ImportKind.ASSETS, self._names[body], dated, covers)

    def first_lists(self) -> None:
        """The first list of every body."""
        names, groups, seed, on = self._names, self._groups, self._seed, FIRST_DATED
        whole = Covers.ORGANISATION
        name = "02-harbours-and-lights-cctv-schedule.xlsx"
        path = self._folder / name
        rows = lists.with_subtotals(path, names["harbours"], on, groups["harbours"])
        self._listed(name, "harbours", rows, on, Covers.SITES)
        name = "03-lights-inspection-agency.xlsx"
        rows = lists.sheet_per_site(self._folder / name, names["lights"], on, groups["lights"])
        self._listed(name, "lights", rows, on, whole)
        name = "04-saltmarsh-vale-asset-register.xlsx"
        rows = lists.make_and_model(self._folder / name, names["saltmarsh"], on, groups["saltmarsh"])
        self._listed(name, "saltmarsh", rows, on, whole)
        name = "05-withy-hollow-estates.xlsx"
        rows = lists.blank_means_above(self._folder / name, names["withy"], on, groups["withy"])
        self._listed(name, "withy", rows, on, whole)
        name = "06-northmere-camera-report.csv"
        rows = exports.camera_report(self._folder / name, names["northmere"], groups["northmere"], seed)
        self._listed(name, "northmere", rows, on, Covers.SITES)
        name = "07-mission-de-liaison.xlsx"
        rows = lists.in_french(self._folder / name, names["harbours"], on, groups["mission"])
        self._listed(name, "harbours", rows, on, Covers.SITES)
        name = "08-cinder-fell-discovery.csv"
        rows = exports.discovery(self._folder / name, names["cinder"], groups["cinder"])
        self._listed(name, "cinder", rows, on, Covers.SITES)
        name = "09-fernhollow-return.xlsx"
        rows = lists.quantity_lines(self._folder / name, names["fernhollow"], on, groups["fernhollow"], seed)
        self._listed(name, "fernhollow", rows, on, whole)
        name = "10-museum-of-tides.csv"
        rows = exports.plain_csv(self._folder / name, names["tides"], groups["tides"])
        self._listed(name, "tides", rows, on, whole)

    def later_lists(self, acts: Sequence[year.ScriptedRemoval]) -> None:
        """The lists that two bodies sent about a year later."""
        fates = {act.device: act.fate for act in acts}
        # A device that left after the second list was drawn up still stands in it.
        seen = {device: fate for device, fate in fates.items() if fate.removed_on and fate.removed_on <= LATER_DATED}
        next_id = len(self._devices) + 1
        name = "11-harbours-and-lights-cctv-schedule-2026.xlsx"
        lines = a_year_later(self._devices, "harbours", seen, self._seed, next_id)
        rows = lists.with_subtotals(self._folder / name, self._names["harbours"], LATER_DATED, lines)
        self._listed(name, "harbours", rows, LATER_DATED, Covers.SITES)
        name = "12-saltmarsh-vale-asset-register-2026.xlsx"
        lines = a_year_later(self._devices, "saltmarsh", seen, self._seed, next_id + 100)
        rows = lists.make_and_model(self._folder / name, self._names["saltmarsh"], LATER_DATED, lines)
        self._listed(name, "saltmarsh", rows, LATER_DATED, Covers.ORGANISATION)


def _write_evidence(folder: Path, acts: Sequence[year.ScriptedRemoval]) -> None:
    folder.mkdir(exist_ok=True)
    for file in {file.name: file for act in acts for step in act.steps for file in step.evidence}.values():
        (folder / file.name).write_bytes(file.content)


_YES_NO = {LimbAnswer.YES: "yes", LimbAnswer.NO: "no", LimbAnswer.UNKNOWN: None}


def _write_estate_list(path: Path, bodies: Sequence[Organisation], places: Sequence[Site]) -> None:
    """The estate list: bodies, sites, limbs and control. A blank limb means that nobody has answered."""
    by_key = {body.key: body for body in bodies}
    with Book(path, "Estate list", FIRST_DATED) as book:
        page = book.sheet("Sites", (12, 36, 40, 12, 16, 40, 20, 36, 14, 14, 12, 12, 12, 12, 30, 14, 18))
        page.title(
            "Estate list – all bodies", f"Position at {FIRST_DATED.day} {FIRST_DATED:%B %Y}", "OFFICIAL-SENSITIVE"
        )
        page.row()
        page.header(
            "Site code", "Site name", "Address", "Postcode", "UPRN", "Organisation", "Organisation kind",
            "Parent organisation", "Control", "Lease end", "Holds secret material", "Significant DV officials",
            "Routinely used by ministers", "SOCPA 2005 location", "Assessed by", "Assessed on", "Adopted regimes",
        )  # fmt: skip
        for site in places:
            body = by_key[site.organisation]
            page.row(
                site.code, site.name, site.address, site.postcode or None, site.uprn, body.name,
                body.kind.value.replace("_", " "), by_key[body.parent].name if body.parent else None,
                site.control.value, site.lease_end, *(_YES_NO[site.limbs[limb]] for limb in Limb),
                site.assessed_by, site.assessed_on, ", ".join(body.regimes) or None,
            )  # fmt: skip
        page.row()
        page.row("A blank answer means that nobody has answered. Fictional, made for a demo.")
