"""`riskreg determine` and `riskreg decide`: a named person's decisions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.answers import show_screened
from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    counted,
    date_option,
    office,
    say,
    say_json,
    show_table,
    words,
)
from riskreg.errors import UsageError
from riskreg.operations import deciding as act
from riskreg.rules.terms import DecisionOutcome, DeterminationOutcome


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.command("determine")(determine)
    app.command("decide")(decide)


def determine(
    vendors: Annotated[
        list[str] | None, typer.Argument(metavar="[VENDOR…]", help="Name of the vendor; with --proposals several.")
    ] = None,
    regime: Annotated[
        str | None, typer.Option("--regime", metavar="NAME", help="Regime with a criterion. Default: the only one.")
    ] = None,
    decision: Annotated[
        DeterminationOutcome | None, typer.Option("--decision", help="Whether the vendor meets the criterion.")
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="FILE", help="What the decision rests on; a copy is kept.")
    ] = None,
    proposals: Annotated[
        bool, typer.Option("--proposals", help="List the bundled proposals; with --adopt, adopt them.")
    ] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="With --proposals: adopt those of the vendors named, or of all.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why, in your words.")] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Date of the decision. Default: today.")
    ] = None,
    review: Annotated[
        str | None,
        typer.Option("--review-on", metavar="DATE", help="By when to look at it again: owners of companies change."),
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide whether a vendor meets the criterion of a regime that names nobody, with evidence.

    The UK instruction of 24 November 2022 names no company, so an officer decides for each vendor. The bundled
    proposals are listed with --proposals, and adopted under your name and reason with --proposals --adopt. What is past
    its date of review is listed by: riskreg query determinations --review due
    """
    with office(database, actor, quiet=as_json) as place:
        if proposals and not adopt:
            _list(act.proposals(place, regime), as_json=as_json)
            return
        if proposals:
            done = act.adopt_proposals(
                place, vendors or (), regime=regime, reason=reason, on=date_option(on), review_on=date_option(review)
            )
        else:
            if not vendors or len(vendors) != 1 or decision is None:
                raise UsageError(
                    "Name one vendor and the decision.",
                    "For example: riskreg determine hikvision --decision subject --reason … --evidence FILE",
                )
            done = act.determine_vendor(
                place,
                vendors[0],
                regime=regime,
                outcome=decision,
                reason=reason,
                evidence=evidence,
                on=date_option(on),
                review_on=date_option(review),
            )
    if as_json:
        say_json(asdict(done))
        return
    say(f"Decided under “{done.regime}”: {', '.join(done.vendors) or 'nothing new'}.")
    if done.skipped:
        say(f"Left as they are (undecided in the proposals, or decided so already): {', '.join(done.skipped)}.")
    show_screened(done.screened)


def _list(rows: tuple[act.ProposalShown, ...], *, as_json: bool) -> None:
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    show_table(
        "Bundled proposals. They decide nothing before a named person adopts them.",
        ("Vendor", "Name", "Proposed", "Decided here", "Look again by", "Why"),
        (
            (r.vendor, r.name, words(r.proposed), words(r.decided) if r.decided else "not yet", r.review_on, r.reason)
            for r in rows
        ),
    )
    say('Adopt with: riskreg determine --proposals --adopt [VENDOR…] --as "Your Name" --reason "…"')


def decide(
    references: Annotated[
        list[str], typer.Argument(metavar="REF…", help="Flags (FLAG-…), or assets for all of their flags.")
    ],
    outcome: Annotated[DecisionOutcome, typer.Option("--outcome", help="What you decide.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in your words.")],
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="FILE", help="What the decision rests on; a copy is kept.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Date of the decision. Default: today.")
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Confirm, dismiss or leave unsure a flag. A dismissed flag stays on record with your name and reason."""
    with office(database, actor, quiet=as_json) as place:
        count = act.decide_flags(place, references, outcome, reason=reason, evidence=evidence, on=date_option(on))
    say_json({"decided": count}) if as_json else say(f"{counted(count, 'flag')} {words(outcome)}.")
