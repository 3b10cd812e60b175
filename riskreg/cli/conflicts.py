"""`riskreg conflicts`: what lists leave open of identity, and what a person says to it."""

from __future__ import annotations

from typing import Annotated

import typer

from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
    counted,
    office,
    say,
    say_json,
    show_counts,
    show_table,
)
from riskreg.errors import UsageError
from riskreg.operations import conflicts as act
from riskreg.rules.dates import long_date

conflicts = typer.Typer(
    help="What lists leave open of identity: which rows are one device, which site is meant, what is back.",
    invoke_without_command=True,
)

References = Annotated[
    list[str], typer.Argument(metavar="REF…", help="Which, such as CONF-F64-2223Z; several get the same answer.")
]
Reference = Annotated[str, typer.Argument(metavar="REF", help="Which, such as CONF-F64-2223Z.")]
_ROWS_SHOWN = 12


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(conflicts, name="conflicts")


@conflicts.callback()
def list_all(
    context: typer.Context,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="Only of this organisation.")
    ] = None,
    of_import: Annotated[
        str | None, typer.Option("--import", metavar="REF", help="Only what this import raises (IMP-…).")
    ] = None,
    question: Annotated[act.Question | None, typer.Option("--question", help="Only of this kind.")] = None,
    with_settled: Annotated[
        bool, typer.Option("--all", help="Also what is answered, and what waits no longer.")
    ] = False,
    most: Annotated[int, typer.Option("--most", help="How many to show.", min=1)] = 40,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List everything about identity that waits for a person, alarms first.

    A number at two sites, numbers of two assets in one row, a device that moved or is back after its removal, a site
    name that is nearly a known one, rows that say the same: each with what riskreg did for now. Nothing is guessed
    onto an asset. See one with “riskreg conflicts show REF”, and say what is right with “riskreg conflicts resolve”.
    """
    if context.invoked_subcommand is not None:
        if database is not None or as_json:
            raise UsageError("Give --database and --json after the command, not before it.")
        return
    with office(database, quiet=as_json) as place:
        found = act.list_conflicts(
            place, organisation=organisation, of_import=of_import, question=question, with_settled=with_settled
        )
        marking = place.settings.marking
    if as_json:
        say_json({"marking": marking, "conflicts": [each.as_answer() for each in found]})
        return
    say(marking)
    if not found:
        say("Nothing about identity waits for a person.")
        return
    alarms = sum(each.is_alarm and each.state == "waiting" for each in found)
    if alarms:
        say(f"Alarm: {counted(alarms, 'device')} recorded as removed, and named again.")
    show_counts("Waiting" if not with_settled else "Conflicts", act.count_conflicts(found))
    show_table(
        "What waits" if not with_settled else "All",
        ("Reference", "What", "Where", "Said"),
        ((each.reference, _titled(each), _where(each), each.message) for each in found[:most]),
    )
    if len(found) > most:
        say(f"… and {len(found) - most:,} more; show more with --most, or all with --json.")
    say("See what can be said to one with: riskreg conflicts show REF")


def _titled(each: act.ConflictShown) -> str:
    verdict = f" ({each.verdict.value})" if each.verdict is not None else ""
    state = "" if each.state == "waiting" else f" — {each.state}"
    return f"{each.title}{verdict}{state}"


def _where(each: act.ConflictShown) -> str:
    return ", ".join(filter(None, (each.site, each.organisation, long_date(each.raised_on))))


@conflicts.command("show")
def show(reference: Reference, database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """Show one: its rows, the assets that it is about, what riskreg did for now, and what can be said to it."""
    with office(database, quiet=as_json) as place:
        found = act.show_conflict(place, reference)
        marking = place.settings.marking
    if as_json:
        say_json({"marking": marking, **found.as_answer()})
        return
    say(marking)
    say(f"{found.reference}: {found.title}")
    say(f"  Of the list of {long_date(found.raised_on)}, {found.organisation}.")
    if found.assets:
        verdict = f" ({found.verdict.value})" if found.verdict is not None else ""
        say(f"  About: {', '.join(found.assets)}{verdict}")
    show_table(
        "Rows",
        ("File", "Sheet", "Row", "Site", "What"),
        ((p.file, p.sheet, p.row, p.site, p.message) for p in found.rows[:_ROWS_SHOWN]),
        numbers=(2,),
    )
    if len(found.rows) > _ROWS_SHOWN:
        say(f"… and {counted(len(found.rows) - _ROWS_SHOWN, 'more row')}, all listed with --json.")
    say(f"For now: {found.taken}")
    if found.answer is not None:
        given = found.answer
        say(f"Answered: {given.reply.value}, by {given.by} (change {given.change}): {given.reason}")
        say(f'Take it back with: riskreg conflicts reopen {found.reference} --reason "…"')
    elif found.over is not None:
        say(f"It waits no longer. {found.over}")
    else:
        say("What you can say:")
        for choice in found.choices:
            say(
                f"  riskreg conflicts resolve {found.reference} --{choice.reply.value}{_needs(choice.needs)} --reason …"
            )
            say(f"      {choice.means} {choice.then}".rstrip())


def _needs(needs: str) -> str:
    option = {"row": "--row N", "asset": "--record ASSET-…", "site": "--record SITE-…"}.get(needs.rstrip("?"), "")
    if not option:
        return ""
    return f" [{option}]" if needs.endswith("?") else f" {option}"


@conflicts.command("resolve")
def resolve(
    references: References,
    same: Annotated[bool, typer.Option("--same", help="They are one device, or one site.")] = False,
    different: Annotated[
        bool, typer.Option("--different", help="They are different devices, or it is another site.")
    ] = False,
    moved: Annotated[bool, typer.Option("--moved", help="The device was moved.")] = False,
    back: Annotated[bool, typer.Option("--back", help="The device stands there again; somebody looked.")] = False,
    mistaken: Annotated[bool, typer.Option("--mistaken", help="The list is wrong.")] = False,
    noted: Annotated[bool, typer.Option("--noted", help="It is as riskreg took it.")] = False,
    record: Annotated[
        str | None, typer.Option("--record", metavar="REF", help="The asset or site that is meant (ASSET-…, SITE-…).")
    ] = None,
    row: Annotated[
        int | None, typer.Option("--row", metavar="N", help="With --same: the row that stands for the device.")
    ] = None,
    reason: ReasonOption = "",
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is right. The answer is kept with your name and reason, and the same list does not ask again.

    Which answers a question takes, and what each of them does, is shown by “riskreg conflicts show REF”. An answer
    changes nothing that was imported; lists that are imported from then on are matched by it. It can be taken back.
    """
    given = {
        act.Reply.SAME: same,
        act.Reply.DIFFERENT: different,
        act.Reply.MOVED: moved,
        act.Reply.BACK: back,
        act.Reply.MISTAKEN: mistaken,
        act.Reply.NOTED: noted,
    }
    said = [reply for reply, is_given in given.items() if is_given]
    if len(said) != 1:
        raise UsageError(
            "Give one answer.",
            f"One of: {', '.join(f'--{reply.value}' for reply in given)}; see riskreg conflicts show.",
        )
    with office(database, actor, quiet=as_json) as place:
        done = act.resolve_conflicts(place, references, said[0], reason, record=record, row=row)
    _show_done(done, as_json=as_json)


@conflicts.command("reopen")
def reopen(
    reference: Reference,
    reason: ReasonOption = "",
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an answer back: the question waits again. A merge that was made with it is taken back too."""
    with office(database, actor, quiet=as_json) as place:
        done = act.reopen_conflict(place, reference, reason)
    _show_done([done], as_json=as_json)


def _show_done(done: list[act.Settled], *, as_json: bool) -> None:
    if as_json:
        say_json(
            [
                {
                    "reference": each.reference,
                    "title": each.title,
                    "said": list(each.said),
                    "then": each.then,
                    "flags_raised": each.screened.raised,
                    "flags_lapsed": each.screened.lapsed,
                }
                for each in done
            ]
        )
        return
    for each in done:
        say(f"{each.reference}, {each.title}: {' '.join(each.said)}")
        if each.screened.raised or each.screened.lapsed:
            say(f"Flags raised: {each.screened.raised:,}; lapsed: {each.screened.lapsed:,}.")
        if each.then:
            say(each.then)
