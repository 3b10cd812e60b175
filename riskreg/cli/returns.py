"""`riskreg returns`: who has sent a list, who says that there is none, who has sent nothing, and who was asked."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.answers import show_answer, show_rows
from riskreg.cli.common import (
    ActorOption,
    AsKnownOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
    counted,
    date_option,
    office,
    say,
    say_json,
    show_table,
)
from riskreg.errors import UsageError
from riskreg.operations import returns as act
from riskreg.operations.asking import asked, format_cell
from riskreg.rules.dates import long_date

returns = typer.Typer(
    help="Who has sent a list, who says that there is none, and who has sent nothing.", invoke_without_command=True
)

OrganisationOption = Annotated[
    str | None, typer.Option("--organisation", metavar="NAME", help="Only it, or what stands below it.")
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help="Count returns that describe this date or a later one. Default: the date last asked for, "
        "and not more than twelve months back.",
    ),
]
AsAtOption = Annotated[
    str | None, typer.Option("--as-at", metavar="DATE", help="What was true on that date. Default: today.")
]
MostOption = Annotated[int, typer.Option("--most", help="How many lines to show.")]
SitesOption = Annotated[
    list[str] | None,
    typer.Option("--site", metavar="SITE", help="A site: its reference, code or name; can be repeated."),
]


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(returns, name="returns")


@returns.callback()
def completeness(
    context: typer.Context,
    organisation: OrganisationOption = None,
    since: SinceOption = None,
    as_at: AsAtOption = None,
    as_known: AsKnownOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how complete the register is: of all known organisations and sites, how many have sent a return.

    A return is a list of equipment that was imported, or a nil return: a signed statement that there is none. A list of
    a part, a list of a whole organisation that does not name the site, and a nil return for a place where equipment is
    on record are less than an answer; they are given apart.
    """
    if context.invoked_subcommand is not None:
        given = (organisation, since, as_at, as_known, database)
        if as_json or any(each is not None for each in given):
            raise UsageError("Give the options after the command, not before it.")
        return
    with office(database, quiet=as_json) as place:
        found = act.completeness(
            place,
            organisation=organisation,
            since=date_option(since),
            as_at=date_option(as_at),
            as_known=as_known,
        )
    if as_json:
        say_json(asdict(found))
        return
    show_table(
        f"Returns of {found.scope} on {long_date(found.as_at)}",
        ("", "", "Of", "Not known"),
        (
            (each.title, format_cell(each.value if each.numerator is None else each.numerator, "number"),
             each.denominator, each.not_known)
            for each in found.figures
        ),
        numbers=(1, 2, 3),
    )  # fmt: skip
    if found.silent:
        say(f"Nothing came from: {'; '.join(found.silent)}{' …' if len(found.silent) == act.SILENT_SHOWN else ''}.")
    say("Organisations and sites that have sent nothing: riskreg returns missing")
    say("Every list and nil return: riskreg returns list")


