"""A fictional estate for demonstrations and tests: lists as people keep them, the truth about them, a scripted year.

Nothing in it is a real body, building, person, serial number or password. Makers, brands, model numbers and address
prefixes are real, because recognising them is what the register is for.
"""

from riskreg.demo.equipment import Device, Evidence, TrueClass
from riskreg.demo.estate import (
    DEFAULT_SEED,
    Estate,
    EstateFile,
    FlagDecision,
    RemovalAct,
    decisions,
    determinations,
    removals,
    write_estate,
)
from riskreg.demo.evidence import EvidenceFile
from riskreg.demo.paper import TrueRow
from riskreg.demo.world import FIRST_DATED, LATER_DATED, YEAR_END, Organisation, Site
from riskreg.demo.year import ScriptedDecision, ScriptedDetermination, StepTaken

__all__ = [
    "DEFAULT_SEED",
    "FIRST_DATED",
    "LATER_DATED",
    "YEAR_END",
    "Device",
    "Estate",
    "EstateFile",
    "Evidence",
    "EvidenceFile",
    "FlagDecision",
    "Organisation",
    "RemovalAct",
    "ScriptedDecision",
    "ScriptedDetermination",
    "Site",
    "StepTaken",
    "TrueClass",
    "TrueRow",
    "decisions",
    "determinations",
    "removals",
    "write_estate",
]
