"""The last checks of this start, in memory only: to read them again, to take them as a file, to keep one."""

from __future__ import annotations

from dataclasses import dataclass, field

from riskreg.operations.buying import PASTED
from riskreg.operations.checking import Checked
from riskreg.web.last import Last


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked.

    Attributes:
        name: Name of the file.
        organisation: Who buys; "" where not said.
        regimes: Those chosen; empty for all that count.
    """

    name: str
    organisation: str
    regimes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedHere:
    """A check and what it was of.

    Attributes:
        content: What was sent.
        is_registers: The register's own lists and determinations judged.
    """

    found: Checked
    asked: Asked
    content: bytes = field(repr=False)
    is_registers: bool

    @property
    def is_pasted(self) -> bool:
        """Whether it was pasted, so that there is no file in which a line has a number."""
        return self.asked.name == PASTED


class LastChecks(Last[CheckedHere]):
    """The last checks."""

    def __init__(self) -> None:
        super().__init__(
            "This check is not kept any more: only the last few are, until riskreg stops.",
            "Check it again; to keep a check, save it in the register.",
        )
