"""The preview of an import: what it foresees of verdicts, and the preview as a page for any browser."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from riskreg import intake
from riskreg.database import register_code
from riskreg.errors import Conflict
from riskreg.identification import Trace
from riskreg.intake import Preview
from riskreg.operations.office import Office
from riskreg.reporting.files import whole_file
from riskreg.rules.terms import Verdict
from riskreg.screening import Foresight


class Foreseeing:
    """Verdicts of what a list would change, for its preview; the lists are read when first asked.

    Args:
        office: Where.
        session: A session that may read.
    """

    def __init__(self, office: Office, session: Session) -> None:
        self._office = office
        self._session = session
        self._is_asked = False
        self._foresight: Foresight | None = None

    def verdict(self, organisation_id: int, trace: Trace) -> Verdict | None:
        """What screening would say; None where the lists at hand are not those in use."""
        if not self._is_asked:
            self._is_asked = True
            try:
                self._foresight = Foresight(self._session, self._office.catalogue, self._office.identifier)
            except Conflict:
                return None
        return self._foresight.verdict(organisation_id, trace) if self._foresight is not None else None


def write_preview_page(office: Office, preview: Preview, path: Path) -> None:
    """Write a preview as one HTML file that needs nothing else and runs nothing.

    Args:
        office: Where.
        preview: As shown.
        path: The file.

    Raises:
        RiskregError: The file cannot be written there.
    """
    with office.reading() as session:
        code = register_code(session)
    page = intake.preview_page(preview, code=code, marking=office.settings.marking)
    with whole_file(path) as stream:
        stream.write(page.encode("utf-8"))
