"""The workbook of an appraisal: its sheets, its headers and the words that are chosen from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from riskreg.rules.appraisal import OptionKind
from riskreg.rules.costing_lines import CostKind, Spend
from riskreg.rules.disruption_terms import Criticality
from riskreg.rules.green_book import ProjectType, RateKind

MARK: Final = "riskreg: appraisal of replacement options"
"""First cell of the workbook, by which it is known again."""
READ_ME: Final = "Read me"
MAIN: Final = "Appraisal"
BIAS: Final = "Optimism bias"
STAYS: Final = "What stays"
OPTIONS: Final = "Options"
LINES: Final = "Devices and products"
COSTS: Final = "Costs"
WORK: Final = "Work"
VIEWS: Final = "Views"
WINDOWS: Final = "Blackout windows"
DEVICES: Final = "Devices at the site"
PRICES: Final = "Public prices"
WORDS: Final = "Words"

ITEM, VALUE = "Item", "Value"
HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    MAIN: (ITEM, VALUE),
    BIAS: ("Type of project", "Managed (%)", "Evidence"),
    STAYS: (ITEM, VALUE),
    OPTIONS: ("Option", "Kind", "Name", "Description"),
    LINES: ("Option", "Line", "Replaces", "Product", "Number of products", "Note"),
    COSTS: (
        *("Option", "Cost", "Falls", "What", "Quantity", "Unit", "Low (£)", "Likely (£)", "High (£)"),
        *("First year", "Last year", "Money of", "VAT (%)", "Type of project", "Source"),
    ),
    WORK: (
        *("Option", "Visit", "First day", "Days", "Devices", "Out at once", "Minutes out each", "Parallel running"),
        *("Temporary devices", "Persons"),
    ),
    VIEWS: ("View", "Criticality", "Tolerated minutes", "Least devices", "Seen by"),
    WINDOWS: ("From", "To", "Reason"),
}
"""Sheet → headers. `Views` has one more for each option: `Devices after A`."""
AFTER: Final = "Devices after"

REFERENCE, BASED_ON = "Appraisal", "Based on"
NAME, DATE, BASE_YEAR, LAST_YEAR = "Name", "Date", "Base year", "Last year"
RATES, BUDGET = "Discount rates", "Set aside, with VAT (£)"
MAIN_ITEMS: Final = (REFERENCE, BASED_ON, NAME, DATE, BASE_YEAR, LAST_YEAR, RATES, BUDGET)

STAYS_ITEMS: Final[Mapping[str, tuple[str, str]]] = {
    "Video system": ("vms", "text"),
    "Its profiles, with version": ("client_profiles", "profiles"),
    "Recorder": ("recorder", "text"),
    "A switch feeds the devices": ("has_switch", "yes"),
    "PoE class of its ports": ("port_class", "class"),
    "Power that it gives (W)": ("budget_milliwatts", "watts"),
    "Power of other devices on it (W)": ("other_milliwatts", "watts"),
    "Cable": ("is_coax", "coax"),
    "Longest run (m)": ("cable_metres", "number"),
    "Codecs that are taken": ("codecs", "list"),
    "Storage was sized with a smart codec": ("uses_smart_codec", "yes"),
    "Counts or events must arrive": ("needs_analytics", "yes"),
    "Plate reads feed another system": ("feeds_plates", "yes"),
    "Doors share the old maker's system": ("shares_doors", "yes"),
    "Old recordings must stay playable": ("keeps_recordings", "yes"),
    "Only digest authentication is allowed": ("forbids_username_token", "yes"),
    "To be bought on": ("bought_on", "date"),
    "The switch sets power aside by": ("allots_by_class", "allots"),
    "Ports free once the old devices are out": ("free_ports", "number"),
    "Protection that the place needs": ("ingress", "ingress"),
    "Resistance to blows that it needs": ("impact", "impact"),
    "Coldest there (°C)": ("coldest", "degrees"),
    "Hottest there (°C)": ("hottest", "degrees"),
    "Special housing (custody, explosion, wash-down)": ("needs_special_housing", "yes"),
    "Mount that stays": ("mount", "text"),
    "Analytics to keep": ("analytics", "list"),
}
"""Item → attribute of `Stays`, and how its value is written."""
YES, NO = "yes", "no"
COAX, PAIR = "coaxial", "twisted pair"
BY_CLASS, BY_DRAW = "class", "measured draw"

CHOICES: Final[Mapping[str, type[StrEnum]]] = {
    "Kind": OptionKind,
    "Cost": CostKind,
    "Falls": Spend,
    "Type of project": ProjectType,
    "Criticality": Criticality,
    RATES: RateKind,
}
"""Header or item → the words to choose from."""


def word(value: StrEnum) -> str:
    """A value as a person chooses it: `like_for_like` → `like for like`."""
    return value.value.replace("_", " ")
