"""The officer's workbook back: their own sheets with what is to be looked at marked, and a summary in front.

Names are loaded when they are first used: the returning process is started for every workbook and needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskreg.intake.returned.sheet_marks import OtherRows
    from riskreg.intake.returned.summary import Said
    from riskreg.intake.returned.writing import Returned, returned_name, write_returned

__all__ = ["OtherRows", "Returned", "Said", "returned_name", "write_returned"]

_PLACES = {
    "sheet_marks": ("OtherRows",),
    "summary": ("Said",),
    "writing": ("Returned", "returned_name", "write_returned"),
}
_MODULE_OF = {name: f"{__name__}.{module}" for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    """A public name of this package, loaded with the module that defines it."""
    if name not in _MODULE_OF:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = found
    return found
