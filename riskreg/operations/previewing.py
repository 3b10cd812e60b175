"""The preview of an import as a page for any browser."""

from __future__ import annotations

from pathlib import Path

from riskreg import intake
from riskreg.database import register_code
from riskreg.intake import Preview
from riskreg.operations.office import Office
from riskreg.reporting.files import whole_file


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
