"""`riskreg db`, `riskreg org`, `riskreg lists`: the register itself, organisations, and the lists in use."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from riskreg.cli.checking import show_watched
from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    YesOption,
    confirmed,
    date_option,
    leave,
    office,
    say,
    say_json,
    show_table,
    words,
)
from riskreg.errors import UsageError
from riskreg.operations import activating
from riskreg.operations import listing as ask
from riskreg.operations import setting_up as act
from riskreg.rules.terms import AdoptionBasis, OrganisationKind

db = typer.Typer(help="The register itself.", no_args_is_help=True)
org = typer.Typer(help="Organisations, and the regimes that count for them.", no_args_is_help=True)
lists = typer.Typer(help="The vendor and regime lists in use.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(db, name="db")
    app.add_typer(org, name="org")
    app.add_typer(lists, name="lists")


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
    database: DatabaseOption = None,
    actor: ActorOption = None,
) -> None:
    """Let a regime count for an organisation. Only adopted regimes flag its assets."""
    if (organisation is None) == (not everyone):
        raise UsageError("Say for whom the regime counts.", "Give --organisation NAME, or --all.")
    with office(database, actor) as place:
        basis = AdoptionBasis.MANDATORY if mandatory else AdoptionBasis.VOLUNTARY
        done = act.adopt_regime(
            place, organisation, regime, basis=basis, from_on=date_option(since) or place.today, and_below=and_below
        )
        if not done.organisations:
            say(f"“{done.regime}” counted there already; nothing was changed.")
            return
        say(f"“{done.regime}” now counts for: {', '.join(done.organisations)}.")
        say(f"It flagged {done.screened.raised:,} asset lines.")


@lists.command("show")
def show(database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """Show the lists that this program carries, and whether they are in use in the register."""
    with office(database, quiet=as_json) as place:
        rows = ask.lists(place)
        if as_json:
            say_json([asdict(row) for row in rows])
            return
        show_table(
            "Regimes",
            ("Short name", "Title", "Kind", "Edition", "In law from", "Entries", "In use"),
            ((r.slug, r.title, r.kind, r.edition, r.legal_on, r.entries, r.in_use) for r in rows),
            numbers=(5,),
        )


@lists.command("activate")
def activate(
    yes: YesOption = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="From which date it counts here. Default: today.")
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put the lists that this program carries in use.

    First the canaries (devices that must be found) and traps (devices that must not) are run, and you are shown what
    the lists would newly flag and release. Nothing is written before you say yes, or give --yes.
    """
    with office(database, actor, quiet=as_json) as place:
        when: date | None = date_option(on)
        rehearsed = activating.activate_lists(place, apply=False, on=when)
        if rehearsed.activated.is_empty:
            say_json({"applied": False, "edition": rehearsed.edition}) if as_json else say(
                f"Edition {rehearsed.edition} is in use already; nothing was changed."
            )
            return
        if not as_json:
            say(f"Edition {rehearsed.edition}; in use until now: {rehearsed.previous or 'none'}.")
            say(f"All {rehearsed.canaries} canaries were found, and none of the {rehearsed.traps} traps was flagged.")
            show_table("List editions that are new here", ("Regime", "Edition"), rehearsed.activated.editions)
            say(f"It would flag {rehearsed.screened.raised:,} asset lines and release {rehearsed.screened.lapsed:,}.")
            if rehearsed.caught:
                say("It catches lines of saved checks:")
                show_watched(rehearsed.caught)
        if not confirmed("Put this edition in use?", yes=yes):
            say_json({"applied": False, "would": asdict(rehearsed)}) if as_json else say(
                "Nothing was written. Give --yes to put it in use."
            )
            leave(0)
        done = activating.activate_lists(place, apply=True, on=when)
        if as_json:
            say_json({"applied": True, "done": asdict(done)})
        else:
            say(f"Edition {done.edition} is in use.")
