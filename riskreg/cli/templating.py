"""`riskreg template`: blank lists to send out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.common import JsonOption, say, say_json
from riskreg.operations.templating import write_blank_list
from riskreg.rules.terms import ImportKind
from riskreg.settings import settings


def register(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command("template")(template)


def template(
    kind: Annotated[ImportKind, typer.Argument(help="Equipment, organisations and sites, or a replacement plan.")],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE.xlsx", help="Where to write it; a folder will do."),
    ] = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write a blank list to send out: a workbook with drop-downs, notes, an example and instructions.

    Filled in, it imports without questions: its columns are understood as they stand, and it says itself which date it
    describes, what it covers and whose it is. The example in it is never imported.
    """
    path = write_blank_list(kind, output, settings().marking)
    say_json({"file": str(path), "kind": kind}) if as_json else say(f"Written: {path}")
