"""Import: preview a list, apply what was previewed, undo it. A preview writes nothing, and nothing is ever deleted."""

from riskreg.intake.answered import Answers, answers_of
from riskreg.intake.apply import apply
from riskreg.intake.foreseen import Judge
from riskreg.intake.merging import Merged, merge, separate
from riskreg.intake.mirrors import rebuild_mirrors
from riskreg.intake.page import preview_page
from riskreg.intake.prepare import kind_of, prepare
from riskreg.intake.preview import (
    ColumnRead,
    Difference,
    Look,
    NotSeen,
    Preview,
    RowSkipped,
    SheetRead,
    SitesTouched,
    Subject,
)
from riskreg.intake.undo import Undone, undo
from riskreg.intake.undo_effects import Effect, UndoOutcome, undo_effects
from riskreg.intake.writing import Applied, Keyer, KeyScreener

__all__ = [
    "Answers",
    "Applied",
    "ColumnRead",
    "Difference",
    "Effect",
    "Judge",
    "KeyScreener",
    "Keyer",
    "Look",
    "Merged",
    "NotSeen",
    "Preview",
    "RowSkipped",
    "SheetRead",
    "SitesTouched",
    "Subject",
    "UndoOutcome",
    "Undone",
    "answers_of",
    "apply",
    "kind_of",
    "merge",
    "prepare",
    "preview_page",
    "rebuild_mirrors",
    "separate",
    "undo",
    "undo_effects",
]
