"""`riskreg lists`: the lists in use, foreign lists in, what an edition would change, and putting it in use."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    YesOption,
    confirmed,
    counted,
    date_option,
    leave,
    office,
    say,
    say_json,
    show_table,
)
from riskreg.cli.lists_shown import show_difference, show_imported, show_refreshed, show_rehearsed
from riskreg.errors import UsageError
from riskreg.operations import activating, addresses, editions
from riskreg.operations import listing as ask
from riskreg.operations import lists as act

lists = typer.Typer(help="The vendor and regime lists in use, and foreign lists in.", no_args_is_help=True)

RegimeOption = Annotated[str, typer.Option("--regime", metavar="NAME", help="Short name of the regime.")]
LossOption = Annotated[
    list[str] | None,
    typer.Option("--confirm-loss", metavar="COMPANY", help="This company has really left its list; can be repeated."),
]
SizeOption = Annotated[bool, typer.Option("--confirm-size", help="The list has really grown or shrunk so much.")]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="From which date it counts here. Default: today.")
]


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(lists, name="lists")


@lists.command("show")
def show(
    regime: Annotated[
        str | None, typer.Argument(help="Short name of a regime: its editions, and the entries in force.")
    ] = None,
    as_at: Annotated[
        str | None, typer.Option("--as-at", metavar="DATE", help="The edition in force on that date. Default: today.")
    ] = None,
    as_known: Annotated[
        int | None,
        typer.Option("--as-known", metavar="CHANGE", help="Only editions that were in use by that change."),
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the lists at hand and whether they are in use; or one regime's editions and the entries of a date."""
    with office(database, quiet=as_json) as place:
        if regime is not None:
            kept = editions.kept_editions(place, regime, as_at=date_option(as_at), as_known=as_known)
            say_json(asdict(kept)) if as_json else _show_kept(kept)
            return
        if as_at is not None or as_known is not None:
            raise UsageError("Name the regime whose edition of that date you want.", "See: riskreg lists show")
        rows, waits = ask.lists(place), act.waiting_lists(place)
        if as_json:
            say_json({"regimes": [asdict(row) for row in rows], "waiting": waits})
            return
        show_table(
            "Regimes",
            ("Short name", "Title", "Kind", "Edition", "In law from", "Entries", "In use"),
            ((r.slug, r.title, r.kind, r.edition, r.legal_on, r.entries, r.in_use) for r in rows),
            numbers=(5,),
        )
        if waits:
            say(f"Waiting among your own lists, not in use: {', '.join(waits)}.")
            say("See what one would change with: riskreg lists preview NAME")


def _show_kept(kept: editions.EditionsKept) -> None:
    show_table(
        kept.title,
        ("Edition", "In law from", "Counted here from", "Put in use by", "Change", "Entries", "Checksum", ""),
        (
            (
                *(e.label, e.legal_on, e.activated_on, e.activated_by, e.change, e.entries, f"{e.checksum[:8]}…"),
                "in force" if e.is_in_force else "",
            )
            for e in kept.editions
        ),
        numbers=(4, 5),
    )
    if kept.edition is None:
        say("No edition was in force on that date.")
        return
    show_table(
        f"Entries of the edition {kept.edition}",
        ("Key", "Name", "Maker", "From", "Until", "Affiliates too"),
        ((e.key, e.name, e.vendor, e.from_on, e.to_on, e.includes_affiliates) for e in kept.entries[:60]),
    )
    if len(kept.entries) > 60:
        say(f"… and {len(kept.entries) - 60:,} more; see all of them with --json.")


