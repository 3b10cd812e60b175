"""`riskreg db`, `riskreg org`: the register itself, and organisations."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    date_option,
    office,
    say,
    say_json,
    show_table,
    words,
)
from riskreg.errors import UsageError
from riskreg.operations import listing as ask
from riskreg.operations import setting_up as act
from riskreg.rules.terms import AdoptionBasis, OrganisationKind

db = typer.Typer(help="The register itself.", no_args_is_help=True)
org = typer.Typer(help="Organisations, and the regimes that count for them.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(db, name="db")
    app.add_typer(org, name="org")


@db.command("upgrade")
def upgrade(database: DatabaseOption = None) -> None:
    """Make the register, or bring it to the shape that this version works with."""
    with office(database) as place:
        act.upgrade_register(place)
        say(f"The register is ready: {place.database.address}")


@org.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name of the organisation.")],
    kind: Annotated[OrganisationKind, typer.Option("--kind", help="What it is.")] = OrganisationKind.OTHER,
    parent: Annotated[
        str | None, typer.Option("--below", metavar="NAME", help="The organisation that it stands below.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="From which date it stands there.")
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
) -> None:
    """Add an organisation. An estate list adds its organisations by itself."""
    with office(database, actor) as place:
        kept = act.add_organisation(place, name, kind, parent=parent, from_on=date_option(since))
        say(f"“{kept}” is in the register.")


@org.command("list")
def list_organisations(database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """List the organisations, what each stands below, and the regimes that count for it."""
    with office(database, quiet=as_json) as place:
        rows = ask.organisations(place)
        if as_json:
            say_json([asdict(row) for row in rows])
            return
        show_table(
            "Organisations",
            ("Organisation", "Kind", "Below", "Sites", "Regimes that count"),
            ((row.name, words(row.kind), row.parent, row.sites, ", ".join(row.regimes) or "none") for row in rows),
            numbers=(3,),
        )


@org.command("adopt")
def adopt(
    regime: Annotated[str, typer.Argument(help="Short name of the regime, as in: riskreg lists show")],
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="For whom it counts.")
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="It counts for every organisation of the register.")] = False,
    and_below: Annotated[
        bool, typer.Option("--and-below", help="Also for all that stand below the organisation.")
    ] = False,
    mandatory: Annotated[
        bool, typer.Option("--mandatory/--voluntary", help="Whether the regime binds it, or it follows by choice.")
    ] = True,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="From which date it counts. Default: today.")
    ] = None,
    purpose: Annotated[
        str | None,
        typer.Option("--purpose", metavar="TEXT", help="What such equipment is used for there, such as site security."),
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
) -> None:
    """Let a regime count for an organisation. Only adopted regimes flag its assets.

    Some lists restrict equipment for certain purposes only, such as public safety. For a school, university, health
    body or other body riskreg cannot know the purpose: what such lists name is suspected there until --purpose is
    given.
    """
    if (organisation is None) == (not everyone):
        raise UsageError("Say for whom the regime counts.", "Give --organisation NAME, or --all.")
    with office(database, actor) as place:
        basis = AdoptionBasis.MANDATORY if mandatory else AdoptionBasis.VOLUNTARY
        done = act.adopt_regime(
            place,
            organisation,
            regime,
            basis=basis,
            from_on=date_option(since) or place.today,
            and_below=and_below,
            purpose=purpose,
        )
        if not done.organisations:
            say(f"“{done.regime}” counted there already; nothing was changed.")
            return
        say(f"“{done.regime}” now counts for: {', '.join(done.organisations)}.")
        say(f"It flagged {done.screened.raised:,} asset lines, and changed the verdict of {done.screened.changed:,}.")
