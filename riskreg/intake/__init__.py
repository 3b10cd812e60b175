"""Import: preview a list, apply what was previewed, undo it. A preview writes nothing, and nothing is ever deleted.

Names are loaded when they are first used: the returning process is started for every workbook and needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskreg.intake.ahead import Ahead
    from riskreg.intake.answered import Answers, answers_of
    from riskreg.intake.apply import apply
    from riskreg.intake.beginning import Begun, begin
    from riskreg.intake.effects import Effect, UndoOutcome, undo_effects
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

_PLACES = {
    "ahead": ("Ahead",),
    "answered": ("Answers", "answers_of"),
    "apply": ("apply",),
    "beginning": ("Begun", "begin"),
    "effects": ("Effect", "UndoOutcome", "undo_effects"),
    "foreseen": ("Judge",),
    "merging": ("Merged", "merge", "separate"),
    "mirrors": ("rebuild_mirrors",),
    "nil_returns": (
        *("Whose", "ask_for_return", "end_request", "record_nil_return"),
        *("set_against_nil_returns", "withdraw_nil_return"),
    ),
    "page": ("preview_page",),
    "prepare": ("prepare",),
    "preview": (
        *("ColumnRead", "Difference", "Look", "NotSeen", "Preview"),
        *("RowSkipped", "SheetRead", "SitesTouched", "Subject"),
    ),
    "signed": ("Signature",),
    "signing": ("with_signature",),
    "understood": ("Understood", "kind_of", "understand"),
    "undo": ("Undone", "undo"),
    "writing": ("Applied", "KeyScreener", "Keyer"),
}
_PLACE_OF = {name: place for place, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    """A public name of this package, loaded with the module that defines it, and all others of that module.

    `apply`, `prepare` and `undo` are the verb and its module: nothing but this may load the module.
    """
    if name not in _PLACE_OF:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    place = _PLACE_OF[name]
    module = import_module(f"{__name__}.{place}")
    globals().update({each: getattr(module, each) for each in _PLACES[place]})
    found: object = globals()[name]
    return found