@lists.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list as you downloaded or typed it.")],
    regime: RegimeOption,
    dated: Annotated[
        str | None,
        typer.Option("--dated", metavar="DATE", help="Of which day the list is. Default: what the file says."),
    ] = None,
    label: Annotated[
        str | None, typer.Option("--label", metavar="TEXT", help="Name of the edition. Default: its date.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help=f"Recognised if left out. One of: {', '.join(act.FORMATS)}."),
    ] = None,
    chosen: Annotated[
        list[str] | None,
        typer.Option("--list", metavar="NAME", help="Which list of a file with several, or all; can be repeated."),
    ] = None,
    sha256: Annotated[
        str | None, typer.Option("--sha256", metavar="CHECKSUM", help="Checksum that the publisher gives for the file.")
    ] = None,
    is_part: Annotated[
        bool, typer.Option("--part", help="Only a part of the list: a company that is not in it is not cleared.")
    ] = False,
    affiliates: Annotated[
        bool, typer.Option("--with-affiliates", help="Every entry reaches the company's affiliates.")
    ] = False,
    url: Annotated[str | None, typer.Option("--url", metavar="ADDRESS", help="Where the list is published.")] = None,
    new_regime: Annotated[
        bool, typer.Option("--new-regime", help="A regime that riskreg does not know: give --title and --authority.")
    ] = False,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Title of a new regime.")] = "",
    authority: Annotated[
        str, typer.Option("--authority", metavar="TEXT", help="Who keeps the list of a new regime.")
    ] = "",
    jurisdiction: Annotated[
        str, typer.Option("--jurisdiction", metavar="COUNTRY", help="Where a new regime holds, in two letters.")
    ] = "GB",
    binds: Annotated[
        str, typer.Option("--binds", metavar="TEXT", help="Whom a new regime binds.")
    ] = "those who adopt it",
    shown_only: Annotated[
        bool,
        typer.Option("--never-flags", help="A new regime that is only shown with assets, such as export control."),
    ] = False,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a list that a government or publisher gives out. It waits among your own lists until you activate it.

    Read are: the US Consolidated Screening List (CSV), targets.simple.csv and FollowTheMoney JSON lines (OpenSanctions)
    the UK Sanctions List (CSV or workbook), the EU consolidated list (CSV), and a table of your own with
    headers such as Name, Other names, Start date, Country, Exclusion ground. Only companies are taken; what is left out
    is counted.

    Names are compared whole. A company that is a maker of the catalogue is tied to it; any other is told by its exact
    name, unless somebody else bears it too: such names are listed for you and flag nothing.
    """
    if new_regime and not (title and authority):
        raise UsageError("A new regime needs a title and an authority.", "Give --title “…” and --authority “…”.")
    with office(database, actor, quiet=as_json) as place:
        request = act.ListRequest(
            path=file,
            regime=regime,
            dated=date_option(dated),
            label=label,
            format=form,
            lists=tuple(chosen or ()),
            sha256=sha256,
            is_part=is_part,
            includes_affiliates=affiliates,
            url=url,
            new_regime=act.NewRegime(title, authority, jurisdiction, binds, "indicator" if shown_only else "list")
            if new_regime
            else None,
        )
        done = act.import_list(place, request)
        say_json(asdict(done)) if as_json else show_imported(done)


@lists.command("refresh-oui")
def refresh_oui(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="oui.csv, mam.csv and oui36.csv of the IEEE, or manuf.")
    ],
    dated: Annotated[
        str | None, typer.Option("--dated", metavar="DATE", help="Of which day the registry is: day of the download.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the table there, and let nothing wait.")
    ] = None,
    losses: Annotated[
        list[str] | None,
        typer.Option("--confirm-loss", metavar="VENDOR", help="This vendor really has so many prefixes fewer."),
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a newer registry of MAC address prefixes. It waits as “oui” until you activate it.

    Shown is what changes for each maker: prefixes that are new, gone, or moved to another. A registry that holds fewer
    prefixes than the one in use is refused, for registrations are hardly ever given back.
    """
    with office(database, actor, quiet=as_json) as place:
        done = addresses.refresh_addresses(
            place, tuple(files), dated=date_option(dated), output=output, confirmed=tuple(losses or ())
        )
        say_json(asdict(done)) if as_json else show_refreshed(done)


@lists.command("discard")
def discard(
    names: Annotated[list[str], typer.Argument(metavar="EDITION…", help="What waits, as in: riskreg lists show")],
    yes: YesOption = False,
    database: DatabaseOption = None,
    actor: ActorOption = None,
) -> None:
    """Put away a list that waits among your own lists. Nothing that is in use changes."""
    with office(database, actor) as place:
        if not confirmed(f"Put away {', '.join(names)}?", yes=yes):
            say("Nothing was put away. Give --yes to do it.")
            leave(0)
        gone = act.discard_waiting(place, tuple(names))
        say(f"Put away: {', '.join(gone)}.")


@lists.command("diff")
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="An edition: label, regime:label, date, or a file.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The edition to set beside it.")],
    regime: Annotated[
        str | None, typer.Option("--regime", metavar="NAME", help="Short name of the regime, for dates and files.")
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set two editions of a list side by side: entries added, removed and changed."""
    with office(database, quiet=as_json) as place:
        found = editions.compare_editions(place, first, second, regime=regime)
        if as_json:
            say_json(asdict(found))
            return
        say(f"From {found.first} to {found.second}:")
        show_difference(found.difference)


@lists.command("preview")
def preview(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="EDITION…", help="What waits, as in: riskreg lists show")
    ] = None,
    on: OnOption = None,
    losses: LossOption = None,
    size: SizeOption = False,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what putting an edition in use would newly flag, change and release, by organisation. Writes nothing.

    Without a name: the lists that came with the program.
    """
    with office(database, actor, quiet=as_json) as place:
        wanted = activating.Confirmed(tuple(losses or ()), size)
        found = activating.activate_lists(
            place, apply=False, on=date_option(on), editions=tuple(names or ()), confirmed=wanted
        )
        if as_json:
            say_json({"applied": False, "would": asdict(found)})
            return
        if found.activated.is_empty:
            say(f"Edition {found.edition} is in use already; nothing would change.")
            if not names and (waits := act.waiting_lists(place)):
                say(f"Waiting among your own lists: {', '.join(waits)}. Name one to see what it would change.")
            return
        show_rehearsed(found)
        say("Nothing was written.")


@lists.command("activate")
def activate(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="EDITION…", help="What waits, as in: riskreg lists show")
    ] = None,
    yes: YesOption = False,
    on: OnOption = None,
    losses: LossOption = None,
    size: SizeOption = False,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put the lists that came with the program in use, and any of your own that wait and that you name.

    First the canaries (devices that must be found) and traps (devices that must not) are run, and you are shown what
    the lists would newly flag and release. Nothing is written before you say yes, or give --yes. A list that loses a
    company, shrinks or grows beyond belief, or is older than the one in use is stopped;
    so are lists without the edition in use of a regime that counts here.
    """
    with office(database, actor, quiet=as_json) as place:
        when, wanted = date_option(on), activating.Confirmed(tuple(losses or ()), size)
        chosen = tuple(names or ())
        rehearsed = activating.activate_lists(place, apply=False, on=when, editions=chosen, confirmed=wanted)
        if rehearsed.activated.is_empty and not chosen:
            waits = act.waiting_lists(place)
            if as_json:
                say_json({"applied": False, "edition": rehearsed.edition, "waiting": waits})
                return
            say(f"Edition {rehearsed.edition} is in use already; nothing was changed.")
            if waits:
                say(f"Waiting among your own lists: {', '.join(waits)}. Name one to put it in use.")
            return
        if not as_json:
            show_rehearsed(rehearsed)
        if rehearsed.stops:
            # The refusal itself tells each reason and what a person may confirm.
            activating.activate_lists(place, apply=True, on=when, editions=chosen, confirmed=wanted)
        if not confirmed("Put this edition in use?", yes=yes):
            say_json({"applied": False, "would": asdict(rehearsed)}) if as_json else say(
                "Nothing was written. Give --yes to put it in use."
            )
            leave(0)
        done = activating.activate_lists(place, apply=True, on=when, editions=chosen, confirmed=wanted)
        if as_json:
            say_json({"applied": True, "done": asdict(done)})
            return
        also = f", with {', '.join(done.waiting)}" if done.waiting else ""
        say(f"Edition {done.edition}{also} is in use.")
        if done.screened.lapsed:
            say(f"{counted(done.screened.lapsed, 'flag')} lapsed; they and their decisions stay on record.")
