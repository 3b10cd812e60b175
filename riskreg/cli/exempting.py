"""`riskreg exempt`: let restricted equipment stay for a time, list what may stay, and end it early."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.answers import show_answer
from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
    date_option,
    office,
    say,
    say_json,
)
from riskreg.errors import UsageError
from riskreg.operations import exempting as act
from riskreg.operations.asking import asked
from riskreg.rules.dates import long_date

exempt = typer.Typer(
    help="Let restricted equipment stay for a time, with a reason, an approver and a last day.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(exempt, name="exempt")


@exempt.command("add")
def add(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="An asset (ASSET-…, serial number), a site, or an organisation.")
    ],
    regime: Annotated[str, typer.Option("--regime", metavar="NAME", help="From which regime it is exempt.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day. There is none without an end.")],
    approver: Annotated[
        str, typer.Option("--approved-by", metavar="NAME", help="Who approved it: another person than you.")
    ],
    reason: ReasonOption = "",
    control: Annotated[
        str | None,
        typer.Option("--control", metavar="TEXT", help="What keeps the risk down meanwhile. A waiver must say it."),
    ] = None,
    clause: Annotated[
        str | None,
        typer.Option(
            "--clause", metavar="KEY", help="Clause by which the regime itself exempts it; without: a waiver."
        ),
    ] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day. Default: today.")] = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="FILE", help="The approval as a file; a copy is kept.")
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that an asset, a site or an organisation is exempt from a regime for a time.

    The flags stay, and stay open; they are counted apart as exempt, and are not overdue. On the day after the last day
    they come back as “exemption has run out”, without anybody doing anything.
    """
    with office(database, actor, quiet=as_json) as place:
        last = date_option(until)
        if last is None:
            raise UsageError("An exemption needs a last day.", "Add --until DATE.")
        done = act.record_exemption(
            place,
            what,
            regime,
            until_on=last,
            approver=approver,
            reason=reason,
            from_on=date_option(since),
            clause=clause,
            control=control,
            evidence=evidence,
        )
    if as_json:
        say_json(asdict(done))
        return
    until = long_date(done.until_on)
    say(f"{done.reference}: {done.what} is exempt from {done.regime} until {until}, and stays flagged.")
    for sentence in done.said:
        say(sentence)


@exempt.command("list")
def list_exemptions(
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="Only what it, or one below it, holds.")
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help="Only those: now, ending (within 90 days), expired.")
    ] = None,
    most: Annotated[int, typer.Option("--most", help="How many lines to show.")] = 50,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List exemptions by their last day, with reason, approver and how many devices still stand."""
    given = {"organisation": organisation, "exempt": state}
    with office(database, quiet=as_json) as place, asked(place, "exemptions", given) as found:
        show_answer(found, as_json=as_json, most=most)


@exempt.command("end")
def end(
    reference: Annotated[str, typer.Argument(metavar="REF", help="The exemption (EXM-…).")],
    reason: ReasonOption = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="From which day it no longer holds. Default: today.")
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """End an exemption before its last day. It stays on record, with who ended it and why."""
    with office(database, actor, quiet=as_json) as place:
        ended_on = act.end(place, reference, reason=reason, on=date_option(on))
    if as_json:
        say_json({"reference": reference, "ended_on": ended_on})
        return
    say(f"{reference} no longer holds from {long_date(ended_on)}.")


@exempt.command("clauses")
def clauses(
    regime: Annotated[str, typer.Argument(metavar="NAME", help="Short name of the regime.")],
    as_json: JsonOption = False,
) -> None:
    """List what a regime itself exempts, with the key for “riskreg exempt add --clause”."""
    with office(None, quiet=as_json) as place:
        rows = act.clauses(place, regime)
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    for row in rows:
        until = f", until {long_date(row.until)}" if row.until else ""
        say(f"{row.key}: {row.text}")
        say(f"  ({row.confidence} confidence{until}; source: {row.source})")
    if not rows:
        say("The lists at hand name no exemption of that regime.")
