"""`riskreg serve`: the pages, on this machine only, for one declared person."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from riskreg.cli.common import ActorOption, DatabaseOption, say, stdout
from riskreg.errors import NotPermitted
from riskreg.operations.office import Actor, Office
from riskreg.settings import settings
from riskreg.web.serving import serve as run

PortOption = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="Where on this machine; 0: any port that is free.")
]


def register(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command("serve")(serve)


def serve(
    port: PortOption = 8000,
    database: DatabaseOption = None,
    actor: ActorOption = None,
) -> None:
    """Open the register in a browser, on this machine only.

    Everything that is changed on the pages bears the one name given at the start. Nobody on another machine can reach
    the pages; whoever has an account on this machine can. Stop with Ctrl+C; imports under way go on at the next start.
    """
    serve_register(database, actor, port)


def serve_register(database: str | None, actor: str | None, port: int) -> None:
    """Serve a register until the person stops it.

    Args:
        database: Address of the register, or None for the one of the settings.
        actor: Who acts, or None for the one of the settings, who is asked for where there is none.
        port: Where; 0: any free port.
    """
    base = settings()
    chosen = base.model_copy(update={"database_url": database}) if database else base
    name = (actor or chosen.actor or _asked()).strip()
    if not name:
        raise NotPermitted("Say who you are: everything changed on the pages bears your name.", 'Add --as "Your Name".')
    run(Office(settings=chosen, actor=Actor(name)), port, lambda address: say(_ready(name, address)))
    say("Stopped.")


def _asked() -> str:
    """The person's name, asked for on a terminal."""
    if not (sys.stdin.isatty() and stdout.is_terminal):
        return ""
    answer: str = typer.prompt("Your name, which everything you change will bear")
    return answer


def _ready(name: str, address: str) -> str:
    return f"riskreg is ready for {name}. Open {address} in a browser on this machine. Stop with Ctrl+C."
