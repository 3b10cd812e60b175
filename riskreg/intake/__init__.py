"""Import: preview a list, apply what was previewed, undo it. A preview writes nothing, and nothing is ever deleted."""

from riskreg.intake.ahead import Ahead
from riskreg.intake.answered import Answers, answers_of
from riskreg.intake.apply import apply
from riskreg.intake.beginning import Begun, begin
from riskreg.intake.foreseen import Judge
from riskreg.intake.merging import Merged, merge, separate
from riskreg.intake.mirrors import rebuild_mirrors
from riskreg.intake.nil_returns import (
    Whose,
    ask_for_return,
    end_request,
    record_nil_return,
    set_against_nil_returns,
    withdraw_nil_return,
)
from riskreg.intake.page import preview_page
from riskreg.intake.prepare import prepare
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
from riskreg.intake.signed import Signature
from riskreg.intake.signing import with_signature
from riskreg.intake.understood import Understood, kind_of, understand
from riskreg.intake.undo import Undone, undo
from riskreg.intake.undo_effects import Effect, UndoOutcome, undo_effects
from riskreg.intake.writing import Applied, Keyer, KeyScreener

__all__ = [
    "Ahead",
    "Answers",
    "Applied",
    "Begun",
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
    "Signature",
    "SitesTouched",
    "Subject",
    "Understood",
    "UndoOutcome",
    "Undone",
    "Whose",
    "answers_of",
    "apply",
    "ask_for_return",
    "begin",
    "end_request",
    "kind_of",
    "merge",
    "prepare",
    "preview_page",
    "rebuild_mirrors",
    "record_nil_return",
    "separate",
    "set_against_nil_returns",
    "understand",
    "undo",
    "undo_effects",
    "with_signature",
    "withdraw_nil_return",
]
