"""Report: the removal-progress report from one frozen set of figures, as workbook, page and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from riskreg.errors import UsageError
from riskreg.operations.office import Office
from riskreg.operations.setting_up import find_organisation
from riskreg.reporting import Figure, Point, write_json
from riskreg.reporting import Progress as Progress
from riskreg.reporting.figures import progress
from riskreg.reporting.page import FigureView as FigureView
from riskreg.reporting.page import page_parts as page_parts
from riskreg.reporting.page import write_page
from riskreg.reporting.wording import format_value as format_value
from riskreg.reporting.wording import fraction as fraction
from riskreg.reporting.workbook import write_workbook
from riskreg.rules.names import marked_name

WRITERS: Mapping[str, Callable[[Progress, Path], None]] = {
    ".xlsx": write_workbook,
    ".html": write_page,
    ".json": write_json,
}
"""Ending of a file → what writes the report so."""


@dataclass(frozen=True)
class Reported:
    """A report and the files it was written to."""

    progress: Progress
    files: tuple[Path, ...]


def report_figures(
    office: Office,
    *,
    as_at: date,
    as_known: int | None = None,
    organisation: str | None = None,
    regimes: tuple[str, ...] = (),
    since: date | None = None,
    since_known: int | None = None,
) -> Progress:
    """The figures of the removal-progress report of a date, sealed.

    Args:
        office: Where.
        as_at: The date that the figures describe.
        as_known: Only what the register had been told by that change; all where None.
        organisation: Only this organisation and those below it; all where None.
        regimes: Only these regimes; all that are adopted where empty.
        since: Earlier date from which the bridge leads here.
        since_known: Only what had been told by that change counts for the bridge's opening.

    Raises:
        UsageError: The earlier date is not earlier.
        NotFound: An organisation, regime or change is unknown.
    """
    if since is not None and since >= as_at and not (since == as_at and since_known is not None):
        raise UsageError(
            "The bridge must lead from an earlier date, or from the same date as it was known before.",
            "Give --since a date before --as-at, or the same date with --since-known CHANGE.",
        )
    office.watcher("Computing figures", 0, None)
    with office.reading() as session:
        scope = find_organisation(session, organisation) if organisation else None
        return progress(
            session,
            Point(as_at, as_known),
            organisation_id=scope.id if scope else None,
            regimes=regimes or None,
            marking=office.settings.marking,
            since=Point(since, since_known if since_known is not None else as_known) if since else None,
        )


def write_report(figures: Progress, path: Path) -> None:
    """Write figures as a workbook, a page or JSON, by the ending of the file's name."""
    WRITERS[path.suffix](figures, path)


def report_progress(
    office: Office,
    folder: Path,
    *,
    as_at: date,
    as_known: int | None = None,
    organisation: str | None = None,
    regimes: tuple[str, ...] = (),
    since: date | None = None,
    since_known: int | None = None,
) -> Reported:
    """Write the removal-progress report of a date as workbook, page and JSON into a folder, made where it is missing.

    Arguments and errors are those of `report_figures`.
    """
    figures = report_figures(
        office,
        as_at=as_at,
        as_known=as_known,
        organisation=organisation,
        regimes=regimes,
        since=since,
        since_known=since_known,
    )
    folder.mkdir(parents=True, exist_ok=True)
    files = tuple(folder / marked_name(file_name(figures), figures.marking, ending) for ending in WRITERS)
    for number, file in enumerate(files):
        office.watcher("Writing the report", number, len(files))
        write_report(figures, file)
    office.watcher("Writing the report", len(files), len(files))
    return Reported(figures, files)


def figure_line(figure: Figure) -> str:
    """A figure in one line: `Removed and verified: 20.4 % (312 of 1,530; 41 not known)`."""
    parts = [fraction(figure)] if fraction(figure) else []
    if figure.not_known:
        parts.append(f"{figure.not_known:,} not known")
    made_of = f" ({'; '.join(parts)})" if parts else ""
    return f"{figure.title}: {format_value(figure.value, figure.unit)}{made_of}"


def file_name(figures: Progress) -> str:
    """Name of a report's files, without marking and ending."""
    return f"removal-progress-{figures.as_at.isoformat()}"
