"""`riskreg vendors`: look the lists over, and see which unknown makes are worth researching."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.common import DatabaseOption, JsonOption, counted, leave, office, say, say_json, show_table
from riskreg.errors import NotFound
from riskreg.operations import vendors as act
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity

vendors = typer.Typer(help="What is known of makers: look the lists over, and extend them.", no_args_is_help=True)

_FAULTS = 4
"""Exit code of a list at fault, as everywhere."""


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(vendors, name="vendors")


@vendors.command("lint")
def lint(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="A folder of lists. Default: the lists at hand.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as faults for the exit code.")] = False,
    notes: Annotated[bool, typer.Option("--notes", help="Show what is only worth knowing, too.")] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look a folder of vendor and regime lists over: every fault with file and line.

    Where there is no fault, it also shows what deserves a second look: model patterns that hit another maker's models,
    names that several makers bear, makers that nothing can identify, and entries of imported lists to be settled.

    Ends with 4 where there is a fault, else with 0; with --strict also where there is a warning.
    """
    with office(database, quiet=as_json) as place:
        issues = act.lint_lists(place, folder)
        wanted = [each for each in issues if notes or as_json or each.severity is not Severity.NOTE]
        faults = [each for each in issues if each.severity is Severity.ERROR]
        warnings = [each for each in issues if each.severity is Severity.WARNING]
        if as_json:
            say_json([each.as_dict() for each in issues])
        else:
            _show(wanted, len(issues) - len(wanted), len(faults), len(warnings))
        leave(_FAULTS if faults or (strict and warnings) else 0)


def _show(issues: list[Issue], hidden: int, faults: int, warnings: int) -> None:
    if issues:
        show_table("", ("", "What", "What to do"), ((i.severity.value, i.message, i.cure) for i in issues))
    more = f"; {counted(hidden, 'note')} not shown, see them with --notes" if hidden else ""
    say(f"{counted(faults, 'fault')}, {counted(warnings, 'warning')}{more}.")


@vendors.command("suggest")
def suggest(
    most: Annotated[int, typer.Option("--most", help="How many makes to show.")] = 30,
    skeleton: Annotated[
        str | None, typer.Option("--yaml", metavar="MAKE", help="Print a vendor's file for this make, to complete.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write all makes: .csv, .json or .xlsx.")
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the makes of the register that the catalogue cannot tell, those with the most devices first.

    With each: the registrants of its MAC addresses, its model families and an example, ready to be researched.
    """
    with office(database, quiet=as_json) as place:
        found = act.unknown_makes(place)
        if skeleton is not None:
            wanted = next((each for each in found if each.is_called(skeleton)), None)
            if wanted is None:
                raise NotFound(f"“{skeleton}” is no unknown make of the register.", "See: riskreg vendors suggest")
            typer.echo(act.skeleton(wanted), nl=False)
            return
        if output is not None:
            act.write_unknown_makes(place, found, output)
            say(f"{counted(len(found), 'make')} written to {output}.")
            return
        if as_json:
            say_json([asdict(each) for each in found])
            return
        show_table(
            "Unknown makes, by number of devices",
            ("Make", "Devices", "Organisations", "Registrants of MAC addresses", "Model families", "For example"),
            (
                (
                    *(each.make, each.devices, each.organisations),
                    *(act.counts(each.registrants[:2]), act.counts(each.families[:4]), each.example),
                )
                for each in found[:most]
            ),
            numbers=(1, 2),
        )
        if len(found) > most:
            say(f"… and {len(found) - most:,} more; see them with --most or -o FILE.")
        say("Print a file to complete for one of them with: riskreg vendors suggest --yaml MAKE")
