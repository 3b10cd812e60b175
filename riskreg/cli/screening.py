"""`riskreg screen` and `riskreg flags`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from riskreg.cli.answers import show_answer, show_screened
from riskreg.cli.common import ActorOption, DatabaseOption, JsonOption, counted, office, say, say_json
from riskreg.operations.asking import asked
from riskreg.operations.screening import screen_register
from riskreg.rules.terms import Verdict


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.command("screen")(screen)
    app.command("flags")(flags)


def screen(database: DatabaseOption = None, actor: ActorOption = None, as_json: JsonOption = False) -> None:
    """Judge every asset again against the lists and determinations in use.

    Importing, adopting, activating and determining do it by themselves; this makes sure, and says what it changed.
    """
    with office(database, actor, quiet=as_json) as place:
        done = screen_register(place)
    if as_json:
        say_json(asdict(done))
        return
    say(f"Verdicts on distinct sets of traces that changed: {done.verdicts:,}.")
    show_screened(done.screened)
    say(
        "Asset lines by verdict: "
        + "; ".join(f"{verdict}: {count:,}" for verdict, count in done.verdict_counts.items())
        + "."
    )
    if done.determinations_due:
        say(
            f"{counted(done.determinations_due, 'determination')} past the date of review. "
            "See them with: riskreg query determinations --review due"
        )


def flags(
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="Only what it, or one below it, holds.")
    ] = None,
    verdict: Annotated[Verdict | None, typer.Option("--verdict", help="Restricted or suspected only.")] = None,
    most: Annotated[int, typer.Option("--most", help="How many lines to show.")] = 50,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is flagged and open: which asset, where, under which regime, how sure, and on what ground."""
    given = {"organisation": organisation, "verdict": verdict.value if verdict else None}
    with office(database, quiet=as_json) as place, asked(place, "flagged-assets", given) as found:
        show_answer(found, as_json=as_json, most=most)
