"""Import: preview a list, apply what was previewed, undo it. A preview writes nothing, and nothing is ever deleted."""

from riskreg.intake.apply import apply
from riskreg.intake.merging import Merged, merge, separate
from riskreg.intake.mirrors import rebuild_mirrors
from riskreg.intake.prepare import kind_of, prepare
from riskreg.intake.preview import (
    ColumnRead,
    Difference,
    NotSeen,
    Preview,
    RowSkipped,
    SheetRead,
    SitesTouched,
    Subject,
)
from riskreg.intake.undo import Undone, undo
from riskreg.intake.writing import Applied, Keyer, KeyScreener

__all__ = [
    "Applied",
    "ColumnRead",
    "Difference",
    "KeyScreener",
    "Keyer",
    "Merged",
    "NotSeen",
    "Preview",
    "RowSkipped",
    "SheetRead",
    "SitesTouched",
    "Subject",
    "Undone",
    "apply",
    "kind_of",
    "merge",
    "prepare",
    "rebuild_mirrors",
    "separate",
    "undo",
]
