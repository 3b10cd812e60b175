"""`riskreg demo`: a fictional estate, from messy lists to the report."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.common import JsonOption, office, say, say_json, show_table
from riskreg.cli.serving import PortOption, serve_register
from riskreg.errors import UsageError
from riskreg.operations.demonstrating import OFFICER, Demonstrated, demonstrate
from riskreg.operations.reporting import figure_line


def register(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command("demo")(demo)


def demo(
    folder: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Folder to build it in; an earlier demo there is made anew."
        ),
    ] = Path("riskreg-demo"),
    serve: Annotated[
        bool, typer.Option("--serve", help="Then open it in a browser, on this machine only; stop with Ctrl+C.")
    ] = False,
    port: PortOption = 8000,
    as_json: JsonOption = False,
) -> None:
    """Build a fictional estate from messy lists, and take it through a year of removals to the progress report.

    Eight organisations, 300 sites and about 5,000 devices, imported from a dozen files as people keep them. Nothing in
    it is real but the makers' names and model numbers.
    """
    if serve and as_json:
        raise UsageError(
            "With --serve there is no JSON: the service goes on until it is stopped.", "Leave one of them out."
        )
    with office(None, quiet=as_json) as place:
        done = demonstrate(place, folder)
    if as_json:
        say_json(
            {
                "folder": str(done.folder),
                "register": str(done.register),
                "files": [str(file) for file in done.files],
                "headline": done.progress.headline.value,
                "digest": done.progress.digest,
            }
        )
        return
    _show(done)
    if serve:
        say()
        serve_register(f"sqlite:///{done.register.resolve()}", OFFICER, port)


def _show(done: Demonstrated) -> None:
    show_table("Lists imported", ("File", "Rows", "Problems said"), done.imported, numbers=(1, 2))
    say(figure_line(done.progress.headline))
    for figure in done.progress.beside_headline:
        if figure.value:
            say(f"  {figure_line(figure)}")
    say()
    say("Made:")
    say(f"  the register          {done.register}")
    say(f"  the lists imported    {done.lists}")
    for file in done.files:
        what = {".html": "the report, a page", ".json": "the figures"}.get(file.suffix, "a workbook")
        say(f"  {what:<21} {file}")
    say()
    say("Open the page in any browser:")
    page = next(file for file in done.files if file.suffix == ".html")
    say(f"  {page.resolve().as_uri()}")
    say()
    say("To look at it in a browser:")
    say(f'  {_program()} serve --as "{OFFICER}" --database sqlite:///{done.register}')
    say()
    say(f"{'Four' if done.appraisal is not None else 'Three'} things to try next:")
    program = _program()
    address = f"--database sqlite:///{done.register}"
    say(f"  {program} show {done.example} {address}")
    say(f"  {program} query flagged-sites --sensitivity sensitive {address}")
    if done.appraisal is not None:
        say(f"  {program} plan compare {done.appraisal} {address}")
    say(f"  {program} check {done.lists / '04-saltmarsh-vale-asset-register.xlsx'} -o checked.csv")


def _program() -> str:
    """How to call the program again from here: by its name where that finds it, else by its path."""
    return "riskreg" if shutil.which("riskreg") else sys.argv[0]
