"""`riskreg report`: the figures that are handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer

from riskreg.cli.common import DatabaseOption, JsonOption, date_option, office, say, say_json, show_table
from riskreg.operations.reporting import figure_line, format_value, report_progress

report = typer.Typer(help="Reports.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(report, name="report")


@report.command("progress")
def progress(
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Folder for the workbook, the page and the JSON.")
    ],
    as_at: Annotated[
        str | None, typer.Option("--as-at", metavar="DATE", help="The date that the figures describe. Default: today.")
    ] = None,
    as_known: Annotated[
        int | None,
        typer.Option("--as-known", metavar="CHANGE", help="Only what the register had been told by that change."),
    ] = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="Only this organisation and those below it.")
    ] = None,
    regime: Annotated[
        list[str] | None, typer.Option("--regime", metavar="NAME", help="Only this regime; can be repeated.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Add the bridge from this earlier date.")
    ] = None,
    since_known: Annotated[
        int | None,
        typer.Option(
            "--since-known", metavar="CHANGE", help="The bridge opens with what had been told by that change."
        ),
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the removal-progress report: a workbook with charts, a page for any browser, and the figures as JSON.

    All three render one frozen set of figures, whose digest stands on each.
    """
    with office(database, quiet=as_json) as place:
        done = report_progress(
            place,
            folder,
            as_at=date_option(as_at) or place.today,
            as_known=as_known,
            organisation=organisation,
            regimes=tuple(regime or ()),
            since=date_option(since),
            since_known=since_known,
        )
    figures = done.progress
    if as_json:
        say_json(
            {
                "files": [str(file) for file in done.files],
                "figures": orjson.loads(figures.canonical_json()),
                "digest": figures.digest,
            }
        )
        return
    say(figure_line(figures.headline))
    for figure in figures.beside_headline:
        say(f"  {figure_line(figure)}")
    if figures.bridge is not None:
        bridge = figures.bridge
        rows = [
            ("Opening", bridge.opening),
            *((line.title, line.devices) for line in bridge.lines),
            ("Closing", bridge.closing),
        ]
        show_table(
            f"Bridge: {bridge.measure}",
            ("", "Devices"),
            ((title, format_value(n, "number")) for title, n in rows),
            numbers=(1,),
        )
    for file in done.files:
        say(f"Written: {file}")
    say(f"Digest of the figures: {figures.digest}")
