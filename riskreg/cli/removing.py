"""`riskreg removal`: what happened to a device on its way out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.common import ActorOption, DatabaseOption, JsonOption, counted, office, say, say_json, words
from riskreg.operations.removing import record_removal
from riskreg.rules.dates import parse_typed_date
from riskreg.rules.terms import EvidenceKind, Step

removal = typer.Typer(help="Steps of removals, with their evidence.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(removal, name="removal")


@removal.command("record")
def record(
    references: Annotated[
        list[str], typer.Argument(metavar="REF…", help="Assets: ASSET-… reference, serial number or asset tag.")
    ],
    step: Annotated[Step, typer.Option("--step", help="What happened.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="When it happened.")],
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="FILE", help="What proves it; a copy is kept.")
    ] = None,
    evidence_kind: Annotated[
        EvidenceKind | None, typer.Option("--evidence-kind", help="What the file is. Default: told from its name.")
    ] = None,
    remover: Annotated[str | None, typer.Option("--remover", metavar="NAME", help="Who took it down.")] = None,
    verifier: Annotated[
        str | None, typer.Option("--verifier", metavar="NAME", help="Who looked and found it gone; never the remover.")
    ] = None,
    devices: Annotated[
        int | None, typer.Option("--devices", help="How many devices of the line. Default: all that are left.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="Anything else to be remembered.")] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a step of a removal. Only a verified removal, with evidence and by a second person, counts as removed."""
    with office(database, actor, quiet=as_json) as place:
        done = record_removal(
            place,
            references,
            step,
            parse_typed_date(on),
            devices=devices,
            remover=remover,
            verifier=verifier,
            evidence=evidence,
            evidence_kind=evidence_kind,
            note=note,
        )
    if as_json:
        say_json(asdict(done))
        return
    say(f"Recorded as {words(step)}: {counted(done.devices, 'device')} on {counted(done.assets, 'asset line')}.")
    for text in done.said:
        say(text)
    for breach in done.breaches:
        say(f"Breach, kept open: {breach}")