@returns.command("missing")
def missing(
    organisation: OrganisationOption = None,
    since: SinceOption = None,
    as_at: AsAtOption = None,
    as_known: AsKnownOption = None,
    most: MostOption = 50,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the organisations and sites for which nothing came, and those for which less than an answer came."""
    given = {
        "organisation": organisation,
        "since": since,
        "as_at": as_at,
        "as_known": str(as_known) if as_known is not None else None,
    }
    answers: dict[str, object] = {}
    with office(database, quiet=as_json) as place:
        for name, question, came, title, shown in _PARTS:
            with asked(place, question, {**given, "came": came}) as found:
                rows = list(found.rows)
                if as_json:
                    codes = [column.code for column in found.columns]
                    answers[name] = [dict(zip(codes, row, strict=True)) for row in rows]
                    answers["meta"] = {key: value for key, value in found.meta.items() if key != "filters"}
                    continue
                places = [found.column(code) for code in shown]
                heading = f"{title}: {len(rows):,}"
                if rows:
                    columns = [found.columns[each] for each in places]
                    show_rows(heading, columns, [[row[each] for each in places] for row in rows[:most]])
                else:
                    say(heading)
                if len(rows) > most:
                    say(f"Only the first {most:,} are shown; write all with: riskreg query {question} -o FILE.csv")
    if as_json:
        say_json(answers)


_PARTS = (
    (
        *("organisations", "returns-by-organisation", "missing", "Organisations from which nothing came"),
        ("reference", "organisation", "sites", "due_on"),
    ),
    (
        *("organisations_in_doubt", "returns-by-organisation", "doubtful", "Organisations from which not all came"),
        ("reference", "organisation", "sites", "answered", "doubtful", "missing", "due_on"),
    ),
    (
        *("sites", "returns-by-site", "missing", "Sites for which nothing came"),
        ("reference", "site", "organisation", "sensitivity", "due_on"),
    ),
    (
        *("sites_in_doubt", "returns-by-site", "doubtful", "Sites for which less than an answer came"),
        ("reference", "site", "organisation", "came", "return", "on_record"),
    ),
)
"""What is missing: name in JSON, question and filter, title, and the columns that a terminal shows."""


@returns.command("list")
def list_returns(
    organisation: OrganisationOption = None,
    site: Annotated[str | None, typer.Option("--site", metavar="SITE", help="Only those about this site.")] = None,
    came: Annotated[
        str | None,
        typer.Option("--came", metavar="WHAT", help="Only those: list, nil, disputed, signed, unsigned."),
    ] = None,
    since: SinceOption = None,
    as_at: AsAtOption = None,
    as_known: AsKnownOption = None,
    most: MostOption = 50,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List every list of equipment and every nil return: its date, who signed, who recorded it, what is in doubt."""
    given = {
        "organisation": organisation,
        "site": site,
        "came": came,
        "since": since,
        "as_at": as_at,
        "as_known": str(as_known) if as_known is not None else None,
    }
    with office(database, quiet=as_json) as place, asked(place, "returns", given) as found:
        show_answer(found, as_json=as_json, most=most)


@returns.command("asked")
def list_asked(
    organisation: OrganisationOption = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help="Only those: outstanding, overdue, answered, late.")
    ] = None,
    as_at: AsAtOption = None,
    as_known: AsKnownOption = None,
    most: MostOption = 50,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who was asked for a return, for which date, by when, and whether everything came in time."""
    given = {
        "organisation": organisation,
        "asked": state,
        "as_at": as_at,
        "as_known": str(as_known) if as_known is not None else None,
    }
    with office(database, quiet=as_json) as place, asked(place, "returns-asked", given) as found:
        show_answer(found, as_json=as_json, most=most)


@returns.command("ask")
def ask(
    as_at: Annotated[
        str, typer.Option("--as-at", metavar="DATE", help="The date that the return is to describe, or a later one.")
    ],
    due: Annotated[str, typer.Option("--due", metavar="DATE", help="By when it is to come.")],
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="The organisation that was asked.")
    ] = None,
    and_below: Annotated[bool, typer.Option("--and-below", help="Also all organisations below it.")] = False,
    everybody: Annotated[bool, typer.Option("--all", help="All organisations.")] = False,
    site: SitesOption = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="When they were asked. Default: today.")
    ] = None,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="Reference of the letter, or what else is to be kept.")
    ] = "",
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that organisations or sites were asked for a return by a day. riskreg sends nothing.

    From then on an older return of theirs no longer counts as an answer, and the request is overdue after its day.
    """
    with office(database, actor, quiet=as_json) as place:
        described, by = date_option(as_at), date_option(due)
        if described is None or by is None:
            raise UsageError("A request needs two dates.", "Give --as-at DATE and --due DATE.")
        made = act.ask_for(
            place,
            organisation=organisation,
            and_below=and_below,
            is_all=everybody,
            sites=site or (),
            as_at=described,
            due=by,
            asked=date_option(on),
            note=note,
        )
    if as_json:
        say_json([asdict(each) for each in made])
        return
    for each in made:
        say(f"{each.reference}: {each.place} is asked for a return as at {long_date(described)} by {long_date(by)}.")
    say("See how they stand with: riskreg returns asked")


@returns.command("nil")
def nil(
    as_at: Annotated[str, typer.Option("--as-at", metavar="DATE", help="The date that the statement speaks of.")],
    signed_by: Annotated[
        str, typer.Option("--signed-by", metavar="NAME", help="Who signs and answers for it; not who types this.")
    ],
    post: Annotated[str, typer.Option("--post", metavar="POST", help="The post of the person who signs.")],
    organisation: Annotated[
        str | None,
        typer.Option(
            "--organisation", metavar="NAME", help="The organisation that has none, at any site that it holds itself."
        ),
    ] = None,
    site: SitesOption = None,
    paper: Annotated[
        str | None, typer.Option("--reference", metavar="TEXT", help="Reference of the letter or message.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="The letter or message as a file; a copy is kept.")
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a nil return: somebody signs that an organisation or a site has none of the equipment.

    It removes nothing. Where equipment is on record there, that stays, and the nil return is in question until the
    removal is verified, or the nil return is withdrawn. A list that names equipment there later says so.
    """
    with office(database, actor, quiet=as_json) as place:
        on = date_option(as_at)
        if on is None:
            raise UsageError("A nil return speaks of a date.", "Give it with --as-at DATE.")
        made = act.record_nil(
            place,
            organisation=organisation,
            sites=site or (),
            as_at=on,
            signed_by=signed_by,
            post=post,
            paper=paper,
            file=file,
        )
    if as_json:
        say_json([asdict(each) for each in made])
        return
    for each in made:
        signed = f"signed by {each.signed_by}, {each.signed_post}"
        say(f"{each.reference}: {each.place} has none as at {long_date(each.as_at)}, {signed}.")
        if each.on_record:
            where = "there" if each.sites_on_record == 1 else f"at {each.sites_on_record:,} of its sites"
            say(f"  In question: {counted(each.on_record, 'device')} on record {where}. Nothing is removed by this.")
            say("  Ask who signed it. A device that is gone needs a verified removal; if the statement is wrong:")
            say(f'  riskreg returns withdraw {each.reference} --reason "…"')


@returns.command("withdraw")
def withdraw(
    reference: Annotated[str, typer.Argument(metavar="REF", help="The nil return (NIL-…) or the request (ASK-…).")],
    reason: ReasonOption = "",
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take back a nil return that was recorded in error, or drop a request. It stays on record, with who did it.

    A list is taken back with: riskreg imports undo
    """
    with office(database, actor, quiet=as_json) as place:
        act.withdraw(place, reference, reason)
    if as_json:
        say_json({"withdrawn": reference, "reason": reason})
        return
    say(f"{reference} no longer counts. What was known of it before stays on record.")
