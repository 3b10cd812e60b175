"""Hand a list back: the officer's own workbook with what is to be looked at marked, beside a preview or an import."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from riskreg import intake
from riskreg.errors import FileRejected, RiskregError, UsageError
from riskreg.intake import Preview
from riskreg.intake.returned import Returned as Returned
from riskreg.intake.returned import Said, write_returned
from riskreg.intake.returned import returned_name as returned_name
from riskreg.operations.importing import Beside, Request
from riskreg.operations.office import Office
from riskreg.reporting.files import whole_file
from riskreg.rules.dates import long_date
from riskreg.tables import Workbook


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A workbook that was handed back, where it lies, and the protective marking that it bears inside."""

    path: Path
    returned: Returned
    marking: str

    @property
    def is_name_marked(self) -> bool:
        """Whether the name of the file bears the marking too, as names chosen by riskreg do."""
        words = "".join(c if c.isascii() and c.isalnum() else " " for c in self.marking.upper()).split()
        return "-".join(words) in self.path.name.upper()


def _answers_in(workbook: Workbook) -> intake.Answers:
    """What the list answers for itself; nothing where that is why it could not be taken."""
    try:
        return intake.answers_of(workbook)
    except UsageError:
        return intake.Answers()


class GivingBack:
    """Writes the workbook that goes back, when the file's rows are at hand.

    Args:
        office: Where.
        request: What is asked of the import.
        target: An .xlsx file, or a folder, in which the file is named after the list and its protective marking.
        is_plain: Write a new workbook even where the officer's own could be marked.

    Raises:
        UsageError: The target cannot be such a file.
    """

    def __init__(self, office: Office, request: Request, target: Path, *, is_plain: bool = False) -> None:
        self._office = office
        self._request = request
        self._is_plain = is_plain
        self.given: list[GivenBack] = []
        marking = office.settings.marking
        self.path = target / returned_name(request.path.name, marking) if target.is_dir() else target
        if self.path.suffix.lower() != ".xlsx":
            raise UsageError(
                f"“{self.path.name}” is not the name of an Excel Workbook.",
                "Let the name after --return end in .xlsx, or name a folder that exists; macros are not kept.",
            )
        if self.path.exists() and request.path.exists() and self.path.samefile(request.path):
            raise UsageError(
                "The workbook that goes back would take the place of the list that was sent.",
                "Give another name after --return.",
            )
        if not self.path.parent.is_dir():
            raise UsageError(f"There is no folder “{self.path.parent}”.", "Make it, or name another after --return.")

    @property
    def beside(self) -> Beside:
        """What an import does beside its own work."""
        return self._write

    def _write(self, workbook: Workbook, outcome: Preview | FileRejected) -> None:
        self._office.watcher("Writing the workbook that goes back", 0, None)
        request, told = self._request, _answers_in(workbook)
        dated = request.dated or told.dated
        said = Said(
            marking=self._office.settings.marking,
            organisation=request.organisation or told.organisation,
            dated=long_date(dated) if dated else None,
            columns=dict(request.mapping or told.columns),
            sites={**told.sites, **(request.sites or {})},
        )
        with tempfile.TemporaryDirectory(prefix="riskreg-") as folder:
            made = Path(folder) / "returned.xlsx"
            returned = write_returned(
                workbook,
                outcome,
                made,
                said,
                is_plain=self._is_plain,
                most_cells=self._office.settings.return_cells,
            )
            try:
                with whole_file(self.path) as stream, made.open("rb") as source:
                    shutil.copyfileobj(source, stream)
            except RiskregError as error:
                raise RiskregError(
                    f"{error.message} What the import itself did stands: see riskreg imports.", error.cure
                ) from error
        self.given.append(GivenBack(self.path, returned, self._office.settings.marking))
